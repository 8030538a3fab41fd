"""Drafts: what is being typed is kept inside the store, per person and form."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import drafts
from tests.db.demo_desk import DESK, DUTY, NOW, Desk, moment

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TYPED = st.dictionaries(
    TEXT, st.none() | st.booleans() | st.integers(-2**53, 2**53) | TEXT | st.lists(TEXT), max_size=4
)


def test_one_for_each_person_and_form(desk: Desk) -> None:
    """The latest stands; others' are not touched."""
    first = drafts.save(desk.at(), "FX", {"unit": "1"})
    assert drafts.save(desk.at(), "FX", {"unit": "1-101"}) == first
    drafts.save(desk.at(), "WX", {"trouble": "漏水"})
    drafts.save(desk.at(DUTY), "FX", {"unit": "2-201"})
    assert drafts.load(desk.at(), "FX") == (first, {"unit": "1-101"})
    drafts.drop(desk.at(), "FX")
    assert drafts.load(desk.at(), "FX") is None
    assert drafts.codes(desk.at()) == ["WX"]
    kept = drafts.load(desk.at(DUTY), "FX")
    assert kept is not None and kept[1] == {"unit": "2-201"}


def test_newest_first_and_when(desk: Desk) -> None:
    """For the workbench to offer."""
    drafts.save(desk.at(DESK, moment("21T09:00")), "FX", {})
    drafts.save(desk.at(DESK, moment("21T09:30")), "WX", {})
    drafts.save(desk.at(DESK, moment("21T10:00")), "FX", {"unit": "1"})
    assert drafts.codes(desk.at()) == ["FX", "WX"]
    assert drafts.saved_at(desk.at(), "FX") == moment("21T10:00")
    assert drafts.saved_at(desk.at(), "DH") is None


def test_they_are_there_after_a_restart(desk: Desk) -> None:
    """As after a power cut."""
    drafts.save(desk.at(DESK, NOW), "FX", {"goods": [{"name": "䶮 𠮷"}]})
    desk.close()
    kept = drafts.load(desk.at(), "FX")
    assert kept is not None and kept[1] == {"goods": [{"name": "䶮 𠮷"}]}


@settings(max_examples=40, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture])
@given(typed=TYPED)
def test_whatever_was_typed_comes_back(desk: Desk, typed: dict[str, Any]) -> None:
    """Half a number, an emoji, nothing at all."""
    drafts.save(desk.at(), "FX", typed)
    kept = drafts.load(desk.at(), "FX")
    assert kept is not None and kept[1] == typed
