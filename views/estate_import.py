"""The import page: choose a workbook, see how its headings are understood, take its rows in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db import imports
from db.errors import Environment, Refused
from db.imports import Cancelled, Result, Source
from db.imports.headings import OFFERED, Meaning, bare
from db.imports.tables import Table, text_of
from db.session import Session
from db.store import Store
from ui import background, dialogs, theme
from ui.choice import ChoiceButton
from ui.parts import Card, KeyButton, LabeledValue, Progress, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views import reading
from views.page import Page

COLUMNS = (
    Column("sheet", "工作表", 130, "second", sortable=False),
    Column("heading", "表中的栏", 200, sortable=False),
    Column("meaning", "当作", 130, "mark", sortable=False),
    Column("sample", "例", 260, "second", stretch=True, sortable=False),
)
PATTERN = "表格 (*.xlsx *.xls)"
SAMPLES, SEEN = 3, 50
LOOK_MS = 100
BEGIN = "选一个 .xlsx 或 .xls 表格。导入只补空缺，从不改写；同一个文件再导一次什么也不变。"


@dataclass
class Run:
    """An import under way, shared with its thread: how far it is, whether to stop."""

    done: int = 0
    of: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def progress(self, what: str, done: int, of: int) -> None:
        """Called by the import; raises Cancelled once it is to stop."""
        self.done, self.of = done, of
        if self.stop.is_set():
            raise Cancelled


class EstateImportPage(Page):
    """The headings of the chosen workbook at the left, what came of the import at the right."""

    title = "导入"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.source: Source | None = None
        self.named: dict[str, Meaning] = {}
        self._run: Run | None = None
        self.choose = KeyButton("选择文件", "Ctrl+O", parent=self)
        self.choose.setObjectName("choose")
        self.choose.clicked.connect(self.choose_file)
        self.start = KeyButton("导入", "Ctrl+S", "primary", self)
        self.start.setObjectName("start")
        self.start.clicked.connect(self.take)
        self.means = ChoiceButton(tuple(OFFERED["units"]), self)
        self.means.setObjectName("means")
        self.means.setAccessibleName("这一栏当作")
        self.means.chosen.connect(self._mean)
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("headings")
        self.list.current.connect(self._show)
        self.list.opened.connect(lambda row: self.means.setFocus())
        self.means.step.connect(lambda step: self.list.setFocus())
        self.progress = Progress("正在导入", self)
        self.progress.cancelled.connect(self.cancel)
        self.words = QLabel(BEGIN, self)
        self.words.setWordWrap(True)
        self.figures = {
            key: LabeledValue(name)
            for key, name in (
                ("accepted", "导入"), ("unchanged", "已有"), ("conflicts", "与登记不符"),
                ("rejected", "内容有错"),
            )
        }  # fmt: skip
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_MS)
        self._watch.timeout.connect(self._advance)
        self._lay_out()
        self._settle()

    def entered(self) -> None:
        """Focus on the list of headings, or on choosing a file."""
        (self.list if self.source else self.choose).setFocus(Qt.FocusReason.TabFocusReason)

    def leave(self) -> bool:
        """An import goes on only while it is seen."""
        if self._run is not None:
            self.notice.emit("正在导入，请等它做完或先取消。", "warn")
        return self._run is None

    def choose_file(self) -> None:
        """Ask for a workbook and look into it."""
        path = dialogs.choose_file(self, "选择住户表格", PATTERN)
        if path is not None:
            self.look(path)

    def look(self, path: Path, named: dict[str, Meaning] | None = None) -> None:
        """Read the workbook in a thread and show how its headings are understood."""
        named = named or {}
        reading.ask(
            self,
            self.session,
            lambda session: _seen(session, path, named),
            lambda source: self._looked(source, named),
            self._failed,
        )

    def take(self) -> None:
        """Import in a thread with a connection of its own; the rejects stand beside the file."""
        if self.source is None or self._run is not None:
            return
        self._clear()
        run = self._run = Run()
        source = self.source
        into = source.path.with_name(f"{source.path.stem}-未导入.xlsx")
        background.start(self, _job(self.session, source, into, run), self._taken, self._failed)
        self.progress.start(100)
        self._watch.start()
        self._settle()

    def cancel(self) -> None:
        """Stop the import under way; nothing of it stays."""
        if self._run is not None:
            self._run.stop.set()

    def _looked(self, source: Source, named: dict[str, Meaning]) -> None:
        kept = self.list.current_row()
        same = self.source is not None and self.source.path == source.path
        self.source, self.named = source, named
        self.model.set_rows([row for table in source.tables for row in _rows(table)])
        rows = [row[:2] for row in self.model.rows]
        self.list.go(rows.index(kept[:2]) if same and kept and kept[:2] in rows else 0)
        known = any(table.known for table in source.tables)
        self.words.setText(
            f"{source.path.name}：请核对各栏当作什么，再按导入。" if known
            else f"{source.path.name}：没有认出表头。请选出哪一栏是房号、哪一栏是姓名。"
        )
        self._clear()
        self._settle()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _taken(self, result: Result) -> None:
        self._end()
        for key, value in self.figures.items():
            value.say(str(getattr(result, key)))
        self.figures["conflicts"].say(str(result.conflicts), "warn" if result.conflicts else "")
        self.figures["rejected"].say(str(result.rejected), "bad" if result.rejected else "")
        if result.rejects is None:
            self.words.setText("办完了。")
        else:
            self.words.setText(
                f"没有导入的行和原因写在 {result.rejects}，改好后可以再导入那个文件。"
                "里面有个人信息，用完请删去。"
            )

    def _failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.words.setText("已取消，一行也没有导入。")
        elif isinstance(error, Refused | Environment):
            self.words.setText(str(error))
            theme.mark(self.words, "tone", "bad")
        else:
            raise error

    def _end(self) -> None:
        self._run = None
        self._watch.stop()
        self.progress.finish()
        self._clear()
        self._settle()

    def _clear(self) -> None:
        theme.mark(self.words, "tone", None)
        for value in self.figures.values():
            value.say("")

    def _advance(self) -> None:
        if self._run is not None and self._run.of:
            self.progress.advance(100 * self._run.done // self._run.of)

    def _show(self, row: Row | None) -> None:
        self.means.setEnabled(bool(row) and self._run is None)
        self.means.set_value(str(row[2]) if row and row[4] else "")

    def _mean(self, word: str) -> None:
        row = self.list.current_row()
        if self.source is None or row is None:
            return
        named = {key: one for key, one in self.named.items() if key != bare(row[1])}
        if word:
            named[bare(row[1])] = OFFERED["units"][word]
        self.look(self.source.path, named)

    def _settle(self) -> None:
        """What can be pressed now."""
        busy = self._run is not None
        self.choose.setEnabled(not busy)
        self.start.setEnabled(not busy and self.source is not None)
        self.means.setEnabled(not busy and self.list.current_row() is not None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("导入房产和住户", "title", self))
        head.addStretch()
        head.addWidget(self.choose)
        head.addWidget(self.start)
        left = Card("表头", self)
        left.rows.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.addWidget(label("这一栏当作", "second", self))
        line.addWidget(self.means, 1)
        left.rows.addLayout(line)
        right = Card("结果", self)
        right.setFixedWidth(300)
        right.rows.addWidget(self.words)
        for value in self.figures.values():
            right.rows.addWidget(value)
        right.rows.addStretch()
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(left, 1)
        sides.addWidget(right)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addWidget(self.progress)
        rows.addLayout(sides, 1)


def _seen(session: Session, path: Path, named: dict[str, Meaning]) -> Source:
    """What is in the workbook."""
    with background.yielding():
        return imports.look(session, path, named)


def _job(session: Session, source: Source, into: Path, run: Run) -> Callable[[], Result]:
    """The import with a connection of the thread's own."""

    def job() -> Result:
        store = Store.open(session.store.folder, session.dek, check=False)
        try:
            with background.yielding():
                return imports.units(replace(session, store=store), source, into, run.progress)
        finally:
            store.close()

    return job


def _rows(table: Table) -> list[Row]:
    """A line for each column: sheet, heading, what it is taken for, the first things in it."""
    found: list[Row] = []
    for at, heading in enumerate(table.headings):
        if not heading:
            continue
        meaning = table.meanings.get(at)
        near = table.page.rows[table.first : table.first + SEEN]
        below = (row[at] for row in near if at < len(row))
        said: list[str] = []
        for cell in below:
            if len(said) == SAMPLES:
                break
            if text_of(cell):
                said.append(text_of(cell)[:20])
        words = Mark(meaning.label, "good") if meaning else Mark("不认识", "warn")
        name, sample = heading.replace("\n", ""), "、".join(said)
        found.append((table.page.name, name, words, sample, meaning is not None))
    return found
