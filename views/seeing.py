"""What whole numbers were on the screen, taken down beside the window some seconds later.

A page says that it shows them; what was said is kept together and written once, so that no page
waits for the disk. What cannot be written now is written with the next, at the latest when the
window is locked or closed.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer

from db import viewing
from db.errors import Environment
from db.session import Session
from views import reading

GATHER_MS = 15_000


class Seeing(QObject):
    """`note` what a page shows; it is journalled once per subject and day."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._told: set[tuple[date, str]] = set()
        self.waiting: list[str] = []
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(GATHER_MS)
        self.timer.timeout.connect(self.write)

    def note(self, subject: str) -> None:
        """A page shows that in full."""
        mark = self._session.now().date(), subject
        if mark in self._told:
            return
        self._told.add(mark)
        self.waiting.append(subject)
        if not self.timer.isActive():
            self.timer.start()

    def write(self) -> None:
        """Take it down in a thread."""
        subjects, self.waiting = self.waiting, []
        if subjects:
            reading.ask(
                self, self._session, lambda own: viewing.note(own, subjects), lambda many: None,
                lambda error: self._again(subjects, error), writes=True,
            )  # fmt: skip

    def finish(self) -> None:
        """The window is about to be locked or closed: what waits is written here and now."""
        self.timer.stop()
        subjects, self.waiting = self.waiting, []
        try:
            viewing.note(self._session, subjects)
        except Environment as error:
            self._again(subjects, error)

    def _again(self, subjects: list[str], error: Exception) -> None:
        self.waiting = [*subjects, *self.waiting]
        if not isinstance(error, Environment):
            raise error
        self.timer.start()
