"""The staff page through the real window, by keyboard."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db import leaving, own_passwords, permitting
from db.clock import Clock
from db.errors import Environment
from db.recovery import new_code
from db.session import Member, Session, member, open_session
from forms.roles import ADMINISTRATOR
from tests.views.page_desk import answered
from tests.views.window_desk import (
    CLOCK, DESK, HEAD, countersigned, demo_folder, focused, log_in, open_window, press,
    type_line, type_words,
)  # fmt: skip
from tests.views.window_desk import ADMINISTRATOR as BOSS
from views.second import SecondPerson
from views.staff import StaffPage
from views.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    window = open_window(qtbot, demo_folder(tmp_path))
    log_in(qtbot, window, BOSS)
    return window


@pytest.fixture
def page(window: Window) -> StaffPage:
    assert window.shell is not None
    found = window.shell.go("staff")
    assert isinstance(found, StaffPage)
    return found


def choose(page: StaffPage, no: str) -> None:
    numbers = [row[0] for row in page.model.rows]
    page.list.go(numbers.index(no))


def row_of(page: StaffPage, no: str) -> tuple[Any, ...]:
    return next(row for row in page.model.rows if row[0] == no)


def settled(qtbot: QtBot, page: StaffPage) -> None:
    """Wait until what was asked for is written or refused."""
    qtbot.waitUntil(lambda: not page._busy)


def comes_in(window: Window, no: str, password: str, clock: Clock = CLOCK) -> Session | None:
    try:
        return open_session(window.folder, no, password, clock=clock, check=False)
    except Environment:
        return None


def test_somebody_new_is_added_by_keyboard(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    press(qtbot, window, Qt.Key.Key_Insert)
    qtbot.waitUntil(page.save.isVisible)
    type_line(qtbot, window, "1020")
    type_line(qtbot, window, "阿依古丽·买买提")
    press(qtbot, window, Qt.Key.Key_Space)  # the first role, 前台
    press(qtbot, window, Qt.Key.Key_Return)
    bottom = page.password.mapTo(page._area.viewport(), page.password.rect().bottomLeft()).y()
    assert bottom <= page._area.viewport().height(), "the proposed password is in sight"
    type_line(qtbot, window, "")
    settled(qtbot, page)
    assert row_of(page, "1020")[1:3] == ("阿依古丽·买买提", "前台")
    assert page.list.current_row()[0] == "1020"


def test_proposed_password_opens_the_store(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    page.add()
    proposed = page.password.text()
    page.no.line.setText("1020")
    page.name.line.setText("何来")
    page.roles.choose(("前台", "财务"))
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    page.submit()
    settled(qtbot, page)
    assert proposed in said[-1], "it can still be read out once the card is gone"
    own_passwords.choose(window.folder, "1020", proposed, "known-to-me-1", CLOCK)
    session = comes_in(window, "1020", "known-to-me-1")
    assert session is not None and session.member.roles == ("前台", "财务")
    session.close()


def test_problems_stand_beside_their_boxes_and_nothing_typed_is_lost(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    page.add()
    page.name.line.setText("何来")
    page.no.line.setText("10 20")
    page.submit()
    settled(qtbot, page)
    assert page.no.message.text() == "工号应为 1 到 12 位字母或数字"
    assert page.roles.message.text() == "请至少选一个角色"
    assert page.name.message.text() == ""
    assert focused(window) is page.no.line
    assert page.name.text() == "何来"
    page.no.line.setText(DESK)
    page.roles.choose(("前台",))
    bar = page._area.verticalScrollBar()
    page._area.widget().setMinimumHeight(2000)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    page.submit()
    settled(qtbot, page)
    assert bar.value() <= page.no.y(), "what is wrong is in sight"
    assert page.no.message.text() == f"工号 {DESK} 已有人用，离职的工号也不能再用"
    assert page.roles.message.text() == ""


def test_roles_are_changed_and_one_role_of_two_desks_is_one(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    choose(page, DESK)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(page.save.isVisible)
    boxes = page.roles.boxes["财务"]
    assert len(boxes) == 3
    boxes[2].setFocus()
    press(qtbot, window, Qt.Key.Key_Space)
    assert [box.isChecked() for box in boxes] == [True] * 3
    boxes[0].click()
    assert [box.isChecked() for box in boxes] == [False] * 3
    boxes[1].click()
    assert [box.isChecked() for box in boxes] == [True] * 3
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    countersigned(qtbot, page, HEAD)
    qtbot.waitUntil(page.save.isHidden)
    assert row_of(page, DESK)[2] == "前台、财务"


def test_a_change_of_roles_waits_for_a_second_person(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    """Nothing is written before; who may not approve is told so; Esc leaves what was ticked."""
    choose(page, DESK)
    page.change_roles()
    page.roles.choose(("财务",))
    page.submit()
    qtbot.waitUntil(lambda: bool(page.findChildren(SecondPerson)))
    (asked,) = page.findChildren(SecondPerson)
    offered = {who.no for who in asked.who.people}
    assert HEAD in offered and not offered & {BOSS, DESK}
    asked.who.number.line.setText(DESK)
    asked.who.password.line.setText("demo1003")
    asked.who.identify()
    assert asked.who.number.message.text() == "这位不能办这一项" and asked.isVisible()
    asked.who.number.line.setText(BOSS)
    asked.who.identify()
    assert asked.who.number.message.text() == "要另一个人，不能是自己"
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not asked.isVisible())
    assert page.roles.chosen() == ("财务",) and row_of(page, DESK)[2] == "前台"
    page.submit()
    countersigned(qtbot, page, HEAD)
    settled(qtbot, page)
    qtbot.waitUntil(lambda: row_of(page, DESK)[2] == "财务")


def test_what_the_roles_may_do_beside_forms_follows_the_ticks(page: StaffPage) -> None:
    """In words, as the store grants it: 看统计 for the desk and not for the gate, by default."""
    choose(page, DESK)
    page.change_roles()

    def told(*roles: str) -> set[str]:
        page.roles.choose(roles)
        return set(page.roles.rights.text().partition("：")[2].split("、")) - {""}

    assert "看统计" in told("前台") and "看收费日报" in told("前台")
    assert told("门岗") == {"门岗核验", "看单据", "看房产", "写明原因看一次全文"}
    assert told("维修员", "门岗") == told("门岗") | told("维修员")
    assert told() == set() and page.roles.rights.text() == "单据以外什么也不能"
    with page.session.store.write():
        second = member(page.session.store, HEAD)
        permitting.change(page.session, {"see:statistics": ("门岗",)}, second)
    assert "看统计" in told("门岗") and "看统计" not in told("前台")


def test_escape_changes_nothing(qtbot: QtBot, window: Window, page: StaffPage) -> None:
    choose(page, DESK)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(page.save.isVisible)
    press(qtbot, window, Qt.Key.Key_Space)
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.save.isHidden)
    assert row_of(page, DESK)[2] == "前台"
    assert page.roles.chosen() == ("前台",)
    assert focused(window) is page.list


def test_last_administrator_stays_one(qtbot: QtBot, window: Window, page: StaffPage) -> None:
    choose(page, "1000")
    page.change_roles()
    page.roles.choose(("前台",))
    page.submit()
    countersigned(qtbot, page, HEAD)
    qtbot.waitUntil(page.save.isHidden)
    choose(page, BOSS)
    page.change_roles()
    page.roles.choose(("前台",))
    page.submit()
    settled(qtbot, page)
    assert page.roles.message.text() == "至少要留一位系统管理员"
    assert row_of(page, BOSS)[2] == ADMINISTRATOR


def test_a_code_copied_wrongly_is_asked_for_again_as_it_was_typed(
    qtbot: QtBot, page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven groups of five are not typed twice for one wrong sign, nor for another store's."""
    other = new_code()[0]
    asked = answered(monkeypatch, "ask_line", "AAAAA-BBBBB", other, None)
    page.drill()
    qtbot.waitUntil(lambda: len(asked) == 3)
    assert asked[0] == ("", "") and asked[1][0] == "AAAAA-BBBBB" and asked[1][1]
    assert asked[2][0] == other and "不是这份数据的恢复码" in asked[2][1]


def test_password_is_set_anew(qtbot: QtBot, window: Window, page: StaffPage) -> None:
    choose(page, DESK)
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(page.save.isVisible)
    assert focused(window) is page.password.line and page.password.line.hasSelectedText()
    type_words(qtbot, window, "another-1003")
    press(qtbot, window, Qt.Key.Key_Return)
    countersigned(qtbot, page, HEAD)
    qtbot.waitUntil(page.save.isHidden)
    assert comes_in(window, DESK, "demo1003") is None
    assert comes_in(window, DESK, "another-1003") is None, "it is not her own yet"
    own_passwords.choose(window.folder, DESK, "another-1003", "known-to-me-1", CLOCK)
    session = comes_in(window, DESK, "known-to-me-1")
    assert session is not None
    session.close()
    assert page.password.text() == ""


def test_the_window_goes_on_while_a_password_is_made(
    qtbot: QtBot, window: Window, page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked twice meanwhile, it is written once, on a thread and a connection of its own."""
    gate, ran = threading.Event(), []

    def slowly(session: Session, no: str, password: str, second: Member | None) -> None:
        ran.append((threading.current_thread() is threading.main_thread(), no, password))
        assert session.store is not page.session.store and gate.wait(10)

    monkeypatch.setattr("db.own_passwords.change", slowly)
    choose(page, DESK)
    page.reset_password()
    page.password.line.setText("another-1003")
    page.submit()
    page.submit()
    qtbot.waitUntil(lambda: bool(ran))
    gate.set()
    settled(qtbot, page)
    assert ran == [(False, DESK, "another-1003")]


def test_leaver_goes_from_the_list_and_cannot_come_in(
    qtbot: QtBot, window: Window, page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True, False]
    monkeypatch.setattr("ui.dialogs.confirm", lambda *args, **more: answers.pop(0))
    choose(page, DESK)
    press(qtbot, window, Qt.Key.Key_Delete, CONTROL)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert row_of(page, DESK)
    press(qtbot, window, Qt.Key.Key_Delete, CONTROL)
    qtbot.waitUntil(lambda: not answers)
    settled(qtbot, page)
    assert DESK not in [row[0] for row in page.model.rows]
    assert comes_in(window, DESK, "demo1003") is None


def test_who_takes_over_is_asked_for_again_as_typed(
    qtbot: QtBot, window: Window, page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number nobody has is said beside the box it was typed in; nobody has left."""
    held = leaving.InHand(records=("LL-2026-000002",), drafts=("WX",), cash=0)
    monkeypatch.setattr("db.leaving.in_hand", lambda *of: held)
    asked = answered(monkeypatch, "ask_line", "777", None)
    choose(page, DESK)
    page.retire()
    qtbot.waitUntil(lambda: len(asked) == 2)
    settled(qtbot, page)
    assert asked[1][0] == "777" and asked[1][1]
    assert row_of(page, DESK)


def test_nobody_retires_themselves(
    qtbot: QtBot, window: Window, page: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.confirm", lambda *args, **more: True)
    choose(page, BOSS)
    page.retire()
    settled(qtbot, page)
    assert "不能给自己办离职" in page.no.message.text()
    assert row_of(page, BOSS)


def test_page_is_only_for_who_may(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    assert "staff" not in shell.places
    assert shell.rail.findChild(QPushButton, "go_staff") is None


def test_what_is_typed_survives_news_from_elsewhere(
    qtbot: QtBot, window: Window, page: StaffPage
) -> None:
    page.add()
    page.name.line.setText("何来")
    other = open_session(window.folder, BOSS, "demo9001", clock=CLOCK, check=False)
    from db import staff

    staff.change_roles(other, DESK, ("财务",), member(other.store, HEAD))
    other.close()
    page.refresh()
    assert page.name.text() == "何来" and page.save.isVisible()
    assert row_of(page, DESK)[2] == "财务"
