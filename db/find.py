"""Find by room, name, pinyin, initials, phone, plate, number, goods; by ID number for some.

Several words narrow: each must be found. A fragment of an ID number is found only whole or by its
last four to six signs, only by those with the right `see:personal`, and every such answer is
journalled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db import records, search, tokens
from db.facts import entrances
from db.session import Session
from db.workbench import about
from forms.display import masked
from forms.fields import Field, Kind
from forms.values import Invalid, plate, unit

KINDS = ("unit", "person", "vehicle", "record")
"""What can be found, in the order in which it is given."""
MOST = 10_000
"""Hits given at most, whatever limit is asked for: SQLite takes no more than 32,766 rows named."""
_PHONE = Field("phone", "电话", Kind.PHONE)
LOOKED_AT = 24
"""Rooms and people from which the best are chosen."""


@dataclass(frozen=True)
class Hit:
    """kind: one of `KINDS` · id: label, row, plate or number · title and line for people."""

    kind: str
    id: str
    title: str
    line: str


def find(session: Session, typed: str, limit: int = 50) -> list[Hit]:
    """All that the words name, grouped as in `KINDS`, newest records first; journals IDs."""
    limit = min(max(limit, 0), MOST)
    hits = by_document(session, typed, limit) + _all(session, typed, limit)
    return _shared(list(dict.fromkeys(hits)), limit)


def look(session: Session, typed: str, limit: int = 50) -> list[Hit]:
    """As `find` without ID numbers: reads only, for a thread with a store of its own."""
    return _shared(_all(session, typed, limit), limit)


def may_be_document(session: Session, typed: str) -> bool:
    """Whether `by_document` could have an answer for these words and this member."""
    words = tokens.words_of(typed)
    return any(map(tokens.documents, words)) and session.may("see:personal")


def by_document(session: Session, typed: str, limit: int = 50) -> list[Hit]:
    """People and records that an ID number or its end among the words belongs to.

    Journals what was shown, without the number. Other words narrow.
    """
    if limit < 1 or not may_be_document(session, typed):
        return []
    words = tokens.words_of(typed)
    hidden = search.key(session.store)
    hits: list[Hit] = []
    for at, word in enumerate(words):
        marks = [f'"{tokens.mark(one, hidden)}"' for one in tokens.documents(word)]
        if marks:
            others = expressions(session, words[:at] + words[at + 1 :], beside=True)
            both = " AND ".join([f"({' OR '.join(marks)})", *others])
            hits += _people(session, both, "", limit) + _records(session, both, limit)
    hits = _shared(list(dict.fromkeys(hits)), limit)
    if hits:
        with session.store.write():
            session.journal("find.document", None, {"found": [hit.id for hit in hits]})
    return hits


def home(session: Session, hit: Hit) -> str | None:
    """The label of the unit that a hit of a unit, person or vehicle leads to."""
    if hit.kind == "unit":
        return hit.id
    if hit.kind == "person":
        sql = (
            "SELECT u.label FROM residence r JOIN unit u ON u.id = r.unit_id"
            " WHERE r.person_id = ? ORDER BY r.until IS NOT NULL, r.since DESC, r.id LIMIT 1"
        )
    else:
        sql = "SELECT u.label FROM vehicle v JOIN unit u ON u.id = v.unit_id WHERE v.plate = ?"
    found = session.store.value(sql, (int(hit.id) if hit.kind == "person" else hit.id,))
    return None if found is None else str(found)


def _all(session: Session, typed: str, limit: int) -> list[Hit]:
    label = label_of(session, typed)
    both = expression(session, typed)
    if not both or limit < 1:
        return []
    name = label or "".join(tokens.words_of(typed))
    return [
        *_units(session, both, label, limit),
        *_people(session, both, name, limit),
        *_vehicles(session, both, limit),
        *_records(session, both, limit),
    ]


def expression(session: Session, typed: str) -> str:
    """What the index of records is asked for these words, "" for words that ask nothing."""
    label = label_of(session, typed)
    words = [label] if label else tokens.words_of(typed)
    return " AND ".join(expressions(session, words, beside=len(words) > 1))


def expressions(session: Session, words: Sequence[str], *, beside: bool) -> list[str]:
    """What the index is asked for each word, as far as the member may ask.

    beside: words also stand for what is beside a thing: a person's rooms, a vehicle's owner.
    """
    personal = session.may("see:personal")
    found = (
        tokens.asked(word, label_of(session, word), personal=personal, beside=beside)
        for word in words
    )
    return [one for one in found if one]


def label_of(session: Session, typed: str) -> str | None:
    """The canonical spelling of a unit that there is, or that one begins with."""
    try:
        unit.clean(typed)
        label = unit.clean(typed, entrances(session))
    except Invalid:
        return None
    known = "SELECT 1 FROM unit WHERE label >= ? AND label < ? || char(1114111) LIMIT 1"
    return label if session.store.value(known, (label, label)) else None


def places(session: Session, asked: str, start: int, limit: int) -> list[int]:
    """Rows of units, people or vehicles (start: `search.UNIT` …) that an expression finds."""
    if not session.may("see:unit"):
        return []
    rows = session.store.rows(
        "SELECT rowid FROM place_words WHERE place_words MATCH ? AND rowid BETWEEN ? AND ?"
        " ORDER BY rowid LIMIT ?",
        (asked, start, start + search.SPAN, limit),
    )
    return [place - start for (place,) in rows]


def _units(session: Session, asked: str, label: str | None, limit: int) -> list[Hit]:
    ids = places(session, asked, search.UNIT, max(limit, LOOKED_AT))
    return units(session, ids, label, limit)


def units(session: Session, ids: Sequence[int], label: str | None, limit: int) -> list[Hit]:
    """Units with who lives there today; the one of that label, if any of them, comes first."""
    marks = ",".join("?" * len(ids))
    today = session.now().date().isoformat()
    rows = session.store.rows(
        "SELECT u.label, group_concat(r.role || ' ' || p.name, '　'"
        "  ORDER BY r.role <> '业主', r.role <> '租户', r.id) FROM unit u"
        " LEFT JOIN residence r ON r.unit_id = u.id AND (r.since IS NULL OR r.since <= ?)"
        "  AND (r.until IS NULL OR r.until >= ?) LEFT JOIN person p ON p.id = r.person_id"
        f" WHERE u.id IN ({marks}) OR u.label = ? GROUP BY u.id"
        " ORDER BY u.label <> ?, length(u.building), u.building, u.entrance, length(u.room), u.room"
        " LIMIT ?",
        (today, today, *ids, label if ids else None, label, limit),
    )
    return [Hit("unit", found, unit.pretty(found), people or "") for found, people in rows]


def _people(session: Session, asked: str, name: str, limit: int) -> list[Hit]:
    ids = places(session, asked, search.PERSON, max(limit, LOOKED_AT))
    marks = ",".join("?" * len(ids))
    rows = session.store.rows(
        "SELECT p.id, p.name, p.phone, group_concat(r.role || ' ' || u.label, '、') FROM person p"
        " LEFT JOIN residence r ON r.person_id = p.id LEFT JOIN unit u ON u.id = r.unit_id"
        f" WHERE p.id IN ({marks}) GROUP BY p.id ORDER BY p.name <> ?, p.id LIMIT ?",
        (*ids, name, limit),
    )
    return [
        Hit("person", str(row), who, "　".join(filter(None, (rooms, masked(_PHONE, phone)))))
        for row, who, phone, rooms in rows
    ]


def _vehicles(session: Session, asked: str, limit: int) -> list[Hit]:
    ids = [search.VEHICLE + one for one in places(session, asked, search.VEHICLE, limit)]
    marks = ",".join("?" * len(ids))
    rows = session.store.rows(
        "SELECT v.plate, u.label, p.name FROM search_place s JOIN vehicle v ON v.plate = s.plate"
        " LEFT JOIN unit u ON u.id = v.unit_id LEFT JOIN person p ON p.id = v.person_id"
        f" WHERE s.id IN ({marks}) ORDER BY v.plate",
        tuple(ids),
    )
    return [
        Hit("vehicle", number, plate.pretty(number), " ".join(filter(None, (label, owner))))
        for number, label, owner in rows
    ]


def _records(session: Session, asked: str, limit: int) -> list[Hit]:
    if not session.may("see:records"):
        return []
    rows = session.store.rows(
        "SELECT rowid FROM record_words WHERE record_words MATCH ? ORDER BY rowid DESC LIMIT ?",
        (asked, limit),
    )
    found = records.glance(session, [record_id for (record_id,) in rows])
    return [
        Hit("record", one.number, f"{one.form.title} {one.number}",
            f"{one.seen.state}　{about(one)}")
        for one in found
    ]  # fmt: skip


def _shared(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The first of every kind in turn until the limit is reached, grouped by kind again."""
    groups = [[hit for hit in hits if hit.kind == kind] for kind in KINDS]
    taken = [0] * len(groups)
    while sum(taken) < min(limit, len(hits)):
        for at, group in enumerate(groups):
            if taken[at] < len(group) and sum(taken) < limit:
                taken[at] += 1
    return [hit for group, many in zip(groups, taken, strict=True) for hit in group[:many]]
