"""Hours of a day: every usual spelling, what is refused and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, hours


@pytest.mark.parametrize("typed, meant", [
    ("9-11", "09:00-11:00"),
    ("9 11", "09:00-11:00"),
    ("930-11", "09:30-11:00"),
    ("0930-1100", "09:30-11:00"),
    ("9：30—11：00", "09:30-11:00"),
    ("9点半到11点", "09:30-11:00"),
    ("8点30分至10点整", "08:30-10:00"),
    ("下午2点-4点", "14:00-16:00"),
    ("下午2-5", "14:00-17:00"),
    ("上午9点到下午3点", "09:00-15:00"),
    ("22-24", "22:00-24:00"),
    ("0:00~0:01", "00:00-00:01"),
])  # fmt: skip
def test_the_usual_spellings(typed: str, meant: str) -> None:
    assert hours.clean(typed) == meant


@pytest.mark.parametrize("typed, said", [
    ("11", "从几点到几点"),
    ("9-11-12", "从几点到几点"),
    ("早上", "从几点到几点"),
    ("11-9", "止时应晚于起时"),
    ("9-9", "止时应晚于起时"),
    ("22-2", "分两天写"),
    ("9-25", "没有这个时间"),
    ("9:75-11", "没有这个时间"),
])  # fmt: skip
def test_what_is_refused_says_why(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        hours.clean(typed)


@given(st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda one: one[0] < one[1]))
def test_every_stretch_comes_back(stretch: tuple[int, int]) -> None:
    """Written, shown and typed again it is the same stretch."""
    written = hours.of(*stretch)
    assert hours.ends(written) == stretch
    assert hours.clean(written) == hours.clean(hours.pretty(written)) == written


def test_people_read_it_without_the_nought() -> None:
    assert hours.pretty("09:05-24:00") == "9:05—24:00"


@pytest.mark.parametrize("stretch", [(60, 60), (61, 60), (-1, 60), (0, 1441)])
def test_there_is_no_such_stretch(stretch: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        hours.of(*stretch)
