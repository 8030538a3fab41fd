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


TAP: dict[str, Any] = {
    "unit": "1-101", "craft": "水", "trouble": "水龙头漏水", "reporter": "业主", "phone": "13800138000",
}  # fmt: skip
DONE = (
    ("派工", {"worker": "周大勇"}), ("到场", {}),
    ("客户同意", {"item_confirmed": True, "price_told": True}), ("开工", {}),
    ("完工", {"items": [{"name": "换水龙头"}]}),
)  # fmt: skip


def test_what_must_come_first_is_offered_for_what_is_due(desk: Desk) -> None:
    """Nobody is there in time who was not sent: sending is the verb, the hour that of being there;
    the page of the record offers the same."""
    made = desk.issue("WX", TAP)
    session = desk.at("1007")
    (item,) = workbench.items(session)
    assert (item.verb, item.act, item.due) == ("派工", "派工", moment("21T10:57"))
    assert workbench.ready(session, made) == "派工"
    sent = desk.act(made, *DONE[0][:1], "1007", DONE[0][1]).record
    (item,) = workbench.items(desk.at("1007"))
    assert (item.verb, item.act) == ("到场", "到场")
    assert workbench.ready(desk.at("1007"), sent) == "到场"


@pytest.mark.parametrize("weight, caller", [("一般", "1003"), ("重要", "1005"), ("重大", "1009")])
def test_a_call_is_on_the_list_of_who_answers_for_it(
    desk: Desk, weight: str, caller: str
) -> None:
    """Nobody else finds it, though the act is his too; what happens only at need is not asked."""
    made = desk.issue("WX", {**TAP, "weight": weight})
    for name, values in DONE:
        made = desk.act(made, name, "1007", values).record
    for no in ("1003", "1005", "1009"):
        acts = [item.act for item in workbench.items(desk.at(no))]
        assert ("回访" in acts) is (no == caller), (no, acts)
        assert not {"返工", "暂停", "主管批注"} & set(acts)
