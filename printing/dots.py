"""Rules and codes on whole dots of the printer, so that equal rules come out equally thick and no
module of a code is wider than another.

A rule of 0.2 mm is 1.4 dots of a 24-pin head: drawn where it falls, one comes out a dot thick and
the next two. The paper is scaled for a printer that is out of true (`printing.adjustment`), so the
dots are counted after that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from printing.adjustment import Adjustment
from printing.code import dark, turned
from printing.page import CheckBox, Code, Rule

MM_PER_INCH = 25.4
INSIDE = 0.1
"""Part of a dot that an edge stays inside its dots, so that no rounding blackens the next one."""
MM_PER_PT = 25.4 / 72
Bar = tuple[float, float, float, float]
"""Left, top, width and height of a filled rectangle in mm."""


def sheet(length: float) -> float:
    """The side of a sheet in mm as print services have it, in whole points. PDF counts from the
    lower edge: on a page a part of a point higher than the sheet nothing would stand on dots that
    are counted from the upper one."""
    return round(length / MM_PER_PT) * MM_PER_PT


@dataclass(frozen=True)
class Dots:
    """The dots of a printer under a page that is moved and scaled by `moved`."""

    dpi: int
    moved: Adjustment = Adjustment()

    def bar(self, rule: Rule) -> Bar | None:
        """A level or upright rule as a rectangle of whole dots, at least one thick; None for one
        that is neither."""
        if rule.y1 == rule.y2:
            low, thick = self._band(rule.y1, rule.width, self.moved.dy, self.moved.sy)
            left, wide = self._band_of(rule.x1, rule.x2, rule.width, self.moved.dx, self.moved.sx)
            return left, low, wide, thick
        if rule.x1 == rule.x2:
            left, thick = self._band(rule.x1, rule.width, self.moved.dx, self.moved.sx)
            top, high = self._band_of(rule.y1, rule.y2, rule.width, self.moved.dy, self.moved.sy)
            return left, top, thick, high
        return None

    def code(self, code: Code) -> Iterator[Bar]:
        """The dark modules, each as many whole dots as the code has room for, on the same middle:
        what stands side by side and what stands one below the other, which together leave no
        seam."""
        across, down = self.moved.sx, self.moved.sy
        room = code.module * min(across, down) * self._per_mm
        count = max(1, math.floor(room + 1e-6))
        spare = len(code.rows) * (room - count) / 2
        left = round(self._at(code.x, self.moved.dx, across) + spare)
        top = round(self._at(code.y, self.moved.dy, down) + spare)

        def bar(x: int, y: int, wide: int, high: int) -> Bar:
            first, low = left + x * count, top + y * count
            start, width = self._mm(first, first + wide * count, self.moved.dx, across)
            begin, height = self._mm(low, low + high * count, self.moved.dy, down)
            return start, begin, width, height

        for row, places in dark(code.rows):
            yield bar(places[0], row, len(places), 1)
        for column, places in dark(turned(code.rows)):
            yield bar(column, places[0], 1, len(places))

    @property
    def _per_mm(self) -> float:
        return self.dpi / MM_PER_INCH

    def _at(self, place: float, shift: float, scale: float) -> float:
        """Dots from the sheet's edge."""
        return (shift + scale * place) * self._per_mm

    def _thick(self, width: float, scale: float) -> int:
        return max(1, math.floor(width * scale * self._per_mm + 0.5))

    def _band(self, middle: float, width: float, shift: float, scale: float) -> tuple[float, float]:
        """(start, extent) in mm of the page, of so many whole dots about a middle."""
        count = self._thick(width, scale)
        first = round(self._at(middle, shift, scale) - count / 2)
        return self._mm(first, first + count, shift, scale)

    def _band_of(
        self, start: float, end: float, width: float, shift: float, scale: float
    ) -> tuple[float, float]:
        """The same from end to end of a rule, whose ends are square: where another of its width
        meets it, they have a corner."""
        count = self._thick(width, scale)
        low, high = sorted((start, end))
        first = round(self._at(low, shift, scale) - count / 2)
        last = round(self._at(high, shift, scale) - count / 2) + count
        return self._mm(first, last, shift, scale)

    def _mm(self, first: float, last: float, shift: float, scale: float) -> tuple[float, float]:
        start, end = (
            ((edge / self._per_mm) - shift) / scale for edge in (first + INSIDE, last - INSIDE)
        )
        return start, end - start


def outline(box: CheckBox, width: float) -> Iterator[Rule]:
    """The sides of a box to tick as rules, `width` mm thick."""
    right, bottom = box.x + box.size, box.y + box.size
    for x1, y1, x2, y2 in (
        (box.x, box.y, right, box.y), (box.x, bottom, right, bottom),
        (box.x, box.y, box.x, bottom), (right, box.y, right, bottom),
    ):  # fmt: skip
        yield Rule(x1, y1, x2, y2, width)
