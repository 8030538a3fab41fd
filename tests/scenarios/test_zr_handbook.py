"""职责日历 against docs/handbook.md §1 ZR: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forms.duties import Often
from forms.property.duty import DEFAULTS
from tests.command_line.desk import Desk
from tests.scenarios.near_desk import near
from tests.scenarios.site import picture


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


STEWARD, WORKS, HEAD = "1006", "1007", "1005"


@pytest.mark.parametrize("word, often", [
    ("日间巡查", Often.DAY), ("夜间查岗", Often.DAY), ("消杀", Often.HALF_MONTH),
    ("库存", Often.MONTH), ("成本", Often.MONTH), ("抄表", Often.MONTH),
    ("收支公布", Often.QUARTER), ("水箱", Often.HALF_YEAR), ("征询", Often.YEAR), ("社区活动", None),
])
def test_the_source_says_how_often(word: str, often: Often | None) -> None:
    """[S]: patrols daily incl. night, pest control at least twice a month, statistics monthly, fees
    and fund quarterly, tanks twice a year, customers once; community events at some time."""
    (line,) = [one for one in DEFAULTS if word in one["name"]]
    assert often is None or line["often"] == often.value


def test_a_tank_is_not_clean_without_a_water_test(desk: Desk, tmp_path: Path) -> None:
    """[S]: the report is attached, but where it was not done at all: then the reason."""
    typed: dict[str, Any] = {"duty": "水箱清洗消毒"}
    run = ("issue", "ZR", "-")
    assert "水质检测报告" in desk.run(*run, given=typed, staff=WORKS).refused["attachment"]
    skipped = {**typed, "result": "没有做"}
    assert set(desk.run(*run, given=skipped, staff=WORKS).refused) == {"details"}
    whole = {**typed, "attachment": picture(tmp_path, "报告.png")}
    number = desk.issue(whole, code="ZR", staff=WORKS)["number"]
    assert desk.run("show", number).done["values"]["term"] == "2026 年下半年"


def test_what_is_wrong_is_mended_within_three_days(desk: Desk) -> None:
    """[C]; what is in order needs nothing more."""
    fine = desk.issue({"duty": "日间巡查"}, code="ZR", staff=STEWARD)
    assert fine["standing"]["next"] == ["作废"]
    wrong = {"duty": "日间巡查", "result": "有问题", "details": "路灯不亮"}
    made = desk.issue(wrong, code="ZR", staff=STEWARD)
    assert made["standing"]["due"] == "2026-11-25T00:00"
    done = desk.act(made["number"], "整改", STEWARD, "--values", "-", given={"how": "已换灯"})
    assert done["standing"]["state"] == "已整改"


def test_only_what_is_on_the_list_and_not_ahead_of_its_day(desk: Desk) -> None:
    """Nobody records tomorrow's round, nor a duty that the office has not."""
    run = ("issue", "ZR", "-")
    ahead = {"duty": "日间巡查", "day": "2026-11-22"}
    assert set(desk.run(*run, given=ahead, staff=STEWARD).refused) == {"day"}
    assert set(desk.run(*run, given={"duty": "浇花"}, staff=STEWARD).refused) == {"duty"}
