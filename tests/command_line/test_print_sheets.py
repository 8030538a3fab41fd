"""Several records on one sheet, half sheets and rolls from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.desk import OWNER_MOVES, Desk
from tests.scenarios.paper import sheets


def test_labels_of_two_records_on_one_sheet_and_a_slip_on_a_roll(
    desk: Desk, tmp_path: Path
) -> None:
    """From the place that is free; each record's print is in its own log; refused as a whole."""
    typed = desk.run("example", "JC").done
    first, second = (desk.issue(typed, code="JC")["number"] for _ in range(2))
    page = tmp_path / "签.pdf"
    both = (first, second, "--paper", "物品标签", "--out", str(page))
    answer = desk.run("print", *both, "--start", "3").done
    assert (answer["pages"], answer["copies"]) == (1, 2)
    (sheet,) = sheets(page)
    assert first in sheet.text and second in sheet.text and sheet.size == (210, 297)
    assert set(desk.run("print", *both).refused) == {first, second}
    assert "start" in desk.run("print", first, *both[2:], "--start", "22", "--again", "试").refused
    slip = tmp_path / "票.pdf"
    desk.run("print", first, "--mode", "roll", "--copy", "2", "--out", str(slip)).done
    (strip,) = sheets(slip)
    assert strip.size[0] == 80 and len(strip.codes) == 1
    logged = [one["paper"] for one in desk.run("show", first).done["prints"]]
    assert logged == ["物品标签", "寄存记录表"]


def test_three_copies_on_two_sheets(desk: Desk, tmp_path: Path) -> None:
    number = desk.issue(OWNER_MOVES)["number"]
    page = tmp_path / "半.pdf"
    answer = desk.run("print", number, "--mode", "half", "--out", str(page)).done
    assert (answer["pages"], answer["copies"]) == (2, 3)
    first, second = sheets(page)
    assert first.size == second.size == (210, 297)
    assert len(first.codes) == 2 and len(second.codes) == 1
