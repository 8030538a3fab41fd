"""The estate page on the real window, by keyboard: enter, mend, move, join, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import drafts, estate, example, indexing, records
from db.estate import Place, Resident
from db.session import Session
from forms.property.deposit import JC
from forms.property.release import FX
from tests.views.window_desk import (
    ADMINISTRATOR, DESK, GUARD, demo_folder, focused, log_in, open_window, press, type_line,
    type_words,
)  # fmt: skip
from ui.line import Line
from views import estate_list
from views.estate import EstatePage
from views.estate_import import EstateImportPage
from views.estate_join import JoinPanel
from views.estate_panel import TaskPanel
from views.form_picker import FormPicker
from views.issue import IssuePage
from views.record import RecordPage
from views.shell import Shell
from views.window import Window

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ID = "11010519491231002X"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path))


@pytest.fixture
def shell(qtbot: QtBot, window: Window) -> Shell:
    return log_in(qtbot, window, DESK)


@pytest.fixture
def page(qtbot: QtBot, window: Window, shell: Shell) -> EstatePage:
    """F6, then 3-1202 by typing it; the focus in its people."""
    press(qtbot, window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: isinstance(shell.current, EstatePage))
    return at(qtbot, window, shell, "3-1202")


def at(qtbot: QtBot, window: Window, shell: Shell, label: str) -> EstatePage:
    """The page at that unit, found by typing in the box at the left."""
    page = shell.current
    assert isinstance(page, EstatePage)
    page.units.enter()
    assert focused(window).objectName() == "estate_search"
    type_words(qtbot, window, label)
    qtbot.waitUntil(lambda: page.label == label)
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, page, label)
    return page


def settled(qtbot: QtBot, page: EstatePage, label: str = "3-1202") -> None:
    """What was asked for is shown."""
    qtbot.waitUntil(
        lambda: page.view.place is not None and page.view.place.unit.label == label
    )
    qtbot.waitUntil(page.view.people.list.hasFocus)


def place(page: EstatePage) -> Place:
    """What the page shows."""
    assert page.view.place is not None
    return page.view.place


def names(page: EstatePage) -> list[str]:
    """The people as listed."""
    return [row[0] for row in page.view.people.model.rows]


def told(page: EstatePage) -> str:
    """The history as listed."""
    return " ".join(row[3] for row in page.view.history.model.rows)


def task(page: EstatePage) -> TaskPanel:
    """What is being typed."""
    assert isinstance(page.panel, TaskPanel), page.panel
    return page.panel


def saved(qtbot: QtBot, page: EstatePage) -> None:
    """The change is written and what it did is shown."""
    asked = page._asked
    qtbot.waitUntil(lambda: page.panel is None and not page._busy and page._asked > asked - 1)
    qtbot.waitUntil(lambda: page.told.isVisible())


def words(page: EstatePage) -> str:
    """The line that tells of the change just made."""
    return " ".join(part.text() for part in page.told.findChildren(QLabel))


def button(page: QWidget, name: str) -> QPushButton:
    """The button of that object name."""
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


def somebody(session: Session, label: str, name: str, phone: str) -> Resident:
    """Another entry, written beside the window."""
    estate.move_in(session, estate.opened(session, label).unit, {
        "person": name, "role": "住户", "phone": phone
    })  # fmt: skip
    return next(one for one in estate.opened(session, label).residents if one.name == name)


def test_a_unit_shows_all_that_is_known(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    """Facts, people, arrears with their day, what is in hand; Enter on a record opens it."""
    values = {**example.example(shell.session, "FX"), "unit": "3-1202"}
    number = records.issue(shell.session, "FX", values).record.number
    page.refresh()
    qtbot.waitUntil(lambda: bool(place(page).open))
    assert page.view.title.text() == "3 栋 1202" and "㎡" in page.view.kind.text()
    assert page.view.owed.text() == "欠物业费 2 个月 ¥612.00，截至 11-21"
    assert [row[:3] for row in page.view.people.model.rows] == [
        ("欧阳龑", ("业主", "accent"), "139 0000 2211"), ("陈晓彤", ("租户", "good"), "138 0013 8000")
    ]  # fmt: skip
    page.view.records.list.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert isinstance(shell.current, RecordPage)
    assert shell.current.record is not None and shell.current.record.number == number


def test_a_tenant_is_entered_by_keyboard_alone(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """Enter from field to field and in the last it is written; all problems at once before."""
    press(qtbot, window, Qt.Key.Key_Insert)
    type_line(qtbot, window, "王五")
    type_line(qtbot, window, "租户")
    type_line(qtbot, window, "1351234")
    type_line(qtbot, window, ID[:-1] + "1")
    for said in ("夜班", "2026-11-02", "2026-11-01"):
        type_line(qtbot, window, said)
    inputs = task(page).form.inputs
    qtbot.waitUntil(lambda: inputs["phone"].wrong)
    assert {key for key, one in inputs.items() if one.wrong} == {"phone", "document", "until"}
    assert inputs["phone"].isAncestorOf(focused(window))
    inputs["phone"].set_value("13512345678")
    inputs["document"].set_value(ID)
    inputs["until"].set_value("")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: names(page) == ["欧阳龑", "陈晓彤", "王五"])
    assert page.view.resident() == place(page).residents[2]
    assert "登记住户" in words(page) and ID in page.view.told.text()
    assert "王五" in told(page)
    assert page.view.people.list.hasFocus()
    assert indexing.differences(page.session) == []


def test_what_is_half_typed_outlives_esc_and_another_unit(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_Insert)
    type_line(qtbot, window, "王五")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.panel is None and page.view.people.list.hasFocus()
    assert shell.current is page
    press(qtbot, window, Qt.Key.Key_Insert)
    assert task(page).form.values() == {"person": {"name": "王五"}}
    at(qtbot, window, shell, "1-101")
    assert page.panel is None
    press(qtbot, window, Qt.Key.Key_Insert)
    assert task(page).form.values() == {}
    at(qtbot, window, shell, "3-1202")
    press(qtbot, window, Qt.Key.Key_Insert)
    assert task(page).form.values() == {"person": {"name": "王五"}}
    assert any("接着" in one.text() for one in task(page).findChildren(QLabel))


def test_what_is_half_typed_outlives_the_program(
    qtbot: QtBot, tmp_path: Path, window: Window, page: EstatePage
) -> None:
    """Kept a second after the last key; a row changed meanwhile is noticed."""
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    task(page).form.inputs["note"].set_value("夜班")
    qtbot.waitUntil(lambda: drafts.load(page.session, "@estate") is not None)
    seen = place(page).residents[1]
    estate.mend(page.session, seen, {"person": "陈晓彤", "role": "租户", "phone": "13811112222"})
    folder = window.folder
    window.put_away()
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_F6)
    page = at(qtbot, window, shell, "3-1202")
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    assert task(page).form.values()["note"] == "夜班"
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: task(page).form.problem_count == 1)
    qtbot.waitUntil(lambda: task(page).task.seen == place(page).residents[1])
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: "备注：夜班" in page.view.told.text())
    assert drafts.load(page.session, "@estate") is None


def test_looking_without_typing_leaves_no_half_typed_thing(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert drafts.load(page.session, "@estate") is None
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    assert not task(page).task.half


def test_end_goes_to_the_last_unit_of_all_and_home_to_the_first(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """Those that were not read yet come beside the window, each once."""
    session, units = page.session, page.units
    every = [label for label, _, _ in estate.listed(session, limit=100_000)]
    units.box.clear()
    assert len(units.model.rows) < len(every)
    units.list.setFocus()
    press(qtbot, window, Qt.Key.Key_End)
    press(qtbot, window, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: (units.list.current_row() or ("",) * 3)[2] == every[-1])
    assert [row[2] for row in units.model.rows] == every
    press(qtbot, window, Qt.Key.Key_Home)
    assert (units.list.current_row() or ("",) * 3)[2] == every[0]
    units.box.setText("-")
    units.box.clear()
    assert len(units.model.rows) < len(every)
    units.list.setFocus()
    press(qtbot, window, Qt.Key.Key_End)
    press(qtbot, window, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: len(units.model.rows) == len(every))
    assert (units.list.current_row() or ("",) * 3)[2] == every[0], "who went on is not taken back"


def test_esc_in_the_search_box_empties_it_then_leaves(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    page.units.enter()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.units.box.text() == "" and shell.current is page
    press(qtbot, window, Qt.Key.Key_Escape)
    assert shell.current is not page


def test_enter_on_a_person_mends_and_what_was_there_is_kept(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Return)
    assert task(page).form.values() == {
        "person": {"name": "陈晓彤"}, "role": "租户", "phone": "13800138000"
    }  # fmt: skip
    task(page).form.inputs["phone"].set_value("13811112222")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: "138 1111 2222" in str(page.view.people.model.rows[1]))
    assert "138 0013 8000 → 138 1111 2222" in told(page)
    assert page.view.people.list.current_row()[0] == "陈晓彤"  # type: ignore[index]


def test_somebody_elses_change_is_not_overwritten_unseen(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """It is told and shown; what was typed stays, and writing again writes it."""
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_E, CONTROL)
    task(page).form.inputs["note"].set_value("夜班")
    seen = place(page).residents[1]
    estate.mend(page.session, seen, {"person": "陈晓彤", "role": "租户", "phone": "13811112222"})
    page.refresh()
    qtbot.waitUntil(lambda: "138 1111 2222" in str(page.view.people.model.rows[1]))
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: task(page).form.problem_count == 1)
    top = [one.text() for one in task(page).findChildren(QLabel)]
    assert any("刚改过这一条" in one for one in top)
    assert task(page).form.values()["note"] == "夜班"
    qtbot.waitUntil(lambda: task(page).task.seen == place(page).residents[1])
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: "备注：夜班" in page.view.told.text())


def test_moving_out_turns_grey_and_is_undone_by_one_key(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_M, CONTROL)
    type_line(qtbot, window, "2026-11-20")
    qtbot.waitUntil(lambda: not place(page).residents[1].here)
    model = page.view.people.model
    ink = [model.data(model.index(row, 0), Qt.ItemDataRole.ForegroundRole) for row in (0, 1)]
    assert ink[0] is None and ink[1] is not None
    assert page.view.count.text() == "1 位，以前 1 位"
    assert "撤销" in words(page)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: place(page).residents[1].here)
    assert "撤销：搬出" in words(page) and "Ctrl Z" not in words(page)


def test_vehicles_are_entered_mended_removed_and_brought_back(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_B, CONTROL)
    type_line(qtbot, window, "粤b12345")
    type_words(qtbot, window, "2")
    press(qtbot, window, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_Return)
    type_line(qtbot, window, "白色")
    qtbot.waitUntil(lambda: bool(place(page).cars))
    assert page.view.cars.model.rows[0][:3] == ("粤B·12345", "陈晓彤", "白色")
    page.view.cars.list.setFocus()
    press(qtbot, window, Qt.Key.Key_Return)
    assert task(page).form.values()["owner"] == "陈晓彤"
    press(qtbot, window, Qt.Key.Key_Escape)
    press(qtbot, window, Qt.Key.Key_Delete, CONTROL)
    qtbot.waitUntil(lambda: not place(page).cars)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: bool(place(page).cars))


def test_two_entries_of_one_person_are_joined(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """Those alike are offered; what differs is asked by 1 and 2; then they are one."""
    somebody(page.session, "1-101", "陈晓彤", "13511112222")
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_J, CONTROL)
    assert isinstance(page.panel, JoinPanel)
    assert [row[3] for row in page.panel.found.model.rows] == ["1-101 住户"]
    assert not button(page, "save").isEnabled()
    press(qtbot, window, Qt.Key.Key_Return)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    form = page.panel.form
    assert form is not None
    qtbot.waitUntil(lambda: form.problem_count == 1)
    type_line(qtbot, window, "2")
    qtbot.waitUntil(lambda: "135 1111 2222" in str(page.view.people.model.rows[1]))
    assert "另在 1-101 住户" in page.view.told.text()
    assert "并成一人" in words(page)


def test_joining_begins_again_when_an_entry_was_changed_meanwhile(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    """It is told over the page; both entries are as they were."""
    other = somebody(page.session, "1-101", "陈晓彤", "13511112222")
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_J, CONTROL)
    press(qtbot, window, Qt.Key.Key_Return)
    estate.mend(page.session, other, {"person": "陈晓丹", "role": "住户", "phone": "13511112222"})
    type_line(qtbot, window, "2")
    qtbot.waitUntil(lambda: page.panel is None)
    assert "刚改过这一条" in " ".join(one.text() for one in shell.notice.findChildren(QLabel))
    assert names(page) == ["欧阳龑", "陈晓彤"]


def test_another_entry_is_found_by_typing(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """One that has neither name nor phone in common; Esc leaves everything as it was."""
    somebody(page.session, "1-101", "陈小童", "13511112222")
    press(qtbot, window, Qt.Key.Key_J, CONTROL)
    panel = page.panel
    assert isinstance(panel, JoinPanel) and panel.found.model.rows == []
    type_words(qtbot, window, "cxt")
    qtbot.waitUntil(lambda: [row[0] for row in panel.found.model.rows] == ["陈晓彤", "陈小童"])
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.panel is None and names(page) == ["欧阳龑", "陈晓彤"]


def test_a_unit_is_entered_and_taken_away(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """It is shown at once; without people it can go, with them the button is not there."""
    assert not button(page, "remove_unit").isVisible()
    press(qtbot, window, Qt.Key.Key_N, CONTROL)
    type_line(qtbot, window, "3-1201")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: task(page).form.problem_count == 1)
    task(page).form.inputs["unit"].set_value("8栋101")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: page.view.title.text() == "8 栋 101")
    qtbot.waitUntil(lambda: [row[0] for row in page.units.model.rows] == ["8 栋 101"])
    assert page.view.people.nothing.isVisible()
    qtbot.waitUntil(button(page, "move_in").hasFocus)
    press(qtbot, window, Qt.Key.Key_Delete, CONTROL, SHIFT)
    qtbot.waitUntil(lambda: not page.view.isVisible())
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: page.view.isVisible() and page.view.title.text() == "8 栋 101")


def test_a_unit_is_mended(qtbot: QtBot, window: Window, page: EstatePage) -> None:
    """Its new number is shown, and found."""
    press(qtbot, window, Qt.Key.Key_E, CONTROL, SHIFT)
    task(page).form.inputs["unit"].set_value("3-1299")
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: page.view.title.text() == "3 栋 1299")
    assert names(page) == ["欧阳龑", "陈晓彤"]


def test_the_list_goes_on_as_one_scrolls_and_down_shows_the_next(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    """In the order of the building; the cursor's unit is shown when it rests."""
    page.units.box.clear()
    rows = page.units.model.rows
    assert [row[0] for row in rows[:2]] == ["1 栋 101", "1 栋 102"]
    assert len(rows) == estate_list.PIECE
    page.units.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(page.units.model.rows) == 2 * estate_list.PIECE)
    page.units.enter()
    press(qtbot, window, Qt.Key.Key_Down)
    press(qtbot, window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.view.title.text() == "1 栋 102")
    assert isinstance(focused(window), Line)


def test_a_unit_that_comes_in_between_leaves_the_cursor_where_it_is(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """Far down, also when more was read meanwhile."""
    page.units.box.clear()
    page.units.list.scrollToBottom()
    qtbot.waitUntil(lambda: len(page.units.model.rows) == 2 * estate_list.PIECE)
    page.units.list.go(150)
    label = page.units.model.rows[150][estate_list.LABEL]
    qtbot.waitUntil(lambda: page.label == label)
    estate.add_unit(page.session, {"unit": "1-1"})
    page.refresh()
    qtbot.waitUntil(lambda: page.units.model.rows[0][0] == "1 栋 1")
    row = page.units.list.current_row()
    assert row is not None and row[estate_list.LABEL] == label == page.label
    somebody(page.session, "1-1", "王五", "13512345678")
    page.refresh()
    qtbot.waitUntil(lambda: page.units.model.rows[0][1] == "王五")
    assert len(page.units.model.rows) == 2 * estate_list.PIECE


def test_a_hit_of_a_person_points_at_the_person(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    """By initials in the box at the left."""
    page.units.enter()
    type_words(qtbot, window, "cxt")
    qtbot.waitUntil(lambda: [row[0] for row in page.units.model.rows] == ["陈晓彤"])
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.resident() == place(page).residents[1])


def test_nothing_found_says_what_can_be_typed(
    qtbot: QtBot, window: Window, page: EstatePage
) -> None:
    page.units.enter()
    type_words(qtbot, window, "zzzz")
    qtbot.waitUntil(page.units.empty.isVisible)
    assert estate_list.NOTHING in [one.text() for one in page.units.empty.findChildren(QLabel)]


def test_a_form_for_the_unit(qtbot: QtBot, window: Window, shell: Shell, page: EstatePage) -> None:
    """F7: the only form at once."""
    press(qtbot, window, Qt.Key.Key_F7)
    current = shell.current
    assert isinstance(current, IssuePage) and current.form is not None
    assert current.form.values()["unit"] == "3-1202"
    assert shell.leave()


def test_the_form_for_the_unit_is_picked_where_there_are_several(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """F7, the form, and it knows the unit; F2 afterwards does not."""
    window = open_window(qtbot, demo_folder(tmp_path), (FX, JC))
    shell = log_in(qtbot, window, DESK)
    press(qtbot, window, Qt.Key.Key_F6)
    at(qtbot, window, shell, "3-1202")
    press(qtbot, window, Qt.Key.Key_F7)
    assert isinstance(shell.current, FormPicker)
    type_line(qtbot, window, "寄存")
    current = shell.current
    assert isinstance(current, IssuePage) and current.form is not None
    assert current.form.values()["unit"] == "3-1202"
    assert shell.leave()


def test_the_import_page_is_reached_from_here(
    qtbot: QtBot, window: Window, shell: Shell, page: EstatePage
) -> None:
    press(qtbot, window, Qt.Key.Key_I, CONTROL)
    qtbot.waitUntil(lambda: isinstance(shell.current, EstateImportPage))
    press(qtbot, window, Qt.Key.Key_Escape)
    assert shell.current is page


def test_a_guard_sees_numbers_hidden_and_no_verbs(qtbot: QtBot, window: Window) -> None:
    """Not even by key."""
    shell = log_in(qtbot, window, GUARD)
    press(qtbot, window, Qt.Key.Key_F6)
    page = at(qtbot, window, shell, "3-1202")
    assert page.view.people.model.rows[0][2] == "139****2211"
    assert button(page, "file").isVisible()
    for name in ({*page.view.buttons} - {"file"} | {"add_unit", "import_table"}):
        assert not button(page, name).isVisible(), name
    for key, held in ((Qt.Key.Key_Insert, ()), (Qt.Key.Key_E, (CONTROL,)), (Qt.Key.Key_Return, ())):
        press(qtbot, window, key, *held)
        assert page.panel is None


def test_the_administrator_imports_and_sees_no_residents(qtbot: QtBot, window: Window) -> None:
    shell = log_in(qtbot, window, ADMINISTRATOR)
    press(qtbot, window, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: isinstance(shell.current, EstateImportPage))
    assert "estate" not in shell.places
