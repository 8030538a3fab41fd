"""The forms this office makes most, for the keys of the workbench."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db.secrecy import issuable
from db.session import Session

DAYS = 90


def most_used(session: Session, many: int = 10) -> list[str]:
    """Codes of the forms the member may issue, those the office made most of in the last 90 days
    first; the same all day long, as today does not count yet. Of equal ones menu order.

    Counted by the numbers given out, which leave none out: two looks at an index for each form.
    """
    mine = [form.code for form in issuable(session)]
    today = datetime.combine(session.now().date(), time())
    first, last = session.instant(today - timedelta(days=DAYS)), session.instant(today)
    counted = {code: _made(session, code, first, last) for code in mine}
    return sorted(mine, key=lambda code: -counted[code])[:many]


def _made(session: Session, code: str, first: int, last: int) -> int:
    """How many numbers were given out between two instants (ms)."""
    begun = _number(session, code, "issued_at >= ? AND issued_at < ?", (first, last), "ASC")
    ended = _number(session, code, "issued_at < ? AND issued_at >= ?", (last, first), "DESC")
    if begun is None or ended is None:
        return 0
    if begun[0] == ended[0]:
        return max(1, ended[1] - begun[1] + 1)
    given = session.store.value(
        "SELECT last FROM counter WHERE code = ? AND year = ?", (code, begun[0])
    )
    return max(1, int(given or 0) - begun[1] + 1 + ended[1])


def _number(
    session: Session, code: str, where: str, values: tuple[int, int], way: str
) -> tuple[int, int] | None:
    """Year and number of the first (ASC) or last record there is."""
    rows = session.store.rows(
        "SELECT r.year, r.sequence FROM (SELECT record_id FROM standing"
        f" INDEXED BY standing_listed WHERE code = ? AND {where}"
        f" ORDER BY issued_at {way}, record_id {way} LIMIT 1) s"
        " JOIN record r ON r.id = s.record_id",
        (code, *values),
    )
    return (int(rows[0][0]), int(rows[0][1])) if rows else None
