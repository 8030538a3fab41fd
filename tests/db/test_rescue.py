"""A store that cannot be opened: what the newest good backup lacks; the file stays as it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from db import backup, rescue, restoring
from db.errors import Environment
from db.keys import Keys
from db.beyond import Loss, Unread
from db.store import Store
from tests.db.made_office import NOW, Office, make_office

PAGE = 4096
MINUTE = 60_000


@pytest.fixture
def crashed(office: Office) -> Path:
    """A store that was switched off: a backup of two slips, a third slip in the file, a fourth
    only in its -wal; backups beside it."""
    for sequence in (1, 2):
        office.issue(sequence)
    backup.make(office.store, office.keys, NOW)
    office.issue(3)
    office.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.issue(4)
    folder = office.folder.parent / "crashed"
    shutil.copytree(office.folder, folder)
    assert (folder / "store.db-wal").stat().st_size > 0
    return folder


def spoil(folder: Path, office: Office, table: str) -> dict[str, bytes]:
    """Change a bit of a table's first page; what the file and its -wal are then."""
    page = office.store.value("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    content = bytearray((folder / "store.db").read_bytes())
    content[(page - 1) * PAGE + 100] ^= 1
    (folder / "store.db").write_bytes(content)
    return parts(folder)


def parts(folder: Path) -> dict[str, bytes]:
    """The bytes of a store's file and -wal."""
    return {name: (folder / name).read_bytes() for name in ("store.db", "store.db-wal")}


def test_a_damaged_file_is_looked_at_and_set_aside_without_a_byte_written(
    office: Office, crashed: Path
) -> None:
    """Neither opening nor the search for a backup nor the restore plays its -wal into it."""
    before = spoil(crashed, office, "paper")
    with pytest.raises(Environment) as damage:
        Store.open(crashed, office.dek)
    assert damage.value.kind == "damage" and parts(crashed) == before
    found = rescue.offer(crashed, office.dek, NOW + MINUTE)
    assert found is not None and found.manifest.records == 2 and found.bad == 0
    assert found.lost == Loss(2, 2, 2, NOW) and parts(crashed) == before
    assert restoring.loss(found.file, crashed, "1001", "moon", NOW) == found.lost
    restoring.restore(found.file, crashed, "1001", "moon", NOW + MINUTE)
    (aside,) = crashed.glob("replaced-*")
    assert parts(aside) == before
    store = Store.open(crashed, office.dek)
    assert store.value("SELECT count(*) FROM record") == 2
    assert store.value("SELECT last FROM counter") == 4, "numbers on paper are not given out again"
    store.close()
    assert len(list((crashed / "backups").iterdir())) == 1, "no backup of a damaged store"


def test_what_cannot_be_counted_is_said_by_the_hour(office: Office, crashed: Path) -> None:
    spoil(crashed, office, "journal")
    for name in ("store.db", "store.db-wal"):
        os.utime(crashed / name, (NOW / 1000, NOW / 1000 + 60))
    (crashed / "store.db-wal").write_bytes(b"")
    found = rescue.offer(crashed, office.dek, NOW + MINUTE)
    assert found is not None and found.lost == Unread(False, 2, NOW + MINUTE), "by the kept head"


def test_a_bad_newest_backup_is_passed_over(office: Office, crashed: Path) -> None:
    """As are those of another store and those of a date to come."""
    good = backup.newest(crashed)
    bad = backup.make(office.store, office.keys, NOW + MINUTE, crashed / "backups").file
    bad.write_bytes(bad.read_bytes()[:-5000])
    other = make_office(office.folder.parent / "other")
    backup.make(other.store, other.keys, NOW + 2 * MINUTE, crashed / "backups")
    other.store.close()
    backup.make(office.store, office.keys, NOW + 999 * MINUTE, crashed / "backups")
    found = rescue.offer(crashed, office.dek, NOW + 3 * MINUTE)
    assert found is not None and (found.file, found.bad) == (good, 1)


def test_without_slots_or_file_or_backup(office: Office, crashed: Path) -> None:
    """Nobody can be unlocked then: the backup is offered without what it lacks."""
    (crashed / "keys.json").unlink()
    with pytest.raises(Environment, match="没有找到钥匙文件") as gone:
        Keys.load(crashed)
    assert gone.value.kind == "missing"
    found = rescue.offer(crashed, None, NOW)
    assert found is not None and isinstance(found.lost, Unread) and found.lost.written is not None
    restoring.restore(found.file, crashed, None, office.recovery, NOW)
    assert Keys.load(crashed).unlock("1001", "moon", NOW) == office.dek
    (crashed / "store.db").unlink()
    with pytest.raises(Environment) as missing:
        Store.open(crashed, office.dek)
    assert missing.value.kind == "missing"
    found = rescue.offer(crashed, office.dek, NOW)
    assert found is not None and found.lost is None
    shutil.rmtree(crashed / "backups")
    assert rescue.offer(crashed, office.dek, NOW) is None
