"""What can be typed on the estate page: each task with its fields and what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db import estate
from db.estate import Car, Changed, Place, Resident, Unit
from db.session import Session
from forms.estate import LEAVING, UNIT
from forms.values import plate, unit
from views.estate_panel import Task


def new_unit() -> Task:
    """A unit that is not there yet."""

    def write(session: Session, seen: Any, typed: Mapping[str, Any]) -> Changed:
        return estate.add_unit(session, typed)

    return Task("add_unit", "登记房产", "登记", UNIT, {}, None, write)


def change_unit(place: Unit) -> Task:
    """Another number, area or kind; a unit only ever typed on forms is entered so."""
    values = {"unit": place.label, "area": place.area, "kind": place.kind}
    title = f"登记 {place.label}" if place.typed else f"改 {unit.pretty(place.label)}"
    return Task(f"unit {place.id}", title, "存", UNIT, values, place, estate.mend_unit)


def move_in(session: Session, place: Unit) -> Task:
    """Somebody comes to live there."""
    title = f"登记住户　{unit.pretty(place.label)}"
    fields = estate.resident_fields(session)
    return Task(f"move_in {place.id}", title, "登记", fields, {}, place, estate.move_in)


def change_resident(session: Session, one: Resident) -> Task:
    """What is registered of somebody and of their living there."""
    values = {
        "person": {"name": one.name}, "role": one.role, "phone": one.phone,
        "document": one.document, "note": one.note, "since": one.since, "until": one.until,
    }  # fmt: skip
    fields = estate.resident_fields(session, one)
    keys = {field.key for field in fields}
    values = {key: value for key, value in values.items() if key in keys}
    key = f"resident {one.home['id']}"
    return Task(key, f"改 {one.name}（{one.role}）", "存", fields, values, one, estate.mend)


def move_out(one: Resident) -> Task:
    """The last day somebody lives there; today unless typed."""
    values = {"until": one.until} if one.until else {}
    key = f"move_out {one.home['id']}"
    return Task(key, f"{one.name}（{one.role}）搬出", "搬出", LEAVING, values, one, estate.move_out)


def vehicle(session: Session, place: Unit, car: Car | None) -> Task:
    """A new vehicle of the unit, or what is registered of one."""
    fields = estate.vehicle_fields(session, place)

    def add(session: Session, seen: Unit, typed: Mapping[str, Any]) -> Changed:
        return estate.add_vehicle(session, seen, typed)

    def change(session: Session, seen: Car, typed: Mapping[str, Any]) -> Changed:
        return estate.mend_vehicle(session, seen, place, typed)

    if car is None:
        title = f"登记车辆　{unit.pretty(place.label)}"
        values: dict[str, Any] = {"unit": place.label}
        return Task(f"add_vehicle {place.id}", title, "登记", fields, values, place, add)
    values = {"plate": car.plate, "unit": place.label, "note": car.note}
    values |= {"owner": car.owner} if car.owner else {}
    title = f"改 {plate.pretty(car.plate)}"
    return Task(f"vehicle {car.plate}", title, "存", fields, values, car, change)


def half_done(task: Task, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a task half typed: the values, and the rows they are compared with."""
    return {"typed": dict(typed), "rows": _rows(task.seen)}


def went_on(task: Task, half: Mapping[str, Any]) -> Task:
    """The task with what was half typed; a row that has changed since is noticed when written."""
    return replace(
        task, seen=_with_rows(task.seen, half["rows"]), values=half["typed"], half=True
    )


def _rows(seen: Any) -> list[dict[str, Any]]:
    match seen:
        case Resident():
            return [dict(seen.kept), dict(seen.home)]
        case Unit() | Car():
            return [dict(seen.kept)]
    return []


def _with_rows(seen: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    match seen:
        case Resident():
            return replace(seen, kept=rows[0], home=rows[1])
        case Unit() | Car():
            return replace(seen, kept=rows[0])
    return seen


def again(seen: Any, place: Place) -> Any:
    """The same unit, stay or vehicle as it stands on the page now; as it was if it is gone."""
    match seen:
        case Unit():
            return place.unit
        case Resident():
            key = seen.home["id"]
            return next((one for one in place.residents if one.home["id"] == key), seen)
        case Car():
            return next((one for one in place.cars if one.plate == seen.plate), seen)
    return seen
