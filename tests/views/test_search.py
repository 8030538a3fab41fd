"""The search box through the real window: what is found, how it is chosen, where it leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import example, indexing, records
from db import search as index
from db.filed import Subject
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, GUARD, demo_folder, focused, log_in, open_window, press, type_words,
)  # fmt: skip
from views.file import FilePage
from views.record import RecordPage
from views.search_box import DOCUMENTS, NOTHING, Results, SearchBox
from views.shell import Shell
from views.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


@pytest.fixture
def shell(qtbot: QtBot, window: Window) -> Shell:
    return log_in(qtbot, window, DESK)


def search(qtbot: QtBot, window: Window, words: str) -> Results:
    """Ctrl+K and the words."""
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    box = focused(window)
    assert isinstance(box, SearchBox)
    type_on(qtbot, window, words)
    return box.results


def type_on(qtbot: QtBot, window: Window, words: str) -> None:
    """The words, until they are answered."""
    type_words(qtbot, window, words)
    box = focused(window)
    assert isinstance(box, SearchBox)
    qtbot.waitUntil(lambda: not box.searching.waiting)


def issue(shell: Shell) -> str:
    """One slip of unit 3-1202."""
    values = {**example.example(shell.session, "FX"), "unit": "3-1202"}
    return records.issue(shell.session, "FX", values).record.number


def at_file(qtbot: QtBot, shell: Shell) -> FilePage:
    """The file, once it shows what it was opened at."""
    qtbot.waitUntil(lambda: isinstance(shell.current, FilePage))
    page = shell.current
    assert isinstance(page, FilePage)
    qtbot.waitUntil(lambda: page.found is not None and page.found.subject == page.subject)
    return page


def test_room_is_found_while_typing_and_opens_its_page(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "3-120")
    assert results.isVisible()
    assert results.titles()[:3] == ["房产", "3 栋 1201", "3 栋 1202"]
    type_on(qtbot, window, "2")
    assert results.titles() == ["房产", "3 栋 1202"]
    press(qtbot, window, Qt.Key.Key_Return)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1202")
    assert not results.isVisible()
    assert shell.topbar.search.text() == ""


def test_arrows_choose_among_units_and_slips(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    number = issue(shell)
    results = search(qtbot, window, "3-1202")
    assert results.titles() == ["房产", "3 栋 1202", "单据", f"物品放行条 {number}"]
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert isinstance(shell.current, RecordPage)
    assert shell.current.record is not None and shell.current.record.number == number


def test_arrows_go_round(qtbot: QtBot, window: Window, shell: Shell) -> None:
    results = search(qtbot, window, "3-120")
    seen = []
    for _ in range(5):
        item = results.list.currentItem()
        seen.append(item.text(0))
        press(qtbot, window, Qt.Key.Key_Up)
    assert seen == ["3 栋 1201", "3 栋 1204", "3 栋 1203", "3 栋 1202", "3 栋 1201"]


@pytest.mark.parametrize("typed", ["{number}", "1", "fx1"])
def test_slip_is_found_by_its_number(
    qtbot: QtBot, window: Window, shell: Shell, typed: str
) -> None:
    number = issue(shell)
    results = search(qtbot, window, typed.format(number=number))
    assert f"物品放行条 {number}" in results.titles()


def test_nothing_found_says_what_one_can_type(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "99-9999")
    assert results.titles() == [NOTHING]
    before = shell.current
    press(qtbot, window, Qt.Key.Key_Return)
    assert shell.current is before and results.isVisible()


def test_escape_gives_the_focus_back_to_the_page(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    results = search(qtbot, window, "3-12")
    before = shell.current
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not results.isVisible() and shell.topbar.search.text() == ""
    assert shell.current is before is not None
    assert before.isAncestorOf(focused(window))


def test_list_goes_when_the_focus_goes(qtbot: QtBot, window: Window, shell: Shell) -> None:
    results = search(qtbot, window, "3-12")
    shell.focus_page()
    assert not results.isVisible()
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    qtbot.waitUntil(results.isVisible)


def test_administrator_without_the_right_finds_no_residents(
    qtbot: QtBot, window: Window
) -> None:
    log_in(qtbot, window, ADMINISTRATOR)
    assert search(qtbot, window, "3-1202").titles() == [NOTHING]


def test_list_stays_short_so_that_each_key_is_answered_at_once(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    numbers = [issue(shell) for _ in range(15)]
    titles = search(qtbot, window, "3-1202").titles()
    newest = [f"物品放行条 {number}" for number in reversed(numbers[-7:])]
    assert titles == ["房产", "3 栋 1202", "单据", *newest]


@pytest.mark.parametrize("typed", ["陈晓彤", "chenxt", "cxt", "0013 8000", "cxt 3-1202"])
def test_a_person_is_found_and_has_a_file(
    qtbot: QtBot, window: Window, shell: Shell, typed: str
) -> None:
    """By name, pinyin, initials, phone."""
    results = search(qtbot, window, typed)
    assert results.titles()[:2] == ["人员", "陈晓彤"]
    press(qtbot, window, Qt.Key.Key_Return)
    page = at_file(qtbot, shell)
    assert page.found is not None and page.found.title == "陈晓彤"
    assert [one.subject.id for one in page.found.kin if one.subject.kind == "unit"] == ["3-1202"]


def test_somebody_without_a_room_has_a_file_too(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    with shell.session.store.write() as db:
        who = db.execute_sql("INSERT INTO person(name) VALUES ('孤零零')").lastrowid
        index.refresh(shell.session.store, people=[who])
    results = search(qtbot, window, "gll")
    assert results.titles() == ["人员", "孤零零"]
    press(qtbot, window, Qt.Key.Key_Return)
    page = at_file(qtbot, shell)
    assert page.found is not None and (page.found.title, page.found.kin) == ("孤零零", ())


def test_enter_before_the_answer_opens_what_was_typed(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Not what was found for fewer letters."""
    results = search(qtbot, window, "3-120")
    assert results.titles()[1] == "3 栋 1201"
    type_words(qtbot, window, "4")
    press(qtbot, window, Qt.Key.Key_Return)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1204")


ID = "11010519491231002X"


def documents(shell: Shell) -> list[str]:
    """What the journal says of ID numbers looked up."""
    rows = shell.session.store.rows("SELECT body FROM journal WHERE action = 'find.document'")
    return [body for (body,) in rows]


def test_an_id_number_is_looked_up_when_the_typing_pauses(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """In a group of its own; one line in the journal, none for the digits on the way."""
    with shell.session.store.write() as db:
        who = db.execute_sql(
            "INSERT INTO person(name, id_kind, id_number) VALUES ('王无名', '居民身份证', ?)", (ID,)
        ).lastrowid
        index.refresh(shell.session.store, people=[who])
    results = search(qtbot, window, "1002X")
    assert results.titles() == [NOTHING] and documents(shell) == []
    qtbot.waitUntil(lambda: results.titles() == [DOCUMENTS, "王无名"])
    assert documents(shell) == ['{"found":["%s"]}' % who]


def test_a_guard_cannot_ask_for_an_id_number(qtbot: QtBot, window: Window) -> None:
    """Nothing waits, nothing is journalled."""
    guard = log_in(qtbot, window, GUARD)
    with guard.session.store.write() as db:
        who = db.execute_sql(
            "INSERT INTO person(name, id_kind, id_number) VALUES ('王无名', '居民身份证', ?)", (ID,)
        ).lastrowid
        index.refresh(guard.session.store, people=[who])
    results = search(qtbot, window, "1002X")
    box = focused(window)
    assert isinstance(box, SearchBox) and not box.document_pending
    assert results.titles() == [NOTHING] and documents(guard) == []


def test_the_box_says_what_can_be_typed(window: Window, shell: Shell) -> None:
    """All of it fits."""
    box = shell.topbar.search
    words = box.placeholderText()
    assert words == "房号、姓名、拼音、电话、车牌、单号、物品…"
    assert box.fontMetrics().horizontalAdvance(words) < box.width() - 100


def test_an_older_office_is_indexed_beside_the_work(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many to do while opening: told at the start and at the end; then all is found."""
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    with shell.session.store.write() as db:
        db.execute_sql("INSERT INTO place_words(place_words) VALUES ('delete-all')")
        for table in ("search_place", "search_built"):
            db.execute_sql(f"DELETE FROM {table}")
    monkeypatch.setattr(indexing, "AT_ONCE", 0)
    window.put_away()
    window = open_window(qtbot, window.folder)
    shell = log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: shell.notice.isVisible())
    qtbot.waitUntil(lambda: not indexing.behind(shell.session.store), timeout=20_000)
    assert indexing.differences(shell.session) == []
    assert search(qtbot, window, "cxt").titles()[:2] == ["人员", "陈晓彤"]
