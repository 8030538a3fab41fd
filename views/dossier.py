"""All that belongs to one record on one page: what it says, who works on it, what hangs on it.

Which parts there are, and in which order, is the form's `dossier`; this page knows no form.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import dossier, prints, viewing, workbench
from db.dossier import Mate, Whole, held
from db.errors import Environment, Refused
from db.records import Outcome
from db.session import Session
from forms.dossier import Moneys
from forms.values import amount, unit
from ui.parts import Card, Chip, EmptyState, KeyButton, label
from ui.pictures import image_of
from views import printer, reading, states, urgency
from views.acts_card import ActsCard, told
from views.dossier_cards import CourseLines, MoneyCard, ToldCard
from views.dossier_lists import FACE_ROW_PX, taken_words, until_words
from views.dossier_side import DossierSide
from views.issue import COPIED_FROM
from views.made_bar import MadeBar
from views.page import Page
from views.press import Press
from views.record_parts import in_hands_of, selectable

PAPER_KEY, COPY_KEY = "F8", "Ctrl+Shift+N"
BROKEN = "没有读出来，单据都在。"


class DossierPage(Page):
    """One record with all that hangs on it; `show_record` says which."""

    title = "全貌"
    comes_back = True

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.number = ""
        self.whole: Whole | None = None
        self._faces: dict[str, QImage] = {}
        self._asked = 0
        self._enter = False
        self._came = ""
        self.press = Press(session, self)
        self.press.settled.connect(
            lambda number, arrived, words: self.notice.emit(words, "good" if arrived else "warn")
        )
        self._build()

    def show_record(self, number: str) -> None:
        """Show the dossier of that number; it is read beside the window."""
        if number != self.number:
            self.acts.put_away()
            self.side.put_away()
            self.number, self.whole = number, None
            self._halves.setVisible(False)
            for part in (self._title, self._number, self._state, self._about):
                part.setText("")
        self._enter = True
        self._ask()

    def whole_unit(self) -> str:
        """The unit that the record is filed under."""
        record = self.whole.record if self.whole is not None else None
        key = record.form.unit_field if record is not None else None
        return str(record.values.get(key) or "") if record is not None and key else ""

    def entered(self) -> None:
        """Focus on the member's own act, else in the list of people, else of the others."""
        if self.whole is None:
            self._enter = True
            self.setFocus()
        elif self.acts.panel is not None:
            self.acts.panel.start()
        elif self.side.bar.panel is not None:
            self.side.bar.panel.start()
        elif (ready := self.acts.ready()) is not None:
            self.acts.buttons[ready].setFocus()
        else:
            self.side.enter()

    def refresh(self) -> None:
        """Somebody wrote: read again, unless an act is being done."""
        if self.number and self.acts.panel is None and self.side.bar.panel is None:
            self._ask()

    def came_back(self, number: str) -> None:
        """A record that was begun here has been made: the cursor on it among the others; another
        one with a page like this shows its paper first."""
        if dossier.dossier_of(self.session, number) is not None:
            self.paper_requested.emit(number)
            return
        self._came = number
        self._ask()

    def copy_as_new(self) -> None:
        """A new form filled in with this record's values, linked to it."""
        record = self.whole.record if self.whole is not None else None
        if record is not None and self.session.may(f"issue:{record.form.code}"):
            self.issue_requested.emit(
                record.form.code, {**record.values, COPIED_FROM: record.number}
            )

    def make_new(self, code: str, mate: Mate | None = None) -> None:
        """Begin a new record of that form for this one; where there is one in hand and may be no
        other, that one is opened."""
        if self.whole is None or not self.session.may(f"issue:{code}"):
            return
        taken = dossier.taken_by(self.session, self.whole, code)
        if taken is not None:
            self.notice.emit(f"{taken_words(taken)}，打开的就是它", "info")
            self.record_opened.emit(taken.number)
        else:
            self.issue_requested.emit(
                code, dossier.prefilled(self.session, self.whole, code, mate)
            )

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        self.made = MadeBar(self.session, self)
        self.made.said.connect(self.notice)
        self.made.opened.connect(self.record_opened)
        page.addWidget(self.made)
        self._broken = EmptyState("", "再读一次", "F5", parent=self)
        self._broken.setObjectName("broken")
        self._broken.pressed.connect(self._ask)
        self._broken.setVisible(False)
        page.addWidget(self._broken, 1)
        self._halves = QWidget(self)
        halves = QHBoxLayout(self._halves)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(14)
        halves.addWidget(self._left_side(), 42)
        self.side = DossierSide(self.session, self)
        self.side.opened.connect(self.record_opened)
        self.side.wanted.connect(self.make_new)
        self.side.done.connect(self._all_done)
        self.side.issue_requested.connect(self.issue_requested)
        self.side.printing_requested.connect(self.printing_requested)
        halves.addWidget(self.side, 58)
        page.addWidget(self._halves, 1)
        self._halves.setVisible(False)

    def _head(self) -> QVBoxLayout:
        self._title = label("", "title", self)
        self._number = selectable("")
        self._number.setObjectName("number")
        self._number.setProperty("role", "title")
        self._state = Chip("", "accent", self)
        self._state.setObjectName("state")
        self._due = Chip("", "", self)
        self._due.setObjectName("due")
        self._about = label("", "second", self)
        self._about.setObjectName("about")
        self.copy_new = KeyButton("照此另开", COPY_KEY, "", self)
        self.copy_new.setObjectName("copy_as_new")
        self.copy_new.clicked.connect(self.copy_as_new)
        self.paper = KeyButton("单据和纸", PAPER_KEY, "", self)
        self.paper.setObjectName("paper")
        self.paper.clicked.connect(lambda: self.paper_requested.emit(self.number))
        first = QHBoxLayout()
        first.setSpacing(10)
        for part in (self._title, self._number, self._state, self._due):
            first.addWidget(part)
        first.addStretch()
        first.addWidget(self.copy_new)
        first.addWidget(self.paper)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(first)
        head.addWidget(self._about)
        return head

    def _left_side(self) -> QScrollArea:
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        left = QWidget()
        self._cards = QVBoxLayout(left)
        self._cards.setContentsMargins(0, 0, 4, 0)
        self._cards.setSpacing(10)
        self.acts = ActsCard(self.session, left, narrow=True)
        self.acts.done.connect(self._done)
        self.acts.gate_requested.connect(self.gate_requested)
        self._cards.addWidget(self.acts)
        self._cards.addStretch()
        self._scroll.setWidget(left)
        left.setAutoFillBackground(False)
        return self._scroll

    # ---- reading and showing

    def _ask(self) -> None:
        self._asked += 1
        asked, number = self._asked, self.number
        known = set(self._faces)
        pixels = round(FACE_ROW_PX * self.devicePixelRatioF())

        def read(session: Session) -> tuple[int, Whole | None, dict[str, QImage]]:
            whole = dossier.read(session, number)
            bodies: Mapping[str, bytes] = whole.photos if whole is not None else {}
            faces = {
                one: image_of(body, pixels) for one, body in bodies.items() if one not in known
            }
            return workbench.next_turn(session), whole, faces

        reading.ask(
            self, self.session, read, lambda found: self._arrived(asked, *found),
            lambda error: self._failed(asked, error),
        )  # fmt: skip

    def _failed(self, asked: int, error: Exception) -> None:
        if asked != self._asked:
            return
        known = isinstance(error, (Refused, Environment))
        self._halves.setVisible(False)
        self._broken.say(f"{BROKEN}{error if known else '程序出了错，已经记下来了。'}")
        self._broken.setVisible(True)
        if not known:
            raise error

    def _arrived(
        self, asked: int, turn: int, whole: Whole | None, faces: dict[str, QImage]
    ) -> None:
        if asked != self._asked or self.acts.panel is not None or self.side.bar.panel is not None:
            return
        if whole is None:
            self.paper_requested.emit(self.number)
            return
        before = next((name for name, part in self.acts.buttons.items() if part.hasFocus()), "")
        if viewing.is_whole(self.session, whole.record):
            self.shown_whole.emit(whole.record.number)
        self._faces |= faces
        self.whole, self.changes_at = whole, turn
        self._show(whole)
        self._broken.setVisible(False)
        self._halves.setVisible(True)
        if before in self.acts.buttons:
            self.acts.buttons[before].setFocus()
        if self._enter and self.isVisible():
            self._enter = False
            self.entered()
        if self._came:
            self.side.stand_on(self._came)
            self._came = ""

    def _show(self, whole: Whole) -> None:
        record = whole.record
        self._title.setText(record.form.title)
        self._number.setText(record.number)
        self._state.say(record.seen.state, states.tone(record.form, record.seen.state))
        words, tone = urgency.due_words(record, self.session.now())
        self._due.say(words, tone)
        self._due.setVisible(bool(words))
        self._about.setText(self._line(whole))
        self.copy_new.setVisible(self.session.may(f"issue:{record.form.code}"))
        self.acts.show_record(record)
        self._show_cards(whole)
        self.side.show_whole(whole, self._faces)

    def _line(self, whole: Whole) -> str:
        record, kept = whole.record, held(whole.moved)
        key = record.form.unit_field
        until = until_words(record, self.session.now())
        parts = [
            unit.pretty(record.values[key]) if key and record.values.get(key) else "",
            f"{record.form.until_words} {until}" if until else "",
            in_hands_of(record.seen.holder),
            f"收着押金 {amount.pretty(kept)}" if kept else "",
        ]
        return "　".join(filter(None, parts))

    def _show_cards(self, whole: Whole) -> None:
        while self._cards.count() > 2:
            item = self._cards.takeAt(1)
            card = item.widget() if item is not None else None
            if card is not None:
                card.setVisible(False)
                card.setObjectName("")
                card.deleteLater()
        cards: list[Card] = [CourseLines(self.session, whole, self), ToldCard(whole, self)]
        if any(isinstance(one, Moneys) for one in whole.dossier.sections):
            cards.append(MoneyCard(self.session, whole, self))
        for at, card in enumerate(cards):
            self._cards.insertWidget(1 + at, card)

    # ---- what happened

    def _done(self, name: str, outcome: Outcome) -> None:
        self.notice.emit(*told(name, outcome))
        self._print([outcome])
        self._enter = True
        self._ask()

    def _all_done(self, outcomes: list[Outcome], name: str) -> None:
        if len(outcomes) == 1:
            self.notice.emit(*told(name, outcomes[0]))
        else:
            heeded = [words for one in outcomes for words in one.warnings.values()]
            more = f"。注意：{'；'.join(dict.fromkeys(heeded))}" if heeded else ""
            tone = "warn" if heeded else "good"
            self.notice.emit(f"{len(outcomes)} 张 {name} 已办{more}", tone)
        self._print(outcomes)
        self._ask()

    def _print(self, outcomes: list[Outcome]) -> None:
        self.made.offer([number for one in outcomes for number in one.made])
        wanted = [(one.record, paper) for one in outcomes for paper in one.prints]
        if len(wanted) > 1 and printer.chosen(self.session) == printer.TO_FILE:
            self.notice.emit(f"{len(wanted)} 张纸还没有打印：勾上，按 Ctrl+P 一起打", "warn")
            return
        for record, paper in wanted:
            if prints.first(self.session, record, paper) is None:
                self.press.send(record, paper_name=paper)
