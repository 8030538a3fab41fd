"""The window itself: rail, keys, notices, lock, backups, closing, errors, no display."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt, QTimer, qWarning
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import backup, demo, drafts, example, office, records
from db.errors import DISK_FULL, Environment
from db.filed import PERSON, Subject
from db.session import Session, open_session
from db.sqlite_errors import DAMAGED
from forms import FORMS
from forms.property.release import FX
from tests.db.permissions import permit
from tests.views.window_desk import (
    ADMINISTRATOR, CLOCK, DESK, GUARD, HEAD, NOW, demo_folder, focused, log_in, login_page,
    open_window, press, type_words,
)  # fmt: skip
from ui import dialogs, theme
from ui.camera import CameraDialog
from ui.pictures import PictureDialog
from views import app, logbook
from views.form_picker import FormPicker
from views.gate import GatePage
from views.estate import EstatePage
from views.gates import GatesPage
from views.issue import IssuePage
from views.login import LoginPage
from views.places import first_place
from views.record import RecordPage
from views.register import RegisterPage
from views.rights import RightsPage
from views.shell import Shell
from views.staff import StaffPage
from views.trouble import SORRY, TroublePage, WaitPage
from views.window import Window
from views.work import WorkPage

MAIN = Path(__file__).resolve().parents[2] / "main.py"
CONTROL = Qt.KeyboardModifier.ControlModifier
SECOND = replace(FX, code="FY", title="空车放行条", about="空车出场")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return demo_folder(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Window:
    return open_window(qtbot, folder)


@pytest.fixture
def shell(qtbot: QtBot, window: Window) -> Shell:
    return log_in(qtbot, window, DESK)


def issue(session: Session) -> str:
    """One slip."""
    return records.issue(session, "FX", example.example(session, "FX")).record.number


def outside(folder: Path, no: str = DESK) -> Session:
    """A session beside the window's, as the command line has one."""
    return open_session(folder, no, demo.password_of(no), clock=CLOCK, check=False)


def notice(shell: Shell) -> str:
    """The words over the page, "" when there is no notice."""
    words = [part.text() for part in shell.notice.findChildren(QLabel) if part.text()]
    return words[0] if shell.notice.isVisible() else ""


def badge(shell: Shell) -> str:
    """The count at the workbench's line of the rail."""
    button = shell.rail.findChild(QPushButton, "go_work")
    assert button is not None
    shown = [part.text() for part in button.findChildren(QLabel) if part.isVisible()]
    return next((words for words in shown if words.isdecimal()), "")


@pytest.mark.parametrize(
    ("no", "places", "first"),
    [
        (
            DESK, ["work", "issue", "register", "gate", "print_batch", "print_log", "statistics",
                   "estate", "prices", "printers"], WorkPage,
        ),
        (
            HEAD, ["work", "register", "gate", "print_log", "statistics", "estate", "prices",
                   "journal", "destruction"], WorkPage,
        ),
        (
            ADMINISTRATOR,
            ["work", "gates", "print_log", "import", "prices", "templates", "printers", "staff",
             "rights", "journal", "settings"],
            StaffPage,
        ),
    ],
)
def test_rail_shows_what_the_member_may(
    qtbot: QtBot, window: Window, no: str, places: list[str], first: type
) -> None:
    shell = log_in(qtbot, window, no)
    names = [f"go_{key}" for key in (*places, "theme", "keys")]
    assert [button.objectName() for button in shell.rail.findChildren(QPushButton)] == names
    assert isinstance(shell.current, first)


def test_who_issues_what_he_lets_out_starts_at_the_desk(qtbot: QtBot, window: Window) -> None:
    """A small office, where the desk lets out too."""
    shell = log_in(qtbot, window, DESK)
    permit(shell.session.store, "前台", "act:FX:放行")
    assert shell.session.may("act:FX:放行") and first_place(shell.session) == "work"


def test_guard_starts_at_the_gate(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, GUARD)
    assert shell.current is shell.pages["gate"]
    assert "issue" not in shell.places and "staff" not in shell.places


@pytest.mark.parametrize(
    ("key", "held", "page"),
    [
        (Qt.Key.Key_F2, (), IssuePage),
        (Qt.Key.Key_F3, (), RegisterPage),
        (Qt.Key.Key_F6, (), EstatePage),
        (Qt.Key.Key_F4, (Qt.KeyboardModifier.ShiftModifier,), GatesPage),
        (Qt.Key.Key_2, (CONTROL,), IssuePage),
        (Qt.Key.Key_3, (CONTROL,), RegisterPage),
    ],
)
def test_keys_of_the_rail(
    qtbot: QtBot,
    window: Window,
    shell: Shell,
    key: Qt.Key,
    held: tuple[Qt.KeyboardModifier, ...],
    page: type,
) -> None:
    press(qtbot, window, key, *held)
    qtbot.waitUntil(lambda: isinstance(shell.current, page))
    assert shell.isAncestorOf(focused(window))
    press(qtbot, window, Qt.Key.Key_1, CONTROL)
    qtbot.waitUntil(lambda: isinstance(shell.current, WorkPage))


def test_no_key_of_a_page_is_also_a_key_of_the_window(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Two shortcuts of one key answer neither: nothing would happen at all."""
    person = shell.session.store.value("SELECT min(id) FROM person")
    number = issue(shell.session)
    for open_page in (
        *(partial(shell.go, place) for place in shell.places),
        partial(shell.show_record, number),
        partial(shell.opening.file, Subject(PERSON, str(person))),
    ):
        open_page()
        keys: list[str] = [
            key.toString()
            for one in window.findChildren(QShortcut)
            if isinstance(one.parent(), QWidget) and one.parent().isVisible() and one.isEnabled()
            and one.context() is Qt.ShortcutContext.WindowShortcut
            for key in one.keys() if not key.isEmpty()
        ]  # fmt: skip
        twice = {key for key in keys if keys.count(key) > 1}
        assert "Ctrl+K" in keys and not twice, (shell.current, twice)


def test_only_form_opens_at_once_with_the_focus_in_its_first_field(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    shell.issue()
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    assert page.form.inputs["unit"].isAncestorOf(focused(window))


@pytest.mark.parametrize("typed", ["空车", "kcfxt", "fy", "2"])
def test_one_of_several_forms_is_typed(qtbot: QtBot, folder: Path, typed: str) -> None:
    window = open_window(qtbot, folder, (FX, SECOND))
    shell = log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(shell.current, FormPicker))
    type_words(qtbot, window, typed)
    picker = shell.current
    assert isinstance(picker, FormPicker)
    assert [row[2] for row in picker.model.rows] == ["FY"]
    press(qtbot, window, Qt.Key.Key_Return)
    page = shell.current
    assert isinstance(page, IssuePage) and page.declared is not None
    assert page.declared.code == "FY"


def test_arrows_choose_in_the_list_of_forms(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder, (FX, SECOND))
    shell = log_in(qtbot, window, DESK)
    shell.issue()
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert isinstance(shell.current, IssuePage) and shell.current.declared is not None
    assert shell.current.declared.code == "FY"


def test_the_list_of_forms_tells_what_was_left_half_written(
    qtbot: QtBot, folder: Path
) -> None:
    window = open_window(qtbot, folder, (FX, SECOND))
    shell = log_in(qtbot, window, DESK)
    assert window.session is not None
    drafts.save(window.session, "FY", {"unit": "3-1202"})
    shell.issue()
    picker = shell.current
    assert isinstance(picker, FormPicker)
    assert [row[3] and row[3].words for row in picker.model.rows] == [None, "没写完"]


def test_every_form_that_users_see_is_offered(qtbot: QtBot, folder: Path) -> None:
    used = (*FORMS, SECOND)
    window = open_window(qtbot, folder, used)
    shell = log_in(qtbot, window, DESK)
    shell.issue()
    picker = shell.current
    assert isinstance(picker, FormPicker)
    offered = [row[2] for row in picker.model.rows]
    assert offered == [form.code for form in used if "前台" in form.issued_by]


def test_all_keys_on_f1_and_the_focus_comes_back(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    shell.issue()
    before = focused(window)
    press(qtbot, window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: focused(window).objectName() == "keys_help")
    overlay = focused(window)
    assert overlay.size() == shell.size()
    words = [part.text() for part in overlay.findChildren(QLabel)]
    assert "Ctrl K" in words and "保存并打印" in words
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not overlay.isVisible() or focused(window) is before
    assert focused(window) is before and isinstance(shell.current, IssuePage)


def test_record_opens_over_the_page_and_escape_goes_back(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    number = issue(shell.session)
    page = shell.go("register")
    assert page is not None
    page.record_opened.emit(number)
    assert isinstance(shell.current, RecordPage)
    shell.back()
    assert shell.current is page


def test_escape_goes_back_to_the_page_one_began_with(shell: Shell) -> None:
    assert isinstance(shell.current, WorkPage)
    shell.show_record(issue(shell.session))
    shell.back()
    assert isinstance(shell.current, WorkPage)


def test_a_record_goes_to_the_gate_and_is_judged(qtbot: QtBot, shell: Shell) -> None:
    number = issue(shell.session)
    shell.show_record(number)
    shell.pages["record"].gate_requested.emit(number)
    page = shell.current
    assert isinstance(page, GatePage) and page.desk.code.text() == number
    assert page.desk.found is not None and page.desk.found.record is not None
    assert page.desk.found.record.number == number
    qtbot.waitUntil(page.desk.code.hasFocus)  # it may not leave yet: ready for another code


def test_notice_stays_until_answered_or_another_page(
    qtbot: QtBot, window: Window, folder: Path, shell: Shell
) -> None:
    page = shell.current
    assert page is not None
    page.notice.emit("打印机缺纸，请加纸。", "bad")
    assert notice(shell) == "打印机缺纸，请加纸。"
    shell.look()
    assert notice(shell)
    shell.notice.pressed.emit()
    assert notice(shell) == ""


def test_notice_that_comes_with_a_page_survives_the_change(shell: Shell) -> None:
    shell.say("FX-2026-000001 已保存", "good")
    shell.go("register")
    assert notice(shell) == "FX-2026-000001 已保存"


def test_what_others_write_is_seen(qtbot: QtBot, folder: Path, window: Window) -> None:
    shell = log_in(qtbot, window, "1002")  # 值班主任: a new slip waits for the signature
    assert badge(shell) == ""
    other = outside(folder)
    issue(other)
    other.close()
    qtbot.waitUntil(lambda: badge(shell) == "1")


def test_time_and_shift_stand_in_the_bar(shell: Shell) -> None:
    words = [part.text() for part in shell.topbar.findChildren(QLabel)]
    assert "11月21日 周六 10:42" in words and "早班" in words
    name = shell.topbar.findChild(QPushButton, "own_password")
    assert name is not None and name.text() == "李敏" and "1003 前台" in words


def test_locking_keeps_what_is_half_typed(qtbot: QtBot, window: Window, shell: Shell) -> None:
    shell.issue()
    type_words(qtbot, window, "3-1202")
    press(qtbot, window, Qt.Key.Key_Tab)
    at = focused(window)
    window.lock()
    kept = drafts.load(shell.session, "FX")
    assert kept is not None and kept[1]["unit"] == "3-1202"
    log_in(qtbot, window, DESK)
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    assert page.form.values()["unit"] == "3-1202" and focused(window) is at


def test_leaving_and_locking_lose_nothing_that_no_disk_takes(
    qtbot: QtBot, window: Window, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store turns read-only under the open window; nobody is asked anything."""
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **more: pytest.fail("asked"))
    shell.issue()
    type_words(qtbot, window, "3-1202")
    shell.session.store.db.execute_sql("PRAGMA query_only = ON")
    assert shell.go("work") is not None and shell.go("issue") is not None
    window.lock()
    log_in(qtbot, window, DESK)
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    assert page.form.values()["unit"] == "3-1202" and shell.has_unkept()


def test_an_idle_window_is_locked_over_ticks_that_were_not_saved(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that nobody answers must not keep it open; the ticks are there for who comes
    back."""
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, ADMINISTRATOR)
    page = shell.go("rights")
    assert isinstance(page, RightsPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    row = next(at for at, line in enumerate(page.model.lines) if line.key)
    page.model.turn(row, 1)
    monkeypatch.setattr(dialogs, "confirm", lambda *words, **more: pytest.fail("asked"))
    window.idle.timeout.emit()
    assert window.layers.currentWidget() is login_page(window)
    log_in(qtbot, window, ADMINISTRATOR)
    assert shell.current is page and len(page.model.changed) == 1


def test_a_page_unlocked_has_the_focus_where_it_was(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Not where the page puts it whenever it is come to."""
    shell.go("print_log")
    boxes = shell.current.findChildren(QLineEdit)  # type: ignore[union-attr]
    box = next(one for one in boxes if one.isEnabled() and one is not focused(window))
    box.setFocus()
    window.lock()
    log_in(qtbot, window, DESK)
    assert focused(window) is box
    gone = QLineEdit(shell.current)
    gone.show()
    gone.setFocus()
    window.lock()
    with qtbot.waitSignal(gone.destroyed):
        gone.deleteLater()
    log_in(qtbot, window, DESK)
    assert shell.current is not None and shell.current.isAncestorOf(focused(window))


def test_a_picture_in_full_and_the_camera_go_with_the_lock(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Somebody's papers must not stay on the screen over it."""
    over = [PictureDialog(window, "身份证.jpg"), CameraDialog(window, "拍照片", source=77)]
    for dialog in over:
        dialog.open()
    with qtbot.waitSignals([dialog.rejected for dialog in over]):
        window.lock()
    assert isinstance(window.sheet, LoginPage)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_questions_and_lists_go_with_the_lock_unanswered(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Whoever sits there then must not answer for who was asked."""
    seen: list[bool] = []

    def locked() -> None:
        asked = QApplication.activeModalWidget()
        assert asked is not None
        qtbot.keyClicks(asked.focusWidget(), "wrong")
        window.lock()
        seen.append(asked.isVisible())
        asked.close()

    QTimer.singleShot(0, locked)
    assert dialogs.ask_reason(shell.current, "作废") is None and seen == [False]
    log_in(qtbot, window, DESK)
    menu = QMenu(window)
    menu.addAction("作废")
    menu.popup(window.pos())
    qtbot.waitUntil(menu.isVisible)
    window.lock()
    assert not menu.isVisible() and window.layers.currentWidget() is login_page(window)


def test_keys_do_nothing_behind_the_lock(qtbot: QtBot, window: Window, shell: Shell) -> None:
    before = shell.current
    window.lock()
    for key, held in ((Qt.Key.Key_K, (CONTROL,)), (Qt.Key.Key_2, (CONTROL,))):
        press(qtbot, window, key, *held)
    assert shell.current is before
    assert window.layers.currentWidget() is login_page(window)


def test_five_idle_minutes_lock_and_every_touch_puts_it_off(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    assert window.idle.isActive() and window.idle.interval() == 5 * 60_000
    assert window.session is not None
    office.put(window.session.store, "office.idle_minutes", 2, 0, None)
    shell.choices_changed.emit()
    assert window.idle.isActive() and window.idle.interval() == 2 * 60_000
    window.idle.stop()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.idle.isActive()
    window.idle.timeout.emit()
    assert isinstance(window.sheet, LoginPage)


def test_first_log_in_of_the_day_makes_a_backup(
    qtbot: QtBot, folder: Path, shell: Shell
) -> None:
    qtbot.waitUntil(lambda: shell.status.backup.text().strip() == "备份 10:42 已校验")
    made = backup.newest(folder)
    assert made is not None and backup.inspect(made).records == 0


def test_closing_backs_up_what_is_new(
    qtbot: QtBot, folder: Path, window: Window, shell: Shell
) -> None:
    qtbot.waitUntil(lambda: "已校验" in shell.status.backup.text())
    issue(shell.session)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    made = backup.newest(folder)
    assert made is not None and backup.inspect(made).records == 1
    assert not (folder / "store.db-wal").exists()


def test_closing_with_nothing_new_makes_no_backup(
    qtbot: QtBot, folder: Path, window: Window, shell: Shell
) -> None:
    qtbot.waitUntil(lambda: "已校验" in shell.status.backup.text())
    made = backup.newest(folder)
    assert made is not None
    before = made.stat().st_mtime_ns
    window.close()
    assert not window.isVisible()
    assert backup.newest(folder) == made and made.stat().st_mtime_ns == before


def test_backup_that_fails_is_told_and_does_not_hold_the_window(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    (folder / "backups").write_text("in the way")
    shell = log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: "没有做成" in shell.status.backup.text())
    assert "备份没有做成" in notice(shell)
    window.close()
    qtbot.waitUntil(lambda: isinstance(window.layers.currentWidget(), WaitPage))
    page = window.sheet
    assert isinstance(page, WaitPage)
    qtbot.waitUntil(page.retry.isVisible)
    assert "备份没有做成，单据都在" in page.message.text()
    page.given_up.emit()
    assert not window.isVisible()


def test_a_backup_that_succeeds_at_last_is_told_too(
    qtbot: QtBot, folder: Path, window: Window
) -> None:
    (folder / "backups").write_text("in the way")
    shell = log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: "备份没有做成" in notice(shell))
    (folder / "backups").unlink()
    shell.status.backup.click()
    qtbot.waitUntil(lambda: "已校验" in shell.status.backup.text())
    assert notice(shell) == "备份做好了，已校验。"


def test_what_could_not_be_kept_does_not_go_with_the_window_unasked(
    qtbot: QtBot, folder: Path, window: Window, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    agreed = False

    def ask(parent: object, title: str, words: str, **more: object) -> bool:
        asked.append(title)
        return agreed

    def full(*told: object) -> int:
        raise Environment("disk", DISK_FULL)

    monkeypatch.setattr("ui.dialogs.confirm", ask)
    shell.issue("FX")
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    page.form.set_values({"unit": "3-1202"})
    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save", full)
        window.close()
        assert window.isVisible() and "存不下" in asked[-1] and page.form.values()
        agreed = True
        window.close()
        qtbot.waitUntil(lambda: not window.isVisible())


def test_backup_by_hand_needs_the_right(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, GUARD)
    shell.status.backup.click()
    assert "备份由系统管理员、前台或主任做" in notice(shell)


def test_second_window_is_turned_away_and_the_first_goes_on(
    qtbot: QtBot, folder: Path, window: Window, shell: Shell
) -> None:
    second = open_window(qtbot, folder)
    assert isinstance(second.sheet, TroublePage)
    assert "已在这台电脑上打开" in second.sheet.card.words.text()
    assert second.exit_status == 3
    window.put_away()
    second.sheet.again.emit()
    assert isinstance(second.sheet, LoginPage) and second.exit_status == 0


def test_error_of_our_own_is_apologised_for_where_the_eye_is(
    window: Window, shell: Shell
) -> None:
    window.erred.emit(None)
    assert notice(shell) == SORRY
    window.lock()
    window.erred.emit(None)
    assert login_page(window).message.text() == SORRY


def test_damage_met_at_work_is_told_as_such(
    window: Window, shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is met; what to do is on the page that the next start shows."""
    trouble = Environment("damage", DAMAGED)

    def broken(session: Session) -> None:
        raise trouble

    monkeypatch.setattr("views.shell.issuable", broken)
    with logbook.watching(folder, window.erred.emit):
        try:
            shell.issue()
        except Environment as error:
            sys.excepthook(type(error), error, error.__traceback__)
    assert notice(shell).startswith(DAMAGED) and "重新打开" in notice(shell)


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def test_switch_of_the_theme_is_remembered(
    qtbot: QtBot, folder: Path, window: Window, shell: Shell, light: None
) -> None:
    press(qtbot, window, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: theme.now() is theme.DARK)
    window.settings.sync()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    assert settings.value("theme") == "dark"


def test_errors_are_logged_without_what_was_typed(tmp_path: Path) -> None:
    sorry: list[Environment | None] = []

    def fail() -> None:
        raise ValueError("张三丰 440301199003076123")

    with logbook.watching(tmp_path, sorry.append):
        try:
            fail()
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        qWarning("odd 13800138000")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "logs").iterdir())
    assert sorry == [None, None]
    assert written.count("ValueError") == 2 and "fail" in written and "odd …" in written
    assert "张三丰" not in written and "440301" not in written and "13800138000" not in written


def test_demo_runs_on_a_throw_away_estate(
    qtbot: QtBot, tmp_path: Path, light: None
) -> None:
    seen: list[tuple[Path, int]] = []

    def look() -> None:
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]
        for window in windows:
            if isinstance(window.sheet, LoginPage) and window.isVisible():
                seen.append((window.folder, len(window.roster)))
                window.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    mine = tmp_path / "mine"
    assert app.run(mine, demo=True, clock=CLOCK) == 0
    timer.stop()
    (folder, staff), = seen
    assert staff == len(demo.STAFF)
    assert not folder.exists() and not mine.exists()


@pytest.mark.parametrize(
    ("room", "whole"),
    [((1366, 728), True), ((1440, 820), True), ((1280, 984), True), ((1920, 1040), False)],
)
def test_a_small_screen_is_used_whole(
    qtbot: QtBot, room: tuple[int, int], whole: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    app.show(window, QSize(*room))
    assert window.isVisible() and window.isMaximized() is whole


def test_without_a_display_it_says_what_else_one_can_do(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux can be without a display")
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, str(MAIN), "--data", str(tmp_path / "data")],
        env=bare, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3
    assert "没有显示器" in done.stderr and "xvfb-run -a python main.py --demo" in done.stderr
    assert done.stdout == "" and not (tmp_path / "data").exists()


def test_leaving_the_last_page_keeps_the_window(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    before = shell.current
    press(qtbot, window, Qt.Key.Key_Escape)
    assert shell.current is before and window.isVisible()


def test_log_in_after_midnight_shows_the_new_day(qtbot: QtBot, folder: Path) -> None:
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, DESK)
    shell.topbar.show_time(shell.session.local(NOW + 14 * 3_600_000))
    words = [part.text() for part in shell.topbar.findChildren(QLabel)]
    assert "11月22日 周日 00:42" in words and "夜班" in words


def test_nothing_in_the_bar_lies_over_another_in_a_small_window(
    window: Window, shell: Shell
) -> None:
    """1024 px wide, the search box gives way to the clock and the names."""
    window.resize(1024, 700)
    bar = shell.topbar
    parts = [one for one in bar.findChildren(QWidget) if one.parent() is bar and one.isVisible()]
    places = sorted((one.geometry() for one in parts), key=lambda place: place.left())
    assert len(places) >= 6 and places[-1].right() <= bar.width()
    assert all(one.right() < other.left() for one, other in zip(places, places[1:], strict=False))


def test_the_key_of_a_page_that_others_work_on_says_who(qtbot: QtBot, folder: Path) -> None:
    """The reception may neither take money nor settle the office: who does is read."""
    window = open_window(qtbot, folder, FORMS)
    shell = log_in(qtbot, window, DESK)
    page = shell.current
    press(qtbot, window, Qt.Key.Key_F9, CONTROL)
    assert notice(shell) == "收费押金由财务办理" and shell.current is page
    press(qtbot, window, Qt.Key.Key_F11, CONTROL)
    assert notice(shell) == "设置由系统管理员办理" and shell.current is page
