"""消防梯使用申请 against docs/handbook.md §1 XF and §2: expectations written by hand from the page,
none read from the declaration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import register
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import Desk
from tests.scenarios.lifts import KEEPER, LOBBY, REVIEWED, sand
from tests.scenarios.paper import sheets
from tests.scenarios.renewing import course, read, refusal, renovation
from tests.scenarios.site import DIRECTOR, DUTY, GATE, MONEY, RECEPTION, WORKS


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def made(desk: Desk, *acts: tuple[Any, ...], **changed: Any) -> str:
    """The number of an application, after the acts."""
    number = desk.issue("XF", sand(**changed)).number
    course(desk, number, *acts)
    return number


def test_bricks_sand_and_stone_by_the_fire_stairs(hands: Desk) -> None:
    """[S] what; [C] the fire stairs of the list unless told, the same questions as for the lift."""
    things = [{"name": one, "quantity": 2} for one in ("砖", "沙", "石子")]
    values = read(hands, made(hands, stair=None, goods=things)).values
    assert values["stair"] == "消防梯"
    assert [one["name"] for one in values["goods"]] == ["砖", "沙", "石子"]
    assert set(refusal(hands, "issue", "XF", {"unit": "1-101"})) == {
        "hours", "goods", "undertaking"
    }


def test_it_hangs_on_the_renovation_where_there_is_one(hands: Desk) -> None:
    """[S] §1: XF hangs on a renovation where there is one; owner or responsible person."""
    assert read(hands, made(hands)).hangs_on is None
    basis = renovation(hands)
    by_owner = hands.issue("XF", sand(hours="8-9"))
    by_site = hands.issue("XF", sand(hours="9-10", applicant="装修负责人"))
    assert by_owner.hangs_on == by_site.hangs_on == basis.number
    assert by_site.values["name"] == basis.values["responsible"]


def test_works_supervisor_then_the_keeper_on_duty(hands: Desk) -> None:
    """[S] in this order, each by that role alone."""
    number = made(hands)
    assert read(hands, number).seen.state == "待工程主管审核"
    assert "工程主管审核" in refusal(hands, "act", number, "当值管理员审核", KEEPER)[""]
    for staff in (RECEPTION, DUTY, DIRECTOR, MONEY, GATE, LOBBY, KEEPER):
        assert refusal(hands, "act", number, "工程主管审核", staff), staff
    assert course(hands, number, REVIEWED[0]).seen.state == "待当值管理员审核"
    for staff in (RECEPTION, DUTY, DIRECTOR, MONEY, GATE, LOBBY, WORKS):
        assert refusal(hands, "act", number, "当值管理员审核", staff), staff
    assert "当值管理员审核" in refusal(hands, "act", number, "交大堂助理", LOBBY)[""]
    approved = course(hands, number, REVIEWED[1])
    assert approved.seen.state == "待交大堂助理"


@pytest.mark.parametrize("before, act, staff", [
    ((), "工程主管不同意", WORKS), (REVIEWED[:1], "当值管理员不同意", KEEPER),
])  # fmt: skip
def test_either_may_refuse_with_a_reason(hands: Desk, before: Any, act: str, staff: str) -> None:
    """[C]"""
    number = made(hands, *before)
    assert set(refusal(hands, "act", number, act, staff)) == {"why"}
    over = course(hands, number, (act, staff, {"why": "未装袋"}))
    assert over.standing.ended and over.seen.open == ()


def test_the_applicant_takes_it_to_the_lobby_attendant(hands: Desk) -> None:
    """[S] applicant holds it when approved; [C] then used and looked after like the lift."""
    number = made(hands, *REVIEWED)
    approved = read(hands, number)
    assert approved.seen.holder == approved.values["name"]["name"]
    taken = course(hands, number, ("交大堂助理", LOBBY))
    assert (taken.seen.state, taken.seen.holder) == ("待使用", "大堂助理")
    done = course(hands, number, ("开始使用", LOBBY), ("使用完毕", LOBBY))
    assert done.seen.state == "已用完" and done.standing.ended


def test_signed_on_paper_the_desk_records_it(hands: Desk) -> None:
    """[C] both may sign on the paper."""
    number = made(hands)
    for act, signer in (("工程主管审核", "孙立"), ("当值管理员审核", "郑凯")):
        hands.act(number, act, RECEPTION, signer=signer)
    assert read(hands, number).seen.state == "待交大堂助理"


def test_the_same_paper_with_the_chain(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """[S] the same paper as LT, goes to 大堂助理 itself: one sheet."""
    number = made(hands, *REVIEWED)
    hands.close()
    out = tmp_path / "消防梯.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 1, "copies": 1}
    (sheet,) = sheets(out)
    assert sheet.size == (210, 297) and len(sheet.codes) == 1
    for words in (
        "消防梯使用申请", number, "1栋101", "消防梯", "14:00—16:00", "沙", "30", "袋", "承诺书", "防火门",
        "工程主管", "孙立", "当值管理员", "郑凯", "大堂助理（收表、签字）",
    ):  # fmt: skip
        assert words in sheet.text, words


def test_the_register(hands: Desk) -> None:
    """[S] a register of its own with the time of use."""
    number = made(hands, *REVIEWED)
    (row,) = register.entries(hands.at(), "XF")
    assert row.number == number and row.values["slot"] == "2026-11-21 14:00-16:00"
    assert row.values["state"] == "待交大堂助理"
