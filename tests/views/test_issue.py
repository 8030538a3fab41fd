"""The entry page: typed by keyboard, checked, kept, issued, printed."""

from __future__ import annotations

import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import drafts, prints, records
from db.errors import DISK_FULL, Environment
from db.session import Session
from db.store import Store
from tests.printing.cups_server import Server
from tests.views.page_desk import FX, GOOD_ID, button, focused, issued, key, put, shown, type_in
from ui import dialogs
from views import printer
from views.issue import COPIED_FROM, IssuePage
from views.unit_card import WAITING

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> IssuePage:
    made = IssuePage(session)
    shown(qtbot, made)
    made.start("FX")
    return made


@pytest.fixture
def opened(page: IssuePage) -> list[str]:
    """Numbers of the records the page asked to be shown."""
    numbers: list[str] = []
    page.record_opened.connect(numbers.append)
    return numbers


@pytest.fixture
def said(page: IssuePage) -> list[tuple[str, str]]:
    """The page's notices: words, tone."""
    notices: list[tuple[str, str]] = []
    page.notice.connect(lambda words, tone: notices.append((words, tone)))
    return notices


def paper_words(page: IssuePage) -> str:
    """The text of the page that is shown now."""
    pdf = page.paper.preview._pdf
    return _text(pdf) if pdf else ""


def _text(pdf: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


def words(page: IssuePage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def fill_in(qtbot: QtBot, *, document: str = GOOD_ID) -> int:
    """A known unit by keyboard alone; how many keys were pressed beside the text itself."""
    texts = ("3-1202", "", "张三丰", document, "13800138000", "粤BD12345", "", "双门冰箱")
    type_in(qtbot, *texts)
    return len(texts)


def test_known_unit_from_the_first_key_to_the_saved_slip(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    pressed = 1 + fill_in(qtbot)  # F2 opened the page
    key(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: bool(opened))
    assert pressed + 1 <= 12
    record = records.load(session, opened[0])
    assert record is not None
    assert record.number == "FX-2026-000001"
    assert record.values["unit"] == "3-1202"
    assert record.values["owner"] == {"name": "欧阳龑"}
    assert record.values["applicant"] == "业主"
    assert record.values["carrier"] == {"name": "张三丰"}
    assert record.values["carrier_id"] == {"kind": "居民身份证", "number": GOOD_ID}
    assert record.values["plate"] == "粤BD12345"
    assert record.values["goods"] == [{"name": "双门冰箱", "measure": "件", "quantity": 1}]
    assert record.issued_by.no == "1003"


def test_enter_skips_what_the_unit_already_says(qtbot: QtBot, page: IssuePage) -> None:
    assert page.form is not None
    type_in(qtbot, "3-1202")
    assert focused() is page.form.inputs["applicant"].focusProxy()


def test_enter_at_the_end_saves(
    qtbot: QtBot, page: IssuePage, opened: list[str]
) -> None:
    fill_in(qtbot)
    type_in(qtbot, "", "", "", "")
    assert focused() is button(page, "save_and_print")
    key(qtbot, Key.Key_Return)
    assert opened == ["FX-2026-000001"]


def test_unit_card_and_arrears_as_soon_as_the_unit_is_left(qtbot: QtBot, page: IssuePage) -> None:
    assert words(page, "unit_people") == WAITING
    type_in(qtbot, "3栋1202")
    assert words(page, "unit_name") == "3 栋 1202"
    assert words(page, "unit_arrears") == "欠物业费 2 个月 ¥612.00，截至 11-21"
    people = words(page, "unit_people")
    assert "欧阳龑" in people and "139****2211" in people and "陈晓彤" in people
    assert "13900002211" not in people
    assert page.form is not None and "欠物业费 2 个月" in page.form.inputs["unit"].message()


def test_everything_wrong_comes_at_once_and_nothing_is_lost(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    assert page.form is not None
    type_in(qtbot, "3-1202", "2", "张三丰", "11010519491231002")
    key(qtbot, Key.Key_F9)
    goods = page.form.inputs["goods"]
    qtbot.waitUntil(lambda: goods.message() == "请至少填写一行物品")
    assert page.form.inputs["carrier_id"].message() == "身份证号应为 18 位，现有 17 位"
    assert page.form.inputs["consent"].message() == "请选择业主同意"
    assert words(page, "still_wrong").endswith("处待改")
    assert page.form.inputs["carrier_id"].isAncestorOf(focused())
    assert page.form.values()["carrier"] == {"name": "张三丰"}
    assert opened == [] and records.load(session, "FX-2026-000001", missing_ok=True) is None


def test_mending_counts_down_and_saves(
    qtbot: QtBot, page: IssuePage, opened: list[str]
) -> None:
    assert page.form is not None
    fill_in(qtbot, document="11010519491231002")
    assert words(page, "still_wrong") == "1 处待改"
    page.form.inputs["carrier_id"].enter()
    key(qtbot, Key.Key_End)
    put(qtbot, "X")
    assert words(page, "still_wrong") == ""
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(opened))


def test_a_field_is_judged_when_left_but_nothing_is_asked_for_early(
    qtbot: QtBot, page: IssuePage
) -> None:
    assert page.form is not None
    type_in(qtbot, "3-1202", "", "张三丰", "123")
    assert page.form.inputs["carrier_id"].message() == "身份证号应为 18 位，现有 3 位"
    assert "请" not in page.form.inputs["goods"].message()
    assert words(page, "still_wrong") == "1 处待改"


def test_unknown_unit_is_refused(qtbot: QtBot, page: IssuePage, opened: list[str]) -> None:
    assert page.form is not None
    type_in(qtbot, "9-9999", "", "", "张三丰", GOOD_ID, "", "", "", "冰箱")
    assert words(page, "unit_arrears") == "房产表里没有"
    assert page.form.inputs["unit"].message() == "房产表里没有 9-9999 这个房号，请核对"
    page.save(and_print=False)
    assert focused() is page.form.inputs["unit"].focusProxy()
    assert opened == []


def test_the_page_that_will_print_follows_the_typing(qtbot: QtBot, page: IssuePage) -> None:
    qtbot.waitUntil(lambda: "物品放行条" in paper_words(page).replace(" ", ""))
    assert "欧阳龑" not in paper_words(page)
    type_in(qtbot, "3-1202", "", "张三丰")
    qtbot.waitUntil(lambda: "欧阳龑" in paper_words(page) and "张三丰" in paper_words(page))
    assert "No." not in paper_words(page)


def test_copy_tabs_show_the_other_copies(qtbot: QtBot, page: IssuePage) -> None:
    qtbot.waitUntil(lambda: page.paper.preview.image.isNull() is False)
    white = page.paper.preview.image.pixelColor(4, 4).name()
    key(qtbot, Key.Key_F7)
    qtbot.waitUntil(lambda: page.paper.preview.image.pixelColor(4, 4).name() != white)
    assert page.paper.copy == 2
    assert page.paper.preview.image.pixelColor(4, 4).name().upper() == "#FFE0E6"


def test_what_was_typed_comes_back_after_leaving(
    qtbot: QtBot, session: Session, page: IssuePage
) -> None:
    type_in(qtbot, "3-1202", "", "张三丰")
    assert page.leave()
    again = IssuePage(session)
    shown(qtbot, again)
    again.start("FX")
    assert again.form is not None
    assert again.form.values()["carrier"] == {"name": "张三丰"}
    assert "已恢复 10:42 没写完的单" in _banner(again)
    assert words(again, "unit_name") == "3 栋 1202"


def test_it_is_kept_by_itself_when_she_pauses(
    qtbot: QtBot, session: Session, page: IssuePage
) -> None:
    put(qtbot, "3-1202")
    assert drafts.load(session, "FX") is None
    qtbot.waitUntil(lambda: drafts.load(session, "FX") is not None, timeout=4000)
    kept = drafts.load(session, "FX")
    assert kept is not None and kept[1] == {"unit": "3-1202"}


def test_thrown_away_and_brought_back_by_the_same_key(
    qtbot: QtBot, session: Session, page: IssuePage
) -> None:
    assert page.form is not None
    type_in(qtbot, "3-1202", "", "张三丰")
    typed = page.form.values()
    key(qtbot, Key.Key_D, Held.ControlModifier, Held.ShiftModifier)
    assert page.form.values() == {} and "已丢弃" in _banner(page)
    assert drafts.load(session, "FX") is None
    key(qtbot, Key.Key_D, Held.ControlModifier, Held.ShiftModifier)
    assert page.form.values() == typed


def test_a_full_disk_is_told_until_the_draft_is_kept_again(
    qtbot: QtBot, page: IssuePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(qtbot, "3-1202")

    def full(*told: object) -> int:
        raise Environment("disk", DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "save", full)
        assert not page.draft.keep() and page.banner.isVisibleTo(page)
    assert page.draft.keep() and not page.banner.isVisibleTo(page)


def test_draft_goes_into_the_record(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    fill_in(qtbot)
    assert page.leave() and drafts.load(session, "FX") is not None
    page.save(and_print=False)
    page.save(and_print=False)  # F9 twice
    assert len(opened) == 1 and page.leave() and drafts.load(session, "FX") is None
    qtbot.waitUntil(lambda: page.form is not None and page.form.values() == {})
    assert page.leave() and drafts.load(session, "FX") is None


def test_a_started_form_is_put_aside_for_another_and_comes_back(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    """Nothing is asked and nothing is lost, not even by a crash."""
    assert page.form is not None
    type_in(qtbot, "3-1202", "", "张三丰")
    first = page.form.values()
    page.start("FX", FX | {COPIED_FROM: issued(session)})
    assert page.form.values()["carrier"]["name"] == FX["carrier"]
    assert "另一张没写完的已留作草稿" in _banner(page)
    page.leave()
    again = IssuePage(session)
    shown(qtbot, again)
    again.record_opened.connect(opened.append)
    again.start("FX")
    assert again.form is not None
    key(qtbot, Key.Key_D, Held.ControlModifier, Held.ShiftModifier)
    assert again.form.values() == first
    key(qtbot, Key.Key_D, Held.ControlModifier, Held.ShiftModifier)
    assert "goods" in again.form.values()
    again.save(and_print=False)
    copied = session.store.value(
        "SELECT copied_from FROM record WHERE number = ?", (opened[-1],)
    )
    assert copied is not None
    again.start("FX")
    assert again.form.values() == first and "已恢复" in _banner(again)


@pytest.mark.parametrize("gives_up", [True, False])
def test_a_third_one_asks_before_the_second_is_lost(
    qtbot: QtBot, page: IssuePage, monkeypatch: pytest.MonkeyPatch, gives_up: bool
) -> None:
    assert page.form is not None
    type_in(qtbot, "3-1202", "", "张三丰")
    asked: list[str] = []

    def answer(parent: object, title: str, *rest: object, **more: object) -> bool:
        asked.append(title)
        return gives_up

    monkeypatch.setattr(dialogs, "confirm", answer)
    page.start("FX", {"unit": "3-301"})
    assert asked == []
    page.start("FX", {"unit": "3-302"})
    assert asked == ["已有两张没写完的物品放行条"]
    assert page.form.values()["unit"] == ("3-302" if gives_up else "3-301")
    key(qtbot, Key.Key_D, Held.ControlModifier, Held.ShiftModifier)
    assert page.form.values()["unit"] == "3-1202" and "carrier" in page.form.values()


def test_like_the_last_one_fills_only_what_is_empty(
    qtbot: QtBot, session: Session, page: IssuePage
) -> None:
    assert page.form is not None
    issued(session)
    page.start("FX")
    put(qtbot, "3-301")
    key(qtbot, Key.Key_D, Held.ControlModifier)
    qtbot.waitUntil(lambda: "carrier" in page.form.values())
    typed = page.form.values()
    assert typed["unit"] == "3-301"
    assert typed["carrier"] == {"name": "张三丰"} and typed["applicant"] == "租户"
    assert "carrier_id" not in typed
    assert [line["name"] for line in typed["goods"]] == ["双门冰箱", "纸箱（衣物、书籍）"]


def test_copied_record_is_linked(session: Session, page: IssuePage, opened: list[str]) -> None:
    first = issued(session)
    values = dict(FX)
    page.start("FX", {**values, COPIED_FROM: first})
    page.save(and_print=False)
    rows = session.store.rows(
        "SELECT o.number FROM record n JOIN record o ON o.id = n.copied_from WHERE n.number = ?",
        (opened[0],),
    )
    assert rows == [(first,)]


def test_without_a_printer_the_slip_is_saved_and_waits_for_paper(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str],
    said: list[tuple[str, str]],
) -> None:  # fmt: skip
    fill_in(qtbot)
    page.save(and_print=True)
    qtbot.waitUntil(lambda: any("没有可用的打印机" in line for line, _ in said))
    assert said[-1][1] == "warn"
    assert prints.unprinted(session) == opened == ["FX-2026-000001"]


def test_three_copies_reach_the_printer(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str],
    said: list[tuple[str, str]], cups: Server,
) -> None:  # fmt: skip
    printer.choose(session, "laser")
    fill_in(qtbot)
    page.save(and_print=True)
    qtbot.waitUntil(lambda: any("已送打印机" in line for line, _ in said[1:]), timeout=20000)
    assert said[-1] == ("FX-2026-000001 已保存，3 联已送打印机", "good")
    record = records.load(session, opened[0])
    assert record is not None
    (log,) = prints.log(session, record)
    assert (log.outcome, log.queue) == ("已送打印机", "laser")
    pages = PdfReader(io.BytesIO(cups.arrived(log.job or ""))).pages
    assert len(pages) == 3
    assert all("FX-2026-000001" in sheet.extract_text() for sheet in pages)


def test_printer_without_the_paper_leaves_a_valid_slip(
    qtbot: QtBot, session: Session, page: IssuePage, said: list[tuple[str, str]], cups: Server
) -> None:
    printer.choose(session, "letter")
    fill_in(qtbot)
    page.save(and_print=True)
    qtbot.waitUntil(lambda: said[-1][1] == "warn" and "还没出纸" in said[-1][0], timeout=20000)
    assert prints.unprinted(session) == ["FX-2026-000001"]


def test_a_store_that_cannot_be_written_keeps_the_typing(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    assert page.form is not None
    fill_in(qtbot)
    typed = page.form.values()
    session.store.db.execute_sql("PRAGMA busy_timeout = 0")
    other = Store.open(session.store.folder, session.dek, check=False)
    with other.write():
        page.save(and_print=False)
        assert "另一个程序正在写数据" in _banner(page)
        assert opened == [] and page.form.values() == typed
    other.close()
    page.save(and_print=False)
    assert opened == ["FX-2026-000001"]


def test_a_form_nobody_ships_goes_through(
    qtbot: QtBot, session: Session, page: IssuePage, opened: list[str]
) -> None:
    page.start("LS")
    assert page.form is not None
    type_in(qtbot, "3-1202", "李四 13900001111", "2", "1,860.5")
    assert focused() is button(page, "save_and_print")
    qtbot.waitUntil(lambda: "乙架" in paper_words(page))
    key(qtbot, Key.Key_Return)
    assert opened == ["LS-2026-000001"]
    record = records.load(session, "LS-2026-000001")
    assert record is not None
    assert dict(record.values) == {
        "room": "3-1202", "keeper": {"name": "李四", "phone": "13900001111"},
        "shelf": "乙架", "worth": 186050,
    }  # fmt: skip


def _banner(page: IssuePage) -> str:
    return " ".join(part.text() for part in page.banner.findChildren(QLabel))


def test_closing_right_after_saving_leaves_the_printer_alone(
    qtbot: QtBot, session: Session, page: IssuePage, said: list[tuple[str, str]]
) -> None:
    fill_in(qtbot)
    page.save(and_print=True)
    session.store.close()
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: not page.press.children())  # nobody waits for an answer any more
    assert raised == [] and len(said) == 1
