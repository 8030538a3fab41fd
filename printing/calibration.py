"""The calibration sheet: crosses at known places, rulers, what to measure and where to type it.

And the forms of the drift test: the same line on each, so the last one tells how far they moved.
"""

from __future__ import annotations

from collections.abc import Iterator

from printing.adjustment import Readings
from printing.page import Document, Item, Page, Rule
from printing.ruled import placed

FORMS = 10
"""Forms of the drift test."""
ARM, THIN = 5.0, 0.2
LINE = 20.0
"""mm from the top of a form to the line of the drift test."""
MARGIN = 25.0
SMALL, NARROW = 70.0, 10.0
"""A sheet that is lower than this, a card, has its crosses so near its edges."""


def meant(width: float, height: float) -> Readings:
    """Where the crosses stand on a sheet of that size in mm."""
    edge = MARGIN if height >= SMALL else NARROW
    return Readings(
        edge, edge, _whole(width - 2 * edge), _whole(min(height - 2 * edge, 220.0))
    )


def _whole(length: float) -> float:
    """Whole tens of mm, which are easy to read."""
    return float(int(length // 10) * 10)


def sheet(width: float, height: float) -> Document:
    """One page to print and measure."""
    where = meant(width, height)
    right, bottom = where.left + where.across, where.top + where.down
    items = [
        *_cross(where.left, where.top, "甲"), *_cross(right, where.top, "乙"),
        *_cross(where.left, bottom, "丙"),
        *_ruler(where.left, where.top, where.across, across=True),
        *_ruler(where.left, where.top, where.down, across=False),
        *_words(where, width),
    ]  # fmt: skip
    return Document("打印校准页", (Page(width, height, tuple(items)),))


def drift(width: float, height: float) -> Document:
    """Ten forms, each with a line at the same place and its number."""
    pages = []
    for number in range(1, FORMS + 1):
        words = f"第 {number} 张，共 {FORMS} 张　量上面的折线（孔线）到这条线"
        line = Rule(MARGIN, LINE, width - MARGIN, LINE, THIN)
        text = placed(words, MARGIN, width - MARGIN, "left", LINE + 6.0, 10.0)
        pages.append(Page(width, height, (line, text)))
    return Document("走纸试验", tuple(pages))


def _cross(x: float, y: float, name: str) -> Iterator[Item]:
    yield Rule(x - ARM, y, x + ARM, y, THIN)
    yield Rule(x, y - ARM, x, y + ARM, THIN)
    yield placed(name, x + 1.0, x + ARM + 5.0, "left", y - 1.5, 11.0, bold=True)


def _ruler(x: float, y: float, length: float, across: bool) -> Iterator[Item]:
    """Marks every 10 mm from the first cross, longer ones every 50."""
    for at in range(10, int(length), 10):
        tall = 4.0 if at % 50 == 0 else 2.0
        if across:
            yield Rule(x + at, y, x + at, y + tall, THIN)
        else:
            yield Rule(x, y + at, x + tall, y + at, THIN)


def _words(where: Readings, width: float) -> Iterator[Item]:
    small = where.left < MARGIN
    left, right = where.left + (4.0 if small else 14.0), width - where.left
    y, step = where.top + (6.0 if small else 16.0), 4.2 if small else 8.0
    edges = ("左边", "上边") if small else ("左边（含孔边）", "上边（折线）")
    lines = (
        ("打印校准页", 14.0, True),
        ("" if small else "用有毫米刻度的尺量四个数，读到半毫米就够，填进“打印机”页的“校准”：", 10.0, False),
        (f"① 甲十字离纸的{edges[0]}几毫米　　正好是 {where.left:g}", 10.0, False),
        (f"② 甲十字离纸的{edges[1]}几毫米　　正好是 {where.top:g}", 10.0, False),
        (f"③ 从甲十字到乙十字几毫米　　正好是 {where.across:g}", 10.0, False),
        (f"④ 从甲十字到丙十字几毫米　　正好是 {where.down:g}", 10.0, False),
    )
    for words, size, bold in filter(lambda line: line[0], lines):
        yield placed(words, left, right, "left", y, 7.0 if small else size, bold=bold)
        y += step
