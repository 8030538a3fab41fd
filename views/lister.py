"""A long list beside the window: one thread with a store of its own walks it and brings pieces.

The newest filter goes first and breaks off what is still under way for the one before; then the
pieces in sight, the latest first; the totals when nothing else is asked.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from db import listing, register
from db.listing import ALONG, Listing, Sieve
from db.register import Column, Entry
from db.session import Session
from db.store import Store
from db.totals import Totals, totals
from ui.long_list import PAGE
from ui.table import Row

IDLE_SECONDS = 20.0
"""A thread that is asked nothing for so long closes its store and ends."""
LOOK_MS = 4
TURN = 4
"""Rows that are made at a stretch, about half a millisecond."""
STEPS = 10_000
"""Steps of SQLite (well under a millisecond) between two looks for a newer question."""


@dataclass(frozen=True)
class Head:
    """The first rows of a list that is still being walked."""

    rows: Sequence[Row]


@dataclass(frozen=True)
class Walked:
    """A list is known: how many rows, some of them from `start` on, and where the records asked
    about stand now (None: not in it)."""

    count: int
    start: int
    rows: Sequence[Row]
    places: Sequence[int | None]


@dataclass(frozen=True)
class Piece:
    """The rows that were wanted from a place on."""

    start: int
    rows: Sequence[Row]


Answer = Head | Walked | Piece | Totals


class Source(Protocol):
    """What a list is read from; everything is called in the thread, on a session of its own."""

    def head(self, session: Session, many: int) -> Sequence[int]:
        """The first records while the list is not yet walked; () where it has to be gathered."""

    def walk(self, session: Session, between: Callable[[], object]) -> Listing:
        """The whole list; `between` is called now and then."""

    def rows(self, session: Session, record_ids: Sequence[int]) -> Iterable[Row]:
        """These records as rows of the table, one by one."""

    def totals(self, session: Session) -> Totals | None:
        """What stands under the list, None for nothing."""


@dataclass(frozen=True)
class Registered:
    """The register of a form. shape: its columns · row: an entry as a row of the table."""

    sieve: Sieve
    shape: Sequence[Column]
    row: Callable[[Entry], Row]

    def head(self, session: Session, many: int) -> Sequence[int]:
        """The first ones along the index that is in the order."""
        return listing.head(session, self.sieve, many) if self.sieve.order.key in ALONG else ()

    def walk(self, session: Session, between: Callable[[], object]) -> Listing:
        """In any order there is."""
        return register.arranged(session, self.sieve, between)

    def rows(self, session: Session, record_ids: Sequence[int]) -> Iterable[Row]:
        """As the register reads."""
        found = register.lines(session, self.sieve.code, record_ids, shape=self.shape)
        return map(self.row, found)

    def totals(self, session: Session) -> Totals | None:
        """Of all that passes."""
        return totals(session, self.sieve)


@dataclass
class _Question:
    """A list that was asked for, and what the thread has of it."""

    number: int
    source: Source
    asked: Sequence[int]
    fresh: bool
    found: Listing | None = None
    totalled: bool = False


_Told = _Question | tuple[int, ...] | None
"""What the thread is told: another list, pieces of it that are wanted, or to end."""


class Lister(QTimer):
    """Hands on what the thread finds, on the owner's thread.

    answered: gets a `Head`, a `Walked`, `Piece`s and `Totals` of the list asked for last · failed:
    gets the error when it could not be read.
    """

    def __init__(
        self,
        owner: QObject,
        session: Session,
        answered: Callable[[Answer], object],
        failed: Callable[[Exception], object],
    ) -> None:
        super().__init__(owner)
        self._session = session
        self._answered, self._failed = answered, failed
        self._question: _Question | None = None
        self._asked = 0
        self._wanted: set[int] = set()
        self._worker: _Worker | None = None
        self.timeout.connect(self._look)

    @property
    def waiting(self) -> bool:
        """Whether an answer is outstanding."""
        return self.isActive()

    def ask(
        self,
        sieve: Sieve,
        shape: Sequence[Column],
        row: Callable[[Entry], Row],
        places_of: Sequence[int] = (),
        *,
        again: bool = False,
    ) -> None:
        """Walk this list; whatever was asked before is no longer wanted.

        shape: its columns · row: a register's entry as a row of the table; called in the thread ·
        places_of: records whose place is wanted too · again: the same list after somebody wrote.
        """
        self.ask_for(Registered(sieve, shape, row), places_of, again=again)

    def ask_for(
        self, source: Source, places_of: Sequence[int] = (), *, again: bool = False
    ) -> None:
        """Walk the list of any source, as `ask`."""
        self._asked += 1
        self._question = _Question(self._asked, source, places_of, not again)
        self._wanted.clear()
        self._tell(self._question)

    def want(self, starts: Sequence[int]) -> None:
        """Bring these pieces, in this order; those wanted before are no longer."""
        if self._question is not None:
            self._wanted = set(starts)
            self._tell(tuple(starts))

    def forget(self) -> None:
        """Nothing is wanted any more; the thread closes its store and ends."""
        self.stop()
        if self._worker is not None:
            self._worker.tell(None)
            self._worker = None

    def _tell(self, told: _Told) -> None:
        if self._worker is None or not self._worker.tell(told):
            self._worker = _Worker(self._session)
            self._worker.tell(self._question)
            self._worker.tell(told)
        self.start(LOOK_MS)

    def _look(self) -> None:
        if self._session.is_over:
            self.forget()
            return
        assert self._worker is not None and self._question is not None
        try:
            number, answer = self._worker.answers.get_nowait()
        except Empty:
            if self._question.totalled and not self._wanted:
                self.stop()
            return
        if number != self._asked:
            return
        if isinstance(answer, Exception):
            self.stop()
            self._question = None
            self._failed(answer)
            return
        if isinstance(answer, Piece):
            self._wanted.discard(answer.start)
        self._answered(answer)


class _Worker:
    """The thread: never touches a Qt object, opens its store at the first question."""

    def __init__(self, session: Session) -> None:
        self.answers: SimpleQueue[tuple[int, Answer | Exception]] = SimpleQueue()
        self._told: SimpleQueue[_Told] = SimpleQueue()
        self._session = session
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._question: _Question | None = None
        self._pieces: deque[int] = deque()
        self._newest = 0
        self._ended = False
        self._breaks_off: Callable[[], bool] = lambda: False
        threading.Thread(target=self._work, name="lister", daemon=True).start()

    def tell(self, told: _Told) -> bool:
        """There is something new to do, or (None) no more; False if the thread has ended."""
        with self._lock:
            if not self._ended:
                if not isinstance(told, tuple):
                    self._newest = told.number if told else -1
                self._told.put(told)
            return not self._ended

    def _work(self) -> None:
        try:
            while self._turn():
                self._step()
        finally:
            with self._lock:
                self._ended = True
            if self._store is not None:
                self._store.close()

    def _turn(self) -> bool:
        """Hear what is wanted now; wait while there is nothing to do. False to end."""
        try:
            while True:
                idle = self._question is None or (self._question.totalled and not self._pieces)
                told = self._told.get(timeout=IDLE_SECONDS) if idle else self._told.get_nowait()
                if told is None:
                    return False
                if isinstance(told, tuple):
                    self._pieces = deque(told)
                elif told is not self._question:
                    self._question, self._pieces = told, deque()
        except Empty:
            if idle:
                with self._lock:
                    self._ended = self._told.empty()
            return not self._ended

    def _step(self) -> None:
        """Do the most pressing thing; what is broken off is done later, if it is still wanted."""
        question = self._question
        if question is None:
            return
        try:
            session = replace(self._session, store=self._opened())
            if question.found is None:
                self._breaks_off = lambda: self._newest != question.number
                self._walk(session, question)
            elif self._pieces:
                self._breaks_off = lambda: False
                start = self._pieces.popleft()
                rows = self._rows(session, question, start)
                self.answers.put((question.number, Piece(start, rows)))
            else:
                self._breaks_off = lambda: not self._told.empty()
                answer = question.source.totals(session)
                question.totalled = True
                if answer is not None:
                    self.answers.put((question.number, answer))
        except Exception as error:
            if "interrupted" not in str(error):
                self._question = None
                self.answers.put((question.number, error))

    def _walk(self, session: Session, question: _Question) -> None:
        fresh = question.fresh
        first = question.source.head(session, PAGE) if fresh else ()
        if first:
            self.answers.put((question.number, Head(self._made(session, question, first))))
            question.fresh = fresh = False
        found = question.source.walk(session, _give_way)
        places = [found.place(session.store, one) for one in question.asked]
        around = next((place for place in places if place is not None), 0)
        start = around - around % PAGE if fresh else 0
        rows = self._made(session, question, found.ids(session.store, start, PAGE)) if fresh else ()
        question.found = found
        self.answers.put((question.number, Walked(found.count, start, rows, places)))

    def _rows(self, session: Session, question: _Question, start: int) -> Sequence[Row]:
        assert question.found is not None
        return self._made(session, question, question.found.ids(session.store, start, PAGE))

    def _made(
        self, session: Session, question: _Question, record_ids: Sequence[int]
    ) -> Sequence[Row]:
        made = []
        for row in question.source.rows(session, record_ids):
            made.append(row)
            if len(made) % TURN == 0:
                _give_way()
        return made

    def _opened(self) -> Store:
        """A store that breaks off what it does when that is no longer wanted."""
        if self._store is None:
            store = self._session.store
            self._store = Store.open(store.folder, store.dek, readonly=True, check=False)
            self._store.db.connection().set_progress_handler(
                lambda: self._breaks_off(), STEPS
            )
        return self._store


def _give_way() -> None:
    """Let the window's thread have Python's lock if it waits for it; it would wait 5 ms else."""
    time.sleep(0.0001)
