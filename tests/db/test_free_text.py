"""A number written into plain words is kept apart, masked, and found only by who may see it."""

from __future__ import annotations

from db import find, records
from db.example import example
from db.gate import examine
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


def test_no_list_and_no_gate_reads_a_number_out_of_the_words_of_a_line(desk: Desk) -> None:
    """Neither in what tells a record from others, nor in why it was made void, nor in the goods."""
    goods = [{"name": f"纸箱，打{PHONE}", "quantity": 1}]
    made = desk.issue("FX", {**FX, "goods": goods})
    number = made.number
    hits = [hit for hit in find.find(desk.at(GUARD), number) if hit.kind == "record"]
    assert "139****1234" in hits[0].line and PHONE not in hits[0].line
    asked = examine(desk.at(GUARD), number)
    assert asked.lines[0]["name"] == "纸箱，打139****1234"
    desk.act(made, "作废", DESK, {"why": f"改期，打{PHONE}"})
    assert "改期，打139****1234" in examine(desk.at(GUARD), number).reason
