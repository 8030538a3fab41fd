"""物品放行条 from keystroke to the gate, through the real window and a real print server.

Written from docs/handbook.md §1 FX: the receptionist types, three copies come out, the duty
supervisor and the director sign in place, the gate counts and releases, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import demo, records, register
from db.errors import Refused
from tests.printing.conftest import printers, server
from tests.printing.cups_server import Server
from tests.scenarios.paper import sheets
from tests.views.window_desk import (
    DESK, GUARD, demo_folder, focused, log_in, open_window, press, type_line, type_words,
)  # fmt: skip
from views.shell import Shell
from views.verdict import Verdict
from views.window import Window

__all__ = ["printers", "server"]

AT_MOST = 25
GOODS = (("双门冰箱", "", "台", "1"), ("纸箱", "60×40×50", "个", "12"))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, printers: Server) -> Iterator[Window]:
    """The window on a demo store, with the private print server as the computer's."""
    yield open_window(qtbot, demo_folder(tmp_path))


def child(where: QWidget, kind: type, name: str):  # type: ignore[no-untyped-def]
    """The visible widget of that name."""
    return next(one for one in where.findChildren(kind, name) if one.isVisible())


def visible(where: QWidget, name: str) -> bool:
    """Whether a widget of that name is seen."""
    return any(one.isVisible() for one in where.findChildren(QWidget, name))


class Desk:
    """A pair of hands: types texts, presses keys, and counts the keys."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window, self.keys = qtbot, window, 0

    def key(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """Press one key."""
        self.keys += 1
        press(self.qtbot, self.window, key, *held)

    def enter(self, text: str = "") -> None:
        """Type a text, then Enter: the text is not counted, the key is."""
        type_words(self.qtbot, self.window, text)
        self.key(Qt.Key.Key_Return)


def shell_of(window: Window) -> Shell:
    assert window.shell is not None
    return window.shell


def fill_in(desk: Desk) -> None:
    """The form from the first box to the last line of goods, by keyboard alone."""
    desk.enter("3-1202")
    desk.qtbot.waitUntil(lambda: "欧阳龑" in words(desk.window, "unit_people"))
    desk.enter("2")  # 租户
    desk.enter("张三丰")
    desk.enter("440301199003071230")
    desk.enter("13800138000")
    desk.enter("粤BD12345")
    desk.enter()  # 搬家
    desk.enter("1")  # 电话确认
    desk.enter()  # 同意时间: now
    for line in GOODS:
        for cell in line:
            desk.enter(cell)


def words(where: QWidget, name: str) -> str:
    """What a label says."""
    return str(child(where, QLabel, name).text())


def sign(qtbot: QtBot, window: Window, act: str, no: str) -> None:
    """Countersign in place: the act's button, the other person's password, Enter."""
    qtbot.waitUntil(lambda: visible(window, f"act_{act}"))
    button = child(window, QPushButton, f"act_{act}")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "act_panel") is not None)
    if focused(window).objectName() == "countersign_staff":
        type_line(qtbot, window, no)
    type_line(qtbot, window, demo.password_of(no))
    number = shell_of(window).page("record").record.number
    session = window.session
    assert session is not None

    def done() -> bool:
        record = records.load(session, number)
        return record is not None and act in record.done

    qtbot.waitUntil(done)


def test_the_story(qtbot: QtBot, window: Window, printers: Server) -> None:
    log_in(qtbot, window, DESK)
    desk = Desk(qtbot, window)
    qtbot.waitUntil(lambda: focused(window) is not window)
    desk.key(Qt.Key.Key_1)
    qtbot.waitUntil(lambda: focused(window).parentWidget().objectName() == "unit")
    fill_in(desk)
    desk.key(Qt.Key.Key_F9)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: bool(register.entries(session, "FX")))
    (entry,) = register.entries(session, "FX")
    print(f"\nkeys from the workbench to paper, beside the texts: {desk.keys}")
    assert desk.keys <= AT_MOST

    job = paper_of(qtbot, window, entry.number)
    arrived = printers.out / f"{job}.pdf"
    printers.arrived(job)
    three = sheets(arrived)
    record = records.load(session, entry.number)
    assert record is not None
    assert [sheet.codes for sheet in three] == [(record.code,)] * 3
    for sheet, legend in zip(three, ("存根", "门岗", "业户"), strict=True):
        assert legend in sheet.text and entry.number in sheet.text
        assert "双门冰箱" in sheet.text and "电话确认" in sheet.text

    sign(qtbot, window, "值班主任签字", "1002")
    sign(qtbot, window, "主任盖章", "1001")
    assert session.member.no == DESK, "countersigning must not end the session"

    at_the_gate(qtbot, window, record.code)
    guard = window.session
    assert guard is not None and guard.member.no == GUARD
    with pytest.raises(Refused, match="已经办过"):
        records.act(guard, entry.number, "放行", {"counts": [1, 12]})
    (entry,) = register.entries(guard, "FX")
    assert entry.values["state"] == "已放行"


def paper_of(qtbot: QtBot, window: Window, number: str) -> str:
    """The job that the print of a record became."""
    from db import prints

    session = window.session
    assert session is not None
    record = records.load(session, number)
    assert record is not None
    qtbot.waitUntil(lambda: any(one.job for one in prints.log(session, record)), timeout=20_000)
    return str(prints.log(session, record)[0].job)


def at_the_gate(qtbot: QtBot, window: Window, code: str) -> None:
    """Another log-in: the guard scans, counts wrong, counts right, releases; then a second try."""
    press(qtbot, window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.sheet is not None and window.sheet.isVisible())
    shell = log_in(qtbot, window, GUARD)
    shell.go("gate")
    scan(qtbot, window, code)
    gate = shell.page("gate")
    assert "可以放行" in texts(gate)
    type_line(qtbot, window, "1")
    type_line(qtbot, window, "11")
    press(qtbot, window, Qt.Key.Key_F9)
    assert "今天已放行 0 单" in texts(gate) and "数量不符" in texts(gate)
    tally = gate.desk.counts.tally()
    tally.lines[1].setFocus()
    tally.lines[1].selectAll()
    type_words(qtbot, window, "12")
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "今天已放行 1 单" in texts(gate))
    scan(qtbot, window, code)
    assert "不可放行" in texts(gate) and "一次有效" in texts(gate)


def scan(qtbot: QtBot, window: Window, code: str) -> None:
    """A scanner's burst of keys and its Enter."""
    box = shell_of(window).page("gate").desk.code
    box.setFocus()
    box.selectAll()
    type_line(qtbot, window, code)
    QApplication.processEvents()


def texts(where: QWidget) -> str:
    """All words that are seen on a page."""
    seen = [one.text() for one in where.findChildren(QLabel) if one.isVisible()]
    verdict = where.findChild(Verdict)
    return "　".join([*filter(None, seen), verdict.accessibleName() if verdict else ""])
