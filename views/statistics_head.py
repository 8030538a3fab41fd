"""The period of the statistics: named ones by key, or any two days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from forms import periods
from forms.periods import Days
from forms.values import Invalid, dates
from ui import theme
from ui.line import Line, code_line
from ui.parts import key_words, label


class StatisticsHead(QWidget):
    """Signal changed: other days are to be shown. The page places `against`: what they are compared
    with."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.days: Days = periods.named(periods.MONTH, today)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.periods: dict[str, QPushButton] = {}
        for at, name in enumerate(periods.NAMES, 1):
            row.addWidget(self._period(at, name))
        self.from_day = self._day("statistics_from", "起始日期")
        self.to_day = self._day("statistics_to", "截止日期")
        row.addWidget(self.from_day)
        row.addWidget(label("至", "second", self))
        row.addWidget(self.to_day)
        self.against = label("", "small", parent or self)
        self.against.setObjectName("statistics_against")
        row.addStretch()
        QShortcut(QKeySequence("Alt+D"), self, self.from_day.setFocus)
        self._show()

    def choose(self, name: str) -> None:
        """One of `periods.NAMES`."""
        self._turn_to(periods.named(name, self.today))

    def show_previous(self, previous: Days | None) -> None:
        """What the days are compared with."""
        self.against.setText(f"上期：{periods.words(previous)}" if previous else "")

    def _turn_to(self, days: Days) -> None:
        differs = days != self.days
        self.days = days
        self._show()
        if differs:
            self.changed.emit()

    def _show(self) -> None:
        first, last = self.days
        self.from_day.setText("" if first <= periods.BEGINNING else first.isoformat())
        self.to_day.setText(last.isoformat())
        for line in (self.from_day, self.to_day):
            theme.mark(line, "tone", None)
        for name, button in self.periods.items():
            button.setChecked(periods.named(name, self.today) == self.days)

    def _period(self, at: int, name: str) -> QPushButton:
        key = f"Alt+{at}"
        made = QPushButton(f"{name}　{key_words(key)}", self)
        made.setObjectName(f"statistics_{at}")
        made.setProperty("role", "tab")
        made.setCheckable(True)
        made.clicked.connect(lambda checked=False: self.choose(name))
        QShortcut(QKeySequence(key), self, lambda: self.choose(name))
        self.periods[name] = made
        return made

    def _day(self, name: str, words: str) -> Line:
        line = Line(self)
        code_line(line)
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setFixedWidth(96)
        line.step.connect(lambda by: self._typed())
        line.went.connect(self._typed)
        return line

    def _typed(self) -> None:
        """Days as typed; what cannot be read is marked and changes nothing; no first day is all."""
        found = []
        for line in (self.from_day, self.to_day):
            try:
                words = line.text().strip()
                nothing = periods.BEGINNING if line is self.from_day else self.today
                read = date.fromisoformat(dates.day(words, self.today)) if words else nothing
                found.append(read)
                theme.mark(line, "tone", None)
            except Invalid as invalid:
                theme.mark(line, "tone", "bad")
                line.setToolTip(str(invalid))
                return
        self._turn_to((min(found), max(found)))
