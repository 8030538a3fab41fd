"""Find by number and by room, for those who may."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.find import Hit, find
from tests.db.demo_desk import FX, Desk


def ids(hits: list[Hit]) -> list[str]:
    """What was found."""
    return [hit.id for hit in hits]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Two slips of one room, one of another, a repair order."""
    desk.issue("FX", FX)
    desk.issue("FX", {**FX, "unit": "3-1202"})
    desk.issue("FX", FX)
    desk.issue("WX", {"unit": "3-1202", "reporter": "陈晓彤", "phone": "13800138000", "craft": "水",
                      "trouble": "漏水"})
    return desk


@pytest.mark.parametrize("typed", ["3-1202", "3栋1202", "３－１２０２", " 3 栋 1202 "])
def test_a_room_brings_its_people_and_its_records(filled: Desk, typed: str) -> None:
    """The room first, then its records, newest first, each once."""
    hits = find(filled.at(), typed)
    assert ids(hits) == ["3-1202", "WX-2026-000001", "FX-2026-000002"]
    assert (hits[0].kind, hits[0].title) == ("unit", "3 栋 1202")
    assert hits[0].line == "业主 欧阳龑　租户 陈晓彤"
    assert hits[1].kind == "record" and hits[1].title == "维修单 WX-2026-000001"


@pytest.mark.parametrize("typed, expected", [
    ("FX-2026-000002", ["FX-2026-000002"]),
    ("fx2026000002", ["FX-2026-000002"]),
    ("ＦＸ－２０２６－０００００２", ["FX-2026-000002"]),
    ("FX2", ["FX-2026-000002"]),
    ("fx", ["FX-2026-000003", "FX-2026-000002", "FX-2026-000001"]),
    ("WX1", ["WX-2026-000001"]),
    ("FX-2026-000099", []),
    ("ZZ", []),
])
def test_a_number_in_any_spelling(filled: Desk, typed: str, expected: list[str]) -> None:
    """Whole, short, or the code alone: newest first."""
    found = [hit for hit in find(filled.at(), typed) if hit.kind == "record"]
    assert sorted(ids(found), reverse=True) == expected


@pytest.mark.parametrize("typed", ["FX-2026-000002", "fx2026000002", "FX2", "FX26000002"])
def test_the_record_of_a_number_comes_before_those_that_name_it(filled: Desk, typed: str) -> None:
    """Newer ones that speak of it, as a handover sheet does, come after; even where one fits."""
    desk = filled.at()
    goods = [{"name": "FX-2026-000002 漏写的纸箱", "measure": "个", "quantity": 1}]
    filled.issue("FX", {**FX, "goods": goods})
    text = "FX-2026-000002"
    assert ids(find(desk, typed))[0] == text
    assert ids(find(desk, typed, limit=1)) == [text]
    assert ids(find(desk, text)) == [text, "FX-2026-000004"]


def test_nobody_finds_people_without_the_right(filled: Desk) -> None:
    """The administrator sees no rooms."""
    assert all(hit.kind != "unit" for hit in find(filled.at("9001"), "3-1202"))


def test_a_limit_holds(filled: Desk) -> None:
    """For a drop-down."""
    assert len(find(filled.at(), "fx", limit=2)) == 2
    assert len(find(filled.at(), "3-1202", limit=1)) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(exclude_categories=()), max_size=20)
       | st.text("0123456789FXWfx-栋室*?[]%_' ", max_size=12))
def test_any_text_finds_something_or_nothing(filled: Desk, typed: str) -> None:
    """Never a fault, never more than asked for; no pattern slips into the query."""
    hits = find(filled.at(), typed, limit=5)
    assert len(hits) <= 5 and len(set(ids(hits))) == len(hits)


@pytest.mark.parametrize("typed", ["", "  ", "%", "*", "_", "' OR 1=1", "\ud800"])
def test_nothing_sensible_finds_nothing(filled: Desk, typed: str) -> None:
    """Wildcards are letters like others."""
    assert find(filled.at(), typed) == []


@pytest.mark.parametrize(("limit", "most"), [(0, 0), (-1, 0), (1, 1), (10**30, 3)])
def test_any_limit_is_obeyed(desk: Desk, limit: int, most: int) -> None:
    """None below one, and a number larger than the store can count is just large."""
    desk.issue("FX", FX)
    desk.issue("FX", FX)
    assert len(find(desk.at(), "1-101", limit)) == most
