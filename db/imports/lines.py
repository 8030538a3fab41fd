"""Rows of a table made canonical: the unit, what is said of it, its people; or why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from db.imports import cars
from db.imports.cars import Car
from db.imports.tables import Row, Slot, Table, text_of
from db.imports.workbook import Cell
from forms.values import Invalid, dates, identity, number, phone, relation, text, unit

_NOBODY = frozenset("空 空置 空房 空关 闲置 未售 待售 未租 待租 未入住 无 暂无 不详 未知 未登记".split())
_MARKS = "-—–－/\\*?？.。0 "
_NOTHING = re.compile(f"[{re.escape(_MARKS)}]*")
_NO_END = frozenset("长期 永久 无期限 不限 至今 无".split())
_SERIAL = (10_000, 80_000)
_DAY_ZERO = date(1899, 12, 30)
_TEN_TO_POWER = re.compile(r"[0-9.]+E\+?[0-9]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[、,，;；/\n]\s*")


@dataclass(frozen=True)
class Who:
    """A person as a row tells it; canonical values. joint: one of several owners."""

    name: str
    role: str
    phone: str | None = None
    id_kind: str | None = None
    id_number: str | None = None
    since: str | None = None
    until: str | None = None
    joint: bool = False

    @property
    def document(self) -> tuple[str, str] | None:
        """What tells persons apart: kind and number, old 15-digit numbers made new ones."""
        if self.id_kind is None or self.id_number is None:
            return None
        return self.id_kind, identity.upgrade(self.id_number)


@dataclass(frozen=True)
class Line:
    """A row that could be read. label: canonical as written, entrances not yet considered
    cars_only: the people are only named, to say whose a vehicle is; the unit must be known"""

    table: Table
    row: Row
    label: str
    area: float | None
    kind: str | None
    people: tuple[Who, ...]
    cars: tuple[Car, ...] = ()
    cars_only: bool = False


@dataclass(frozen=True)
class Bad:
    """A row that could not be read, and why, in words; its unit if that could."""

    table: Table
    row: Row
    why: str
    label: str = ""


class Reading:
    """One row being read; gathers what is wrong with it."""

    def __init__(self, table: Table, row: Row, today: date) -> None:
        self.table, self.row, self.today = table, row, today
        self.problems: list[str] = []

    def cell(self, columns: Sequence[int]) -> tuple[Cell, str]:
        """The first cell of these columns that says anything, and its heading."""
        for at in columns:
            if not _nothing(self.row.texts[at]):
                return self.row.cells[at], self.table.headings[at].replace("\n", "").strip(" ：:*")
        return "", ""

    def tidy(self, columns: Sequence[int], clean: Callable[[Cell], Any]) -> Any:
        """The canonical value of these columns, None without one; a problem is noted."""
        cell, heading = self.cell(columns)
        if cell == "":
            return None
        try:
            return clean(cell)
        except Invalid as invalid:
            self.problems.append(f"{heading}：{invalid}")
            return None

    def checked(self, heading: str, clean: Callable[[str], str], cell: Cell) -> str:
        """A canonical text, "" for nothing; a problem is noted with its heading."""
        written = text_of(cell)
        if not written or written in _NOBODY:
            return ""
        try:
            return clean(written)
        except Invalid as invalid:
            self.problems.append(f"{heading}：{invalid}")
            return ""

    def label(self) -> str:
        """The unit, "" with a problem noted."""
        try:
            return _label(self)
        except Invalid as invalid:
            self.problems.append(str(invalid))
            return ""

    def bad(self, label: str = "") -> Bad:
        """The row with all its problems, each once. label: where it could be read"""
        return Bad(self.table, self.row, "；".join(dict.fromkeys(self.problems)), label)


def read(table: Table, row: Row, today: date, *, cars_only: bool = False) -> Line | Bad:
    """The row with canonical values, or everything that is wrong with it."""
    one = Reading(table, row, today)
    label = one.label()
    if cars_only:
        return _of_cars(one, label)
    area = one.tidy(table.columns("area"), _area)
    kind = one.tidy(table.columns("kind"), lambda cell: text.line(text_of(cell), longest=20))
    people: list[Who] = []
    for slot in table.slots:
        found, said = _people(one, slot)
        kind = kind or said
        people += found
    if not table.slots:
        kind = kind or one.tidy(table.columns("type"), lambda cell: text_of(cell)[:20])
    whole = _merged(people)
    vehicles = cars.told(one, whole)
    if one.problems:
        return one.bad()
    return Line(table, row, label, area, kind, whole, vehicles)


def _of_cars(one: Reading, label: str) -> Line | Bad:
    """A row of a table of vehicles: its people are only who they belong to."""
    people = [
        Who(name, slot.whose or relation.RESIDENT)
        for slot in one.table.slots
        for name in _names(text_of(one.cell(slot.columns["name"])[0]))
    ]
    vehicles = cars.told(one, people)
    if one.problems:
        return one.bad()
    return Line(one.table, one.row, label, None, None, tuple(people), vehicles, cars_only=True)


def _nothing(words: str) -> bool:
    return not words or (words[0] in _MARKS and bool(_NOTHING.fullmatch(words)))


def _label(one: Reading) -> str:
    """The unit as written in one column or in several, canonical."""
    room, _ = one.cell(one.table.columns("unit"))
    if isinstance(room, date):
        raise Invalid("房号被表格软件改成了日期，请把这一栏设成文本后重填")
    written = text_of(room)
    own = text_of(one.cell(one.table.columns("building"))[0])
    entrance = text_of(one.cell(one.table.columns("entrance"))[0])
    if not written:
        raise Invalid("没有写房号")
    whole, trouble = _whole(written)
    building = own or (one.row.building if whole is None else "")
    if not building:
        if whole is None:
            raise trouble or Invalid("房号看不懂")
        return _with_entrance(whole, entrance)
    named = building.removeprefix("第")
    if own and whole is not None and unit.pieces(whole)[0] == _building(named):
        return _with_entrance(whole, entrance)
    stair = f"{entrance}-" if entrance else ""
    return unit.clean(f"{named}-{stair}{written}")


@lru_cache(maxsize=2_000)
def _whole(written: str) -> tuple[str | None, Invalid | None]:
    """The unit if the room's cell says all of it, else what is wrong with it."""
    try:
        return unit.clean(written), None
    except Invalid as invalid:
        return None, invalid


@lru_cache(maxsize=1_000)
def _building(named: str) -> str:
    """A building's canonical name."""
    try:
        return unit.pieces(unit.clean(f"{named}-101"))[0]
    except Invalid:
        return named


def _with_entrance(label: str, entrance: str) -> str:
    building, own, room = unit.pieces(label)
    if not entrance or own is not None:
        return label
    return unit.clean(f"{building}-{entrance}-{room}")


@lru_cache(maxsize=5_000, typed=True)
def _area(cell: Cell) -> float:
    if isinstance(cell, int | float):
        raw: object = round(float(cell), 2)
    else:
        raw = re.sub("(?:㎡|平方米|平米|平方|m2|m²)$", "", text_of(cell).strip(), flags=re.I)
    return float(number.clean(raw, decimals=2, minimum=0.01, maximum=100_000))


def _people(one: Reading, slot: Slot) -> tuple[list[Who], str | None]:
    """The people of a slot, and the kind of unit where a column 类型 turned out to mean it."""
    columns = slot.columns
    relation_said, kind = _relation(one, slot)
    joint = relation.JOINT in (relation_said, slot.whose)
    who = relation_said or slot.whose or one.table.role
    cell, heading = one.cell(columns["name"])
    names = _names(text_of(cell))
    since = one.tidy(columns.get("since", ()), _day)
    until = one.tidy(columns.get("until", ()), _end)
    if since and until and until < since:
        one.problems.append("结束的日期早于开始的日期")
    phones = _several(one, columns.get("phone", ()), len(names))
    documents = _several(one, columns.get("id_number", ()), len(names))
    if not names and any(value for value, _ in (*phones, *documents)):
        one.problems.append("有电话或证件号，没有姓名")
    id_kind = text_of(one.cell(columns.get("id_kind", ()))[0])
    found = []
    for at, name in enumerate(names):
        document = _document(one, *documents[at], id_kind)
        found.append(
            Who(
                name=one.checked(heading, text.name, name),
                role=relation.OWNER if joint else who,
                phone=one.checked(phones[at][1], _phone, phones[at][0]) or None,
                id_kind=document.get("kind"),
                id_number=document.get("number"),
                since=since,
                until=until,
                joint=joint or len(names) > 1,
            )
        )
    return found, kind


def _relation(one: Reading, slot: Slot) -> tuple[str, str | None]:
    """What the person is as the row says, and a kind of unit found in a column 类型."""
    said = one.tidy(slot.columns.get("role", ()), _role)
    other = text_of(one.cell(slot.columns.get("type", ()))[0])
    if other and said is None and other in relation.KNOWN:
        return relation.KNOWN[other], None
    return said or "", other[:20] or None


@lru_cache(maxsize=1_000, typed=True)
def _role(cell: Cell) -> str:
    return relation.clean(text_of(cell))


def _names(written: str) -> list[str]:
    if written in _NOBODY:
        return []
    return [one for one in _BETWEEN.split(written) if one.strip()]


def _several(one: Reading, columns: Sequence[int], people: int) -> list[tuple[Cell, str]]:
    """One cell for each of several people that share a row, with its heading."""
    cell, heading = one.cell(columns)
    if people <= 1:
        return [(cell, heading)] * max(1, people)
    parts = [part for part in _BETWEEN.split(text_of(cell)) if part]
    if parts and len(parts) != people:
        one.problems.append(f"一格里有 {people} 个人，{heading}却有 {len(parts)} 个，请分行写")
        parts = []
    return [(part, heading) for part in parts] or [("", heading)] * people


def _phone(written: str) -> str:
    if _TEN_TO_POWER.fullmatch(written):
        raise Invalid(f"号码被表格软件改成了 {written}，请补全")
    return phone.clean(written)


def _document(one: Reading, cell: Cell, heading: str, kind: str) -> Mapping[str, str]:
    """Kind and number of a document, nothing for nothing; a problem is noted."""
    written = text_of(cell)
    if not written or written in _NOBODY:
        return {}
    try:
        lost = isinstance(cell, float | int) and abs(cell) >= 1e15
        if lost or _TEN_TO_POWER.fullmatch(written):
            raise Invalid("证件号在表格里成了数字，末几位已经丢失，请照证件重填")
        raw = {"kind": kind, "number": written} if kind and kind not in _NOBODY else written
        return identity.clean(raw, today=one.today)
    except Invalid as invalid:
        one.problems.append(f"{heading}：{invalid}")
        return {}


@lru_cache(maxsize=20_000, typed=True)
def _day(cell: Cell) -> str:
    """An ISO day from a date cell, a serial number or a text with its year."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    written = text_of(cell)
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", written):
        days = int(float(written))
        if _SERIAL[0] <= days <= _SERIAL[1]:
            return (_DAY_ZERO + timedelta(days=days)).isoformat()
    written = re.sub(r"[ T][0-9]{1,2}:[0-9]{2}(?::[0-9.]+)?$", "", written)
    if not re.match("[0-9]{4}", text.halfwidth(written)):
        raise Invalid(f"日期“{written[:20]}”看不懂，请带年份写成 2019-03-05")
    return dates.day(written, date(2000, 1, 1))


def _end(cell: Cell) -> str | None:
    return None if text_of(cell) in _NO_END else _day(cell)


def _merged(people: Sequence[Who]) -> tuple[Who, ...]:
    """People told twice in a row (户主 张三, 姓名 张三) once, with all that was told."""
    found: list[Who] = []
    for who in people:
        for at, other in enumerate(found):
            if _same(who, other):
                found[at] = _both(other, who)
                break
        else:
            found.append(who)
    return tuple(found)


def _same(one: Who, other: Who) -> bool:
    pairs = ((one.phone, other.phone), (one.document, other.document))
    return one.name == other.name and all(
        mine is None or yours is None or mine == yours for mine, yours in pairs
    )


def _both(one: Who, other: Who) -> Who:
    fields = ("phone", "id_kind", "id_number", "since", "until")
    told = {key: getattr(one, key) or getattr(other, key) for key in fields}
    role = other.role if one.role == relation.RESIDENT else one.role
    return replace(one, role=role, joint=one.joint or other.joint, **told)
