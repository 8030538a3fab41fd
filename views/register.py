"""A register: the records of one form in a period, to filter, sort, export and print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from db import register
from db.errors import Environment, Refused
from db.register import Entry
from db.session import Session
from forms.fields import Kind
from forms.form import Form
from forms.values import Invalid, dates
from ui import dialogs, theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views import carriers, ledger, printer, reading, register_files, states
from views.page import Page
from views.record_aside import RecordAside
from views.remembered import Remembered

Answer = TypeVar("Answer")
MOST = 5000
ROOMY = 1400
"""Width (px) from which a record has room beside the list."""

NOTHING = "这段时间没有单据。开单以后，每一张都会登记在这里。"
FILTERED = "没有符合筛选的单据，请改状态或筛选文字。"
PERIODS = ("今天", "本周", "本月", "全部")
ALL = "全部状态"
WIDTHS = {
    Kind.LINES: 200, Kind.LONG_TEXT: 200, Kind.CHOICE: 90, Kind.UNIT: 118, Kind.PERSON: 80,
    Kind.PERIOD: 130, Kind.PLATE: 106, Kind.VEHICLE: 106, Kind.ID_DOCUMENT: 150,
}  # fmt: skip


def period(name: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of 今天, 本周 (from Monday), 本月; (None, None) for 全部."""
    if name == "今天":
        return today, today
    if name == "本周":
        return today - timedelta(days=today.weekday()), today
    if name == "本月":
        return today.replace(day=1), today
    return None, None


class RegisterPage(Page):
    """The register of one form; several forms are chosen from at the left of the filter row."""

    title = "登记本"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.entries: list[Entry] = []
        self.model: RowsModel | None = None
        self.table: ListTable | None = None
        self.first, self.last = period(PERIODS[2], session.now().date())
        self._titles = {form.title: code for code, form in session.forms.items()}
        self._asked = 0
        self._busy = False
        self._kept = Remembered(session, "register")
        self._build()
        self._turn_to(next(iter(session.forms)))

    def entered(self) -> None:
        """Focus in the list, read anew."""
        assert self.table is not None
        (self.table if self.table.isVisibleTo(self) else self.text).setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read the period again, beside the window."""
        self._asked += 1
        asked, code, first, last = self._asked, self.form.code, self.first, self.last
        reading.ask(
            self,
            self.session,
            lambda session: register.entries(session, code, first, last, limit=MOST),
            lambda found: self._arrived(asked, found),
        )

    def shown(self) -> list[Entry]:
        """The entries that pass the filters."""
        words = self.text.text().strip()
        state = self.state.value()
        return [
            entry
            for entry in self.entries
            if (not words or any(words in cell for cell in (entry.number, *entry.words)))
            and (state in ("", ALL) or _state(entry) == state)
        ]

    def export(self) -> None:
        """Write what is shown to an Excel sheet."""
        self._write("导出表格", ".xlsx", "Excel 表格 (*.xlsx)")

    def save_ledger(self) -> None:
        """Write what is shown as a ruled ledger."""
        self._write("登记簿存为 PDF", ".pdf", "PDF (*.pdf)")

    def print_ledger(self) -> None:
        """Print what is shown as a ruled ledger; save it where there is no printer."""
        queue, found = printer.chosen(self.session), self.shown()
        if queue == printer.TO_FILE or not found:
            self.save_ledger()
            return
        form, columns, days = self.form, self.columns, (self.first, self.last)
        through = carriers.carrier(self.session)
        self._beside(
            lambda session: ledger.print_out(session, form, columns, found, days, queue, through),
            lambda to: self._printed(len(found), to),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a wide window the current line's record stands beside the list."""
        super().resizeEvent(event)
        self.aside.setVisible(self.width() >= ROOMY)

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        self._title = label("", "title", self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch()
        for name, words, key, pressed in (
            ("export", "导出表格", "Ctrl+E", self.export),
            ("save_ledger", "存为 PDF", "Ctrl+Shift+E", self.save_ledger),
            ("print_ledger", "打印登记簿", "Ctrl+P", self.print_ledger),
        ):
            button = KeyButton(words, key, "", self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            head.addWidget(button)
        page.addLayout(head)
        page.addLayout(self._filters())
        self._card = Card(parent=self)
        self._card.rows.setContentsMargins(1, 4, 1, 1)
        self._stack = QStackedLayout()
        self._empty = EmptyState(NOTHING, parent=self)
        self._empty.setObjectName("nothing")
        self._stack.addWidget(self._empty)
        self._card.rows.addLayout(self._stack, 1)
        self._totals = label("", "second", self._card)
        self._totals.setObjectName("totals")
        self._totals.setContentsMargins(14, 4, 14, 8)
        self._totals.setWordWrap(True)
        self._card.rows.addWidget(self._totals)
        self.aside = RecordAside(self.session, self)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._card, 1)
        sides.addWidget(self.aside)
        page.addLayout(sides, 1)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.which = ChoiceButton(tuple(self._titles), self)
        self.which.setObjectName("which")
        self.which.setAccessibleName("登记本")
        self.which.may_be_empty = False
        self.which.setMinimumWidth(160)
        self.which.setVisible(len(self._titles) > 1)
        self.which.chosen.connect(lambda title: self._turn_to(self._titles[title]))
        row.addWidget(self.which)
        self._periods: dict[str, QPushButton] = {}
        for at, name in enumerate(PERIODS):
            button = QPushButton(name, self)
            button.setObjectName(f"period_{at}")
            button.setProperty("role", "tab")
            button.setCheckable(True)
            button.setChecked(at == 2)
            button.setAutoDefault(True)
            button.clicked.connect(lambda checked, name=name: self._choose_period(name))
            self._periods[name] = button
            row.addWidget(button)
        self.from_day, self.to_day = self._day("from_day", "起"), self._day("to_day", "止")
        row.addWidget(self.from_day)
        row.addWidget(label("至", "second", self))
        row.addWidget(self.to_day)
        self.state = ChoiceButton((ALL,), self)
        self.state.setObjectName("state_filter")
        self.state.setAccessibleName("状态")
        self.state.setMinimumWidth(150)
        self.state.set_default(ALL)
        self.state.chosen.connect(lambda word: self._show())
        row.addWidget(self.state)
        self.text = Line(self)
        self.text.setObjectName("text_filter")
        self.text.setAccessibleName("筛选文字")
        self.text.setPlaceholderText("筛选：房号、姓名、车牌、单号　Ctrl F")
        self.text.textChanged.connect(lambda words: self._show())
        self.text.step.connect(lambda by: self.table.setFocus() if self.table else None)
        row.addWidget(self.text, 1)
        return row

    def _day(self, name: str, words: str) -> Line:
        box = Line(self)
        box.setObjectName(name)
        box.setAccessibleName(f"{words}始日期" if words == "起" else "截止日期")
        box.setPlaceholderText(words)
        box.setFixedWidth(104)
        box.step.connect(lambda by: self._typed_days())
        box.went.connect(self._typed_days)
        return box

    # ---- choosing

    def _turn_to(self, code: str) -> None:
        self.form: Form = self.session.form(code)
        self.which.set_value(self.form.title)
        self._title.setText(self.form.register_title or f"{self.form.title}登记本")
        self.columns = register.columns(self.form)
        found = [act.state for act in self.form.acts if act.state]
        choices = (ALL, self.form.open_state, *found, self.form.expired_state)
        self.state.choices = tuple(dict.fromkeys(choices))
        self.state.set_value("")
        self._new_table(code)
        self._days_shown()
        self.refresh()

    def _new_table(self, code: str) -> None:
        if self.table is not None:
            self._stack.removeWidget(self.table)
            self.table.deleteLater()
        self.model = RowsModel([self._column(one) for one in self.columns])
        self.table = ListTable(self.model, self._card)
        self.table.setObjectName("register_list")
        self.table.setAccessibleName(self._title.text())
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        self.table.current.connect(lambda row: self.aside.turn_to(str(row[-1]) if row else ""))
        self.table.remember(self._kept, code)
        self._stack.addWidget(self.table)
        self._stack.setCurrentWidget(self.table)

    def _column(self, one: register.Column) -> Column:
        kind = one.field.kind if one.field else None
        if one.key == "@state":
            return Column(one.key, one.label, 122, "mark")
        if one.key == "@number":
            return Column(one.key, one.label, 124)
        if one.key.startswith("@") or one.key.endswith(".at"):
            return Column(one.key, one.label, max(94, 12 * len(one.label) + 16), "second")
        look = "figure" if kind in (Kind.MONEY, Kind.NUMBER) else "text"
        width = WIDTHS.get(kind, 96) if kind else 96
        return Column(one.key, one.label, width, look, stretch=kind is Kind.LINES)

    def _choose_period(self, name: str) -> None:
        self.first, self.last = period(name, self.session.now().date())
        self._days_shown()
        self.refresh()

    def _typed_days(self) -> None:
        """Days typed in any shorthand; what cannot be read is marked and changes nothing."""
        read: list[date | None] = []
        for box in (self.from_day, self.to_day):
            words = box.text().strip()
            try:
                read.append(self._read_day(words) if words else None)
                theme.mark(box, "tone", None)
                box.setToolTip("")
            except Invalid as invalid:
                theme.mark(box, "tone", "bad")
                box.setToolTip(str(invalid))
                return
        if (read[0], read[1]) != (self.first, self.last):
            self.first, self.last = read[0], read[1]
            self._days_shown()
            self.refresh()

    def _read_day(self, words: str) -> date:
        return date.fromisoformat(dates.day(words, self.session.now().date()))

    def _days_shown(self) -> None:
        today = self.session.now().date()
        for box, day in ((self.from_day, self.first), (self.to_day, self.last)):
            box.setText(day.isoformat() if day else "")
            theme.mark(box, "tone", None)
        for name, button in self._periods.items():
            button.setChecked(period(name, today) == (self.first, self.last))

    # ---- showing

    def _arrived(self, asked: int, found: list[Entry]) -> None:
        if asked == self._asked:
            self.entries = found
            self._show()

    def _show(self) -> None:
        assert self.model is not None and self.table is not None
        found = self.shown()
        current = self.table.current_row()
        self.model.set_rows([self._row(entry) for entry in found])
        numbers = [row[-1] for row in self.model.rows]
        at = numbers.index(current[-1]) if current and current[-1] in numbers else 0
        self.table.go(at)
        self._empty.say(FILTERED if self.entries else NOTHING)
        self._stack.setCurrentWidget(self.table if found else self._empty)
        if not found:
            self.aside.turn_to("")
        self._totals.setText(self._total_words(found))

    def _row(self, entry: Entry) -> Row:
        cells = [
            Mark(words, states.tone(self.form, words)) if column.key == "@state" else words
            for column, words in zip(self.columns, entry.words, strict=True)
        ]
        return (*cells, entry.number)

    def _total_words(self, found: list[Entry]) -> str:
        counted = Counter(_state(entry) for entry in found)
        parts = [f"共 {len(found)} 单", *(f"{state} {n}" for state, n in counted.most_common())]
        if len(self.entries) >= MOST:
            parts.append(f"只列最近 {MOST} 单，请缩短日期")
        return "　".join(parts) if found else ""

    # ---- files

    def _write(self, title: str, ending: str, pattern: str) -> None:
        found = self.shown()
        if not found:
            self.notice.emit("没有可导出的单据，请先放宽日期或筛选", "info")
            return
        name = f"{self._title.text()}{ending}"
        file = dialogs.choose_new_file(self, title, name, pattern)
        if file is None:
            return
        out = file if file.suffix.lower() == ending else Path(f"{file}{ending}")
        form, columns, first, last = self.form, self.columns, self.first, self.last
        self._beside(
            lambda session: register_files.write(
                session, form, columns, found, first, last, out
            ),
            lambda done: self.notice.emit(f"{len(found)} 单已写入 {out.name}", "good"),
        )

    def _printed(self, count: int, queue: str) -> None:
        if queue:
            self.notice.emit(f"{count} 单的登记簿已送打印机 {queue}", "good")
        else:
            self.save_ledger()

    def _beside(
        self, job: Callable[[Session], Answer], done: Callable[[Answer], object]
    ) -> None:
        """Draw and write beside the window; asked twice, it runs once."""
        if self._busy:
            return
        self._busy = True

        def ended(answer: Answer) -> None:
            self._busy = False
            done(answer)

        reading.ask(self, self.session, job, ended, self._failed, writes=True)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")


def _state(entry: Entry) -> str:
    return str(entry.values.get("state", ""))
