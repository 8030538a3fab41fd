"""The page 报送 in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from db import addressees, consignment
from db.errors import Environment
from db.session import Session, member
from ui import dialogs
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
OWNER: dict[str, Any] = {
    "phone": "13800138000", "id_copy": True, "plan": "包月 180 元", "charge": "免收",
    "document": {"kind": "护照", "number": "E12345678"},
}  # fmt: skip
SECOND = "1001"
LONG_NAME = "阿卜杜拉·买买提江·艾力·司马光明𠮷"


def agreed(session: Session) -> None:
    """Two persons have agreed on every operator, as the page would ask for."""
    known = consignment.addresses(session, "WK")
    wanted = {who: known.get(who, []) for who in ("电信", "联通", "移动", "广电")}
    with session.store.write():
        addressees.approve(session, "WK", wanted, member(session.store, SECOND))


def sending(shell: Shell, session: Session, folder: Path, shot: Shot) -> None:
    """What waits, ticked, made, being sent, refused, filtered to nothing, none at all."""
    from db import records

    for at, (unit, who) in enumerate((("1-101", "电信"), ("2-301", "联通"), ("3-1202", "电信"))):
        name = LONG_NAME if at == 1 else "赵虚构"
        records.issue(session, "WK", {**OWNER, "unit": unit, "name": name, "operator": who})
    page: Any = shell.go("consignment")
    pictures.wait(lambda: page.is_read)
    shot("报送", None)
    agreed(session)
    known, dialogs.choose_folder = dialogs.choose_folder, lambda parent, title: folder
    page.make()
    pictures.wait(lambda: not page.writing.is_busy)
    pictures.wait(lambda: any(row[5] for row in page.model.rows))
    shot("报送：邮件生成了", None)
    dialogs.choose_folder = known
    page.bar.enter()
    shot("报送：已发出", None)
    page.bar.put_away()
    page._not_made(Environment("disk", "存不下：磁盘已满，请腾出空间，内容还在。"))
    shot("报送：磁盘满了", None)
    page.text.setText("没有这样的人")
    shot("报送：筛选不到", None)
    page.text.setText("")
    shell.say("")
    for one in consignment.waiting(session, "WK"):
        records.act(session, one.number, "报运营商")
    page.refresh()
    pictures.wait(lambda: not page.model.rows)
    shot("报送：都发了", None)
