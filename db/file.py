"""The file (档案) of one unit, person or vehicle: who and what it is, what is in hand, its money.

Reads only, for a thread with a store of its own. Numbers of persons come masked without the right
to see them. Its records, however many: `db.filed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db import consents, estate, filed, reading, workbench
from db.dossiers import LATE, NEAR, OVER, REST, TODAY
from db.errors import Refused
from db.facts import arrears
from db.filed import PERSON, UNIT, VEHICLE, Filed, Subject
from db.indexing import behind
from db.money import HELD
from db.reading import Record
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
UNREGISTERED = "只在单上写过，房产表里没有登记"
CAR = "车辆"
_ORDER = (LATE, OVER, TODAY, NEAR, REST)


@dataclass(frozen=True)
class Kin:
    """Somebody or something of it, with a file of its own: as what, the name, the phone (canonical,
    or masked), more about it; past: no longer."""

    subject: Subject
    role: str
    name: str
    more: str = ""
    past: bool = False
    phone: str = ""


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
    """All but the list of records. title: as it is called; facts: (name, words) in order; phone,
    document: of a person, masked without the right; kin: the people, vehicles and units of it;
    arrears: of a unit, a fact with its day; matters: the most pressing, of `in_hand`; kinds: how
    many records of each form; known: what a new form is begun with; masked: whether numbers are
    hidden from the member; by_unit: a person's records stand for those of the units; behind: the
    search index is still being built, so that records may be missing."""

    subject: Subject
    title: str
    facts: tuple[tuple[str, str], ...]
    phone: str
    document: Mapping[str, str] | None
    kin: tuple[Kin, ...]
    arrears: Arrears | None
    matters: tuple[Matter, ...]
    in_hand: int
    money: Money
    kinds: Mapping[str, int]
    known: Known
    masked: bool
    by_unit: bool
    behind: bool

    @property
    def records(self) -> int:
        """How many records there are."""
        return sum(self.kinds.values())


def opened(session: Session, subject: Subject) -> File:
    """The file of a subject; Refused when there is no such unit or person, or without the right.

    A vehicle needs no entry in the estate: its plate may only stand on records.
    """
    session.require(RIGHT, WHAT)
    head = {UNIT: _unit, PERSON: _person, VEHICLE: _vehicle}[subject.kind](session, subject)
    sees = session.may("see:records")
    ids, in_hand = filed.pressing(session, subject, MOST_MATTERS) if sees else ([], 0)
    full = session.sees_personal
    return File(
        subject, head.title, tuple((name, words) for name, words in head.facts if words),
        head.phone, head.document, tuple(head.kin), head.arrears, _matters(session, ids), in_hand,
        _money(session, subject) if sees else Money(0, 0, 0),
        filed.kinds(session, subject) if sees else {}, head.known, not full,
        subject.kind == PERSON and not session.may("see:personal"),
        subject.kind != UNIT and behind(session.store),
    )  # fmt: skip


def subject_of(session: Session, typed: str) -> Subject:
    """What a room or a plate in any spelling names; Refused for what is neither."""
    from db.find import label_of
    from forms.values import Invalid

    found: Subject | None
    label = label_of(session, typed)
    exact = "SELECT 1 FROM unit WHERE label = ?"
    if label and session.store.value(exact, (label,)):
        return Subject(UNIT, label)
    try:
        found = Subject(VEHICLE, plate.clean(typed))
    except Invalid:
        found = None
    if found is None or plate.doubt(found.id) and not _is_known(session, found.id):
        raise Refused({"": f"“{typed}”不是登记了的房号，也不是车牌"})
    return found


def _is_known(session: Session, number: str) -> bool:
    """Whether an unusual plate is registered all the same, or stands on records."""
    registered = session.store.value("SELECT 1 FROM vehicle WHERE plate = ?", (number,))
    return bool(registered or filed.kinds(session, Subject(VEHICLE, number)))


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


@dataclass
class _Head:
    """What stands at the top of a file."""

    title: str
    facts: list[tuple[str, str]]
    kin: list[Kin]
    known: Known
    arrears: Arrears | None = None
    phone: str = ""
    document: Mapping[str, str] | None = None


def _unit(session: Session, subject: Subject) -> _Head:
    place = estate.unit_of(session, subject.id)
    area = f"{place.area:g} ㎡" if place.area is not None else ""
    facts = [("类别", UNREGISTERED if place.typed else place.kind), ("建筑面积", area)]
    kin = [
        Kin(Subject(PERSON, str(one.id)), one.role, one.name, _days(one.since, one.until),
            not one.here, one.phone)
        for one in estate.residents(session, place)
    ]  # fmt: skip
    kin += [
        Kin(Subject(VEHICLE, one.plate), CAR, plate.pretty(one.plate),
            "　".join(filter(None, (one.owner, one.note))))
        for one in estate.cars(session, place)
    ]  # fmt: skip
    return _Head(
        unit.pretty(place.label), facts, kin, Known(unit=place.label), arrears(session, place.id)
    )


def _person(session: Session, subject: Subject) -> _Head:
    who, full = filed.person_row(session, int(subject.id)), session.sees_personal
    number, document = who["phone"] or "", None
    if who["id_number"]:
        seen = who["id_number"] if full else identity.mask(who["id_number"])
        document = {"kind": who["id_kind"], "number": seen}
    stays = session.store.rows(
        "SELECT u.label, r.role, r.since, r.until FROM residence r JOIN unit u ON u.id = r.unit_id"
        " WHERE r.person_id = ? ORDER BY r.until IS NOT NULL, r.until DESC, r.id",
        (int(subject.id),),
    )
    today = session.now().date().isoformat()
    here = [one for one in stays if (one[2] or "") <= today <= (one[3] or "9999")]
    here.sort(key=lambda one: one[1] not in (relation.OWNER, relation.JOINT, relation.TENANT))
    kin = [
        Kin(Subject(UNIT, stay[0]), stay[1], unit.pretty(stay[0]), _days(*stay[2:]),
            stay not in here)
        for stay in stays
    ]  # fmt: skip
    kin += [
        Kin(Subject(VEHICLE, car), CAR, plate.pretty(car), unit.pretty(label) if label else "")
        for car, label in session.store.rows(
            "SELECT v.plate, u.label FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
            " WHERE v.person_id = ? ORDER BY v.plate", (int(subject.id),)
        )
    ]  # fmt: skip
    known = Known(here[0][0] if here else "", who["name"], number if full else "")
    shown = number if full or not number else phone.mask(number)
    told = consents.words(consents.of(session, int(subject.id)))
    facts = [("备注", who["note"] or "" if full else ""), ("同意", told)]
    return _Head(who["name"], facts, kin, known, None, shown, document)


def _vehicle(session: Session, subject: Subject) -> _Head:
    rows = session.store.rows(
        "SELECT u.label, p.id, p.name, v.note FROM vehicle v LEFT JOIN unit u ON u.id = v.unit_id"
        " LEFT JOIN person p ON p.id = v.person_id WHERE v.plate = ?",
        (subject.id,),
    )
    label, owner, name, note = rows[0] if rows else (None, None, None, None)
    kin = [Kin(Subject(PERSON, str(owner)), "车主", name)] if owner is not None else []
    kin += [Kin(Subject(UNIT, label), "房号", unit.pretty(label))] if label is not None else []
    facts = [("登记", "" if rows else UNREGISTERED), ("备注", note or "")]
    return _Head(plate.pretty(subject.id), facts, kin, Known(unit=label or "", plate=subject.id))


def _days(since: str | None, until: str | None) -> str:
    """From when to when, as far as that is known: 2024-03-01 起."""
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"至 {until}" if until else ""


def _matters(session: Session, ids: list[int]) -> tuple[Matter, ...]:
    now = session.now()
    found = [_matter(session, one, now) for one in reading.glance(session, ids)]
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


def about(title: str, record: Record) -> str:
    """A record in one line on the file of that title, which goes without saying."""
    return " ".join(workbench.about(record).replace(title, " ", 1).split())


def latest(session: Session, subject: Subject, many: int) -> list[Record]:
    """The newest records."""
    wanted = Filed(subject)
    ids = filed.head(session, wanted, many) or filed.listing(session, wanted).ids(
        session.store, 0, many
    )
    return reading.glance(session, ids)
