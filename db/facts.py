"""Reads the facts that rules may look at, inside the transaction that will rely on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import office
from db.models import DatedFact, Person, Residence, Unit
from db.session import Session
from forms.facts import Arrears, Facts, LinkedRecord, Resident, UnitFacts
from forms.fields import Kind
from forms.form import Form
from forms.values import Invalid, unit

TYPED = "typed"


def facts_for(session: Session, form: Form, typed: Mapping[str, Any]) -> Facts:
    """All facts about the values typed so far; never fails on half-typed ones."""
    counts = entrances(session)
    label = _label(form, typed, counts)
    return Facts(
        now=session.now(),
        operator=session.member.words,
        unit=unit_facts(session, label) if label else None,
        entrances=counts,
        estate=has_estate(session),
        linked=_linked(session, form, typed),
        settings=office.choices(session.store),
    )


def has_estate(session: Session) -> bool:
    """Whether units were entered, so that an unknown one is a mistake."""
    return bool(Unit.select().where(Unit.kind != TYPED).exists(session.store.db))


def entrances(session: Session) -> dict[str, int]:
    """Number of entrances per building, from the units that were entered."""
    rows = session.store.rows(
        "SELECT building, count(DISTINCT entrance) FROM unit"
        " WHERE kind <> ? GROUP BY building",
        (TYPED,),
    )
    return {building: max(1, count) for building, count in rows}


def unit_facts(session: Session, label: str) -> UnitFacts:
    """What the desk should see about a unit: who lives there today, what is owed and open."""
    row = Unit.select().where(Unit.label == label).dicts().first(session.store.db)
    if row is None or row["kind"] == TYPED:
        return UnitFacts(label, known=False, open_matters=_open_matters(session, row))
    return UnitFacts(
        label,
        known=True,
        residents=_residents(session, row["id"]),
        arrears=_arrears(session, row["id"]),
        open_matters=_open_matters(session, row),
    )


def _label(form: Form, typed: Mapping[str, Any], counts: Mapping[str, int]) -> str | None:
    key = form.unit_field
    if key is None or not typed.get(key):
        return None
    try:
        return unit.clean(typed[key], counts)
    except Invalid:
        return None


def _residents(session: Session, unit_id: int) -> tuple[Resident, ...]:
    today = session.now().date().isoformat()
    rows = (
        Residence.select(
            Residence.role, Person.name, Person.phone, Residence.since, Residence.until
        )
        .join(Person, on=(Residence.person_id == Person.id))
        .where(
            (Residence.unit_id == unit_id)
            & (Residence.since.is_null() | (Residence.since <= today))
            & (Residence.until.is_null() | (Residence.until >= today))
        )
        .order_by(Residence.role != "业主", Residence.role != "租户", Residence.id)
    )
    return tuple(
        Resident(role, name, phone or "", since, until)
        for role, name, phone, since, until in rows.tuples().execute(session.store.db)
    )


def _arrears(session: Session, unit_id: int) -> Arrears | None:
    row = (
        DatedFact.select(DatedFact.value, DatedFact.as_of)
        .where((DatedFact.unit_id == unit_id) & (DatedFact.kind == "arrears"))
        .order_by(DatedFact.as_of.desc(), DatedFact.id.desc())
        .tuples()
        .first(session.store.db)
    )
    return Arrears(row[0]["months"], row[0]["amount"], row[1]) if row else None


def _open_matters(session: Session, row: Mapping[str, Any] | None) -> tuple[str, ...]:
    if row is None:
        return ()
    counted = session.store.rows(
        "SELECT code, count(*) FROM standing WHERE unit_id = ? AND ended = 0"
        " AND (valid_until IS NULL OR valid_until > ?) GROUP BY code ORDER BY code",
        (row["id"], session.clock.now()),
    )
    return tuple(
        f"在办{session.forms[code].title} {count} 张"
        for code, count in counted
        if code in session.forms
    )


def _linked(session: Session, form: Form, typed: Mapping[str, Any]) -> dict[str, LinkedRecord]:
    from db.records import load, normal_number

    found = {}
    for field in form.fields:
        number = typed.get(field.key)
        if field.kind is Kind.REFERENCE and isinstance(number, str):
            record = load(session, normal_number(number), missing_ok=True)
            if record:
                found[field.key] = LinkedRecord(
                    record.number,
                    record.form.code,
                    record.seen.state,
                    record.standing.ended,
                    record.values,
                    record.standing.valid_until,
                )
    return found


def unit_id(session: Session, label: str) -> int:
    """The row of a unit, made when it was only ever typed; inside a transaction."""
    found = Unit.select(Unit.id).where(Unit.label == label).scalar(session.store.db)
    if found is not None:
        return int(found)
    building, entrance, room = unit.pieces(label)
    return int(
        Unit.insert(
            label=label, building=building, entrance=entrance, room=room, kind=TYPED
        ).execute(session.store.db)
    )


