"""What is looked after by itself: the weekly check of everything, the monthly rehearsal."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from db import backup, checking, journal, office, rehearsal, standings, upkeep
from db.errors import Environment
from db.session import Session
from tests.db.demo_desk import FX, NOW, Desk

GUARD = "2001"
DAY = 86_400_000


def entry(session: Session) -> tuple[object, ...]:
    """Who, action and body of the journal's last row."""
    ((by, action, body),) = session.store.rows(
        "SELECT by, action, body FROM journal ORDER BY seq DESC LIMIT 1"
    )
    return by, action, json.loads(body)


def test_once_a_week_from_the_first_day_or_the_last_check(desk: Desk) -> None:
    """Whoever sits there; nobody is named. After two weeks somebody is reminded."""
    session = desk.at(GUARD)
    store = session.store
    first = store.value("SELECT at FROM journal WHERE seq = 1")
    assert not upkeep.check_due(store, first + 7 * DAY)
    assert upkeep.check_due(store, first + 7 * DAY + 1)
    assert upkeep.check_due(store, first - 2 * DAY), "a clock that was wrong"
    assert upkeep.last(store, first + 14 * DAY) == upkeep.Checked(None, "", False)
    assert upkeep.last(store, first + 14 * DAY + 1).late
    now = session.clock.now()
    assert upkeep.check(session) == upkeep.last(store, now) == upkeep.Checked(now, "", False)
    assert entry(session) == (None, "check", {"found": ""})
    assert not upkeep.check_due(store, now + 7 * DAY) and upkeep.check_due(store, now + 8 * DAY)


def test_what_is_wrong_is_kept_until_it_is_right_again(desk: Desk) -> None:
    desk.issue("FX", FX)
    session = desk.at(GUARD)
    with session.store.write() as db:
        db.execute_sql("UPDATE standing SET state = '已放行'")
    checked = upkeep.check(session)
    assert checked.found == "状态" and "FX-2026-000001" in checked.words
    assert upkeep.last(session.store, session.clock.now()).found == "状态"
    assert entry(session) == (None, "check", {"found": "状态"}), "nothing that may name somebody"
    standings.rebuild(session)
    assert upkeep.check(session).found == ""
    assert upkeep.last(session.store, session.clock.now()).found == ""


def test_into_a_damaged_file_nothing_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = desk.at(GUARD)
    before = journal.head(session.store)
    monkeypatch.setattr(checking, "check_file", lambda store, full=False: "数据文件已损坏")
    checked = upkeep.check(session)
    assert (checked.found, checked.words) == ("数据文件", "数据文件已损坏")
    assert journal.head(session.store) == before
    assert office.setting(session.store, upkeep.LAST) is None


def test_a_rehearsal_by_itself_once_a_month_and_a_bad_one_once_a_day(desk: Desk) -> None:
    """Of whoever sits there, in nobody's name; the trouble stays until one succeeds."""
    session = desk.at(GUARD, NOW + timedelta(days=40))
    store, now = session.store, session.clock.now()
    assert not upkeep.rehearsal_due(store, now), "there is no backup"
    assert upkeep.rehearse(session) is None
    made = backup.make(store, session.keys, now)
    assert upkeep.rehearsal_due(store, now)
    content = made.file.read_bytes()
    made.file.write_bytes(content[:-9])
    with pytest.raises(Environment, match="没有通过"):
        upkeep.rehearse(session)
    bad = rehearsal.trouble(store)
    assert bad is not None and bad.at == now and "已损坏" in bad.words
    assert entry(session) == (None, "rehearse", {"trouble": bad.words})
    assert not upkeep.rehearsal_due(store, now + DAY)
    assert upkeep.rehearsal_due(store, now + DAY + 1)
    made.file.write_bytes(content)
    assert upkeep.rehearse(session) == made
    assert rehearsal.trouble(store) is None and not upkeep.rehearsal_due(store, now + DAY + 1)
