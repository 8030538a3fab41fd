"""The workbench: what waits, tiles and words as filters, Enter, digits, always current."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db import drafts, records
from db.session import Session
from db.work_extras import Item
from tests.views.page_desk import (
    NOW, acting, button, focused, issued, key, later, released, shown, signed,
)  # fmt: skip
from ui.parts import Banner, Tile
from views.work import WorkPage
from views.work_words import chip, holds_for, until_words

Key = Qt.Key


def page_of(qtbot: QtBot, session: Session) -> WorkPage:
    page = WorkPage(session)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.bench is not None)
    return page


def rows(page: WorkPage) -> list[tuple[str, str, str]]:
    """Chip, number, verb of every line."""
    return [(str(row[0]), row[5], row[6]) for row in page.model.rows]


def figure(page: WorkPage, name: str) -> str:
    tile = button(page, name)
    assert isinstance(tile, Tile)
    return tile.figure.text()


def test_what_is_due_and_what_waits_for_me(qtbot: QtBot, session: Session) -> None:
    gone, waiting = released(session), issued(session)
    page = page_of(qtbot, acting(session, "1002"))
    assert rows(page) == [("待签", waiting, "值班主任签字")]
    assert (figure(page, "tile_late"), figure(page, "tile_mine")) == ("0", "1")
    page = page_of(qtbot, session)
    assert ("今天", gone, "收回") in rows(page)
    assert figure(page, "tile_return") == "1"


def test_overdue_comes_first_and_counts(qtbot: QtBot, session: Session) -> None:
    late = released(session)
    tomorrow = later(session, NOW.replace(day=22, hour=8))
    fresh = records.issue(
        tomorrow, "LS", {"room": "3-301", "keeper": "李四", "shelf": "甲架"}
    ).record.number
    page = page_of(qtbot, tomorrow)
    assert rows(page)[0] == ("逾期 8 小时", late, "收回")
    assert fresh not in {number for _, number, _ in rows(page)}
    assert figure(page, "tile_late") == "1"


def test_tiles_filter_and_let_go_again(qtbot: QtBot, session: Session) -> None:
    waiting = issued(session)
    page = page_of(qtbot, acting(session, "1002"))
    button(page, "tile_late").click()
    qtbot.waitUntil(lambda: rows(page) == [])
    assert figure(page, "tile_mine") == "1"  # the counts are of all, whatever is shown
    button(page, "tile_mine").click()
    qtbot.waitUntil(lambda: [number for _, number, _ in rows(page)] == [waiting])
    assert button(page, "heading_签批").isChecked() and focused() is page.table
    button(page, "tile_mine").click()
    assert not button(page, "heading_签批").isChecked()
    assert button(page, "heading_all").isChecked() and page.heading == ""


def test_words_filter_as_tiles_do_and_arrows_go_through_them(
    qtbot: QtBot, session: Session
) -> None:
    gone = released(session)
    drafts.save(session, "FX", {"unit": "3-1202"})
    page = page_of(qtbot, session)
    for heading, words in (
        ("all", "全部 2"), ("今天", "今天 1"), ("未收回", "未收回 1"), ("草稿", "草稿 1"),
    ):  # fmt: skip
        assert button(page, f"heading_{heading}").text() == words
    assert not button(page, "heading_报送").isVisible()
    button(page, "heading_草稿").click()
    qtbot.waitUntil(lambda: [verb for _, _, verb in rows(page)] == ["接着填"])
    key(qtbot, Key.Key_Left)
    qtbot.waitUntil(lambda: [number for _, number, _ in rows(page)] == [gone])
    assert page.heading == "未收回"


def test_a_draft_is_gone_on_with(qtbot: QtBot, session: Session) -> None:
    drafts.save(session, "FX", {"unit": "3-1202"})
    page = page_of(qtbot, session)
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda code, values: asked.append((code, values)))
    assert page.model.rows[0][2].startswith("3-1202 11-21 10:42")
    key(qtbot, Key.Key_Return)
    assert asked == [("FX", {})]


def test_enter_opens_the_line(qtbot: QtBot, session: Session) -> None:
    first, second = issued(session), issued(session, unit="3-301")
    page = page_of(qtbot, acting(session, "1002"))
    opened: list[str] = []
    page.record_opened.connect(opened.append)
    assert focused() is page.table
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert opened == [second] and first != second


@pytest.mark.parametrize(("digit", "code"), [(Key.Key_1, "FX"), (Key.Key_2, "LS")])
def test_digits_open_forms(qtbot: QtBot, session: Session, digit: Key, code: str) -> None:
    page = page_of(qtbot, session)
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda which, values: asked.append((which, values)))
    assert button(page, f"open_{code}").findChildren(QLabel)[-1].text() == str(digit - Key.Key_0)
    key(qtbot, digit)
    assert asked == [(code, {})]


def test_the_form_made_most_has_the_first_digit(qtbot: QtBot, session: Session) -> None:
    """Of what was made before today; today's do not move the keys under one's fingers."""
    keep = {"room": "3-301", "keeper": "李四", "shelf": "甲架"}
    yesterday = later(session, NOW - timedelta(days=1))
    records.issue(yesterday, "LS", keep)
    for _ in range(2):
        issued(session)
    page = page_of(qtbot, session)
    assert page.forms.codes == ["LS", "FX"]
    tomorrow = later(session, NOW + timedelta(days=1))
    assert page_of(qtbot, tomorrow).forms.codes == ["FX", "LS"]


def test_who_issues_nothing_sees_no_forms(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, acting(session, "2001"))
    assert page.findChild(QPushButton, "open_FX") is None
    assert not page.forms.isVisible()


def test_nothing_to_do_offers_the_first_form(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, session)
    asked: list[str] = []
    page.issue_requested.connect(lambda code, values: asked.append(code))
    assert page._empty.isVisible()
    page._empty.findChildren(QPushButton)[0].click()
    assert asked == [next(iter(session.forms))]


def test_the_place_in_the_list_is_kept_when_it_is_read_again(
    qtbot: QtBot, session: Session
) -> None:
    for room in ("3-301", "3-302", "3-303"):
        issued(session, unit=room)
    page = page_of(qtbot, acting(session, "1002"))
    page.table.go(2)
    before = page.table.current_row()
    assert before is not None
    records.act(acting(session, "1002"), "FX-2026-000001", "值班主任签字")
    page.refresh()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    after = page.table.current_row()
    assert after is not None and after[5] == before[5]


def test_nothing_is_drawn_anew_when_nothing_changed(qtbot: QtBot, session: Session) -> None:
    issued(session)
    page = page_of(qtbot, acting(session, "1002"))
    changes: list[object] = []
    page.model.modelReset.connect(lambda: changes.append("reset"))
    page.model.dataChanged.connect(lambda *cells: changes.append("cells"))
    bench = page.bench
    page.refresh()
    qtbot.waitUntil(lambda: page.bench is not bench)
    assert changes == []


def test_signed_ones_wait_for_the_next(qtbot: QtBot, session: Session) -> None:
    number = signed(session)
    page = page_of(qtbot, acting(session, "2001"))
    assert rows(page) == [("待办", number, "放行")]


def test_a_clock_set_back_is_said_and_nothing_late_becomes_early(
    qtbot: QtBot, session: Session
) -> None:
    """Something was written at 08:42 of the next day, and the clock shows the day before again."""
    gone = released(session)
    page = page_of(qtbot, session)
    assert not page.behind.isVisible() and ("今天", gone, "收回") in rows(page)
    records.act(later(session, NOW.replace(day=22, hour=8)), issued(session), "作废", {"why": "错"})
    page = page_of(qtbot, session)
    banner = page.findChild(Banner, "behind")
    assert banner is not None and banner.isVisible()
    words = " ".join(part.text() for part in banner.findChildren(QLabel))
    assert "早了 22 小时" in words and "11-22 08:42" in words
    assert ("逾期 8 小时", gone, "收回") in rows(page)


def test_the_numbers_of_the_day(qtbot: QtBot, session: Session) -> None:
    """Two slips, one back in time and one that left late; the bars say it in words."""
    first = released(session)
    released(session, unit="3-301")
    records.act(session, first, "收回门岗联")
    page = page_of(qtbot, session)
    assert page.today._made[0].value.text() == "2"
    assert page.today.kept.value.text() == "1/1　100.0%"
    assert page.today.bars.accessibleDescription().endswith("今天 2")
    late = page_of(qtbot, later(session, NOW.replace(day=22, hour=8)))
    assert late.today.kept.value.text() == "0/1　0.0%"


def item(state: str, due: datetime | None, heading: str = "") -> Item:
    return Item(due, state, "FX-2026-000001", "物品放行条", "FX", "", "", "", heading)


@pytest.mark.parametrize(("line", "words", "holds"), [
    (item("逾期", NOW - timedelta(seconds=30)), "刚逾期", 30),
    (item("逾期", NOW - timedelta(minutes=12, seconds=5)), "逾期 12 分", 55),
    (item("逾期", NOW - timedelta(hours=3, minutes=59)), "逾期 3 小时", 60),
    (item("逾期", NOW - timedelta(hours=25)), "逾期 1 天", 23 * 3600),
    (item("今天", NOW + timedelta(minutes=5, seconds=10)), "剩 6 分", 10),
    (item("今天", NOW + timedelta(minutes=48)), "剩 48 分", 60),
    (item("今天", NOW + timedelta(minutes=118)), "今天 12:40", 58 * 60),
    (item("今天", datetime(2026, 11, 22)), "今天", None),
    (item("待办", datetime(2026, 11, 23)), "明天", None),
    (item("待办", datetime(2026, 11, 25)), "3 天", None),
    (item("待办", datetime(2026, 11, 25), "未收回"), "未收回", None),
    (item("待主任盖章", None, "签批"), "待签", None),
    (item("待放行", datetime(2026, 11, 22), "办理"), "待办", None),
    (item("已过期", datetime(2026, 11, 20), "过期"), "已过期", None),
])  # fmt: skip
def test_chips_read_as_people_say(line: Item, words: str, holds: int | None) -> None:
    assert chip(line, NOW)[0] == words
    if holds is not None:
        lasts = holds_for(line, NOW)
        assert abs(lasts - timedelta(seconds=holds)) <= timedelta(milliseconds=1)
        assert chip(line, NOW + lasts)[0] != words


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime(2026, 11, 22), "今天 24:00"),
        (datetime(2026, 11, 21, 18, 30), "今天 18:30"),
        (datetime(2026, 11, 24), "11-23 24:00"),
        (datetime(2027, 1, 2, 9), "2027-01-02"),
        (datetime(2027, 1, 1), "12-31 24:00"),
    ],
)
def test_limits_read_as_people_say_them(until: datetime, words: str) -> None:
    assert until_words(until, NOW) == words


def test_titles_of_forms_are_never_cut(qtbot: QtBot, session: Session) -> None:
    long = replace(session.forms["LS"], title="租户临时物品寄存记录表")
    page = page_of(qtbot, replace(session, forms={**session.forms, "LS": long}))
    for code in ("FX", "LS"):
        words = button(page, f"open_{code}").findChildren(QLabel)[0]
        assert words.width() >= words.sizeHint().width()
