"""Days from and to: named stretches by button or key, or any two days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from forms import periods
from forms.periods import Days
from forms.values import Invalid, dates
from ui import theme
from ui.line import Line, code_line
from ui.parts import key_words, label


def typed_days(
    boxes: Sequence[Line], read: Callable[[str], date]
) -> tuple[date | None, ...] | None:
    """The days typed in boxes, None where nothing stands; None altogether, with the box marked and
    told why, where one cannot be read."""
    found: list[date | None] = []
    for box in boxes:
        words = box.text().strip()
        try:
            found.append(read(words) if words else None)
            theme.mark(box, "tone", None)
            box.setToolTip("")
        except Invalid as invalid:
            theme.mark(box, "tone", "bad")
            box.setToolTip(str(invalid))
            return None
    return tuple(found)


class Period(QWidget):
    """Names are some of `forms.periods`; parts are called `called`_1, _2 …, _from and _to.

    today: asked each time, for nobody logs out at midnight · keyed: Alt+1 … choose the names and
    Alt+D goes to the days · ever: no first day is all there ever was. Signal changed: other days
    were chosen or typed.
    """

    changed = Signal()

    def __init__(
        self, called: str, names: Sequence[str], name: str, today: Callable[[], date],
        parent: QWidget | None = None, *, keyed: bool = False, ever: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.called, self._today, self.ever = called, today, ever
        self._name = name
        self.days: Days = periods.named(name, self.today)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.buttons: dict[str, QPushButton] = {}
        for at, one in enumerate(names, 1):
            self.buttons[one] = self._button(at, one, f"Alt+{at}" if keyed else "")
            row.addWidget(self.buttons[one])
        self.from_day = self._day("from", "起始日期")
        self.to_day = self._day("to", "截止日期")
        row.addWidget(self.from_day)
        row.addWidget(label("至", "second", self))
        row.addWidget(self.to_day)
        if keyed:
            QShortcut(QKeySequence("Alt+D"), self, self.from_day.setFocus)
        self._show()

    @property
    def today(self) -> date:
        """The day it is now."""
        return self._today()

    def choose(self, name: str) -> None:
        """One of its names."""
        self.turn_to(periods.named(name, self.today))
        self._name = name

    def renew(self) -> None:
        """It may be another day than when a name was chosen: go on with its days of now."""
        if self._name:
            self.choose(self._name)

    def turn_to(self, days: Days) -> None:
        """Show these days; tells only of others than before."""
        self._name = ""
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
        for name, button in self.buttons.items():
            button.setChecked(periods.named(name, self.today) == self.days)

    def _button(self, at: int, name: str, key: str) -> QPushButton:
        made = QPushButton(f"{name}　{key_words(key)}" if key else name, self)
        made.setObjectName(f"{self.called}_{at}")
        made.setProperty("role", "tab")
        made.setCheckable(True)
        made.clicked.connect(lambda checked=False: self.choose(name))
        if key:
            QShortcut(QKeySequence(key), self, lambda: self.choose(name))
        return made

    def _day(self, name: str, words: str) -> Line:
        line = Line(self)
        code_line(line)
        line.setObjectName(f"{self.called}_{name}")
        line.setAccessibleName(words)
        line.setFixedWidth(96)
        line.step.connect(lambda by: self._typed())
        line.went.connect(self._typed)
        return line

    def _typed(self) -> None:
        """Days as typed; what cannot be read is marked and changes nothing."""
        found = []
        for line in (self.from_day, self.to_day):
            try:
                words = line.text().strip()
                if words or not self.ever:
                    found.append(date.fromisoformat(dates.day(words, self.today)))
                else:
                    found.append(periods.BEGINNING if line is self.from_day else self.today)
                theme.mark(line, "tone", None)
            except Invalid as invalid:
                theme.mark(line, "tone", "bad")
                line.setToolTip(str(invalid))
                return
        self.turn_to((min(found), max(found)))
