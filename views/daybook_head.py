"""The head of the daybook: which days, whose, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.daybook import Daybook
from forms import periods
from ui.choice import ChoiceButton
from ui.parts import Chip
from ui.period import Period

EVERYBODY = "全部收款人"
PERIODS = (periods.TODAY, periods.YESTERDAY, periods.WEEK, periods.MONTH)


class DaybookHead(QWidget):
    """Signals: changed: other days, or another cashier's, are to be shown."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.period = Period("book", PERIODS, periods.TODAY, today, self)
        self.period.changed.connect(self.changed)
        row.addWidget(self.period)
        self.who = ChoiceButton((EVERYBODY,), self)
        self.who.setObjectName("book_cashier")
        self.who.setAccessibleName("收款人")
        self.who.may_be_empty = False
        self.who.setMinimumWidth(130)
        self.who.set_value(EVERYBODY)
        self.who.chosen.connect(lambda word: self.changed.emit())
        row.addWidget(self.who)
        self.state = Chip("", "", self)
        self.state.setObjectName("book_state")
        row.addWidget(self.state)
        row.addStretch()

    def cashier(self) -> str | None:
        """The number of whom it is of, None for all."""
        word = self.who.value()
        return None if word in ("", EVERYBODY) else word.partition(" ")[0]

    def offer(self, cashiers: list[str]) -> None:
        """Whose book there is."""
        self.who.choices = (EVERYBODY, *cashiers)

    def show_state(self, found: Daybook) -> None:
        """Closed by which record, together with a later day, or open."""
        close = found.close
        if not found.closed:
            self.state.say("未结", "warn")
        elif not found.totals and (close is None or close.day != found.last.isoformat()):
            self.state.say("没有收付")
        elif close is not None and close.day == found.last.isoformat():
            self.state.say(f"已结 {close.number}", "good")
        else:
            self.state.say(f"并入 {close.day[5:]} 日结" if close else "已结", "good")
