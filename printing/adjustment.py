"""How a printer misses its paper, measured from two printed sheets, and what makes it right.

A machine puts a mark meant for (x, y) at (a + b·x, c + d·y), and moves every form on by a hair more
or less than its length. Both are solved from what a person reads off the calibration sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST, LEAST_SCALE, MOST_SCALE, MOST_FEED = 25.0, 0.9, 1.1, 2.0


@dataclass(frozen=True)
class Adjustment:
    """What is done to a page before it is sent: moved by dx to the right and dy down (mm), scaled
    by sx and sy from its top left corner, its length changed by `feed` (mm)."""

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1.0
    sy: float = 1.0
    feed: float = 0.0

    def across(self, width: float) -> Adjustment:
        """The same for a page so many mm wide that lies across the sheet, its top at the left: a
        printer is out of true by the sheet, whichever way a page lies on it."""
        return Adjustment(width * (1 - self.sy) - self.dy, self.dx, self.sy, self.sx)

    def mistakes(self) -> dict[str, str]:
        """What cannot be, by the name of the value, in words."""
        found = {}
        for name in ("dx", "dy"):
            if not abs(getattr(self, name)) <= MOST:
                found[name] = f"最多移 {MOST:g} 毫米；差得更多，请先检查纸装得对不对"
        for name in ("sx", "sy"):
            if not LEAST_SCALE <= getattr(self, name) <= MOST_SCALE:
                least, most = 100 * LEAST_SCALE, 100 * MOST_SCALE
                found[name] = f"缩放应在 {least:g}% 到 {most:g}% 之间，请重新量"
        if not abs(self.feed) <= MOST_FEED:
            found["feed"] = f"每张最多补 {MOST_FEED:g} 毫米，请检查选的纸长对不对"
        return found


@dataclass(frozen=True)
class Readings:
    """What was measured on a calibration sheet, mm: from the paper's left and top edge to the
    first cross, from it to the one at its right and to the one below."""

    left: float
    top: float
    across: float
    down: float


def solved(before: Adjustment, meant: Readings, measured: Readings) -> Adjustment:
    """The adjustment that puts every mark where it is meant, from a sheet printed with `before`.

    meant: what would have been measured on a perfect print. Raises ZeroDivisionError for a distance
    of 0.
    """
    across, down = measured.across / meant.across, measured.down / meant.down
    left = measured.left - across * meant.left
    top = measured.top - down * meant.top
    return Adjustment(
        round(before.dx - before.sx * left / across, 3),
        round(before.dy - before.sy * top / down, 3),
        round(before.sx / across, 5),
        round(before.sy / down, 5),
        before.feed,
    )


def fed(before: Adjustment, first: float, last: float, forms: int) -> Adjustment:
    """The adjustment whose forms do not drift: the same line was `first` mm from the fold on the
    first of so many forms, and `last` mm on the last."""
    drift = (last - first) / (forms - 1)
    return Adjustment(
        before.dx, before.dy, before.sx, before.sy, round(before.feed - drift, 4)
    )
