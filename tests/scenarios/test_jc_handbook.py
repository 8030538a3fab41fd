"""租户临时物品寄存记录表 against docs/handbook.md §1 JC: expectations written by hand from the page,
none read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets

RECEPTION, SUPERVISOR = "1003", "1005"
LUGGAGE: dict[str, Any] = {
    "unit": "3-1202",
    "tenant": "陈晓彤",
    "phone": "13800138000",
    "period": {"from": "2026-11-21", "to": "2026-11-23"},
    "place": "前台储物间",
    "goods": [{"name": "行李箱", "quantity": 2, "note": "黑色"}, {"name": "纸箱", "quantity": 3}],
    "remarks": "左轮已损坏",
}
ENTRUSTED = {
    "collected_by": "受托人",
    "collector": "陈小弟",
    "collector_id": {"kind": "护照", "number": "E12345678"},
}


def deposit(desk: Desk, **changed: Any) -> dict[str, Any]:
    """The answer to a deposit that must be accepted."""
    made: dict[str, Any] = desk.run("issue", "JC", "-", given={**LUGGAGE, **changed}).done
    return made


@pytest.mark.parametrize("key", ["unit", "tenant", "phone", "place", "goods"])
def test_it_asks_who_what_where(desk: Desk, key: str) -> None:
    """What was left out is named at its own field, in a room that has no tenant."""
    left_out = {name: value for name, value in {**LUGGAGE, "unit": "1-101"}.items() if name != key}
    assert set(desk.run("issue", "JC", "-", given=left_out).refused) == {key}


def test_the_tenant_comes_with_the_room_and_today_by_itself(desk: Desk) -> None:
    """[C]: name and phone of the only tenant; collected the same day. What is typed stands."""
    known = {key: LUGGAGE[key] for key in ("unit", "place", "goods")}
    number = desk.run("issue", "JC", "-", given=known).done["number"]
    values = desk.run("show", number).done["values"]
    assert (values["tenant"], values["phone"]) == ({"name": "陈晓彤"}, "13800138000")
    assert values["period"] == {"from": "2026-11-21", "to": "2026-11-21"}
    other = deposit(desk, tenant="林夏", phone="13900139000")["number"]
    values = desk.run("show", other).done["values"]
    assert (values["tenant"], values["phone"]) == ({"name": "林夏"}, "13900139000")


def test_a_room_without_a_tenant_is_said_and_let_through(desk: Desk) -> None:
    """[C]: only a warning."""
    assert "没有登记租户" in deposit(desk, unit="1-101")["warnings"]["unit"]
    assert "warnings" not in deposit(desk)


@pytest.mark.parametrize(
    "period",
    [{"from": "2026-11-18", "to": "2026-11-20"}, {"from": "2026-11-23", "to": "2026-11-22"}],
)
def test_the_last_day_is_not_past_nor_before_the_first(desk: Desk, period: Any) -> None:
    """[C]."""
    given = {**LUGGAGE, "period": period}
    assert set(desk.run("issue", "JC", "-", given=given).refused) == {"period"}


def test_the_desk_and_its_supervisor_alone(desk: Desk) -> None:
    """[C]: others neither take in nor give back."""
    for staff in ("1001", "1002", "1010", "2001"):
        assert desk.run("issue", "JC", "-", staff=staff, given=LUGGAGE).status == 2, staff
    number = deposit(desk)["number"]
    assert desk.run("act", number, "发还", staff="2001").status == 2
    standing = desk.act(number, "发还", SUPERVISOR)["standing"]
    assert (standing["state"], standing["holder"]) == ("已领取", "陈晓彤")


def test_somebody_entrusted_is_named_with_a_document(desk: Desk) -> None:
    """[S]: name and document, both; then he holds the things and nothing more can be done."""
    number = deposit(desk)["number"]
    give = ("act", number, "发还", "--values", "-")
    refused = desk.run(*give, given={"collected_by": "受托人"}).refused
    assert set(refused) == {"collector", "collector_id"}
    standing = desk.run(*give, given=ENTRUSTED).done["standing"]
    assert (standing["state"], standing["holder"], standing["next"]) == ("已领取", "陈小弟", [])
    assert desk.run("act", number, "发还").status == 2


def test_what_is_in_dispute_is_written_down(desk: Desk) -> None:
    """[C]."""
    give = ("act", deposit(desk)["number"], "发还", "--values", "-")
    assert set(desk.run(*give, given={"found": "有异议"}).refused) == {"dispute"}


def test_it_is_due_at_the_desk_and_overdue_after_its_last_day(desk: Desk) -> None:
    """[S]: until 24:00 of the last day; later it is 逾期未领, on the list, and can be given back."""
    made = deposit(desk)
    number, midnight = made["number"], "2026-11-24T00:00"
    assert made["standing"]["valid_until"] == midnight
    for now, state, due in (
        ("2026-11-23T23:59", "寄存中", "今天"), (midnight, "逾期未领", "逾期"),
    ):  # fmt: skip
        (one,) = desk.run("due", now=now).done
        assert (one["number"], one["due"], one["state"]) == (number, midnight, due)
        assert one["what"] == "3 栋 1202 陈晓彤 11-21 至 11-23 行李箱 2 等 2 项"
        assert desk.run("show", number, now=now).done["standing"]["state"] == state
    desk.act(number, "发还", RECEPTION, now="2026-11-25T09:00")
    assert desk.run("due", now="2026-11-25T09:01").done == []


def test_two_copies_with_everything_and_boxes_to_sign(desk: Desk, tmp_path: Path) -> None:
    """[S]: ① 存根 ② 客户; A5 across; the ink boxes of who leaves and who collects."""
    made = deposit(desk)
    out = tmp_path / "寄存.pdf"
    assert desk.run("print", made["number"], "--out", str(out)).done == {"pages": 2, "copies": 2}
    for page, copy in zip(sheets(out), ("第一联存根", "第二联客户"), strict=True):
        assert page.size == (210, 148) and page.codes == (made["code"],)
        for words in (
            copy, "租户临时物品寄存记录表", made["number"], "3栋1202", "陈晓彤", "13800138000",
            "2026年11月21日至2026年11月23日", "前台储物间", "行李箱", "黑色", "左轮已损坏",
            "寄存人签字", "领取人签字", "受托人", "2026年11月23日24:00", "1003李敏",
        ):  # fmt: skip
            assert words in page.text, words


def test_the_register_is_a_ledger_of_dates_and_names(desk: Desk, tmp_path: Path) -> None:
    """[S] that there is one: whole dates, phones half hidden, who collected, who gave it back."""
    desk.act(deposit(desk)["number"], "发还", RECEPTION)
    deposit(desk, period={"from": "明天", "to": "明天"})
    file, ledger = tmp_path / "寄存.xlsx", tmp_path / "寄存.pdf"
    for out in (file, ledger):
        assert desk.run("register", "JC", "--out", str(out)).done["rows"] == 2
    heads, later, first = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[-3:]
    assert heads == [
        "开具时间", "编号", "房号", "租户", "联系电话", "物品", "存放位置", "寄存期", "发还时间",
        "领取人身份", "领取人", "发还经办", "状态",
    ]  # fmt: skip
    row = dict(zip(heads, first, strict=True))
    assert row["寄存期"] == "2026-11-21 至 2026-11-23" and row["联系电话"] == "138****8000"
    assert (row["租户"], row["领取人"], row["发还经办"]) == ("陈晓彤", "陈晓彤", "1003 李敏")
    assert row["物品"] == "行李箱 2；纸箱 3" and row["状态"] == "已领取"
    assert dict(zip(heads, later, strict=True))["寄存期"] == "2026-11-22"
    (page,) = sheets(ledger)
    for words in ("租户临时物品寄存登记", "2026-11-21至2026-11-23", "1003李敏", "138****8000"):
        assert words in page.text, words


def test_a_void_says_why_and_stays_in_the_register(desk: Desk) -> None:
    """[S]: with a reason; off the list of what is due."""
    number = deposit(desk)["number"]
    void = ("act", number, "作废", "--values", "-")
    assert "why" in desk.run(*void, given={}).refused
    desk.run(*void, given={"why": "租户不寄了"}).done
    (row,) = desk.run("register", "JC").done
    assert (row["number"], row["state"]) == (number, "已作废")
    assert desk.run("due", now="2026-11-25T09:00").done == []
