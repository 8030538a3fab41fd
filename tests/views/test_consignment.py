"""The page 报送 by keyboard: what waits, the files, “sent at, by whom”, refusals."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import addressees, consignment, office, records
from db.session import member
from forms import FORMS
from tests.db.demo_desk import DESK, Desk
from tests.db.test_consignment import agree
from tests.views.window_desk import demo_folder, focused, log_in, open_window, press, type_words
from ui import dialogs
from views.consignment import ConsignmentPage
from views.second import SecondPerson
from views.shell import Shell
from views.window import Window

Key, Held = Qt.Key, Qt.KeyboardModifier
OWNER: dict[str, Any] = {
    "name": "赵虚构", "phone": "13800138000", "id_copy": True, "operator": "电信",
    "document": {"kind": "护照", "number": "E12345678"}, "plan": "包月 180 元", "charge": "免收",
}  # fmt: skip


class Counter:
    """Three applications that wait, the window of the desk at the page, and where files go."""

    def __init__(self, qtbot: QtBot, folder: Path, no: str = DESK) -> None:
        self.qtbot, self.data = qtbot, demo_folder(folder)
        store = Desk(self.data)
        self.numbers = [
            store.issue("WK", {**OWNER, "unit": unit}).number for unit in ("1-101", "1-102")
        ]
        self.numbers.append(
            store.issue("WK", {**OWNER, "unit": "2-301", "operator": "联通"}).number
        )
        agree(store)
        store.close()
        self.usb = folder / "U盘"
        self.usb.mkdir()
        self.window: Window = open_window(qtbot, self.data, FORMS)
        self.shell: Shell = log_in(qtbot, self.window, no)

    def page(self) -> ConsignmentPage:
        """The page once it is read, with the focus in its list."""
        page = self.shell.page("consignment")
        assert isinstance(page, ConsignmentPage)
        self.qtbot.waitUntil(lambda: page.is_read and focused(self.window) is page.table)
        return page

    def reached(self) -> ConsignmentPage:
        """By its key."""
        press(self.qtbot, self.window, Key.Key_F6, Held.ControlModifier)
        return self.page()

    def said(self) -> str:
        """What the banner over the page says."""
        return self.shell.notice._words.text()

    def press(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        press(self.qtbot, self.window, key, *held)

    def states(self) -> list[str]:
        assert self.window.session is not None
        found = [records.load(self.window.session, number) for number in self.numbers]
        return [one.seen.state for one in found if one is not None]


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    made = Counter(qtbot, tmp_path)
    monkeypatch.setattr(dialogs, "choose_folder", lambda parent, title: made.usb)
    return made


def test_from_the_list_to_sent_by_keyboard(counter: Counter) -> None:
    """Ctrl+F6, Ctrl+E: all of them as files; F7, Enter …: all are sent and gone from the list."""
    page = counter.reached()
    assert [row[-1] for row in page.model.rows] == counter.numbers
    assert "网络开通 3" in page.heads[0].accessibleName()
    counter.press(Key.Key_E, Held.ControlModifier)
    counter.qtbot.waitUntil(lambda: len(list(counter.usb.glob("*.eml"))) == 2)
    counter.qtbot.waitUntil(lambda: all("生成" in str(row[5]) for row in page.model.rows))
    assert "没有设邮箱" in counter.said()
    assert page.table.chosen() == counter.numbers and counter.states() == ["待办理"] * 3
    counter.press(Key.Key_F7)
    counter.qtbot.waitUntil(lambda: page.bar.panel is not None)
    for _ in range(8):
        if page.bar.panel is not None and focused(counter.window) is page.bar.panel.yes:
            break
        counter.press(Key.Key_Return)
    counter.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.states() == ["已报运营商"] * 3)
    counter.qtbot.waitUntil(lambda: not page.model.rows and page._empty.isVisible())


def test_whom_nobody_approved_is_asked_in_place(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second person gives number and password over the page; then the files are made."""
    session = counter.shell.session
    office.put(session.store, addressees.KEY, {}, 0, None)
    page = counter.reached()
    counter.press(Key.Key_E, Held.ControlModifier)
    counter.qtbot.waitUntil(lambda: page.findChild(SecondPerson, "second_person") is not None)
    asked = page.findChild(SecondPerson, "second_person")
    said = " ".join(one.text() for one in page.findChildren(QLabel))
    assert asked is not None and "电信、联通" in said and not list(counter.usb.glob("*.eml"))
    asked._known(member(session.store, "1001"))
    counter.qtbot.waitUntil(lambda: len(list(counter.usb.glob("*.eml"))) == 2)


def test_only_what_is_ticked_and_found(counter: Counter) -> None:
    page = counter.reached()
    counter.press(Key.Key_F, Held.ControlModifier)
    type_words(counter.qtbot, counter.window, "2-301")
    counter.qtbot.waitUntil(lambda: len(page.model.rows) == 1)
    counter.press(Key.Key_Down)
    counter.press(Key.Key_Space)
    counter.press(Key.Key_E, Held.ControlModifier)
    counter.qtbot.waitUntil(lambda: len(list(counter.usb.glob("*.eml"))) == 1)
    assert "联通" in next(counter.usb.glob("*.eml")).name


def test_the_workbench_leads_here(counter: Counter) -> None:
    """Enter on 生成邮件: the page, that one ticked."""
    counter.shell.go("work")
    page = counter.shell.page("work")
    page.record_opened.emit(counter.numbers[1])
    assert counter.page().table.chosen() == [counter.numbers[1]]


@pytest.mark.skipif(os.geteuid() == 0, reason="root 写得进去")
def test_a_folder_that_takes_nothing_as_it_is(counter: Counter) -> None:
    counter.usb.chmod(0o500)
    page = counter.reached()
    page.make()
    counter.qtbot.waitUntil(lambda: "没有写入这个文件夹的权限" in counter.said())


@pytest.mark.parametrize("gone", ["full", "away"])
def test_a_disk_that_refuses_leaves_the_choice(
    counter: Counter, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full or pulled out: said in words, nothing is written, what was ticked stays."""
    page = counter.reached()
    if gone == "away":
        counter.usb.rmdir()
    else:
        def full(path: Path, content: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
    page.table.choose(counter.numbers[:2])
    counter.press(Key.Key_E, Held.ControlModifier)
    words = {"full": "磁盘已满", "away": "U 盘"}[gone]
    counter.qtbot.waitUntil(lambda: "没有生成邮件" in counter.said() and words in counter.said())
    assert page.table.chosen() == counter.numbers[:2]
    assert not counter.usb.exists() or not list(counter.usb.iterdir())


def test_who_may_not_send_has_no_such_page(qtbot: QtBot, tmp_path: Path) -> None:
    counter = Counter(qtbot, tmp_path, "1010")
    assert "consignment" not in counter.shell.places


def test_two_thousand_wait_without_holding_the_window(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list says that it is cut off."""
    monkeypatch.setattr(consignment, "MOST", 2)
    page = counter.reached()
    assert len(page.model.rows) == 2 and "只列最早的 2 张" in page._to.text()


def test_from_the_register_with_marked_rows(counter: Counter) -> None:
    """Space marks and goes down; Ctrl+M leads to 报送 with those ticked that wait."""
    counter.press(Key.Key_F3)
    page: Any = counter.shell.page("register")
    page.filters.which.choose("网络开通")
    counter.qtbot.waitUntil(lambda: page.form.code == "WK" and page.model.count == 3)
    counter.qtbot.waitUntil(lambda: 2 in page.model.known())
    page.table.setFocus()
    page.table.go(0)
    counter.press(Key.Key_Space)
    counter.press(Key.Key_Space)
    assert list(page.table.marks) == counter.numbers[:0:-1]
    counter.press(Key.Key_M, Held.ControlModifier)
    assert counter.page().table.chosen() == counter.numbers[1:]
    assert page.sending.accessibleName() == "报送 2 张"
