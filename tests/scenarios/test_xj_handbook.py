"""消防检查 and 整改函 against docs/handbook.md §1 XJ, ZG: expectations written by hand from the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.command_line.desk import Desk, setting
from tests.db.demo_desk import moment
from tests.scenarios.inside import DESK, DIRECTOR, LEADER, SAFETY, SERVICE, Hands, printed

WHITE, PINK = (255, 255, 255), (255, 224, 230)
MONTHLY: dict[str, Any] = {"on": "2026-11-24", "hours": "14-17", "scope": "各栋公共部位和业户"}
FINDINGS = [
    {"what": "楼道堆放杂物", "unit": "1-101", "place": "楼道", "letter": True},
    {"what": "灭火器过期", "place": "地下车库"},
]
LETTER: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "kind": "消防",
    "findings": [{"what": "楼道堆放杂物", "demand": "清走"}],
}  # fmt: skip


def inspected(hands: Hands) -> str:
    """An inspection with something found."""
    made = hands.issue("XJ", MONTHLY)
    hands.act(made, "张贴通知", DESK)
    hands.act(made, "检查", SAFETY, {"result": "有隐患", "findings": FINDINGS}, now=moment("24T17:00"))
    return made.number


def delivered(hands: Hands, **changed: Any) -> str:
    """A letter that the unit has."""
    made = hands.issue("ZG", {**LETTER, **changed})
    hands.act(made, "领导批准", LEADER)
    hands.act(made, "用章申请", SAFETY, {"pieces": 2})
    hands.act(made, "盖章", DIRECTOR)
    return hands.act(made, "送达", DESK).record.number


def test_notice_inspection_report_in_that_order(hands: Hands) -> None:
    """[S]; the notice is up the next day, the report in three [C]."""
    made = hands.issue("XJ", MONTHLY)
    assert hands.due(made) == ("张贴通知", "2026-11-23T00:00")
    assert "张贴通知" in hands.cannot(made, "检查", SAFETY)[""]
    hands.act(made, "张贴通知", DESK)
    assert hands.due(made) == ("检查", "2026-11-25T00:00")
    assert hands.cannot(made, "检查", DESK)
    bare = {"result": "有隐患"}
    assert set(hands.cannot(made, "检查", SAFETY, bare, now=moment("24T17:00"))) == {"findings"}
    assert "11-24" in hands.cannot(made, "检查", SAFETY)[""]
    hands.act(made, "检查", SAFETY, now=moment("24T17:00"))
    assert hands.due(made) == ("报告", "2026-11-28T00:00")
    assert set(hands.cannot(made, "报告", SAFETY)) == {"summary"}
    hands.act(made, "报告", SAFETY, {"summary": "没有隐患"})
    assert hands.cannot(made, "经理阅批", DIRECTOR)
    hands.act(made, "经理阅批", LEADER)
    assert hands.act(made, "归档", DESK).record.seen.state == "已归档"


def test_what_wants_a_letter_names_its_unit(hands: Hands) -> None:
    """[S] a letter for what is found at a unit, or it stays open; a public place has none."""
    made = hands.issue("XJ", MONTHLY)
    hands.act(made, "张贴通知", DESK)
    typed = {"result": "有隐患", "findings": [{"what": "灭火器过期", "letter": True}]}
    there = moment("24T17:00")
    assert set(hands.cannot(made, "检查", SAFETY, typed, now=there)) == {"findings"}
    number = inspected(hands)
    last = hands.seen(number).last("检查")
    assert last is not None and last.values["letters"] == 1
    hands.act(number, "报告", SAFETY, {"summary": "隐患 2 处"})
    hands.act(number, "经理阅批", LEADER)
    assert "1-101" in hands.cannot(number, "归档", SAFETY)[""]
    hands.issue("ZG", {**LETTER, "unit": "1-102", "basis": number})
    void = hands.issue("ZG", {**LETTER, "basis": number})
    hands.act(void, "作废", SERVICE, {"why": "写错"})
    assert "1-101" in hands.cannot(number, "归档", SAFETY)[""]
    hands.issue("ZG", {**LETTER, "basis": number})
    done = hands.act(number, "归档", SAFETY).record.last("归档")
    assert done is not None and done.values["issued"] == 2


def test_next_month_is_not_forgotten(hands: Hands) -> None:
    """[S] each month: due a month after the inspection, until it is arranged."""
    number = inspected(hands)
    hands.issue("ZG", {**LETTER, "basis": number})
    hands.act(number, "报告", SAFETY, {"summary": "隐患 2 处"})
    hands.act(number, "经理阅批", LEADER)
    hands.act(number, "归档", SAFETY)
    assert hands.due(number) == ("安排下月", "2026-12-25T00:00")
    hands.act(number, "安排下月", DESK)
    assert hands.due(number) is None


def test_a_letter_is_approved_sealed_and_signed_for(hands: Hands) -> None:
    """[S]; who would not sign: left there before a witness [C]; delivered in a working day [C]."""
    made = hands.issue("ZG", LETTER)
    assert "盖章" in hands.cannot(made, "送达", DESK)[""]
    hands.act(made, "领导批准", LEADER)
    hands.act(made, "用章申请", SAFETY, {"pieces": 2})
    hands.act(made, "盖章", DIRECTOR)
    assert hands.due(made) == ("送达", "2026-11-24T00:00")
    assert set(hands.cannot(made, "送达", DESK, {"way": "他人代收"})) == {"receiver"}
    assert set(hands.cannot(made, "送达", DESK, {"way": "留置送达"})) == {"witness"}
    done = hands.act(made, "送达", DESK).record.last("送达")
    assert done is not None and done.values["receiver"] == {"name": "赵虚构"}


def test_the_limit_and_the_re_check(hands: Hands) -> None:
    """[S]; seven days [C]; not put right: a new limit, as often as it takes."""
    number = delivered(hands)
    assert hands.seen(number).values["limit"] == "2026-11-28"
    assert hands.due(number) == ("复查合格", "2026-11-29T00:00")
    assert set(hands.cannot(number, "复查不合格", SAFETY)) == {"what"}
    late = datetime(2026, 11, 29, 9, 0)
    for day in ("2026-12-03", "2026-12-10"):
        typed = {"what": "还堆着", "again_on": day}
        hands.act(number, "复查不合格", SAFETY, typed, now=late)
    assert hands.due(number) == ("复查合格", "2026-12-11T00:00")
    assert hands.cannot(number, "复查合格", DESK)
    assert hands.act(number, "复查合格", SAFETY).record.seen.state == "已整改"
    assert hands.due(number) is None


def test_the_office_sets_the_days(desk: Desk) -> None:
    """[C] a setting; a limit that is over already is refused."""
    setting(desk, "rectify_days", 15)
    hands = Hands(desk.folder)
    assert hands.issue("ZG", LETTER).values["limit"] == "2026-12-06"
    assert hands.refused("ZG", {**LETTER, "limit": "2026-11-20"}) == {"limit"}
    hands.close()


def test_it_names_the_inspection_it_comes_from(hands: Hands) -> None:
    """[S] notice, report, letter: the number of the inspection stands on it."""
    basis = inspected(hands)
    made = hands.issue("ZG", {**LETTER, "basis": basis}, no=SERVICE)
    assert made.values["basis"] == basis


def test_the_notice_on_the_wall(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """A4, day and hours large; no person on it."""
    made = hands.issue("XJ", MONTHLY)
    (page,) = printed(desk, made.number, "检查通知", tmp_path)
    for words in ("消防检查通知", "2026年11月24日", "14:00—17:00", made.number):
        assert words in page.text


def test_the_letter_has_two_copies(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """[C] white for the file, red for the unit; the limit and what is to be done."""
    number = delivered(hands)
    pages = printed(desk, number, "整改函", tmp_path)
    assert [page.colour for page in pages] == [WHITE, PINK]
    for words in ("整改函", "楼道堆放杂物", "清走", "2026年11月28日", number):
        assert words in pages[1].text
