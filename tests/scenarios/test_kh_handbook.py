"""开通登记 against docs/handbook.md §1 KH and §2: expectations written by hand from the page, none
read from the declaration."""

from __future__ import annotations

from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.site import MONEY, RECEPTION, do

TENANT: dict[str, Any] = {
    "unit": "1-101", "kind": "液化石油气", "name": "钱虚构", "phone": "13900139000",
    "identity_seen": True,
}  # fmt: skip


def opened(desk: Desk, **changed: Any) -> str:
    return str(desk.issue({**TENANT, **changed}, code="KH")["number"])


@pytest.mark.parametrize("seen", [False, None])
def test_identity_is_seen_first(desk: Desk, seen: bool | None) -> None:
    """[S]: a resident, identity seen."""
    typed = {**TENANT, "identity_seen": seen}
    given = {key: one for key, one in typed.items() if one is not None}
    assert set(desk.run("issue", "KH", "-", given=given).refused) == {"identity_seen"}
    assert opened(desk)


def test_three_kinds_and_no_others(desk: Desk) -> None:
    """[S]: 有线电视, 电话, 液化石油气."""
    for kind in ("有线电视", "电话", "液化石油气"):
        opened(desk, kind=kind)
    assert set(desk.run("issue", "KH", "-", given={**TENANT, "kind": "自来水"}).refused) == {"kind"}


def test_no_fee_and_no_slip(desk: Desk) -> None:
    """[S]: nothing is collected, there is no paper to print; the register is the paper."""
    number = opened(desk)
    assert desk.run("act", number, "缴费", staff=MONEY).status == 2
    assert "没有要打印的纸张" in desk.run("print", number, "--out", "单.pdf").refused[""]


def test_the_resident_signs_in_the_register(desk: Desk) -> None:
    """[S]: signature in 开通登记本; it holds nothing up and is ticked by the desk."""
    number = opened(desk)
    do(desk, number, "业户签字", RECEPTION)
    lines = desk.run("register", "KH").done
    (line,) = [one for one in lines if one["number"] == number]
    assert line["unit"] == "1-101" and line["kind"] == "液化石油气"
    assert line["phone"] == "139****9000"


def test_the_provider_is_told_the_same_day(desk: Desk) -> None:
    """[C]: due at 24:00 of the day; then the date and the account close it."""
    number = opened(desk)
    due = [one for one in desk.run("due").done if one["number"] == number]
    assert [one["due"] for one in due] == ["2026-11-22T00:00"]
    do(desk, number, "通知单位", RECEPTION, given={"to": "燃气公司"})
    left = [one for one in desk.run("due", now="2026-11-23T09:00").done
            if one["number"] == number and one["state"] == "逾期"]  # fmt: skip
    assert not left
    done = do(desk, number, "开通", RECEPTION, given={"on": "2026-11-21", "account": "88001"})
    assert done["state"] == "已开通" and "通知单位" not in done["next"]
