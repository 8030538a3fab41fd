"""The numbers of the day at the desk: made, in time, taken, deposits, the last seven days.

Read beside the window, along indexes. docs/handbook.md §7: deadlines kept and missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db import office
from db.reading import contents
from db.session import Session
from forms import life
from forms.facts import Facts
from forms.fees import Purse
from forms.timing import end_of_day

WEEK = 7


@dataclass(frozen=True)
class Today:
    """made: (what a small button calls the form, how many) · in_time, judged: deadlines that were
    kept, of all that were settled or passed today · taken, deposits, given_back: 分, None without
    the right to see · days: (day, records made), today last · known: what was judged of which act,
    so that it is judged once"""

    made: tuple[tuple[str, int], ...]
    in_time: int
    judged: int
    taken: int | None
    deposits: int | None
    given_back: int | None
    days: tuple[tuple[date, int], ...]
    known: Mapping[int, int | None]


def today(session: Session, known: Mapping[int, int | None]) -> Today:
    """The numbers of this day so far. known: of an answer of before, the same day."""
    now = session.now()
    first, last = _bounds(session, now.date())
    made = []
    for code in session.forms:
        sql = "SELECT count(*) FROM standing WHERE code = ? AND issued_at >= ? AND issued_at < ?"
        count = int(session.store.value(sql, (code, first, last)))
        if count:
            made.append((session.forms[code].called, count))
    judged = _judged(session, first, last, known)
    settled = [one for one in judged.values() if one is not None]
    sql = "SELECT count(*) FROM standing WHERE due >= ? AND due <= ?"
    missed = int(session.store.value(sql, (first, session.clock.now())))
    taken, deposits, back = _money(session, now.date())
    return Today(
        tuple(sorted(made, key=lambda one: -one[1])), sum(settled), len(settled) + missed,
        taken, deposits, back, _days(session, now.date()), judged,
    )  # fmt: skip


def _bounds(session: Session, day: date) -> tuple[int, int]:
    return session.instant(datetime.combine(day, time())), session.instant(end_of_day(day))


def _days(session: Session, today: date) -> tuple[tuple[date, int], ...]:
    days = [today - timedelta(days=back) for back in reversed(range(WEEK))]
    rows = dict(session.store.rows(
        "SELECT issued_day, count(*) FROM record WHERE issued_day BETWEEN ? AND ?"
        " GROUP BY issued_day", (days[0].isoformat(), today.isoformat()),
    ))  # fmt: skip
    return tuple((day, rows.get(day.isoformat(), 0)) for day in days)


def _money(session: Session, day: date) -> tuple[int | None, int | None, int | None]:
    """Fees taken, deposits taken and given back, 分; None for who may not see records."""
    if not session.may("see:records"):
        return None, None, None
    rows = session.store.rows(
        "SELECT way, purse = ?, sum(amount) FROM money WHERE day = ? GROUP BY 1, 2",
        (Purse.DEPOSIT.value, day.isoformat()),
    )
    found = {(way, bool(deposit)): int(amount) for way, deposit, amount in rows}
    return (
        found.get(("taken", False), 0), found.get(("taken", True), 0),
        found.get(("refunded", True), 0),
    )  # fmt: skip


def _judged(
    session: Session, first: int, last: int, known: Mapping[int, int | None]
) -> dict[int, int | None]:
    """By the row of every act of the day: 1 if it settled a deadline in time, 0 if late, None if
    it settled none."""
    stops = {due.stop for form in session.forms.values() for due in form.dues}
    rows = session.store.rows(
        "SELECT id, record_id, position, name FROM act WHERE at >= ? AND at < ?", (first, last)
    )
    found = {row: known.get(row) for row, *_ in rows}
    fresh = [(row, record, at) for row, record, at, name in rows
             if row not in known and name in stops]  # fmt: skip
    limits = _limits(session, [record for _, record, _ in fresh])
    written = {one.id: one for one in contents(session, sorted(limits))}
    choices = office.choices(session.store)
    facts = Facts(now=session.now(), settings=choices, holidays=choices.get("holidays") or {})
    for row, record_id, position in fresh:
        one = written.get(record_id)
        if one is None or one.form is None or position > len(one.acts):
            continue
        before, act = one.acts[: position - 1], one.acts[position - 1]
        known_then = replace(facts, now=act.at, settings={**choices, **(one.form.settings or {})})
        knowing = life.with_done(one.form, known_then, before)
        running = life.dues(
            one.form, one.values, one.issued_at, before, limits[record_id], knowing
        )
        ends = [due.at for due in running if due.deadline.stop == act.name]
        found[row] = int(act.at <= min(ends)) if ends else None
    return found


def _limits(session: Session, records: list[int]) -> dict[int, datetime | None]:
    """Until when records hold, by row."""
    found: dict[int, datetime | None] = {}
    for at in range(0, len(records), 500):
        some = tuple(records[at : at + 500])
        for row, until in session.store.rows(
            f"SELECT record_id, valid_until FROM standing WHERE record_id IN"
            f" ({','.join('?' * len(some))})", some,
        ):  # fmt: skip
            found[row] = session.local(until) if until is not None else None
    return found
