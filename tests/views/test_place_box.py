"""From which place of a sheet cards and labels begin, asked where they are printed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db import records
from db.session import Session
from forms import DECLARED
from forms.paper import Paper
from printing.profiles import Profile
from tests.views.page_desk import issued, key
from views.place_box import PlaceBox
from views.print_batch_parts import EACH, TOGETHER, BatchFoot
from views.record_prints import PrintBar


def shown(qtbot: QtBot, part: QWidget) -> None:
    """In a window of its own."""
    qtbot.addWidget(part)
    part.show()
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)


def paper(wanted: str) -> Paper:
    """The first declared paper that is a card or a label."""
    every = (one for form in DECLARED for one in form.papers)
    return next(one for one in every if getattr(one, f"is_{wanted}"))


@pytest.mark.parametrize(("typed", "place"), [
    ("1", 1), (" 10 ", 10), ("0", None), ("11", None), ("x", None), ("", None), ("-1", None),
])  # fmt: skip
def test_a_place_that_a_sheet_has(qtbot: QtBot, typed: str, place: int | None) -> None:
    box = PlaceBox()
    qtbot.addWidget(box)
    assert box.isHidden() and box.place() == 1, "nothing stands on a sheet"
    box.show_sheet(10)
    box.line.setText(typed)
    assert not box.isHidden() and box.place() == place
    assert (box.line.property("tone") == "bad") == (place is None)
    box.show_sheet(8)
    assert box.place() == 1, "another sheet begins at its first place"


def test_in_the_bar_under_a_record(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For labels and cards several on a page; the print gets it, a wrong one prints nothing."""
    bar = PrintBar(session)
    shown(qtbot, bar)
    record = records.load(session, issued(session))
    assert record is not None
    bar.show_record(record, [])
    assert bar.place.isHidden()
    bar.show_paper(paper("card"), way=Profile(mode="sheet"))
    assert bar.place.count == 10
    bar.show_paper(paper("card"), way=Profile(mode="card"))
    assert bar.place.isHidden()
    bar.show_paper(paper("label"), way=Profile())
    assert not bar.place.isHidden() and bar.place.count == 21
    sent: list[Any] = []
    monkeypatch.setattr(bar._press, "send", lambda record, **how: sent.append(how["start"]))
    bar.setVisible(True)
    bar.place.line.setFocus()
    bar.place.line.setText("22")
    with qtbot.waitSignal(bar.said) as told:
        key(qtbot, Qt.Key.Key_Return)
    assert told.args == ["一页有 21 个位置，请写 1 到 21", "warn"] and sent == []
    bar.place.line.setText("5")
    key(qtbot, Qt.Key.Key_Return)
    assert sent == [5]


def test_under_a_batch_where_several_stand_on_a_page(qtbot: QtBot) -> None:
    foot = BatchFoot()
    shown(qtbot, foot)
    foot.tell({}, (), False, 10)
    assert not foot.ten_up.isHidden() and foot.place.isHidden()
    foot.ten_up.set_value(TOGETHER)
    foot.ten_up.chosen.emit(TOGETHER)
    assert not foot.place.isHidden() and foot.place.place() == 1
    foot.ten_up.set_value(EACH)
    foot.ten_up.chosen.emit(EACH)
    assert foot.place.isHidden()
    foot.tell({}, (), False, 1)
    assert foot.ten_up.isHidden()
