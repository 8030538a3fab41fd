"""A record beside a list of money: how it stands, what may be done with its money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import records
from db.errors import Environment, Refused
from db.records import Outcome, Record
from db.session import Session
from forms.acts import LAST, Act, Effect
from forms.payment import CASH, METHOD
from forms.values import amount
from forms.values.capital import capital
from ui.parts import Card, Chip, KeyButton, label
from views import states
from views.act_panel import ActPanel, ways
from views.key_label import dress
from views.newest import Newest
from views.record_parts import CourseCard

WAITING = "在左边选一行，这里看它的经过，办它的手续"


class Side(QWidget):
    """`turn_to` says whose record; only acts of the given effects are offered.

    words: what an effect's button says instead of the act's name. Signals: done(Outcome) ·
    said(words, tone) · opened(number): its own page is wanted · shown(Record or None) ·
    acting(whether an act is begun).
    """

    done = Signal(object)
    said = Signal(str, str)
    opened = Signal(str)
    shown = Signal(object)
    acting = Signal(bool)

    def __init__(
        self, session: Session, effects: frozenset[Effect], parent: QWidget | None = None,
        words: Mapping[Effect, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.session, self.effects, self._said = session, effects, words or {}
        self.number = ""
        self.record: Record | None = None
        self.panel: ActPanel | None = None
        self.buttons: dict[str, KeyButton] = {}
        self._caption, self._fen = "", 0
        self._newest = Newest(session, self)
        self._build()

    @property
    def waiting(self) -> bool:
        """Whether a record is being read."""
        return self._newest.waiting

    def turn_to(self, number: str, caption: str = "", fen: int = 0) -> None:
        """Show another record with an amount; "" for none. Not while an act is being done."""
        if self.panel is not None and number == self.number:
            return
        self._caption, self._fen = caption, fen
        if number != self.number:
            self._close()
        self.number = number
        if not number:
            self._newest.forget()
            self._show(None)
            return
        self._newest.ask(lambda session: records.load(session, number), self._show, self._failed)

    def begin(self, name: str) -> None:
        """Open an act in place."""
        if self.record is None:
            return
        self._close()
        self.panel = ActPanel(self.session, self.record, self.record.form.act(name), self)
        self.panel.done.connect(self._acted)
        self.panel.closed.connect(self._turned_away)
        self._place.insertWidget(0, self.panel)
        self._make_room(self.panel.act)
        self.acting.emit(True)
        self.panel.start()
        self._scroll.verticalScrollBar().setValue(0)

    def enter(self) -> None:
        """Focus on the first act there is to do."""
        first = next(iter(self.buttons.values()), None)
        if self.panel is not None:
            self.panel.start()
        elif first is not None:
            first.setFocus()

    # ---- building

    def _build(self) -> None:
        self._title = label("", "heading", self)
        self._title.setObjectName("side_title")
        self._state = Chip("", "", self)
        self._open = KeyButton("打开单据", "Ctrl+O", "link", self)
        self._open.setObjectName("side_open")
        self._open.clicked.connect(lambda: self.opened.emit(self.number))
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self._title, self._state):
            head.addWidget(part)
        head.addStretch()
        head.addWidget(self._open)
        self._words = label(WAITING, "second", self)
        self._words.setWordWrap(True)
        self._figure = label("", "figure", self)
        self._figure.setObjectName("side_figure")
        self._capital = label("", "", self)
        self._capital.setWordWrap(True)
        card = Card(parent=self)
        card.setObjectName("side")
        card.rows.addLayout(head)
        for part in (self._words, self._figure, self._capital):
            card.rows.addWidget(part)
        self._back = label("", "heading", self)
        self._back.setObjectName("side_back")
        self._back.setProperty("tone", "bad")
        self._back.setVisible(False)
        card.rows.addWidget(self._back)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(8)
        self._acts.addStretch()
        card.rows.addLayout(self._acts)
        self._inside = QWidget()
        self._place = QVBoxLayout(self._inside)
        self._place.setContentsMargins(0, 0, 4, 0)
        self._place.setSpacing(10)
        self._course = QVBoxLayout()
        self._place.addLayout(self._course)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        self._place.setAlignment(Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(card)
        rows.addWidget(self._scroll, 1)
        self._show(None)

    # ---- showing

    def _show(self, record: Record | None) -> None:
        self.record = record
        self._title.setText(f"{record.form.title} {record.number}" if record else "")
        self._state.setVisible(record is not None)
        self._open.setVisible(record is not None)
        if record is not None:
            self._state.say(record.seen.state, states.tone(record.form, record.seen.state))
        self._words.setText(self._caption if record else WAITING)
        whole = record is not None and self._fen > 0
        self._figure.setText(amount.pretty(self._fen) if whole else "")
        self._capital.setText(f"人民币{capital(self._fen)}" if whole else "")
        for part in (self._figure, self._capital):
            part.setVisible(whole)
        self._show_acts(record)
        _empty(self._course)
        if record is not None:
            self._course.addWidget(CourseCard(self.session, record, self._inside))
        self.shown.emit(record)

    def _make_room(self, act: Act | None) -> None:
        """An act that is begun has the room of the buttons; what it gives back is said."""
        for button in self.buttons.values():
            button.setVisible(act is None)
        self._capital.setVisible(act is None and bool(self._capital.text()))
        self._back.setText("")
        values = self.record.values if self.record is not None else {}
        if act is not None and act.effect is Effect.VOID and self._fen:
            self._back.setText(f"退回 {amount.pretty(self._fen)}（{values.get(METHOD.key, CASH)}）")
        self._back.setVisible(bool(self._back.text()))

    def _show_acts(self, record: Record | None) -> None:
        for button in self.buttons.values():
            self._acts.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self.buttons = {}
        for name in record.seen.open if record else ():
            assert record is not None
            act = record.form.act(name)
            if act.effect in self.effects and ways(self.session, record, act):
                self.buttons[name] = self._button(act)
        first = next(iter(self.buttons.values()), None)
        if first is not None and record is not None:
            if record.form.act(next(iter(self.buttons))).effect not in LAST:
                dress(first, "primary")

    def _button(self, act: Act) -> KeyButton:
        words = self._said.get(act.effect, act.called)
        button = KeyButton(f"{words}…", f"Alt+{len(self.buttons) + 1}", "", self)
        button.setObjectName(f"act_{act.name}")
        button.setAutoDefault(True)
        button.clicked.connect(partial(self._pressed, act.name))
        self._acts.insertWidget(self._acts.count() - 1, button)
        button.setVisible(True)
        return button

    def _pressed(self, name: str, checked: bool = False) -> None:
        self.begin(name)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.said.emit(str(error), "bad")

    def _acted(self, outcome: Outcome) -> None:
        assert self.panel is not None
        name = self.panel.act.name
        self._close()
        heeded = "".join(f"。注意：{words}" for words in outcome.warnings.values())
        self.said.emit(f"{outcome.record.number} {name} 已办{heeded}", "warn" if heeded else "good")
        self.done.emit(outcome)

    def _turned_away(self) -> None:
        name = self.panel.act.name if self.panel is not None else ""
        self._close()
        if name in self.buttons:
            self.buttons[name].setFocus()

    def _close(self) -> None:
        if self.panel is not None:
            self._place.removeWidget(self.panel)
            self.panel.setParent(None)
            self.panel.deleteLater()
            self.panel = None
            self._make_room(None)
            self.acting.emit(False)


def _empty(layout: QVBoxLayout) -> None:
    take: Callable[[int], object] = layout.takeAt
    while layout.count():
        item = layout.itemAt(0)
        part = item.widget() if item is not None else None
        take(0)
        if part is not None:
            part.setVisible(False)
            part.setObjectName("")
            part.deleteLater()
