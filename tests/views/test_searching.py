"""The searching thread: the newest question is answered, the one before is broken off."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.errors import Environment
from db.find import Hit, look
from db.session import Session
from views import searching
from views.searching import Searching

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


class Asked:
    """A search of its own, and every answer it gave."""

    def __init__(self, session: Session) -> None:
        self.before = set(threading.enumerate())
        self.owner = QObject()
        self.answers: list[Sequence[Hit]] = []
        self.searching = Searching(self.owner, session, self.answers.append)

    def ask(self, words: str) -> None:
        """As the search box asks."""
        self.searching.ask(lambda session: look(session, words, 8))

    def threads(self) -> int:
        """Searching threads that live since: a page of another test may still have its own."""
        return sum(one.name == "search" for one in set(threading.enumerate()) - self.before)


@pytest.fixture
def asked(qtbot: QtBot, session: Session) -> Iterator[Asked]:
    made = Asked(session)
    yield made
    made.searching.end()
    qtbot.waitUntil(lambda: made.threads() == 0)


def titles(hits: Sequence[Hit]) -> list[str]:
    """What was found."""
    return [hit.title for hit in hits]


def test_only_the_last_question_is_answered(qtbot: QtBot, asked: Asked) -> None:
    """As when somebody types on."""
    for words in ("3", "3-", "3-1", "3-12", "3-120", "3-1202"):
        asked.ask(words)
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"]]
    assert asked.threads() == 1


def test_a_long_search_is_broken_off_by_the_next_key(qtbot: QtBot, asked: Asked) -> None:
    """It would go on for ever; the thread stays the same."""
    begun = threading.Event()

    def long(session: Session) -> Sequence[Any]:
        begun.set()
        return session.store.rows(FOREVER)

    asked.searching.ask(long)
    assert begun.wait(10)
    asked.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"]]
    asked.searching.ask(long)
    asked.searching.end()
    qtbot.waitUntil(lambda: asked.threads() == 0)
    assert len(asked.answers) == 1


def test_the_window_never_waits(qtbot: QtBot, asked: Asked) -> None:
    """Nothing of the search is done on the window's thread."""
    where: list[Any] = []

    def question(session: Session) -> Sequence[Any]:
        where.append(threading.current_thread())
        assert session.store.readonly
        return []

    asked.searching.ask(question)
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert asked.answers == [[]] and where and where[0] is not threading.main_thread()


def test_what_is_forgotten_is_not_answered(qtbot: QtBot, asked: Asked) -> None:
    """The thread stays for the next question."""
    asked.ask("3-1201")
    asked.searching.forget()
    asked.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"]] and asked.threads() == 1


def test_a_thread_that_is_not_asked_ends_and_another_begins(
    qtbot: QtBot, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its store is closed: a restore must find nobody there."""
    monkeypatch.setattr(searching, "IDLE_SECONDS", 0.01)
    asked.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    qtbot.waitUntil(lambda: asked.threads() == 0)
    asked.ask("3-1201")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [titles(hits) for hits in asked.answers] == [["3 栋 1202"], ["3 栋 1201"]]


def test_trouble_comes_to_the_window(
    qtbot: QtBot, asked: Asked, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an error there, and the next question is answered again."""
    store = session.store.folder / "store.db"
    store.rename(store.with_name("away.db"))
    with qtbot.captureExceptions() as raised:
        asked.ask("3-1202")
        qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert [kind for kind, _, _ in raised] == [Environment] and asked.answers == []
    store.with_name("away.db").rename(store)
    asked.ask("3-1202")
    qtbot.waitUntil(lambda: not asked.searching.waiting)
    assert titles(asked.answers[0]) == ["3 栋 1202"]
