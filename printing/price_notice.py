"""The price list as a notice on the counter (docs/handbook.md §1): A4 upright, dated, read from a
step away. As large as one page allows; where it does not, on several, each with its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printing.letterhead import Sign, letterhead
from printing.page import Document, Item, Page, Rule, Text, Tint
from printing.ruled import PAD, placed
from printing.typeset import base_line, in_one_line, wrap

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 18.0, 192.0, 52.0, 264.0
EDGES = (LEFT, 126.0, 152.0, RIGHT)
"""x of the rules between item, unit and price."""
ROWS = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.4)
"""Heights of a row in mm, the first that lets all stand on one page; else the middle one."""
SEVERAL = 9.5
PT_PER_MM = 1.6
"""Size of type in points for a mm of row."""
TITLE = "有偿服务价格明细表"
SIGN = 10.0
"""mm that the office's sign may be high."""
HEADS = ("服务项目", "单位", "价格")
HEADING, GROUND, GREY = "#EEF0F4", "#F7F8FA", "#333333"
CONSENT = "先告知收费标准，经客户同意后开工。"


@dataclass(frozen=True)
class Offer:
    """A line: item, unit, price as it is printed (¥30.00)."""

    item: str
    measure: str
    price: str


Section = tuple[str, Sequence[Offer]]
_Row = Offer | str
"""A line, or the name of a section over its lines."""


def compose(
    office: str,
    since: str,
    sections: Sequence[Section],
    *,
    phone: str = "",
    foot: str = CONSENT,
    sign: Sign | None = None,
) -> Document:
    """All pages of the notice.

    since: the day from which the list holds, as on paper ("2026年12月1日") · phone: where to
    complain, "" for none
    """
    rows: list[_Row] = []
    for name, offers in sections:
        rows += [name, *offers]
    height = next((one for one in ROWS if one * (len(rows) + 1) <= BOTTOM - TOP), SEVERAL)
    sheets = list(_sheets(rows, int((BOTTOM - TOP) / height) - 1))
    pages = tuple(
        Page(WIDTH, HEIGHT, tuple((
            *_head(office, since, sign),
            *_table(sheet, height),
            *_foot(office, since, foot, phone),
            *(_number(at, len(sheets)) if len(sheets) > 1 else ()),
        )))
        for at, sheet in enumerate(sheets, 1)
    )  # fmt: skip
    return Document(TITLE, pages)


def _sheets(rows: Sequence[_Row], most: int) -> Iterator[list[_Row]]:
    """The rows page by page: the name of a section stands over a line of it, and again where the
    section goes on."""
    sheet: list[_Row] = []
    name = ""
    for at, row in enumerate(rows):
        is_name = isinstance(row, str)
        if isinstance(row, str):
            name = row
        if len(sheet) + (2 if is_name and at + 1 < len(rows) else 1) > most:
            yield sheet
            sheet = [] if is_name else [f"{name}（续）"]
        sheet.append(row)
    yield sheet


def _head(office: str, since: str, sign: Sign | None) -> Iterator[Item]:
    yield from letterhead(office, sign, LEFT, RIGHT, "centre", 20.0, 14.0, SIGN, RIGHT - LEFT)
    yield placed(TITLE, LEFT, RIGHT, "centre", 34.0, 28.0, bold=True, spacing=1.2)
    yield placed(f"自 {since} 起执行", LEFT, RIGHT, "centre", 45.0, 14.0)


def _table(rows: Sequence[_Row], height: float) -> Iterator[Item]:
    size = round(height * PT_PER_MM, 1)
    end = round(TOP + height * (len(rows) + 1), 3)
    rules: list[Item] = []
    texts: list[Item] = []
    yield Tint(LEFT, TOP, RIGHT - LEFT, height, HEADING)
    upright = [TOP]
    for edges, words in zip(zip(EDGES, EDGES[1:], strict=False), HEADS, strict=True):
        texts.append(_cell(words, edges, TOP, height, size, "centre", bold=True))
    for at, row in enumerate(rows, 1):
        y = round(TOP + at * height, 3)
        rules.append(Rule(LEFT, y, RIGHT, y))
        if isinstance(row, str):
            yield Tint(LEFT, y, RIGHT - LEFT, height, GROUND)
            texts.append(_cell(row, (LEFT, RIGHT), y, height, size, "left", bold=True))
            rules += _uprights(upright.pop(), y)
            upright.append(round(y + height, 3))
            continue
        for edges, words, align in zip(
            zip(EDGES, EDGES[1:], strict=False), (row.item, row.measure, row.price),
            ("left", "centre", "right"), strict=True,
        ):  # fmt: skip
            texts.append(_cell(words, edges, y, height, size, align))
    yield from rules
    yield from _uprights(upright.pop(), end)
    yield from (Rule(LEFT, y, RIGHT, y, 0.5) for y in (TOP, end))
    yield from (Rule(x, TOP, x, end, 0.5) for x in (LEFT, RIGHT))
    yield from texts


def _uprights(top: float, bottom: float) -> list[Item]:
    """The rules between the columns; none through the name of a section."""
    return [Rule(x, top, x, bottom) for x in EDGES[1:-1] if bottom > top]


def _cell(
    words: str, edges: tuple[float, float], y: float, height: float, size: float, align: str,
    *, bold: bool = False,
) -> Text:  # fmt: skip
    """One line in its cell, smaller where it would not fit."""
    left, right = edges[0] + 2 * PAD, edges[1] - 2 * PAD
    fitting = in_one_line(words, right - left, size, bold)
    base = base_line(y + height / 2, fitting)
    return placed(words, left, right, align, base, fitting, bold=bold)


def _foot(office: str, since: str, words: str, phone: str) -> Iterator[Item]:
    y = BOTTOM + 9.0
    for line in wrap(words, RIGHT - LEFT, 13.0, True):
        yield placed(line, LEFT, RIGHT, "left", y, 13.0, bold=True)
        y += 7.0
    if phone:
        size = in_one_line(f"监督电话：{phone}", 80.0, 13.0)
        yield placed(f"监督电话：{phone}", LEFT, RIGHT, "left", y, size)
    size = in_one_line(office, 90.0, 12.0)
    yield placed(office, LEFT, RIGHT, "right", y, size)
    yield placed(since, LEFT, RIGHT, "right", y + 6.5, 12.0)


def _number(page: int, pages: int) -> Iterator[Item]:
    yield placed(f"第 {page}/{pages} 页", LEFT, RIGHT, "centre", HEIGHT - 9.0, 10.0, colour=GREY)
