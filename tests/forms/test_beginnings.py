"""When a paper begins to hold, and when it ends because what it hangs on ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from forms import life
from forms.acts import Act, Effect, void
from forms.conditions import did
from forms.facts import Facts, LinkedRecord
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Done, Standing
from forms.timing import Deadline, Span, Validity

ISSUED = datetime(2026, 11, 21, 10, 42)
BASIS = LinkedRecord("ZX-2026-000001", "ZX", "施工中", False, valid_until=datetime(2026, 12, 1))

CARD = Form(
    "TK", "通行卡", "物业", ("前台",),
    (
        Field("site", "工地", Kind.REFERENCE, refers=("ZX",)),
        Field("days", "有效期", Kind.PERIOD),
        Field("day", "日期", Kind.DATE),
    ),
    (
        Act("制卡", ("前台",), in_time=True),
        Act("定期限", ("主任",), (Field("until", "止", Kind.DATE),), limits="until"),
        Act("盖章", ("主任",), effect=Effect.SIGN),
        Act("记一笔", ("前台",), repeats=True),
        Act("放行", ("门岗",), effect=Effect.RELEASE),
        void("前台"),
    ),
    validity=Validity(field="days", starts="days", within="site"),
    deadlines=(Deadline("收回", "valid_until", Span(days=7), "记一笔", ("前台",), when=did("制卡"),
                        days_ahead=3),),
    hangs_on="site",
    expired_state="过期",
)  # fmt: skip


def stand(form: Form, *names: str | Done, basis: LinkedRecord | None = BASIS,
          **values: Any) -> Standing:  # fmt: skip
    """The standing after these acts, done at issue."""
    acts = [one if isinstance(one, Done) else Done(one, ISSUED, "1003") for one in names]
    linked = {"site": basis} if basis else {}
    return life.standing(form, values, ISSUED, acts, Facts(now=ISSUED, linked=linked))


@pytest.mark.parametrize("now, held", [
    (datetime(2026, 11, 22, 23, 59), False), (datetime(2026, 11, 23), True),
])
def test_nothing_is_let_through_before_the_first_day(now: datetime, held: bool) -> None:
    """From 00:00 of it; it may be signed before."""
    found = stand(CARD, days={"from": "2026-11-23", "to": "2026-11-25"})
    assert found.valid_from == datetime(2026, 11, 23)
    seen = life.seen_at(CARD, found, now)
    assert ("放行" in seen.open) is held and "盖章" in seen.open
    assert life.is_early(found, now) is not held


def test_it_begins_with_a_day_too_and_at_once_without_one() -> None:
    """A date field counts from its beginning."""
    form = replace(CARD, validity=Validity(field="day", starts="day"))
    assert stand(form, day="2026-11-25").valid_from == datetime(2026, 11, 25)
    assert stand(form).valid_from is None
    assert not life.is_early(stand(form), datetime(2020, 1, 1))


def test_an_ended_record_is_not_early() -> None:
    """Void before its first day: over, not waiting."""
    found = stand(CARD, "作废", days={"from": "2026-11-23", "to": "2026-11-25"})
    assert not life.is_early(found, ISSUED)


DAYS = {"from": "2026-11-21", "to": "2026-12-31"}


def test_it_ends_with_the_limit_or_the_end_of_what_it_hangs_on() -> None:
    """Whichever comes first, also against a limit that an act sets."""
    assert stand(CARD, days=DAYS).valid_until == datetime(2026, 12, 1)
    over = replace(BASIS, ended=True, state="已作废", ended_at=datetime(2026, 11, 24, 9, 30))
    assert stand(CARD, days=DAYS, basis=over).valid_until == datetime(2026, 11, 24, 9, 30)
    assert stand(CARD, days=DAYS, basis=None).valid_until == datetime(2027, 1, 1)
    later = Done("定期限", ISSUED, "1001", {"until": "2027-03-01"})
    assert stand(CARD, later, days=DAYS).valid_until == datetime(2026, 12, 1)
    assert stand(CARD, later, days=DAYS, basis=None).valid_until == datetime(2027, 3, 2)


def test_what_must_be_in_time_is_not_done_afterwards() -> None:
    """Signature and release, and an act that says so; others go on."""
    found = stand(CARD, days=DAYS)
    seen = life.seen_at(CARD, found, datetime(2026, 12, 1))
    assert seen.state == "过期"
    assert set(found.open) - set(seen.open) == {"制卡", "盖章", "放行"}


def test_a_deadline_may_wait_for_an_act_and_is_told_in_its_time() -> None:
    """Nothing to take back before it was made; told three days before it is due."""
    assert stand(CARD, days=DAYS).due is None
    due = stand(CARD, "制卡", days=DAYS).due
    assert due is not None and due.at == datetime(2026, 12, 8)
    assert not due.is_near(datetime(2026, 12, 4, 23, 59))
    assert due.is_near(datetime(2026, 12, 5))
