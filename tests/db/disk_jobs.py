"""Whole jobs on a disk that fails at call n, and what must hold after it; a process started with
the shim (`tests.db.fault_shim`) runs it: folder of an office, its key, job, every how many calls,
"alone" to let each call fail also without those after it.

Prints as JSON how many calls there were, in how many of them the job said that it failed, and its
words. A job that says it is done although its work is not there, or leaves the office without a
way on, ends the process with a traceback.
"""

from __future__ import annotations

import errno
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from db import backup, journal, migrations, restoring
from db.errors import Environment
from db.keys import Keys
from db.store import Store, check_file
from tests.db.fault_shim import Shim
from tests.db.made_office import NOW

DAY = 86_400_000
NUMBERS = (errno.EIO, errno.ENOSPC, errno.EROFS)
EXTRA = ("CREATE TABLE extra (a INTEGER PRIMARY KEY) STRICT", "INSERT INTO extra VALUES (1)")


def make(folder: Path, dek: bytes) -> None:
    """A backup beside an older one."""
    store = Store.open(folder, dek, check=False)
    try:
        assert backup.make(store, Keys.load(folder), NOW + DAY).verified
    finally:
        store.close()


def made(folder: Path, dek: bytes, done: bool, dead: bool) -> None:
    """Every backup that has its name is whole; the older one is there; the store is sound. Only a
    disk that stays dead keeps one that could not be taken back."""
    files = backup.files(folder / "backups")
    assert len(files) == (2 if done else 1) or dead and len(files) == 2
    for file in files:
        assert backup.verify(file, dek).verified
    assert _records(folder, dek) == 4


def restore(folder: Path, dek: bytes) -> None:
    """The backup of three slips in place of the store with four."""
    (file,) = backup.files(folder / "backups")
    restoring.restore(file, folder, "1001", "moon", NOW + DAY)


def restored(folder: Path, dek: bytes, done: bool, dead: bool) -> None:
    """The new store, or the old one, or a word to restore again, which works; nothing is gone."""
    try:
        found = _records(folder, dek)
    except Environment as error:
        assert not done and error.kind == "missing" and "上次恢复可能没有做完" in str(error)
        found = 4
        for aside in folder.glob("replaced-*/store.db"):
            assert aside.stat().st_size > 0
    assert found == 3 if done else found in (3, 4)
    file = backup.files(folder / "backups")[0]
    restoring.restore(file, folder, "1001", "moon", NOW + 2 * DAY)
    assert _records(folder, dek) == 3
    assert Keys.load(folder).unlock("1001", "moon", NOW) == dek


def upgrade(folder: Path, dek: bytes) -> None:
    """One schema more, with the backup before it."""
    keys, steps = Keys.load(folder), migrations.STEPS
    migrations.STEPS = (*steps, EXTRA)
    try:
        backup.before_upgrade(folder, keys, dek, NOW + DAY)
        store = Store.open(folder, dek)
        assert store.value("SELECT a FROM extra") == 1
        store.close()
    finally:
        migrations.STEPS = steps


def upgraded(folder: Path, dek: bytes, done: bool, dead: bool) -> None:
    """All of the step or nothing of it; the next start does it."""
    upgrade(folder, dek)


def password(folder: Path, dek: bytes) -> None:
    """Another password."""
    Keys.load(folder).set_password("1001", "star", dek)


def changed(folder: Path, dek: bytes, done: bool, dead: bool) -> None:
    """The new password opens, or where it failed perhaps still the old one; never neither."""
    opens = []
    for word in ("star", "moon"):
        try:
            opens.append(Keys.load(folder).unlock("1001", word, NOW) == dek and word)
        except Environment as error:
            assert error.kind == "key"
    assert opens == ["star"] if done else opens in (["star"], ["moon"])


Judge = Callable[[Path, bytes, bool, bool], None]
"""Of a data folder and its key: was it done, is the disk dead for good?"""
JOBS: dict[str, tuple[Callable[[Path, bytes], None], Judge]] = {
    "backup": (make, made), "restore": (restore, restored), "upgrade": (upgrade, upgraded),
    "password": (password, changed),
}


def _records(folder: Path, dek: bytes) -> int:
    """How many records a sound store holds."""
    store = Store.open(folder, dek)
    try:
        assert check_file(store, full=True) == "ok" and journal.verify(store) is None
        return int(store.value("SELECT count(*) FROM record"))
    finally:
        store.close()


def run(
    office: Path, dek: bytes, job: str, step: int, alone: bool = True
) -> dict[str, object]:
    """Every `step`-th call fails, each on an office of its own: with all after it, and `alone`."""
    act, judge = JOBS[job]
    shim, calls, failed, words = Shim(), 0, 0, set()
    work = office.parent / "work"
    for always in (True, False) if alone else (True,):
        nth, calls = 1, 1
        while calls >= nth - step:
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(office, work)
            shim.watch(work)
            number = NUMBERS[nth // step % len(NUMBERS)]
            shim.fail(nth, number, always=always)
            done = True
            try:
                act(work, dek)
            except Environment as error:
                done, failed = False, failed + 1
                words.add(f"{error.kind}: {str(error).replace(str(work), '')}")
            finally:
                calls = shim.heal()
            judge(work, dek, done, always)
            nth += step
    return {"calls": calls, "failed": failed, "words": sorted(words)}


if __name__ == "__main__":
    folder_, dek_, job_, step_, alone_ = sys.argv[1:]
    told = run(Path(folder_), bytes.fromhex(dek_), job_, int(step_), alone_ == "alone")
    print(json.dumps(told))
