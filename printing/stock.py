"""Continuous carbonless paper for impact printers: its sizes, and where nothing may be printed.

241 mm is 9.5 inches with a tractor strip of 12.7 mm at either side. A form's length is a fraction
of 11 inches, never a rounded number of mm: 93.1 instead of 279.4/3 drifts 3 mm in a hundred forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

STRIP = 12.7
"""mm of each tractor strip; it is torn off."""
CLEAR = 5.0
"""mm kept clear of strips and perforations."""
FOLD = 279.4
"""mm from fold to fold of a box of paper: 11 inches."""
NARROWEST, WIDEST, LONGEST = 76.0, 420.0, 558.8
DIVISIONS = {1: "整张", 2: "二等分", 3: "三等分", 4: "四等分"}
DPI = 180
"""Dots an inch of a 24-pin head."""
FLOOR = 9.0
"""Points of the smallest type that such a head prints clearly."""
_BOX = re.compile(r"(\d{2,3}(?:\.\d+)?)\s*[-－]\s*(\d)(?:\s*[-－]\s*(?:1\s*/\s*([1-4])|([1-4])))?")
_OWN = re.compile(r"(\d{2,3}(?:\.\d+)?)\s*[x×*]\s*(\d{2,3}(?:\.\d+)?)")


@dataclass(frozen=True)
class Stock:
    """One kind of continuous paper: width of the whole sheet with its strips and length of a form,
    mm; `plies`: its copies, 0 if it was not said."""

    width: float
    length: float
    plies: int = 0

    @property
    def words(self) -> str:
        """What people call it: 241 二等分, 241×152.4."""
        for count, name in DIVISIONS.items():
            if abs(self.length * count - FOLD) < 0.01:
                return f"{self.width:g} {name}"
        return f"{self.width:g}×{self.length:g}"

    @property
    def left(self) -> float:
        """Where print may begin, in mm from the left edge of the sheet."""
        return STRIP + CLEAR

    @property
    def right(self) -> float:
        """Where print must end, in mm from the left edge of the sheet."""
        return self.width - STRIP - CLEAR


def parse(words: str) -> Stock:
    """The paper that a box names: "241-3-1/2" is 241 mm wide, three copies, half a fold long;
    "241-2" a whole fold; "241×152.4" is of a size of its own. Raises ValueError, in Chinese."""
    found = _BOX.fullmatch(words.strip())
    if found:
        part = Fraction(1, int(found[3] or found[4] or 1))
        return _checked(Stock(float(found[1]), FOLD * part.numerator / part.denominator,
                              int(found[2])))  # fmt: skip
    found = _OWN.fullmatch(words.strip())
    if found:
        return _checked(Stock(float(found[1]), float(found[2])))
    raise ValueError("写法如 241-3-1/2（宽-联数-几等分），或 241×152.4（毫米）")


def _checked(stock: Stock) -> Stock:
    if not NARROWEST <= stock.width <= WIDEST:
        raise ValueError(f"纸宽应在 {NARROWEST:g} 到 {WIDEST:g} 毫米之间")
    if not 60.0 <= stock.length <= LONGEST:
        raise ValueError(f"每张的长度应在 60 到 {LONGEST:g} 毫米之间")
    if stock.plies > 6:
        raise ValueError("无碳复写纸最多六联")
    return stock


def usual(width: float, height: float) -> Stock:
    """The paper that a form meant for a sheet of that size (mm) goes on: the shortest part of a
    fold that is as high but for some mm, on 381 where it is too wide for 241."""
    wide = 241.0 if width <= 241.0 else 381.0
    for count in (3, 2):
        if height <= FOLD / count + 10.0:
            return Stock(wide, FOLD / count)
    return Stock(wide, FOLD)
