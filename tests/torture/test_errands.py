"""Photos, gates, imports, destructions: killed, cut off, on a failing disk."""

from __future__ import annotations

import pytest

from tests.torture.errand_faults import ERRORS, KILLS, POWER
from tests.torture.faults import Family, FaultClass
from tests.torture.short_run import try_a_few

EVERY_DAY = {("errand-kills", "门岗包、放行、带回"), ("errand-errors", "收照片、开单，这一次读写出错"),
             ("errand-errors", "对照：提交前就说存好了")}  # fmt: skip
CLASSES = [(family, of) for family in (KILLS, POWER, ERRORS) for of in family.classes]


def named(family: Family, of: FaultClass) -> tuple[str, str]:
    """What tells a class from all others."""
    return family.key, of.name


@pytest.mark.parametrize(("family", "of"), [
    pytest.param(*one, marks=[] if named(*one) in EVERY_DAY else pytest.mark.long,
                 id="-".join(named(*one)))
    for one in CLASSES
])  # fmt: skip
def test_it_holds_and_controls_are_noticed(family: Family, of: FaultClass) -> None:
    """A few of each named class; all of them in the short run of `python -m tests.torture`."""
    try_a_few(family, of)


def test_those_of_every_day_are_there() -> None:
    """By their names."""
    assert EVERY_DAY <= {named(*one) for one in CLASSES}
