"""Spans as offices count them: months clipped, workdays with 调休, 24:00, office hours."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.timing import CALLERS, FollowUp, Span, end_of_day, is_workday

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31))
HOURS = (time(8, 30), time(18, 0))
# A made-up week: Thursday and Friday off, the Saturday after worked (调休).
HOLIDAYS = {"2026-10-01": True, "2026-10-02": True, "2026-10-10": False}


def at(text: str) -> datetime:
    """A moment from its text."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("start, months, end", [
    ("2026-01-31T09:00", 1, "2026-02-28T09:00"),
    ("2028-01-31T09:00", 1, "2028-02-29T09:00"),
    ("2026-11-30T09:00", 3, "2027-02-28T09:00"),
    ("2026-03-31T09:00", 1, "2026-04-30T09:00"),
    ("2026-12-15T23:59", 1, "2027-01-15T23:59"),
    ("2026-02-28T00:00", 12, "2027-02-28T00:00"),
])
def test_a_month_is_the_same_day_clipped(start: str, months: int, end: str) -> None:
    """docs/handbook.md §0: the same day next month, clipped to the month's end."""
    assert Span(months=months).after(at(start)) == at(end)


@given(start=MOMENTS, months=st.integers(1, 60))
def test_months_keep_the_day_or_take_the_last(start: datetime, months: int) -> None:
    """Never into the month after."""
    end = Span(months=months).after(start)
    assert end.year * 12 + end.month == start.year * 12 + start.month + months
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])
    assert end.time() == start.time()


@pytest.mark.parametrize("start, days, end", [
    ("2026-11-20T10:00", 1, "2026-11-23T10:00"),  # Friday -> Monday
    ("2026-11-21T10:00", 1, "2026-11-23T10:00"),  # Saturday -> Monday
    ("2026-11-23T10:00", 3, "2026-11-26T10:00"),
    ("2026-09-30T10:00", 1, "2026-10-05T10:00"),  # over two days off and a weekend
    ("2026-10-09T10:00", 1, "2026-10-10T10:00"),  # the Saturday that is worked
    ("2026-10-10T10:00", 1, "2026-10-12T10:00"),
])
def test_workdays_follow_the_table(start: str, days: int, end: str) -> None:
    """Days off are skipped, worked weekends count."""
    assert Span(workdays=days).after(at(start), HOLIDAYS) == at(end)


@given(start=MOMENTS, days=st.integers(1, 15))
def test_so_many_workdays_lie_in_between(start: datetime, days: int) -> None:
    """Counted day by day, the last one included."""
    end = Span(workdays=days).after(start, HOLIDAYS)
    passed = [start.date() + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_workday(day, HOLIDAYS) for day in passed) == days
    assert is_workday(end.date(), HOLIDAYS)


def test_a_table_may_say_every_day_of_the_week() -> None:
    """An entry decides, whatever the weekday."""
    assert is_workday(date(2026, 11, 20), {})
    assert not is_workday(date(2026, 11, 21), {})
    assert not is_workday(date(2026, 11, 20), {"2026-11-20": True})
    assert is_workday(date(2026, 11, 21), {"2026-11-21": False})


@given(start=MOMENTS, days=st.integers(0, 40))
def test_the_end_of_the_day_is_the_next_midnight(start: datetime, days: int) -> None:
    """24:00 of the day reached, never 00:00 of it."""
    end = Span(days=days, end_of_day=True).after(start)
    assert end.time() == time()
    assert end == end_of_day(start.date() + timedelta(days=days)) > start


@pytest.mark.parametrize("start, minutes, end", [
    ("2026-11-21T10:42", 15, "2026-11-21T10:57"),
    ("2026-11-21T17:50", 15, "2026-11-22T08:35"),
    ("2026-11-21T17:45", 15, "2026-11-21T18:00"),
    ("2026-11-21T22:00", 15, "2026-11-22T08:45"),
    ("2026-11-21T06:00", 15, "2026-11-21T08:45"),
    ("2026-11-21T10:00", 60 * 10, "2026-11-22T10:30"),
])
def test_minutes_stop_outside_office_hours(start: str, minutes: int, end: str) -> None:
    """docs/handbook.md §0, if the office says so."""
    assert Span(minutes=minutes).after(at(start), None, HOURS) == at(end)


@given(start=MOMENTS, minutes=st.integers(1, 2000))
def test_only_open_minutes_are_counted(start: datetime, minutes: int) -> None:
    """Stepped through minute by minute it comes out the same."""
    start = start.replace(second=0, microsecond=0)
    left, moment = minutes, start
    while left:
        left -= HOURS[0] <= moment.time() < HOURS[1]
        moment += timedelta(minutes=1)
    assert Span(minutes=minutes).after(start, None, HOURS) == moment


def test_hours_that_make_no_sense_do_not_hang() -> None:
    """Closing before opening counts as always open; nothing to wait for ends at once."""
    backwards = (time(18, 0), time(8, 0))
    assert Span(minutes=15).after(at("2026-11-21T03:00"), None, backwards) == at("2026-11-21T03:15")
    assert Span().after(at("2026-11-21T03:00"), None, HOURS) == at("2026-11-21T03:00")


@pytest.mark.parametrize("weight", ["ordinary", "important", "major"])
def test_the_weight_decides_who_calls(weight: str) -> None:
    """docs/handbook.md §3."""
    callers = {"ordinary": "前台", "important": "客服主管", "major": "公司经理"}
    found = FollowUp("完工", Span(days=3), weight=weight).deadline
    assert found.roles == (callers[weight],) == CALLERS[weight]
    assert (found.start, found.stop) == ("完工", "回访")
