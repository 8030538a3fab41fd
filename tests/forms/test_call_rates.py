"""回访率 by the book (docs/handbook.md §3): late ones count but show as late, unknown people and
unanswered calls do not."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from forms.call_rates import CallRate, Followed, Reached, followed, reached
from forms.conditions import filled, when
from forms.facts import Facts
from forms.life import Done
from forms.timing import Span

RATE = CallRate(
    50, Span(days=3), "结案", ("回访", "公开答复"), when=filled("phone"),
    spoken=~when(satisfied="没联系上"),
)  # fmt: skip
CLOSED = Done("结案", datetime(2026, 11, 20, 9, 0), "1005")
KNOWN = {"phone": "13800138000"}
FACTS = Facts(datetime(2026, 12, 1, 9, 0))


def call(day: int, hour: int = 9, said: str = "满意", name: str = "回访") -> Done:
    return Done(name, datetime(2026, 11, day, hour), "1003", {"satisfied": said})


def test_a_matter_counts_by_the_day_it_was_closed() -> None:
    """In time until the third day's same minute; later it counts and shows as late."""
    in_time = followed(RATE, KNOWN, (CLOSED, call(23)), FACTS)
    assert in_time == Followed(date(2026, 11, 20), datetime(2026, 11, 23, 9), False)
    late = followed(RATE, KNOWN, (CLOSED, call(23, 10)), FACTS)
    assert late == Followed(date(2026, 11, 20), datetime(2026, 11, 23, 10), True)
    assert followed(RATE, KNOWN, (CLOSED,), FACTS) == Followed(date(2026, 11, 20), None, False)


def test_what_does_not_count() -> None:
    """Open matters, people nobody knows, calls that nobody answered."""
    assert followed(RATE, KNOWN, (call(20),), FACTS) is None
    assert followed(RATE, {}, (CLOSED, call(21)), FACTS) is None
    unanswered = followed(RATE, KNOWN, (CLOSED, call(21, said="没联系上")), FACTS)
    assert unanswered == Followed(date(2026, 11, 20), None, False)


def test_the_first_answered_call_decides_and_a_letter_counts() -> None:
    acts = (CLOSED, call(21, said="没联系上"), call(22), call(28))
    found = followed(RATE, KNOWN, acts, FACTS)
    assert found is not None and found.at == datetime(2026, 11, 22, 9) and not found.late
    letter = followed(RATE, KNOWN, (CLOSED, call(21, name="公开答复")), FACTS)
    assert letter is not None and letter.at == datetime(2026, 11, 21, 9)


@pytest.mark.parametrize(("called", "met"), [(1, False), (2, True), (4, True)])
def test_the_target_is_met_from_half_on(called: int, met: bool) -> None:
    day, at = date(2026, 11, 20), datetime(2026, 11, 21)
    matters = [Followed(day, at if number < called else None, number == 0) for number in range(4)]
    found = reached(matters)
    assert found == Reached(4, called, 1)
    assert found.percent == 25 * called
    assert found.meets(RATE) is met


def test_a_period_without_closed_matters_has_no_rate_and_misses_nothing() -> None:
    assert reached(()).percent is None
    assert reached(()).meets(RATE)
