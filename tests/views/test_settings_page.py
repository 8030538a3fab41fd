"""The office settings on the real window, by keyboard: found, changed, refused, journalled."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db import choosing, drafts, office, records, renewing
from db.chosen_before import Changed
from db.session import Session, member
from forms.property.release import FX
from printing.pdf import draw
from tests.db.demo_desk import FX as SLIP
from tests.printing.slips import texts
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, demo_folder, focused, log_in, open_window, press, type_line, type_words,
)  # fmt: skip
from ui.input import Input
from ui.year import YearCalendar
from views import printouts
from views.settings import SettingsPage
from views.settings_days import DaysSheet
from views.settings_sheet import AT_ONCE, NEW_ONLY, RIGHTS, FieldSheet, said_of
from views.window import Window

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


@pytest.fixture
def page(qtbot: QtBot, window: Window) -> SettingsPage:
    """The administrator's page, reached by its key."""
    log_in(qtbot, window, ADMINISTRATOR)
    return reached(qtbot, window)


def reached(qtbot: QtBot, window: Window) -> SettingsPage:
    press(qtbot, window, Qt.Key.Key_F11, CONTROL)
    assert window.shell is not None
    found = window.shell.current
    assert isinstance(found, SettingsPage)
    qtbot.waitUntil(lambda: found.sheet is not None)
    return found


def store_of(window: Window) -> Session:
    assert window.session is not None
    return window.session


def go(qtbot: QtBot, window: Window, page: SettingsPage, words: str, key: str) -> None:
    """Find by typing and go in by Enter."""
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    page.filter.clear()
    type_words(qtbot, window, words)
    press(qtbot, window, Qt.Key.Key_Return)
    assert page.key == key


def box(page: SettingsPage, key: str) -> Input:
    sheet = page.sheet
    assert isinstance(sheet, FieldSheet)
    return sheet.form.inputs[key]


def typed_over(qtbot: QtBot, window: Window, words: str) -> None:
    """Instead of what stands in the field with the focus."""
    press(qtbot, window, Qt.Key.Key_A, CONTROL)
    type_words(qtbot, window, words)


def save(qtbot: QtBot, window: Window, page: SettingsPage) -> None:
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: not page._busy)


def marks(page: SettingsPage) -> dict[str, str]:
    return {row[2]: str(row[1]) for row in page.model.rows if str(row[1])}


def test_the_office_s_name_is_changed_and_printed_at_once(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    """On the rail, in the head of papers of records old and new, journalled with old and new."""
    session = store_of(window)
    who = choosing.chosen(session, choosing.parts(session)["单位"]).values["name"]
    made = records.issue(
        session.acting_as(member(session.store, DESK)), "FX", SLIP
    ).record
    go(qtbot, window, page, "单位名称", "单位")
    assert box(page, "name").isAncestorOf(focused(window))
    typed_over(qtbot, window, "碧水湾管理处")
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: page.history.words == [f"单位名称　{who} → 碧水湾管理处"])
    assert office.setting(session.store, "office.name") == "碧水湾管理处"
    seen = texts(draw(printouts.document(session, made, FX.papers[0])))
    assert all("碧水湾管理处" in text and who not in text for text in seen)
    rail = window.findChild(QLabel, "office_name")
    assert isinstance(rail, QLabel)
    qtbot.waitUntil(lambda: rail.text() == "碧水湾管理处")


def test_a_form_s_choices_are_typed_marked_and_saved(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    go(qtbot, window, page, "有效期至", "FX")
    typed_over(qtbot, window, "3天到24:00")
    assert box(page, "validity").message() == "已改，原定：当天 24:00"
    assert marks(page)["FX"] == "未保存"
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: marks(page).get("FX") == "改过 1")
    form = store_of(window).form("FX")
    assert form.validity is not None and form.validity.span is not None
    assert (form.validity.span.days, form.validity.span.end_of_day) == (3, True)
    assert page.sheet is not None and not page.sheet.is_dirty


def test_one_field_goes_back_to_its_default(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    go(qtbot, window, page, "有效期至", "FX")
    typed_over(qtbot, window, "5 天")
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: marks(page).get("FX") == "改过 1")
    go(qtbot, window, page, "有效期至", "FX")
    press(qtbot, window, Qt.Key.Key_F8)
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: "FX" not in marks(page))
    assert office.own(store_of(window).store, "form.FX") is None


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    go(qtbot, window, page, "谁可以开单", "FX")
    typed_over(qtbot, window, "前台、保安队")
    save(qtbot, window, page)
    one = box(page, "issued_by")
    assert one.message() == "没有“保安队”这个岗位"
    assert one.value() == "前台、保安队"
    assert office.own(store_of(window).store, "form.FX") is None
    assert window.shell is not None and window.shell.notice.isVisible()
    press(qtbot, window, Qt.Key.Key_R, CONTROL)
    assert "保安队" not in str(one.value()) and "FX" not in marks(page)
    assert not window.shell.notice.isVisible()


def test_what_is_half_typed_comes_back_after_leaving(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    """Kept as a draft, also wrong words; thrown away once saved."""
    go(qtbot, window, page, "有效期至", "FX")
    typed_over(qtbot, window, "七八天")
    assert page.leave()
    found = drafts.load(store_of(window), "@settings")
    assert found is not None and found[1]["FX"]["validity"] == "七八天"
    again = SettingsPage(store_of(window))
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: "FX" in again.sheets)
    sheet = again.sheets["FX"]
    assert isinstance(sheet, FieldSheet) and sheet.form.values()["validity"] == "七八天"
    typed_over(qtbot, window, "7 天")
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: marks(page).get("FX") == "改过 1")
    assert page.leave() and drafts.load(store_of(window), "@settings") is None


def test_copies_change_places_and_colours(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    go(qtbot, window, page, "各联", "FX")
    press(qtbot, window, Qt.Key.Key_Down, CONTROL)
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: marks(page).get("FX") == "改过 1")
    assert [one.name for one in store_of(window).form("FX").copies] == ["门岗", "存根", "业户"]


def test_holidays_are_pasted_seen_and_renew_the_deadlines(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    go(qtbot, window, page, "假日", "holidays")
    sheet = page.sheet
    assert isinstance(sheet, DaysSheet)
    type_words(qtbot, window, "11-23 至 11-24 放假")
    calendar = window.findChild(YearCalendar, "year_calendar")
    assert isinstance(calendar, YearCalendar)
    assert calendar.days == {"2026-11-23": True, "2026-11-24": True}
    press(qtbot, window, Qt.Key.Key_Right, ALT)
    year = window.findChild(QLabel, "holiday_year")
    assert isinstance(year, QLabel) and year.text() == "2027 年"
    type_words(qtbot, window, "元旦放假")
    assert "没有写是哪天" in sheet.box.message() and calendar.days == {}
    save(qtbot, window, page)
    assert sheet.box.value() == "元旦放假" and choosing.days_off(store_of(window)) == {}
    typed_over(qtbot, window, "1-1 放假")
    save(qtbot, window, page)
    session = store_of(window)
    qtbot.waitUntil(lambda: not renewing.pending(session.store))
    assert choosing.days_off(session) == {
        "2026-11-23": True, "2026-11-24": True, "2027-01-01": True,
    }  # fmt: skip


def test_the_list_finds_by_field_and_says_when_nothing_fits(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    type_words(qtbot, window, "监督电话")
    assert [row[2] for row in page.model.rows] == ["单位"]
    page.filter.clear()
    type_line(qtbot, window, "没有这种")
    assert not page.list.isVisible()


def test_groups_of_a_form_are_a_key_away(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    """Alt and a digit lead to the first field of a group, its heading at the top."""
    go(qtbot, window, page, "有效期至", "FX")
    sheet = page.sheet
    assert isinstance(sheet, FieldSheet)
    for digit, key in ((Qt.Key.Key_4, "musts"), (Qt.Key.Key_1, "title"), (Qt.Key.Key_5, "copies")):
        press(qtbot, window, digit, ALT)
        assert box(page, key).isAncestorOf(focused(window)), key
    heading = sheet.form.headings["copies"]
    assert heading.isVisible() and heading.visibleRegion().boundingRect() == heading.rect()


def test_it_is_said_from_when_a_choice_holds(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    assert said_of(page.parts["规矩"]) == NEW_ONLY
    assert said_of(page.parts["登录"]) == AT_ONCE
    assert said_of(page.parts["FX"]) == NEW_ONLY + RIGHTS


def test_what_is_called_otherwise_is_on_the_next_slip(
    qtbot: QtBot, window: Window, page: SettingsPage
) -> None:
    """Typed by keyboard, seen in the history, read on the new slip and not on the old one."""
    session = store_of(window)
    desk = session.acting_as(member(session.store, DESK))
    old = records.issue(desk, "FX", SLIP).record
    go(qtbot, window, page, "换个叫法", "FX")
    typed_over(qtbot, window, "栏目：运出人")
    press(qtbot, window, Qt.Key.Key_Return)
    type_words(qtbot, window, "搬运人")
    save(qtbot, window, page)
    qtbot.waitUntil(lambda: page.history.words == ["换个叫法　（空） → 栏目：运出人 搬运人"])
    new = records.issue(desk, "FX", {**SLIP, "unit": "1-102"}).record
    assert new.form.field("carrier").label == "搬运人"
    assert records.glance(desk, [old.id])[0].form.field("carrier").label == "运出人"
    seen = texts(draw(printouts.document(session, new, new.form.papers[0])))
    assert all("搬运人" in text and "运出人" not in text for text in seen)


def test_only_who_may_change_settings_finds_them(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, DESK)
    assert "settings" not in shell.places
    assert window.findChild(QPushButton, "go_settings") is None


def test_the_history_is_searched_by_person_day_and_words(qtbot: QtBot, page: SettingsPage) -> None:
    """Every word must be there; a line of a change that has others goes."""
    day = 1_795_228_920_000
    page.history.show_changes([
        Changed(day, "9001 沈毅", (("押金", "¥2,000.00", "¥3,000.00"), ("名称", "旧", "新"))),
        Changed(day - 86_400_000, "1001 刘志远", (("押金", "¥1,000.00", "¥2,000.00"),), "9001 沈毅"),
    ])
    heads = [one.text() for one in page.history.area.findChildren(QLabel, "changed_by")]
    assert [one.partition("　")[2] for one in heads] == ["9001 沈毅", "1001 刘志远，9001 沈毅 复核"]
    assert page.history.filter.isVisibleTo(page) and len(page.history.words) == 3
    page.history.filter.setText("押金 沈毅")
    assert page.history.words == [
        "押金　¥2,000.00 → ¥3,000.00", "押金　¥1,000.00 → ¥2,000.00",
    ]  # fmt: skip
    page.history.filter.setText("复核")
    assert page.history.words == ["押金　¥1,000.00 → ¥2,000.00"]
    page.history.filter.setText("11-20")
    assert page.history.words == ["押金　¥1,000.00 → ¥2,000.00"]
    page.history.filter.setText("没有的")
    assert page.history.words == []
