"""The lines of a table on the rows of a pad, and of further pads where they are more than one has.

A line that needs it takes several rows. Where the paper carries a sum (`forms.paper.Table.carried`)
the last row of a pad that the table runs on from says 过次页, the first one of the next 承前页.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.form import Form
from forms.values import amount
from printing.overprint.template import Spot
from printing.overprint.words import Set, boxed, field_of, fitted
from printing.parts import BROUGHT, FORWARD, NOTHING_BELOW, SlipData

Row = dict[str, Set]
"""By column (its whole key) what stands in one row."""


@dataclass(frozen=True)
class Laid:
    """One lines field on its pads: the rows of each, and (column, number of the line from 1) of
    what is wider than its column, 0 for what the pad itself says: 承前页, 过次页, 以下空白."""

    pads: tuple[tuple[Row, ...], ...]
    wide: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class _Line:
    """One line as rows, and what it adds to the carried sum, in 分."""

    rows: tuple[Row, ...]
    fen: int = 0


def laid(
    table: Spot, columns: Sequence[Spot], carried: str, data: SlipData, floor: float, form: Form
) -> Laid:
    """The lines of a table on as few pads as they need; one pad, empty, where there are none.

    carried: the key of the column whose sum is carried, "" for none.
    """
    lines, wide = [], []
    for number, line in enumerate(data.lines.get(table.key, ()), 1):
        cells = {}
        for column in columns:
            own = column.key.rpartition(".")[2]
            words = str(number) if own == "#" else line.get(own, "")
            if column.boxes:
                found = _in_boxes(words, column, table, form)
            else:
                found = _cell(words, column.width, table.size, floor)
            cells[column.key] = found
            if not found.fits:
                wide.append((column.key, number))
        deep = max((len(one.lines) for one in cells.values()), default=1)
        rows = tuple(
            {key: Set(one.lines[at : at + 1], one.size) for key, one in cells.items()}
            for at in range(deep)
        )
        fen = amount.clean(line[carried]) if carried and line.get(carried) else 0
        lines.append(_Line(rows, fen))
    worded = [one for one in columns if not one.key.endswith((".#", f".{carried or '#'}"))]
    say = worded[0] if worded else None
    summed = next((one for one in columns if carried and one.key.endswith(f".{carried}")), None)
    pads = list(_pads(lines, table, say, summed, floor, form))
    if lines and say is not None and len(pads[-1]) < table.lines:
        pads[-1] = (*pads[-1], {say.key: fitted(NOTHING_BELOW, say.width, table.size, 1, floor)})
    said = {(key, 0) for pad in pads for row in pad for key, one in row.items() if not one.fits}
    return Laid(tuple(pads), (*wide, *sorted(said)))


def _in_boxes(words: str, column: Spot, table: Spot, form: Form) -> Set:
    """Words with one character in each box of a column."""
    many = len(boxed(column, words, field_of(form, column.key)))
    return Set((words,), table.size, many <= column.boxes)


def _cell(words: str, width: float, size: float, floor: float) -> Set:
    """The words on one line where type down to the floor allows it, else on several."""
    whole = fitted(words, width, size, 1, floor)
    return whole if whole.fits else fitted(words, width, floor, len(words), floor)


def _pads(
    lines: Sequence[_Line], table: Spot, say: Spot | None, summed: Spot | None, floor: float,
    form: Form,
) -> Iterator[tuple[Row, ...]]:  # fmt: skip
    """The rows of each pad; with sums carried where there is a column for them."""
    carries = summed is not None and say is not None
    waiting = [
        (row, 0 if at else line.fen) for line in lines for at, row in enumerate(line.rows)
    ]  # fmt: skip
    keeps = [not at for line in lines for at in range(len(line.rows))]
    done = total = 0
    while True:
        rows: list[Row] = []
        if done and summed is not None and say is not None:
            rows.append(_sum(BROUGHT, total, say, summed, table, floor, form))
        left = len(waiting) - done
        room = table.lines - len(rows)
        take = left if left <= room else _whole_lines(keeps, done, room - carries)
        for row, fen in waiting[done : done + take]:
            rows.append(row)
            total += fen
        done += take
        if done < len(waiting) and summed is not None and say is not None:
            rows.append(_sum(FORWARD, total, say, summed, table, floor, form))
        yield tuple(rows)
        if done >= len(waiting):
            return


def _whole_lines(begins: Sequence[bool], done: int, room: int) -> int:
    """Rows that go on a pad with that room without dividing a line, or `room` where one line is
    longer than a pad."""
    take = room
    while take > 0 and not begins[done + take]:
        take -= 1
    return take or max(1, room)


def _sum(
    words: str, fen: int, say: Spot, summed: Spot, table: Spot, floor: float, form: Form
) -> Row:
    money = amount.paper(fen)
    return {
        say.key: fitted(words, say.width, table.size, 1, floor),
        summed.key: _in_boxes(money, summed, table, form) if summed.boxes
        else fitted(money, summed.width, table.size, 1, floor),
    }  # fmt: skip
