"""The list of offers under a box: it serves who wants it and is in nobody's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Field, Kind
from ui.form import FormWidget
from ui.offer_list import OfferList
from ui.offering import NOTHING

Key = Qt.Key
FIELDS = (
    Field("unit", "房号", Kind.UNIT),
    Field("who", "运出人", Kind.PERSON),
    Field("phone", "电话", Kind.PHONE),
    Field("other", "收件人", Kind.PERSON),
    Field("note", "备注"),
    Field("team", "人员", Kind.LINES, columns=(
        Field("name", "姓名", Kind.PERSON), Field("mobile", "手机", Kind.PHONE),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """An offer as a source makes one."""

    value: Any
    title: str
    line: str = ""
    note: str = ""
    phone: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


LI = Made({"name": "李小龙"}, "李小龙", "业主 3-1202　138****8000", "本户", "13800138000")
LIU = Made({"name": "刘备"}, "刘备", "租户 5-302　139****0001", "", "13900000001")


class Given:
    """A source that answers when the test says so, with what the test says."""

    def serves(self, one: Field) -> bool:
        return one.kind in (Kind.UNIT, Kind.PERSON) or bool(one.recalls)

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.ended = 0
        self._answer: Callable[[Sequence[Any]], None] | None = None

    def ask(
        self, field: Field, typed: str, values: Values, answer: Callable[[Sequence[Any]], None]
    ) -> None:
        self.asked.append((field.key, typed, dict(values)))
        self._answer = answer

    def forget(self) -> None:
        self._answer = None

    def end(self) -> None:
        self.ended += 1

    def give(self, *offers: Made) -> bool:
        """Answer; whether anybody still wanted it."""
        if self._answer is None:
            return False
        self._answer(offers)
        return True


@pytest.fixture
def source() -> Given:
    return Given()


@pytest.fixture
def form(
    show: Callable[[QWidget], None], facts: Facts, source: Given
) -> Iterator[FormWidget]:
    around = QWidget()
    rows = QVBoxLayout(around)
    made = FormWidget(FIELDS, lambda: facts, form_values={"room": "3-1202"})
    made.offer_from(source)
    rows.addWidget(made)
    around.resize(820, 640)
    show(around)
    made.enter()
    yield made
    around.close()


def drop(form: FormWidget) -> OfferList:
    assert form.offering is not None
    return form.offering.drop


def press(qtbot: QtBot, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier(0)) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key, held)


def write(qtbot: QtBot, words: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), words)


def go(form: FormWidget, key: str) -> QLineEdit:
    form.inputs[key].enter()
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    return line


def test_every_key_asks_and_the_list_chooses_nothing(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """With the other values of the form, and of the record an act is done to."""
    go(form, "who")
    write(qtbot, "li")
    asked = [(key, typed, values.get("room")) for key, typed, values in source.asked]
    assert asked == [("who", "l", "3-1202"), ("who", "li", "3-1202")]
    assert source.give(LI, LIU)
    assert drop(form).isVisible() and drop(form).chosen is None
    assert drop(form).words()[0] == "李小龙　业主 3-1202　138****8000　本户"


def test_enter_goes_on_as_ever_while_nothing_is_chosen(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """What was typed stays, whatever was offered."""
    go(form, "who")
    write(qtbot, "li")
    source.give(LI)
    press(qtbot, Key.Key_Return)
    assert form.values()["who"] == {"name": "li"} and not drop(form).isVisible()
    assert form.inputs["phone"].isAncestorOf(QApplication.focusWidget())
    assert not source.give(LIU)


def test_arrows_and_enter_take_one_with_the_phone_and_go_on(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """Into the box for it; Ctrl+Z takes the name back."""
    line = go(form, "who")
    write(qtbot, "li")
    source.give(LI, LIU)
    press(qtbot, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert form.values()["who"] == {"name": "刘备"} and form.values()["phone"] == "13900000001"
    assert form.inputs["phone"].isAncestorOf(QApplication.focusWidget())
    assert len(source.asked) == 2  # what is taken is not asked for again
    line.setFocus()
    press(qtbot, Key.Key_Z, held=Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "li"


def test_a_phone_that_was_typed_stays_and_one_that_was_given_follows(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """A second choice brings its own; nothing typed is lost."""
    def take(which: Made) -> None:
        go(form, "who").clear()
        press(qtbot, Key.Key_Down)
        source.give(which)
        press(qtbot, Key.Key_Return)

    take(LI)
    take(LIU)
    assert form.values()["phone"] == "13900000001"
    take(Made({"name": "无名"}, "无名"))
    assert "phone" not in form.values()
    go(form, "phone").setText("26001234")
    take(LI)
    assert form.values()["phone"] == "26001234"


def test_without_a_box_of_its_own_the_phone_stands_with_the_name(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    go(form, "other")
    press(qtbot, Key.Key_Down)
    source.give(LI)
    press(qtbot, Key.Key_Return)
    assert form.values()["other"] == {"name": "李小龙", "phone": "13800138000"}
    assert "phone" not in form.values()


def test_down_opens_the_list_with_the_first_chosen(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """Also before anything is typed; Up leads back to the box, Esc closes."""
    go(form, "who")
    press(qtbot, Key.Key_Down)
    assert source.asked[-1][:2] == ("who", "")
    source.give(LI, LIU)
    assert drop(form).chosen is LI
    press(qtbot, Key.Key_Up)
    assert drop(form).chosen is None
    press(qtbot, Key.Key_Up)
    assert drop(form).chosen is LIU
    press(qtbot, Key.Key_Escape)
    assert not drop(form).isVisible() and "who" not in form.values()


def test_when_there_is_none_it_is_said_only_to_who_asked(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """A stranger's name is typed in peace."""
    go(form, "who")
    write(qtbot, "x")
    source.give()
    assert not drop(form).isVisible()
    press(qtbot, Key.Key_Down)
    source.give()
    assert drop(form).isVisible() and drop(form).words() == [NOTHING]
    press(qtbot, Key.Key_Return)
    assert form.values()["who"] == {"name": "x"}
    assert form.inputs["phone"].isAncestorOf(QApplication.focusWidget())


def test_an_input_method_is_left_alone(
    form: FormWidget, source: Given, qtbot: QtBot, compose: Callable[..., None]
) -> None:
    """While it composes there is no list, and its arrows and Enter are its own."""
    line = go(form, "who")
    write(qtbot, "l")
    source.give(LI)
    compose(line, preedit="li")
    assert not drop(form).isVisible() and not source.give(LI)
    press(qtbot, Key.Key_Down, Key.Key_Return)
    assert line.hasFocus() and len(source.asked) == 1
    compose(line, commit="李")
    assert source.asked[-1][1] == "l李"
    assert source.give(LI) and drop(form).isVisible()


def test_an_answer_that_comes_too_late_shows_nothing(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """The focus is elsewhere, or the box was emptied."""
    line = go(form, "who")
    write(qtbot, "l")
    go(form, "note")
    assert not source.give(LI)
    line.setFocus()
    line.selectAll()
    write(qtbot, "x")
    press(qtbot, Key.Key_Backspace)
    assert not source.give(LI) and not drop(form).isVisible()


def test_a_field_that_has_no_offers_is_as_it_was(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    go(form, "note")
    write(qtbot, "l")
    press(qtbot, Key.Key_Down)
    assert source.asked == []


def test_the_line_of_a_table_is_served_too(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    """Also one that was added later; Down goes to the next line there, Alt+Down opens."""
    go(form, "team")
    for given in (LI, LIU):
        press(qtbot, Key.Key_Down, held=Qt.KeyboardModifier.AltModifier)
        assert source.give(given)
        press(qtbot, Key.Key_Return, Key.Key_Return)
    assert form.values()["team"] == [
        {"name": {"name": "李小龙"}, "mobile": "13800138000"},
        {"name": {"name": "刘备"}, "mobile": "13900000001"},
    ]
    asked = len(source.asked)
    go(form, "team")
    press(qtbot, Key.Key_Down)
    assert len(source.asked) == asked


def test_a_click_takes_one_and_the_focus_stays(
    form: FormWidget, source: Given, qtbot: QtBot
) -> None:
    line = go(form, "who")
    write(qtbot, "l")
    source.give(LI, LIU)
    rows = drop(form)._list
    at = rows.visualItemRect(rows.item(1)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert form.values()["who"] == {"name": "刘备"} and line.hasFocus()
    assert not drop(form).isVisible()


@pytest.mark.parametrize("over", [False, True])
def test_the_list_is_whole_in_the_window(
    form: FormWidget, source: Given, qtbot: QtBot, over: bool
) -> None:
    """Under the box, or above it where there is more room."""
    window = form.window()
    box = go(form, "other" if over else "unit")
    if over:
        window.setFixedSize(820, box.mapTo(window, QPoint(0, box.height())).y() + 20)
    write(qtbot, "l")
    source.give(*[LI] * 8)
    place, at = drop(form).geometry(), box.mapTo(window, QPoint(0, 0)).y()
    assert window.rect().contains(place)
    assert (place.bottom() < at) if over else (place.top() > at)


def test_a_form_that_is_not_seen_asks_nothing(form: FormWidget, source: Given) -> None:
    """Its thread may end."""
    form.setVisible(False)
    assert source.ended == 1


def test_what_came_with_it_fills_what_is_empty(
    qtbot: QtBot, form: FormWidget, source: Given
) -> None:
    """Other fields of the same form, over nothing that was typed."""
    form.set_value("note", "自己写的")
    form.inputs["who"].enter()
    qtbot.keyClicks(QApplication.focusWidget(), "li")
    source.give(replace(LI, beside={"note": "上次的", "other": {"name": "刘备"}, "unknown": "1"}))
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    typed = form.values()
    assert typed["who"]["name"] == "李小龙" and typed["other"]["name"] == "刘备"
    assert typed["note"] == "自己写的" and "unknown" not in typed
