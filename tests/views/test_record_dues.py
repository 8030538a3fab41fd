"""All that is due of a record, and whom it waits for, on its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.db.demo_desk import NOW, Desk
from tests.views.page_desk import button, shown
from tests.views.window_desk import demo_folder
from views.record import RecordPage

NOISE = {"unit": "1-101", "name": "赵虚构", "phone": "13800138000", "demand": "电梯异响"}
FAULT = {"fault": "维修", "department": "工程部"}
DESK, SERVICE = "1003", "1005"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(demo_folder(tmp_path))
    yield made
    made.close()


def opened(qtbot: QtBot, desk: Desk, number: str, no: str, hours: int = 0) -> RecordPage:
    page = RecordPage(desk.at(no, NOW + timedelta(hours=hours)))
    shown(qtbot, page)
    page.show_record(number)
    return page


def words(page: QWidget, name: str) -> list[str]:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return [part.text() for part in found.findChildren(QLabel) if part.text()]


def test_all_that_is_due_stands_there_the_most_urgent_first(qtbot: QtBot, desk: Desk) -> None:
    """Each with its limit and whose work it is; what presses is marked, what is late in red."""
    made = desk.issue("TS", NOISE)
    desk.act(made, "判为有效", SERVICE, FAULT)
    said = words(opened(qtbot, desk, made.number, SERVICE), "dues")
    names = [one for one in said if one in ("当天查看", "部门计划", "调查报告", "结案")]
    assert names == ["当天查看", "部门计划", "调查报告", "结案"]
    assert {"今天 24:00", "11-28 24:00", "今天", "客服主管"} <= set(said)
    assert said.count("工程主管、主任、公司经理") == 3
    late = words(opened(qtbot, desk, made.number, SERVICE, hours=26), "dues")
    assert "逾期 12 小时" in late and late.count("今天") == 0


def test_what_waits_for_somebody_else_says_for_whom(qtbot: QtBot, desk: Desk) -> None:
    """The desk has taken it down: it is the supervisor's now, whose next act stands out alone."""
    made = desk.issue("TS", NOISE)
    mine = opened(qtbot, desk, made.number, DESK)
    assert any("客服主管" in one and "判为有效" in one for one in words(mine, "acts"))
    theirs = opened(qtbot, desk, made.number, SERVICE)
    assert not any(one.startswith("等") for one in words(theirs, "acts"))
    assert theirs.ready_act() == "判为有效"
    assert button(theirs, "act_判为有效").property("role") == "primary"
    assert button(theirs, "one_more").property("role") != "primary"
    desk.act(made, "判为有效", SERVICE, FAULT)
    assert opened(qtbot, desk, made.number, SERVICE).ready_act() is None  # the workshop's now
