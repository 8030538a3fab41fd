"""The page of one record: what it says, what was done, what can be done next, its prints."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import dossier, prints, records, unmasking, viewing
from db.errors import Environment, Refused
from db.filed import UNIT, Subject
from db.prints import Printed
from db.records import Outcome, Record
from db.session import Session
from forms import life
from forms.checks import clash_words
from forms.destroyed import left
from forms.values import dates, unit
from ui.parts import Banner, Chip, KeyButton, label
from views import looking, record_dues, states, urgency
from views.act_panel import ActPanel
from views.acts_card import ActsCard, told
from views.issue import COPIED_FROM
from views.key_label import dress
from views.made_bar import MadeBar
from views.page import Page
from views.paper_card import PaperCard
from views.record_dues import DuesCard
from views.record_parts import (
    CourseCard, PrintsCard, ValuesCard, in_hands_of, moment, selectable,
)  # fmt: skip
from views.record_prints import PrintBar
from views.unmask import Unmasking


WHOLE_KEY = "F8"
"""To the page of all that this record belongs to, which the same key leaves again."""


class RecordPage(Page):
    """One record at a time; `show_record` says which."""

    title = "单据"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.record: Record | None = None
        self._root = ""
        self._dues: DuesCard | None = None
        self._build()

    def show_record(self, number: str) -> None:
        """Show the record of that number; a notice if there is none."""
        try:
            record = records.load(self.session, number)
        except (Refused, Environment) as trouble:
            self.notice.emit(str(trouble), "bad")
            return
        assert record is not None
        self._acts.put_away()
        self.paper.ways.forget()
        self.made.offer(())
        self.unmask.forget()
        self._show(record)
        self.entered()

    def entered(self) -> None:
        """Focus on what comes next: the member's own act, else another form of this kind."""
        ready = self.ready_act()
        if self.panel is not None:
            self.panel.start()
        elif ready is not None:
            self.buttons[ready].setFocus()
        elif self.one_more.isVisibleTo(self):
            self.one_more.setFocus()
        else:
            self.setFocus()

    def refresh(self) -> None:
        """Somebody wrote: show it anew unless an act is being done."""
        if self.record is None or self.panel is not None:
            return
        name = next((name for name, part in self.buttons.items() if part.hasFocus()), "")
        self._show(records.read(self.session, self.record.id))
        if name in self.buttons:
            self.buttons[name].setFocus()

    def keep(self) -> bool:
        """What was shown in full for a moment is masked before the page is left or covered."""
        self.unmask.over()
        return super().keep()

    @property
    def panel(self) -> ActPanel | None:
        """The act that is being done."""
        return self._acts.panel

    @property
    def buttons(self) -> dict[str, KeyButton]:
        """The acts that can be begun, by name."""
        return self._acts.buttons

    def ready_act(self) -> str | None:
        """The open act that waits for this member: the due one, else the chain's first."""
        return self._acts.ready()

    def begin(self, name: str) -> None:
        """Open an act in place."""
        self._acts.begin(name)
        assert self.panel is not None
        self._scroll.ensureWidgetVisible(self.panel)

    def copy_as_new(self) -> None:
        """Open a new form filled in with this record's values, linked to it."""
        record = self.record
        if record is not None and self.session.may(f"issue:{record.form.code}"):
            self.issue_requested.emit(
                record.form.code, {**left(record.values), COPIED_FROM: record.number}
            )

    def replace(self) -> None:
        """Begin the one that takes its place: of the same unit, naming this one."""
        record = self.record
        if record is None or record.form.lineage is None:
            return
        if not records.may_be_replaced(self.session, record):
            return
        given = {record.form.lineage: record.number}
        key = record.form.unit_field
        if key and record.values.get(key):
            given[key] = record.values[key]
        self.issue_requested.emit(record.form.code, given)

    def whole_unit(self) -> str:
        """The unit that the record is filed under, for who may see units."""
        key = self.record.form.unit_field if self.record is not None else None
        return str(self.record.values.get(key) or "") if self.record and key and (
            self.session.may("see:unit")) else ""  # fmt: skip

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
        halves = QHBoxLayout()
        halves.setSpacing(14)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._left = QWidget()
        self._cards = QVBoxLayout(self._left)
        self._cards.setContentsMargins(0, 0, 4, 0)
        self._cards.setSpacing(12)
        self._acts = ActsCard(self.session, self._left)
        self._acts.done.connect(self._done)
        self._acts.gate_requested.connect(self.gate_requested)
        self._cards.addWidget(self._acts)
        self._cards.addStretch()
        self._scroll.setWidget(self._left)
        self._left.setAutoFillBackground(False)
        self.paper = PaperCard(self.session, self)
        self.prints = PrintBar(self.session, self)
        self.prints.said.connect(self.notice)
        self.prints.changed.connect(self.refresh)
        self.paper.copy_chosen.connect(self.prints.show_copy)
        self.paper.paper_chosen.connect(self._another_paper)
        halves.addWidget(self._scroll, 56)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.paper, 1)
        right.addWidget(self.prints)
        halves.addLayout(right, 50)
        page.addLayout(halves, 1)

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
        self._about.setWordWrap(True)
        self.one_more = KeyButton("再开一张", "F2", "primary", self, answers=False)
        self.one_more.setObjectName("one_more")
        self.one_more.setAutoDefault(True)
        self.one_more.clicked.connect(self._one_more)
        self.whole = KeyButton("", WHOLE_KEY, "", self)
        self.whole.setObjectName("whole")
        self.whole.clicked.connect(lambda: self.record_opened.emit(self._root))
        self.replacing = KeyButton("", "Ctrl+Shift+R", "", self)
        self.replacing.setObjectName("replace")
        self.replacing.clicked.connect(self.replace)
        self.copy_new = KeyButton("照此另开", "Ctrl+Shift+N", "", self)
        self.copy_new.setObjectName("copy_as_new")
        self.copy_new.clicked.connect(self.copy_as_new)
        self.told = KeyButton("这张单的日志", "Ctrl+J", "link", self)
        self.told.setObjectName("record_journal")
        self.told.setVisible(self.session.may("see:journal"))
        self.told.clicked.connect(lambda: self._ask_journal())
        self.unmask = Unmasking(self.session, self, self._see_whole)
        self.unmask.said.connect(self.notice)
        self.unmask.changed.connect(self._show_eyes)
        first = QHBoxLayout()
        first.setSpacing(10)
        for part in (self._title, self._number, self._state, self._due):
            first.addWidget(part)
        first.addStretch()
        first.addWidget(self.unmask.button)
        first.addWidget(self.whole)
        first.addWidget(self.replacing)
        first.addWidget(self.copy_new)
        first.addWidget(self.one_more)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(10)
        second.addWidget(self._about, 1)
        self.unit = KeyButton("这一户", "F6", "link", self, answers=False)
        self.unit.setObjectName("unit_whole")
        self.unit.clicked.connect(
            lambda: self.file_requested.emit(Subject(UNIT, self.whole_unit()))
        )
        second.addWidget(self.told)
        second.addWidget(self.unit)
        head.addLayout(second)
        self._clash = Banner(parent=self)
        self._clash.setObjectName("clash")
        self._clash.pressed.connect(self._other)
        head.addWidget(self._clash)
        return head

    # ---- showing

    def _show(self, record: Record) -> None:
        same = self.record is not None and self.record.form == record.form
        self.record = record
        may_issue = self.session.may(f"issue:{record.form.code}")
        self._title.setText(record.form.title)
        self._number.setText(record.number)
        self._state.say(record.seen.state, states.tone(record.form, record.seen.state))
        self._say_due()
        self._about.setText(self._line(record))
        self.unit.setVisible(bool(self.whole_unit()))
        self._say_clash(record)
        self.one_more.setVisible(may_issue)
        self.copy_new.setVisible(may_issue)
        self._root = dossier.root_of(self.session, record) or ""
        declared = dossier.dossier_of(self.session, self._root) if self._root else None
        self.whole.say(f"{declared.title}全貌" if declared else "")
        self.whole.setVisible(declared is not None)
        act = record.form.replacing
        self.replacing.say(f"{act.called}…" if act else "")
        self.replacing.setVisible(may_issue and records.may_be_replaced(self.session, record))
        whole = self.session.sees_all(record.form) or record.destroyed is not None
        self.unmask.offer(not whole)
        self._acts.show_record(record)
        dress(self.one_more, "" if self.ready_act() else "primary")
        found = prints.log(self.session, record)
        self._show_cards(record, found)
        if not same:
            self.paper.show_form(record.form)
        else:
            self.paper.look()
        self.prints.show_record(record, found)
        if viewing.is_whole(self.unmask.eyes, record):
            self.shown_whole.emit(record.number)
        self._another_paper()

    def turned(self) -> None:
        """Another minute, or something is due or over: that is shown, also while an act is done."""
        record, now = self.record, self.session.now()
        if record is None:
            return
        seen = life.seen_at(record.form, record.standing, now)
        if seen != record.seen and self.panel is None:
            self.refresh()
            return
        self._state.say(seen.state, states.tone(record.form, seen.state))
        self._say_due()

    def _say_due(self) -> None:
        assert self.record is not None
        now = self.session.now()
        words, tone = urgency.due_words(self.record, now)
        self._due.say(words, tone)
        self._due.setVisible(bool(words))
        if self._dues is not None:
            self._dues.turned(now)
        self.changes_at = record_dues.changes_at(self.session, self.record, now)

    def _say_clash(self, record: Record) -> None:
        """What else has booked the same at the same time, while the record still books it."""
        over = record.standing.ended or record.seen.state == record.form.expired_state
        heeded = record.facts.settings.get("slots") != "off"
        words = clash_words(record.facts) if heeded and not over else ""
        self._clash.say(words and f"时段冲突：{words}", "warn", "看那一张" if words else "")

    def _other(self) -> None:
        """To the first of the records that clash."""
        if self.record is not None and self.record.facts.clashes:
            self.record_opened.emit(self.record.facts.clashes[0].number)

    def _line(self, record: Record) -> str:
        now = self.session.now()
        key = record.form.unit_field
        until = record.standing.valid_until
        last = dates.paper_until(until.strftime("%Y-%m-%dT%H:%M")) if until else ""
        parts = [
            unit.pretty(record.values[key]) if key and record.values.get(key) else "",
            f"{moment(record.issued_at, now)} {record.issued_by.words} 开具",
            f"{record.form.until_words} {last}" if last else "",
            in_hands_of(record.seen.holder),
            f"续自 {record.replaces}" if record.replaces else "",
            f"附于 {record.hangs_on}" if record.hangs_on else "",
        ]
        return "　".join(filter(None, parts))

    def _show_cards(self, record: Record, found: Sequence[Printed]) -> None:
        while self._cards.count() > 2:
            item = self._cards.takeAt(1)
            card = item.widget() if item is not None else None
            if card is not None:  # to unparent what is so large would take a quarter of a frame
                card.setVisible(False)
                card.setObjectName("")
                card.deleteLater()
        running = record_dues.standings(record)
        self._dues = DuesCard(self.session, record, running, self._left) if running else None
        cards: list[QWidget] = [
            *([self._dues] if self._dues else []),
            ValuesCard(self.unmask.eyes, record, self._left),
            CourseCard(self.unmask.eyes, record, self._left),
        ]
        if record.form.papers:
            cards.append(PrintsCard(self.session, record, found, self._left))
        for at, made in enumerate(cards):
            self._cards.insertWidget(1 + at, made)

    def _ask_journal(self) -> None:
        if self.record is not None:
            self.journal_requested.emit(self.record.number)

    def _see_whole(self, why: str) -> Session:
        assert self.record is not None
        return unmasking.of_record(self.session, self.record.number, why)

    def _show_eyes(self) -> None:
        """The cards anew, in full or masked."""
        if self.record is not None:
            self._show_cards(self.record, prints.log(self.session, self.record))

    def _another_paper(self) -> None:
        """The stored pages of the paper looked at as printed; what would print now if there are
        none, or if there is more on them than the member may see."""
        record, paper = self.record, self.paper.paper
        if record is None or paper is None:
            return
        chosen = self.paper.ways
        self.prints.show_paper(
            paper, self.paper.copy, chosen.way, chosen.mode in prints.ONE_PASS
        )
        compose = looking.pages(self.session, record, paper, chosen.way)
        images = looking.images(self.session, record, paper)
        self.paper.show_pages(compose, images, looking.named(self.session, record))

    # ---- what happened

    def _done(self, name: str, outcome: Outcome) -> None:
        self._show(outcome.record)
        self.notice.emit(*told(name, outcome))
        for paper in outcome.prints:
            self.prints.print_paper(paper)
        if self.made.offer(outcome.made):
            self.made.printing.setFocus()
        else:
            self.entered()

    def _one_more(self) -> None:
        if self.record is not None:
            self.issue_requested.emit(self.record.form.code, {})
