"""What waits for whom, and how a record reads in one line."""

from __future__ import annotations

from typing import Any

import pytest

from db import workbench
from tests.db.demo_desk import FX, Desk, moment

LUGGAGE: dict[str, Any] = {
    "unit": "3-1202",
    "place": "前台储物间",
    "goods": [
        {"name": "行李箱", "quantity": 2}, {"name": "纸箱", "quantity": 3}, {"name": "钥匙"},
    ],
    "remarks": "左轮已损坏",
}  # fmt: skip


@pytest.mark.parametrize("code, typed, words", [
    ("FX", FX, "1 栋 101 业主 张三丰 双门冰箱 1 台 等 2 项"),
    ("FX", {**FX, "goods": FX["goods"][:1], "plate": "粤BD12345"},
     "1 栋 101 业主 张三丰 双门冰箱 1 台"),
    ("JC", LUGGAGE, "3 栋 1202 陈晓彤 11-21 行李箱 2 等 3 项"),
    ("JC", {**LUGGAGE, "period": "11-21 至 2027-01-03"},
     "3 栋 1202 陈晓彤 11-21 至 2027-01-03 行李箱 2 等 3 项"),
    ("JC", {**LUGGAGE, "tenant": {"name": "林夏", "phone": "13900139000"}},
     "3 栋 1202 林夏 139****9000 11-21 行李箱 2 等 3 项"),
])
def test_a_record_in_one_line(desk: Desk, code: str, typed: dict[str, Any], words: str) -> None:
    """Unit, who, which and what; no place, no remarks, no number of a person in full."""
    assert workbench.about(desk.issue(code, typed)) == words


def test_what_is_due_is_told_in_one_line(desk: Desk) -> None:
    """Today, then overdue."""
    made = desk.issue("JC", LUGGAGE)
    for now, state in ((moment("21T23:59"), "今天"), (moment("22T00:00"), "逾期")):
        (item,) = workbench.items(desk.at(now=now))
        assert (item.number, item.state, item.verb) == (made.number, state, "催领")
        assert item.what == "3 栋 1202 陈晓彤 11-21 行李箱 2 等 3 项"
