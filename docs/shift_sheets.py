"""The pictures of the handover for the contact sheets: live, wrong, waiting, disputed, signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def handover(shell: Shell, shot: Shot) -> None:
    """The page as it opens, a thing that is not in order, the sheet that waits, a wrong password,
    a dispute, and both signed."""
    page: Any = shell.go("shift")
    pictures.wait(lambda: page.desk is not None)
    pictures.settle()
    if page.sign.isVisible():
        shot("交接班：上一张还没有人接班", None)
        page.sign.closed.emit()
    shot("交接班", None)
    items = page.form.values()["items"]
    page.form.set_value("items", [{**items[0], "state": "有问题"}, *items[1:]])
    page.save(and_print=True)
    pictures.wait(lambda: not page.busy)
    shot("交接班：有问题没写明", None)
    page.form.set_value("items", [{**items[0], "state": "有问题", "note": "缺黑粉"}, *items[1:]])
    page.form.set_value("todo", [{"what": "3-1202 渗漏，工程部回电", "when": "15:00"}])
    page.save(and_print=True)
    pictures.wait(lambda: page.sign.isVisible() and not page.busy)
    shot("交接班：等接班人签字", None)
    page.sign.submit()
    shot("交接班：接班人没填", None)
    page.sign.form.set_value("verdict", "有异议")
    shot("交接班：有异议", None)
    page.sign.form.set_value("exceptions", "雨伞少一把，未查到借用单")
    page.sign.who.number.line.setText("1004")
    page.sign.who.password.line.setText("demo1004")
    page.sign.submit()
    pictures.wait(lambda: not page.sign.isVisible() and not page.busy)
    shot("交接班：两人已签", None)
