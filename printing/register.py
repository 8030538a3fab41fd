"""A register (登记本) as a ruled ledger, page by page: A4 across, however long it is.

Every page has its heading row; where a column is added up it begins with what was brought forward
(承前页) and ends with its own sum (本页小计) and what is carried over (过次页), the last with the
whole (合计). How many pages there are is known at the end and stands in the body they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice

from printing.fonts import measure
from printing.letterhead import Sign, letterhead
from printing.page import Document, Item, Page, Rule, Text, Tint
from printing.ruled import PAD, placed
from printing.typeset import base_line, fit, in_one_line, leading, widest_piece

WIDTH, HEIGHT = 297.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 10.0, 287.0, 26.0, 198.0
SIGN = 5.0
"""mm that the office's sign may be high."""
FOOT = BOTTOM + 5.0
MOST = 60.0
WHOLE = 6
ROW, SIZE, LEAST = 7.0, 9.0, 8.5
HEADING, GREY, FAINT = "#EEF0F4", "#333333", "#F7F8FA"
SAMPLE = 2000
"""Rows from which the widths are taken."""
OF_PAGES = 17.0
"""Room in mm at the right of the foot for 共 n 页."""
Lines = tuple[tuple[str, ...], float]


@dataclass(frozen=True)
class Ruling:
    """A column: its label, its share of the width; figures stand at the right.

    decimals: of its sum; None for a column that is not added up
    """

    label: str
    weight: float
    figures: bool = False
    decimals: int | None = None


@dataclass(frozen=True)
class Entered:
    """A line of the ledger: its words, and what it adds to the columns that are added up, by the
    column's place; counts: False for one that is not to be added (void)."""

    words: Sequence[str]
    amounts: dict[int, Decimal] = field(default_factory=dict)
    counts: bool = True


class Ledger:
    """The pages of a register, one after the other; `body` once they have all been taken.

    period: "2026年11月1日 至 2026年11月21日" · rows: as many words as columns; a number or a plate
    stays whole if at all possible. stamp: by whom and when it left, under which number · measure:
    of its lines, at the foot; many: how many things they are of, where not each line is one. Raises
    ValueError for a row of another length.
    """

    def __init__(
        self,
        title: str,
        office: str,
        period: str,
        columns: Sequence[Ruling],
        rows: Iterable[Entered],
        note: str = "",
        sign: Sign | None = None,
        stamp: str = "",
        measure: str = "笔",
        many: int | None = None,
    ) -> None:
        self._measure, self._many = measure, many
        self._sign, self._stamp = sign, stamp
        self.title, self._office, self._period, self._note = title, office, period, note
        self._columns = tuple(columns)
        self._rows = iter(rows)
        self._sums = {at: Decimal(0) for at, one in enumerate(columns) if one.decimals is not None}
        self._edges: list[float] = []
        self.rows = self.left_out = self.count = 0

    def pages(self) -> Iterator[Page]:
        """Draw each before the next is made: only one is in memory."""
        first = list(islice(self._rows, SAMPLE))
        labels = [one.label for one in self._columns]
        for row in first:
            self._check(row)
        words = [labels, *(row.words for row in first)]
        edges = self._edges = _edges(_widths([one.weight for one in self._columns], words))
        head = [fit(one.label, edges[at + 1] - edges[at] - 2 * PAD, SIZE, LEAST)
                for at, one in enumerate(self._columns)]  # fmt: skip
        strips = self._strips(chain(first, self._rows), edges)
        strip = next(strips, None)
        while strip is not None or self.count == 0:
            before = dict(self._sums)
            ruled = [_Ruled(head, HEADING, heading=True)]
            if self._sums and self.count:
                ruled.append(self._total("承前页", before))
            room = BOTTOM - TOP - sum(one.height for one in ruled) - self._room_below()
            taken = 0
            while strip is not None and (not taken or _height(strip[0]) <= room):
                cells, entered = strip
                ruled.append(_Ruled(cells))
                room -= _height(cells)
                if entered is not None:
                    self._add(entered)
                taken += 1
                strip = next(strips, None)
            ruled += self._below(before, strip is None)
            self.count += 1
            yield Page(WIDTH, HEIGHT, tuple((*self._margins(), *self._ledger(ruled, edges))),
                       body=0)  # fmt: skip

    @property
    def body(self) -> tuple[Item, ...]:
        """What every page says of the whole: known when the last page was taken."""
        many = self.rows if self._many is None else self._many
        words = f"共 {many:,} {self._measure}" if many > 9999 else f"共 {many} {self._measure}"
        if self._sums and self.left_out:
            words += f"，其中作废、未同意的 {self.left_out} 笔不计入合计"
        size = in_one_line(self._stamp, RIGHT - LEFT - 90.0, 8.0)
        return (
            *([placed(self._stamp, LEFT, RIGHT, "centre", FOOT, size, colour=GREY)]
              if self._stamp else []),
            placed(words, LEFT, RIGHT, "left", FOOT, 8.5, colour=GREY),
            placed(f"共 {self.count} 页", RIGHT - OF_PAGES, RIGHT, "left", FOOT, 8.5, colour=GREY),
        )

    def _check(self, row: Entered) -> None:
        if len(row.words) != len(self._columns):
            raise ValueError("登记本的一行与列数不符")

    def _strips(
        self, rows: Iterable[Entered], edges: list[float]
    ) -> Iterator[tuple[list[Lines], Entered | None]]:
        """Rows as broken cells, one higher than half a page as several; each is added once."""
        for row in rows:
            self._check(row)
            cells = _broken(row.words, edges)
            for part, strip in enumerate(_cut(cells)):
                yield strip, None if part else row

    def _add(self, row: Entered) -> None:
        self.rows += 1
        self.left_out += not row.counts
        for at, amount in row.amounts.items():
            self._sums[at] += amount

    def _room_below(self) -> float:
        return 2 * ROW if self._sums else 0.0

    def _below(self, before: dict[int, Decimal], last: bool) -> list[_Ruled]:
        if not self._sums:
            return []
        own = {at: total - before[at] for at, total in self._sums.items()}
        words = "合计" if last else "过次页"
        if last and not self.count:
            return [self._total(words, self._sums)]
        return [self._total("本页小计", own), self._total(words, self._sums)]

    def _total(self, words: str, sums: dict[int, Decimal]) -> _Ruled:
        cells: list[Lines] = [((), SIZE) for _ in self._columns]
        for at, total in sums.items():
            figures = f"{total:,.{self._columns[at].decimals}f}"
            room = self._edges[at + 1] - self._edges[at] - 2 * PAD
            cells[at] = ((figures,), in_one_line(figures, room, SIZE, True))
        free = next((at for at in range(len(cells)) if at not in sums), 0)
        cells[free] = ((words,), SIZE)
        return _Ruled(cells, FAINT, total=True)

    def _margins(self) -> Iterator[Item]:
        size = in_one_line(self.title, RIGHT - LEFT, 16.0, True)
        yield placed(self.title, LEFT, RIGHT, "centre", 17.0, size, bold=True)
        yield from letterhead(
            self._office, self._sign, LEFT, RIGHT, "left", 23.0, 9.5, SIGN, 120.0
        )
        period = "　".join(filter(None, (self._period, self._note)))
        size = in_one_line(period, 150.0, 9.5)
        yield placed(period, LEFT, RIGHT, "right", 23.0, size)
        side = RIGHT - OF_PAGES - 1.5
        words = f"第 {self.count} 页"
        yield placed(words, LEFT, side, "right", FOOT, 8.5, colour=GREY)

    def _ledger(self, rows: list[_Ruled], edges: list[float]) -> Iterator[Item]:
        """Rows from the top of the frame; the heading tinted and centred, totals tinted."""
        texts: list[Item] = []
        rules: list[Item] = []
        y = TOP
        for number, row in enumerate(rows):
            if row.tint:
                height = round(row.height, 3)
                yield Tint(LEFT, round(y, 3), RIGHT - LEFT, height, row.tint)
            if number:
                rules.append(Rule(LEFT, round(y, 3), RIGHT, round(y, 3)))
            for at, (lines, size) in enumerate(row.cells):
                align = "centre" if row.heading else "right" if self._is_right(at, row) else "left"
                bold = row.heading or row.total
                middle = y + row.height / 2
                texts += _cell(lines, size, edges[at : at + 2], middle, align, bold)
            y += row.height
        end = round(y, 3)
        yield from rules
        yield from (Rule(x, TOP, x, end) for x in edges[1:-1])
        yield from (Rule(LEFT, side, RIGHT, side, 0.4) for side in (TOP, end))
        yield from (Rule(x, TOP, x, end, 0.4) for x in (LEFT, RIGHT))
        yield from texts

    def _is_right(self, at: int, row: _Ruled) -> bool:
        return self._columns[at].figures and not (row.total and at not in self._sums)


@dataclass(frozen=True)
class _Ruled:
    """A row as it is ruled: its broken cells, its ground."""

    cells: list[Lines]
    tint: str = ""
    heading: bool = False
    total: bool = False

    @property
    def height(self) -> float:
        return _height(self.cells)


def compose(
    title: str, office: str, period: str, columns: Sequence[Ruling], rows: Sequence[Entered]
) -> Document:
    """All pages of a register at once, as `Ledger` makes them."""
    ledger = Ledger(title, office, period, columns, rows)
    pages = tuple(ledger.pages())
    return Document(title, pages, (ledger.body,))


def _widths(weights: Sequence[float], rows: Sequence[Sequence[str]]) -> list[float]:
    """Widths of the columns in mm: by weight, a column too narrow for its longest word widened."""
    labels, *plain = rows
    least = []
    for place, label in enumerate(labels):
        pieces = (widest_piece(row[place], SIZE) for row in plain)
        least.append(min(MOST, 2 * PAD + 0.5 + max(measure(label[:WHOLE], SIZE, True), *pieces, 0)))
    space = RIGHT - LEFT
    if sum(least) > space:
        return [one * space / sum(least) for one in least]
    fixed: dict[int, float] = {}
    while True:
        free = [place for place in range(len(weights)) if place not in fixed]
        unit = (space - sum(fixed.values())) / max(sum(weights[place] for place in free), 1e-9)
        narrow = [place for place in free if weights[place] * unit < least[place]]
        if not narrow:
            return [fixed.get(place, weight * unit) for place, weight in enumerate(weights)]
        fixed |= {place: least[place] for place in narrow}


def _edges(widths: Sequence[float]) -> list[float]:
    """x of the columns' rules, the first and the last those of the frame."""
    edges = [LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    return [round(edge, 3) for edge in edges]


def _broken(row: Sequence[str], edges: list[float]) -> list[Lines]:
    return [
        fit(words, edges[place + 1] - edges[place] - 2 * PAD, SIZE, LEAST)
        for place, words in enumerate(row)
    ]


def _cut(cells: list[Lines]) -> Iterator[list[Lines]]:
    """A row with more lines than half a page as several rows."""
    most = int((BOTTOM - TOP) / 2 / leading(SIZE))
    for start in range(0, max(len(lines) for lines, _ in cells), most):
        yield [(lines[start : start + most], size) for lines, size in cells]


def _height(cells: list[Lines]) -> float:
    return ROW + max(max(0, len(lines) - 1) * leading(size) for lines, size in cells)


def _cell(
    lines: tuple[str, ...], size: float, sides: list[float], middle: float, align: str, bold: bool
) -> Iterator[Item]:
    base = base_line(middle - (len(lines) - 1) * leading(size) / 2, size)
    for number, words in enumerate(lines):
        y = round(base + number * leading(size), 3)
        if not words:
            continue
        if align == "left":
            yield Text(round(sides[0] + PAD, 3), y, words, size, bold)
        else:
            right = sides[1] - (PAD if align == "right" else 0)
            yield placed(words, sides[0], right, align, y, size, bold=bold)
