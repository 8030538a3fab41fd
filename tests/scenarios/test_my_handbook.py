"""满意度调查, 满意度问卷 against docs/handbook.md §1 MD, MY: expectations by hand from the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.command_line.desk import Desk, setting
from tests.scenarios.inside import DESK, LEADER, SERVICE, Hands, printed

QUESTIONS = [
    {"question": "接待是否热情", "department": "客服部"},
    {"question": "维修是否及时", "department": "工程部"},
    {"question": "收费是否合理", "department": "工程部"},
]
ROUND: dict[str, Any] = {"name": "2026 年度满意度调查", "questions": QUESTIONS}


def asked(hands: Hands, sent: int = 5) -> str:
    """A round that was sent out."""
    made = hands.issue("MD", ROUND, no=SERVICE)
    return hands.act(made, "发出", DESK, {"sent": sent}).record.number


def answered(hands: Hands, number: str, *scores: str | None, **more: Any) -> str:
    """The number of a questionnaire with these answers, None for none."""
    lines = [
        {**line, **({"score": score} if score else {})}
        for line, score in zip(QUESTIONS, scores, strict=True)
    ]
    return hands.issue("MY", {"basis": number, "answers": lines, **more}).number


def summed_up(hands: Hands, number: str) -> dict[str, Any]:
    """What the summing up has reckoned."""
    done = hands.act(number, "汇总", SERVICE).record.last("汇总")
    assert done is not None
    return dict(done.values)


def test_results_by_question_and_department(hands: Hands) -> None:
    """[S]: 3 came back of 5; 客服部 3 of 3 content; 工程部 2 of 5, an open answer not counted."""
    number = asked(hands)
    answered(hands, number, "很满意", "满意", "一般")
    answered(hands, number, "满意", "很不满意", None)
    answered(hands, number, "满意", "满意", "不满意")
    found = summed_up(hands, number)
    assert (found["back"], found["returned"]) == (3, 60)
    assert found["results"] == [
        {"question": "接待是否热情", "department": "客服部", "count": 3, "good": 3, "rate": 100},
        {"question": "维修是否及时", "department": "工程部", "count": 3, "good": 2, "rate": 66.7},
        {"question": "收费是否合理", "department": "工程部", "count": 2, "good": 0, "rate": 0},
    ]
    assert [(one["department"], one["rate"], one["reached"]) for one in found["departments"]] == [
        ("客服部", 100, "达到"), ("工程部", 40, "没有达到")
    ]
    assert (found["target"], found["below"]) == (85, "工程部")


def test_a_void_questionnaire_and_another_rounds_do_not_count(hands: Hands) -> None:
    number, other = asked(hands), asked(hands)
    answered(hands, number, "满意", "满意", "满意")
    answered(hands, other, "不满意", "不满意", "不满意")
    wrong = answered(hands, number, "不满意", "不满意", "不满意")
    hands.act(wrong, "作废", DESK, {"why": "录错"})
    found = summed_up(hands, number)
    assert found["back"] == 1 and "below" not in found


def test_it_is_counted_again_when_more_come_back(hands: Hands) -> None:
    """[C]: until the measures are written; the first count stays on the record."""
    number = asked(hands)
    answered(hands, number, "满意", "满意", "满意")
    assert summed_up(hands, number)["back"] == 1
    answered(hands, number, "满意", "满意", "满意")
    assert summed_up(hands, number)["back"] == 2
    counts = [one.values["back"] for one in hands.seen(number).acts if one.name == "汇总"]
    assert counts == [1, 2]


def test_below_the_target_there_are_measures(hands: Hands) -> None:
    """[S]: for each department below it, with who and until when [C]; then done; then closed."""
    number = asked(hands)
    answered(hands, number, "满意", "不满意", "一般")
    summed_up(hands, number)
    assert hands.due(number) == ("整改措施", "2026-11-29T00:00")
    hands.act(number, "经理审阅", LEADER)
    assert "工程部" in hands.cannot(number, "办结", SERVICE)[""]
    other = [{"measure": "x", "department": "客服部", "responsible": "何静"}]
    assert set(hands.cannot(number, "整改措施", SERVICE, {"measures": other})) == {"measures"}
    ours = [
        {"measure": "十五分钟到场", "department": "工程部", "responsible": "孙立", "due": "2026-12-15"},
        {"measure": "价目贴在柜台", "department": "工程部", "responsible": "李敏", "due": "2026-12-01"},
    ]
    hands.act(number, "整改措施", SERVICE, {"measures": ours})
    assert hands.due(number) == ("整改完成", "2026-12-16T00:00")
    assert "没有完成" in hands.cannot(number, "办结", SERVICE)[""]
    hands.act(number, "整改完成", SERVICE, {"result": "已做到"})
    assert hands.act(number, "办结", SERVICE).record.seen.state == "已办结"


def test_the_next_one_is_within_a_year(hands: Hands) -> None:
    """[S] yearly at least; no measures where the target is reached."""
    number = asked(hands)
    answered(hands, number, "满意", "满意", "满意")
    summed_up(hands, number)
    hands.act(number, "经理审阅", LEADER)
    hands.act(number, "办结", SERVICE)
    assert hands.due(number) == ("安排下次", "2027-11-21T10:42")
    hands.act(number, "安排下次", SERVICE)
    assert hands.due(number) is None


def test_questions_and_target_are_the_offices(desk: Desk) -> None:
    """[C] settings; the round keeps its questions, the count its target."""
    setting(desk, "survey_questions", [{"question": "总的来说", "department": "公司"}])
    setting(desk, "survey_target", 50)
    hands = Hands(desk.folder)
    made = hands.issue("MD", {}, no=SERVICE)
    assert made.values["questions"] == [{"question": "总的来说", "department": "公司"}]
    assert made.values["name"] == "2026 年度满意度调查"
    number = asked(hands)
    answered(hands, number, "满意", "满意", "一般")
    found = summed_up(hands, number)
    assert found["target"] == 50 and "below" not in found
    hands.close()


def test_a_questionnaire_has_the_questions_of_its_round(hands: Hands) -> None:
    """[C]: nobody types them; without an answer it is none; a closed round takes no more."""
    number = asked(hands)
    assert hands.refused("MY", {"basis": number}) == {"answers"}
    assert hands.refused("MY", {}) >= {"basis"}
    mine = hands.seen(answered(hands, number, "满意", None, None))
    assert len(mine.values["answers"]) == 3 and "name" not in mine.values
    summed_up(hands, number)
    hands.act(number, "经理审阅", LEADER)
    hands.act(number, "办结", SERVICE)
    lines = [{**QUESTIONS[0], "score": "满意"}]
    assert "basis" in hands.refused("MY", {"basis": number, "answers": lines})


def test_only_what_was_asked_is_answered(hands: Hands) -> None:
    """[S] by question and department: neither another question nor another department's."""
    number = asked(hands)
    for wrong in ({"question": "食堂好不好"}, {"department": "安全部"}):
        lines = [{**QUESTIONS[0], **wrong, "score": "满意"}]
        assert hands.refused("MY", {"basis": number, "answers": lines}) == {"answers"}
    draft = hands.issue("MD", ROUND, no=SERVICE).number
    lines = [{**QUESTIONS[0], "score": "满意"}]
    assert hands.refused("MY", {"basis": draft, "answers": lines}) == {"basis"}


def test_what_somebody_wrote_is_answered(hands: Hands) -> None:
    """[S] replies 100 %: in three working days [C]; who wrote nothing needs none."""
    number = asked(hands)
    silent = answered(hands, number, "满意", "满意", "满意")
    assert hands.due(silent) is None
    wrote = answered(hands, number, "满意", "满意", "满意", words="电梯太热", unit="1-101")
    assert hands.due(wrote) == ("答复意见", "2026-11-26T00:00")
    hands.act(wrote, "答复意见", DESK, {"answer": "已加风扇"})
    assert hands.due(wrote) is None
    tomorrow = datetime(2026, 11, 22, 9, 0)
    assert hands.state(silent, tomorrow) == "已录入"


def test_the_sheet_that_is_handed_out(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """[C]: A4, every question with a box for each answer; a name is not asked for."""
    (page,) = printed(desk, asked(hands), "满意度问卷", tmp_path)
    for words in ("满意度问卷", "接待是否热情", "很满意", "很不满意", "可以不署名"):
        assert words in page.text


def test_the_summary_on_paper(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """By question and by department, with the measures."""
    number = asked(hands)
    answered(hands, number, "满意", "不满意", "一般")
    summed_up(hands, number)
    (page,) = printed(desk, number, "满意度调查汇总", tmp_path)
    for words in ("维修是否及时", "工程部", "没有达到", "100"):
        assert words in page.text
