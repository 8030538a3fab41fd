"""Every named fault class a few times; the command `python -m tests.torture --long` many times.

A control that is not noticed fails as a broken promise does.
"""

from __future__ import annotations

import pytest

from tests.torture import running
from tests.torture.families import FAMILIES
from tests.torture.faults import Family, FaultClass, Piece, Row

CLASSES = [(family, of) for family in FAMILIES for of in family.classes]


@pytest.mark.parametrize(
    ("family", "of"), CLASSES, ids=[f"{family.key}-{of.name}" for family, of in CLASSES]
)
def test_it_holds_and_controls_are_noticed(family: Family, of: FaultClass) -> None:
    """The counts of the short run."""
    assert not of.needs()
    parts = [
        running.one(family.key, of.name, piece) for piece in of.pieces(running.SEED, of.short)
    ]
    row = running.row(family, of, parts)
    assert row.ok, running.table_line(row)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: str(one.key))
def test_every_family_has_a_control(family: Family) -> None:
    """And its names tell its classes apart."""
    assert any(of.control is not None for of in family.classes)
    assert len({of.name for of in family.classes}) == len(family.classes)


@pytest.mark.parametrize(("control", "wrong", "ok"), [
    (None, 0, True), (None, 1, False), (0.0, 0, False), (0.5, 4, False), (0.5, 5, True),
])
def test_what_counts_as_held_and_noticed(control: float | None, wrong: int, ok: bool) -> None:
    """One broken promise is too many; a control must go wrong often enough; nothing tried is not
    held."""
    of = FaultClass("试", lambda piece: [], 10, 10, control=control)
    family = Family("x", "试", (of,))
    assert Row(family, of, 10, wrong, "", 0.0).ok is ok
    assert not Row(family, of, 0, 0, "", 0.0).ok


def test_pieces_cover_every_trial_once() -> None:
    """Also where the last one is shorter."""
    of = FaultClass("试", lambda piece: [], 10, 10, piece=4)
    pieces = list(of.pieces(7, 10))
    assert [number for piece in pieces for number in piece.numbers] == list(range(10))
    assert pieces[0] == Piece(7, 0, 4, 10) and len({piece.seed for piece in pieces}) == 3
