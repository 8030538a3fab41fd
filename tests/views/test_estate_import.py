"""The import page: a workbook chosen, its headings seen and mended, its rows taken in or not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.facts import unit_facts
from db.session import Session
from forms.facts import Arrears
from tests.db.estate_tables import WORKBOOKS, made
from tests.views.page_desk import button, key, shown
from ui import dialogs
from views import importing
from views.cli_import import Task
from views.estate_import import PAID, STAY, EstateImportPage

PATIENCE = 30_000
"""Milliseconds that a process beside the window may take on a busy computer."""


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
    qtbot.waitUntil(lambda: page._work is None and page.seen is not None, timeout=PATIENCE)
    assert page.seen is not None and page.seen.path == str(path)


def settled(qtbot: QtBot, page: EstateImportPage) -> None:
    """Whatever was under way has ended."""
    qtbot.waitUntil(lambda: page._work is None, timeout=PATIENCE)


def imported(qtbot: QtBot, page: EstateImportPage) -> dict[str, str]:
    """Ctrl+S, and the figures that stand there afterwards."""
    assert button(page, "start").isEnabled()
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page._work is not None
    settled(qtbot, page)
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
    phones, cards = rows["业 主 信 息联系电话："][1], rows["业 主 信 息身份证号码"][1]
    assert "138****8001" in phones and "110****0016" in cards and "13800138001" not in phones
    assert imported(qtbot, page) == {
        "accepted": "6", "unchanged": "0", "conflicts": "0", "rejected": "4"
    }  # fmt: skip
    assert (tmp_path / "业主清册-未导入.xlsx").exists()
    assert "业主清册-未导入.xlsx" in page.words.text()
    assert unit_facts(page.session, "8-1-101").residents[0].name == "王虚构"
    assert imported(qtbot, page)["unchanged"] == "6"
    assert sorted(one.name for one in tmp_path.glob("*.xlsx")) == [
        "业主清册-未导入.xlsx", "业主清册.xlsx"
    ]  # fmt: skip


def test_unknown_headings_are_chosen_and_then_it_goes_in(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal says what was seen; a choice for a column is shown at once."""
    chosen(qtbot, page, copied("客户资料.xls", tmp_path), monkeypatch)
    assert {str(row[2]) for row in page.model.rows} == {"不认识"}
    assert "没有认出表头" in page.words.text()
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert "户址" in page.words.text()
    for heading, word in (("户址", "房号"), ("户名", "姓名"), ("通讯", "电话"), ("占有方式", "身份")):
        page.list.go([row[1] for row in page.model.rows].index(heading))
        page.means.choose(word)
        settled(qtbot, page)
        assert word in {str(row[2]) for row in page.model.rows}
    assert imported(qtbot, page)["accepted"] == "3"


def test_vehicles_are_told_from_the_headings_or_by_the_user(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a column may be goes with what the workbook holds."""
    chosen(qtbot, page, copied("月卡车辆.xls", tmp_path), monkeypatch)
    assert page.kind.value() == "车辆" and page.means.choices[3:5] == ("业主姓名", "车牌")
    assert not page.debt.isVisible()
    page.kind.choose("房产和住户")
    settled(qtbot, page)
    assert page.seen and page.seen.what == "units" and "租户姓名" in page.means.choices
    page.kind.choose("车辆")
    settled(qtbot, page)
    assert imported(qtbot, page)["accepted"] == "3"


def test_arrears_with_their_day_and_what_is_missing(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day of the title stands there and can be changed; no day is told beside it."""
    chosen(qtbot, page, copied("欠费明细.xlsx", tmp_path), monkeypatch)
    assert page.kind.value() == "欠费" and page.debt.isVisible()
    assert page.as_of.text() == "2026-10-31"
    page.as_of.setText("32 号")
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page._work is None and "截至哪天：日期看不懂" in page.words.text()
    page.as_of.setText("11-21")
    page.missing.choose(PAID)
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert "看不出是哪一户" in page.words.text()
    page.missing.choose(STAY)
    assert imported(qtbot, page)["accepted"] == "6"
    assert "截至 2026-11-21 的欠费已导入" in page.words.text()
    owed = unit_facts(page.session, "3-1202").arrears
    assert owed == Arrears(2, 612_00, "2026-11-21", {"2026-09": 306_00, "2026-10": 306_00})


def test_a_file_that_is_no_workbook_is_told(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words on the page; nothing can be imported."""
    path = tmp_path / "住户.xlsx"
    path.write_text("房号", encoding="utf-8")
    monkeypatch.setattr(dialogs, "choose_file", lambda *told: path)
    key(qtbot, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert "不是 .xlsx" in page.words.text() and not button(page, "start").isEnabled()


def many(folder: Path) -> Path:
    """A workbook that takes a while."""
    rows = ((f"{9 + at // 900}-{at % 900 + 100}", "王虚构") for at in range(9_000))
    return made(folder / "a.xlsx", ("房号", "姓名"), *rows)


def test_cancelled_it_leaves_nothing_and_the_session_does_not_end_meanwhile(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """取消 stops it at the next step; other pages can be used, logging out waits."""
    chosen(qtbot, page, many(tmp_path), monkeypatch)
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page._work is not None
    with qtbot.waitSignal(page._work.progressed, timeout=PATIENCE):
        pass
    assert page.leave() is True and page.finish() is False
    page.cancel()
    settled(qtbot, page)
    assert page.words.text() == "已取消，一行也没有导入。" and page.finish() is True
    assert page.session.store.value("SELECT count(*) FROM unit WHERE building = '9'") == 0


def test_killed_in_the_middle_it_is_told_and_nothing_is_in(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the memory does not suffice; then it can be tried again."""
    path = many(tmp_path)
    chosen(qtbot, page, path, monkeypatch)
    key(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page._work is not None
    with qtbot.waitSignal(page._work.progressed, timeout=PATIENCE):
        pass
    page._work.process.kill()
    settled(qtbot, page)
    assert page.words.text() == importing.BROKEN and button(page, "start").isEnabled()
    assert page.session.store.value("SELECT count(*) FROM unit WHERE building = '9'") == 0


def test_a_program_that_cannot_be_started_is_told(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not there, or it ends without an answer."""
    for program in ((str(tmp_path / "none"), []), ("/bin/true", [])):
        monkeypatch.setattr(importing, "command", lambda program=program: program)
        page.look(tmp_path / "a.xlsx")
        settled(qtbot, page)
        assert page.words.text() == importing.BROKEN


def test_the_data_key_goes_through_the_pipe_alone(
    qtbot: QtBot, page: EstateImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in the arguments nor in the surroundings, where others could read it."""
    page.look(many(tmp_path))
    assert page._work is not None
    process = page._work.process
    told = " ".join([process.program(), *process.arguments(), *process.environment()])
    secret = page.session.dek.hex()
    assert secret not in told and str(page.session.store.folder) not in told
    assert secret not in repr(Task("folder", secret, "1003", 0, "a.xlsx"))
    settled(qtbot, page)
