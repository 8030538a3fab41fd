"""A printer that goes away while the window is open: said, kept as 未出纸, offered, printed later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import prints, records, register
from tests.printing.cups_server import Server, serving
from tests.scenarios.paper import sheets
from tests.views.page_desk import FX
from tests.views.window_desk import DESK, demo_folder, log_in, open_window, press
from views import printer
from views.shell import Shell

Held = Qt.KeyboardModifier


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A print server of its own, whose queues a test may delete."""
    with serving() as running:
        monkeypatch.setenv("CUPS_SERVER", running.address)
        yield running


def said(where: QWidget) -> str:
    """All words that are seen."""
    return "　".join(one.text() for one in where.findChildren(QLabel) if one.isVisible())


def saved_and_printed(qtbot: QtBot, shell: Shell) -> str:
    """The number of a slip that is filled in and sent off with F9."""
    shell.issue("FX", FX)
    press(qtbot, shell.window(), Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: bool(register.entries(shell.session, "FX")))
    (entry,) = register.entries(shell.session, "FX")
    return entry.number


def outcomes(shell: Shell, number: str) -> list[tuple[int, str]]:
    record = records.load(shell.session, number)
    assert record is not None
    return [(one.nth, one.outcome) for one in prints.log(shell.session, record)]


def waiting(shell: Shell) -> list[str]:
    """Numbers on the workbench that were not printed."""
    return [item.number for item in shell.page("work").items if item.state == prints.UNPRINTED]


@pytest.mark.parametrize("gone", ["queue", "server"])
def test_a_printer_that_goes_away(
    qtbot: QtBot, tmp_path: Path, cups: Server, gone: str
) -> None:
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    printer.choose(shell.session, "laser")
    if gone == "queue":
        cups.run("lpadmin", "-x", "laser")
        words = "没有名为 laser 的打印机"
    else:
        cups.process.kill()
        cups.process.wait(20)
        words = "打印服务没有回应"
    number = saved_and_printed(qtbot, shell)
    qtbot.waitUntil(lambda: words in said(shell.notice), timeout=30_000)
    assert "还没出纸，按 Ctrl+P 再打" in said(shell.notice)
    assert outcomes(shell, number) == [(1, prints.UNPRINTED)]
    qtbot.waitUntil(lambda: "还没出纸" in said(shell.page("record").prints))
    shell.go("work")
    qtbot.waitUntil(lambda: waiting(shell) == [number])
    if gone == "server":
        return
    printer.choose(shell.session, "form")
    shell.show_record(number)
    press(qtbot, window, Qt.Key.Key_P, Held.ControlModifier)
    qtbot.waitUntil(lambda: outcomes(shell, number)[1:] == [(1, prints.PRINTED)], timeout=30_000)
    record = records.load(shell.session, number)
    assert record is not None
    came = cups.out / f"{prints.log(shell.session, record)[1].job}.pdf"
    assert [sheet.codes for sheet in sheets(came)] == [(record.code,)] * 3
    shell.go("work")
    qtbot.waitUntil(lambda: waiting(shell) == [])
