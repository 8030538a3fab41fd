"""A report of the statistics on A4 upright: what it shows as bars, then all of it as a ruled table.

Bars are dark for the period and pale and thin for the one before, so that they are told apart in
black and white too. Plain values in, page description out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printing.fonts import measure
from printing.letterhead import Sign, letterhead
from printing.page import Document, Item, Page, Rule, Tint
from printing.ruled import PAD, placed
from printing.typeset import base_line, in_one_line, wrap

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 16.0, 194.0, 40.0, 276.0
ROW, SIZE = 7.2, 9.5
BAR, SIGN, MOST = 7.6, 6.0, 12
"""Height of a bar with its room, of the office's sign, mm; how many bars there are at most."""
NOW, BEFORE, HEADING, FAINT, GREY = "#2B4C9B", "#B9C2D6", "#EEF0F4", "#F7F8FA", "#333333"
NOTHING = "这段时间没有可统计的。"


@dataclass(frozen=True)
class Heading:
    """A column: its label, whether figures stand in it (at the right)."""

    label: str
    figures: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar: its name, its number and the one before as words and as a length; None for no bar."""

    name: str
    words: str
    value: float | None
    before: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A report in words.

    period: "2026年11月" · previous: that of the pale bars, "" for none · drawn: the label of what
    the bars show · whole: the number that fills the width, None for the largest of all
    made: by whom and when, for the foot · sign: the office's, beside its name
    """

    title: str
    office: str
    period: str
    previous: str
    columns: Sequence[Heading]
    rows: Sequence[Sequence[str]]
    total: Sequence[str]
    bars: Sequence[Bar]
    drawn: str
    whole: float | None
    notes: Sequence[str]
    made: str
    sign: Sign | None = None


def compose(sheet: Sheet) -> Document:
    """All pages of a report."""
    chart, y = _chart(sheet)
    edges = _edges(sheet)
    first = [*chart]
    notes = _notes(sheet)
    below = len(notes) * 5.0 + 6.0
    pages: list[list[Item]] = []
    rows = [*((row, False) for row in sheet.rows), *([(sheet.total, True)] if sheet.total else [])]
    current, at = first, y
    if not sheet.rows:
        current.append(placed(NOTHING, LEFT, RIGHT, "left", at + 8, 11.0, colour=GREY))
        at += 14.0
    while rows:
        room = max(1, int((BOTTOM - at) / ROW) - 1)
        some, rows = rows[:room], rows[room:]
        current += _table(sheet, some, edges, at)
        at += ROW * (len(some) + 1)
        if rows:
            pages.append(current)
            current, at = [], TOP
    if at + below > BOTTOM + 8.0:
        pages.append(current)
        current, at = [], TOP
    at += 7.0
    for line in notes:
        current.append(placed(line, LEFT, RIGHT, "left", round(at, 3), 9.0, colour=GREY))
        at += 5.0
    pages.append(current)
    return Document(sheet.title, tuple(
        Page(WIDTH, HEIGHT, (*_head(sheet), *items, *_foot(sheet, number, len(pages))))
        for number, items in enumerate(pages, 1)
    ))  # fmt: skip


def _head(sheet: Sheet) -> Iterator[Item]:
    size = in_one_line(sheet.title, RIGHT - LEFT, 20.0, True)
    yield placed(sheet.title, LEFT, RIGHT, "centre", 22.0, size, bold=True, spacing=0.8)
    yield from letterhead(
        sheet.office, sheet.sign, LEFT, RIGHT, "left", 32.0, 10.0, SIGN, 95.0
    )
    size = in_one_line(sheet.period, 80.0, 10.0)
    yield placed(sheet.period, LEFT, RIGHT, "right", 32.0, size)
    yield Rule(LEFT, 35.0, RIGHT, 35.0, 0.4)


def _foot(sheet: Sheet, page: int, pages: int) -> Iterator[Item]:
    y = HEIGHT - 10.0
    yield placed(sheet.made, LEFT, RIGHT, "left", y, 8.5, colour=GREY)
    yield placed(f"第 {page}/{pages} 页", LEFT, RIGHT, "right", y, 8.5, colour=GREY)


def _notes(sheet: Sheet) -> list[str]:
    return [line for note in sheet.notes for line in wrap(f"· {note}", RIGHT - LEFT, 9.0)]


def _chart(sheet: Sheet) -> tuple[list[Item], float]:
    """The bars, and where the table begins."""
    bars = [bar for bar in sheet.bars if bar.value is not None or bar.before is not None]
    if not bars:
        return [], TOP
    left_out, bars = len(bars) - MOST, bars[:MOST]
    items: list[Item] = list(_legend(sheet, left_out))
    names = min(62.0, max(measure(bar.name, SIZE) for bar in bars) + 3.0)
    words = max(measure(bar.words, SIZE) for bar in bars) + 3.0
    left, right = LEFT + names, RIGHT - words
    most = sheet.whole or max(max(bar.value or 0, bar.before or 0) for bar in bars) or 1.0
    y = TOP + 7.0
    items.append(Rule(left, y - 1.0, left, round(y + BAR * len(bars) - 0.6, 3), 0.2, GREY))
    for bar in bars:
        size = in_one_line(bar.name, names - 2.0, SIZE)
        base = round(base_line(y + 2.1, size), 3)
        items.append(placed(bar.name, LEFT, left - 1.6, "right", base, size))
        for value, top, high, colour in (
            (bar.value, y, 4.2, NOW), (bar.before, y + 4.4, 1.6, BEFORE),
        ):  # fmt: skip
            length = round((right - left) * max(0.0, value or 0.0) / most, 3)
            if length > 0:
                items.append(Tint(left, round(top, 3), min(length, right - left), high, colour))
        end = left + (right - left) * max(0.0, bar.value or 0.0) / most
        items.append(placed(
            bar.words, round(end + 1.5, 3), RIGHT, "left", round(base_line(y + 2.1, SIZE), 3), SIZE
        ))  # fmt: skip
        y += BAR
    return items, round(y + 4.0, 3)


def _legend(sheet: Sheet, left_out: int) -> Iterator[Item]:
    y = TOP + 2.0
    yield Tint(LEFT, y - 2.6, 5.0, 2.8, NOW)
    yield placed(sheet.drawn, LEFT + 6.5, RIGHT, "left", y, 9.0)
    at = LEFT + 12.0 + measure(sheet.drawn, 9.0)
    if sheet.previous:
        yield Tint(round(at, 3), y - 1.8, 5.0, 1.6, BEFORE)
        yield placed(sheet.previous, round(at + 6.5, 3), RIGHT, "left", y, 9.0)
    if left_out > 0:
        words = f"图里是前 {MOST} 项，另有 {left_out} 项见表"
        yield placed(words, LEFT, RIGHT, "right", y, 9.0, colour=GREY)


def _edges(sheet: Sheet) -> list[float]:
    """x of the rules: every column as wide as its widest words, words share what is left."""
    wanted = []
    for at, column in enumerate(sheet.columns):
        cells = [row[at] for row in (*sheet.rows, *([sheet.total] if sheet.total else []))]
        widest = max([measure(column.label, SIZE, True), *(measure(one, SIZE) for one in cells)])
        wanted.append(min(70.0, widest + 2 * PAD + 1.5))
    space = RIGHT - LEFT
    if sum(wanted) > space:
        wanted = [one * space / sum(wanted) for one in wanted]
    else:
        texts = [at for at, column in enumerate(sheet.columns) if not column.figures]
        spare = (space - sum(wanted)) / (len(sheet.columns) + 2 * len(texts))
        wanted = [
            one + spare * (1 if sheet.columns[at].figures else 3) for at, one in enumerate(wanted)
        ]
    edges = [LEFT]
    for one in wanted:
        edges.append(edges[-1] + one)
    return [round(edge, 3) for edge in edges]


def _table(
    sheet: Sheet, rows: Sequence[tuple[Sequence[str], bool]], edges: list[float], top: float
) -> Iterator[Item]:
    """The heading and these rows, ruled."""
    end = round(top + ROW * (len(rows) + 1), 3)
    texts: list[Item] = []
    yield Tint(LEFT, top, RIGHT - LEFT, ROW, HEADING)
    for at, column in enumerate(sheet.columns):
        texts.append(_cell(column.label, edges[at : at + 2], top, "centre", True))
    for number, (row, is_total) in enumerate(rows, 1):
        y = round(top + number * ROW, 3)
        if is_total:
            yield Tint(LEFT, y, RIGHT - LEFT, ROW, FAINT)
        yield Rule(LEFT, y, RIGHT, y)
        for at, (words, column) in enumerate(zip(row, sheet.columns, strict=True)):
            align = "right" if column.figures else "left"
            texts.append(_cell(words, edges[at : at + 2], y, align, is_total))
    yield from (Rule(x, top, x, end) for x in edges[1:-1])
    yield from (Rule(LEFT, y, RIGHT, y, 0.4) for y in (top, end))
    yield from (Rule(x, top, x, end, 0.4) for x in (LEFT, RIGHT))
    yield from texts


def _cell(words: str, sides: list[float], y: float, align: str, bold: bool) -> Item:
    size = in_one_line(words, sides[1] - sides[0] - 2 * PAD, SIZE, bold)
    base = round(base_line(y + ROW / 2, size), 3)
    pad = 0.0 if align == "centre" else PAD
    return placed(words, sides[0] + pad, sides[1] - pad, align, base, size, bold=bold)
