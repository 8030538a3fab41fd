"""A complaint with two follow-ups through the real window, by keyboard alone.

Written from docs/handbook.md §3: the desk writes it down while the customer is on the line, the
supervisor finds it communicative, the desk explains, it is closed; the first call meets a new
grievance, the second does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db import demo, records, register
from db.session import open_session
from forms.property.complaint import TS
from tests.scenarios.test_fx_window import Desk, child, visible
from tests.scenarios.test_wx_window import shown
from tests.views.window_desk import DESK, demo_folder, focused, log_in, open_window
from views.window import Window

AT_MOST = 25
SERVICE = "1005"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a demo store with this form."""
    yield open_window(qtbot, demo_folder(tmp_path), (TS,))


def begin(desk: Desk, act: str) -> None:
    """Opens the act's panel from its button, wherever that stands."""
    desk.qtbot.waitUntil(lambda: visible(desk.window, f"act_{act}"))
    button = child(desk.window, QPushButton, f"act_{act}")
    button.setFocus()
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: visible(desk.window, "act_panel"))


def settled(desk: Desk, act: str, times: int = 1) -> None:
    """Enter on the panel's button, and the act is done so many times."""
    desk.key(Qt.Key.Key_Return)
    done = [act] * times
    desk.qtbot.waitUntil(
        lambda: [one.name for one in shown(desk.window).acts if one.name == act] == done
    )


def test_a_complaint_with_two_follow_ups(qtbot: QtBot, window: Window) -> None:
    log_in(qtbot, window, DESK)
    desk = Desk(qtbot, window)
    qtbot.waitUntil(lambda: focused(window) is not window)
    desk.key(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: focused(window).parentWidget().objectName() == "kind")
    desk.enter("2")  # 求助
    desk.enter()  # 来电
    desk.enter("1-101")
    desk.enter()  # who lives there
    desk.enter()  # his phone
    desk.enter("楼上夜里敲墙，睡不好")
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: bool(register.entries(session, "TS")))
    print(f"\nkeys from the workbench to the complaint, beside the texts: {desk.keys}")
    assert desk.keys <= AT_MOST
    record = shown(window)
    assert record.values["kind"] == "求助" and record.values["asked"] == "1003 李敏"
    assert record.values["who"] == "业主" and record.standing.holder == "1003 李敏"
    decide(window, record.number)

    begin(desk, "答复说明")
    desk.enter("已请楼上晚上不要施工")
    settled(desk, "答复说明")
    close(window, record.number)

    begin(desk, "回访")
    desk.enter()  # 电话回访
    desk.enter("3")  # 不满意
    desk.enter("昨晚又敲了")
    settled(desk, "回访")
    due = shown(window).standing.due
    assert due is not None and due.deadline.stop == "回访"
    begin(desk, "回访")
    desk.enter()
    desk.enter()  # 满意
    desk.enter()
    settled(desk, "回访", 2)
    assert shown(window).standing.due is None
    print(f"keys from the telephone to the second call, beside the texts: {desk.keys}")


def decide(window: Window, number: str) -> None:
    """The supervisor finds it communicative, at another desk."""
    done(window, number, "判为沟通性")


def close(window: Window, number: str) -> None:
    """The supervisor closes it, at another desk."""
    done(window, number, "结案")


def done(window: Window, number: str, act: str) -> None:
    """An act by a connection of its own; the window sees that somebody wrote."""
    mine = window.session
    assert mine is not None
    other = open_session(
        mine.store.folder, SERVICE, demo.password_of(SERVICE), clock=mine.clock, forms=(TS,),
        check=False,
    )  # fmt: skip
    try:
        records.act(other, number, act, {})
    finally:
        other.close()
