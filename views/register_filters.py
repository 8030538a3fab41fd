"""The filter row of a register: which one, the period, the state, words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from db import listing
from db.among import Among
from db.listing import Order, Sieve
from db.session import Session
from forms.form import Form
from forms.values import dates
from ui import theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.parts import label
from ui.period import typed_days

PERIODS = ("今天", "本周", "本月", "全部")
ALL, OPEN, OVERDUE = "全部状态", "在办的", "逾期的"
ONLY = {OPEN: "open", OVERDUE: "overdue"}
_LONG = re.compile(r"(\d(?: ?\d){2})(?: ?\d){4,}[Xx]?")


def period(name: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of 今天, 本周 (from Monday), 本月; (None, None) for 全部."""
    if name == "今天":
        return today, today
    if name == "本周":
        return today - timedelta(days=today.weekday()), today
    if name == "本月":
        return today.replace(day=1), today
    return None, None


class RegisterFilters(QWidget):
    """What narrows a register.

    Signals: form_chosen(code); changed: other records are to be shown; stepped: on to the list.
    """

    form_chosen = Signal(str)
    changed = Signal()
    stepped = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._titles: Mapping[str, str] = {
            form.title: code for code, form in session.forms.items()
        }
        self.first, self.last = period(PERIODS[2], session.now().date())
        self._among: Among | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.which = self._choice("which", "登记本", tuple(self._titles), 144)
        self.which.may_be_empty = False
        self.which.setVisible(len(self._titles) > 1)
        self.which.chosen.connect(self._another)
        row.addWidget(self.which)
        self.periods = {name: self._period_button(at, name) for at, name in enumerate(PERIODS)}
        for button in self.periods.values():
            row.addWidget(button)
        self.from_day, self.to_day = self._day("from_day", "起"), self._day("to_day", "止")
        row.addWidget(self.from_day)
        row.addWidget(label("至", "second", self))
        row.addWidget(self.to_day)
        self.state = self._choice("state_filter", "状态", (ALL,), 138)
        self.state.set_default(ALL)
        self.state.chosen.connect(lambda word: self.changed.emit())
        row.addWidget(self.state)
        self.text = Line(self)
        self.text.setObjectName("text_filter")
        self.text.setAccessibleName("筛选文字")
        self.text.setPlaceholderText("筛选：房号、姓名、拼音、车牌、单号、物品　Ctrl F")
        self.text.textChanged.connect(lambda words: self.changed.emit())
        self.text.step.connect(lambda by: self.stepped.emit())
        self.chip = QPushButton(self)
        self.chip.setObjectName("behind")
        self.chip.setAutoDefault(True)
        self.chip.clicked.connect(lambda checked: self._let_go())
        self.chip.hide()
        row.addWidget(self.chip)
        row.addWidget(self.text, 1)
        self._show_days()

    def turn_to(self, form: Form) -> None:
        """Filter this form's register: any state again; the period and the words stay."""
        self._code = form.code
        self.which.set_value(form.title)
        words = listing.states(self._session, form)
        more = (OPEN, OVERDUE) if form.dues else (OPEN,)
        self.state.choices = (ALL, *more, *words)
        self.state.set_value("")

    def only_among(self, among: Among) -> None:
        """Only these records, of any day, in any state; the button says which and lets them go."""
        self._among = among
        self.chip.setText(f"{among.words}　✕")
        self.chip.setAccessibleName(f"只看{among.words}，按下看全部")
        self.chip.setToolTip("按下看全部")
        self.chip.show()
        self.first = self.last = None
        self._show_days()
        self.state.set_value("")
        blocked = self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(blocked)

    def _another(self, title: str) -> None:
        self._among = None
        self.chip.hide()
        self.form_chosen.emit(self._titles[title])

    def _let_go(self) -> None:
        self._among = None
        self.chip.hide()
        self.text.setFocus()
        self.changed.emit()

    def sieve(self, order: Order) -> Sieve:
        """What is asked for now."""
        state, words = self.state.value(), self.text.text().strip()
        return Sieve(
            self._code, self.first, self.last,
            () if state in ("", ALL, *ONLY) else (state,),
            ONLY.get(state, ""), text=words, order=order, among=self._among,
        )  # fmt: skip

    def words(self) -> str:
        """What narrows it besides the period, for the head of a printed one; "" for nothing. Of a
        long number (a phone, an ID) only its beginning is told: a register shows none in full."""
        state, words = self.state.value(), _LONG.sub(r"\1…", self.text.text().strip())
        among = self._among.words if self._among else ""
        parts = [among, state if state not in ("", ALL) else "", f"含“{words}”" if words else ""]
        return "，".join(filter(None, parts))

    def is_narrow(self) -> bool:
        """Whether more than the period decides."""
        return bool(self.words())

    def choose_period(self, name: str) -> None:
        """One of `PERIODS`."""
        self._set_days(*period(name, self._session.now().date()))

    def _choice(self, name: str, words: str, choices: tuple[str, ...], px: int) -> ChoiceButton:
        made = ChoiceButton(choices, self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setMinimumWidth(px)
        return made

    def _period_button(self, at: int, name: str) -> QPushButton:
        button = QPushButton(name, self)
        button.setObjectName(f"period_{at}")
        button.setProperty("role", "tab")
        button.setCheckable(True)
        button.setAutoDefault(True)
        button.clicked.connect(lambda checked: self.choose_period(name))
        return button

    def _day(self, name: str, words: str) -> Line:
        box = Line(self)
        box.setObjectName(name)
        box.setAccessibleName(f"{words}始日期" if words == "起" else "截止日期")
        box.setPlaceholderText(words)
        box.setFixedWidth(98)
        box.step.connect(lambda by: self._typed_days())
        box.went.connect(self._typed_days)
        return box

    def _typed_days(self) -> None:
        """Days typed in any shorthand; what cannot be read is marked and changes nothing."""
        read = typed_days((self.from_day, self.to_day), self._read_day)
        if read is not None:
            self._set_days(read[0], read[1])

    def _read_day(self, words: str) -> date:
        return date.fromisoformat(dates.day(words, self._session.now().date()))

    def _set_days(self, first: date | None, last: date | None) -> None:
        differs = (first, last) != (self.first, self.last)
        self.first, self.last = first, last
        self._show_days()
        if differs:
            self.changed.emit()

    def _show_days(self) -> None:
        today = self._session.now().date()
        for box, day in ((self.from_day, self.first), (self.to_day, self.last)):
            box.setText(day.isoformat() if day else "")
            theme.mark(box, "tone", None)
        for name, button in self.periods.items():
            button.setChecked(period(name, today) == (self.first, self.last))
