"""Standings reckoned anew after a change of holidays or office hours: of what is open only.

Their deadlines and limits depend on them. Done beside the work, a few records to a transaction; how
far it is stands in the store, so that whoever opens it next goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db import office, standings
from db.models import StandingRow
from db.session import Session
from db.store import Store

PENDING = "office.renewing"
AT_ONCE = 1000
"""Records that are reckoned while a store of an older version is opened; more is for the window."""
BATCH = 20
"""Records to a transaction: some 20 ms, so that a save in the window gets in between."""
_LIVE = "(ended = 0 OR due IS NOT NULL OR open = 1)"
"""What something may still be due or done of; what is over may have a call or a slip to come."""


def mark(session: Session) -> None:
    """Inside the transaction that changes what deadlines depend on: all is to be reckoned anew."""
    _put(session, {"after": 0, "changed": 0})


def pending(store: Store) -> bool:
    """Whether there is anything to reckon."""
    return office.own(store, PENDING) is not None


def is_quiet(store: Store) -> bool:
    """Whether nobody changed anything: a store of an older version lacks what lists ask."""
    return bool((office.own(store, PENDING) or {}).get("quiet"))


def catch_up(session: Session) -> None:
    """Reckon what a small store of an older version lacks; a large one is left to the window."""
    if is_quiet(session.store):
        count = f"SELECT count(*) FROM (SELECT 1 FROM standing WHERE {_LIVE} LIMIT ?)"
        if session.store.value(count, (AT_ONCE,)) < AT_ONCE:
            renew(session)


def renew(session: Session, going_on: Callable[[], bool] = lambda: True) -> int:
    """Go on until all is done or `going_on()` is false; how many standings have changed so far."""
    changed = 0
    while going_on() and pending(session.store):
        changed = _some(session)
    return changed


def _some(session: Session) -> int:
    """The next few records in a transaction of their own; how many have changed since the mark."""
    from db.records import read

    with session.store.write():
        at = office.own(session.store, PENDING)
        if at is None:  # somebody else has finished it
            return 0
        rows = session.store.rows(
            f"SELECT record_id FROM standing WHERE {_LIVE} AND record_id > ?"
            " ORDER BY record_id LIMIT ?",
            (at["after"], BATCH),
        )
        changed = int(at["changed"])
        for (record_id,) in rows:
            try:
                record = read(session, record_id)
            except KeyError:  # an act that nobody declares any more: it stays as it was kept
                continue
            kept = StandingRow.select().where(StandingRow.record_id == record_id)
            row = kept.dicts().first(session.store.db)
            wanted = standings.columns(session, record.form, record.standing)
            if any(row[key] != value for key, value in wanted.items()):
                now = session.clock.now()
                standings.write(session, record_id, record.form, record.standing, None, now)
                changed += not at.get("quiet")
        if rows:
            _put(session, {**at, "after": rows[-1][0], "changed": changed})
            return changed
        _put(session, None)
        if not at.get("quiet"):
            session.journal("standing.renewed", None, {"records": changed})
        return changed


def _put(session: Session, at: dict[str, Any] | None) -> None:
    office.put(session.store, PENDING, at, session.clock.now(), session.member.no)
