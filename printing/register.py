"""A register (登记本) as a ruled ledger: A4 across, the heading row on every page, 第1/2页."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from printing.fonts import measure
from printing.page import Document, Item, Page, Rule, Text, Tint
from printing.ruled import PAD, placed
from printing.typeset import base_line, fit, in_one_line, leading, widest_piece

WIDTH, HEIGHT = 297.0, 210.0
LEFT, RIGHT, TOP, BOTTOM = 10.0, 287.0, 26.0, 198.0
MOST = 60.0
WHOLE = 6
ROW, SIZE, LEAST = 7.0, 9.0, 8.5
HEADING, GREY = "#EEF0F4", "#333333"
Lines = tuple[tuple[str, ...], float]


def compose(
    title: str,
    office: str,
    period: str,
    columns: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[str]],
) -> Document:
    """The pages of a register.

    period: "2026年11月1日 至 2026年11月21日" · columns: (label, weight); the width is shared out by
    weight, but a number or a plate stays whole if at all possible · rows: as many words as
    columns. Raises ValueError for a row of another length.
    """
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("登记本的一行与列数不符")
    labels = [label for label, _ in columns]
    edges = _edges(_widths([weight for _, weight in columns], [labels, *rows]))
    head = _broken(labels, edges)
    sheets = _paged([one for row in rows for one in _strips(_broken(row, edges))], _height(head))
    count = f"共 {len(rows)} 笔"
    pages = tuple(
        Page(WIDTH, HEIGHT, tuple((
            *_margins(title, office, period, count, place, len(sheets)),
            *_ledger([head, *sheet], edges),
        )))
        for place, sheet in enumerate(sheets)
    )  # fmt: skip
    return Document(title, pages)


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


def _strips(cells: list[Lines]) -> Iterator[list[Lines]]:
    """A row with more lines than half a page as several rows."""
    most = int((BOTTOM - TOP) / 2 / leading(SIZE))
    for start in range(0, max(len(lines) for lines, _ in cells), most):
        yield [(lines[start : start + most], size) for lines, size in cells]


def _height(cells: list[Lines]) -> float:
    return ROW + max(max(0, len(lines) - 1) * leading(size) for lines, size in cells)


def _paged(rows: list[list[Lines]], head: float) -> list[list[list[Lines]]]:
    sheets: list[list[list[Lines]]] = [[]]
    used = head
    for row in rows:
        if sheets[-1] and TOP + used + _height(row) > BOTTOM:
            sheets.append([])
            used = head
        sheets[-1].append(row)
        used += _height(row)
    return sheets


def _margins(
    title: str, office: str, period: str, count: str, place: int, pages: int
) -> Iterator[Item]:
    size = in_one_line(title, RIGHT - LEFT, 16.0, True)
    yield placed(title, LEFT, RIGHT, "centre", 17.0, size, bold=True)
    size = in_one_line(office, 180.0, 9.5)
    yield placed(office, LEFT, RIGHT, "left", 23.0, size)
    yield placed(period, LEFT, RIGHT, "right", 23.0, 9.5)
    yield placed(count, LEFT, RIGHT, "left", BOTTOM + 5.0, 8.5, colour=GREY)
    yield placed(
        f"第{place + 1}/{pages}页", LEFT, RIGHT, "right", BOTTOM + 5.0, 8.5, colour=GREY
    )


def _ledger(rows: list[list[Lines]], edges: list[float]) -> Iterator[Item]:
    """Rows from the top of the frame; the first, the heading, tinted and centred."""
    texts: list[Item] = []
    rules: list[Item] = []
    y = TOP
    for number, cells in enumerate(rows):
        height = _height(cells)
        if number == 0:
            yield Tint(LEFT, TOP, RIGHT - LEFT, round(height, 3), HEADING)
        else:
            rules.append(Rule(LEFT, round(y, 3), RIGHT, round(y, 3)))
        for place, (lines, size) in enumerate(cells):
            texts += _cell(lines, size, edges[place : place + 2], y + height / 2, number == 0)
        y += height
    end = round(y, 3)
    yield from rules
    yield from (Rule(x, TOP, x, end) for x in edges[1:-1])
    yield from (Rule(LEFT, side, RIGHT, side, 0.4) for side in (TOP, end))
    yield from (Rule(x, TOP, x, end, 0.4) for x in (LEFT, RIGHT))
    yield from texts


def _cell(
    lines: tuple[str, ...], size: float, sides: list[float], middle: float, heading: bool
) -> Iterator[Item]:
    base = base_line(middle - (len(lines) - 1) * leading(size) / 2, size)
    for number, words in enumerate(lines):
        y = round(base + number * leading(size), 3)
        if heading:
            yield placed(words, sides[0], sides[1], "centre", y, size, bold=True)
        elif words:
            yield Text(round(sides[0] + PAD, 3), y, words, size)
