"""Searching beside the window: one thread with a store of its own, the newest question first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, QTimer

from db.session import Session
from db.store import Store

IDLE_SECONDS = 20.0
"""A thread that is asked nothing for so long closes its store and ends."""
LOOK_MS = 4
STEPS = 10_000
"""Steps of SQLite (well under a millisecond) between two looks for a newer question."""
Question = Callable[[Session], Sequence[Any]]
_Answer = tuple[int, Sequence[Any], Exception | None]


class Searching(QTimer):
    """Asks the store and hands on the answer to the latest question only.

    A question is a function that reads only; one that is still being worked on is broken off by
    the next. done: the answer to the question asked last, on the owner's thread. An error that is
    no interruption is raised there.
    """

    def __init__(
        self, owner: QObject, session: Session, done: Callable[[Sequence[Any]], object]
    ) -> None:
        super().__init__(owner)
        self._session = session
        self._done = done
        self._asked = 0
        self._worker: _Worker | None = None
        self.timeout.connect(self._look)

    @property
    def waiting(self) -> bool:
        """Whether an answer is outstanding."""
        return self.isActive()

    def ask(self, question: Question) -> None:
        """Ask this; whatever was asked before is no longer wanted."""
        self._asked += 1
        if self._worker is None or not self._worker.ask(self._asked, question):
            self._worker = _Worker(self._session)
            self._worker.ask(self._asked, question)
        self.start(LOOK_MS)

    def forget(self) -> None:
        """No answer is wanted to what was asked."""
        self.stop()

    def end(self) -> None:
        """No answer is wanted any more; the thread closes its store and ends."""
        self.stop()
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _look(self) -> None:
        if self._session.is_over:
            self.end()
            return
        assert self._worker is not None
        try:
            number, found, error = self._worker.answers.get_nowait()
        except Empty:
            return
        if number != self._asked:
            return
        self.stop()
        if error is not None:
            raise error
        self._done(found)


class _Worker:
    """The thread: never touches a Qt object, opens its store at the first question."""

    def __init__(self, session: Session) -> None:
        self.answers: SimpleQueue[_Answer] = SimpleQueue()
        self._questions: SimpleQueue[tuple[int, Question] | None] = SimpleQueue()
        self._session = session
        self._folder, self._dek = session.store.folder, session.store.dek
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._ended = False
        threading.Thread(target=self._work, name="search", daemon=True).start()

    def ask(self, number: int, question: Question) -> bool:
        """Put a question, which breaks off the one before; False if the thread has ended."""
        with self._lock:
            if not self._ended:
                self._questions.put((number, question))
            return not self._ended

    def end(self) -> None:
        """Break off and end."""
        self._questions.put(None)

    def _work(self) -> None:
        question: tuple[int, Question] | None = None
        try:
            while (question := self._next()) is not None:
                self._answer(*question)
        except Exception as error:
            self.answers.put((question[0] if question else 0, (), error))
        finally:
            with self._lock:
                self._ended = True
            if self._store is not None:
                self._store.close()

    def _next(self) -> tuple[int, Question] | None:
        """The newest question; None when asked to end or not asked for long."""
        try:
            question = self._questions.get(timeout=IDLE_SECONDS)
            while question is not None and not self._questions.empty():
                question = self._questions.get()
            return question
        except Empty:
            with self._lock:
                self._ended = self._questions.empty()
            return None if self._ended else self._next()

    def _answer(self, number: int, question: Question) -> None:
        """Put the answer; nothing when something newer is asked meanwhile."""
        if self._store is None:
            self._store = self._opened()
        try:
            found = question(replace(self._session, store=self._store))
        except Exception as error:
            if "interrupted" not in str(error):
                raise
        else:
            self.answers.put((number, found, None))

    def _opened(self) -> Store:
        """A store that breaks off what it does as soon as the next question waits."""
        store = Store.open(self._folder, self._dek, readonly=True, check=False)
        store.db.connection().set_progress_handler(
            lambda: not self._questions.empty(), STEPS
        )
        return store
