"""The registry: one input for every kind of field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forms.fields import Field, Kind
from ui.cells import CELLS
from ui.input import Input
from ui.lines import LinesInput
from ui.tally import TallyInput

INPUTS: dict[Kind, type[Input]] = {**CELLS, Kind.LINES: LinesInput, Kind.TALLY: TallyInput}


def make(field: Field, parent: QWidget | None = None) -> Input:
    """The input of a field."""
    return INPUTS[field.kind](field, parent)
