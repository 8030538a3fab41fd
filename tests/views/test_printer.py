"""The printer of this computer: shown, chosen, remembered, refused without the forms' paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import prints, records
from db.session import Session
from printing import spool
from tests.printing.cups_server import Server
from tests.views.page_desk import issued
from tests.views.window_desk import DESK, demo_folder, log_in, open_window, press
from ui import dialogs
from views import printer
from views.press import Press
from views.printer_lamp import PrinterLamp
from views.shell import Shell

# The platform that draws off the screen says this of every list that pops up.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

FX_ONLY = frozenset({"A5横向"})


@pytest.fixture
def lamp(qtbot: QtBot, session: Session) -> PrinterLamp:
    made = PrinterLamp(session)
    qtbot.addWidget(made)
    made.show()
    return made


def menu_of(qtbot: QtBot, lamp: PrinterLamp) -> QMenu:
    """The open list of printers."""
    qtbot.waitUntil(lambda: lamp.findChild(QMenu, "printers") is not None)
    found = lamp.findChild(QMenu, "printers")
    assert isinstance(found, QMenu)
    return found


def lines(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def pick(menu: QMenu, words: str) -> None:
    """Choose the line with these words, as by mouse."""
    (action,) = (one for one in menu.actions() if words in one.text())
    action.trigger()
    menu.close()


def test_the_list_says_how_each_printer_is(
    qtbot: QtBot, lamp: PrinterLamp, cups: Server
) -> None:
    lamp.click()
    menu = menu_of(qtbot, lamp)
    said = "\n".join(lines(menu))
    assert "&1　laser　就绪" in said and "stopped　已暂停：缺纸" in said
    assert lines(menu)[-2].endswith("存为 PDF") and "Ctrl F10" in lines(menu)[-1]
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["&1　laser　就绪"]
    assert "打印机 laser 就绪" in lamp.text() and "F10" in lamp.text()


def test_what_is_chosen_is_remembered_and_shown(
    qtbot: QtBot, session: Session, lamp: PrinterLamp, cups: Server
) -> None:
    lamp.offer()
    with qtbot.waitSignal(lamp.said) as said:
        pick(menu_of(qtbot, lamp), "form")
    assert said.args[0].startswith("以后在 form 打印。")
    assert printer.chosen(session) == "form"
    assert "form" in (session.store.folder / "settings.ini").read_text("utf-8")
    qtbot.waitUntil(lambda: "打印机 form 就绪" in lamp.text())


@pytest.mark.parametrize(("queue", "why"), [("letter", "毫米的纸"), ("stopped", "缺纸")])
def test_a_printer_that_prints_none_of_the_forms_is_refused_with_the_reason(
    qtbot: QtBot, session: Session, lamp: PrinterLamp, cups: Server, queue: str, why: str
) -> None:
    printer.choose(session, "laser")
    with qtbot.waitSignal(lamp.said) as said:
        lamp.choose(queue)
    words, tone = said.args
    assert words.startswith("没有换打印机。") and why in words and tone == "bad"
    assert printer.chosen(session) == "laser"


def test_the_paper_is_checked_size_by_size(cups: Server) -> None:
    assert printer.unfit(spool, "laser", FX_ONLY) == {}
    assert list(printer.unfit(spool, "letter", FX_ONLY)) == list(FX_ONLY)


def test_a_printer_that_is_gone_is_said_to_be(
    qtbot: QtBot, session: Session, lamp: PrinterLamp, cups: Server
) -> None:
    printer.choose(session, "attic")
    lamp.look()
    qtbot.waitUntil(lambda: "找不到打印机 attic，请另选" in lamp.text())


def test_without_a_printer_files_are_offered(
    qtbot: QtBot, session: Session, lamp: PrinterLamp
) -> None:
    lamp.offer()
    menu = menu_of(qtbot, lamp)
    assert lines(menu)[:-1] == ["&1　存为 PDF"] and "没有打印机，可存为 PDF" in lamp.text()
    pick(menu, "存为 PDF")
    assert printer.chosen(session) == printer.TO_FILE
    qtbot.waitUntil(lambda: "不打印，存为 PDF" in lamp.text())


@pytest.mark.parametrize("given", [True, False])
def test_files_instead_of_paper(
    qtbot: QtBot, session: Session, lamp: PrinterLamp, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, given: bool,
) -> None:  # fmt: skip
    file = tmp_path / "放行条.pdf"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *a, **m: file if given else None)
    printer.choose(session, printer.TO_FILE)
    record = records.load(session, issued(session))
    assert record is not None
    press_ = Press(session, lamp)
    with qtbot.waitSignal(press_.settled) as settled:
        press_.send(record)
    number, arrived, words = settled.args
    assert (number, arrived) == (record.number, given)
    if given:
        assert words == f"{record.number} 已存为 放行条.pdf"
        assert len(PdfReader(file).pages) == 3
        assert [one.outcome for one in prints.log(session, record)] == ["已存文件"]
    else:
        assert "还没存成 PDF" in words and prints.log(session, record) == []


def test_the_key_opens_the_list_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    assert isinstance(shell, Shell)
    press(qtbot, window, Qt.Key.Key_F10)
    menu = menu_of(qtbot, shell.status.printer)
    pick(menu, "存为 PDF")
    assert shell.notice.isVisible()
    assert printer.chosen(shell.session) == printer.TO_FILE
