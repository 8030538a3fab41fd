"""A slot in the window: the clash beside the hours as they are typed, on the record afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import office, records
from db.session import Session
from tests.views.page_desk import FX, acting, button, focused, issued, shown
from ui.parts import Banner
from views.issue import IssuePage
from views.record import RecordPage

SAID = "11-21 9:00—11:00 货梯已有 FX-2026-000001（3-1202）"


def typed(**more: Any) -> dict[str, Any]:
    return {**FX, "unit": "3-1201", "applicant": "业主", "hours": "10-12", **more}


def beside(page: IssuePage, name: str) -> str:
    """What stands beside a field."""
    assert page.form is not None
    return " ".join(part.text() for part in page.form.inputs[name].findChildren(QLabel))


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> IssuePage:
    """The entry page, while another has the lift from nine to eleven."""
    issued(session, hours="9-11")
    made = IssuePage(session)
    shown(qtbot, made)
    made.start("FX")
    return made


def fill(page: IssuePage, **more: Any) -> None:
    """What was typed, and the field left."""
    assert page.form is not None
    page.form.set_values(typed(hours=None))
    box = page.form.inputs["hours"]
    box.set_value("")
    box.enter()
    for name, words in more.items():
        page.form.inputs[name].set_value(words)
    page._left("hours")


def test_a_clash_is_told_as_the_hours_are_left(qtbot: QtBot, page: IssuePage) -> None:
    """And no longer once another time or lift is said; it keeps nobody from saving."""
    fill(page, hours="10-12")
    assert SAID in beside(page, "hours")
    fill(page, hours="11-12")
    assert "已有" not in beside(page, "hours")
    fill(page, hours="10-12", stair="客梯")
    assert "已有" not in beside(page, "hours")
    numbers: list[str] = []
    page.record_opened.connect(numbers.append)
    fill(page, hours="10-12")
    page.save(and_print=False)
    assert numbers == ["FX-2026-000002"]


def test_the_office_may_refuse_it_there(qtbot: QtBot, session: Session, page: IssuePage) -> None:
    """Setting `slots`: not saved, nothing that was typed is lost."""
    with session.store.write():
        office.put(session.store, "slots", "block", 0, None)
    fill(page, hours="10-12")
    page.save(and_print=False)
    assert SAID in beside(page, "hours")
    assert page.form is not None and page.form.values()["hours"] == "10-12"
    assert session.store.value("SELECT count(*) FROM record") == 1


def test_keys_as_before_where_no_lift_is_needed(qtbot: QtBot, page: IssuePage) -> None:
    """Enter goes from the goods to the button."""
    assert page.form is not None
    page.form.set_values(typed(hours=None))
    page.form._step("goods", 1)
    assert focused() is button(page, "save_and_print")


def record_page(qtbot: QtBot, session: Session, number: str) -> RecordPage:
    made = RecordPage(session)
    shown(qtbot, made)
    made.show_record(number)
    return made


def banner(page: QWidget) -> Banner:
    found = page.findChild(Banner, "clash")
    assert found is not None
    return found


def test_the_record_says_it_and_leads_to_the_other(qtbot: QtBot, session: Session) -> None:
    """On both; gone when one of them is void."""
    first = issued(session, hours="9-11")
    second = records.issue(acting(session, "1003"), "FX", typed()).record.number
    page = record_page(qtbot, session, second)
    words = " ".join(one.text() for one in banner(page).findChildren(QLabel))
    assert banner(page).isVisible() and SAID in words
    asked: list[str] = []
    page.record_opened.connect(asked.append)
    banner(page).pressed.emit()
    assert asked == [first]
    page.show_record(first)
    assert banner(page).isVisible()
    records.act(acting(session, "1003"), second, "作废", {"why": "改日子"})
    page.refresh()
    assert not banner(page).isVisible()
    page.show_record(second)
    assert not banner(page).isVisible()


def test_a_record_without_a_clash_says_nothing(qtbot: QtBot, session: Session) -> None:
    page = record_page(qtbot, session, issued(session, hours="9-11"))
    assert not banner(page).isVisible()
