"""A long file written, or the whole journal read, beside the window: a bar with a count, and 取消."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from db.errors import Cancelled
from db.session import Session
from ui.parts import Progress
from views import reading

Done = TypeVar("Done")
LOOK_MS = 100
Told = Callable[[int], None]
"""Told how many are done; raises `Cancelled` once it is to stop."""


class Writing:
    """One job at a time; asked twice, it is done once.

    failed: gets `Cancelled`, or why it could not be done.
    """

    def __init__(
        self,
        owner: QWidget,
        session: Session,
        progress: Progress,
        failed: Callable[[Exception], object],
    ) -> None:
        self._owner, self._session, self._progress = owner, session, progress
        self._failed = failed
        self._stop: threading.Event | None = None
        self._done = 0
        self._watch = QTimer(owner)
        self._watch.setInterval(LOOK_MS)
        self._watch.timeout.connect(lambda: progress.advance(self._done))
        progress.cancelled.connect(self.cancel)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._stop is not None

    def start(
        self,
        total: int,
        job: Callable[[Session, Told], Done],
        done: Callable[[Done], object],
        *,
        writes: bool = True,
    ) -> None:
        """Run the job in a thread on a session of its own, then `done(answer)` here."""
        if self._stop is not None:
            return
        stop = self._stop = threading.Event()
        self._done = 0

        def told(many: int) -> None:
            self._done = many
            if stop.is_set():
                raise Cancelled

        def ended(after: Callable[[Any], object]) -> Callable[[Any], None]:
            def end(answer: Any) -> None:
                self._stop = None
                self._watch.stop()
                self._progress.finish()
                after(answer)

            return end

        self._progress.start(total)
        self._watch.start()
        reading.ask(
            self._owner, self._session, lambda session: job(session, told),
            ended(done), ended(self._failed), writes=writes,
        )  # fmt: skip

    def cancel(self) -> None:
        """Stop; nothing is written, nothing said."""
        if self._stop is not None:
            self._stop.set()
