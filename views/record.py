"""The page of one record: what it says, what was done, what can be done next, its prints."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import prints, records
from db.errors import Environment, Refused
from db.records import Outcome, Record
from db.session import Session
from forms.acts import LAST, Act, Signed
from forms.values import dates, unit
from ui import dialogs
from ui.parts import Banner, Card, Chip, KeyButton, label
from views import printouts, states
from views.act_panel import ActPanel, at_the_gate, ways
from views.issue import COPIED_FROM
from views.page import Page
from views.paper_card import CIRCLED, PaperCard
from views.press import Press
from views.record_parts import CourseCard, PrintsCard, ValuesCard, moment, selectable

WATCH_MS, WATCH_TIMES = 500, 40
SENT = "送出"
ACROSS = 3


class RecordPage(Page):
    """One record at a time; `show_record` says which."""

    title = "单据"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.record: Record | None = None
        self.panel: ActPanel | None = None
        self.buttons: dict[str, KeyButton] = {}
        self._version: object = None
        self.press = Press(session, self)
        self.press.settled.connect(self._printed)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look_again)
        self._looks = 0
        self._build()
        for key, pressed in (
            ("Ctrl+P", self.print_again),
            ("Ctrl+Shift+P", lambda: self.print_again(one_copy=True)),
            ("Ctrl+E", self.save_pdf),
            ("Ctrl+Shift+N", self.copy_as_new),
        ):
            QShortcut(QKeySequence(key), self, pressed)

    def show_record(self, number: str) -> None:
        """Show the record of that number; a notice if there is none."""
        try:
            record = records.load(self.session, number)
        except (Refused, Environment) as trouble:
            self.notice.emit(str(trouble), "bad")
            return
        assert record is not None
        self._close_panel()
        self._show(record)
        self._looks, self._version = 0, None
        self._watch.start()
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
        if self.record is not None and self.panel is None:
            self._show(records.read(self.session, self.record.id))

    def ready_act(self) -> str | None:
        """The open act that waits for this member: the due one, else the chain's first."""
        record = self.record
        if record is None:
            return None
        due = record.seen.due
        names = [due.deadline.stop] if due else []
        names += [name for name in record.seen.open if record.form.act(name).effect not in LAST]
        for name in names:
            act = record.form.act(name)
            mine = self.session.may(f"act:{record.form.code}:{name}")
            if name in self.buttons and mine and act.signed is not Signed.PAPER:
                return name
        return None

    def begin(self, name: str) -> None:
        """Open an act in place."""
        assert self.record is not None
        self._close_panel()
        self.panel = ActPanel(self.session, self.record, self.record.form.act(name), self)
        self.panel.done.connect(self._done)
        self.panel.closed.connect(self._turned_away)
        self._acts.rows.addWidget(self.panel)
        self.panel.start()
        self._scroll.ensureWidgetVisible(self.panel)

    def print_again(self, *, one_copy: bool = False) -> None:
        """Print; what already went to paper asks for the reason and carries the mark 补打."""
        record = self.record
        if record is None or not record.form.papers or not self._may_print(record):
            return
        again = self._reason(record)
        if again is not None:
            copy = self.paper.copy if one_copy and record.form.copies else None
            self.press.send(record, copy=copy, again=again or None)

    def save_pdf(self) -> None:
        """Write the pages to a file instead of paper."""
        record = self.record
        if record is None or not record.form.papers or not self._may_print(record):
            return
        again = self._reason(record)
        if again is None:
            return
        file = dialogs.choose_new_file(self, "存为 PDF", f"{record.number}.pdf", "PDF (*.pdf)")
        if file is None:
            return
        try:
            self.press.save_pdf(record, file, again=again or None)
        except (Refused, Environment) as trouble:
            self.notice.emit(str(trouble), "bad")

    def copy_as_new(self) -> None:
        """Open a new form filled in with this record's values, linked to it."""
        record = self.record
        if record is not None and self.session.may(f"issue:{record.form.code}"):
            self.issue_requested.emit(
                record.form.code, {**record.values, COPIED_FROM: record.number}
            )

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(self._head())
        self.banner = Banner(parent=self)
        self.banner.setObjectName("unprinted")
        self.banner.pressed.connect(self.print_again)
        page.addWidget(self.banner)
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
        self._acts = Card("接下来", self._left)
        self._acts.setObjectName("acts")
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._acts.rows.addLayout(self._grid)
        self._cards.addWidget(self._acts)
        self._cards.addStretch()
        self._scroll.setWidget(self._left)
        self._left.setAutoFillBackground(False)
        self.paper = PaperCard(self)
        self.paper.copy_chosen.connect(lambda number: self._name_copy())
        halves.addWidget(self._scroll, 56)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.paper, 1)
        right.addLayout(self._print_row())
        halves.addLayout(right, 50)
        page.addLayout(halves, 1)

    def _head(self) -> QVBoxLayout:
        self._title = label("", "title", self)
        self._number = selectable("")
        self._number.setObjectName("number")
        self._number.setProperty("role", "title")
        self._state = Chip("", "accent", self)
        self._state.setObjectName("state")
        self._about = label("", "second", self)
        self._about.setObjectName("about")
        self._about.setWordWrap(True)
        self.one_more = KeyButton("再开一张", "", "primary", self)
        self.one_more.layout().addWidget(label("F2", "key", self.one_more))
        self.one_more.setObjectName("one_more")
        self.one_more.setAutoDefault(True)
        self.one_more.clicked.connect(self._one_more)
        self.copy_new = KeyButton("照此另开", "", "", self)
        self.copy_new.layout().addWidget(label("Ctrl Shift N", "key", self.copy_new))
        self.copy_new.setObjectName("copy_as_new")
        self.copy_new.clicked.connect(self.copy_as_new)
        first = QHBoxLayout()
        first.setSpacing(10)
        for part in (self._title, self._number, self._state):
            first.addWidget(part)
        first.addStretch()
        first.addWidget(self.copy_new)
        first.addWidget(self.one_more)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addLayout(first)
        head.addWidget(self._about)
        return head

    # ---- showing

    def _show(self, record: Record) -> None:
        same = self.record is not None and self.record.form == record.form
        self.record = record
        may_issue = self.session.may(f"issue:{record.form.code}")
        self._title.setText(record.form.title)
        self._number.setText(record.number)
        self._state.say(record.seen.state, states.tone(record.form, record.seen.state))
        self._about.setText(self._line(record))
        self.one_more.setVisible(may_issue)
        self.copy_new.setVisible(may_issue)
        self._show_acts(record)
        self._show_cards(record)
        self._say_unprinted(record)
        if not same:
            self.paper.show_form(record.form)
        may_print = may_issue and bool(record.form.papers)
        for button in self._print_buttons.values():
            button.setVisible(may_print)
        if may_print:
            self._name_copy()
        self._show_paper(record)

    def _line(self, record: Record) -> str:
        now = self.session.now()
        key = record.form.unit_field
        until = record.standing.valid_until
        last = dates.paper_until(until.strftime("%Y-%m-%dT%H:%M")) if until else ""
        parts = [
            unit.pretty(record.values[key]) if key and record.values.get(key) else "",
            f"{moment(record.issued_at, now)} {record.issued_by.words} 开具",
            f"有效期至 {last}" if last else "",
            f"现在{record.seen.holder}处" if record.seen.holder else "",
            f"续自 {record.replaces}" if record.replaces else "",
            f"附于 {record.hangs_on}" if record.hangs_on else "",
        ]
        return "　".join(filter(None, parts))

    def _show_acts(self, record: Record) -> None:
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        offered = [record.form.act(name) for name in record.seen.open]
        offered = [act for act in offered if at_the_gate(act) or ways(self.session, record, act)]
        for at, act in enumerate(offered):
            button = self._act_button(act, at)
            self._grid.addWidget(button, at // ACROSS, at % ACROSS)
            self.buttons[act.name] = button
        ready = self.ready_act()
        if ready is not None:
            self.buttons[ready].setProperty("role", "primary")
        self._acts.setVisible(bool(offered))

    def _act_button(self, act: Act, at: int) -> KeyButton:
        key = f"Alt+{at + 1}" if at < 9 else ""
        counted = at_the_gate(act)
        button = KeyButton(f"{act.name}（门岗核验）" if counted else act.name, key, "", self._acts)
        button.layout().insertStretch(1)  # type: ignore[attr-defined]
        button.setObjectName(f"act_{act.name}")
        button.setAutoDefault(True)
        button.setEnabled(not counted)
        button.clicked.connect(partial(self._pressed, act.name))
        return button

    def _pressed(self, name: str, checked: bool = False) -> None:
        self.begin(name)

    def _show_cards(self, record: Record) -> None:
        while self._cards.count() > 2:
            item = self._cards.takeAt(1)
            if item is not None and item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        cards: list[QWidget] = [
            ValuesCard(self.session, record, self._left),
            CourseCard(self.session, record, self._left),
        ]
        if record.form.papers:
            cards.append(PrintsCard(self.session, record, self._left))
        for at, card in enumerate(cards):
            self._cards.insertWidget(1 + at, card)

    def _print_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._print_buttons: dict[str, KeyButton] = {}
        for name, keys, pressed in (
            ("print_again", "Ctrl P", self.print_again),
            ("print_copy", "Ctrl Shift P", lambda: self.print_again(one_copy=True)),
            ("save_pdf", "Ctrl E", self.save_pdf),
        ):
            button = KeyButton("存为 PDF", "", "", self)
            button.layout().addWidget(label(keys, "key", button))
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            self._print_buttons[name] = button
            row.addWidget(button)
        row.addStretch()
        return row

    def _name_copy(self) -> None:
        record = self.record
        if record is None or not record.form.papers:
            return
        printed = prints.next_nth(self.session, record, record.form.papers[0].name) > 1
        word, several = "补打" if printed else "打印", len(record.form.copies) > 1
        self._print_buttons["print_again"].say(f"{word}全部" if several else word)
        self._print_buttons["print_copy"].setVisible(several)
        if several:
            copy = record.form.copies[self.paper.copy - 1]
            self._print_buttons["print_copy"].say(
                f"只{word} {CIRCLED[self.paper.copy - 1]} {copy.name}"
            )

    def _say_unprinted(self, record: Record) -> None:
        found = prints.log(self.session, record)
        if found and not found[-1].arrived:
            self.banner.say(
                "还没出纸。单据有效，接好打印机再打，或存为 PDF", "warn", "打印 Ctrl+P"
            )
        else:
            self.banner.say("")

    def _show_paper(self, record: Record) -> None:
        """The stored pages as printed, else what would print now."""
        if not record.form.papers:
            return
        paper = record.form.papers[0]
        stored = prints.first(self.session, record, paper.name)
        copies = max(1, len(record.form.copies)) if paper.copies else 1
        data = None if stored else printouts.slip_data(self.session, record)

        def compose(copy: int) -> bytes:
            from printing.page import from_json
            from printing.pdf import draw
            from printing.reprint import only
            from printing.slip import compose as composed

            if stored:
                return draw(only(from_json(stored), copy, copies))
            assert data is not None
            return draw(composed(record.form, paper, data, (copy,)))

        self.paper.show_pages(compose)

    # ---- what happened

    def _done(self, outcome: Outcome) -> None:
        assert self.panel is not None
        name = self.panel.act.name
        self._close_panel()
        self._show(outcome.record)
        heeded = "".join(f"。注意：{words}" for words in outcome.warnings.values())
        self.notice.emit(
            f"{outcome.record.number} {name} 已办{heeded}", "warn" if heeded else "good"
        )
        for paper in outcome.prints:
            self.press.send(outcome.record, paper_name=paper)
        self.entered()

    def _turned_away(self) -> None:
        name = self.panel.act.name if self.panel is not None else ""
        self._close_panel()
        if name in self.buttons:
            self.buttons[name].setFocus()

    def _close_panel(self) -> None:
        if self.panel is not None:
            self._acts.rows.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None

    def _one_more(self) -> None:
        if self.record is not None:
            self.issue_requested.emit(self.record.form.code, {})

    def _may_print(self, record: Record) -> bool:
        may = self.session.may(f"issue:{record.form.code}")
        if not may:
            self.notice.emit("打印和补打由开单的前台办理", "warn")
        return may

    def _reason(self, record: Record) -> str | None:
        """Why it is printed again; "" when it was not printed yet, None when turned away."""
        if prints.next_nth(self.session, record, record.form.papers[0].name) == 1:
            return ""
        return dialogs.ask_reason(
            self,
            f"补打 {record.number}",
            "补打的每一页都有“补打”字样，原因记入打印记录。",
            usual=("卡纸", "打印不清", "遗失", "污损"),
            yes="补打",
            danger=False,
        )

    def _printed(self, number: str, arrived: bool, words: str) -> None:
        self.notice.emit(words, "good" if arrived else "warn")
        self.refresh()

    def _look_again(self) -> None:
        """A print just sent by another page settles a moment later: show what came of it."""
        self._looks += 1
        if self.record is None or self._looks > WATCH_TIMES or not self.isVisible():
            self._watch.stop()
            return
        now = [(one.id, one.outcome) for one in prints.log(self.session, self.record)]
        if now != self._version:
            changed = self._version is not None
            self._version = now
            if changed and self.panel is None:
                self._show_prints()
        if now and now[-1][1] != SENT:
            self._watch.stop()

    def _show_prints(self) -> None:
        assert self.record is not None
        self._say_unprinted(self.record)
        self._name_copy()
        self._show_cards(self.record)
        self._show_paper(self.record)

