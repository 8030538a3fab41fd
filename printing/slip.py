"""A slip with its copies: from a form, one of its papers and the values to a page description.

The layout is made once; copies differ in tint, legend and the fields they hide. If everything does
not fit one page, rows are first drawn closer, then the table runs on to further pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forms.form import Form
from forms.paper import SIZES, Colour, Copy, Paper
from printing import card
from printing.margins import foot, foot_lines, foot_words, head, legend, taller, void_mark
from printing.page import Document, Item, Page
from printing.paging import bare, bottom, paged, ruled
from printing.parts import SlipData
from printing.ruled import Block, Frame
from printing.typeset import leading

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


def compose(
    form: Form, paper: Paper, data: SlipData, copies: Sequence[int] | None = None
) -> Document:
    """The pages of a slip, copy by copy.

    copies: which 联 to draw, counted from 1 as on the paper; all by default. Raises ValueError for
    a copy that the paper does not have. A card has two pages, front and back, and no copies.
    """
    if paper.is_card:
        return card.composed(form, paper, data)
    of_form = form.copies if paper.copies else ()
    last = max(1, len(of_form))
    wanted = range(1, last + 1) if copies is None else copies
    if any(not 1 <= number <= last for number in wanted):
        raise ValueError(f"{form.title} {paper.name} 只有 {last} 联")
    width, height = SIZES[paper.size]
    under = foot_words(paper.foot, data, of_form)
    frame = _frame(width, height, under, bool(of_form), taller(paper.headline))
    outer = frame
    if paper.letter:
        frame = replace(
            frame, left=frame.left + LETTER, right=frame.right - LETTER, top=frame.top + 8.0
        )
    sheets = paged(form, paper, data, frame)
    bodies: list[tuple[Item, ...]] = []
    first: dict[frozenset[str], int] = {}
    pages: list[Page] = []
    for number in wanted:
        copy = of_form[number - 1] if of_form else Copy("", "")
        hidden = frozenset(copy.hidden)
        if hidden not in first:
            first[hidden] = len(bodies)
            bodies += _bodies(form, paper, data, frame, sheets, under, hidden)
        own = tuple(legend(number, copy, outer, width)) if of_form else ()
        pages += [
            Page(width, height, own, TINTS[copy.colour], first[hidden] + place)
            for place in range(len(sheets))
        ]
    name = f"{data.titled(form, paper)} {'草稿' if data.draft else data.number}"
    return Document(name, tuple(pages), tuple(bodies))


def _frame(
    width: float, height: float, under: str, with_legend: bool, more: float
) -> Frame:
    """The frame of a page, leaving room for the foot, the legend and a title so much taller."""
    right = width - (RIGHT_WITH_LEGEND if with_legend else RIGHT)
    lines, size = foot_lines(under, right - LEFT)
    used = 1.4 + len(lines) * leading(size)
    return Frame(LEFT, right, round(TOP + more, 3), round(height - BOTTOM - used, 3))


def _bodies(
    form: Form,
    paper: Paper,
    data: SlipData,
    frame: Frame,
    sheets: list[list[Block]],
    under: str,
    hidden: frozenset[str],
) -> Iterator[tuple[Item, ...]]:
    """What the copies with the same hidden fields share, page by page."""
    title = data.titled(form, paper)
    for place, blocks in enumerate(sheets):
        end = bottom(blocks, frame)
        items: list[Item] = [*void_mark(frame, end)] if data.void else []
        items += (bare if paper.letter else ruled)(blocks, frame, hidden)
        items += head(data, title, frame, place, paper.code, paper.headline, paper.letter)
        items += foot(under, frame, end, place, len(sheets))
        yield tuple(items)
