"""Issue a form: fields by keyboard, the unit and the very page that will print beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import drafts, recent, records
from db.errors import Environment, Refused
from db.facts import facts_for
from db.filed import UNIT, Subject
from db.records import Outcome
from db.secrecy import issuable
from db.session import Session
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import judged
from ui.form import FormWidget
from ui.parts import Banner, Card, Chip, KeyButton, label
from views import like_last, pictures
from views.drafting import DraftKeeper, may_give_up
from views.offering import Offered
from views.page import Page
from views.press import Press
from views.typed_paper import TypedPaper
from views.unit_card import UnitCard
from views.visited import of_typed, of_visited

COPIED_FROM = "@copied_from"
"""Key of the prefilled values that names the record they were copied from."""

READ_AGAIN = frozenset({Kind.UNIT, Kind.REFERENCE})
"""Leaving such a field asks the store for its facts."""

DISCARD, SAME_KEY = "Ctrl+Shift+D", "F8"


class IssuePage(Page):
    """Entry page of any form; `start` says which."""

    title = "开单"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.declared: Form | None = None
        self.form: FormWidget | None = None
        self._facts = Facts(session.now(), session.member.words)
        self._visited: set[str] = set()
        self._strict = False
        self._issued = False
        self._copied_from: str | None = None
        self._thrown: dict[str, Any] = {}
        self.press = Press(session, self)
        self.press.settled.connect(self._printed)
        self.draft = DraftKeeper(session, self._started, self._trouble, self)
        self._build()

    def start(self, code: str, prefilled: Mapping[str, Any] | None = None) -> None:
        """Turn to a form. Its draft comes back, unless it is to be filled in with `prefilled`:
        then the draft is put aside, and the same key changes back. Nothing turns while the disk
        does not take what was typed, which is said: it stands here only."""
        if not self.keep():
            return
        given, title = dict(prefilled or {}), self.session.form(code).title
        self._turn_to(self.session.form(code))
        draft = self.draft.begin(code)
        if given and draft and self.draft.aside and not may_give_up(self, title):
            given = {}
        if given:
            self._thrown = {}
            self._fill(given)
            self.draft.aside = self.draft.aside or draft
            self._say_aside()
        elif draft:
            self._fill(draft)
            at = drafts.saved_at(self.session, code)
            when = f" {at:%H:%M} " if at else ""
            self.banner.say(f"已恢复{when}没写完的单，接着写就行", "accent", "丢弃 Ctrl+Shift+D")
            self._say_aside()
        else:
            self._fill({})
        self.entered()

    def entered(self) -> None:
        """Focus in the first empty field; the first form one may issue, if none was asked for."""
        if self.form is None:
            mine = issuable(self.session)
            if mine:
                self.start(mine[0].code)
            return
        self._empty()
        self._redraw()
        self.form.enter()

    def keep(self) -> bool:
        """Keeps the draft."""
        return self.form is None or self.draft.keep()

    def refresh(self) -> None:
        """Somebody wrote: read the unit again; what is typed stays."""
        if self.form is not None:
            self._read_facts()
            self.paper.look()

    def whole_unit(self) -> str:
        """The unit that was typed, where the estate has it."""
        unit = self._facts.unit if self.form is not None else None
        return unit.label if unit is not None and unit.known else ""

    def save(self, *, and_print: bool) -> None:
        """Issue what was typed; every problem is shown beside its field, nothing is lost."""
        assert self.form is not None and self.declared is not None
        if self._issued or self.form.still_busy():
            return
        self.draft.rest()
        try:
            outcome = records.issue(
                self.session,
                self.declared.code,
                self._typed(),
                copied_from=self._copied_from,
                draft=self.draft.id,
            )
        except Refused as refused:
            self._refused(refused)
            return
        except Environment as error:
            self.banner.say(str(error), "bad")
            return
        self._saved(outcome, and_print)

    def like_last(self) -> None:
        """Fill the empty fields as in the member's last record of this form."""
        assert self.form is not None and self.declared is not None
        last = recent.last_issued(self.session, self.declared.code)
        if last is None:
            self.notice.emit(f"还没有开过{self.declared.title}，没有上一单可照", "info")
            return
        self.form.fill_empty(like_last.values(self.declared, last.values))
        self._read_facts()
        self.notice.emit(f"已照 {last.number} 填好，证件和时间请重填", "info")
        self.form.enter(must=True)

    def see_same_matter(self) -> None:
        """Show the newest record in hand that seems to be about the same; what is typed is kept."""
        if self._facts.same_matter:
            self.record_opened.emit(self._facts.same_matter[0].number)

    def discard(self) -> None:
        """Throw away what was typed, or change to the form put aside; the same key undoes it."""
        typed = self._started()
        if self.draft.aside:
            aside, self.draft.aside = self.draft.aside, typed
            self._fill(aside)
            self._say_aside()
        elif not typed and self._thrown:
            self._fill(self._thrown)
            self._thrown = {}
            self.banner.say("")
        elif typed:
            self._thrown = typed
            self._fill({})
            self.banner.say("已丢弃", "accent", "取回 Ctrl+Shift+D")
        self.draft.keep()
        self.entered()

    def facts_of(self, declared: Form, typed: Mapping[str, Any]) -> Facts:
        """What the rules may know about what was typed so far."""
        return facts_for(self.session, declared, typed)

    def asked(self, declared: Form) -> tuple[Field, ...]:
        """The fields that stand on the page."""
        return declared.fields

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        self.banner = Banner(parent=self)
        self.banner.setObjectName("banner")
        self.banner.pressed.connect(self.discard)
        page.addWidget(self.banner)
        halves = QHBoxLayout()
        halves.setSpacing(14)
        self._left_side = QVBoxLayout()
        self._left_side.setSpacing(10)
        self.entry = self._entry_card()
        self._left_side.addWidget(self.entry, 1)
        halves.addLayout(self._left_side, 56)
        right = QVBoxLayout()
        right.setSpacing(12)
        self.unit = UnitCard(self)
        self.unit.opened.connect(
            lambda: self.file_requested.emit(Subject(UNIT, self.whole_unit()))
        )
        self.paper = TypedPaper(self.session, self)
        self.paper.paper_chosen.connect(self._redraw)
        right.addWidget(self.unit)
        right.addWidget(self.paper, 1)
        halves.addLayout(right, 50)
        page.addLayout(halves, 1)
        QShortcut(QKeySequence(DISCARD), self, self.discard)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _head(self) -> QHBoxLayout:
        self._title = label("", "title", self)
        self._about = label("", "second", self)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(Chip("新开", "accent", self))
        head.addWidget(self._about)
        head.addStretch()
        return head

    def _entry_card(self) -> Card:
        card = Card(parent=self)
        self._scroll = QScrollArea(card)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card.rows.addWidget(self._scroll, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.save_and_print = KeyButton("保存并打印", "F9", "primary", card)
        self.save_only = KeyButton("仅保存", "Ctrl+S", "", card)
        self.like_last_one = KeyButton("同上一单", "Ctrl+D", "link", card)
        self.same_matter = KeyButton("", SAME_KEY, "link", card)
        self.same_matter.setVisible(False)
        self.still_wrong = label("", "", card)
        self.still_wrong.setObjectName("still_wrong")
        self.still_wrong.setProperty("tone", "bad")
        for button, name, pressed in (
            (self.save_and_print, "save_and_print", lambda: self.save(and_print=True)),
            (self.save_only, "save", lambda: self.save(and_print=False)),
            (self.like_last_one, "like_last", self.like_last),
            (self.same_matter, "same_matter", self.see_same_matter),
        ):
            button.setObjectName(name)
            button.setAutoDefault(True)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            (card.rows if button is self.same_matter else row).addWidget(button)
        row.addStretch()
        row.addWidget(self.still_wrong)
        card.rows.addLayout(row)
        return card

    def _turn_to(self, declared: Form) -> None:
        if declared == self.declared:
            return
        self.declared = declared
        self._facts = self.facts_of(declared, {})
        self.form = FormWidget(
            self.asked(declared), lambda: self._facts, pictures=pictures.inputs(self.session)
        )
        self.form.offer_from(Offered(self.form, self.session, declared))
        self.form.setContentsMargins(0, 0, 6, 0)
        self.form.edited.connect(self._edited)
        self.form.left.connect(self._left)
        self.form.finished.connect(self.save_and_print.setFocus)
        self.form.problems_changed.connect(self._count)
        self._scroll.setWidget(self.form)
        self.form.setAutoFillBackground(False)
        self._title.setText(declared.title)
        self._about.setText(declared.about)
        self.unit.setVisible(declared.unit_field is not None)
        self.paper.preview.clear()  # what is still being drawn is of another form
        self.paper.show_form(declared)
        printable = bool(declared.papers)
        self.save_and_print.say("保存并打印" if printable else "保存")
        self.save_only.setVisible(printable)

    # ---- typing

    def _typed(self) -> dict[str, Any]:
        return self.form.values() if self.form is not None else {}

    def _started(self) -> dict[str, Any]:
        """What was typed, with the record it was copied from."""
        typed = {} if self._issued else self._typed()
        return typed | {COPIED_FROM: self._copied_from} if typed and self._copied_from else typed

    def _fill(self, values: Mapping[str, Any]) -> None:
        """Show what was started; fields the form does not have are left out."""
        assert self.form is not None and self.declared is not None
        self._issued = False
        self._copied_from = values.get(COPIED_FROM)
        known = {key: value for key, value in values.items() if self.declared.has(key)}
        self._visited, self._strict = set(known), False
        self.banner.say("")
        self.form.set_values(known)
        self.form.clear_problems()
        self._read_facts()

    def _edited(self) -> None:
        self.draft.edited()
        self._redraw()

    def _left(self, key: str) -> None:
        assert self.declared is not None
        self._visited.add(key)
        booked = self.declared.slot.keys if self.declared.slot else ()
        asked = self.declared.field(key)
        named = any(one.kind is Kind.REFERENCE for one in asked.columns)
        looked_up = (*booked, *self.declared.one_matter, *self.declared.barred_by)
        if asked.kind in READ_AGAIN or named or key in looked_up:
            self._read_facts()
        else:
            self._judge()

    def _read_facts(self) -> None:
        assert self.form is not None and self.declared is not None
        self._facts = self.facts_of(self.declared, self._typed())
        self.form.set_facts(self._facts)
        self._say_same_matter()
        shown = self._facts.unit if self.session.may("see:unit") else None
        self.unit.tell(shown, self._facts.today)
        self._judge()
        self._redraw()

    def _judge(self) -> None:
        """Show what is wrong with the fields that were left; after a refusal, with all."""
        assert self.form is not None and self.declared is not None
        typed = self._typed()
        found, problems = judged(self.declared, typed, self._facts)
        if not self._strict:
            problems = of_visited(problems, self._visited, typed)
        warnings = of_typed(found.warnings, typed)
        self.form.show_problems(problems, warnings, focus=False)

    def _redraw(self) -> None:
        assert self.declared is not None
        if self.declared.papers and self.isVisible():
            self.paper.show_typed(self.declared, self._typed(), self._facts)

    def _say_same_matter(self) -> None:
        """The way to the record in hand that seems to be about the same."""
        others = self._facts.same_matter if self.session.may("see:records") else ()
        self.same_matter.say(f"看在办的 {others[0].number}" if others else "")
        self.same_matter.setVisible(bool(others))

    def _count(self, wrong: int) -> None:
        self.still_wrong.setText(f"{wrong} 处待改" if wrong else "")

    def _say_aside(self) -> None:
        if self.draft.aside:
            self.banner.say("另一张没写完的已留作草稿", "accent", "换过去 Ctrl+Shift+D")

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.form is not None and self.form.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, 40)

    # ---- saving

    def _refused(self, refused: Refused) -> None:
        assert self.form is not None and self.declared is not None
        self._strict = True
        found, _ = judged(self.declared, self._typed(), self._facts)
        self.form.show_problems(refused.problems, found.warnings)
        self.draft.keep()

    def _saved(self, outcome: Outcome, and_print: bool) -> None:
        record = outcome.record
        self.draft.gone()
        self._thrown, self._issued = {}, True
        QTimer.singleShot(0, self, self._empty)  # the record's page comes first
        heeded = "".join(f"。注意：{words}" for words in outcome.warnings.values())
        going = "，正在送打印机" if and_print and record.form.papers else ""
        self.notice.emit(f"{record.number} 已保存{going}{heeded}", "warn" if heeded else "good")
        if going:
            looked_at = self.paper.paper == record.form.papers[0]
            self.press.send(record, way=self.paper.ways.way if looked_at else None)
        self.record_opened.emit(record.number)

    def _empty(self) -> None:
        """Take away what has become a record, unless the window was closed meanwhile."""
        if self._issued and not self.session.is_over:
            self._fill({})
            self.draft.rest()

    def _printed(self, number: str, arrived: bool, words: str) -> None:
        self.notice.emit(words, "good" if arrived else "warn")

    def _trouble(self, words: str) -> None:
        self.banner.say(words, "bad")
