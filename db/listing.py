"""Lists of any length: what passes a filter, in an order, read in pages from a key.

A list is one or more *runs*, each a query in the order of (a number, the record's row) along an
index. `Survey` walks every run once, a stride at a time, and keeps the key where each stride
begins; from then on any place in a list of a million is less than a stride of index rows away, so
a jump costs what a step does. The walk belongs in a thread; what is kept are plain numbers.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from db import find, secrecy
from db.among import Among
from db.errors import Refused
from db.session import Session
from db.store import Store
from forms.form import Form

STRIDE = 1000
"""Rows between two keys that are kept: a million rows make a thousand keys."""
ALONG = ("@issued_at", "@number", "@state", "@due", "@valid_until")
"""What a list of any length can be ordered by, because an index is in that order."""
BY_SLOT = "@slot"
"""The order of what is booked: no index is in it, but none is read for it but rows of `slot`."""
SLOT_PLACE = "(CAST(julianday(k.day) AS INTEGER) * 1440 + k.start)"
"""SQL: a number in the order of slots."""
_FIRST, _LAST = -(1 << 62), 1 << 62
Key = tuple[int, int]


@dataclass(frozen=True)
class Order:
    """By which column, newest or largest first."""

    key: str = "@issued_at"
    descending: bool = True


@dataclass(frozen=True)
class Sieve:
    """Which records of a form, and in which order.

    first, last: days of the office on which they were issued, both included · states: as seen now,
    any of them; () for all · only: "" all, "open" what still has something to be done, "overdue"
    what has a deadline that is past · unit: its label · text: as in the search box · among: these
    """

    code: str
    first: date | None = None
    last: date | None = None
    states: tuple[str, ...] = ()
    only: str = ""
    unit: str | None = None
    text: str = ""
    order: Order = field(default_factory=Order)
    among: Among | None = None


@dataclass(frozen=True)
class Run:
    """One query of the list: what it reads from, its conditions with their values, the number it
    is ordered by, the way, and between which of these numbers it lies (both included).

    The bounds are no conditions: SQLite would have two for one end of the index, and might walk
    from the wrong one.
    """

    source: str
    where: str
    values: tuple[object, ...]
    by: str
    descending: bool
    low: int = -(1 << 62)
    high: int = 1 << 62

    def after(self, store: Store, key: Key | None, many: int, skip: int = 0) -> list[Key]:
        """So many keys behind `key` (None: from its beginning), `skip` of them left out."""
        sql, values = self._between(key, self._end)
        way = "DESC" if self.descending else "ASC"
        rows = store.rows(
            f"SELECT {self.by}, s.record_id FROM {self.source} WHERE {sql}"
            f" ORDER BY {self.by} {way}, s.record_id {way} LIMIT ? OFFSET ?",
            (*values, many, skip),
        )
        return [(by, record_id) for by, record_id in rows]

    def count_between(self, store: Store, key: Key | None, last: Key) -> int:
        """Rows behind `key` up to and with `last`."""
        sql, values = self._between(key, last)
        return int(store.value(f"SELECT count(*) FROM {self.source} WHERE {sql}", values))

    @property
    def all(self) -> tuple[str, tuple[object, ...]]:
        """The condition for the whole run, with its values."""
        return self._between(None, self._end)

    @property
    def _end(self) -> Key:
        return (self.low, _FIRST) if self.descending else (self.high, _LAST)

    def _between(self, key: Key | None, last: Key) -> tuple[str, tuple[object, ...]]:
        behind, upto = ("<", ">=") if self.descending else (">", "<=")
        start = key or ((self.high, _LAST) if self.descending else (self.low, _FIRST))
        pair = f"({self.by}, s.record_id)"
        sql = f"{self.where} AND {pair} {behind} (?, ?) AND {pair} {upto} (?, ?)"
        return sql, (*self.values, *start, *last)

    def key_of(self, store: Store, record_id: int) -> Key | None:
        """Where a record stands in this run, which no words narrow; None if it is not in it."""
        sql, values = self.all
        rows = store.rows(
            f"SELECT {self.by} FROM standing s NOT INDEXED WHERE {sql} AND s.record_id = ?",
            (*values, record_id),
        )
        return (rows[0][0], record_id) if rows else None


class Listing(Protocol):
    """A list: `count` rows, any of them by place, the place of a record."""

    count: int

    def ids(self, store: Store, start: int, many: int) -> list[int]:
        """Records from a place on."""

    def place(self, store: Store, record_id: int) -> int | None:
        """Where a record stands, None if it is not in the list."""


class Survey:
    """A list along indexes, of any length: the keys of every stride of every run."""

    def __init__(self, store: Store, runs: Sequence[Run]) -> None:
        """Walk the runs in one look at the store; a thread's work, well under a second for a
        million rows."""
        self._runs = tuple(runs)
        self._starts: list[int] = []
        self._keys: list[tuple[int, Key | None]] = []
        self.count = 0
        with store.reading() as db, db.atomic():
            for number in range(len(self._runs)):
                self._walk(store, number)

    def _walk(self, store: Store, number: int) -> None:
        run = self._runs[number]
        key: Key | None = None
        while True:
            self._starts.append(self.count)
            self._keys.append((number, key))
            ends = run.after(store, key, 1, STRIDE - 1)
            if not ends:
                break
            self.count += STRIDE
            key = ends[0]
        self.count += len(run.after(store, key, STRIDE))

    def ids(self, store: Store, start: int, many: int) -> list[int]:
        """Records from a place on."""
        found: list[int] = []
        at = bisect_right(self._starts, start) - 1
        while at < len(self._keys) and len(found) < many and start < self.count:
            number, key = self._keys[at]
            skip = max(0, start - self._starts[at])
            rows = self._runs[number].after(store, key, many - len(found), skip)
            found += [record_id for _, record_id in rows]
            at = next(
                (one for one in range(at + 1, len(self._keys)) if self._keys[one][0] > number),
                len(self._keys),
            )
        return found

    def place(self, store: Store, record_id: int) -> int | None:
        """Where a record stands, None if it is not in the list."""
        for number, run in enumerate(self._runs):
            key = run.key_of(store, record_id)
            if key is not None:
                strides = [at for at, (one, _) in enumerate(self._keys) if one == number]
                before = [at for at in strides if self._is_before(self._keys[at][1], key, run)]
                at = before[-1]
                return self._starts[at] + run.count_between(store, self._keys[at][1], key) - 1
        return None

    def _is_before(self, stride: Key | None, key: Key, run: Run) -> bool:
        if stride is None:
            return True
        return stride > key if run.descending else stride < key


class Gathered:
    """A list that no index is in the order of: its records one by one (8 bytes each)."""

    def __init__(self, found: array[int]) -> None:
        self._found = found
        self.count = len(found)

    def ids(self, store: Store, start: int, many: int) -> list[int]:
        """Records from a place on."""
        return list(self._found[start : start + many])

    def place(self, store: Store, record_id: int) -> int | None:
        """Where a record stands, None if it is not in the list."""
        try:
            return self._found.index(record_id)
        except ValueError:
            return None


def head(session: Session, sieve: Sieve, many: int) -> list[int]:
    """The first records of a list, before it is walked; none where it has to be gathered."""
    found: list[int] = []
    if not _is_gathered(sieve):
        for run in runs(session, sieve):
            if len(found) < many:
                found += [one for _, one in run.after(session.store, None, many - len(found))]
    return found


def listing(session: Session, sieve: Sieve) -> Listing:
    """The whole list. Raises Refused for an order that only short lists can have."""
    if not _is_gathered(sieve):
        return Survey(session.store, runs(session, sieve))
    found = array("q")
    for run in runs(session, sieve):
        found.extend(gathered(session.store, run))
    return Gathered(found)


def gathered(store: Store, run: Run) -> Iterator[int]:
    """The records of a run, a stride packed into each row of the answer: a row apiece would let
    two threads pass Python's lock to and fro for every record."""
    way = "DESC" if run.descending else "ASC"
    sql, values = run.all
    ordered = (
        f"SELECT s.record_id FROM {run.source} WHERE {sql}"
        f" ORDER BY {run.by} {way}, s.record_id {way}"
    )
    numbered = f"SELECT record_id, row_number() OVER () - 1 AS n FROM ({ordered})"
    packed = f"SELECT group_concat(record_id, ',' ORDER BY n) FROM ({numbered}) GROUP BY n / ?"
    with store.reading() as db:
        for (some,) in db.execute_sql(packed, (*values, STRIDE)):
            yield from map(int, some.split(","))


def every(session: Session, found: Listing, at_once: int = 500) -> Iterator[list[int]]:
    """All records of a list, so many at a time."""
    for start in range(0, found.count, at_once):
        yield found.ids(session.store, start, at_once)


def _is_gathered(sieve: Sieve) -> bool:
    return bool(sieve.text or sieve.unit or sieve.among or sieve.order.key == BY_SLOT)


def runs(session: Session, sieve: Sieve) -> list[Run]:
    """The queries that make the list, one after the other. Raises Refused for an unknown order."""
    form, down = session.form(sieve.code), sieve.order.descending
    low, high = _period(session, sieve)
    common, values = conditions(session, form, replace(sieve, first=None, last=None))
    within = f"{common} AND s.issued_at BETWEEN ? AND ?"

    def timed(index: str, more: str = "", more_values: tuple[object, ...] = ()) -> Run:
        where = f"{common} AND {more}" if more else common
        given = (*values, *more_values)
        return Run(source(sieve, index), where, given, "s.issued_at", down, low, high)

    def other(index: str, by: str, *bounds: int) -> Run:
        where = f"{within} AND {by} IS NOT NULL"
        return Run(source(sieve, index), where, (*values, low, high), by, down, *bounds)

    match sieve.order.key:
        case "@issued_at":
            single = len(sieve.states) == 1 and not sieve.only
            by_state = single and sieve.states[0] != form.expired_state
            return [timed("standing_by_state" if by_state else "standing_listed")]
        case "@state":
            now = session.clock.now()
            made = [timed(*_seen_in(form, word, now)) for word in states(session, form)]
            return made[::-1] if down else made
        case "@number":
            made = _by_number(session, form, other)
            return made[::-1] if down else made
        case "@due":
            blank = timed("standing_listed", "s.due IS NULL")
            return [other("standing_by_due", "s.due"), blank]
        case "@valid_until":
            blank = timed("standing_listed", "s.valid_until IS NULL")
            return [other("standing_by_until", "s.valid_until"), blank]
        case "@slot" if form.slot:
            booked = "EXISTS (SELECT 1 FROM slot k WHERE k.record_id = s.record_id)"
            blank = timed("standing_listed", f"NOT {booked}")
            named = f"{source(sieve, 'standing_listed')} JOIN slot k ON k.record_id = s.record_id"
            return [Run(named, within, (*values, low, high), SLOT_PLACE, down), blank]
    raise Refused({"order": f"{form.title}登记本不能按“{sieve.order.key}”排"})


def source(sieve: Sieve, index: str) -> str:
    """What a query of the list reads from."""
    if sieve.text:
        return "record_words w CROSS JOIN standing s ON s.record_id = w.rowid"
    return f"standing s INDEXED BY {'standing_unit' if sieve.unit else index}"


def conditions(session: Session, form: Form, sieve: Sieve) -> tuple[str, tuple[object, ...]]:
    """What every record of the list must be, as SQL on `source`.

    Raises Refused without the right to see records: every list begins here.
    """
    session.require("see:records", "看登记本")
    parts: list[str] = ["s.code = ?", secrecy.visible(session, "s.record_id", form.code)]
    values: list[object] = [form.code]

    def add(sql: str, *more: object) -> None:
        parts.append(sql)
        values.extend(more)

    if sieve.text:
        asked = find.expression(session, sieve.text)
        parts.insert(0, "w.record_words MATCH ?")
        values.insert(0, asked or '""')
    if sieve.first or sieve.last:
        add("s.issued_at BETWEEN ? AND ?", *_period(session, sieve))
    if sieve.unit:
        add("s.unit_id = (SELECT id FROM unit WHERE label = ?)", sieve.unit)
    if (one := sieve.among) is not None:
        add(f"s.record_id IN ({one.sql})", *one.values)
    if sieve.only == "open":
        add("s.open = 1")
    elif sieve.only == "overdue":
        add("s.due <= ?", session.clock.now())
    if sieve.states:
        now = session.clock.now()
        alternatives = [_seen_in(form, word, now)[1:] for word in sieve.states]
        add(f"({' OR '.join(sql for sql, _ in alternatives)})",
            *(value for _, more in alternatives for value in more))  # fmt: skip
    return " AND ".join(parts), tuple(values)


def states(session: Session, form: Form) -> list[str]:
    """Every state a record of the form can be seen in: as declared, then those of old records."""
    declared = [form.open_state, *(act.state for act in form.acts if act.state)]
    old = session.store.rows(
        "WITH RECURSIVE found(state) AS ("
        " SELECT min(state) FROM standing WHERE code = ?1 UNION ALL"
        " SELECT (SELECT min(state) FROM standing WHERE code = ?1 AND state > found.state)"
        " FROM found WHERE found.state IS NOT NULL"
        ") SELECT state FROM found WHERE state IS NOT NULL",
        (form.code,),
    )
    return list(dict.fromkeys([*declared, form.expired_state, *(state for (state,) in old)]))


OVER = "(s.ended = 0 AND s.valid_until IS NOT NULL AND s.valid_until <= ?)"
"""SQL for `forms.life.is_over`, with the moment (ms)."""


def _seen_in(form: Form, word: str, now: int) -> tuple[str, str, tuple[object, ...]]:
    """Index, condition and values for the records seen in a state: the expired are in none but
    theirs."""
    if word == form.expired_state:
        return "standing_listed", OVER, (now,)
    return "standing_by_state", f"(s.state = ? AND NOT {OVER})", (word, now)


def _by_number(session: Session, form: Form, run: Callable[..., Run]) -> list[Run]:
    """A run for each year of numbers: within a year numbers rise with the rows.

    The years' rows lie apart unless somebody set the clock back over new year; then each row is
    asked for its year.
    """
    end = "(SELECT id FROM record WHERE code = c.code AND year = c.year ORDER BY sequence"
    rows = session.store.rows(
        f"SELECT c.year, {end} LIMIT 1), {end} DESC LIMIT 1) FROM counter c WHERE c.code = ?"
        " ORDER BY c.year",
        (form.code,),
    )
    years = [(year, low, high) for year, low, high in rows if low is not None]
    made = [run("standing_by_number", "s.record_id", low, high) for _, low, high in years]
    if all(one[2] < two[1] for one, two in zip(years, years[1:], strict=False)):
        return made
    asked = "(SELECT year FROM record r WHERE r.id = s.record_id) = ?"
    return [
        replace(one, where=f"{one.where} AND {asked}", values=(*one.values, year))
        for one, (year, _, _) in zip(made, years, strict=True)
    ]


def _period(session: Session, sieve: Sieve) -> tuple[int, int]:
    """The first and the last millisecond of the days asked for."""
    low, high = _FIRST, _LAST
    if sieve.first:
        low = session.instant(datetime.combine(sieve.first, time()))
    if sieve.last:
        high = session.instant(datetime.combine(sieve.last + timedelta(days=1), time())) - 1
    return low, high
