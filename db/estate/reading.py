"""What the estate page shows: the list of units, and everything about one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import records
from db.errors import Refused
from db.estate.rows import COLUMNS, Row, row
from db.facts import TYPED
from db.facts import arrears as owed
from db.records import Record
from db.session import Session
from forms.estate import KEYS
from forms.facts import Arrears
from forms.values import amount, identity, phone, plate, relation, unit

IN_ORDER = (
    "printf('%02d%s-%02d%s-%02d%s', length(building), building, length(ifnull(entrance, '')),"
    " ifnull(entrance, ''), length(room), room)"
)
"""The text by which units are in the order of the building; as in the schema's index."""
MOST_RECORDS, MOST_CHANGES = 50, 200
_ROLES = (relation.OWNER, relation.JOINT, relation.TENANT, relation.FAMILY)
RIGHT, WHAT = "see:unit", "看房产"


@dataclass(frozen=True)
class Unit:
    """A unit as shown; typed: it was only ever typed on a form. kept: its row, to compare."""

    id: int
    label: str
    area: float | None
    kind: str
    typed: bool
    kept: Row = field(repr=False)


@dataclass(frozen=True)
class Resident:
    """Somebody's stay in a unit: id is the person's; phone and number masked without the right.

    document: {"kind", "number"} or None · here: today · elsewhere: "1-101 业主", other stays
    kept, home: the rows of person and residence, to compare.
    """

    id: int
    label: str
    name: str
    role: str
    phone: str
    document: Mapping[str, str] | None
    note: str
    since: str | None
    until: str | None
    here: bool
    elsewhere: tuple[str, ...]
    kept: Row = field(repr=False)
    home: Row = field(repr=False)


@dataclass(frozen=True)
class Car:
    """A vehicle of a unit; owner is a key of `owner_names` or the plain name. kept: its row."""

    plate: str
    owner: str
    note: str
    kept: Row = field(repr=False)


@dataclass(frozen=True)
class Change:
    """One change by hand: when, by whom ("1003 李敏"), what was done, its words in lines."""

    id: int
    at: datetime
    by: str
    act: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """All of one unit's page; open: records in hand, `more`: how many are not among them."""

    unit: Unit
    residents: tuple[Resident, ...]
    cars: tuple[Car, ...]
    arrears: Arrears | None
    open: tuple[Record, ...]
    more: int
    history: tuple[Change, ...]


def listed(session: Session, after: str = "", limit: int = 100) -> list[tuple[str, str, str]]:
    """Units in the order of the building: label, who lives there today, and the place in the
    order to go on `after`."""
    session.require(RIGHT, WHAT)
    today = session.now().date().isoformat()
    return [
        (label, people or "", place)
        for label, people, place in session.store.rows(
            "SELECT u.label, (SELECT group_concat(p.name, '、' ORDER BY r.role <> '业主', r.id)"
            "  FROM residence r JOIN person p ON p.id = r.person_id WHERE r.unit_id = u.id"
            "  AND (r.since IS NULL OR r.since <= ?) AND (r.until IS NULL OR r.until >= ?)),"
            f" {IN_ORDER} FROM unit u WHERE {IN_ORDER} > ? AND u.kind <> ?"
            f" ORDER BY {IN_ORDER} LIMIT ?",
            (today, today, after, TYPED, limit),
        )
    ]


def opened(session: Session, label: str) -> Place:
    """Everything about the unit; Refused when there is none of that label."""
    session.require(RIGHT, WHAT)
    store = session.store
    found = store.value("SELECT id FROM unit WHERE label = ?", (label,))
    if found is None:
        raise Refused({"": f"没有 {label} 这个房号"})
    kept = row(store, "unit", int(found))
    assert kept is not None
    typed = kept["kind"] == TYPED
    kind = "" if typed else kept["kind"] or ""
    place = Unit(kept["id"], kept["label"], kept["area_m2"], kind, typed, kept)
    in_hand, more = _in_hand(session, place.id)
    return Place(
        place, tuple(_residents(session, place)), tuple(_cars(session, place)),
        owed(session, place.id), in_hand, more, tuple(_history(session, place.id)),
    )  # fmt: skip


def owner_names(session: Session, unit_id: int) -> dict[str, int]:
    """Whom a vehicle of the unit can belong to: a name to choose by -> person; residents, and who
    has one there already.

    People of one name are told apart by their place in the unit's list.
    """
    found: dict[str, int] = {}
    for person_id, name in session.store.rows(
        "SELECT p.id, p.name FROM person p JOIN (SELECT person_id, id AS place FROM residence"
        "  WHERE unit_id = ? UNION ALL SELECT person_id, 1 << 60 FROM vehicle WHERE unit_id = ?) o"
        " ON o.person_id = p.id GROUP BY p.id ORDER BY min(o.place), p.id",
        (unit_id, unit_id),
    ):
        again = sum(one == name or one.startswith(f"{name}（第") for one in found)
        found[f"{name}（第 {again + 1} 位）" if again else name] = person_id
    return found


def alike(session: Session, seen: Resident, limit: int = 8) -> list[Row]:
    """Other entries that may be the same person: the same name or the same phone."""
    session.require(RIGHT, WHAT)
    ids = session.store.rows(
        "SELECT id FROM person WHERE id <> ? AND (name = ? OR phone = ?)"
        " ORDER BY name <> ?, id LIMIT ?",
        (seen.id, seen.name, seen.kept["phone"], seen.name, limit),
    )
    return [found for (one,) in ids if (found := row(session.store, "person", one))]


def homes(session: Session, person_id: int) -> tuple[str, ...]:
    """Where a person lives or lived: "1-101 业主"."""
    rows = session.store.rows(
        "SELECT u.label || ' ' || r.role FROM residence r JOIN unit u ON u.id = r.unit_id"
        " WHERE r.person_id = ? ORDER BY r.until IS NOT NULL, r.id",
        (person_id,),
    )
    return tuple(words for (words,) in rows)


def _residents(session: Session, place: Unit) -> list[Resident]:
    full, today = session.may("see:personal"), session.now().date().isoformat()
    person, home = COLUMNS["person"], COLUMNS["residence"]
    columns = [f"p.{one}" for one in person] + [f"r.{one}" for one in home]
    rows = session.store.rows(
        f"SELECT {', '.join(columns)}, (SELECT group_concat(u.label || ' ' || o.role, '、')"
        "  FROM residence o JOIN unit u ON u.id = o.unit_id"
        "  WHERE o.person_id = p.id AND o.unit_id <> r.unit_id)"
        " FROM residence r JOIN person p ON p.id = r.person_id WHERE r.unit_id = ?",
        (place.id,),
    )
    found = []
    for one in rows:
        kept = dict(zip(person, one, strict=False))
        stay = dict(zip(home, one[len(person) :], strict=False))
        here = (stay["since"] or "") <= today <= (stay["until"] or "9999")
        found.append(
            Resident(
                kept["id"], place.label, kept["name"], stay["role"],
                _phone(kept["phone"], full), _document(kept, full), kept["note"] or "",
                stay["since"], stay["until"], here, tuple(filter(None, (one[-1] or "").split("、"))),
                kept, stay,
            )
        )  # fmt: skip
    return sorted(found, key=_rank)


def _rank(one: Resident) -> tuple[Any, ...]:
    """Who lives there before who did; owners, tenants, family; the latest to leave first."""
    role = _ROLES.index(one.role) if one.role in _ROLES else len(_ROLES)
    left = 0 if one.here else -int((one.until or "99991231").replace("-", ""))
    return (not one.here, left, role, one.home["id"])


def _phone(number: str | None, full: bool) -> str:
    return "" if not number else number if full else phone.mask(number)


def _document(person: Row, full: bool) -> dict[str, str] | None:
    if person["id_number"] is None:
        return None
    number = person["id_number"] if full else identity.mask(person["id_number"])
    return {"kind": person["id_kind"], "number": number}


def _cars(session: Session, place: Unit) -> list[Car]:
    names = {person_id: name for name, person_id in owner_names(session, place.id).items()}
    found = []
    for (number,) in session.store.rows(
        "SELECT plate FROM vehicle WHERE unit_id = ? ORDER BY plate", (place.id,)
    ):
        kept = row(session.store, "vehicle", number)
        assert kept is not None
        owner = names.get(kept["person_id"]) or session.store.value(
            "SELECT name FROM person WHERE id = ?", (kept["person_id"],)
        )
        found.append(Car(number, owner or "", kept["note"] or "", kept))
    return found


def _in_hand(session: Session, unit_id: int) -> tuple[tuple[Record, ...], int]:
    if not session.may("see:records"):
        return (), 0
    ids = session.store.rows(
        "SELECT record_id FROM standing WHERE unit_id = ? AND ended = 0"
        " ORDER BY issued_at DESC, record_id DESC",
        (unit_id,),
    )
    some = [record_id for (record_id,) in ids[:MOST_RECORDS]]
    return tuple(records.glance(session, some)), len(ids) - len(some)


def _history(session: Session, unit_id: int) -> Iterator[Change]:
    """Changes of the unit, of who lives or lived there, and of its vehicles, newest first."""
    rows = session.store.rows(
        "SELECT h.change, h.at, h.by || ' ' || s.name, h.act, h.kind, h.old, h.new, p.name"
        " FROM estate_history h JOIN staff s ON s.no = h.by"
        " LEFT JOIN person p ON p.id = h.person_id"
        " WHERE h.id IN (SELECT id FROM estate_history WHERE unit_id = ?"
        "  UNION SELECT id FROM estate_history WHERE left_unit = ?"
        "  UNION SELECT id FROM estate_history WHERE kind = 'person' AND person_id IN"
        "   (SELECT person_id FROM residence WHERE unit_id = ?))"
        " ORDER BY h.id DESC LIMIT ?",
        (unit_id, unit_id, unit_id, MOST_CHANGES),
    )
    by_change: dict[int, list[tuple[Any, ...]]] = {}
    for one in rows:
        by_change.setdefault(one[0], []).append(one)
    full = session.may("see:personal")
    for change, some in by_change.items():
        _, at, by, act, *_ = some[0]
        lines = [_words(session, one[4:], full) for one in reversed(some)]
        yield Change(change, session.local(at), by, act, tuple(filter(None, lines)))


def _words(session: Session, told: Sequence[Any], full: bool) -> str:
    """One row of history as people read it: whose, and what was and is."""
    kind, old, new, name = told
    was, now = (json.loads(one) if one else {} for one in (old, new))
    either = now or was
    head = {
        "unit": lambda: unit.pretty(either["label"]),
        "person": lambda: str(either["name"]),
        "residence": lambda: name or "住户",
        "vehicle": lambda: plate.pretty(either["plate"]),
    }[kind]()
    said = []
    for key, called in KEYS[kind].items():
        before, after = (_said(session, key, one.get(key), full) for one in (was, now))
        if before == after and was and now and was.get(key) == now.get(key):
            continue
        if not now and key in ("label", "name", "plate"):
            continue
        if not was or not now:
            value = after or before
            if value and value != head:
                said.append(f"{called} {value}")
        else:
            said.append(f"{called} {before or '空'} → {after or '空'}")
    verb = "（删去）" if not now else ""
    return f"{head}{verb}{'：' if said else ''}{'，'.join(said)}"


def _said(session: Session, key: str, value: Any, full: bool) -> str:
    """A kept value in words; numbers of persons hidden without the right."""
    if value is None or value == "":
        return ""
    match key:
        case "phone":
            return phone.pretty(value) if full else phone.mask(value)
        case "id_number":
            return str(value) if full else identity.mask(value)
        case "unit_id":
            label = session.store.value("SELECT label FROM unit WHERE id = ?", (value,))
            return unit.pretty(label) if label else "别处"
        case "person_id":
            name = session.store.value("SELECT name FROM person WHERE id = ?", (value,))
            return str(name or "别人")
        case "label":
            return unit.pretty(value)
        case "plate":
            return plate.pretty(value)
        case "area_m2":
            return f"{value:g} ㎡"
        case "kind":
            return "" if value == TYPED else str(value)
    return str(value)


def arrears_words(found: Arrears | None) -> str:
    """管理费 owed in words: "欠 2 个月 ¥612.00"; "" for none known."""
    if found is None:
        return ""
    if found.amount <= 0:
        return "没有欠费"
    return f"欠 {found.months} 个月 {amount.pretty(found.amount)}"
