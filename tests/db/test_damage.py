"""Damaged files are noticed, told in Chinese, and never copied over good backups."""

import random
from pathlib import Path

import pytest

from db import backup
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
    store = Store.open(office.folder, office.dek, check=False)
    with pytest.raises(Environment) as reading:
        store.rows("SELECT body FROM record")
    with pytest.raises(Environment) as writing, store.write() as db:
        db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
    assert reading.value.kind == writing.value.kind == "damage"
    assert "已损坏" in check_file(store)
    store.close()


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
    backup.restore(good.file, office.folder, "1001", "moon", NOW)
    assert noticed(office) == "ok"
    (aside,) = office.folder.glob("replaced-*")
    assert (Path(aside) / "store.db").read_bytes() == broken
