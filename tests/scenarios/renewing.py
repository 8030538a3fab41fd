"""A permitted renovation with its passes, as the scenarios of YQ and ZJ need it: everything through
the store itself, days and people given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from db import records
from db.errors import Refused
from db.example import example, pictured
from db.gate import examine
from db.records import Record
from tests.db.demo_desk import NOW, Desk
from tests.scenarios.site import DIRECTOR, GATE, MONEY, PERMITTED, RECEPTION, WORKS

PAID = ("缴费", MONEY)
HANDED = (PAID, ("制证", RECEPTION, {"receipt_done": True}), ("交证", RECEPTION))
STAMPED = (*HANDED, ("财务盖章", MONEY))
REVIEWED = (("工程主管审核", WORKS),)


def at(text: str) -> datetime:
    """A moment: "2027-02-20T09:00"."""
    return datetime.fromisoformat(text)


def course(desk: Desk, number: str, *acts: tuple[Any, ...], now: datetime = NOW) -> Record:
    """The record after the acts, (name, staff, values, second person)."""
    for name, staff, *more in acts:
        values, second = more[0] if more else {}, more[1] if more[1:] else None
        desk.act(number, name, staff, values, second=second, now=now)
    return read(desk, number, now)


def read(desk: Desk, number: str, now: datetime = NOW) -> Record:
    """The record as it looks at that moment."""
    record = records.load(desk.at(now=now), number)
    assert record is not None
    return record


def renovation(desk: Desk, *acts: tuple[Any, ...], unit: str = "1-101", **changed: Any) -> Record:
    """A renovation until 21 February 2027 unless it says otherwise, with its permit unless other
    acts are given."""
    typed = {**example(desk.at(), "ZX"), "unit": unit, "start": "2026-11-21",
             "until": "2027-02-21", **changed}  # fmt: skip
    made = desk.issue("ZX", typed)
    return course(desk, made.number, *(acts or PERMITTED))


def card(
    desk: Desk, holder: str, *acts: tuple[Any, ...], now: datetime = NOW, **changed: Any
) -> str:
    """The number of a worker's pass, in use unless other acts are given."""
    session = desk.at(now=now)
    form = session.form("CR")
    typed = {**pictured(session, form.fields, form.example), "unit": "1-101", "holder": holder}
    typed |= changed
    for key in ("period", "trade", "holder_id"):
        if key not in changed:
            typed.pop(key, None)
    typed = {key: value for key, value in typed.items() if value is not None}
    made = desk.issue("CR", typed, now)
    course(desk, made.number, *(acts or STAMPED), now=now)
    return made.number


def extension(desk: Desk, now: datetime = NOW, **changed: Any) -> str:
    """The number of an application for 1-101."""
    typed = {"unit": "1-101", "reason": "材料未到", **changed}
    return desk.issue("YQ", typed, now).number


def approved(desk: Desk, now: datetime = NOW, given: Any = None, **changed: Any) -> str:
    """An application that both approved; given: what the director fills in."""
    number = extension(desk, now, **changed)
    course(desk, number, *REVIEWED, ("主任批准", DIRECTOR, given or {}), now=now)
    return number


def refusal(desk: Desk, call: str, *arguments: Any, **more: Any) -> Mapping[str, str]:
    """What an issue or an act is refused for."""
    with pytest.raises(Refused) as refused:
        getattr(desk, call)(*arguments, **more)
    return refused.value.problems


def gate(desk: Desk, number: str, now: datetime = NOW) -> tuple[bool, str]:
    """What the gate is told."""
    found = examine(desk.at(GATE, now), number)
    return found.allows, found.reason
