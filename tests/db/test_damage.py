"""Damaged files are noticed, told in Chinese, and never copied over good backups."""

import errno
import random
from pathlib import Path
from typing import Any

import peewee
import pytest

from db import backup, restoring
from db import store as store_module
from db.errors import Environment
from db.store import Store, check_file
from tests.db.made_office import NOW, Office

PAGE = 4096


@pytest.fixture
def sound(office: Office) -> bytes:
    """The bytes of a closed store with content."""
    for sequence in range(1, 60):
        office.issue(sequence)
    office.store.close()
    assert [path.name for path in office.folder.glob("store.db*")] == ["store.db"]
    return (office.folder / "store.db").read_bytes()


def noticed(office: Office) -> str:
    """What opening or the full check says; "ok" if it goes unnoticed."""
    try:
        store = Store.open(office.folder, office.dek)
    except Environment as error:
        assert error.kind == "damage", error
        return str(error)
    finding = check_file(store, full=True)
    store.close()
    return finding


def damaged(kind: str, content: bytes, chance: random.Random) -> bytes:
    """One kind of damage at a random place."""
    broken, place = bytearray(content), chance.randrange(len(content))
    page = chance.randrange(len(content) // PAGE) * PAGE
    other = (page + PAGE) % len(content)
    if kind == "bit":
        broken[place] ^= 1 << chance.randrange(8)
    elif kind == "zero":
        broken[page:page + PAGE] = bytes(PAGE)
    elif kind == "swap":
        broken[page:page + PAGE] = content[other:other + PAGE]
    else:
        del broken[max(place, 1):]
    return bytes(broken)


@pytest.mark.parametrize("kind", ["bit", "zero", "swap", "cut"])
def test_damage_anywhere_is_noticed(office: Office, sound: bytes, kind: str) -> None:
    """Twenty-five places of each kind."""
    assert noticed(office) == "ok"
    chance = random.Random(kind)
    for _ in range(25):
        (office.folder / "store.db").write_bytes(damaged(kind, sound, chance))
        assert "数据文件已损坏" in noticed(office) and "备份" in noticed(office)


def test_damage_met_while_working_is_told(office: Office, sound: bytes) -> None:
    """In a store that is already open: reading and writing say damage, not "readonly"."""
    store = Store.open(office.folder, office.dek)
    page = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'record'")
    store.close()
    broken = bytearray(sound)
    broken[(page - 1) * PAGE + 100] ^= 1
    (office.folder / "store.db").write_bytes(broken)
    with pytest.raises(Environment) as opening:
        Store.open(office.folder, office.dek)
    assert opening.value.kind == "damage"
    store = Store.open(office.folder, office.dek, check=False)
    with pytest.raises(Environment) as reading:
        store.rows("SELECT body FROM record")
    with pytest.raises(Environment) as writing, store.write() as db:
        db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
    assert reading.value.kind == writing.value.kind == "damage"
    assert "已损坏" in check_file(store)
    store.close()


@pytest.mark.parametrize("met", ["reading", "checking"])
def test_damage_met_while_working_leaves_the_file_as_it_was(office: Office, met: str) -> None:
    """The last connection to go would else play the -wal into it."""
    path, log = office.folder / "store.db", office.folder / "store.db-wal"
    office.issue(1)
    page = office.store.value("SELECT rootpage FROM sqlite_master WHERE name = 'paper'")
    office.store.settle()
    office.issue(2)
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE + 100] ^= 1
    path.write_bytes(content)
    before = log.read_bytes()
    assert before
    store = Store.open(office.folder, office.dek, check=False)
    office.store.close()
    if met == "reading":
        with pytest.raises(Environment, match="已损坏"):
            store.rows("SELECT * FROM paper")
    else:
        assert "已损坏" in check_file(store)
    store.close()
    assert path.read_bytes() == content and log.read_bytes() == before


def test_a_changed_bit_in_an_unused_page_is_found_by_the_full_check(office: Office) -> None:
    """SQLite's own check does not read such pages; the next write would use them."""
    with office.store.write() as db:
        for _ in range(400):
            db.execute_sql("INSERT INTO draft(code, staff, body, updated_at) VALUES"
                           " ('FX', '1001', json_object('text', hex(zeroblob(800))), 1)")
    pages = office.store.value("PRAGMA page_count")
    with office.store.write() as db:
        db.execute_sql("DELETE FROM draft")
    assert office.store.value("PRAGMA freelist_count") > 100
    office.store.close()
    path = office.folder / "store.db"
    content = bytearray(path.read_bytes())
    content[(pages - 50) * PAGE + 100] ^= 1
    path.write_bytes(content)
    store = Store.open(office.folder, office.dek)
    assert check_file(store) == "ok" and "已损坏" in check_file(store, full=True)
    store.close()


def test_the_check_at_start_has_a_bound(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge store opens in time; the connection works as usual afterwards."""
    with office.store.write() as db:
        db.execute_sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9000)"
                       " INSERT INTO unit(label, building, room) SELECT '1-' || i, '1', i FROM n")
    monkeypatch.setattr(store_module, "QUICK_CHECK_SECONDS", -1.0)
    interrupted = Store.open(office.folder, office.dek)
    assert interrupted.value("SELECT count(*) FROM unit WHERE room <> ''") == 9000
    assert check_file(interrupted, full=True) == "ok"
    with pytest.raises(peewee.OperationalError, match="interrupted"):
        interrupted.db.connection().set_progress_handler(lambda: True, 10_000)
        interrupted.value("PRAGMA quick_check(1)")
    interrupted.close()


def test_a_damaged_store_is_never_backed_up(office: Office, sound: bytes) -> None:
    """The old backup stays and restores everything."""
    path = office.folder / "store.db"
    store = Store.open(office.folder, office.dek)
    good = backup.make(store, office.keys, NOW)
    page = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'act'")
    store.close()
    broken = bytearray(sound)
    broken[(page - 1) * PAGE + 100] ^= 1
    path.write_bytes(broken)
    store = Store.open(office.folder, office.dek, check=False)
    with pytest.raises(Environment, match="没有备份，以前的备份都保留着") as damage:
        backup.make(store, office.keys, NOW + 86_400_000)
    assert damage.value.kind == "damage"
    store.close()
    assert [file.name for file in (office.folder / "backups").iterdir()] == [good.file.name]
    restoring.restore(good.file, office.folder, "1001", "moon", NOW)
    assert noticed(office) == "ok"
    (aside,) = office.folder.glob("replaced-*")
    assert (Path(aside) / "store.db").read_bytes() == broken


def test_a_disk_that_does_not_answer_is_no_damage_and_no_error_of_ours(
    office: Office, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first bytes are read past SQLite; the words are those of the disk."""
    opening = Path.open

    def loose(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "store.db":
            raise OSError(errno.EIO, "Input/output error", str(path))
        return opening(path, *how, **more)

    monkeypatch.setattr(Path, "open", loose)
    with pytest.raises(Environment, match="请检查磁盘是否接好") as trouble:
        Store.open(office.folder, office.dek)
    assert trouble.value.kind == "disk"
