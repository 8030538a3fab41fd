"""Large photos stand beside the backups, each once: nothing of them is lost, mixed up or left."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest

from db import attachments, backup, blobs, container, restoring, thinning
from db import office as settings
from db.backup import Made
from db.errors import Environment
from db.store import Store, check_file
from tests.db.made_office import NOW, Office
from tests.db.test_backup import killed, state

HOUR, DAY = 3_600_000, 86_400_000


def picture(office: Office, seed: int, size: int = 40_000) -> str:
    """A content that a record uses, of that size; its SHA-256."""
    body = random.Random(seed).randbytes(size)
    mark = hashlib.sha256(body).hexdigest()
    with office.store.write() as db:
        db.execute_sql("INSERT INTO attachment VALUES (?, ?, NULL)", (mark, body))
    return mark


def files(place: Path) -> dict[str, int]:
    """The photos that lie beside the backups, by name, with their sizes."""
    return {file.stem: file.stat().st_size for file in place.glob("*-photos/*/*")}


def contents(store: Store) -> dict[str, bytes]:
    """All contents of a store."""
    return dict(store.rows("SELECT sha256, body FROM attachment"))


def attachments_whole(made: Made, office: Office) -> bool:
    """Whether a backup restores with every content."""
    try:
        return backup.verify(made.file, office.dek).verified
    except Environment:
        return False


@pytest.fixture
def saved(office: Office) -> Made:
    """A backup of a slip, three large contents and a small one."""
    office.issue(1)
    for seed in range(3):
        picture(office, seed)
    picture(office, 9, 100)
    return backup.make(office.store, office.keys, NOW)


def test_the_second_backup_carries_only_what_is_new(office: Office, saved: Made) -> None:
    """The container lists them all; nobody without the key learns anything from the files."""
    place = saved.file.parent
    first = files(place)
    assert len(first) == 3 and container.apart(saved.file) == first
    assert saved.file.stat().st_size < office.store.value("PRAGMA page_count") * 4096 - 100_000
    picture(office, 4)
    office.issue(2)
    later = backup.make(office.store, office.keys, NOW + HOUR)
    assert len(files(place)) == 4 and container.apart(later.file) == files(place)
    assert container.apart(saved.file) == first
    for mark, body in contents(office.store).items():
        for file in place.rglob("*.qt*"):
            assert body[:64] not in file.read_bytes() and mark not in file.name
    assert backup.verify(saved.file, office.dek).verified


def test_a_restore_has_every_byte_again(office: Office, saved: Made, tmp_path: Path) -> None:
    """Also elsewhere, from a copy of the folder; the content is frozen as before."""
    before = contents(office.store)
    schema = set(office.store.rows("SELECT type, name, sql FROM sqlite_master"))
    stick = Path(shutil.copytree(saved.file.parent, tmp_path / "U 盘"))
    new = tmp_path / "新电脑"
    restoring.restore(stick / saved.file.name, new, None, office.recovery, NOW)
    store = Store.open(new, office.dek)
    assert contents(store) == before and attachments.check(store) == "ok"
    assert set(store.rows("SELECT type, name, sql FROM sqlite_master")) == schema
    assert check_file(store, full=True) == "ok"
    with pytest.raises(Exception, match="不可修改"), store.write() as db:
        db.execute_sql("UPDATE attachment SET body = x'00'")
    store.close()


def test_a_backup_alone_says_what_it_lacks(office: Office, saved: Made, tmp_path: Path) -> None:
    """Refused; then taken without them, if so wished; the next backup brings them once they are
    found again."""
    alone = Path(shutil.copy(saved.file, tmp_path))
    assert backup.lacking(alone) == 3 and backup.lacking(saved.file) == 0
    new = tmp_path / "新电脑"
    with pytest.raises(Environment, match="3 份照片或扫描件不在旁边.*qiantai-.*-photos") as lack:
        restoring.restore(alone, new, "1001", "moon", NOW)
    assert lack.value.kind == "missing" and not (new / "store.db").exists()
    with pytest.raises(Environment, match="3 份照片"):
        backup.verify(alone, office.dek)
    restoring.restore(alone, new, "1001", "moon", NOW, without_photos=True)
    store = Store.open(new, office.dek)
    kept = [mark for mark, body in contents(store).items() if body]
    assert len(kept) == 1 and "3 份照片或扫描件没有内容" in attachments.check(store)
    shutil.copytree(blobs.folder(saved.file.parent, office.keys.store_id),
                    blobs.folder(new / "backups", office.keys.store_id))
    again = backup.make(store, office.keys, NOW + HOUR, new / "backups")
    store.close()
    restoring.restore(again.file, new, "1001", "moon", NOW + 2 * HOUR)
    store = Store.open(new, office.dek)
    assert contents(store) == contents(office.store)
    store.close()


@pytest.mark.parametrize("harm", ["gone", "cut", "bit"])
def test_a_bad_file_is_found_and_written_again(office: Office, saved: Made, harm: str) -> None:
    """Gone and cut at the next backup, a changed bit within the sixteen half hours in which every
    file is read; until then restoring says so instead of restoring something else."""
    place = saved.file.parent
    first = min(place.glob("*-photos/*/*"))
    content = bytearray(first.read_bytes())
    content[-9] ^= 1
    first.write_bytes(content if harm == "bit" else content[:-1])
    if harm == "gone":
        first.unlink()
    with pytest.raises(Environment, match="1 份照片"):
        backup.verify(saved.file, office.dek)
    if harm in ("gone", "cut"):
        assert backup.lacking(saved.file) == 1
        made = backup.up_to_date(office.store, office.keys, NOW + HOUR)
        assert made.file != saved.file
    else:
        halves = (int(first.stem[0], 16) - NOW // (HOUR // 2)) % 16
        for half in (halves + 1, halves + 16):
            assert not attachments_whole(saved, office)
            backup.make(office.store, office.keys, NOW + half * HOUR // 2, place)
    assert backup.verify(saved.file, office.dek).verified


def test_what_no_backup_lists_goes_with_the_last_that_did(office: Office, saved: Made) -> None:
    """After an hour, in which it might belong to a backup under way; never while an unreadable
    backup of a later release lies there."""
    place = saved.file.parent
    stranger = place / "qiantai-20200101-000000.qtbak"
    gone = picture(office, 5)
    backup.make(office.store, office.keys, NOW + DAY)
    with office.store.write() as db:
        db.execute_sql("DELETE FROM attachment WHERE sha256 = ?", (gone,))
    for file in place.glob("*-photos/*/*"):
        os.utime(file, (1, 1))
    for file in backup.files(place):
        if file != saved.file:
            file.unlink()
    (name,) = files(place).keys() - container.apart(saved.file).keys()
    backup.make(office.store, office.keys, NOW + 9 * DAY)
    assert name in files(place), "nothing was thinned"
    stranger.write_bytes(b"?")
    backup.make(office.store, office.keys, NOW + 9 * DAY + HOUR)
    with office.store.write():
        settings.put(office.store, backup.BUDGET, 0.001, NOW, None)
    left = backup.make(office.store, office.keys, NOW + 9 * DAY + 2 * HOUR)
    assert files(place) == container.apart(left.file) and len(files(place)) == 3


def test_the_size_that_is_allowed_counts_what_is_shared_once() -> None:
    """Two share 10 bytes, one has 5 of its own; what goes with the last that lists it is freed."""
    shared, own = {"a" * 64: 10}, {"b" * 64: 5}
    copies = [
        thinning.Copy("1", NOW - 3 * HOUR, 1, own), thinning.Copy("2", NOW - 2 * HOUR, 1, shared),
        thinning.Copy("3", NOW - HOUR, 1, shared),
    ]  # fmt: skip
    for budget, names in ((18, "123"), (17, "23"), (12, "23"), (11, "3"), (1, "3")):
        assert "".join(one.name for one in thinning.kept(copies, NOW, budget)) == names, budget


@pytest.mark.long
def test_kill_at_every_step_of_a_backup_with_photos(office: Office) -> None:
    """Every backup with its final name restores whole, with all its photos."""
    for sequence in (1, 2, 3):
        office.issue(sequence)
        picture(office, sequence)
    deadly = 0
    while killed(office, "make", deadly):
        for file in backup.files(office.folder / "backups"):
            assert backup.verify(file, office.dek).verified
        deadly += 1
    made = backup.newest(office.folder)
    assert made is not None and deadly >= 9
    assert len(files(made.parent)) == 3, "no half file stays"
    office.store.close()
    restoring.restore(made, office.folder, "1001", "moon", NOW + 2 * DAY)
    assert state(office) == 3
