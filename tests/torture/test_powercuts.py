"""The power goes at any write: what was acknowledged is there."""

from __future__ import annotations

from tests.torture import powercuts
from tests.torture.faults import Family, FaultClass
from tests.torture.short_run import of_each, try_a_few


@of_each(powercuts.FAMILY)
def test_it_holds_and_controls_are_noticed(family: Family, of: FaultClass) -> None:
    """A few of each named class."""
    try_a_few(family, of)
