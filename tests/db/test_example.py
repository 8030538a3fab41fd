"""Examples are of this store: accepted as they are, with the unit that says most."""

from __future__ import annotations

import json

import pytest

from db.errors import Refused
from db.example import example
from db.facts import unit_facts
from tests.db.demo_desk import FX, Desk


def test_what_the_unit_tells_is_not_typed(desk: Desk) -> None:
    """A unit with a tenant is found, so his name and phone are left out, and nothing is wrong."""
    typed = example(desk.at(), "JC")
    assert list(typed) == ["unit", "period", "place", "goods", "remarks"]
    tenant = unit_facts(desk.at(), typed["unit"]).tenant
    assert tenant is not None
    made = desk.issue("JC", typed)
    assert made.values["tenant"] == {"name": tenant.name}


def test_where_nobody_is_known_the_example_says_it_all(desk: Desk) -> None:
    """Without a tenant in the estate table the invented one stands."""
    with desk.at().store.write() as db:
        db.execute_sql("DELETE FROM residence WHERE role = '租户'")
    typed = example(desk.at(), "JC")
    assert typed["tenant"] == "周文清" and typed["phone"] == "13800138000"
    assert desk.issue("JC", typed).values["tenant"] == {"name": "周文清"}


def test_a_unit_that_owes_is_not_an_example(desk: Desk) -> None:
    """Nothing is said against it, not even a warning."""
    assert example(desk.at(), "FX")["unit"] == FX["unit"]
    with desk.at().store.write() as db:
        db.execute_sql(
            "INSERT INTO dated_fact (unit_id, kind, value, as_of, source)"
            " SELECT id, 'arrears', ?, '2026-11-01', '虚构' FROM unit WHERE label = ?",
            (json.dumps({"months": 1, "amount": 306_00}), FX["unit"]),
        )
    typed = example(desk.at(), "FX")
    assert typed["unit"] != FX["unit"]
    assert unit_facts(desk.at(), typed["unit"]).arrears is None


def test_days_are_of_the_calendar(desk: Desk) -> None:
    """Not words that mean another day tomorrow."""
    assert example(desk.at(), "JC")["period"] == {"from": "2026-11-21", "to": "2026-11-22"}


def test_a_record_that_will_not_do_is_no_example(desk: Desk) -> None:
    """What must hang on one that is not approved yet says so; an open letter names none then."""
    desk.issue("ZX", example(desk.at(), "ZX"))
    with pytest.raises(Refused, match="还没有发装修许可证"):
        example(desk.at(), "CR")
    desk.issue("TS", example(desk.at(), "TS"))
    assert "answers" not in example(desk.at(), "GK")
