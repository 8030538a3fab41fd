"""A register: the records of one form, however many, to filter, sort, total, export and print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from db import consignment, prints, register
from db.among import Among
from db.errors import Cancelled, Environment, Refused
from db.exporting import Stamp
from db.listing import ALONG, BY_SLOT, Order
from db.session import Member, Session
from db.totals import Totals
from forms.form import Form
from ui import dialogs
from ui.long_list import LongModel, LongTable
from ui.parts import Card, EmptyState, KeyButton, Progress, label
from ui.table import Row, Sort
from views import export_in_full, ledger, office_papers, office_print, register_files, second
from views.list_page import ListPage
from views.lister import Answer, Head, Lister, Piece, Walked
from views.office_papers import How, Sent, Unsuited
from views.record_aside import RecordAside
from views.register_filters import RegisterFilters
from views.register_rows import column_of, order_of, rows_of
from views.remembered import Remembered
from views.writing import Told, Writing

ROOMY = 1400
"""Width (px) from which a record has room beside the list."""
WORTH_SAYING_MS = 300
SEND_KEY, PRINT_KEY = "Ctrl+M", "Ctrl+Shift+P"

NOTHING = "这段时间没有单据。开单以后，每一张都会登记在这里。"
FILTERED = "没有符合筛选的单据，请改状态、日期或筛选文字。"


class RegisterPage(ListPage):
    """The register of one form; several forms are chosen from at the left of the filter row."""

    title = "登记本"
    model: LongModel
    table: LongTable
    _totals: QLabel

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.totals: Totals | None = None
        self.count = 0
        self._order = Order()
        self._begun = self._again = False
        self._top = self._cursor = 0
        self._kept = Remembered(session, "register")
        self._build()
        self.lister = Lister(self, session, self._answered, self._failed)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(WORTH_SAYING_MS)
        self._late.timeout.connect(lambda: self._totals.setText("正在查…"))
        self._turn_to(next(iter(session.forms)))

    def entered(self) -> None:
        """Focus in the list, read anew."""
        (self.table if self.table.isVisibleTo(self) else self.filters.text).setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Somebody wrote: the same list again, without losing the place."""
        self._ask(again=self._begun)

    def turned(self) -> None:
        """Something is due or over: the rows in sight are read anew, all of it where it decides
        what is in the list or where."""
        sieve = self.filters.sieve(self._order)
        if sieve.only or sieve.states or self._order.key in ("@state", "@due"):
            self.refresh()
        else:
            self.table.renew(self.count, 0)

    def leave(self) -> bool:
        """A file goes on only while the page is seen."""
        if self.writing.is_busy:
            self.notice.emit("正在写文件，请等它写完或先取消。", "warn")
        return not self.writing.is_busy

    def show_among(self, code: str, among: Among) -> None:
        """Only these records of a form, of any time and state, until somebody lets them go."""
        self.filters.only_among(among)
        if code != self.form.code:
            self._turn_to(code)
        else:
            self._ask()

    def export(self) -> None:
        """Write what passes to an Excel sheet."""
        self._write("导出表格", ".xlsx", "Excel 表格 (*.xlsx)")

    def save_ledger(self) -> None:
        """Write what passes as a ruled ledger."""
        self._write("登记簿存为 PDF", ".pdf", "PDF (*.pdf)")

    def export_in_full(self) -> None:
        """Write what passes to an Excel sheet with whole numbers, once a second person approves."""
        if self.count and not self.writing.is_busy:
            export_in_full.ask(
                self, self.session,
                lambda stamped: self._write("导出表格", ".xlsx", "Excel 表格 (*.xlsx)", stamped),
                lambda words: self.notice.emit(words, "bad"))

    def print_ledger(self) -> None:
        """Print what passes as a ruled ledger; save it where there is no printer."""
        how = office_papers.how(self.session, ledger.KEY)
        if how.is_to_file or not self.count:
            self.save_ledger()
        else:
            self._print_in(how)

    def _print_in(self, how: How) -> None:
        sieve, note = self.filters.sieve(self._order), self.filters.words()
        self._begin_file(
            lambda own, told, approver: ledger.print_out(own, sieve, how, told, note, approver),
            lambda done: self._printed(*done),
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
        page.addLayout(self._head())
        self.filters = RegisterFilters(self.session, self)
        self.filters.form_chosen.connect(self._turn_to)
        self.filters.changed.connect(self._ask)
        self.filters.stepped.connect(lambda: self.table.setFocus())
        page.addWidget(self.filters)
        self._card = Card(parent=self)
        self._card.rows.setContentsMargins(1, 4, 1, 1)
        self._stack = QStackedLayout()
        self._empty = EmptyState(NOTHING, parent=self)
        self._empty.setObjectName("nothing")
        self._broken = EmptyState("", "再读一次", "F5", parent=self)
        self._broken.setObjectName("broken")
        self._broken.pressed.connect(self._ask)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._broken)
        self._card.rows.addLayout(self._stack, 1)
        self.progress = Progress("正在写", self._card)
        self.progress.setContentsMargins(14, 4, 14, 4)
        self._card.rows.addWidget(self.progress)
        self._totals = label("", "second", self._card)
        self._totals.setObjectName("totals")
        self._totals.setContentsMargins(14, 4, 14, 8)
        self._totals.setWordWrap(True)
        self._card.rows.addWidget(self._totals)
        self.writing = Writing(self, self.session, self.progress, self._not_written)
        self.aside = RecordAside(self.session, self)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._card, 1)
        sides.addWidget(self.aside)
        page.addLayout(sides, 1)
        QShortcut(QKeySequence("Ctrl+F"), self, self.filters.text.setFocus)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = label("", "title", self)
        head.addWidget(self._title)
        head.addStretch()
        for name, words, key, pressed in (
            ("export", "导出表格", "Ctrl+E", self.export),
            ("export_in_full", "带号码导出", "Ctrl+Alt+E", self.export_in_full),
            ("save_ledger", "存为 PDF", "Ctrl+Shift+E", self.save_ledger),
            ("print_ledger", "打印登记簿", "Ctrl+P", self.print_ledger),
        ):
            button = KeyButton(words, key, "", self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            head.addWidget(button)
            button.setVisible(
                export_in_full.may_ask(self.session) if name == "export_in_full"
                else self.session.may("export")
            )
        self.sending = KeyButton("报送", SEND_KEY, "", self)
        self.sending.setObjectName("send_marked")
        self.sending.clicked.connect(self._send)
        head.insertWidget(2, self.sending)
        self.printing = KeyButton("打印单据", PRINT_KEY, "", self)
        self.printing.setObjectName("print_marked")
        self.printing.clicked.connect(self._print)
        head.insertWidget(2, self.printing)
        return head

    def _numbers(self) -> list[str]:
        """The rows marked, or the one the cursor is on."""
        current = self.table.current_row()
        return list(self.table.marks) or [str(row[-1]) for row in [current] if row]

    def _print(self, checked: bool = False) -> None:
        """Go to print the papers of those in one go."""
        numbers = self._numbers()
        if numbers:
            self.printing_requested.emit(numbers)

    def _send(self, checked: bool = False) -> None:
        """Hand over the rows marked, or the one the cursor is on."""
        numbers = self._numbers()
        if numbers:
            self.sending_requested.emit(self.form.code, numbers)

    def _marked(self) -> None:
        many = f" {len(self.table.marks)} 张" if self.table.marks else ""
        self.sending.say(f"报送{many}")
        self.printing.say(f"打印{many}" if many else "打印单据")

    def _turn_to(self, code: str) -> None:
        self.form: Form = self.session.form(code)
        self._title.setText(register_files.title_of(self.form))
        self.columns = register.on_screen(self.form)
        self.filters.turn_to(self.form)
        self._new_table(code)
        self._ask()

    def _new_table(self, code: str) -> None:
        if hasattr(self, "table"):
            self._stack.removeWidget(self.table)
            self.table.deleteLater()
        declared = len(register.columns(self.form))
        self.model = LongModel(
            [column_of(one, at >= declared) for at, one in enumerate(self.columns)]
        )
        self.table = LongTable(self.model, self._card)
        self.model.setParent(self.table)
        self.table.setObjectName("register_list")
        self.table.setAccessibleName(self._title.text())
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        self.table.current.connect(lambda row: self.aside.turn_to(str(row[-1]) if row else ""))
        hands = consignment.hands(self.session, self.form)
        may_print = prints.may_print_any(self.session, self.form)
        self.table.markable = hands or may_print
        self.table.marked.connect(self._marked)
        self.sending.setVisible(hands)
        self.printing.setVisible(may_print)
        self._marked()
        self.table.remember(self._kept, code)
        kept = self.table.order_shown()
        self._order = order_of(kept)
        self.model.order = kept
        self.model.order_asked.connect(self._sort)
        self.model.wanted.connect(lambda starts: self.lister.want(starts))
        self._stack.addWidget(self.table)
        self._stack.setCurrentWidget(self.table)

    # ---- asking

    def _ask(self, again: bool = False) -> None:
        """Walk the list; again: the same one, whose place and cursor are kept."""
        self._top, self._cursor = self.table.top(), self._current_id()
        asked = [self._cursor, self._id_at(self._top)]
        self._again, self._begun = again, again and self._begun
        self._late.start()
        self.lister.ask(
            self.filters.sieve(self._order), self.columns,
            rows_of(self.session, self.form, self.columns),
            asked, again=again,
        )  # fmt: skip

    def _sort(self, sort: Sort | None) -> None:
        order = order_of(sort)
        if order.key not in (*ALONG, BY_SLOT) and self.count > register.SORTABLE:
            self.notice.emit(register.too_many_to_sort(self.form, self.count), "info")
            self.table.show_order(self.model.order)
            return
        self.model.order, self._order = sort, order
        self._ask()

    def _current_id(self) -> int:
        return self._id_at(self.table.currentIndex().row())

    def _id_at(self, place: int) -> int:
        row = self.model.known().get(place)
        return int(row[-2]) if row else 0

    # ---- showing

    def _answered(self, answer: Answer) -> None:
        self._late.stop()
        self._take(answer)
        flips = [int(row[-3]) for row in self.model.known().values() if row[-3]]
        self.changes_at = min(flips, default=None)

    def _take(self, answer: Answer) -> None:
        match answer:
            case Head(rows):
                self._begin(len(rows), rows, 0)
                self._totals.setText("正在数…")
            case Walked():
                self._walked(answer)
            case Piece(start, rows):
                self.model.put(start, rows)
            case Totals():
                self.totals = answer
                self._totals.setText(register_files.total_words(self.form, answer))

    def _begin(self, count: int, rows: Sequence[Row], start: int) -> None:
        self.model.begin(count, rows, start)
        self.count, self._begun = count, True
        self._stack.setCurrentWidget(self.table)
        self.table.go(0)

    def _walked(self, answer: Walked) -> None:
        self.count = answer.count
        if self._again:
            self._renewed(answer)
        elif self._begun:
            self.model.grow(answer.count)
        else:
            self._begin(answer.count, answer.rows, answer.start)
        place = answer.places[0]
        if not self._again and place is not None and self.table.currentIndex().row() <= 0:
            self.table.go(place)
        if not answer.count:
            self._empty.say(FILTERED if self.filters.is_narrow() else NOTHING)
            self.aside.turn_to("")
        self._stack.setCurrentWidget(self.table if answer.count else self._empty)

    def _renewed(self, answer: Walked) -> None:
        place, top = answer.places
        still = self._current_id() == self._cursor
        self.table.renew(answer.count, top - self._top if top is not None else 0)
        if place is not None and still:
            self.table.put_cursor(place)
        elif self.table.currentIndex().row() < 0:
            self.table.go(0)

    def _failed(self, error: Exception) -> None:
        self._late.stop()
        if isinstance(error, Refused) and self._order != Order():
            self.notice.emit(str(error), "info")
            self.model.order, self._order = None, Order()
            self.table.show_order(None)
            self._ask()
            return
        self._totals.setText("")
        known = isinstance(error, (Refused, Environment))
        words = str(error) if known else "程序出了错，已经记下来了。"
        self._broken.say(f"登记本没有读出来，单据都在。{words}")
        self._stack.setCurrentWidget(self._broken)
        if not known:
            raise error

    # ---- files

    def _write(self, title: str, ending: str, pattern: str, stamped: Stamp | None = None) -> None:
        if not self.count:
            self.notice.emit("没有可导出的单据，请先放宽日期或筛选", "info")
            return
        if self.writing.is_busy:
            return
        name = self._title.text().replace("/", "、")  # a stroke would be a folder
        file = dialogs.choose_new_file(self, title, f"{name}{ending}", pattern)
        if file is None:
            return
        out = file if file.suffix.lower() == ending else Path(f"{file}{ending}")
        sieve, note = self.filters.sieve(self._order), self.filters.words()

        self._begin_file(
            lambda own, told, approver: register_files.write(
                own, sieve, out, told, note=note, stamped=stamped, second=approver
            ),
            lambda many: self.notice.emit(f"{many} 单已写入 {out.name}", "good"),
        )

    def _begin_file(
        self, job: Callable[[Session, Told, Member | None], Any], done: Callable[[Any], object]
    ) -> None:
        """Write beside the window, again with who approves where a second person is needed."""
        def start(approver: Member | None) -> None:
            self.writing.start(self.count, lambda own, told: job(own, told, approver), done)

        self._start = start
        start(None)

    def _printed(self, sent: Sent | None, count: int) -> None:
        if sent:
            self.notice.emit(f"{count} 单的登记簿{sent.words}", "good")
        else:
            self.save_ledger()

    def _not_written(self, error: Exception) -> None:
        if second.needed(error):
            second.ask(self, self.session, error, self._start)
        elif isinstance(error, Unsuited) and office_print.offer(
            self, error, self._print_in, self.save_ledger
        ):
            return
        elif isinstance(error, Cancelled):
            self.notice.emit("已取消，没有写文件。", "info")
        elif isinstance(error, (Refused, Environment)):
            self.notice.emit(str(error), "bad")
        else:
            raise error
