"""维修单 against docs/handbook.md §1 WX, §2, §3: expectations written by hand from the page, none
read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.desk import Desk
from tests.db.demo_desk import Desk as InProcess
from tests.scenarios.paper import sheets

RECEPTION, SUPERVISOR, WORKSHOP, WORKER, MONEY = "1003", "1005", "1007", "1013", "1010"
COMPANY, GUARD, HEAD = "1009", "2001", "1001"
WHITE, PINK, YELLOW = (255, 255, 255), (255, 224, 230), (255, 247, 204)
LEAK: dict[str, Any] = {
    "unit": "3-1202", "craft": "水", "trouble": "厨房水龙头漏水", "reporter": "陈晓彤",
    "phone": "13800138000", "channel": "来电", "urgency": "立即",
}  # fmt: skip
AGREED = {"item_confirmed": True, "price_told": True}
WORK = {
    "items": [
        {"name": "换水龙头", "finding": "阀芯磨损", "price": 3000, "quantity": 1},
        {"name": "疏通下水", "finding": "头发淤塞", "price": 8000, "quantity": 1.5},
    ],
}
HAPPY, UNHAPPY = {"satisfied": "满意"}, {"satisfied": "不满意", "words": "还在滴水"}


def order(desk: Desk, now: str = "2026-11-21T10:42", **changed: Any) -> str:
    """The number of an order that must be taken."""
    typed = {key: value for key, value in {**LEAK, **changed}.items() if value is not None}
    return str(desk.issue(typed, code="WX", now=now)["number"])


def do(desk: Desk, number: str, act: str, staff: str = RECEPTION, **how: Any) -> dict[str, Any]:
    """The standing after an act that must be accepted; given: its values."""
    more = ("--values", "-") if "given" in how else ()
    standing: dict[str, Any] = desk.act(number, act, staff, *more, **how)["standing"]
    return standing


def course(desk: Desk, number: str, *acts: tuple[str, str, dict[str, Any]]) -> None:
    """What happened before the matter of a test: through the store itself, as it is quicker."""
    hands = InProcess(desk.folder)
    for name, staff, values in acts:
        hands.act(number, name, staff, values)
    hands.close()


BEGUN = (
    ("派工", WORKSHOP, {"worker": "周大勇"}), ("到场", WORKER, {}),
    ("客户同意", WORKER, AGREED), ("开工", WORKER, {}),
)  # fmt: skip
FINISHED = (*BEGUN, ("完工", WORKER, WORK))
HANDED = (*FINISHED, ("客户签字", WORKER, {}), ("转财务", RECEPTION, {}))


def at_work(desk: Desk, number: str) -> None:
    """Sent, arrived, agreed, begun."""
    course(desk, number, *BEGUN)


def finished(desk: Desk, **changed: Any) -> str:
    """An order that is done and waits for the customer's signature."""
    number = order(desk, **changed)
    course(desk, number, *FINISHED)
    return number


def due(desk: Desk, staff: str, now: str) -> list[tuple[str, str, str]]:
    """What waits for somebody then, his duties aside: moment, how urgent, what Enter offers."""
    found = desk.run("due", staff=staff, now=now).done
    return [(one["due"], one["state"], one["verb"]) for one in found if one["number"]]


def test_it_asks_where_what_and_whom_to_call(desk: Desk) -> None:
    """[S] items, time, phone; a room for indoors, a place for what is everybody's."""
    nothing = desk.run("issue", "WX", "-", given={"unit": "1-101"}).refused
    assert set(nothing) == {"craft", "trouble"}, "the owner of the room is called unless named"
    assert set(desk.run("issue", "WX", "-", given={"craft": "水"}).refused) == {
        "unit", "trouble", "reporter", "phone",
    }  # fmt: skip
    public = {"place": "公共部位", "craft": "电", "trouble": "灯不亮"}
    assert set(desk.run("issue", "WX", "-", given=public).refused) == {
        "spot", "reporter", "phone",
    }  # fmt: skip
    given = public | {"spot": "3 栋大堂", "reporter": "郑凯", "phone": "13800138000"}
    assert desk.issue(given, code="WX")["standing"]["state"] == "待派工"


def test_who_lives_there_is_called_unless_another_is_named(desk: Desk) -> None:
    """[C]: the tenant before the owner; what is typed stands."""
    number = order(desk, reporter=None, phone=None)
    values = desk.run("show", number).done["values"]
    assert (values["reporter"]["name"], values["phone"]) == ("陈晓彤", "13800138000")


def test_the_desk_takes_the_order_others_do_not(desk: Desk) -> None:
    """[C]."""
    for staff in (HEAD, WORKER, GUARD, MONEY):
        assert desk.run("issue", "WX", "-", staff=staff, given=LEAK).status == 2, staff
    assert desk.issue(LEAK, code="WX", staff=SUPERVISOR)


def test_agreement_gates_the_work_never_the_order(desk: Desk) -> None:
    """[S]: item confirmed, price standard told, customer agrees, then work starts."""
    number = order(desk)
    begin = desk.run("act", number, "开工", staff=WORKER).refused[""]
    assert "派工" in begin and "到场" in begin and "客户同意" in begin
    assert "派工" in desk.run("act", number, "到场", staff=WORKER).refused[""]
    do(desk, number, "派工", WORKSHOP, given={"worker": "周大勇"})
    do(desk, number, "到场", WORKER)
    agree = ("act", number, "客户同意", "--values", "-")
    assert set(desk.run(*agree, staff=WORKER, given={}).refused) == set(AGREED)
    no = desk.run(*agree, staff=WORKER, given={"item_confirmed": True, "price_told": False})
    assert set(no.refused) == {"price_told"}
    assert "客户同意" in desk.run("act", number, "开工", staff=WORKER).refused[""]
    do(desk, number, "客户同意", WORKER, given=AGREED)
    assert do(desk, number, "开工", WORKER)["state"] == "施工中"


def test_only_the_workshop_sends_somebody(desk: Desk) -> None:
    """[S] 工程部 assigns ([C] the desk may for it); then the sheet is the repairer's."""
    number = order(desk)
    send = ("act", number, "派工", "--values", "-")
    assert desk.run(*send, staff=WORKER, given={"worker": "周大勇"}).status == 2
    assert set(desk.run(*send, staff=WORKSHOP, given={}).refused) == {"worker"}
    assert do(desk, number, "派工", WORKSHOP, given={"worker": "周大勇"})["holder"] == "周大勇"
    assert do(desk, number, "派工", WORKSHOP, given={"worker": "葛军"})["holder"] == "葛军"


def test_at_once_is_fifteen_minutes_by_the_office_clock(desk: Desk) -> None:
    """[S] accepted + 15 min on site; somebody must be sent first; arrival settles it."""
    number = order(desk)
    assert due(desk, WORKSHOP, "2026-11-21T10:43") == [("2026-11-21T10:57", "今天", "派工")]
    do(desk, number, "派工", WORKSHOP, given={"worker": "周大勇"})
    assert due(desk, WORKSHOP, "2026-11-21T10:57") == [("2026-11-21T10:57", "逾期", "到场")]
    do(desk, number, "到场", WORKER, now="2026-11-21T10:58")
    assert not any(when for when, *_ in due(desk, WORKSHOP, "2026-11-21T10:59"))


def test_an_appointment_is_ten_minutes_and_moves_with_the_customers_consent(desk: Desk) -> None:
    """[S]: early is fine; without consent it does not move; not into the past."""
    past = {**LEAK, "urgency": "预约", "appointment": "2026-11-21T09:00"}
    assert set(desk.run("issue", "WX", "-", given=past).refused) == {"appointment"}
    number = order(desk, urgency="预约", appointment="2026-11-22T09:00")
    assert due(desk, WORKSHOP, "2026-11-22T08:00")[0][0] == "2026-11-22T09:10"
    move = ("act", number, "改约", "--values", "-")
    alone = {"until": "2026-11-22T15:00", "agreed": False}
    assert set(desk.run(*move, given=alone).refused) == {"agreed"}
    do(desk, number, "改约", given={**alone, "agreed": True})
    assert due(desk, WORKSHOP, "2026-11-22T08:00")[0][0] == "2026-11-22T15:10"
    do(desk, number, "派工", WORKSHOP, given={"worker": "葛军"}, now="2026-11-22T13:00")
    do(desk, number, "到场", WORKER, now="2026-11-22T14:30")
    assert not any(when for when, *_ in due(desk, WORKSHOP, "2026-11-22T16:00"))


def test_nobody_adds_up_by_hand(desk: Desk) -> None:
    """[S] findings and fees per item: quantity × price, sum; the list's price when none is typed;
    another sum is refused; money is whole 分."""
    number = order(desk)
    at_work(desk, number)
    finish = ("act", number, "完工", "--values", "-")
    wrong = desk.run(*finish, staff=WORKER, given={**WORK, "total": 14000}).refused
    assert set(wrong) == {"total"} and "¥150.00" in wrong["total"]
    line = {"name": "换水龙头", "price": 3000, "quantity": 2, "amount": 5000}
    wrong = desk.run(*finish, staff=WORKER, given={"items": [line]}).refused
    assert set(wrong) == {"items[0].amount"} and "¥60.00" in wrong["items[0].amount"]
    unlisted = {"items": [{"name": "水晶灯", "finding": "换新"}]}
    assert set(desk.run(*finish, staff=WORKER, given=unlisted).refused) == {"items[0].price"}
    listed = {"items": [{"name": "疏通下水"}, *WORK["items"]]}
    do(desk, number, "完工", WORKER, given=listed)
    done = desk.run("show", number).done["acts"][-1]["values"]
    assert [line["amount"] for line in done["items"]] == [8000, 3000, 12000]
    assert (done["total"], done["to_pay"]) == (23000, 23000)


def test_free_of_charge_says_why_and_costs_nothing(desk: Desk) -> None:
    """[C]: under warranty, or everybody's; the price stays on the sheet, nothing is to be paid."""
    number = order(desk)
    at_work(desk, number)
    finish = ("act", number, "完工", "--values", "-")
    free = {**WORK, "charge": "无偿"}
    assert set(desk.run(*finish, staff=WORKER, given=free).refused) == {"free_because"}
    do(desk, number, "完工", WORKER, given={**free, "free_because": "保修期内"})
    shown = desk.run("show", number).done
    assert (shown["acts"][-1]["values"]["total"], shown["acts"][-1]["values"]["to_pay"]) == (
        15000, 0,
    )  # fmt: skip
    assert "收款" not in shown["standing"]["next"]


def test_what_was_paid_for_is_voided_by_two(desk: Desk) -> None:
    """[C]: to undo what money was taken for takes a second person; before, the desk alone may."""
    number = order(desk)
    course(desk, number, *FINISHED, ("收款", MONEY, {"receipt": "000123"}))
    void = ("act", number, "作废", "--values", "-")
    why = {"why": "开错了房号"}
    assert set(desk.run(*void, given=why).refused) == {"second"}
    assert desk.run(*void, given=why, second=WORKSHOP).done["standing"]["state"] == "已作废"
    unpaid = order(desk)
    course(desk, unpaid, *FINISHED)
    assert do(desk, unpaid, "作废", given=why)["state"] == "已作废"


def test_paused_work_is_taken_up_again_by_the_time_said(desk: Desk) -> None:
    """[C]: why and until when; not finished while it rests."""
    number = order(desk)
    at_work(desk, number)
    pause = {"why": "待料", "until": "2026-11-22T09:00"}
    assert do(desk, number, "暂停", WORKER, given=pause)["state"] == "已暂停"
    assert due(desk, WORKSHOP, "2026-11-22T09:00") == [("2026-11-22T09:00", "逾期", "复工")]
    assert desk.run("act", number, "完工", "--values", "-", staff=WORKER, given=WORK).status == 2
    do(desk, number, "复工", WORKER, now="2026-11-22T09:05")
    do(desk, number, "暂停", WORKER, given={**pause, "until": "2026-11-23T09:00"})
    do(desk, number, "复工", WORKER, now="2026-11-22T09:30")
    assert do(desk, number, "完工", WORKER, given=WORK)["state"] == "待客户签字"


def test_the_customer_is_called_the_same_day_until_it_is_settled(desk: Desk) -> None:
    """[S] completion, same day; a new grievance gets the next call; also when 财务 has it."""
    number = order(desk)
    course(desk, number, *HANDED)
    assert desk.run("show", number).done["standing"]["holder"] == "财务"
    assert due(desk, RECEPTION, "2026-11-21T18:00") == [("2026-11-22T00:00", "今天", "回访")]
    call = ("act", number, "回访", "--values", "-")
    assert set(desk.run(*call, given={"satisfied": "不满意"}).refused) == {"words"}
    assert set(desk.run(*call, given={"way": "上门回访"}).refused) == {"customer_signed"}
    do(desk, number, "回访", given=UNHAPPY, now="2026-11-21T18:00")
    assert due(desk, RECEPTION, "2026-11-22T09:00") == [("2026-11-23T00:00", "今天", "回访")]
    do(desk, number, "回访", given=HAPPY, now="2026-11-22T10:00")
    assert due(desk, RECEPTION, "2026-11-22T10:01") == []


@pytest.mark.parametrize("weight, caller, others", [
    ("重要", SUPERVISOR, (RECEPTION,)), ("重大", COMPANY, (RECEPTION, SUPERVISOR)),
])  # fmt: skip
def test_weighty_matters_are_called_by_who_answers_for_them(
    desk: Desk, weight: str, caller: str, others: tuple[str, ...]
) -> None:
    """§3 [S]: important 部门主管, major 公司经理; on their workbench alone; 客服主管 remarks."""
    number = finished(desk, weight=weight)
    evening = "2026-11-21T20:00"
    assert ("2026-11-22T00:00", "今天", "回访") in due(desk, caller, evening)
    for other in others:
        assert not any(when for when, *_ in due(desk, other, evening)), other
        refused = desk.run("act", number, "回访", "--values", "-", staff=other, given=HAPPY)
        assert "由" in refused.refused[""], other
    do(desk, number, "回访", caller, given=HAPPY)
    remark = ("act", number, "主管批注", "--values", "-")
    assert desk.run(*remark, given={"words": "已阅"}).status == 2
    do(desk, number, "主管批注", SUPERVISOR, given={"words": "已阅"})


def test_rework_opens_it_again_even_from_the_accountant(desk: Desk) -> None:
    """[C]: by appointment; arrival, consent, work, completion, signature and call are to be done
    anew."""
    number = order(desk)
    course(desk, number, *HANDED)
    again = {"why": "仍漏水", "until": "2026-11-22T09:00"}
    assert do(desk, number, "返工", WORKSHOP, given=again)["state"] == "要返工"
    assert due(desk, WORKSHOP, "2026-11-22T08:00")[0][0] == "2026-11-22T09:10"
    assert desk.run("act", number, "开工", staff=WORKER).status == 2
    do(desk, number, "到场", WORKER)
    assert "客户同意" in desk.run("act", number, "开工", staff=WORKER).refused[""]
    course(desk, number, ("客户同意", WORKER, AGREED))
    do(desk, number, "开工", WORKER)
    free = {**WORK, "charge": "无偿", "free_because": "返修"}
    do(desk, number, "完工", WORKER, given=free, now="2026-11-22T10:00")
    assert due(desk, RECEPTION, "2026-11-22T11:00")[0] == ("2026-11-23T00:00", "今天", "回访")


def test_the_customer_may_call_it_off_until_work_starts(desk: Desk) -> None:
    """[C]: with a reason; not later; off every list."""
    number = order(desk)
    stop = ("act", number, "客户取消", "--values", "-")
    assert set(desk.run(*stop, given={}).refused) == {"why"}
    desk.run(*stop, given={"why": "自己修好了"}).done
    assert due(desk, WORKSHOP, "2026-11-21T12:00") == []
    number = order(desk)
    at_work(desk, number)
    assert desk.run("act", number, "客户取消", "--values", "-", given={"why": "不修了"}).status == 2


def test_three_copies_to_three_holders_in_three_colours(desk: Desk, tmp_path: Path) -> None:
    """§2 [S]: ① customer ② 工程部 for the file ③ from the desk to 财务 for the bill; white, pink,
    yellow [C]; the customer's boxes on each, lines to write in before the work. The bill needs no
    whole telephone number (§6)."""
    number = order(desk, urgency="预约", appointment="2026-11-22T09:00")
    out = tmp_path / "维修.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 3, "copies": 3}
    colours = [page.colour for page in sheets(out)]
    assert colours == [WHITE, PINK, YELLOW]
    holders = ("第一联客户", "第二联工程部存档", "第三联转财务计费")
    for page, holder in zip(sheets(out), holders, strict=True):
        assert page.size == (210, 148) and len(page.codes) == 1
        phone = "138****8000" if holder == "第三联转财务计费" else "13800138000"
        assert ("13800138000" in page.text) is (phone == "13800138000")
        for words in (
            holder, "维修单", number, "3栋1202", "陈晓彤", phone, "厨房水龙头漏水",
            "2026年11月22日09:00", "检修结果", "单价", "金额", "应收", "同意开工", "验收（客户签字）",
            "客户同意后开工",
        ):  # fmt: skip
            assert words in page.text, words


def test_the_sheet_of_finished_work_shows_findings_fees_and_the_sum(
    desk: Desk, tmp_path: Path
) -> None:
    """[S] findings and fees per item; [C] the sum also in 大写."""
    out = tmp_path / "维修.pdf"
    desk.run("print", finished(desk), "--out", str(out)).done
    for page in sheets(out):
        for words in (
            "周大勇", "换水龙头", "阀芯磨损", "¥30.00", "疏通下水", "1.5", "¥80.00", "¥120.00",
            "¥150.00", "壹佰伍拾元整", "以下空白",
        ):  # fmt: skip
            assert words in page.text, words


def test_the_register_tells_who_came_when_and_what_it_cost(desk: Desk, tmp_path: Path) -> None:
    """[S] that there is one, 维修单登记; typed cells; phones half hidden."""
    number = finished(desk)
    do(desk, number, "回访", given=HAPPY)
    file, ledger = tmp_path / "维修.xlsx", tmp_path / "维修.pdf"
    for out in (file, ledger):
        assert desk.run("register", "WX", "--out", str(out)).done["rows"] == 1
    heads, row = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[-2:]
    found = dict(zip(heads, row, strict=True))
    assert found["房号"] == "3 栋 1202" and found["报修项目"] == "厨房水龙头漏水"
    assert (found["维修员"], found["应收"], found["是否满意"]) == ("周大勇", 150.0, "满意")
    assert found["联系电话"] == "138****8000" and found["状态"] == "待客户签字"
    (page,) = sheets(ledger)
    for words in ("维修单登记", "周大勇", "150", "138****8000"):
        assert words in page.text, words
