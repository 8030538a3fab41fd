"""装修延期申请表 against docs/handbook.md §1 YQ: expectations written by hand from the page, none read
from the declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import register, standings, workbench
from forms import DECLARED
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check
from forms.form import Form
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.renewing import (
    HANDED, PAID, REVIEWED, STAMPED, approved, at, card, course, extension, gate, read, refusal,
    renovation,
)  # fmt: skip
from tests.scenarios.site import DIRECTOR, DUTY, GATE, MONEY, RECEPTION, WORKS

EFFECT = ("办理延期", RECEPTION)
FEE = {"fee": "300"}


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def test_owner_or_responsible_person_applies_for_a_renovation(hands: Desk) -> None:
    """[S]; [C]: the only renovation of the room, its limit, who applies and the phone come by
    themselves; reason and months are asked."""
    basis = renovation(hands)
    made = read(hands, extension(hands))
    values = made.values
    assert (made.hangs_on, values["basis"]) == (basis.number, basis.number)
    assert (values["limit"], values["months"]) == ("2027-02-21", 1)
    assert values["name"] == basis.values["responsible"]
    assert values["phone"] == basis.values["responsible_phone"]
    hands.act(made, "作废", RECEPTION, {"why": "业主来办"})
    owner = read(hands, extension(hands, applicant="业主")).values
    assert owner["name"] == basis.values["owner"] and owner["phone"] == basis.values["owner_phone"]
    assert set(refusal(hands, "issue", "YQ", {"unit": "1-102"})) >= {"basis", "reason"}


@pytest.mark.parametrize("staff, taken", [
    (RECEPTION, True), (DUTY, False), (WORKS, False), (DIRECTOR, False), (MONEY, False),
    (GATE, False),
])  # fmt: skip
def test_the_desk_takes_it(hands: Desk, staff: str, taken: bool) -> None:
    """[C]."""
    renovation(hands)
    if taken:
        assert hands.issue("YQ", {"unit": "1-101", "reason": "材料未到"}, no=staff)
    else:
        assert refusal(hands, "issue", "YQ", {"unit": "1-101", "reason": "材料未到"}, no=staff)


def test_only_of_the_same_room_and_with_a_permit(hands: Desk) -> None:
    """[C]: nothing to extend before the permit."""
    basis = renovation(hands, ("工程主管审核", WORKS))
    assert refusal(hands, "issue", "YQ", {"unit": "1-101", "reason": "材料未到"}) == {
        "basis": f"{basis.number} 还没有发装修许可证"
    }
    other = renovation(hands, unit="1-102")
    wrong = {"unit": "1-101", "basis": other.number, "reason": "材料未到"}
    assert "与房号不符" in refusal(hands, "issue", "YQ", wrong)["basis"]


@pytest.mark.parametrize("now", ["2026-12-01T09:00", "2027-02-21T23:59", "2027-03-05T09:00"])
def test_before_or_after_the_limit_ran_out(hands: Desk, now: str) -> None:
    """[S] not done within the period: the room brings it also when it has run out."""
    basis = renovation(hands)
    made = read(hands, extension(hands, at(now)), at(now))
    assert made.hangs_on == basis.number and made.values["limit"] == "2027-02-21"


@pytest.mark.parametrize("ends, state", [
    ((("验收", WORKS),), "已验收"),
    ((("验收", WORKS), ("结束", RECEPTION, {"returned": True})), "已结束"),
    ((("作废", DIRECTOR, {"why": "不装了"}),), "已作废"),
])  # fmt: skip
def test_not_after_acceptance_end_or_void(hands: Desk, ends: Any, state: str) -> None:
    """[C]."""
    basis = renovation(hands)
    course(hands, basis.number, *ends)
    typed = {"unit": "1-101", "basis": basis.number, "reason": "材料未到"}
    assert refusal(hands, "issue", "YQ", {**typed, "name": "罗师傅", "phone": "13700137000"}) == {
        "basis": f"{basis.number} {state}，不能再延期"
    }


def test_one_in_hand_for_a_renovation(hands: Desk) -> None:
    """[C]: a second is refused with the number of the first, until that is over."""
    renovation(hands)
    first = extension(hands)
    again = {"unit": "1-101", "reason": "材料未到"}
    assert refusal(hands, "issue", "YQ", again) == {"basis": f"已有在办的单据：{first}"}
    course(hands, first, ("工程主管不同意", WORKS, {"why": "无故停工"}))
    assert extension(hands) != first


def test_works_supervisor_then_director(hands: Desk) -> None:
    """[S]: in this order, each by that role alone; either may refuse with a reason [C]."""
    renovation(hands)
    number = extension(hands)
    assert read(hands, number).seen.state == "待工程主管审核"
    early = refusal(hands, "act", number, "主任批准", DIRECTOR)[""]
    assert early == "还不能办“主任批准”，尚缺：工程主管审核"
    for staff in (RECEPTION, DUTY, DIRECTOR, MONEY):
        assert refusal(hands, "act", number, "工程主管审核", staff), staff
    assert course(hands, number, *REVIEWED).seen.state == "待主任批准"
    for staff in (RECEPTION, DUTY, WORKS, MONEY):
        assert refusal(hands, "act", number, "主任批准", staff), staff
    assert set(refusal(hands, "act", number, "主任不同意", DIRECTOR)) == {"why"}
    over = course(hands, number, ("主任不同意", DIRECTOR, {"why": "屡次违规"}))
    assert over.standing.ended and over.seen.open == ()


@pytest.mark.parametrize("limit, months, wanted", [
    ("2027-01-31", 1, "2027-02-28"), ("2027-02-28", 1, "2027-03-28"),
    ("2027-11-30", 3, "2028-02-29"), ("2027-02-21", 12, "2028-02-21"),
])  # fmt: skip
def test_calendar_months_from_the_old_limit_clipped(
    hands: Desk, limit: str, months: int, wanted: str
) -> None:
    """[C]: one month on from 31 January is the last day of February; from the old limit, also when
    it ran out long ago."""
    renovation(hands, until=limit)
    number = approved(hands, months=months)
    assert read(hands, number).last("主任批准").values["to"] == wanted  # type: ignore[union-attr]


def test_the_approver_types_months_and_limit(hands: Desk) -> None:
    """[C]: others than were asked for, or a day of its own; later than the limit as it stands, and
    not past."""
    renovation(hands)
    number = extension(hands, months=3)
    course(hands, number, *REVIEWED)
    for wrong, said in (
        ("2027-02-21", "应晚于现在的期限 2027-02-21"), ("2027-02-20", "应晚于现在的期限 2027-02-21"),
    ):  # fmt: skip
        assert refusal(hands, "act", number, "主任批准", DIRECTOR, {"to": wrong}) == {"to": said}
    late = at("2027-04-01T09:00")
    assert refusal(hands, "act", number, "主任批准", DIRECTOR, {"to": "2027-03-21"}, now=late) == {
        "to": "新期限已经过去"
    }
    two = course(hands, number, ("主任批准", DIRECTOR, {"months": 2})).last("主任批准")
    assert two is not None and two.values == {"months": 2, "to": "2027-04-21", "fee": 0}


def test_a_fee_is_paid_first(hands: Desk) -> None:
    """[S]: where the approval sets one; by 财务 alone, before anything takes effect."""
    basis = renovation(hands)
    number = approved(hands, given=FEE)
    assert read(hands, number).seen.open == ("申请人签字", "缴费", "作废")
    lacking = refusal(hands, "act", number, "办理延期", RECEPTION)[""]
    assert lacking == "还不能办“办理延期”，尚缺：缴费"
    assert read(hands, basis.number).standing.valid_until == at("2027-02-22T00:00")
    assert refusal(hands, "act", number, "缴费", RECEPTION)
    assert course(hands, number, PAID).seen.state == "已缴费，待办理"
    assert course(hands, number, EFFECT).seen.state == "已延期"
    assert read(hands, basis.number).standing.valid_until == at("2027-03-22T00:00")


@pytest.mark.parametrize("given", [{}, {"fee": 0}, {"fee": ""}])
def test_without_a_fee_nothing_is_paid(hands: Desk, given: dict[str, Any]) -> None:
    """[S] only where one is set: empty or nought is none."""
    renovation(hands)
    number = approved(hands, given=given)
    assert read(hands, number).seen.open == ("申请人签字", "办理延期", "作废")


def test_it_takes_effect_on_the_renovation_once(hands: Desk) -> None:
    """[S] the new limit in the register; the renovation keeps every limit it had, with the reason;
    nobody types it again."""
    basis = renovation(hands)
    first = approved(hands)
    assert set(refusal(hands, "act", first, "办理延期", RECEPTION, {"to": "2027-12-31"})) == {"to"}
    course(hands, first, EFFECT)
    assert refusal(hands, "act", first, "办理延期", RECEPTION)[""].endswith("已经办过")
    second = approved(hands, months=2, reason="收尾")
    course(hands, second, EFFECT)
    after = read(hands, basis.number)
    limits = [(one.values["to"], one.values["why"]) for one in after.acts if one.name == "延期"]
    assert limits == [("2027-03-21", "材料未到"), ("2027-05-21", "收尾")]
    assert after.standing.valid_until == at("2027-05-22T00:00")
    (row,) = register.entries(hands.at(), "ZX")
    assert "2027-05-21" in row.words[9]
    assert standings.differences(hands.at()) == []


def test_the_renovation_is_extended_by_an_application_only(hands: Desk) -> None:
    """[S]: not by anybody at the renovation itself, which says what to do."""
    basis = renovation(hands)
    assert "延期" not in basis.seen.open
    typed = {"to": "2027-03-21", "why": "材料未到"}
    for staff in (DIRECTOR, RECEPTION):
        assert refusal(hands, "act", basis.number, "延期", staff, typed) == {
            "": "“延期”不单独办理，请开装修延期申请表"
        }


def test_an_extension_of_what_was_accepted_meanwhile_is_refused(hands: Desk) -> None:
    """[C]: and nothing is done."""
    basis = renovation(hands)
    number = approved(hands)
    course(hands, basis.number, ("验收", WORKS))
    assert basis.number in refusal(hands, "act", number, "办理延期", RECEPTION)[""]
    assert "办理延期" not in read(hands, number).done


def test_all_passes_are_made_anew_in_the_same_step(hands: Desk) -> None:
    """[S]: never a changed date. Each has a new number, the person, document, trade and photo of
    the old one, from today to the new limit; only the cost is owed again [C]."""
    renovation(hands)
    old = [card(hands, "秦明"), card(hands, "焦铁生", *HANDED)]
    outcome = hands.act(approved(hands), *EFFECT)
    assert len(outcome.made) == 2 and not set(outcome.made) & set(old)
    for before, after in zip(old, outcome.made, strict=True):
        was, new = read(hands, before), read(hands, after)
        assert (was.seen.state, was.standing.ended) == ("已换新证", True)
        assert new.replaces == before and new.seen.state == "待缴费"
        for key in ("holder", "holder_id", "trade", "photo", "id_copy", "responsible", "basis"):
            assert new.values[key] == was.values[key], key
        assert new.values["period"] == {"from": "2026-11-21", "to": "2027-03-21"}
        assert was.values["period"] == {"from": "2026-11-21", "to": "2027-02-21"}
        assert (new.facts.outstanding, new.facts.held) == (5_00, 100_00)
    assert standings.differences(hands.at()) == []


def test_the_gate_refuses_the_old_card_and_names_the_new(hands: Desk) -> None:
    """[S]; the new one is good when it was paid for, handed over and stamped."""
    renovation(hands)
    old = card(hands, "秦明")
    assert gate(hands, old)[0]
    (new,) = hands.act(approved(hands), *EFFECT).made
    assert gate(hands, old) == (False, f"已换新证 {new}（11-21 10:42）")
    assert gate(hands, new) == (False, "手续未齐，尚缺：缴费、制证、交证、财务盖章")
    course(hands, new, *STAMPED)
    assert gate(hands, new, at("2027-03-21T23:59"))[0]
    assert not gate(hands, new, at("2027-03-22T00:00"))[0]


def test_passes_that_ran_out_with_the_limit_are_made_anew_too(hands: Desk) -> None:
    """[C]: what ended sooner, came back, was lost or is void is left alone; a pass that was never
    handed over keeps its limit, and the desk is told."""
    renovation(hands)
    kept = card(hands, "秦明")
    short = card(hands, "焦铁生", period={"from": "2026-11-21", "to": "2026-12-31"})
    someone = {"holder_id": {"kind": "护照", "number": "E10000001"}}
    back = card(hands, "王一", **someone)
    lost = card(hands, "王二", **someone)
    void = card(hands, "王三", **someone)
    paid = card(hands, "王四", PAID, **someone)
    course(hands, back, ("退证", RECEPTION))
    course(hands, lost, ("挂失", RECEPTION, {"why": "遗失"}))
    course(hands, void, ("作废", RECEPTION, {"why": "不来了"}))
    late = at("2027-03-01T09:00")
    outcome = hands.act(approved(hands, late), *EFFECT, now=late)
    assert [read(hands, number, late).replaces for number in outcome.made] == [kept]
    assert set(outcome.warnings) == {paid}
    new = read(hands, outcome.made[0], late)
    assert new.values["period"] == {"from": "2027-03-01", "to": "2027-03-21"}
    wanted = {short: "使用中", back: "已退证", lost: "已挂失", void: "已作废", paid: "已缴费，待制证"}
    assert {number: read(hands, number, late).standing.state for number in wanted} == wanted


def test_a_pass_not_handed_over_is_named(hands: Desk) -> None:
    """[C]: while it holds, it is not made anew: no card is out."""
    renovation(hands)
    paid = card(hands, "秦明", PAID)
    outcome = hands.act(approved(hands), *EFFECT)
    assert outcome.made == ()
    assert outcome.warnings == {paid: f"{paid} 已缴费，待制证，没有换，期限不变"}


def test_the_new_numbers_come_back(desk: Line, hands: Desk) -> None:
    """To be printed; and what was left is told, also outside the window."""
    renovation(hands)
    card(hands, "秦明")
    paid = card(hands, "焦铁生", PAID)
    number = approved(hands)
    hands.close()
    answer = desk.act(number, "办理延期", RECEPTION)
    assert answer["made"] == ["CR-2026-000003"] and set(answer["warnings"]) == {paid}
    assert desk.run("show", "CR-2026-000003").done["linked"][1] == "CR-2026-000001"


def test_all_or_nothing(hands: Desk) -> None:
    """[C]: if one pass cannot be made (a rule that came since), none is, the limit stays, and it is
    said which and why."""
    basis = renovation(hands)
    good, bad = card(hands, "秦明"), card(hands, "焦铁生")
    number = approved(hands)
    hands.close()
    stricter = Desk(hands.folder, [_stricter(form) for form in DECLARED])
    before = [row.values["number"] for row in register.entries(stricter.at(), "CR")]
    words = refusal(stricter, "act", number, "办理延期", RECEPTION)[""]
    assert words == f"换不了，“办理延期”没有办：{bad}：焊工须先验操作证"
    assert [row.values["number"] for row in register.entries(stricter.at(), "CR")] == before
    for one in (good, bad):
        assert read(stricter, one).seen.state == "使用中" and gate(stricter, one)[0]
    assert read(stricter, basis.number).standing.valid_until == at("2027-02-22T00:00")
    assert "办理延期" not in read(stricter, number).done
    assert standings.differences(stricter.at()) == []
    stricter.close()


def _stricter(form: Form) -> Form:
    """The same form, but no pass for a welder any more."""
    if form.code != "CR":
        return form

    def welder(value: Any, values: Values, facts: Facts) -> str | None:
        return "焊工须先验操作证" if values.get("trade") == "焊工" else None

    return replace(form, checks=(*form.checks, Check("焊工", welder, at="trade")))


def test_the_old_cards_are_called_in(hands: Desk) -> None:
    """[C]: on the desk's list until the old card is back, overdue after three days; one that was
    lost is not waited for. The register tells."""
    renovation(hands)
    old, lost = card(hands, "秦明"), card(hands, "焦铁生")
    hands.act(approved(hands), *EFFECT)

    def called(now: str) -> list[tuple[str, str]]:
        found = workbench.items(hands.at(now=at(now)))
        return [(one.number, one.state) for one in found if one.act == "收回旧证"]

    assert called("2026-11-21T11:00") == [(old, "待办"), (lost, "待办")]
    assert called("2026-11-25T00:00") == [(old, "逾期"), (lost, "逾期")]
    assert refusal(hands, "act", old, "退证", RECEPTION)
    back = course(hands, old, ("收回旧证", RECEPTION))
    assert (back.seen.state, back.seen.holder) == ("旧证已收回", "前台")
    course(hands, lost, ("挂失", RECEPTION, {"why": "工地上丢了"}))
    assert called("2026-11-25T00:00") == []
    assert gate(hands, lost)[1].startswith("已挂失")
    course(hands, lost, ("找回", RECEPTION), ("收回旧证", RECEPTION))
    rows = {row.values["number"]: row.values for row in register.entries(hands.at(), "CR")}
    assert rows[old]["换证.at"] and rows[old]["收回旧证.at"] and rows[lost]["收回旧证.at"]
    assert sorted(row["old_pass"] for row in rows.values() if row.get("old_pass")) == [old, lost]


def test_a_lost_pass_is_made_anew_by_itself(hands: Desk) -> None:
    """[C]: 挂失, then 补办: a new record in the place of the old; no old card to wait for."""
    renovation(hands)
    lost = card(hands, "秦明")
    course(hands, lost, ("挂失", RECEPTION, {"why": "遗失"}))
    new = card(hands, "秦明", PAID, old_pass=lost, photo=None, id_copy=None)
    assert read(hands, new).replaces == lost and read(hands, lost).seen.state == "已换新证"
    assert [one for one in workbench.items(hands.at()) if one.number == lost] == []
    assert gate(hands, lost)[1].startswith("已换新证 " + new)


def test_the_form_has_a_box_for_each_of_the_chain(
    desk: Line, hands: Desk, tmp_path: Path
) -> None:
    """[S] 装修延期申请表; [C] A4, one sheet: old limit, reason, months; applicant, works supervisor,
    director with seal, 财务, desk; the new limit and the fee once approved."""
    basis = renovation(hands)
    number = approved(hands, given=FEE)
    hands.close()
    out = tmp_path / "延期.pdf"
    desk.run("print", number, "--out", str(out)).done
    (page,) = sheets(out)
    assert page.size == (210, 297) and len(page.codes) == 1
    for words in (
        "装修延期申请表", number, basis.number, "1栋101", "罗师傅", "13700137000", "2027年02月21日",
        "材料未到", "申请人（签字、日期）", "工程主管", "孙立", "主任（盖章）", "刘志远",
        "2027年03月21日", "¥300.00", "财务（延期费）", "前台办理",
    ):  # fmt: skip
        assert words in page.text, words


def test_the_register_of_extensions(hands: Desk) -> None:
    """[S] 装修延期申请表 in the register: old limit, new limit, fee, when it took effect."""
    basis = renovation(hands)
    number = approved(hands, given=FEE)
    course(hands, number, PAID, EFFECT)
    (row,) = register.entries(hands.at(), "YQ")
    assert row.values["number"] == number and row.values["basis"] == basis.number
    assert (row.values["limit"], row.values["主任批准.to"]) == ("2027-02-21", "2027-03-21")
    assert row.values["主任批准.fee"] == 300_00 and row.values["办理延期.at"]
    assert row.values["state"] == "已延期"
    assert hands.at().form("YQ").register_title == "装修延期申请表"
