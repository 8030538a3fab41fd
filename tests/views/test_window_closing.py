"""Closing the window: nothing goes unasked, and a locked one shows nothing of the work."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db import demo, drafts
from db.errors import DISK_FULL, Environment
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, HEAD, demo_folder, log_in, login_page, open_window, type_line,
)  # fmt: skip
from ui import dialogs
from views.issue import IssuePage
from views.rights import RightsPage
from views.shell import Shell
from views.trouble import WaitPage
from views.window import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


def ticked(qtbot: QtBot, window: Window) -> RightsPage:
    """The page of rights with one tick that was not saved."""
    page = log_in(qtbot, window, ADMINISTRATOR).go("rights")
    assert isinstance(page, RightsPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    page.model.turn(next(at for at, line in enumerate(page.model.lines) if line.key), 1)
    return page


def half_typed(window: Window, monkeypatch: pytest.MonkeyPatch) -> IssuePage:
    """A form with a room, which the disk does not take."""

    def full(*told: object) -> int:
        raise Environment("disk", DISK_FULL)

    monkeypatch.setattr(drafts, "save", full)
    assert window.shell is not None
    page = window.shell.go("issue")
    assert isinstance(page, IssuePage) and page.form is not None
    page.form.set_values({"unit": "3-1202"})
    return page


def test_closing_a_locked_window_never_opens_it(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever says no to the question has not logged in."""
    page = ticked(qtbot, window)
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **more: False)
    window.lock()
    window.close()
    assert window.isVisible() and window.layers.currentWidget() is login_page(window)
    assert "9001 沈毅 登录以后再关窗" in login_page(window).message.text()
    log_in(qtbot, window, ADMINISTRATOR)
    assert len(page.model.changed) == 1


def test_a_locked_window_is_backed_up_unseen(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for a moment does the work stand in the window while the backup is made."""
    shell = log_in(qtbot, window, DESK)
    monkeypatch.setattr(shell, "needs_backup", lambda: True)
    window.lock()
    window.close()
    assert isinstance(window.layers.currentWidget(), WaitPage)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)


def test_giving_up_a_draft_gives_up_nothing_else(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ticks that were not saved are asked about too; no to that is no."""
    shell = ticked(qtbot, window).window().findChild(Shell)
    monkeypatch.setattr(shell, "has_unkept", lambda: True)
    monkeypatch.setattr(shell, "needs_backup", lambda: False)
    monkeypatch.setattr(dialogs, "confirm", lambda parent, title, *words, **more: "存不下" in title)
    window.close()
    assert window.isVisible()


def test_what_no_disk_takes_is_not_turned_away_from(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another form would take the place of the one that stands on the page only."""
    log_in(qtbot, window, DESK)
    page = half_typed(window, monkeypatch)
    page.start("FX", {"unit": "3-301"})
    assert page.form is not None and page.form.values()["unit"] == "3-1202"
    assert page.banner.isVisibleTo(page)
    monkeypatch.undo()
    page.start("FX", {"unit": "3-301"})
    assert page.form.values()["unit"] == "3-301" and page.draft.aside["unit"] == "3-1202"


def test_another_who_logs_in_does_not_take_away_unasked_what_no_disk_took(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = log_in(qtbot, window, DESK)
    page = half_typed(window, monkeypatch)
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **more: False)
    window.lock()
    sheet = login_page(window)
    sheet.staff.line.clear()
    sheet.staff.line.setFocus()
    type_line(qtbot, window, HEAD)
    type_line(qtbot, window, demo.password_of(HEAD))
    qtbot.waitUntil(lambda: "登录以后再换人" in sheet.password.message.text())
    assert log_in(qtbot, window, DESK) is first
    assert page.form is not None and page.form.values()["unit"] == "3-1202"
