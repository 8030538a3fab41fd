"""The daybook on the real window, by keyboard: read, drilled down, counted, closed by two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook
from pytestqt.qtbot import QtBot

from db import closings, records
from db.session import Session, member
from forms import FORMS
from forms.payment import METHODS
from tests.views.window_desk import (
    demo_folder, focused, log_in, open_window, press, type_line, type_words,
)  # fmt: skip
from ui import dialogs
from ui.parts import KeyButton
from views.daybook import DaybookPage
from views.window import Window

CASHIER, OTHER = "1010", "1016"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path), FORMS)


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> DaybookPage:
    """The page of the cashier, reached by its key."""
    log_in(qtbot, window, CASHIER)
    press(qtbot, window, Qt.Key.Key_F8, CONTROL)
    assert window.shell is not None
    found = window.shell.current
    assert isinstance(found, DaybookPage)
    qtbot.waitUntil(lambda: found.book is not None)
    return found


@pytest.fixture
def session(window: Window, page: DaybookPage) -> Iterator[Session]:
    assert window.session is not None
    yield window.session


def sold(session: Session, yuan: int, what: str = "复印", **more: Any) -> str:
    """So much taken at the counter."""
    line = {"what": what, "purse": "收费", "price": yuan * 100, "quantity": 1}
    typed = {"payer": "王五", "others": [line], **more}
    return records.issue(session, "SJ", typed).record.number


def read(qtbot: QtBot, page: DaybookPage) -> list[tuple[Any, ...]]:
    """The rows once they are read anew."""
    page.table = None
    page.refresh()
    qtbot.waitUntil(lambda: page.table is not None)
    return [tuple(row) for row in page.model.rows]


def counting(qtbot: QtBot, window: Window, page: DaybookPage) -> Any:
    """The card in which the day is counted, with the cursor in its first line."""
    press(qtbot, window, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.counting)
    assert page.counting is not None and focused(window) is page.counting.pieces[0]
    return page.counting


def test_an_empty_day_says_so(page: DaybookPage) -> None:
    assert page.model.rows == [] and page.head.state.text() == "未结"
    assert page._stack.currentWidget() is page._empty


def test_the_totals_are_live_by_kind_and_method(
    qtbot: QtBot, page: DaybookPage, session: Session
) -> None:
    """Reversals on a line of their own, the sum under all; an unused method takes no room."""
    number = sold(session, 30)
    sold(session, 20, method="微信")
    records.act(session, number, "作废", {"why": "错"}, second=member(session.store, OTHER))
    rows = [row[1:-1] for row in read(qtbot, page)]
    assert rows == [
        ("收款", "收据 复印", "收费", "¥30.00", "¥20.00", "¥50.00"),
        ("冲红", "收据 复印", "收费", "-¥30.00", "", "-¥30.00"),
    ]
    assert page.foot.isVisible()
    assert page.foot.words == ("", "净收", "", "", "", "¥20.00", "¥20.00")
    assert page.cash.lines["closing"].value.text() == "¥0.00"
    assert page.cash.receipts.text() == "收据 2 张，冲红 1 张"


def test_without_cash_there_is_no_column_of_cash(
    qtbot: QtBot, page: DaybookPage, session: Session
) -> None:
    sold(session, 20, method="微信")
    read(qtbot, page)
    assert page.table is not None
    assert [heading for heading, _, _ in page.table.columns[4:]] == ["微信", "合计"]


def test_what_it_was_for_keeps_its_width_and_figures_are_whole(
    qtbot: QtBot, page: DaybookPage, session: Session
) -> None:
    """With every method used and large sums, at 1366 px."""
    for method in METHODS:
        sold(session, 98_765, method=method)
    rows = read(qtbot, page)
    qtbot.waitUntil(lambda: page.list.columnWidth(2) >= 150)
    ink = page.list.fontMetrics()
    for at in range(4, len(page.model.columns)):
        for row in rows:
            assert page.list.columnWidth(at) >= ink.horizontalAdvance(row[at]) + 16


def test_entries_show_whole_numbers_without_scrolling_sideways(
    qtbot: QtBot, page: DaybookPage, session: Session
) -> None:
    for method in METHODS:
        sold(session, 12_345, method=method)
    page.turn(4)
    rows = read(qtbot, page)
    at = [column.label for column in page.model.columns].index("单号")
    assert len(rows) == len(METHODS)
    wide = page.list.fontMetrics().horizontalAdvance("WK-2026-000012") + 16
    assert page.list.columnWidth(at) >= wide
    assert page.list.horizontalScrollBar().maximum() == 0


def test_from_a_sum_to_its_entries_and_to_the_record(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    """Enter on a line, Enter on an entry."""
    number = sold(session, 30)
    sold(session, 5, what="扫描")
    read(qtbot, page)
    page.list.setFocus()
    page.list.go(0)
    page.table = None
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.table is not None)
    assert [row[-1] for row in page.model.rows] == [number]
    page.list.go(0)
    with qtbot.waitSignal(page.record_opened) as opened:
        press(qtbot, window, Qt.Key.Key_Return)
    assert opened.args == [number]


@pytest.mark.parametrize("at, key", [(1, "2"), (2, "3"), (3, "4"), (4, "5")])
def test_every_segment_has_its_key(
    qtbot: QtBot, window: Window, page: DaybookPage, at: int, key: str
) -> None:
    page.list.setFocus()
    page.table = None
    qtbot.keyClick(focused(window), key, ALT)
    qtbot.waitUntil(lambda: page.table is not None)
    assert page.segment == at and page.tabs[at].isChecked()


def test_the_drawer_is_counted_by_keyboard_and_closed_by_two(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    """Enter down the column; the difference is live and must be explained; two sign."""
    sold(session, 128)
    card = counting(qtbot, window, page)
    for words in ("1", "", "1", "", "1", "2", ""):
        type_line(qtbot, window, words)
    assert card.difference.value.text() == "-¥1.00" and card.why.isVisible()
    type_line(qtbot, window, "")
    assert focused(window) is card.why.line
    press(qtbot, window, Qt.Key.Key_F9)
    assert card.why.message.text() and closings.standing(session) == []
    assert card.done.property("role") == "danger"
    type_words(qtbot, window, "找零")
    assert not card.why.message.text()
    card.pieces[5].setText("3")
    assert card.difference.value.text() == "¥0.00" and not card.why.isVisible()
    assert card.done.property("role") == "primary"
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.review)
    (one,) = closings.standing(session)
    assert (one.counted, one.day) == (128_00, "2026-11-21")
    type_line(qtbot, window, OTHER)
    type_line(qtbot, window, f"demo{OTHER}")
    qtbot.waitUntil(lambda: "已复核" in page.review.heading.text())
    record = records.load(session, one.number)
    assert record is not None
    assert [(act.name, act.by) for act in record.acts] == [
        ("收款人签字", CASHIER), ("复核", OTHER),
    ]  # fmt: skip
    qtbot.waitUntil(lambda: page.head.state.text() == f"已结 {one.number}")
    assert page.after.text() == "今天已结，现在收的算 11-22"


def test_who_looks_it_over_sees_the_difference_and_why(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    """In red, the sign with the figure, the whole reason; no complaint stays once one types."""
    sold(session, 128)
    card = counting(qtbot, window, page)
    card.pieces[0].setText("1")
    card.why.line.setText("找零差错，已电话联系")
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.review)
    seen = page.review
    assert (seen.difference.value.text(), seen.difference.value.property("tone")) == (
        "-¥28.00", "bad",
    )  # fmt: skip
    assert seen.why.isVisible() and seen.why.text() == "差额原因：找零差错，已电话联系"
    assert seen.done.property("role") == "danger" and seen.who is not None
    qtbot.waitUntil(lambda: bool(page.after.text()))
    day = window.findChild(KeyButton, "count_day")
    assert isinstance(day, KeyButton) and day.property("role") == ""
    press(qtbot, window, Qt.Key.Key_F9)
    assert seen.who.password.message.text()
    seen.who.password.line.setText("x")
    assert not seen.who.password.message.text()


def test_what_was_taken_during_the_count_is_said_and_the_count_stays(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    sold(session, 100)
    card = counting(qtbot, window, page)
    type_words(qtbot, window, "1")
    sold(session, 20)
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: card.expected == 120_00)
    assert "刚才又有收付" in card.trouble.text() and card.pieces[0].text() == "1"
    assert closings.standing(session) == []
    card.pieces[2].setText("1")
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: closings.standing(session) != [])


def test_a_shift_is_counted_by_itself(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    sold(session, 50)
    press(qtbot, window, Qt.Key.Key_J, CONTROL)
    qtbot.waitUntil(lambda: page.side.currentWidget() is page.counting)
    assert page.counting is not None and "班结" in page.counting.heading.text()
    type_line(qtbot, window, "")
    type_words(qtbot, window, "1")
    press(qtbot, window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: closings.standing(session) != [])
    assert closings.standing(session)[0].cashier == CASHIER


def test_esc_leaves_the_count_and_writes_nothing(
    qtbot: QtBot, window: Window, page: DaybookPage, session: Session
) -> None:
    counting(qtbot, window, page)
    type_words(qtbot, window, "9")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.side.currentWidget() is page.cash and closings.standing(session) == []


def test_a_table_goes_to_excel_and_the_report_to_a_file(
    qtbot: QtBot, page: DaybookPage, session: Session, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Amounts as numbers; the export is journalled."""
    sold(session, 30)
    read(qtbot, page)
    files = iter((tmp_path / "汇总.xlsx", tmp_path / "日报.pdf"))
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked: next(files))
    with qtbot.waitSignal(page.notice):
        page.export()
    rows = CalamineWorkbook.from_path(tmp_path / "汇总.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "合计" and rows[1][-1] == 30.0
    assert session.store.value("SELECT 1 FROM journal WHERE action = 'export'") == 1
    with qtbot.waitSignal(page.notice):
        page.save()
    assert (tmp_path / "日报.pdf").read_bytes().startswith(b"%PDF")


def test_who_may_not_close_only_looks(qtbot: QtBot, window: Window) -> None:
    """The director sees the book; nothing to count with, nothing to press."""
    log_in(qtbot, window, "1001")
    press(qtbot, window, Qt.Key.Key_F8, CONTROL)
    assert window.shell is not None
    found = window.shell.current
    assert isinstance(found, DaybookPage) and found.counting is None
    found.count(False)
    assert found.side.currentWidget() is found.cash
