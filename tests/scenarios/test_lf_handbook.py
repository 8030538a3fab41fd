"""来访登记 against docs/handbook.md §1 LF: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.near_desk import near
from tests.scenarios.paper import sheets
from tests.scenarios.site import GATE, do


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


VISITOR: dict[str, Any] = {
    "name": "陈虚构", "phone": "13700137001", "document": {"kind": "护照", "number": "E66554433"},
    "unit": "1-101", "asked": "电话同意",
}  # fmt: skip


def test_what_is_not_asked_of_the_visitor_fills_itself_in(desk: Desk) -> None:
    """Four answers and the host's word: whom, purpose, number and time come by themselves."""
    number = desk.issue(VISITOR, code="LF")["number"]
    values = desk.run("show", number).done["values"]
    assert values["people"] == 1 and values["in_at"] == "2026-11-21T10:42"
    assert values["whom"]["name"] and values["purpose"] == "探访"


@pytest.mark.parametrize("left_out, path", [
    (("asked",), "asked"), (("name",), "name"), (("unit",), "unit"),
    (("phone", "document"), "phone"),
])
def test_who_to_whom_and_agreed(desk: Desk, left_out: tuple[str, ...], path: str) -> None:
    """The host was asked; of phone and document one at the least."""
    typed = {key: one for key, one in VISITOR.items() if key not in left_out}
    assert path in desk.run("issue", "LF", "-", given=typed).refused


def test_without_a_document_the_office_is_told(desk: Desk) -> None:
    """[C]: told by default."""
    typed = {key: one for key, one in VISITOR.items() if key != "document"}
    assert "document" in desk.issue(typed, code="LF")["warnings"]


def test_whoever_is_still_inside_at_midnight_is_due(desk: Desk) -> None:
    """未离开: in hand during the day, late from 24:00; the gate may say that he left."""
    number = desk.issue(VISITOR, code="LF")["number"]

    def lines(now: str) -> list[tuple[str, str, str]]:
        return [(one["due"], one["state"], one["verb"]) for one in desk.run("due", now=now).done
                if one["number"] == number and one["verb"] != "打印"
                and one["state"] == "逾期"]  # fmt: skip

    assert lines("2026-11-21T18:00") == []
    assert lines("2026-11-22T08:00") == [("2026-11-22T00:00", "逾期", "离开")]
    seen = desk.run("show", number, now="2026-11-22T08:00").done
    assert seen["standing"]["state"] == "未离开"
    given = {"left_at": "2026-11-21T19:30"}
    gone = do(desk, number, "离开", GATE, given=given, now="2026-11-22T08:05")
    assert gone["state"] == "已离开" and lines("2026-11-22T08:06") == []


@pytest.mark.parametrize("at", ["2026-11-21T10:30", "2026-11-21T11:30"])
def test_nobody_leaves_before_he_came_nor_tomorrow(desk: Desk, at: str) -> None:
    """Entered at 10:42, written at 11:00."""
    number = desk.issue(VISITOR, code="LF")["number"]
    run = ("act", number, "离开", "--values", "-")
    wrong = desk.run(*run, given={"left_at": at}, now="2026-11-21T11:00")
    assert set(wrong.refused) == {"left_at"}


def test_the_pass_is_one_small_slip_without_phone_or_document(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: A6 across, a single copy; the register masks the document."""
    number = desk.issue(VISITOR, code="LF")["number"]
    out = tmp_path / "来访条.pdf"
    desk.run("print", number, "--out", str(out)).done
    (page,) = sheets(out)
    assert page.size == (148, 105) and "陈虚构" in page.text
    assert "13700137001" not in page.text.replace(" ", "") and "E66554433" not in page.text
    rows = desk.run("register", "LF").done
    assert "E66554433" not in str(rows) and "陈虚构" in str(rows)
