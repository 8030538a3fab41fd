"""Duties by the calendar: which times there are and which are owing, from dates worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.duties import LOOK_BACK, Duty, Often, owing, term_of, turns

BEGUN = date(2026, 9, 10)
SATURDAY = date(2026, 11, 21)
ROUND = Duty("日间巡查", Often.DAY, "当值管理员")
PESTS = Duty("消杀", Often.HALF_MONTH, "保洁班长", ahead=3)
FIGURES = Duty("成本统计", Often.MONTH, "财务", ahead=3, grace=5)


@pytest.mark.parametrize("often, first, last, words", [
    (Often.DAY, "2026-11-21", "2026-11-21", "11 月 21 日"),
    (Often.WEEK, "2026-11-16", "2026-11-22", "11-16 至 11-22"),
    (Often.HALF_MONTH, "2026-11-16", "2026-11-30", "2026 年 11 月下半月"),
    (Often.MONTH, "2026-11-01", "2026-11-30", "2026 年 11 月"),
    (Often.QUARTER, "2026-10-01", "2026-12-31", "2026 年第 4 季度"),
    (Often.HALF_YEAR, "2026-07-01", "2026-12-31", "2026 年下半年"),
    (Often.YEAR, "2026-01-01", "2026-12-31", "2026 年"),
])
def test_the_time_a_day_lies_in(often: Often, first: str, last: str, words: str) -> None:
    """Saturday 21 November 2026; weeks begin on Monday."""
    found = term_of(often, SATURDAY)
    assert (found.first.isoformat(), found.last.isoformat(), found.words) == (first, last, words)


@given(st.sampled_from(Often), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_times_follow_each_other_without_a_gap(often: Often, day: date) -> None:
    """Every day lies in its own time, and the day after the last begins the next."""
    term = term_of(often, day)
    assert term.first <= day <= term.last
    assert term_of(often, term.first) == term_of(often, term.last) == term
    assert term_of(often, term.last + timedelta(days=1)).first == term.last + timedelta(days=1)


def test_february_ends_when_it_does() -> None:
    """2028 is a leap year."""
    assert term_of(Often.HALF_MONTH, date(2028, 2, 20)).last == date(2028, 2, 29)


def test_twice_a_month_is_once_in_each_half() -> None:
    """[S]: pest control at least twice a month; two in the first half leave the second owing."""
    done = {date(2026, 11, 3): "ZR-2026-000001", date(2026, 11, 9): "ZR-2026-000002"}
    duty = replace(PESTS, since=date(2026, 11, 1))
    assert owing(duty, done, BEGUN, date(2026, 11, 26)) == []
    (near,) = owing(duty, done, BEGUN, date(2026, 11, 27))
    assert near.due == date(2026, 11, 30) and not near.is_late(date(2026, 11, 27))
    (late,) = owing(duty, done, BEGUN, date(2026, 12, 1))
    assert late.is_late(date(2026, 12, 1)) and late.term.first == date(2026, 11, 16)


def test_figures_of_a_month_are_in_time_some_days_after_it() -> None:
    """October's, spoken of from three days before its end; five days of grace: due on 5 November,
    late on the 6th."""
    duty = replace(FIGURES, since=date(2026, 10, 1))
    assert owing(duty, {}, BEGUN, date(2026, 10, 27)) == []
    assert owing(duty, {}, BEGUN, date(2026, 10, 28))[0].due == date(2026, 11, 5)
    assert not owing(duty, {}, BEGUN, date(2026, 11, 5))[0].is_late(date(2026, 11, 5))
    assert owing(duty, {}, BEGUN, date(2026, 11, 6))[0].is_late(date(2026, 11, 6))
    done = {date(2026, 10, 31): "ZR-2026-000003"}
    assert owing(duty, done, BEGUN, date(2026, 11, 6)) == []


def test_nothing_was_owing_before_the_office_began() -> None:
    """Nor before the day a duty was put on the list."""
    first = owing(ROUND, {}, SATURDAY, SATURDAY)
    assert [one.term.first for one in first] == [SATURDAY]
    later = owing(replace(ROUND, since=date(2026, 11, 20)), {}, BEGUN, SATURDAY)
    assert [one.term.first.day for one in later] == [20, 21]


def test_it_does_not_ask_for_ever() -> None:
    """Of a daily duty nobody ever did, the last month."""
    found = owing(ROUND, {}, date(2020, 1, 1), SATURDAY)
    assert len(found) == LOOK_BACK and found[-1].term.first == SATURDAY


@given(st.sampled_from(Often), st.integers(0, 40), st.integers(0, 60),
       st.dates(date(2026, 9, 10), date(2030, 12, 31)))
def test_whoever_does_all_that_is_owing_owes_nothing(
    often: Often, grace: int, ahead: int, today: date
) -> None:
    """Recorded for the last day of each time."""
    duty = Duty("某事", often, "前台", ahead, grace)
    found = owing(duty, {}, BEGUN, today)
    done = {min(one.term.last, today): "ZR-2026-000009" for one in found}
    left = owing(duty, done, BEGUN, today)
    assert [one for one in left if one.term in [other.term for other in found]] == []


def test_a_month_shows_what_falls_due_in_it() -> None:
    """November of the figures: October's, due on the 5th."""
    found = [one for one in turns(FIGURES, {}, BEGUN, date(2026, 11, 1), date(2026, 11, 30))
             if one.due.month == 11]  # fmt: skip
    assert [one.term.words for one in found] == ["2026 年 10 月"]
