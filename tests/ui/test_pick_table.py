"""A list with boxes to tick: by key, by mouse, kept while the rows are read anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.pick_table import FACE, PICK, PickModel, PickTable
from ui.table import Column

Key = Qt.Key
COLUMNS = (PICK, Column(FACE, "", 40), Column("name", "姓名", 120))
ROWS = [(None, "f", "甲", "1"), (None, "", "乙", "2"), (None, "", "丙", ""), (None, "", "丁", "4")]


@pytest.fixture
def table(show: Callable[[QWidget], None]) -> PickTable:
    """Four rows, the third of which cannot be chosen."""
    made = PickTable(PickModel(COLUMNS), row_px=44)
    made.resize(320, 300)
    show(made)
    made.show_rows(ROWS)
    made.setFocus()
    made.go(0)
    return made


def test_space_ticks_and_takes_back(qtbot: QtBot, table: PickTable) -> None:
    """The row the cursor is on; a row without a key is not ticked."""
    told: list[list[str]] = []
    table.picked.connect(lambda: told.append(table.chosen()))
    qtbot.keyClick(table, Key.Key_Space)
    table.go(2)
    qtbot.keyClick(table, Key.Key_Space)
    table.go(3)
    qtbot.keyClick(table, Key.Key_Space)
    table.go(0)
    qtbot.keyClick(table, Key.Key_Space)
    assert told == [["1"], ["1", "4"], ["4"]]


def test_all_and_none(qtbot: QtBot, table: PickTable) -> None:
    """Ctrl+A all that can be, again none; Esc none."""
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Key.Key_A, control)
    assert table.chosen() == ["1", "2", "4"]
    qtbot.keyClick(table, Key.Key_A, control)
    assert table.chosen() == []
    qtbot.keyClick(table, Key.Key_A, control)
    qtbot.keyClick(table, Key.Key_Escape)
    assert table.chosen() == []


def test_a_click_on_the_box_ticks(qtbot: QtBot, table: PickTable) -> None:
    """Elsewhere in the row it only moves the cursor."""
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(table.viewport(), left, pos=QPoint(16, 44 + 20))
    assert table.chosen() == ["2"]
    qtbot.mouseClick(table.viewport(), left, pos=QPoint(120, 3 * 44 + 20))
    assert table.chosen() == ["2"] and table.currentIndex().row() == 3


def test_what_is_chosen_stays_while_it_is_there(table: PickTable) -> None:
    """Rows in another order, one gone: the cursor follows its row, the tick its key."""
    table.choose(["1", "4"])
    table.go(3)
    told: list[int] = []
    table.picked.connect(lambda: told.append(1))
    table.show_rows([ROWS[3], ROWS[0], ROWS[1]])
    assert table.chosen() == ["4", "1"] and told == []
    assert table.currentIndex().row() == 0
    table.show_rows(ROWS[:2])
    assert table.chosen() == ["1"] and told == [1]


def test_a_face_stands_in_its_row(table: PickTable) -> None:
    """Scaled into the row; where there is none its empty place."""
    face = QImage(50, 70, QImage.Format.Format_RGB32)
    face.fill(QColor("#C03020"))
    model = table.model()
    assert isinstance(model, PickModel)
    model.faces = {"f": face}
    table.viewport().update()
    seen = table.viewport().grab().toImage()
    middle = table.columnViewportPosition(1) + table.columnWidth(1) // 2
    assert seen.pixelColor(middle, 22) == QColor("#C03020")
    assert seen.pixelColor(middle, 44 + 22) == QColor(theme.now().surface)
