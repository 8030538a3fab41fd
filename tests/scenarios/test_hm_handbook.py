"""不予放行访客 against docs/handbook.md §1 HM: expectations written by hand from the page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db import office
from tests.scenarios.inside import DESK, DIRECTOR, SAFETY, Hands

PASSPORT = {"kind": "护照", "number": "E66554433"}
BARRED: dict[str, Any] = {
    "name": "孙无名", "phone": "13700137999", "document": PASSPORT, "plate": "粤B6K8P2",
    "why": "上门推销、屡劝不听",
}  # fmt: skip
VISIT: dict[str, Any] = {"name": "钱有名", "phone": "13800138000", "unit": "1-101", "whom": "赵虚构",
                         "asked": "电话同意"}  # fmt: skip


def barred(hands: Hands, **changed: Any) -> str:
    made = hands.issue("HM", {**BARRED, **changed})
    return hands.act(made, "批准", SAFETY).record.number


@pytest.mark.parametrize("same", [
    {"phone": "137 0013 7999"}, {"document": PASSPORT}, {"plate": "粤b6k8p2"},
])  # fmt: skip
def test_he_is_known_by_phone_document_or_plate(hands: Hands, same: dict[str, Any]) -> None:
    """[C]: however it is written; of another name too. Who he is is not said, why is."""
    number = barred(hands)
    with pytest.raises(Exception) as refused:
        hands.issue("LF", {**VISIT, **same})
    assert number in str(refused.value) and "上门推销" in str(refused.value)
    assert "孙无名" not in str(refused.value)
    hands.issue("LF", {**VISIT, "phone": "13800138001"})


def test_only_once_approved_and_until_the_day_or_its_lifting(hands: Hands) -> None:
    """[C]: the head of security or the director, not who wrote it; a year, then it is over."""
    mine = {**VISIT, "phone": BARRED["phone"]}
    made = hands.issue("HM", BARRED)
    hands.issue("LF", mine)
    assert hands.cannot(made, "批准", DESK)
    own = hands.issue("HM", BARRED, no=SAFETY)
    assert "另一人" in hands.cannot(own, "批准", SAFETY)[""]
    hands.act(made, "批准", DIRECTOR)
    assert hands.refused("LF", mine) == {"name"}
    assert made.values["until"] == "2027-11-21"
    hands.issue("LF", mine, now=datetime(2027, 11, 22, 9, 0))
    hands.act(made, "解除", DIRECTOR, {"why": "已具结保证"})
    hands.issue("LF", mine)


def test_it_says_how_he_is_known(hands: Hands) -> None:
    """[C]: a name alone is no sign."""
    assert hands.refused("HM", {"name": "孙无名", "why": "滋事"}) == {"phone"}


def test_the_office_may_only_be_told(hands: Hands) -> None:
    """[C] a setting: refused at first, told, or not at all."""
    barred(hands)
    office.change(hands.at("9001"), "visitor_barred", "warn")
    hands.issue("LF", {**VISIT, "phone": BARRED["phone"]})
