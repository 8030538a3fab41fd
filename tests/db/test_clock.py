"""Instants and the office's days."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from db.clock import FixedClock, SystemClock, instant, local


@given(st.integers(-2_000_000_000_000, 7_000_000_000_000))
def test_an_instant_survives_the_way_to_the_wall_and_back(ms: int) -> None:
    """No millisecond is lost through floating point."""
    assert instant(local(ms)) == ms


def test_the_day_changes_at_midnight_of_the_office_not_of_greenwich() -> None:
    """16:00 UTC is already tomorrow in Shanghai."""
    moment = datetime(2026, 12, 31, 16, 0, tzinfo=timezone.utc)
    ms = int(moment.timestamp()) * 1000
    assert FixedClock(ms).today() == date(2027, 1, 1)
    assert FixedClock(ms - 1).today() == date(2026, 12, 31)
    assert FixedClock(ms, zone=ZoneInfo("UTC")).today() == date(2026, 12, 31)


def test_a_naive_time_is_wall_time_of_the_office() -> None:
    """10:42 typed at the desk is 02:42 UTC."""
    utc = datetime(2026, 11, 21, 2, 42, tzinfo=timezone.utc)
    assert instant(datetime(2026, 11, 21, 10, 42)) == int(utc.timestamp()) * 1000


def test_the_system_clock_counts_milliseconds() -> None:
    """Between two readings of the computer's own clock, in its unit."""
    before = datetime.now(timezone.utc).timestamp() * 1000
    now = SystemClock().now()
    assert before - 1 <= now <= datetime.now(timezone.utc).timestamp() * 1000
