"""Deadlines against docs/handbook.md §0 and §1: each starts by its event, minutes and hours stop
outside office hours if the office says so, days go on, weekends and 调休 by the office's table.

Expectations are written by hand from the page. 2026-11-21 is a Saturday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import office, records, renewing, workbench
from db.example import example
from db.records import Record
from tests.db import demo_desk
from tests.db.demo_desk import Desk

FOREWOMAN, WORKSHOP, CHIEF = "1012", "1007", "9001"
WISH: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "kind": "擦玻璃", "cleaners": 2,
    "wanted": "2026-11-25T09:00", "price_told": True,
}  # fmt: skip
TAP: dict[str, Any] = {
    "unit": "1-101", "craft": "水", "trouble": "水龙头漏水", "reporter": "业主", "phone": "13800138000",
}  # fmt: skip


def at(text: str) -> datetime:
    """A moment from its text."""
    return datetime.fromisoformat(text)


@pytest.fixture
def hands(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate, its office open from 08:30 to 18:00, and counting only those hours."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"))
    office.change(made.at(CHIEF), "hours", ["08:30", "18:00"])
    yield made
    made.close()


def due(record: Record) -> datetime | None:
    """When the most urgent of a record is due."""
    return record.standing.due.at if record.standing.due else None


@pytest.mark.parametrize("taken, called_by", [
    ("2026-11-23T10:42", "2026-11-23T12:42"),
    ("2026-11-23T17:00", "2026-11-24T09:30"),
    ("2026-11-23T21:00", "2026-11-24T10:30"),
    ("2026-11-23T07:00", "2026-11-23T10:30"),
])
def test_a_cleaning_order_is_called_back_in_two_hours(
    hands: Desk, taken: str, called_by: str
) -> None:
    """[S] order taken + 2 h, in office hours."""
    assert due(hands.issue("QJ", WISH, now=at(taken))) == at(called_by)


def test_another_time_is_called_back_in_two_hours_of_being_fixed(hands: Desk) -> None:
    """[C]: who was called in time, and is given another time next day, is not called late at once.
    """
    made = hands.issue("QJ", WISH, now=at("2026-11-23T10:42"))
    hands.act(made, "定时间", FOREWOMAN, {"worker": "刘桂英"}, now=at("2026-11-23T11:00"))
    called = hands.act(made, "回电", "1003", {"agreed": True}, now=at("2026-11-23T11:30")).record
    assert due(called) is None
    other = {"worker": "刘桂英", "visit": "2026-11-25T14:00"}
    again = hands.act(made, "定时间", FOREWOMAN, other, now=at("2026-11-24T09:00")).record
    assert due(again) == at("2026-11-24T11:00")


@pytest.mark.parametrize("taken, there_by", [
    ("2026-11-23T10:42", "2026-11-23T10:57"),
    ("2026-11-23T17:50", "2026-11-24T08:35"),
    ("2026-11-21T23:00", "2026-11-22T08:45"),
])
def test_an_immediate_repair_is_seen_to_in_fifteen_minutes(
    hands: Desk, taken: str, there_by: str
) -> None:
    """[S] accepted + 15 min; the counter is open on Sundays too."""
    assert due(hands.issue("WX", TAP, now=at(taken))) == at(there_by)


def test_a_delay_agreed_with_the_customer_moves_an_appointment(hands: Desk) -> None:
    """[S] appointment + 10 min, whatever the office's hours; 改约 moves it, again and again, and
    what was late is not any more."""
    booked = {**TAP, "urgency": "预约", "appointment": "2026-11-23T19:00"}
    made = hands.issue("WX", booked, now=at("2026-11-23T10:00"))
    assert due(made) == at("2026-11-23T19:10")
    late = workbench.items(hands.at(WORKSHOP, at("2026-11-23T19:10")))
    assert [(one.number, one.state) for one in late] == [(made.number, "逾期")]
    for until, limit in (("2026-11-24T09:00", "09:10"), ("2026-11-24T15:30", "15:40")):
        moved = hands.act(
            made, "改约", WORKSHOP, {"until": until, "agreed": True}, now=at("2026-11-23T19:20")
        ).record
        assert due(moved) == at(f"2026-11-24T{limit}")
    (line,) = workbench.items(hands.at(WORKSHOP, at("2026-11-23T19:30")))
    assert (line.state, line.due) == ("待办", at("2026-11-24T15:40"))


def test_days_go_on_over_a_weekend_and_through_the_night(hands: Desk) -> None:
    """[C] network data: two days after the fee is there, no working days, no office hours."""
    typed = {
        "unit": "1-101", "operator": "电信", "plan": "包月 180 元", "charge": "免收",
    }  # fmt: skip
    session = hands.at(now=at("2026-11-20T17:30"))
    given = {**example(session, "WK"), **typed}
    made = records.issue(session, "WK", given).record
    assert due(made) == at("2026-11-22T17:30")


def test_open_matters_follow_another_table_of_hours_and_days(hands: Desk) -> None:
    """A change is effective for what is open: from round the clock to office hours and back; what
    is over is left alone but for calls that are still to be made."""
    made = hands.issue("WX", TAP, now=at("2026-11-23T17:55"))
    assert due(made) == at("2026-11-24T08:40")
    chief = hands.at(CHIEF)
    office.change(chief, "hours", None)
    with chief.store.write():
        renewing.mark(chief)
    assert renewing.renew(chief) == 1
    again = records.load(hands.at(), made.number)
    assert again is not None and due(again) == at("2026-11-23T18:10")
    (line,) = workbench.items(hands.at(WORKSHOP, at("2026-11-23T18:10")))
    assert line.state == "逾期"


def test_a_restart_changes_nothing(hands: Desk, tmp_path: Path) -> None:
    """Closed and opened again, the same is due at the same minute."""
    made = hands.issue("QJ", WISH, now=at("2026-11-23T17:00"))
    hands.close()
    again = Desk(hands.folder)
    try:
        (line,) = [one for one in workbench.items(again.at(now=at("2026-11-24T09:30")))
                   if one.number == made.number]  # fmt: skip
        assert (line.due, line.state) == (at("2026-11-24T09:30"), "逾期")
    finally:
        again.close()
