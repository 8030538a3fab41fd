"""The page of rights by keyboard: seen, filtered, explained, changed by two, exported."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import office, records, rights, secrecy
from db.errors import Refused
from db.session import open_session
from forms import FORMS
from forms.roles import ADMINISTRATOR, ROLES
from tests.views.window_desk import ADMINISTRATOR as BOSS
from tests.views.window_desk import (
    CLOCK, DESK, HEAD, countersigned, demo_folder, focused, log_in, open_window, press, type_words,
)  # fmt: skip
from ui.tick_grid import COLUMN_PX, GONE, NAMES_PX, NEVER, TICK
from views import entry
from views.rights import RightsPage
from views.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
STAMP = "act:FX:主任盖章"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    window = open_window(qtbot, demo_folder(tmp_path))
    log_in(qtbot, window, BOSS)
    return window


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> RightsPage:
    press(qtbot, window, Qt.Key.Key_F5, SHIFT)
    assert window.shell is not None
    found = window.shell.stack.currentWidget()
    assert isinstance(found, RightsPage)
    qtbot.waitUntil(lambda: bool(found.model.lines))
    found.entered()
    return found


def sign(page: RightsPage, action: str, role: str) -> str:
    """What a cell shows."""
    row = [line.key for line in page.model.lines].index(action)
    return str(page.model.index(row, 1 + ROLES.index(role)).data())


def at(page: RightsPage, action: str, role: str) -> None:
    """The cursor on a cell."""
    row = [line.key for line in page.model.lines].index(action)
    page.grid.setCurrentIndex(page.model.index(row, 1 + ROLES.index(role)))


def test_it_shows_what_the_table_says(page: RightsPage) -> None:
    """Every cell; what the administrator never gets says so; all names fit beside the words."""
    store = page.session.store
    for line in page.model.lines:
        for role in ROLES if line.key else ():
            shown = sign(page, line.key, role)
            assert (shown == TICK) == rights.allowed(store, (role,), line.key), (line.key, role)
    assert sign(page, "see:personal", ADMINISTRATOR) == NEVER
    assert NAMES_PX + COLUMN_PX * len(ROLES) <= page.grid.viewport().width()


def test_the_filter_and_the_arrows(qtbot: QtBot, window: Window, page: RightsPage) -> None:
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    type_words(qtbot, window, "fx")
    assert [line.words for line in page.model.lines][:2] == ["物品放行条　FX", "开单"]
    assert len({line.key.split(":")[1] for line in page.model.lines if line.key}) == 1
    press(qtbot, window, Qt.Key.Key_Return)
    assert focused(window) is page.grid
    press(qtbot, window, Qt.Key.Key_Right)
    assert page.grid.currentIndex().column() == 2 and "客服主管" in page.why.text()
    page.filter.setText("没有这样的")
    assert not page.grid.isVisible() and page._empty.isVisible()


def test_ticks_change_with_space_and_are_written_by_two(
    qtbot: QtBot, window: Window, page: RightsPage
) -> None:
    """Marked until then; discarded ticks are as if never made."""
    store = page.session.store
    at(page, STAMP, "值班主任")
    press(qtbot, window, Qt.Key.Key_Space)
    at(page, STAMP, "主任")
    press(qtbot, window, Qt.Key.Key_Space)
    assert (sign(page, STAMP, "值班主任"), sign(page, STAMP, "主任")) == (TICK, GONE)
    assert "改了 1 项" in page.state.text()
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    assert page.model.changed == {} and sign(page, STAMP, "主任") == TICK
    at(page, STAMP, "值班主任")
    press(qtbot, window, Qt.Key.Key_Space)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    countersigned(qtbot, page, HEAD)
    qtbot.waitUntil(lambda: set(rights.holders(store, STAMP)) == {"主任", "值班主任"})
    qtbot.waitUntil(lambda: not page.model.changed)
    assert page.why.text() == "值班主任能办物品放行条的“主任盖章”，是本单位改的。"


def test_that_nothing_was_changed_is_not_said_over_a_change(
    qtbot: QtBot, window: Window, page: RightsPage
) -> None:
    assert window.shell is not None
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    assert window.shell.notice.isVisible()
    at(page, "act:FX:放行", "前台")
    press(qtbot, window, Qt.Key.Key_Space)
    assert not window.shell.notice.isVisible()
    page.discard()


def test_the_administrator_gets_no_sight_by_space(
    qtbot: QtBot, window: Window, page: RightsPage
) -> None:
    at(page, "level:绝密", ADMINISTRATOR)
    press(qtbot, window, Qt.Key.Key_Space)
    assert page.model.changed == {} and sign(page, "level:绝密", ADMINISTRATOR) == NEVER


def test_why_a_person_may(qtbot: QtBot, window: Window, page: RightsPage) -> None:
    at(page, STAMP, "前台")
    press(qtbot, window, Qt.Key.Key_P, CONTROL)
    page.person.setText("刘志远")
    assert page.why.text().startswith("1001 刘志远 能办物品放行条的“主任盖章”")
    assert page.model.marked == {"主任"}
    page.person.setText(DESK)
    assert "不能" in page.why.text()


def test_it_goes_out_as_a_sheet_and_on_paper(
    qtbot: QtBot, page: RightsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each under its own number, which the journal knows too."""
    for name in ("权限表.xlsx", "权限表.pdf"):
        out = tmp_path / name
        monkeypatch.setattr("ui.dialogs.choose_new_file", lambda *words, out=out: out)
        with qtbot.waitSignal(page.notice):
            page.export()
    numbers = [number for (number,) in page.session.store.rows(
        "SELECT body ->> 'number' FROM journal WHERE action = 'export' AND subject = '权限表'"
    )]  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "权限表.xlsx")
    assert book["导出说明"]["A1"].value == numbers[0] and numbers[0].startswith("DC2026")
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    rows = {(row[0].value, row[1].value): row for row in sheet.iter_rows(min_row=2)}
    stamp = rows["物品放行条 FX", "主任盖章"]
    assert stamp[heads.index("主任")].value == "✓" and not stamp[heads.index("门岗")].value
    text = PdfReader(tmp_path / "权限表.pdf").pages[0].extract_text()
    assert "权限表" in text and "看证件号" in text and numbers[1] in text


def test_unsaved_ticks_are_asked_about(
    qtbot: QtBot, page: RightsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(page, STAMP, "门岗")
    page.model.turn(page.grid.currentIndex().row(), 1 + ROLES.index("门岗"))
    monkeypatch.setattr("ui.dialogs.confirm", lambda *words, **more: False)
    assert not page.leave()


def test_the_window_closes_what_an_older_store_left_open(tmp_path: Path) -> None:
    """A store from before the levels: at the first log-in they are there, before any page is."""
    folder = demo_folder(tmp_path)
    session = open_session(folder, "1005", "demo1005", clock=CLOCK, check=False)
    asked = {"reader_kind": "员工", "reader": "郑维国", "department": "工程部", "level": "绝密",
             "files": [{"name": "竣工图"}], "purpose": "维修查图", "reason": "渗漏"}  # fmt: skip
    number = records.issue(session, "JD", asked).record.number
    session.store.db.execute_sql("DELETE FROM classified")
    office.put(session.store, secrecy.MARK, None, 0, None)
    session.close()
    found = entry.unlock(folder, DESK, "demo1003", CLOCK.now())
    opened = entry.open_session(folder, found, CLOCK, FORMS)
    with pytest.raises(Refused, match=f"没有 {number} 这张单"):
        records.load(opened, number)
    opened.close()


def test_it_is_only_for_who_may(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, demo_folder(tmp_path))
    assert "rights" not in log_in(qtbot, window, DESK).places
