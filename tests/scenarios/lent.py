"""Things lent, as the scenarios of JW, JD and JB need them; refusals and lists in one word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from db import records, workbench
from db.errors import Refused
from db.records import Record
from db.workbench import Item
from tests.db.demo_desk import DESK, NOW, Desk

SUPERVISOR, DUTY, DIRECTOR, MANAGER, WORKS, OTHER, LOBBY, GATE, MONEY = (
    "1005", "1002", "1001", "1009", "1007", "1004", "1011", "2001", "1010"
)  # fmt: skip
ROOF = {"name": "天台钥匙", "kind": "钥匙", "number": "K07"}
LADDER = {"name": "梯子", "kind": "工具", "number": "T02"}
BROLLY = {"name": "雨伞", "kind": "其他"}
LOAN: dict[str, Any] = {
    "borrower_kind": "业户", "unit": "1-101", "borrower": "周文清", "phone": "13800138000",
    "back_by": "2026-11-21T17:00", "things": [ROOF],
}
REQUEST: dict[str, Any] = {
    "reader_kind": "员工", "reader": "郑维国", "department": "工程部", "purpose": "维修查图",
    "reason": "立管渗漏", "files": [{"name": "竣工图", "number": "GC-07"}],
}


def refused(
    desk: Desk, code: str, typed: Mapping[str, Any], no: str = DESK, now: datetime = NOW
) -> dict[str, str]:
    """The problems of a form that must not be issued."""
    with pytest.raises(Refused) as told:
        desk.issue(code, dict(typed), now, no)
    return dict(told.value.problems)


def not_done(
    desk: Desk, record: Record, name: str, no: str, values: dict[str, Any] | None = None,
    now: datetime = NOW,
) -> dict[str, str]:  # fmt: skip
    """The problems of an act that must not be done."""
    with pytest.raises(Refused) as told:
        desk.act(record, name, no, values, now=now)
    return dict(told.value.problems)


def read(desk: Desk, record: Record, now: datetime = NOW) -> Record:
    """The record as it is now."""
    found = records.load(desk.at(DESK, now), record.number)
    assert found is not None
    return found


def waiting(desk: Desk, number: str, no: str = DESK, now: datetime = NOW) -> list[Item]:
    """The lines of somebody's workbench about a record."""
    return [one for one in workbench.items(desk.at(no, now)) if one.number == number]
