"""Units and vehicles, added, mended and taken away by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.errors import Refused
from db.estate.reading import Car, Unit, owner_names
from db.estate.rows import UNTOLD, Changed, Row, Step, entered, next_id, row, unchanged, write
from db.estate.typed import cleaned, facts, for_new_unit
from db.facts import TYPED
from db.session import Session
from forms.estate import UNIT, VEHICLE
from forms.fields import Field, Kind
from forms.rules import Problems
from forms.values import plate, unit

RIGHT, WHAT = "estate", "改房产登记"
_HELD = (
    ("residence", "{} 位住户的登记"),
    ("vehicle", "{} 辆车"),
    ("record", "{} 张单"),
    ("dated_fact", "{} 条欠费记录"),
)


def add_unit(session: Session, typed: Mapping[str, Any]) -> Changed:
    """Enter a unit; one that was only typed on forms so far becomes an entered one.

    typed: by the keys of `forms.estate.UNIT`.
    """
    session.require(RIGHT, WHAT)
    with session.store.write():
        values, problems = cleaned(session, UNIT, typed, for_new_unit(session, typed.get("unit")))
        label = values.get("unit")
        known = _unit(session, label) if label else None
        if known is not None and known["kind"] not in (None, TYPED):
            problems["unit"] = f"{unit.pretty(known['label'])}已经登记了"
        if problems:
            raise Refused(problems)
        key = known["id"] if known else next_id(session.store, "unit")
        return write(session, "登记房产", values["unit"], [_step(key, values)])


def mend_unit(session: Session, seen: Unit, typed: Mapping[str, Any]) -> Changed:
    """Another room number, area or kind; records keep the number that was printed."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "unit", seen.kept)
        known = facts(session)
        if typed.get("unit") != seen.label:
            known = for_new_unit(session, typed.get("unit"))
        else:  # an old spelling that the grammar would refuse now does not stop other changes
            known = replace(known, entrances={})
        values, problems = cleaned(session, UNIT, typed, known)
        other = _unit(session, values["unit"]) if "unit" in values else None
        if other is not None and other["id"] != seen.id:
            problems["unit"] = f"{unit.pretty(other['label'])}已经登记了，是另一户"
        if problems:
            raise Refused(problems)
        act = "登记房产" if seen.typed else "改房产资料"
        return write(session, act, values["unit"], [_step(seen.id, values)])


def remove_unit(session: Session, seen: Unit) -> Changed:
    """Take away a unit entered by mistake; Refused when anybody or anything belongs to it."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "unit", seen.kept)
        counts = {
            words: session.store.value(
                f"SELECT count(*) FROM {table} WHERE unit_id = ?", (seen.id,)
            )
            for table, words in _HELD
        }
        held = [words.format(count) for words, count in counts.items() if count]
        if held:
            raise Refused(
                {"": f"这户有{'、'.join(held)}，不能删去；没人住了，给住户办搬出就行"}
            )
        return write(session, "删去房产", seen.label, [Step("unit", seen.id, None)])


def vehicle_fields(session: Session, place: Unit) -> tuple[Field, ...]:
    """The fields of a vehicle, with whom it may belong to: those who live in the unit."""
    names = tuple(owner_names(session, place.id))
    if not names:
        return VEHICLE
    owner = Field("owner", "车主", Kind.CHOICE, choices=names)
    return (VEHICLE[0], owner, *VEHICLE[1:])


def add_vehicle(session: Session, place: Unit, typed: Mapping[str, Any]) -> Changed:
    """A vehicle of the unit; one registered elsewhere is refused with the place."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "unit", place.kept)
        new, problems = _vehicle(session, place, typed)
        known = row(session.store, "vehicle", new["plate"]) if new["plate"] else None
        if known is not None:
            problems["plate"] = f"这辆车已登记在{_where(session, known)}，要改请到那里改"
        if problems:
            raise Refused(problems)
        steps = [*entered(place.kept), Step("vehicle", new["plate"], new)]
        return write(session, "登记车辆", place.label, steps)


def mend_vehicle(session: Session, seen: Car, place: Unit, typed: Mapping[str, Any]) -> Changed:
    """Another plate, owner, unit or note; seen: as it was shown on the page of `place`."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "vehicle", seen.kept)
        new, problems = _vehicle(session, place, typed)
        known = row(session.store, "vehicle", new["plate"]) if new["plate"] else None
        if known is not None and known["plate"] != seen.plate:
            problems["plate"] = f"这个车牌已登记在{_where(session, known)}"
        if problems:
            raise Refused(problems)
        steps = [Step("vehicle", new["plate"], new)]
        if new["plate"] != seen.plate:
            steps.insert(0, Step("vehicle", seen.plate, None))
        return write(session, "改车辆资料", place.label, steps)


def remove_vehicle(session: Session, seen: Car, place: Unit) -> Changed:
    """The vehicle is no longer here."""
    session.require(RIGHT, WHAT)
    with session.store.write():
        unchanged(session, "vehicle", seen.kept)
        return write(session, "移除车辆", place.label, [Step("vehicle", seen.plate, None)])


def _unit(session: Session, label: str) -> Row | None:
    found = session.store.value("SELECT id FROM unit WHERE label = ?", (label,))
    return None if found is None else row(session.store, "unit", int(found))


def _step(key: int, values: Mapping[str, Any]) -> Step:
    building, entrance, room = unit.pieces(values["unit"])
    area = values.get("area")
    return Step("unit", key, {
        "id": key, "label": values["unit"], "building": building, "entrance": entrance,
        "room": room, "area_m2": None if area is None else float(area),
        "kind": values.get("kind") or UNTOLD,
    })  # fmt: skip


def _vehicle(
    session: Session, place: Unit, typed: Mapping[str, Any]
) -> tuple[dict[str, Any], Problems]:
    """The row meant by what was typed, as far as it can be read, and the problems."""
    values, problems = cleaned(session, vehicle_fields(session, place), typed)
    unit_id: int | None = place.id
    if values.get("unit", place.label) != place.label:
        other = _unit(session, values["unit"])
        if other is None or other["kind"] == TYPED:
            problems["unit"] = f"房产表里没有 {values['unit']} 这个房号，请核对"
        else:
            unit_id = other["id"]
    owner = owner_names(session, place.id).get(values.get("owner", ""))
    new = {
        "plate": values.get("plate"), "unit_id": unit_id, "person_id": owner,
        "note": values.get("note"),
    }  # fmt: skip
    return new, problems


def _where(session: Session, known: Row) -> str:
    label = session.store.value("SELECT label FROM unit WHERE id = ?", (known["unit_id"],))
    name = session.store.value("SELECT name FROM person WHERE id = ?", (known["person_id"],))
    place = f" {unit.pretty(label)}" if label else ""
    return f"{place}{f'（{name}）' if name else ''}" or f"别处（{plate.pretty(known['plate'])}）"
