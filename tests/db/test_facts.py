"""The facts that rules rely on, read from the store at the office's time."""

from __future__ import annotations

from typing import Any

import pytest

from db import office
from db.facts import facts_for, unit_facts, unit_id
from db.models import DatedFact, Person, Residence
from db.session import Session
from forms.facts import Arrears
from forms.property.release import FX as FX_FORM
from tests.db.demo_desk import DESK, FX, GUARD, NOW, Desk, moment


def facts(desk: Desk, **typed: Any) -> Any:
    """The facts about half-typed values of a slip."""
    return facts_for(desk.at(), FX_FORM, typed)


def row_of(session: Session, label: str) -> int:
    """The unit's row."""
    return int(session.store.value("SELECT id FROM unit WHERE label = ?", (label,)))


def test_a_known_unit_with_people_and_debt(desk: Desk) -> None:
    """Owner first; the debt with the day it was true."""
    found = facts(desk, unit="3栋1202")
    assert [(who.role, who.name) for who in found.unit.residents] == [
        ("业主", "欧阳龑"), ("租户", "陈晓彤")
    ]
    assert found.unit.arrears == Arrears(2, 612_00, "2026-11-21")
    assert found.operator == "1003 李敏" and found.now == NOW
    assert found.estate and found.entrances["5"] == 2


@pytest.mark.parametrize("typed", [None, "", "?", "\ud800", 5, [], {"a": 1}, "x" * 10_000, True])
def test_half_typed_values_never_trip(desk: Desk, typed: Any) -> None:
    """There is just no unit yet."""
    assert facts(desk, unit=typed).unit is None


def test_an_unknown_unit_is_told_from_a_known_one(desk: Desk) -> None:
    """Also once it was typed on a slip elsewhere."""
    assert facts(desk, unit="9-909").unit.known is False
    session = desk.at()
    with session.store.write():
        made = unit_id(session, "9-909")
        assert unit_id(session, "9-909") == made
    assert facts(desk, unit="9-909").unit.known is False
    assert "9" not in facts(desk).entrances


@pytest.mark.parametrize("since, until, there", [
    (None, None, True),
    ("2026-11-21", None, True),
    ("2026-11-22", None, False),
    (None, "2026-11-21", True),
    (None, "2026-11-20", False),
    ("2026-11-01", "2026-12-01", True),
])
def test_only_who_lives_there_today(
    desk: Desk, since: str | None, until: str | None, there: bool
) -> None:
    """Both days included."""
    session = desk.at()
    with session.store.write() as db:
        person = Person.insert(name="王虚构").execute(db)
        Residence.insert(
            unit_id=row_of(session, "1-101"), person_id=person, role="租户", since=since, until=until
        ).execute(db)
    names = [who.name for who in unit_facts(desk.at(), "1-101").residents]
    assert ("王虚构" in names) is there


def test_the_latest_debt_counts(desk: Desk) -> None:
    """The day it was true decides, then the order it came in."""
    session = desk.at()
    with session.store.write() as db:
        for day, fen in (("2026-11-30", 1_00), ("2026-10-31", 9_00), ("2026-11-30", 0)):
            DatedFact.insert(
                unit_id=row_of(session, "3-1202"), kind="arrears", as_of=day, source="导入",
                value={"months": 1, "amount": fen},
            ).execute(db)
    assert unit_facts(desk.at(), "3-1202").arrears == Arrears(1, 0, "2026-11-30")


def test_open_matters_of_a_unit(desk: Desk) -> None:
    """Not those that ended or expired."""
    assert facts(desk, unit="1-101").unit.open_matters == ()
    desk.issue("FX", FX)
    out = desk.signed()
    desk.act(out, "放行", GUARD, {"counts": [1, 12]})
    assert facts(desk, unit="1-101").unit.open_matters == ("在办物品放行条 1 张",)
    tomorrow = facts_for(desk.at(DESK, moment("22T00:00")), FX_FORM, {"unit": "1-101"})
    assert tomorrow.unit is not None and tomorrow.unit.open_matters == ()


def test_the_offices_choices_are_facts_but_not_its_secrets(desk: Desk) -> None:
    """Settings, holidays; no key, no right, no declaration."""
    administrator = desk.at("9001")
    office.change(administrator, "holidays", {"2026-11-23": True})
    office.change(administrator, "form.FX", {"title": "出门条"})
    found = facts(desk)
    assert found.settings["arrears"] == "warn" and found.holidays == {"2026-11-23": True}
    private = ("office.secret", "permission.", "form.")
    assert not any(key.startswith(private) for key in found.settings)
