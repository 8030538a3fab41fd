"""The price list on the real window, by keyboard: seen, changed, added, withdrawn, printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from db import prices
from db.session import Session, member
from tests.printing.cups_server import Server
from tests.printing.slips import texts
from tests.views.window_desk import (
    DESK, demo_folder, focused, log_in, open_window, press, type_line, type_words,
)  # fmt: skip
from ui import dialogs
from views import price_card
from views.prices import PricesPage
from views.window import Window

CASHIER = "1010"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> PricesPage:
    """The page of the cashier, reached by its key."""
    log_in(qtbot, window, CASHIER)
    return reached(qtbot, window)


@pytest.fixture
def session(window: Window, page: PricesPage) -> Iterator[Session]:
    assert window.session is not None
    yield window.session


def reached(qtbot: QtBot, window: Window) -> PricesPage:
    press(qtbot, window, Qt.Key.Key_F11)
    assert window.shell is not None
    found = window.shell.current
    assert isinstance(found, PricesPage)
    return found


def shown(page: PricesPage, item: str) -> tuple[str, ...]:
    """Unit, price, since, next price, from when, as they read in the list."""
    (row,) = [row for row in page.model.rows if row[1] == item]
    return tuple(str(cell) for cell in row[2:])


def settled(qtbot: QtBot, page: PricesPage) -> None:
    qtbot.waitUntil(lambda: not page._busy)


def choose(qtbot: QtBot, window: Window, page: PricesPage, words: str) -> None:
    """By the filter, then back in the list."""
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    page.filter.clear()
    type_line(qtbot, window, words)
    assert focused(window) is page.list


def test_the_list_says_what_holds_and_what_comes(page: PricesPage) -> None:
    """Section by section as on the notice; the history of the chosen item beside it."""
    items = [row[1] for row in page.model.rows]
    assert items == [one.item for one in prices.lines(page.session)] and items[0] == "换水龙头"
    assert shown(page, "换水龙头") == ("个", "¥30.00", "2026-01-01", "", "")
    assert shown(page, "换软管") == ("根", "¥20.00", "2025-01-01", "¥25.00", "12-01 起")
    assert shown(page, "塑封")[3:] == ("不再提供", "12-01 起")
    assert [row[:2] for row in page.card.model.rows] == [
        ("2026-01-01", "¥30.00"), ("2025-01-01", "¥24.00"), ("2025-01-01 作罢", "¥30.00"),
    ]  # fmt: skip


def test_a_price_is_changed_from_a_day_by_keyboard(
    qtbot: QtBot, window: Window, page: PricesPage, session: Session
) -> None:
    """Enter on the item; the day is tomorrow unless another is typed; the cursor stays."""
    choose(qtbot, window, page, "mjk")
    assert [row[1] for row in page.model.rows] == ["门禁卡"]
    press(qtbot, window, Qt.Key.Key_Return)
    type_line(qtbot, window, "35")
    assert page.card.since.line.shown() == "明天"
    type_line(qtbot, window, "")
    settled(qtbot, page)
    assert shown(page, "门禁卡")[1:] == ("¥30.00", "2025-01-01", "¥35.00", "11-22 起")
    assert focused(window) is page.list and page.card.task is None
    assert prices.effective(session, date(2026, 11, 22))["门禁卡"].amount == 35_00


def test_today_holds_at_once_and_the_page_says_so_before(
    qtbot: QtBot, window: Window, page: PricesPage
) -> None:
    choose(qtbot, window, page, "传真")
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    type_line(qtbot, window, "2.5")
    page.card.since.line.clear()
    type_words(qtbot, window, "今天")
    assert page.card.since.message.text() == price_card.AT_ONCE
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    settled(qtbot, page)
    assert shown(page, "传真")[1:3] == ("¥2.50", "2026-11-21")


def test_problems_stand_at_their_boxes_and_nothing_typed_is_lost(
    qtbot: QtBot, window: Window, page: PricesPage, session: Session
) -> None:
    before = prices.rows(session.store)
    press(qtbot, window, Qt.Key.Key_Return)
    type_line(qtbot, window, "3x")
    page.card.since.line.setText("11-20")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    settled(qtbot, page)
    assert page.card.amount.message.text() and page.card.since.message.text()
    assert page.card.amount.text() == "3x" and focused(window) is page.card.amount.line
    assert prices.rows(session.store) == before
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.card.task is None and focused(window) is page.list


def test_a_change_begun_is_not_written_to_another_item(
    qtbot: QtBot, window: Window, page: PricesPage
) -> None:
    """Whoever goes to another item in the list has given the change up."""
    press(qtbot, window, Qt.Key.Key_Return)
    type_words(qtbot, window, "99")
    page.list.setFocus()
    press(qtbot, window, Qt.Key.Key_Down)
    assert page.card.task is None and page.card.heading.text() == "换角阀"
    assert not page.card.save.isVisible()


def test_an_item_is_added_and_stands_under_the_cursor(
    qtbot: QtBot, window: Window, page: PricesPage
) -> None:
    press(qtbot, window, Qt.Key.Key_Insert)
    type_line(qtbot, window, "清洗空调")
    page.card.section.line.clear()
    for words in ("家电清洗", "台", "120", ""):
        type_line(qtbot, window, words)
    settled(qtbot, page)
    assert shown(page, "清洗空调") == ("台", "未提供", "", "¥120.00", "11-22 起")
    row = page.list.current_row()
    assert row is not None and row[:2] == ("家电清洗", "清洗空调")


def test_a_service_ends_and_what_was_planned_is_called_off(
    qtbot: QtBot, window: Window, page: PricesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(qtbot, window, page, "扫描")
    press(qtbot, window, Qt.Key.Key_Delete, CONTROL)
    page.card.since.line.clear()
    type_line(qtbot, window, "12-1")
    settled(qtbot, page)
    assert shown(page, "扫描")[3:] == ("不再提供", "12-01 起")
    asked: list[str] = []

    def agree(parent: object, title: str, words: str, **more: str) -> bool:
        asked.append(words)
        return True

    monkeypatch.setattr(dialogs, "confirm", agree)
    press(qtbot, window, Qt.Key.Key_Backspace, CONTROL)
    settled(qtbot, page)
    assert "2026-12-01" in asked[0] and "¥1.00" in asked[0]
    assert shown(page, "扫描") == ("张", "¥1.00", "2025-01-01", "", "")


def test_what_somebody_else_has_set_meanwhile_is_not_overwritten(
    qtbot: QtBot, window: Window, page: PricesPage, session: Session
) -> None:
    """The page says so and shows it; what was typed stays."""
    choose(qtbot, window, page, "门禁卡")
    press(qtbot, window, Qt.Key.Key_Return)
    type_words(qtbot, window, "40")
    other = session.acting_as(member(session.store, "1001"))
    prices.change(other, "门禁卡", {"amount": "33", "since": "明天"})
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    settled(qtbot, page)
    assert shown(page, "门禁卡")[3] == "¥33.00" and page.card.amount.text() == "40"
    assert prices.effective(session, date(2026, 11, 22))["门禁卡"].amount == 33_00


def test_the_filter_finds_nothing_and_says_so(
    qtbot: QtBot, window: Window, page: PricesPage
) -> None:
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    type_words(qtbot, window, "zzz")
    assert page._empty.isVisible() and not page.list.isVisible()
    assert page.card.line is None
    page.filter.clear()
    assert page.list.isVisible() and page.card.line is not None


def test_the_desk_sees_the_list_and_changes_nothing(qtbot: QtBot, window: Window) -> None:
    """Only the notice is offered; Enter does nothing."""
    log_in(qtbot, window, DESK)
    page = reached(qtbot, window)
    names = [one.objectName() for one in page.findChildren(QPushButton) if one.isVisible()]
    assert names == ["notice"]
    press(qtbot, window, Qt.Key.Key_Return)
    assert page.card.task is None and page.card.model.rows


def test_the_notice_is_seen_for_a_day_and_saved(
    qtbot: QtBot, window: Window, page: PricesPage, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    out = tmp_path / "公示"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *words: out)
    press(qtbot, window, Qt.Key.Key_F7)
    assert focused(window) is page.board.day.line
    qtbot.waitUntil(lambda: page.board.preview.page_count == 1)
    before = page.board.preview.image
    type_words(qtbot, window, "2025-6-1")
    qtbot.waitUntil(lambda: page.board.preview.image != before)
    press(qtbot, window, Qt.Key.Key_E, CONTROL, SHIFT)
    qtbot.waitUntil(out.with_suffix(".pdf").exists)
    (text,) = texts(out.with_suffix(".pdf").read_bytes())
    assert "自2025年1月1日起执行" in text and "换水龙头个¥24.00" in text and "塑封" in text
    type_words(qtbot, window, "x")
    assert page.board.day.message.text()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.side.currentWidget() is page.card and focused(window) is page.list


def test_a_day_before_the_list_has_no_notice(
    qtbot: QtBot, window: Window, page: PricesPage
) -> None:
    press(qtbot, window, Qt.Key.Key_F7)
    type_words(qtbot, window, "2020-1-1")
    qtbot.waitUntil(lambda: "还没有项目" in page.board.preview.words)
    assert page.board.preview.image.isNull()


def test_the_notice_goes_to_the_printer(
    qtbot: QtBot, cups: Server, window: Window, page: PricesPage
) -> None:
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    press(qtbot, window, Qt.Key.Key_F7)
    press(qtbot, window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said == ["公示已送打印机 laser"]
