"""工作联络单 against docs/handbook.md §0 首问负责: expectations written by hand from the page."""

from __future__ import annotations

from typing import Any

from db import workbench
from db.records import Record
from forms.property.contact import LL
from tests.db.demo_desk import GUARD
from tests.scenarios.inside import DESK, DIRECTOR, LEADER, SAFETY, SERVICE, WORKS, Hands

ASKED: dict[str, Any] = {
    "department": "工程部", "matter": "车库 B2 照明不亮", "due": "2026-11-24T17:00",
}  # fmt: skip
COMPLAINT: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "demand": "电梯异响",
}  # fmt: skip


def complaint(hands: Hands, **changed: Any) -> Record:
    return hands.issue("TS", {**COMPLAINT, **changed})


def test_whoever_is_asked_first_may_write_it_and_owns_it(hands: Hands) -> None:
    """[S] the guard too; the owner is seen."""
    made = hands.issue("LL", ASKED, no=GUARD)
    assert made.standing.holder == "2001 赵队" and made.values["asked"] == "2001 赵队"
    told = {**ASKED, "asked": "1011 林夏"}
    assert hands.issue("LL", told).standing.holder == "1011 林夏"


def test_only_the_head_of_that_department_accepts(hands: Hands) -> None:
    """[S] then it is the department's; [C] those above it may, too."""
    made = hands.issue("LL", ASKED)
    for other in (SAFETY, SERVICE):
        assert "工程主管" in hands.cannot(made, "接收", other)[""]
    assert made.number in {one.number for one in workbench.items(hands.at(WORKS))}
    assert made.number not in {one.number for one in workbench.items(hands.at(SAFETY))}
    assert "接收" in hands.cannot(made, "回复", WORKS, {"result": "好"})[""]
    assert hands.act(made, "接收", WORKS).record.standing.holder == "工程部"
    other = hands.issue("LL", ASKED)
    assert hands.act(other, "接收", DIRECTOR).record.standing.state == "已接收，待回复"


def test_on_a_complaint_the_first_asked_owns_it_until_it_is_accepted(hands: Hands) -> None:
    """[S]: the complaint itself says who has it; what it knows is not typed again."""
    matter = complaint(hands)
    made = hands.issue("LL", {"basis": matter.number, "department": "工程部"})
    assert made.values["matter"] == "电梯异响" and made.values["unit"] == "1-101"
    assert hands.seen(matter).standing.holder == "1003 李敏"
    hands.act(made, "接收", WORKS)
    seen = hands.seen(matter)
    assert seen.standing.holder == "工程部"
    done = seen.last("移交")
    assert done and done.values["slip"] == made.number
    assert "工作联络单" in hands.cannot(matter, "移交", WORKS, {"department": "工程部"})[""]


def test_who_is_complained_about_does_not_accept_it(hands: Hands) -> None:
    """[S] the person complained about never handles it, nor by way of a slip."""
    matter = complaint(hands, accused="1007 孙立")
    made = hands.issue("LL", {"basis": matter.number, "department": "工程部"})
    assert "不能经手" in hands.cannot(made, "接收", WORKS)[""]
    assert hands.seen(made).standing.state == "待接收"
    hands.act(made, "接收", DIRECTOR)


def test_it_is_accepted_for_the_department_it_is_addressed_to(hands: Hands) -> None:
    """[S] whoever accepts it: not in another department's name."""
    made = hands.issue("LL", ASKED)
    assert set(hands.cannot(made, "接收", WORKS, {"department": "财务部"})) == {"department"}
    assert hands.seen(made).standing.holder == "1003 李敏"
    hands.act(made, "接收", WORKS, {"department": "工程部"})
    assert hands.seen(made).standing.holder == "工程部"


def test_on_a_repair(hands: Hands) -> None:
    order = hands.issue("WX", {
        "place": "户内", "unit": "1-101", "craft": "水", "trouble": "漏水", "reporter": "赵虚构",
        "phone": "13800138000",
    })  # fmt: skip
    made = hands.issue("LL", {"basis": order.number, "department": "安全部", "asked": "1003 李敏"})
    assert made.values["matter"] == "漏水" and made.values["name"] == {"name": "赵虚构"}
    hands.act(made, "接收", SAFETY)
    assert hands.seen(order).standing.holder == "安全部"


def test_sent_back_it_is_the_first_asked_ones_again(hands: Hands) -> None:
    made = hands.issue("LL", ASKED)
    assert set(hands.cannot(made, "退回", WORKS)) == {"why"}
    back = hands.act(made, "退回", WORKS, {"why": "是安全部的灯箱"}).record
    assert (back.standing.holder, back.standing.state) == ("1003 李敏", "被退回")
    hands.cannot(made, "接收", WORKS)
    hands.act(made, "改送", DESK, {"to": "安全部"})
    assert "安全主管" in hands.cannot(made, "接收", WORKS)[""]
    done = hands.act(made, "接收", SAFETY).record
    assert done.standing.holder == "安全部"


def test_it_is_answered_in_time(hands: Hands) -> None:
    made = hands.issue("LL", ASKED)
    assert hands.due(made) == ("接收", "2026-11-21T14:42")
    hands.act(made, "接收", WORKS)
    assert hands.due(made) == ("回复", "2026-11-24T17:00")
    assert hands.act(made, "回复", WORKS, {"result": "已修"}).record.standing.state == "已回复"
    assert hands.due(made) is None


def test_a_grave_matter_goes_to_the_manager_at_once(hands: Hands) -> None:
    """[S]: on his workbench the moment it is written; [C] half an hour for his word."""
    plain = hands.issue("LL", ASKED)
    made = hands.issue("LL", {**ASKED, "grave": True})
    assert hands.due(made) == ("公司经理批示", "2026-11-21T11:12")
    assert hands.due(plain) == ("接收", "2026-11-21T14:42")
    seen = {one.number: one.act for one in workbench.items(hands.at(LEADER))}
    assert seen[made.number] == "公司经理批示"
    hands.act(made, "公司经理批示", LEADER, {"words": "立即处理"})
    assert hands.due(made) == ("接收", "2026-11-21T14:42")


def test_two_copies() -> None:
    """[C] one stays, one goes along."""
    assert [copy.holder for copy in LL.copies] == ["首问人", "接收部门"]
