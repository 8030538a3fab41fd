"""Overprint 套打: only the data of a record goes to paper, onto a pad that was printed elsewhere.

A `Template` says where on the pad each value stands; `checked` reads one strictly, for the form it
belongs to, and `compose_overprint` sets a record by it and says what does not fit. `begun` makes
the first template of a paper out of its own ruled layout (docs/handbook.md §2 套打).
"""

from __future__ import annotations

from printing.overprint.page import Misfit, Overprint, compose_overprint, marked
from printing.overprint.reading import checked, warnings
from printing.overprint.start import begun
from printing.overprint.template import Pad, Spot, Style, Template

__all__ = [
    "Misfit", "Overprint", "Pad", "Spot", "Style", "Template", "begun", "checked",
    "compose_overprint", "marked", "warnings",
]  # fmt: skip
