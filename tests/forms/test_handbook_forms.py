"""CR, WX, DH and RG against the handbook, written by hand from its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from forms import DECLARED, life
from forms.dealership.subscription import RG
from forms.facts import LinkedRecord
from forms.fees import Purse, charged
from forms.fields import Kind
from forms.form import Form
from forms.life import Done, Standing
from forms.property.hot_work import DH
from forms.property.pass_card import CR
from forms.property.repair import WX
from forms.rules import Rejected, clean
from tests.forms.played import NOW, example_of, facts_of

SITE = LinkedRecord(
    "ZX-2026-000001", "ZX", "施工中", False, valid_until=datetime(2026, 12, 21),
    done=("主任批准", "发许可证"),
)


def after(form: Form, values: dict[str, Any], *acts: Any) -> Standing:
    """The standing after acts, each a name or (name, values), a minute apart."""
    done = []
    for n, act in enumerate(acts, 1):
        name, own = act if isinstance(act, tuple) else (act, {})
        done.append(Done(name, NOW + timedelta(minutes=n), "1003", own))
    return life.standing(form, values, NOW, done, facts_of(form, values))


def problems(form: Form, typed: dict[str, Any], **facts: Any) -> dict[str, str]:
    """What is wrong with the example when these things are typed instead."""
    given = {key: one for key, one in {**example_of(form), **typed}.items() if one is not None}
    try:
        clean(form, given, replace(facts_of(form, given), **facts))
    except Rejected as rejected:
        return rejected.problems
    return {}


PASS = {**example_of(CR), "period": {"from": "2026-11-21", "to": "2026-12-20"}}
PAID = ("缴费", {"receipt": "A1"})
GIVEN = ("交证", {"signer": {"name": "罗师傅"}})


def test_a_pass_is_paid_first_and_stamped_last() -> None:
    """§1 CR: deposit and cost to 财务 first; card handed over, signed for; 财务 stamps, last."""
    assert "制证" not in after(CR, PASS).open
    assert "制证" in after(CR, PASS, PAID).open
    assert "财务盖章" not in after(CR, PASS, PAID, "制证").open
    handed = after(CR, PASS, PAID, "制证", GIVEN)
    assert "财务盖章" in handed.open and handed.holder == "罗师傅"
    assert after(CR, PASS, PAID, "制证", GIVEN, "财务盖章").state == "使用中"


def test_what_a_pass_costs() -> None:
    """§1 CR: deposit 100 and 5 a person; a reissue the 5 again, the deposit goes over."""
    def sums(values: dict[str, Any]) -> dict[Purse, int | None]:
        carried = 100_00 if "old_pass" in values else 0
        facts = replace(facts_of(CR, values), carried=carried)
        return {fee.purse: charged(fee, values, facts) for fee in CR.fees}

    assert sums(PASS) == {Purse.DEPOSIT: 100_00, Purse.INCOME: 5_00}
    assert sums({**PASS, "old_pass": "CR-2026-000001"}) == {Purse.DEPOSIT: 0, Purse.INCOME: 5_00}


def test_papers_of_a_pass_are_seen_and_kept() -> None:
    """§1 CR: application and permit seen, ID copy and photo; the last two carry over (§1, [C])."""
    assert problems(CR, {"application_seen": False}).keys() == {"application_seen"}
    assert problems(CR, {"permit_seen": None}).keys() == {"permit_seen"}
    bare = {"photo": None, "id_copy": None}
    assert problems(CR, bare).keys() == {"photo", "id_copy"}
    assert problems(CR, {**bare, "old_pass": "CR-2026-000001"}) == {}


@pytest.mark.parametrize("last, ok", [("2026-12-20", True), ("2026-12-21", False)])
def test_no_pass_outlives_its_renovation(last: str, ok: bool) -> None:
    """§1: to the day."""
    typed = {"period": {"from": "2026-11-21", "to": last}}
    assert (problems(CR, typed, linked={"basis": SITE}) == {}) is ok


def test_no_pass_for_a_renovation_that_is_over() -> None:
    """§1 CR: renovation period not over; and a void one is none."""
    over = replace(SITE, valid_until=NOW)
    assert "basis" in problems(CR, {}, linked={"basis": over})
    void = replace(SITE, ended=True, state="已作废")
    assert problems(CR, {}, linked={"basis": void}) == {"basis": "ZX-2026-000001 已作废，不能再用"}


def test_the_supervisor_sets_the_end_of_a_repair_workers_pass() -> None:
    """§1: hangs on a WX or ZJ, its end set by 值班主任."""
    repair = {**PASS, "work": "维修", "basis": "WX-2026-000001"}
    del repair["period"], repair["application_seen"], repair["permit_seen"]
    assert problems(CR, {**dict.fromkeys(PASS), **repair}) == {}
    assert "制证" not in after(CR, repair, PAID).open
    set_end = after(CR, repair, PAID, ("核定期限", {"until": "2026-11-25"}))
    assert "制证" in set_end.open and set_end.valid_until == datetime(2026, 11, 26)
    assert "核定期限" not in after(CR, PASS).open


def test_a_deposit_comes_back_with_the_card_before_two_people() -> None:
    """§1, [C]: back when the card is back; a lost card forfeits or is replaced, never handed in."""
    used = (PAID, "制证", GIVEN, "财务盖章")
    assert "退押金" not in after(CR, PASS, *used).open
    assert "退押金" in after(CR, PASS, *used, ("退证", {"condition": "完好"})).open
    lost = after(CR, PASS, *used, ("挂失", {"why": "遗失"}))
    assert "没收押金" in lost.open and not {"退押金", "退证"} & set(lost.open)
    assert CR.act("退押金").second and CR.act("没收押金").second


REPAIR = example_of(WX)


def test_the_customers_agreement_gates_the_work_never_the_order() -> None:
    """§1 WX: item confirmed, price told, customer agrees, then work starts."""
    there = after(WX, REPAIR, "派工", "到场")
    assert "客户同意" in there.open and "开工" not in there.open
    assert "开工" in after(WX, REPAIR, "派工", "到场", "客户同意").open
    assert "客户取消" in there.open
    assert "客户取消" not in after(WX, REPAIR, "派工", "到场", "客户同意", "开工").open


def test_on_site_in_fifteen_minutes_or_ten_after_the_appointment() -> None:
    """§1: early is fine; a delay agreed with the customer moves it."""
    due = after(WX, REPAIR).due
    assert due is not None and due.at == NOW + timedelta(minutes=15)
    later = {**REPAIR, "urgency": "预约", "appointment": "2026-11-22T09:00"}
    due = after(WX, later).due
    assert due is not None and due.at == datetime(2026, 11, 22, 9, 10)
    moved = ("改约", {"until": "2026-11-23T15:00", "agreed": True})
    for order in (later, REPAIR):
        due = after(WX, order, moved).due
        assert due is not None and due.at == datetime(2026, 11, 23, 15, 10)
        again = ("改约", {"until": "2026-11-24T08:00", "agreed": True})
        due = after(WX, order, "派工", moved, "到场", again).due
        assert due is not None and due.at == datetime(2026, 11, 24, 8, 10)
        assert after(WX, order, "派工", "到场").due is None
        assert after(WX, order, moved, "派工", "到场").due is None


LINE = {"name": "换水龙头", "price": 40_00, "quantity": 2, "amount": 80_00}
DONE = ("完工", {"charge": "有偿", "items": [LINE], "total": 80_00, "to_pay": 80_00})
WORK = ("派工", "到场", "客户同意", "开工", DONE)
GRIEVANCE = ("回访", {"satisfied": "不满意", "words": "仍漏水"})


def test_the_customer_is_called_the_same_day() -> None:
    """§1, §3: follow-up on the day of completion, also once 财务 has the sheet."""
    due = after(WX, REPAIR, *WORK).due
    assert due is not None and (due.name, due.at) == ("回访", datetime(2026, 11, 22))
    handed = after(WX, REPAIR, *WORK, "客户签字", "转财务")
    assert handed.ended and {"回访", "收款"} <= set(handed.open)
    called = ("回访", {"satisfied": "满意"})
    assert after(WX, REPAIR, *WORK, "客户签字", "转财务", called).due is None


def test_a_grievance_gets_the_next_call_until_it_is_settled() -> None:
    """§3: the next one a day later, again and again; then none."""
    for calls in (1, 2, 3):
        due = after(WX, REPAIR, *WORK, *[GRIEVANCE] * calls).due
        assert due is not None and due.at == datetime(2026, 11, 23)
    settled = ("回访", {"satisfied": "基本满意"})
    assert after(WX, REPAIR, *WORK, GRIEVANCE, settled).due is None


@pytest.mark.parametrize("weight, caller", [
    ("一般", "前台"), ("重要", "客服主管"), ("重大", "公司经理"),
])  # fmt: skip
def test_who_calls_goes_by_weight(weight: str, caller: str) -> None:
    """§3 [S]: ordinary the desk, important the department's head, major the company's."""
    due = after(WX, {**REPAIR, "weight": weight}, *WORK).due
    assert due is not None and due.deadline.roles == (caller,)


def test_work_done_badly_is_done_again() -> None:
    """Arrival, completion, signature and call no longer count; somebody comes as agreed."""
    rework = ("返工", {"why": "仍漏水", "until": "2026-11-22T09:00"})
    for ended in ((), ("转财务",)):
        again = after(WX, REPAIR, *WORK, "客户签字", *ended, GRIEVANCE, rework)
        assert not again.ended and not {"完工", "客户签字", "开工"} & set(again.open)
        assert again.due is not None and again.due.at == datetime(2026, 11, 22, 9, 10)
        there = after(WX, REPAIR, *WORK, "客户签字", *ended, GRIEVANCE, rework, "到场", "开工")
        assert "完工" in there.open and there.due is None


def test_three_copies_of_a_repair_order_go_to_three_holders() -> None:
    """§2 [S]: customer, 工程部 for the file, from the desk to 财务 for the bill."""
    assert [copy.holder for copy in WX.copies] == ["客户", "工程部", "财务"]


FIRE = {**example_of(DH), "work_date": "2026-11-21"}


@pytest.mark.parametrize("first, second", [
    ("工程主管审核", "安全主管审核"), ("安全主管审核", "工程主管审核"),
])
def test_two_review_hot_work_in_any_order_then_the_director(first: str, second: str) -> None:
    """§1 DH; then the original goes to the applicant."""
    assert "主任盖章" not in after(DH, FIRE, first).open
    assert "主任盖章" in after(DH, FIRE, first, second).open
    given = after(DH, FIRE, first, second, "主任盖章", ("交申请人", {"receiver": {"name": "罗"}}))
    assert given.holder == "罗" and DH.copies[0].holder == "申请人"


def test_hot_work_holds_for_its_own_day() -> None:
    """§1 [S]: the work date, to its end."""
    assert after(DH, FIRE).valid_until == datetime(2026, 11, 22)
    assert problems(DH, {"work_date": "2026-11-20"}).keys() == {"work_date"}


@pytest.mark.parametrize("review, ok", [
    ("2026-11-20", False), ("2026-11-21", True), ("2027-01-01", True)])
def test_an_expired_certificate_blocks(review: str, ok: bool) -> None:
    """§1 [S]: on the day of the work."""
    found = problems(DH, {"work_date": "2026-11-21", "review_date": review})
    assert (found == {}) is ok and (ok or found.keys() == {"review_date"})


def test_certificate_and_id_are_attached_and_the_rules_printed() -> None:
    """§1 DH: copies of certificate and ID; ≥ 10 m between oxygen, acetylene and flame."""
    bare = dict.fromkeys(("certificate", "certificate_copy", "id_copy", "review_date"))
    assert problems(DH, bare).keys() == set(bare)
    assert any("10 米" in getattr(part, "words", "") for part in DH.papers[0].parts)


ORDER = example_of(RG)


def test_an_order_counts_once_signed_and_registered_and_again_after_a_change() -> None:
    """§4: 组长 or 销售经理 signs and 销售助理 registers; a change is signed again."""
    assert RG.act("主管签字").roles == ("组长", "销售经理")
    assert RG.act("登记").roles == ("销售助理",)
    signed = ("收定金", "主管签字")
    assert "登记" not in after(RG, ORDER, "主管签字").open
    assert after(RG, ORDER, *signed, "登记").state == "已生效"
    changed = after(RG, ORDER, *signed, "登记", ("变更", {"changed_on": "2026-11-21"}))
    assert changed.state == "变更待签字" and "主管签字" in changed.open
    assert "签合同" not in changed.open and "登记" not in changed.open
    again = after(RG, ORDER, *signed, "登记", "变更", "主管签字", "登记")
    assert again.state == "已生效" and "签合同" in again.open


def test_no_order_on_what_is_taken_and_four_copies() -> None:
    """§2, §4: customer 1, 财务 1, 销售部 2; every payment goes to 财务."""
    assert problems(RG, {}, taken={"object": ("RG-2026-000001",)}).keys() == {"object"}
    assert [copy.holder for copy in RG.copies] == ["客户", "财务", "销售部", "销售部"]
    assert RG.act("收定金").roles == RG.act("退定金").roles == ("财务",)
    assert problems(RG, {"total": 1_00}).keys() == {"total", "deposit"}


NOT_OF_THE_PAST = {
    "TS 部门计划.until", "TS 答复信.on", "GK dated", "FX day", "RG 变更.changed_on",
    "ZT at_time",
}  # fmt: skip
"""Days that are planned or that a letter is dated: any day will do."""


def test_what_has_happened_is_not_still_to_come() -> None:
    """A day or time that says when something was done is not in the future: a letter is not sent,
    a person not gone, before it is. Every other says in which bounds it is or is worked out."""
    loose = set()
    for form in DECLARED:
        asked = [("", one) for one in form.fields]
        asked += [(f"{act.name}.", one) for act in form.acts for one in act.fields]
        asked += [(f"{at}{one.key}.", more) for at, one in asked for more in one.columns]
        loose |= {
            f"{form.code} {at}{one.key}" for at, one in asked
            if one.kind in (Kind.DATE, Kind.DATETIME) and not one.checks and one.reckoned is None
        }  # fmt: skip
    assert loose <= NOT_OF_THE_PAST
