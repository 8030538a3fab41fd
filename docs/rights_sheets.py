"""The page of rights in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QWidget

from views.second import SecondPerson
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def rights(shell: Shell, shot: Shot) -> None:
    """As it is, why somebody may, changed, the second person, nothing found."""
    page: Any = shell.go("rights")
    pictures.wait(lambda: bool(page.model.lines))
    shot("权限", None)
    page.filter.setText("放行条")
    page.person.setText("1002 王建国")
    page.grid.setCurrentIndex(page.model.index(3, 3))
    shot("权限：为什么这个人能办", None)
    page.person.clear()
    page.filter.clear()
    for row, column in ((2, 5), (3, 5), (3, 6), (12, 1)):
        page.model.turn(row, column)
    shot("权限：改了几项", None)
    page.save()
    pictures.wait(lambda: any(one.isVisible() for one in page.findChildren(SecondPerson)))
    (asked,) = (one for one in page.findChildren(SecondPerson) if one.isVisible())
    shot("权限：第二人复核", asked)
    asked.reject()
    page.filter.setText("没有这样的权限")
    shot("权限：没有符合的", None)
    page.filter.clear()
    page.discard()
