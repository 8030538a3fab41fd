"""One's own password: checked, changed beside the window, nothing kept of what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import demo
from db.errors import Environment
from db.session import open_session
from tests.views.window_desk import (
    CLOCK, DESK, demo_folder, focused, log_in, open_window, press, type_line,
)  # fmt: skip
from views.own_password import OwnPasswordPage
from views.window import Window
from views.work import WorkPage

OLD, NEW = demo.password_of(DESK), "another-1003"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    window = open_window(qtbot, demo_folder(tmp_path))
    log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_L, CONTROL, SHIFT)
    return window


@pytest.fixture
def page(window: Window) -> OwnPasswordPage:
    assert window.shell is not None and isinstance(window.shell.current, OwnPasswordPage)
    return window.shell.current


def opens(window: Window, password: str) -> bool:
    try:
        open_session(window.folder, DESK, password, clock=CLOCK, check=False).close()
    except Environment:
        return False
    return True


def test_changed_by_keyboard_and_back_where_one_was(
    qtbot: QtBot, window: Window, page: OwnPasswordPage
) -> None:
    for words in (OLD, NEW, NEW):
        type_line(qtbot, window, words)
    assert window.shell is not None
    qtbot.waitUntil(lambda: isinstance(window.shell.current, WorkPage))  # type: ignore[union-attr]
    assert opens(window, NEW) and not opens(window, OLD)
    assert [box.text() for box in page.boxes] == ["", "", ""]


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        (("wrong", NEW, NEW), 0, "工号或密码不对"),
        ((OLD, NEW, "another-1004"), 2, "两次输的不一样"),
        (("", NEW, NEW), 0, "请填写现在的密码"),
    ],
)
def test_what_is_wrong_stands_under_its_box(
    qtbot: QtBot, window: Window, page: OwnPasswordPage, typed: tuple[str, ...], box: int,
    words: str,
) -> None:  # fmt: skip
    for one in typed:
        type_line(qtbot, window, one)
    qtbot.waitUntil(lambda: words in page.boxes[box].message.text())
    assert focused(window) is page.boxes[box].line
    assert opens(window, OLD) and not opens(window, NEW)


def test_turned_away_nothing_is_changed_or_kept(
    qtbot: QtBot, window: Window, page: OwnPasswordPage
) -> None:
    type_line(qtbot, window, OLD)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.shell is not None and isinstance(window.shell.current, WorkPage)
    assert page.old.text() == "" and opens(window, OLD)
