"""What the estate page shows: the list of units, and everything about one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db import records, secrecy
from db.errors import Refused
from db.estate.history import Change, changes, said
from db.estate.rows import COLUMNS, Row, row
from db.facts import TYPED
from db.facts import arrears as owed
from db.records import Record
from db.session import Session
from forms.facts import Arrears
from forms.values import identity, phone, relation

IN_ORDER = (
    "printf('%02d%s-%02d%s-%02d%s', length(building), building, length(ifnull(entrance, '')),"
    " ifnull(entrance, ''), length(room), room)"
)
"""The text by which units are in the order of the building; as in the schema's index."""
MOST_RECORDS = 50
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
    place = unit_of(session, label)
    in_hand, more = _in_hand(session, place.id)
    return Place(
        place, tuple(residents(session, place)), tuple(cars(session, place)),
        owed(session, place.id), in_hand, more, tuple(changes(session, place.id)),
    )  # fmt: skip


def unit_of(session: Session, label: str) -> Unit:
    """The unit of that label; Refused when there is none."""
    session.require(RIGHT, WHAT)
    found = session.store.value("SELECT id FROM unit WHERE label = ?", (label,))
    if found is None:
        raise Refused({"": f"没有 {label} 这个房号"})
    kept = row(session.store, "unit", int(found))
    assert kept is not None
    typed = kept["kind"] == TYPED
    kind = "" if typed else kept["kind"] or ""
    return Unit(kept["id"], kept["label"], kept["area_m2"], kind, typed, kept)


def owner_names(session: Session, unit_id: int) -> dict[str, int]:
    """Whom a vehicle of the unit can belong to: a name to choose by -> person; residents, and who
    has one there already.

    People of one name are told apart by their place in the unit's list.
    """
    session.require(RIGHT, WHAT)
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


@dataclass(frozen=True)
class Entry:
    """An entry of a person as shown for joining: numbers masked without the right.

    words: by name, phone, document, note, those that it has · homes: "1-101 业主" · kept: its row
    """

    id: int
    words: Mapping[str, str]
    homes: tuple[str, ...]
    kept: Row = field(repr=False)


def entry(session: Session, person_id: int) -> Entry | None:
    """The entry of that person, None if there is none."""
    session.require(RIGHT, WHAT)
    kept = row(session.store, "person", person_id)
    if kept is None:
        return None
    full = session.may("see:personal")
    document = _document(kept, full)
    words = {
        "name": kept["name"], "phone": said(session, "phone", kept["phone"], full),
        "document": identity.describe(document) if document else "", "note": kept["note"] or "",
    }  # fmt: skip
    rows = session.store.rows(
        "SELECT u.label || ' ' || r.role || iif(r.until < ?, '（已搬出）', '')"
        " FROM residence r JOIN unit u ON u.id = r.unit_id"
        " WHERE r.person_id = ? ORDER BY r.until IS NOT NULL, r.id",
        (session.now().date().isoformat(), person_id),
    )
    homes = tuple(home for (home,) in rows)
    return Entry(person_id, {key: one for key, one in words.items() if one}, homes, kept)


def alike(session: Session, seen: Resident, limit: int = 8) -> list[Entry]:
    """Other entries that may be the same person: the same name or the same phone."""
    session.require(RIGHT, WHAT)
    ids = session.store.rows(
        "SELECT id FROM person WHERE id <> ? AND (name = ? OR phone = ?)"
        " ORDER BY name <> ?, id LIMIT ?",
        (seen.id, seen.name, seen.kept["phone"], seen.name, limit),
    )
    return [found for (one,) in ids if (found := entry(session, one))]


def residents(session: Session, place: Unit) -> list[Resident]:
    """Who lives in the unit, then who did; numbers masked without the right."""
    full, today = session.may("see:personal"), session.now().date().isoformat()
    person, home = COLUMNS["person"], COLUMNS["residence"]
    columns = [f"p.{one}" for one in person] + [f"r.{one}" for one in home]
    rows = session.store.rows(
        f"SELECT {', '.join(columns)}, (SELECT group_concat(u.label || ' ' || o.role"
        "   || iif(o.until < ?, '（已搬出）', ''), '、')"
        "  FROM residence o JOIN unit u ON u.id = o.unit_id"
        "  WHERE o.person_id = p.id AND o.unit_id <> r.unit_id)"
        " FROM residence r JOIN person p ON p.id = r.person_id WHERE r.unit_id = ?",
        (today, place.id),
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


def cars(session: Session, place: Unit) -> list[Car]:
    """The unit's vehicles by plate."""
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
        f" AND {secrecy.visible(session, 'record_id')}"
        " ORDER BY issued_at DESC, record_id DESC",
        (unit_id,),
    )
    some = [record_id for (record_id,) in ids[:MOST_RECORDS]]
    return tuple(records.glance(session, some)), len(ids) - len(some)
