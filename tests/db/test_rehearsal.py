"""Rehearsing a restore: the newest backup is opened elsewhere and checked, or said to be bad."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from db import backup, container, journal, keys, rehearsal
from db.backup import Made
from db.errors import Environment, Refused
from db.session import Session
from tests.db.demo_desk import FX, NOW, Desk

ADMIN, GUARD = "9001", "2001"
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for temporary folders that can be looked into."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def backed_up(session: Session, folder: Path | None = None) -> Made:
    """A backup by that session's clock."""
    return backup.make(session.store, session.keys, session.clock.now(), folder)


def last_entry(session: Session) -> tuple[str, str, dict[str, object]]:
    """Action, subject and body of the journal's last row."""
    ((action, subject, body),) = session.store.rows(
        "SELECT action, subject, body FROM journal ORDER BY seq DESC LIMIT 1"
    )
    return action, subject, json.loads(body)


def test_the_newest_is_opened_and_told_and_nothing_is_left(desk: Desk, temporary: Path) -> None:
    """The older one does not count, nor does one of a date to come."""
    backed_up(desk.at(ADMIN))
    desk.issue("FX", FX)
    made = backed_up(desk.at(ADMIN, NOW + timedelta(hours=1)))
    desk.issue("FX", FX)
    backed_up(desk.at(ADMIN, NOW + timedelta(days=400)))
    before = sorted(desk.folder.rglob("*"))
    session = desk.at(ADMIN, NOW + timedelta(hours=2))
    steps: list[str] = []
    assert rehearsal.rehearse(session, steps.append) == Made(made.file, 1, True)
    assert last_entry(session) == ("rehearse", made.file.name, {"records": 1})
    assert steps == ["解开备份", "核对数据和日志", "核对单据和账"]
    assert sorted(desk.folder.rglob("*")) == before and not list(temporary.iterdir())
    assert journal.verify(session.store) is None


def test_it_needs_the_right_and_a_backup(desk: Desk) -> None:
    """A stranger's backup in the folder is none."""
    with pytest.raises(Refused, match="不能演练恢复，须由"):
        rehearsal.rehearse(desk.at(GUARD))
    with pytest.raises(Refused, match="还没有备份"):
        rehearsal.rehearse(desk.at(ADMIN))
    made, _, _ = keys.create(desk.folder.parent / "other", demo=True)
    made_file = backed_up(desk.at(ADMIN)).file
    changed(made_file, store_id=made.store_id)
    with pytest.raises(Refused, match="还没有备份"):
        rehearsal.rehearse(desk.at(ADMIN))


def changed(file: Path, **values: object) -> None:
    """Rewrite a container's manifest."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        manifest = container.extract(file, work)
        file.unlink()
        container.write(file, container.Manifest(**{**vars(manifest), **values}), work)


@pytest.mark.parametrize("damage", ["bit", "cut", "empty", "records", "head"])
def test_a_bad_newest_is_said_and_journalled_though_an_older_one_is_good(
    desk: Desk, temporary: Path, damage: str
) -> None:
    desk.issue("FX", FX)
    backed_up(desk.at(ADMIN))
    session = desk.at(ADMIN, NOW + timedelta(hours=1))
    bad = backed_up(session).file
    content = bytearray(bad.read_bytes())
    if damage == "bit":
        content[len(content) // 2] ^= 1
        bad.write_bytes(content)
    elif damage == "records":
        changed(bad, records=2)
    elif damage == "head":
        changed(bad, head=journal.Head(backup.inspect(bad).head.seq, "0" * 64))
    else:
        bad.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(Environment, match=f"恢复演练没有通过（{bad.name}）") as said:
        rehearsal.rehearse(session)
    assert said.value.kind == "damage" and "现在的数据没有动" in str(said.value)
    action, subject, body = last_entry(session)
    assert (action, subject, set(body)) == ("rehearse", bad.name, {"trouble"})
    assert rehearsal.due(session.store, session.clock.now() + 32 * 86_400_000)
    assert not list(temporary.iterdir())


def test_what_check_full_finds_makes_a_backup_bad(desk: Desk) -> None:
    """A standing that does not follow from its acts: sound for the file, not for the office."""
    desk.issue("FX", FX)
    session = desk.at(ADMIN)
    with session.store.write() as db:
        db.execute_sql("UPDATE standing SET state = '已放行'")
    backed_up(session)
    with pytest.raises(Environment, match="状态：.*FX-2026-000001"):
        rehearsal.rehearse(session)


def test_due_after_31_days_from_the_first_day_or_the_last_success(desk: Desk) -> None:
    session = desk.at(ADMIN)
    ((first,),) = session.store.rows("SELECT at FROM journal WHERE seq = 1")
    month = 31 * 86_400_000
    assert not rehearsal.due(session.store, first + month)
    assert rehearsal.due(session.store, first + month + 1)
    later = desk.at(ADMIN, NOW + timedelta(days=40))
    backed_up(later)
    rehearsal.rehearse(later)
    now = later.clock.now()
    assert not rehearsal.due(session.store, now + month)
    assert rehearsal.due(session.store, now + month + 1)
    assert rehearsal.due(session.store, now - 2 * 86_400_000), "a clock that was wrong"


KILLED = """
import os, signal, sys, tempfile
from pathlib import Path
from db import demo, rehearsal
from db.clock import FixedClock
from db.session import open_session
folder, place, now = sys.argv[1:]
tempfile.tempdir = place
session = open_session(Path(folder), "9001", demo.password_of("9001"), clock=FixedClock(int(now)))
def die(words):
    if words == "核对单据和账":
        os.kill(os.getpid(), signal.SIGKILL)
rehearsal.rehearse(session, die)
"""


def test_killed_in_the_middle_it_leaves_the_store_as_it_was(desk: Desk, temporary: Path) -> None:
    """What it left in the temporary folder is encrypted, private and swept by a later one."""
    desk.issue("FX", FX)
    session = desk.at(ADMIN)
    made = backed_up(session)
    head = journal.head(session.store)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.folder), str(temporary),
         str(session.clock.now())], cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    (left,) = temporary.iterdir()
    assert left.stat().st_mode & 0o077 == 0 and b"SQLite" not in (left / "store.db").read_bytes()
    assert journal.head(session.store) == head and backup.verify(made.file, session.dek).verified
    moment = left.stat().st_mtime - 4000
    os.utime(left, (moment, moment))
    assert rehearsal.rehearse(session).verified
    assert not list(temporary.iterdir())


def test_no_room_for_it_is_no_fault_of_the_backup(desk: Desk, tmp_path: Path) -> None:
    """Status of the disk, not of the backup: nothing is journalled."""
    session = desk.at(ADMIN)
    backed_up(session)
    head = journal.head(session.store)
    shutil.rmtree(tempfile.gettempdir())
    with pytest.raises(Environment) as said:
        rehearsal.rehearse(session)
    assert said.value.kind == "disk" and journal.head(session.store) == head
