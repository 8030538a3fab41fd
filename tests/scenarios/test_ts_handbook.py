"""投诉 against docs/handbook.md §3: expectations written by hand from the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db import attachments, office, workbench
from db.records import Record, issue
from db.samples import sample
from db.session import member
from forms.call_rates import Followed, followed
from forms.fields import Kind
from forms.paper import Colour
from forms.property.complaint import TS
from tests.db.demo_desk import NOW, moment
from tests.scenarios.inside import (
    DESK, DIRECTOR, LEADER, SAFETY, SERVICE, WORKS, Hands,
)  # fmt: skip

OTHER_DESK = "1004"
NOISE: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "channel": "来电",
    "demand": "电梯运行时异响，夜里睡不好",
}  # fmt: skip
FAULT = {"fault": "维修", "department": "工程部"}
SEEN = {"course": "到机房查看，导靴磨损", "result": "未解决"}
PLAN = {"plan": "联系维保单位更换导靴", "doer": "周大勇"}
REPORT = {"cause": "导靴磨损", "finding": "上次保养已过六个月"}
SOLUTION = {
    "solution": "更换导靴，致歉", "measures": "保养改为每季一次", "compensation": 0,
}  # fmt: skip


def judged(hands: Hands, **changed: Any) -> Record:
    """One that the supervisor found to be founded."""
    made = hands.issue("TS", {**NOISE, **changed.pop("values", {})})
    return hands.act(made, "判为有效", SERVICE, {**FAULT, **changed}).record


def proposed(hands: Hands, compensation: int = 0, **changed: Any) -> Record:
    """One looked into, planned, investigated, with a solution."""
    made = judged(hands, **changed)
    hands.act(made, "主管到场查看", WORKS, SEEN)
    hands.act(made, "上报主任", SERVICE)
    hands.act(made, "部门计划", WORKS, PLAN)
    hands.act(made, "调查报告", WORKS, REPORT)
    given = {**SOLUTION, "compensation": compensation}
    return hands.act(made, "方案", WORKS, given).record


def approved(hands: Hands, **changed: Any) -> Record:
    return hands.act(proposed(hands, **changed), "批准方案", LEADER).record


def closed(hands: Hands, now: datetime = NOW, **changed: Any) -> Record:
    """One whose customer was told by telephone and that was closed."""
    made = approved(hands, **changed)
    hands.act(made, "电话答复", DESK, {"words": "已告知，同意"})
    return hands.act(made, "结案", SERVICE, {"satisfied": "基本满意"}, now=now).record


def called(satisfied: str, **more: str) -> dict[str, str]:
    return {"satisfied": satisfied, **more}


def test_what_is_recorded(hands: Hands) -> None:
    """[S]: name, phone, room or plate, demand; who took it, when, by which way, the number; fee
    status and who it is are found out."""
    bare = {"channel": "来电", "name": "赵虚构"}
    assert hands.refused("TS", bare) == {"phone", "demand", "unit"}
    made = hands.issue("TS", NOISE)
    assert made.number == "TS-2026-000001" and made.issued_by.no == DESK
    assert made.values["received_at"] == "2026-11-21T10:42"
    assert made.values["fees"] == "没有欠费" and made.values["who"] == "未登记"
    plate = {"plate": "粤BD12345", "model": "轿车", "unit": None}
    assert hands.issue("TS", {**NOISE, **plate, "phone": "13800138001"}).number
    late = {**NOISE, "received_at": "2026-11-21T10:43"}
    assert hands.refused("TS", late) == {"received_at"}
    assert hands.refused("TS", {**NOISE, "received_at": "2026-10-21T10:42"}) == {"received_at"}


def test_nobody_is_turned_away_for_what_he_owes(hands: Hands) -> None:
    """[S] the fee status is shown; it is taken even where the office blocks other forms."""
    office.change(hands.at("9001"), "arrears", "block")
    made = issue(hands.at(), "TS", {**NOISE, "unit": "3-1202"})
    assert "欠物业费" in made.warnings["unit"]
    assert made.record.values["fees"].startswith("欠物业费 2 个月")


def test_anonymous_needs_no_name(hands: Hands) -> None:
    given = {"anonymous": True, "channel": "信函", "demand": "保安抽烟"}
    assert "name" not in hands.issue("TS", given).values


def test_only_the_supervisor_decides_whether_it_is_founded(hands: Hands) -> None:
    """[S]"""
    made = hands.issue("TS", NOISE)
    for name, given in (("判为有效", FAULT), ("判为沟通性", {"nature": "咨询"})):
        assert "客服主管" in hands.cannot(made, name, DESK, given)[""]
    assert hands.due(made) == ("主管到场查看", "2026-11-22T00:00")
    hands.act(made, "判为有效", SERVICE, FAULT)
    hands.cannot(made, "判为沟通性", SERVICE, {"nature": "咨询"})


@pytest.mark.parametrize("field", ["accused", "judged"])
def test_the_person_complained_about_never_handles_it(hands: Hands, field: str) -> None:
    """[S]: neither issues, nor judges, looks, answers, nor is put in charge; others do."""
    assert hands.refused("TS", {**NOISE, "accused": "1003 李敏"}) == {"accused"}
    if field == "accused":
        made = hands.issue("TS", {**NOISE, "accused": "孙立"})
        hands.act(made, "判为有效", SERVICE, FAULT)
    else:
        made = hands.issue("TS", NOISE)
        hands.act(made, "判为有效", SERVICE, {**FAULT, "accused": "1007 孙立、1013 周大勇"})
    assert "被投诉人" in hands.cannot(made, "主管到场查看", WORKS, SEEN)[""]
    hands.act(made, "主管到场查看", DIRECTOR, SEEN)
    doer = {"plan": "换人", "doer": "1007 孙立"}
    assert set(hands.cannot(made, "部门计划", DIRECTOR, doer)) == {"doer"}
    assert "不能经手" in hands.cannot(made, "上报主任", WORKS)[""]


def test_a_signature_on_paper_is_of_one_who_may_and_not_of_the_accused(hands: Hands) -> None:
    made = proposed(hands, compensation=100_00, values={"accused": "刘志远"})
    assert "不能经手" in hands.cannot(made, "核准补偿", DESK, signer="刘志远")[""]
    other = {"unit": "1-102", "phone": "13800138002"}
    made = proposed(hands, compensation=900_00, values=other)
    said = hands.cannot(made, "核准补偿", DESK, signer="何静")
    assert "主任、公司经理" in said[""]
    assert hands.act(made, "核准补偿", DESK, signer="刘志远").record.last("核准补偿")


def test_the_head_of_the_department_goes_and_leads(hands: Hands) -> None:
    """[S]: its own supervisor, not another department's; [C] those above may."""
    made = judged(hands)
    assert "工程主管" in hands.cannot(made, "主管到场查看", SAFETY, SEEN)[""]
    assert "待到场查看" == hands.state(made)
    mine = hands.at(WORKS)
    assert made.number in {one.number for one in workbench.items(mine)}
    assert made.number not in {one.number for one in workbench.items(hands.at(SAFETY))}
    hands.act(made, "主管到场查看", WORKS, SEEN)
    assert "工程主管" in hands.cannot(made, "部门计划", SAFETY, PLAN)[""]


def test_the_same_day_then_to_the_director(hands: Hands) -> None:
    """[S] looked into the same day, unresolved → 主任; plan 1 working day, report 3 days, closed in
    7 days from when it was received. 11-21 is a Saturday."""
    made = judged(hands)
    assert hands.due(made) == ("主管到场查看", "2026-11-22T00:00")
    hands.act(made, "主管到场查看", WORKS, SEEN)
    assert hands.due(made) == ("上报主任", "2026-11-22T00:00")
    hands.act(made, "上报主任", SERVICE)
    assert hands.due(made) == ("部门计划", "2026-11-24T00:00")
    hands.act(made, "部门计划", WORKS, PLAN)
    assert hands.due(made) == ("调查报告", "2026-11-25T00:00")
    hands.act(made, "调查报告", WORKS, REPORT)
    assert hands.due(made) == ("结案", "2026-11-29T00:00")


def test_what_is_settled_the_same_day_needs_no_plan(hands: Hands) -> None:
    """[C]; the solution still is approved."""
    made = judged(hands)
    hands.act(made, "主管到场查看", WORKS, {**SEEN, "result": "当天解决"})
    assert hands.due(made) == ("结案", "2026-11-29T00:00")
    hands.act(made, "方案", WORKS, {**SOLUTION, "cause": "导靴磨损"})
    assert "批准方案" in hands.cannot(made, "结案", SERVICE)[""]
    settled = {**SEEN, "result": "当天解决"}
    late = judged(hands, values={"received_at": "2026-11-20T10:00"})
    assert set(hands.cannot(late, "主管到场查看", WORKS, settled)) == {"result"}


def test_a_major_one_is_planned_and_reported_all_the_same(hands: Hands) -> None:
    """[S] the plan in a working day, the report in three; so are all where the office says so."""
    settled = {**SEEN, "result": "当天解决"}
    major = judged(hands, weight="重大", reason="情节严重")
    hands.act(major, "主管到场查看", WORKS, settled)
    assert "部门计划" in hands.cannot(major, "方案", WORKS, SOLUTION)[""]
    office.change(hands.at("9001"), "complaint_short", False)
    made = judged(hands)
    hands.act(made, "主管到场查看", WORKS, settled)
    assert hands.due(made) == ("部门计划", "2026-11-24T00:00")


@pytest.mark.parametrize(("weight", "reason"), [("重大", "情节严重"), ("重要", "")])
def test_major_goes_upward_within_a_day(hands: Hands, weight: str, reason: str) -> None:
    """[S]: from when it was received, with the reason that makes it major."""
    early = {"received_at": "2026-11-21T08:00"}
    made = judged(hands, values=early, weight=weight, **({"reason": reason} if reason else {}))
    names = {"上报公司经理"} & set(made.standing.open)
    assert bool(names) is (weight == "重大")
    hands.act(made, "主管到场查看", WORKS, SEEN)
    hands.act(made, "上报主任", SERVICE)
    wanted = ("上报公司经理", "2026-11-22T08:00") if reason else ("部门计划", "2026-11-24T00:00")
    assert hands.due(made) == wanted


def test_major_says_why_and_the_media_make_it_so(hands: Hands) -> None:
    made = hands.issue("TS", NOISE)
    assert set(hands.cannot(made, "判为有效", SERVICE, {**FAULT, "weight": "重大"})) == {"reason"}
    press = hands.issue("TS", {**NOISE, "channel": "媒体", "phone": "13800138009", "unit": "1-102"})
    assert set(hands.cannot(press, "判为有效", SERVICE, {**FAULT, "weight": "一般"})) == {"weight"}
    done = hands.act(press, "判为有效", SERVICE, FAULT).record.last("判为有效")
    assert done and (done.values["weight"], done.values["reason"]) == ("重大", "媒体关注")


@pytest.mark.parametrize(("yuan", "no", "others"), [
    (500, SERVICE, ()), (501, DIRECTOR, (SERVICE,)), (2000, DIRECTOR, (SERVICE,)),
    (2001, LEADER, (SERVICE, DIRECTOR)),
])  # fmt: skip
def test_compensation_is_approved_by_the_table(
    hands: Hands, yuan: int, no: str, others: tuple[str, ...]
) -> None:
    """[S] 权限核决表: ≤ 500 客服主管, ≤ 2000 主任, above 公司经理 ([C] amounts)."""
    made = proposed(hands, compensation=yuan * 100)
    for other in others:
        assert "办理" in hands.cannot(made, "核准补偿", other)[""]
    assert "核准补偿" in hands.cannot(made, "批准方案", LEADER)[""]
    hands.act(made, "核准补偿", no)
    hands.act(made, "批准方案", LEADER)


def test_the_table_is_the_offices(hands: Hands) -> None:
    table = [{"up_to": 50_00, "role": "客服主管"}, {"role": "公司经理"}]
    office.change(hands.at("9001"), "compensation", table)
    made = proposed(hands, compensation=100_00)
    assert "公司经理" in hands.cannot(made, "核准补偿", DIRECTOR)[""]


def test_nothing_is_promised_before_the_manager_approved(hands: Hands) -> None:
    """[S]: no answer, no closing; who proposed does not approve; sent back, it is made again."""
    made = proposed(hands)
    for name, given in (("答复信", {"letter": "补偿您"}), ("电话答复", {"words": "补偿您"})):
        assert "批准方案" in hands.cannot(made, name, DESK, given)[""]
    assert "公司经理" in hands.cannot(made, "批准方案", DIRECTOR)[""]
    hands.act(made, "退回方案", LEADER, {"why": "措施不具体"})
    assert hands.state(made) == "方案退回"
    hands.act(made, "方案", WORKS, SOLUTION)
    hands.act(made, "批准方案", LEADER)


def test_the_customer_is_told_by_letter_or_by_a_logged_call(hands: Hands) -> None:
    """[S] before it is closed; the letter is printed."""
    made = approved(hands)
    assert "答复" in hands.cannot(made, "结案", SERVICE)[""]
    done = hands.act(made, "答复信", DESK, {"letter": "导靴已更换。"})
    assert done.prints == ("回复函",)
    assert hands.act(made, "结案", SERVICE).record.standing.state == "已结案"


def test_a_communicative_one_is_explained_and_closed(hands: Hands) -> None:
    """[S] record → who is it → fee status → department or explanation → follow-up."""
    made = hands.issue("TS", {**NOISE, "kind": "咨询"})
    hands.act(made, "判为沟通性", SERVICE)
    last = hands.seen(made).last("判为沟通性")
    assert last and last.values["nature"] == "咨询"
    assert "答复说明" in hands.cannot(made, "结案", SERVICE)[""]
    hands.act(made, "答复说明", DESK, {"words": "物业费每季首月交"})
    hands.act(made, "结案", SERVICE)
    assert hands.due(made) == ("回访", "2026-11-25T00:00")


def test_badly_handled_it_becomes_effective(hands: Hands) -> None:
    """[S]: also after it was closed; then it is judged, looked into and approved like the other."""
    made = hands.issue("TS", {**NOISE, "kind": "咨询"})
    hands.act(made, "判为沟通性", SERVICE)
    hands.act(made, "答复说明", DESK, {"words": "不归我们管"})
    hands.act(made, "结案", SERVICE, {"satisfied": "不满意"})
    hands.act(made, "转为有效", SERVICE, {"why": "推诿"})
    assert hands.state(made) == "转为有效，待判断" and not hands.seen(made).standing.ended
    hands.cannot(made, "判为沟通性", SERVICE, {"nature": "咨询"})
    hands.act(made, "判为有效", SERVICE, FAULT)
    assert "批准方案" in hands.cannot(made, "结案", SERVICE)[""]


@pytest.mark.parametrize(("weight", "no", "others"), [
    ("一般", DESK, ()), ("重要", SERVICE, (DESK,)), ("重大", LEADER, (DESK, SERVICE)),
])  # fmt: skip
def test_who_calls_back_goes_by_the_weight(
    hands: Hands, weight: str, no: str, others: tuple[str, ...]
) -> None:
    """[S] 物业助理, 部门主管, 公司经理; within 3 days of the closing."""
    how = {"weight": weight, "reason": "情节严重"} if weight == "重大" else {"weight": weight}
    made = approved(hands, **how)
    if weight == "重大":
        hands.act(made, "上报公司经理", SERVICE)
    hands.act(made, "电话答复", DESK, {"words": "已告知"})
    hands.act(made, "结案", SERVICE)
    assert hands.due(made) == ("回访", "2026-11-25T00:00")
    for other in others:
        assert "回访" in hands.cannot(made, "回访", other, called("满意"))[""]
    hands.act(made, "回访", no, called("满意"))
    assert hands.due(made) is None


def test_a_new_grievance_gets_the_next_follow_up(hands: Hands) -> None:
    """[S] until it is settled; the supervisor signs a remark."""
    made = closed(hands)
    assert set(hands.cannot(made, "回访", DESK, called("不满意"))) == {"grievance"}
    hands.act(made, "回访", DESK, called("不满意", grievance="夜里还响"), now=moment("22T09:00"))
    assert hands.due(made) == ("回访", "2026-11-26T00:00")
    hands.act(made, "跟进", WORKS, {"words": "再调平"}, now=moment("22T15:00"))
    hands.act(made, "回访", DESK, called("没联系上"), now=moment("23T09:00"))
    assert hands.due(made) == ("回访", "2026-11-27T00:00")
    hands.act(made, "回访", DESK, called("满意"), now=moment("24T09:00"))
    assert hands.due(made) is None
    assert "主管批注" in hands.seen(made).standing.waits
    assert "客服主管" in hands.cannot(made, "主管批注", DESK, {"words": "好"})[""]
    hands.act(made, "主管批注", SERVICE, {"words": "已落实"})


def test_on_site_the_customer_signs(hands: Hands) -> None:
    """[S]"""
    made = closed(hands)
    visit = called("满意", way="上门回访")
    assert set(hands.cannot(made, "回访", DESK, visit)) == {"customer_signed"}
    hands.act(made, "回访", DESK, {**visit, "customer_signed": True})


def test_through_the_group_the_result_goes_back_in_a_day(hands: Hands) -> None:
    """[S]: 24 h after closing."""
    made = closed(hands, values={"channel": "集团转来"})
    assert made.values["report_to"] == "集团"
    assert hands.due(made) == ("回报结果", "2026-11-22T10:42")
    hands.act(made, "回报结果", SERVICE)
    assert hands.due(made) == ("回访", "2026-11-25T00:00")


def test_no_call_where_nobody_is_known_or_a_letter_only_is_wanted(hands: Hands) -> None:
    """[S]: the reply is attached instead."""
    made = approved(hands)
    hands.act(made, "电话答复", DESK, {"words": "上级已转"})
    assert set(hands.cannot(made, "结案", SERVICE, {"letter_only": True})) == {"reply"}
    reply = attachments.take(hands.at(), sample(Kind.FILE), "答复.jpg", Kind.FILE)
    done = hands.act(made, "结案", SERVICE, {"letter_only": True, "reply": reply}).record
    assert done.standing.due is None
    given = {"anonymous": True, "channel": "信函", "demand": "保安抽烟", "unit": "1-103"}
    hidden = hands.issue("TS", given)
    hands.act(hidden, "判为沟通性", SERVICE, {"nature": "发泄"})
    hands.act(hidden, "答复说明", DESK, {"words": "已提醒"})
    assert set(hands.cannot(hidden, "结案", SERVICE)) == {"reply"}
    hands.act(hidden, "结案", SERVICE, {"reply": reply})
    assert hands.due(hidden) is None and "回访" not in hands.seen(hidden).standing.open


def test_the_same_matter_is_one_record(hands: Hands) -> None:
    """[S]: the desk is told of the one in hand, by unit or phone, and adds who else complains."""
    first = hands.issue("TS", NOISE)
    again = issue(hands.at(OTHER_DESK), "TS", {**NOISE, "phone": "13800138002"})
    assert first.number in again.warnings["unit"] and "房号相同" in again.warnings["unit"]
    more = {"name": "钱邻居", "phone": "13900139000", "unit": "1-102", "words": "也听见"}
    hands.act(first, "增加投诉人", OTHER_DESK, more)
    third = issue(hands.at(), "TS", {**NOISE, "unit": "1-104", "phone": "13900139000"})
    assert first.number in third.warnings["unit"] and "联系电话相同" in third.warnings["unit"]
    fresh = {**NOISE, "unit": "1-302", "phone": "13900139005"}
    assert not issue(hands.at(), "TS", fresh).warnings


def test_what_is_owed_does_not_hide_the_same_matter(hands: Hands) -> None:
    """Both are told at the unit: 3-1202 owes, and has one in hand."""
    owing = {**NOISE, "unit": "3-1202", "phone": "13800138009"}
    first = hands.issue("TS", owing)
    told = issue(hands.at(), "TS", owing).warnings["unit"]
    assert "欠物业费" in told and first.number in told and told.count("欠物业费") == 1


def test_an_open_letter_answers_many(hands: Hands) -> None:
    """[S] all of them in one step, or none; what is answered needs no call."""
    one = approved(hands)
    two = approved(hands, values={"unit": "1-102", "phone": "13800138002"})
    unready = hands.issue("TS", {**NOISE, "unit": "1-103", "phone": "13800138003"})
    text = {"subject": "关于电梯", "words": "导靴已全部更换。", "posted": "大堂"}
    lines = [{"record": made.number} for made in (one, two, unready)]
    assert hands.refused("GK", {**text, "answers": lines}, SERVICE) == {"answers[2].record"}
    letter = hands.issue("GK", {**text, "answers": lines[:2]}, no=SERVICE)
    assert "签发" in hands.cannot(letter, "张贴", SERVICE)[""]
    hands.act(letter, "签发", LEADER)
    assert "公开信" in hands.cannot(one, "公开答复", SERVICE)[""]
    hands.act(letter, "张贴", SERVICE)
    for made in (one, two):
        done = hands.seen(made).last("公开答复")
        assert done and done.values["letter"] == letter.number
        closed = hands.act(made, "结案", SERVICE).record
        assert hands.due(made) is None and "回访" not in closed.standing.open


def test_a_letter_is_put_up_for_all_or_for_none(hands: Hands) -> None:
    one = approved(hands)
    two = approved(hands, values={"unit": "1-102", "phone": "13800138002"})
    lines = [{"record": made.number} for made in (one, two)]
    text = {"subject": "关于电梯", "words": "已换。", "answers": lines}
    letter = hands.issue("GK", text, no=SERVICE)
    hands.act(letter, "签发", LEADER)
    hands.act(two, "撤诉", SERVICE, {"why": "搬走了"})
    assert two.number in hands.cannot(letter, "张贴", SERVICE)[""]
    assert hands.seen(one).last("公开答复") is None
    assert not hands.seen(letter).standing.ended


def test_the_rate_counts_late_calls_and_leaves_out_who_is_not_known(hands: Hands) -> None:
    """[S] complaint 3 days, ≥ 50 %; late ones count but show as late."""
    rate = TS.call_rate
    assert rate is not None and rate.target == 50
    made = closed(hands)
    hands.act(made, "回访", DESK, called("满意"), now=moment("25T09:00"))
    seen = hands.seen(made)
    found = followed(rate, seen.values, seen.acts, seen.facts)
    assert found == Followed(NOW.date(), moment("25T09:00"), late=True)


def test_the_sheet_has_four_copies_none_for_the_customer() -> None:
    """[S] the 4th to 财务; internal."""
    assert len(TS.copies) == 4 and TS.copies[3].holder == "财务"
    assert not {"客户", "投诉人"} & {copy.holder for copy in TS.copies}
    colours = [Colour.WHITE, Colour.RED, Colour.BLUE, Colour.YELLOW]
    assert [copy.colour for copy in TS.copies] == colours


def test_every_request_goes_through_the_same_record(hands: Hands) -> None:
    """[S] 投诉、求助、咨询、发泄、诉求."""
    kinds = ("投诉", "求助", "咨询", "发泄", "诉求")
    assert TS.field("kind").choices == kinds
    for at, kind in enumerate(kinds):
        given = {**NOISE, "kind": kind, "unit": f"1-{at + 2}01", "phone": f"1380013810{at}"}
        assert hands.issue("TS", given).values["kind"] == kind


def test_who_was_asked_first_has_it(hands: Hands) -> None:
    """[S] 首问负责: the owner is seen."""
    made = hands.issue("TS", NOISE)
    assert made.standing.holder == member(hands.at().store, DESK).words
    other = hands.issue("TS", {**NOISE, "asked": "2001 赵队", "unit": "1-102"})
    assert other.standing.holder == "2001 赵队"


def test_a_remark_is_on_a_call_that_was_made(hands: Hands) -> None:
    """Where nobody is known nobody is called, and there is nothing to remark on."""
    made = hands.issue("TS", {"kind": "投诉", "anonymous": True, "channel": "信函",
                              "demand": "夜里有人放鞭炮", "place": "南门"})
    assert not {"跟进", "主管批注", "回访"} & set(made.standing.open)
    assert "现在不能办" in hands.cannot(made, "主管批注", SERVICE, {"words": "好"})[""]


def test_a_grave_slip_that_was_answered_still_goes_to_the_manager(hands: Hands) -> None:
    """[S] grave matters go to 总经理 at once: an answer of the department does not end that."""
    slip = hands.issue("LL", {"department": "工程部", "matter": "地库进水", "grave": True})
    hands.act(slip, "接收", WORKS)
    hands.act(slip, "回复", WORKS, {"result": "已堵住"})
    assert hands.seen(slip).standing.open == ("公司经理批示",)
    hands.act(slip, "公司经理批示", LEADER, {"words": "明天查全部集水井"})
    assert hands.due(slip) is None and hands.state(slip) == "已回复"
