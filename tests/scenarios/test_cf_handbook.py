"""催费走访 against docs/handbook.md §1 CF: expectations written by hand from the page.

3-1202 of the demo owes 612.00 for two months, as imported on 2026-11-21.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.near_desk import near
from tests.scenarios.site import MONEY, RECEPTION, do


@pytest.fixture(name="desk")
def at_hand(desk: Desk) -> Desk:
    """The desk without a process for every call."""
    return near(desk)


VISIT: dict[str, Any] = {"unit": "3-1202", "result": "答应交", "pay_by": "2026-11-25"}


def verbs(desk: Desk, number: str, now: str) -> list[tuple[str, str, str]]:
    """What is due of it."""
    lines = desk.run("due", now=now).done
    return [(one["due"], one["state"], one["verb"]) for one in lines if one["number"] == number]


def test_what_is_owed_is_the_dated_fact(desk: Desk) -> None:
    """Filled in from the import; another sum is refused with the one that is known."""
    number = desk.issue(VISIT, code="CF")["number"]
    values = desk.run("show", number).done["values"]
    assert (values["owed"], values["months"], values["as_of"]) == (612_00, 2, "2026-11-21")
    desk.act(number, "结清", MONEY)
    wrong = {**VISIT, "owed": 500_00}
    assert "612.00" in desk.run("issue", "CF", "-", given=wrong).refused["owed"]
    unknown = {**VISIT, "unit": "1-101"}
    assert {"owed", "as_of"} <= set(desk.run("issue", "CF", "-", given=unknown).refused)


def test_a_promise_is_followed_up_on_its_day(desk: Desk) -> None:
    """Due at the end of the day promised; the next promise moves it; paid, it is over."""
    number = desk.issue(VISIT, code="CF")["number"]
    late = "2026-11-26T09:00"
    assert verbs(desk, number, late) == [("2026-11-26T00:00", "逾期", "跟进")]
    given = {"result": "先交一部分", "paid": 306_00, "next": "2026-11-30"}
    do(desk, number, "再催", RECEPTION, given=given, now=late)
    assert verbs(desk, number, late) == [("2026-12-01T00:00", "待办", "跟进")]
    assert do(desk, number, "结清", MONEY, now="2026-11-28T09:00")["state"] == "已结清"
    assert verbs(desk, number, "2026-12-02T09:00") == []


def test_without_a_promise_somebody_goes_again_in_a_week(desk: Desk) -> None:
    """[C]: seven days; who disputes says why."""
    nobody = {"unit": "3-1202", "result": "没见到人"}
    number = desk.issue(nobody, code="CF")["number"]
    assert desk.run("show", number).done["values"]["pay_by"] == "2026-11-28"
    desk.act(number, "停止催缴", MONEY, "--values", "-", given={"why": "登记有误"})
    assert verbs(desk, number, "2026-12-09T09:00") == []
    disputed = {"unit": "3-1202", "result": "有异议，不肯交"}
    assert "said" in desk.run("issue", "CF", "-", given=disputed).refused
    promised = {"unit": "3-1202", "result": "答应交"}
    assert "pay_by" in desk.run("issue", "CF", "-", given=promised).refused


def test_one_matter_at_a_time(desk: Desk) -> None:
    """A unit that is being asked already is not asked twice."""
    desk.issue(VISIT, code="CF")
    assert "unit" in desk.run("issue", "CF", "-", given=VISIT).refused
