"""报送: what waits to be handed to somebody outside, its files made, and “sent at, by whom”.

A tab for each form that hands something over. Ctrl+E makes the workbook and the mail of the rows
ticked (of all, where none is) in a folder one chooses; F7 then says that they were sent, all at
once, which stops their deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import consignment, exporting
from db.errors import Cancelled, Environment, Refused
from db.parcels import Mail
from db.records import Outcome, Record
from db.session import Member, Session
from ui import dialogs
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, Progress, label
from ui.pick_table import PICK, PickModel, PickTable
from ui.table import Column
from views import reading, second
from views.acts_card import told_all
from views.batch_bar import KEY, BatchBar
from views.consignment_rows import Known, marked, row_of
from views.dossiers import KeyTab
from views.page import Page
from views.remembered import Remembered
from views.writing import Writing

MAKE_KEY = "Ctrl+E"
NOTHING = "没有等着{act}的{title}。费用收了、资料齐了的会出现在这里。"
NARROWED = "没有符合筛选的，请改筛选的文字。"
UNSET = "没有设邮箱，收件人在邮件里填"
COLUMNS = (
    PICK,
    Column("press", "", 76, "mark"),
    Column("due", "期限", 104, "second"),
    Column("about", "资料", 240, stretch=True),
    Column("who", "寄给", 84),
    Column("made", "邮件", 132, "second"),
    Column("state", "状态", 148, "mark"),
    Column("number", "编号", 128, "second"),
)


@dataclass
class Tab:
    """What one form has to hand over: its records, the rows made of them, addresses by name."""

    code: str
    title: str
    act: str
    records: list[Record] = field(default_factory=list)
    rows: list[Known] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)


class ConsignmentPage(Page):
    """Tabs, a list to tick in, 生成邮件, and the acts of what is ticked."""

    title = "报送"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.tabs: list[Tab] = []
        for form in consignment.forms_of(session):
            assert form.handed_out is not None
            self.tabs.append(Tab(form.code, form.title, form.handed_out.act))
        self.place = 0
        self.is_read = False
        self.wrong: dict[str, str] = {}
        self._asked = 0
        self._wanted: tuple[str, ...] = ()
        self._again: Callable[[Member], object] | None = None
        self._build()
        self.turn_to(0)

    @property
    def tab(self) -> Tab:
        """The form that is seen."""
        return self.tabs[self.place]

    def entered(self) -> None:
        """Focus in the list, read anew."""
        if self.bar.panel is not None:
            self.bar.panel.start()
            return
        (self.table if self.table.isVisibleTo(self) else self.text).setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read again, beside the window; the newest answer counts."""
        if self.bar.panel is not None or self.writing.is_busy:
            return
        self._asked += 1
        asked, tabs = self._asked, [Tab(one.code, one.title, one.act) for one in self.tabs]
        reading.ask(
            self, self.session, lambda session: [_read(session, one) for one in tabs],
            lambda found: self._arrived(asked, found), self._failed,
        )  # fmt: skip

    def leave(self) -> bool:
        """Files go on only while the page is seen."""
        if self.writing.is_busy:
            self.notice.emit("正在写文件，请等它写完或先取消。", "warn")
        return not self.writing.is_busy

    def show_numbers(self, code: str, numbers: Sequence[str]) -> None:
        """Show that form with these records ticked, those of them that wait."""
        places = [at for at, one in enumerate(self.tabs) if one.code == code]
        if places:
            self.text.setText("")
            self.turn_to(places[0])
            self._wanted = tuple(numbers)
            self.refresh()

    def turn_to(self, place: int) -> None:
        """Show the form of that place."""
        self.bar.put_away()
        self.table.choose(())
        self.place = place
        self.bar.meant = self.tab.act
        for at, tab in enumerate(self.heads):
            tab.setChecked(at == place)
        self._show()
        (self.table if self.table.isVisibleTo(self) else self.text).setFocus()

    def make(self) -> None:
        """Ask for a folder and put the workbook and mail of what is ticked, or of all, there."""
        numbers = self.table.chosen() or [one.number for one in self.tab.records]
        if not numbers:
            self.notice.emit(NOTHING.format(act=self.tab.act, title=self.tab.title), "info")
            return
        if self.writing.is_busy:
            return
        folder = dialogs.choose_folder(self, f"{self.tab.title}：邮件和表格存到哪个文件夹（如 U 盘）")
        if folder is not None:
            self._make_in(folder, numbers)

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        self._to = label("", "second", self)
        self._to.setObjectName("addresses")
        self._to.setWordWrap(True)
        page.addWidget(self._to)
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 6, 1, 1)
        self.model = PickModel(COLUMNS)
        self.table = PickTable(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName("consignment_list")
        self.table.setAccessibleName(self.title)
        self.table.remember(Remembered(self.session, "consignment"), "list")
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        self.table.picked.connect(self._tell)
        self.table.started.connect(self._start)
        self.table.current.connect(lambda row: self._tell())
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._broken = EmptyState("", "再读一次", "F5", parent=card)
        self._broken.setObjectName("broken")
        self._broken.pressed.connect(self.refresh)
        self._stack = QStackedLayout()
        for part in (self._empty, self.table, self._broken):
            self._stack.addWidget(part)
        card.rows.addLayout(self._stack, 1)
        self.progress = Progress("正在写", card)
        self.progress.setContentsMargins(14, 4, 14, 4)
        card.rows.addWidget(self.progress)
        page.addWidget(card, 1)
        self.bar = BatchBar(self.session, self)
        self.bar.done.connect(self._all_done)
        self.bar.refused.connect(self._refused)
        self.bar.left_out.connect(self._leave_out)
        self.bar.issue_requested.connect(self.issue_requested)
        self.bar.printing_requested.connect(self.printing_requested)
        self.bar.closed.connect(self._turned_away)
        page.addWidget(self.bar)
        self.writing = Writing(self, self.session, self.progress, self._not_made)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.title, "title", self))
        self.heads: list[KeyTab] = []
        for at, one in enumerate(self.tabs):
            tab = KeyTab(self, at)
            tab.setObjectName(f"tab_{one.code}")
            tab.clicked.connect(lambda checked=False, at=at: self.turn_to(at))
            self.heads.append(tab)
            head.addWidget(tab)
        head.addStretch()
        self.text = Line(self)
        self.text.setObjectName("text_filter")
        self.text.setAccessibleName("筛选")
        self.text.setPlaceholderText("筛选：房号、姓名、首字母  Ctrl F")
        self.text.setFixedWidth(240)
        self.text.textChanged.connect(lambda words: self._show())
        self.text.step.connect(lambda by: self.table.setFocus())
        self.text.vertical.connect(lambda by: self.table.setFocus())
        head.addWidget(self.text)
        self.make_button = KeyButton("生成邮件", MAKE_KEY, "primary", self)
        self.make_button.setObjectName("make_mail")
        self.make_button.clicked.connect(lambda checked=False: self.make())
        head.addWidget(self.make_button)
        return head

    # ---- showing

    def _arrived(self, asked: int, found: list[Tab]) -> None:
        if asked != self._asked or self.bar.panel is not None:
            return
        first, self.is_read = not self.is_read, True
        self.tabs = found
        self._show()
        if self._wanted:
            self.table.choose(self._wanted)
            self.table.look_at(self._wanted)
            missing = len(self._wanted) - len(self.table.chosen())
            if missing:
                self.notice.emit(f"另外 {missing} 张现在不用{self.tab.act}：没收费、报过了或已结束。", "info")
            self._wanted = ()
        if (first or self.table.isVisibleTo(self)) and self.text.hasFocus():
            if not self.text.text():
                self.table.setFocus()  # it was not there to take it

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        words = str(error) if known else "程序出了错，已经记下来了。"
        self._broken.say(f"没有读出来，单据都在。{words}")
        self._stack.setCurrentWidget(self._broken)
        if not known:
            raise error

    def _show(self) -> None:
        for head, one in zip(self.heads, self.tabs, strict=True):
            late = sum(row.late for row in one.rows)
            words = f"{one.title} {len(one.rows)}" + (f"（逾期 {late}）" if late else "")
            head.say(words if self.is_read else one.title)
        tab, typed = self.tab, self.text.text()
        kept = [marked(one.row, self.wrong) for one in tab.rows if one.goes_with(typed)]
        self.table.show_rows(kept)
        nothing = NARROWED if tab.rows else NOTHING.format(act=tab.act, title=tab.title)
        self._empty.say(nothing if self.is_read else "")
        self._stack.setCurrentWidget(self.table if kept else self._empty)
        self._tell_addresses()
        self._tell()

    def _tell_addresses(self) -> None:
        """Where the mails go, or that nobody has said where."""
        names = dict.fromkeys(row.who for row in self.tab.rows)
        said = [f"{who}：{'、'.join(self.tab.addresses.get(who, ())) or UNSET}" for who in names]
        more = f"　只列最早的 {consignment.MOST:,} 张" if len(self.tab.rows) >= consignment.MOST else ""
        self._to.setText("　".join(said) + more)
        self._to.setVisible(bool(said))

    def _tell(self) -> None:
        chosen = self.table.chosen()
        row = self.table.current_row()
        wanted = chosen or ([str(row[-1])] if row else [])
        known = {one.number: one for one in self.tab.records}
        self.bar.show_records([known[key] for key in wanted if key in known], chosen=bool(chosen))
        many = len(chosen) or len(self.tab.records)
        self.make_button.say(f"生成邮件 {many} 张" if many else "生成邮件")
        self.make_button.setEnabled(many > 0)

    def _start(self) -> None:
        self.bar.enter()

    # ---- files

    def _make_in(
        self, folder: Path, numbers: Sequence[str], approving: Member | None = None
    ) -> None:
        code = self.tab.code
        self._again = lambda who: self._make_in(folder, numbers, who)
        self.writing.start(
            len(numbers),
            lambda session, done: consignment.write(
                session, code, numbers, folder, done, second=approving
            ),
            lambda mails: self._made(folder, mails),
        )

    def _made(self, folder: Path, mails: list[Mail]) -> None:
        made = [number for mail in mails for number in mail.records]
        each = "、".join(f"{mail.who} {len(mail.records)} 张" for mail in mails)
        words = f"{each}的邮件和表格写在 {folder}。发出以后按 {KEY} 记“{self.tab.act}”。"
        heavy = [mail for mail in mails if mail.size > consignment.HEAVY]
        unset = [mail.who for mail in mails if not mail.to]
        if unset:
            words += f"{'、'.join(unset)}没有设邮箱，收件人在邮件里填。"
        if heavy:
            words += f"{heavy[0].who}的有 {heavy[0].size // 1_000_000} MB，邮箱可能不收，请分几次生成。"
        self.notice.emit(words, "warn" if unset or heavy else "good")
        self.table.choose(made)
        self.table.setFocus()
        self.refresh()

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.notice.emit("已取消，没有写文件。", "info")
        elif second.needed(error) and self._again is not None:
            again, self._again = self._again, None
            second.ask(self, self.session, error, again, exporting.WHOLE)
            return
        elif isinstance(error, (Refused, Environment)):
            self.notice.emit(f"没有生成邮件，单据都在。{error}", "bad")
            self.refresh()
        else:
            self.notice.emit("程序出了错，已经记下来了；没有写文件。", "bad")
            raise error
        self.table.setFocus()

    # ---- several at once

    def _all_done(self, outcomes: list[Outcome], name: str) -> None:
        self.wrong = {}
        self.table.choose(())
        self.table.setFocus()
        self.notice.emit(*told_all(name, outcomes))
        self.refresh()

    def _turned_away(self) -> None:
        self._refused({})
        self.table.setFocus()
        self.refresh()

    def _refused(self, words: dict[str, str]) -> None:
        self.wrong = words
        self._show()
        self.table.look_at(words)

    def _leave_out(self, numbers: tuple[str, ...]) -> None:
        self.table.choose([key for key in self.table.chosen() if key not in numbers])


def _read(session: Session, tab: Tab) -> Tab:
    """What waits of one form; made beside the window."""
    now: datetime = session.now()
    tab.records = consignment.waiting(session, tab.code)
    tab.addresses = consignment.addresses(session, tab.code)
    made = consignment.made_before(session, tab.code)
    declared = session.form(tab.code).handed_out
    assert declared is not None
    tab.rows = [
        row_of(record, str(record.values.get(declared.by, "")), made.get(record.number), now)
        for record in tab.records
    ]
    return tab
