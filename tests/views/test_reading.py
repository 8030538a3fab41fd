"""What comes when the window is put away is told to nobody: no page is left, no store is open."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from db.listing import Sieve
from db.register import Entry
from db.session import Session
from views import reading
from views.lister import Answer, Lister
from views.newest import Newest
from views.searching import Searching


class Late:
    """A question that is answered when it is let go, and all that was told of it."""

    def __init__(self, answers: bool) -> None:
        self.go = Event()
        self.answers = answers
        self.told: list[object] = []

    def __call__(self, session: Session) -> int:
        self.go.wait()
        if not self.answers:
            raise RuntimeError("read too late")
        return int(session.store.value("SELECT 1"))


def at_rest(owner: QObject) -> bool:
    """Whether nothing is waited for any more."""
    return not any(one.isActive() for one in owner.findChildren(QTimer))


Way = Callable[[QObject, Session, Late], object]
WAYS: dict[str, Way] = {
    "ask": lambda owner, session, late: reading.ask(
        owner, session, late, late.told.append, late.told.append
    ),
    "unheard": lambda owner, session, late: reading.ask(owner, session, late, late.told.append),
    "newest": lambda owner, session, late: Newest(session, owner).ask(
        late, late.told.append, late.told.append
    ),
}


@pytest.mark.parametrize("answers", [True, False], ids=["answer", "error"])
@pytest.mark.parametrize("way", WAYS)
def test_what_comes_late_is_dropped(
    qtbot: QtBot, session: Session, way: str, answers: bool
) -> None:
    """Answer or error; pytest-qt fails on one that is raised in the window's thread."""
    owner, late = QObject(), Late(answers)
    WAYS[way](owner, session, late)
    session.close()
    late.go.set()
    qtbot.waitUntil(lambda: at_rest(owner))
    assert late.told == []


@pytest.mark.parametrize("way", ["ask", "newest"])
@pytest.mark.parametrize("answers", [True, False], ids=["answer", "error"])
def test_what_comes_in_time_is_told(
    qtbot: QtBot, session: Session, way: str, answers: bool
) -> None:
    """Once."""
    owner, late = QObject(), Late(answers)
    WAYS[way](owner, session, late)
    late.go.set()
    qtbot.waitUntil(lambda: at_rest(owner))
    assert [str(one) for one in late.told] == ["1" if answers else "read too late"]


def test_nothing_is_begun_when_the_session_is_over(session: Session) -> None:
    """A clock that still ticks asks in vain."""
    owner, late = QObject(), Late(True)
    session.close()
    reading.ask(owner, session, late, late.told.append)
    assert not owner.findChildren(QTimer)


def test_a_list_and_a_search_end_with_the_session(qtbot: QtBot, session: Session) -> None:
    """They told nothing of what they still found."""
    owner, told = QObject(), list[Answer | object]()
    lister = Lister(owner, session, told.append, told.append)
    searching, late = Searching(owner, session, told.append), Late(True)
    lister.ask(Sieve("FX"), (), _number)
    searching.ask(lambda own: [late(own)])
    session.close()
    late.go.set()
    qtbot.waitUntil(lambda: at_rest(owner))
    assert told == [] and not lister.waiting and not searching.waiting


def _number(entry: Entry) -> tuple[str, int]:
    return entry.number, entry.id
