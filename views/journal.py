"""日志: what everybody did, sentence by sentence, narrowed by record, person, days and kind; its
code checked against the one on a handover sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.chain import Head, read_head
from db.errors import Cancelled, Environment, Refused
from db.journal_list import Wanted
from db.journal_words import PARTS
from db.session import Session
from ui import dialogs
from ui.line import Line, code_line
from ui.parts import Banner, Card, KeyButton, Progress, label
from views import journal_sheet, reading
from views.journal_rows import COLUMNS, JournalRows, Stand, checked, stand
from views.log_page import LogPage
from views.newest import Newest
from views.writing import Writing

ALL = "全部事项"
CHECK_KEY = "Ctrl+J"


class JournalPage(LogPage):
    """The journal, newest first; Enter opens the record that a line is about."""

    title = "日志"
    name, prefix, unit, out_words = "journal", "journal", "条", "导出、打印"
    nothing, filtered = "日志里还没有内容。", "没有这样的日志，放宽条件再看。"
    columns, rows, everything = COLUMNS, JournalRows, Wanted()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._busy = False
        self._newest = Newest(session, self)
        self.table.opened.connect(self._opened)
        self._page.addWidget(self._checking())

    def fill_head(self, row: QHBoxLayout) -> None:
        """How the journal stands."""
        self.told = label("", "second", self)
        self.told.setObjectName("journal_stand")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.told, 1)

    def more_filters(self) -> Sequence[QWidget]:
        """By kind of what was done."""
        self.part = self.choice("part", "哪一类事", ALL, tuple(PARTS), 160)
        return (self.part,)

    def refresh(self) -> None:
        """Somebody wrote: the head, and what has come."""
        self._newest.ask(stand, self._stands, self._failed)
        super().refresh()

    def show_record(self, number: str) -> None:
        """All about one record; "" for all."""
        self.part.set_value("")
        super().show_record(number)

    def wanted(self) -> Wanted | None:
        """What is asked for now; None where a box cannot be read, which then says why."""
        person, part = self.who(), self.part.value()
        return None if person is None else Wanted(
            self.record.text().strip(), person, *self._days, part if part in PARTS else ""
        )

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

    # ---- checking

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
