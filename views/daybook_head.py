"""The head of the daybook: which days, whose, and how it stands."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from db.daybook import Daybook
from forms.values import Invalid, dates
from ui import theme
from ui.choice import ChoiceButton
from ui.line import Line, code_line
from ui.parts import Chip, label

EVERYBODY = "全部收款人"
PERIODS = ("今天", "昨天", "本周", "本月")


def period(name: str, today: date) -> tuple[date, date]:
    """First and last day of one of `PERIODS`."""
    if name == "昨天":
        return today - timedelta(days=1), today - timedelta(days=1)
    if name == "本周":
        return today - timedelta(days=today.weekday()), today
    return (today.replace(day=1) if name == "本月" else today), today


class DaybookHead(QWidget):
    """Signals: changed: other days, or another cashier's, are to be shown."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.first = self.last = today
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.periods = {name: self._period(name) for name in PERIODS}
        for button in self.periods.values():
            row.addWidget(button)
        self.from_day, self.to_day = self._day("book_from", "起"), self._day("book_to", "止")
        row.addWidget(self.from_day)
        row.addWidget(label("至", "second", self))
        row.addWidget(self.to_day)
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
        self.show_days(today, today)

    def cashier(self) -> str | None:
        """The number of whom it is of, None for all."""
        word = self.who.value()
        return None if word in ("", EVERYBODY) else word.partition(" ")[0]

    def show_days(self, first: date, last: date) -> None:
        """Turn to these days, quietly."""
        self.first, self.last = first, last
        self.from_day.setText(first.isoformat())
        self.to_day.setText(last.isoformat())
        for name, button in self.periods.items():
            button.setChecked(period(name, self.today) == (first, last))

    def choose(self, name: str) -> None:
        """One of `PERIODS`."""
        self.show_days(*period(name, self.today))
        self.changed.emit()

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

    def _period(self, name: str) -> QPushButton:
        made = QPushButton(name, self)
        made.setObjectName(f"book_{PERIODS.index(name)}")
        made.setProperty("role", "tab")
        made.setCheckable(True)
        made.clicked.connect(lambda checked=False: self.choose(name))
        return made

    def _day(self, name: str, words: str) -> Line:
        line = Line(self)
        code_line(line)
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setMaximumWidth(96)
        line.step.connect(lambda by: self._typed())
        line.went.connect(self._typed)
        return line

    def _typed(self) -> None:
        """Days as typed; what cannot be read is marked and changes nothing."""
        found = []
        for line in (self.from_day, self.to_day):
            try:
                found.append(date.fromisoformat(dates.day(line.text(), self.today)))
                theme.mark(line, "tone", None)
            except Invalid as invalid:
                theme.mark(line, "tone", "bad")
                line.setToolTip(str(invalid))
                return
        first, last = min(found), max(found)
        if (first, last) != (self.first, self.last):
            self.show_days(first, last)
            self.changed.emit()
