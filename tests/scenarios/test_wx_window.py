"""维修单 from the telephone to the follow-up, through the real window, by keyboard alone.

Written from docs/handbook.md §1 WX: the desk takes the order, sends somebody, notes that he is
there and that the customer agreed; items and prices are entered, nobody adds up; the customer
signs, the sheet goes to 财务, the customer is called the same day.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import records, register, workbench
from db.reading import Record
from forms.property.repair import WX
from tests.scenarios.test_fx_window import Desk, child, shell_of, visible
from tests.views.window_desk import DESK, demo_folder, focused, log_in, open_window
from views.window import Window

AT_MOST = 14
ALT, NO = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a demo store with this form."""
    yield open_window(qtbot, demo_folder(tmp_path), (WX,))


def shown(window: Window) -> Record:
    """The record that is seen, as the store has it."""
    session = window.session
    assert session is not None
    found = records.load(session, shell_of(window).page("record").record.number)
    assert found is not None
    return found


def begin(desk: Desk, act: str) -> None:
    """The act's button, which must be the one that is offered first; its panel opens."""
    desk.qtbot.waitUntil(lambda: visible(desk.window, f"act_{act}"))
    button = child(desk.window, QPushButton, f"act_{act}")
    desk.qtbot.waitUntil(lambda: focused(desk.window) is button)
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: visible(desk.window, "act_panel"))


def settled(desk: Desk, act: str) -> None:
    """Enter on the panel's button, and the act is done."""
    desk.key(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: act in shown(desk.window).done)


def cell(window: Window, key: str) -> QLineEdit:
    """The box of a field that is worked out."""
    panel = child(window, QWidget, "act_panel")
    return next(one for one in panel.findChildren(QWidget, key)[-1:]).line  # type: ignore


def test_the_story(qtbot: QtBot, window: Window) -> None:
    log_in(qtbot, window, DESK)
    desk = Desk(qtbot, window)
    qtbot.waitUntil(lambda: focused(window) is not window)
    desk.key(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: focused(window).parentWidget().objectName() == "place")
    desk.enter()  # 户内
    desk.enter("3-1202")
    desk.enter("1")  # 水
    desk.enter("厨房水龙头漏水")
    for _ in range(5):  # who lives there, his phone, 来电, 立即, 一般
        desk.enter()
    desk.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: bool(register.entries(session, "WX")))
    print(f"\nkeys from the workbench to the order, beside the texts: {desk.keys}")
    assert desk.keys <= AT_MOST
    record = shown(window)
    assert record.values["reporter"] == {"name": "陈晓彤"}
    assert record.values["phone"] == "13800138000"

    begin(desk, "派工")
    desk.enter("周大勇")
    settled(desk, "派工")
    begin(desk, "到场")
    settled(desk, "到场")
    begin(desk, "客户同意")
    desk.enter("1")  # 已现场确认项目
    desk.enter("1")  # 已告知收费标准
    settled(desk, "客户同意")
    begin(desk, "开工")
    settled(desk, "开工")
    finish(desk)
    assert shown(window).standing.state == "待客户签字"

    begin(desk, "回访")
    for _ in range(3):
        desk.enter()
    settled(desk, "回访")
    for act in ("客户签字", "转财务"):
        begin(desk, act)
        settled(desk, act)
    record = shown(window)
    assert record.standing.ended and record.standing.holder == "财务"
    assert workbench.items(session) == []
    (entry,) = register.entries(session, "WX")
    assert entry.values["完工.to_pay"] == 30_00 + 2 * 68_50
    print(f"keys from the telephone to 财务, beside the texts: {desk.keys}")


def finish(desk: Desk) -> None:
    """Two items: the first by the price list, the other with its price; the sum follows."""
    begin(desk, "完工")
    desk.enter()  # 有偿
    desk.enter()  # no warranty
    desk.enter("换水龙头")
    desk.enter("阀芯磨损")
    assert cell(desk.window, "total").placeholderText() == "¥30.00"
    desk.enter()  # the list's price
    desk.enter()  # one
    desk.enter("九牧水龙头")
    desk.enter("材料")
    desk.enter("68.5")
    desk.enter("2")
    panel = child(desk.window, QWidget, "act_panel")
    amounts = [one.line.placeholderText() for one in panel.findChildren(QWidget, "amount")]
    assert amounts[:2] == ["¥30.00", "¥137.00"] and not any(amounts[2:])
    assert cell(desk.window, "to_pay").placeholderText() == "¥167.00"
    desk.enter()  # an empty first cell leaves the table
    settled(desk, "完工")
