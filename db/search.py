"""The search index: kept in the transaction that changes what it speaks of.

What is found: `db.find`. How it is built for what was there before, and checked: `db.indexing`.
Raw SQL, because it runs at every save and every key.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from weakref import WeakSet

from db import indexed
from db.indexed import Kept, Line
from db.store import Store
from forms.form import Form
from forms.life import Done

UNIT, PERSON, VEHICLE = (1 << 40, 2 << 40, 3 << 40)
"""Where the ids of each kind begin in `search_place`: a unit's is UNIT + unit.id, a person's
PERSON + person.id; vehicles are counted."""
SPAN = (1 << 40) - 1


def key(store: Store) -> bytes:
    """What hides ID numbers in the index: derived from the data key, never kept in the file."""
    return hmac.digest(store.dek, b"search", "sha256")


_LATER: WeakSet[Store] = WeakSet()


@contextmanager
def later(store: Store) -> Iterator[None]:
    """Within it records are left out of the index, for `db.indexing.fill` to put in afterwards:
    thousands at once are quicker than one by one."""
    _LATER.add(store)
    try:
        yield
    finally:
        _LATER.discard(store)


def put_record(
    store: Store,
    record_id: int,
    number: str,
    form: Form | None,
    values: Mapping[str, Any],
    done: Sequence[Done],
    issued: datetime,
) -> None:
    """Index a record anew from its values and acts; nothing is written if nothing changed.

    Inside the transaction that issues or acts. issued: office time
    """
    if store in _LATER:
        return
    keep_record(store, record_id, indexed.of_record(number, form, values, done, key(store)))
    keep_line(store, record_id, indexed.line_of(number, form, values, issued))


def keep_line(store: Store, record_id: int, wanted: Line) -> None:
    """Put what is shown of a record in the place of what was kept; `about` that went stays away."""
    kept = store.rows(
        "SELECT number, title, about, expired FROM search_hit WHERE record_id = ?", (record_id,)
    )
    if not kept or Line(*kept[0]) not in (wanted, wanted._replace(about=None)):
        store.db.execute_sql(
            "REPLACE INTO search_hit VALUES (?, ?, ?, ?, ?)", (record_id, *wanted)
        )


def keep_record(store: Store, record_id: int, wanted: Kept) -> None:
    """Put these tokens in the place of the record's."""
    rows = store.rows(
        "SELECT words, personal FROM search_record WHERE record_id = ?", (record_id,)
    )
    if rows and Kept(*rows[0]) == wanted:
        return
    if rows:
        _take_out(store, record_id)
    db = store.db
    db.execute_sql("INSERT INTO search_record VALUES (?, ?, ?)", (record_id, *wanted))
    db.execute_sql(
        "INSERT INTO record_words(rowid, words) VALUES (?, ?)", (record_id, " ".join(wanted))
    )


def remove_record(store: Store, record_id: int) -> None:
    """Take a record out of the index; no row is no error."""
    _take_out(store, record_id)
    store.db.execute_sql("DELETE FROM search_hit WHERE record_id = ?", (record_id,))


def _take_out(store: Store, record_id: int) -> None:
    store.db.execute_sql(
        "INSERT INTO record_words(record_words, rowid, words)"
        " SELECT 'delete', record_id, words || ' ' || personal FROM search_record"
        " WHERE record_id = ?",
        (record_id,),
    )
    _flush(store, "record_words")
    store.db.execute_sql("DELETE FROM search_record WHERE record_id = ?", (record_id,))


def _flush(store: Store, table: str) -> None:
    """After every deletion: FTS5 with `secure-delete` and `detail=none` forgets other rows when a
    token is taken from a row and given back before both are written out (seen in 3.53.4)."""
    store.db.execute_sql(f"INSERT INTO {table}({table}) VALUES ('flush')")


def refresh(
    store: Store,
    *,
    units: Iterable[int] = (),
    people: Iterable[int] = (),
    plates: Iterable[str] = (),
) -> None:
    """Index units, people and vehicles anew as they stand now; those that are gone go.

    Call it in the transaction that made, changed, moved or deleted them, for a person also when
    where they live changed. People and vehicles that belong together are done together; name the
    owner of old when a vehicle changes hands.
    """
    given, people, units = set(plates), set(people), list(units)
    plates = given | _related(
        store, f"SELECT plate FROM vehicle WHERE person_id IN {_THESE}", people
    )
    people |= _related(store, f"SELECT person_id FROM vehicle WHERE plate IN {_THESE}", given)
    rooms = store.rows(f"SELECT id, label FROM unit WHERE id IN {_THESE}", (json.dumps(units),))
    found = {one: indexed.of_unit(label) for one, label in rooms}
    keep_places(store, {UNIT + one: (None, found.get(one)) for one in units})
    words = people_words(store, people, key(store))
    keep_places(store, {PERSON + one: (None, words.get(one)) for one in sorted(people)})
    for plate in sorted(plates):
        place = vehicle_place(store, plate)
        keep_places(store, {place: (plate, vehicle_words(store, plate))})


_THESE = "(SELECT value FROM json_each(?))"


def _related(store: Store, sql: str, ids: Collection[object]) -> set[Any]:
    found = store.rows(sql, (json.dumps([*ids]),)) if ids else []
    return {one for (one,) in found if one is not None}


def people_words(store: Store, people: Iterable[int], hidden: bytes) -> dict[int, str]:
    """Tokens of people as they stand now, by row; who is not there has none."""
    these = (json.dumps([*people]),)
    rooms: dict[int, list[str]] = {}
    cars: dict[int, list[str]] = {}
    for who, label in store.rows(
        "SELECT r.person_id, u.label FROM residence r JOIN unit u ON u.id = r.unit_id"
        f" WHERE r.person_id IN {_THESE}", these,
    ):  # fmt: skip
        rooms.setdefault(who, []).append(label)
    for who, plate in store.rows(
        f"SELECT person_id, plate FROM vehicle WHERE person_id IN {_THESE}", these
    ):
        cars.setdefault(who, []).append(plate)
    return {
        who: indexed.of_person(
            name, phone, document, rooms.get(who, ()), cars.get(who, ()), hidden
        )
        for who, name, phone, document in store.rows(
            f"SELECT id, name, phone, id_number FROM person WHERE id IN {_THESE}", these
        )
    }


def vehicle_words(store: Store, plate: str) -> str | None:
    """Tokens of a vehicle as it stands now, None if there is no such vehicle."""
    rows = store.rows(
        "SELECT u.label, p.name FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
        " LEFT JOIN person p ON p.id = v.person_id WHERE v.plate = ?",
        (plate,),
    )
    return indexed.of_vehicle(plate, *rows[0]) if rows else None


def vehicle_place(store: Store, plate: str) -> int:
    """A vehicle's id in `search_place`: the one it has, or the next."""
    known = store.value("SELECT id FROM search_place WHERE plate = ?", (plate,))
    last = "SELECT max(id) FROM search_place WHERE id BETWEEN ? AND ?"
    return int(known or (store.value(last, (VEHICLE, VEHICLE + SPAN)) or VEHICLE) + 1)


def keep_places(store: Store, wanted: Mapping[int, tuple[str | None, str | None]]) -> None:
    """Put these tokens (plate or None, words) in the places of units, people or vehicles; None
    takes one out."""
    kept = dict(store.rows(
        f"SELECT id, words FROM search_place WHERE id IN {_THESE}", (json.dumps([*wanted]),)
    ))  # fmt: skip
    changed = {place: one for place, one in wanted.items() if kept.get(place) != one[1]}
    db = store.db
    for place in changed:
        if place in kept:
            db.execute_sql(
                "INSERT INTO place_words(place_words, rowid, words) VALUES ('delete', ?, ?)",
                (place, kept[place]),
            )
            _flush(store, "place_words")
            db.execute_sql("DELETE FROM search_place WHERE id = ?", (place,))
    new = [(place, plate, words) for place, (plate, words) in changed.items() if words is not None]
    with store.reading():
        many = db.connection().executemany
        many("INSERT INTO search_place VALUES (?, ?, ?)", new)
        many("INSERT INTO place_words(rowid, words) VALUES (?, ?)",
             [(place, words) for place, _, words in new])  # fmt: skip
