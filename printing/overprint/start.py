"""The first template of a paper, out of its own ruled layout: every value where it would stand if
the pad had been printed from it, tables with as many rows as there is room for.

A pad of one's own is seldom ruled like that, but then there is something to move, and nothing of
the paper is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.fields import Kind
from forms.form import Form
from forms.paper import Boxes, Cell, Paper, Row, Table, Text
from printing.fonts import measure
from printing.margins import LINE, Head, foot_lines, foot_words
from printing.overprint.keys import NUMBERED, SIGNED, Known, known
from printing.overprint.reading import extent
from printing.overprint.template import CAPITAL, Pad, Spot, Style, Template
from printing.overprint.words import field_of
from printing.paging import ROWS, TALL
from printing.parts import BLANK, VALUE, Setting, SlipData, filled, laid
from printing.ruled import PAD, Block, Frame, Slot, option_width
from printing.slip import BOTTOM, STRUCK, TOP
from printing.stock import CLEAR, DPI
from printing.typeset import base_line, leading

MOST_ROWS = 12
SIDE = 10.0
"""mm at the left and the right of a single sheet."""
NUMBER, AMOUNT, MOMENT, CODED = 45.0, 34.0, 50.0, 60.0
"""mm for a number, for an amount before its 大写, for a moment, for a code in letters."""
_SAMPLE = "字"


def begun(form: Form, paper: Paper, pad: Pad, name: str) -> Template:
    """A template of that pad with a spot for everything that the paper shows."""
    above = Head(paper.headline, paper.code, paper.letter, DPI, STRUCK)
    left = pad.edge + CLEAR if pad.box else SIDE
    under = foot_lines(foot_words(paper.foot, _data(form), ()), pad.width - 2 * left)
    used = 1.4 + len(under[0]) * leading(under[1])
    top = min(TOP + above.lower, pad.height / 3)
    frame = Frame(left, pad.width - left, round(top, 3), pad.height - BOTTOM - used, pad.floor)
    keys = known(form)
    spots = [*_head(frame, LINE + above.lower, paper), *_body(form, paper, frame, keys)]
    if "{valid_until}" in paper.foot:
        start = frame.left + measure(paper.foot.partition("{valid_until}")[0], 9.0)
        spots.append(Spot("@valid_until", x=_mm(start), y=_mm(pad.height - BOTTOM), width=MOMENT))
    fitting = (_inside(replace(one, size=max(one.size, pad.floor)), pad) for one in spots)
    return Template(form.code, paper.name, name, pad, tuple(one for one in fitting if one))


def _mm(value: float) -> float:
    """A place as people set it: to a tenth of a millimetre."""
    return round(value, 1)


def _data(form: Form) -> SlipData:
    """A record that has a value everywhere, so that nothing of the paper is left out."""
    values, lines = {}, {}
    for key, one in known(form).items():
        field = field_of(form, key)
        words = one.choices[0] if one.choices else _SAMPLE
        values[key] = "¥1.00" if field is not None and field.kind is Kind.MONEY else words
        if field is not None and field.kind is Kind.LINES:
            lines[key] = [{
                column.key: "¥1.00" if column.kind is Kind.MONEY else _SAMPLE
                for column in field.columns
            }]  # fmt: skip
    return SlipData("", "", "", values, lines, {})


def _head(frame: Frame, line: float, paper: Paper) -> Iterator[Spot]:
    y = _mm(min(line, frame.top - 2.4))
    if not paper.letter:
        start = frame.left + measure("开具时间：", 10.0)
        yield Spot("@issued_at", x=_mm(start), y=y, width=MOMENT, size=10.0)
    right = frame.right - NUMBER
    yield Spot("@number", x=_mm(right), y=y, width=NUMBER, size=11.0, align="右")
    if paper.code:
        yield Spot("@code", x=_mm(frame.right - CODED), y=_mm(y - 6), width=CODED, align="右")


@dataclass(frozen=True)
class _Placed:
    """A block of a part, its place among the parts, its top edge at `y` mm."""

    at: int
    block: Block
    y: float


def _body(form: Form, paper: Paper, frame: Frame, keys: Mapping[str, Known]) -> Iterator[Spot]:
    placed, tables = _fitting(form, paper, frame), set[str]()
    for at, part in enumerate(paper.in_order):
        own = [one for one in placed if one.at == at]
        if isinstance(part, Table) and part.key in tables:
            continue  # a table that stands on the paper twice can stand on a pad once
        match part:
            case Row():
                for cell, slot, one in _cells(part, own):
                    yield from _cell(cell, slot, one, part.lines, frame, form)
            case Table():
                tables.add(part.key)
                yield from _table(part, own, frame)
            case Boxes():
                yield from _boxes(part, own, frame)
            case Text():
                yield from _blanks(part, own, frame, keys)


def _fitting(form: Form, paper: Paper, frame: Frame) -> list[_Placed]:
    """The blocks of all parts from top to bottom, with as many rows of a table, then as high rows,
    as the frame has room for."""
    data = SlipData("", "", "", {}, {}, {}) if paper.letter else _data(form)
    rows = (*TALL, *ROWS) if frame.bottom - frame.top > 200 else ROWS
    made: list[_Placed] = []
    tables = any(isinstance(part, Table) for part in paper.in_order)
    for least in range(MOST_ROWS if tables else 1, 0, -1):
        for row in rows if least <= 3 else rows[:1]:
            setting = Setting(form, data, frame, row, paper.letter)
            made, y = [], frame.top
            for at, part in enumerate(paper.in_order):
                part = replace(part, least=least) if isinstance(part, Table) else part
                for block in laid(part, setting):
                    made.append(_Placed(at, block, y))
                    y = round(y + block.height, 3)
            if y <= frame.bottom:
                return made
    return made


def _cells(part: Row, own: list[_Placed]) -> Iterator[tuple[Cell, Slot, _Placed]]:
    """The cells of a row with the slots of their values."""
    for one in own[:1]:
        for slot in one.block.slots:
            for cell in part.cells:
                if cell.key in slot.keys:
                    yield cell, slot, one


def _cell(
    cell: Cell, slot: Slot, one: _Placed, lines: int, frame: Frame, form: Form
) -> Iterator[Spot]:
    x, width = frame.at(slot.left) + PAD, frame.room(slot.left, slot.right)
    y = _base(slot, one, 0)
    if slot.ticks:
        for number, options in enumerate(slot.ticks):
            at, side = x, slot.size * 0.3528 * 0.8
            for _, words in options:
                middle = _base(slot, one, number) - side / 2 + 0.3
                yield Spot(cell.key, Style.TICK, _mm(at + side / 2), _mm(middle), choice=words)
                at += option_width(words, slot.size)
        return
    size = min(cell.size or VALUE, 40.0)
    if cell.capital:
        yield Spot(cell.key, x=_mm(x), y=_mm(y), width=min(AMOUNT, _down(width)), size=size)
        if width > AMOUNT + 20:
            rest = _down(width - AMOUNT - 2)
            yield Spot(cell.key, x=_mm(x + AMOUNT + 2), y=_mm(y), width=rest, take=CAPITAL)
        return
    pitch = round(leading(size), 1) if lines > 1 else 0.0
    field = field_of(form, cell.key)
    align = "中" if cell.size and field is not None else "左"
    first = _mm(one.y + base_line(one.block.height / 2 - (lines - 1) * pitch / 2, size))
    yield Spot(
        cell.key, x=_mm(x), y=first, width=_down(width), size=size, lines=lines, pitch=pitch,
        align=align,
    )  # fmt: skip


def _down(width: float) -> float:
    """A width that is no wider, to a tenth of a millimetre."""
    return int(width * 10) / 10


def _base(slot: Slot, one: _Placed, number: int) -> float:
    """Base line of a line of a slot."""
    middle = one.y + one.block.height / 2 - (slot.count - 1) * leading(slot.size) / 2
    return base_line(middle, slot.size) + number * leading(slot.size)


def _table(part: Table, own: list[_Placed], frame: Frame) -> Iterator[Spot]:
    rows = [one for one in own if not one.block.heads]
    if not rows:
        return
    first = rows[0]
    pitch, met = round(first.block.height, 2), set[str]()
    y = _mm(base_line(first.y + pitch / 2, VALUE))
    yield Spot(part.key, Style.TABLE, y=y, size=VALUE, lines=len(rows), pitch=pitch)
    for slot in first.block.slots:
        key = max(slot.keys, key=len, default="")
        own_key = key if key != part.key else f"{part.key}.{NUMBERED}"
        if not key or own_key in met:
            continue  # an empty column to write in, or the same lines side by side
        met.add(own_key)
        align = {"left": "左", "centre": "中", "right": "右"}[slot.align]
        x, width = _mm(frame.at(slot.left) + PAD), _down(frame.room(slot.left, slot.right))
        yield Spot(own_key, Style.COLUMN, x=x, width=width, align=align)


def _boxes(part: Boxes, own: list[_Placed], frame: Frame) -> Iterator[Spot]:
    left = 0
    for box in part.boxes:
        right = left + box.span
        if box.act:
            key = box.act if box.act.startswith("@") else f"{SIGNED}{box.act}"
            x, width = frame.at(left) + PAD, frame.room(left, right)
            y = own[0].y + 2.0 + leading(9.0) + base_line(leading(VALUE) / 2, VALUE)
            yield Spot(
                key, x=_mm(x), y=_mm(y), width=_down(width), size=VALUE, lines=2,
                pitch=round(leading(VALUE), 1), align="中",
            )  # fmt: skip
        left = right


def _blanks(
    part: Text, own: list[_Placed], frame: Frame, keys: Mapping[str, Known]
) -> Iterator[Spot]:
    """A spot on each line to write on within running text, as it is printed on the pad."""
    wanted = iter(re.findall(r"\{([^}]+)\}", part.words))
    empty = filled(part.words, None)
    for one in own:
        for slot in one.block.slots:
            lines = slot.instead if slot.instead else slot.lines
            for number, line in enumerate(lines if BLANK in empty else ()):
                for found in re.finditer(BLANK, line):
                    key = next(wanted, "")
                    if key in keys and Style.WORDS in keys[key].styles:
                        x, wide, align = _blank(slot, frame, line, found.span())
                        y = _mm(_base(slot, one, number))
                        yield Spot(key, x=_mm(x), y=y, width=_down(wide), size=9.0, align=align)


def _blank(
    slot: Slot, frame: Frame, line: str, at: tuple[int, int]
) -> tuple[float, float, str]:
    """(left, width, how it is set) of a line to write on: as long as it is printed, to the edge
    from which its text is set where nothing stands between (an office's name above its seal)."""
    left, room = frame.at(slot.left) + PAD, frame.room(slot.left, slot.right)
    before, after = line[: at[0]], line[at[1] :]
    if slot.align == "right":
        if not before:
            return left, room - measure(after, slot.size), "右"
        left += room - measure(line, slot.size)
    x, wide = left + measure(before, slot.size), measure(line[at[0] : at[1]], slot.size)
    return x, wide if after or slot.align != "left" else frame.at(slot.left) + PAD + room - x, "左"


def _inside(spot: Spot, pad: Pad) -> Spot | None:
    """The same on the pad: what the paper would have on a further page stands at the foot, to be
    moved; None for what has no room at all."""
    if spot.style is Style.COLUMN:
        return spot
    _, _, _, bottom = extent(spot)
    over = max(0.0, bottom - (pad.height - CLEAR / 2))
    moved = replace(spot, y=_mm(spot.y - over - 0.05)) if over else spot
    return moved if extent(moved)[1] >= 0 else None
