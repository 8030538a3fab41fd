"""Find by room, name, pinyin, initials, phone, plate, number, goods; by ID number for some.

Several words narrow: each must be found. A fragment of an ID number is found only whole or by its
last four to six signs, only by those with the right `see:personal`, and every such answer is
journalled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from db import records, search, secrecy, tokens
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
_NAMED = 3
"""Who lives in a unit: named are the first ones."""
T = TypeVar("T")


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
    return _all(session, typed, min(max(limit, 0), MOST))


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
    who: list[int] = []
    slips: list[int] = []
    for at, word in enumerate(words):
        marks = [f'"{tokens.mark(one, hidden)}"' for one in tokens.documents(word)]
        if marks:
            others = expressions(session, words[:at] + words[at + 1 :], beside=True)
            both = " AND ".join([f"({' OR '.join(marks)})", *others])
            who += places(session, both, search.PERSON, limit)
            slips += _record_ids(session, both, limit)
    some, rest = _shares([list(dict.fromkeys(who)), list(dict.fromkeys(slips))], limit)
    hits = _people(session, some) + _records(session, rest)
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
    """What the words find; if that is nothing, what they find taken otherwise."""
    ways = chain([typed], tokens.otherwise(typed))
    return next(filter(None, (_found(session, words, limit) for words in ways)), [])


def _found(session: Session, typed: str, limit: int) -> list[Hit]:
    """Which rows are meant is asked first; only those that are shown are read."""
    label = label_of(session, typed)
    both = expression(session, typed)
    if not both or limit < 1:
        return []
    name = label or "".join(tokens.words_of(typed))
    rooms, people, cars, slips = _shares(
        [
            unit_ids(session, both, label, limit),
            _person_ids(session, both, name, limit),
            places(session, both, search.VEHICLE, limit),
            _record_ids(session, both, limit, tokens.its_own(typed)),
        ],
        limit,
    )
    return [
        *units(session, rooms, label),
        *_people(session, people),
        *_vehicles(session, cars),
        *_records(session, slips),
    ]


def expression(session: Session, typed: str, *, beside: bool = False) -> str:
    """What the index is asked for these words, "" for words that ask nothing.

    beside: one word alone stands for what is beside a thing, too.
    """
    label = label_of(session, typed)
    words = [label] if label else tokens.words_of(typed)
    return " AND ".join(expressions(session, words, beside=beside or len(words) > 1))


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
        building = unit.pieces(unit.clean(typed))[0]
        label = unit.clean(typed, entrances(session, building))
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


def unit_ids(session: Session, asked: str, label: str | None, limit: int) -> list[int]:
    """Rows of units, the one of that label first."""
    ids = places(session, asked, search.UNIT, limit)
    exact = session.store.value("SELECT id FROM unit WHERE label = ?", (label,)) if ids else None
    return list(dict.fromkeys([exact, *ids] if exact else ids))[:limit]


def _person_ids(session: Session, asked: str, name: str, limit: int) -> list[int]:
    """Those of exactly that name first."""
    ids = places(session, asked, search.PERSON, limit)
    if not ids:
        return []
    rows = session.store.rows("SELECT id FROM person WHERE name = ? LIMIT ?", (name, limit))
    return list(dict.fromkeys([*(one for (one,) in rows), *ids]))[:limit]


def _record_ids(
    session: Session, asked: str, limit: int, own: Sequence[str] = ()
) -> list[int]:
    """The newest first, before them the one whose number was typed. own: the tokens of it alone."""
    if not session.may("see:records"):
        return []
    sql = (
        "SELECT rowid FROM record_words WHERE record_words MATCH ?"
        f" AND {secrecy.visible(session, 'rowid')} ORDER BY rowid DESC LIMIT ?"
    )
    first = " OR ".join(f'"{one}"' for one in own)
    found = [*(session.store.rows(sql, (first, limit)) if first else ())]
    found += session.store.rows(sql, (asked, limit))
    return list(dict.fromkeys(one for (one,) in found))[:limit]


_LIVE = (
    "FROM residence r WHERE r.unit_id = u.id AND (r.since IS NULL OR r.since <= :today)"
    " AND (r.until IS NULL OR r.until >= :today)"
)
_ORDER = "ORDER BY r.role <> '业主', r.role <> '租户', r.id"


def units(session: Session, ids: Sequence[int], label: str | None) -> list[Hit]:
    """Units with who lives there today; the one of that label comes first, then by number."""
    rows = rows_of(
        session,
        "SELECT u.label, (SELECT group_concat(l.role || ' ' || p.name, '　' ORDER BY l.at)"
        f" FROM (SELECT r.role, r.person_id, row_number() OVER ({_ORDER}) AS at {_LIVE} {_ORDER}"
        f" LIMIT {_NAMED}) l JOIN person p ON p.id = l.person_id), (SELECT count(*) {_LIVE})"
        " FROM unit u WHERE u.id IN", ids,
    )  # fmt: skip
    hits = [
        Hit("unit", found, unit.pretty(found),
            f"{people or ''}{f'　等 {many} 人' if many > _NAMED else ''}")
        for found, people, many in rows
    ]  # fmt: skip
    return sorted(hits, key=lambda hit: (hit.id != label, _in_order(hit.id)))


def _in_order(label: str) -> tuple[object, ...]:
    building, entrance, room = unit.pieces(label)
    stair = entrance or ""
    return len(building), building, len(stair), stair, len(room), room


def _people(session: Session, ids: Sequence[int]) -> list[Hit]:
    rows = rows_of(
        session,
        "SELECT p.id, p.name, p.phone, (SELECT group_concat(r.role || ' ' || u.label"
        " || iif(r.until < :today, '（已迁出）', ''), '、') FROM residence r"
        " JOIN unit u ON u.id = r.unit_id WHERE r.person_id = p.id) FROM person p WHERE p.id IN",
        ids,
    )
    found = {
        row: Hit("person", str(row), who, "　".join(filter(None, (homes, masked(_PHONE, phone)))))
        for row, who, phone, homes in rows
    }
    return [found[row] for row in ids if row in found]


def _vehicles(session: Session, places_found: Sequence[int]) -> list[Hit]:
    rows = rows_of(
        session,
        "SELECT v.plate, u.label, p.name FROM search_place s JOIN vehicle v ON v.plate = s.plate"
        " LEFT JOIN unit u ON u.id = v.unit_id LEFT JOIN person p ON p.id = v.person_id"
        " WHERE s.id IN",
        [search.VEHICLE + one for one in places_found],
        " ORDER BY v.plate",
    )
    return [
        Hit("vehicle", number, plate.pretty(number), " ".join(filter(None, (label, owner))))
        for number, label, owner in rows
    ]


def _records(session: Session, ids: Sequence[int]) -> list[Hit]:
    """The lines kept ready for them; those that have none are read whole."""
    now = session.clock.now()
    rows = rows_of(
        session,
        "SELECT h.record_id, h.number, h.title, h.about,"
        f" iif(s.ended = 0 AND s.valid_until <= {now}, h.expired, s.state)"
        " FROM search_hit h JOIN standing s ON s.record_id = h.record_id"
        " WHERE h.about IS NOT NULL AND h.record_id IN", ids,
    )  # fmt: skip
    found = {
        row: Hit("record", number, f"{title} {number}".strip(), f"{state}　{told}")
        for row, number, title, told, state in rows
    }
    for one in records.glance(session, [row for row in ids if row not in found]):
        line = f"{one.seen.state}　{about(one)}"
        found[one.id] = Hit("record", one.number, f"{one.form.title} {one.number}", line)
    return [found[row] for row in ids]


def rows_of(
    session: Session, select: str, keys: Sequence[object], rest: str = ""
) -> list[tuple[Any, ...]]:
    """Rows of a query that ends with IN, for these keys; `:today` in it is the office's day."""
    if not keys:
        return []
    today = session.now().date().isoformat()
    sql = f"{select} ({','.join('?' * len(keys))}){rest}"
    return session.store.rows(sql.replace(":today", f"'{today}'"), tuple(keys))


def _shares(groups: Sequence[list[T]], limit: int) -> list[list[T]]:
    """Of each group its first ones, taken in turn until the limit is reached."""
    taken = [0] * len(groups)
    while sum(taken) < min(limit, sum(map(len, groups))):
        for at, group in enumerate(groups):
            if taken[at] < len(group) and sum(taken) < limit:
                taken[at] += 1
    return [group[:many] for group, many in zip(groups, taken, strict=True)]


def _shared(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The first of every kind in turn until the limit is reached, grouped by kind again."""
    groups = [[hit for hit in hits if hit.kind == kind] for kind in KINDS]
    return [hit for group in _shares(groups, limit) for hit in group]
