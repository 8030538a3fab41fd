"""The first day through the real window: office, administrator, recovery code, log-in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import office
from db.keys import Keys
from db.session import open_session
from forms.roles import ADMINISTRATOR
from tests.views.window_desk import (
    CLOCK, focused, log_in, login_page, open_window, press, type_line,
)  # fmt: skip
from views.window import Window
from views.wizard import Wizard

PASSWORD = "moon-and-7-stars"


def wizard(window: Window) -> Wizard:
    assert isinstance(window.sheet, Wizard), window.sheet
    return window.sheet


def to_code(qtbot: QtBot, window: Window) -> list[str]:
    """Fill in the first two steps by keyboard; the groups of the code that is shown."""
    page = wizard(window)
    type_line(qtbot, window, "桂园物业")
    press(qtbot, window, Qt.Key.Key_Return)  # the number 1000 stands there already
    for words in ("石雨", PASSWORD, PASSWORD):
        type_line(qtbot, window, words)
    qtbot.waitUntil(lambda: page.step == 2, timeout=15000)
    return [group.text() for group in page.code.groups]


def test_first_day_by_keyboard_alone(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "新 数据"
    window = open_window(qtbot, folder)
    groups = to_code(qtbot, window)
    assert [len(group) for group in groups] == [5] * 7
    assert not (folder / "store.db").exists() and not (folder / "keys.json").exists()
    press(qtbot, window, Qt.Key.Key_Return)
    page = wizard(window)
    assert not any(group.isVisible() for group in page.code.groups)
    for at in page.asked:
        type_line(qtbot, window, groups[at].lower())
    assert login_page(window).staff.text() == "1000"
    assert not list(folder.glob("first-day-*"))
    log_in(qtbot, window, "1000", PASSWORD)
    session = window.session
    assert session is not None and session.member.roles == (ADMINISTRATOR,)
    assert session.member.name == "石雨"
    assert office.setting(session.store, "office.name") == "桂园物业"
    assert not session.keys.demo
    assert Keys.load(folder).unlock_recovery("-".join(groups)) == session.dek


def test_code_must_be_on_paper_before_anything_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    to_code(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    page = wizard(window)
    for _ in page.asked:
        type_line(qtbot, window, "WRONG")
    assert page.step == 3
    assert all("不符" in box.message.text() for box in page.proofs)
    assert not (tmp_path / "store.db").exists()
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.step == 2)
    assert all(group.isVisible() for group in page.code.groups)
    page.go_back()
    assert page.step == 2 and not page.back.isVisible()


def test_closing_half_way_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    to_code(qtbot, window)
    assert list(tmp_path.glob("first-day-*"))
    window.close()
    assert not list(tmp_path.glob("first-day-*"))
    assert not (tmp_path / "store.db").exists()


@pytest.mark.parametrize(
    ("boxes", "key", "words"),
    [
        (("1000", "石雨", "short", "short"), "password", "至少 8 位"),
        (("1000", "石雨", "onlyletters", "onlyletters"), "password", "至少两种"),
        (("1000", "石雨", PASSWORD, "another-1"), "again", "两遍不一样"),
        (("1000", "", PASSWORD, PASSWORD), "name", "请填写姓名"),
        (("10 00", "石雨", PASSWORD, PASSWORD), "staff", "字母或数字"),
        (("1" * 13, "石雨", PASSWORD, PASSWORD), "staff", "1 到 12 位"),
    ],
)
def test_wrong_administrator_is_said_beside_the_box(
    qtbot: QtBot, tmp_path: Path, boxes: tuple[str, ...], key: str, words: str
) -> None:
    window = open_window(qtbot, tmp_path)
    page = wizard(window)
    type_line(qtbot, window, "桂园物业")
    fields = (page.staff, page.name, page.password, page.again)
    for box, typed in zip(fields, boxes, strict=True):
        box.line.setText(typed)
    page.go_on()
    wrong = next(box for box in fields if box.key == key)
    assert words in wrong.message.text()
    assert focused(window) is wrong.line
    assert page.step == 1 and not list(tmp_path.glob("first-day-*"))


def test_office_needs_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    page = wizard(window)
    type_line(qtbot, window, " ")
    assert page.step == 0 and page.office.message.text() == "请填写单位名称"
    page.office.line.setText("长" * 41)
    page.go_on()
    assert page.step == 0 and "最多 40 个字" in page.office.message.text()


def test_strength_of_the_password_is_told_while_typing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    page = wizard(window)
    type_line(qtbot, window, "桂园物业")
    page.password.line.setFocus()
    said = []
    for more in ("abc", "q7xw5", "67890-"):
        qtbot.keyClicks(page.password.line, more)
        said.append(page.password.message.text())
    assert said == ["密码至少 8 位，现有 3 位", "密码强度：可以", "密码强度：很好"]


def test_page_to_lock_away_holds_the_whole_code(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "恢复码.pdf"
    monkeypatch.setattr("ui.dialogs.choose_new_file", lambda *args, **more: file)
    window = open_window(qtbot, tmp_path / "数据")
    groups = to_code(qtbot, window)
    wizard(window).code.save_code()
    text = PdfReader(file).pages[0].extract_text()
    assert [group for group in groups if group in text] == groups
    assert "桂园物业" in text and "1000 石雨" in text
    assert "请删除" in wizard(window).message.text()


def test_cancelled_saving_says_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.choose_new_file", lambda *args, **more: None)
    window = open_window(qtbot, tmp_path)
    to_code(qtbot, window)
    wizard(window).code.save_code()
    assert wizard(window).message.text() == ""


def test_data_that_came_meanwhile_are_not_overwritten(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    groups = to_code(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    (tmp_path / "store.db").write_bytes(b"somebody else's")
    page = wizard(window)
    for at in page.asked:
        type_line(qtbot, window, groups[at])
    assert "已有数据" in page.message.text()
    assert (tmp_path / "store.db").read_bytes() == b"somebody else's"
    assert not (tmp_path / "keys.json").exists()


def test_made_office_opens_from_outside_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    groups = to_code(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    for at in wizard(window).asked:
        type_line(qtbot, window, groups[at])
    session = open_session(tmp_path, "1000", PASSWORD, clock=CLOCK)
    assert session.may("staff") and not session.may("issue:FX")
    session.close()
