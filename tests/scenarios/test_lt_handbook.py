"""使用楼梯/电梯申请 against docs/handbook.md §1 LT and §2: expectations written by hand from the
page, none read from the declaration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import listing, office, register, slots, workbench
from db.listing import Order, Sieve
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import DIRECTOR, FX, Desk
from tests.scenarios.lifts import BEGUN, LOBBY, OTHERS, SERVICE, TAKEN, sand, sofa
from tests.scenarios.paper import sheets
from tests.scenarios.renewing import at, course, read, refusal, renovation
from tests.scenarios.site import GATE, MONEY, RECEPTION, WORKS


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def made(desk: Desk, *acts: tuple[Any, ...], **changed: Any) -> str:
    """The number of an application, after the acts."""
    number = desk.issue("LT", sofa(**changed)).number
    course(desk, number, *acts)
    return number


def warned(desk: Desk, code: str, typed: dict[str, Any]) -> dict[str, str]:
    """What is said of it when it is issued all the same."""
    from db import records

    return dict(records.issue(desk.at(), code, typed).warnings)


def test_the_owner_or_who_answers_for_the_renovation(hands: Desk) -> None:
    """[S]; [C]: name and phone come with the room; the responsible person needs a renovation."""
    values = read(hands, made(hands)).values
    assert values["applicant"] == "业主" and values["name"]["name"]
    assert values["phone"].startswith("139")
    refused = refusal(hands, "issue", "LT", sofa(applicant="装修负责人", name="罗师傅",
                                                 phone="13700137000"))  # fmt: skip
    assert set(refused) == {"basis"}
    basis = renovation(hands)
    again = hands.issue("LT", sofa(applicant="装修负责人", hours="16-17"))
    assert again.hangs_on == basis.number
    assert again.values["name"] == basis.values["responsible"]
    assert again.values["phone"] == "13700137000"


def test_the_undertaking_is_seen_first(hands: Desk) -> None:
    """[S] 承诺书 filled in: not issued without."""
    assert set(refusal(hands, "issue", "LT", sofa(undertaking=None))) == {"undertaking"}
    refused = refusal(hands, "issue", "LT", sofa(undertaking=False))
    assert refused == {"undertaking": "须先填承诺书"}


def test_what_is_asked(hands: Desk) -> None:
    """[C] what, which stair or lift, when; the goods lift and today unless told."""
    assert set(refusal(hands, "issue", "LT", {"unit": "1-101"})) == {
        "hours", "goods", "undertaking"
    }
    bare = read(hands, made(hands, stair=None)).values
    assert (bare["stair"], bare["day"], bare["hours"]) == ("货梯", "2026-11-21", "14:00-16:00")
    assert set(refusal(hands, "issue", "LT", sofa(day="2026-11-20"))) == {"day"}
    assert "止时应晚于起时" in refusal(hands, "issue", "LT", sofa(hours="16-14"))["hours"]


def test_the_stairs_are_the_office_s_list(hands: Desk) -> None:
    """[C] of all buildings, or of one building its own (setting `stairs`)."""
    wrong = refusal(hands, "issue", "LT", sofa(stair="云梯"))
    assert wrong == {"stair": "没有“云梯”，请选货梯、客梯、消防梯、楼梯"}
    session = hands.at()
    with session.store.write():
        office.put(session.store, "stairs", {"": ["货梯"], "2": ["东梯", "西梯"]}, 0, None)
    assert set(refusal(hands, "issue", "LT", sofa(stair="楼梯"))) == {"stair"}
    assert read(hands, made(hands, unit="2-101", stair=None)).values["stair"] == "东梯"


def test_a_clash_on_the_same_lift_is_shown(hands: Desk) -> None:
    """[S]: of FX, LT and XF on the same stair or lift, whichever came first."""
    first = made(hands)
    said = f"11-21 14:00—16:00 货梯已有 {first}（1-101）"
    assert warned(hands, "LT", sofa(unit="1-102", hours="15-17")) == {"hours": said}
    by_fire = hands.issue("XF", sand(hours="10-12")).number
    assert warned(hands, "XF", sand(unit="1-201", hours="11-13")) == {
        "hours": f"11-21 10:00—12:00 消防梯已有 {by_fire}（1-101）"
    }
    assert by_fire in warned(hands, "LT", sofa(stair="消防梯", hours="9-11"))["hours"]


def test_a_release_slip_that_takes_a_lift_counts_too(hands: Desk) -> None:
    """[S] FX: one that names no time books nothing."""
    assert warned(hands, "FX", FX) == {}
    slip = hands.issue("FX", {**FX, "hours": "9-11"})
    assert (slip.values["stair"], slip.values["day"]) == ("货梯", "2026-11-21")
    assert slip.number in warned(hands, "LT", sofa(unit="1-1202", hours="10-12"))["hours"]
    assert "LT-2026-000001" in warned(hands, "FX", {**FX, "hours": "11-12"})["hours"]


@pytest.mark.parametrize("other", [
    {"hours": "12-14"}, {"hours": "16-17"}, {"stair": "客梯"}, {"unit": "2-101"},
    {"day": "2026-11-22"},
])  # fmt: skip
def test_another_time_lift_building_or_day_is_no_clash(hands: Desk, other: Any) -> None:
    """[C] from when the one before ends it is free."""
    made(hands)
    assert warned(hands, "LT", sofa(**other)) == {}


@pytest.mark.parametrize("over", [
    (("作废", RECEPTION, {"why": "改日子"}),),
    (*TAKEN, ("不予使用", LOBBY, {"why": "没有铺垫"})),
    (*BEGUN, ("使用完毕", LOBBY)),
])  # fmt: skip
def test_what_is_over_frees_its_slot(hands: Desk, over: Any) -> None:
    """[C] used, void, not let."""
    number = made(hands)
    assert warned(hands, "LT", sofa())
    course(hands, "LT-2026-000002", ("作废", RECEPTION, {"why": "改日子"}))
    course(hands, number, *over)
    assert warned(hands, "LT", sofa()) == {}


def test_the_office_may_refuse_or_say_nothing(hands: Desk) -> None:
    """[C] setting `slots`."""
    first, session = made(hands), hands.at()
    for choice, word in (("block", "refused"), ("off", "issued")):
        with session.store.write():
            office.put(session.store, "slots", choice, 0, None)
        if word == "refused":
            assert first in refusal(hands, "issue", "LT", sofa())["hours"]
        else:
            assert warned(hands, "LT", sofa()) == {}


def test_to_the_lobby_attendant_who_lets_begin_and_looks_after(hands: Desk) -> None:
    """[S] 承诺书 goes to 大堂助理; [C] begins on its day, is looked at, and is over."""
    number = made(hands)
    assert read(hands, number).seen.state == "待交大堂助理"
    taken = course(hands, number, *TAKEN)
    assert (taken.seen.state, taken.seen.holder) == ("待使用", "大堂助理")
    for staff in (*OTHERS, MONEY, GATE, DIRECTOR):
        assert refusal(hands, "act", number, "开始使用", staff), staff
    assert course(hands, number, ("开始使用", LOBBY)).seen.state == "使用中"
    done = course(hands, number, ("使用完毕", LOBBY))
    assert done.seen.state == "已用完" and done.standing.ended and done.seen.open == ()


def test_it_holds_on_its_day_alone(hands: Desk) -> None:
    """[C] not begun before, nor after; what was begun is looked at from 24:00 on the list."""
    number = made(hands, *TAKEN, day="2026-11-22")
    assert "还没有到日子" in refusal(hands, "act", number, "开始使用", LOBBY)[""]
    assert read(hands, number, at("2026-11-23T00:00")).seen.state == "已过期"
    course(hands, number, ("开始使用", LOBBY), now=at("2026-11-22T14:00"))
    late = hands.at(LOBBY, at("2026-11-23T00:00"))
    found = [(one.verb, one.state) for one in workbench.items(late) if one.number == number]
    assert ("查看", "逾期") in found
    course(hands, number, ("使用完毕", LOBBY), now=at("2026-11-23T09:00"))


def test_damage_is_written_down_and_mended(hands: Desk) -> None:
    """[C] state of the lift after: damage is said, and the paper stays open until it is mended."""
    number = made(hands, *BEGUN)
    assert set(refusal(hands, "act", number, "查有损坏", LOBBY)) == {"damage"}
    broken = course(hands, number, ("查有损坏", LOBBY, {"damage": "轿厢壁板划痕"}))
    assert broken.seen.state == "有损坏，待处理" and not broken.standing.ended
    assert refusal(hands, "act", number, "使用完毕", LOBBY)
    assert set(refusal(hands, "act", number, "损坏处理", WORKS)) == {"how"}
    mended = course(hands, number, ("损坏处理", WORKS, {"how": "已照价赔偿"}))
    assert mended.seen.state == "损坏已处理" and mended.standing.ended


def test_with_the_renovation_it_ends(hands: Desk) -> None:
    """[C] hangs on the renovation of the room where there is one; not on one that is over, which
    does not keep an owner from moving."""
    basis = renovation(hands)
    number = made(hands, *TAKEN)
    assert read(hands, number).hangs_on == basis.number
    course(hands, basis.number, ("验收", WORKS))
    assert refusal(hands, "act", number, "开始使用", LOBBY)
    owner = hands.issue("LT", sofa(hours="17-18"))
    assert owner.hangs_on is None
    refused = refusal(hands, "issue", "LT", sofa(applicant="装修负责人", basis=basis.number,
                                                 name="罗师傅", phone="13700137000"))  # fmt: skip
    assert refused == {"basis": f"{basis.number} 已验收，不能再用"}


def test_who_issues(hands: Desk) -> None:
    """[C] reception and the service supervisor."""
    for staff in (RECEPTION, SERVICE):
        assert hands.issue("LT", sofa(hours="8-9"), no=staff)
    for staff in (LOBBY, WORKS, MONEY, GATE, DIRECTOR):
        with pytest.raises(Exception, match="须由前台、客服主管办理"):
            hands.issue("LT", sofa(), no=staff)


def test_one_sheet_with_the_undertaking(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """§2 [S]: the paper itself goes to 大堂助理: one sheet, no copies."""
    number = made(hands)
    hands.close()
    out = tmp_path / "梯.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 1, "copies": 1}
    (sheet,) = sheets(out)
    assert sheet.size == (210, 297) and len(sheet.codes) == 1 and "第一联" not in sheet.text
    for words in (
        "使用楼梯/电梯申请", number, "1栋101", "货梯", "2026年11月21日", "14:00—16:00", "三人沙发",
        "承诺书", "照价赔偿", "申请人（签字、日期）", "大堂助理（收表、签字）", "使用后查看",
    ):  # fmt: skip
        assert words in sheet.text, words


def test_the_register_and_the_day_in_order(hands: Desk) -> None:
    """[S] 使用电梯/楼梯申请: when, which, what, how it was after; in the order of slots, and the
    day's list over all three forms."""
    late, early = made(hands, *BEGUN, hours="16-17"), made(hands, hours="8-9")
    fire = hands.issue("XF", sand(hours="8-10")).number
    course(hands, late, ("使用完毕", LOBBY))
    session = hands.at()
    form = session.form("LT")
    assert form.register_title == "使用电梯/楼梯申请"
    sieve = Sieve("LT", order=Order(listing.BY_SLOT, descending=False))
    rows = list(register.stream(session, sieve))
    assert [row.number for row in rows] == [early, late]
    told = " ".join(rows[1].words)
    for words in ("11-21 16:00—17:00", "1 栋 101", "货梯", "三人沙发", "完好", "已用完"):
        assert words in told, words
    today = slots.of_day(session, date(2026, 11, 21))
    assert [(one.clash.number, one.clash.what) for one in today] == [
        (fire, "消防梯"), (early, "货梯")
    ]
