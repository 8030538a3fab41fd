"""日志: what everybody did, sentence by sentence, narrowed by record, person, days and kind; its
code checked against the one on a handover sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from db.chain import Head, read_head
from db.errors import Cancelled, Environment, Refused
from db.journal_list import Wanted, person_of
from db.journal_words import PARTS
from db.session import Session
from forms.values import Invalid, dates
from ui import dialogs, theme
from ui.choice import ChoiceButton
from ui.line import Line, code_line
from ui.long_list import LongModel, LongTable
from ui.parts import Banner, Card, EmptyState, KeyButton, Progress, label
from views import journal_sheet, reading
from views.journal_rows import COLUMNS, JournalRows, Stand, checked, stand
from views.list_page import ListPage
from views.lister import Answer, Lister, Piece, Walked
from views.lister import Head as First
from views.newest import Newest
from views.remembered import Remembered
from views.writing import Writing

ALL = "全部事项"
NOTHING, FILTERED = "日志里还没有内容。", "没有这样的日志，放宽条件再看。"
EXPORT_KEY, CHECK_KEY = "Ctrl+E", "Ctrl+J"


class JournalPage(ListPage):
    """The journal, newest first; Enter opens the record that a line is about."""

    title = "日志"
    model: LongModel
    table: LongTable

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.count = 0
        self._begun = self._busy = False
        self._days: tuple[date | None, date | None] = (None, None)
        self._newest = Newest(session, self)
        self._build()
        self.lister = Lister(self, session, self._answered, self._failed)

    def entered(self) -> None:
        """Focus in the list."""
        (self.table if self.count else self.record).setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Somebody wrote: the head, and what has come."""
        self._newest.ask(stand, self._stands, self._failed)
        self._ask()

    def show_record(self, number: str) -> None:
        """All about one record."""
        for box in (self.record, self.person, self.first, self.last):
            box.blockSignals(True)
            box.setText(number if box is self.record else "")
            box.blockSignals(False)
        self._days = (None, None)
        self.part.set_value("")
        self._ask()

    def wanted(self) -> Wanted | None:
        """What is asked for now; None where a box cannot be read, which then says why."""
        try:
            person = person_of(self.session, self.person.text())
            theme.mark(self.person, "tone", None)
        except Refused as refused:
            theme.mark(self.person, "tone", "bad")
            self.person.setToolTip(str(refused))
            return None
        self.person.setToolTip("")
        part = self.part.value()
        record = self.record.text().strip()
        first, last = self._days
        return Wanted(record, person, first, last, part if part in PARTS else "")

    def export(self) -> None:
        """What is in the list as a workbook, or as a ruled list to be printed."""
        wanted = self.wanted()
        if wanted is None or not self.count or self._busy:
            return
        pattern = "表格 (*.xlsx);;PDF (*.pdf)"
        out = dialogs.choose_new_file(self, "导出日志", "日志.xlsx", pattern)
        if out is None:
            return
        self._busy = True
        reading.ask(
            self, self.session, lambda session: journal_sheet.write(session, wanted, out),
            lambda rows: self._over(f"已导出 {rows:,} 条：{out}", "good"), self._not_done,
            writes=True,
        )  # fmt: skip

    def check(self) -> None:
        """Go through the whole journal; with a code typed, it must hold that too."""
        typed: Head | None = None
        if self.code.text().strip():
            try:
                typed = read_head(self.code.text())
            except Refused as refused:
                self._say_checked(str(refused), "bad")
                return
        self._say_checked("正在从头核对…", "accent")
        self.walking.start(
            100, lambda session, told: checked(session, typed, told),
            lambda wrong: self._checked(wrong, typed), writes=False,
        )  # fmt: skip

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("日志", "title", self))
        self.told = label("", "second", self)
        self.told.setObjectName("journal_stand")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head.addWidget(self.told, 1)
        self.out = KeyButton("导出、打印", EXPORT_KEY, "", self)
        self.out.setObjectName("export")
        self.out.setVisible(self.session.may("export"))
        self.out.clicked.connect(self.export)
        head.addWidget(self.out)
        page.addLayout(head)
        page.addLayout(self._filters())
        page.addWidget(self._list(), 1)
        page.addWidget(self._checking())
        QShortcut(QKeySequence("Ctrl+F"), self, self.record.setFocus)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.record = self._box("journal_record", "单号", "单号　Ctrl F", 170)
        self.person = self._box("journal_person", "谁", "谁：工号或姓名", 150)
        self.first = self._box("journal_from", "起始日期", "起", 110)
        self.last = self._box("journal_to", "截止日期", "止", 110)
        self.part = ChoiceButton((ALL, *PARTS), self)
        self.part.setObjectName("journal_part")
        self.part.setAccessibleName("哪一类事")
        self.part.setMinimumWidth(160)
        self.part.set_default(ALL)
        self.part.chosen.connect(lambda word: self._ask())
        self._found = label("", "second", self)
        self._found.setObjectName("journal_count")
        parts: tuple[QWidget, ...] = (
            self.record, self.person, self.first, label("至", "second", self), self.last, self.part
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

    def _list(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 1, 1, 1)
        self.model = LongModel(COLUMNS)
        self.table = LongTable(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName("journal")
        self.table.setAccessibleName("日志")
        self.table.remember(Remembered(self.session, "journal"), "journal")
        self.table.opened.connect(self._opened)
        self.model.wanted.connect(lambda starts: self.lister.want(starts))
        self._stack = QStackedLayout()
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        card.rows.addLayout(self._stack, 1)
        return card

    def _checking(self) -> QWidget:
        card = Card(parent=self)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QLabel("核对交接班表上的日志码", card)
        row.addWidget(words)
        self.code = Line(card)
        self.code.setObjectName("head_code")
        self.code.setAccessibleName("交接班表上的日志码")
        self.code.setPlaceholderText("16 位，不填就只从头核一遍")
        self.code.setFixedWidth(230)
        code_line(self.code)
        self.code.step.connect(lambda by: self.check())
        words.setBuddy(self.code)
        row.addWidget(self.code)
        self.checking = KeyButton("核对", CHECK_KEY, "primary", card)
        self.checking.setObjectName("check_journal")
        self.checking.clicked.connect(self.check)
        row.addWidget(self.checking)
        row.addStretch()
        card.rows.addLayout(row)
        self.progress = Progress("正在从头核对", card)
        self.progress.setObjectName("check_progress")
        card.rows.addWidget(self.progress)
        self.walking = Writing(self, self.session, self.progress, self._not_checked)
        self.verdict = Banner(parent=card)
        self.verdict.setObjectName("journal_verdict")
        card.rows.addWidget(self.verdict)
        return card

    # ---- asking and showing

    def _typed(self) -> None:
        """A box was left: days in any shorthand; what cannot be read is marked."""
        read: list[date | None] = []
        for box in (self.first, self.last):
            words = box.text().strip()
            try:
                day = dates.day(words, self.session.now().date()) if words else None
                theme.mark(box, "tone", None)
            except Invalid as invalid:
                theme.mark(box, "tone", "bad")
                box.setToolTip(str(invalid))
                return
            box.setToolTip("")
            box.setText(day or "")
            read.append(date.fromisoformat(day) if day else None)
        self._days = (read[0], read[1])
        self._ask()

    def _ask(self) -> None:
        wanted = self.wanted()
        if wanted is not None:
            self.lister.ask_for(JournalRows(wanted))

    def _answered(self, answer: Answer) -> None:
        match answer:
            case First() | Walked():
                count = answer.count if isinstance(answer, Walked) else len(answer.rows)
                start = answer.start if isinstance(answer, Walked) else 0
                self._show(count, answer.rows, start)
            case Piece(start, rows):
                self.model.put(start, rows)

    def _show(self, count: int, rows: Any, start: int) -> None:
        row = self.table.currentIndex().row()
        self.model.begin(count, rows, start)
        self.table.go(min(max(row, 0), max(0, count - 1)))
        self.count, self._begun = count, True
        self._found.setText(f"{count:,} 条")
        narrowed = self.wanted() not in (None, Wanted())
        if not count:
            self._empty.say(FILTERED if narrowed else NOTHING)
        self._stack.setCurrentWidget(self.table if count else self._empty)

    def _stands(self, found: Stand) -> None:
        self.told.setText(f"日志码：{found.head.words}　{found.seal}")

    def _opened(self, row: Any) -> None:
        if row[3]:
            self.record_opened.emit(str(row[3]))

    def _checked(self, wrong: str, typed: Head | None) -> None:
        also = f"，也接着日志码 {typed.code}" if typed else ""
        self._say_checked(wrong or f"日志从头到尾都接得上{also}，没有被改动过。", "bad" if wrong else "good")

    def _say_checked(self, words: str, tone: str) -> None:
        self.verdict.say(words, tone)

    def _over(self, words: str, tone: str) -> None:
        self._busy = False
        self.notice.emit(words, tone)

    def _not_checked(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._say_checked("没有核对完，已取消。", "")
            return
        self.verdict.say("")
        self._not_done(error)

    def _not_done(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        self._empty.say(f"日志没有读出来。{error if known else '程序出了错，已经记下来了。'}")
        self._stack.setCurrentWidget(self._empty)
        if not known:
            raise error
