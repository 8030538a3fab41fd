"""装修人员出入证 against docs/handbook.md §1 CR and §2: expectations written by hand from the page,
none read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.site import (
    DIRECTOR, DUTY, GATE, MONEY, OTHER_MONEY, RECEPTION, WORKS, course, do, gate, issued,
    permitted, picture,
)  # fmt: skip

PAID = ("缴费", MONEY)
MADE = ("制证", RECEPTION, {"receipt_done": True})
HANDED = (PAID, MADE, ("交证", RECEPTION))
STAMPED = (*HANDED, ("财务盖章", MONEY))
GOOD, BAD = "可以放行", "不可放行"


def worker(folder: Path, **changed: Any) -> dict[str, Any]:
    """What the desk types for the electrician on the list of 1-101."""
    typed = {
        "unit": "1-101", "application_seen": True, "permit_seen": True, "holder": "秦明",
        "photo": picture(folder, "一寸照.jpg"), "id_copy": True, **changed,
    }  # fmt: skip
    return {key: value for key, value in typed.items() if value is not None}


def made(desk: Desk, folder: Path, **changed: Any) -> str:
    """The number of a pass that must be taken."""
    return str(desk.issue(worker(folder, **changed), code="CR")["number"])


def problems(desk: Desk, folder: Path, **changed: Any) -> dict[str, str]:
    """What is wrong with a pass that must be refused."""
    return desk.run("issue", "CR", "-", given=worker(folder, **changed)).refused


def test_the_renovation_brings_what_the_desk_need_not_type(desk: Desk, tmp_path: Path) -> None:
    """[C]: the only renovation of the room, its responsible person and contractor, the worker's
    document and trade from its list, the period to its end."""
    basis = permitted(desk, tmp_path)
    values = desk.run("show", made(desk, tmp_path)).done["values"]
    assert values["basis"] == basis and values["work"] == "装修"
    assert values["responsible"] == {"name": "罗师傅"}
    assert values["employer"] == "美居装饰工程有限公司" and values["trade"] == "水电工"
    assert values["holder_id"] == {"kind": "护照", "number": "E87654321"}
    assert values["period"] == {"from": "2026-11-21", "to": "2027-02-21"}


def test_who_is_not_on_the_list_is_typed(desk: Desk, tmp_path: Path) -> None:
    """§1 [S]: holder, ID number."""
    permitted(desk, tmp_path)
    assert set(problems(desk, tmp_path, holder="张三丰")) == {"holder_id"}
    typed = {"holder": "张三丰", "holder_id": {"kind": "护照", "number": "E12345678"}}
    assert made(desk, tmp_path, **typed)


@pytest.mark.parametrize("key", ["application_seen", "permit_seen", "holder", "photo", "id_copy"])
def test_nothing_the_source_names_may_be_left_out(
    desk: Desk, tmp_path: Path, key: str
) -> None:
    """[S]: application and permit seen, holder, one-inch photo, ID copy."""
    permitted(desk, tmp_path)
    refused = problems(desk, tmp_path, **{key: None})
    assert set(refused) - {"holder_id"} == {key}
    if key != "holder" and key != "photo":
        assert set(problems(desk, tmp_path, **{key: False})) == {key}


def test_no_pass_before_the_permit_of_the_same_room(desk: Desk, tmp_path: Path) -> None:
    """[S]: the permit is seen first; [C]: of this room, not void."""
    typed = {"holder_id": {"kind": "护照", "number": "E12345678"}, "responsible": "罗师傅",
             "period": {"from": "今天", "to": "明天"}}  # fmt: skip
    assert set(problems(desk, tmp_path, **typed)) == {"basis"}
    basis = issued(desk, tmp_path)
    assert problems(desk, tmp_path) == {"basis": f"{basis} 还没有发装修许可证"}
    course(desk, basis, ("作废", RECEPTION, {"why": "改期"}))
    assert problems(desk, tmp_path, basis=basis, **typed)["basis"].endswith("已作废，不能再用")
    other = permitted(desk, tmp_path, unit="1-102")
    assert "与房号不符" in problems(desk, tmp_path, basis=other)["basis"]


@pytest.mark.parametrize("last, wrong", [("2027-02-21", False), ("2027-02-22", True)])
def test_no_pass_outlives_the_renovation(
    desk: Desk, tmp_path: Path, last: str, wrong: bool
) -> None:
    """[C], to the day."""
    permitted(desk, tmp_path)
    given = worker(tmp_path, period={"from": "2026-11-21", "to": last})
    answer = desk.run("issue", "CR", "-", given=given)
    assert answer.status == (2 if wrong else 0)
    assert not wrong or set(answer.refused) == {"period"}


def test_paid_first_stamped_last(desk: Desk, tmp_path: Path) -> None:
    """[S]: 财务 takes the money first; receipt 已办, card made; card, sleeve and clip handed over and
    signed for; 财务 stamps, last. Each out of turn is refused, saying what is lacking."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    assert "缴费" in desk.run("act", number, "制证").refused[""]
    assert desk.run("act", number, "缴费", staff=RECEPTION).status == 2
    do(desk, number, "缴费", MONEY, given={"receipt": "0000201"})
    assert "制证" in desk.run("act", number, "交证").refused[""]
    assert "receipt_done" in desk.run("act", number, "制证").refused
    card = desk.act(number, "制证", RECEPTION, "--values", "-", given={"receipt_done": True})
    assert (card["prints"], card["standing"]["state"]) == (["出入证"], "待领证")
    assert "交证" in desk.run("act", number, "财务盖章", staff=MONEY).refused[""]
    handed = do(desk, number, "交证", RECEPTION)
    assert (handed["state"], handed["holder"]) == ("待财务盖章", "罗师傅")
    for staff in (RECEPTION, DUTY, DIRECTOR, GATE):
        assert desk.run("act", number, "财务盖章", staff=staff).status == 2, staff
    assert do(desk, number, "财务盖章", MONEY)["state"] == "使用中"


def test_the_gate_lets_a_stamped_pass_through_as_often_as_it_comes(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: first it says what is lacking; then by code or number, day after day to the last."""
    permitted(desk, tmp_path)
    answer = desk.issue(
        worker(tmp_path, period={"from": "2026-11-23", "to": "2026-11-30"}), code="CR"
    )
    number, code = answer["number"], answer["code"]
    lacking = "手续未齐，尚缺：缴费、制证、交证、财务盖章"
    assert gate(desk, number, "2026-11-23T08:00") == (BAD, lacking)
    course(desk, number, *STAMPED)
    assert gate(desk, code) == (BAD, "还没有到日子，2026年11月23日起有效")
    assert gate(desk, code, "2026-11-22T23:59")[0] == BAD
    for now in ("2026-11-23T00:00", "2026-11-23T12:00", "2026-11-30T23:59"):
        verdict, reason = gate(desk, code, now)
        assert verdict == GOOD and "2026年11月30日 24:00" in reason, now
    assert gate(desk, number, "2026-12-01T00:00") == (BAD, "已过期，有效期至 2026年11月30日 24:00")
    asked = desk.run("gate", code, staff=GATE, now="2026-11-23T08:00").done
    assert asked["ink"] == ["财务（盖章）"]


@pytest.mark.parametrize("name, staff, values, said", [
    ("挂失", RECEPTION, {"why": "丢在工地"}, "已挂失（11-21 10:42，原因：丢在工地）"),
    ("退证", RECEPTION, {}, "已退证（11-21 10:42）"),
    ("作废", DUTY, {"why": "转借他人"}, "已作废（11-21 10:42，原因：转借他人）"),
])
def test_the_gate_refuses_what_is_lost_returned_or_void(
    desk: Desk, tmp_path: Path, name: str, staff: str, values: dict[str, Any], said: str
) -> None:
    """[C]: with the reason."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, *STAMPED, (name, staff, values))
    assert gate(desk, number) == (BAD, said)


def test_a_found_card_is_good_again(desk: Desk, tmp_path: Path) -> None:
    """[C]: a lost one is neither handed in nor stamped; found, it serves on."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, *HANDED, ("挂失", RECEPTION, {"why": "遗失"}))
    assert desk.run("act", number, "财务盖章", staff=MONEY).status == 2
    assert desk.run("act", number, "退证").status == 2
    course(desk, number, ("找回", RECEPTION), ("财务盖章", MONEY))
    assert gate(desk, number)[0] == GOOD


@pytest.mark.parametrize("ends", [
    (("作废", DIRECTOR, {"why": "违规装修"}),),
    (("验收", WORKS),),
    (("验收", WORKS), ("结束", RECEPTION, {"returned": True})),
])
def test_passes_end_with_their_renovation(
    desk: Desk, tmp_path: Path, ends: tuple[Any, ...]
) -> None:
    """[C]: accepted, ended or void: none is issued, made, handed over or stamped on it, the gate
    refuses, and what is out is due back."""
    basis = permitted(desk, tmp_path)
    stamped, handed, paid, new = (made(desk, tmp_path) for _ in range(4))
    course(desk, stamped, *STAMPED)
    course(desk, handed, *HANDED)
    course(desk, paid, PAID)
    course(desk, basis, *ends)
    state = {"作废": "已作废", "验收": "已验收", "结束": "已结束"}[ends[-1][0]]
    assert problems(desk, tmp_path, basis=basis)["basis"] == f"{basis} {state}，不能再用"
    assert gate(desk, stamped) == (BAD, f"所依的 {basis} {state}，随之失效")
    for number, act, staff in (
        (handed, "财务盖章", MONEY), (paid, "制证", RECEPTION), (new, "缴费", MONEY),
    ):  # fmt: skip
        given = {"receipt": "", "receipt_done": True}
        values = {key: given[key] for key in given if (key == "receipt") == (act == "缴费")}
        more = ("--values", "-") if act != "财务盖章" else ()
        refused = desk.run("act", number, act, *more, staff=staff, given=values).refused[""]
        assert refused == f"所依的 {basis} {state}，不能再办“{act}”"
    due = {one["number"]: one["verb"] for one in desk.run("due").done}
    assert due.get(stamped) == due.get(handed) == "催退证"
    assert do(desk, stamped, "退证", RECEPTION)["state"] == "已退证"


def test_an_extension_is_a_new_pass_of_the_same_person(desk: Desk, tmp_path: Path) -> None:
    """[S]: a date is never altered; [C]: photo and ID copy carry over, the old one is over, also
    when it has expired; another person's is refused."""
    basis = permitted(desk, tmp_path)
    old = made(desk, tmp_path, period={"from": "2026-11-21", "to": "2026-11-22"})
    course(desk, old, *STAMPED)
    bare = {"holder": None, "photo": None, "id_copy": None, "old_pass": old}
    late: dict[str, Any] = {"now": "2026-11-24T09:00"}
    given = worker(tmp_path, **{**bare, "holder": "焦铁生"})
    refused = desk.run("issue", "CR", "-", given=given, **late).refused
    assert refused == {"old_pass": f"{old} 不是这个人的，证件不符"}
    new = desk.issue(worker(tmp_path, **bare), code="CR", **late)["number"]
    values = desk.run("show", new, **late).done["values"]
    assert values["holder"] == {"name": "秦明"} and values["photo"] and values["basis"] == basis
    assert desk.run("show", old, **late).done["standing"]["state"] == "已换新证"
    assert gate(desk, old, "2026-11-24T10:00")[1].startswith("已换新证")
    assert desk.run("act", old, "退押金", staff=MONEY, second="1001", **late).status == 2
    again = desk.run("issue", "CR", "-", given=worker(tmp_path, **bare), **late)
    assert "old_pass" in again.refused


def test_a_repair_workers_end_is_set_by_the_duty_supervisor(desk: Desk, tmp_path: Path) -> None:
    """[C]: hangs on the repair order; no application, no permit, no period of its own."""
    leak = {"unit": "1-101", "craft": "水", "trouble": "漏水", "reporter": "赵虚构",
            "phone": "13800138000", "urgency": "立即"}  # fmt: skip
    basis = desk.issue(leak, code="WX")["number"]
    typed = dict.fromkeys(("application_seen", "permit_seen"))
    person = {"responsible": "周工", "holder_id": {"kind": "护照", "number": "E12345678"}}
    number = made(desk, tmp_path, **typed, **person)
    values = desk.run("show", number).done["values"]
    assert (values["work"], values["basis"]) == ("维修", basis) and "period" not in values
    course(desk, number, PAID)
    assert "核定期限" in desk.run("act", number, "制证").refused[""]
    end = {"until": "2026-11-25"}
    assert desk.run("act", number, "核定期限", "--values", "-", given=end).status == 2
    assert do(desk, number, "核定期限", DUTY, given=end)["valid_until"] == "2026-11-26T00:00"


def test_it_is_called_back_from_its_last_day_and_overdue_after_a_week(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: not before, when the line of what ends soon leads to the record alone; not what was
    never handed over."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path, period={"from": "2026-11-21", "to": "2026-11-22"})
    made(desk, tmp_path, period={"from": "2026-11-21", "to": "2026-11-22"})
    course(desk, number, *STAMPED)
    found = {}
    for now in ("2026-11-22T23:59", "2026-11-23T00:00", "2026-11-30T00:00"):
        lines = desk.run("due", now=now).done
        found[now] = [(one["state"], one["verb"]) for one in lines if one["number"] == number]
        assert {one["number"] for one in lines if one["verb"] == "催退证"} <= {number}
    assert list(found.values()) == [
        [("快到期", "查看")], [("待办", "催退证")], [("逾期", "催退证")]
    ]


def test_the_deposit_comes_back_with_the_card_before_two_people(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, *STAMPED)
    assert desk.run("act", number, "退押金", staff=MONEY).status == 2
    do(desk, number, "退证", RECEPTION)
    assert "second" in desk.run("act", number, "退押金", staff=MONEY).refused
    assert "second" in desk.run("act", number, "没收押金", "--values", "-", staff=MONEY,
                                given={"why": "损坏"}).refused  # fmt: skip


def test_a_pass_whose_receipt_was_reversed_is_paid_again_first(
    desk: Desk, tmp_path: Path
) -> None:
    """[S] paid first: the gate lets nobody through on money that was taken back [C]."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, *STAMPED)
    course(desk, "SJ-2026-000002", ("作废", MONEY, {"why": "应为微信"}, OTHER_MONEY))
    assert gate(desk, number) == (BAD, "收款已冲正，还没有重新缴费")
    do(desk, number, "缴费", MONEY, given={"method": "微信"})
    assert gate(desk, number)[0] == GOOD


def test_a_sheet_at_issue_and_a_card_when_it_is_made(desk: Desk, tmp_path: Path) -> None:
    """§2: the sheet to pay and sign with, A5; the card of 85.6 × 54 mm, two sides, with holder,
    room, validity, number and its code; no ID number on the card."""
    permitted(desk, tmp_path)
    answer = desk.issue(worker(tmp_path), code="CR")
    number = answer["number"]
    sheet, card = tmp_path / "办证.pdf", tmp_path / "证.pdf"
    desk.run("print", number, "--out", str(sheet)).done
    (page,) = sheets(sheet)
    assert page.size == (210, 148)
    for words in ("办证登记", number, "1栋101", "秦明", "E87654321", "罗师傅", "签收人", "财务（盖章）"):
        assert words in page.text, words
    course(desk, number, PAID, MADE)
    desk.run("print", number, "--paper", "出入证", "--mode", "card", "--out", str(card)).done
    front, back = sheets(card)
    assert front.size == back.size == (86, 54)
    for words in ("出入证", "秦明", "水电工", "1栋101", "2027年02月21日", number):
        assert words in front.text, words
    assert "E87654321" not in front.text + back.text and front.codes == (answer["code"],)
    assert "遗失" in back.text and "不得转借" in back.text


def test_no_phone_on_the_card_that_is_worn(desk: Desk, tmp_path: Path) -> None:
    """The holder's phone is on the sheet that stays at the desk, not on the card [C]."""
    permitted(desk, tmp_path)
    phoned = worker(tmp_path, holder={"name": "秦明", "phone": "13700137000"})
    number = desk.issue(phoned, code="CR")["number"]
    course(desk, number, PAID, MADE)
    card = tmp_path / "证.pdf"
    desk.run("print", number, "--paper", "出入证", "--mode", "card", "--out", str(card)).done
    front, _ = sheets(card)
    assert "秦明" in front.text and "7000" not in front.text


def test_the_register_names_holder_room_days_and_document(desk: Desk, tmp_path: Path) -> None:
    """[S]: holder, room, from–to, ID number (half hidden [C]), who signed for it."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, ("缴费", MONEY, {"receipt": "0000201"}), *STAMPED[1:])
    file = tmp_path / "施工人员.xlsx"
    assert desk.run("register", "CR", "--out", str(file)).done["rows"] == 1
    heads, row = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[-2:]
    found = dict(zip(heads, row, strict=True))
    assert (found["编号"], found["持证人"], found["工种"]) == (number, "秦明", "水电工")
    assert found["证件"].startswith("E8***") and "E87654321" not in found["证件"]
    assert found["有效期"] == "2026-11-21 至 2027-02-21" and found["收据号"] == "0000201"
    assert (found["签收人"], found["状态"]) == ("罗师傅", "使用中")


def test_a_void_card_is_brought_in_before_its_deposit_goes_back(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: deposit back when the card is back, also of one that was voided while the worker had it;
    it is due at the desk within three days."""
    permitted(desk, tmp_path)
    number = made(desk, tmp_path)
    course(desk, number, *STAMPED, ("作废", DUTY, {"why": "转借他人"}))
    refused = desk.run("act", number, "退押金", staff=MONEY, second=OTHER_MONEY).refused[""]
    assert "收回旧证" in refused
    due = {one["number"]: (one["verb"], one["due"]) for one in desk.run("due").done}
    assert due[number] == ("收回旧证", "2026-11-25T00:00")
    do(desk, number, "收回旧证", RECEPTION)
    assert do(desk, number, "退押金", MONEY, second=OTHER_MONEY)["state"] == "已退押金"
