"""网络开通 from the counter to the operator's mail, through the real window, by keyboard alone.

Written from docs/handbook.md §1 WK: the owner applies with his document and a copy of it, 财务 takes
the fee for the operator, the data go out as a workbook in a ready mail within two days, “sent at,
by whom” stops that, and the opening is noted.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import records, register, workbench
from db.reading import Record
from forms import FORMS
from tests.scenarios.test_cr_window import act, at_field
from tests.scenarios.test_fx_window import Desk, shell_of, visible
from tests.views.window_desk import (
    DESK, countersigned, demo_folder, focused, log_in, open_window,
)  # fmt: skip
from ui import dialogs
from views.consignment import ConsignmentPage
from views.window import Window

AT_MOST = 20
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is chosen for the mail."""
    folder = tmp_path / "U盘"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda parent, title: folder)
    return folder


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, stick: Path) -> Iterator[Window]:
    """The window on a demo store."""
    yield open_window(qtbot, demo_folder(tmp_path), FORMS)


def the_one(window: Window) -> Record:
    """The application, as the store has it."""
    session = window.session
    assert session is not None
    (entry,) = register.entries(session, "WK")
    record = records.load(session, entry.number)
    assert record is not None
    return record


def test_the_story(qtbot: QtBot, window: Window, stick: Path) -> None:
    log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: focused(window) is not window)
    desk, session = Desk(qtbot, window), window.session
    assert session is not None
    desk.key(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: focused(window).objectName() == "form_name")
    desk.enter("wlkt")
    qtbot.waitUntil(lambda: visible(window, "unit"))
    desk.enter("1-101")
    for key in ("applicant", "name", "phone"):  # the owner, who lives there, his number
        at_field(desk, key)
        desk.enter()
    at_field(desk, "document")
    desk.enter("440301199003071230")
    at_field(desk, "id_copy")
    desk.key(Qt.Key.Key_1)
    desk.enter()
    at_field(desk, "operator")
    desk.enter()  # 电信
    at_field(desk, "plan")
    desk.enter("包月 180 元")
    desk.key(Qt.Key.Key_S, Control)
    qtbot.waitUntil(lambda: bool(register.entries(session, "WK")))
    record = the_one(window)
    print(f"\nkeys from the workbench to the application, beside the texts: {desk.keys}")
    assert desk.keys <= AT_MOST
    assert record.values["name"]["name"] and record.values["charge"] == "代收"
    assert record.standing.due is None, "nothing is due before the fee is there"

    act(desk, record.number, "缴费", *[Qt.Key.Key_Return] * 3, no="1010")
    due = the_one(window).standing.due
    assert due is not None and due.deadline.stop == "报运营商"
    assert any(item.number == record.number for item in workbench.items(session))

    desk.key(Qt.Key.Key_F6, Control)
    page = shell_of(window).page("consignment")
    assert isinstance(page, ConsignmentPage)
    qtbot.waitUntil(lambda: page.is_read and focused(window) is page.table)
    desk.key(Qt.Key.Key_E, Control)
    countersigned(qtbot, page, "1001")  # the first time that this operator gets any
    window.activateWindow()
    qtbot.waitUntil(lambda: len(list(stick.glob("*.eml"))) == 1)
    (file,) = stick.glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    (attached,) = list(mail.iter_attachments())
    assert str(attached.get_filename()).endswith(".xlsx") and mail["X-Unsent"] == "1"
    qtbot.waitUntil(lambda: page.table.chosen() == [record.number])
    desk.key(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: page.bar.panel is not None)
    for _ in range(4):  # sent at, by mail, by whom; done
        desk.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "报运营商" in the_one(window).done)
    assert the_one(window).standing.due is None
    assert the_one(window).acts[-1].values["sender"] == "1003 李敏"

    shell_of(window).show_record(record.number)
    act(desk, record.number, "开通", *[Qt.Key.Key_Return] * 3)
    assert the_one(window).standing.state == "已开通"
