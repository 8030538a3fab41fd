"""Offers in the real pages: found beside the window, taken by keyboard, in every form and act."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import records, search
from db.session import Session
from forms.acts import Act
from forms.fields import Field, Kind
from tests.views.page_desk import ODD, focused, issued, key, put, shown, type_in
from ui.form import FormWidget
from ui.offer_list import OfferList
from views.act_panel import ActPanel
from views.issue import IssuePage

Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> Iterator[IssuePage]:
    made = IssuePage(session)
    shown(qtbot, made)
    made.start("FX")
    yield made
    made.draft.rest()
    made.hide()
    qtbot.waitUntil(lambda: threads() == 0)


def threads() -> int:
    """Searching threads that live."""
    return sum(thread.name == "search" for thread in threading.enumerate())


def drop(form: FormWidget | None) -> OfferList:
    assert form is not None and form.offering is not None
    return form.offering.drop


def called(qtbot: QtBot, form: FormWidget | None) -> OfferList:
    """Down, until the list is there."""
    key(qtbot, Key.Key_Down)
    qtbot.waitUntil(drop(form).isVisible)
    return drop(form)


def typed(qtbot: QtBot, form: FormWidget | None, words: str) -> OfferList:
    """The words, until the list is there for all of them."""
    put(qtbot, words)
    assert form is not None and form.offering is not None
    searching = form.offering._source.searching
    qtbot.waitUntil(lambda: not searching.waiting)
    return drop(form)


def titles(found: OfferList) -> list[str]:
    return [one.title for one in found.offers()]


def values(page: IssuePage) -> dict[str, Any]:
    assert page.form is not None
    return page.form.values()


def test_a_unit_by_the_name_of_who_lives_there(qtbot: QtBot, page: IssuePage) -> None:
    """The label is put in and its card is shown at once."""
    found = typed(qtbot, page.form, "cxt")
    assert titles(found) == ["3 栋 1202"] and "陈晓彤" in found.words()[0]
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert values(page)["unit"] == "3-1202"
    assert page._facts.unit is not None and page._facts.unit.known


def test_residents_of_the_unit_fill_name_and_phone(qtbot: QtBot, page: IssuePage) -> None:
    """Two keys for both; hidden in the list."""
    type_in(qtbot, "3-1202", "")
    found = called(qtbot, page.form)
    assert titles(found) == ["欧阳龑", "陈晓彤"]
    assert "138****8000" in found.words()[1] and "13800138000" not in "".join(found.words())
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert values(page)["carrier"] == {"name": "陈晓彤"}
    assert values(page)["phone"] == "13800138000"


def test_a_stranger_is_typed_as_ever(qtbot: QtBot, page: IssuePage) -> None:
    """And Enter right after the last letter waits for nothing."""
    type_in(qtbot, "3-1202", "", "张三丰")
    assert values(page)["carrier"] == {"name": "张三丰"} and "phone" not in values(page)
    assert page.form is not None
    assert page.form.inputs["carrier_id"].isAncestorOf(focused())
    assert not drop(page.form).isVisible()


def test_the_units_own_vehicle(qtbot: QtBot, session: Session, page: IssuePage) -> None:
    with session.store.write() as db:
        db.execute_sql("INSERT INTO vehicle(plate, unit_id) SELECT '粤BD54321', id FROM unit"
                       " WHERE label = '3-1202'")
        search.refresh(session.store, plates=["粤BD54321"])
    type_in(qtbot, "3-1202")
    assert page.form is not None
    page.form.inputs["plate"].enter()
    assert titles(called(qtbot, page.form)) == ["粤B·D54321"]
    key(qtbot, Key.Key_Return)
    assert values(page)["plate"] == "粤BD54321"


def test_a_form_nobody_ships_has_them_too(qtbot: QtBot, page: IssuePage) -> None:
    """Nothing was written for it: a person without a box for the phone takes it along."""
    page.start("LS")
    type_in(qtbot, "3-1202")
    called(qtbot, page.form)
    key(qtbot, Key.Key_Return)
    assert values(page)["keeper"] == {"name": "欧阳龑", "phone": "13900002211"}
    assert ODD.code == "LS"


def test_an_act_asks_for_people_of_the_records_unit(qtbot: QtBot, session: Session) -> None:
    number = issued(session)
    record = records.load(session, number)
    assert record is not None
    act = Act("取走", ("前台",), (Field("who", "领取人", Kind.PERSON, required=True),), state="已取")
    record = replace(record, form=replace(record.form, acts=(act, *record.form.acts)))
    panel = ActPanel(session, record, act)
    qtbot.addWidget(panel)
    panel.resize(700, 300)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.start()
    closed: list[bool] = []
    panel.closed.connect(lambda: closed.append(True))
    assert titles(called(qtbot, panel.form)) == ["欧阳龑", "陈晓彤"]
    key(qtbot, Key.Key_Escape)
    assert not drop(panel.form).isVisible() and closed == []
    called(qtbot, panel.form)
    key(qtbot, Key.Key_Return)
    assert panel.form is not None
    assert panel.form.values()["who"] == {"name": "欧阳龑", "phone": "13900002211"}
    panel.hide()
    qtbot.waitUntil(lambda: threads() == 0)


def test_the_thread_ends_with_the_page(qtbot: QtBot, page: IssuePage) -> None:
    """A restore must find nobody in the store."""
    typed(qtbot, page.form, "3-12")
    assert threads() == 1
    page.hide()
    qtbot.waitUntil(lambda: threads() == 0)
