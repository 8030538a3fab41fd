"""收费 through the real window and a real print server, written from docs/handbook.md §1, money:
three passes of one renovation on one numbered receipt with deposits apart, its three copies; a
deposit given back before two people with its slip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db import attachments, checking, demo, prints, records
from forms import FORMS
from forms.fields import Kind
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import Desk as InProcess
from tests.printing.conftest import printers, server
from tests.printing.cups_server import Server
from tests.scenarios.paper import sheets
from tests.scenarios.site import MONEY, RECEPTION, course, permitted, picture
from tests.scenarios.test_fx_window import Desk, child, visible
from tests.views.window_desk import demo_folder, focused, log_in, open_window, type_line
from views.cashier import CashierPage
from views.window import Window

__all__ = ["printers", "server"]

OTHER = "1016"
AT_MOST = 3
WORKERS = (("秦明", "E87654321"), ("焦铁生", "E11223344"), ("欧阳龑", "E55667788"))
Held = Qt.KeyboardModifier


def passes(line: Line, folder: Path, many: int) -> list[str]:
    """Passes asked for by one renovation, not paid yet; made through the store itself."""
    hands = InProcess(line.folder)
    file = Path(picture(folder, "一寸照.png"))
    found = []
    for name, number in WORKERS[:many]:
        photo = attachments.take(hands.at(RECEPTION), file, file.name, Kind.PHOTO)
        found.append(hands.issue("CR", {
            "unit": "1-101", "application_seen": True, "permit_seen": True, "holder": name,
            "holder_id": {"kind": "护照", "number": number}, "photo": photo, "id_copy": True,
        }).number)  # fmt: skip
    hands.close()
    return found


@pytest.fixture
def line(tmp_path: Path, printers: Server) -> Iterator[Line]:
    """A demo store where 1-101 has its renovation permit."""
    folder = demo_folder(tmp_path)
    made = Line(folder)
    permitted(made, tmp_path)
    yield made


def page_of(qtbot: QtBot, line: Line) -> tuple[Desk, CashierPage]:
    """The cashier's page, reached by its key."""
    window: Window = open_window(qtbot, line.folder, FORMS)
    shell = log_in(qtbot, window, MONEY)
    desk = Desk(qtbot, window)
    desk.key(Qt.Key.Key_F9, Held.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(shell.current, CashierPage))
    page = shell.current
    assert isinstance(page, CashierPage)
    return desk, page


def papers(desk: Desk, printers: Server, number: str, name: str) -> list[Any]:
    """The sheets that came out."""
    session = desk.window.session
    assert session is not None

    def jobs() -> list[str]:
        record = records.load(session, number)
        assert record is not None
        log = prints.log(session, record)
        return [one.job for one in log if one.paper_name == name and one.job]

    desk.qtbot.waitUntil(lambda: bool(jobs()), timeout=20_000)
    printers.arrived(jobs()[0])
    return sheets(printers.out / f"{jobs()[0]}.pdf")


def test_three_passes_on_one_receipt(
    qtbot: QtBot, line: Line, tmp_path: Path, printers: Server
) -> None:
    numbers = passes(line, tmp_path, 3)
    desk, page = page_of(qtbot, line)
    qtbot.waitUntil(lambda: focused(desk.window) is page.owed.table)
    desk.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.till.total == 315_00 and len(page.owed.chosen) == 3)
    assert child(page, QLabel, "till_words").text() == "人民币叁佰壹拾伍元整"
    assert "押金 ¥300.00" in child(page, QLabel, "till_parts").text()
    assert "收费 ¥15.00" in child(page, QLabel, "till_parts").text()
    desk.key(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: visible(page, "done_number"))
    print(f"\nkeys from the rail to paper: {desk.keys}")
    assert desk.keys <= AT_MOST
    said = child(page, QLabel, "done_number").text()
    assert page.last in said and "¥315.00" in said and "人民币叁佰壹拾伍元整" in said
    assert "前台办“制证”" in child(page, QLabel, "done_then").text()
    three = papers(desk, printers, page.last, "收据")
    assert [sorted(sheet.size) for sheet in three] == [[148, 210]] * 3
    assert [sheet.colour for sheet in three] == [(255, 255, 255), (255, 224, 230), (255, 247, 204)]
    for sheet, copy in zip(three, ("存根", "客户", "记账"), strict=True):
        assert copy in sheet.text and page.last in sheet.text
        assert "人民币叁佰壹拾伍元整（¥315.00）" in sheet.text and "其中押金¥300.00" in sheet.text
        assert all(number in sheet.text for number in numbers)
    session = desk.window.session
    assert session is not None
    qtbot.waitUntil(lambda: not page.owed.lines and not page.owed.busy)
    assert visible(page, "owed_nothing") and session.store.value(
        "SELECT count(DISTINCT receipt_id) FROM money WHERE record_id IN"
        " (SELECT id FROM record WHERE code = 'CR')"
    ) == 1  # fmt: skip


def test_a_deposit_is_given_back_with_its_slip(
    qtbot: QtBot, line: Line, tmp_path: Path, printers: Server
) -> None:
    (number,) = passes(line, tmp_path, 1)
    course(
        line, number, ("缴费", MONEY), ("制证", RECEPTION, {"receipt_done": True}),
        ("交证", RECEPTION), ("财务盖章", MONEY), ("退证", RECEPTION),
    )  # fmt: skip
    desk, page = page_of(qtbot, line)
    desk.key(Qt.Key.Key_Y, Held.AltModifier)
    side = page.deposits.side
    qtbot.waitUntil(lambda: side.record is not None and side.record.number == number)
    qtbot.waitUntil(lambda: visible(page, "act_退押金"))
    button = child(page, QPushButton, "act_退押金")
    desk.key(Qt.Key.Key_Return)
    assert focused(desk.window) is button
    desk.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: side.panel is not None)
    panel = side.panel
    assert panel is not None and panel.reviewer is not None
    while focused(desk.window) is not panel.reviewer.password.line:
        before = focused(desk.window)
        desk.key(Qt.Key.Key_Return)
        assert focused(desk.window) is not before
    panel.reviewer.number.line.setText(OTHER)
    type_line(qtbot, desk.window, demo.password_of(OTHER))
    qtbot.waitUntil(lambda: side.panel is None)
    (slip,) = papers(desk, printers, number, "押金退还单")
    assert "押金退还单" in slip.text and "人民币壹佰元整（¥100.00）" in slip.text
    session = desk.window.session
    assert session is not None
    held = "SELECT sum(CASE way WHEN 'taken' THEN amount ELSE -amount END) FROM money" \
        " JOIN record r ON r.id = record_id WHERE purse = '押金' AND r.number = ?"
    assert session.store.value(held, (number,)) == 0
    assert set(checking.check(InProcess(line.folder).at("1001")).values()) == {"ok"}
