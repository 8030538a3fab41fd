"""来访登记 by keyboard, the keys counted beside the texts: a new visitor and one who returns
(docs/handbook.md §1 LF)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import records
from tests.db.demo_desk import Desk
from tests.views.page_desk import focused, put, shown
from tests.views.window_desk import demo_folder
from views.issue import IssuePage

MOST = 12
"""Keys beside the texts, docs/handbook.md §1 LF: the shortest form of the desk."""


class Typist:
    """Types on a page of the form and counts the keys that are no text."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk, self.keys = qtbot, desk, 0
        self.page = IssuePage(desk.at())
        self.numbers: list[str] = []
        self.page.record_opened.connect(self.numbers.append)
        shown(qtbot, self.page)
        self.page.start("LF")

    def write(self, *lines: str) -> None:
        """Each line and Enter."""
        for words in lines:
            put(self.qtbot, words)
            self.press(Qt.Key.Key_Return)

    def press(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """A key that is no text."""
        self.keys += 1
        self.qtbot.keyClick(focused(), key, *held)

    def saved(self) -> str:
        """The number, after Ctrl+S."""
        self.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: bool(self.numbers))
        return self.numbers[-1]

    def goes_to(self, name: str) -> None:
        """Wait until the focus is in a field."""
        form = self.page.form
        assert form is not None
        self.qtbot.waitUntil(lambda: form.inputs[name].isAncestorOf(focused()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with all forms."""
    made = Desk(demo_folder(tmp_path))
    yield made
    made.close()


def newcomer(qtbot: QtBot, desk: Desk) -> tuple[str, int]:
    """A visitor nobody knows; the number, and how many keys."""
    typist = Typist(qtbot, desk)
    typist.write("王小芳", "13912345678", "11010519491231002X", "1-101")
    typist.goes_to("whom")
    typist.press(Qt.Key.Key_Return)
    typist.goes_to("asked")
    typist.press(Qt.Key.Key_1)
    return typist.saved(), typist.keys


def test_a_new_visitor(qtbot: QtBot, desk: Desk) -> None:
    """Name, phone, document and room are typed; the host's word is one digit."""
    number, keys = newcomer(qtbot, desk)
    found = records.load(desk.at(), number)
    assert found is not None and found.values["asked"] == "电话同意"
    assert found.values["unit"] == "1-101" and found.values["whom"]["name"]
    assert keys == 7 <= MOST


def test_who_was_here_before_is_filled_in_by_his_name(qtbot: QtBot, desk: Desk) -> None:
    """Two letters of the name, the arrow, Enter: all else is as it was; the host is asked again."""
    newcomer(qtbot, desk)
    typist = Typist(qtbot, desk)
    put(qtbot, "wxf")
    form = typist.page.form
    assert form is not None and form.offering is not None
    qtbot.waitUntil(lambda: form.offering.open)
    typist.press(Qt.Key.Key_Down)
    typist.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.inputs["unit"].value() == "1-101")
    while not form.inputs["asked"].isAncestorOf(focused()):
        typist.press(Qt.Key.Key_Return)
    typist.press(Qt.Key.Key_2)
    number = typist.saved()
    found = records.load(desk.at(), number)
    assert found is not None and found.values["phone"] == "13912345678"
    assert found.values["document"]["number"] == "11010519491231002X"
    assert found.values["asked"] == "对讲同意" and typist.keys <= 8
