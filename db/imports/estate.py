"""What the store knows of units and residents, compared with what a row says, and added to.

A row adds what is missing and never overwrites: where it says something else, that is a conflict
for a person to decide. A person is the ID document, else name and phone in a unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.estate.rows import next_id
from db.facts import TYPED
from db.imports import cars
from db.imports.cars import Car, Cars
from db.imports.conflict import Conflict, fits
from db.imports.lines import Line, Who
from db.store import Store
from forms.values import Invalid, identity, phone, relation, unit

UNTOLD = ""
"""The kind of a unit whose kind nobody said; NULL would not count as entered."""


@dataclass(slots=True)
class Unit:
    """A row of `unit`."""

    id: int
    label: str
    area: float | None
    kind: str | None


@dataclass(slots=True)
class Person:
    """A row of `person`."""

    id: int
    name: str
    phone: str | None
    id_kind: str | None
    id_number: str | None


@dataclass(slots=True)
class Home:
    """A row of `residence`."""

    id: int
    unit_id: int
    person_id: int
    role: str
    since: str | None
    until: str | None


class Unknown(Exception):
    """A row of something that must be there first; the words say what."""


Statement = tuple[str, list[tuple[Any, ...]]]
Entity = Unit | Person | Home


@dataclass
class Estate:
    """All units, people and residences in memory; `added` and `mended` are what `keep` writes.

    owned: units that had an owner before this import · today: ISO, of the office
    """

    today: str
    units: dict[str, Unit] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    documents: dict[tuple[str, str], int] = field(default_factory=dict)
    homes: dict[int, list[Home]] = field(default_factory=dict)
    owned: set[int] = field(default_factory=set)
    cars: Cars = field(default_factory=Cars)
    last: dict[type, int] = field(default_factory=dict)
    added: dict[type, dict[int, Entity]] = field(
        default_factory=lambda: {Unit: {}, Person: {}, Home: {}}
    )
    mended: dict[type, dict[int, Entity]] = field(
        default_factory=lambda: {Unit: {}, Person: {}, Home: {}}
    )

    def take(self, line: Line, label: str) -> bool:
        """Add what a row tells of the unit `label`; whether anything was new.

        Raises Conflict, and then nothing of the row was taken.
        """
        found = self.units.get(label)
        if line.cars_only:
            return self._take_cars(line, label, found)
        if found is not None:
            fits("面积", found.area, line.area)
            fits("房屋类型", _told(found.kind), line.kind)
        steps = [self._person(who, found) for who in line.people]
        self._compare_cars(line, label, found)
        new = self._unit(found, label, line)
        place = self.units[label]
        for who, (person, home) in zip(line.people, steps, strict=True):
            new = self._settle(place, who, person, home) or new
        return any([self._take_car(car, place) for car in line.cars]) or new

    def _take_cars(self, line: Line, label: str, found: Unit | None) -> bool:
        """The vehicles of a row that tells of nothing else; none are nothing new."""
        if not line.cars:
            return False
        if found is None or found.kind in (None, TYPED):
            raise Unknown("房产表里没有这个房号，请核对，或先导入房产和住户")
        owners = [self.people[one.person_id].name for one in self._owners(found)]
        for who in line.people:
            if who.role == relation.OWNER and owners and who.name not in owners:
                raise Conflict(f"业主：原登记为 {'、'.join(owners)}，表中为 {who.name}")
        self._compare_cars(line, label, found)
        return any([self._take_car(car, found) for car in line.cars])

    def _compare_cars(self, line: Line, label: str, found: Unit | None) -> None:
        for car in line.cars:
            known = self.cars.known.get(car.plate)
            if known is not None:
                person = self.people.get(known.person_id or 0)
                self.cars.compare(
                    car, found.id if found else None, label, person.name if person else None,
                    self.labels.get(known.unit_id or 0, "别处"),
                )  # fmt: skip

    def _take_car(self, car: Car, place: Unit) -> bool:
        here = {home.person_id for home in self.homes.get(place.id, [])}
        named = [one for one in here if self.people[one].name == car.owner]
        return self.cars.take(car, place.id, named[0] if len(named) == 1 else None)

    def _owners(self, place: Unit) -> list[Home]:
        """Who owns it today."""
        return [
            home for home in self.homes.get(place.id, [])
            if home.role == relation.OWNER and not (home.until and home.until < self.today)
        ]  # fmt: skip

    def _unit(self, found: Unit | None, label: str, line: Line) -> bool:
        if found is None:
            made = Unit(self._next(Unit), label, line.area, line.kind or UNTOLD)
            self.units[label] = made
            self.labels[made.id] = label
            self.added[Unit][made.id] = made
            return True
        new = False
        if found.kind in (None, TYPED) or (found.kind == UNTOLD and line.kind):
            found.kind, new = line.kind or UNTOLD, True
        if found.area is None and line.area is not None:
            found.area, new = line.area, True
        return self._mended(found, new)

    def _person(self, who: Who, place: Unit | None) -> tuple[Person | None, Home | None]:
        """Who it is and the residence meant, as far as they are there; or Conflict."""
        homes = self.homes.get(place.id, []) if place else []
        person = self._known(who, homes)
        if person is None:
            self._owner(who, place)
            return None, None
        fits("证件号对应的姓名", person.name, who.name)
        fits(f"{who.name}的电话", person.phone, who.phone, phone.mask)
        if who.document and person.id_number and _document(person) != who.document:
            raise Conflict(
                f"{who.name}的证件号：原登记为 {identity.mask(person.id_number)}，"
                f"表中为 {identity.mask(who.id_number or '')}"
            )
        mine = [home for home in homes if home.person_id == person.id]
        home = next((one for one in reversed(mine) if not _over(one, who)), None)
        if home is None:
            self._owner(who, place)
            return person, None
        if who.role != relation.RESIDENT and home.role != relation.RESIDENT:
            fits(f"{who.name}的身份", home.role, who.role)
        fits(f"{who.name}入住的日期", home.since, who.since)
        fits(f"{who.name}到期的日期", home.until, who.until)
        if (who.since or home.since or "") > (who.until or home.until or "9999"):
            raise Conflict(f"{who.name}的入住和到期日期与登记的对不上")
        return person, home

    def _known(self, who: Who, homes: Iterable[Home]) -> Person | None:
        """The person by document, else by name and phone in the unit."""
        here = [self.people[home.person_id] for home in homes]
        named = list({one.id: one for one in here if one.name == who.name}.values())
        if who.document in self.documents:
            known = self.people[self.documents[who.document]]
            if known not in here and any(one.id_number is None for one in named):
                raise Conflict(f"这一户已有一位没有证件号的{who.name}，别处也有这个证件号，请先并成一人")
            return known
        same = [one for one in named if one.phone == who.phone and who.phone is not None]
        near = same or [one for one in named if one.phone is None or who.phone is None]
        if who.document and not same:
            near = [one for one in near if one.id_number is None]
        if len(near) > 1:
            raise Conflict(f"这一户登记了 {len(near)} 位{who.name}，分不清是哪一位")
        rest = [one for one in named if one.id_number is None or who.document is None]
        if not near and rest:
            fits(f"{who.name}的电话", rest[0].phone, who.phone, phone.mask)
        return near[0] if near else None

    def _owner(self, who: Who, place: Unit | None) -> None:
        """Conflict when somebody else is registered as the owner, unless they own it together."""
        if place is None or who.role != relation.OWNER or who.joint:
            return
        if place.id not in self.owned or (who.until and who.until < self.today):
            return
        owners = "、".join(self.people[one.person_id].name for one in self._owners(place))
        raise Conflict(f"业主：原登记为{owners}，表中为{who.name}（共有的请在身份里写“共有业主”）")

    def _settle(
        self, place: Unit, who: Who, person: Person | None, home: Home | None
    ) -> bool:
        """Add the person and the residence, or what was missing of them."""
        if person is None:
            person = Person(
                self._next(Person), who.name, who.phone, who.id_kind, who.id_number
            )
            self.people[person.id] = person
            self.added[Person][person.id] = person
            new = True
        else:
            new = self._filled(person, {"phone": who.phone})
            if person.id_number is None and who.id_number:
                person.id_kind, person.id_number = who.id_kind, who.id_number
                new = self._mended(person, True)
        if who.document:
            self.documents[who.document] = person.id
        if home is not None:
            if home.role == relation.RESIDENT != who.role:
                home.role = who.role
                new = self._mended(home, True)
            return self._filled(home, {"since": who.since, "until": who.until}) or new
        made = Home(
            self._next(Home), place.id, person.id, who.role, who.since, who.until
        )
        self.homes.setdefault(place.id, []).append(made)
        self.added[Home][made.id] = made
        return True

    def _filled(self, entity: Entity, told: Mapping[str, Any]) -> bool:
        new = False
        for key, value in told.items():
            if getattr(entity, key) is None and value is not None:
                setattr(entity, key, value)
                new = True
        return self._mended(entity, new)

    def _mended(self, entity: Entity, new: bool) -> bool:
        if new and entity.id not in self.added[type(entity)]:
            self.mended[type(entity)][entity.id] = entity
        return new

    def _next(self, table: type) -> int:
        self.last[table] += 1
        return self.last[table]


def _told(kind: str | None) -> str | None:
    return None if kind in (None, TYPED, UNTOLD) else kind


def _document(person: Person) -> tuple[str, str]:
    assert person.id_kind is not None and person.id_number is not None
    return person.id_kind, identity.upgrade(person.id_number)


def _over(home: Home, who: Who) -> bool:
    """Whether a residence ended before the one that the row tells of began."""
    return bool(home.until and who.since and home.until < who.since)


def load(store: Store, today: str) -> Estate:
    """What the store knows now; call it inside the transaction that will add to it."""
    estate = Estate(today)
    for number, label, area, kind in store.rows("SELECT id, label, area_m2, kind FROM unit"):
        estate.units[label] = Unit(number, label, area, kind)
        estate.labels[number] = label
    for row in store.rows("SELECT id, name, phone, id_kind, id_number FROM person"):
        person = Person(*row)
        estate.people[person.id] = person
        if person.id_number is not None:
            estate.documents[_document(person)] = person.id
    select = "SELECT id, unit_id, person_id, role, since, until FROM residence ORDER BY id"
    for row in store.rows(select):
        home = Home(*row)
        estate.homes.setdefault(home.unit_id, []).append(home)
        if home.role == relation.OWNER and not (home.until and home.until < today):
            estate.owned.add(home.unit_id)
    for table, name in ((Unit, "unit"), (Person, "person"), (Home, "residence")):
        estate.last[table] = next_id(store, name) - 1
    estate.cars = cars.load(store)
    return estate


_INSERTS = {
    Unit: "INSERT INTO unit(id, label, building, entrance, room, area_m2, kind)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)",
    Person: "INSERT INTO person(id, name, phone, id_kind, id_number) VALUES (?, ?, ?, ?, ?)",
    Home: "INSERT INTO residence(id, unit_id, person_id, role, since, until)"
    " VALUES (?, ?, ?, ?, ?, ?)",
}
_UPDATES = {
    Unit: "UPDATE unit SET area_m2 = ?, kind = ? WHERE id = ?",
    Person: "UPDATE person SET phone = ?, id_kind = ?, id_number = ? WHERE id = ?",
    Home: "UPDATE residence SET role = ?, since = ?, until = ? WHERE id = ?",
}


def statements(estate: Estate) -> list[Statement]:
    """What writes all that was added and mended."""
    found = []
    for table in (Unit, Person, Home):
        found.append((_INSERTS[table], [*map(_inserted, estate.added[table].values())]))
        found.append((_UPDATES[table], [*map(_updated, estate.mended[table].values())]))
    return [*found, *cars.statements(estate.cars)]


def changed(estate: Estate) -> tuple[list[int], list[int], list[str]]:
    """Units, people and plates whose search tokens change; who moved among the people."""
    told = {
        table: estate.added[table].keys() | estate.mended[table].keys() for table in (Unit, Person)
    }
    homes = [*estate.added[Home].values(), *estate.mended[Home].values()]
    moved = {home.person_id for home in homes if isinstance(home, Home)}
    plates = estate.cars.added.keys() | estate.cars.mended.keys()
    return sorted(told[Unit]), sorted(told[Person] | moved), sorted(plates)


def _inserted(one: Entity) -> tuple[Any, ...]:
    if isinstance(one, Unit):
        return one.id, one.label, *unit.pieces(one.label), one.area, one.kind
    if isinstance(one, Person):
        return one.id, one.name, one.phone, one.id_kind, one.id_number
    return one.id, one.unit_id, one.person_id, one.role, one.since, one.until


def _updated(one: Entity) -> tuple[Any, ...]:
    if isinstance(one, Unit):
        return one.area, one.kind, one.id
    if isinstance(one, Person):
        return one.phone, one.id_kind, one.id_number, one.id
    return one.role, one.since, one.until, one.id


def entrances(estate: Estate, lines: Iterable[Line]) -> dict[str, int]:
    """Entrances of each building, of the store's units and of the rows together.

    A building entered without entrances stays so: a row that names a second one is refused.
    """
    counted: dict[str, set[str | None]] = {}
    bare = set()
    for one in estate.units.values():
        if one.kind in (None, TYPED):
            continue
        building, entrance, _ = unit.pieces(one.label)
        counted.setdefault(building, set()).add(entrance)
        if entrance is None:
            bare.add(building)
    for line in lines:
        if line.cars_only:
            continue
        building, entrance, _ = unit.pieces(line.label)
        if building not in bare:
            counted.setdefault(building, set()).add(entrance)
    return {building: _count(found) for building, found in counted.items()}


def _count(found: set[str | None]) -> int:
    named = {one for one in found if one is not None}
    return max([1, len(named), *(int(one) for one in named if one.isdigit())])


def placed(line: Line, counts: Mapping[str, int]) -> tuple[str, str]:
    """The canonical unit of a row, or "" and why it cannot be."""
    try:
        return unit.clean(line.label, counts), ""
    except Invalid as invalid:
        return "", str(invalid)
