"""What can be done next to a record, each act with its key, done in place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from db import rights, workbench
from db.records import Outcome, Record
from db.session import Session
from forms.acts import Act
from ui.parts import Card, KeyButton, label
from views.act_panel import ActPanel, at_the_gate, ways
from views.key_label import dress

ACROSS, NARROW = 3, 2
ROOMY = 1200
"""Width (px) of a window from which three stand beside each other in half a page."""
LONG = 6
"""Characters of an act's name that still fit a third of a narrow card."""


class ActsCard(Card):
    """The open acts of one record; the one that is this member's next stands out.

    narrow: for a column of half a page. Signals: done(act's name, db.records.Outcome);
    gate_requested(number): what is counted against a list; closed: an act was not done after all.
    """

    done = Signal(str, object)
    gate_requested = Signal(str)
    closed = Signal()

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, narrow: bool = False
    ) -> None:
        super().__init__("接下来", parent)
        self.setObjectName("acts")
        self.session = session
        self.record: Record | None = None
        self.panel: ActPanel | None = None
        self.buttons: dict[str, KeyButton] = {}
        self._narrow = narrow
        self._shown: tuple[list[str], str | None] = [], None
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.rows.addLayout(self._grid)
        self._others = label("", "second", self)
        self._others.setWordWrap(True)
        self.rows.addWidget(self._others)

    def show_record(self, record: Record) -> None:
        """Show what can be done to it now; an act that was begun is put away."""
        self.put_away()
        self.record = record
        offered = [record.form.act(name) for name in record.seen.open]
        offered = [act for act in offered if at_the_gate(act) or ways(self.session, record, act)]
        names = [act.name for act in offered]
        ready = workbench.ready(self.session, record)
        if (names, ready) != self._shown:
            self._shown = names, ready
            self._build(offered)
        waiting = "" if ready else waits_for(self.session, record)
        self._others.setText(waiting)
        self._others.setVisible(bool(waiting))
        self.setVisible(bool(offered or waiting))

    def _build(self, offered: Sequence[Act]) -> None:
        """The buttons anew: there are others, or another one comes next."""
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            drop(button)
        self.buttons = {}
        long = any(len(act.called) > LONG for act in offered)
        small = self.window().width() < ROOMY
        across = NARROW if self._narrow and (long or small) else ACROSS
        for at, act in enumerate(offered):
            button = self._button(act, at)
            self._grid.addWidget(button, at // across, at % across)
            button.setVisible(True)  # a layout shows it only later, too late for the focus
            self.buttons[act.name] = button
        ready = self.ready()
        if ready is not None:
            dress(self.buttons[ready], "primary")

    def ready(self) -> str | None:
        """The open act that waits for this member: the due one, else the chain's first."""
        found = workbench.ready(self.session, self.record) if self.record is not None else None
        return found if found in self.buttons else None

    def begin(self, name: str) -> None:
        """Open an act in place."""
        assert self.record is not None
        self.put_away()
        self.panel = ActPanel(self.session, self.record, self.record.form.act(name), self)
        self.panel.done.connect(self._done)
        self.panel.closed.connect(self._turned_away)
        self.rows.addWidget(self.panel)
        self.panel.start()

    def put_away(self) -> None:
        """Close what was begun."""
        if self.panel is not None:
            self.rows.removeWidget(self.panel)
            drop(self.panel)
            self.panel = None

    def _button(self, act: Act, at: int) -> KeyButton:
        key = f"Alt+{at + 1}" if at < 9 else ""
        words = f"{act.called}：门岗核验" if at_the_gate(act) else act.called
        button = KeyButton(words, key, "", self, apart=True)
        button.setObjectName(f"act_{act.name}")
        button.setEnabled(not at_the_gate(act) or self.session.may("gate"))
        button.clicked.connect(partial(self._pressed, act.name))
        return button

    def _pressed(self, name: str, checked: bool = False) -> None:
        """What is counted against the list goes to the gate page, the rest happens in place."""
        assert self.record is not None
        if at_the_gate(self.record.form.act(name)):
            self.gate_requested.emit(self.record.number)
        else:
            self.begin(name)

    def _done(self, outcome: Outcome) -> None:
        assert self.panel is not None
        name = self.panel.act.name
        self.put_away()
        self.done.emit(name, outcome)

    def _turned_away(self) -> None:
        name = self.panel.act.name if self.panel is not None else ""
        self.put_away()
        if name in self.buttons:
            self.buttons[name].setFocus()
        self.closed.emit()


def waits_for(session: Session, record: Record) -> str:
    """For whom a record waits: 等客服主管、主任办：判为有效、判为沟通性; "" for nobody."""
    by_roles: dict[str, list[str]] = {}
    for name in (one for one in record.seen.waits if one in record.seen.open):
        roles = record.standing.theirs.get(name) or rights.holders(
            session.store, f"act:{record.form.code}:{name}"
        )
        by_roles.setdefault("、".join(roles), []).append(name)
    return "；".join(
        f"等{roles}办：{'、'.join(names)}" for roles, names in by_roles.items() if roles
    )


def told(name: str, outcome: Outcome) -> tuple[str, str]:
    """What is said once an act is done, and its tone."""
    heeded = "".join(f"。注意：{words}" for words in outcome.warnings.values())
    more = f"，同时开了 {'、'.join(outcome.made)}" if outcome.made else ""
    words = f"{outcome.record.number} {name} 已办{more}{heeded}"
    return words, "warn" if heeded else "good"


def told_all(name: str, outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """What is said once it is done on one or several, and its tone."""
    if len(outcomes) > 1:
        return f"{len(outcomes)} 张 {name} 已办", "good"
    return told(name, outcomes[0])


def drop(part: QWidget) -> None:
    """Take a part out of the page now; it is destroyed when its own events are over."""
    part.setParent(None)
    part.deleteLater()
