"""Damaged files, forged journals, mutated codes: each is found."""

from __future__ import annotations

from tests.torture import codes, damage, forged
from tests.torture.faults import Family, FaultClass
from tests.torture.short_run import of_each, try_a_few


@of_each(damage.FAMILY, forged.FAMILY, codes.FAMILY)
def test_it_holds_and_controls_are_noticed(family: Family, of: FaultClass) -> None:
    """A few of each named class."""
    try_a_few(family, of)
