"""The cards beside the workbench's list: the forms made most, and the numbers of the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from db import today as day_numbers
from db.most_used import most_used
from db.session import Session
from db.today import Today
from forms.mistakes import SHORTEST
from forms.values import amount
from ui.bars import Bars
from ui.parts import Card, KeyButton, LabeledValue, label

DIGITS = "1234567890"
WEEKDAYS = "一二三四五六日"
MOST_KINDS = 5
GOOD, FAIR = 0.9, 0.75
"""Shares of deadlines kept from which the rate is green, and amber."""


class FormsCard(Card):
    """The ten forms made most, each with its digit. Signal opened(code)."""

    opened = Signal(str)

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__("开单", page)
        self.setObjectName("forms")
        self.codes = most_used(session, len(DIGITS))
        self.setVisible(bool(self.codes))
        grid = QGridLayout()
        grid.setSpacing(8)
        row = column = 0
        for digit, code in zip(DIGITS, self.codes, strict=False):
            form = session.forms[code]
            wide = len(form.called) > SHORTEST
            if wide and column:
                row, column = row + 1, 0
            button = KeyButton(form.called, digit, "", self, answers=False, apart=True)
            button.setObjectName(f"open_{code}")
            button.setAccessibleName(form.title)
            button.setToolTip(form.title)
            button.clicked.connect(lambda checked=False, code=code: self.opened.emit(code))
            QShortcut(QKeySequence(digit), page, lambda code=code: self.opened.emit(code))
            grid.addWidget(button, row, column, 1, 2 if wide else 1)
            row, column = (row, 1) if not wide and not column else (row + 1, 0)
        for at in range(2):
            grid.setColumnStretch(at, 1)
        self.rows.addLayout(grid)


class TodayCard(Card):
    """今天: forms made, deadlines kept, money, and the last seven days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("今天", parent)
        self.setObjectName("today")
        self.rows.setSpacing(5)
        self.known: Mapping[int, int | None] = {}
        self._day: date | None = None
        self._made = [LabeledValue("", "", self) for _ in range(MOST_KINDS)]
        self.kept = LabeledValue("及时率", "", self)
        self.kept.setObjectName("on_time")
        self.taken = LabeledValue("收费", "", self)
        self.taken.setObjectName("taken")
        self.deposits = LabeledValue("押金收 / 退", "", self)
        self.deposits.setObjectName("deposits")
        self.bars = Bars("近 7 天开单量", self)
        for part in (*self._made, self.kept, self.taken, self.deposits):
            part.setVisible(False)
            self.rows.addWidget(part)
        self.rows.addSpacing(4)
        self.rows.addWidget(self.bars)
        self.rows.addWidget(label("近 7 天开单量", "small", self))

    def read(self, session: Session, known: Mapping[int, int | None]) -> Today | None:
        """The numbers, in a thread; None for who makes no records and sees none."""
        return day_numbers.today(session, known)

    def show_numbers(self, found: Today | None) -> None:
        """Show these."""
        if found is None:
            return
        self.known = found.known
        kinds = list(found.made)
        if len(kinds) > MOST_KINDS:
            rest = sum(count for _, count in kinds[MOST_KINDS - 1 :])
            kinds = [*kinds[: MOST_KINDS - 1], ("其他", rest)]
        if not kinds:
            kinds = [("开单", 0)]
        for at, part in enumerate(self._made):
            part.setVisible(at < len(kinds))
            if at < len(kinds):
                part.call(kinds[at][0])
                part.say(f"{kinds[at][1]:,}")
        self._rate(found)
        self._money(found)
        self.bars.say([(_day(day, at), count) for at, (day, count) in
                       enumerate(reversed(found.days))][::-1])  # fmt: skip

    def _rate(self, found: Today) -> None:
        self.kept.setVisible(True)
        if not found.judged:
            self.kept.say("今天还没有到期的")
            return
        share = found.in_time / found.judged
        tone = "good" if share >= GOOD else "warn" if share >= FAIR else "bad"
        self.kept.say(f"{found.in_time}/{found.judged}　{share:.1%}", tone)

    def _money(self, found: Today) -> None:
        self.taken.setVisible(found.taken is not None)
        self.deposits.setVisible(found.taken is not None)
        if found.taken is not None:
            self.taken.say(amount.pretty(found.taken))
            pair = (found.deposits or 0, found.given_back or 0)
            self.deposits.say(" / ".join(amount.pretty(one) for one in pair))


def _day(day: date, ago: int) -> str:
    return "今天" if ago == 0 else f"{WEEKDAYS[day.weekday()]}"
