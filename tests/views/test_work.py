"""The workbench: what waits, tiles as filters, Enter, digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db import records
from db.session import Session
from tests.views.page_desk import (
    NOW, acting, button, focused, issued, key, later, released, shown, signed,
)  # fmt: skip
from ui.parts import Tile
from views.work import WorkPage, until_words

Key = Qt.Key


def page_of(qtbot: QtBot, session: Session) -> WorkPage:
    page = WorkPage(session)
    shown(qtbot, page)
    return page


def rows(page: WorkPage) -> list[tuple[str, str, str]]:
    """State, number, verb of every line."""
    return [(str(row[0]), row[4], row[5]) for row in page.model.rows]


def figure(page: WorkPage, name: str) -> str:
    tile = button(page, name)
    assert isinstance(tile, Tile)
    return tile.figure.text()


def test_what_is_due_and_what_waits_for_me(qtbot: QtBot, session: Session) -> None:
    gone, waiting = released(session), issued(session)
    page = page_of(qtbot, acting(session, "1002"))
    qtbot.waitUntil(lambda: rows(page) == [("待值班主任签字", waiting, "值班主任签字")])
    assert (figure(page, "tile_late"), figure(page, "tile_mine")) == ("0", "1")
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: bool(rows(page)))
    assert (gone, "收回") in {(number, verb) for _, number, verb in rows(page)}


def test_overdue_comes_first_and_counts(qtbot: QtBot, session: Session) -> None:
    late = released(session)
    tomorrow = later(session, NOW.replace(day=22, hour=8))
    fresh = records.issue(
        tomorrow, "LS", {"room": "3-301", "keeper": "李四", "shelf": "甲架"}
    ).record.number
    page = page_of(qtbot, tomorrow)
    qtbot.waitUntil(lambda: bool(rows(page)))
    assert rows(page)[0] == ("逾期", late, "收回")
    assert fresh not in {number for _, number, _ in rows(page)}
    assert figure(page, "tile_late") == "1"


def test_tiles_filter_and_let_go_again(qtbot: QtBot, session: Session) -> None:
    waiting = issued(session)
    page = page_of(qtbot, acting(session, "1002"))
    qtbot.waitUntil(lambda: len(rows(page)) == 1)
    button(page, "tile_late").click()
    assert rows(page) == []
    button(page, "tile_mine").click()
    assert [number for _, number, _ in rows(page)] == [waiting]
    button(page, "tile_mine").click()
    assert len(rows(page)) == 1


def test_enter_opens_the_line(qtbot: QtBot, session: Session) -> None:
    first, second = issued(session), issued(session, unit="3-301")
    page = page_of(qtbot, acting(session, "1002"))
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    opened: list[str] = []
    page.record_opened.connect(opened.append)
    assert focused() is page.table
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert opened == [second] and first != second


@pytest.mark.parametrize(("digit", "code"), [(Key.Key_1, "FX"), (Key.Key_2, "LS")])
def test_digits_open_forms(
    qtbot: QtBot, session: Session, digit: Key, code: str
) -> None:
    page = page_of(qtbot, session)
    asked: list[tuple[str, dict[str, Any]]] = []
    page.issue_requested.connect(lambda which, values: asked.append((which, values)))
    codes = [each for each in session.forms if session.may(f"issue:{each}")]
    place = codes.index(code) + 1
    assert button(page, f"open_{code}").findChildren(QLabel)[-1].text() == str(place)
    key(qtbot, Key(Key.Key_0 + place))
    assert asked == [(code, {})]


def test_who_issues_nothing_sees_no_forms(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, acting(session, "2001"))
    assert page.findChild(QPushButton, "open_FX") is None


def test_nothing_to_do_offers_the_first_form(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, session)
    asked: list[str] = []
    page.issue_requested.connect(lambda code, values: asked.append(code))
    qtbot.waitUntil(lambda: page._empty.isVisible())
    page._empty.findChildren(QPushButton)[0].click()
    assert asked == [next(iter(session.forms))]


def test_the_place_in_the_list_is_kept_when_it_is_read_again(
    qtbot: QtBot, session: Session
) -> None:
    for room in ("3-301", "3-302", "3-303"):
        issued(session, unit=room)
    page = page_of(qtbot, acting(session, "1002"))
    qtbot.waitUntil(lambda: len(rows(page)) == 3)
    page.table.go(2)
    kept = page.table.current_row()
    records.act(acting(session, "1002"), "FX-2026-000001", "值班主任签字")
    page.refresh()
    qtbot.waitUntil(lambda: len(rows(page)) == 2)
    assert page.table.current_row() == kept


def test_signed_ones_wait_for_the_next(qtbot: QtBot, session: Session) -> None:
    number = signed(session)
    page = page_of(qtbot, acting(session, "2001"))
    qtbot.waitUntil(lambda: bool(rows(page)))
    assert rows(page) == [("待放行", number, "放行")]


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
