"""The way from an entry page to the record in hand that seems to be about the same matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import drafts
from tests.db.demo_desk import Desk
from tests.views.page_desk import ODD, button, shown
from tests.views.window_desk import demo_folder
from views.issue import IssuePage

MATTER = replace(ODD, one_matter=("room",))
KEPT: dict[str, Any] = {"room": "1-101", "keeper": "王五", "shelf": "甲架"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Two in hand of one room, at the front desk."""
    made = Desk(demo_folder(tmp_path), (MATTER,))
    for _ in range(2):
        made.issue("LS", KEPT)
    yield made
    made.at().close()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> IssuePage:
    """An empty one is begun."""
    made = IssuePage(desk.at())
    shown(qtbot, made)
    made.start("LS")
    return made


def room(page: IssuePage, label: str) -> None:
    """Typed and left."""
    assert page.form is not None
    page.form.inputs["room"].set_value(label)
    page._left("room")


def test_a_key_leads_to_the_newest_and_what_is_typed_stays(
    qtbot: QtBot, desk: Desk, page: IssuePage
) -> None:
    """It says which; the draft is kept when the page is left for it."""
    opened: list[str] = []
    page.record_opened.connect(opened.append)
    room(page, "1-101")
    newest = "LS-2026-000002"
    assert button(page, "same_matter").isVisible()
    assert button(page, "same_matter").accessibleName() == f"看在办的 {newest}"
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert opened == [newest]
    page.leave()
    kept = drafts.load(desk.at(), "LS")
    assert kept is not None and kept[1]["room"] == "1-101"


def test_no_key_where_nothing_is_the_same(qtbot: QtBot, page: IssuePage) -> None:
    """Another room, none yet, or one that has gone again; then the key does nothing."""
    opened: list[str] = []
    page.record_opened.connect(opened.append)
    for label in ("", "1-102"):
        room(page, "1-101")
        room(page, label)
        assert not button(page, "same_matter").isVisible()
        qtbot.keyClick(page, Qt.Key.Key_F8)
    assert opened == []
