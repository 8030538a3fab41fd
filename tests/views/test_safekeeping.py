"""Backups of a window at work: by time, after a close, in two places; rehearsals and reminders."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from db import backup, closings, demo, journal, office, records, rehearsal, restoring, upkeep
from db.session import Member, open_session
from tests.views.page_desk import FX
from tests.views.test_import_frames import FRAME, Frames
from tests.views.window_desk import (
    ADMINISTRATOR, CLOCK, DESK, GUARD, NOW, demo_folder, log_in, open_window, press,
)
from ui import dialogs
from views.shell import Shell
from views.status_bar import REHEARSE_KEY
from views.window import Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DAY = 86_400_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A demo store."""
    return demo_folder(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Window:
    """The window before log-in."""
    return open_window(qtbot, folder)


def at_work(qtbot: QtBot, window: Window, no: str = DESK) -> Shell:
    """Logged in, after the day's first backup."""
    shell = log_in(qtbot, window, no)
    qtbot.waitUntil(lambda: "已校验" in shell.status.backup.text(), timeout=20_000)
    return shell


def made(folder: Path) -> list[int]:
    """How many records each backup of the usual place has, the oldest first."""
    return [backup.inspect(file).records for file in backup.files(folder / "backups")]


def notice(shell: Shell) -> str:
    """The words over the page."""
    return " ".join(part.text() for part in shell.notice.findChildren(QLabel))


def quiet(qtbot: QtBot, shell: Shell) -> None:
    """Until no backup is under way."""
    qtbot.waitUntil(lambda: "正在备份" not in shell.status.backup.text(), timeout=20_000)


def test_every_half_hour_if_something_was_written(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    shell = at_work(qtbot, window)
    timer = shell.safekeeping.half_hours
    assert timer.isActive() and timer.interval() == 30 * 60_000
    assert made(folder) == [0] and not shell.needs_backup()
    records.issue(shell.session, "FX", FX)
    assert shell.needs_backup()
    for _ in range(2):
        timer.timeout.emit()
        quiet(qtbot, shell)
        assert made(folder) == [0, 1] and not shell.needs_backup()


def test_what_was_restored_is_backed_up_at_the_first_log_in(qtbot: QtBot, folder: Path) -> None:
    """Else the newest backup would be of what was left behind, for rehearsals, for the stick and
    for when the file breaks."""
    desk = open_session(folder, DESK, demo.password_of(DESK), clock=CLOCK, check=False)
    older = backup.make(desk.store, desk.keys, NOW).file
    records.issue(desk, "FX", FX)
    backup.make(desk.store, desk.keys, NOW)
    desk.close()
    restoring.restore(older, folder, ADMINISTRATOR, demo.password_of(ADMINISTRATOR), NOW)
    assert made(folder) == [0, 1]
    shell = log_in(qtbot, open_window(qtbot, folder), DESK)
    qtbot.waitUntil(lambda: made(folder) == [0, 1, 0], timeout=20_000)
    quiet(qtbot, shell)
    shell.safekeeping.begin()
    quiet(qtbot, shell)
    assert made(folder) == [0, 1, 0]


def test_after_a_close_wherever_it_was_made(
    qtbot: QtBot, folder: Path, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The books say that one was added; nothing names the form."""
    shell = at_work(qtbot, window)
    records.issue(shell.session, "FX", FX)
    shell.look()
    quiet(qtbot, shell)
    assert made(folder) == [0]
    newest = closings.newest(shell.session.store)
    monkeypatch.setattr(closings, "newest", lambda store: newest + 1)
    shell.look()
    quiet(qtbot, shell)
    assert made(folder) == [0, 1]


def test_a_stick_is_chosen_filled_missed_and_filled_again(
    qtbot: QtBot, folder: Path, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the lamp, which is calm while the stick is away."""
    shell = at_work(qtbot, window, ADMINISTRATOR)
    lamp = shell.status.place
    qtbot.waitUntil(lambda: lamp.text() == "没有第二处备份")
    stick = tmp_path / "U 盘"
    stick.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *told: stick)
    lamp.click()
    menu = lamp.findChild(QMenu, "place_menu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: "第二处已抄" in lamp.text(), timeout=20_000)
    (copied,) = stick.glob("*.qtbak")
    assert backup.verify(copied, shell.session.dek).verified
    away = stick.rename(tmp_path / "away")
    office.change(shell.session, "arrears", "block")
    shell.safekeeping.keep()
    qtbot.waitUntil(lambda: "第二处不在，11-21 抄过" in lamp.text(), timeout=20_000)
    assert lamp._tone == "" and "已校验" in shell.status.backup.text()
    assert shell.safekeeping.away.isActive()
    away.rename(stick)
    shell.safekeeping.away.timeout.emit()
    qtbot.waitUntil(lambda: "第二处已抄" in lamp.text(), timeout=20_000)
    quiet(qtbot, shell)
    assert len(list(stick.glob("*.qtbak"))) == 2 and not shell.safekeeping.away.isActive()
    shell.safekeeping.begin()
    for file in stick.glob("*.qtbak"):
        file.unlink()
    qtbot.waitUntil(lambda: len(list(stick.glob("*.qtbak"))) == 1, timeout=20_000)


def test_a_place_inside_the_data_is_refused_in_words(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    shell = at_work(qtbot, window, ADMINISTRATOR)
    shell.safekeeping.choose_place(folder)
    qtbot.waitUntil(lambda: "数据文件夹以外" in notice(shell))


def test_who_may_not_choose_one_is_not_told_that_there_is_none(
    qtbot: QtBot, window: Window
) -> None:
    shell = at_work(qtbot, window, GUARD)
    qtbot.wait(50)
    assert not shell.status.place.isVisible()


def test_a_rehearsal_that_is_due_is_done_by_its_key(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    """The demo store is older than a month for it; afterwards nothing reminds any more."""
    shell = at_work(qtbot, window)
    store = shell.session.store
    with store.write():
        office.put(store, rehearsal.LAST, NOW - 32 * DAY, NOW, None)
    shell.safekeeping.begin()
    lamp = shell.status.rehearsal
    assert lamp.isVisible()
    assert "该演练恢复了" in lamp.text() and lamp.text().endswith("Ctrl Shift B")
    assert REHEARSE_KEY == "Ctrl+Shift+B"
    frames = Frames(shell)
    press(qtbot, window, Qt.Key.Key_B, CONTROL, SHIFT)
    assert "正在演练恢复" in lamp.text()
    qtbot.waitUntil(lambda: "演练恢复通过" in notice(shell), timeout=30_000)
    assert not lamp.isVisible() and office.setting(store, rehearsal.LAST) == NOW
    assert frames.worst <= FRAME


def test_a_rehearsal_that_fails_says_so(qtbot: QtBot, folder: Path, window: Window) -> None:
    shell = at_work(qtbot, window)
    (file,) = backup.files(folder / "backups")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    shell.status.rehearsal.click()
    qtbot.waitUntil(lambda: "没有通过" in notice(shell), timeout=30_000)
    file.unlink()
    shell.safekeeping.rehearse()
    qtbot.waitUntil(lambda: "还没有备份" in notice(shell), timeout=30_000)


def test_a_rehearsal_needs_the_right(qtbot: QtBot, window: Window) -> None:
    shell = at_work(qtbot, window, GUARD)
    shell.safekeeping.rehearse()
    assert "演练恢复由系统管理员、前台或主任做" in notice(shell)


def test_what_is_due_is_done_while_nobody_sits_there(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    """The lock begins it: the week's check, then the month's rehearsal; the lamps say how they
    went. The window goes on meanwhile."""
    shell = at_work(qtbot, window, GUARD)
    store = shell.session.store
    assert not shell.status.checked.isVisible()
    with store.write():
        office.put(store, rehearsal.LAST, NOW - 32 * DAY, NOW, None)
        office.put(store, upkeep.LAST, NOW - 15 * DAY, NOW, None)
    shell.safekeeping.begin()
    assert "该全查数据了" in shell.status.checked.text()
    window.lock()
    frames = Frames(shell)
    assert "正在全查数据" in shell.status.checked.text()
    qtbot.waitUntil(lambda: "演练恢复通过" in notice(shell), timeout=30_000)
    assert "数据 11-21 全查无误" in shell.status.checked.text()
    assert office.setting(store, rehearsal.LAST) == office.setting(store, upkeep.LAST) == NOW
    assert frames.worst <= FRAME
    head = journal.head(store)
    window.lock()
    shell.safekeeping.rest()
    assert journal.head(store) == head, "nothing is due any more"


@pytest.mark.parametrize(("no", "told"), [(ADMINISTRATOR, "FX-2026-000001"), (DESK, "（状态）")])
def test_what_a_check_finds_is_said_to_whom_it_may(
    qtbot: QtBot, window: Window, no: str, told: str
) -> None:
    """By its lamp, which stays red; the words may name people, so only the right shows them."""
    shell = at_work(qtbot, window, no)
    records.issue(shell.session.acting_as(Member("1003", "李敏", ("前台",))), "FX", FX)
    with shell.session.store.write() as db:
        db.execute_sql("UPDATE standing SET state = '已放行'")
    lamp = shell.status.checked
    shell.status.check_pressed.emit()
    qtbot.waitUntil(lambda: "全查有问题：状态" in lamp.text(), timeout=30_000)
    assert told in notice(shell) and lamp._tone == "bad"
    shell.safekeeping.checkup.show()
    assert "全查有问题：状态" in lamp.text()
