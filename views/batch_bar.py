"""Under a list: what can be done with the rows chosen in it, or with the one the cursor is on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from db import batch, prints, receipts, records
from db.errors import Refused
from db.records import Record
from db.session import Session
from forms.acts import LAST, Act, Effect
from forms.form import Form
from ui.parts import KeyButton, KeyHint, label
from views.act_panel import at_the_gate
from views.acts_card import drop
from views.batch_panel import BatchPanel, shared_ways

KEY, PRINT_KEY = "F7", "Ctrl+P"
NOTHING = "这几张都没有可办的手续"
NONE = "没有可办的手续"
FIRST, ACROSS = 4, 5
"""Acts beside the count, and in each line under it."""


class BatchBar(QWidget):
    """How many are chosen and the acts open on any of them, each with how many it is open on; F7
    goes there, the arrows along it.

    Signals: done(list of db.records.Outcome, the act's name); refused(words by number): nothing was
    done; left_out(numbers): these are to be chosen no more; began: an act is being done; closed: it
    was not done after all; issue_requested(code, values): what is done by one record for all of
    them (a receipt); printing_requested(numbers): their papers are to be printed in one go.
    """

    done = Signal(object, str)
    refused = Signal(object)
    issue_requested = Signal(str, dict)
    began = Signal()
    left_out = Signal(object)
    closed = Signal()
    printing_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch")
        self.session = session
        self.records: tuple[Record, ...] = ()
        self.panel: BatchPanel | None = None
        self.buttons: dict[str, KeyButton] = {}
        self.meant = ""
        """The act that the list is there for: it stands first, and the key begins it at once."""
        self._open: dict[str, tuple[Record, ...]] = {}
        self._count = label("", "second", self)
        self._count.setObjectName("batch_count")
        self._hint = KeyHint(KEY, self)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self._count)
        self._row.addWidget(self._hint)
        self._verb = label("办理", "second", self)
        self._row.addWidget(self._verb)
        self._row.addStretch()
        self.printing = KeyButton("打印", PRINT_KEY, "", self)
        self.printing.setObjectName("batch_print")
        self.printing.setVisible(False)
        self.printing.clicked.connect(lambda checked=False: self._print())
        self._row.addWidget(self.printing)
        self._more = QGridLayout()
        self._more.setSpacing(8)
        self._more.setColumnStretch(ACROSS, 1)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(8)
        self._all.addLayout(self._row)
        self._all.addLayout(self._more)
        QShortcut(QKeySequence(KEY), self.parentWidget() or self, self.enter)

    def show_records(self, found: Sequence[Record], *, chosen: bool) -> None:
        """What can be done with these; chosen: they were ticked, not only stood on."""
        if self.panel is not None:
            if chosen and not self.panel.is_busy:
                self._turn_to(found)
            return
        self.records = tuple(found)
        self._open = self._offered()
        words = f"已选 {len(found)} 张" if chosen else found[0].number if found else ""
        if words and not self._open:
            words = f"{words}　{NOTHING if chosen else NONE}"
        self._count.setText(words)
        self._offer_printing(chosen)
        self._hint.setVisible(bool(self._open))
        self._verb.setVisible(bool(self._open))
        if list(self.buttons) != list(self._open):
            self._build()
        for name, button in self.buttons.items():
            many = len(self._open[name])
            button.say(f"{name} {many} 张" if chosen and len(found) > 1 else name)

    def _offer_printing(self, chosen: bool) -> None:
        """Their papers, where the member may print any."""
        found = self._printable()
        self.printing.setVisible(bool(found))
        self.printing.say(f"打印 {len(found)} 张" if chosen and len(found) > 1 else "打印")

    def _printable(self) -> list[Record]:
        return [one for one in self.records if prints.may_print_any(self.session, one.form)]

    def _print(self) -> None:
        self.printing_requested.emit([one.number for one in self._printable()])

    def _turn_to(self, found: Sequence[Record]) -> None:
        """Other rows are ticked while an act is open: on to those it is open on, if any."""
        assert self.panel is not None
        self.records = tuple(found)
        targets = self._offered().get(self.panel.act.name, ())
        if targets:
            self.panel.turn_to(targets, self._rest(targets))
        else:
            self._turned_away()
            self.show_records(found, chosen=True)

    def _build(self) -> None:
        """The buttons anew: there are others."""
        for button in self.buttons.values():
            for row in (self._row, self._more):
                row.removeWidget(button)
            drop(button)
        self.buttons = {}
        for at, name in enumerate(self._open):
            button = KeyButton(name, "", "", self)
            button.setObjectName(f"batch_{name}")
            button.clicked.connect(partial(self._pressed, name))
            if at < FIRST:
                self._row.insertWidget(3 + at, button)
            else:
                self._more.addWidget(button, (at - FIRST) // ACROSS, (at - FIRST) % ACROSS)
            button.setVisible(True)
            self.buttons[name] = button

    def enter(self) -> None:
        """Go to the first act; begin it where it is the only one."""
        if self.panel is not None:
            self.panel.start()
        elif self.meant in self.buttons or len(self.buttons) == 1:
            self.begin(next(iter(self.buttons)))
        elif self.buttons:
            next(iter(self.buttons.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin(self, name: str) -> None:
        """Open an act in place, on all those it is open on."""
        self.put_away()
        targets = self._open[name]
        receipt = self._receipt(name, targets)
        if receipt is not None:
            lines = [{"record": record.number} for record in targets]
            self.issue_requested.emit(receipt.code, {str(receipt.settles): lines})
            return
        try:
            first = records.load(self.session, targets[0].number)
        except Refused:
            return
        assert first is not None
        self.panel = BatchPanel(
            self.session, first, targets, first.form.act(name), self, left=self._rest(targets)
        )
        self.panel.done_all.connect(self._done)
        self.panel.refused.connect(self.refused)
        self.panel.left_out.connect(self.left_out)
        self.panel.closed.connect(self._turned_away)
        self._all.addWidget(self.panel)
        self._show_row(False)
        self.began.emit()
        self.panel.start()

    def put_away(self) -> None:
        """Close what was begun."""
        if self.panel is not None:
            self._all.removeWidget(self.panel)
            drop(self.panel)
            self.panel = None
            self._show_row(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right along the acts, Esc back to the list."""
        parts = list(self.buttons.values())
        at = next((at for at, part in enumerate(parts) if part.hasFocus()), -1)
        by = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if at >= 0 and by is not None:
            parts[(at + by) % len(parts)].setFocus(Qt.FocusReason.TabFocusReason)
        elif at >= 0 and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_row(self, shown: bool) -> None:
        for part in (self._count, *self.buttons.values()):
            part.setVisible(shown)
        self.printing.setVisible(shown and bool(self._printable()))
        for part in (self._hint, self._verb):
            part.setVisible(shown and bool(self.buttons))

    def _rest(self, targets: Sequence[Record]) -> list[Record]:
        return [record for record in self.records if record not in targets]

    def _receipt(self, name: str, targets: Sequence[Record]) -> Form | None:
        """The receipt that pays several at once, where the act is a payment of more than one."""
        if len(targets) < 2 or targets[0].form.act(name).effect is not Effect.PAY:
            return None
        return receipts.form_of(self.session)

    def _can(self, act: Act, targets: Sequence[Record]) -> bool:
        """Whether this desk can do it on these."""
        receipt = self._receipt(act.name, targets)
        if receipt is not None:
            return self.session.may(f"issue:{receipt.code}")
        return not at_the_gate(act) and bool(shared_ways(self.session, targets, act))

    def _offered(self) -> dict[str, tuple[Record, ...]]:
        """The acts that this desk can do, with those they are open on; refusals and voiding last.
        """
        found = [
            (targets[0].form.act(name), targets)
            for name, targets in batch.open_for_any(self.records).items()
            if self._can(targets[0].form.act(name), targets)
        ]
        found.sort(key=lambda one: (one[0].name != self.meant, one[0].effect in LAST))
        return {act.name: targets for act, targets in found}

    def _pressed(self, name: str, checked: bool = False) -> None:
        self.begin(name)

    def _done(self, outcomes: object) -> None:
        name = self.panel.act.name if self.panel is not None else ""
        self.put_away()
        self.done.emit(outcomes, name)

    def _turned_away(self) -> None:
        self.put_away()
        self.closed.emit()
