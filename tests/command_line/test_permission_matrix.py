"""The table of rights through the command line: who is not in it is turned away, in every form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from db import demo, demo_days
from db.clock import FixedClock, instant
from forms import DECLARED
from forms.acts import Signed
from forms.form import Form
from forms.roles import ROLES
from tests.command_line.desk import NOW, Desk

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Office:
    """A demo of a month, a record of each form by its code, a person of each role."""

    desk: Desk
    numbers: dict[str, str]
    people: dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("rights") / "data"
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = demo.create(folder, "admin", clock=clock).session
    demo_days.fill(session)
    numbers = dict(session.store.rows("SELECT code, min(number) FROM record GROUP BY code"))
    session.close()
    people: dict[str, str] = {}
    for one in demo.roster():
        if len(one["roles"]) == 1:
            people.setdefault(one["roles"][0], one["staff"])
    yield Office(Desk(folder), numbers, people)


def test_there_is_somebody_of_every_role(office: Office) -> None:
    """Else the tests below would leave one out."""
    assert set(office.people) == set(ROLES)


@pytest.mark.parametrize("form", DECLARED, ids=[form.code for form in DECLARED])
def test_only_who_may_issues(office: Office, form: Form) -> None:
    """Every role tries; who may is told of the fields, the others of their right."""
    for role, staff in office.people.items() if form.shown else ():
        answer = office.desk.run("issue", form.code, "-", staff=staff, given={"nothing_such": 1})
        turned_away = any(f"不能开{form.title}" in one for one in answer.refused.values())
        assert turned_away == (role not in form.issued_by), (role, answer)


@pytest.mark.parametrize("form", DECLARED, ids=[form.code for form in DECLARED])
def test_only_who_may_acts(office: Office, form: Form) -> None:
    """Three roles without the act try each; they hear of their right, or that there is no such
    record where its level is above theirs."""
    number = office.numbers.get(form.code)
    if number is None:
        assert not form.shown, "every form that people see has records in the demo"
        return
    for at, act in enumerate(form.acts):
        if act.passed_only or act.signed is Signed.PAPER:
            continue
        lacking = [role for role in ROLES if role not in act.roles]
        for role in (lacking[(at + step * 7) % len(lacking)] for step in range(3)):
            answer = office.desk.run("act", number, act.name, staff=office.people[role])
            words = "；".join(answer.refused.values())
            assert "不能" in words or "须由" in words or f"没有 {number} 这张单" in words, (
                role, act.name, words,
            )  # fmt: skip
