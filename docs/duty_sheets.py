"""The pictures of the calendar of duties for the contact sheets: a month, filters, nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def duties(shell: Shell, shot: Shot) -> None:
    """The present month, what is late, whose it is, a month before the office began."""
    page: Any = shell.go("duties")
    shot("职责日历：一个月", None)
    page._tiles["逾期"].click()
    shot("职责日历：只看逾期", None)
    page._tiles["逾期"].click()
    page._mine.click()
    shot("职责日历：只看我的", None)
    page._mine.click()
    page.turn(-3)
    pictures.settle()
    shot("职责日历：没有要做的", None)
    page.turn(0)
