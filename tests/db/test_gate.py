"""The gate's question: what may leave, and why not (docs/handbook.md §1 FX)."""

from __future__ import annotations

from typing import Any

import pytest

from db import records
from db.errors import Refused
from db.gate import NO, YES, examine
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, Desk, moment

COUNTS: dict[str, Any] = {"counts": [1, 12]}


def test_a_complete_slip_may_leave_once(desk: Desk) -> None:
    """By code, by number, in any spelling; its goods and the ink to look for."""
    made = desk.signed()
    for scanned in (made.code, made.code.lower(), f" {made.code[:10]}-{made.code[10:]} ",
                    made.number, "fx2026000001", "FX26000001"):
        found = examine(desk.at(GUARD), scanned)
        assert (found.verdict, found.number, found.allows) == (YES, made.number, True)
    assert found.reason == "有效期至 2026年11月21日 24:00，手续齐全，首次使用"
    assert found.ink == ("办证人（业主）签字", "主任（盖章）")
    assert [(line["name"], line["measure"], line["quantity"]) for line in found.lines] == [
        ("双门冰箱", "台", 1), ("纸箱", "个", 12)
    ]
    desk.act(made, "放行", GUARD, COUNTS, now=moment("21T14:30"))
    again = examine(desk.at(GUARD, moment("21T15:00")), made.code)
    assert (again.verdict, again.reason) == (NO, "已于 11-21 14:30 放行过，一次有效")


def test_asking_changes_nothing(desk: Desk) -> None:
    """Ten times asked, still not used."""
    made = desk.signed()
    before = desk.at(GUARD).store.value("SELECT count(*) FROM journal")
    for _ in range(10):
        assert examine(desk.at(GUARD), made.code).allows
    assert desk.at(GUARD).store.value("SELECT count(*) FROM journal") == before


@pytest.mark.parametrize("acts, reason", [
    ((), "手续未齐，尚缺：值班主任签字、主任盖章"),
    ((("值班主任签字", DUTY),), "手续未齐，尚缺：主任盖章"),
])
def test_an_incomplete_slip_says_what_is_lacking(
    desk: Desk, acts: tuple[tuple[str, str], ...], reason: str
) -> None:
    """All of it; ink on paper is not among it."""
    made = desk.issue("FX", FX)
    for name, no in acts:
        desk.act(made, name, no)
    found = examine(desk.at(GUARD), made.code)
    assert (found.verdict, found.reason) == (NO, reason)


def test_void_refused_and_expired_are_told_with_the_reason(desk: Desk) -> None:
    """Each in its words."""
    void, refused, sent_back, late = (desk.signed() for _ in range(4))
    desk.act(void, "作废", DESK, {"why": "物品写错"})
    assert examine(desk.at(GUARD), void.code).reason == "已作废（11-21 10:42，原因：物品写错）"
    desk.act(sent_back, "不予放行", GUARD, {"why": "数量不符"})
    told = examine(desk.at(GUARD), sent_back.code).reason
    assert told == "不予放行（11-21 10:42，原因：数量不符）"
    fresh = desk.issue("FX", FX)
    desk.act(fresh, "值班主任不同意", DUTY, {"why": "未见业主"})
    assert "值班主任不同意" in examine(desk.at(GUARD), fresh.code).reason
    assert examine(desk.at(GUARD, moment("21T23:59")), late.code).allows
    over = examine(desk.at(GUARD, moment("22T00:00")), late.code)
    assert (over.verdict, over.reason) == (NO, "已过期，有效期至 2026年11月21日 24:00")
    assert refused.number != late.number


def test_a_slip_released_and_then_void_counts_as_void(desk: Desk) -> None:
    """The last word decides."""
    made = desk.signed()
    desk.act(made, "放行", GUARD, COUNTS)
    desk.act(made, "作废", DESK, {"why": "放错"}, second=DUTY)
    assert examine(desk.at(GUARD), made.code).reason.startswith("已作废")


@pytest.mark.parametrize("place", range(10))
def test_no_letter_of_the_code_can_be_changed(desk: Desk, place: int) -> None:
    """Forged: to be kept and reported."""
    made = desk.signed()
    letters = list(made.code)
    letters[10 + place] = "A" if letters[10 + place] != "A" else "B"
    found = examine(desk.at(GUARD), "".join(letters))
    assert found.verdict == NO and "伪造" in found.reason and found.lines == ()


@pytest.mark.parametrize("scanned, reason", [
    ("", "请扫码或输入单号"),
    ("   ", "请扫码或输入单号"),
    ("你好", "这不是本单位的单号，请核对"),
    ("https://example.invalid/x", "这不是本单位的单号，请核对"),
    ("FX-2026-000777", "查无此单：FX-2026-000777"),
    ("\ud800", "这不是本单位的单号，请核对"),
    ("FX" + "9" * 400, None),
    ("FX-2026-" + "9" * 5000, None),
])
def test_what_is_no_slip_is_refused_in_words(
    desk: Desk, scanned: str, reason: str | None
) -> None:
    """Whatever the scanner read."""
    found = examine(desk.at(GUARD), scanned)
    assert found.verdict == NO and found.record is None
    assert reason is None or found.reason == reason


def test_a_form_without_a_release_lets_nothing_out(desk: Desk) -> None:
    """A repair order is no exit slip."""
    repair = desk.issue("WX", {
        "unit": "1-101", "reporter": "王虚构", "phone": "13800138000", "craft": "水",
        "trouble": "漏水",
    })  # fmt: skip
    assert examine(desk.at(GUARD), repair.number).reason == "维修单不是放行凭证"


def test_signed_on_paper_is_ink_to_look_for(desk: Desk) -> None:
    """What the desk recorded as signed on paper too."""
    made = desk.issue("FX", FX)
    desk.act(made, "值班主任签字", DESK, signer="王建国")
    desk.act(made, "主任盖章", DIRECTOR)
    assert examine(desk.at(GUARD), made.code).ink == (
        "办证人（业主）签字", "值班主任签字", "主任（盖章）"
    )


@pytest.mark.parametrize("counts", [[1, 11], [0, 12], [1], [1, 12, 0], "1,12", None, [1, "十二"]])
def test_a_wrong_count_lets_nothing_out(desk: Desk, counts: Any) -> None:
    """docs/handbook.md §1: mismatch, no exit, new slip."""
    made = desk.signed()
    with pytest.raises(Refused) as refused:
        desk.act(made, "放行", GUARD, {"counts": counts})
    assert all(path.startswith("counts") for path in refused.value.problems)
    after = records.load(desk.at(), made.number)
    assert after is not None and after.last("放行") is None


def test_only_those_with_the_right_may_ask(desk: Desk) -> None:
    """The administrator is not a guard."""
    with pytest.raises(Refused, match="不能核验放行"):
        examine(desk.at("9001"), "FX-2026-000001")
