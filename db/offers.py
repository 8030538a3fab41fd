"""What a box of a form offers while one types: units, people, vehicles, records to refer to.

Those of the form's own unit come first, also before anything is typed. Reads only, for a thread
with a store of its own; who may see or ask what is as in `db.find`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from db import find, records, search, secrecy, tokens
from db.facts import entrances
from db.records import Record
from db.session import Session
from db.workbench import about
from forms.display import masked
from forms.fields import Field, Kind
from forms.values import Invalid, dates, plate, unit

KINDS = frozenset({Kind.UNIT, Kind.PERSON, Kind.PLATE, Kind.VEHICLE, Kind.REFERENCE})
"""Kinds of field that have something to offer."""
MOST = 8
HERE = "本户"
_NEAR = 24
"""People and vehicles of a unit among which the words are looked for."""
_SEEN = 100
"""Newest records among which open ones are looked for."""
_PHONE = Field("phone", "电话", Kind.PHONE)


@dataclass(frozen=True)
class Offer:
    """value: canonical · title and line: for people · note: why it is offered, or its state
    phone: a person's, for a box of its own; "" where the member may not see it · beside: what other
    fields are filled in with, where nothing stands in them."""

    value: Any
    title: str
    line: str = ""
    note: str = ""
    phone: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class _Asked:
    """typed: words, canonical where they name a unit · label: of the form's own unit, or None"""

    typed: str
    label: str | None
    limit: int

    def expression(self, session: Session, *, beside: bool = False) -> str:
        """What the index is asked, "" for nothing that can be found."""
        return find.expression(session, self.typed, beside=beside)


def offers(
    session: Session, field: Field, typed: str, home: object = None, limit: int = MOST
) -> list[Offer]:
    """What may be meant in a field of `KINDS`, the likeliest first.

    typed: what stands in the box · home: the form's unit in any spelling, if it has one
    """
    if not session.may("see:records" if field.kind is Kind.REFERENCE else "see:unit"):
        return []
    label, typed = _label(session, home), typed.strip()
    ways = chain([typed], tokens.otherwise(typed))
    found = (_offers(session, field, _Asked(words, label, limit)) for words in ways)
    return next(filter(None, found), [])


def _offers(session: Session, field: Field, asked: _Asked) -> list[Offer]:
    match field.kind:
        case Kind.UNIT:
            return _units(session, asked)
        case Kind.PERSON:
            return _people(session, asked)
        case Kind.PLATE | Kind.VEHICLE:
            return _vehicles(session, asked)
        case Kind.REFERENCE:
            return _references(session, asked, field.refers)
    return []


def _label(session: Session, home: object) -> str | None:
    try:
        return unit.clean(home, entrances(session)) if home else None
    except Invalid:
        return None


def _here(label: str, *, beside: bool = True) -> str:
    """The expression for what belongs to the unit of exactly this label."""
    return f'"{tokens.cut("@" * beside + label.casefold())}"'


def _units(session: Session, asked: _Asked) -> list[Offer]:
    """By room, by who lives there, by a vehicle of the house."""
    both = asked.expression(session)
    if not both:
        return []
    label = find.label_of(session, asked.typed)
    people = find.places(session, both, search.PERSON, _NEAR)
    plates = _plates(session, both, asked.limit)
    lived = find.rows_of(session, f"SELECT unit_id FROM ({_LIVING}) WHERE person_id IN", people)
    parked = find.rows_of(
        session, "SELECT unit_id FROM vehicle WHERE unit_id > 0 AND plate IN", plates
    )
    ids = [
        *find.unit_ids(session, both, label, asked.limit),
        *(row for (row,) in lived + parked),
    ]
    found = find.units(session, list(dict.fromkeys(ids))[: asked.limit], label)
    return [Offer(hit.id, hit.title, hit.line or "没有住户登记") for hit in found]


def _people(session: Session, asked: _Asked) -> list[Offer]:
    """Who lives in the unit now, then whoever the words find."""
    own = _residents(session, asked.label)
    ids = list(own)
    if asked.typed:
        both = asked.expression(session)
        if not both:
            return []
        narrow = f"{both} AND {_here(asked.label)}" if asked.label else ""
        near = find.places(session, narrow, search.PERSON, _NEAR) if narrow else []
        ids = [one for one in own if one in near]
        ids += find.places(session, both, search.PERSON, asked.limit + len(ids))
    ids = list(dict.fromkeys(ids))[: asked.limit]
    rows = find.rows_of(
        session,
        "SELECT p.id, p.name, p.phone, group_concat(l.role || ' ' || u.label, '、') FROM person p"
        f" LEFT JOIN ({_LIVING}) l ON l.person_id = p.id LEFT JOIN unit u ON u.id = l.unit_id"
        " WHERE p.id IN", ids, " GROUP BY p.id",
    )  # fmt: skip
    seen = session.may("see:personal")
    found = {row: (name, phone or "", homes or "") for row, name, phone, homes in rows}
    return [
        _person(*found[row], here=row in own, seen=seen) for row in ids if row in found
    ]  # fmt: skip


def _person(name: str, phone: str, homes: str, *, here: bool, seen: bool) -> Offer:
    line = "　".join(filter(None, (homes, masked(_PHONE, phone) if phone else "")))
    return Offer({"name": name}, name, line, HERE if here else "", phone if seen else "")


def _vehicles(session: Session, asked: _Asked) -> list[Offer]:
    """The unit's own, then by plate, by owner, by room."""
    own = _parked(session, asked.label)
    plates = list(own)
    if asked.typed:
        both = asked.expression(session, beside=True)
        if not both:
            return []
        narrow = f"{both} AND {_here(asked.label)}" if asked.label else ""
        near = _plates(session, narrow, _NEAR) if narrow else []
        plates = [one for one in own if one in near]
        plates += _plates(session, both, asked.limit + len(plates))
    plates = list(dict.fromkeys(plates))[: asked.limit]
    rows = find.rows_of(
        session,
        "SELECT v.plate, u.label, p.name FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
        " LEFT JOIN person p ON p.id = v.person_id WHERE v.plate IN", plates,
    )  # fmt: skip
    lines = {number: "　".join(filter(None, (label, owner))) for number, label, owner in rows}
    return [
        Offer(number, plate.pretty(number), lines[number], HERE if number in own else "")
        for number in plates if number in lines
    ]  # fmt: skip


def _references(session: Session, asked: _Asked, codes: Sequence[str]) -> list[Offer]:
    """Records of those forms that are not ended, the unit's own first, newest first."""
    home = session.store.value("SELECT id FROM unit WHERE label = ?", (asked.label,))
    if asked.typed:
        ids = _told(session, asked, codes, home)
    elif home is not None:
        rows = find.rows_of(
            session, f"SELECT record_id FROM standing WHERE unit_id = {home} AND ended = 0"
            " AND code IN", codes, f" ORDER BY record_id DESC LIMIT {asked.limit}",
        )  # fmt: skip
        ids = [row for (row,) in rows]
    else:
        ids = _open(session, codes, asked.limit)
    closed = secrecy.out_of_sight(session, ids)
    ids = [row for row in ids if row not in closed]
    found = records.glance(session, ids[: asked.limit])
    return [_reference(session, one) for one in found]


def _reference(session: Session, one: Record) -> Offer:
    until = one.seen.valid_until
    words = ""
    if until is not None:
        last = dates.pretty_until(until.strftime("%Y-%m-%dT%H:%M"), session.now())
        words = f"{one.form.until_words} {last}"
    line = "　".join(filter(None, (words, about(one))))
    return Offer(one.number, f"{one.form.title} {one.number}", line, one.seen.state)


def _told(
    session: Session, asked: _Asked, codes: Sequence[str], home: int | None
) -> list[int]:
    """Open records that the words find, also by a number begun; the unit's own first."""
    begun = _begun(session, asked, codes)
    both = asked.expression(session, beside=False)
    if not both:
        return begun
    kinds = " OR ".join(f'"={code.casefold()}"' for code in codes)
    narrow = f"{both} AND ({kinds})"
    own: list[int] = []
    if home is not None and asked.label:
        own = _unended(session, f"{narrow} AND {_here(asked.label, beside=False)}")
        own = [
            row for (row,) in find.rows_of(
                session, f"SELECT record_id FROM standing WHERE unit_id = {home} AND record_id IN",
                own, " ORDER BY record_id DESC",
            )
        ]  # fmt: skip
    return list(dict.fromkeys([*own, *begun, *_unended(session, narrow)]))


def _begun(session: Session, asked: _Asked, codes: Sequence[str]) -> list[int]:
    """Open records whose number begins as typed: ZX-2026-00."""
    start = _BEGUN.fullmatch(tokens.plain(asked.typed).upper())
    if start is None or start[1] not in codes:
        return []
    number = f"{start[1]}-{start[2]}-{start[3]}"
    rows = session.store.rows(
        "SELECT r.id FROM record r JOIN standing s ON s.record_id = r.id WHERE s.ended = 0"
        " AND r.number >= ? AND r.number < ? || char(1114111) ORDER BY r.number DESC LIMIT ?",
        (number, number, asked.limit),
    )
    return [row for (row,) in rows]


def _unended(session: Session, narrow: str) -> list[int]:
    rows = session.store.rows(
        "SELECT record_id FROM (SELECT rowid AS found FROM record_words WHERE record_words MATCH ?"
        " ORDER BY rowid DESC LIMIT ?) JOIN standing ON record_id = found WHERE ended = 0"
        " ORDER BY record_id DESC",
        (narrow, _SEEN),
    )
    return [row for (row,) in rows]


def _open(session: Session, codes: Sequence[str], limit: int) -> list[int]:
    """Open ones among the newest records of these forms, the newest first."""
    newest = (
        "SELECT * FROM (SELECT record_id, ended, issued_at FROM standing WHERE code = ?"
        f" ORDER BY issued_at DESC, record_id DESC LIMIT {_SEEN})"
    )
    rows = session.store.rows(
        f"SELECT record_id FROM ({' UNION ALL '.join([newest] * len(codes))}) WHERE ended = 0"
        " ORDER BY issued_at DESC, record_id DESC LIMIT ?",
        (*codes, limit),
    )
    return [row for (row,) in rows]


def _residents(session: Session, label: str | None) -> list[int]:
    """Who lives in a unit today, owners first."""
    today = session.now().date().isoformat()
    rows = session.store.rows(
        "SELECT r.person_id FROM residence r JOIN unit u ON u.id = r.unit_id WHERE u.label = ?"
        " AND (r.since IS NULL OR r.since <= ?) AND (r.until IS NULL OR r.until >= ?)"
        " ORDER BY r.role <> '业主', r.role <> '租户', r.id",
        (label, today, today),
    )
    return list(dict.fromkeys(row for (row,) in rows))


def _parked(session: Session, label: str | None) -> list[str]:
    """Plates of a unit, in order."""
    rows = session.store.rows(
        "SELECT plate FROM vehicle v JOIN unit u ON u.id = v.unit_id WHERE u.label = ?"
        " ORDER BY plate", (label,),
    )  # fmt: skip
    return [number for (number,) in rows]


def _plates(session: Session, both: str, limit: int) -> list[str]:
    ids = [search.VEHICLE + one for one in find.places(session, both, search.VEHICLE, limit)]
    rows = find.rows_of(
        session, "SELECT plate FROM search_place WHERE id IN", ids, " ORDER BY plate"
    )
    return [number for (number,) in rows]


_LIVING = (
    "SELECT person_id, unit_id, role FROM residence WHERE (since IS NULL OR since <= :today)"
    " AND (until IS NULL OR until >= :today)"
)
_BEGUN = re.compile(r"([A-Z]{2,4})(\d{4})(\d{0,6})", re.ASCII)
