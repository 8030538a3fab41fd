"""What the table of tortures says: what counts as held, every family with its control."""

from __future__ import annotations

import pytest

from tests.torture.families import FAMILIES
from tests.torture.faults import Family, FaultClass, Piece, Row
from tests.torture.running import BROKEN, Done, row, table_line


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


def test_a_class_that_breaks_down_is_neither_held_nor_noticed() -> None:
    """Also where what it did before looks like a control that was noticed."""
    of = FaultClass("试", lambda piece: [], 10, 10, control=0.5)
    broken = row(Family("x", "试", (of,)), of, [Done(4, 4, "x", 1.0), Done(2, 2, BROKEN, 1.0)])
    assert not broken.ok and BROKEN in table_line(broken)


def test_what_was_not_tried_is_said() -> None:
    """It is no failure of the program."""
    of = FaultClass("试", lambda piece: [], 10, 10, needs=lambda: "没有编译器")
    left_out = row(Family("x", "试", (of,)), of, [])
    assert left_out.ok and table_line(left_out).endswith("没有试：没有编译器")


def test_pieces_cover_every_trial_once() -> None:
    """Also where the last one is shorter."""
    of = FaultClass("试", lambda piece: [], 10, 10, piece=4)
    pieces = list(of.pieces(7, 10))
    assert [number for piece in pieces for number in piece.numbers] == list(range(10))
    assert pieces[0] == Piece(7, 0, 4, 10) and len({piece.seed for piece in pieces}) == 3
