"""装修延期 with its passes, through the real window: applied for, approved by two in place, paid,
and every pass made anew in one step.

Written from docs/handbook.md §1 YQ: the fee that the approval sets is paid first; a pass's date is
never altered, the old one is void and a new one takes its place; the deposit goes over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import demo, records, register
from db.records import Record
from forms import FORMS
from tests.db.demo_desk import Desk as InProcess
from tests.scenarios import renewing
from tests.scenarios.test_cr_window import at_field, record_of
from tests.scenarios.test_fx_window import Desk, child, shell_of, visible
from tests.views.window_desk import (
    DESK, demo_folder, focused, log_in, open_window, press, type_line,
)  # fmt: skip
from views.window import Window

AT_MOST = 16
Return, Control = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """The window on a demo store where 1-101 is renovated until 21 February by two with passes."""
    folder = demo_folder(tmp_path)
    store = InProcess(folder)
    renewing.renovation(store)
    for holder in ("秦明", "焦铁生"):
        renewing.card(store, holder)
    store.close()
    yield open_window(qtbot, folder, FORMS)


def passes(window: Window) -> list[Record]:
    """All the passes, oldest first."""
    session = window.session
    assert session is not None
    numbers = sorted(entry.number for entry in register.entries(session, "CR"))
    return [record_of(window, number) for number in numbers]


def do(desk: Desk, number: str, name: str, texts: tuple[str, ...], no: str = "") -> None:
    """An act in place: its button, a text for each box it asks, the other's password, Enter."""
    window, qtbot = desk.window, desk.qtbot
    qtbot.waitUntil(lambda: visible(window, f"act_{name}"))
    qtbot.mouseClick(child(window, QPushButton, f"act_{name}"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "act_panel") is not None)
    for text in texts:
        desk.enter(text)
    if no:
        if focused(window).objectName() == "countersign_staff":
            type_line(qtbot, window, no)
        type_line(qtbot, window, demo.password_of(no))
    else:
        press(qtbot, window, Return)
    qtbot.waitUntil(lambda: name in record_of(window, number).done)
    qtbot.waitUntil(lambda: window.findChild(QWidget, "act_panel") is None)


def test_the_story(qtbot: QtBot, window: Window) -> None:
    log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: focused(window) is not window)
    session = window.session
    assert session is not None
    desk, before = Desk(qtbot, window), passes(window)
    assert [one.seen.state for one in before] == ["使用中"] * 2
    desk.key(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: focused(window).objectName() == "form_name")
    desk.enter("zxyq")
    qtbot.waitUntil(lambda: visible(window, "unit"))
    desk.enter("1-101")
    at_field(desk, "applicant")  # the renovation came with the room
    for _ in range(3):  # who applies, his name, his telephone
        desk.enter()
    at_field(desk, "reason")
    desk.enter("材料未到")
    desk.key(Qt.Key.Key_S, Control)
    qtbot.waitUntil(lambda: bool(register.entries(session, "YQ")))
    print(f"\nkeys from the workbench to the application, beside the texts: {desk.keys}")
    assert desk.keys <= AT_MOST
    (entry,) = register.entries(session, "YQ")
    number = entry.number

    do(desk, number, "工程主管审核", ("材料已订",), renewing.WORKS)
    do(desk, number, "主任批准", ("2", "", "200"), renewing.DIRECTOR)
    record = record_of(window, number)
    assert record.acts[-1].values["to"] == "2027-04-21"
    assert "办理延期" not in record.seen.open, "the fee is paid first"
    do(desk, number, "缴费", ("", "", ""), renewing.MONEY)
    do(desk, number, "办理延期", ())

    after = passes(window)
    assert len(after) == 4
    old, new = after[:2], after[2:]
    assert all(one.standing.ended for one in old)
    assert [one.values["period"] for one in old] == [one.values["period"] for one in before]
    assert {str(one.replaces) for one in new} == {one.number for one in old}
    assert {one.values["period"]["to"] for one in new} == {"2027-04-21"}
    assert {one.values["holder"]["name"] for one in new} == {"秦明", "焦铁生"}
    assert {one.facts.outstanding_deposit for one in new} == {0}, "the deposit went over"
    shell_of(window).show_record(str(record.values["basis"]))
    qtbot.waitUntil(lambda: shell_of(window).current is shell_of(window).page("dossier"))
    basis = records.load(session, str(record.values["basis"]))
    assert basis is not None and basis.standing.valid_until is not None
    assert basis.standing.valid_until.date().isoformat() == "2027-04-22"
