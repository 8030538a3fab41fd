"""The search box through the real window: what is found, how it is chosen, where it leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import example, records
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, demo_folder, focused, log_in, open_window, press, type_words,
)  # fmt: skip
from views.issue import IssuePage
from views.record import RecordPage
from views.search_box import NOTHING, Results, SearchBox
from views.shell import Shell
from views.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


@pytest.fixture
def shell(qtbot: QtBot, window: Window) -> Shell:
    return log_in(qtbot, window, DESK)


def search(qtbot: QtBot, window: Window, words: str) -> Results:
    """Ctrl+K and the words."""
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    box = focused(window)
    assert isinstance(box, SearchBox)
    type_words(qtbot, window, words)
    return box.results


def issue(shell: Shell) -> str:
    """One slip of unit 3-1202."""
    values = {**example.example(shell.session, "FX"), "unit": "3-1202"}
    return records.issue(shell.session, "FX", values).record.number


def test_room_is_found_while_typing_and_opens_a_form_for_it(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "3-120")
    assert results.isVisible()
    assert results.titles()[:3] == ["房产", "3 栋 1201", "3 栋 1202"]
    type_words(qtbot, window, "2")
    assert results.titles() == ["房产", "3 栋 1202"]
    press(qtbot, window, Qt.Key.Key_Return)
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    assert page.form.values()["unit"] == "3-1202"
    assert not results.isVisible()
    assert shell.topbar.search.text() == ""


def test_arrows_choose_among_units_and_slips(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    number = issue(shell)
    results = search(qtbot, window, "3-1202")
    assert results.titles() == ["房产", "3 栋 1202", "单据", f"物品放行条 {number}"]
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert isinstance(shell.current, RecordPage)
    assert shell.current.record is not None and shell.current.record.number == number


def test_arrows_go_round(qtbot: QtBot, window: Window, shell: Shell) -> None:
    results = search(qtbot, window, "3-120")
    seen = []
    for _ in range(5):
        item = results.list.currentItem()
        seen.append(item.text(0))
        press(qtbot, window, Qt.Key.Key_Up)
    assert seen == ["3 栋 1201", "3 栋 1204", "3 栋 1203", "3 栋 1202", "3 栋 1201"]


@pytest.mark.parametrize("typed", ["{number}", "1", "fx1"])
def test_slip_is_found_by_its_number(
    qtbot: QtBot, window: Window, shell: Shell, typed: str
) -> None:
    number = issue(shell)
    results = search(qtbot, window, typed.format(number=number))
    assert f"物品放行条 {number}" in results.titles()


def test_nothing_found_says_what_one_can_type(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "99-9999")
    assert results.titles() == [NOTHING]
    before = shell.current
    press(qtbot, window, Qt.Key.Key_Return)
    assert shell.current is before and results.isVisible()


def test_escape_gives_the_focus_back_to_the_page(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "3-12")
    before = shell.current
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not results.isVisible() and shell.topbar.search.text() == ""
    assert shell.current is before is not None
    assert before.isAncestorOf(focused(window))


def test_list_goes_when_the_focus_goes(qtbot: QtBot, window: Window, shell: Shell) -> None:
    results = search(qtbot, window, "3-12")
    shell.focus_page()
    assert not results.isVisible()
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    assert results.isVisible()


def test_administrator_without_the_right_finds_no_residents(
    qtbot: QtBot, window: Window
) -> None:
    log_in(qtbot, window, ADMINISTRATOR)
    assert search(qtbot, window, "3-1202").titles() == [NOTHING]


def test_list_stays_short_so_that_each_key_is_answered_at_once(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    numbers = [issue(shell) for _ in range(15)]
    titles = search(qtbot, window, "3-1202").titles()
    newest = [f"物品放行条 {number}" for number in reversed(numbers[-7:])]
    assert titles == ["房产", "3 栋 1202", "单据", *newest]
