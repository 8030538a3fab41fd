"""The line one types in."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.line import Line, code_line
from ui.paragraph import Paragraph

ENTER = Qt.Key.Key_Return


def two_lines(show):
    """A window with two lines, the first focused; returns window, both lines, the steps taken."""
    window = QWidget()
    first, second = Line(window), Line(window)
    second.move(QPoint(0, 40))
    show(window)
    first.setFocus()
    steps: list[int] = []
    first.step.connect(steps.append)
    return window, first, second, steps


def test_enter_and_shift_enter_move(show, qtbot):
    window, line, _, steps = two_lines(show)
    qtbot.keyClick(line, ENTER)
    qtbot.keyClick(line, ENTER, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(line, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    qtbot.keyClick(line, ENTER, Qt.KeyboardModifier.ControlModifier)
    assert steps == [1, -1, 1]


def test_enter_waits_for_the_input_method(show, qtbot, compose):
    window, line, _, steps = two_lines(show)
    compose(line, preedit="zhangsanfeng")
    assert line.composing
    qtbot.keyClick(line, ENTER)
    qtbot.keyClick(line, ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert steps == [] and line.text() == ""
    compose(line, commit="张三丰")
    assert not line.composing and line.text() == "张三丰"
    qtbot.keyClick(line, ENTER)
    assert steps == [1]


def test_paragraph_waits_too_and_breaks_on_ctrl_enter(show, qtbot, compose):
    box = Paragraph()
    show(box)
    box.setFocus()
    steps: list[int] = []
    box.step.connect(steps.append)
    compose(box, preedit="lou")
    qtbot.keyClick(box, ENTER)
    assert steps == []
    compose(box, commit="漏水")
    qtbot.keyClick(box, ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, ENTER)
    assert steps == [1] and box.toPlainText() == "漏水\n2"


@pytest.mark.parametrize("key", ["D", "E", "K", "U"])
@pytest.mark.parametrize("kind", [Line, Paragraph])
def test_a_key_of_the_desk_is_left_to_its_button_where_linux_edits_with_it(qtbot, kind, key):
    """Linux asks the box first; one that does not say no deletes what is typed to the end."""
    box = kind()
    qtbot.addWidget(box)
    code, held = getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier
    for kind_of in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind_of, code, held)
        event.accept()
        QApplication.sendEvent(box, event)
        assert not event.isAccepted()


def test_pretty_when_left_raw_when_back_and_undo_survives(show, qtbot):
    window, line, other, _ = two_lines(show)
    line.pretty = lambda text: f"<{text}>"
    qtbot.keyClicks(line, "13800138000")
    assert line.shown() == "13800138000"
    other.setFocus()
    assert line.shown() == "<13800138000>" and line.text() == "13800138000"
    line.setFocus()
    assert line.shown() == "13800138000"
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == ""


def test_pretty_is_what_is_painted(show, qtbot):
    window, line, other, _ = two_lines(show)
    window.resize(300, 100)
    line.resize(250, 31)
    other.setFocus()
    line.setText("1")
    plain = line.grab().toImage()
    line.pretty = lambda text: "壹万贰仟叁佰肆拾伍元整"
    line.refresh()
    assert line.grab().toImage() != plain


def test_offers_stand_in_grey_and_right_takes_the_first(show, qtbot):
    window, line, _, steps = two_lines(show)
    words = ["3-1201", "3-1202", "3-1203"]
    line.suggest = lambda text: [word for word in words if word.startswith(text)]
    qtbot.keyClicks(line, "3-12")
    assert line.offers == words and line.text() == "3-12"
    assert line.offered_words().startswith(words[0].removeprefix("3-12") + "　→")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.offers[0] == "3-1202"
    qtbot.keyClick(line, Qt.Key.Key_Right)
    assert line.text() == "3-1202" and line.offers == []
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "3-12"


def test_enter_never_takes_an_offer(show, qtbot):
    window, line, _, steps = two_lines(show)
    line.suggest = lambda text: ["冰箱"]
    qtbot.keyClicks(line, "b")
    qtbot.keyClick(line, ENTER)
    assert line.text() == "b" and steps == [1]


def test_arrows_go_up_and_down_without_offers(show, qtbot):
    window, line, _, _ = two_lines(show)
    moves: list[int] = []
    line.vertical.connect(moves.append)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert moves == [1, -1]


def test_code_lines_keep_the_input_method_out(show):
    window, line, _, _ = two_lines(show)
    assert line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    code_line(line)
    assert not line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
