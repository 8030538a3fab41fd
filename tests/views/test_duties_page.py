"""The calendar of duties in the window, by keyboard, on the demo estate days after it began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.session import Session
from tests.db.demo_desk import Desk, moment
from tests.views.page_desk import key, shown
from tests.views.window_desk import demo_folder
from ui.parts import Tile
from views.duties import DutiesPage

STEWARD, GATE = "1006", "2001"
NOW = moment("23T09:00")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The round of the 21st was done, that of the 22nd was not."""
    made = Desk(demo_folder(tmp_path))
    done = {"duty": "日间巡查", "day": "2026-11-21", "result": "有问题", "details": "路灯不亮"}
    made.issue("ZR", done, NOW, STEWARD)
    yield made
    made.close()


def opened(qtbot: QtBot, session: Session) -> DutiesPage:
    """The page with the month read."""
    page = DutiesPage(session)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: bool(page.lines))
    return page


def rows(page: DutiesPage) -> list[tuple[str, ...]]:
    """State, due and duty of what is seen."""
    return [tuple(str(cell) for cell in row[:3]) for row in page.model.rows]


def figure(page: DutiesPage, name: str) -> str:
    """What a tile says."""
    tile = page.findChild(Tile, name)
    assert isinstance(tile, Tile)
    return tile.figure.text()


def test_a_month_with_its_words_and_colours(qtbot: QtBot, desk: Desk) -> None:
    """Done, late, today, in the order of the days; the cursor on the first that is to be done."""
    page = opened(qtbot, desk.at(STEWARD, NOW))
    assert rows(page)[:5] == [
        ("已做", "11-21", "日间巡查"), ("逾期", "11-22", "夜间查岗"), ("逾期", "11-22", "日间巡查"),
        ("今天", "11-23", "夜间查岗"), ("今天", "11-23", "日间巡查"),
    ]
    tones = {str(row[0]): row[0].tone for row in page.model.rows}
    assert (tones["已做"], tones["逾期"], tones["今天"]) == ("good", "bad", "warn")
    current = page.table.current_row()
    assert current is not None and str(current[0]) == "逾期"
    assert page.model.rows[0][6].tone == "warn" and str(page.model.rows[0][6]) == "有问题"


def test_enter_records_what_was_missed_for_its_day(qtbot: QtBot, desk: Desk) -> None:
    """Filled in with the duty and the day; on a done one the record opens."""
    page = opened(qtbot, desk.at(STEWARD, NOW))
    asked: list[tuple[str, dict[str, Any]]] = []
    seen: list[str] = []
    page.issue_requested.connect(lambda code, given: asked.append((code, given)))
    page.record_opened.connect(seen.append)
    key(qtbot, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    page.table.setFocus()
    assert {row[2] for row in rows(page)} == {"日间巡查"}
    page.table.go(1)
    key(qtbot, Qt.Key.Key_Return)
    assert asked == [("ZR", {"duty": "日间巡查", "day": "2026-11-22"})]
    page.table.go(0)
    key(qtbot, Qt.Key.Key_Return)
    assert seen == ["ZR-2026-000001"]


def test_tiles_count_and_filter_and_months_turn(qtbot: QtBot, desk: Desk) -> None:
    """October lies before the office began; in December nothing is due yet."""
    page = opened(qtbot, desk.at(STEWARD, NOW))
    late = figure(page, "tile_late")
    assert late == str(sum(one.state == "逾期" for one in page.lines)) != "0"
    tile = page.findChild(Tile, "tile_late")
    assert isinstance(tile, Tile)
    tile.click()
    assert {row[0] for row in rows(page)} == {"逾期"}
    tile.click()
    key(qtbot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.month.month == 12 and rows(page)[-1][1].startswith("12-"))
    assert "逾期" not in {row[0] for row in rows(page)}
    told: list[str] = []
    page.notice.connect(lambda words, tone: told.append(words))
    page.table.go(len(page.model.rows) - 1)
    key(qtbot, Qt.Key.Key_Return)
    assert told and "还没有到" in told[0]
    key(qtbot, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    key(qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.month.month == 10 and page.lines == [])


def test_who_may_not_record_reads_who_does(qtbot: QtBot, desk: Desk) -> None:
    """The gate sees the calendar and opens no form."""
    page = opened(qtbot, desk.at(GATE, NOW))
    told: list[str] = []
    page.notice.connect(lambda words, tone: told.append(words))
    page.table.go(next(at for at, row in enumerate(rows(page)) if row[0] == "逾期"))
    key(qtbot, Qt.Key.Key_Return)
    assert told and "当值管理员" in told[0]
