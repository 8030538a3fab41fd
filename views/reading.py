"""Longer reads and writes beside the window, through a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject

from db.session import Session
from db.store import Store
from ui import background

Answer = TypeVar("Answer")


def ask(
    owner: QObject,
    session: Session,
    question: Callable[[Session], Answer],
    done: Callable[[Answer], object],
    failed: Callable[[Exception], object] | None = None,
    *,
    writes: bool = False,
) -> None:
    """Run `question` on a session of its own in a thread, then `done(answer)` on the owner's.

    The session is read-only unless it `writes`. Once the owner's session is over nothing is begun,
    and what comes late, answer or error, is dropped: there is no page left that it could be told.
    """
    if session.is_over:
        return
    folder, dek = session.store.folder, session.dek

    def job() -> Answer:
        store = Store.open(folder, dek, readonly=not writes, check=False)
        try:
            return question(replace(session, store=store))
        finally:
            store.close()

    def told(answer: Answer) -> None:
        if not session.is_over:
            done(answer)

    def trouble(error: Exception) -> None:
        if session.is_over:
            return
        if failed is None:
            raise error
        failed(error)

    background.start(owner, job, told, trouble)
