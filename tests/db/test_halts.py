"""A clock set back, and an older file put back, stop what must not go on; who may, confirms."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from db import (
    anchors, backup, checking, demo, halts, journal, office, restoring, timekeeping,
)
from db.clock import FixedClock, instant
from db.errors import Refused
from db.records import act, issue
from db.session import Session
from db.store import FILE_NAME
from forms.settings import CLOCK_MINUTES
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, NOW, Desk


@dataclass(frozen=True)
class Wall(FixedClock):
    """The computer's clock, as far as the program can tell."""

    @property
    def real(self) -> bool:
        """It says so."""
        return True


def at(desk: Desk, no: str, now: datetime) -> Session:
    """A session by the computer's clock."""
    return replace(desk.at(no, now), clock=Wall(instant(now)))


def minutes(number: float) -> timedelta:
    """So long."""
    return timedelta(minutes=number)


def stopped(desk: Desk, no: str, now: datetime) -> str:
    """Why nothing can be issued; the whole form's message."""
    with pytest.raises(Refused) as refused:
        issue(at(desk, no, now), "FX", FX)
    return refused.value.problems[""]


def test_up_to_five_minutes_are_nothing(desk: Desk) -> None:
    """Computers set themselves right; one more second is too much, and says how to mend it."""
    desk.issue("FX", FX, now=NOW)
    issue(at(desk, DESK, NOW - minutes(5)), "FX", FX)
    words = stopped(desk, DESK, NOW - timedelta(minutes=5, seconds=1))
    assert "电脑的时间（11-21 10:36）比日志里最近一次办理（11-21 10:42）早了 5 分钟" in words
    assert "校准" in words and "值班主任" in words and "主任" in words


def test_nothing_is_written_while_it_is_stopped(desk: Desk) -> None:
    """No slip, no number; what rests on neither clock nor number goes on."""
    slip = desk.issue("FX", FX, now=NOW)
    before = journal.head(desk.at().store)
    early = NOW - minutes(30)
    stopped(desk, DESK, early)
    assert journal.head(desk.at().store) == before
    act(at(desk, DUTY, early), slip.number, "值班主任签字")
    act(at(desk, DIRECTOR, early), slip.number, "主任盖章")
    with pytest.raises(Refused, match="可能被拨回"):
        act(at(desk, GUARD, early), slip.number, "放行", {"counts": [1, 12]})
    assert halts.halts(at(desk, DESK, early))


def test_entries_made_with_the_wrong_clock_do_not_lift_it(desk: Desk) -> None:
    """Whatever else is journalled meanwhile: the latest instant counts, not the last row."""
    desk.issue("FX", FX, now=NOW)
    early = at(desk, DESK, NOW - minutes(60))
    with early.store.write():
        early.journal("view", None, {})
    assert "早了 1 小时" in stopped(desk, DESK, NOW - minutes(60))


def test_who_may_confirms_and_it_goes_on_from_there(desk: Desk) -> None:
    """Journalled with both clocks; set back once more, it stops once more."""
    desk.issue("FX", FX, now=NOW)
    early = NOW - minutes(90)
    with pytest.raises(Refused, match="不能确认电脑的时间"):
        halts.confirm(at(desk, DESK, early), halts.CLOCK, at(desk, DESK, early).member)
    halts.confirm(at(desk, DESK, early), halts.CLOCK, at(desk, DUTY, early).member)
    by, body = desk.at().store.rows("SELECT by, body FROM journal ORDER BY seq DESC LIMIT 1")[0]
    assert by == DUTY and json.loads(body) == {"last": instant(NOW), "clock": instant(early)}
    assert halts.halts(at(desk, DESK, early)) == []
    issue(at(desk, DESK, early + minutes(1)), "FX", FX)
    assert "11-21 09:13" in stopped(desk, DESK, early - minutes(30))
    with pytest.raises(Refused, match="没有什么要确认的"):
        halts.confirm(at(desk, DESK, NOW), halts.CLOCK, at(desk, DUTY, NOW).member)


def test_the_office_says_how_many_minutes(desk: Desk) -> None:
    """The setting counts."""
    desk.issue("FX", FX, now=NOW)
    session = desk.at("9001")
    office.change(session, CLOCK_MINUTES.key, 60)
    issue(at(desk, DESK, NOW - minutes(59)), "FX", FX)
    stopped(desk, DESK, NOW - minutes(61))


def test_a_moment_that_was_told_is_no_clock(desk: Desk) -> None:
    """Scenarios travel in time; what the gate's second computer did is entered when it was."""
    desk.issue("FX", FX, now=NOW)
    desk.issue("FX", FX, now=NOW - timedelta(days=3))
    assert timekeeping.set_back(desk.at(DESK, NOW - timedelta(days=9))) is None
    assert timekeeping.set_back(at(desk, DESK, NOW - timedelta(days=9))) == instant(NOW)


def test_the_head_beside_the_store_is_that_of_the_last_commit(desk: Desk) -> None:
    """Whole transactions only; what is taken back is never in it."""
    session = desk.at()
    desk.issue("FX", FX)
    assert anchors.kept(desk.folder) == journal.head(session.store)
    before = journal.head(session.store)
    with pytest.raises(KeyError), session.store.write():
        session.journal("view", None, {})
        raise KeyError
    assert anchors.kept(desk.folder) == before == journal.head(session.store)
    with session.store.write():
        with pytest.raises(KeyError), session.store.write():
            session.journal("view", None, {})
            raise KeyError
        assert anchors.kept(desk.folder) == before
        session.journal("view", None, {})
    assert anchors.kept(desk.folder) == journal.head(session.store) != before


def test_a_file_that_cannot_be_written_loses_nothing(desk: Desk) -> None:
    """The slip is saved; the next commit writes the head again."""
    desk.issue("FX", FX)
    (desk.folder / anchors.FILE_NAME).unlink()
    (desk.folder / anchors.FILE_NAME).mkdir()
    desk.issue("FX", FX)
    (desk.folder / anchors.FILE_NAME).rmdir()
    desk.issue("FX", FX)
    assert anchors.kept(desk.folder) == journal.head(desk.at().store)


def test_a_head_torn_by_a_power_cut_is_no_head(desk: Desk) -> None:
    """Half of one and half of the next accuse nobody; the next commit writes it whole."""
    desk.issue("FX", FX)
    old = (desk.folder / anchors.FILE_NAME).read_bytes()
    desk.issue("FX", FX)
    new = (desk.folder / anchors.FILE_NAME).read_bytes()
    head = journal.head(desk.at().store)
    for length in range(len(new)):
        (desk.folder / anchors.FILE_NAME).write_bytes(new[:length] + old[length:])
        assert anchors.kept(desk.folder) in (None, head) or new[:length] == old[:length]
    (desk.folder / anchors.FILE_NAME).write_bytes(new[:60] + old[60:])
    desk.issue("FX", FX)
    assert anchors.kept(desk.folder) == journal.head(desk.at().store)


def test_an_old_file_put_back_stops_and_is_named(desk: Desk) -> None:
    """Also when a backup's manifest alone knows of it; going on is journalled with what was left
    behind, and issuing goes on."""
    desk.issue("FX", FX)
    older = desk.folder.parent / "older.db"
    desk.at().store.copy_to(older)
    desk.issue("FX", FX)
    backup.make(desk.at().store, desk.at().keys, instant(NOW))
    gone = journal.head(desk.at().store)
    desk.close()
    put = Desk(desk.folder)
    (desk.folder / f"{FILE_NAME}-wal").unlink(missing_ok=True)
    shutil.copy(older, desk.folder / FILE_NAME)
    found = halts.halts(put.at())
    assert [one.kind for one in found] == [halts.DATA] and f"第 {gone.seq} 条" in found[0].words
    with pytest.raises(Refused, match="可能被换回了旧文件"):
        put.issue("FX", FX)
    assert "数据比留存的日志头旧" in checking.findings(put.at())["journal"]
    (desk.folder / anchors.FILE_NAME).unlink()
    assert "数据比留存的日志头旧" in checking.findings(put.at())["journal"]
    (desk.folder / anchors.FILE_NAME).write_bytes(anchors.content(gone))
    with put.at().store.write():
        put.at().journal("view", None, {})
    assert anchors.kept(desk.folder) == gone
    with pytest.raises(Refused, match="须由系统管理员办理"):
        halts.confirm(put.at(), halts.DATA, put.at(DESK).member)
    halts.confirm(put.at(), halts.DATA, put.at("9001").member)
    assert halts.halts(put.at()) == []
    put.issue("FX", FX)
    assert anchors.kept(desk.folder) == journal.head(put.at().store)
    assert checking.findings(put.at())["journal"] == "ok"
    put.close()


def test_a_restore_by_the_program_is_no_old_file(desk: Desk) -> None:
    """The heads that it leaves behind stand in its entry of the journal."""
    made = backup.make(desk.at().store, desk.at().keys, instant(NOW))
    desk.issue("FX", FX)
    left = journal.head(desk.at().store)
    backup.make(desk.at().store, desk.at().keys, instant(NOW) + 1000)
    desk.close()
    password = demo.password_of("9001")
    restoring.restore(made.file, desk.folder, "9001", password, instant(NOW) - 10_000)
    again = Desk(desk.folder)
    body = again.at().store.value("SELECT body FROM journal WHERE action = 'restore'")
    assert left.words in json.loads(body)["left"]
    assert halts.halts(again.at()) == []
    assert checking.findings(again.at())["journal"] == "ok"
    again.issue("FX", FX)
    assert anchors.kept(desk.folder) == journal.head(again.at().store)
    again.close()
