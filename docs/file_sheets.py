"""The file of a unit, a person or a vehicle in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from db.errors import Environment
from db.filed import Subject
from db.session import Session
from ui.preview import render
from views import one_page
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
HUGE = 48_213
"""Records of a list whose lines have not come yet."""


def busiest(session: Session) -> str:
    """The unit with the most in hand."""
    return str(session.store.value(
        "SELECT u.label FROM standing s JOIN unit u ON u.id = s.unit_id WHERE s.ended = 0"
        " GROUP BY u.id ORDER BY count(*) DESC, u.id LIMIT 1"
    ))  # fmt: skip


def opened(shell: Shell, subject: Subject) -> Any:
    """The page, once it shows that file and its list is walked."""
    shell.opening.file(subject)
    page: Any = shell.page("file")
    pictures.wait(lambda: page.found and page.found.subject == subject)
    pictures.wait(lambda: not page.lister.waiting)
    return page


def files(shell: Shell, session: Session, shot: Shot) -> None:
    """A busy unit, narrowed, one with nothing, a person, a vehicle, very many, what cannot be read.
    """
    label = busiest(session)
    page = opened(shell, Subject("unit", label))
    shot("档案：一户", None)
    page.text.setText("没有这样的东西")
    pictures.wait(lambda: not page.lister.waiting)
    shot("档案：没有符合筛选的", None)
    page.text.setText("")
    pictures.wait(lambda: not page.lister.waiting)
    person = next(one.subject for one in page.found.kin if one.subject.kind == "person")
    opened(shell, person)
    shot("档案：一个人", None)
    plate = session.store.value("SELECT plate FROM vehicle ORDER BY plate LIMIT 1")
    opened(shell, Subject("vehicle", str(plate)))
    shot("档案：一辆车", None)
    page = opened(shell, Subject("unit", label))
    page.model.wanted.disconnect()
    page.model.begin(HUGE, [])
    page._count.setText(f"{HUGE:,} 张")
    shot("档案：很多，行还没到", None)
    page.model.wanted.connect(lambda starts: page.lister.want(starts))
    page._not_read(Environment("disk", "读写磁盘出错，请检查磁盘是否接好、是否损坏，再试一次。"))
    shot("档案：读不出来", None)
    page.refresh()
    pictures.wait(lambda: page.found)


def paper(session: Session) -> Any:
    """The one page of a busy unit as a picture."""
    from printing.pdf import draw

    return render(draw(one_page.document(session, Subject("unit", busiest(session)))), 0, 900)
