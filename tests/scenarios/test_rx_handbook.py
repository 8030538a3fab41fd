"""热线记录 against docs/handbook.md §1 RX and §3: expectations written by hand from the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from forms import SETTINGS
from forms.facts import Facts
from forms.rules import clean_fields
from tests.command_line.desk import Desk, setting
from tests.db.demo_desk import NOW
from tests.scenarios.inside import DESK, DUTY, SERVICE, Hands, printed

CALL: dict[str, Any] = {
    "kind": "报修", "unit": "1-101", "phone": "13800138000", "matter": "厨房水龙头漏水",
    "file": "L2-000418", "name": "赵虚构",
}  # fmt: skip
REPAIR: dict[str, Any] = {
    "place": "户内", "unit": "1-101", "craft": "水", "trouble": "厨房水龙头漏水", "reporter": "赵虚构",
    "phone": "13800138000",
}  # fmt: skip
LAST_DAY, DAY_AFTER = datetime(2026, 12, 21, 23, 59), datetime(2026, 12, 22, 8, 0)


def test_what_a_call_leaves(hands: Hands) -> None:
    """[S]: when, who, what, what was done, and which recording; kept for thirty days."""
    values = hands.issue("RX", CALL).values
    assert (values["received"], values["file"]) == ("2026-11-21T10:42", "L2-000418")
    assert values["keep_until"] == "2026-12-21"
    assert hands.refused("RX", {**CALL, "keep_until": "2026-11-22"}) == {"keep_until"}
    for key in ("kind", "matter", "file"):
        typed = {one: value for one, value in CALL.items() if one != key}
        assert hands.refused("RX", typed) == {key}
    assert hands.refused("RX", {**CALL, "received": "2026-11-21T10:43"}) == {"received"}
    assert hands.refused("RX", {**CALL, "kind": "紧急情况"}) == {"at_once"}
    nameless = {"kind": "咨询", "matter": "问收费时间", "phone": "13800138000", "file": "L2-1"}
    assert "name" not in hands.issue("RX", nameless).values


def test_an_open_repair_keeps_the_call_open(hands: Hands) -> None:
    """[C]: what it was passed on to, whether named at once or later, must be ended first."""
    repair = hands.issue("WX", REPAIR)
    at_once = hands.issue("RX", {**CALL, "passed": repair.number})
    later = hands.issue("RX", CALL)
    hands.act(later, "转交", DESK, {"to": "工程部", "record": repair.number})
    for call in (at_once, later):
        assert repair.number in hands.cannot(call, "办结", DESK, {"result": "已修好"})[""]
    hands.act(repair, "客户取消", DESK, {"why": "自己修好了"})
    for call in (at_once, later):
        hands.act(call, "办结", DESK, {"result": "业户自己修好"})
        assert hands.state(call) == "已办结"


def test_a_recording_is_not_destroyed_before_its_day(hands: Hands) -> None:
    """[S] at least thirty days; the last day still counts; two people [C]."""
    call = hands.issue("RX", CALL)
    hands.act(call, "办结", DESK, {"result": "已答复"})
    two = {"second": "1001"}
    assert set(hands.cannot(call, "销毁录音", SERVICE, now=LAST_DAY, **two)) == {"how"}
    assert set(hands.cannot(call, "销毁录音", SERVICE, now=DAY_AFTER)) == {"second"}
    assert hands.cannot(call, "销毁录音", DESK, now=DAY_AFTER, **two)
    hands.act(call, "销毁录音", SERVICE, now=DAY_AFTER, **two)
    assert hands.state(call, DAY_AFTER) == "已办结，录音已销毁"


def test_that_of_an_open_case_is_kept(hands: Hands) -> None:
    """[S]: however old."""
    call = hands.issue("RX", CALL)
    assert "办结" in hands.cannot(call, "销毁录音", SERVICE, now=DAY_AFTER, second="1001")[""]


def test_it_can_be_kept_longer_and_never_shorter(hands: Hands) -> None:
    """[C]: with the reason, by the supervisor; the later day holds."""
    call = hands.issue("RX", CALL)
    hands.act(call, "办结", DESK, {"result": "已答复"})
    for day in ("2026-12-01", "2026-12-21"):
        typed = {"until": day, "why": "x"}
        assert set(hands.cannot(call, "延长保存", SERVICE, typed)) == {"until"}
    hands.act(call, "延长保存", SERVICE, {"until": "2027-03-31", "why": "纠纷未了"})
    said = hands.cannot(call, "销毁录音", SERVICE, now=DAY_AFTER, second="1001")
    assert "2027-03-31" in said["how"]
    april = datetime(2027, 4, 1, 9, 0)
    hands.act(call, "销毁录音", SERVICE, now=april, second="1001")


def test_the_office_may_keep_them_longer(desk: Desk) -> None:
    """[C] a setting; [S] never less than thirty; what is there keeps its own day."""
    one = SETTINGS["recording_days"]
    problems: dict[str, str] = {}
    clean_fields((one.field,), {"recording_days": 29}, Facts(now=NOW), problems, {})
    assert set(problems) == {"recording_days"}
    before, after = Hands(desk.folder), Hands(desk.folder)
    old = before.issue("RX", CALL)
    before.close()
    setting(desk, "recording_days", 90)
    assert after.issue("RX", CALL).values["keep_until"] == "2027-02-19"
    assert after.seen(old).values["keep_until"] == "2026-12-21"
    after.close()


@pytest.mark.parametrize("recorded", ["有录音", "没有录音"])
def test_a_call_without_a_recording_has_none_to_keep(hands: Hands, recorded: str) -> None:
    """[C]: nothing to destroy either."""
    typed = {**CALL, "recorded": recorded}
    if recorded == "没有录音":
        del typed["file"]
    call = hands.issue("RX", typed)
    hands.act(call, "办结", DUTY, {"result": "已答复"})
    assert ("销毁录音" in hands.seen(call).standing.open) == (recorded == "有录音")


def test_it_is_to_be_closed_by_the_next_day(hands: Hands) -> None:
    """[C]; one that has become another record waits for that one."""
    assert hands.due(hands.issue("RX", CALL)) == ("办结", "2026-11-23T00:00")
    repair = hands.issue("WX", REPAIR)
    assert hands.due(hands.issue("RX", {**CALL, "passed": repair.number})) is None


def test_its_line_and_its_sheet(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """录音存档记录表 is the register: file, until when, destroyed when and by whom."""
    call = hands.issue("RX", CALL)
    line = hands.line(call)
    assert (line["录音编号"], line["录音保存至"], line["状态"]) == ("L2-000418", "12-21", "待办")
    assert {"延长至", "销毁", "销毁经办"} <= set(line)
    (page,) = printed(desk, call.number, "热线记录", tmp_path)
    for words in ("热线记录", "厨房水龙头漏水", "L2-000418", "2026年12月21日"):
        assert words in page.text
