"""走访记录 and 租户座谈会 against docs/handbook.md §1 ZF, ZT: expectations written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.command_line.desk import Desk
from tests.db.demo_desk import moment
from tests.scenarios.inside import DESK, SERVICE, Hands, printed

VISIT: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "talk": "问停车怎样收费",
    "matters": [{"what": "地下车库灯坏了", "department": "工程部"}],
}  # fmt: skip
MEETING: dict[str, Any] = {
    "at_time": "2026-11-27T15:00", "invited": 20, "topics": "电梯年检", "place": "会议室",
}  # fmt: skip


def held(hands: Hands, **more: Any) -> str:
    """A meeting that took place."""
    made = hands.issue("ZT", MEETING)
    hands.act(made, "通知", DESK)
    typed = {"came": 12, "minutes": "谈了电梯", "matters": [{"what": "电梯等得久"}], **more}
    given = {key: one for key, one in typed.items() if one is not None}
    return hands.act(made, "召开", DESK, given, now=moment("27T17:00")).record.number


def test_what_is_raised_is_answered(hands: Hands) -> None:
    """[S] every one; in three working days [C]; not closed before; who raised nothing is closed."""
    made = hands.issue("ZF", VISIT)
    assert hands.due(made) == ("答复", "2026-11-26T00:00")
    assert "答复" in hands.cannot(made, "办结", DESK)[""]
    hands.act(made, "答复", DESK, {"answer": "已换灯"})
    assert hands.act(made, "办结", DESK).record.seen.state == "已办结"
    content = hands.issue("ZF", {**VISIT, "matters": None})
    assert hands.due(content) is None
    assert hands.act(content, "办结", DESK).record.seen.state == "已办结"


def test_who_was_not_met_is_visited_again(hands: Hands) -> None:
    """[C]: in seven days, as often as it takes; no words where nobody spoke."""
    assert hands.refused("ZF", {"unit": "1-101", "name": "赵虚构"}) == {"talk"}
    made = hands.issue("ZF", {"unit": "1-101", "name": "赵虚构", "met": "没见到人"})
    assert hands.due(made) == ("再访", "2026-11-29T00:00")
    assert "再访" in hands.cannot(made, "办结", DESK)[""]
    later = moment("25T10:00")
    hands.act(made, "再访", DESK, {"met": "没见到人"}, now=later)
    assert hands.due(made) == ("再访", "2026-12-03T00:00")
    assert set(hands.cannot(made, "再访", DESK, now=later)) == {"talk"}
    hands.act(made, "再访", DESK, {"talk": "都好"}, now=later)
    assert hands.due(made) is None
    assert hands.act(made, "办结", DESK).record.seen.state == "已办结"


def test_a_visit_is_not_of_tomorrow(hands: Hands) -> None:
    """[C]; a signature is only where somebody was met."""
    assert hands.refused("ZF", {**VISIT, "held": "2026-11-21T10:43"}) == {"held"}
    assert hands.refused("ZF", {**VISIT, "held": "2026-10-21T10:42"}) == {"held"}
    assert "业户签字" in hands.issue("ZF", VISIT).standing.open
    assert "业户签字" not in hands.issue("ZF", {**VISIT, "met": "电话"}).standing.open


def test_the_meeting_of_each_quarter(hands: Hands) -> None:
    """[S]: three months after the last; told the tenants the next working day [C]."""
    made = hands.issue("ZT", MEETING)
    assert hands.due(made) == ("通知", "2026-11-24T00:00")
    assert "通知" in hands.cannot(made, "召开", DESK)[""]
    hands.act(made, "通知", DESK)
    early = {"came": 9, "minutes": "谈了电梯", "raised": "没有意见"}
    assert "11-27" in hands.cannot(made, "召开", DESK, early)[""]
    assert hands.refused("ZT", {**MEETING, "at_time": "2026-11-20T15:00"}) == {"at_time"}
    number = held(hands, raised="没有意见", matters=None)
    hands.act(number, "办结", SERVICE)
    assert hands.due(number) == ("安排下次", "2027-02-27T15:00")
    hands.act(number, "安排下次", SERVICE)
    assert hands.due(number) is None


def test_what_the_meeting_raised_is_answered(hands: Hands) -> None:
    """[S] replies to all; five working days [C]."""
    number = held(hands)
    assert hands.due(number) == ("答复", "2026-12-05T00:00")
    assert "答复" in hands.cannot(number, "办结", SERVICE)[""]
    hands.act(number, "答复", SERVICE, {"answer": "已请维保调整"})
    assert hands.act(number, "办结", SERVICE).record.seen.state == "已办结"


def test_the_sheet_to_sign_and_the_minutes(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """[C]: both A4."""
    (page,) = printed(desk, held(hands), "座谈会纪要", tmp_path)
    for words in ("租户座谈会纪要", "谈了电梯", "电梯等得久", "12"):
        assert words in page.text
