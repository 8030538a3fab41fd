"""Whom to send: near first, then who has done the like, then who has least in hand."""

from __future__ import annotations

from typing import Any

from db import workers
from db.records import Record
from tests.db.demo_desk import Desk

WORKSHOP = "1007"


def order(desk: Desk, unit: str, craft: str = "水") -> Record:
    """A repair of that trade."""
    typed: dict[str, Any] = {"unit": unit, "craft": craft, "trouble": "坏了", "reporter": "业主",
                             "phone": "13800138000"}  # fmt: skip
    return desk.issue("WX", typed)


def send(desk: Desk, record: Record, who: str) -> Record:
    """Somebody is sent."""
    return desk.act(record, "派工", WORKSHOP, {"worker": who}).record


def names(desk: Desk, record: Record) -> list[str]:
    """Who is offered, best first."""
    act = record.form.act("派工")
    found = workers.offered(desk.at(WORKSHOP), record, act.name, act.field("worker"))
    return [one.words for one in found]


def test_all_of_the_role_and_nobody_else(desk: Desk) -> None:
    """By number where nothing tells them apart."""
    assert names(desk, order(desk, "1-101")) == ["周大勇（空闲）", "葛军（空闲）", "罗永年（空闲）"]


def test_by_trade_and_by_what_is_in_hand(desk: Desk) -> None:
    """What was called off is in nobody's hand, but was his trade."""
    done = send(desk, order(desk, "1-101"), "罗永年")
    desk.act(done, "客户取消", "1003", {"why": "自己修好了"})
    send(desk, order(desk, "2-101", "电"), "周大勇")
    assert names(desk, order(desk, "3-101")) == [
        "罗永年（同类 1 单，空闲）", "葛军（空闲）", "周大勇（手上 1 单）",
    ]  # fmt: skip


def test_who_is_in_the_building_is_nearest(desk: Desk) -> None:
    """Before trade; the order itself does not count."""
    send(desk, order(desk, "1-101"), "罗永年")
    send(desk, order(desk, "3-203", "木"), "葛军")
    again = send(desk, order(desk, "3-101"), "葛军")
    assert names(desk, again)[0] == "葛军（同类 1 单，手上 1 单，同栋）"
    assert names(desk, order(desk, "1-301"))[0].startswith("罗永年")
