"""The page 销毁: what is due, proposed by one, approved over the page by another's password."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import destruction, records, retention
from db.errors import Environment
from db.session import Session
from tests.views.page_desk import FX, GOOD_ID, acting, answered, button, issued, key, later, shown
from tests.views.window_desk import countersigned
from ui import dialogs
from views.destruction import DestructionPage

Key, Held = Qt.Key, Qt.KeyboardModifier
LATER = datetime(2037, 1, 5, 9)


@pytest.fixture
def old(session: Session) -> str:
    """A void slip of eleven years ago."""
    number = issued(session)
    records.act(session, number, "作废", {"why": "不搬了"})
    return number


def opened(qtbot: QtBot, session: Session, no: str) -> DestructionPage:
    page = DestructionPage(acting(later(session, LATER), no))
    shown(qtbot, page)
    qtbot.waitUntil(lambda: "保存期满" in page._about.text() or bool(page.order_model.rows))
    return page


def test_one_proposes_and_another_approves(
    qtbot: QtBot, session: Session, old: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By keyboard; the page says what went and which copies still hold it; both sign the list."""
    page = opened(qtbot, session, "1005")
    assert [str(cell) for cell in page.due_model.rows[-1][:2]] == ["单据", old]
    monkeypatch.setattr(dialogs, "ask_reason", lambda *a, **k: "保存期满")
    key(qtbot, Key.Key_Insert)
    qtbot.waitUntil(lambda: page.chosen is not None and bool(page.order_model.rows))
    assert page.chosen is not None and page.chosen.state == destruction.PROPOSED
    key(qtbot, Key.Key_Return, Held.ControlModifier)
    countersigned(qtbot, page, "1001")
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.state == destruction.DONE)
    said = page._words.text()
    assert "批准：1001 刘志远" in said and ".qtbak　照每天备份算" in said and old in said
    assert GOOD_ID not in said and FX["carrier"] not in said
    file = tmp_path / "清单.pdf"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *a, **k: file)
    button(page, "save").click()
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: file.stat().st_size > 0)
    words = PdfReader(file).pages[0].extract_text()
    assert "共 1 项" in words
    assert old in words and words.count("签字：") == 2 and FX["carrier"] not in words


def test_a_refused_reason_is_asked_for_again_with_its_words(
    qtbot: QtBot, session: Session, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also later, when it was turned away or something else stood against the order."""
    page = opened(qtbot, session, "1005")
    asked = answered(monkeypatch, "ask_reason", "打 13800138000", None)
    key(qtbot, Key.Key_Insert)
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked == [("", ""), ("打 13800138000", "理由记入日志，请不要写号码")]
    qtbot.waitUntil(lambda: "保存期满" in page._about.text() and not page.busy)
    destruction.propose(acting(later(session, LATER), "1001"), "单位撤销这项业务", [old])
    asked = answered(monkeypatch, "ask_reason", "保存期满", None)
    with qtbot.waitSignal(page.notice):
        page.propose()
    page.propose()
    assert asked == [("打 13800138000", ""), ("保存期满", "")]


def test_an_order_is_taken_back(
    qtbot: QtBot, session: Session, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on it is due again."""
    made = destruction.propose(acting(later(session, LATER), "1005"), "保存期满", [old])
    page = opened(qtbot, session, "1005")
    qtbot.waitUntil(lambda: page.chosen is not None)
    monkeypatch.setattr(dialogs, "confirm", lambda *a, **k: True)
    button(page, "drop").click()
    qtbot.waitUntil(lambda: any(row[1] == old for row in page.due_model.rows))
    assert destruction.order(session, made.number).state == destruction.DROPPED


def test_when_no_backup_can_be_made_nothing_is_destroyed(
    qtbot: QtBot, session: Session, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and the order waits."""

    def full(*given: object, **more: object) -> None:
        raise Environment("disk", "存不下：磁盘已满")

    destruction.propose(acting(later(session, LATER), "1005"), "保存期满", [old])
    page = opened(qtbot, session, "1001")
    qtbot.waitUntil(lambda: page.chosen is not None)
    monkeypatch.setattr("db.backup.up_to_date", full)
    monkeypatch.setattr(dialogs, "confirm", lambda *a, **k: True)
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    button(page, "approve").click()
    qtbot.waitUntil(lambda: bool(said))
    assert "没有销毁" in said[0] and "磁盘已满" in said[0]
    record = records.load(session, old)
    assert record is not None and record.destroyed is None
    assert record.values["carrier"]["name"] == FX["carrier"]


def test_a_long_list_is_turned_by_key(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page after page; an order is of what is seen."""
    numbers = [issued(session) for _ in range(3)]
    for number in numbers:
        records.act(session, number, "作废", {"why": "不搬了"})
    whole = retention.page
    monkeypatch.setattr(retention, "page", lambda own, after: whole(own, after, 2))
    page = opened(qtbot, session, "1005")
    assert [row[1] for row in page.due_model.rows] == numbers[:2]
    assert "第 1 页" in page._about.text()
    key(qtbot, Key.Key_PageDown, Held.ControlModifier)
    qtbot.waitUntil(lambda: "第 2 页" in page._about.text())
    assert page.due_model.rows[0][1] == numbers[2]
    key(qtbot, Key.Key_PageUp, Held.ControlModifier)
    qtbot.waitUntil(lambda: "第 1 页" in page._about.text())
    monkeypatch.setattr(dialogs, "ask_reason", lambda *a, **k: "保存期满")
    key(qtbot, Key.Key_Insert)
    qtbot.waitUntil(lambda: page.chosen is not None)
    assert page.chosen is not None and [one.label for one in page.chosen.items] == numbers[:2]
