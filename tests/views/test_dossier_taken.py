"""What there may be only one of in hand for a renovation: it is opened, not begun again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.scenarios import renewing
from tests.views.site_desk import made_site, named
from tests.views.test_dossier import shown, words
from tests.views.window_desk import press
from views.issue import IssuePage
from views.record import RecordPage


def test_an_extension_in_hand_is_opened_by_the_key_that_makes_one(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """It is named under the keys; what there may be several of is begun as ever."""
    site = made_site(tmp_path)
    number = site.with_store(lambda store: renewing.extension(store, basis=site.number))
    window, page = shown(qtbot, site)
    taken = named(page, "taken")
    assert isinstance(taken, QLabel) and taken.isVisible()
    assert taken.text() == f"办延期：已有在办的装修延期申请表 {number}，按 2 打开"
    press(qtbot, window, Qt.Key.Key_2)
    shell = window.shell
    assert shell is not None
    paper = shell.current
    assert isinstance(paper, RecordPage) and paper.record is not None
    assert paper.record.number == number
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shell.current is page)
    press(qtbot, window, Qt.Key.Key_3)
    assert isinstance(shell.current, IssuePage)


def test_an_extension_that_was_voided_stands_in_nobodys_way(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """A new one is begun, filled in for this renovation."""
    site = made_site(tmp_path)
    number = site.with_store(lambda store: renewing.extension(store, basis=site.number))
    site.with_store(lambda store: store.act(number, "作废", "1003", {"why": "填错"}))
    window, page = shown(qtbot, site)
    assert not named(page, "taken").isVisible() and words(page, "taken") == ""
    press(qtbot, window, Qt.Key.Key_2)
    assert window.shell is not None
    entry = window.shell.current
    assert isinstance(entry, IssuePage) and entry.form is not None
    assert entry.form.values()["basis"] == site.number
