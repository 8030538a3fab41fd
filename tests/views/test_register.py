"""The register: a period, filters, totals, opening, export."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pypdf import PdfReader
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from db import records
from db.listing import Order
from db.session import Session
from tests.printing.cups_server import Server
from tests.views.page_desk import (
    NOW, acting, button, focused, issued, key, later, put, released, shown, type_in,
)  # fmt: skip
from ui import dialogs
from views import printer
from views.register import RegisterPage
from views.register_filters import period

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def three(session: Session) -> list[str]:
    """Issued in October (void), on Monday, and today (released)."""
    october = later(session, datetime(2026, 10, 9, 9))
    first = records.issue(october, "LS", _stored("3-301", "=HYPERLINK(1)")).record.number
    records.act(october, first, "作废", {"why": "试"})
    monday = later(session, datetime(2026, 11, 16, 9))
    second = records.issue(monday, "LS", _stored("3-302", "李四")).record.number
    third = records.issue(session, "LS", _stored("3-1202", "张三丰")).record.number
    return [first, second, third]


def _stored(room: str, keeper: str) -> dict[str, object]:
    return {"room": room, "keeper": keeper, "shelf": "甲架", "worth": "12.5"}


def page_of(qtbot: QtBot, session: Session, code: str = "LS") -> RegisterPage:
    page = RegisterPage(session)
    shown(qtbot, page)
    if page.form.code != code:
        page.filters.which.choose(session.forms[code].title)
    return page


def numbers(page: RegisterPage) -> list[str]:
    """The numbers of all rows, in the order shown."""
    return [row[-1] for _, row in sorted(page.model.known().items())]


def total(page: RegisterPage) -> str:
    found = page.findChild(QLabel, "totals")
    assert found is not None
    return found.text()


@pytest.mark.parametrize(
    ("name", "first"),
    [("今天", date(2026, 11, 21)), ("本周", date(2026, 11, 16)), ("本月", date(2026, 11, 1))],
)
def test_periods_begin_where_people_say(name: str, first: date) -> None:
    assert period(name, date(2026, 11, 21)) == (first, date(2026, 11, 21))
    assert period("全部", date(2026, 11, 21)) == (None, None)


@pytest.mark.parametrize(("staff", "offered"), [("1003", True), ("2001", False)])
def test_taking_it_away_is_offered_to_who_may(
    qtbot: QtBot, session: Session, three: list[str], staff: str, offered: bool
) -> None:
    """A guard may look, and no more."""
    page = page_of(qtbot, acting(session, staff))
    qtbot.waitUntil(lambda: bool(numbers(page)))
    for name in ("export", "save_ledger", "print_ledger"):
        assert button(page, name).isVisible() is offered


def test_newest_first_within_the_period(
    qtbot: QtBot, session: Session, three: list[str]
) -> None:
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: numbers(page) == [three[2], three[1]])
    for name, wanted in (("今天", [three[2]]), ("全部", three[::-1])):
        page.filters.periods[name].click()
        qtbot.waitUntil(lambda wanted=wanted: numbers(page) == wanted)
    words = "共 3 单　寄存中 2　已作废 1　估价合计 ¥25.00　（作废、未同意的 1 单不计）"
    qtbot.waitUntil(lambda: total(page) == words)


def test_days_are_typed_in_any_shorthand(
    qtbot: QtBot, session: Session, three: list[str]
) -> None:
    page = page_of(qtbot, session)
    page.filters.from_day.setFocus()
    page.filters.from_day.selectAll()
    type_in(qtbot, "10.1")
    page.filters.to_day.setFocus()
    page.filters.to_day.selectAll()
    type_in(qtbot, "11-16")
    qtbot.waitUntil(lambda: numbers(page) == [three[1], three[0]])
    days = (page.filters.from_day.text(), page.filters.to_day.text())
    assert days == ("2026-10-01", "2026-11-16")
    page.filters.to_day.selectAll()
    type_in(qtbot, "99-99")
    assert page.filters.to_day.property("tone") == "bad" and page.filters.last == date(2026, 11, 16)


def test_state_and_words_filter_what_is_shown(
    qtbot: QtBot, session: Session, three: list[str]
) -> None:
    page = page_of(qtbot, session)
    page.filters.periods["全部"].click()
    qtbot.waitUntil(lambda: len(numbers(page)) == 3)
    page.filters.state.choose("已作废")
    qtbot.waitUntil(lambda: total(page).startswith("共 1 单　已作废 1"))
    assert numbers(page) == [three[0]]
    page.filters.state.choose("全部状态")
    key(qtbot, Key.Key_F, Held.ControlModifier)
    assert focused() is page.filters.text
    put(qtbot, "李四")
    qtbot.waitUntil(lambda: numbers(page) == [three[1]])


def test_enter_opens_the_record(qtbot: QtBot, session: Session, three: list[str]) -> None:
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: len(numbers(page)) == 2)
    opened: list[str] = []
    page.record_opened.connect(opened.append)
    page.entered()
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert opened == [three[1]]


def test_nothing_yet_says_what_will_come(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: page._empty.isVisible())
    assert "每一张都会登记在这里" in page._empty.findChildren(QLabel)[0].text()
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    page.export()
    assert said == ["没有可导出的单据，请先放宽日期或筛选"]


def test_columns_are_those_of_the_form_and_persons_are_masked(
    qtbot: QtBot, session: Session
) -> None:
    released(session)
    page = page_of(qtbot, session, "FX")
    qtbot.waitUntil(lambda: len(numbers(page)) == 1)
    labels = [column.label for column in page.model.columns]
    assert labels[:3] == ["开具时间", "编号", "房号"] and labels[10] == "状态"
    row = dict(zip(labels, page.model.known()[0], strict=False))
    assert row["物品"] == "双门冰箱 1 台；纸箱（衣物、书籍） 12 个"
    assert (str(row["状态"]), row["状态"].tone) == ("今天 · 已放行", "warn")
    assert row["放行时间"] == "11-21 10:42"


def test_exported_sheet_holds_what_is_shown_and_no_formula(
    qtbot: QtBot, session: Session, three: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = page_of(qtbot, session)
    page.filters.periods["全部"].click()
    qtbot.waitUntil(lambda: len(numbers(page)) == 3)
    file = tmp_path / "登记.xlsx"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    said: list[str] = []
    page.notice.connect(lambda words, tone: said.append(words))
    button(page, "export").click()
    button(page, "export").click()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["3 单已写入 登记.xlsx"]
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert rows[0] == ["编号", "房号", "寄存人", "货架", "估价", "状态"]
    assert [row[0] for row in rows[1:]] == three[::-1]
    assert rows[3][2] == "=HYPERLINK(1)" and rows[3][5] == "已作废"
    body = session.store.rows("SELECT body FROM journal WHERE action = 'export'")
    assert len(body) == 1 and '"rows":3' in body[0][0]


@pytest.mark.parametrize("name", ["save_ledger", "print_ledger"])
def test_ledger_is_a_pdf_with_every_number(
    qtbot: QtBot, session: Session, three: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:  # fmt: skip
    """By its own button, and by the printer's where there is none."""
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: len(numbers(page)) == 2)
    file = tmp_path / "登记"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    with qtbot.waitSignal(page.notice):
        button(page, name).click()
    words = PdfReader(tmp_path / "登记.pdf").pages[0].extract_text()
    assert three[1] in words and three[2] in words and three[0] not in words


@pytest.mark.parametrize(("typed", "told"), [
    ("张三丰", "含“张三丰”"), ("3-1202", "含“3-1202”"), ("LS-2026-000003", "含“LS-2026-000003”"),
    ("13800138000", "含“138…”"), ("138 0013 8000", "含“138…”"), ("0011010519491231002x", "含“001…”"),
])
def test_the_head_of_a_ledger_tells_no_number_in_full(
    qtbot: QtBot, session: Session, typed: str, told: str
) -> None:
    """Somebody looked for by phone or ID number: the paper lies about, the number does not."""
    page = page_of(qtbot, session)
    page.filters.text.setText(typed)
    assert page.filters.words() == told
    assert page.filters.sieve(Order()).text == typed


def test_ledger_goes_to_the_printer_across_a4(
    qtbot: QtBot, session: Session, three: list[str], cups: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A printer without A4 does not get it; another that has it is offered, and turned away."""
    offered: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda *a, **k: bool(offered.append(k["yes"])))
    page = page_of(qtbot, session)
    qtbot.waitUntil(lambda: len(numbers(page)) == 2)
    with qtbot.waitSignal(page.notice, timeout=20000) as said:
        key(qtbot, Key.Key_P, Held.ControlModifier)
    assert said.args == ["2 单的登记簿已送打印机 laser", "good"]
    (sheet,) = PdfReader(io.BytesIO(cups.arrived("laser-1"))).pages
    assert three[2] in sheet.extract_text()
    printer.choose(session, "letter")
    with qtbot.waitSignal(page.notice, timeout=20000) as said:
        page.print_ledger()
    assert "没有 297×210 毫米的纸" in said.args[0] and said.args[1] == "bad"
    assert offered == ["这次用打印机 laser 打"]
    noted = session.store.value("SELECT count(*) FROM journal WHERE action = 'export'")
    assert noted == 1


def test_the_record_stands_beside_the_list_where_there_is_room(
    qtbot: QtBot, session: Session, three: list[str]
) -> None:
    page = page_of(qtbot, session)
    assert not page.aside.isVisible()
    page.resize(1500, 800)
    qtbot.waitUntil(lambda: _aside(page)[:1] == [three[2]])
    assert {"寄存中", "张三丰", "经过"} < set(_aside(page))
    page.entered()
    key(qtbot, Key.Key_Down)
    qtbot.waitUntil(lambda: _aside(page)[:1] == [three[1]])
    page.filters.text.setText("没有这样的")
    qtbot.waitUntil(page._empty.isVisible)
    assert _aside(page) == []
    assert page._empty.findChildren(QLabel)[0].text().startswith("没有符合筛选的单据")


def _aside(page: RegisterPage) -> list[str]:
    """The words beside the list, the number first."""
    parts = [part for part in page.aside.findChildren(QLabel) if part.isVisible()]
    return [part.text() for part in parts if part.text() not in ("", "回车打开")]


def test_what_another_desk_issues_appears(qtbot: QtBot, session: Session) -> None:
    page = page_of(qtbot, session, "FX")
    qtbot.waitUntil(lambda: page._empty.isVisible())
    number = issued(acting(session, "1004"))
    page.refresh()
    qtbot.waitUntil(lambda: numbers(page) == [number])
    assert NOW.date() == page.filters.last
