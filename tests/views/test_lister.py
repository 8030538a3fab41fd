"""The listing thread: the newest list, then pieces in sight, then totals; no window waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db import register
from db.errors import Environment
from db.listing import Order, Sieve
from db.register import Entry
from db.session import Session
from db.totals import Totals
from tests.db.many import fill
from tests.views.page_desk import issued
from tests.views.test_searching import FOREVER
from ui.long_list import PAGE
from views import lister
from views.lister import Answer, Head, Lister, Piece, Walked

MANY = 450


class Asked:
    """A lister of its own, and all it said."""

    def __init__(self, session: Session) -> None:
        self.owner = QObject()
        self.said: list[Answer] = []
        self.failed: list[Exception] = []
        self.lister = Lister(self.owner, session, self.said.append, self.failed.append)
        self._shape = register.columns(session.form("FX"))

    def ask(self, sieve: Sieve, places_of: tuple[int, ...] = (), again: bool = False) -> None:
        """For numbers only."""
        self.lister.ask(sieve, self._shape, number, places_of, again=again)

    def of(self, kind: type) -> list[Answer]:
        """What was said of a kind."""
        return [one for one in self.said if isinstance(one, kind)]


def number(entry: Entry) -> tuple[str, int]:
    """A row of one column and the record."""
    return entry.number, entry.id


@pytest.fixture
def asked(qtbot: QtBot, session: Session) -> Iterator[Asked]:
    fill(session, issued(session), MANY)
    made = Asked(session)
    yield made
    made.lister.forget()
    qtbot.waitUntil(lambda: threads() == 0)


def threads() -> int:
    """Listing threads that live."""
    return sum(thread.name == "lister" for thread in threading.enumerate())


def test_first_rows_then_the_count_then_the_totals(qtbot: QtBot, asked: Asked) -> None:
    """And a piece when it is wanted."""
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)) and not asked.lister.waiting)
    assert [type(one) for one in asked.said] == [Head, Walked, Totals]
    assert len(asked.said[0].rows) == PAGE and asked.said[1].count == MANY + 1
    asked.lister.want((400, 200))
    qtbot.waitUntil(lambda: len(asked.of(Piece)) == 2 and not asked.lister.waiting)
    assert [one.start for one in asked.of(Piece)] == [400, 200]
    assert len(asked.of(Piece)[0].rows) == min(PAGE, MANY + 1 - 400)


def test_only_the_last_list_is_answered(qtbot: QtBot, asked: Asked) -> None:
    """As when somebody types on."""
    for words in ("1", "1-", "1-1", "1-10"):
        asked.ask(Sieve("FX", text=words))
    asked.ask(Sieve("FX", states=("已作废",)))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    (walked,) = asked.of(Walked)
    (totals,) = asked.of(Totals)
    assert walked.count == totals.count and [state for state, _ in totals.states] == ["已作废"]


def test_a_long_walk_is_broken_off_by_the_next_filter(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would go on for ever."""
    begun = threading.Event()
    arranged = register.arranged

    def walk(session: Session, sieve: Sieve, *more: object) -> object:
        if sieve.text == "forever":
            begun.set()
            session.store.rows(FOREVER)
        return arranged(session, sieve)

    monkeypatch.setattr(register, "arranged", walk)
    asked.ask(Sieve("FX", text="forever"))
    assert begun.wait(10)
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    assert len(asked.of(Walked)) == 1 and not asked.failed and threads() == 1


def test_totals_give_way_to_rows_and_come_after(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off by a wish for rows, then begun again."""
    begun = threading.Event()
    real = lister.totals

    def totals(session: Session, sieve: Sieve) -> Totals:
        if not begun.is_set():
            begun.set()
            session.store.rows(FOREVER)
        return real(session, sieve)

    monkeypatch.setattr(lister, "totals", totals)
    asked.ask(Sieve("FX"))
    assert begun.wait(10)
    qtbot.waitUntil(lambda: bool(asked.of(Walked)))
    asked.lister.want((300,))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    assert [type(one) for one in asked.said] == [Head, Walked, Piece, Totals]


def test_the_window_never_waits(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is done on the window's thread, and on a store that cannot write."""
    where: list[threading.Thread] = []
    lines = register.lines

    def watched(session: Session, *more: object, **named: object) -> object:
        where.append(threading.current_thread())
        assert session.store.readonly
        return lines(session, *more, **named)

    monkeypatch.setattr(register, "lines", watched)
    asked.ask(Sieve("FX", order=Order("carrier")))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    assert where and threading.main_thread() not in where


def test_a_thread_that_is_not_asked_ends_and_another_goes_on(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list needs not be walked again."""
    monkeypatch.setattr(lister, "IDLE_SECONDS", 0.01)
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    qtbot.waitUntil(lambda: threads() == 0)
    asked.lister.want((100,))
    qtbot.waitUntil(lambda: bool(asked.of(Piece)))
    assert len(asked.of(Walked)) == 1 and asked.of(Piece)[0].start == 100


def test_places_are_told_again_after_somebody_wrote(
    qtbot: QtBot, asked: Asked, session: Session
) -> None:
    """Where the record under the cursor stands now; None for one that is not in the list."""
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
    kept = asked.of(Head)[0].rows[3][1]
    issued(session)
    asked.ask(Sieve("FX"), (kept, 10**9), again=True)
    qtbot.waitUntil(lambda: len(asked.of(Walked)) == 2)
    walked = asked.of(Walked)[1]
    assert walked.places == [4, None] and walked.count == MANY + 2 and walked.rows == ()


def test_trouble_comes_to_the_window_and_the_next_list_is_read(
    qtbot: QtBot, asked: Asked, session: Session
) -> None:
    """The file is away for a moment."""
    store = session.store.folder / "store.db"
    store.rename(store.with_name("away.db"))
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.failed))
    assert isinstance(asked.failed[0], Environment) and not asked.said
    store.with_name("away.db").rename(store)
    asked.ask(Sieve("FX"))
    qtbot.waitUntil(lambda: bool(asked.of(Totals)))
