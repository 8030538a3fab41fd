"""A number written into plain words is kept apart, masked, and found only by who may see it."""

from __future__ import annotations

from db import find, records
from db.example import example
from tests.db.demo_desk import DESK, FX, GUARD, Desk

PHONE = "13977661234"


def test_only_who_may_see_numbers_finds_them_in_words(desk: Desk) -> None:
    """The words around it are found by all."""
    goods = [{"name": "纸箱", "spec": f"送到打{PHONE}找老周", "quantity": 1}]
    number = desk.issue("FX", {**FX, "goods": goods}).number
    assert [hit.id for hit in find.find(desk.at(DESK), PHONE[3:]) if hit.kind == "record"] == [
        number
    ]
    assert find.find(desk.at(GUARD), PHONE) == find.find(desk.at(GUARD), PHONE[4:]) == []
    assert number in [hit.id for hit in find.find(desk.at(GUARD), "找老周")]


def test_long_words_lie_apart_from_the_frozen_record(desk: Desk) -> None:
    """So that an order of destruction takes them; the journal is whole."""
    session = desk.at()
    values = example(session, "WX")
    item = next(f.key for f in session.form("WX").fields if f.label == "报修项目")
    made = records.issue(session, "WX", {**values, item: f"漏水，打 {PHONE}"}).record
    body, = session.store.rows("SELECT body FROM record WHERE id = ?", (made.id,))[0]
    assert PHONE not in body and made.values[item] == f"漏水，打 {PHONE}"
    kept = session.store.rows("SELECT value FROM personal WHERE path = ?", (item,))
    assert PHONE in kept[-1][0]
