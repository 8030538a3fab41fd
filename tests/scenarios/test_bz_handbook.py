"""报纸收发登记 against docs/handbook.md §1 BZ: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.near_desk import near
from tests.scenarios.paper import sheets
from tests.scenarios.site import RECEPTION, do


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


PAPERS = [{"name": "深圳特区报", "wanted": 12}, {"name": "参考消息", "wanted": 5, "came": 4}]
GIVEN = [{"unit": "3-1202", "name": "深圳特区报"}, {"unit": "二楼商铺", "name": "参考消息", "quantity": 4}]
DAY: dict[str, Any] = {"papers": PAPERS, "receivers": GIVEN}


def test_what_is_short_is_reckoned_and_asked_for_the_next_workday(desk: Desk) -> None:
    """Saturday 21 November: due on Monday; came as many as expected unless told otherwise."""
    number = desk.issue(DAY, code="BZ")["number"]
    values = desk.run("show", number).done["values"]
    assert [line["short"] for line in values["papers"]] == [0, 1]
    assert values["missing"] == "参考消息 缺 1"
    do(desk, number, "派发完", RECEPTION)
    (line,) = [one for one in desk.run("due").done if one["number"] == number]
    assert (line["due"], line["verb"]) == ("2026-11-24T00:00", "追缺报")
    assert "补报" in desk.run("act", number, "归档").refused[""]
    do(desk, number, "补报", RECEPTION, given={"result": "补不到"})
    assert do(desk, number, "归档", RECEPTION)["state"] == "已归档"


def test_a_full_day_needs_no_more_than_giving_out(desk: Desk) -> None:
    """Nothing short: nobody is asked; given out the same day."""
    number = desk.issue({"papers": PAPERS[:1]}, code="BZ")["number"]
    standing = desk.run("show", number).done["standing"]
    assert standing["due"] == "2026-11-22T00:00" and "补报" not in standing["next"]
    do(desk, number, "派发完", RECEPTION)
    assert do(desk, number, "归档", RECEPTION)["state"] == "已归档"


def test_no_more_is_given_out_than_came(desk: Desk) -> None:
    """Nor of a kind that did not come; a kind is one line."""
    over = {**DAY, "receivers": [{**GIVEN[1], "quantity": 5}]}
    assert "到 4 份" in desk.run("issue", "BZ", "-", given=over).refused["receivers"]
    other = {**DAY, "receivers": [{**GIVEN[0], "name": "晶报"}]}
    assert "晶报" in desk.run("issue", "BZ", "-", given=other).refused["receivers"]
    twice = {"papers": [PAPERS[0], PAPERS[0]]}
    assert "两行" in desk.run("issue", "BZ", "-", given=twice).refused["papers"]


def test_the_sheet_leaves_room_to_sign_for_each(desk: Desk, tmp_path: Path) -> None:
    """One sheet, a line for each unit with a place to sign."""
    number = desk.issue(DAY, code="BZ")["number"]
    out = tmp_path / "签收.pdf"
    desk.run("print", number, "--out", str(out)).done
    (page,) = sheets(out)
    assert "签收人" in page.text and "二楼商铺" in page.text and page.size == (210, 297)
