"""The bar over every page that says why nothing is issued, and how it goes on: a clock that was set
back, a store that is older than its journal's head. Who answers for it confirms in place."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from db import halts
from db.errors import Environment, Refused
from db.halts import CLOCK, Halt
from db.session import Member, Session
from ui.parts import Banner
from views import reading

KEY = "Ctrl+Shift+H"
CONFIRMS = {CLOCK: "时间没有错，确认", halts.DATA: "就用这份数据，确认"}


class HaltBar(Banner):
    """Hidden while nothing is stopped; `look` asks, on the window's own thread, in well under a
    millisecond."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("halted")
        self.session = session
        self.halt: Halt | None = None
        self._trouble = ""
        self.pressed.connect(self.ask)
        self._key = QShortcut(QKeySequence(KEY), self.window())
        self._key.activated.connect(self.ask)

    def look(self) -> None:
        """Whether something is stopped now. Raises Environment."""
        found = halts.halts(self.session)
        halt = found[0] if found else None
        if halt != self.halt:
            self.halt, self._trouble = halt, ""
            self._say()

    def ask(self) -> None:
        """Who may confirms."""
        if self.halt is not None:
            from views.halt_answer import Answering

            Answering(self.window(), self, self.halt, CONFIRMS[self.halt.kind]).open()

    def confirm(self, halt: Halt, who: Member) -> None:
        """Write it beside the window."""
        reading.ask(
            self, self.session, lambda session: halts.confirm(session, halt.kind, who),
            lambda done: self.look(), self._failed, writes=True,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (Refused, Environment)):
            raise error
        self._trouble = str(error)
        self._say()

    def _say(self) -> None:
        if self.halt is None:
            self.say("")
            return
        self.say(self.halt.words + self._trouble, "bad", f"{CONFIRMS[self.halt.kind]} {KEY}")
