"""What each segment of the daybook reads: for a thread of its own. Imports no Qt."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import daybook, ledgers
from db.ledgers import Scope
from db.session import Session
from views import daybook_rows
from views.daybook_rows import Table


def read(
    session: Session, segment: str, within: tuple[str, Any] | None, first: date, last: date,
    cashier: str | None,
) -> Table:  # fmt: skip
    """The rows of a segment; within: (segment, key) of the line whose entries are wanted."""
    match segment:
        case "totals":
            return daybook_rows.totals(daybook.read(session, first, last, cashier))
        case "unit":
            return daybook_rows.holdings(ledgers.by_unit(session, first, last), "房号", False)
        case "person":
            return daybook_rows.holdings(ledgers.by_person(session, first, last), "交款人", True)
        case "day":
            return daybook_rows.holdings(ledgers.by_day(session, first, last), "营业日", False)
    scope = Scope(first, last, cashier=cashier)
    if within is None:
        return daybook_rows.entries(session, ledgers.entries(session, scope))
    return daybook_rows.entries(session, _of(session, *within, scope))


def _of(session: Session, segment: str, key: Any, scope: Scope) -> list[ledgers.Line]:
    """The entries that a line of another segment adds up."""
    until = Scope(last=scope.last)
    if segment == "unit":
        return ledgers.entries(session, until, deposits_only=True, unit=key)
    if segment == "person":
        chains = ledgers.chains_of(session, key)
        return ledgers.entries(session, until, deposits_only=True, lineages=chains)
    if segment == "day":
        day = date.fromisoformat(key)
        return ledgers.entries(session, Scope(day, day), deposits_only=True)
    found = ledgers.entries(session, scope)
    return [one for one in found if _line(session, one) == key]


def _line(session: Session, one: ledgers.Line) -> tuple[str, str, str]:
    """The line of the totals that counts an entry: cashier, way, kind."""
    form = session.forms.get(one.number.partition("-")[0])
    kind = f"{form.title if form else ''} {one.what}"
    return one.by, ledgers.WORDS[one.way, bool(one.reversal)], kind
