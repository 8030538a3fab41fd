"""The short run as tests: one for every named fault class of some families.

The command `python -m tests.torture --long` tries each many times. A control that is not noticed
fails as a broken promise does.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.torture import running
from tests.torture.faults import Family, FaultClass


def of_each(*families: Family) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parameters `family` and `of`, one pair for every class."""
    pairs = [(family, of) for family in families for of in family.classes]
    names = [f"{family.key}-{of.name}" for family, of in pairs]
    return pytest.mark.parametrize(("family", "of"), pairs, ids=names)


def try_a_few(family: Family, of: FaultClass) -> None:
    """The counts of the short run, here in this process."""
    assert not of.needs()
    parts = [
        running.one(family.key, of.name, piece) for piece in of.pieces(running.SEED, of.short)
    ]
    row = running.row(family, of, parts)
    assert row.ok, running.table_line(row)
