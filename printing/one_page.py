"""The file of a unit, a person or a vehicle on one page (一页档案): A4 upright, exactly one.

Facts, what is in hand, then the newest records, as many as there is room for; how many are not
listed stands under them. A line that is too long is set smaller, then cut with an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from printing.fonts import measure, spaced
from printing.page import Document, Item, Page, Rule, Text, Tint
from printing.ruled import PAD, placed
from printing.typeset import base_line, in_one_line, leading, wrap

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 15.0, 195.0, 37.0, 280.0
FOOT = 286.0
LABEL = 26.0
"""Width in mm of the names of the facts."""
ROW, SIZE, LEAST = 5.8, 9.0, 7.0
TALLEST = 3
"""Lines of one fact."""
MATTERS = 12
"""Matters in hand that are listed at most, so that records have room in any case."""
HEADING, GREY = "#EEF0F4", "#333333"
MATTER_EDGES = (LEFT, 45.0, 131.0, 163.0, RIGHT)
RECORD_EDGES = (LEFT, 35.0, 65.0, 137.0, 166.0, RIGHT)
MATTER_HEADS = ("单据", "事项", "期限", "状态")
RECORD_HEADS = ("日期", "单据", "事项", "状态", "编号")
MOST_RECORDS = int((BOTTOM - TOP) / ROW)
"""No page has room for more."""
Cells = Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """What stands on the page. title: 3 栋 1202 · kind: 房号 · facts: (name, words) · matters: the
    most pressing, of `in_hand`, as form, what, when, state · records: the newest, of `count`, as
    day, form, what, state, number · printed: by whom and when · note: what is masked"""

    office: str
    title: str
    kind: str
    facts: Sequence[tuple[str, str]]
    matters: Sequence[Cells]
    in_hand: int
    records: Sequence[Cells]
    count: int
    printed: str
    note: str


def compose(sheet: Sheet) -> Document:
    """The one page."""
    items = list(_head(sheet))
    y = TOP
    for name, words in sheet.facts:
        more, y = _fact(name, words, y)
        items += more
    if sheet.facts:
        items += _frame(TOP, y)
    if sheet.in_hand:
        listed = sheet.matters[:MATTERS]
        items += _section(f"在办　{sheet.in_hand} 件", y)
        rows = [*listed, *_left_out(sheet.in_hand - len(listed), "件在办")]
        more, y = _table(MATTER_EDGES, MATTER_HEADS, rows, y + 9)
        items += more
    items += _section(f"单据　共 {sheet.count} 条，从新到旧", y)
    room = int((BOTTOM - y - 9) / ROW) - 1
    listed = sheet.records[:room] if sheet.count <= room else sheet.records[: room - 1]
    rows = [*listed, *_left_out(sheet.count - len(listed), "条")]
    more, _ = _table(RECORD_EDGES, RECORD_HEADS, rows or [("没有单据",)], y + 9)
    items += more
    items += _foot(sheet)
    return Document("一页档案", (Page(WIDTH, HEIGHT, tuple(items)),))


def listed_of(document: Document) -> int:
    """How many records stand on the page."""
    edge = round(RECORD_EDGES[4] + PAD, 3)
    numbers = [one for one in document.pages[0].items if isinstance(one, Text) and one.x == edge]
    return sum(one.words != RECORD_HEADS[-1] for one in numbers)


def _left_out(many: int, what: str) -> list[Cells]:
    return [(f"另有 {many} {what}未列出",)] if many > 0 else []


def _head(sheet: Sheet) -> Iterator[Item]:
    office = clipped(sheet.office, RIGHT - LEFT, 10.0)
    yield placed(office[0], LEFT, RIGHT, "centre", 17.0, office[1])
    title, size = clipped(f"{sheet.title}　{sheet.kind}档案", RIGHT - LEFT, 18.0, 10.0, bold=True)
    yield placed(title, LEFT, RIGHT, "centre", 29.0, size, bold=True)


def _fact(name: str, words: str, y: float) -> tuple[list[Item], float]:
    """A fact as a ruled row from y; where it ends."""
    width = RIGHT - LEFT - LABEL - 2 * PAD
    lines = wrap(_plain(words), width, SIZE)
    if len(lines) > TALLEST:
        rest = _cut("".join(lines[TALLEST - 1 :]), width, SIZE)
        lines = (*lines[: TALLEST - 1], rest)
    height = round(ROW + (len(lines) - 1) * leading(SIZE), 3)
    label, size = clipped(name, LABEL - 2 * PAD, SIZE)
    base = base_line(y + height / 2, SIZE) - (len(lines) - 1) * leading(SIZE) / 2
    items: list[Item] = [
        Tint(LEFT, round(y, 3), LABEL, height, HEADING),
        Rule(LEFT, round(y, 3), RIGHT, round(y, 3)),
        Text(LEFT + PAD, round(base_line(y + height / 2, size), 3), label, size, colour=GREY),
        Rule(LEFT + LABEL, round(y, 3), LEFT + LABEL, round(y + height, 3)),
    ]
    for at, line in enumerate(lines):
        if line:
            x = LEFT + LABEL + PAD
            items.append(Text(x, round(base + at * leading(SIZE), 3), line, SIZE))
    return items, round(y + height, 3)


def _section(words: str, y: float) -> Iterator[Item]:
    yield Text(LEFT, round(y + 6.4, 3), words, 10.5, bold=True)


def _table(
    edges: Sequence[float], heads: Cells, rows: Sequence[Cells], y: float
) -> tuple[list[Item], float]:
    """A heading and rows of one line each from y; a row of one cell goes right across."""
    items: list[Item] = [Tint(LEFT, round(y, 3), RIGHT - LEFT, ROW, HEADING)]
    top, end = y, round(y + ROW * (len(rows) + 1), 3)
    for cells in (heads, *rows):
        if cells is not heads:
            items.append(Rule(LEFT, round(y, 3), RIGHT, round(y, 3)))
        sides = list(pairwise(edges)) if len(cells) > 1 else [(LEFT, RIGHT)]
        for (left, right), words in zip(sides, cells, strict=True):
            line, size = clipped(words, right - left - 2 * PAD, SIZE)
            if line:
                base = base_line(y + ROW / 2, size)
                bold = cells is heads
                items.append(Text(round(left + PAD, 3), round(base, 3), line, size, bold))
        if len(cells) > 1:
            items += [Rule(x, round(y, 3), x, round(y + ROW, 3)) for x in edges[1:-1]]
        y += ROW
    return [*items, *_frame(top, end)], end


def _frame(top: float, end: float) -> Iterator[Item]:
    top = round(top, 3)
    yield from (Rule(LEFT, side, RIGHT, side, 0.4) for side in (top, end))
    yield from (Rule(x, top, x, end, 0.4) for x in (LEFT, RIGHT))


def _foot(sheet: Sheet) -> Iterator[Item]:
    """By whom on the left and what is masked on the right; under one another where long."""
    wide = RIGHT - LEFT
    beside = measure(f"{sheet.printed}　　{sheet.note}", 8.5) <= wide
    printed, size = clipped(sheet.printed, wide, 8.5)
    yield Text(LEFT, FOOT, printed, size, colour=GREY)
    note, size = clipped(sheet.note, wide, 8.5)
    yield placed(
        note, LEFT, RIGHT, "right" if beside else "left", FOOT if beside else FOOT + 4.5, size,
        colour=GREY,
    )


def clipped(
    words: str, width: float, size: float, least: float = LEAST, *, bold: bool = False
) -> tuple[str, float]:
    """One line no wider than `width` mm and its size in points: from `size` down to `least`, then
    cut with an ellipsis."""
    line = _plain(words)
    small = max(in_one_line(line, width, size, bold), least)
    return spaced(_cut(line, width, small, bold)), small


def _cut(line: str, width: float, size: float, bold: bool = False) -> str:
    if measure(line, size, bold) <= width:
        return line
    kept = ""
    for sign in line:
        if measure(kept + sign + "…", size, bold) > width:
            break
        kept += sign
    return kept + "…"


def _plain(words: str) -> str:
    return re.sub(r"[^\S　]+", " ", words).strip()
