"""The section of the office settings for holidays: a year's lines, and the year as they make it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import choosing
from db.choosing import Chosen
from db.errors import Refused
from db.session import Member, Session
from forms import holidays
from forms.fields import Field, Kind
from forms.settings import HOLIDAYS
from forms.values import Invalid
from ui.paragraph import LongTextInput
from ui.parts import KeyButton, label
from ui.year import LEGEND, YearCalendar
from views.settings_sheet import Job, Sheet

TITLE = "假日和调休"
ABOUT = (
    "一行一段，或直接粘贴国务院办公厅每年通知的原文。没写的周一至周五是工作日。"
    "保存后，在办的单按工作日算的期限会重算。"
)
FIRST, LAST = 2020, 2099
LINES_PX = 190


class DaysSheet(Sheet):
    """One year at a time; what was typed of other years is kept until it is saved."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(HOLIDAYS, parent)
        self.chosen = Chosen({}, {})
        self.year = session.now().year
        self._typed: dict[int, str] = {}
        about = label(ABOUT, "second", self)
        about.setWordWrap(True)
        self.box = LongTextInput(
            Field("days", "放假和上班的日子", Kind.LONG_TEXT, hint="如 10-01 至 10-07 放假；Ctrl+回车 换行"),
            self,
        )
        self.box.box.setFixedHeight(LINES_PX)
        self.box.changed.connect(self._changed)
        self.box.step.connect(lambda by: self.finished.emit())
        self.calendar = YearCalendar(self)
        self.calendar.setObjectName("year_calendar")
        self._year = label("", "heading", self)
        self._year.setObjectName("holiday_year")
        turns = QHBoxLayout()
        turns.addWidget(self._year)
        for name, words, key, by in (("earlier_year", "上一年", "Alt+Left", -1),
                                     ("later_year", "下一年", "Alt+Right", 1)):  # fmt: skip
            button = KeyButton(words, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, by=by: self.turn(by))
            turns.addWidget(button)
        turns.addStretch()
        self.rows.addWidget(about)
        self.rows.addLayout(turns)
        self.rows.addWidget(self.box)
        self.rows.addWidget(label(LEGEND, "small", self))
        self.rows.addWidget(self.calendar)
        self.rows.addStretch()
        self._show_year()

    @property
    def is_dirty(self) -> bool:
        """Whether any year was typed otherwise than it is kept."""
        return any(self._differs(year) for year in self._typed)

    def show_chosen(self, chosen: Chosen) -> None:
        """What holds now; years that are being typed stay."""
        self._typed = {year: lines for year, lines in self._typed.items() if self._differs(year)}
        self.chosen = chosen
        self._show_year()

    def forget(self) -> None:
        """What is typed was saved."""
        self._typed = {}

    def discard(self) -> None:
        """What was typed goes."""
        self._typed = {}
        self._show_year()

    def reset(self) -> str:
        """No days of this year: none is built in."""
        self.box.set_value("")
        return f"{self.year} 年"

    def turn(self, by: int) -> None:
        """Another year."""
        self.year = max(FIRST, min(LAST, self.year + by))
        self._show_year()
        self.enter()

    def job(self, second: Member | None = None) -> Job:
        """Writes every year that was typed."""
        typed = {year: lines for year, lines in self._typed.items() if self._differs(year)}
        seen = self.chosen.values
        return lambda session: choosing.save_days_off(session, typed, seen)

    def refuse(self, refused: Refused) -> None:
        """Turn to the first year that is wrong and say what."""
        years = [int(key) for key in refused.problems if key.isdigit()]
        if years:
            self.year = self.year if self.year in years else years[0]
            self._show_year()
        self.box.problem(refused.problems.get(str(self.year)) or str(refused))
        self.enter()

    def half(self) -> dict[str, Any]:
        """Years typed and not saved."""
        return {str(year): lines for year, lines in self._typed.items() if self._differs(year)}

    def restore(self, half: Mapping[str, Any]) -> None:
        """Put a draft in."""
        self._typed |= {int(year): str(lines) for year, lines in half.items()}
        self._show_year()

    def finds(self, typed: str) -> str:
        """It has one field only."""
        return "days"

    def enter(self, key: str = "") -> None:
        """Focus in the lines."""
        self.box.enter()

    def _kept(self, year: int) -> str:
        return holidays.words(self.chosen.values, year)

    def _differs(self, year: int) -> bool:
        try:
            kept = {day: off for day, off in self.chosen.values.items()
                    if day.startswith(f"{year}-")}  # fmt: skip
            return holidays.read(self._typed[year], year) != kept
        except Invalid:
            return True

    def _show_year(self) -> None:
        self._year.setText(f"{self.year} 年")
        self.box.set_value(self._typed.get(self.year, self._kept(self.year)))
        self._draw()

    def _changed(self) -> None:
        lines = self.box.value()
        if lines != self._typed.get(self.year, self._kept(self.year)):
            self._typed[self.year] = lines
        self.box.mend()
        self._draw()
        self.edited.emit()

    def _draw(self) -> None:
        """The year as far as its lines can be read; what cannot is said at once, in amber."""
        days: dict[str, bool] = {}
        try:
            days = holidays.read(self.box.value(), self.year)
        except Invalid as invalid:
            self.box.problem(str(invalid), warn=True)
        self.calendar.show_year(self.year, days)
