"""What has been kept long enough, and why something may not be destroyed yet (docs/handbook.md §6).

Archives are kept for ten years at least from the day they were done with; the office may keep some
longer. What is still open, holds money or has something open hanging on it stays, whatever its age.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from db import filed, money, office, secrecy
from db.reading import Record, read
from db.session import Session
from forms import life
from forms.retention import KEEP_LONGER, KEEP_PEOPLE, KEEP_YEARS, LEAST_YEARS
from forms.values import unit

AT_ONCE = 200
"""Rows of the list of what is due that are read at once."""
FEW = 20
"""Rows that the workbench looks at."""
WHAT = "看到期该销毁的"


@dataclass(frozen=True)
class Due:
    """Something that has been kept long enough: "record" or "person", its row, what it is called
    without anybody's name, since which day it may go."""

    kind: str
    ref: int
    label: str
    since: date


def years_of(session: Session, code: str) -> int:
    """How many years the records of a form are kept once they are done with."""
    longer = office.setting(session.store, KEEP_LONGER.key) or ()
    own = [int(one["years"]) for one in longer if str(one["code"]).upper() == code]
    general = int(office.setting(session.store, KEEP_YEARS.key))
    return max([LEAST_YEARS, general, *own])


def after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the day after."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def done_with(record: Record) -> date:
    """The day on which the last thing happened to a record, or its time ran out if later."""
    last: datetime = max([record.issued_at, *(one.at for one in record.acts)])
    until = record.standing.valid_until
    return max(last, until).date() if until is not None else last.date()


def against(session: Session, record: Record) -> str:
    """Why the record may not be destroyed today, "" if it may."""
    if record.destroyed is not None:
        return "已经销毁"
    if why := _open(session, record):
        return why
    due = after(done_with(record), years_of(session, record.form.code))
    if session.now().date() < due:
        years = years_of(session, record.form.code)
        return f"档案要保存 {years} 年，到 {due.isoformat()} 才可以销毁"
    return ""


def _open(session: Session, record: Record) -> str:
    found, now = record.standing, session.now()
    if found.due is not None:
        return f"还有“{found.due.name}”没有办"
    if found.waits and not found.ended and not life.is_over(found, now):
        return f"还没有办结（{record.seen.state}），先办结或作废"
    if not found.ended and found.valid_until is not None and not life.is_over(found, now):
        return f"还在有效期里（{record.form.until_words} {found.valid_until:%Y-%m-%d}）"
    if found.owes:
        return "还有钱没有收清"
    if record.form.fees and money.held_by_chain(session, record.id) > 0:
        return "还收着押金"
    hanging = session.store.value(
        "SELECT r.number FROM record r JOIN standing s ON s.record_id = r.id"
        " WHERE r.hangs_on = ? AND s.open = 1 AND s.ended = 0 LIMIT 1", (record.id,),
    )  # fmt: skip
    return f"附在它上面的 {hanging} 还没有办结" if hanging else ""


def against_person(session: Session, person_id: int) -> str:
    """Why the entry of a resident may not be destroyed today, "" if it may."""
    today = session.now().date()
    stays = session.store.rows(
        "SELECT u.label, r.until FROM residence r JOIN unit u ON u.id = r.unit_id"
        " WHERE r.person_id = ?", (person_id,),
    )  # fmt: skip
    for label, until in stays:
        if until is None or until >= today.isoformat():
            return f"还登记在 {unit.pretty(label)}，先办搬出"
    for row in filed.naming(session, person_id):
        record = read(session, row)
        if why := _open(session, record):
            return f"{record.number} {why}"
    due = after(_left(session, person_id, [until for _, until in stays]), _people(session))
    if today < due:
        return f"档案要保存 {_people(session)} 年，到 {due.isoformat()} 才可以销毁"
    return ""


def _people(session: Session) -> int:
    return max(LEAST_YEARS, int(office.setting(session.store, KEEP_PEOPLE.key)))


def _left(session: Session, person_id: int, untils: Sequence[str]) -> date:
    """The day from which a person's entry is reckoned: the last one lived here, else when the entry
    was last touched; for one that was only imported once, long ago."""
    if untils:
        return date.fromisoformat(max(untils))
    at = session.store.value(
        "SELECT max(at) FROM estate_history WHERE person_id = ?", (person_id,)
    )
    return session.local(at).date() if at is not None else date(1970, 1, 1)


def due(session: Session, limit: int = AT_ONCE) -> list[Due]:
    """What may be destroyed today, the oldest first, at most so many records and as many people.

    Reads only, along the index of days; for a thread. Refused without the right "destroy".
    """
    session.require("destroy", WHAT)
    records, people = _records(session), _residents(session)
    return [one for one, _ in (*islice(records, limit), *islice(people, limit))]


@dataclass(frozen=True)
class Place:
    """Where a page of the list begins: after the record of that day and row, once `over` after the
    entry of that person."""

    day: str = ""
    record: int = 0
    person: int = 0
    over: bool = False


def page(
    session: Session, after: Place = Place(), limit: int = AT_ONCE
) -> tuple[list[Due], Place | None]:
    """One page of the same list, records before people, and where the next begins (None: no more).
    """
    session.require("destroy", WHAT)
    found: list[tuple[Due, Place]] = []
    if not after.over:
        found = list(islice(_records(session, after), limit + 1))
    if len(found) <= limit:
        found += islice(_residents(session, after), limit + 1 - len(found))
    return [one for one, _ in found[:limit]], found[limit - 1][1] if len(found) > limit else None


def is_due(session: Session) -> bool:
    """Whether something may be destroyed today, for the workbench: the oldest few are looked at."""
    if any(True for _ in _records(session, most=FEW)):
        return True
    sql = LEFT.format(named=_NAMED.format("person", "l.person_id"))
    before = _before(session)
    rows = session.store.rows(sql, (before, before, FEW))
    return any(not against_person(session, row) for (row,) in rows)


GONE = "destruction.gone"
"""Setting: every record that was issued before this day is destroyed; lists begin there."""


def keep_gone(session: Session) -> None:
    """Look again from which day on something is left, inside the caller's transaction."""
    known = str(office.setting(session.store, GONE) or "")
    day = session.store.value(
        "SELECT r.issued_day FROM record r INDEXED BY record_day WHERE r.issued_day >= ?"
        " AND NOT EXISTS (SELECT 1 FROM destruction_order o WHERE o.record_id = r.id"
        " AND o.approved_by IS NOT NULL) ORDER BY r.issued_day, r.id LIMIT 1", (known,),
    )  # fmt: skip
    if day is not None and day != known:
        office.put(session.store, GONE, str(day), session.clock.now(), None)


RECORDS = (
    "SELECT r.issued_day, r.id, r.code FROM record r INDEXED BY record_day"
    " WHERE (r.issued_day, r.id) > (?, ?) AND r.issued_day <= ? AND NOT EXISTS"
    " (SELECT 1 FROM destruction_order o WHERE o.record_id = r.id"
    "  AND o.approved_by IS NOT NULL)"
    " AND NOT EXISTS ({named}) AND {visible} ORDER BY r.issued_day, r.id LIMIT ?"
)
"""SQL: records of long ago that are on no order, along the index of days; nothing is sorted."""
PEOPLE = (
    "SELECT p.id FROM person p WHERE p.id > ? AND NOT EXISTS (SELECT 1 FROM residence r"
    " WHERE r.person_id = p.id AND (r.until IS NULL OR r.until > ?))"
    " AND NOT EXISTS ({named}) ORDER BY p.id LIMIT ?"
)
"""SQL: residents who left long ago and are on no order, by row."""
LEFT = (
    "SELECT l.person_id FROM residence l INDEXED BY residence_left WHERE l.until <= ?"
    " AND NOT EXISTS (SELECT 1 FROM residence r WHERE r.person_id = l.person_id"
    " AND (r.until IS NULL OR r.until > ?)) AND NOT EXISTS ({named}) ORDER BY l.until LIMIT ?"
)
"""SQL: of these, those who lived here, who left first before: for the workbench."""


def _records(
    session: Session, after_: Place = Place(), most: int | None = None
) -> Iterator[tuple[Due, Place]]:
    """The oldest that may go, with its place; most: so many rows are looked at, None for all."""
    today = session.now().date()
    before = today.replace(year=today.year - LEAST_YEARS, day=min(today.day, 28)).isoformat()
    years = {code: years_of(session, code) for code in session.forms}
    sql = RECORDS.format(
        named=_NAMED.format("record", "r.id"), visible=secrecy.visible(session, "r.id")
    )
    first = str(office.setting(session.store, GONE) or "")
    last: tuple[str, int] = (after_.day, after_.record) if after_.day else (first, 0)
    looked = 0
    while most is None or looked < most:
        rows = session.store.rows(sql, (*last, before, min(AT_ONCE, most or AT_ONCE)))
        if not rows:
            return
        last, looked = rows[-1][:2], looked + len(rows)
        for day, row, code in rows:
            if after(date.fromisoformat(day), years[code]) > today:
                continue
            record = read(session, row)
            if not against(session, record):
                since = after(done_with(record), years_of(session, record.form.code))
                yield Due("record", row, record.number, since), Place(day, row)


_NAMED = (
    "SELECT 1 FROM destruction_item i JOIN destruction d ON d.id = i.destruction_id"
    " WHERE i.kind = '{}' AND i.ref = {} AND d.dropped_by IS NULL AND d.done_at IS NULL"
)


def _residents(
    session: Session, after_: Place = Place(), most: int | None = None
) -> Iterator[tuple[Due, Place]]:
    """Residents' entries that may go, with their places; most: as of `_records`."""
    before = _before(session)
    sql = PEOPLE.format(named=_NAMED.format("person", "p.id"))
    last, looked = after_.person, 0
    while most is None or looked < most:
        rows = session.store.rows(sql, (last, before, min(AT_ONCE, most or AT_ONCE)))
        if not rows:
            return
        last, looked = rows[-1][0], looked + len(rows)
        for (row,) in rows:
            if against_person(session, row):
                continue
            untils = [one for (one,) in session.store.rows(
                "SELECT until FROM residence WHERE person_id = ?", (row,)
            )]  # fmt: skip
            since = after(_left(session, row, untils), _people(session))
            found = Due("person", row, person_label(session, row), since)
            yield found, Place(person=row, over=True)


def _before(session: Session) -> str:
    """The day by which somebody must have left for his entry to go now."""
    today = session.now().date()
    return today.replace(year=today.year - _people(session), day=min(today.day, 28)).isoformat()


def person_label(session: Session, person_id: int) -> str:
    """What a resident's entry is called without a name: its row and where they lived."""
    label = session.store.value(
        "SELECT u.label FROM residence r JOIN unit u ON u.id = r.unit_id WHERE r.person_id = ?"
        " ORDER BY r.until DESC LIMIT 1", (person_id,),
    )  # fmt: skip
    where = f"（{unit.pretty(label)}）" if label else ""
    return f"住户登记 {person_id}{where}"
