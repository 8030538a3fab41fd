"""The computer's clock against the journal: one that was set back stops what rests on the time.

The journal's latest instant since somebody last confirmed the clock is the basis. A moment that was
told is no clock and is left alone: `--now` of a demo store, a release brought back from the gate's
second computer.
"""

from __future__ import annotations

from db import office
from db.session import Session
from db.store import Store
from forms.settings import CLOCK_MINUTES

CONFIRMED = "clock.confirm"
_MINUTE_MS = 60_000


def basis(store: Store) -> int | None:
    """The latest instant (UTC ms) in the journal since the clock was last confirmed; None for an
    empty journal."""
    found = store.value(
        "SELECT at FROM journal INDEXED BY journal_at WHERE seq >= ifnull("
        "(SELECT max(seq) FROM journal WHERE action = ?), 0) ORDER BY at DESC LIMIT 1",
        (CONFIRMED,),
    )
    return None if found is None else int(found)


def set_back(session: Session) -> int | None:
    """The basis (UTC ms) where the clock is behind it by more than the office allows; else None."""
    if not session.clock.real:
        return None
    last = basis(session.store)
    allowed = int(office.setting(session.store, CLOCK_MINUTES.key)) * _MINUTE_MS
    return last if last is not None and last - session.clock.now() > allowed else None
