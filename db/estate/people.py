"""People: move in, mend, move out, and two entries of one person made one.

A person is the ID document, else name and phone (docs/handbook.md §1 房产).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.errors import Refused
from db.estate.places import RIGHT, WHAT
from db.estate.reading import Resident, Unit
from db.estate.rows import Changed, Row, Step, entered, next_id, row, unchanged, write
from db.estate.typed import cleaned
from db.session import Session
from forms.estate import LEAVING, RESIDENT
from forms.fields import Field
from forms.rules import Problems
from forms.values import Invalid, identity, phone, relation, unit

FOREVER = "9999-12-31"
_PARTS = {
    "name": ("name",), "phone": ("phone",), "document": ("id_kind", "id_number"), "note": ("note",)
}  # fmt: skip
"""What two entries of a person are compared by, with the columns of each."""


def resident_fields(session: Session, seen: Resident | None = None) -> tuple[Field, ...]:
    """The fields the member may type: who may not see numbers cannot overwrite registered ones."""
    if seen is None or session.may("see:personal"):
        return RESIDENT
    hidden = {
        key for key, value in (("phone", seen.phone), ("document", seen.document)) if value
    }
    return tuple(field for field in RESIDENT if field.key not in hidden)


def move_in(session: Session, place: Unit, typed: Mapping[str, Any]) -> Changed:
    """Somebody comes to live in the unit; a person who is registered already is not made twice.

    typed: by the keys of `forms.estate.RESIDENT`. Refused also when the document is somebody
    else's, when the unit has another owner, and when that person lives there already.
    """
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "unit", place.kept)
        told, home, problems = _told(session, RESIDENT, typed)
        known = _same(session, told, problems) if told.get("name") else None
        person_id = known["id"] if known else next_id(session.store, "person")
        _fits(session, place.id, person_id, home, problems)
        if problems:
            raise Refused(problems)
        steps = [] if known else [Step("person", person_id, {"id": person_id, **told})]
        if known:
            more = {key: value for key, value in told.items() if known[key] is None}
            steps = [Step("person", person_id, {**known, **more})]
        key = next_id(session.store, "residence")
        new = {"id": key, "unit_id": place.id, "person_id": person_id, **home}
        steps = [*entered(place.kept), *steps, Step("residence", key, new)]
        changed = write(session, "登记住户", place.label, steps)
        same = f"{known['name']}原来就有登记，没有另立一人。" if known else ""
        return replace(changed, more=same)


def mend(session: Session, seen: Resident, typed: Mapping[str, Any]) -> Changed:
    """What is registered of a resident and of their living there, corrected."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "person", seen.kept)
        unchanged(session, "residence", seen.home)
        fields = resident_fields(session, seen)
        told, home, problems = _told(session, fields, typed)
        offered = {field.key for field in fields}
        for key, columns in (("phone", ("phone",)), ("document", ("id_kind", "id_number"))):
            if key not in offered:
                told |= {column: seen.kept[column] for column in columns}
        other = _holder(session, told)
        if other is not None and other["id"] != seen.id:
            problems["document"] = (
                f"这个证件号登记的是{_called(session, other)}；是同一人请用“并成一人”"
            )
        _fits(session, seen.home["unit_id"], seen.id, home, problems, seen.home["id"])
        if problems:
            raise Refused(problems)
        return write(session, "改住户资料", seen.label, [
            Step("person", seen.id, {"id": seen.id, **told}),
            Step("residence", seen.home["id"], {**seen.home, **home}),
        ])  # fmt: skip


def move_out(session: Session, seen: Resident, typed: Mapping[str, Any]) -> Changed:
    """The last day somebody lives in the unit; vehicles stay registered until taken away."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "residence", seen.home)
        values, problems = cleaned(session, LEAVING, typed)
        until = values.get("until", FOREVER)
        if until < (seen.home["since"] or ""):
            problems["until"] = f"早于入住日期 {seen.home['since']}，请核对"
        if problems:
            raise Refused(problems)
        new = {**seen.home, "until": until}
        return write(session, "搬出", seen.label, [Step("residence", new["id"], new)])


def join(
    session: Session, seen: Resident, other: Row, wins: Mapping[str, int | None]
) -> Changed:
    """Make `other` (a row of person) one with `seen`: homes and vehicles go to `seen`.

    wins: by name, phone, document, note, the id of the entry whose value stays; asked for only
    where both have one and they differ. What does not stay is kept in the history.
    """
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "person", seen.kept)
        unchanged(session, "person", other)
        if other["id"] == seen.id:
            raise Refused({"": "这是同一条登记"})
        new, problems = dict(seen.kept), {}
        asked = differing(seen.kept, other)
        for key, columns in _PARTS.items():
            winner = wins.get(key) if key in asked else None
            if key in asked and winner not in (seen.id, other["id"]):
                problems[key] = "两条登记的不一样，请选留哪一个"
            elif winner == other["id"] or _value(seen.kept, columns) is None:
                new |= {column: other[column] for column in columns}
        if problems:
            raise Refused(problems)
        steps = [*_moved(session, seen.id, other["id"]), Step("person", other["id"], None)]
        steps.append(Step("person", seen.id, new))
        return write(session, "并成一人", seen.label, steps, heir=(other["id"], seen.id))


def differing(one: Row, other: Row) -> tuple[str, ...]:
    """By what two entries (rows of person) differ, both having it: name, phone, document, note."""
    pairs = {key: (_value(one, columns), _value(other, columns)) for key, columns in _PARTS.items()}
    return tuple(key for key, (a, b) in pairs.items() if None not in (a, b) and a != b)


def _value(person: Row, columns: Sequence[str]) -> tuple[str, ...] | None:
    """What a row of person says in these columns; a 15-digit ID number is its 18-digit one."""
    values = tuple(person[column] for column in columns)
    if values[-1] is None:
        return None
    return (*values[:-1], identity.upgrade(values[-1])) if "id_number" in columns else values


def _told(
    session: Session, fields: Sequence[Field], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], Problems]:
    """Columns of person and of residence, as far as they can be read, and the problems."""
    values, problems = cleaned(session, fields, typed)
    who, document = values.get("person", {}), values.get("document") or {}
    number = values.get("phone") or who.get("phone")
    if who.get("phone") and number != who["phone"]:
        problems["phone"] = "姓名后面写的电话与这里的不同，请留一个"
    told = {
        "name": who.get("name"), "phone": number, "id_kind": document.get("kind"),
        "id_number": document.get("number"), "note": values.get("note"),
    }  # fmt: skip
    home = {"role": None, "since": values.get("since"), "until": values.get("until")}
    if "role" in values:
        try:
            home["role"] = relation.clean(values["role"])
        except Invalid as invalid:
            problems["role"] = str(invalid)
    if (home["since"] or "") > (home["until"] or FOREVER):
        problems["until"] = "搬出日期早于入住日期，请核对"
    return told, home, problems


def _holder(session: Session, told: Mapping[str, Any]) -> Row | None:
    """Who has this document; 15 and 18 digits of a resident card are one number."""
    if not told.get("id_number"):
        return None
    number = old = told["id_number"]
    if told["id_kind"] == identity.RESIDENT:
        number = identity.upgrade(number)
        old = number[:6] + number[8:17]
    found = session.store.value(
        "SELECT id FROM person WHERE id_kind = ? AND id_number IN (?, ?) ORDER BY id",
        (told["id_kind"], number, old),
    )
    return None if found is None else row(session.store, "person", int(found))


def _same(session: Session, told: Mapping[str, Any], problems: Problems) -> Row | None:
    """The registered person meant: by document, else by name and phone; adds to problems."""
    holder = _holder(session, told)
    if holder is not None:
        if holder["name"] != told["name"]:
            problems["document"] = f"这个证件号登记的是{_called(session, holder)}，请核对姓名"
        elif None not in (holder["phone"], told["phone"]) and holder["phone"] != told["phone"]:
            problems["phone"] = (
                f"{holder['name']}登记的电话是 {phone.mask(holder['phone'])}；"
                "这里先空着，换了电话请在登记后改"
            )
        return holder
    if not told.get("phone"):
        return None
    found = session.store.rows(
        "SELECT id FROM person WHERE name = ? AND phone = ? AND (id_number IS NULL OR ? IS NULL)"
        " ORDER BY id",
        (told["name"], told["phone"], told["id_number"]),
    )
    return row(session.store, "person", found[0][0]) if found else None


def _called(session: Session, person: Row) -> str:
    label = session.store.value(
        "SELECT u.label FROM residence r JOIN unit u ON u.id = r.unit_id WHERE r.person_id = ?"
        " ORDER BY r.until IS NOT NULL, r.id LIMIT 1",
        (person["id"],),
    )
    return f"{person['name']}（{unit.pretty(label)}）" if label else str(person["name"])


def _fits(
    session: Session,
    unit_id: int,
    person_id: int,
    home: Mapping[str, Any],
    problems: Problems,
    itself: int = 0,
) -> None:
    """One owner at a time unless they own it together; nobody lives twice in a unit."""
    since, until = home["since"] or "", home["until"] or FOREVER
    rows = session.store.rows(
        "SELECT r.person_id, p.name, r.role, ifnull(r.since, ''), ifnull(r.until, ?)"
        " FROM residence r JOIN person p ON p.id = r.person_id WHERE r.unit_id = ? AND r.id <> ?",
        (FOREVER, unit_id, itself),
    )
    beside = [one for one in rows if one[3] <= until and since <= one[4]]
    for other, name, role, _, _ in beside:
        if other == person_id:
            problems.setdefault("person", f"{name}已登记在这户，是{role}")
    owners = [name for other, name, role, _, _ in beside
              if role == relation.OWNER and other != person_id]  # fmt: skip
    if home["role"] == relation.OWNER and owners:
        problems.setdefault(
            "role",
            f"这户的业主登记的是{'、'.join(owners)}；共有的请写“共有业主”，换了业主请先给原业主办搬出",
        )


def _moved(session: Session, kept: int, gone: int) -> list[Step]:
    """Homes and vehicles of `gone` for `kept`; two entries of one stay become one."""
    store = session.store
    steps = []
    select = "SELECT id FROM residence WHERE person_id = ? ORDER BY id"
    mine = [_home(session, one) for (one,) in store.rows(select, (kept,))]
    for (key,) in store.rows(select, (gone,)):
        theirs = _home(session, key)
        twin = next((one for one in mine if _one_stay(one, theirs)), None)
        if twin is None:
            steps.append(Step("residence", key, {**theirs, "person_id": kept}))
            continue
        both = _both(twin, theirs)
        mine[mine.index(twin)] = both
        steps += [Step("residence", key, None), Step("residence", both["id"], both)]
    for (number,) in store.rows("SELECT plate FROM vehicle WHERE person_id = ?", (gone,)):
        car = row(store, "vehicle", number)
        assert car is not None
        steps.append(Step("vehicle", number, {**car, "person_id": kept}))
    return steps


def _home(session: Session, key: int) -> dict[str, Any]:
    found = row(session.store, "residence", key)
    assert found is not None
    return found


def _one_stay(one: Row, other: Row) -> bool:
    """The same unit, overlapping days, and roles that say the same or one of them little."""
    roles = {one["role"], other["role"]}
    return bool(
        one["unit_id"] == other["unit_id"]
        and (len(roles) == 1 or relation.RESIDENT in roles)
        and (one["since"] or "") <= (other["until"] or FOREVER)
        and (other["since"] or "") <= (one["until"] or FOREVER)
    )


def _both(one: Row, other: Row) -> dict[str, Any]:
    """Two entries of one stay as one: the earlier known day in, the later day out."""
    role = other["role"] if one["role"] == relation.RESIDENT else one["role"]
    since = min(filter(None, (one["since"], other["since"])), default=None)
    ends = (one["until"], other["until"])
    return {**one, "role": role, "since": since, "until": None if None in ends else max(ends)}
