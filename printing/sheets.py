"""Cards and labels on A4 sheets: one card to cut out and fold, as many as a sheet holds with marks
to cut along, their backs where they meet when the sheet is turned over its long edge.

What is put on a sheet is already composed: the same pages that a card printer gets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.paper import CARDS, SIZES
from printing.page import Document, Item, Page, Rule
from printing.ruled import placed, shifted

A4 = SIZES["A4"]
TOP, TICK, OFF = 40.0, 6.0, 2.0
"""mm: where a single card begins, length of a cut mark, how far off the corner it stands."""
CLOSE, RIM = 1.2, 4.3
"""mm off the corner where there is little room beside the grid, and what no laser printer reaches
at the edge of a sheet."""
LEAST = RIM + CLOSE + 2.0
"""mm beside the places, so that there is room for cut marks."""
GREY = "#444444"
TWO_SIDED = frozenset(SIZES[one] for one in CARDS)
TELLING = "沿四角的线裁下，沿中间的虚线向后对折，粘合或过塑。打印时不要缩放。"


@dataclass(frozen=True)
class Grid:
    """The places of a sheet for pages of one size (mm), from left to right, then down."""

    width: float
    height: float

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return int((A4[0] - 2 * LEAST) / self.width)

    @property
    def rows(self) -> int:
        """How many stand one below the other."""
        return int((A4[1] - 2 * LEAST) / self.height)

    @property
    def count(self) -> int:
        """How many places a sheet has."""
        return self.columns * self.rows

    @property
    def left(self) -> float:
        """mm beside the places, the same at both sides, so that backs meet fronts."""
        return round((A4[0] - self.columns * self.width) / 2, 3)

    @property
    def top(self) -> float:
        """mm above and below the places."""
        return round((A4[1] - self.rows * self.height) / 2, 3)

    def corner(self, place: int, back: bool = False) -> tuple[float, float]:
        """Left and top of a place, counted from 0; of its back when the sheet is turned over."""
        row, column = divmod(place, self.columns)
        column = self.columns - 1 - column if back else column
        return round(self.left + column * self.width, 3), round(self.top + row * self.height, 3)

    def marks(self, places: Sequence[int], back: bool = False) -> Iterator[Rule]:
        """Short lines at the rims of the sheet along which the places are cut."""
        corners = [self.corner(place, back) for place in places]
        off_x, long_x = _mark(self.left)
        off_y, long_y = _mark(self.top)
        for x in sorted({round(x + more, 3) for x, _ in corners for more in (0.0, self.width)}):
            for y, out in ((self.top, -1), (A4[1] - self.top, 1)):
                yield Rule(x, y + out * off_y, x, y + out * (off_y + long_y), 0.15)
        for y in sorted({round(y + more, 3) for _, y in corners for more in (0.0, self.height)}):
            for x, out in ((self.left, -1), (A4[0] - self.left, 1)):
                yield Rule(x + out * off_x, y, x + out * (off_x + long_x), y, 0.15)


def _mark(room: float) -> tuple[float, float]:
    """(how far off, how long) cut marks are in so many mm beside the places."""
    off = OFF if room >= TICK + OFF + RIM else CLOSE
    return off, max(0.0, min(TICK, room - off - RIM))


def filled(documents: Sequence[Document], start: int = 1) -> Document:
    """Cards or labels of one size on A4 sheets, the first at place `start`, counted from 1.

    Two-sided ones (cards: front, back) make a sheet of fronts and then one of their backs, mirrored
    so that they meet when the sheet is turned over its long edge; labels, of which a document may
    have many, make sheets of one side. Raises ValueError where the pages are not of one size, or
    there is no such place.
    """
    pages = [(document, page) for document in documents for page in document.pages]
    sizes = {(page.width, page.height) for _, page in pages}
    if len(sizes) != 1:
        raise ValueError("一页上只能放一样大小的")
    grid = Grid(*sizes.pop())
    if not 1 <= start <= grid.count:
        raise ValueError(f"一页有 {grid.count} 个位置，没有第 {start} 个")
    double = (grid.width, grid.height) in TWO_SIDED
    fronts, backs = (pages[::2], pages[1::2]) if double else (pages, [])
    sheets: list[Page] = []
    done = 0
    while done < len(fronts):
        first = start - 1 if not done else 0
        taken = range(first, min(grid.count, first + len(fronts) - done))
        for side, back in ((fronts, False), (backs, True)):
            if side:
                part = side[done : done + len(taken)]
                sheets.append(Page(*A4, tuple(_side(grid, taken, part, back))))
        done += len(taken)
    return Document(_titled(documents), tuple(sheets), double=double)


def _titled(documents: Sequence[Document]) -> str:
    first = documents[0].title
    return first if len(documents) == 1 else f"{first} 等 {len(documents)} 张"


def _side(
    grid: Grid, places: Sequence[int], pages: Sequence[tuple[Document, Page]], back: bool
) -> Iterator[Item]:
    for place, (document, page) in zip(places, pages, strict=True):
        x, y = grid.corner(place, back)
        yield from (shifted(item, x, y) for item in document.items(page))
    yield from grid.marks(places, back)


def folded(document: Document) -> Document:
    """One A4 page with the front and the back of a card side by side, to cut out and fold."""
    front, back = document.pages
    width, height = front.width, front.height
    left = round((A4[0] - 2 * width) / 2, 3)
    items: list[Item] = []
    for page, x in ((front, left), (back, left + width)):
        items += (shifted(item, x, TOP) for item in document.items(page))
    items += _cut_marks(left, width, height)
    y = TOP + height + TICK + OFF + 6.0
    items.append(placed(TELLING, 0.0, A4[0], "centre", y, 9.0, colour=GREY))
    return Document(document.title, (Page(*A4, tuple(items)),))


def _cut_marks(left: float, width: float, height: float) -> Iterator[Item]:
    """Short lines off the four corners, and a dashed one where the sheet is folded."""
    right, bottom = round(left + 2 * width, 3), TOP + height
    for x, out in ((left, -1), (right, 1)):
        for y in (TOP, bottom):
            yield Rule(x + out * OFF, y, x + out * (OFF + TICK), y, 0.15)
    for y, out in ((TOP, -1), (bottom, 1)):
        for x in (left, right):
            yield Rule(x, y + out * OFF, x, y + out * (OFF + TICK), 0.15)
    start, end = TOP - OFF - TICK, bottom + OFF + TICK
    yield from dashed((round(left + width, 3), start), (round(left + width, 3), end))


def dashed(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Rule]:
    """A level or upright line of dashes between two points in mm."""
    long = (end[0] - start[0]) + (end[1] - start[1])
    count = max(1, round(long / 4.0))
    x, y = (end[0] - start[0]) / count, (end[1] - start[1]) / count
    for number in range(count):
        left, top = round(start[0] + number * x, 3), round(start[1] + number * y, 3)
        yield Rule(left, top, round(left + x * 0.45, 3), round(top + y * 0.45, 3), 0.15, GREY)
