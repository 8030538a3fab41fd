"""Lists: the model over tuples, fetching, sorting, columns that are remembered."""

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from ui import theme
from ui.table import ROW_PX, Column, ListTable, Mark, RowsModel, Sort

COLUMNS = (
    Column("state", "状态", 90, "mark"),
    Column("number", "单号", 130),
    Column("amount", "金额", 90, "figure"),
    Column("who", "经手", 120, "second"),
    Column("note", "备注", stretch=True, sortable=False),
    Column("verb", "", 80, "verb", sortable=False),
)
ROWS = [
    (Mark("逾期 1 天", "bad"), "FX-2026-000002", "¥1,860.00", "李敏", "b", "催办", 2),
    (Mark("待签", "accent"), "FX-2026-000001", "¥90.00", "王强", "a", "签批", 1),
    (Mark("已完成", "good"), "FX-2026-000003", None, "李敏", "c", "查看", 3),
]


@pytest.fixture
def model():
    made = RowsModel(COLUMNS)
    made.set_rows(ROWS)
    return made


def column(model, at):
    return [model.index(row, at).data() for row in range(model.rowCount())]


def test_model_keeps_qt_rules(model, qtmodeltester):
    qtmodeltester.check(model)


def test_model_keeps_qt_rules_while_fetching(qtmodeltester):
    pieces = [[(Mark("x"), str(at), "", "", "", "", at) for at in range(3)], ROWS, []]
    made = RowsModel(COLUMNS)
    made.set_source(lambda last, order: pieces.pop(0))
    qtmodeltester.check(made)
    while made.canFetchMore(QModelIndex()):
        made.fetchMore(QModelIndex())
    assert made.rowCount() == 6 and pieces == []
    qtmodeltester.check(made)


def test_words_alignment_and_tones(model):
    assert column(model, 1) == [row[1] for row in ROWS]
    assert model.index(2, 2).data() == ""
    assert model.index(0, 0).data() == "逾期 1 天"
    assert model.index(0, 0).data(Qt.ItemDataRole.UserRole) == "bad"
    right = model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "单号"


def test_sorting_given_rows_by_size_not_by_letters(model):
    model.sort(2, Qt.SortOrder.AscendingOrder)
    assert column(model, 2) == ["¥90.00", "¥1,860.00", ""]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert [row[6] for row in model.rows] == [3, 2, 1]
    model.sort(4)
    assert model.order is None


def test_a_source_is_asked_in_order_and_from_the_last_row(model):
    asked = []

    def source(last, order):
        asked.append((last and last[6], order))
        return ROWS[:2] if last is None else []

    model.set_source(source)
    model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert asked == [(None, None), (1, None), (None, Sort("number", True))]


def test_replacing_and_appending(model, qtbot):
    with qtbot.waitSignal(model.dataChanged):
        model.replace(0, (Mark("已收", "good"), *ROWS[0][1:]))
    assert model.index(0, 0).data() == "已收"
    with qtbot.waitSignal(model.rowsInserted):
        model.append([ROWS[1]])
    assert model.rowCount() == 4


@pytest.fixture
def table(model, show):
    made = ListTable(model)
    made.resize(800, 300)
    show(made)
    made.setFocus()
    return made


def test_enter_opens_the_row_and_arrows_move(table, qtbot):
    opened: list[tuple] = []
    current: list[tuple] = []
    table.opened.connect(opened.append)
    table.current.connect(current.append)
    table.go(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [ROWS[1]] and current[-1] == ROWS[1] == table.current_row()
    assert table.rowHeight(0) == ROW_PX


@pytest.mark.parametrize("held", [
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
])
def test_home_and_end_go_to_the_first_and_the_last_row(table, model, qtbot, held):
    """Seen there, without the columns moving under one's eyes; nothing in an empty list."""
    model.set_rows(ROWS * 20)
    table.resize(300, 200)
    table.go(30)
    for which, place in ((Qt.Key.Key_End, 59), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(table, which, held)
        assert table.currentIndex().row() == place and place in table.places_in_sight()
        assert table.current_row() == ROWS[place % 3]
        assert table.horizontalScrollBar().value() == 0 < table.horizontalScrollBar().maximum()
        table.verticalScrollBar().setValue(10 * ROW_PX)
        qtbot.keyClick(table, which, held)
        assert place in table.places_in_sight(), "the cursor was there, but out of sight"
    model.set_rows([])
    qtbot.keyClick(table, Qt.Key.Key_End, held)
    assert table.current_row() is None


def test_the_row_of_the_cursor_stays_seen_when_the_list_gets_lower(table, model, qtbot):
    model.set_rows(ROWS * 10)
    table.resize(700, 400)
    table.go(9)
    qtbot.waitUntil(lambda: table.visualRect(table.currentIndex()).bottom() < 400)
    table.resize(700, 250)
    qtbot.waitUntil(lambda: table.viewport().height() < 250)
    row = table.visualRect(table.currentIndex())
    assert 0 <= row.top() and row.bottom() < table.viewport().height()
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    where = table.verticalScrollBar().value()
    table.resize(700, 240)
    assert table.verticalScrollBar().value() >= where, "scrolled away from it stays so"


def test_no_row_opens_nothing(table, model, qtbot):
    model.set_rows([])
    table.go(0)
    opened: list[tuple] = []
    table.opened.connect(opened.append)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened == [] and table.current_row() is None


def test_columns_are_remembered(table, model, qtbot, show):
    kept: dict[str, str] = {}
    table.remember(kept, "register")
    table.horizontalHeader().moveSection(1, 3)
    table.hide_column("amount")
    table.setColumnWidth(3, 77)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    again = RowsModel(COLUMNS)
    again.set_rows(ROWS)
    other = ListTable(again)
    show(other)
    other.remember(kept, "register")
    assert other.horizontalHeader().visualIndex(1) == 3
    assert other.isColumnHidden(2) and other.columnWidth(3) == 77
    assert [row[6] for row in again.rows] == [3, 2, 1]


def test_the_menu_hides_all_columns_but_one(table):
    for action in table.column_menu().actions():
        action.setChecked(False)
    shown = [at for at in range(len(COLUMNS)) if not table.isColumnHidden(at)]
    assert len(shown) == 1
    table.column_menu().actions()[1].setChecked(True)
    assert not table.isColumnHidden(1)


def test_the_menu_key_opens_the_list_of_columns(table, monkeypatch):
    """The platform without a screen cannot pop a menu up: it is looked at before that."""
    opened: list[list[str]] = []
    monkeypatch.setattr(
        QMenu, "popup", lambda menu, at: opened.append([one.text() for one in menu.actions()])
    )
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), table.mapToGlobal(QPoint(5, 5))
    )
    QApplication.sendEvent(table.viewport(), asked)
    assert opened == [[column.label for column in COLUMNS]]


def test_states_are_painted_on_their_wash(table):
    image = table.viewport().grab().toImage()
    row = {image.pixelColor(x, ROW_PX // 2 - 7).name().upper() for x in range(10, 80)}
    assert theme.LIGHT.bad_wash in row
    assert QColor(theme.LIGHT.good_wash).name() not in row
