"""A slot: the hours of a day for which a record books something that only one may use at a time.

Forms that book the same thing (the goods lift of a building) name it alike, so that what two of
them book at once is seen, whichever they are (docs/handbook.md §1 LT, XF).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.fields import Field, Kind
from forms.values import hours, unit

if TYPE_CHECKING:
    from forms.form import Form

OF_A_UNIT = ("building", "entrance")
"""What a unit field can name of its unit: its building, or its building and entrance."""


@dataclass(frozen=True)
class Slot:
    """Which fields of a form say what is booked and when.

    resource: together they name the thing, a field each, "unit.building" or "unit.entrance" for
      the building, or building and entrance, of a unit field · day: its DATE field · hours: its
      HOURS field; a record in which one of them is empty books nothing
    """

    resource: tuple[str, ...]
    day: str
    hours: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that it reads."""
        return (*(one.partition(".")[0] for one in self.resource), self.day, self.hours)


@dataclass(frozen=True)
class Booking:
    """What a record books: the thing, its words for people, from and to which minute of the day,
    the end not included."""

    resource: str
    words: str
    day: date
    start: int
    end: int


def booking_of(form: Form, values: Mapping[str, Any]) -> Booking | None:
    """What canonical values book; None for nothing, or not yet."""
    slot = form.slot
    if slot is None or not all(values.get(key) for key in slot.keys):
        return None
    parts = [(path, _part(path, values)) for path in slot.resource]
    return Booking(
        " ".join(part for _, part in parts),
        " ".join(part for path, part in parts if "." not in path),
        date.fromisoformat(values[slot.day]),
        *hours.ends(values[slot.hours]),
    )


def _part(path: str, values: Mapping[str, Any]) -> str:
    key, _, wanted = path.partition(".")
    if not wanted:
        return str(values[key])
    building, entrance, _ = unit.pieces(values[key])
    return "-".join(filter(None, (building, entrance if wanted == "entrance" else None)))


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with a form's slot."""
    slot = form.slot
    if slot is None:
        return
    for key, kind in ((slot.day, Kind.DATE), (slot.hours, Kind.HOURS)):
        if form.has(key) and form.field(key).kind is not kind:
            yield f"时段（slot）的字段 {key} 的种类应为 {kind.value}"
    for key in slot.keys:
        if not form.has(key):
            yield f"时段（slot）提到没有的字段 {key}"
        elif form.field(key).is_personal:
            yield f"时段（slot）的字段 {key} 不能是个人信息"
    for path in slot.resource:
        key, dot, wanted = path.partition(".")
        if dot and form.has(key):
            yield from _of_a_unit(path, form.field(key), wanted)
    if not slot.resource:
        yield "时段（slot）须写明用什么（resource）"


def _of_a_unit(path: str, field: Field, wanted: str) -> Iterator[str]:
    if field.kind is not Kind.UNIT or wanted not in OF_A_UNIT:
        yield f"时段（slot）的 {path} 应写成 房号字段.{' 或 房号字段.'.join(OF_A_UNIT)}"
