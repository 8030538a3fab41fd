"""The power goes while pages move from the log into the file: what was saved is in the log, and the
program neither loses it nor calls the store damaged."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from db.errors import Environment
from db.store import Store, check_file
from tests.db.made_office import Office

PAGE, SECTOR = 4096, 512
LOG = "store.db-wal"


@pytest.fixture
def midway(office: Office, tmp_path: Path) -> Path:
    """The office with three slips in its log, before anything of it moved into the file."""
    for sequence in (1, 2, 3):
        office.issue(sequence)
    shutil.copytree(office.folder, tmp_path / "断电")
    return tmp_path / "断电"


def slips(folder: Path, office: Office, *, check: bool) -> int:
    """How many a store has that passes its full check."""
    store = Store.open(folder, office.dek, check=check)
    try:
        assert check_file(store, full=True) == "ok"
        return int(store.value("SELECT count(*) FROM record"))
    finally:
        store.close()


def test_pages_torn_on_their_way_are_whole_in_the_log(office: Office, midway: Path) -> None:
    """Half of each sector old, half new: the check that reads the file alone is not believed."""
    old = (midway / "store.db").read_bytes()
    office.store.close()
    new = bytearray((office.folder / "store.db").read_bytes())
    for place in range(0, len(old), 2 * SECTOR):
        new[place:place + SECTOR] = old[place:place + SECTOR]
    (midway / "store.db").write_bytes(new)
    assert slips(midway, office, check=True) == 3
    assert slips(midway, office, check=True) == 3 and not (midway / LOG).exists()


@pytest.mark.parametrize("check", [False, True])
def test_a_first_sector_of_rubbish_takes_its_salt_from_the_log(
    office: Office, midway: Path, check: bool
) -> None:
    """Without the log beside it nothing can be read, and that is said."""
    alone = midway.with_name("没有日志")
    shutil.copytree(midway, alone, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    for folder in (midway, alone):
        content = bytearray((folder / "store.db").read_bytes())
        content[:SECTOR] = os.urandom(SECTOR)
        (folder / "store.db").write_bytes(content)
    assert slips(midway, office, check=check) == 3
    assert slips(midway, office, check=True) == 3
    with pytest.raises(Environment) as damaged:
        Store.open(alone, office.dek, check=check)
    assert damaged.value.kind == "damage"


@pytest.mark.parametrize("check", [False, True])
def test_another_key_opens_nothing_of_it(office: Office, midway: Path, check: bool) -> None:
    """And nothing is lost by trying."""
    with pytest.raises(Environment):
        Store.open(midway, bytes(32), check=check)
    assert slips(midway, office, check=True) == 3
