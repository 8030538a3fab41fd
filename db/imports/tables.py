"""The table in a sheet: where its headings stand, what each column is, which rows are data.

Around the table there may be titles, notes, totals, blank rows, headings over two lines, headings
printed again on every page, and lines that only name the building of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from db.imports.headings import (
    IN_MONTH, OF_PERSON, PLACE, STRANGER, Meaning, bare, meaning, month_in,
)  # fmt: skip
from db.imports.workbook import Cell, Page
from forms.values import Invalid, relation, text

_SEARCHED = 200
_NOT_DATA = re.compile(
    r"(?:合计|总计|小计|共计|累计|本页|备注|说明|注[:：]|填表|制表|审核|复核|打印|统计|单位[:：]"
    r"|共\s*[0-9]+|第\s*[0-9]+\s*页|以上|以下空白)"
)
_BUILDING = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{1,3}[A-Za-z]?|[A-Za-z]{1,2}[0-9]{0,2}|[一二三四五六七八九十]{1,3}"
    r"|[东西南北中])\s*(号楼|号栋|#楼|栋|幢|座|#)"
)

_MONTH_NUMBER = re.compile(r"20[0-9]{2}(?:\.(?:[1-9]|1[0-2])|0[1-9]|1[0-2])")

Named = Mapping[str, Meaning]
"""What the user said about headings, by bare heading."""


@dataclass(frozen=True)
class Slot:
    """A person in each row: whose columns they are, the columns of each field."""

    whose: str
    columns: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Table:
    """The table of a sheet. headings: all columns, "" without · meanings: by column
    first: the first row under the headings, counted from 0 · known: whether a place was found
    role: what people are where no column says, from the title · building: from title or sheet
    title: the words above the headings and the sheet's name"""

    page: Page
    headings: tuple[str, ...]
    meanings: Mapping[int, Meaning]
    first: int
    known: bool
    role: str = relation.RESIDENT
    building: str = ""
    title: str = ""

    @property
    def holds(self) -> str:
        """What it looks like: "arrears", "vehicles" or "units"."""
        if not self.fields.keys().isdisjoint((IN_MONTH, "months", "owed", "paid")):
            return "arrears"
        of_people = ("id_number", "role", "since", "until", "area", "kind")
        cars = "plate" in self.fields and self.fields.keys().isdisjoint(of_people)
        return "vehicles" if cars else "units"

    @cached_property
    def fields(self) -> Mapping[str, tuple[int, ...]]:
        """The columns of each field that is there."""
        found: dict[str, tuple[int, ...]] = {}
        for at, one in self.meanings.items():
            found[one.field] = (*found.get(one.field, ()), at)
        return found

    def columns(self, field: str) -> tuple[int, ...]:
        """The columns that hold a field of the unit."""
        return self.fields.get(field, ())

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The people of each row: a column of their own goes to the nearest name on its left."""
        names = [at for at, one in self.meanings.items() if one.field in ("name", STRANGER)]
        found: dict[int, dict[str, tuple[int, ...]]] = {at: {"name": (at,)} for at in names}
        for at, one in self.meanings.items():
            if one.field not in OF_PERSON or at in found or not names:
                continue
            own = [name for name in names if one.whose and self.meanings[name].whose == one.whose]
            near = max((name for name in own or names if name < at), default=(own or names)[0])
            found[near][one.field] = (*found[near].get(one.field, ()), at)
        return tuple(
            Slot(self.meanings[at].whose, columns)
            for at, columns in found.items()
            if self.meanings[at].field != STRANGER
        )


@dataclass(frozen=True)
class Row:
    """A row of data: its number in the sheet from 1, its cells, the building named above it, its
    cells in words."""

    number: int
    cells: tuple[Cell, ...]
    building: str
    texts: tuple[str, ...]


def table(page: Page, named: Named) -> Table:
    """The table of a sheet; where no headings are known, the row that looks most like them."""
    width = max(len(row) for row in page.rows)
    best: tuple[tuple[int, int, int], tuple[str, ...], int] | None = None
    for at in range(min(_SEARCHED, len(page.rows))):
        for lines in (1, 2):
            words = _headings(page, at, lines, width)
            score = _score(words, named) if words else 0
            if words and score and (best is None or (score, -lines, -at) > best[0]):
                best = ((score, -lines, -at), words, at + lines)
    if best is None:
        words, first = _likely(page, width)
        return Table(page, words, _meanings(words, named), first, known=False)
    _, words, first = best
    title = " ".join(
        text_of(cell) for row in page.rows[: first - 1] for cell in row if cell != ""
    )
    above = f"{title} {page.name}"
    return Table(
        page, words, _meanings(words, named), first, known=True,
        role=_role(above), building=building_in(page.name) or building_in(title), title=above,
    )  # fmt: skip


def _headings(page: Page, at: int, lines: int, width: int) -> tuple[str, ...] | None:
    """The words over each column if the headings stood in one or two lines from row `at`."""
    if lines == 1:
        return tuple(_across(page, at, width, spread=False))
    if at + 1 >= len(page.rows):
        return None
    upper = _across(page, at, width, spread=True)
    own = _across(page, at, width, spread=False)
    lower = _across(page, at + 1, width, spread=False)
    if sum(1 for one in lower if one and meaning(one)) < 2:
        return None
    found = []
    for over, alone, under in zip(upper, own, lower, strict=True):
        if not under or under == over:
            found.append(alone)
        elif over and meaning(over + under):
            found.append(over + under)
        elif alone and meaning(alone):
            return None
        else:
            found.append(under)
    return tuple(found)


def _across(page: Page, at: int, width: int, *, spread: bool) -> list[str]:
    """The words of a row; spread: those of the upper line reach to the right over empty cells."""
    cells = [_heading_text(cell) for cell in page.rows[at]]
    cells += [""] * (width - len(cells))
    for top, left, below, after in page.merged:
        if top <= at < below and top < len(page.rows):
            word = _heading_text(_cell(page.rows[top], left))
            reach = range(left, min(after, width)) if spread or at > top else (left,)
            for column in reach:
                cells[column] = word
    if spread:
        for column in range(1, width):
            cells[column] = cells[column] or cells[column - 1]
    return cells


def _heading_text(cell: Cell) -> str:
    """The words of a heading; a month that the program made a day or a number is one too."""
    if isinstance(cell, date) and cell.day == 1:
        return f"{cell.year}年{cell.month}月"
    if isinstance(cell, float) and _MONTH_NUMBER.fullmatch(repr(cell).removesuffix(".0")):
        return repr(cell).removesuffix(".0")
    return cell.strip() if isinstance(cell, str) and len(cell) <= 60 else ""


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else ""


def _meanings(words: Sequence[str], named: Named) -> dict[int, Meaning]:
    found = {}
    for at, word in enumerate(words):
        own = named.get(bare(word)) or meaning(word) if word else None
        if own is not None:
            found[at] = own
    return found


def _score(words: Sequence[str], named: Named) -> int:
    """How well headings are understood: first how many, then how many say whose they are or of
    which year.

    0 when no place is among them or it stands alone.
    """
    found = _meanings(words, named).values()
    if not any(one.field in PLACE for one in found):
        return 0
    if len(found) == 1 < sum(map(bool, words)):
        return 0
    dated = sum(1 for one in map(month_in, words) if one and one[0])
    return 1000 * len(found) + sum(bool(one.whose) for one in found) + dated


def _likely(page: Page, width: int) -> tuple[tuple[str, ...], int]:
    """The fullest row of short words near the top, for the user to say what they mean."""
    rows = [_across(page, at, width, spread=False) for at in range(min(30, len(page.rows)))]
    at = max(range(len(rows)), key=lambda one: (sum(map(bool, rows[one])), -one))
    return tuple(rows[at]), at + 1


def _role(above: str) -> str:
    """What the people of a table are when its title says so."""
    said = [one for one in (relation.OWNER, relation.TENANT) if one in above]
    return said[0] if len(said) == 1 else relation.RESIDENT


def building_in(words: str) -> str:
    """The one building that a title or a sheet's name speaks of, "" for none or several."""
    try:
        found = _BUILDING.findall(text.halfwidth(words, longest=20_000))
    except Invalid:
        return ""
    buildings = {"".join(one) for one in found}
    return buildings.pop() if len(buildings) == 1 else ""


def rows(table: Table) -> Iterator[Row]:
    """The rows of data under the headings, cells merged downwards filled."""
    under: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, below, _ in table.page.merged:
        if top >= table.first:
            under |= {(at, left): (top, left) for at in range(top + 1, below)}
    building, width = table.building, len(table.headings)
    for at in range(table.first, len(table.page.rows)):
        cells = [*table.page.rows[at], *[""] * (width - len(table.page.rows[at]))]
        for column in range(width):
            if (at, column) in under:
                cells[column] = _cell(table.page.rows[under[at, column][0]], column)
        texts = [text_of(cell) for cell in cells]
        said = {one for one in texts if one}
        named = _section(said)
        if named:
            building = named
        elif _is_data(table, texts, said):
            yield Row(at + 1, tuple(cells), building, tuple(texts))


def _section(said: set[str]) -> str:
    """The building that a line of its own names for the rows below it."""
    (alone,) = said if len(said) == 1 else ("",)
    found = building_in(alone) if len(alone) <= 30 else ""
    after = alone.rpartition(found[-1])[2] if found else "1"
    return "" if re.search("[0-9]", after) else found


def _is_data(table: Table, texts: Sequence[str], said: set[str]) -> bool:
    if not said or all(not texts[at] for at in table.meanings):
        return False
    places = [at for at, one in table.meanings.items() if one.field in PLACE]
    if any(texts[at] and texts[at] == table.headings[at].strip() for at in places):
        return False
    first = next(one for one in texts if one)
    if _NOT_DATA.match(first) or any(_NOT_DATA.match(texts[at]) for at in places):
        return False
    if len(said) > 1:
        return True
    (alone,) = said
    return any(texts[at] for at in places) and len(alone) <= 20 and bool(re.search(r"\d", alone))


def text_of(cell: Cell) -> str:
    """A cell in words: whole numbers without ".0", days as 2019-03-05."""
    if isinstance(cell, str):
        return cell.replace("\xa0", " ").strip().removeprefix("'").strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else _day(cell)
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
