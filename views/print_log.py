"""打印记录: every print, newest first: who, when, which copy, where, what came of it, why again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import print_log
from db.errors import Cancelled, Environment, Refused
from db.print_log import OUTCOMES, Wanted
from db.session import Session
from ui import dialogs
from ui.parts import KeyButton, Progress
from views import print_words
from views.log_page import LogPage
from views.print_log_rows import COLUMNS, PrintRows
from views.writing import Writing

ALL_FORMS, ALL = "全部单据", "全部结果"
PRINT_KEY = "Ctrl+P"


class PrintLogPage(LogPage):
    """The log of prints; Enter opens the record, Ctrl+P prints again what is marked."""

    title = "打印记录"
    name, prefix, unit, out_words = "print_log", "log", "次", "导出表格"
    nothing = "还没有打印过。打印的每一次都会记在这里：谁、何时、哪一联、哪台打印机、出纸没有。"
    filtered = "没有这样的打印，放宽条件再看。"
    columns, rows, everything = COLUMNS, PrintRows, Wanted()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.table.markable = True
        self.table.marked.connect(self._marked)
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-2])))
        self.progress = Progress("正在写", self.card)
        self.progress.setContentsMargins(14, 4, 14, 6)
        self.card.rows.addWidget(self.progress)
        self.writing = Writing(self, session, self.progress, self._not_written)

    def fill_head(self, row: QHBoxLayout) -> None:
        """再打."""
        self.printing = KeyButton("再打", PRINT_KEY, "", self)
        self.printing.setObjectName("print_again")
        self.printing.clicked.connect(lambda checked=False: self.print_again())
        row.addStretch()
        row.addWidget(self.printing)

    def more_filters(self) -> Sequence[QWidget]:
        """By form and by what came of it."""
        forms = self.session.forms.items()
        self._codes = {form.called: code for code, form in forms if form.papers}
        self.which = self.choice("form", "哪种单据", ALL_FORMS, tuple(self._codes), 140)
        self.outcome = self.choice("outcome", "结果", ALL, OUTCOMES, 120)
        return self.which, self.outcome

    def leave(self) -> bool:
        """A file goes on only while the page is seen."""
        if self.writing.is_busy:
            self.notice.emit("正在写文件，请等它写完或先取消。", "warn")
        return not self.writing.is_busy

    def wanted(self) -> Wanted | None:
        """What is asked for now; None where a box cannot be read, which then says why."""
        person, outcome = self.who(), self.outcome.value()
        return None if person is None else Wanted(
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

    def _marked(self) -> None:
        many = len(self.table.marks)
        self.printing.say(f"再打 {many} 次的" if many else "再打")

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.notice.emit("已取消，没有写文件。", "info")
        elif isinstance(error, (Refused, Environment)):
            self.notice.emit(str(error), "bad")
        else:
            raise error
