"""The window of a gate's own computer, driven by keys; and the office's page for such gates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import journal, records
from db.gates import computers, conflicts, joining, log, making, opening
from db.session import Session
from tests.views.page_desk import (
    NOW, acting, answered, at, button, focused, shown, signed, type_in,
)  # fmt: skip
from ui import dialogs
from views import places
from views.gates import GatesPage
from views.post_login import PostLogin
from views.post_window import PostWindow

Key = Qt.Key
PASSWORD = "东门夜班88"


@dataclass
class East:
    """The east gate: its code, the stick that goes to and fro, the folder that stays there."""

    code: str
    stick: Path
    folder: Path


@pytest.fixture
def east(session: Session, tmp_path: Path) -> East:
    """Registered; nothing packed yet."""
    _, code = computers.add(acting(session, "9001"), "东门")
    stick = tmp_path / "U盘"
    stick.mkdir()
    return East(code, stick, tmp_path / "东门" / joining.FOLDER)


def opened(qtbot: QtBot, east: East, moment: Any = NOW) -> PostWindow:
    window = PostWindow(east.folder, east.stick, at(moment))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.begin()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def words(page: QWidget) -> str:
    return " ".join(part.text() for part in page.findChildren(QLabel) if part.isVisible())


def logged_in(qtbot: QtBot, window: PostWindow, *lines: str) -> None:
    type_in(qtbot, *lines)
    qtbot.waitUntil(lambda: window.desk is not None)


def test_first_time_scanned_counted_released_and_brought_back(
    qtbot: QtBot, session: Session, east: East
) -> None:
    """By keys alone: the code, the slip, the count, the stick; then in the office."""
    number = signed(session)
    making.make(session, "东门", east.stick)
    window = opened(qtbot, east)
    page = window.layers.currentWidget()
    assert isinstance(page, PostLogin) and focused() is page.code.line
    logged_in(qtbot, window, east.code.lower().replace("-", " "), "2001", PASSWORD)
    desk = window.desk
    assert desk is not None and focused() is desk.code
    assert "本机不知道别处是否已放行；包的日期 11-21 10:42" in words(window)
    type_in(qtbot, number)
    assert (desk.verdict.words, desk.verdict.aside[0]) == ("可以放行", "运出人 张三丰")
    type_in(qtbot, "1", "12")
    qtbot.keyClick(focused(), Key.Key_F9)
    assert (desk.verdict.words, desk.verdict.tone) == ("已放行", "good")
    assert "2001 赵队　今天已放行 1 单，2 条记录还没带回" in words(window)
    type_in(qtbot, number)
    assert (desk.verdict.words, desk.verdict.tone) == ("不可放行", "bad")
    assert "在本机放行过" in desk.verdict.lines[1]
    button(window, "give_back").click()
    qtbot.waitUntil(lambda: "3 条记录已存到" in words(window))
    window.close()
    page_here = office_page(qtbot, session)
    (file,) = east.stick.glob(f"*{log.SUFFIX}")
    merged(qtbot, page_here, file)
    record = records.load(session, number)
    assert record is not None and record.done[-1] == "放行"
    assert "东门：1 项已记入" in words(page_here)
    assert journal.verify(session.store) is None


def test_another_guard_and_the_same_password_box(
    qtbot: QtBot, session: Session, east: East
) -> None:
    """F12 asks who is there; a wrong password says so; nobody is at work meanwhile."""
    making.make(session, "东门", east.stick)
    window = opened(qtbot, east)
    logged_in(qtbot, window, east.code, "2001", PASSWORD)
    button(window, "change_guard").click()
    page = window.layers.currentWidget()
    assert isinstance(page, PostLogin) and window.post is None
    assert focused() is page.password.line and not page.code.isVisible()
    type_in(qtbot, "不是这个")
    qtbot.waitUntil(lambda: "工号或密码不对" in page.password.message.text())
    assert window.desk is None
    page.password.line.clear()
    logged_in(qtbot, window, PASSWORD)


def test_what_is_wrong_stands_at_its_box(qtbot: QtBot, session: Session, east: East) -> None:
    """No pack, a code copied wrongly, somebody who may not ask."""
    window = opened(qtbot, east)
    page = window.layers.currentWidget()
    assert isinstance(page, PostLogin)
    type_in(qtbot, east.code, "2001", PASSWORD)
    qtbot.waitUntil(lambda: "没有找到门岗包" in page.message.text())
    making.make(session, "东门", east.stick)
    page.code.line.setText(east.code[:-1])
    page.submit()
    qtbot.waitUntil(lambda: "门岗码应为 35 个" in page.code.message.text())
    assert focused() is page.code.line
    page.code.line.setText(east.code)
    page.staff.line.setText("9001")
    page.submit()
    qtbot.waitUntil(lambda: "9001 不在这个包里" in page.staff.message.text())
    assert list(east.folder.glob("*.json")) == []


def test_a_newer_pack_is_read_without_logging_in_again(
    qtbot: QtBot, session: Session, east: East
) -> None:
    """F5; and the stick may be gone in between."""
    signed(session)
    making.make(session, "东门", east.stick)
    window = opened(qtbot, east)
    logged_in(qtbot, window, east.code, "2001", PASSWORD)
    number = signed(session)
    desk = window.desk
    assert desk is not None
    desk.judge(number)
    assert "做包以后才开的" in desk.verdict.lines[1]
    button(window, "read_pack").click()
    qtbot.waitUntil(lambda: "没有更新的包" in words(window))
    assert window.desk is desk  # what is half counted stays
    making.make(session, "东门", east.stick)
    button(window, "read_pack").click()
    qtbot.waitUntil(lambda: "已换成第 2 号包" in words(window))
    window.desk.judge(number)
    assert window.desk.verdict.words == "可以放行"
    (east.stick / next(east.stick.glob("*.qtpack")).name).unlink()
    east.stick.rmdir()
    button(window, "read_pack").click()
    qtbot.waitUntil(lambda: "请把U盘插好" in words(window))


def test_an_empty_place_is_not_taken_for_the_stick(
    qtbot: QtBot, session: Session, east: East, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the place of a stick stays after it was pulled out, nothing is saved there unasked."""
    making.make(session, "东门", east.stick)
    window = opened(qtbot, east)
    logged_in(qtbot, window, east.code, "2001", PASSWORD)
    for file in east.stick.iterdir():
        file.unlink()
    other = tmp_path / "别的U盘"
    other.mkdir()
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: other)
    button(window, "give_back").click()
    qtbot.waitUntil(lambda: "条记录已存到" in words(window))
    assert list(east.stick.iterdir()) == [] and len(list(other.glob("*.qtreturn"))) == 1


def office_page(qtbot: QtBot, session: Session) -> GatesPage:
    page = GatesPage(session)
    shown(qtbot, page)
    return page


def merged(qtbot: QtBot, page: GatesPage, file: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dialogs, "choose_file", lambda *asked: file)
        button(page, "merge").click()
        qtbot.waitUntil(lambda: not page._busy)


def test_the_code_of_a_new_gate_is_shown_once_in_two_lines(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To be copied by hand."""
    said: list[str] = []
    page = office_page(qtbot, acting(session, "9001"))
    monkeypatch.setattr(dialogs, "tell", lambda *told: said.append(told[-1]))
    computers.add(page.session, "东门")
    asked = answered(monkeypatch, "ask_line", "东门", "西门")
    button(page, "register").click()
    assert asked[1][0] == "东门" and "已有叫“东门”" in asked[1][1]
    lines = said[0].split("\n")[:2]
    assert [len(line.split("　")) for line in lines] == [4, 3]
    assert {len(group) for line in lines for group in line.split("　")} == {5}
    assert computers.named(session, "西门").name == "西门"


def test_the_office_registers_packs_and_settles(
    qtbot: QtBot, session: Session, east: East, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page: the pack onto the stick, a release in both places found and dealt with."""
    number = signed(session)
    page = office_page(qtbot, session)
    monkeypatch.setattr(dialogs, "choose_folder", lambda *asked: east.stick)
    qtbot.keyClick(focused(), Key.Key_F9)
    qtbot.waitUntil(lambda: "东门的第 1 号包已写好" in words(page))
    (file,) = east.stick.glob("*.qtpack")
    joining.join(east.folder, file, east.code, "2001", PASSWORD)
    there = opening.open_post(east.folder, east.stick, "2001", PASSWORD, session.clock)
    counts = {"counts": [1, 12]}
    there.act(number, "放行", counts)
    records.act(acting(session, "2001"), number, "放行", counts)
    (back,) = there.give_back(east.stick)
    merged(qtbot, page, back)
    assert "1 项对不上" in words(page) and page.trouble.rows[0][2] == number
    asked = answered(monkeypatch, "ask_reason", "打过 13800138000", "已与业主核实")
    qtbot.keyClick(focused(), Key.Key_F7)
    assert asked[1] == ("打过 13800138000", "理由记入日志，请不要写号码")
    assert conflicts.conflicts(session) == []
    assert "门岗放行的都与这里的对得上" in words(page)
    east.stick.joinpath("坏.qtreturn").write_bytes(b"{}")
    merged(qtbot, page, east.stick / "坏.qtreturn")
    assert "不是门岗的放行记录" in words(page)


def test_only_who_may_sees_what_may_be_done(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The administrator registers and sees the code once; the desk packs; the guard has no page."""
    told: list[str] = []
    monkeypatch.setattr(dialogs.Question, "agreed", lambda asked: True)
    monkeypatch.setattr(dialogs, "tell", lambda parent, title, said, code: told.append(said))
    page = office_page(qtbot, acting(session, "9001"))
    assert button(page, "register").isVisible() and "还没有登记门岗电脑" in words(page)
    monkeypatch.setattr("ui.line.Line.text", lambda line: "北门")
    page.register()
    assert [one.name for one in computers.every(session)] == ["北门"]
    assert "只出现这一次" in told[0] and "北门" in words(page) + str(page.model.rows)
    desk = office_page(qtbot, session)
    assert not button(desk, "register").isVisible()
    assert "gates" not in places.places(acting(session, "2001"))
    assert "gates" in places.places(session)
    shown_buttons = [one.objectName() for one in desk.findChildren(QPushButton) if one.isVisible()]
    assert {"make_pack", "merge"} <= set(shown_buttons)


def test_only_a_computer_in_use_is_packed_for_or_given_up(
    qtbot: QtBot, session: Session, east: East, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its keys; nothing is offered for one that was given up."""
    page = office_page(qtbot, acting(session, "9001"))
    monkeypatch.setattr(dialogs, "confirm", lambda *asked, **how: True)
    assert button(page, "stop").isEnabled() and button(page, "make_pack").isEnabled()
    qtbot.keyClick(focused(), Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert computers.every(session)[0].ended_at is not None
    assert not button(page, "stop").isEnabled() and not button(page, "make_pack").isEnabled()
    asked = answered(monkeypatch, "ask_line", "西门")
    monkeypatch.setattr(dialogs, "tell", lambda *told: None)
    qtbot.keyClick(page, Key.Key_Insert)
    assert len(asked) == 1 and button(page, "stop").isEnabled()


def test_a_code_to_be_copied_stands_in_letters_of_one_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6IIS6 is five letters to the eye too."""
    seen: list[QLabel] = []
    monkeypatch.setattr(
        dialogs.Question, "agreed", lambda asked: seen.extend(asked.findChildren(QLabel, "code"))
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    dialogs.tell(parent, "东门的门岗码", "请抄在纸上", "6IIS6　FJTAB")
    (code,) = seen
    face = code.fontMetrics()
    assert face.horizontalAdvance("IIIII") == face.horizontalAdvance("WWWWW")
