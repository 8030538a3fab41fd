"""Backups: made, kept, checked, restored; nothing is lost on the way, even with kill -9."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError

from db import backup, container, journal, lock, migrations, restoring
from db import office as settings
from db.beyond import Loss, Unread
from db.clock import local
from db.errors import Environment, Refused
from db.keys import Keys
from db.store import Store, check_file
from tests.db import made_office
from tests.db.made_office import NOW, Office, make_office

ROOT = Path(__file__).parents[2]
DAY = 86_400_000


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def saved(office: Office) -> backup.Made:
    """A backup of three slips; a fourth is issued after it."""
    for sequence in (1, 2, 3):
        office.issue(sequence)
    made = backup.make(office.store, office.keys, NOW)
    office.issue(4)
    return made


def test_a_backup_is_one_file_that_says_what_it_is(office: Office, saved: backup.Made) -> None:
    """Its name is the office's wall time; its parts are readable by nobody without the key."""
    assert saved == backup.Made(
        office.folder / "backups" / "qiantai-20261121-104200.qtbak", 3, True
    )
    assert names(office.folder / "backups") == [saved.file.name]
    manifest = backup.inspect(saved.file)
    assert (manifest.made_at, manifest.records, manifest.head.seq) == (NOW, 3, 3)
    assert (manifest.store_id, manifest.schema) == (office.keys.store_id, len(migrations.STEPS))
    content = saved.file.read_bytes()
    for text in ("李虚构", "FX-2026", "SQLite format", "moon"):
        assert text.encode() not in content


def test_nobody_else_reads_a_backup(saved: backup.Made) -> None:
    """The key slots are in it, open to anybody's guesses at a password."""
    assert saved.file.stat().st_mode & 0o077 == 0


def test_a_backup_holds_what_still_stands_in_the_wal(office: Office) -> None:
    """Nothing has to be closed for it."""
    office.issue(1)
    assert (office.folder / "store.db-wal").stat().st_size > 0
    made = backup.make(office.store, office.keys, NOW)
    assert backup.verify(made.file, office.dek) == backup.Made(made.file, 1, True)
    assert backup.verify(made.file) == backup.Made(made.file, 1, False)


def test_due_until_there_is_one_of_today(office: Office) -> None:
    """By the office's day, not by 24 hours."""
    assert backup.due(office.folder, NOW) and backup.newest(office.folder) is None
    made = backup.make(office.store, office.keys, NOW)
    midnight = NOW + (13 * 60 + 18) * 60_000
    assert not backup.due(office.folder, NOW) and not backup.due(office.folder, midnight - 1)
    assert backup.due(office.folder, midnight)
    assert backup.newest(office.folder) == made.file


def test_two_days_twelve_days_and_a_week_are_kept(office: Office, tmp_path: Path) -> None:
    """Of this store; another store's files and strangers stay. The second day is a Sunday."""
    place = tmp_path / "U 盘"
    other = make_office(tmp_path / "other")
    foreign = backup.make(other.store, other.keys, NOW - 99 * DAY, place)
    other.store.close()
    (place / "qiantai-20200101-000000.qtbak").write_bytes(b"?")
    made = [backup.make(office.store, office.keys, NOW + day * DAY, place) for day in range(16)]
    kept = {file.file.name for file in made[1:]}
    assert set(names(place)) == kept | {foreign.file.name, "qiantai-20200101-000000.qtbak"}


def test_left_overs_of_killed_backups_are_swept_after_an_hour(office: Office) -> None:
    """A younger one may belong to a backup that is still running."""
    place = office.folder / "backups"
    for name, age in (("qiantai-1.qtbak.a.part", 4000), ("qiantai-2.qtbak.b.part", 60)):
        (place / name).mkdir(parents=True)
        moment = (place / name).stat().st_mtime - age
        os.utime(place / name, (moment, moment))
    backup.make(office.store, office.keys, NOW)
    assert names(place) == ["qiantai-2.qtbak.b.part", "qiantai-20261121-104200.qtbak"]


def test_restore_brings_back_the_day_of_the_backup(office: Office, saved: backup.Made) -> None:
    """The present files are kept aside whole; the journal tells of it."""
    office.store.close()
    made = restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    assert made == backup.Made(office.folder / "store.db", 3, True)
    store = Store.open(office.folder, Keys.load(office.folder).unlock("1001", "moon", NOW))
    assert store.value("SELECT count(*) FROM record") == 3
    entry = store.rows("SELECT by, action, subject, at FROM journal ORDER BY seq DESC LIMIT 1")
    assert entry == [("1001", "restore", saved.file.name, NOW + DAY)]
    assert journal.verify(store, backup.inspect(saved.file).head) is None
    assert check_file(store, full=True) == "ok"
    store.close()
    (aside,) = office.folder.glob("replaced-20261122-104200-*")
    before = Store.open(aside, Keys.load(aside).unlock("1001", "moon", NOW))
    assert before.value("SELECT count(*) FROM record") == 4
    before.close()
    assert not list(office.folder.glob("restoring-*"))


def test_restore_with_an_old_wal_lying_about(office: Office, saved: backup.Made) -> None:
    """A crashed store's -wal moves aside with it; SQLite must not play it into the new store."""
    crashed = office.folder.parent / "crashed"
    shutil.copytree(office.folder, crashed)
    assert (crashed / "store.db-wal").stat().st_size > 0
    restoring.restore(saved.file, crashed, "1001", "moon", NOW)
    store = Store.open(crashed, office.dek)
    assert store.value("SELECT count(*) FROM record") == 3
    assert check_file(store, full=True) == "ok"
    store.close()
    (aside,) = crashed.glob("replaced-*")
    assert {"store.db", "store.db-wal", "keys.json"} <= set(names(aside))


def test_restore_onto_an_empty_computer_by_recovery_code(
    office: Office, saved: backup.Made, tmp_path: Path
) -> None:
    """The file alone is enough."""
    new = tmp_path / "新电脑"
    with pytest.raises(Refused, match="恢复码应为"):
        restoring.restore(saved.file, new, None, office.recovery[3:], NOW)
    restoring.restore(saved.file, new, None, office.recovery, NOW)
    store = Store.open(new, Keys.load(new).unlock("1001", "moon", NOW))
    assert store.value("SELECT count(*) FROM record") == 3
    store.close()
    assert not list(new.glob("replaced-*"))


def test_the_passwords_are_those_of_the_backup(office: Office, saved: backup.Made) -> None:
    """A wrong one counts, but not at the log-in, and changes nothing."""
    office.keys.set_password("1001", "star", office.dek)
    before = (office.folder / "keys.json").read_bytes()
    with pytest.raises(Environment, match="还可再试 4 次"):
        restoring.restore(saved.file, office.folder, "1001", "star", NOW)
    assert (office.folder / "keys.json").read_bytes() == before
    assert not list(office.folder.glob("re*"))
    for _ in range(4):
        with pytest.raises(Environment, match="工号或密码不对"):
            restoring.restore(saved.file, office.folder, "1001", "star", NOW)
    with pytest.raises(Environment, match="连错 5 次，不影响登录"):
        restoring.restore(saved.file, office.folder, "1001", "moon", NOW)
    assert Keys.load(office.folder).unlock("1001", "star", NOW) == office.dek
    later = NOW + 600_000
    restoring.restore(saved.file, office.folder, "1001", "moon", later)
    assert Keys.load(office.folder).unlock("1001", "moon", later) == office.dek


def test_restore_waits_for_the_window_to_close(office: Office, saved: backup.Made) -> None:
    """It takes the same lock."""
    with lock.hold(office.folder), pytest.raises(Environment) as taken:
        restoring.restore(saved.file, office.folder, "1001", "moon", NOW)
    assert taken.value.kind == "lock"


def rewrite(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Change the parts of a container."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def manifest(content: dict[str, bytes], /, **values: object) -> None:
    """Change the manifest of a container's parts."""
    old = json.loads(content["manifest.json"])
    content["manifest.json"] = json.dumps({**old, **values}).encode()


@pytest.mark.parametrize(("change", "kind"), [
    (lambda parts: parts.pop("manifest.json"), "damage"),
    (lambda parts: parts.pop("keys.json"), "damage"),
    (lambda parts: parts.update({"store.db": parts["store.db"][:-4096]}), "damage"),
    (lambda parts: parts.update({"manifest.json": b"{}"}), "damage"),
    (lambda parts: parts.update({"manifest.json": b"[]"}), "damage"),
    (lambda parts: manifest(parts, head=5), "damage"),
    (lambda parts: manifest(parts, parts={}), "damage"),
    (lambda parts: manifest(parts, more=1), "damage"),
    (lambda parts: manifest(parts, schema=99), "schema"),
    (lambda parts: manifest(parts, format=99), "schema"),
    (lambda parts: manifest(parts, records=2), "damage"),
    (lambda parts: manifest(parts, head=[2, "0" * 64]), "damage"),
])
def test_a_container_that_was_tampered_with_is_refused(
    office: Office, saved: backup.Made, change: Callable[[dict[str, bytes]], object], kind: str
) -> None:
    """Before anything of the present store is touched."""
    rewrite(saved.file, change)
    office.store.close()
    before = (office.folder / "store.db").read_bytes()
    with pytest.raises(Environment, match="备份") as refused:
        restoring.restore(saved.file, office.folder, "1001", "moon", NOW)
    assert refused.value.kind == kind
    assert (office.folder / "store.db").read_bytes() == before
    assert not list(office.folder.glob("re*"))


def test_flipped_and_cut_containers_are_refused(saved: backup.Made, office: Office) -> None:
    """Each of 60 places; a flip that changes nothing that is read may pass."""
    content = saved.file.read_bytes()
    for place in range(0, len(content), len(content) // 60):
        saved.file.write_bytes(content[:place])
        with pytest.raises(Environment):
            container.check(saved.file)
        broken = bytearray(content)
        broken[place] ^= 0x10
        saved.file.write_bytes(broken)
        try:
            assert container.check(saved.file) == container.check(saved.file)
        except Environment as error:
            assert error.kind in ("damage", "schema"), place
        else:
            assert backup.verify(saved.file, office.dek).records == 3
    with pytest.raises(Environment) as missing:
        backup.inspect(saved.file.with_name("none.qtbak"))
    assert missing.value.kind == "missing"


DEADLY = """
import os, signal, sys
from pathlib import Path
from db import backup, keys, restoring, store
folder, dek, what, now, deadly = sys.argv[1:]
left = int(deadly)

def deadly_version(name):
    real = getattr(os, name)
    def wrapped(*args, **kwargs):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return real(*args, **kwargs)
    setattr(os, name, wrapped)

for name in ("fsync", "replace", "mkdir"):
    deadly_version(name)
if what == "make":
    opened = store.Store.open(Path(folder), bytes.fromhex(dek))
    backup.make(opened, keys.Keys.load(Path(folder)), int(now))
else:
    restoring.restore(Path(what), Path(folder), "1001", "moon", int(now))
"""


def killed(office: Office, what: str, deadly: int) -> bool:
    """Whether the process died before its file operation number `deadly` (else it finished)."""
    done = subprocess.run(
        [sys.executable, "-c", DEADLY, str(office.folder), office.dek.hex(), what, str(NOW + DAY),
         str(deadly)], cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def test_kill_at_every_step_of_a_backup(office: Office, saved: backup.Made) -> None:
    """Every file with the final name is whole; the store and the old backup stay."""
    deadly = 0
    while killed(office, "make", deadly):
        deadly += 1
        for file in (office.folder / "backups").glob("*.qtbak"):
            assert backup.verify(file, office.dek).verified
        assert backup.verify(saved.file, office.dek).records == 3
        assert check_file(office.store, full=True) == "ok"
    assert deadly >= 6
    assert backup.newest(office.folder) != saved.file


def test_kill_at_every_step_of_a_restore(
    office: Office, saved: backup.Made, tmp_path: Path
) -> None:
    """Afterwards the old store, or the new one, or a clear word to restore again, which works.

    The folder holds another office's store with four slips: its keys do not open the backup's.
    """
    file = Path(shutil.copy(saved.file, tmp_path))
    other = make_office(tmp_path / "other")
    for sequence in (1, 2, 3, 4):
        other.issue(sequence)
    other.store.close()
    office.store.close()
    seen, deadly = set(), 0
    while True:
        shutil.rmtree(office.folder)
        shutil.copytree(other.folder, office.folder)
        dead = killed(office, str(file), deadly)
        seen.add(state(office))
        if not dead:
            break
        deadly += 1
        restoring.restore(file, office.folder, "1001", "moon", NOW + DAY)
        assert state(office) == 3
    assert state(office) == 3 and deadly >= 6
    assert seen == {4, "上次恢复可能没有做完", 3}


@pytest.mark.parametrize("keyless", [False, True])
def test_numbers_go_on_after_a_restore_that_was_killed(
    office: Office, saved: backup.Made, keyless: bool
) -> None:
    """Killed where neither store was in place: what it had moved aside counts as present again,
    also where its keys were lost before."""
    office.store.close()
    if keyless:
        (office.folder / "keys.json").unlink()
    (office.folder / "restoring-dead").mkdir()
    assert restoring._move_aside(office.folder, local(NOW)) is not None
    assert keyless or state(office) == "上次恢复可能没有做完"
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    store = Store.open(office.folder, office.dek)
    assert store.value("SELECT last FROM counter WHERE code = 'FX'") == 4
    assert store.value("SELECT count(*) FROM record") == 3
    store.close()
    assert not list(office.folder.glob("restoring-*"))
    assert not list(office.folder.glob("replaced-*/moving.txt"))


@pytest.mark.parametrize("at", range(1, 5))
def test_a_restore_that_the_disk_breaks_off_leaves_the_store_where_it_was(
    office: Office, saved: backup.Made, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any of the files cannot be moved; the next restore goes on from its numbers."""
    office.store.close()
    real, moved = os.replace, [0]

    def replace(here: Path, there: Path) -> None:
        if Path(there).name in ("store.db", "keys.json", "store.db-wal", "store.db-shm"):
            moved[0] += 1
            if moved[0] == at + 1:
                raise OSError(errno.EIO, "Input/output error")
        real(here, there)

    monkeypatch.setattr(os, "replace", replace)
    with suppress(Environment):
        restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    monkeypatch.undo()
    assert state(office) in (3, 4) and moved[0] >= at
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    store = Store.open(office.folder, office.dek)
    assert store.value("SELECT last FROM counter WHERE code = 'FX'") == 4
    store.close()


def state(office: Office) -> int | str:
    """How many records the store holds, or what the program says."""
    try:
        dek = Keys.load(office.folder).unlock("1001", "moon", NOW)
        store = Store.open(office.folder, dek)
    except Environment as error:
        assert error.kind == "missing" and list(office.folder.glob("replaced-*/store.db"))
        return "上次恢复可能没有做完" if "上次恢复可能没有做完" in str(error) else str(error)
    records = int(store.value("SELECT count(*) FROM record"))
    assert check_file(store, full=True) == "ok" and journal.verify(store) is None
    store.close()
    return records


def test_restore_needs_the_right_by_the_backups_own_table(office: Office, tmp_path: Path) -> None:
    office.keys.add("1002", "star", office.dek)
    made = backup.make(office.store, office.keys, NOW)
    with pytest.raises(Refused, match="1002 不能恢复备份"):
        restoring.restore(made.file, tmp_path / "elsewhere", "1002", "star", NOW)
    assert not (tmp_path / "elsewhere" / "store.db").exists()


def test_a_backup_made_after_the_clock_was_set_back_stays(office: Office) -> None:
    """Those from the clock's future push out neither it nor those from before."""
    before = backup.make(office.store, office.keys, NOW - 99 * DAY)
    for day in (1, 2, 3):
        backup.make(office.store, office.keys, NOW + 400 * day * DAY)
    made = backup.make(office.store, office.keys, NOW)
    assert backup.verify(made.file, office.dek).verified and before.file.exists()
    assert len(names(office.folder / "backups")) == 5
    assert backup.newest(office.folder, NOW) == made.file != backup.newest(office.folder)


def test_a_size_that_is_allowed_is_kept_to(office: Office) -> None:
    """One and a half of their size hold one of them; 0 is without a limit."""
    size = backup.make(office.store, office.keys, NOW).file.stat().st_size / 1_000_000
    hours = iter(range(1, 13))
    for megabytes, left in ((0.0, 4), (size * 2.5, 2), (size * 1.5, 1), (size / 2, 1)):
        with office.store.write():
            settings.put(office.store, backup.BUDGET, megabytes, NOW, None)
        for _ in range(3):
            made = backup.make(office.store, office.keys, NOW + next(hours) * 3_600_000)
        assert len(names(office.folder / "backups")) == left, megabytes
        assert backup.verify(made.file, office.dek).verified


def test_up_to_date_makes_one_only_when_something_was_written(office: Office) -> None:
    """Also after a restore, when an older state has come to the same number of rows."""
    office.issue(1)
    first = backup.up_to_date(office.store, office.keys, NOW)
    assert backup.up_to_date(office.store, office.keys, NOW + DAY).file == first.file
    office.issue(2)
    second = backup.up_to_date(office.store, office.keys, NOW + DAY)
    assert second.file != first.file and second.records == 2
    office.store.close()
    restoring.restore(first.file, office.folder, "1001", "moon", NOW + DAY)
    office.store = Store.open(office.folder, office.dek)
    assert journal.head(office.store).seq == backup.inspect(second.file).head.seq
    third = backup.up_to_date(office.store, office.keys, NOW + 2 * DAY)
    assert third.file not in (first.file, second.file) and third.records == 1


def test_two_backups_of_the_same_second_both_stay(office: Office, tmp_path: Path) -> None:
    """Two offices, or two people, that keep theirs in one folder."""
    shared = tmp_path / "盘"
    first = backup.make(office.store, office.keys, NOW, shared)
    office.issue(1)
    second = backup.make(office.store, office.keys, NOW, shared)
    assert [backup.verify(one.file, office.dek).records for one in (first, second)] == [0, 1]
    assert names(shared) == [second.file.name, first.file.name]


def test_of_two_backups_in_one_second_the_later_is_the_newest(office: Office) -> None:
    first, second = (backup.make(office.store, office.keys, NOW).file for _ in range(2))
    assert first != second and backup.newest(office.folder) == second


def test_numbers_go_on_after_a_restore(office: Office, saved: backup.Made) -> None:
    """The fourth slip is out on paper though the backup has not got it: its number stays given."""
    office.store.close()
    present = Store.open(office.folder, office.dek)
    with present.write() as db:
        db.execute_sql("INSERT INTO counter VALUES ('JC', 2026, 7)")
    present.close()
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    store = Store.open(office.folder, office.dek)
    assert store.rows("SELECT code, year, last FROM counter ORDER BY code") == [
        ("FX", 2026, 4), ("JC", 2026, 7),
    ]
    told = store.value("SELECT body FROM journal ORDER BY seq DESC LIMIT 1")
    assert json.loads(told)["gone"] == {"FX-2026": 1, "JC-2026": 7}
    made_office.issue(store, 5)
    with pytest.raises(IntegrityError, match="编号须一个接一个"):
        made_office.issue(store, 7)
    store.close()


def test_a_sound_store_that_cannot_be_read_just_now_is_not_replaced(
    office: Office, saved: backup.Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its numbers would be given out a second time."""
    office.store.close()
    opened, seen = Store.open, []

    def flickering(folder: Path, *rest: Any, **how: Any) -> Store:
        seen.append(folder)
        if folder == office.folder and seen.count(folder) == 2:
            raise Environment("disk", "读写磁盘出错")
        return opened(folder, *rest, **how)

    monkeypatch.setattr(Store, "open", flickering)
    with pytest.raises(Environment, match="读写磁盘出错"):
        restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    assert seen.count(office.folder) == 2 and not list(office.folder.glob("replaced-*"))
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    store = Store.open(office.folder, office.dek)
    assert store.value("SELECT last FROM counter WHERE code = 'FX'") == 4
    store.close()


def test_a_writer_who_has_the_store_open_cannot_write_into_the_one_set_aside(
    office: Office, saved: backup.Made
) -> None:
    """A command that began before the restore is told, instead of saving where nobody looks."""
    writer = Store.open(office.folder, office.dek)
    office.store.close()
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    with pytest.raises(Environment, match="换过"), writer.write() as db:
        db.execute_sql("INSERT INTO setting VALUES ('late', '1', 1, NULL)")
    writer.close()
    store = Store.open(office.folder, office.dek)
    assert store.value("SELECT count(*) FROM record") == 3 and check_file(store, full=True) == "ok"
    store.close()


def test_a_restore_waits_for_a_writer_in_the_midst_of_a_transaction(
    office: Office, saved: backup.Made
) -> None:
    """And changes nothing when the other one does not finish."""
    with office.store.write() as db:
        db.execute_sql("INSERT INTO setting VALUES ('busy', '1', 1, NULL)")
        with pytest.raises(Environment, match="稍等"):
            restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    assert office.store.value("SELECT count(*) FROM setting WHERE key = 'busy'") == 1
    assert not list(office.folder.glob("replaced-*"))


def test_a_damaged_store_does_not_stop_a_restore(office: Office, saved: backup.Made) -> None:
    """It is set aside as it is."""
    office.store.close()
    file = office.folder / "store.db"
    content = bytearray(file.read_bytes())
    content[3000:9000] = b"\0" * 6000
    file.write_bytes(content)
    made = restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    assert made.records == 3
    (aside,) = office.folder.glob("replaced-*")
    assert (aside / "store.db").read_bytes() == content


def test_what_a_restore_would_set_aside(office: Office, saved: backup.Made) -> None:
    """Records, acts and all that the journal has more; everything after another line was taken
    up; by the kept head alone where the present store cannot be read; nothing where it is gone."""
    ask = (saved.file, office.folder, "1001", "moon", NOW)
    assert restoring.loss(*ask) == Loss(1, 1, 1, NOW)
    later = backup.make(office.store, office.keys, NOW)
    office.store.close()
    assert restoring.loss(later.file, *ask[1:]) == Loss(0, 0, 0, NOW)
    restoring.restore(saved.file, office.folder, "1001", "moon", NOW + DAY)
    assert restoring.loss(later.file, *ask[1:]) == Loss(3, 3, 4, NOW + DAY, follows=False)
    with pytest.raises(Environment, match="工号或密码不对"):
        restoring.loss(saved.file, office.folder, "1001", "star", NOW)
    (office.folder / "store.db").write_bytes(b"?" * 9000)
    found = restoring.loss(*ask)
    assert isinstance(found, Unread) and not found.other_key and found.entries == 1
    (office.folder / "store.db").unlink()
    assert restoring.loss(*ask) is None


def test_of_an_old_file_put_back_a_later_backup_lacks_nothing(
    office: Office, saved: backup.Made
) -> None:
    """What docs/administrator.md says to do about it, by one person: the backup holds all that the
    old file does, and more."""
    office.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = (office.folder / "store.db").read_bytes()
    for sequence in (5, 6):
        office.issue(sequence)
    later = backup.make(office.store, office.keys, NOW)
    office.issue(7)
    office.store.close()
    (office.folder / "store.db").write_bytes(kept)
    ask = (later.file, office.folder, "1001", "moon", NOW + DAY)
    assert restoring.loss(*ask) == Loss(0, 0, 0, NOW, missing=1)
    assert not list(office.folder.glob("restoring-*"))
