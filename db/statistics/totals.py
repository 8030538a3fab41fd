"""The totals of a period: sums over the days, from the table of totals alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from db.session import Session
from forms.periods import Days
from forms.tallies import Sum, UNDONE

Sums = dict[tuple[str, str], Sum]
"""By code and key."""


def sums(session: Session, what: str, days: Days | None, codes: Iterable[str] = ()) -> Sums:
    """What was counted in a period, of these forms (all if none are named)."""
    if days is None:
        return {}
    wanted = set(codes)
    rows = session.store.rows(
        "SELECT code, key, sum(n), sum(amount), sum(quantity) FROM tally"
        " WHERE what = ? AND day BETWEEN ? AND ? GROUP BY code, key",
        (what, days[0].isoformat(), days[1].isoformat()),
    )
    return {
        (code, key): Sum(n, amount, quantity) for code, key, n, amount, quantity in rows
        if (not wanted or code in wanted) and (n or amount or quantity)
    }  # fmt: skip


def undone(session: Session, what: str, days: Days | None, codes: Iterable[str] = ()) -> Sums:
    """What of it was made void or done anew in the period."""
    return sums(session, f"{what}{UNDONE}", days, codes)


def moments(session: Session, days: Days) -> tuple[int, int]:
    """The first and the last millisecond of a period."""
    first = session.instant(datetime.combine(days[0], time()))
    return first, session.instant(datetime.combine(days[1] + timedelta(days=1), time())) - 1


def overdue(session: Session, days: Days) -> dict[tuple[str, str], int]:
    """By code and deadline, what was due in the period, is past now and not done: read from where
    the records stand, along the index of what is due."""
    first, last = moments(session, days)
    last = min(last, session.clock.now())
    found = {}
    for code in session.forms:
        for name, many in session.store.rows(
            "SELECT due_name, count(*) FROM standing WHERE code = ? AND due BETWEEN ? AND ?"
            " GROUP BY due_name",
            (code, first, last),
        ):
            found[code, name] = many
    return found
