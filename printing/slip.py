"""A slip with its copies: from a form, one of its papers and the values to a page description.

The layout is made once; copies differ in tint, legend and the fields they hide. If everything does
not fit one page, rows are first drawn closer, then the table runs on to further pages. An impact
printer strikes all copies at once: one set of pages, black, clear of strips and perforations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forms import free_text
from forms.display import masked_words
from forms.fields import Kind
from forms.free_text import TEXTS
from forms.form import Form
from forms.paper import SIZES, Colour, Copy, Paper
from printing import card, label
from printing.code import LASER_DPI
from printing.margins import PALE, Head, foot, foot_lines, foot_words, head, legend, void_mark
from printing.page import BLACK, Document, Item, Page, Rule, Text
from printing.paging import bare, bottom, paged, ruled
from printing.parts import SlipData
from printing.ruled import Block, Frame
from printing.stock import DPI, FLOOR, Stock
from printing.typeset import SMALLEST, leading

__all__ = ["TINTS", "SlipData", "compose"]

TINTS = {
    Colour.WHITE: "#FFFFFF",
    Colour.RED: "#FFE0E6",
    Colour.YELLOW: "#FFF7CC",
    Colour.BLUE: "#DCEBFA",
    Colour.GREEN: "#DDF3DF",
}
LEFT, RIGHT, RIGHT_WITH_LEGEND, TOP, BOTTOM = 10.0, 10.0, 15.0, 30.4, 6.0
LETTER = 16.0
"""mm more at each side of a letter."""
STRUCK = 0.7
"""Least mm of a module of the code under the pins and the spreading ink of a ribbon."""


def compose(
    form: Form, paper: Paper, data: SlipData, copies: Sequence[int] | None = None,
    stock: Stock | None = None, dpi: int = 0,
) -> Document:  # fmt: skip
    """The pages of a slip, copy by copy.

    copies: which 联 to draw, counted from 1 as on the paper; all by default. Raises ValueError for
    a copy that the paper does not have. A card has two pages, front and back, and no copies.
    stock: the continuous paper of an impact printer, which needs every page but once.
    dpi: dots an inch of the printer, on whole ones of which the code's modules are set; 0 where it
    is not known.
    """
    if paper.is_card:
        return card.composed(form, paper, data)
    if paper.is_label:
        return label.composed(form, paper, data, dpi)
    if stock is not None:
        return _struck(form, paper, data, stock, dpi or DPI)
    of_form = form.copies if paper.copies else ()
    last = max(1, len(of_form))
    wanted = range(1, last + 1) if copies is None else copies
    if any(not 1 <= number <= last for number in wanted):
        raise ValueError(f"{form.title} {paper.name} 只有 {last} 联")
    width, height = SIZES[paper.size]
    under = foot_words(paper.foot, data, of_form)
    above = Head(paper.headline, paper.code, paper.letter, dpi or LASER_DPI)
    outer = _frame((LEFT, width - (RIGHT_WITH_LEGEND if of_form else RIGHT)), height, under, above)
    frame = _inset(outer) if paper.letter else outer
    bodies: list[tuple[Item, ...]] = []
    drawn: dict[tuple[frozenset[str], frozenset[str]], range] = {}
    pages: list[Page] = []
    for number in wanted:
        copy = of_form[number - 1] if of_form else Copy("", "")
        like = frozenset(copy.hidden), frozenset(copy.masked)
        if like not in drawn:
            seen, before = masked(form, data, copy.masked), len(bodies)
            sheets = paged(form, paper, seen, frame)
            bodies += _bodies(form, paper, seen, frame, sheets, under, like[0], above)
            drawn[like] = range(before, len(bodies))
        own = tuple(legend(number, copy, outer, width)) if of_form else ()
        pages += [
            Page(width, height, own, TINTS[copy.colour], body) for body in drawn[like]
        ]
    name = f"{data.titled(form, paper)} {'草稿' if data.draft else data.number}"
    return Document(name, tuple(pages), tuple(bodies))


def masked(form: Form, data: SlipData, keys: Sequence[str]) -> SlipData:
    """The values as a copy shows them that needs no whole numbers of persons in these fields; nor
    those that somebody wrote beside a name or into words."""
    if not keys:
        return data
    wordy = [one.key for one in form.fields if one.kind in (*TEXTS, Kind.PERSON)]
    hidden = {
        key: masked_words(form.field(key), data.values[key])
        for key in (*keys, *wordy) if data.values.get(key)
    }  # fmt: skip
    lines = {
        key: [{column: free_text.masked(words) for column, words in line.items()} for line in rows]
        for key, rows in data.lines.items()
    }
    return replace(data, values={**data.values, **hidden}, lines=lines)


def _struck(form: Form, paper: Paper, data: SlipData, stock: Stock, dpi: int) -> Document:
    """The pages of a slip as an impact printer strikes them through all copies of its paper."""
    under = foot_words(paper.foot, data, form.copies if paper.copies else ())
    above = Head(paper.headline, paper.code, paper.letter, dpi, STRUCK)
    frame = _frame((stock.left, stock.right), stock.length, under, above, FLOOR)
    frame = _inset(frame) if paper.letter else frame
    sheets = paged(form, paper, data, frame)
    bodies = tuple(
        tuple(map(_black, body))
        for body in _bodies(form, paper, data, frame, sheets, under, frozenset(), above)
    )
    name = f"{data.titled(form, paper)} {'草稿' if data.draft else data.number}"
    pages = (Page(stock.width, stock.length, (), "", place) for place in range(len(bodies)))
    return Document(name, tuple(pages), bodies)


def _black(item: Item) -> Item:
    """The same for a black ribbon; only the pale 作废 stays pale."""
    if isinstance(item, (Text, Rule)) and item.colour != PALE:
        return replace(item, colour=BLACK)
    return item


def _frame(
    sides: tuple[float, float], height: float, under: str, above: Head, floor: float = SMALLEST
) -> Frame:
    """The frame of a page between two x, leaving room for what is above and for the foot."""
    left, right = sides
    lines, size = foot_lines(under, right - left, floor)
    used = 1.4 + len(lines) * leading(size)
    top, bottom = round(TOP + above.lower, 3), round(height - BOTTOM - used, 3)
    return Frame(left, right, top, bottom, floor)


def _inset(frame: Frame) -> Frame:
    """The frame of a letter, with wide margins."""
    return replace(
        frame, left=frame.left + LETTER, right=frame.right - LETTER, top=frame.top + 8.0
    )


def _bodies(
    form: Form,
    paper: Paper,
    data: SlipData,
    frame: Frame,
    sheets: list[list[Block]],
    under: str,
    hidden: frozenset[str],
    above: Head,
) -> Iterator[tuple[Item, ...]]:
    """What the copies with the same hidden fields share, page by page."""
    title = data.titled(form, paper)
    for place, blocks in enumerate(sheets):
        end = bottom(blocks, frame)
        items: list[Item] = [*void_mark(frame, end)] if data.void else []
        items += (bare if paper.letter else ruled)(blocks, frame, hidden)
        items += head(data, title, frame, place, above)
        items += foot(under, frame, end, place, len(sheets))
        yield tuple(items)
