"""The computer's own lock covers the work, as Ctrl+L does."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.views.window_desk import DESK, demo_folder, log_in, login_page, open_window


def test_the_screen_that_locks_covers_the_work(qtbot: QtBot, tmp_path: Path) -> None:
    """At once; whoever was in comes back by the password."""
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: hasattr(window, "os_lock"))
    window.os_lock.locked.emit()
    assert window.layers.currentWidget() is not shell and login_page(window).isVisible()
    assert log_in(qtbot, window, DESK) is shell
