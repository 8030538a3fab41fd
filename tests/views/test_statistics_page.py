"""统计报表 on the real window, by keyboard: read, another period, down to the records, out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook
from pytestqt.qtbot import QtBot

from db import records, tallies
from db.clock import FixedClock, instant
from db.session import Session, member
from forms import FORMS
from tests.scenarios.paper import sheets
from tests.views.window_desk import (
    demo_folder, focused, log_in, open_window, press, type_line,
)  # fmt: skip
from ui import dialogs
from views.register import RegisterPage
from views.statistics import StatisticsPage
from views.window import Window

DIRECTOR, DESK = "1001", "1003"
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEAK: dict[str, Any] = {
    "unit": "3-1202", "craft": "水", "trouble": "漏水", "reporter": "陈晓彤",
    "phone": "13800138000", "channel": "来电", "urgency": "立即",
}  # fmt: skip


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path), FORMS)


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> Iterator[StatisticsPage]:
    """The page of the director, by its key: two leaks and a lamp this month, a leak before."""
    log_in(qtbot, window, DIRECTOR)
    session = window.session
    assert session is not None
    now = session.now()
    before = (now.replace(day=1) - timedelta(days=1)).replace(hour=9)
    for craft, at in (("水", now), ("水", now), ("电", now), ("水", before)):
        records.issue(standing_at(session, DESK, at), "WX", {**LEAK, "craft": craft})
    press(qtbot, window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.shell is not None
    found = window.shell.current
    assert isinstance(found, StatisticsPage)
    qtbot.waitUntil(lambda: found.report is not None)
    yield found


def window_of(page: StatisticsPage) -> Window:
    """The window it stands in."""
    found = page.window()
    assert isinstance(found, Window)
    return found


def standing_at(session: Session, no: str, at: datetime) -> Session:
    """The session of somebody at a moment."""
    return Session(
        session.store, session.keys, FixedClock(instant(at)), session.forms,
        member(session.store, no), session.dek,
    )  # fmt: skip


def turn(qtbot: QtBot, page: StatisticsPage, name: str) -> list[tuple[Any, ...]]:
    """Down to a report with the arrow key; its rows."""
    names = [row[-1] for row in page.names.model().rows]  # type: ignore[attr-defined]
    page.names.setFocus()
    while page.name != name:
        at = names.index(page.name)
        key = Qt.Key.Key_Down if at < names.index(name) else Qt.Key.Key_Up
        qtbot.keyClick(page.names, key)
    return rows(qtbot, page, name)


def rows(qtbot: QtBot, page: StatisticsPage, name: str) -> list[tuple[Any, ...]]:
    """The rows once that report of these days has been read."""
    qtbot.waitUntil(
        lambda: page.report is not None and page.report.name == name
        and page.report.days == page.period.days and not page._newest.waiting
    )
    return [tuple(row[:-1]) for row in page.list.book.rows]


def test_it_reads_and_draws_a_report(qtbot: QtBot, page: StatisticsPage) -> None:
    """With the keyboard alone; what the chart shows is in words too."""
    assert focused(window_of(page)) is page.names
    assert turn(qtbot, page, "报修类别") == [
        ("水", "2", "66.7%", "0", "0"), ("电", "1", "33.3%", "0", "0"),
    ]
    assert page.foot.words == ("合计", "3", "", "0", "0")
    assert page.chart.accessibleDescription() == "件数：水 2；电 1"
    assert [bar.value for bar in page.chart.bars] == [2, 1]


def test_another_period(qtbot: QtBot, page: StatisticsPage) -> None:
    """Alt+4 for last month, Alt+7 for all, and two days typed; nonsense changes nothing."""
    turn(qtbot, page, "报修类别")
    press(qtbot, window_of(page), Qt.Key.Key_4, ALT)
    assert rows(qtbot, page, "报修类别") == [("水", "1", "100.0%", "0", "0")]
    press(qtbot, window_of(page), Qt.Key.Key_7, ALT)
    assert rows(qtbot, page, "报修类别")[0][:2] == ("水", "3")
    press(qtbot, window_of(page), Qt.Key.Key_D, ALT)
    assert focused(window_of(page)) is page.period.from_day
    days = page.period.days
    press(qtbot, window_of(page), Qt.Key.Key_A, CONTROL)
    type_line(qtbot, window_of(page), "昨日黄花")
    assert page.period.days == days
    page.period.from_day.setFocus()
    press(qtbot, window_of(page), Qt.Key.Key_A, CONTROL)
    type_line(qtbot, window_of(page), "2026-11-20")
    rows(qtbot, page, "报修类别")
    assert page.period.days[0].isoformat() == "2026-11-20"


def test_a_day_of_nothing_says_so(qtbot: QtBot, page: StatisticsPage) -> None:
    """Words, no chart, no sum."""
    turn(qtbot, page, "零修合格率")
    assert page._stack.currentWidget() is page._empty
    assert not page.chart.isVisible() and not page.foot.isVisible()


def test_enter_shows_the_records_behind_a_row(
    qtbot: QtBot, window: Window, page: StatisticsPage
) -> None:
    """From the list of reports into the rows, from a row into the register, and all again."""
    turn(qtbot, page, "报修类别")
    qtbot.keyClick(page.names, Qt.Key.Key_Return)
    assert focused(window) is page.list
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert window.shell is not None
    shell = window.shell
    qtbot.waitUntil(lambda: isinstance(shell.current, RegisterPage))
    register = shell.current
    assert isinstance(register, RegisterPage)
    qtbot.waitUntil(lambda: register.form.code == "WX" and register.count == 2)
    assert "类别：水" in register.filters.chip.text() and register.filters.chip.isVisible()
    qtbot.keyClick(register.filters.chip, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: register.count == 4)
    assert not register.filters.chip.isVisible()


def test_it_goes_out_as_excel_and_paper(
    qtbot: QtBot, page: StatisticsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers as numbers under their headings; the same words on A4; both journalled."""
    turn(qtbot, page, "报修类别")
    out = tmp_path / "统计.xlsx"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *given: out)
    with qtbot.waitSignal(page.notice):
        press(qtbot, window_of(page), Qt.Key.Key_E, CONTROL)
    table = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert table[3][:5] == ["类别", "件数", "占比", "作废、重做", "上期"]
    assert [row[0:2] for row in table[4:7]] == [["水", 2.0], ["电", 1.0], ["合计", 3.0]]
    assert table[4][2] == pytest.approx(0.667)
    with ZipFile(out) as inside:
        chart = inside.read("xl/charts/chart1.xml").decode()
    assert "<c:barChart>" in chart and "报修类别!$B$5:$B$6" in chart.replace("'", "")
    pdf = tmp_path / "统计.pdf"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *given: pdf)
    with qtbot.waitSignal(page.notice):
        press(qtbot, window_of(page), Qt.Key.Key_E, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    (sheet,) = sheets(pdf)
    for words in ("报修类别", "水", "66.7%", "合计", "第1/1页", "1001刘志远"):
        assert words in sheet.text, words
    left = page.session.store.rows(
        "SELECT body ->> 'kind', body ->> 'number' FROM journal WHERE action = 'export'"
        " AND subject = '报修类别' ORDER BY seq"
    )
    assert [kind for kind, _ in left] == ["xlsx", "pdf"]
    (_, first), (_, second) = left
    where_from = CalamineWorkbook.from_path(out).get_sheet_by_name("导出说明").to_python()
    assert where_from[0] == [first] and where_from[1][0].startswith("1001")
    assert second in sheet.text and first.startswith("DC20261121")


def test_older_records_are_counted_beside_the_work(
    qtbot: QtBot, window: Window, page: StatisticsPage
) -> None:
    """The page says how many are left, and goes on to the whole by itself."""
    session = window.session
    assert session is not None
    with session.store.write() as db:
        db.execute_sql("DELETE FROM tally")
        db.execute_sql("UPDATE tally_built SET upto = 0")
    turn(qtbot, page, "报修类别")
    page.refresh()
    qtbot.waitUntil(lambda: page._left.isVisible())
    tallies.fill(session)
    page.refresh()
    qtbot.waitUntil(lambda: not page._left.isVisible())
    assert rows(qtbot, page, "报修类别")[0][:2] == ("水", "2")


def test_who_may_not_see_them_has_no_such_page(qtbot: QtBot, window: Window) -> None:
    """The gate: no stop in the rail, and its key says whose it is."""
    log_in(qtbot, window, "2001")
    assert window.shell is not None
    assert "statistics" not in window.shell.places
