"""The handover on the real window, by keyboard: what is open live, both sign, it is backed up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import drafts, handing_over, office, records
from db.session import member
from forms import FORMS
from forms.shifts import SHIFTS
from tests.views.page_desk import FX
from tests.views.window_desk import (
    DESK, demo_folder, focused, log_in, open_window, press, type_line, type_words,
)  # fmt: skip
from ui.parts import KeyButton
from views.shell import Shell
from views.shift import ShiftPage
from views.window import Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
OTHER = "1004"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A demo store."""
    return demo_folder(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Window:
    return open_window(qtbot, folder, FORMS)


def opened(qtbot: QtBot, window: Window) -> tuple[Shell, ShiftPage]:
    """The page of the front desk, reached by its key, once it was read."""
    shell = log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_F2, CONTROL)
    page = shell.current
    assert isinstance(page, ShiftPage)
    qtbot.waitUntil(lambda: page.desk is not None)
    return shell, page


def made(folder: Path) -> int:
    """How many backups there are."""
    return len(list((folder / "backups").glob("*.qtbak")))


def figure(page: ShiftPage, name: str) -> str:
    return page.figures.figures[name].value.text()


def given(qtbot: QtBot, window: Window, page: ShiftPage) -> str:
    """The number of a sheet handed over by F9."""
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.sign.isVisible() and not page.busy)
    return page.sign.number


def told(page: ShiftPage) -> dict[str, Any]:
    """What stands in the sheet that waits for the taker."""
    record = records.load(page.session, page.sign.number)
    assert record is not None
    return dict(record.values)


def test_two_people_sign_in_place_and_it_is_backed_up(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    """Typed, F9, the other's number and password, Enter; the history tells both names."""
    shell, page = opened(qtbot, window)
    qtbot.waitUntil(lambda: made(folder) == 1 and not shell.safekeeping._busy)
    type_line(qtbot, window, "给 5-803 打电话")
    type_words(qtbot, window, "19:00")
    number = given(qtbot, window, page)
    assert told(page)["todo"] == [{"what": "给 5-803 打电话", "when": "19:00"}]
    assert len(told(page)["items"]) == len(office.setting(page.session.store, "handover_items"))
    assert focused(window) is page.sign.who.number.line  # type: ignore[union-attr]
    assert DESK not in {who.no for who in page.sign.who.people}  # type: ignore[union-attr]
    type_line(qtbot, window, OTHER)
    type_line(qtbot, window, "demo1004")
    qtbot.waitUntil(lambda: not page.sign.isVisible())
    record = records.load(page.session, number)
    assert record is not None and record.seen.state == "已接班"
    assert [(one.name, one.by) for one in record.acts] == [("接班", OTHER)]
    qtbot.waitUntil(lambda: page.history.model.rows[:1] and page.history.model.rows[0][3][0] == "1")
    row = page.history.model.rows[0]
    assert (row[1], row[2], row[3]) == (number, "1003 李敏", "1004 周洁 10:42")
    assert page.entry.isVisible() and drafts.load(page.session, "JB") is None
    shell.look()
    qtbot.waitUntil(lambda: made(folder) == 2 and not shell.safekeeping._busy)


def test_a_wrong_password_signs_nothing(qtbot: QtBot, window: Window) -> None:
    """It is said under the box; the sheet waits, and is put before them again."""
    shell, page = opened(qtbot, window)
    number = given(qtbot, window, page)
    type_line(qtbot, window, OTHER)
    type_line(qtbot, window, "falsch")
    password = page.sign.who.password  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(password.message.text()))
    record = records.load(page.session, number)
    assert record is not None and record.acts == ()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.entry.isVisible() and not page.sign.isVisible()
    shell.go("work")
    shell.go("shift")
    qtbot.waitUntil(lambda: page.sign.isVisible())
    assert page.sign.number == number


@pytest.mark.long
def test_a_dispute_is_asked_for_in_words(qtbot: QtBot, window: Window) -> None:
    """The problem stands at its field, nothing typed is lost."""
    _, page = opened(qtbot, window)
    given(qtbot, window, page)
    form = page.sign.form
    assert form is not None
    form.set_value("verdict", "有异议")
    type_line(qtbot, window, OTHER)
    type_line(qtbot, window, "demo1004")
    qtbot.waitUntil(lambda: form.problem_count == 1)
    assert form.inputs["exceptions"].wrong and page.sign.isVisible()
    form.set_value("exceptions", "雨伞少一把")
    page.sign.who.number.line.setText(OTHER)  # type: ignore[union-attr]
    page.sign.who.password.line.setFocus()  # type: ignore[union-attr]
    type_line(qtbot, window, "demo1004")
    qtbot.waitUntil(lambda: not page.sign.isVisible())


@pytest.mark.long
def test_the_figures_follow_what_others_do(qtbot: QtBot, window: Window) -> None:
    """A slip issued elsewhere is counted; what is being typed stays."""
    _, page = opened(qtbot, window)
    assert figure(page, "open") == "0"
    type_words(qtbot, window, "记一句")
    records.issue(page.session, "FX", FX)
    page.refresh()
    qtbot.waitUntil(lambda: figure(page, "open") == "1")
    assert page.form is not None and page.form.values()["todo"][0]["what"] == "记一句"


def test_an_untouched_page_leaves_no_draft(qtbot: QtBot, window: Window) -> None:
    """The list of things to check is the office's, not something somebody typed."""
    shell, page = opened(qtbot, window)
    assert page.form is not None and len(page.form.values()["items"]) == 4
    shell.go("work")
    assert drafts.codes(page.session) == []


@pytest.mark.long
def test_opening_the_form_anywhere_leads_here(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, DESK)
    shell.issue("JB")
    assert isinstance(shell.current, ShiftPage)
    assert shell.current.findChild(KeyButton, "save_and_print").text  # type: ignore[union-attr]


def test_who_may_not_hand_over_has_no_such_page(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, "2001")
    assert "shift" not in shell.places


@pytest.mark.long
def test_the_bar_names_the_offices_shift(qtbot: QtBot, window: Window) -> None:
    """Another set of shifts is shown as soon as it is set."""
    shell = log_in(qtbot, window, DESK)
    shell.look()
    assert shell.topbar._shift.text() == "早班"
    admin = shell.session.acting_as(member(shell.session.store, "9001"))
    office.change(admin, SHIFTS.key, [{"name": "白班", "begins": "08:30"}])
    shell.topbar.read_shifts(shell.session)
    shell.look()
    assert shell.topbar._shift.text() == "白班"


def test_the_window_is_not_held_while_it_is_read(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the reading takes: nothing of it is done on the window's thread."""
    import threading

    _, page = opened(qtbot, window)
    threads: list[bool] = []
    really = handing_over.desk

    def slow(session: Any, form: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return really(session, form)

    monkeypatch.setattr(handing_over, "desk", slow)
    page.refresh()
    qtbot.waitUntil(lambda: len(threads) == 1)
    given(qtbot, window, page)
    qtbot.waitUntil(lambda: len(threads) >= 2)
    assert not any(threads)
