"""The file (档案) of one unit, person or vehicle: what is in hand on top, then everything, newest
first, and the next form one key away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from db import file, unmasking, viewing
from db.errors import Environment, Refused
from db.file import File
from db.filed import PERSON, UNIT, Filed, Subject
from db.session import Session
from forms.form import Form
from forms.prefill import prefilled
from forms.values import identity, phone
from ui.choice import ChoiceButton
from ui.line import Line
from ui.long_list import LongModel
from ui.parts import Card, Chip, EmptyState, KeyButton, label
from ui.table import Row
from views.file_cards import KinCard, MattersCard, MoneyCard, NextCard, QuietLong
from views.file_print import Printing
from views.file_rows import RECORDS, FileRecords, kinds_words, matter_row
from views.list_page import ListPage
from views.lister import Answer, Head, Lister, Piece, Walked
from views.newest import Newest
from views.one_page import arrears_words
from views.person_rights import PersonRights
from views.remembered import Remembered
from views.unmask import Unmasking

SIDE = 320
LOW_PX = 620
"""A lower page shows fewer lines of what is in hand."""
FEW, MANY = 3, 5
ALL = "全部单据"
NOTHING = "还没有单据。开的每一张都会出现在这里，按数字键开第一张。"
FILTERED = "没有符合筛选的单据，请换一种单据或筛选文字。"
MASKED = "电话、证件号码已遮住"
BY_UNIT = "列出的是住在那里时各户的单"
BEHIND = "以前的单据还在整理，可能没有列全"
UNSEEN = "您的岗位不能查看单据。"


@dataclass(frozen=True)
class _Read:
    """What the thread brings: the file, its matters as rows, the forms that can be begun."""

    found: File
    matters: list[Row]
    forms: list[Form]
    owed: str


class FilePage(ListPage):
    """One file at a time; `show_file` says whose, Esc goes back to the one before."""

    title = "档案"
    model: LongModel
    table: QuietLong

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.subject: Subject | None = None
        self.found: File | None = None
        self._before: list[Subject] = []
        self._codes: dict[str, str] = {}
        self._top = self._cursor = self.count = 0
        self._begun = self._again = self._enter = False
        self._newest = Newest(session, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._read_anew)
        self._build()
        self.lister = Lister(self, session, self._answered, self._failed)

    def show_file(self, subject: Subject, *, back: bool = False) -> None:
        """Turn to a file; back: it is the one before, and is forgotten as such."""
        if self.subject is not None and subject != self.subject and not back:
            self._before = [one for one in self._before if one != subject] + [self.subject]
        if subject != self.subject:
            self.unmask.forget()
            self.subject, self.found, self._begun = subject, None, False
            self.text.blockSignals(True)
            self.text.clear()
            self.text.blockSignals(False)
            self.which.set_value("")
            self._frame.setVisible(False)
            self._enter = True
        self.refresh()

    def entered(self) -> None:
        """Focus in what is in hand, else in the records."""
        if self.found is None:
            self.setFocus()
            self._enter = True
        elif self.matters.list.model.rows:
            self.matters.list.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.count:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.setFocus()

    def refresh(self) -> None:
        """Read again beside the window, without losing the place; asked several times at once, it
        is read once."""
        self._soon.start()

    def _read_anew(self) -> None:
        subject = self.subject
        if subject is None or self.session.is_over:
            return
        self._ask(again=self._begun)
        unmasked = self.unmask.eyes.unmasked

        def read(session: Session) -> _Read:
            found = file.opened(replace(session, unmasked=unmasked), subject)
            now = session.now()
            rows = [matter_row(found.title, one, now) for one in found.matters]
            forms = file.forms_for(session, subject, found.known)
            return _Read(found, rows, forms, arrears_words(session, found))

        self._newest.ask(read, self._arrived, self._not_read)

    def given(self, form: Form) -> dict[str, Any]:
        """What a form opened from here begins with."""
        return prefilled(form, self.found.known) if self.found is not None else {}

    def whole_unit(self) -> str:
        """The unit whose file it is."""
        return self.subject.id if self.subject and self.subject.kind == UNIT else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: to the file one came from, after the last of them to the page before."""
        if event.key() == Qt.Key.Key_Escape and self._before:
            self.show_file(self._before.pop(), back=True)
            return
        super().keyPressEvent(event)

    def keep(self) -> bool:
        """What was shown in full for a moment is masked."""
        self.unmask.over()
        return super().keep()

    def leave(self) -> bool:
        """Files that were looked through on the way are forgotten."""
        self._before = []
        return super().leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A digit in the box of kinds chooses there and opens no form."""
        digit = isinstance(event, QKeyEvent) and event.text().isdecimal()
        if digit and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        self._frame = QWidget(self)
        self._frame.setObjectName("file")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addLayout(self._head())
        halves = QHBoxLayout()
        halves.setSpacing(14)
        halves.addWidget(self._side())
        right = QVBoxLayout()
        right.setSpacing(12)
        self.matters = MattersCard(self._frame)
        self.matters.opened.connect(self.record_opened)
        right.addWidget(self.matters)
        right.addWidget(self._records_card(), 1)
        halves.addLayout(right, 1)
        inside.addLayout(halves, 1)
        page.addWidget(self._frame, 1)
        self.broken = EmptyState("", "再读一次", "F5", parent=self)
        self.broken.setObjectName("broken")
        self.broken.pressed.connect(self.refresh)
        self.broken.setVisible(False)
        page.addWidget(self.broken, 1)
        self._frame.setVisible(False)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus)

    def _head(self) -> QVBoxLayout:
        self._title = label("", "title", self)
        self._title.setObjectName("file_title")
        self._kind = Chip("", "accent", self)
        self.owed = Chip("", "warn", self)
        self.owed.setObjectName("file_arrears")
        self._facts = label("", "second", self)
        self._facts.setObjectName("file_facts")
        self._facts.setWordWrap(True)
        self.estate = KeyButton("房产登记", "F6", "", self, answers=False)
        self.estate.setObjectName("file_estate")
        self.estate.clicked.connect(lambda: self.unit_requested.emit(self.whole_unit()))
        self.printing = Printing(self, self.session)
        self.printing.said.connect(self.notice)
        self.unmask = Unmasking(self.session, self, self._see_whole)
        self.unmask.said.connect(self.notice)
        self.unmask.changed.connect(self.refresh)
        self.asked = PersonRights(self, self.session)
        self.asked.said.connect(self.notice)
        self.asked.changed.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(10)
        for part in (self._title, self._kind, self.owed):
            row.addWidget(part)
        row.addStretch()
        for button in (self.unmask.button, *self.asked.buttons):
            row.addWidget(button)
        row.addWidget(self.estate)
        for button in self.printing.buttons:
            row.addWidget(button)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(row)
        head.addWidget(self._facts)
        return head

    def _side(self) -> QScrollArea:
        area = QScrollArea(self._frame)
        area.setWidgetResizable(True)
        area.setFixedWidth(SIDE)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        self.next = NextCard(self)
        self.next.wanted.connect(self._begin)
        self.kin = KinCard(inside)
        self.kin.opened.connect(self.show_file)
        self.money = MoneyCard(inside)
        for card in (self.next, self.kin, self.money):
            rows.addWidget(card)
        rows.addStretch()
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        return area

    def _records_card(self) -> Card:
        card = Card(parent=self._frame)
        card.rows.setContentsMargins(1, 10, 1, 1)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(8)
        head.addWidget(label("单据", "heading", card))
        self._count = label("", "second", card)
        self._count.setObjectName("file_count")
        head.addWidget(self._count)
        head.addStretch()
        self.which = ChoiceButton((ALL,), card)
        self.which.setObjectName("kind_filter")
        self.which.setAccessibleName("哪种单据")
        self.which.setMinimumWidth(150)
        self.which.set_default(ALL)
        self.which.chosen.connect(lambda word: self._ask())
        self.which.installEventFilter(self)
        head.addWidget(self.which)
        self.text = Line(card)
        self.text.setObjectName("file_filter")
        self.text.setAccessibleName("筛选文字")
        self.text.setPlaceholderText("筛选：姓名、物品、单号　Ctrl F")
        self.text.setFixedWidth(230)
        self.text.textChanged.connect(lambda words: self._ask())
        self.text.step.connect(lambda by: self.table.setFocus())
        self.text.vertical.connect(lambda by: self.table.setFocus())
        head.addWidget(self.text)
        card.rows.addLayout(head)
        self.model = LongModel(RECORDS)
        self.table = QuietLong(self.model, card)
        self.model.setParent(self.table)
        self.table.setObjectName("file_records")
        self.table.setProperty("quiet", True)
        self.table.setAccessibleName("单据")
        self.table.remember(Remembered(self.session, "file"), "records")
        self.table.opened.connect(lambda row: self.record_opened.emit(str(row[-1])))
        self.model.wanted.connect(lambda starts: self.lister.want(starts))
        self._stack = QStackedLayout()
        self._empty = EmptyState("", parent=card)
        self._empty.setObjectName("nothing")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.table)
        card.rows.addLayout(self._stack, 1)
        return card

    # ---- showing

    def _arrived(self, read: _Read) -> None:
        found = self.found = read.found
        self.broken.setVisible(False)
        self._frame.setVisible(True)
        self._title.setText(found.title)
        self._kind.say(file.KINDS[found.subject.kind], "accent")
        owes = found.arrears is not None and found.arrears.amount > 0
        self.owed.say(read.owed, "warn" if owes else "good")
        self.owed.setVisible(bool(read.owed))
        self._facts.setText(self._words(found))
        self._facts.setVisible(bool(self._facts.text()))
        self.estate.setVisible(found.subject.kind == UNIT)
        self.unmask.offer(found.subject.kind == PERSON)
        self.asked.show_subject(found.subject, found.title)
        self.printing.show_subject(found.subject, found.title)
        self.kin.show_file(found)
        self.next.show_forms(read.forms)
        self.money.show_file(found)
        self.matters.show_rows(read.matters, found.in_hand, FEW if self.height() < LOW_PX else MANY)
        self._show_kinds(found)
        self._take_focus()
        if viewing.shows_whole(found) and not self.unmask.eyes.unmasked:
            self.shown_whole.emit(f"{found.subject.kind} {found.subject.id}")

    def _see_whole(self, why: str) -> Session:
        assert self.subject is not None
        return unmasking.of_person(self.session, self.subject, why)

    def _words(self, found: File) -> str:
        """The facts on one line, and what is kept from this member."""
        number = found.phone
        told = [
            number if "*" in number else phone.pretty(number) if number else "",
            identity.describe(found.document) if found.document else "",
            *(words for _, words in found.facts),
            MASKED if found.masked else "", BY_UNIT if found.by_unit else "",
            BEHIND if found.behind else "",
        ]  # fmt: skip
        return "　".join(filter(None, told))

    def _show_kinds(self, found: File) -> None:
        words = kinds_words(self.session, found)
        before = self._codes.get(self.which.value(), "")
        self._codes = {word: code for code, word in words}
        self.which.choices = (ALL, *self._codes)
        kept = next((word for code, word in words if code == before), "")
        self.which.set_value(kept)
        self.which.setVisible(len(words) > 1)

    def _ask(self, again: bool = False) -> None:
        """Walk the list; again: the same one, whose place and cursor are kept."""
        if self.subject is None:
            return
        if not self.session.may("see:records"):
            self._empty.say(UNSEEN)
            self._stack.setCurrentWidget(self._empty)
            return
        self._top, self._cursor = self.table.top(), self._id_at(self.table.currentIndex().row())
        self._again, self._begun = again, again and self._begun
        code = self._codes.get(self.which.value(), "")
        wanted = Filed(self.subject, code, self.text.text().strip())
        asked = [self._cursor, self._id_at(self._top)] if again else [0, 0]
        self.table.hide_column("unit", self.subject.kind == UNIT)
        self.lister.ask_for(FileRecords(wanted), asked, again=again)

    def _id_at(self, place: int) -> int:
        row = self.model.known().get(place)
        return int(row[-2]) if row else 0

    def _answered(self, answer: Answer) -> None:
        match answer:
            case Head(rows):
                self._begin_list(len(rows), rows, 0)
            case Walked():
                self._walked(answer)
            case Piece(start, rows):
                self.model.put(start, rows)

    def _begin_list(self, count: int, rows: Any, start: int) -> None:
        self.model.begin(count, rows, start)
        self.count, self._begun = count, True
        self._stack.setCurrentWidget(self.table if count else self._empty)
        self.table.go(0)
        self._take_focus()

    def _take_focus(self) -> None:
        """Once there is something to have it."""
        known = self.found is not None and (self.matters.list.model.rows or self._begun)
        if self._enter and known and self.isVisible():
            self._enter = False
            self.entered()

    def _walked(self, answer: Walked) -> None:
        self.count = answer.count
        if self._again:
            place, top = answer.places
            self.table.renew(answer.count, top - self._top if top is not None else 0)
            if place is not None:
                self.table.put_cursor(place)
        elif self._begun:
            self.model.grow(answer.count)
        else:
            self._begin_list(answer.count, answer.rows, answer.start)
        narrow = bool(self.text.text().strip() or self.which.value() not in ("", ALL))
        total = self.found.records if self.found else 0
        self._count.setText(f"{answer.count:,} 张" + (f" / 共 {total:,}" if narrow else ""))
        if not answer.count:
            self._empty.say(FILTERED if narrow else NOTHING)
        self._stack.setCurrentWidget(self.table if answer.count else self._empty)

    def _not_read(self, error: Exception) -> None:
        """It is no longer there, or cannot be read."""
        known = isinstance(error, (Refused, Environment))
        words = str(error) if known else "程序出了错，已经记下来了。"
        gone = isinstance(error, Refused)
        self.broken.say(words if gone else f"档案没有读出来，单据都在。{words}")
        self._frame.setVisible(False)
        self.broken.setVisible(True)
        self.found = None
        self.setFocus()
        if not known:
            raise error

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, (Refused, Environment))
        words = str(error) if known else "程序出了错，已经记下来了。"
        self._empty.say(f"单据没有读出来，都在。{words}")
        self._stack.setCurrentWidget(self._empty)
        if not known:
            raise error

    def _begin(self, code: str) -> None:
        self.issue_requested.emit(code, self.given(self.session.forms[code]))
