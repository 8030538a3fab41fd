"""The rows of a log, which is only ever added to: all of them by their numbers, or narrowed."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from db.listing import Gathered
from db.session import Session
from db.store import Store

BETWEEN = 20_000
"""Rows between two looks whether the list is still wanted."""


class Unbroken:
    """Every row of a table whose rows are numbered without a gap, the newest first: known without
    looking."""

    def __init__(self, count: int) -> None:
        self.count = count

    def ids(self, store: Store, start: int, many: int) -> list[int]:
        """Rows from a place on, the newest at 0."""
        top = self.count - start
        return list(range(top, max(0, top - many), -1))

    def place(self, store: Store, row: int) -> int | None:
        """Where a row stands."""
        return self.count - row if 1 <= row <= self.count else None


def gathered(
    store: Store, sql: str, values: list[object], between: Callable[[], object] = lambda: None
) -> Gathered:
    """The rows whose numbers a query gives, in its order; `between` may break it off."""
    found = array("q")
    for (row,) in store.each(sql, tuple(values)):
        found.append(row)
        if len(found) % BETWEEN == 0:
            between()
    return Gathered(found)


def of_days(
    session: Session, at: str, first: date | None, last: date | None
) -> tuple[list[str], list[object]]:
    """The conditions, and what they are about, for an instant in these days, both included, of the
    office; none for None. at: the column."""
    where: list[str] = []
    values: list[object] = []
    for day, sign in ((first, ">="), (last and last + timedelta(days=1), "<")):
        if day is not None:
            where.append(f"{at} {sign} ?")
            values.append(session.instant(datetime.combine(day, time())))
    return where, values
