"""Slots in the store: what overlaps is found, and only what still counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from db import checking, listing, office, records, register, slots
from db.errors import Refused
from db.listing import Order, Sieve
from forms.acts import Act, Effect, void
from forms.checks import not_booked
from forms.fields import Field, Kind
from forms.form import Form
from forms.slots import Slot
from forms.values import hours
from tests.db.demo_desk import DIRECTOR, NOW, Desk, copied

DAYS = ("2026-11-23", "2026-11-24")
THINGS = ("货梯", "客梯")


def _form(code: str, **more: Any) -> Form:
    return Form(
        code, "借用单", "物业", ("前台",),
        (
            Field("unit", "房号", Kind.UNIT, required=True),
            Field("lift", "电梯"),
            Field("day", "日期", Kind.DATE),
            Field("hours", "时段", Kind.HOURS),
            Field("old", "原单", Kind.REFERENCE, refers=(code,)),
        ),
        (Act("用完", ("前台",), effect=Effect.CLOSE, state="已用完"),
         Act("换单", ("前台",), effect=Effect.REPLACE, state="已换"), void("前台")),
        preconditions=(not_booked("hours"),), lineage="old",
        slot=Slot(("unit.entrance", "lift"), "day", "hours"), **more,
    )  # fmt: skip


ONE, TWO = _form("JY"), _form("JK")


@pytest.fixture
def hands(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(copied(estate, tmp_path / "data"), (ONE, TWO))
    yield made
    made.close()


def values(when: str = "9-11", **more: Any) -> dict[str, Any]:
    typed = {"unit": "1-101", "lift": "货梯", "day": "2026-11-23", "hours": when, **more}
    return {key: value for key, value in typed.items() if value is not None}


def told(desk: Desk, typed: dict[str, Any], code: str = "JY") -> str:
    """The warning about the hours when it is issued, "" for none."""
    return str(records.issue(desk.at(), code, typed).warnings.get("hours", ""))


minutes = st.integers(0, 8).map(lambda one: one * 180)
wanted = st.tuples(
    st.sampled_from(("JY", "JK")), st.sampled_from(("1-101", "1-1202", "2-101")),
    st.sampled_from(THINGS), st.sampled_from(DAYS), minutes, minutes, st.booleans(),
).filter(lambda one: one[4] < one[5])  # fmt: skip


@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(wanted, min_size=2, max_size=9))
def test_just_what_overlaps_is_told(hands: Desk, course: list[Any]) -> None:
    """Any course of bookings of two forms against looking at every pair, minute by minute."""
    session = hands.at()
    kept: list[tuple[str, set[tuple[Any, ...]]]] = []
    with session.store.db.atomic() as undone:
        for code, unit, thing, day, first, last, ends in course:
            wants = {
                (unit.partition("-")[0], thing, day, minute) for minute in range(first, last)
            }
            typed = {"unit": unit, "lift": thing, "day": day, "hours": hours.of(first, last)}
            made = records.issue(session, code, typed)
            others = {number for number, taken in kept if taken & wants}
            clashes = {one.number for one in made.record.facts.clashes}
            assert clashes == others
            assert ("hours" in made.warnings) == bool(others)
            if ends:
                records.act(session, made.record.number, "用完")
            else:
                kept.append((made.record.number, wants))
        undone.rollback()


def test_the_end_of_one_is_the_beginning_of_the_other(hands: Desk) -> None:
    """Half-open: 9—11 and 11—12 go together, a minute more does not."""
    made = hands.issue("JY", values("9-11"))
    assert told(hands, values("11-12"), "JK") == ""
    words = told(hands, values("10:59-11:00"), "JK")
    assert words == f"11-23 9:00—11:00 货梯已有 {made.number}（1-101）"


def test_what_is_over_void_or_replaced_books_nothing(hands: Desk) -> None:
    """Nor does the record itself, nor the one it takes the place of."""
    first, second, third = (hands.issue("JY", values(unit=one)) for one in
                            ("1-101", "1-102", "1-201"))  # fmt: skip
    assert first.facts.clashes == ()
    records.act(hands.at(), first.number, "用完")
    records.act(hands.at(), second.number, "作废", {"why": "改日子"})
    assert told(hands, values(unit="1-201", old=third.number)) == ""
    words = told(hands, values(unit="1-202"), "JK")
    assert first.number not in words and second.number not in words
    assert third.number not in words and "JY-2026-000004" in words


def test_an_expired_one_books_nothing(estate: Path, tmp_path: Path) -> None:
    from forms.timing import Span, Validity

    short = _form("JY", validity=Validity(span=Span(hours=1)))
    desk = Desk(copied(estate, tmp_path / "short"), (short,))
    desk.issue("JY", values())
    assert told(desk, values())
    late = NOW + timedelta(hours=2)
    assert not records.issue(desk.at(now=late), "JY", values()).warnings
    desk.close()


def test_the_office_may_refuse_a_clash(hands: Desk) -> None:
    """Then nothing is kept, and the words stand beside the hours."""
    made = hands.issue("JY", values())
    with hands.at().store.write():
        office.put(hands.at().store, "slots", "block", 0, None)
    with pytest.raises(Refused) as refused:
        hands.issue("JK", values())
    assert made.number in refused.value.problems["hours"]
    assert hands.at().store.value("SELECT count(*) FROM slot") == 1


def test_both_records_show_the_clash(hands: Desk) -> None:
    """Also the one that was there first, once it is read again."""
    one, two = hands.issue("JY", values()), hands.issue("JK", values("10-12"))
    for record, other in ((one, two), (two, one)):
        again = records.read(hands.at(), record.id)
        assert [clash.number for clash in again.facts.clashes] == [other.number]


def test_a_day_in_order(hands: Desk) -> None:
    """By thing and time, with what overlaps; what is over is left out, as is another day."""
    for when, more in (
        ("14-15", {}), ("9-11", {}), ("10-12", {"unit": "1-102"}), ("8-9", {"lift": "客梯"}),
        ("8-9", {"day": "2026-11-24"}), ("8-9", {"hours": None}),
    ):  # fmt: skip
        hands.issue("JY", values(when) | more if more.get("hours", 1) else values(hours=None))
    records.act(hands.at(), hands.issue("JK", values("7-8")).number, "用完")
    found = slots.of_day(hands.at(), date(2026, 11, 23))
    assert [(one.clash.what, one.clash.hours, one.overlaps) for one in found] == [
        ("客梯", "08:00-09:00", False), ("货梯", "09:00-11:00", True),
        ("货梯", "10:00-12:00", True), ("货梯", "14:00-15:00", False),
    ]  # fmt: skip


@pytest.mark.parametrize("down", [False, True])
def test_the_register_in_the_order_of_slots(hands: Desk, down: bool) -> None:
    """Across days, what books nothing last; words beside it narrow it."""
    for when, day in (("9-11", "2026-11-24"), ("8-9", "2026-11-24"), ("23-24", "2026-11-23")):
        hands.issue("JY", values(when, day=day))
    hands.issue("JY", values(hours=None))
    session = hands.at(DIRECTOR)
    sieve = Sieve("JY", order=Order(listing.BY_SLOT, down))
    shown = [one.values["slot"] for one in _entries(session, sieve)]
    booked = ["2026-11-23 23:00-24:00", "2026-11-24 08:00-09:00", "2026-11-24 09:00-11:00"]
    assert shown == [*(booked[::-1] if down else booked), None]
    narrow = Sieve("JY", text="1-101", order=Order(listing.BY_SLOT, down))
    assert [one.values["slot"] for one in _entries(session, narrow)] == shown
    assert listing.listing(session, sieve).count == 4


def _entries(session: Any, sieve: Sieve) -> Iterator[register.Entry]:
    shape = register.on_screen(session.form(sieve.code))
    for some in listing.every(session, register.arranged(session, sieve)):
        yield from register.lines(session, sieve.code, some, shape=shape)


@pytest.mark.parametrize("spoilt", [
    "UPDATE slot SET start = 0", "DELETE FROM slot",
    "INSERT OR REPLACE INTO slot SELECT record_id, resource, words, day, 0, finish FROM slot",
])  # fmt: skip
def test_a_slot_stays_as_it_was_kept(hands: Desk, spoilt: str) -> None:
    hands.issue("JY", values())
    with pytest.raises(IntegrityError, match="约好的时段"):
        hands.at().store.db.execute_sql(spoilt)


def test_check_compares_slots_with_records(hands: Desk) -> None:
    """One that was put in by hand is found, and one that was left out."""
    hands.issue("JY", values())
    bare = hands.issue("JY", values(hours=None))
    assert checking.check(hands.at(DIRECTOR))["standing"] == "ok"
    with hands.at().store.write() as db:
        db.execute_sql(
            "INSERT INTO slot VALUES (?, '1 货梯', '货梯', '2026-11-23', 0, 60)", (bare.id,)
        )
    said = checking.check(hands.at(DIRECTOR))["standing"]
    assert said == f"1 张单的时段与单不符：{bare.number}"


def test_a_clash_is_found_by_the_index(hands: Desk) -> None:
    """Whatever the number of records: the plan searches, it scans nothing."""
    plan = hands.at().store.rows(
        "EXPLAIN QUERY PLAN SELECT r.number FROM slot k"
        " JOIN standing s ON s.record_id = k.record_id JOIN record r ON r.id = k.record_id"
        f" WHERE k.resource = ? AND k.day = ? AND k.start < ? AND k.finish > ? AND {slots.IN_HAND}",
        ("1 货梯", "2026-11-23", 660, 540, 0),
    )
    words = [row[-1] for row in plan]
    assert all(one.startswith("SEARCH") for one in words) and "slot_of" in words[0], words
