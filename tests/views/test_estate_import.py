"""The import page: a workbook chosen, its headings seen and mended, its rows taken in or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.facts import unit_facts
from db.session import Session
from tests.db.estate_tables import WORKBOOKS, made
from tests.views.page_desk import button, key, shown
from ui import dialogs
from views import estate_import
from views.estate_import import EstateImportPage


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> EstateImportPage:
    """The page of 1003, shown."""
    made = shown(qtbot, EstateImportPage(session))
    assert isinstance(made, EstateImportPage)
    return made


def copied(name: str, folder: Path) -> Path:
    """One of the ugly workbooks in a folder that may be written to."""
    return Path(shutil.copy(WORKBOOKS / name, folder / name))


def chosen(
    qtbot: QtBot, page: EstateImportPage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+O, the file, and its headings are there."""
    monkeypatch.setattr(dialogs, "choose_file", lambda *told: path)
    key(qtbot, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.source is not None and page.source.path == path)


def imported(qtbot: QtBot, page: EstateImportPage) -> dict[str, str]:
    """Ctrl+S, and the figures that stand there afterwards."""
    assert button(page, "start").isEnabled()
    page.figures["accepted"].say("")
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._run is None and bool(page.figures["accepted"].value.text()))
    return {name: one.value.text() for name, one in page.figures.items()}


def test_a_workbook_goes_in_by_keyboard(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headings with samples, figures, the rejects beside the file; the window's store sees it."""
    assert not button(page, "start").isEnabled()
    chosen(qtbot, page, copied("业主清册.xlsx", tmp_path), monkeypatch)
    rows = {row[1]: (str(row[2]), row[3]) for row in page.model.rows if row[0] == "8栋"}
    assert rows["业 主 信 息姓名*"] == ("业主姓名", "王虚构、赵　虚构、空置")
    assert rows["房屋信息单元"][0] == "单元"
    assert imported(qtbot, page) == {
        "accepted": "6", "unchanged": "0", "conflicts": "0", "rejected": "4"
    }  # fmt: skip
    assert (tmp_path / "业主清册-未导入.xlsx").exists()
    assert "业主清册-未导入.xlsx" in page.words.text()
    assert unit_facts(page.session, "8-1-101").residents[0].name == "王虚构"
    assert imported(qtbot, page)["unchanged"] == "6"


def test_unknown_headings_are_chosen_and_then_it_goes_in(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal says what was seen; a choice for a column is shown at once."""
    chosen(qtbot, page, copied("客户资料.xls", tmp_path), monkeypatch)
    assert {str(row[2]) for row in page.model.rows} == {"不认识"}
    assert "没有认出表头" in page.words.text()
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "户址" in page.words.text())
    for heading, word in (("户址", "房号"), ("户名", "姓名"), ("通讯", "电话"), ("占有方式", "身份")):
        page.list.go([row[1] for row in page.model.rows].index(heading))
        page.means.choose(word)
        qtbot.waitUntil(lambda word=word: word in {str(row[2]) for row in page.model.rows})
    assert imported(qtbot, page)["accepted"] == "3"


def test_a_file_that_is_no_workbook_is_told(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words on the page; nothing can be imported."""
    path = tmp_path / "住户.xlsx"
    path.write_text("房号", encoding="utf-8")
    monkeypatch.setattr(dialogs, "choose_file", lambda *told: path)
    key(qtbot, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "不是 .xlsx" in page.words.text())
    assert not button(page, "start").isEnabled()


def test_cancelled_it_leaves_nothing_and_it_is_not_left_meanwhile(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """取消 stops it at the next step; leaving waits."""
    path = made(tmp_path / "a.xlsx", ("房号", "姓名"), *((f"9-{at}", "王虚构") for at in range(101, 999)))
    chosen(qtbot, page, path, monkeypatch)
    monkeypatch.setattr(estate_import.Run, "progress", slow(estate_import.Run.progress))
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page._run is not None and page._run.done > 0)
    assert page.leave() is False
    page.cancel()
    qtbot.waitUntil(lambda: "已取消" in page.words.text())
    assert page.leave() is True
    assert page.session.store.value("SELECT count(*) FROM unit WHERE building = '9'") == 0


def slow(progress: object) -> object:
    """The same, but each step waits a little for the one who presses 取消."""

    def waiting(run: estate_import.Run, what: str, done: int, of: int) -> None:
        run.stop.wait(0.2)
        progress(run, what, done, of)  # type: ignore[operator]

    return waiting
