"""空置单元清洁记录表 against docs/handbook.md §1 KZ: expectations written by hand from the page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.command_line.desk import Desk, setting
from tests.scenarios.near_desk import near
from tests.scenarios.site import RECEPTION, do


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


CLEANER = "1012"
EMPTY: dict[str, Any] = {"unit": "1-101", "vacancy": "已售未入住"}
LEAK = [{"what": "门窗、锁"}, {"what": "墙面天花渗漏", "found": "有问题", "note": "主卧窗边渗水"}]


def test_the_offices_list_is_gone_through(desk: Desk) -> None:
    """[C]: nine items at first, all in order unless told; the office may have others."""
    number = desk.issue(EMPTY, code="KZ")["number"]
    lines = desk.run("show", number).done["values"]["items"]
    assert len(lines) == 9 and {line["found"] for line in lines} == {"正常"}
    named = "".join(line["what"] for line in lines)
    assert all(word in named for word in ("水", "电", "窗", "渗漏", "异味"))
    setting(desk, "vacant_items", ["门锁", "水表"])
    again = desk.issue(EMPTY, code="KZ")["number"]
    lines = desk.run("show", again).done["values"]["items"]
    assert [line["what"] for line in lines] == ["门锁", "水表"]


def test_a_finding_is_told_and_seen_to_before_the_check(desk: Desk) -> None:
    """What is wrong is written down; a repair is named by its slip; then the supervisor."""
    mute = {**EMPTY, "items": [{"what": "门窗、锁", "found": "有问题"}]}
    assert "items" in desk.run("issue", "KZ", "-", given=mute).refused
    number = desk.issue({**EMPTY, "items": LEAK}, code="KZ")["number"]
    (line,) = [one for one in desk.run("due").done if one["number"] == number]
    assert (line["due"], line["verb"]) == ("2026-11-23T00:00", "处理")
    assert "处理问题" in desk.run("act", number, "主管检查", staff=CLEANER).refused[""]
    run = ("act", number, "处理问题", "--values", "-")
    assert "order" in desk.run(*run, given={"how": "已开维修单"}).refused
    assert "order" in desk.run(*run, given={"how": "已开维修单", "order": "WX-2026-000099"}).refused
    do(desk, number, "处理问题", RECEPTION, given={"how": "当场处理好"})
    assert do(desk, number, "主管检查", CLEANER)["state"] == "已检查"


def test_the_supervisor_is_another_and_may_have_it_done_again(desk: Desk) -> None:
    """[C]: who wrote it does not check it."""
    number = desk.issue(EMPTY, code="KZ", staff=CLEANER)["number"]
    assert desk.run("act", number, "主管检查", staff=CLEANER).status == 2
    head = "1005"
    do(desk, number, "退回重做", head, given={"why": "阳台没扫"})
    assert desk.run("act", number, "主管检查", staff=head).status == 2
    assert do(desk, number, "重做完", CLEANER)["state"] == "待主管检查"
    assert do(desk, number, "主管检查", head)["state"] == "已检查"
