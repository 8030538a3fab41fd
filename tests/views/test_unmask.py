"""Numbers of persons on pages: masked, seen for a moment with a reason, forgotten by the clipboard.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import register, unmasking
from db.errors import Environment, Refused
from db.session import Session
from forms.free_text import has_numbers
from tests.views.page_desk import GOOD_ID, acting, answered, button, issued, key, shown
from tests.views.window_desk import countersigned
from ui import clipboard, dialogs
from views.page import Page
from views.record import RecordPage
from views.register import RegisterPage
from views.second import SecondPerson

Key, Held = Qt.Key, Qt.KeyboardModifier
SAID = "到楼下打 13911112222 或 0755-26001234"


def words_of(page: QWidget) -> str:
    cards = [page.findChild(QWidget, name) for name in ("values", "course")]
    return "\n".join(part.text() for card in cards if card for part in card.findChildren(QLabel))


def opened(qtbot: QtBot, session: Session) -> RecordPage:
    number = issued(session, goods=[{"name": "纸箱", "spec": SAID, "quantity": 1}])
    page = RecordPage(acting(session, "1007"))
    shown(qtbot, page)
    page.show_record(number)
    return page


def test_numbers_are_masked_also_where_somebody_wrote_them_into_words(
    qtbot: QtBot, session: Session
) -> None:
    """3+2 and 3+4; who has the right sees them in full, in a list nobody does."""
    page = opened(qtbot, session)
    words = words_of(page)
    assert "110*************2X" in words and "138****8000" in words
    assert "139****2222" in words and "****1234" in words
    for number in (GOOD_ID, "13911112222", "26001234"):
        assert number not in words.replace(" ", "")
    whole = RecordPage(session)
    shown(qtbot, whole)
    whole.show_record(page.record.number if page.record else "")
    assert SAID in words_of(whole) and GOOD_ID in words_of(whole)
    (entry,) = register.entries(session, "FX")
    assert "13911112222" not in str(entry) and "13800138000" not in str(entry)


def test_a_reason_that_is_refused_is_asked_for_again_with_its_words(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed is not lost, and what is wrong stands beside it, not on the page."""
    page = opened(qtbot, session)
    asked = answered(monkeypatch, "ask_reason", "打 13800138000", "电话联系业主")
    with qtbot.assertNotEmitted(page.notice):
        button(page, "unmask").click()
    assert asked == [("", ""), ("打 13800138000", "理由记入日志，请不要写号码")]
    assert GOOD_ID in words_of(page)


def test_a_reason_shows_it_for_a_moment_and_stands_in_the_journal(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its key; masked again by the clock, by the key, and when the page is left."""
    page = opened(qtbot, session)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *a, **k: "电话联系业主")
    key(qtbot, Key.Key_U, Held.ControlModifier, Held.ShiftModifier)
    assert GOOD_ID in words_of(page) and SAID in words_of(page)
    assert page.unmask.timer.interval() == 30_000 and page.unmask.timer.isActive()
    page.unmask.timer.timeout.emit()
    assert GOOD_ID not in words_of(page)
    button(page, "unmask").click()
    assert GOOD_ID in words_of(page)
    assert page.leave()
    assert GOOD_ID not in words_of(page)
    rows = session.store.rows("SELECT by, subject, body FROM journal WHERE action = 'unmask'")
    assert [(by, subject, json.loads(body)) for by, subject, body in rows] == [
        ("1007", "FX-2026-000001", {"why": "电话联系业主"}),
    ] * 2


@pytest.mark.parametrize(("no", "why", "words"), [
    ("1007", " ", "请写明为什么要看"), ("1007", "打 13800138000", "不要写号码"),
    ("1001", "x", None), ("1010", "核对", "不能看证件号"),
])
def test_without_right_or_reason_nothing_is_shown_nor_kept(
    session: Session, no: str, why: str, words: str | None
) -> None:
    """The reason is in the journal for ever, so it names nobody's number."""
    number = issued(session)
    who = acting(session, no)
    if words is None:
        assert not unmasking.may_unmask(who)
        return
    with pytest.raises(Refused) as refused:
        unmasking.of_record(who, number, why)
    assert words in str(refused.value)
    assert session.store.value("SELECT count(*) FROM journal WHERE action = 'unmask'") == 0


def test_who_sees_it_by_right_is_asked_nothing(qtbot: QtBot, session: Session) -> None:
    """No button where nothing is masked."""
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(issued(session))
    assert not button(page, "unmask").isVisible()


def test_the_clipboard_forgets_a_number_and_nothing_else(
    qtbot: QtBot, session: Session
) -> None:
    """After its time, or at once when the window is covered; what is no number stays."""
    page = Page(session)
    shown(qtbot, page)
    board, forgetful = QGuiApplication.clipboard(), clipboard.Forgetful(has_numbers)
    board.setText("3 栋 1202")
    assert not forgetful.timer.isActive()
    board.setText("138 0013 8000")
    assert forgetful.timer.isActive() and forgetful.timer.interval() == 30_000
    forgetful.timer.timeout.emit()
    assert board.text() == ""
    board.setText(GOOD_ID)
    board.setText("别的")
    forgetful.forget()
    assert board.text() == "别的"


def full(*given: object, **more: object) -> None:
    raise Environment("disk", "存不下：磁盘已满")


def test_whole_numbers_are_exported_once_somebody_else_gives_a_password(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its key; who may not is not offered it; on a full disk the reason is not lost."""
    issued(session)
    file = tmp_path / "登记.xlsx"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *a, **k: file)
    page = RegisterPage(session)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.count == 1)
    with monkeypatch.context() as disk:
        disk.setattr("db.exporting.in_full", full)
        asked_before = answered(disk, "ask_reason", "公安查询", None)
        key(qtbot, Key.Key_E, Held.ControlModifier, Held.AltModifier)
    assert asked_before == [("", ""), ("公安查询", "存不下：磁盘已满")]
    monkeypatch.setattr(dialogs, "ask_reason", lambda *a, **k: "公安查询")
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    key(qtbot, Key.Key_E, Held.ControlModifier, Held.AltModifier)
    assert not file.exists()
    (asked,) = page.findChildren(SecondPerson)
    assert {"1001", "1005"} <= {one.no for one in asked.who.people}
    assert "9001" not in {one.no for one in asked.who.people}, "who may not see them is not offered"
    asked.who.number.line.setText("9001")
    asked.who.password.line.setText("demo9001")
    asked.who.identify()
    qtbot.waitUntil(lambda: asked.isHidden() or bool(asked.who.number.message.text()))
    assert not said and not file.exists()
    countersigned(qtbot, page, "1001")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["1 单已写入 登记.xlsx"]
    (body,) = session.store.rows("SELECT body FROM journal WHERE action = 'export'")[0]
    assert json.loads(body)["full"] is True and json.loads(body)["second"] == "1001"
    other = RegisterPage(acting(session, "1007"))
    shown(qtbot, other)
    assert not button(other, "export_in_full").isVisible()
