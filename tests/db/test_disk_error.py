"""A disk that fails at any single write: nothing is said to be saved that is not, nothing is lost
that was, and the words say what to do."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from db import backup, journal
from db.store import Store, check_file
from tests.db import fault_shim
from tests.db.made_office import NOW, Office

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    fault_shim.compiler() is None, reason="no C compiler for the shim (README installs tcc)"
)

EVERY_WRITE = """
import errno, json, sys
from pathlib import Path
from db.errors import Environment
from db.store import Store
from tests.db.fault_shim import Shim
from tests.db.made_office import issue
folder, dek, how, number = sys.argv[1:]
shim = Shim()
shim.watch(Path(folder))
store = Store.open(Path(folder), bytes.fromhex(dek))
saved, words, nth, sequence, calls = [], set(), 1, 1, 1
while calls >= nth - 1:
    shim.fail(nth, getattr(errno, number), always=how != "once", half=how == "half")
    try:
        issue(store, sequence)
        saved.append(sequence)
    except Environment as error:
        words.add((error.kind, str(error)))
    finally:
        calls = shim.heal()
    # What was not acknowledged may not be there.
    there = [row[0] for row in store.rows("SELECT sequence FROM record ORDER BY sequence")]
    assert there == saved, (nth, there, saved)
    sequence = (saved[-1] if saved else 0) + 1
    nth += 1
store.close()
print(json.dumps({"saved": saved, "words": sorted(words), "calls": calls}))
"""


def run(*arguments: str) -> Any:
    """What Python prints as JSON, run with the shim between it and the disk."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, check=False,
        env=fault_shim.environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("how", ["once", "always", "half"])
def test_an_error_at_each_single_write_of_a_slip(office: Office, number: str, how: str) -> None:
    """Each call in turn, alone or with all that follow; the same connection goes on after it."""
    office.store.close()
    told = run("-c", EVERY_WRITE, str(office.folder), office.dek.hex(), how, number)
    assert told["calls"] > 30 and len(told["saved"]) < 4
    assert {kind for kind, _ in told["words"]} == {"disk"}
    assert all("内容还在" in words for _, words in told["words"])
    store = Store.open(office.folder, office.dek)
    assert [row[0] for row in store.rows("SELECT sequence FROM record")] == told["saved"]
    assert check_file(store, full=True) == "ok" and journal.verify(store) is None
    store.close()


def failing(office: Office, job: str, step: int, alone: str = "") -> Any:
    """A job of `tests.db.disk_jobs` on copies of an office with a backup of three slips, a large
    photo, and a fourth slip after it."""
    for sequence in (1, 2, 3):
        office.issue(sequence)
    body = bytes(range(256)) * 100
    with office.store.write() as db:
        mark = hashlib.sha256(body).hexdigest()
        db.execute_sql("INSERT INTO attachment VALUES (?, ?, NULL)", (mark, body))
    backup.make(office.store, office.keys, NOW)
    office.issue(4)
    office.store.close()
    told = run(
        "-m", "tests.db.disk_jobs", str(office.folder), office.dek.hex(), job, str(step), alone
    )
    assert told["failed"] and all(words.startswith("disk: ") for words in told["words"])
    return told


@pytest.mark.parametrize(("job", "step"), [("password", 4), ("restore", 320), ("backup", 270)])
def test_a_job_on_a_disk_that_fails_somewhere(office: Office, job: str, step: int) -> None:
    """What is said to be done is done; otherwise nothing is lost and a second try works."""
    failing(office, job, step)


@pytest.mark.long
@pytest.mark.parametrize("job", ["password", "backup", "restore", "upgrade"])
def test_a_job_on_a_disk_that_fails_at_every_call(office: Office, job: str) -> None:
    """Every third call, alone and with all after it, as a bad, a full and a read-only disk."""
    assert failing(office, job, 3 if job != "password" else 1, "alone")["failed"] >= 12


READ_ONLY = """
import json, os, sys
from pathlib import Path
import argon2.low_level, cryptography.hazmat.primitives.ciphers.aead, filelock
from db import backup, lock, restoring
from db.clock import FixedClock
from db.errors import Environment
from db.keys import Keys
from db.session import open_session
from db.store import Store
from views import entry
folder, dek, now = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
(file,) = backup.files(folder / "backups")
keys = Keys.load(folder)
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)

def held():
    with lock.hold(folder):
        pass

answers = {}
for name, act in {
    "window": held,
    "log in": lambda: entry.unlock(folder, "1001", "moon", now),
    "command line": lambda: open_session(folder, "1001", "moon", clock=FixedClock(now)),
    "password": lambda: keys.set_password("1001", "star", dek),
    "restore": lambda: restoring.restore(file, folder, "1001", "moon", now),
    "new": lambda: Store.create(folder / "new", dek),
}.items():
    try:
        act()
        answers[name] = "done"
    except Environment as error:
        answers[name] = f"{error.kind}: {error}"
print(json.dumps(answers))
"""


@pytest.mark.parametrize("files", [0o444, 0o666])
def test_a_folder_one_may_only_read(office: Office, files: int) -> None:
    """Nothing crashes, nothing is said to be done or to be damaged; the file stays as it was, also
    where only the folder is closed. As somebody else where the tests run as who may everything."""
    office.issue(1)
    backup.make(office.store, office.keys, NOW)
    office.store.close()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "数据"
        shutil.copytree(office.folder, folder)
        Path(name).chmod(0o755)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else files)
        before = (folder / "store.db").read_bytes()
        told = run("-c", READ_ONLY, str(folder), office.dek.hex(), str(NOW))
        assert (folder / "store.db").read_bytes() == before
        folder.chmod(0o755)
    assert len(told) == 6
    words = "disk: 存不下：没有写入这个文件夹的权限，请让管理员检查，内容还在。"
    assert set(told.values()) == {words}
