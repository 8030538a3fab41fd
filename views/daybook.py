"""日报: what was taken, held and counted, live at any instant; the drawer counted and closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout, QPushButton, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget,
)  # fmt: skip

from db import closings, daybook, ledgers, prints, records
from db.daybook import Daybook
from db.errors import Environment, Refused
from db.session import Member, Session
from ui import dialogs
from ui.parts import Card, EmptyState, KeyButton, key_words, label
from ui.table import RowsModel
from views import closing, daybook_files, daybook_paper, daybook_print, daybook_rows
from views import daybook_tables, office_print, reading
from views.daybook_cash import CashCard
from views.daybook_count import CountCard
from views.daybook_head import DaybookHead
from views.daybook_list import BookList, SumLine
from views.daybook_review import ReviewCard
from views.daybook_rows import Table
from views.key_label import dress
from views.page import Page
from views.press import Press

SEGMENTS = (
    ("totals", "收费汇总", "Alt+1"), ("unit", "押金按房号", "Alt+2"), ("person", "按交款人", "Alt+3"),
    ("day", "按天", "Alt+4"), ("entries", "流水", "Alt+5"),
)  # fmt: skip
ENTRIES = 4
"""The last segment."""
SIDE_PX, AGAIN = 316, "再打日报"
NOTHING = (
    "这几天没有收付。收款、退款以后，这里随时都对得上。", "没有押金。", "没有押金。",
    "这几天没有押金进出。", "没有收付。",
)  # fmt: skip
Answer = tuple[Daybook, Table, list[tuple[str, str]], date]


class DaybookPage(Page):
    """The tables at the left; cash and deposits at the right, where the drawer is counted too."""

    title = "日报"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.segment = 0
        self.table: Table | None = None
        self.book: Daybook | None = None
        self.busy = False
        self._asked = 0
        self._within: tuple[str, Any] | None = None
        self.form = closings.form_of(session)
        self._press = Press(session, self)
        self._press.settled.connect(
            lambda number, good, words: self.notice.emit(words, "good" if good else "warn")
        )
        self.model: RowsModel
        self.list: BookList
        self._build()
        self.refresh()

    def entered(self) -> None:
        """Focus in the list, or where one was counting; on with the days of today."""
        if self.side.currentWidget() is self.cash:
            self.head.period.renew()
        beside = self.side.currentWidget() or self.list
        (self.list if beside is self.cash else beside).setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Read again, beside the window; the newest answer counts. What is counted stays."""
        self._asked += 1
        asked, segment, within = self._asked, self.segment, self._within
        (first, last), cashier = self.head.period.days, self.head.cashier()

        def read(session: Session) -> Answer:
            return (
                daybook.read(session, first, last, cashier),
                daybook_tables.read(session, SEGMENTS[segment][0], within, first, last, cashier),
                ledgers.cashiers(session), daybook.open_day(session),
            )

        reading.ask(
            self, self.session, read, lambda found: self._arrived(asked, *found), self._failed
        )

    def leave(self) -> bool:
        """Not while the books are being closed."""
        if self.busy:
            self.notice.emit("正在结账，请稍等。", "warn")
        return not self.busy

    def turn(self, segment: int, within: tuple[str, Any] | None = None) -> None:
        """Show a segment; within: the entries of what was looked at (kind of key, key)."""
        self.segment, self._within = segment, within
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == segment)
        self.refresh()
        self.list.setFocus()

    def count(self, shift: bool) -> None:
        """Count the own shift, or the day."""
        form = self.form
        if form is None or form.closes is None or self.counting is None:
            return
        scope = form.closes.shift if shift else form.closes.day
        mine = self.session.member.no if shift else None
        counting = self.counting

        def begin(found: Any) -> None:
            self.side.setCurrentWidget(counting)
            counting.begin(scope, found)

        reading.ask(
            self, self.session, lambda session: closings.takings(session, mine), begin,
            self._failed,
        )  # fmt: skip

    def export(self) -> None:
        """Write the table that is seen to an Excel sheet."""
        table = self.table
        if table is None or not table.rows:
            self.notice.emit("没有可导出的内容", "info")
            return
        title = f"日报 {SEGMENTS[self.segment][1]} {self.head.period.days[0]}"
        file = dialogs.choose_new_file(self, "导出表格", f"{title}.xlsx", "Excel (*.xlsx)")
        if file is None:
            return
        out = file if file.suffix.lower() == ".xlsx" else Path(f"{file}.xlsx")
        reading.ask(
            self, self.session,
            lambda session: daybook_files.write(session, title, table, out),
            lambda many: self.notice.emit(f"{many} 行已写入 {out.name}", "good"),
            self._failed, writes=True,
        )  # fmt: skip

    def print_out(self) -> None:
        """Print the report of the last day that is looked at; save it where there is no printer."""
        day = self.head.period.days[1]
        close = closings.of_day(self.session, day)
        if close is not None:
            self.print_close(close.number)
            return
        office_print.begin(
            self, self.session, daybook_print.how(self.session),
            lambda session, how: daybook_print.print_out(session, day, how),
            lambda sent: self.notice.emit(f"{day} 的日报{sent.words}", "good"), self.save,
            self._failed,
        )  # fmt: skip

    def print_close(self, number: str) -> None:
        """Print a close, the second time as printed again."""
        record = records.load(self.session, number)
        assert record is not None
        again = AGAIN if prints.log(self.session, record) else None
        self._press.send(record, again=again)

    def save(self) -> None:
        """Write the report to a file that is asked for."""
        day = self.head.period.days[1]
        name = f"收费日报 {day}.pdf"
        if (file := dialogs.choose_new_file(self, "存为 PDF", name, "PDF (*.pdf)")) is None:
            return
        out = dialogs.as_pdf(file)
        reading.ask(
            self, self.session, lambda session: daybook_paper.save(session, day, out),
            lambda pages: self.notice.emit(f"{day} 的日报已写入 {out.name}", "good"),
            self._failed,
        )  # fmt: skip

    # ---- closing

    def _close(self, values: dict[str, Any]) -> None:
        form = self.form
        if form is None or self.busy:
            return
        self.busy = True
        reading.ask(
            self, self.session, lambda session: closing.close(session, form, values),
            self._closed, self._not_closed, writes=True,
        )  # fmt: skip

    def _closed(self, number: str) -> None:
        self.busy = False
        record = records.load(self.session, number)
        assert record is not None
        self.notice.emit(f"{number} 已结账", "good")
        self.side.setCurrentWidget(self.review)
        self.review.show_close(record)
        self.refresh()

    def _not_closed(self, error: Exception) -> None:
        self.busy = False
        if not isinstance(error, Refused) or self.counting is None or self.form is None:
            self._failed(error)
            return
        said = self.form.closes
        if said is not None and said.expected in error.problems:
            moved = "刚才又有收付，应有现金变了，请按现在的数核对"
            self.counting.say({"": moved})
            self._renew()
        else:
            self.counting.say(error.problems)

    def _renew(self) -> None:
        """What there should be now, under the count that stays."""
        counting, form = self.counting, self.form
        if counting is None or form is None or form.closes is None:
            return
        mine = self.session.member.no if counting.scope == form.closes.shift else None
        reading.ask(
            self, self.session, lambda session: closings.takings(session, mine),
            counting.renew, self._failed,
        )  # fmt: skip

    def _review(self, number: str, act: str, who: Member) -> None:
        if self.busy:
            return
        self.busy = True

        def failed(error: Exception) -> None:
            self.busy = False
            if isinstance(error, Refused):
                self.review.say(str(error))
            else:
                self._failed(error)

        reading.ask(
            self, self.session, lambda session: closing.review(session, number, act, who),
            self._closed_by_two, failed, writes=True,
        )  # fmt: skip

    def _closed_by_two(self, number: str) -> None:
        self.busy = False
        record = records.load(self.session, number)
        assert record is not None
        self.notice.emit(f"{number} {record.seen.state}", "good")
        self.review.show_close(record)
        self.refresh()

    def _back(self) -> None:
        self.side.setCurrentWidget(self.cash)
        self.list.setFocus()

    # ---- showing

    def _arrived(
        self, asked: int, book: Daybook, table: Table, cashiers: list[tuple[str, str]],
        opened: date,
    ) -> None:  # fmt: skip
        if asked != self._asked:
            return
        self.book = book
        self.head.offer([words for _, words in cashiers])
        self.head.show_state(book)
        self.cash.show_book(book)
        ahead = opened > self.session.now().date()
        self.after.setText(f"今天已结，现在收的算 {opened:%m-%d}" if ahead else "")
        if (day := self.findChild(KeyButton, "count_day")) is not None:
            dress(day, "" if ahead else "primary")
        self._show(table)

    def _show(self, table: Table) -> None:
        if self.table is None or self.table.columns != table.columns:
            self._new_list(table)
        at = self.list.currentIndex().row()
        self.table = table
        rows: list[Any] = [
            (*daybook_rows.shown(row), key)
            for row, key in zip(table.rows, table.keys, strict=True)
        ]
        self.model.set_rows(rows)
        self.foot.show_sum(self.list, daybook_rows.shown(table.sum))
        self.list.fit(daybook_rows.shown(table.sum))
        if rows:
            self.list.go(max(0, at))
        self._empty.say(NOTHING[self.segment])
        self._stack.setCurrentWidget(self.list if rows else self._empty)

    def _new_list(self, table: Table) -> None:
        had = hasattr(self, "list") and self.list.hasFocus()
        if hasattr(self, "list"):
            self._stack.removeWidget(self.list)
            self.list.deleteLater()
        self.list = BookList(table, self._card)
        self.model = self.list.book
        self.list.setObjectName("book_list")
        self.list.setAccessibleName(SEGMENTS[self.segment][1])
        self.list.opened.connect(self._open)
        self._stack.addWidget(self.list)
        if had:
            self.list.setFocus()

    def _open(self, row: Any) -> None:
        """From a sum to its entries, from an entry to its record."""
        key, name = row[-1], SEGMENTS[self.segment][0]
        if key is not None and name == "entries":
            self.record_opened.emit(str(key))
        elif key is not None:
            self.turn(ENTRIES, (name, key))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(8)
        first = daybook.open_day(self.session)
        self.head = DaybookHead(lambda: max(first, self.session.now().date()), self)
        self.head.changed.connect(self.refresh)
        page.addLayout(self._title_row())
        page.addWidget(self.head)
        self._card = Card(parent=self)
        self._card.rows.setContentsMargins(1, 8, 1, 1)
        self._card.rows.addLayout(self._tab_row())
        self._empty = EmptyState(NOTHING[0], parent=self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._card.rows.addLayout(self._stack, 1)
        self.foot = SumLine(self)
        self._card.rows.addWidget(self.foot)
        self._new_list(Table(daybook_rows.TOTALS, (), ()))
        self.side = QStackedWidget(self)
        self.side.setFixedWidth(SIDE_PX)
        self.cash = CashCard(self)
        self.review = ReviewCard(self.session, self)
        self.review.asked.connect(self._review)
        self.review.print_asked.connect(self.print_close)
        self.review.closed.connect(self._back)
        self.counting: CountCard | None = None
        for part in (self.cash, self.review):
            self.side.addWidget(part)
        if self._may_close() and self.form is not None:
            self.counting = CountCard(self.session, self.form, self)
            self.counting.asked.connect(self._close)
            self.counting.closed.connect(self._back)
            self.side.addWidget(self.counting)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._card, 1)
        sides.addWidget(self.side)
        page.addLayout(sides, 1)

    def _may_close(self) -> bool:
        return self.form is not None and self.session.may(f"issue:{self.form.code}")

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(self.title, "title", self))
        self.after = label("", "second", self)
        self.after.setObjectName("after_close")
        row.addWidget(self.after)
        row.addStretch()
        buttons: list[tuple[str, str, str, Callable[[], object]]] = []
        if self._may_close():
            buttons += [("count_day", "日结", "Ctrl+D", lambda: self.count(False)),
                        ("count_shift", "交班", "Ctrl+J", lambda: self.count(True))]  # fmt: skip
        buttons += [("print_book", "打印日报", "Ctrl+P", self.print_out),
                    ("save_book", "存为 PDF", "Ctrl+Shift+E", self.save)]  # fmt: skip
        if self.session.may("export"):
            buttons.append(("export_book", "导出表格", "Ctrl+E", self.export))
        for name, words, key, pressed in buttons:
            button = KeyButton(words, key, "primary" if name == "count_day" else "", self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            row.addWidget(button)
        return row

    def _tab_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(4)
        self.tabs: list[QPushButton] = []
        for at, (name, words, key) in enumerate(SEGMENTS):
            tab = QPushButton(f"{words}　{key_words(key)}", self)
            tab.setObjectName(f"book_{name}")
            tab.setProperty("role", "tab")
            tab.setCheckable(True)
            tab.setChecked(not at)
            tab.clicked.connect(lambda checked=False, at=at: self.turn(at))
            QShortcut(QKeySequence(key), self, lambda at=at: self.turn(at))
            row.addWidget(tab)
            self.tabs.append(tab)
        row.addStretch()
        row.addWidget(label("回车看明细", "small", self))
        return row
