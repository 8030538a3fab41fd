"""The file of a unit, a person or a vehicle in the real window, by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import records, search
from db.filed import Subject
from db.session import member
from forms import FORMS
from tests.views.page_desk import FX, acting, button
from tests.views.window_desk import (
    DESK, GUARD, HEAD, demo_folder, focused, log_in, open_window, press, type_words,
)  # fmt: skip
from ui import dialogs
from views.estate import EstatePage
from views.file import FilePage
from views.form_picker import FormPicker
from views.issue import IssuePage
from views.record import RecordPage
from views.search_box import SearchBox
from views.shell import Shell
from views.window import Window

Key, Held = Qt.Key, Qt.KeyboardModifier
TENANT = {"unit": "3-1202", "carrier": "陈晓彤"}


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Window:
    return open_window(qtbot, demo_folder(tmp_path), FORMS)


@pytest.fixture
def shell(qtbot: QtBot, window: Window) -> Shell:
    return log_in(qtbot, window, DESK)


def issue(shell: Shell, **other: Any) -> str:
    """A slip of 3-1202 carried by its tenant."""
    session = acting(shell.session, DESK)
    return records.issue(session, "FX", FX | TENANT | other).record.number


def find(qtbot: QtBot, window: Window, shell: Shell, words: str) -> FilePage:
    """Ctrl+K, the words, Enter: the file that opens."""
    press(qtbot, window, Key.Key_K, Held.ControlModifier)
    type_words(qtbot, window, words)
    box = focused(window)
    assert isinstance(box, SearchBox)
    qtbot.waitUntil(lambda: not box.searching.waiting)
    press(qtbot, window, Key.Key_Return)
    return at_file(qtbot, shell)


def at_file(qtbot: QtBot, shell: Shell) -> FilePage:
    """The file, once it is read."""
    qtbot.waitUntil(lambda: isinstance(shell.current, FilePage))
    page = shell.current
    assert isinstance(page, FilePage)
    qtbot.waitUntil(lambda: not page._soon.isActive())
    qtbot.waitUntil(lambda: page.found is not None and page.found.subject == page.subject)
    qtbot.waitUntil(lambda: not page.lister.waiting and not page._newest.waiting)
    return page


def rows(page: FilePage) -> list[tuple[Any, ...]]:
    """The lines of the long list."""
    return [page.model.known()[at] for at in range(page.count)]


def entry(qtbot: QtBot, shell: Shell) -> dict[str, Any]:
    """What stands in the form that was opened."""
    qtbot.waitUntil(lambda: isinstance(shell.current, IssuePage))
    page = shell.current
    assert isinstance(page, IssuePage) and page.form is not None
    return page.form.values()


def words(page: FilePage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def test_from_the_search_to_a_form_about_the_unit(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """Its facts, what is in hand on top, all of it under that; one digit opens the form."""
    number = issue(shell)
    page = find(qtbot, window, shell, "3-1202")
    assert words(page, "file_title") == "3 栋 1202" and "121 ㎡" in words(page, "file_facts")
    assert "612.00" in words(page, "file_arrears")
    assert [row[1] for row in page.kin.list.model.rows] == ["欧阳龑", "陈晓彤"]
    assert [row[-1] for row in page.matters.list.model.rows] == [number]
    assert [row[-1] for row in rows(page)] == [number]
    assert focused(window) is page.matters.list.list
    press(qtbot, window, Key.Key_1)
    assert page.next.forms[0].code == "FX"
    assert entry(qtbot, shell)["unit"] == "3-1202"
    press(qtbot, window, Key.Key_Escape)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1202")


def test_a_person_with_name_and_phone_into_the_form(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    """The tenant's slips, not the owner's; the form begins with unit, name and phone."""
    mine, others = issue(shell), issue(shell, carrier="张三丰")
    page = find(qtbot, window, shell, "陈晓彤")
    assert words(page, "file_facts").startswith("138 0013 8000")
    assert [row[-1] for row in rows(page)] == [mine] != [others]
    press(qtbot, window, Key.Key_1)
    typed = entry(qtbot, shell)
    assert (typed["unit"], typed["carrier"], typed["phone"]) == (
        "3-1202", {"name": "陈晓彤"}, "13800138000"
    )  # fmt: skip


def test_a_vehicle_with_its_plate_into_the_form(
    qtbot: QtBot, window: Window, shell: Shell
) -> None:
    with shell.session.store.write() as db:
        db.execute_sql(
            "INSERT INTO vehicle(plate, unit_id) SELECT '粤BD12345', id FROM unit"
            " WHERE label = '3-1202'"
        )
        search.refresh(shell.session.store, plates=["粤BD12345"])
    number = issue(shell)
    page = find(qtbot, window, shell, "D12345")
    assert words(page, "file_title") == "粤B·D12345"
    assert [row[-1] for row in rows(page)] == [number]
    press(qtbot, window, Key.Key_1)
    typed = entry(qtbot, shell)
    assert (typed["unit"], typed["plate"]) == ("3-1202", "粤BD12345")


def test_f2_picks_any_form_prefilled(qtbot: QtBot, window: Window, shell: Shell) -> None:
    find(qtbot, window, shell, "陈晓彤")
    press(qtbot, window, Key.Key_F2)
    qtbot.waitUntil(lambda: isinstance(shell.current, FormPicker))
    type_words(qtbot, window, "维修单")
    press(qtbot, window, Key.Key_Return)
    typed = entry(qtbot, shell)
    assert (typed["unit"], typed["reporter"]["name"]) == ("3-1202", "陈晓彤")


def test_from_file_to_file_and_back(qtbot: QtBot, window: Window, shell: Shell) -> None:
    """Enter on who belongs to it; Esc leads back, to each of them once, then to where one was."""
    shell.go("work")
    page = find(qtbot, window, shell, "3-1202")
    page.kin.list.list.setFocus()
    page.kin.list.list.go(1)
    press(qtbot, window, Key.Key_Return)
    assert at_file(qtbot, shell).found is not None and page.found is not None
    assert page.found.title == "陈晓彤"
    page.kin.list.list.setFocus()
    press(qtbot, window, Key.Key_Return)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1202")
    press(qtbot, window, Key.Key_Escape)
    back = at_file(qtbot, shell).subject
    assert back is not None and back.kind == "person"
    press(qtbot, window, Key.Key_Escape)
    assert shell.current is shell.page("work")


def test_f6_is_the_whole_unit(qtbot: QtBot, window: Window, shell: Shell) -> None:
    """From a half typed form and back to it; from a record; from the file on to the estate."""
    number = issue(shell)
    shell.issue("FX", {"unit": "3-1202"})
    press(qtbot, window, Key.Key_F6)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1202")
    press(qtbot, window, Key.Key_Escape)
    assert entry(qtbot, shell)["unit"] == "3-1202"
    shell.show_record(number)
    assert isinstance(shell.current, RecordPage)
    press(qtbot, window, Key.Key_F6)
    at_file(qtbot, shell)
    press(qtbot, window, Key.Key_F6)
    page = shell.page("estate")
    assert isinstance(page, EstatePage)
    qtbot.waitUntil(lambda: page.isVisible() and page.label == "3-1202")
    qtbot.waitUntil(lambda: page.view.place is not None)
    press(qtbot, window, Key.Key_F8)
    assert at_file(qtbot, shell).subject == Subject("unit", "3-1202")


def test_narrowed_to_a_kind_and_to_words(qtbot: QtBot, window: Window, shell: Shell) -> None:
    """A digit in the box of kinds chooses a kind and opens no form."""
    slips = [issue(shell), issue(shell, goods=[{"name": "钢琴", "quantity": 1, "measure": "台"}])]
    session = acting(shell.session, DESK)
    visit = records.issue(session, "WX", {
        "unit": "3-1202", "reporter": "陈晓彤", "phone": "13800138000",
        **{key: one for key, one in example_of(shell, "WX").items()
           if key not in ("unit", "reporter", "phone")},
    }).record.number  # fmt: skip
    page = find(qtbot, window, shell, "3-1202")
    assert [row[-1] for row in rows(page)] == [visit, *reversed(slips)]
    page.which.setFocus()
    press(qtbot, window, Key.Key_2)
    qtbot.waitUntil(lambda: page.count == 2)
    assert shell.current is page and [row[-1] for row in rows(page)] == list(reversed(slips))
    page.text.setFocus()
    type_words(qtbot, window, "钢琴")
    qtbot.waitUntil(lambda: page.count == 1)
    assert rows(page)[0][-1] == slips[1] and "共 3" in words(page, "file_count")
    type_words(qtbot, window, "没有")
    qtbot.waitUntil(lambda: page.count == 0)
    assert shell.current is page


def example_of(shell: Shell, code: str) -> dict[str, Any]:
    """Values that can be issued."""
    from db.example import example

    return example(shell.session, code)


def test_what_is_issued_elsewhere_appears(qtbot: QtBot, window: Window, shell: Shell) -> None:
    first = issue(shell)
    page = find(qtbot, window, shell, "3-1202")
    second = issue(shell)
    page.refresh()
    qtbot.waitUntil(lambda: page.count == 2 and len(page.model.known()) == 2)
    qtbot.waitUntil(lambda: [row[-1] for row in rows(page)] == [second, first])


def test_who_sees_no_numbers(qtbot: QtBot, window: Window) -> None:
    """A guard reads them masked, prints nothing, and gets a person's records by the unit."""
    shell = log_in(qtbot, window, GUARD)
    theirs = issue(shell, carrier="张三丰")
    page = find(qtbot, window, shell, "陈晓彤")
    told = words(page, "file_facts")
    assert "138****8000" in told and "已遮住" in told and "各户的单" in told
    assert [row[-1] for row in rows(page)] == [theirs]
    assert page.printing.buttons == []


def journal(shell: Shell) -> list[Any]:
    """What the journal says of files that left."""
    found = shell.session.store.rows(
        "SELECT subject, body FROM journal WHERE action = 'export.file' ORDER BY seq"
    )
    return [(subject, json.loads(body)) for subject, body in found]


def test_one_page_as_pdf_masked_unless_asked(
    qtbot: QtBot, window: Window, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No printer here, so Ctrl+P asks for a file; whole numbers only with a reason and a second
    person, both printed on it."""
    out = tmp_path / "档案"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked: out)
    page = find(qtbot, window, shell, "3-1202")
    press(qtbot, window, Key.Key_P, Held.ControlModifier)
    qtbot.waitUntil(lambda: len(journal(shell)) == 1)
    assert "138****8000" in text_of(out) and "13800138000" not in text_of(out)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *asked, **more: None)
    button(page, "print_full").click()
    monkeypatch.setattr(dialogs, "ask_reason", lambda *asked, **more: "公安查询")
    second = member(shell.session.store, "1001")
    monkeypatch.setattr("views.second.ask", lambda page, session, error, then, also: then(second))
    qtbot.waitUntil(lambda: not page.printing._busy)
    button(page, "print_full").click()
    qtbot.waitUntil(lambda: len(journal(shell)) == 2)
    told = text_of(out)
    assert "13800138000" in told and "1001刘志远批准" in told and "理由：公安查询" in told
    (_, masked), (whose, full) = journal(shell)
    assert (masked["kind"], masked["full"]) == ("pdf", False) and "second" not in masked
    assert whose == "unit 3-1202" and full["full"] and full["number"] in told
    assert (full["why"], full["second"]) == ("公安查询", "1001")


def text_of(out: Path) -> str:
    """The words of the one page, without spaces."""
    import pypdfium2

    with pypdfium2.PdfDocument(out.with_suffix(".pdf")) as pdf:
        assert len(pdf) == 1
        return "".join(pdf[0].get_textpage().get_text_bounded().split())


def test_what_is_no_longer_there(qtbot: QtBot, window: Window) -> None:
    """It is said in the place of the file, and Esc leads away."""
    shell = log_in(qtbot, window, HEAD)
    shell.opening.file(Subject("person", "999999"))
    page = shell.current
    assert isinstance(page, FilePage)
    qtbot.waitUntil(lambda: page.broken.isVisible())
    said = [one.text() for one in page.broken.findChildren(QLabel)]
    assert "这个人的登记已经不在了" in said and page.found is None
    press(qtbot, window, Key.Key_Escape)
    assert shell.current is shell.page("work")
