"""A record set by a template: black text where the pad has room for it, its code and photographs
where the template has a place for them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forms.form import Form
from forms.paper import Paper, Table
from printing.fonts import MM_PER_PT
from printing.overprint import rows
from printing.overprint.drawn import drawn
from printing.overprint.keys import AGAIN, ANYHOW, PAGE, known
from printing.overprint.template import ALIGN, DRAWN, Pad, Spot, Style, Template
from printing.overprint.words import Set, boxed, field_of, fitted, taken, value
from printing.page import Document, Item, Page, Text
from printing.parts import SlipData
from printing.ruled import placed
from printing.stock import CLEAR
from printing.typeset import CENTRE, in_one_line

TICK = "✓"
CARRIED = "“承前页”“过次页”“以下空白”那几行"
MARK = 9.0
"""Points of what no template has a place for: 补打 and 第1/2页 at the top left."""


@dataclass(frozen=True)
class Misfit:
    """What does not fit the pad: the place of its spot, its key, and what to do, in words."""

    at: int
    key: str
    words: str


@dataclass(frozen=True)
class Overprint:
    """The pages of a record on its pads. Where something does not fit it stands there all the same,
    too wide or on too many lines: nothing is cut, but it must not go to paper."""

    document: Document
    misfits: tuple[Misfit, ...] = ()


def compose_overprint(
    template: Template, form: Form, paper: Paper, data: SlipData
) -> Overprint:
    """Only the data, on one pad or, where a table is longer, on several.

    What stands below a table is on the last pad only (a total); the rest is on each.
    """
    setting = _Setting(template, form, paper, data)
    bodies = tuple(tuple(setting.items(at)) for at in range(setting.count))
    pad, number = template.pad, "草稿" if data.draft else data.number
    name = f"{data.titled(form, paper)} {number}{template.mark}"
    pages = (Page(pad.width, pad.height, (), "", at) for at in range(setting.count))
    return Overprint(Document(name, tuple(pages), bodies), tuple(setting.misfits()))


def marked(document: Document, words: str, template: Template) -> Document:
    """The same pages with the mark of a reprint (补打 第2次) on each, in black, where the template
    has a place for it, else at the top left; "" leaves them as they are."""
    if not words:
        return document
    spot = next((one for one in template.spots if one.key == AGAIN), None)
    mark = tuple(_lines(spot, fitted(words, spot.width, spot.size, spot.lines, template.pad.floor))
                 if spot else (_corner(template.pad, words, 0),))  # fmt: skip
    pages = tuple(replace(page, items=(*page.items, *mark)) for page in document.pages)
    return replace(document, pages=pages)


def _corner(pad: Pad, words: str, line: int) -> Text:
    """Small at the top left, clear of strip and perforation."""
    left = pad.edge + CLEAR
    return Text(left, round(CLEAR + (1 + 1.3 * line) * MARK * MM_PER_PT, 3), words, MARK)


class _Setting:
    """A record on its pads."""

    def __init__(self, template: Template, form: Form, paper: Paper, data: SlipData) -> None:
        self.template, self.form, self.data = template, form, data
        self.floor = template.pad.floor
        self.labels = {key: one.label for key, one in known(form).items()}
        carried = {
            part.key: part.carried for part in paper.in_order if isinstance(part, Table)
        }  # fmt: skip
        self.tables = {
            spot.key: (spot, rows.laid(
                spot, self.columns(spot.key), carried.get(spot.key, ""), data, self.floor, form,
            ))
            for spot in template.spots if spot.style is Style.TABLE
        }  # fmt: skip
        self.count = max((len(one.pads) for _, one in self.tables.values()), default=1)
        self.under = max((one.bottom for one, _ in self.tables.values()), default=0.0)

    def columns(self, key: str) -> list[Spot]:
        """The columns of a table."""
        return [
            one for one in self.template.spots if one.style is Style.COLUMN and one.table == key
        ]

    def items(self, number: int) -> Iterator[Item]:
        """Everything on one pad, counted from 0."""
        for spot in self.template.spots:
            if spot.style is Style.TABLE:
                yield from self.rows(spot, number)
            elif number == self.count - 1 or spot.y <= self.under or spot.key in ANYHOW:
                yield from self.spot(spot, number)
        if self.count > 1 and all(spot.key != PAGE for spot in self.template.spots):
            yield _corner(self.template.pad, self.page(number), 1)

    def page(self, number: int) -> str:
        """第1/2页; "" for a single pad."""
        return f"第{number + 1}/{self.count}页" if self.count > 1 else ""

    def words(self, spot: Spot, number: int) -> str:
        """The words of a value."""
        return self.page(number) if spot.key == PAGE else value(spot.key, self.data)

    def spot(self, spot: Spot, number: int) -> Iterator[Item]:
        """A value where it stands."""
        if spot.style in DRAWN:
            yield from drawn(spot, self.template.pad, self.data)
            return
        words = self.words(spot, number)
        if spot.style is Style.TICK:
            if words == spot.choice:
                y = spot.y + CENTRE * spot.size * MM_PER_PT
                yield placed(TICK, spot.x, spot.x, "centre", y, spot.size)
        elif spot.style is Style.BOXES:
            yield from _in_boxes(spot, boxed(spot, words, field_of(self.form, spot.key)))
        elif spot.style is Style.WORDS and words:
            words = taken(spot, words)
            yield from _lines(
                spot, fitted(words, spot.width, spot.size, spot.lines, self.floor)
            )

    def rows(self, table: Spot, number: int) -> Iterator[Text]:
        """The rows of a table on one pad."""
        pads = self.tables[table.key][1].pads
        for at, row in enumerate(pads[number] if number < len(pads) else ()):
            y = round(table.y + at * table.pitch, 3)
            for column in self.columns(table.key):
                cell = row.get(column.key)
                if cell is None:
                    continue
                if column.boxes and cell.lines:
                    words = boxed(column, cell.lines[0], field_of(self.form, column.key))
                    yield from _in_boxes(replace(column, y=y, size=table.size), words)
                else:
                    yield from _lines(replace(column, y=y), cell)

    def misfits(self) -> Iterator[Misfit]:
        """What is too long for its place, in the order of the template."""
        for at, spot in enumerate(self.template.spots):
            words, said = self.words(spot, 0), ""
            if spot.style is Style.BOXES:
                many = len(boxed(spot, words, field_of(self.form, spot.key)))
                said = f"有 {many} 个字，只有 {spot.boxes} 格" if many > spot.boxes else ""
            elif spot.style is Style.WORDS and words:
                words = taken(spot, words)
                said = self._said(spot, fitted(
                    words, spot.width, spot.size, spot.lines, self.floor
                ))  # fmt: skip
            elif spot.style is Style.COLUMN and spot.table in self.tables:
                said = _too_wide(spot, self.tables[spot.table][1].wide)
            if said:
                yield Misfit(at, spot.key, f"{self.labels.get(spot.key, spot.key)}{said}")

    def _said(self, spot: Spot, found: Set) -> str:
        if found.fits:
            return ""
        room = f"{spot.width:g} 毫米宽" + (f"、{spot.lines} 行" if spot.lines > 1 else "")
        return f"太长，字缩到 {self.floor:g} 磅，{room}还是放不下"


def _too_wide(column: Spot, wide: Sequence[tuple[str, int]]) -> str:
    """Which lines of a table are wider than a column, "" for none."""
    numbers = [number for key, number in wide if key == column.key]
    lines = [str(number) for number in numbers if number]
    named = "、".join(lines[:5]) + ("…" if len(lines) > 5 else "")
    told = [*([f"第 {named} 行"] if lines else []), *([CARRIED] if 0 in numbers else [])]
    room = f"{column.boxes} 格" if column.boxes else f"{column.width:g} 毫米的列"
    return f"{'和'.join(told)}太宽，{room}放不下" if told else ""


def _lines(spot: Spot, found: Set) -> Iterator[Text]:
    right = spot.x + spot.width
    for number, words in enumerate(found.lines):
        if words:
            y = spot.y + number * spot.pitch
            yield placed(words, spot.x, right, ALIGN[spot.align], y, found.size)


def _in_boxes(spot: Spot, characters: tuple[str, ...]) -> Iterator[Text]:
    """One character in the middle of each box; those too many run on beyond the last."""
    wide = spot.width / spot.boxes
    spare = max(0, spot.boxes - len(characters))
    first = {"左": 0, "中": spare // 2, "右": spare}[spot.align]
    for number, one in enumerate(characters, first):
        left = spot.x + number * wide
        size = in_one_line(one, wide, spot.size)
        yield placed(one, left, left + wide, "centre", spot.y, size)
