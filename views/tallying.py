"""The totals of older records are counted beside the work, until the session ends."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QObject

from db import tallies
from db.errors import Environment
from db.session import Session
from views import reading


def keep(owner: QObject, session: Session, ended: Event) -> bool:
    """Count what is not counted yet; False if nothing. ended: set when the session ends; then
    whoever comes next goes on. The page of the statistics says how many are left."""
    if session.store.readonly or not tallies.left(session.store):
        return False

    def failed(error: Exception) -> None:
        if not isinstance(error, Environment):
            raise error

    reading.ask(
        owner, session, lambda own: tallies.fill(own, lambda: not ended.is_set()),
        lambda whole: None, failed, writes=True,
    )  # fmt: skip
    return True
