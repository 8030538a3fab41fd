"""The demo estate: large enough, a month of every form that users see, in every act and state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db import checking, demo, demo_days, workbench
from db.clock import FixedClock, instant
from db.session import Session, member
from forms import FORMS
from forms.form import Form
from tests.db.demo_desk import NOW

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The estate with its month, made once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    session = demo.create(folder, "admin", clock=FixedClock(instant(NOW))).session
    demo_days.fill(session)
    yield session
    session.close()


def _one(session: Session, question: str, *values: object) -> list[object]:
    return [row[0] for row in session.store.rows(question, values)]


def test_the_estate_is_as_large_as_a_real_one(filled: Session) -> None:
    """Three buildings or more, 240 units, 500 people, cars, some who owe."""
    counted = {
        table: _one(filled, f"SELECT count(*) FROM {table}")[0]
        for table in ("unit", "person", "vehicle", "dated_fact")
    }
    assert counted["unit"] >= 240 and counted["person"] >= 500, counted
    assert counted["vehicle"] >= 100 and 20 <= counted["dated_fact"] <= 100, counted
    assert len(_one(filled, "SELECT DISTINCT building FROM unit")) >= 3


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_act_and_every_state_is_there_to_be_seen(filled: Session, form: Form) -> None:
    """None left out: refusals, voids, what another record ends, and what is just issued."""
    names = _one(
        filled,
        "SELECT DISTINCT a.name FROM act a JOIN record r ON r.id = a.record_id WHERE r.code = ?",
        form.code,
    )
    assert [act.name for act in form.acts if act.name not in names] == []
    states = set(_one(filled, "SELECT state FROM standing WHERE code = ?", form.code))
    wanted = {form.open_state} | {act.state for act in form.acts if act.state}
    assert wanted - states == set()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_it_goes_through_a_month(filled: Session, form: Form) -> None:
    """From the first day to today, on most days, numbers in the order of time."""
    rows = filled.store.rows(
        "SELECT sequence, issued_day FROM record WHERE code = ? ORDER BY issued_at, id",
        (form.code,),
    )
    days = [date.fromisoformat(day) for _, day in rows]
    assert days[-1] == NOW.date() and days[-1] - days[0] >= timedelta(days=27)
    assert len(set(days)) >= 12 and len(rows) >= 30
    assert [sequence for sequence, _ in rows] == list(range(1, len(rows) + 1))


def test_a_paper_that_has_run_out_is_among_them(filled: Session) -> None:
    """Of every form whose papers hold for less than the month."""
    for form in FORMS:
        if form.validity is None or form.code not in _one(
            filled, "SELECT DISTINCT code FROM standing WHERE valid_until < ?", filled.clock.now()
        ):
            continue
        left = _one(
            filled,
            "SELECT count(*) FROM standing WHERE code = ? AND ended = 0 AND valid_until < ?",
            form.code, filled.clock.now(),
        )  # fmt: skip
        assert left[0], form.code


def test_nothing_is_in_the_future_and_all_of_it_checks(filled: Session) -> None:
    """Made through the same functions: file, journal, standings and index agree."""
    assert _one(filled, "SELECT max(at) FROM act")[0] <= filled.clock.now()  # type: ignore
    found = checking.check(filled, full=True)
    assert set(found.values()) == {"ok"}, found


def test_just_after_midnight_it_is_no_different(tmp_path: Path) -> None:
    """What is of today has had three minutes to come to its state."""
    clock = FixedClock(instant(datetime(2026, 11, 22, 0, 3)))
    session = demo.create(tmp_path / "data", "admin", clock=clock).session
    demo_days.fill(session, days=5)
    for form in FORMS:
        states = set(_one(session, "SELECT state FROM standing WHERE code = ?", form.code))
        assert {act.state for act in form.acts if act.state} - states == set(), form.code
    session.close()


@pytest.mark.parametrize("no, verbs", [
    ("1003", {"回访", "催领", "收回门岗联"}), ("1007", {"派工"}), ("1001", {"主任盖章"}),
])  # fmt: skip
def test_everybody_finds_work_waiting(filled: Session, no: str, verbs: set[str]) -> None:
    """The desk, the workshop, the director."""
    mine = filled.acting_as(member(filled.store, no))
    found = workbench.items(mine)
    assert {one.act for one in found} & verbs, found
