"""A list of which only what is looked at is there: any scrolling shows the right rows."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ui import theme
from ui.long_list import KEPT, PAGE, PENDING, LongModel, LongTable
from ui.table import ROW_PX, Column, ListTable, Mark, RowsModel, Sort

COLUMNS = (
    Column("number", "编号", 120), Column("state", "状态", 90, "mark"),
    Column("sum", "金额", 90, "figure"), Column("at", "时间", 90, "second"),
)  # fmt: skip


def row(number: int) -> tuple[object, ...]:
    """A line that says which one it is."""
    state = Mark("已放行", "good") if number % 3 else Mark("已作废", "bad")
    return (f"FX-{number:06d}", state, f"{number}.00", "11-21 10:42", number)


class Bringer:
    """Brings what is wanted of a list of numbers when told to, newest wish first."""

    def __init__(self, model: LongModel, numbers: list[int]) -> None:
        self.model, self.numbers = model, numbers
        self.wanted: tuple[int, ...] = ()
        model.wanted.connect(self._hear)
        model.begin(len(numbers), [row(one) for one in numbers[:PAGE]])

    def _hear(self, starts: tuple[int, ...]) -> None:
        self.wanted = starts

    def bring(self) -> None:
        """Everything that is still wanted."""
        for start in self.wanted:
            self.model.put(start, [row(one) for one in self.numbers[start : start + PAGE]])
        self.wanted = ()


@pytest.fixture
def table(show):
    made = LongTable(LongModel(COLUMNS))
    made.resize(500, 400)
    show(made)
    made.setFocus()
    return made


def shown(table: LongTable) -> list[str]:
    """What one reads in the first column, top to bottom; "" for a row that is not there yet."""
    return [table.model().index(at, 0).data() for at in table.places_in_sight()]


def test_model_keeps_qt_rules(qtmodeltester):
    made = LongModel(COLUMNS)
    Bringer(made, list(range(250)))
    qtmodeltester.check(made)


@settings(max_examples=40, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    many=st.integers(1, 12_000),
    jumps=st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=25),
)
def test_whatever_way_one_scrolls_the_right_rows_stand_there(table, many, jumps):
    bringer = Bringer(table._long, list(range(many)))
    bar = table.verticalScrollBar()
    table.updateGeometries()
    for where, waited in jumps:
        bar.setValue(int(bar.maximum() * where))
        places = table.places_in_sight()
        for at, words in zip(places, shown(table), strict=True):
            assert words in ("", row(at)[0])
        if waited:
            bringer.bring()
            assert shown(table) == [row(at)[0] for at in places]
        assert len(table._long.known()) <= (KEPT + 2) * PAGE and len(bringer.wanted) <= PENDING


def test_only_the_latest_places_are_wanted(table):
    bringer = Bringer(table._long, list(range(100_000)))
    for place in range(1000, 90_000, 1000):
        table._long.row_at(place)
    assert bringer.wanted == (89_000, 88_000, 87_000, 86_000)
    bringer.bring()
    assert table._long.row_at(89_020) == row(89_020) and table._long.row_at(1000) is None


@pytest.mark.parametrize("at_top", [True, False])
def test_new_rows_above_keep_the_place_and_the_cursor(table, at_top):
    bringer = Bringer(table._long, list(range(5000, 0, -1)))
    bar = table.verticalScrollBar()
    table.go(2)
    bar.setValue(0 if at_top else 3 * ROW_PX + 7)
    before = shown(table)
    cursor = table.current_row()
    bringer.numbers = [5003, 5002, 5001, *bringer.numbers]
    table.renew(5003, 3)
    bringer.bring()
    table.model().index(table.top(), 0).data()
    bringer.bring()
    assert table.current_row() == cursor and table.currentIndex().row() == 5
    if at_top:
        assert shown(table)[:4] == [row(one)[0] for one in (5003, 5002, 5001, 5000)]
    else:
        assert shown(table) == before and bar.value() == 6 * ROW_PX + 7


def test_rows_that_are_gone_leave_no_hole(table):
    bringer = Bringer(table._long, list(range(300)))
    bringer.numbers = bringer.numbers[10:250]
    table.renew(240, -10)
    assert table.model().rowCount() == 240
    assert shown(table)[0] == row(10)[0]
    table._long.row_at(0)
    bringer.bring()
    assert table._long.row_at(0) == row(10)


def test_a_heading_asks_for_an_order_and_changes_nothing_itself(table, qtbot):
    Bringer(table._long, list(range(300)))
    with qtbot.waitSignal(table._long.order_asked) as asked:
        table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert asked.args == [Sort("number", True)] and shown(table)[0] == row(0)[0]
    table.show_order(Sort("state", False))
    assert table.order_shown() == Sort("state", False) == table._long.order


def test_the_cursor_says_its_row_when_it_comes(table, qtbot):
    bringer = Bringer(table._long, list(range(3000)))
    table.go(0)
    told: list[object] = []
    table.current.connect(told.append)
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table.currentIndex().row() == 2999 and told[-1] is None
    opened: list[object] = []
    table.opened.connect(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    bringer.bring()
    assert told[-1] == row(2999) and opened == []
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [row(2999)]


def test_rows_look_as_in_every_other_list(table, show):
    """Pixel by pixel, but that the chosen row's ground goes to the edge."""
    Bringer(table._long, list(range(9)))
    rows = RowsModel(COLUMNS)
    rows.set_rows([row(one) for one in range(9)])
    other = ListTable(rows)
    other.resize(390, 400)
    table.resize(390, 400)
    show(other)
    for one in (table, other):
        one.go(1)
        one.clearFocus()
    assert table.viewport().grab().toImage() == other.viewport().grab().toImage()


def test_a_row_that_is_not_there_yet_is_a_pale_bar(table):
    table._long.begin(50, [])
    image = table.viewport().grab().toImage()
    assert image.pixelColor(20, ROW_PX // 2) == QColor(theme.LIGHT.line)
