"""The log-in page, the lock, a forgotten password, a restored backup: through the real window."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from db import backup, demo, staff
from db.attempts import MOST
from db.keys import Keys
from db.beyond import Loss, Unread
from db.session import open_session
from db.store import FILE_NAME
from tests.views.window_desk import (
    ADMINISTRATOR, CLOCK, DESK, HEAD, NOW, demo_folder, focused, log_in, login_page, open_window,
    press, recovery_code, type_line,
)  # fmt: skip
from ui.table import ListTable
from views.recover import RecoveryPage
from views.restore import RestorePage, told
from views.trouble import TroublePage
from views.window import Window


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return demo_folder(tmp_path)


def refused(qtbot: QtBot, window: Window, no: str, password: str) -> str:
    """Try a number and password that do not fit; the words under the password."""
    page = login_page(window)
    page.fill(no, password)
    page.submit()
    qtbot.waitUntil(page.log_in.isEnabled)
    return page.password.message.text()


def test_number_and_password_by_keyboard_alone(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    type_line(qtbot, window, DESK)
    type_line(qtbot, window, demo.password_of(DESK))
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.session is not None
    assert window.session.member.words == "1003 李敏"
    assert window.layers.currentWidget() is window.shell


def test_full_width_number_is_the_same_number(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    log_in(qtbot, window, "１００３", demo.password_of(DESK))
    assert window.session is not None and window.session.member.no == DESK


def test_checking_does_not_hold_up_the_window(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    page = login_page(window)
    page.fill(DESK, demo.password_of(DESK))
    page.submit()
    assert window.shell is None and not page.log_in.isEnabled()
    page.submit()
    qtbot.waitUntil(lambda: window.shell is not None)
    assert not (folder / "attempts.json").exists()


def test_it_waits_for_data_that_are_still_being_made(qtbot: QtBot, folder: Path) -> None:
    """The demo's days: nobody is in before they are there, and the page says why."""
    window = open_window(qtbot, folder)
    page = login_page(window)
    made = page.ready = Made()
    page.fill(DESK, demo.password_of(DESK))
    page.submit()
    qtbot.waitUntil(lambda: not page.log_in.isEnabled())
    assert "准备" in page.log_in.accessibleName()
    qtbot.waitUntil(lambda: made.waited_for)
    assert window.shell is None
    made.set()
    qtbot.waitUntil(lambda: window.shell is not None)


class Made(threading.Event):
    """Set once the data are made; knows whether somebody waits for it."""

    waited_for = False

    def wait(self, timeout: float | None = None) -> bool:
        """As always."""
        self.waited_for = True
        return super().wait(timeout)


def test_wrong_password_is_said_in_place_and_can_be_typed_again(
    qtbot: QtBot, folder: Path
) -> None:
    window = open_window(qtbot, folder)
    words = refused(qtbot, window, DESK, "wrong")
    assert words == "工号或密码不对，还可再试 4 次。"
    page = login_page(window)
    assert page.staff.text() == DESK
    assert focused(window) is page.password.line
    assert page.password.line.selectedText()
    type_line(qtbot, window, demo.password_of(DESK))
    qtbot.waitUntil(lambda: window.shell is not None)


def test_unknown_number_says_no_more_than_a_wrong_password(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    assert refused(qtbot, window, "5555", "x") == refused(qtbot, window, DESK, "x")


def test_five_wrong_ones_lock_even_the_right_one(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    for _ in range(MOST):
        words = refused(qtbot, window, DESK, "wrong")
    assert "10 分钟后再试" in words
    assert "已锁定" in refused(qtbot, window, DESK, demo.password_of(DESK))
    assert window.shell is None


def test_empty_boxes_are_asked_for(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    page = login_page(window)
    page.submit()
    assert page.staff.message.text() == "请填写工号"
    assert focused(window) is page.staff.line


def test_locked_capitals_are_noticed(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    page = login_page(window)
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    said = []
    for sign, held in (("A", shift), ("a", none), ("A", none), ("a", none), ("a", shift)):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, sign)
        QApplication.sendEvent(page.password.line, key)
        said.append("大写锁定" in page.password.message.text())
    assert said == [False, False, True, False, True]
    assert page.password.text() == "AaAaa"


def test_leaver_cannot_come_in(qtbot: QtBot, folder: Path) -> None:
    session = open_session(folder, ADMINISTRATOR, demo.password_of(ADMINISTRATOR), clock=CLOCK)
    staff.retire(session, DESK)
    session.close()
    window = open_window(qtbot, folder)
    assert "工号或密码不对" in refused(qtbot, window, DESK, demo.password_of(DESK))


def test_demo_table_fills_in_and_enter_logs_in(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    window.roster = tuple(demo.roster())
    window.show_login()
    page = login_page(window)
    table = page.findChild(ListTable, "roster")
    table.go(2)
    assert (page.staff.text(), page.password.text()) == (DESK, demo.password_of(DESK))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None)


def test_locking_keeps_the_work_for_the_same_person(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page = login_page(window)
    assert window.layers.currentWidget() is page
    assert page.staff.text() == DESK and focused(window) is page.password.line
    assert page.findChild(QPushButton, "restore") is None
    assert not shell.isVisible()
    assert log_in(qtbot, window, DESK) is shell


def test_somebody_else_may_take_over_a_locked_window(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, DESK)
    window.lock()
    other = log_in(qtbot, window, HEAD)
    assert other is not shell
    assert window.session is not None and window.session.member.no == HEAD


def test_wrong_password_leaves_the_window_locked(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    log_in(qtbot, window, DESK)
    window.lock()
    refused(qtbot, window, DESK, "wrong")
    assert window.layers.currentWidget() is login_page(window)


def test_damaged_store_offers_a_backup_and_nothing_is_touched(
    qtbot: QtBot, folder: Path
) -> None:
    damaged = b"\0" * 8192
    (folder / FILE_NAME).write_bytes(damaged)
    window = open_window(qtbot, folder)
    page = login_page(window)
    page.fill(DESK, demo.password_of(DESK))
    page.submit()
    qtbot.waitUntil(lambda: isinstance(window.sheet, TroublePage))
    assert window.exit_status == 3
    assert (folder / FILE_NAME).read_bytes() == damaged
    assert isinstance(window.sheet, TroublePage)
    window.sheet.restore_asked.emit()
    assert isinstance(window.sheet, RestorePage)


def test_the_newest_good_backup_is_offered_with_what_it_lacks(
    qtbot: QtBot, folder: Path
) -> None:
    """Before anybody can log in; the file stays as it is."""
    back_up(folder)
    content = bytearray((folder / FILE_NAME).read_bytes())
    content[-2000] ^= 1
    (folder / FILE_NAME).write_bytes(content)
    window = open_window(qtbot, folder)
    login_page(window).fill(DESK, demo.password_of(DESK))
    login_page(window).submit()
    qtbot.waitUntil(lambda: isinstance(window.sheet, TroublePage), timeout=20_000)
    page = window.sheet
    assert isinstance(page, TroublePage)
    qtbot.waitUntil(lambda: "正在找" not in page.message.text(), timeout=20_000)
    assert "最近的好备份：2026年11月21日 10:42，0 张单" in page.message.text()
    assert "此后没有开单、办手续；别的改动" in page.message.text()
    assert (folder / FILE_NAME).read_bytes() == content


@pytest.mark.parametrize("missing", ["keys.json", "store.db"])
def test_missing_part_is_told_before_or_at_log_in(
    qtbot: QtBot, folder: Path, missing: str
) -> None:
    (folder / missing).unlink()
    window = open_window(qtbot, folder)
    if missing == "store.db":
        login_page(window).fill(DESK, demo.password_of(DESK))
        login_page(window).submit()
    qtbot.waitUntil(lambda: isinstance(window.sheet, TroublePage))
    assert isinstance(window.sheet, TroublePage)
    assert "没有找到" in window.sheet.card.words.text()
    message = window.sheet.message
    qtbot.waitUntil(lambda: "没有完好的备份" in message.text(), timeout=20_000)


def back_up(folder: Path) -> Path:
    session = open_session(folder, ADMINISTRATOR, demo.password_of(ADMINISTRATOR), clock=CLOCK)
    made = backup.make(session.store, session.keys, NOW)
    staff.add(session, "1099", "后来人", ("前台",), "later-1099", own=True)
    session.close()
    return made.file


def restore_page(qtbot: QtBot, window: Window) -> RestorePage:
    window.show_restore()
    page = window.sheet
    assert isinstance(page, RestorePage)
    qtbot.waitUntil(lambda: page.list.current_row() is not None)
    return page


def test_backup_is_restored_from_the_log_in_page(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folder)
    asked: list[str] = []

    def agree(parent: Any, title: str, words: str, **more: Any) -> bool:
        asked.append(words)
        return True

    monkeypatch.setattr("ui.dialogs.confirm", agree)
    window = open_window(qtbot, folder)
    page = restore_page(qtbot, window)
    page.staff.line.setFocus()
    type_line(qtbot, window, ADMINISTRATOR)
    type_line(qtbot, window, demo.password_of(ADMINISTRATOR))
    qtbot.waitUntil(lambda: window.sheet is not page, timeout=15000)
    assert "已恢复" in login_page(window).message.text()
    assert "2026年11月21日 10:42" in asked[0] and "不删除" in asked[0]
    assert "此后没有开单、办手续；别的改动" in asked[0]
    assert len(list((folder / "backups").glob("*.qtbak"))) == 2, "a safety copy first"
    assert list(folder.glob("replaced-*/store.db"))
    assert "1099" not in Keys.load(folder).staff
    log_in(qtbot, window, DESK)


def test_restore_with_a_wrong_password_changes_nothing(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folder)
    monkeypatch.setattr("ui.dialogs.confirm", lambda *args, **more: True)
    window = open_window(qtbot, folder)
    page = restore_page(qtbot, window)
    page.staff.line.setText(ADMINISTRATOR)
    page.secret.line.setText("wrong")
    page.submit()
    qtbot.waitUntil(page.go.isEnabled)
    assert "工号或密码不对" in page.secret.message.text()
    page.secret.line.setText(demo.password_of(ADMINISTRATOR))
    page.second.line.setText(DESK)
    page.second_secret.line.setText("wrong")
    page.submit()
    qtbot.waitUntil(page.go.isEnabled)
    assert "复核人的工号或密码不对" in page.second_secret.message.text()
    assert page.secret.message.text() == ""
    assert not list(folder.glob("replaced-*"))
    assert "1099" in Keys.load(folder).staff


def test_restore_that_was_not_meant_changes_nothing(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folder)
    asked: list[str] = []

    def decline(parent: Any, title: str, words: str, **more: Any) -> bool:
        asked.append(words)
        return False

    monkeypatch.setattr("ui.dialogs.confirm", decline)
    window = open_window(qtbot, folder)
    page = restore_page(qtbot, window)
    page.staff.line.setText(ADMINISTRATOR)
    page.secret.line.setText(demo.password_of(ADMINISTRATOR))
    page.submit()
    qtbot.waitUntil(lambda: bool(asked) and page.go.isEnabled())
    assert page.go.isEnabled() and not list(folder.glob("replaced-*"))
    page.left.emit()
    log_in(qtbot, window, "1099", "later-1099")


def test_backup_with_the_recovery_code_and_no_password(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folder)
    (folder / FILE_NAME).unlink()
    monkeypatch.setattr("ui.dialogs.confirm", lambda *args, **more: True)
    window = open_window(qtbot, folder)
    page = restore_page(qtbot, window)
    page.secret.line.setText(recovery_code().lower())
    page.submit()
    qtbot.waitUntil(lambda: window.sheet is not page, timeout=15000)
    log_in(qtbot, window, DESK)


def test_the_list_says_what_each_backup_is_and_a_damaged_one_is_not_taken(
    qtbot: QtBot, folder: Path
) -> None:
    """Time, records, size, whether it is whole, where; read to the end one after the other."""
    good = back_up(folder)
    bad = good.with_name("qiantai-20261120-080000.qtbak")
    content = bytearray(good.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    page = restore_page(qtbot, open_window(qtbot, folder))
    qtbot.waitUntil(lambda: all("核对" not in row[3] for row in page.model.rows))
    first, second = page.model.rows
    assert first[:2] == ("2026-11-21 10:42", "0 张") and first[3:5] == ("完好", "本机")
    assert first[2] == f"{len(content) / 1024**2:.1f} MB" and second[3] == "已损坏"
    page.list.go(1)
    page.secret.line.setText("any")
    page.submit()
    assert "已损坏或不完整" in page.message.text() and page.go.isEnabled()


def test_what_would_be_lost_in_words() -> None:
    noon = NOW + 78 * 60_000
    for lost, words in (
        (None, "现在没有数据"), (Unread(False, None, None), "读不出来，算不出有几张单。"),
        (Unread(False, 12, noon), "至少缺 12 笔；现有的数据最后一次写入是 11月21日 12:00。"),
        (Unread(True, 12, noon), "会和已经发出的纸重号"), (Loss(0, 0, 0, noon), "没有它以外的内容"),
        (Loss(0, 0, 0, noon, missing=2), "以后的 2 笔，哪里也没有了"),
        (Loss(12, 30, 50, noon), "开的 12 张单、办的 30 项手续不在里面，最后一笔是 11月21日 12:00"),
        (Loss(0, 0, 3, noon), "此后没有开单、办手续；别的改动"),
        (Loss(7, 9, 20, noon, follows=False), "7 张单、9 项手续不是接着它记的"),
    ):
        assert words in told(lost)


def recovery_page(window: Window) -> RecoveryPage:
    login_page(window).recovery_asked.emit()
    assert isinstance(window.sheet, RecoveryPage)
    return window.sheet


def test_forgotten_password_is_set_anew_by_the_recovery_code(
    qtbot: QtBot, folder: Path
) -> None:
    window = open_window(qtbot, folder)
    page = recovery_page(window)
    type_line(qtbot, window, recovery_code())
    qtbot.waitUntil(page.first.isVisible)
    page.who.choose("9001 沈毅")
    type_line(qtbot, window, "brand-new-1")
    type_line(qtbot, window, "brand-new-2")
    assert page.again.message.text() == "两遍不一样，请再打一遍"
    page.again.line.clear()
    type_line(qtbot, window, "brand-new-1")
    qtbot.waitUntil(lambda: window.shell is not None)
    assert window.session is not None
    assert window.session.member.no == ADMINISTRATOR
    rows = window.session.store.rows(
        "SELECT by, subject, body ->> 'by' FROM journal WHERE action = 'staff.password'"
    )
    assert rows == [(ADMINISTRATOR, ADMINISTRATOR, "recovery")]


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "现有 0 个"), ("ABCDE-" * 7, "抄错了"), ("ABCDE-" * 6 + "ABCD", "现有 34 个")],
)
def test_mistyped_recovery_code_says_what_is_wrong(
    qtbot: QtBot, folder: Path, code: str, words: str
) -> None:
    window = open_window(qtbot, folder)
    page = recovery_page(window)
    page.code.line.setText(code)
    page.submit()
    qtbot.waitUntil(page.go.isEnabled)
    assert words in page.code.message.text()
    assert not page.first.isVisible()
