"""A card, front and back (docs/handbook.md §1 CR).

No ruled frame: on the front office, title and number over a rule, photograph at the left, values
under their small labels to its right, the code at the bottom right; on the back running text. All
keeps 3 mm from the edge, no type is smaller than 6.5 points: what does not fit is set smaller, then
takes a second line, and only a value longer than that is cut, with an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from forms.form import Form
from forms.paper import GRID, SIZES, Cell, Paper, Part, Photo, Row, Text
from printing.code import QUIET, in_letters, module_size, modules, side
from printing.fonts import MM_PER_PT, measure
from printing.margins import DARK, RED, foot_words, void_mark
from printing.page import Code, Document, Item, Logo, Page, Picture, Rule
from printing.parts import Setting, SlipData, filled, label_of
from printing.ruled import Frame, placed
from printing.typeset import base_line, fit, in_one_line, leading, wrap

EDGE = 3.0
LEAST = 6.5
"""Points of the smallest type that a card printer of 300 dpi prints clearly."""
OFFICE, NUMBER, LABEL, VALUE, FOOT = 7.5, 8.0, 6.5, 10.5, 6.5
TITLES = 15.0
HEAD, GAP, BESIDE = 13.4, 1.6, 2.6
MODULE = 0.55
GREY = "#444444"
SIGN = 3.4
"""mm that the office's sign may be high."""
STEPS = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64)
MORE = "…"
NUMBERED = re.compile(r"(\d{1,2}[.、．)）]|[一二三四五六七八九十]{1,2}、|·)\s*")


@dataclass(frozen=True)
class Area:
    """Where parts may stand, in mm, with the corner that the code takes, (right, bottom) for
    none: (its left, its top)."""

    left: float
    right: float
    top: float
    bottom: float
    corner: tuple[float, float]

    def end(self, y: float) -> float:
        """How far to the right something may reach that ends at y."""
        return self.corner[0] if y > self.corner[1] else self.right


def composed(form: Form, paper: Paper, data: SlipData) -> Document:
    """The front and the back of a card as two pages of its size."""
    title, (width, height) = data.titled(form, paper), SIZES[paper.size]
    within = Frame(EDGE, width - EDGE, EDGE, height - EDGE)
    front = (*_void(data, within), *_head(data, title, within), *_front(form, paper, data, within))
    back = (*_void(data, within), *_back(form, paper, data, within))
    mark = tuple(again_mark(data.again, width)) if data.again else ()
    name = f"{title} {'草稿' if data.draft else data.number}"
    return Document(name, (Page(width, height, mark, "", 0), Page(width, height, mark, "", 1)),
                    (front, back))  # fmt: skip


def _void(data: SlipData, frame: Frame) -> Iterator[Item]:
    if data.void:
        yield from void_mark(frame, frame.bottom)


def again_mark(words: str, width: float) -> Iterator[Item]:
    """补打 第2次, small, at the top right of a side `width` mm wide."""
    bottom, right = 6.6, width - EDGE
    left = round(right - measure(words, LEAST, True) - 1.6, 3)
    for corner in ((left, EDGE, right, EDGE), (left, bottom, right, bottom),
                   (left, EDGE, left, bottom), (right, EDGE, right, bottom)):  # fmt: skip
        yield Rule(*corner, 0.2, RED)
    y = base_line((EDGE + bottom) / 2, LEAST)
    yield placed(words, left, right, "centre", y, LEAST, bold=True, colour=RED)


def _head(data: SlipData, title: str, within: Frame) -> Iterator[Item]:
    """Office, title and number over a rule; room is kept for the mark of a reprint."""
    left, right = within.left, within.right
    number = "草稿　未编号" if data.draft else f"No. {data.number}"
    room = right - left - measure("补打 第99次", LEAST, True) - 3.0
    beside = 0.0
    if data.sign is not None:
        wide_sign, high = data.sign.within(SIGN)
        yield Logo(left, round(4.7 - high / 2, 3), wide_sign, high, data.sign.sha256)
        beside = round(wide_sign + 1.0, 3)
    office, size = one_line(data.office, room - beside, OFFICE)
    yield placed(office, left + beside, right, "left", base_line(4.7, size), size, colour=GREY)
    wide = measure(number, NUMBER, True)
    words, size = one_line(title, right - left - wide - 3.0, TITLES, True)
    spare = right - left - wide - 3.0 - measure(words, size, True)
    gap = min(0.2 * size * MM_PER_PT, max(0.0, spare / max(1, len(words) - 1)))
    y = 11.5
    yield placed(words, left, right, "left", y, size, bold=True, spacing=round(gap, 3))
    yield placed(number, left, right, "right", y, NUMBER, bold=True, colour=RED)
    yield Rule(left, HEAD, right, HEAD, 0.5, DARK)


def one_line(words: str, room: float, size: float, bold: bool = False) -> tuple[str, float]:
    """The words on one line of that room, and their size: smaller, then cut."""
    size = max(LEAST, in_one_line(words, room, size, bold))
    (line,), size = _kept(wrap(words, room, size, bold), 1, room, size, bold)
    return line, size


def _kept(
    lines: Sequence[str], most: int, room: float, size: float, bold: bool
) -> tuple[tuple[str, ...], float]:
    """At most so many of the lines; the last one says that more was cut off."""
    if len(lines) <= most:
        return tuple(lines), size
    last = lines[most - 1]
    while last and measure(last + MORE, size, bold) > room:
        last = last[:-1]
    return (*lines[: most - 1], last + MORE), size


def _front(form: Form, paper: Paper, data: SlipData, within: Frame) -> Iterator[Item]:
    """Photograph, values and code under the head."""
    top, bottom = HEAD + GAP, within.bottom
    left, right = within.left, within.right
    corner, end = (right, bottom), bottom
    if paper.code and data.code and not data.draft:
        corner = yield from _code(data.code, right, bottom)
        end -= leading(LEAST)
    for photo in (part for part in paper.in_order if isinstance(part, Photo)):
        high = min(photo.height, bottom - top)
        sha256 = data.photos.get(photo.key, "")
        yield Picture(left, top, round(photo.width * high / photo.height, 3), high, sha256)
        left = round(left + photo.width * high / photo.height + BESIDE, 3)
    flowing = [part for part in paper.in_order if not isinstance(part, Photo)]
    yield from flow(flowing, form, data, Area(left, right, top, end, corner))


def _code(
    code: str, right: float, bottom: float
) -> Generator[Item, None, tuple[float, float]]:
    """The code with its letters below it, at the bottom right; returns the corner it takes."""
    rows, module = modules(code), module_size(MODULE)
    wide = side(rows, module)
    letters = in_letters(code)
    base = bottom - 0.6
    yield placed(letters, EDGE, right, "right", base, LEAST, colour=DARK)
    quiet = QUIET * module
    x, y = round(right - wide, 3), round(base - 0.8 * LEAST * MM_PER_PT - quiet - wide, 3)
    yield Code(x, y, module, rows)
    return x - quiet, y - quiet


def _back(form: Form, paper: Paper, data: SlipData, within: Frame) -> Iterator[Item]:
    """The parts of the other side, the foot under them."""
    left, right, bottom = within.left, within.right, within.bottom
    under = foot_words(paper.foot, data, ())
    lines, size = fit(under, right - left, FOOT + 0.5, LEAST) if under else ((), FOOT)
    lines, size = _kept(lines, 2, right - left, max(LEAST, size), False)
    for number, line in enumerate(reversed(lines)):
        y = bottom - 0.6 - number * leading(size)
        yield placed(line, left, right, "centre", y, size, colour=GREY)
    bottom -= len(lines) * leading(size) + (GAP if lines else 0.0)
    if lines:
        yield Rule(left, round(bottom, 3), right, round(bottom, 3), 0.15, GREY)
        bottom -= 0.6
    yield from flow(paper.other_side, form, data, Area(left, right, EDGE, bottom, (right, bottom)))


def flow(
    parts: Sequence[Part], form: Form, data: SlipData, area: Area
) -> Iterator[Item]:
    """The parts from top to bottom in the largest type that fits, spread over the room."""
    setting = Setting(form, data, Frame(area.left, area.right, area.top, area.bottom), 0.0)
    shown = [part for part in parts if not _left_out(part, setting)]
    for step in STEPS:
        made = list(_laid(shown, setting, area, step, 0.0))
        spare = area.bottom - (made[-1][1] if made else area.top)
        if spare >= -1e-6:
            break
    air = min(GAP, max(0.0, spare) / max(1, len(made)))
    for items, end in _laid(shown, setting, area, step, air) if air > 0.2 else made:
        if end <= area.bottom + 1e-6:
            yield from items


def _left_out(part: Part, setting: Setting) -> bool:
    return isinstance(part, Row) and part.optional and not any(
        setting.value(cell.key) for cell in part.cells
    )


def _laid(
    parts: Sequence[Part], setting: Setting, area: Area, step: float, air: float
) -> Iterator[tuple[tuple[Item, ...], float]]:
    """(items, where they end) of rows and paragraphs in type of `step` times its size, `air` mm
    apart."""
    y = area.top
    for part in parts:
        if isinstance(part, Row):
            items, y = _row(part, setting, area, y, step)
            yield items, y
            y = round(y + 0.5 + air, 3)
        elif isinstance(part, Text):
            for words, size, bold in _paragraphs(part, setting, step):
                items, y = _paragraph(words, size, bold, part.centre, area, y)
                yield items, y
                y = round(y + air, 3)


def _row(
    part: Row, setting: Setting, area: Area, y: float, step: float
) -> tuple[tuple[Item, ...], float]:
    """Values under their labels; a row that would touch the code is as wide as it leaves."""
    tallest = max(LEAST, max(cell.size or VALUE for cell in part.cells) * step)
    for right in (area.right, area.corner[0]):
        items: list[Item] = []
        end, left = y, area.left
        for cell in part.cells:
            wide = (right - area.left) * cell.span / GRID
            gap = 1.0 if cell is not part.cells[-1] else 0.0
            made, low = _cell(cell, setting, (left, left + wide - gap), y, step, tallest)
            items += made
            end, left = max(end, low), left + wide
        if end <= area.corner[1]:
            break
    return tuple(items), round(end, 3)


def _cell(
    cell: Cell,
    setting: Setting,
    sides: tuple[float, float],
    y: float,
    step: float,
    tallest: float,
) -> tuple[list[Item], float]:
    """A label and the value under it, on one base line with the row's tallest; where it ends."""
    items: list[Item] = []
    room = sides[1] - sides[0]
    words = cell.words or label_of(setting.form, cell.key)
    if cell.label and words:
        line, size = one_line(words, room, LABEL)
        base = base_line(y + leading(size) / 2, size)
        items.append(placed(line, *sides, "left", base, size, colour=GREY))
        y += leading(LABEL) - 0.1
    bold = cell.size > 0
    full = max(LEAST, (cell.size or VALUE) * step)
    lines, size = _in_two_lines(_worn(cell, setting), room, full, bold)
    base = base_line(y + leading(tallest) / 2, tallest)
    for number, line in enumerate(lines):
        low = base + number * leading(size)
        items.append(placed(line, *sides, "left", low, size, bold=bold))
    return items, y + leading(tallest) + max(0, len(lines) - 1) * leading(size)


def _worn(cell: Cell, setting: Setting) -> str:
    """A value as everybody may read it on a card that is worn: of a person the name alone."""
    return setting.value(f"{cell.key}.name") or setting.value(cell.key)


def _in_two_lines(
    words: str, room: float, size: float, bold: bool
) -> tuple[tuple[str, ...], float]:
    """One line if type a little smaller allows it, else two in type as large as they allow."""
    lines, fitted = fit(words, room, size, max(LEAST, 0.84 * size), bold)
    while len(lines) > 2 or fitted < LEAST:
        fitted = max(LEAST, min(fitted, size) - 0.5)
        lines = wrap(words, room, fitted, bold)
        if fitted == LEAST:
            break
    return _kept(lines, 2, room, fitted, bold)


def _paragraphs(
    part: Text, setting: Setting, step: float
) -> Iterator[tuple[str, float, bool]]:
    """(words, points, bold): the label as a heading, then every paragraph."""
    if part.label:
        yield part.label, max(LEAST, (part.size + 1.5) * step), True
    for words in filled(part.words, setting).splitlines():
        yield words, max(LEAST, part.size * step), part.bold


def _paragraph(
    words: str, size: float, bold: bool, centre: bool, area: Area, y: float
) -> tuple[tuple[Item, ...], float]:
    """Lines of type; those after the first stand under the words, not under their number."""
    items: list[Item] = []
    match = NUMBERED.match(words)
    head = match.group() if match else ""
    left = area.left + measure(head, size, bold)
    right = area.end(y + 2 * leading(size))
    for number, line in enumerate(wrap(words[len(head) :], right - left, size, bold)):
        base = base_line(y + leading(size) / 2, size)
        if head and not number:
            items.append(placed(head.rstrip(), area.left, left, "left", base, size, bold=bold))
        align = "centre" if centre else "left"
        items.append(placed(line, left, right, align, base, size, bold=bold))
        y += leading(size)
    return tuple(items), round(y, 3)
