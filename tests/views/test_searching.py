"""The searching thread: the newest question is answered, the one before is broken off."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db import find
from db.errors import Environment
from db.find import Hit
from db.session import Session
from views import searching
from views.searching import Searching

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Asked:
    """A search of its own, and every answer it gave."""

    def __init__(self, session: Session) -> None:
        self.owner = QObject()
        self.answers: list[Sequence[Hit]] = []
        self.searching = Searching(self.owner, session, 8, self.answers.append)


@pytest.fixture
def asked(qtbot: QtBot, session: Session) -> Iterator[Asked]:
    made = Asked(session)
    yield made
    made.searching.forget()
    qtbot.waitUntil(lambda: threads() == 0)


def threads() -> int:
    """Searching threads that live."""
    return sum(thread.name == "search" for thread in threading.enumerate())


def titles(hits: Sequence[Hit]) -> list[str]:
    """What was found."""
    return [hit.title for hit in hits]


def test_only_the_last_question_is_answered(qtbot: QtBot, asked: Asked) -> None:
    """As when somebody types on."""
    for words in ("3", "3-", "3-1", "3-12", "3-120", "3-1202"):
        asked.searching.ask(words)
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"]]
    assert threads() == 1


def test_a_long_search_is_broken_off_by_the_next_key(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would go on for ever; the thread stays the same."""
    begun = threading.Event()

    def look(session: Session, words: str, most: int) -> list[Hit]:
        if words == "long":
            begun.set()
            session.store.rows(FOREVER)
        return find.look(session, words, most)

    monkeypatch.setattr(searching, "look", look)
    asked.searching.ask("long")
    assert begun.wait(10)
    asked.searching.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"]]
    asked.searching.ask("long")
    asked.searching.forget()
    qtbot.waitUntil(lambda: threads() == 0)
    assert len(asked.answers) == 1


def test_the_window_never_waits(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the search is done on the window's thread."""
    where: list[Any] = []

    def look(session: Session, words: str, most: int) -> list[Hit]:
        where.append(threading.current_thread())
        assert session.store.readonly
        return []

    monkeypatch.setattr(searching, "look", look)
    asked.searching.ask("x")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert asked.answers == [[]] and where and where[0] is not threading.main_thread()


def test_a_thread_that_is_not_asked_ends_and_another_begins(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its store is closed: a restore must find nobody there."""
    monkeypatch.setattr(searching, "IDLE_SECONDS", 0.01)
    asked.searching.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    qtbot.waitUntil(lambda: threads() == 0)
    asked.searching.ask("3-1201")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"], ["3 栋 1201"]]


def test_trouble_comes_to_the_window(
    qtbot: QtBot, asked: Asked, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an error there, and the next question is answered again."""
    store = session.store.folder / "store.db"
    store.rename(store.with_name("away.db"))
    with qtbot.captureExceptions() as raised:
        asked.searching.ask("3-1202")
        qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [kind for kind, _, _ in raised] == [Environment] and asked.answers == []
    store.with_name("away.db").rename(store)
    asked.searching.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert titles(asked.answers[0]) == ["3 栋 1202"]
