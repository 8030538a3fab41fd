"""Money against docs/handbook.md §1 and §7: who takes it, deposits and other people's money apart,
two people for what goes back, reversals on the open day, 收费日报 and its close; expectations
written by hand from the page, none read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.site import (
    APPROVED, DIRECTOR, GATE, MONEY, OTHER_MONEY, RECEPTION, course, do, issued,
)  # fmt: skip

TODAY, NEXT = "2026-11-21", "2026-11-22"
LATER = f"{NEXT}T09:00"
FEE: dict[str, Any] = {
    "payer": "陈晓彤",
    "others": [
        {"what": "复印", "purse": "收费", "price": 50, "quantity": 6},
        {"what": "初装费", "purse": "代收", "price": 300_00, "quantity": 1},
    ],
}
"""3.00 of our own and 300.00 collected for the operator."""


def paid(desk: Desk, folder: Path, **how: Any) -> str:
    """A renovation whose deposit of 2000.00 was paid to 财务."""
    number = issued(desk, folder)
    course(desk, number, *APPROVED)
    do(desk, number, "缴押金", MONEY, **how)
    return number


def book(desk: Desk, *more: str, now: str = "", staff: str = MONEY) -> dict[str, Any]:
    """The answer of `daybook`."""
    found: dict[str, Any] = desk.run("daybook", *more, staff=staff, now=now).done
    return found


def close(desk: Desk, count: dict[str, int], now: str = "", **more: Any) -> dict[str, Any]:
    """The answer to a close of the day."""
    lines = [{"face": face, "pieces": pieces} for face, pieces in count.items()]
    return desk.issue({"denominations": lines, **more}, code="RJ", staff=MONEY, now=now)


def entry(found: dict[str, Any], what: str) -> dict[str, Any]:
    """The only line of a fee."""
    (one,) = [kind for who in found["cashiers"] for kind in who["kinds"] if kind["what"] == what]
    return dict(one)


def test_only_the_cashier_takes_money(desk: Desk, tmp_path: Path) -> None:
    """The desk neither issues a receipt nor takes a deposit; a receipt is numbered."""
    assert "财务" in desk.run("issue", "SJ", "-", staff=RECEPTION, given=FEE).refused[""]
    number = issued(desk, tmp_path)
    course(desk, number, *APPROVED)
    assert "财务" in desk.run("act", number, "缴押金", staff=RECEPTION).refused[""]
    made = desk.act(number, "缴押金", MONEY)
    assert made["made"] == ["SJ-2026-000001"]


def test_deposits_and_other_peoples_money_stand_apart(desk: Desk, tmp_path: Path) -> None:
    """收费, 押金, 代收 each by themselves, by cashier and method."""
    paid(desk, tmp_path)
    desk.issue({**FEE, "method": "微信"}, code="SJ", staff=OTHER_MONEY)
    found = book(desk)
    assert [one["cashier"][:4] for one in found["cashiers"]] == [MONEY, OTHER_MONEY]
    assert [(entry(found, what)["purse"], entry(found, what)["taken"])
            for what in ("装修押金", "复印", "初装费")] == [
        ("押金", 2000_00), ("收费", 3_00), ("代收", 300_00),
    ]  # fmt: skip
    assert found["methods"]["微信"]["net"] == 303_00
    assert found["methods"]["现金"]["net"] == found["closing_cash"] == 2000_00
    assert found["deposits"] == {
        "before": 0, "taken": 2000_00, "refunded": 0, "forfeited": 0, "held": 2000_00,
    }  # fmt: skip


def test_a_deposit_goes_back_before_two_and_what_is_kept_is_income(
    desk: Desk, tmp_path: Path
) -> None:
    """taken − refunded − forfeited = held, at every step."""
    number = paid(desk, tmp_path)
    do(desk, number, "作废", RECEPTION, given={"why": "不装了"})
    part = {"amount": 1500_00, "why": "损坏公共地砖"}
    alone = desk.run("act", number, "退押金", "--values", "-", staff=MONEY, given=part)
    assert "second" in alone.refused
    myself = desk.run(
        "act", number, "退押金", "--values", "-", staff=MONEY, second=MONEY, given=part
    )
    assert "second" in myself.refused
    do(desk, number, "退押金", MONEY, given=part, second=OTHER_MONEY)
    assert book(desk)["deposits"] == {
        "before": 0, "taken": 2000_00, "refunded": 1500_00, "forfeited": 500_00, "held": 0,
    }  # fmt: skip
    assert book(desk)["closing_cash"] == 500_00


def test_a_receipt_is_reversed_by_two_and_serves_no_more(desk: Desk) -> None:
    """Never edited: an entry of its own, and the number stays."""
    number = desk.issue({**FEE, "pad": "000777"}, code="SJ", staff=MONEY)["number"]
    why = {"why": "收错人"}
    alone = desk.run("act", number, "作废", "--values", "-", staff=MONEY, given=why)
    assert "second" in alone.refused
    assert do(desk, number, "作废", MONEY, given=why, second=OTHER_MONEY)["state"] == "已冲红"
    found = book(desk)
    assert entry(found, "复印") | {"form": "SJ"} == {
        "form": "SJ", "purse": "收费", "what": "复印", "method": "现金", "taken": 3_00,
        "reversed": 3_00, "refunded": 0, "refunds_reversed": 0, "forfeited": 0,
        "forfeits_reversed": 0,
    }  # fmt: skip
    again = desk.run("issue", "SJ", "-", staff=MONEY, given={**FEE, "pad": "000777"})
    assert "不能再用" in again.refused["pad"]


def test_a_receipt_is_done_when_what_it_paid_for_is_made(desk: Desk, tmp_path: Path) -> None:
    """[S]: 已办 receipts have served; a sale at the counter is done at once."""
    number = paid(desk, tmp_path)
    receipt = desk.run("show", number).done["linked"][0]
    assert desk.run("show", receipt, staff=MONEY).done["standing"]["state"] == "已收款，未办"
    do(desk, number, "发许可证", RECEPTION)
    assert desk.run("show", receipt, staff=MONEY).done["standing"]["state"] == "已办"
    assert desk.issue(FEE, code="SJ", staff=MONEY)["standing"]["state"] == "已办"


def test_after_the_close_only_the_open_day_is_corrected(desk: Desk) -> None:
    """The closed day stays, the reversal is of the next."""
    number = desk.issue(FEE, code="SJ", staff=MONEY)["number"]
    made = close(desk, {"100": 3, "1": 3})
    assert book(desk, "--day", TODAY)["close"] == made["number"]
    do(desk, number, "作废", MONEY, given={"why": "收错"}, second=OTHER_MONEY, now=LATER)
    closed, opened = book(desk, "--day", TODAY, now=LATER), book(desk, now=LATER)
    assert closed["closed"] and closed["methods"]["现金"]["net"] == 303_00
    assert not opened["closed"] and opened["day"] == NEXT
    assert opened["methods"]["现金"]["net"] == -303_00
    why = {"why": "再来"}
    gone = desk.run("act", made["number"], "作废", "--values", "-", staff=MONEY, second=OTHER_MONEY,
                    given=why, now=LATER)  # fmt: skip
    assert "以后又有收付" in gone.refused[""]


def test_the_drawer_is_counted_and_a_difference_explained(desk: Desk, tmp_path: Path) -> None:
    """Opening and closing cash, counted by denomination, signed by two; the rest handed in."""
    desk.issue(FEE, code="SJ", staff=MONEY)
    short = {"denominations": [{"face": "100", "pieces": 3}]}
    assert set(desk.run("issue", "RJ", "-", staff=MONEY, given=short).refused) == {"explanation"}
    made = close(desk, {"100": 3}, explanation="找零差错", stays=100_00)
    values = desk.run("show", made["number"], staff=MONEY).done["values"]
    assert (values["opening"], values["expected"], values["difference"]) == (0, 303_00, -3_00)
    assert (values["banked"], values["stays"]) == (200_00, 100_00)
    assert do(desk, made["number"], "收款人签字", MONEY)["state"] == "待复核"
    assert "本人" in desk.run("act", made["number"], "复核", staff=MONEY).refused[""]
    assert do(desk, made["number"], "复核", DIRECTOR)["state"] == "已复核"
    found = book(desk, "--day", TODAY)
    assert (found["differences"], found["handed_in"], found["closing_cash"]) == (
        -3_00, 200_00, 100_00,
    )
    assert book(desk, now=LATER)["opening_cash"] == 100_00


def test_the_report_of_a_closed_day_and_of_an_open_one(desk: Desk, tmp_path: Path) -> None:
    """A4; takings by kind and method, deposits, the count, who signed; an open day says so."""
    paid(desk, tmp_path)
    desk.issue({**FEE, "method": "微信"}, code="SJ", staff=MONEY)
    out = tmp_path / "日报.pdf"
    assert book(desk, "--out", str(out))["pages"] == 1
    (page,) = sheets(out)
    assert page.size == (297, 210)
    for words in ("收费日报", "未结", "装修登记装修押金", "¥2000.00", "收据初装费", "¥300.00",
                  "代收", "现有押金", "应有现金"):  # fmt: skip
        assert words in page.text, words
    made = close(desk, {"100": 20})
    do(desk, made["number"], "收款人签字", MONEY)
    do(desk, made["number"], "复核", DIRECTOR)
    book(desk, "--day", TODAY, "--out", str(out))
    (page,) = sheets(out)
    for words in (made["number"], "100元×20", "实点现金", "钱芳1010", "刘志远1001"):
        assert words in page.text, words
    assert "未结" not in page.text


def test_the_register_of_closes(desk: Desk) -> None:
    """日结登记: a line for each, with its difference."""
    desk.issue(FEE, code="SJ", staff=MONEY)
    close(desk, {"100": 3}, explanation="找零差错")
    (row,) = desk.run("register", "RJ", staff=MONEY).done
    assert (row["day"], row["expected"], row["counted"], row["difference"]) == (
        TODAY, 303_00, 300_00, -3_00,
    )
    assert row["explanation"] == "找零差错" and row["state"] == "待签字"


@pytest.mark.parametrize("staff, may", [
    (MONEY, True), (DIRECTOR, True), (RECEPTION, True), (GATE, False),
])  # fmt: skip
def test_who_sees_the_daybook(desk: Desk, staff: str, may: bool) -> None:
    assert (desk.run("daybook", staff=staff).status == 0) is may
