"""The line table: Enter grows it, an empty first cell leaves it, messages stand at cells."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from forms.fields import Field, Kind
from forms.rules import clean_fields
from ui.lines import KEYS, LinesInput

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier
GOODS = Field("goods", "物品", Kind.LINES, required=True, maximum=4, columns=(
    Field("name", "物品名称", required=True, width=3, suggestions=("冰箱", "电视机", "电脑")),
    Field("measure", "单位", default="件"),
    Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, default=1),
))  # fmt: skip


@pytest.fixture
def table(show, facts):
    box = LinesInput(GOODS)
    box.resize(600, 300)
    show(box)
    box.know(facts)
    box.enter()
    return box


def type_(qtbot, *keys):
    """Type into whatever has the focus; None is Enter."""
    for key in keys:
        where = QApplication.focusWidget()
        if key is None:
            qtbot.keyClick(where, ENTER)
        else:
            qtbot.keyClicks(where, key)


def focus_of(table):
    """(row, column) of the cell with the focus, or None."""
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell.isAncestorOf(QApplication.focusWidget()):
                return at, column
    return None


def test_enter_walks_grows_and_leaves(table, qtbot):
    steps: list[int] = []
    table.step.connect(steps.append)
    type_(qtbot, "fridge", None, "tai", None, "2", None)
    assert focus_of(table) == (1, 0) and len(table.rows) == 2
    type_(qtbot, "box", None, None, None)
    assert focus_of(table) == (2, 0) and steps == []
    type_(qtbot, None)
    assert steps == [1]
    assert table.value() == [
        {"name": "fridge", "measure": "tai", "quantity": "2"}, {"name": "box"}
    ]  # fmt: skip


def test_no_more_lines_than_allowed(table, qtbot):
    steps: list[int] = []
    table.step.connect(steps.append)
    for _ in range(4):
        type_(qtbot, "x", None, None, None)
    assert len(table.rows) == 4 and steps == [1]


def test_shift_enter_goes_back_across_lines_and_out(table, qtbot):
    steps: list[int] = []
    table.step.connect(steps.append)
    type_(qtbot, "x", None, None, None)
    qtbot.keyClick(QApplication.focusWidget(), ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert focus_of(table) == (0, 2)
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert steps == [-1]


def test_enter_waits_for_the_input_method_in_cells(table, qtbot, compose):
    compose(QApplication.focusWidget(), preedit="bingxiang")
    type_(qtbot, None)
    assert focus_of(table) == (0, 0)
    compose(QApplication.focusWidget(), commit="冰箱")
    type_(qtbot, None)
    assert focus_of(table) == (0, 1) and table.value() == [{"name": "冰箱"}]


def test_defaults_are_grey_and_counted_by_the_rules(table, qtbot, facts):
    assert table.rows[0].cells[1].line.placeholderText() == "件"
    assert table.value() == ""
    type_(qtbot, "x")
    cleaned = clean_fields((GOODS,), {"goods": table.value()}, facts, {}, {})
    assert cleaned["goods"] == [{"name": "x", "measure": "件", "quantity": 1}]


def test_ctrl_backspace_deletes_and_ctrl_z_brings_back(table, qtbot):
    table.set_value([{"name": "a"}, {"name": "b"}])
    table.rows[0].cells[0].enter()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace, CTRL)
    assert table.value() == [{"name": "b"}] and focus_of(table) == (0, 0)
    assert [row.number.text() for row in table.rows] == ["1", "2"]
    table.rows[1].cells[0].enter()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CTRL)
    assert table.value() == [{"name": "a"}, {"name": "b"}] and focus_of(table) == (0, 0)


def test_the_last_line_can_be_emptied_but_not_taken(table, qtbot):
    type_(qtbot, "x")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace, CTRL)
    assert table.value() == "" and len(table.rows) == 1


def test_arrows_go_between_lines(table, qtbot):
    table.set_value([{"name": "a"}, {"name": "b"}])
    table.rows[0].cells[2].enter()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert focus_of(table) == (1, 2)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert focus_of(table) == (0, 2)


def test_offers_in_cells(table, qtbot):
    type_(qtbot, "d")
    assert table.rows[0].cells[0].line.offers == ["电视机", "电脑"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert table.value() == [{"name": "电视机"}]


def test_messages_count_among_filled_lines_and_go_one_by_one(table, qtbot):
    table.set_value([{"name": "a"}, {}, {"quantity": "x"}])
    table.problem("这不是数字", path="[1].quantity")
    table.problem("请填写物品名称", path="[1].name")
    wrong = table.rows[2].cells
    assert wrong[2].wrong and wrong[0].wrong and table.wrong_count() == 2
    assert table.message() == "第 3 行数量：这不是数字　第 3 行物品名称：请填写物品名称"
    table.enter_wrong()
    assert focus_of(table) == (2, 0)
    wrong[2].enter()
    type_(qtbot, "5")
    assert not wrong[2].wrong and wrong[0].wrong and table.wrong_count() == 1
    assert table.message() == "第 3 行物品名称：请填写物品名称"
    table.problem(None)
    assert table.message() == KEYS and table.wrong_count() == 0


def test_a_problem_of_the_whole_table(table):
    table.problem("请至少填写一行物品")
    assert table.wrong_count() == 1 and table.message() == "请至少填写一行物品"
    table.set_value([{"name": "a"}])
    table.mend()
    assert table.wrong_count() == 0


def test_changed_is_said_once_for_a_whole_filling(table):
    times: list[int] = []
    table.changed.connect(lambda: times.append(1))
    table.set_value([{"name": str(at)} for at in range(3)])
    assert times == [1]


def test_cells_are_named_for_screen_readers(table):
    assert table.rows[0].cells[2].focusProxy().accessibleName() == "第 1 行数量"


PRICED = Field("items", "项目", Kind.LINES, columns=(
    Field("name", "项目", required=True),
    Field("price", "单价", Kind.MONEY,
          default=lambda line, facts: {"tap": 30_00}.get(line.get("name", ""))),
    Field("quantity", "数量", Kind.NUMBER, default=1),
    Field("amount", "金额", Kind.MONEY,
          reckoned=lambda line, facts: int(line["price"] * line["quantity"])),
))  # fmt: skip


def test_what_a_line_comes_to_is_seen_while_typing_and_never_typed(show, facts, qtbot):
    table = LinesInput(PRICED)
    show(table)
    table.know(facts)
    table.enter()
    amount = table.rows[0].cells[3].line
    assert amount.placeholderText() == ""
    type_(qtbot, "tap")
    assert table.rows[0].cells[1].line.placeholderText() == "¥30.00"
    assert amount.placeholderText() == "¥30.00" and amount.isReadOnly()
    type_(qtbot, None, None, "2")
    assert amount.placeholderText() == "¥60.00"
    type_(qtbot, None)
    assert focus_of(table) == (1, 0), "the amount is no stop"
    qtbot.keyClick(QApplication.focusWidget(), ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert focus_of(table) == (0, 2)
    assert table.value() == [{"name": "tap", "quantity": "2"}]
    table.set_value([{"name": "x", "price": 100, "quantity": 1, "amount": 999}])
    assert table.rows[0].cells[3].line.placeholderText() == "¥1.00"
    assert "amount" not in table.value()[0]


def test_lines_that_a_declaration_begins_with_stand_there_until_somebody_types(table, qtbot):
    """A questionnaire has its questions; what was typed, and what a draft brings, stays."""
    edits: list[None] = []
    table.changed.connect(lambda: edits.append(None))
    table.set_default([{"name": "甲"}, {"name": "乙"}])
    assert [line["name"] for line in table.value()] == ["甲", "乙"] and edits == []
    table.set_default([{"name": "丙"}])
    assert [line["name"] for line in table.value()] == ["丙"] and len(table.rows) == 2
    table.enter()
    type_(qtbot, "x")
    typed = table.value()
    table.set_default([{"name": "甲"}])
    assert table.value() == typed != [{"name": "甲"}]
