"""Longer reads beside the window, through a connection of their own."""

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
) -> None:
    """Run `question` on a read-only session in a thread, then `done(answer)` on the owner's."""

    def job() -> Answer:
        store = Store.open(session.store.folder, session.dek, readonly=True, check=False)
        try:
            return question(replace(session, store=store))
        finally:
            store.close()

    background.start(owner, job, done, failed)
