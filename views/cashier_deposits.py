"""Deposits that are held: those to be given back first; given back, kept and taken back in place,
each before a second person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db import cashier
from db.cashier import Found, Held
from db.records import Outcome
from db.session import Session
from forms.acts import Effect
from forms.values import amount, unit
from ui.table import Column, Mark, Row
from views.cashier_list import MoneyList
from views.cashier_owed import brief
from views.press import Press

READY, KEPT = "可以退", "收着"


class Deposits(MoneyList):
    """The segment 押金."""

    name = "deposits"
    hint = "房号、姓名、单号"
    nothing = "没有收着的押金。收了押金以后，会列在这里，直到退还或没收。"
    effects = frozenset({Effect.REFUND, Effect.FORFEIT, Effect.REVERSE})
    columns = (
        Column("state", "状态", 72, "mark"),
        Column("unit", "房号", 84),
        Column("who", "交款人", 90, stretch=True),
        Column("form", "单据", 116),
        Column("amount", "押金", 92, "figure"),
        Column("since", "收于", 60, "second"),
        Column("number", "单号", 124, "second"),
    )

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.press = Press(session, self)
        self.press.settled.connect(
            lambda number, arrived, words: self.said.emit(words, "good" if arrived else "warn")
        )

    def question(self) -> Callable[[Session], Found]:
        """All that is held, narrowed by the words."""
        words = self.text.text()
        return lambda session: cashier.held(session, words=words)

    def row(self, line: Held) -> Row:
        """Whether it can be given back, whose, how much, since when."""
        return (
            Mark(READY, "warn") if line.ready else Mark(KEPT),
            line.unit, line.who, line.title, amount.pretty(line.amount),
            brief(line.since, self.session.now()), line.number, line.number, line,
        )  # fmt: skip

    def about(self, line: Held) -> tuple[str, int]:
        """Whose it is and how the record stands."""
        when = "，可以退" if line.ready else "，还不能退：先办完退证、结束等手续"
        return f"{unit.pretty(line.unit) if line.unit else ''}　{line.who}{when}", line.amount

    def summary(self, found: Found) -> str:
        """How many, and what they come to."""
        if not found.lines:
            return ""
        more = "+" if found.more else ""
        total = amount.pretty(sum(one.amount for one in found.lines))
        ready = sum(one.ready for one in found.lines)
        return f"{len(found.lines)}{more} 笔 {total}" + (f"，{ready} 笔可以退" if ready else "")

    def acted(self, outcome: Outcome) -> None:
        """Print the slip that the act asks for."""
        for paper in outcome.prints:
            self.press.send(outcome.record, paper_name=paper)
