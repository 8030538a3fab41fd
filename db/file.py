"""The file (档案) of one unit, person or vehicle: who and what it is, what is in hand, its money.

Reads only, for a thread with a store of its own. Numbers of persons come masked without the right
to see them. Its records, however many: `db.filed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import estate, filed, records, workbench
from db.dossiers import LATE, NEAR, OVER, REST, TODAY
from db.errors import Refused
from db.facts import arrears
from db.filed import PERSON, UNIT, VEHICLE, Filed, Subject
from db.money import HELD
from db.records import Record
from db.session import Session
from forms import life
from forms.facts import Arrears
from forms.fees import Purse
from forms.form import Form
from forms.prefill import VEHICLES, Known, field_of, prefilled
from forms.timing import end_of_day
from forms.values import identity, phone, plate, relation, unit

KINDS = {UNIT: "房号", PERSON: "人员", VEHICLE: "车辆"}
RIGHT, WHAT = "see:unit", "看房产"
MOST_MATTERS = 100
"""Matters in hand that are read at most; how many there are is told."""
_ORDER = (LATE, OVER, TODAY, NEAR, REST)


@dataclass(frozen=True)
class Kin:
    """Somebody or something of it, with a file of its own: as what, the name, more about it; past:
    no longer. subject: None where there is no file."""

    subject: Subject | None
    role: str
    name: str
    more: str = ""
    past: bool = False


@dataclass(frozen=True)
class Matter:
    """Something in hand: how pressing (逾期, 已过期, 今天, 待办 or ""), its moment in office time,
    what is to be done, the act that Enter leads to ("" for none of this member's)."""

    record: Record
    state: str
    at: datetime | None
    name: str
    act: str


@dataclass(frozen=True)
class Money:
    """Deposits held now, and paid in the year of the office for all else; 分."""

    held: int
    paid: int
    year: int


@dataclass(frozen=True)
class File:
    """All but the list of records. title: as it is called; facts: (name, words) in order; kin: the
    people, vehicles and units of it; arrears: of a unit, a fact with its day; matters: the most
    pressing, of `in_hand`; kinds: how many records of each form; known: what a new form is begun
    with; masked: whether numbers are hidden from the member; by_unit: a person's records stand for
    those of the units."""

    subject: Subject
    title: str
    facts: tuple[tuple[str, str], ...]
    kin: tuple[Kin, ...]
    arrears: Arrears | None
    matters: tuple[Matter, ...]
    in_hand: int
    money: Money
    kinds: Mapping[str, int]
    known: Known
    masked: bool
    by_unit: bool

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(self.kinds.values())


def opened(session: Session, subject: Subject) -> File:
    """The file of a subject; Refused when there is no such unit or person, or without the right.

    A vehicle needs no entry in the estate: its plate may only stand on records.
    """
    session.require(RIGHT, WHAT)
    read = {UNIT: _unit, PERSON: _person, VEHICLE: _vehicle}[subject.kind]
    title, facts, kin, owed, known = read(session, subject)
    sees = session.may("see:records")
    ids, in_hand = filed.pressing(session, subject, MOST_MATTERS) if sees else ([], 0)
    full = session.may("see:personal")
    return File(
        subject, title, tuple((name, words) for name, words in facts if words), kin, owed,
        _matters(session, ids), in_hand, _money(session, subject) if sees else Money(0, 0, 0),
        filed.kinds(session, subject) if sees else {}, known, not full,
        subject.kind == PERSON and not full,
    )  # fmt: skip


def subject_of(session: Session, typed: str) -> Subject:
    """What a room or a plate in any spelling names; Refused for what is neither."""
    from db.find import label_of
    from forms.values import Invalid

    label = label_of(session, typed)
    exact = "SELECT 1 FROM unit WHERE label = ?"
    if label and session.store.value(exact, (label,)):
        return Subject(UNIT, label)
    try:
        return Subject(VEHICLE, plate.clean(typed))
    except Invalid:
        raise Refused({"": f"“{typed}”不是登记了的房号，也不是车牌"}) from None


def forms_for(session: Session, subject: Subject, known: Known) -> list[Form]:
    """The forms that the member may issue and that are begun with what is known, those first that
    ask for such a subject itself; else in the order of the menu."""
    mine = [
        form for form in session.forms.values()
        if session.may(f"issue:{form.code}") and prefilled(form, known)
    ]  # fmt: skip
    if subject.kind != VEHICLE:
        return mine
    return sorted(mine, key=lambda form: field_of(form, *VEHICLES) is None)


_Head = tuple[str, list[tuple[str, str]], tuple[Kin, ...], Arrears | None, Known]


def _unit(session: Session, subject: Subject) -> _Head:
    place = estate.unit_of(session, subject.id)
    people = estate.residents(session, place)
    cars = estate.cars(session, place)
    area = f"{place.area:g} ㎡" if place.area is not None else ""
    facts = [
        ("类别", "只在单上写过，房产表里没有登记" if place.typed else place.kind),
        ("建筑面积", area),
    ]
    kin = [
        Kin(Subject(PERSON, str(one.id)), one.role, one.name,
            "　".join(filter(None, (_number(one.phone), _days(one.since, one.until)))),
            not one.here)
        for one in people
    ]  # fmt: skip
    kin += [
        Kin(Subject(VEHICLE, one.plate), "车辆", plate.pretty(one.plate),
            "　".join(filter(None, (one.owner, one.note))))
        for one in cars
    ]  # fmt: skip
    owed = arrears(session, place.id)
    return unit.pretty(place.label), facts, tuple(kin), owed, Known(unit=place.label)


def _person(session: Session, subject: Subject) -> _Head:
    who, full = filed.person_row(session, int(subject.id)), session.may("see:personal")
    number, document = who["phone"] or "", ""
    if who["id_number"]:
        seen = who["id_number"] if full else identity.mask(who["id_number"])
        document = identity.describe({"kind": who["id_kind"], "number": seen})
    shown = number if full or not number else phone.mask(number)
    stays = session.store.rows(
        "SELECT u.label, r.role, r.since, r.until FROM residence r JOIN unit u ON u.id = r.unit_id"
        " WHERE r.person_id = ? ORDER BY r.until IS NOT NULL, r.until DESC, r.id", (int(subject.id),)
    )  # fmt: skip
    today = session.now().date().isoformat()
    here = [one for one in stays if (one[2] or "") <= today <= (one[3] or "9999")]
    here.sort(key=lambda one: one[1] not in (relation.OWNER, relation.JOINT, relation.TENANT))
    kin = [
        Kin(Subject(UNIT, label), role, unit.pretty(label), _days(since, until),
            (label, role, since, until) not in here)
        for label, role, since, until in stays
    ]  # fmt: skip
    kin += [
        Kin(Subject(VEHICLE, car), "车辆", plate.pretty(car), label or "")
        for car, label in session.store.rows(
            "SELECT v.plate, u.label FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
            " WHERE v.person_id = ? ORDER BY v.plate", (int(subject.id),)
        )
    ]  # fmt: skip
    facts = [("电话", _number(shown)), ("证件", document), ("备注", who["note"] or "")]
    label = here[0][0] if here else ""
    known = Known(label, who["name"], number if full else "")
    return str(who["name"]), facts, tuple(kin), None, known


def _vehicle(session: Session, subject: Subject) -> _Head:
    rows = session.store.rows(
        "SELECT u.label, p.id, p.name, v.note FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
        " LEFT JOIN person p ON p.id = v.person_id WHERE v.plate = ?", (subject.id,)
    )  # fmt: skip
    label, owner, name, note = rows[0] if rows else (None, None, None, None)
    kin = []
    if owner is not None:
        kin.append(Kin(Subject(PERSON, str(owner)), "车主", str(name)))
    if label is not None:
        kin.append(Kin(Subject(UNIT, label), "房号", unit.pretty(label)))
    facts = [("登记", "" if rows else "没有登记在哪一户，只在单上写过"), ("备注", note or "")]
    known = Known(unit=label or "", plate=subject.id)
    return plate.pretty(subject.id), facts, tuple(kin), None, known


def _number(shown: str) -> str:
    return shown if "*" in shown else phone.pretty(shown)


def _days(since: str | None, until: str | None) -> str:
    """From when to when, as far as that is known: 2024-03-01 起."""
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"至 {until}" if until else ""


def _matters(session: Session, ids: list[int]) -> tuple[Matter, ...]:
    now = session.now()
    found = [_matter(session, one, now) for one in records.glance(session, ids)]
    return tuple(sorted(
        found, key=lambda one: (_ORDER.index(one.state), one.at or datetime.max, -one.record.id)
    ))  # fmt: skip


def _matter(session: Session, record: Record, now: datetime) -> Matter:
    act = workbench.ready(session, record) or ""
    due = record.seen.due
    if due is not None and due.is_near(now):
        today = due.at <= end_of_day(now.date())
        state = LATE if now >= due.at else TODAY if today else NEAR
        return Matter(record, state, due.at, due.name, act)
    if life.is_over(record.standing, now):
        return Matter(record, OVER, record.standing.valid_until, record.form.until_words, act)
    if due is not None:
        return Matter(record, REST, due.at, due.name, act)
    until = record.standing.valid_until
    return Matter(record, REST, until, record.form.until_words if until else "", act)


def _money(session: Session, subject: Subject) -> Money:
    year = session.now().year
    held, paid = filed.moved(
        session, subject,
        f"ifnull({HELD} FILTER (WHERE m.purse = ?), 0),"
        f" ifnull({HELD} FILTER (WHERE m.purse <> ? AND m.day >= ?), 0)",
        (Purse.DEPOSIT.value, Purse.DEPOSIT.value, f"{year}-01-01"),
    )  # fmt: skip
    return Money(int(held), int(paid), year)


def latest(session: Session, subject: Subject, many: int) -> list[Record]:
    """The newest records."""
    wanted = Filed(subject)
    ids = filed.head(session, wanted, many) or filed.listing(session, wanted).ids(
        session.store, 0, many
    )
    return records.glance(session, ids)
