"""Vehicles that rows name: plates, several in a cell, and whose they are.

A plate belongs to one unit; elsewhere it is a conflict. A vehicle never makes a person: whose it
is is found among the people of the unit, else kept as words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.imports.conflict import Conflict, fits
from db.imports.tables import text_of
from db.store import Store
from forms.values import Invalid, plate, text

if TYPE_CHECKING:
    from db.imports.lines import Reading, Who

_NO_CAR = frozenset("无 无车 没有 暂无 未登记 无牌 未上牌 待上牌 新车未上牌 临牌 空".split())


@dataclass(frozen=True)
class Car:
    """A vehicle as a row tells it. owner: a name, "" unknown · driver: 车主 said so in a column
    of its own, who need not be registered · note: model, colour, space, None without."""

    plate: str
    owner: str = ""
    driver: bool = False
    note: str | None = None


@dataclass(slots=True)
class Vehicle:
    """A row of `vehicle`."""

    plate: str
    unit_id: int | None
    person_id: int | None
    note: str | None


def told(one: Reading, people: Iterable[Who]) -> tuple[Car, ...]:
    """The vehicles of a row; what is wrong with them is noted there. people: of the same row."""
    found: dict[str, Car] = {}
    if not one.table.columns("plate"):
        return ()
    note = _note(one)
    cell, _ = one.cell(one.table.columns("driver"))
    driver = one.checked("车主", text.name, cell)
    here = list(people)
    for at in one.table.columns("plate"):
        cell, heading = one.cell((at,))
        written = text_of(cell)
        if not written or written in _NO_CAR:
            continue
        whose = one.table.meanings[at].whose
        own = [who.name for who in here if not whose or who.role == whose]
        owner = driver or (own[0] if len(own) == 1 else "")
        try:
            for each in plate.several(written):
                found[each] = Car(each, owner, bool(driver), note)
        except Invalid as invalid:
            one.problems.append(f"{heading}：{invalid}")
    return tuple(found.values())


def _note(one: Reading) -> str | None:
    """Model, colour and space in words: 宝马 X3 白 车位 B1-023."""
    said = [
        (label, text_of(one.cell(one.table.columns(field))[0]))
        for field, label in (("model", ""), ("colour", ""), ("space", "车位 "))
    ]
    words = " ".join(label + word for label, word in said if word)
    try:
        return text.line(words, longest=100) or None
    except Invalid as invalid:
        one.problems.append(f"车型、车位：{invalid}")
        return None


@dataclass
class Cars:
    """All vehicles in memory; `added` and `mended` are what `keep` writes."""

    known: dict[str, Vehicle] = field(default_factory=dict)
    added: dict[str, Vehicle] = field(default_factory=dict)
    mended: dict[str, Vehicle] = field(default_factory=dict)

    def compare(
        self, car: Car, place: int | None, label: str, owner: str | None, registered: str
    ) -> None:
        """Conflict when the plate is another unit's, another person's or says another model.

        place, label: the unit of the row, None where it is new · owner: who it is registered to
        registered: the unit it is registered at
        """
        known = self.known[car.plate]
        shown = plate.pretty(car.plate)
        if known.unit_id is not None and known.unit_id != place:
            raise Conflict(f"车牌 {shown}：原登记在 {registered}，表中在 {label}")
        fits(f"{shown} 的车主", owner, car.owner or None)
        fits(f"{shown} 的车型、车位", known.note, _kept_note(car, known.person_id))

    def take(self, car: Car, place: int, person: int | None) -> bool:
        """Add the vehicle, or what was missing of it; whether anything was new."""
        known = self.known.get(car.plate)
        note = _kept_note(car, person)
        if known is None:
            made = Vehicle(car.plate, place, person, note)
            self.known[car.plate] = self.added[car.plate] = made
            return True
        before = (known.unit_id, known.person_id, known.note)
        known.unit_id = known.unit_id if known.unit_id is not None else place
        if known.person_id is None and person is not None:
            # 车主 stood there in words as long as nobody of that name was registered.
            known.note = note if known.note == _kept_note(car, None) else known.note
            known.person_id = person
        known.note = known.note if known.note is not None else note
        new = before != (known.unit_id, known.person_id, known.note)
        if new and car.plate not in self.added:
            self.mended[car.plate] = known
        return new


def _kept_note(car: Car, person: int | None) -> str | None:
    """What the row says beside the plate; 车主 as words where nobody of that name lives there."""
    stranger = f"车主 {car.owner}" if car.driver and person is None else ""
    return " ".join(filter(None, (car.note, stranger))) or None


def load(store: Store) -> Cars:
    """What the store knows now."""
    rows = store.rows("SELECT plate, unit_id, person_id, note FROM vehicle")
    return Cars({row[0]: Vehicle(*row) for row in rows})


def statements(cars: Cars) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """What writes the new and the mended ones."""
    new: list[tuple[Any, ...]] = [
        (one.plate, one.unit_id, one.person_id, one.note) for one in cars.added.values()
    ]
    old: list[tuple[Any, ...]] = [
        (one.unit_id, one.person_id, one.note, one.plate) for one in cars.mended.values()
    ]
    return [
        ("INSERT INTO vehicle(plate, unit_id, person_id, note) VALUES (?, ?, ?, ?)", new),
        ("UPDATE vehicle SET unit_id = ?, person_id = ?, note = ? WHERE plate = ?", old),
    ]
