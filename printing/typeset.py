"""Chinese type in lines: broken where `printing.breaking` allows it, fitted into a width.

Between a Han character and a Latin letter or a figure stands a quarter of an em
(`printing.fonts.spaced`), which is layout: what was typed is printed as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from printing.breaking import BLANK, clusters, pieces, smaller
from printing.fonts import MM_PER_PT, measure, solid, spaced

LEADING = 1.27
CENTRE = 0.375
SMALLEST = 6.0
FEW = 6
"""Pieces of a line from which one may be spared for the last line of a paragraph."""


def widest_piece(text: str, size: float, bold: bool = False) -> float:
    """Width in mm of the widest piece that should stay whole, at `size` points."""
    return max((measure(piece.rstrip(BLANK), size, bold) for piece in pieces(text)), default=0.0)


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `width` mm at `size` points; line feeds are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrapped(paragraph, width, size, bold)
    return tuple(lines)


def _wrapped(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines: list[list[str]] = [[]]
    for piece in _cut(text, width, size, bold):
        held = "".join(lines[-1])
        if held and measure((held + piece).rstrip(BLANK), size, bold) > width:
            lines.append([])
        lines[-1].append(piece)
    if len(lines) > 1 and _alone("".join(lines[-1])) and len(lines[-2]) > FEW:
        moved = lines[-2][-1]
        if measure((moved + "".join(lines[-1])).rstrip(BLANK), size, bold) <= width:
            lines[-1].insert(0, lines[-2].pop())
    return [spaced("".join(line).rstrip(BLANK)) for line in lines]


def _alone(line: str) -> bool:
    """Whether a line is a single character with its marks, which should not end a paragraph."""
    return sum(char.isalnum() for char in line) == 1


def _cut(text: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """The pieces of the text; one wider than the line in smaller ones, if need be in characters."""
    for piece in pieces(text):
        for part in (piece,) if _fits(piece, width, size, bold) else smaller(piece):
            yield from (part,) if _fits(part, width, size, bold) else clusters(part)


def _fits(piece: str, width: float, size: float, bold: bool) -> bool:
    return measure(piece.rstrip(BLANK), size, bold) <= width


@lru_cache(maxsize=4096)
def fit(
    text: str, width: float, size: float, least: float, bold: bool = False, floor: float = SMALLEST
) -> tuple[tuple[str, ...], float]:
    """(lines, size): one line if a size from `size` down to `least` allows it, else several.

    A line too long only by the room between Han and Latin does without that room. If a single piece
    is wider than the line, it is made smaller yet, down to `floor` points, before it is cut;
    nothing is ever smaller than that.
    """
    size, least = max(size, floor), max(least, floor)
    if "\n" not in text:
        if measure(text, size, bold) <= width:
            return (spaced(text),), size
        closed = solid(text)
        if measure(closed, size, bold) * least / size <= width:
            return (closed,), in_one_line(closed, width, size, bold)
    widest = widest_piece(text, size, bold)
    if widest > width:
        size = max(floor, min(size, _stepped(size * width / widest)))
    else:
        size = max(least, size - 0.5)
    return wrap(text, width, size, bold), size


def in_one_line(text: str, width: float, size: float, bold: bool = False) -> float:
    """The size, at most `size` points, at which the text fits one line of `width` mm."""
    wide = measure(text, size, bold)
    return size if wide <= width else _stepped(size * width / wide)


def _stepped(size: float) -> float:
    """The size rounded down to a tenth of a point."""
    return int(size * 10 + 1e-6) / 10


def leading(size: float) -> float:
    """Distance of base lines in mm at `size` points."""
    return size * MM_PER_PT * LEADING


def base_line(centre: float, size: float) -> float:
    """Base line of a single line of type whose middle is at `centre`, in mm."""
    return centre + CENTRE * size * MM_PER_PT
