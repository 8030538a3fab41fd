"""A new data key from the window: offered when somebody leaves, approved by two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from db import demo
from db.errors import Environment
from db.keys import Keys
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, HEAD, demo_folder, log_in, login_page, open_window, type_line,
)  # fmt: skip
from views.rekey import RekeyPage
from views.second import SecondPerson
from views.staff import StaffPage
from views.window import Window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    window = open_window(qtbot, demo_folder(tmp_path))
    log_in(qtbot, window, ADMINISTRATOR)
    return window


def staff_page(window: Window) -> StaffPage:
    assert window.shell is not None
    page = window.shell.go("staff")
    assert isinstance(page, StaffPage)
    return page


def retired(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch, *answers: bool
) -> list[str]:
    """Somebody was retired; what was asked in the course of it."""
    asked: list[str] = []
    given = list(answers)

    def confirm(parent: Any, title: str, words: str, **more: Any) -> bool:
        asked.append(words)
        return given.pop(0)

    monkeypatch.setattr("ui.dialogs.confirm", confirm)
    page = staff_page(window)
    page.list.go([row[0] for row in page.model.rows].index(DESK))
    page.retire()
    qtbot.waitUntil(lambda: not given)
    return asked


def approved(qtbot: QtBot, window: Window) -> RekeyPage:
    """The director approves over the staff page; the page that takes its place, and all of it."""
    (dialog,) = staff_page(window).findChildren(SecondPerson)
    dialog.who.number.line.setText(HEAD)
    dialog.who.password.line.setText(demo.password_of(HEAD))
    dialog.who.identify()
    qtbot.waitUntil(lambda: isinstance(window.sheet, RekeyPage), timeout=20_000)
    assert isinstance(window.sheet, RekeyPage)
    return window.sheet


def test_a_leaver_s_old_key_is_spoken_of_and_may_wait(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turned down nothing more happens; the button stays."""
    asked = retired(qtbot, window, monkeypatch, True, False)
    assert "李敏的密码已经打不开" in asked[1] and "看到过恢复码" in asked[1]
    assert "第二人复核" in asked[1] and window.session is not None
    assert Keys.load(window.folder).rekeyed_times == 0
    assert DESK not in Keys.load(window.folder).staff


def test_two_change_the_key_and_the_new_code_goes_onto_paper(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window stays until one group was typed from it; then everybody logs in as before."""
    retired(qtbot, window, monkeypatch, True, True)
    page = approved(qtbot, window)
    assert window.session is None and not window.close() and window.isVisible()
    qtbot.waitUntil(page.go.isVisible, timeout=30_000)
    code = "-".join(group.text() for group in page.code.groups)
    assert Keys.load(window.folder).rekeyed_times == 1
    assert len(Keys.load(window.folder).unlock_recovery(code)) == 32
    assert not window.close() and "只显示这一次" in page.message.text()
    type_line(qtbot, window, "AAAAA")
    assert "不符" in page.proof.message.text()
    page.proof.line.clear()
    type_line(qtbot, window, code[-5:].lower())
    assert login_page(window) is window.sheet
    log_in(qtbot, window, HEAD)


def test_where_it_cannot_be_done_nothing_has_changed(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way back is the log-in."""
    def fails(*args: Any) -> None:
        raise Environment("disk", "存不下：磁盘已满，请腾出空间，内容还在。")

    monkeypatch.setattr("db.rekeying.rekey", fails)
    retired(qtbot, window, monkeypatch, True, True)
    page = approved(qtbot, window)
    qtbot.waitUntil(page.back.isVisible)
    assert "没有换数据钥匙，数据没有改动。存不下：磁盘已满" in page.card.words.text()
    assert window.close()
