"""What is known when a form is opened from the file of a unit, a person or a vehicle, and which of
its fields that fills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.fields import Field, Kind

if TYPE_CHECKING:
    from forms.form import Form

VEHICLES = (Kind.PLATE, Kind.VEHICLE)
ON_FILE = ((Kind.UNIT,), (Kind.PERSON,), (Kind.PHONE,), VEHICLES)
"""Kinds that a file knows a value of; those that are one value together."""


@dataclass(frozen=True)
class Known:
    """What a file knows, canonical; "" for what it does not: label of the unit, name and phone of
    the person, plate."""

    unit: str = ""
    person: str = ""
    phone: str = ""
    plate: str = ""


def field_of(form: Form, *kinds: Kind) -> Field | None:
    """The field of these kinds that a file fills: the one that says so (`on_file`), else the first
    that people type and that does not say it is for somebody else."""
    mine = [one for one in form.fields if one.kind in kinds]
    chosen = next((one for one in mine if one.on_file), None)
    if chosen is not None:
        return chosen
    typed = (one for one in mine if one.filled_from is None and one.reckoned is None)
    return next((one for one in typed if one.on_file is None), None)


def prefilled(form: Form, known: Known) -> dict[str, Any]:
    """Values to begin the form with, by field key; {} where it asks nothing that is known.

    A form that settles what others owe is begun by its unit alone.
    """
    unit = field_of(form, Kind.UNIT)
    found: dict[str, Any] = {unit.key: known.unit} if unit and known.unit else {}
    if form.settles:
        return found
    person, phone = field_of(form, Kind.PERSON), field_of(form, Kind.PHONE)
    if person and known.person:
        both = {"name": known.person, "phone": known.phone}
        one = both if known.phone and phone is None else {"name": known.person}
        found[person.key] = one
    if phone and known.phone and (person or not known.person):
        found[phone.key] = known.phone
    plate = field_of(form, *VEHICLES)
    if plate and known.plate:
        found[plate.key] = known.plate
    return found


def mistakes_of(form: Form) -> Iterator[str]:
    """That a field is filled from a file which has no such value, or two from the same one."""
    for one in form.fields:
        group = next((kinds for kinds in ON_FILE if one.kind in kinds), ())
        same = [other.key for other in form.fields if other.on_file and other.kind in group]
        if one.on_file is not None and not group:
            yield f"字段 {one.key} 不是房号、人、电话、车牌，不能写 on_file"
        elif one.on_file and (one.filled_from or one.reckoned):
            yield f"字段 {one.key} 由别处带出，不能写 on_file=True"
        elif one.on_file and len(same) > 1:
            yield f"字段 {'、'.join(same)} 都写了 on_file=True，只能写一栏"
