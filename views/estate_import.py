"""The import page: choose a workbook, see how its headings are understood, take its rows in.

The work is done in a process of its own (`views.importing`); other pages can be used meanwhile.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.errors import Environment, Refused
from db.imports import KINDS, Cancelled
from db.imports.headings import OFFERED, Meaning, bare
from db.imports.taking import COMPARING, INDEXING, READING, SAVING, WRITING
from db.session import Session
from forms.values import Invalid, dates
from ui import dialogs, theme
from ui.choice import ChoiceButton
from ui.line import Line
from ui.parts import Card, KeyButton, LabeledValue, Progress, label
from ui.table import Column, ListTable, Mark, Row, RowsModel
from views.cli_import import Seen, Task
from views.importing import Importing
from views.page import Page

COLUMNS = (
    Column("sheet", "工作表", 130, "second", sortable=False),
    Column("heading", "表中的栏", 200, sortable=False),
    Column("meaning", "当作", 130, "mark", sortable=False),
    Column("sample", "例", 260, "second", stretch=True, sortable=False),
)
PATTERN = "表格 (*.xlsx *.xls)"
BEGIN = (
    "选一个 .xlsx 或 .xls 表格：房产和住户、车辆、欠费都可以，程序看表头认出是哪一种。\n"
    "导入只补空缺，从不改写；同一个文件再导一次什么也不变。"
)
WANTED = {
    "units": "哪一栏是房号、哪一栏是姓名",
    "vehicles": "哪一栏是房号、哪一栏是车牌",
    "arrears": "哪一栏是房号、哪一栏是欠费",
}
WIDTH = 220
STAY, PAID = "照旧", "都不欠费了"
"""What is known of units that a statement does not name."""
SHARES = {
    READING: (0, 40), SAVING: (40, 0), COMPARING: (40, 15), WRITING: (55, 5), INDEXING: (60, 40),
}  # fmt: skip
"""Where each part of the work begins and how much of all it is, in hundredths."""


class EstateImportPage(Page):
    """The headings of the chosen workbook at the left, what came of the import at the right."""

    title = "导入"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.seen: Seen | None = None
        self.named: dict[str, Meaning] = {}
        self._work: Importing | None = None
        self._taking = False
        self._make_parts()
        self._lay_out()
        self._clear()
        self._say(BEGIN)
        self._settle()

    def entered(self) -> None:
        """Focus on the list of headings, or on choosing a file."""
        (self.list if self.seen else self.choose).setFocus(Qt.FocusReason.TabFocusReason)

    def finish(self) -> bool:
        """The session does not end while rows are taken in."""
        if self._taking:
            self.notice.emit("正在导入，请等它做完或先取消。", "warn")
        return not self._taking

    def choose_file(self) -> None:
        """Ask for a workbook and look into it."""
        path = dialogs.choose_file(self, "选择表格", PATTERN)
        if path is not None:
            self.look(path)

    def look(self, path: Path, named: dict[str, Meaning] | None = None, what: str = "") -> None:
        """Show how the headings of a workbook are understood. what: "" to tell it from them"""
        if self._work is not None:
            return
        self._clear()
        self.words.setText(f"正在看 {path.name}…")
        self.named = named or {}
        work = self._start(path, what)
        work.seen.connect(self._looked)

    def take(self) -> None:
        """Import; the rows that stay outside stand in a workbook beside the file."""
        if self.seen is None or self._work is not None:
            return
        try:
            day = self._day()
        except Invalid as invalid:
            self._say(f"截至哪天：{invalid}", "bad")
            return
        self._clear()
        path = Path(self.seen.path)
        into = path.with_name(f"{path.stem}-未导入.xlsx")
        self._taking = True
        self.words.setText("正在导入。可以先去办别的事，做完会说一声。")
        work = self._start(
            path, self.seen.what, take=True, as_of=day, into=str(into),
            missing_paid=self.missing.value() == PAID and self.seen.what == "arrears",
        )  # fmt: skip
        work.taken.connect(self._taken)
        work.progressed.connect(self._advance)
        self.progress.start(100)
        self._settle()

    def cancel(self) -> None:
        """Stop the import under way; nothing of it stays."""
        if self._work is not None:
            self._work.cancel()

    def _start(self, path: Path, what: str, **more: Any) -> Importing:
        store = self.session.store
        named = {heading: (one.field, one.whose) for heading, one in self.named.items()}
        task = Task(
            str(store.folder), store.dek.hex(), self.session.member.no,
            self.session.clock.now(), str(path), what, named, **more,
        )  # fmt: skip
        self._work = Importing(task, self)
        self._work.failed.connect(self._failed)
        self._settle()
        return self._work

    def _day(self) -> str:
        """The day that was typed, "" for none; Invalid for what is no day."""
        typed = self.as_of.text().strip()
        return dates.day(typed, self.session.now().date()) if typed else ""

    def _looked(self, seen: Seen) -> None:
        kept = self.list.current_row()
        before = self.seen
        same = before is not None and before.path == seen.path
        self.seen = seen
        self._end()
        self.model.set_rows([_row(one) for one in seen.columns])
        rows = [row[:2] for row in self.model.rows]
        self.list.go(rows.index(kept[:2]) if same and kept and kept[:2] in rows else 0)
        self.kind.set_value(KINDS[seen.what])
        self.means.choices = tuple(OFFERED[seen.what])
        if not same or before is None or before.what != seen.what:
            self.as_of.setText(seen.as_of)
        name = Path(seen.path).name
        self.words.setText(
            f"{name}：请核对各栏当作什么，再按导入。" if seen.known
            else f"{name}：没有认出表头。请选出{WANTED[seen.what]}。"
        )
        self._settle()
        if self.isVisible():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _taken(self, result: dict[str, Any]) -> None:
        self._end()
        for key, value in self.figures.items():
            value.say(f"{result[key]:,}")
            value.setVisible(True)
        conflicts = result["conflicts"]
        self.figures["conflicts"].say(f"{conflicts:,}", _tone(conflicts, "warn"))
        self.figures["rejected"].say(f"{result['rejected']:,}", _tone(result["rejected"], "bad"))
        told = [f"截至 {result['as_of']} 的欠费已导入。" if result["as_of"] else "办完了。"]
        if result["cleared"]:
            told.append(f"表里没有的 {result['cleared']:,} 户改为不欠费。")
        if result["rejects"]:
            told.append(
                f"没有导入的行和原因写在 {result['rejects']}，改好后可以再导入那个文件。"
                "里面有个人信息，用完请删去。"
            )
        self.words.setText("\n".join(told))
        if not self.isVisible():
            self.notice.emit(f"导入办完了：导入 {result['accepted']:,} 行，见“导入”页。", "good")

    def _failed(self, error: Exception) -> None:
        if not self._taking:
            self.seen = None
            self.model.set_rows([])
        self._end()
        if isinstance(error, Cancelled):
            self._say("已取消，一行也没有导入。")
        elif isinstance(error, Refused | Environment):
            self._say(str(error), "bad")
        else:
            raise error
        if not self.isVisible():
            self.notice.emit(f"没有导入：{self.words.text()}", "warn")

    def _end(self) -> None:
        if self._work is not None:
            self._work.deleteLater()
        self._work, self._taking = None, False
        self.progress.finish()
        self._clear()
        self._settle()

    def _say(self, words: str, tone: str | None = None) -> None:
        self.words.setText(words)
        theme.mark(self.words, "tone", tone)

    def _clear(self) -> None:
        self._say("")
        for value in self.figures.values():
            value.say("")
            value.setVisible(False)

    def _advance(self, what: str, done: int, of: int) -> None:
        begin, share = SHARES.get(what, (0, 0))
        self.progress.advance(begin + share * done // max(1, of), what)
        if what == INDEXING:
            self.words.setText("行都已导入，正在做查找用的目录；现在取消也不要紧，以后会补做。")

    def _show(self, row: Row | None) -> None:
        self.means.setEnabled(bool(row) and self._work is None)
        self.means.set_value(str(row[2]) if row and row[4] else "")

    def _mean(self, word: str) -> None:
        row = self.list.current_row()
        if self.seen is None or row is None:
            return
        named = {key: one for key, one in self.named.items() if key != bare(row[1])}
        if word:
            named[bare(row[1])] = OFFERED[self.seen.what][word]
        self.look(Path(self.seen.path), named, self.seen.what)

    def _hold(self, word: str) -> None:
        """The user says what the workbook holds."""
        what = next((key for key, name in KINDS.items() if name == word), "")
        if self.seen is not None and what:
            self.look(Path(self.seen.path), self.named, what)

    def _settle(self) -> None:
        """What can be pressed now."""
        free = self._work is None
        self.choose.setEnabled(free)
        self.start.setEnabled(free and self.seen is not None)
        self.kind.setEnabled(free and self.seen is not None)
        self.means.setEnabled(free and self.list.current_row() is not None)
        self.debt.setVisible(self.seen is not None and self.seen.what == "arrears")
        self.debt.setEnabled(free)

    def _make_parts(self) -> None:
        self.choose = KeyButton("选择文件", "Ctrl+O", parent=self)
        self.choose.setObjectName("choose")
        self.choose.clicked.connect(self.choose_file)
        self.start = KeyButton("导入", "Ctrl+S", "primary", self)
        self.start.setObjectName("start")
        self.start.clicked.connect(self.take)
        self.kind = ChoiceButton(tuple(KINDS.values()), self)
        self.kind.setObjectName("kind")
        self.kind.setAccessibleName("表里是")
        self.kind.may_be_empty = False
        self.kind.chosen.connect(self._hold)
        self.as_of = Line(self)
        self.as_of.setPlaceholderText("今天")
        self.as_of.setAccessibleName("截至哪天")
        self.missing = ChoiceButton((STAY, PAID), self)
        self.missing.setAccessibleName("表里没有的房号")
        self.missing.may_be_empty = False
        self.missing.set_value(STAY)
        self.means = ChoiceButton((), self)
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
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.figures = {
            key: LabeledValue(name)
            for key, name in (
                ("accepted", "导入"), ("unchanged", "已有"), ("conflicts", "与登记不符"),
                ("rejected", "内容有错"),
            )
        }  # fmt: skip

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("导入", "title", self))
        head.addStretch()
        head.addWidget(self.choose)
        head.addWidget(self.start)
        left = Card("表头", self)
        left.rows.addLayout(_line(label("表里是", "second", self), self.kind))
        self.debt = QWidget(self)
        debt = _line(label("截至", "second", self.debt), self.as_of)
        debt.setContentsMargins(0, 0, 0, 0)
        self.missing.setFixedWidth(WIDTH - 60)
        debt.insertSpacing(2, 16)
        debt.insertWidget(3, label("表里没有的房号", "second", self.debt))
        debt.insertWidget(4, self.missing)
        self.debt.setLayout(debt)
        left.rows.addWidget(self.debt)
        left.rows.addWidget(self.list, 1)
        left.rows.addLayout(_line(label("这一栏当作", "second", self), self.means))
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


def _line(name: QLabel, widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(name)
    widget.setFixedWidth(WIDTH)
    line.addWidget(widget)
    line.addStretch()
    return line


def _tone(number: int, tone: str) -> str:
    return tone if number else ""


def _row(one: Any) -> Row:
    """A line for a column: sheet, heading, what it is taken for, the first things in it."""
    words = Mark(one.meaning, "good") if one.meaning else Mark("不认识", "warn")
    return (one.sheet, one.heading, words, one.sample, bool(one.meaning))
