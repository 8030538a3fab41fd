"""Backups: make, keep the newest, check, restore, rehearse.

A backup is made beside a working window and only from a store that passes its check, so that
good copies are never pushed out by damaged ones. A file has its final name only after it was
read back. Restoring moves the present files aside and never deletes them.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import attachments, container, journal, keys, lock, rights, store
from .clock import OFFICE_ZONE, local
from .container import SUFFIX, Manifest, inspect
from .errors import Environment, Refused, disk
from .files import fsync_folder, write_private
from .keys import Keys
from .store import Store, check_file

__all__ = ["Made", "due", "inspect", "make", "newest", "rehearse", "restore", "verify"]

FOLDER = "backups"
KEEP = 14
_PREFIX = "qiantai-"
_LEFT_OVER_SECONDS = 3600
_STORE_FILES = (store.FILE_NAME, f"{store.FILE_NAME}-wal", f"{store.FILE_NAME}-shm")


@dataclass(frozen=True)
class Made:
    """A backup file with the number of records in it; `verified`: opened, read and compared."""

    file: Path
    records: int
    verified: bool


def make(
    source: Store, keys_: Keys, now: int, folder: Path | None = None, zone: ZoneInfo = OFFICE_ZONE
) -> Made:
    """Back the open store up into `folder` (default: "backups" beside it).

    `now` is UTC milliseconds. Keeps the newest `KEEP` of this store there. Raises `Environment`
    and leaves every older backup alone if the store is damaged or the disk is full.
    """
    target = folder or source.folder / FOLDER
    if (state := check_file(source)) != "ok":
        raise Environment("damage", f"没有备份，以前的备份都保留着。{state}")
    name = f"{_PREFIX}{local(now, zone):%Y%m%d-%H%M%S}{SUFFIX}"
    with disk():
        target.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        with tempfile.TemporaryDirectory(prefix=f"{name}.", suffix=".part", dir=target) as work:
            made = _fill(source, keys_, now, Path(work), target / name)
        fsync_folder(target)
        _thin(target, keys_.store_id, made.file)
    return made


def _fill(source: Store, keys_: Keys, now: int, work: Path, file: Path) -> Made:
    """Copy, check the copy, pack it, read the pack back, give it its name."""
    before = journal.head(source)
    source.copy_to(work / store.FILE_NAME)
    write_private(work / keys.FILE_NAME, Keys.load(keys_.folder).content())
    copy = Store.open(work, source.dek, readonly=True, check=False)
    try:
        if check_file(copy, full=True) != "ok" or not _contains(copy, before):
            raise Environment("damage", "刚做的备份没有通过检查，已丢弃；以前的备份都保留着。")
        head, schema = journal.head(copy), copy.schema()
        records = int(copy.value("SELECT count(*) FROM record"))
    finally:
        copy.close()
    digests = {part: container.digest(work / part) for part in container.PARTS}
    manifest = Manifest(
        container.FORMAT, now, keys_.store_id, schema, records, head, digests
    )
    packed = work / file.name
    container.write(packed, manifest, work)
    container.check(packed)
    return Made(_named(packed, file), records, True)


def _named(packed: Path, file: Path) -> Path:
    """Move a finished backup to its name, or to one with a number where another already has it:
    made in the same second, perhaps of another store."""
    name, count = file, 1
    while name.exists():
        count += 1
        name = file.with_name(f"{file.stem}-{count}{SUFFIX}")
    os.replace(packed, name)
    return name


def _contains(copy: Store, head: journal.Head) -> bool:
    """Whether the journal of the copy reaches at least `head`, with the same hash there."""
    found = copy.value("SELECT hash FROM journal WHERE seq = ?", (head.seq,))
    return head.seq == 0 or found == head.hash


def _sweep(folder: Path) -> None:
    """Take away what an interrupted backup left behind more than an hour ago."""
    for part in folder.glob(f"{_PREFIX}*.part"):
        if time.time() - part.stat().st_mtime > _LEFT_OVER_SECONDS:
            shutil.rmtree(part, ignore_errors=True)


def _thin(folder: Path, store_id: str, made: Path) -> None:
    """Delete all but the newest `KEEP` backups of this store; leave what cannot be read.

    `made` stays whatever its name says: after a clock was set back it is not the last by name.
    """
    ours = []
    for file in _files(folder):
        try:
            if file != made and inspect(file).store_id == store_id:
                ours.append(file)
        except Environment:
            continue
    for file in ours[: 1 - KEEP]:
        file.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first: by name, a second one of a second after it."""
    return sorted(folder.glob(f"{_PREFIX}*{SUFFIX}"), key=lambda file: _made(file.stem))


def _made(stem: str) -> tuple[str, int]:
    """When a backup of that name was made: its second, and which of that second it is."""
    day_and_time, _, which = stem.removeprefix(_PREFIX).partition("-")[2].partition("-")
    return stem[: len(_PREFIX) + 8] + day_and_time, int(which) if which.isdigit() else 1


def newest(folder: Path) -> Path | None:
    """The newest backup of the store in `folder`, None without one."""
    return next(reversed(_files(folder / FOLDER)), None)


def due(folder: Path, now: int, zone: ZoneInfo = OFFICE_ZONE) -> bool:
    """Whether the store in `folder` has no backup of the office's day of `now` (UTC ms)."""
    return not any((folder / FOLDER).glob(f"{_PREFIX}{local(now, zone):%Y%m%d}-*{SUFFIX}"))


def verify(file: Path, dek: bytes | None = None) -> Made:
    """Read a backup: every part against its SHA-256, with the key also the store and journal.

    Raises `Environment` if anything is wrong; `verified` is false where there was no key.
    """
    if dek is None:
        return Made(file, container.check(file).records, False)
    with disk(), tempfile.TemporaryDirectory(prefix="qiantai-") as name:
        work = Path(name)
        manifest = container.extract(file, work)
        _opened(file, work, dek, manifest).close()
    return Made(file, manifest.records, True)


def _opened(file: Path, work: Path, dek: bytes, manifest: Manifest) -> Store:
    """Open an unpacked backup and check all of it against its manifest."""
    copy = Store.open(work, dek, check=False)
    problem = check_file(copy, full=True)
    if problem == "ok":
        problem = attachments.check(copy)
    if problem == "ok":
        problem = journal.verify(copy, manifest.head) or ""
    if problem == "" and copy.value("SELECT count(*) FROM record") != manifest.records:
        problem = "单据数目与备份清单不符。"
    if problem:
        copy.close()
        raise Environment("damage", f"这个备份不能用来恢复（{file}）：{problem}请换一个备份。")
    return copy


def restore(
    file: Path,
    folder: Path,
    staff: str | None,
    password: str,
    now: int,
    zone: ZoneInfo = OFFICE_ZONE,
) -> Made:
    """Put a backup in place of the store in `folder`, which may be damaged or absent.

    The backup's own slots are unlocked by staff number and password; with `staff` None `password`
    is the recovery code. The present files move to "replaced-…". `now` is UTC milliseconds. Takes
    the lock; nothing is changed before the backup has passed every check. `Refused` without the
    right "restore". Where the present store can be read, numbers go on from it: its slips are out
    on paper, so none of their numbers may be given out again.
    """
    with lock.hold(folder), disk():
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=folder) as name:
            work = Path(name)
            manifest = container.extract(file, work)
            slots = Keys.parse((work / keys.FILE_NAME).read_bytes(), folder)
            dek = _unlock(slots, staff, password, now)
            copy = _opened(file, work, dek, manifest)
            try:
                _may_restore(copy, staff)
                with _present(folder, dek) as present:
                    gone = _go_on(copy, present)
                    _enter(copy, file, manifest, staff, now, gone)
                    copy.close()
                    aside = _move_aside(folder, local(now, zone))
            finally:
                copy.close()
            _put_in(work, folder, aside)
    return Made(folder / store.FILE_NAME, manifest.records, True)


def _unlock(slots: Keys, staff: str | None, password: str, now: int) -> bytes:
    """The key by password, or by the recovery code where there is no staff number."""
    if staff is None:
        return slots.unlock_recovery(password)
    return slots.unlock(staff, password, now)


def _may_restore(copy: Store, staff: str | None) -> None:
    """`Refused` unless the person has the right by the backup's own table; who holds the recovery
    code has it."""
    roles = () if staff is None else rights.roles_of(copy, staff)
    if staff is not None and not rights.allowed(copy, roles, "restore"):
        raise Refused({"": f"工号 {staff} 不能恢复备份，须由系统管理员办理，或用恢复码"})


@contextmanager
def _present(folder: Path, dek: bytes) -> Iterator[Store | None]:
    """The store that is about to be replaced, closed to writers for the block; None where there is
    none or it cannot be read with the backup's key.

    A writer who waits finds the file moved when it is let in (`Store.write`). Windows does not move
    an open file, so there the store is only read: a writer who has it open stops the restore.
    """
    with ExitStack() as held:
        present: Store | None = None
        try:
            present = Store.open(folder, dek, check=False)
            held.callback(present.close)
            if os.name == "posix":
                held.enter_context(present.write())
        except Environment as error:
            if error.kind == "lock":
                raise
        yield present


def _go_on(copy: Store, present: Store | None) -> dict[str, int]:
    """Raise the backup's counters to those of the present store; by how many each, "FX-2026": 3."""
    gone: dict[str, int] = {}
    counters = "SELECT code, year, last FROM counter ORDER BY code, year"
    try:
        later = present.rows(counters) if present else []
    except Environment:
        later = []
    kept = {(code, year): last for code, year, last in copy.rows(counters)}
    with copy.write() as db:
        for code, year, last in later:
            if last > kept.get((code, year), 0):
                db.execute_sql(
                    "INSERT INTO counter(code, year, last) VALUES (?, ?, ?)"
                    " ON CONFLICT (code, year) DO UPDATE SET last = excluded.last",
                    (code, year, last),
                )
                gone[f"{code}-{year}"] = last - kept.get((code, year), 0)
    return gone


def _enter(
    copy: Store,
    file: Path,
    manifest: Manifest,
    staff: str | None,
    now: int,
    gone: Mapping[str, int],
) -> None:
    """Journal the restore in the store that is about to take the place."""
    body = {
        "made_at": manifest.made_at, "seq": manifest.head.seq, "hash": manifest.head.hash,
        "gone": dict(gone),
    }  # fmt: skip
    with copy.write():
        journal.append(copy, now, staff, "restore", file.name, body)


def _move_aside(folder: Path, at: datetime) -> Path | None:
    """Move the present store into a folder of its own, with a copy of its keys; the -wal stays
    until its connections are closed."""
    present = [name for name in (*_STORE_FILES, keys.FILE_NAME) if (folder / name).exists()]
    if not present:
        return None
    aside = Path(tempfile.mkdtemp(prefix=f"replaced-{at:%Y%m%d-%H%M%S}-", dir=folder))
    if keys.FILE_NAME in present:
        write_private(aside / keys.FILE_NAME, (folder / keys.FILE_NAME).read_bytes())
    if os.name == "posix" and store.FILE_NAME in present:
        os.replace(folder / store.FILE_NAME, aside / store.FILE_NAME)
    return aside


def _put_in(work: Path, folder: Path, aside: Path | None) -> None:
    """Move aside what is left of the present store, then put the new one in, the store last.

    An interruption leaves no store (and a message that says so), never a new store with the old
    -wal, which SQLite would play into it.
    """
    if aside is not None:
        for name in _STORE_FILES:
            if (folder / name).exists():
                os.replace(folder / name, aside / name)
        fsync_folder(aside)
    for name in (keys.FILE_NAME, store.FILE_NAME):
        os.replace(work / name, folder / name)
    fsync_folder(folder)


def rehearse(file: Path, staff: str | None, password: str, now: int) -> Made:
    """Restore a backup into a throw-away folder and say what was in it; touches nothing else."""
    with disk(), tempfile.TemporaryDirectory(prefix="qiantai-") as name:
        made = restore(file, Path(name), staff, password, now)
    return Made(file, made.records, made.verified)
