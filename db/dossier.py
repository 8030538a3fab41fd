"""Everything that belongs to one record: itself, and all that hangs on it, in the order declared.

Reads only, for a thread with a store of its own. Whoever looks masks what may not be seen
(`Session.seen`); photographs are left out of what is read for who may not see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import attachments, reading, register, secrecy
from db.reading import Record
from db.session import Session
from forms.display import shown
from forms.facts import Facts
from forms.dossier import Dossier, Hanging, Moneys, Team, Told
from forms.fees import Purse
from forms.fields import Field, Kind
from forms.form import Form
from forms.money import Way
from forms.rules import stops

MOST = 400
"""Records that are read of what hangs on one; the newest."""


@dataclass(frozen=True)
class Mate:
    """One of a team: the line (None for somebody who is not in it), its place, what was made for
    them, the hash of their photograph or ""."""

    line: Mapping[str, Any] | None
    place: int
    record: Record | None
    photo: str = ""


@dataclass(frozen=True)
class Moved:
    """One entry of the ledger: the day it counts for, whose (number of the record), the fee, way
    and purse as `forms.money` has them, amount in 分 (negative where it takes another one back),
    the receipt's number or "", and who took or gave it."""

    day: str
    number: str
    what: str
    way: Way
    purse: Purse
    amount: int
    method: str
    receipt: str
    by: str


@dataclass(frozen=True)
class Whole:
    """A record with what hangs on it.

    told: (name, words) by title of the section, as the member may see them · teams: by title
    hanging: by title of its section, newest first; what no section names stands under the title of
    its form · moved: money, oldest first · photos: JPEG by hash
    """

    record: Record
    dossier: Dossier
    told: Mapping[str, tuple[tuple[str, str], ...]]
    teams: Mapping[str, tuple[Mate, ...]]
    hanging: Mapping[str, tuple[Record, ...]]
    moved: tuple[Moved, ...]
    photos: Mapping[str, bytes]


def dossier_of(session: Session, number: str) -> Dossier | None:
    """The dossier that records of this number's form have today, if any."""
    form = session.forms.get(reading.normal_number(number).partition("-")[0])
    return form.dossier if form is not None else None


def root_of(session: Session, record: Record) -> str | None:
    """The number of the record on whose page this one stands: itself, or what it hangs on, however
    far up; None if none of them has such a page."""
    seen: set[str] = set()
    number: str | None = record.number
    while number is not None and number not in seen:
        if dossier_of(session, number) is not None:
            return number
        seen.add(number)
        number = session.store.value(
            "SELECT o.number FROM record r JOIN record o ON o.id = r.hangs_on WHERE r.number = ?",
            (number,),
        )
    return None


def read(session: Session, number: str) -> Whole | None:
    """The whole of that record; None where its form declares no such page. Refused for no record.
    """
    record = reading.load(session, number)
    assert record is not None
    declared = dossier_of(session, record.number)
    if declared is None:
        return None
    found = reading.glance(session, _hanging_ids(session, record.id))
    teams = {one.title: _mates(record, one, found) for one in declared.teams}
    codes = {one.code for one in declared.teams}
    rest = [one for one in found if one.form.code not in codes]
    photos = _photos(session, teams)
    seen = {
        title: tuple(Mate(m.line, m.place, m.record, m.photo if m.photo in photos else "")
                     for m in mates)
        for title, mates in teams.items()
    }  # fmt: skip
    pairs = {
        one.title: tuple(
            pair for pair in (told(session, record, key) for key in one.keys) if pair[1]
        )
        for one in declared.sections if isinstance(one, Told)
    }  # fmt: skip
    ids = [record.id, *(one.id for one in found)]
    moved = _moneys(session, ids) if _has_moneys(declared) else ()
    return Whole(record, declared, pairs, seen, _groups(declared, rest), moved, photos)


def _hanging_ids(session: Session, record_id: int) -> list[int]:
    """What hangs on a record, and on that, newest first."""
    rows = session.store.rows(
        "WITH RECURSIVE below(id, depth) AS (VALUES (?, 0) UNION SELECT r.id, depth + 1"
        " FROM record r JOIN below ON r.hangs_on = below.id WHERE depth < 4)"
        " SELECT DISTINCT id FROM below WHERE depth > 0"
        f" AND {secrecy.visible(session, 'id')} ORDER BY id DESC LIMIT ?",
        (record_id, MOST),
    )
    return [row for (row,) in rows]


def _groups(declared: Dossier, found: Sequence[Record]) -> dict[str, tuple[Record, ...]]:
    sections = {code: one.title for one in declared.hanging for code in one.codes}
    groups: dict[str, list[Record]] = {one.title: [] for one in declared.hanging}
    for record in found:
        title = sections.get(record.form.code, record.form.title)
        groups.setdefault(title, []).append(record)
    return {title: tuple(group) for title, group in groups.items() if group}


def _mates(record: Record, team: Team, found: Sequence[Record]) -> tuple[Mate, ...]:
    """Each line with what is in hand or to come back for it, else with the latest; then those made
    for people who are in no line."""
    made = [one for one in found if one.form.code == team.code]
    lines: Sequence[Mapping[str, Any]] = record.values.get(team.lines) or ()
    mine: dict[int, list[Record]] = {}
    others: list[Record] = []
    for one in made:
        place = _place(lines, team, one)
        if place is None:
            others.append(one)
        else:
            mine.setdefault(place, []).append(one)
    mates: list[Mate] = []
    for place, line in enumerate(lines):
        kept = _kept(mine.get(place, []))
        mates += [Mate(line, place, one, photo_of(one)) for one in kept]
        if not kept:
            mates.append(Mate(line, place, None))
    return (*mates, *(Mate(None, -1, one, photo_of(one)) for one in others))


def _place(lines: Sequence[Mapping[str, Any]], team: Team, made: Record) -> int | None:
    """The line a record was made for: the first pair is equal, and of several the most pairs."""
    best: tuple[int, int] | None = None
    for place, line in enumerate(lines):
        equal = [_same(line.get(column), made.values.get(key)) for column, key in team.by]
        if equal[0] and (best is None or sum(equal) > best[0]):
            best = sum(equal), place
    return best[1] if best else None


def _same(one: Any, other: Any) -> bool:
    """A person is the same as their name."""
    plain = [value.get("name") if isinstance(value, Mapping) and "name" in value else value
             for value in (one, other)]  # fmt: skip
    return plain[0] is not None and plain[0] == plain[1]


def _kept(made: Sequence[Record]) -> list[Record]:
    """What is in hand or still due, newest first; else the newest alone."""
    live = [one for one in made if not one.standing.ended or one.standing.due is not None]
    return live or list(made[:1])


def photo_of(record: Record) -> str:
    """The hash of the photograph on a record, "" for none."""
    field = photo_field(record.form)
    value = record.values.get(field.key) if field else None
    return str(value["sha256"]) if value else ""


def photo_field(form: Form) -> Field | None:
    """The first photograph that a form asks for."""
    return next((one for one in form.fields if one.kind is Kind.PHOTO), None)


def _photos(session: Session, teams: Mapping[str, tuple[Mate, ...]]) -> dict[str, bytes]:
    """Photographs that the member may see, each once."""
    found: dict[str, bytes] = {}
    for mate in (mate for mates in teams.values() for mate in mates):
        if not mate.photo or mate.photo in found or mate.record is None:
            continue
        field = photo_field(mate.record.form)
        if field is not None and session.sees(field):
            body = attachments.content(session.store, mate.photo)
            if body is not None:
                found[mate.photo] = body
    return found


def prefilled(
    session: Session, whole: Whole, code: str, mate: Mate | None = None
) -> dict[str, Any]:
    """What a new record of that form is filled in with on this page: unit, number, what the section
    gives, and of one of a team their line."""
    form, record = session.form(code), whole.record
    given: dict[str, Any] = {}
    own = record.form.unit_field
    if form.unit_field and own and record.values.get(own):
        given[form.unit_field] = record.values[own]
    if form.hangs_on and record.form.code in form.field(form.hangs_on).refers:
        given[form.hangs_on] = record.number
    for section in whole.dossier.sections:
        if isinstance(section, Hanging) and code in section.codes:
            given |= {key: value for key, value in section.given if form.has(key)}
        if isinstance(section, Team) and section.code == code and mate and mate.line:
            given |= {
                key: mate.line[column] for column, key in section.by
                if form.has(key) and mate.line.get(column)
            }  # fmt: skip
    return given


def taken_by(session: Session, whole: Whole, code: str) -> Record | None:
    """The record in hand that keeps another one of that form from being made for this record: the
    form's reference to it is exclusive. None for none."""
    form, number, now = session.form(code), whole.record.number, session.now()
    facts = Facts(now=now, settings=form.settings or {})
    own = [one.key for one in form.fields
           if one.exclusive and one.kind is Kind.REFERENCE and stops(one, facts)]
    for one in (one for group in whole.hanging.values() for one in group):
        until = one.standing.valid_until
        in_hand = not one.standing.ended and (until is None or until > now)
        if one.form.code == code and in_hand and any(one.values.get(key) == number for key in own):
            return one
    return None


def told(session: Session, record: Record, key: str) -> tuple[str, str]:
    """(name, words) of a key of a record, as far as the member may see it; no words for no value.
    """
    form = record.form
    column = register.column_of(form, key)
    act, _, own = key.partition(".")
    if column.field is None:
        staff = dict(session.store.rows("SELECT no, name FROM staff"))
        return column.label, register.words_of(record, column, session.now(), staff)
    done = record.last(act) if own else None
    values = done.values if done else record.values
    value = values.get(column.field.key) if done or not own else None
    return column.label, shown(column.field, session.seen(column.field, value), now=session.now())


def _has_moneys(declared: Dossier) -> bool:
    return any(isinstance(one, Moneys) for one in declared.sections)


def _moneys(session: Session, ids: Sequence[int]) -> tuple[Moved, ...]:
    """The ledger of these records, oldest first."""
    found = []
    for at in range(0, len(ids), 500):
        some = tuple(ids[at : at + 500])
        found += session.store.rows(
            "SELECT m.id, m.day, r.number, m.what, m.way, m.purse, m.amount, m.method,"
            " ifnull(p.number, ''), m.by FROM money m JOIN record r ON r.id = m.record_id"
            " LEFT JOIN record p ON p.id = m.receipt_id WHERE m.record_id IN"
            f" ({','.join('?' * len(some))})", some,
        )  # fmt: skip
    return tuple(
        Moved(day, number, what, Way(way), Purse(purse), amount, method, receipt, by)
        for _, day, number, what, way, purse, amount, method, receipt, by in sorted(found)
    )


def held(moved: Sequence[Moved]) -> int:
    """What is still held of the deposits, 分."""
    return sum(
        one.amount if one.way is Way.TAKEN else -one.amount
        for one in moved if one.purse is Purse.DEPOSIT
    )  # fmt: skip
