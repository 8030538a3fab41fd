"""Labels to stick on things: office, what it is, number, code; black alone, one side.

What belongs to one record may take many: one for every line of its goods, or for every piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forms.form import Form
from forms.paper import SIZES, Paper, Photo
from printing.card import Area, flow, one_line
from printing.code import QUIET, THERMAL_DPI, module_size, modules, side
from printing.page import BLACK, Code, Document, Item, Page, Rule, Text
from printing.parts import SlipData
from printing.ruled import Frame, placed
from printing.typeset import base_line, leading

EDGE = 2.5
OFFICE, NUMBER = 7.0, 8.0
MODULE = 0.45
"""Least mm of a module of the code: four dots of such a printer."""
AIR = 1.0
MOST = 30
"""Of a line with more pieces than that there is one label, not one for each."""


def composed(form: Form, paper: Paper, data: SlipData, dpi: int = 0) -> Document:
    """A page for every label; dpi: of the printer, 0 for the usual one."""
    width, height = SIZES[paper.size]
    pages, bodies = [], []
    for place, (piece, words) in enumerate(pieces(paper, data)):
        items = _label(form, paper, piece, words, Frame(EDGE, width - EDGE, EDGE, height - EDGE),
                       dpi or THERMAL_DPI)  # fmt: skip
        bodies.append(tuple(map(_black, items)))
        pages.append(Page(width, height, (), "", place))
    name = f"{data.titled(form, paper)} {'草稿' if data.draft else data.number}"
    return Document(name, tuple(pages), tuple(bodies))


def pieces(paper: Paper, data: SlipData) -> list[tuple[SlipData, str]]:
    """What each label says, with its "2/5" where there are several."""
    key, _, column = paper.each.partition(".")
    found = []
    for line in data.lines.get(key, ()):
        of_line = replace(data, values={
            **data.values, **{f"{key}.{name}": words for name, words in line.items()},
        })  # fmt: skip
        found += [of_line] * (_count(line.get(column, "")) if column else 1)
    found = found or [data]
    several = len(found) > 1
    return [(one, f"{at}/{len(found)}" if several else "") for at, one in enumerate(found, 1)]


def _count(words: str) -> int:
    """How many labels a number in words asks for."""
    count = int(words) if words.isdecimal() else 1
    return count if 1 <= count <= MOST else 1


def _label(
    form: Form, paper: Paper, data: SlipData, piece: str, within: Frame, dpi: int
) -> Iterator[Item]:
    left, right = within.left, within.right
    office, size = one_line(data.office, right - left, OFFICE)
    yield placed(office, left, right, "left", base_line(within.top + leading(size) / 2, size), size)
    top = round(within.top + leading(OFFICE) + 0.4, 3)
    yield Rule(left, top, right, top, 0.25)
    corner = (right, within.bottom)
    if paper.code and data.code and not data.draft:
        rows, module = modules(data.code), module_size(MODULE, dpi)
        x, y = (round(edge - side(rows, module), 3) for edge in (right, within.bottom))
        yield Code(x, y, module, rows)
        corner = (x - QUIET * module, y - QUIET * module)
    number = "草稿　未编号" if data.draft else f"No. {data.number}"
    words, size = one_line(f"{number}　{piece}".strip(), corner[0] - left, NUMBER, True)
    bottom = within.bottom - leading(size)
    base = base_line(bottom + leading(size) / 2, size)
    yield placed(words, left, right, "left", base, size, bold=True)
    parts = [part for part in paper.in_order if not isinstance(part, Photo)]
    yield from flow(parts, form, data, Area(left, right, top + AIR, bottom, corner))


def _black(item: Item) -> Item:
    return replace(item, colour=BLACK) if isinstance(item, (Text, Rule)) else item
