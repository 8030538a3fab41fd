"""Counting at the gate: each count beside what should be there, differences in red."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from forms.fields import Field, Kind
from forms.rules import clean_fields
from ui.tally import AGREES, DIFFERS, TallyInput

GOODS = Field("goods", "物品", Kind.LINES, columns=(
    Field("name", "名称"), Field("measure", "单位"), Field("quantity", "数量", Kind.NUMBER),
))  # fmt: skip
LINES = [
    {"name": "双门冰箱", "measure": "台", "quantity": 1},
    {"name": "纸箱", "measure": "个", "quantity": 12},
]
COUNTS = Field("counts", "实点数量", Kind.TALLY, required=True, of="goods.quantity")


@pytest.fixture
def tally(show):
    box = TallyInput(COUNTS)
    box.expect(GOODS, LINES)
    show(box)
    box.enter()
    return box


def marks(tally):
    """The words shown in the last column."""
    return [
        label.text() for label in tally.findChildren(QLabel)
        if label.property("role") == "chip" and label.isVisible()
    ]  # fmt: skip


def test_lines_are_listed_with_what_should_be_there(tally):
    words = [label.text() for label in tally.findChildren(QLabel)]
    for expected in ("双门冰箱", "台", "1", "纸箱", "12", "应有", "实点"):
        assert expected in words


def test_counting_by_keyboard_until_it_agrees(tally, qtbot):
    steps: list[int] = []
    tally.step.connect(steps.append)
    assert tally.agrees() is None and tally.value() == ""
    for count in ("1", "12"):
        qtbot.keyClicks(QApplication.focusWidget(), count)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert tally.agrees() is True and marks(tally) == [AGREES, AGREES] and steps == [1]
    assert tally.value() == ["1", "12"]


def test_a_difference_is_red_at_once(tally, qtbot):
    qtbot.keyClicks(tally.lines[1], "11")
    assert tally.agrees() is False and marks(tally) == [DIFFERS]
    assert tally.lines[1].property("tone") == "bad"
    tally.lines[0].setText("1")
    tally.enter_wrong()
    assert QApplication.focusWidget() is tally.lines[1]


def test_full_width_figures_count(tally):
    tally.lines[1].setText("１２")
    assert marks(tally) == [AGREES]


def test_the_rules_point_at_the_line(tally, facts):
    tally.set_value([1, 11])
    problems: dict[str, str] = {}
    clean_fields((COUNTS,), {"counts": tally.value()}, facts, problems, {}, {"goods": LINES})
    (path, text), = problems.items()
    tally.problem(text, path=path.removeprefix("counts"))
    assert "应有 12，实点 11" in tally.message() and tally.wrong
    assert tally.lines[1].property("tone") == "bad" and tally.lines[0].property("tone") is None


def test_another_record_replaces_the_list(tally):
    tally.expect(GOODS, LINES[:1])
    assert len(tally.lines) == 1 and tally.value() == ""
