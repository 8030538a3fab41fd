"""The first log-in through the real window: one's own password before anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import demo, staff
from db.errors import Environment
from db.keys import FirstPassword
from db.session import open_session
from tests.views.window_desk import (
    ADMINISTRATOR, CLOCK, demo_folder, focused, login_page, open_window, press, type_line,
)  # fmt: skip
from views.first_password import FirstPasswordPage
from views.window import Window

NEW, GIVEN, OWN = "1101", "given-by-9001", "known-to-me-1"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    """Somebody new has given the number and the password that the administrator told them."""
    folder = demo_folder(tmp_path)
    session = open_session(
        folder, ADMINISTRATOR, demo.password_of(ADMINISTRATOR), clock=CLOCK, check=False
    )
    staff.add(session, NEW, "阿依古丽", ("前台",), GIVEN)
    session.close()
    window = open_window(qtbot, folder)
    login_page(window).staff.line.setFocus()
    type_line(qtbot, window, NEW)
    type_line(qtbot, window, GIVEN)
    qtbot.waitUntil(lambda: isinstance(window.sheet, FirstPasswordPage))
    return window


def page_of(window: Window) -> FirstPasswordPage:
    assert isinstance(window.sheet, FirstPasswordPage)
    return window.sheet


def test_own_password_twice_and_the_work_begins(qtbot: QtBot, window: Window) -> None:
    """With a key to sign with; the one that was given is gone, so nobody turns away meanwhile."""
    page = page_of(window)
    assert window.session is None and focused(window) is page.new.line
    type_line(qtbot, window, OWN)
    type_line(qtbot, window, OWN)
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.session is not None and window.session.member.signer is not None
    assert window.session.member.no == NEW
    with pytest.raises(Environment, match="工号或密码不对"):
        open_session(window.folder, NEW, GIVEN, clock=CLOCK, check=False)


@pytest.mark.parametrize(("typed", "box", "words"), [
    ((GIVEN, GIVEN), "new", "不同的密码"), ((OWN, "something-else"), "again", "两遍不一样"),
    (("", ""), "new", "请填写新密码"),
])
def test_what_is_wrong_stands_under_its_box(
    qtbot: QtBot, window: Window, typed: tuple[str, str], box: str, words: str
) -> None:
    """And nothing has changed."""
    page = page_of(window)
    page.new.line.setText(typed[0])
    page.again.line.setText(typed[1])
    page.submit()
    qtbot.waitUntil(lambda: words in getattr(page, box).message.text())
    with pytest.raises(FirstPassword):
        open_session(window.folder, NEW, GIVEN, clock=CLOCK, check=False)


def test_turned_away_the_given_one_still_holds(qtbot: QtBot, window: Window) -> None:
    """Back at the log-in with the number in its box."""
    press(qtbot, window, Qt.Key.Key_Escape)
    assert login_page(window).staff.text() == NEW and window.session is None
