"""The pictures of the daybook for the contact sheets: empty, open, closed, counted, looked over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def daybook(shell: Shell, shot: Shot) -> None:
    """Every segment, a closed day, a count that is off, the close and its second signature."""
    page: Any = shell.go("daybook")
    shot("日报：收费汇总，未结", None)
    for at, words in enumerate(("押金按房号", "押金按交款人", "押金按天", "流水"), 1):
        page.turn(at)
        shot(f"日报：{words}", None)
    page.turn(0)
    page.head.period.choose("昨天")
    shot("日报：已结的一天", None)
    page.head.period.turn_to(2 * (page.head.period.today.replace(year=2025),))
    page.refresh()
    shot("日报：没有收付", None)
    page.head.period.choose("今天")
    page.count(True)
    shot("日报：交班，还没点", None)
    page.count(False)
    pictures.settle()
    for line, words in zip(page.counting.pieces, ("12", "3", "x", "", "1"), strict=False):
        line.setText(words)
    page.counting.submit()
    shot("日报：点钞有错", None)
    page.counting.pieces[2].setText("2")
    page.counting.why.line.setText("找零差错")
    page.counting.submit()
    shot("日报：已结，等复核", None)
    page.review.who.identify()
    shot("日报：复核没填", None)
