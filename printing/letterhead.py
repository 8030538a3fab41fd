"""The office's name at the head of a paper, its sign beside it, both on one line in their room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printing.fonts import measure
from printing.page import Item, Logo
from printing.ruled import placed
from printing.typeset import in_one_line

WIDEST = 4.0
"""A sign is at most so many times as wide as it may be high; a longer one is set lower."""
BESIDE = 1.6


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
) -> Iterator[Item]:
    """The name on the base line y, smaller than `most` points where it must be, with the sign
    before it, up to `height` mm high and its middle at that of the words.

    align: centre or left between `left` and `right` · room: mm that both may take
    """
    wide, high = sign.within(height) if sign else (0.0, 0.0)
    taken = wide + BESIDE if sign else 0.0
    size = in_one_line(office, room - taken, most)
    whole = taken + measure(office, size)
    start = left if align == "left" else (left + right - whole) / 2
    if sign is not None:
        middle = y - 0.35 * size * 0.3528
        yield Logo(round(start, 3), round(middle - high / 2, 3), wide, high, sign.sha256)
    if sign is None:
        yield placed(office, left, right, align, y, size, colour=colour)
    else:
        begin = round(start + taken, 3)
        yield placed(office, begin, right, "left", y, size, colour=colour)
