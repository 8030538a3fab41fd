"""A full disk: nothing acknowledged is lost, the words are right, work goes on after tidying."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from db import backup, journal
from db.store import Store, check_file
from tests.db.made_office import NOW, Office

ROOT = Path(__file__).parents[2]
LIMITED = """
import json, resource, sys
from pathlib import Path
from db import backup, journal
from db.errors import Environment
from db.keys import Keys
from db.store import Store
folder, dek, what = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), sys.argv[3]
store = Store.open(folder, dek)
answer, acknowledged = {}, 0
room = 200_000 if what == "backup" else (folder / "store.db-wal").stat().st_size + 200_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    while what == "write":
        with store.write():
            journal.append(store, 1, None, "note", None, {"text": "字" * 3000})
        acknowledged += 1
    backup.make(store, Keys.load(folder), int(sys.argv[4]))
except Environment as error:
    answer = {"kind": error.kind, "words": str(error)}
answer["read"] = store.value("SELECT count(*) FROM journal")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.write():
    journal.append(store, 1, None, "after", None, {})
answer["acknowledged"] = acknowledged
print(json.dumps(answer))
"""
FULL = "存不下：磁盘已满，请腾出空间，内容还在。"


def limited(office: Office, what: str) -> dict[str, object]:
    """What a process with a file-size limit met."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(office.folder), office.dek.hex(), what, str(NOW)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_nothing_acknowledged_is_lost_when_the_disk_is_full(office: Office) -> None:
    """The same connection reads on, and writes again when there is room."""
    answer = limited(office, "write")
    assert answer["kind"] == "disk" and str(answer["words"]).startswith("存不下：磁盘已满")
    assert int(str(answer["acknowledged"])) > 3
    assert answer["read"] == answer["acknowledged"]
    assert journal.head(office.store).seq == int(str(answer["acknowledged"])) + 1
    assert journal.verify(office.store) is None
    assert check_file(office.store, full=True) == "ok"


def test_a_backup_without_room_leaves_the_old_ones(office: Office) -> None:
    """And no half file of its own."""
    old = backup.make(office.store, office.keys, NOW - 86_400_000)
    answer = limited(office, "backup")
    assert answer["kind"] == "disk" and "磁盘已满" in str(answer["words"])
    assert list((office.folder / "backups").iterdir()) == [old.file]
    assert backup.verify(old.file, office.dek).verified


def test_a_really_full_file_system(tmp_path: Path) -> None:
    """A 3 MB file system in memory, filled to the brim (SQLITE_FULL instead of IOERR)."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)],
        check=False, capture_output=True, text=True,
    ) if sys.platform == "linux" else None
    if mounted is None or mounted.returncode != 0:
        pytest.skip(f"cannot mount a tmpfs here: {mounted and mounted.stderr.strip()}")
    try:
        fill(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(folder: Path) -> None:
    """Write until it is full, then make room and go on."""
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    store = Store.create(folder, bytes(32))
    acknowledged, words = 0, ""
    while not words:
        try:
            with store.write():
                journal.append(store, 1, None, "note", None, {"text": "字" * 3000})
            acknowledged += 1
        except Exception as error:
            words = str(error)
    assert words == FULL and acknowledged > 3
    assert store.value("SELECT count(*) FROM journal") == acknowledged
    ballast.unlink()
    with store.write():
        journal.append(store, 1, None, "after", None, {})
    assert journal.verify(store) is None and journal.head(store).seq == acknowledged + 1
    assert check_file(store, full=True) == "ok"
    store.close()
