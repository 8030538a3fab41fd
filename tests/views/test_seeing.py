"""Whole numbers on a page are taken down once a day, beside the window, for whoever sees them by
right; what is masked or was given a reason is not taken down twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db import unmasking, viewing
from db.errors import Environment
from db.file import opened
from db.filed import UNIT, Subject
from db.session import Session
from tests.views.page_desk import NOW, acting, at, issued, shown
from views.record import RecordPage
from views.seeing import GATHER_MS, Seeing

WORKS = "1007"
"""工程主管: sees numbers with a reason only."""


def seen(session: Session) -> list[tuple[str, str]]:
    """Who saw what, as the journal has it."""
    return session.store.rows("SELECT by, subject FROM journal WHERE action = 'see' ORDER BY seq")


def page_of(qtbot: QtBot, session: Session, seeing: Seeing, number: str) -> RecordPage:
    page = RecordPage(session)
    shown(qtbot, page)
    page.shown_whole.connect(seeing.note)
    page.show_record(number)
    return page


def test_a_record_seen_whole_is_taken_down_once_a_day(qtbot: QtBot, session: Session) -> None:
    """However often it is shown; nothing is written while the page is made."""
    number = issued(session)
    owner = QObject()
    seeing = Seeing(session, owner)
    page = page_of(qtbot, session, seeing, number)
    page.refresh()
    page.show_record(number)
    assert seen(session) == [] and seeing.waiting == [number]
    assert seeing.timer.isActive() and seeing.timer.interval() == GATHER_MS
    seeing.timer.timeout.emit()
    qtbot.waitUntil(lambda: seen(session) == [("1003", number)])
    page.refresh()
    assert seeing.waiting == [] and viewing.note(session, [number]) == 0
    later = replace(session, clock=at(NOW + timedelta(days=1)))
    assert viewing.note(later, [number, number]) == 1
    assert seen(session) == [("1003", number)] * 2


def test_what_is_masked_or_had_a_reason_is_not(qtbot: QtBot, session: Session) -> None:
    """The one did not see it, the other stands there with the reason."""
    number = issued(session)
    works = acting(session, WORKS)
    owner = QObject()
    seeing = Seeing(works, owner)
    page = page_of(qtbot, works, seeing, number)
    assert seeing.waiting == []
    page.unmask.eyes = unmasking.of_record(works, number, "核对身份")
    page.unmask.changed.emit()
    assert seeing.waiting == [] and page.unmask.eyes.unmasked


def test_locking_writes_what_waits_and_a_full_disk_loses_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the next time."""
    number = issued(session)
    owner = QObject()
    seeing = Seeing(session, owner)
    seeing.note(number)
    seeing.note("unit 3-1202")

    def full(*given: Any) -> int:
        raise Environment("disk", "磁盘已满")

    with monkeypatch.context() as broken:
        broken.setattr(viewing, "note", full)
        seeing.finish()
    assert seeing.waiting == [number, "unit 3-1202"] and seeing.timer.isActive()
    seeing.finish()
    assert seen(session) == [("1003", number), ("1003", "unit 3-1202")]


def test_a_file_says_whether_it_shows_whole_numbers(session: Session) -> None:
    for no, whole in (("1003", True), ("2001", False)):
        found = opened(acting(session, no), Subject(UNIT, "3-1202"))
        assert viewing.shows_whole(found) == whole
