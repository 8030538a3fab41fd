"""The second place: copied whole, read back, thinned; calm when away, never over a good copy."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from db import attachments, backup, second_place
from db.errors import Environment, Refused
from db.second_place import Place
from db.session import Session
from tests.db.demo_desk import DESK, FX, NOW, Desk

ADMIN = "9001"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def stick(desk: Desk, tmp_path: Path) -> Path:
    """A folder of a stick, chosen."""
    folder = tmp_path / "U 盘" / "备份"
    folder.mkdir(parents=True)
    second_place.choose(desk.at(ADMIN), folder)
    return folder


def backed_up(session: Session) -> Path:
    """A backup in the usual place."""
    return backup.make(session.store, session.keys, session.clock.now()).file


def brought(session: Session) -> Place:
    """What came of bringing the newest there."""
    store, now, zone = session.store, session.clock.now(), session.clock.zone
    place = second_place.bring(store, session.keys.store_id, now, zone)
    assert place is not None
    return place


def there(stick: Path) -> list[str]:
    """Everything on the stick but the sign."""
    return sorted(one.name for one in stick.iterdir() if one.suffix != ".txt")


def test_the_newest_is_brought_once_and_is_as_good(desk: Desk, stick: Path) -> None:
    session = desk.at(ADMIN)
    file = backed_up(session)
    now = session.clock.now()
    assert brought(session) == Place(stick, True, now, False)
    assert there(stick) == [file.name]
    assert backup.verify(stick / file.name, session.dek).verified
    assert (stick / file.name).stat().st_mode & 0o077 == 0
    before = (stick / file.name).stat().st_mtime_ns
    assert brought(session).there and there(stick) == [file.name]
    assert (stick / file.name).stat().st_mtime_ns == before


def test_a_stick_that_is_away_is_no_error_until_a_week_has_gone(desk: Desk, stick: Path) -> None:
    """Neither a missing folder nor an empty one of the same name is written to."""
    backed_up(desk.at(ADMIN))
    brought(desk.at(ADMIN))
    away = stick.rename(stick.with_name("away"))
    backed_up(desk.at(ADMIN, NOW + timedelta(days=7)))
    on_time = brought(desk.at(ADMIN, NOW + timedelta(days=7)))
    assert (on_time.there, on_time.overdue, on_time.trouble) == (False, False, "")
    stick.mkdir()
    late = brought(desk.at(ADMIN, NOW + timedelta(days=7, seconds=1)))
    assert (late.there, late.overdue, late.trouble) == (False, True, "")
    assert not list(stick.iterdir())
    stick.rmdir()
    away.rename(stick)
    back = brought(desk.at(ADMIN, NOW + timedelta(days=8)))
    assert back.there and not back.overdue and len(there(stick)) == 2


def test_one_that_never_came_is_missed_from_the_day_it_was_chosen(desk: Desk, stick: Path) -> None:
    session = desk.at(ADMIN)
    for days, overdue in ((7, False), (8, True)):
        now = session.clock.now() + days * 86_400_000
        found = second_place.look(session.store, session.keys.store_id, now)
        assert found == Place(stick, True, None, overdue)


def test_who_may_choose_it_and_where_it_may_be(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="须由系统管理员"):
        second_place.choose(desk.at(DESK), tmp_path)
    session = desk.at(ADMIN)
    for wrong, words in ((tmp_path / "none", "没有这个文件夹"), (desk.folder, "数据文件夹以外")):
        with pytest.raises(Refused, match=words):
            second_place.choose(session, wrong)
    assert second_place.look(session.store, session.keys.store_id, 0) is None
    second_place.choose(session, tmp_path)
    second_place.choose(session, None)
    assert second_place.look(session.store, session.keys.store_id, 0) is None
    entries = session.store.rows(
        "SELECT body FROM journal WHERE subject = ?", (second_place.FOLDER,)
    )
    assert [json.loads(body)["new"] for (body,) in entries] == [str(tmp_path), ""]


def test_a_damaged_backup_is_not_brought_and_what_is_there_stays(desk: Desk, stick: Path) -> None:
    session = desk.at(ADMIN)
    good = backed_up(session)
    brought(session)
    desk.issue("FX", FX)
    later = desk.at(ADMIN, NOW + timedelta(hours=1))
    bad = backed_up(later)
    content = bytearray(bad.read_bytes())
    content[len(content) // 2] ^= 1
    bad.write_bytes(content)
    place = brought(later)
    assert "已损坏" in place.trouble and place.seen == session.clock.now()
    assert there(stick) == [good.name]
    assert backup.verify(stick / good.name, session.dek).verified


def test_a_bad_copy_on_the_stick_is_not_taken_for_the_backup(desk: Desk, stick: Path) -> None:
    session = desk.at(ADMIN)
    file = backed_up(session)
    shutil.copyfile(file, stick / file.name)
    (stick / file.name).write_bytes(file.read_bytes()[:-100])
    brought(session)
    good = [one for one in there(stick) if backup.inspect(file) and _whole(stick / one, session)]
    assert len(good) == 1


def _whole(file: Path, session: Session) -> bool:
    try:
        return backup.verify(file, session.dek).verified
    except Environment:
        return False


BROUGHT = """
import os, resource, shutil, signal, sys
from pathlib import Path
from db import demo, second_place
from db.clock import FixedClock
from db.session import open_session
folder, now, how = sys.argv[1:]
session = open_session(Path(folder), "9001", demo.password_of("9001"), clock=FixedClock(int(now)))
if how == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
else:
    real, left = os.fsync, int(how)
    def deadly(handle):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        real(handle)
    os.fsync = deadly
place = second_place.bring(
    session.store, session.keys.store_id, int(now), session.clock.zone
)
print(place.trouble)
"""


def in_another_process(session: Session, how: str) -> subprocess.CompletedProcess[str]:
    """Bring the newest there with a limit, or killed at the n-th fsync."""
    return subprocess.run(
        [sys.executable, "-c", BROUGHT, str(session.store.folder), str(session.clock.now()), how],
        cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_or_without_room_there_is_no_half_copy_that_counts(desk: Desk, stick: Path) -> None:
    session = desk.at(ADMIN)
    file = backed_up(session)
    done = in_another_process(session, "full")
    assert done.returncode == 0 and "磁盘已满" in done.stdout and there(stick) == []
    deadly = 0
    while in_another_process(session, str(deadly)).returncode == -signal.SIGKILL:
        deadly += 1
        for one in stick.glob("*.qtbak"):
            assert backup.verify(one, session.dek).verified
    assert deadly >= 2 and list(stick.glob("*.qtbak")) == [stick / file.name]


def test_photos_come_along_once_and_are_mended_there(desk: Desk, stick: Path) -> None:
    """The next backup takes only what is new; a file that was cut off there is brought again."""
    session = desk.at(ADMIN)
    with session.store.write():
        for seed in (b"a", b"b"):
            attachments.keep(session, seed * 20_000, "照片")
    file = backed_up(session)
    assert brought(session).trouble == "" and backup.lacking(stick / file.name) == 0
    photos = sorted(stick.glob("*-photos/*/*"))
    assert len(photos) == 2 and backup.verify(stick / file.name, session.dek).verified
    times = [one.stat().st_mtime_ns for one in photos]
    desk.issue("FX", FX)
    later = desk.at(ADMIN, NOW + timedelta(hours=1))
    photos[0].write_bytes(b"")
    newer = backed_up(later)
    assert brought(later).trouble == "" and sorted(stick.glob("*-photos/*/*")) == photos
    assert photos[1].stat().st_mtime_ns == times[1] and photos[0].stat().st_size > 20_000
    assert backup.verify(stick / newer.name, session.dek).verified
    rotten = bytearray(photos[1].read_bytes())
    rotten[-1] ^= 1
    photos[1].write_bytes(rotten)
    for half in range(16):
        brought(desk.at(ADMIN, NOW + timedelta(hours=1, minutes=30 * half)))
    assert backup.verify(stick / newer.name, session.dek).verified, "each is read in eight hours"
    for one in file.parent.glob("*-photos/*/*"):
        one.unlink()
    photos[0].unlink()
    assert "照片或扫描件抄不成" in brought(later).trouble
