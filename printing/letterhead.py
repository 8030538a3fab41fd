"""The office's name at the head of a paper, its sign beside it, both in their room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printing.fonts import measure
from printing.page import Item, Logo
from printing.ruled import placed
from printing.typeset import in_one_line, leading, wrap

WIDEST = 4.0
"""A sign is at most so many times as wide as it may be high; a longer one is set lower."""
BESIDE = 1.6
ABOVE = 0.75
"""Share of each further line that goes above the base line; the title is close below."""


@dataclass(frozen=True)
class Sign:
    """The office's sign: SHA-256 of its image, which is kept elsewhere, and its width by height."""

    sha256: str
    ratio: float

    def within(self, height: float) -> tuple[float, float]:
        """Its width and height in mm where there are `height` mm for it."""
        high = min(height, height * WIDEST / self.ratio)
        return round(high * self.ratio, 3), round(high, 3)


def letterhead(
    office: str,
    sign: Sign | None,
    left: float,
    right: float,
    align: str,
    y: float,
    most: float,
    height: float,
    room: float,
    *,
    colour: str = "#000000",
    floor: float = 0.0,
) -> Iterator[Item]:
    """The name on the base line y, smaller than `most` points where it must be, with the sign
    before it, up to `height` mm high and its middle at that of the words.

    align: centre or left between `left` and `right` · room: mm that both may take · floor: points
    of the smallest type; a name that is too wide even so is set in lines around y.
    """
    wide, high = sign.within(height) if sign else (0.0, 0.0)
    taken = wide + BESIDE if sign else 0.0
    size = in_one_line(office, room - taken, most)
    lines: tuple[str, ...] = (office,)
    if size < floor:
        lines, size = wrap(office, room - taken, floor), floor
    whole = taken + max(measure(line, size) for line in lines)
    start = left if align == "left" else (left + right - whole) / 2
    if sign is not None:
        middle = y - 0.35 * size * 0.3528
        yield Logo(round(start, 3), round(middle - high / 2, 3), wide, high, sign.sha256)
    first = y - ABOVE * (len(lines) - 1) * leading(size)
    begin = round(start + taken, 3)
    for number, line in enumerate(lines):
        base = round(first + number * leading(size), 3)
        if sign is None:
            yield placed(line, left, right, align, base, size, colour=colour)
        else:
            yield placed(line, begin, right, "left", base, size, colour=colour)
