"""Two copies of half an A4 sheet on one sheet, a line between them to cut along, and the number
across that line so that each half bears a part of it (骑缝号).

The pages are those that a printer with A5 paper gets, as they are: what stands at the outer edges
of an A5 sheet stands at those of the A4 sheet. The line is at half the sheet's length, 148.5 mm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.paper import SIZES
from printing.fonts import MM_PER_PT, measure
from printing.page import Document, Item, Page, Rule, Text, Tint
from printing.ruled import placed, shifted
from printing.sheets import GREY, dashed

LONG, SHORT = SIZES["A4"][1], SIZES["A4"][0]
SEAM = 15.0
"""Points of the number across the line: it needs to be read from either half of it."""
SPACED = 1.2
"""mm between its characters."""
MIDDLE = 0.365
"""Part of an em from the base line to the middle of figures and capitals."""
CLEAR = 3.0
"""mm that the line keeps off the number."""
TELLING = "沿虚线裁开"
SMALL = 7.0


@dataclass(frozen=True)
class Sheet:
    """An A4 sheet (or one of A3 for full pages) with a page at either side of the seam: beside each
    other if it lies, else one above the other."""

    width: float
    height: float

    @property
    def beside(self) -> bool:
        """Whether the pages stand beside each other."""
        return self.width > self.height

    @property
    def seam(self) -> float:
        """mm from the left or the top edge to the line to cut along."""
        return max(self.width, self.height) / 2

    def page(self, halves: Sequence[tuple[Document, Page]], number: str) -> Page:
        """The sheet with one page or two."""
        items: list[Item] = []
        for place, (document, page) in enumerate(halves):
            x, y = self._corner(place, page)
            if page.tint:
                items.append(self._tint(place, page.tint))
            items += (shifted(item, x, y) for item in document.items(page))
        items += self._line(number if len(halves) > 1 else "")
        return Page(self.width, self.height, tuple(items))

    def _corner(self, place: int, page: Page) -> tuple[float, float]:
        """The first page begins at the sheet's edge, the second ends at it."""
        if not place:
            return 0.0, 0.0
        if self.beside:
            return round(self.width - page.width, 3), 0.0
        return 0.0, round(self.height - page.height, 3)

    def _tint(self, place: int, colour: str) -> Tint:
        if self.beside:
            return Tint(place * self.seam, 0.0, self.seam, self.height, colour)
        return Tint(0.0, place * self.seam, self.width, self.seam, colour)

    def _line(self, number: str) -> Iterator[Item]:
        """The dashes, broken by the number that stands across them."""
        end = min(self.width, self.height)
        wide = measure(number, SEAM, True) + SPACED * max(0, len(number) - 1)
        gap = wide / 2 + CLEAR if number else 0.0
        for start, stop in ((0.0, end / 2 - gap), (end / 2 + gap, end)):
            if stop > start:
                yield from (self._across(rule) for rule in dashed((start, 0.0), (stop, 0.0)))
        yield self._words(Text(4.5, -1.0, TELLING, SMALL, colour=GREY))
        if number:
            down = round(MIDDLE * SEAM * MM_PER_PT, 3)
            yield self._words(placed(
                number, 0.0, end, "centre", down, SEAM, bold=True, spacing=SPACED,
            ))  # fmt: skip

    def _across(self, rule: Rule) -> Rule:
        """A dash of a level line at 0, where the seam is."""
        if self.beside:
            return Rule(self.seam, rule.x1, self.seam, rule.x2, rule.width, rule.colour)
        return Rule(rule.x1, self.seam, rule.x2, self.seam, rule.width, rule.colour)

    def _words(self, text: Text) -> Text:
        """Words that stand at a level line at 0, where the seam is: read from the right side of an
        upright one."""
        if self.beside:
            return Text(
                round(self.seam + text.y, 3), round(self.height - text.x, 3), text.words,
                text.size, text.bold, text.colour, text.spacing, 90.0,
            )  # fmt: skip
        return Text(
            text.x, round(self.seam + text.y, 3), text.words, text.size, text.bold, text.colour,
            text.spacing,
        )  # fmt: skip


def halved(document: Document, copies: int, number: str) -> Document:
    """Its A5 pages two on a sheet of A4: the copies of a page together, what is left over by twos.

    copies: how many 联 the pages are · number: what stands across the seam. Raises ValueError where
    the pages are not half an A4 sheet.
    """
    first = document.pages[0]
    if (first.width, first.height) not in (SIZES["A5"], SIZES["A5横向"]):
        raise ValueError("只有 A5 的纸能两联一页")
    sheet = Sheet(LONG, SHORT) if first.width < first.height else Sheet(SHORT, LONG)
    each = len(document.pages) // copies
    pairs: list[list[tuple[Document, Page]]] = []
    left: list[tuple[Document, Page]] = []
    for place in range(each):
        row = [(document, document.pages[copy * each + place]) for copy in range(copies)]
        pairs += [row[at : at + 2] for at in range(0, copies - 1, 2)]
        left += row[copies - copies % 2 :]
    pairs += [left[at : at + 2] for at in range(0, len(left), 2)]
    return Document(document.title, tuple(sheet.page(pair, number) for pair in pairs))


def beside(papers: Sequence[Document], number: str) -> Document:
    """The pages of two papers of A4 side by side on sheets of A3, the number across the seam of
    those that hold both; those of one alone at the left."""
    sheet = Sheet(2 * SHORT, LONG)
    pages = []
    for place in range(max(len(one.pages) for one in papers)):
        both = [(one, one.pages[place]) for one in papers if place < len(one.pages)]
        pages.append(sheet.page(both, number))
    return Document("、".join(one.title for one in papers), tuple(pages))
