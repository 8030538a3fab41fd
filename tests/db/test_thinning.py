"""Thinning: 2 days all, 12 days, 10 weeks, 9 months, whatever dates lie there."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.clock import instant, local
from db.thinning import FRESH_MS, Copy, kept

DAY = 86_400_000
NOW = instant(datetime(2026, 11, 21, 10, 42))
SIZES = st.integers(1, 1000)
OFFSETS = st.integers(-900 * DAY, 30 * DAY)
COPIES = st.lists(st.tuples(OFFSETS, SIZES), max_size=120).map(
    lambda drawn: [Copy(f"{at}-{by}", NOW + by, size) for at, (by, size) in enumerate(drawn)]
)
BUDGETS = st.none() | st.integers(0, 40_000)


def days_ago(days: int, hour: int = 18) -> Copy:
    """A backup of that hour so many days before the day of NOW."""
    at = datetime(2026, 11, 21, hour) - timedelta(days=days)
    return Copy(f"{at:%Y%m%d-%H}", instant(at), 1)


def dates(copies: list[Copy]) -> list[str]:
    """Their days, the newest first."""
    return [f"{local(one.at):%m-%d}" for one in reversed(copies)]


def test_a_year_of_one_backup_each_evening() -> None:
    """Written out by hand with a calendar: two days, twelve days, Sundays, last days of months."""
    stay = kept([days_ago(days) for days in range(1, 400)], NOW)
    assert dates(stay) == [
        "11-20", "11-19",
        "11-18", "11-17", "11-16", "11-15", "11-14", "11-13", "11-12", "11-11", "11-10", "11-09",
        "11-08", "11-07",
        "11-01", "10-25", "10-18", "10-11", "10-04", "09-27", "09-20", "09-13", "09-06", "08-30",
        "07-31", "06-30", "05-31", "04-30", "03-31", "02-28", "01-31", "12-31", "11-30",
    ]  # fmt: skip


def test_many_of_a_day_leave_the_last_one_when_they_are_two_days_old() -> None:
    stay = kept([days_ago(days, hour) for days in range(5) for hour in range(8, 10)], NOW)
    assert [f"{local(one.at):%d %H}" for one in stay] == [
        "17 09", "18 09", "19 09", "20 08", "20 09", "21 08", "21 09",
    ]  # fmt: skip


def test_five_years_of_evenings_thinned_each_evening_still_reach_back() -> None:
    """What each evening keeps is what the next ones find: the chain of weeks and months holds."""
    there: list[Copy] = []
    evening = NOW
    for day in range(5 * 365):
        evening = NOW + day * DAY
        there = kept([*there, Copy(str(day), evening, 1)], evening)
        assert len(there) <= 2 + 12 + 10 + 9
    assert len(there) >= 2 + 12 + 10 + 8
    assert evening - there[0].at > 330 * DAY


def test_a_computer_that_stood_still_for_years_loses_nothing_by_it() -> None:
    """Days count that have a backup, not days that went by."""
    old = [days_ago(days) for days in range(1000, 1014)]
    assert kept(old, NOW) == old[:13][::-1]
    assert kept(old[:12], NOW) == old[:12][::-1]


def test_a_clock_set_forward_and_back_pushes_nothing_out() -> None:
    past = [days_ago(days) for days in range(1, 10)][::-1]
    to_come = [days_ago(-days) for days in range(400, 460)]
    assert kept([*past, *to_come], NOW) == past + to_come
    assert kept([*past, *to_come], NOW, budget=9) == past + to_come[-9:]


def test_a_small_budget_drops_what_is_between_before_the_old_months() -> None:
    between = [days_ago(0, hour) for hour in (8, 9, 10)]
    old = [days_ago(days) for days in (200, 300)]
    assert kept([*old, *between], NOW, budget=3) == [old[1], old[0], between[2]]
    assert kept([*old, *between], NOW, budget=2) == [old[0], between[2]]
    assert kept([*old, *between], NOW, budget=0) == [between[2]]


@given(COPIES, BUDGETS)
def test_the_newest_always_stay_and_nothing_is_made_up(
    copies: list[Copy], budget: int | None
) -> None:
    stay = kept(copies, NOW, budget)
    assert set(stay) <= set(copies) and len(set(stay)) == len(stay)
    assert [one.at for one in stay] == sorted(one.at for one in stay)
    past = [one for one in copies if one.at <= NOW]
    for some in (copies, past):
        if some:
            assert max(one.at for one in some) in {one.at for one in stay}


@given(COPIES)
def test_without_a_budget_two_days_stay_whole_and_the_rest_is_one_a_day(
    copies: list[Copy],
) -> None:
    stay = kept(copies, NOW)
    fresh = {one for one in copies if one.at > NOW - FRESH_MS}
    assert fresh <= set(stay)
    older = [local(one.at).date() for one in stay if one not in fresh]
    assert len(older) <= 12 + 10 + 9 + 1
    assert len(older) <= len(set(older)) + 1


@given(COPIES, BUDGETS)
def test_doing_it_twice_changes_nothing_and_dates_to_come_do_not_matter(
    copies: list[Copy], budget: int | None
) -> None:
    stay = kept(copies, NOW, budget)
    assert kept(stay, NOW, budget) == stay
    past = [one for one in copies if one.at <= NOW]
    assert [one for one in stay if one.at <= NOW] == kept(past, NOW, budget)


@given(COPIES, st.integers(0, 40_000))
def test_the_budget_is_kept_by_all_but_the_newest(copies: list[Copy], budget: int) -> None:
    stay = [one for one in kept(copies, NOW, budget) if one.at <= NOW]
    assert len(stay) <= 1 or sum(one.size for one in stay) <= budget
