"""打印记录: every print, newest first: who, when, which copy, where, what came of it, why again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import print_log
from db.errors import Cancelled, Environment, Refused
from db.journal_list import person_of
from db.print_log import OUTCOMES, Wanted
from db.session import Session
from forms.values import Invalid, dates
from ui import dialogs, theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.long_list import LongModel, LongTable
from ui.parts import Card, EmptyState, KeyButton, Progress, label
from views import print_words
from views.list_page import ListPage
from views.lister import Answer, Head, Lister, Piece, Walked
from views.print_log_rows import COLUMNS, PrintRows
from views.remembered import Remembered
from views.writing import Writing

ALL_FORMS, ALL = "全部单据", "全部结果"
NOTHING = "还没有打印过。打印的每一次都会记在这里：谁、何时、哪一联、哪台打印机、出纸没有。"
FILTERED = "没有这样的打印，放宽条件再看。"
EXPORT_KEY, PRINT_KEY = "Ctrl+E", "Ctrl+P"


class PrintLogPage(ListPage):
    """The log of prints; Enter opens the record, Ctrl+P prints again what is marked."""

    title = "打印记录"
    model: LongModel
    table: LongTable

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.count = self._top = 0
        self._again = False
        self._days: tuple[date | None, date | None] = (None, None)
        self._codes = {form.called: code for code, form in session.forms.items() if form.papers}
        self._build()
        self.lister = Lister(self, session, self._answered, self._failed)

    def entered(self) -> None:
        """Focus in the list, read anew."""
        (self.table if self.count else self.record).setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Somebody wrote: the same list again, without losing the place."""
        self._ask(again=self._begun)

    def leave(self) -> bool:
        """A file goes on only while the page is seen."""
        if self.writing.is_busy:
            self.notice.emit("正在写文件，请等它写完或先取消。", "warn")
        return not self.writing.is_busy

    def wanted(self) -> Wanted | None:
        """What is asked for now; None where a box cannot be read, which then says why."""
        try:
            person = person_of(self.session, self.person.text())
            theme.mark(self.person, "tone", None)
            self.person.setToolTip("")
        except Refused as refused:
            theme.mark(self.person, "tone", "bad")
            self.person.setToolTip(str(refused))
            return None
        outcome = self.outcome.value()
        return Wanted(
            self.record.text().strip(), person, self._codes.get(self.which.value(), ""),
            *self._days, outcome if outcome in OUTCOMES else "",
        )  # fmt: skip

    def export(self) -> None:
        """What is in the list as a workbook."""
        wanted = self.wanted()
        if wanted is None or not self.count or self.writing.is_busy:
            return
        file = dialogs.choose_new_file(self, "导出打印记录", "打印记录.xlsx", "Excel 表格 (*.xlsx)")
        if file is None:
            return
        out = file if file.suffix.lower() == ".xlsx" else Path(f"{file}.xlsx")
        self.writing.start(
            self.count,
            lambda session, told: print_log.export(
                session, wanted, out, print_words.cells(session), told
            ),
            lambda rows: self.notice.emit(f"{rows:,} 次打印已写入 {out.name}", "good"),
        )

    def print_again(self) -> None:
        """Go to print the records of the rows marked, or of the one the cursor is on."""
        current = self.table.current_row()
        marked = [row for row in self.model.known().values() if str(row[-1]) in self.table.marks]
        rows = marked or ([current] if current else [])
        numbers = list(dict.fromkeys(str(row[-2]) for row in rows))
        if numbers:
            self.printing_requested.emit(numbers)

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.title, "title", self))
        head.addStretch()
        self.printing = KeyButton("再打", PRINT_KEY, "", self)
        self.printing.setObjectName("print_again")
        self.printing.clicked.connect(lambda checked=False: self.print_again())
        self.out = KeyButton("导出表格", EXPORT_KEY, "", self)
        self.out.setObjectName("export")
        self.out.setVisible(self.session.may("export"))
        self.out.clicked.connect(lambda checked=False: self.export())
        head.addWidget(self.printing)
        head.addWidget(self.out)
        page.addLayout(head)
        page.addLayout(self._filters())
        page.addWidget(self._list(), 1)
        self.writing = Writing(self, self.session, self.progress, self._not_written)
        QShortcut(QKeySequence("Ctrl+F"), self, self.record.setFocus)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.record = self._box("log_record", "单号", "单号　Ctrl F", 160)
        self.person = self._box("log_person", "谁", "谁：工号或姓名", 140)
        self.first = self._box("log_from", "起始日期", "起", 104)
        self.last = self._box("log_to", "截止日期", "止", 104)
        self.which = self._choice("log_form", "哪种单据", ALL_FORMS, tuple(self._codes), 140)
        self.outcome = self._choice("log_outcome", "结果", ALL, OUTCOMES, 120)
        self._found = label("", "second", self)
        self._found.setObjectName("log_count")
        parts: tuple[QWidget, ...] = (
            self.record, self.person, self.first, label("至", "second", self), self.last,
            self.which, self.outcome,
        )  # fmt: skip
        for part in parts:
            row.addWidget(part)
        row.addStretch()
        row.addWidget(self._found)
        return row

    def _box(self, name: str, words: str, hint: str, px: int) -> Line:
        box = Line(self)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setPlaceholderText(hint)
        box.setFixedWidth(px)
        box.step.connect(lambda by: self._typed())
        box.went.connect(self._typed)
        box.vertical.connect(lambda by: self.table.setFocus())
        return box

    def _choice(
        self, name: str, words: str, default: str, choices: tuple[str, ...], px: int
    ) -> ChoiceButton:
        made = ChoiceButton((default, *choices), self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setMinimumWidth(px)
        made.set_default(default)
        made.chosen.connect(lambda word: self._ask())
        return made

    def _list(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 1, 1, 1)
        self.model = LongModel(COLUMNS)
        self.table = LongTable(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName("print_log")
        self.table.setAccessibleName(self.title)
        self.table.markable = True
        self.table.marked.connect(self._marked)
        self.table.remember(Remembered(self.session, "print_log"), "print_log")
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-2])))
        self.model.wanted.connect(lambda starts: self.lister.want(starts))
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        card.rows.addLayout(self._stack, 1)
        self.progress = Progress("正在写", card)
        self.progress.setContentsMargins(14, 4, 14, 6)
        card.rows.addWidget(self.progress)
        return card

    # ---- asking and showing

    def _marked(self) -> None:
        many = len(self.table.marks)
        self.printing.say(f"再打 {many} 次的" if many else "再打")

    def _typed(self) -> None:
        """A box was left: days in any shorthand; what cannot be read is marked."""
        read: list[date | None] = []
        for box in (self.first, self.last):
            words = box.text().strip()
            try:
                day = dates.day(words, self.session.now().date()) if words else None
                theme.mark(box, "tone", None)
                box.setToolTip("")
            except Invalid as invalid:
                theme.mark(box, "tone", "bad")
                box.setToolTip(str(invalid))
                return
            box.setText(day or "")
            read.append(date.fromisoformat(day) if day else None)
        self._days = (read[0], read[1])
        self._ask()

    def _ask(self, again: bool = False) -> None:
        wanted = self.wanted()
        if wanted is None:
            return
        self._top, self._again = self.table.top(), again
        self._begun = again and self._begun
        self.lister.ask_for(PrintRows(wanted), [self._id_at(self._top)], again=again)

    def _id_at(self, place: int) -> int:
        row = self.model.known().get(place)
        return int(row[-1]) if row else 0

    def _answered(self, answer: Answer) -> None:
        match answer:
            case Head(rows):
                self._show(len(rows), rows, 0)
                self._found.setText("正在数…")
            case Walked():
                self._walked(answer)
            case Piece(start, rows):
                self.model.put(start, rows)

    def _walked(self, answer: Walked) -> None:
        if self._again:
            top = answer.places[0]
            self.table.renew(answer.count, top - self._top if top is not None else 0)
        elif self._begun:
            self.model.grow(answer.count)
        else:
            self._show(answer.count, answer.rows, answer.start)
        self.count = answer.count
        self._counted()

    def _show(self, count: int, rows: Any, start: int) -> None:
        place = self.table.currentIndex().row()
        self.model.begin(count, rows, start)
        self.count, self._begun = count, True
        self.table.go(min(max(place, 0), max(0, count - 1)))

    def _counted(self) -> None:
        self._found.setText(f"{self.count:,} 次")
        if not self.count:
            self._empty.say(FILTERED if self.wanted() not in (None, Wanted()) else NOTHING)
        self._stack.setCurrentWidget(self.table if self.count else self._empty)

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.notice.emit("已取消，没有写文件。", "info")
        elif isinstance(error, (Refused, Environment)):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        words = error if known else "程序出了错，已经记下来了。"
        self._empty.say(f"打印记录没有读出来。{words}")
        self._stack.setCurrentWidget(self._empty)
        if not known:
            raise error
