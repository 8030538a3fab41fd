"""Building the search index for what is already there, and comparing it with the data."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from typing import Any

from db import indexed, reading, search, tokens
from db.session import Session
from db.store import Store

AT_ONCE = 3_000
"""Records and people that are indexed while a store is opened; more is for the background."""
CHUNK = 100
"""Records in one transaction: a save beside it waits no longer than one of them (about 50 ms)."""
STALE = 0
"""In `search_built` while units, people and vehicles have changed and their tokens have not."""
REST = 0.01
"""Seconds between two short transactions: who waits for the lock tries again every few ms."""
PLACES = 500
"""Units or people in one of those: a save beside it waits no longer than one (about 50 ms)."""
Progress = Callable[[int, int], None]
_MISSING = {
    "unit": (
        "SELECT t.id FROM unit t LEFT JOIN search_place s ON s.id = t.id + ?"
        " WHERE s.id IS NULL AND t.id > ? ORDER BY t.id LIMIT ?",
        search.UNIT,
    ),
    "person": (
        "SELECT t.id FROM person t LEFT JOIN search_place s ON s.id = t.id + ?"
        " WHERE s.id IS NULL AND t.id > ? ORDER BY t.id LIMIT ?",
        search.PERSON,
    ),
    "record": (
        "SELECT t.id FROM record t LEFT JOIN search_record s ON s.record_id = t.id + ?"
        " WHERE s.record_id IS NULL AND t.id > ? ORDER BY t.id LIMIT ?",
        0,
    ),
}

_COUNTED = {
    "place_words": "SELECT total(1 + length(words) - length(replace(words, ' ', '')))"
    " FROM search_place",
    "record_words": "SELECT total(1 + length(words) - length(replace(words, ' ', ''))"
    " + iif(personal = '', 0, 1 + length(personal) - length(replace(personal, ' ', ''))))"
    " FROM search_record",
}
"""How many tokens each index should hold: those that stand beside it."""


def behind(store: Store) -> bool:
    """Whether the index was not yet built to its end by this version of the program."""
    return bool(store.value("SELECT max(version) FROM search_built") != tokens.VERSION)


def catch_up(session: Session) -> None:
    """Build the index of a small store that has none; a large one is left to `fill`."""
    if behind(session.store) and _total(session.store) <= AT_ONCE:
        fill(session)


def leave_behind(store: Store) -> None:
    """Say, in the transaction that changes many places, that their index comes later."""
    store.db.execute_sql("DELETE FROM search_built")
    store.db.execute_sql("INSERT INTO search_built VALUES (?)", (STALE,))


def catch_up_on(
    session: Session,
    units: Sequence[int],
    people: Sequence[int],
    plates: Sequence[str],
    progress: Progress,
    whole: bool,
) -> None:
    """Index what was left behind, in short transactions with a rest between them, in which others
    write. whole: nothing else was missing. What `progress` raises stops it; `fill` goes on."""
    store, done = session.store, 0
    todo: list[tuple[Callable[[Sequence[Any]], None], Sequence[Any]]] = [
        (lambda ids: search.refresh(store, units=ids), units),
        (lambda ids: search.refresh(store, people=ids), people),
        (lambda ids: search.refresh(store, plates=ids), plates),
    ]
    for refresh, ids in todo:
        for at in range(0, len(ids), PLACES):
            progress(done, len(units) + len(people) + len(plates))
            with store.write():
                refresh(ids[at : at + PLACES])
            done += len(ids[at : at + PLACES])
            time.sleep(REST)
    if whole:
        with session.store.write():
            _built(session.store)


def _built(store: Store) -> None:
    store.db.execute_sql("DELETE FROM search_built")
    store.db.execute_sql("INSERT INTO search_built VALUES (?)", (tokens.VERSION,))


def fill(
    session: Session,
    progress: Progress | None = None,
    going_on: Callable[[], bool] = lambda: True,
) -> bool:
    """Index whatever is not indexed yet, in short transactions; whether it came to its end.

    It may be stopped (going_on) or killed, and goes on from there the next time. progress: how
    many are done, of how many.
    """
    store = session.store
    stale = _forget_older(store)
    total, done = _total(store), 0
    for kind in _MISSING:
        for many in _steps(session, kind, stale and kind != "record"):
            done += many
            if progress:
                progress(done, total)
            if not going_on():
                return False
    with store.write():
        _vehicles(store, stale)
        _built(store)
    return True


def rebuild(session: Session, progress: Progress | None = None) -> None:
    """Throw the index away and build it anew."""
    with session.store.write():
        clear(session.store)
        session.journal("search.rebuild", None, {})
    fill(session, progress)


def differences(session: Session) -> list[str]:
    """Records (by number), rooms, people, plates whose tokens are not what the data say; "" for
    an index that does not agree with its own tokens; [] if all agree."""
    store = session.store
    wrong = [number for number, kept, wanted in _records(session) if kept != wanted]
    wrong += _wrong_places(store)
    for table, beside in _COUNTED.items():
        if store.value(f"SELECT total(doc) FROM {table}_terms") != store.value(beside):
            wrong.append("")
    return wrong


_Kept = tuple[indexed.Kept, indexed.Line]


def _records(session: Session) -> Iterator[tuple[str, _Kept | None, _Kept]]:
    """Of every record: number, tokens and line as kept, as they should be."""
    store, hidden, last = session.store, search.key(session.store), 0
    while True:
        rows = store.rows(
            "SELECT r.id, s.words, s.personal, h.number, h.title, h.about, h.expired FROM record r"
            " LEFT JOIN search_record s ON s.record_id = r.id"
            " LEFT JOIN search_hit h ON h.record_id = r.id"
            " WHERE r.id > ? ORDER BY r.id LIMIT ?", (last, CHUNK),
        )  # fmt: skip
        if not rows:
            return
        last = rows[-1][0]
        kept = {row[0]: (indexed.Kept(*row[1:3]), indexed.Line(*row[3:])) for row in rows}
        for one in reading.contents(session, list(kept)):
            words = indexed.of_record(one.number, one.form, one.values, one.acts, hidden)
            line = indexed.line_of(one.number, one.form, one.values, one.issued_at)
            known = kept[one.id]
            if known[1].number and known[1].about is None:
                line = line._replace(about=None)  # gone with what was destroyed
            yield one.number, known if known[0].words else None, (words, line)


def _wrong_places(store: Store) -> list[str]:
    hidden = search.key(store)
    kept = dict(store.rows("SELECT id, words FROM search_place"))
    wanted: dict[int, tuple[str, str | None]] = {}
    for unit_id, label in store.rows("SELECT id, label FROM unit"):
        wanted[search.UNIT + unit_id] = (label, indexed.of_unit(label))
    people = dict(store.rows("SELECT id, name FROM person"))
    for person_id, words in search.people_words(store, people, hidden).items():
        wanted[search.PERSON + person_id] = (people[person_id], words)
    for (plate,) in store.rows("SELECT plate FROM vehicle"):
        wanted[search.vehicle_place(store, plate)] = (plate, search.vehicle_words(store, plate))
    wrong = [name for place, (name, words) in wanted.items() if kept.get(place) != words]
    return wrong + ["已删除的房产或人员" for place in kept if place not in wanted]


def _steps(session: Session, kind: str, stale: bool = False) -> Iterator[int]:
    """Index the missing ones of a kind, all if some are stale, a chunk in each step; how many."""
    store, last = session.store, 0
    sql, start = _MISSING[kind]
    if stale:
        sql = sql.replace("s.id IS NULL AND ", "")
    while True:
        with store.write():
            ids = [one for (one,) in store.rows(sql, (start, last, CHUNK))]
            if kind == "record":
                for one in reading.contents(session, ids):
                    search.put_record(
                        store, one.id, one.number, one.form, one.values, one.acts, one.issued_at
                    )
            else:
                search.refresh(store, **{"units" if kind == "unit" else "people": ids})
        if not ids:
            return
        last = ids[-1]
        yield len(ids)


def _vehicles(store: Store, stale: bool) -> None:
    """There are few of them: all at once."""
    plates = store.rows(
        "SELECT plate FROM vehicle WHERE ? OR plate NOT IN"
        " (SELECT plate FROM search_place WHERE plate IS NOT NULL)", (stale,)
    )  # fmt: skip
    search.refresh(store, plates=[plate for (plate,) in plates])


def _total(store: Store) -> int:
    tables = ("unit", "person", "record")
    return sum(int(store.value(f"SELECT count(*) FROM {table}")) for table in tables)


def _forget_older(store: Store) -> bool:
    """Tokens that another version made are no use; whether some of our own may be out of date."""
    made = store.value("SELECT max(version) FROM search_built")
    if made not in (None, STALE, tokens.VERSION):
        with store.write():
            clear(store)
    return bool(made == STALE)


def clear(store: Store) -> None:
    """Forget the whole index, in the transaction at hand; it is built anew as in a store that has
    none."""
    for table in ("place", "record"):
        words = f"{table}_words"
        store.db.execute_sql(f"INSERT INTO {words}({words}) VALUES ('delete-all')")
        store.db.execute_sql(f"DELETE FROM search_{table}")
    store.db.execute_sql("DELETE FROM search_hit")
    store.db.execute_sql("DELETE FROM search_built")
