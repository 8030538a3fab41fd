"""The search index is built, and kept quick, beside the work and until the session ends."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject

from db import indexing, quickening
from db.session import Session
from views import reading

BUILDING = "正在整理以前的单，整理好之前可能找不全，照常办事即可。"
BUILT = "以前的单整理好了，都找得到了。"


def keep(
    owner: QObject, session: Session, ended: Event, say: Callable[[str], object]
) -> None:
    """Build the index of an older office with many records, or have the first search as quick as
    later ones. ended: set when the session ends."""
    if indexing.behind(session.store):
        _build(owner, session, lambda: not ended.is_set(), say)
    else:
        _warm(owner, session, lambda: not ended.is_set())


def _build(
    owner: QObject, session: Session, going_on: Callable[[], bool], say: Callable[[str], object]
) -> None:
    reading.ask(
        owner,
        session,
        lambda own: indexing.fill(own, going_on=going_on)
        and quickening.tidy(own.store, going_on, whole=True),
        lambda whole: say(BUILT if whole else ""),
        writes=True,
    )
    say(BUILDING)


def _warm(owner: QObject, session: Session, going_on: Callable[[], bool]) -> None:
    def tidy(whole: bool) -> None:
        if whole and going_on() and quickening.scattered(session.store):
            reading.ask(
                owner,
                session,
                lambda own: quickening.tidy(own.store, going_on),
                lambda whole: None,
                writes=True,
            )

    reading.ask(owner, session, lambda own: quickening.warm(own.store, going_on), tidy)
