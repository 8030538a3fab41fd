"""Reads the facts that rules may look at, inside the transaction that will rely on them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db import matters, office, prices, secrecy, slots
from db.fields import canonical
from db.models import Unit
from db.session import Session
from forms import life
from forms.cleaners import CLEANERS
from forms.facts import COLLEAGUES, OF_THE_UNIT, Arrears, Facts, LinkedRecord, Resident, UnitFacts
from forms.destroyed import left
from forms.fields import Field, Kind
from forms.form import Form
from forms.handover import Desk
from forms.prices import by_section
from forms.rules import clean_fields, filled, is_empty
from forms.secrecy import PLAIN, right
from forms.slots import booking_of
from forms.values import Invalid, unit

if TYPE_CHECKING:
    from db.reading import Record

TYPED = "typed"


def facts_for(
    session: Session, form: Form, typed: Mapping[str, Any], *, made: str = "",
    desk: Desk | None = None,
) -> Facts:  # fmt: skip
    """All facts about the values typed so far; never fails on half-typed ones.

    made: they are this record's, so that nothing is filled into what was left empty · desk: what is
    to be handed over, read before; where the form hands over it is read now otherwise
    """
    counts = entrances(session)
    label = _label(form, typed, counts, made)
    settings = office.choices_for(session.store, form)
    priced = prices.effective(session)
    facts = Facts(
        now=session.now(),
        operator=session.member.words,
        unit=unit_facts(session, label) if label else None,
        entrances=counts,
        estate=bool(counts),
        prices={item: one.amount for item, one in priced.items() if one.amount is not None},
        price_sections=by_section(priced.values()),
        settings=settings,
        holidays=settings.get("holidays") or {},
    )
    named = typed if made else {**_in_hand(form, facts), **_typed(typed)}
    facts = replace(facts, linked=linked(session, form.fields, named, typed=not made))
    if form.closes and not made:
        from db import closings

        facts = closings.facts_of(session, form, facts)
    if form.lends:
        from db import lending

        facts = replace(facts, lent=lending.out(session, but=made))
    if form.hands_over and not made:
        from db import handing_over

        facts = replace(facts, desk=desk or handing_over.desk(session, form))
    if form.settles and not made:
        from db import receipts

        facts = replace(facts, owing=receipts.owing(session, form, typed))
    if form.one_matter and not made:
        facts = replace(facts, same_matter=matters.same(session, form, typed, facts))
    if form.households and made:
        facts = replace(facts, households=households(session))
    if form.barred_by and not made:
        facts = replace(facts, barred=matters.barring(session, form, typed, facts))
    if _names_colleagues(form):
        facts = replace(facts, colleagues=colleagues(session))
    taken = _taken(session, form, named, facts)
    facts = replace(facts, taken=taken) if taken else facts
    facts = _with_clashes(session, form, typed, facts, made) if form.slot else facts
    return facts if made else _veiled(session, facts)


ANOTHER = "另一张单"
"""What a rule calls a record in words that somebody reads who may not know of it."""


def _veiled(session: Session, facts: Facts) -> Facts:
    """The facts with no number of a record that the member may not see; that a thing is out or a
    time is taken still holds."""
    named = [
        *(number for some in facts.taken.values() for number in some), *facts.lent.values(),
        *(one.number for one in facts.clashes), *(one.number for one in facts.same_matter),
        *(one.number for one in facts.barred),
    ]  # fmt: skip
    closed = secrecy.veiled(session, named) if named else frozenset()
    if not closed:
        return facts
    return replace(
        facts,
        taken={key: tuple(ANOTHER if one in closed else one for one in some)
               for key, some in facts.taken.items()},
        lent={what: ANOTHER if one in closed else one for what, one in facts.lent.items()},
        clashes=tuple(replace(one, number=ANOTHER, unit="") if one.number in closed else one
                      for one in facts.clashes),
        same_matter=tuple(one for one in facts.same_matter if one.number not in closed),
        barred=tuple(replace(one, number=ANOTHER) if one.number in closed else one
                     for one in facts.barred),
    )  # fmt: skip


def _names_colleagues(form: Form) -> bool:
    asked = (*form.fields, *(one for act in form.acts for one in act.fields))
    return any(one.offers == COLLEAGUES for one in asked)


def colleagues(session: Session) -> tuple[str, ...]:
    """Those who work here, "1003 李敏", by staff number."""
    rows = session.store.rows("SELECT no, name FROM staff WHERE active ORDER BY no")
    return tuple(f"{no} {name}" for no, name in rows)


def _with_clashes(
    session: Session, form: Form, typed: Mapping[str, Any], facts: Facts, made: str
) -> Facts:
    """The facts with what others have booked at the same time, the one it replaces left out."""
    values = typed if made else clean_fields(form.fields, typed, facts, {}, {})
    found = booking_of(form, values)
    if found is None:
        return facts
    replaced = facts.linked.get(form.lineage or "")
    but = (made, replaced.number if replaced else "")
    return replace(facts, clashes=slots.clashes(session, found, but))


def _in_hand(form: Form, facts: Facts) -> dict[str, Any]:
    """References that the unit's records in hand fill."""
    named = (field for field in form.fields if field.filled_from in OF_THE_UNIT)
    return {field.key: filled(field, facts) for field in named}


def _typed(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in typed.items() if not is_empty(value)}


def entrances(session: Session, building: str | None = None) -> dict[str, int]:
    """Number of entrances per building, from the units that were entered; who has 2 单元 has 1.

    building: only of this one.
    """
    rows = session.store.rows(
        "SELECT building, max(count(entrance), ifnull(max(CAST(entrance AS INTEGER)), 0))"
        " FROM (SELECT DISTINCT building, entrance FROM unit WHERE kind <> ?"
        f"{' AND building = ?' if building else ''}) GROUP BY building",
        (TYPED, building) if building else (TYPED,),
    )
    return {building: max(1, count) for building, count in rows}


def unit_facts(session: Session, label: str) -> UnitFacts:
    """What the desk should see about a unit: who lives there today, what is owed and open."""
    rows = session.store.rows("SELECT id, kind FROM unit WHERE label = ?", (label,))
    if not rows:
        return UnitFacts(label, known=False)
    unit_row, kind = rows[0]
    numbers, lapsed = _unended_of(session, unit_row)
    matters = _open_matters(session, numbers)
    if kind == TYPED:
        return UnitFacts(
            label, known=False, open_matters=matters, in_hand=numbers, lapsed=lapsed
        )
    return UnitFacts(
        label,
        known=True,
        residents=_residents(session, unit_row),
        arrears=arrears(session, unit_row),
        open_matters=matters,
        in_hand=numbers,
        lapsed=lapsed,
    )


def _label(
    form: Form, typed: Mapping[str, Any], counts: Mapping[str, int], made: str
) -> str | None:
    key = form.unit_field
    if key is None or not typed.get(key):
        return None
    if made:  # as it was kept, whatever entrances there are by now
        return str(typed[key])
    try:
        return unit.clean(typed[key], counts)
    except Invalid:
        return None


def _residents(session: Session, unit_row: int) -> tuple[Resident, ...]:
    today = session.now().date().isoformat()
    rows = session.store.rows(
        "SELECT r.role, p.name, p.phone, r.since, r.until FROM residence r"
        " JOIN person p ON p.id = r.person_id WHERE r.unit_id = ?"
        " AND (r.since IS NULL OR r.since <= ?) AND (r.until IS NULL OR r.until >= ?)"
        " ORDER BY r.role <> '业主', r.role <> '租户', r.id",
        (unit_row, today, today),
    )
    return tuple(
        Resident(role, name, phone or "", since, until) for role, name, phone, since, until in rows
    )


def households(session: Session) -> tuple[tuple[str, str], ...]:
    """Every unit of the estate table with who lives there today, a tenant before an owner."""
    today = session.now().date().isoformat()
    found: dict[str, str] = {}
    for label, name in session.store.rows(
        "SELECT u.label, p.name FROM unit u LEFT JOIN residence r ON r.unit_id = u.id"
        " AND (r.since IS NULL OR r.since <= ?) AND (r.until IS NULL OR r.until >= ?)"
        " LEFT JOIN person p ON p.id = r.person_id WHERE u.kind <> ?"
        " ORDER BY u.id, r.role <> '租户', r.role <> '业主', r.id",
        (today, today, TYPED),
    ):
        found.setdefault(label, name or "")
    return tuple(found.items())


def arrears(session: Session, unit_row: int) -> Arrears | None:
    rows = session.store.rows(
        "SELECT value, as_of FROM dated_fact WHERE unit_id = ? AND kind = 'arrears'"
        " ORDER BY as_of DESC, id DESC LIMIT 1",
        (unit_row,),
    )
    if not rows:
        return None
    owed = json.loads(rows[0][0])
    return Arrears(owed["months"], owed["amount"], rows[0][1], owed.get("by_month") or {})


Numbers = tuple[tuple[str, str], ...]
"""(code, number) of records."""


def _unended_of(session: Session, unit_row: int) -> tuple[Numbers, Numbers]:
    """The unit's records that nobody ended and the member may see: those in hand, and those whose
    validity ran out."""
    if not session.may(right(PLAIN)):
        return (), ()
    rows = session.store.rows(
        "SELECT s.code, r.number, ifnull(s.valid_until <= ?, 0)"
        " FROM standing s JOIN record r ON r.id = s.record_id WHERE s.unit_id = ? AND s.ended = 0"
        f" AND {secrecy.visible(session, 's.record_id')} ORDER BY s.code, r.id",
        (session.clock.now(), unit_row),
    )
    held = tuple((code, number) for code, number, over in rows if not over)
    return held, tuple((code, number) for code, number, over in rows if over)


def _open_matters(
    session: Session, in_hand: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    counted = Counter(code for code, _ in in_hand)
    return tuple(
        f"在办{session.forms[code].title} {count} 张"
        for code, count in counted.items()
        if code in session.forms
    )


def linked(
    session: Session, fields: Sequence[Field], values: Mapping[str, Any], *, typed: bool = False
) -> dict[str, LinkedRecord]:
    """The records that reference fields name, by field key; those named in lines, by number.

    As they were last left: their standing is kept up in the transaction of whatever changes it.
    typed: somebody names them now, who finds only what he may see, and nothing where he may see no
    records: whatever he names is answered as a number there is not
    """
    from db.reading import glance, normal_number

    if typed and not session.may(right(PLAIN)):
        return {}
    named: dict[str, str] = {}
    for field in fields:
        number = values.get(field.key)
        if field.kind is Kind.REFERENCE and isinstance(number, str):
            named[field.key] = normal_number(number)
    in_lines = dict.fromkeys(normal_number(number) for number in _in_lines(fields, values))
    rows: dict[str, int] = {}
    for number in (*named.values(), *in_lines):
        row = (
            secrecy.row_of(session, number) if typed
            else session.store.value("SELECT id FROM record WHERE number = ?", (number,))
        )
        rows |= {number: row} if row is not None else {}
    found = glance(session, list(set(rows.values())), for_rules=True)
    seen = {one.number: as_linked(one) for one in found}
    by_field = {key: seen[number] for key, number in named.items() if number in seen}
    return by_field | {number: seen[number] for number in in_lines if number in seen}


def _in_lines(fields: Sequence[Field], typed: Mapping[str, Any]) -> Iterator[str]:
    """The numbers that columns of references name, line by line."""
    for field in fields:
        lines = typed.get(field.key)
        keys = [one.key for one in field.columns if one.kind is Kind.REFERENCE]
        for line in lines if keys and isinstance(lines, Sequence) else ():
            if isinstance(line, Mapping):
                yield from (line[key] for key in keys if isinstance(line.get(key), str))


def as_linked(record: Record) -> LinkedRecord:
    """What rules may know of a record that another names."""
    done = life.counting(record.form, record.acts)
    closed_at = next((one.at for one in done if record.form.act(one.name).closes), None)
    return LinkedRecord(
        record.number,
        record.form.code,
        record.seen.state,
        record.standing.ended,
        left(record.values) if record.destroyed is not None else record.values,
        record.standing.valid_until,
        closed_at,
        record.done,
    )


def _taken(
    session: Session, form: Form, typed: Mapping[str, Any], facts: Facts
) -> dict[str, tuple[str, ...]]:
    """By exclusive field, other records in hand with the same value; not the one it replaces."""
    replaced = facts.linked.get(form.lineage or "")
    found: dict[str, tuple[str, ...]] = {}
    for field in form.fields:
        if not field.exclusive or field.key not in typed:
            continue
        try:
            value = canonical(CLEANERS[field.kind](field, typed[field.key], facts))
        except Invalid:
            continue
        same = (
            "EXISTS (SELECT 1 FROM personal p WHERE p.record_id = r.id AND p.act_id IS NULL"
            " AND p.path = ? AND p.value = ?)"
            if field.is_personal
            else "json_extract(r.body, '$.' || ?) = json_extract(?, '$')"
        )
        rows = session.store.rows(
            "SELECT r.number FROM record r JOIN standing s ON s.record_id = r.id"
            " WHERE r.code = ? AND s.ended = 0 AND (s.valid_until IS NULL OR s.valid_until > ?)"
            f" AND {same} ORDER BY r.id",
            (form.code, session.clock.now(), field.key, value),
        )
        numbers = tuple(
            number for (number,) in rows if replaced is None or number != replaced.number
        )
        found |= {field.key: numbers} if numbers else {}
    return found


def unit_id(session: Session, label: str) -> int:
    """The row of a unit, made when it was only ever typed; inside a transaction."""
    from db import search

    found = session.store.value("SELECT id FROM unit WHERE label = ?", (label,))
    if found is not None:
        return int(found)
    building, entrance, room = unit.pieces(label)
    made = int(
        Unit.insert(
            label=label, building=building, entrance=entrance, room=room, kind=TYPED
        ).execute(session.store.db)
    )
    search.refresh(session.store, units=[made])
    return made
