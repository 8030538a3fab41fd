"""Backups: make one, check it, thin those that lie there.

A backup is made beside a working window and only from a store that passes its check, so that
good copies are never pushed out by damaged ones. A file has its final name only after it was
read back. Large photos and scans stand beside the backups, each once (`db.blobs`).
"""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from . import (
    anchors, attachments, blobs, container, journal, keys, migrations, office, store, thinning,
)
from .clock import OFFICE_ZONE, local
from .container import SUFFIX, Manifest, inspect
from .errors import Environment, disk
from .files import fsync_folder, only_if_told, write_private
from .keys import Keys
from .store import Store, check_file

__all__ = [
    "FOLDER", "Made", "before", "before_upgrade", "due", "files", "inspect", "lacking", "make",
    "newest",
    "newest_first", "of_store", "opened", "save_as", "sweep", "thin", "up_to_date", "verify",
]  # fmt: skip

FOLDER = "backups"
BUDGET = "office.backup.megabytes"
"""Setting: how many MB (10**6 bytes) the backups of this store may take in one place."""
MEGABYTE = 1_000_000
_PREFIX = "qiantai-"
_LEFT_OVER_SECONDS = 3600


@dataclass(frozen=True)
class Made:
    """A backup file with the number of records in it; `verified`: opened, read and compared."""

    file: Path
    records: int
    verified: bool


def make(
    source: Store,
    keys_: Keys,
    now: int,
    folder: Path | None = None,
    zone: ZoneInfo = OFFICE_ZONE,
    *,
    spare: Path | None = None,
) -> Made:
    """Back the open store up into `folder` (default: "backups" beside it).

    `now` is UTC milliseconds. Thins the others of this store there, but not `spare`. Raises
    `Environment` and leaves every older backup alone if the store is damaged or the disk is full.
    """
    target = folder or source.folder / FOLDER
    if (state := check_file(source)) != "ok":
        raise Environment("damage", f"没有备份，以前的备份都保留着。{state}")
    name = f"{_PREFIX}{local(now, zone):%Y%m%d-%H%M%S}{SUFFIX}"
    with disk():
        target.mkdir(parents=True, exist_ok=True)
        sweep(target)
        with _working(target, name) as work:
            made = _fill(source, keys_, now, Path(work), target / name)
        with only_if_told(made.file):
            fsync_folder(target)
        thin(target, source, keys_.store_id, now, zone, (made.file, spare))
    return made


def _working(target: Path, name: str) -> tempfile.TemporaryDirectory[str]:
    """A folder to make a backup in; what cannot be taken away is swept later, for the backup may be
    done."""
    return tempfile.TemporaryDirectory(
        prefix=f"{name}.", suffix=".part", dir=target, ignore_cleanup_errors=True
    )


def up_to_date(
    source: Store,
    keys_: Keys,
    now: int,
    *,
    zone: ZoneInfo = OFFICE_ZONE,
    spare: Path | None = None,
) -> Made:
    """The backup in the usual place that holds all of the store, made now if there is none.

    `verified` is false for one that was there before. Raises as `make`.
    """
    head = journal.head(source)
    for file, manifest in reversed(of_store(source.folder / FOLDER, keys_.store_id)):
        if manifest.head == head and manifest.schema == source.schema() and not lacking(file):
            return Made(file, manifest.records, False)
    return make(source, keys_, now, zone=zone, spare=spare)


def before(source: Store, keys_: Keys, now: int, zone: ZoneInfo, what: str) -> Made:
    """See that all is backed up before something large is done; `what` is it, in Chinese.

    Raises `Environment`, with the word that it was therefore not done.
    """
    try:
        return up_to_date(source, keys_, now, zone=zone)
    except Environment as error:
        raise Environment(error.kind, f"先要备份，没有做成，所以没有{what}。{error}") from error


def before_upgrade(
    folder: Path, keys_: Keys, dek: bytes, now: int, zone: ZoneInfo = OFFICE_ZONE
) -> Made | None:
    """Back a store up that the next opening brings to a newer schema; None where it does not."""
    old = Store.open(folder, dek, check=False, upgrade=False)
    try:
        if old.schema() in (0, len(migrations.STEPS)):
            return None
        return before(old, keys_, now, zone, "换成新的数据格式")
    finally:
        old.close()


def _fill(source: Store, keys_: Keys, now: int, work: Path, file: Path) -> Made:
    """Copy, put the photos apart, check the copy, pack it, read the pack back, give it its name."""
    before = journal.head(source)
    source.copy_to(work / store.FILE_NAME)
    write_private(work / keys.FILE_NAME, Keys.load(keys_.folder).content())
    copy = Store.open(work, source.dek, check=False, upgrade=False)
    try:
        listed = blobs.leave_out(copy, file.parent, keys_.store_id, now)
    finally:
        copy.close()
    (work / container.LIST).write_bytes(container.write_list(listed))
    copy = Store.open(work, source.dek, readonly=True, check=False, upgrade=False)
    try:
        if check_file(copy, full=True) != "ok" or not anchors.holds(copy, before):
            raise Environment("damage", "刚做的备份没有通过检查，已丢弃；以前的备份都保留着。")
        head, schema = journal.head(copy), copy.schema()
        records = int(copy.value("SELECT count(*) FROM record"))
    finally:
        copy.close()
    parts = (*container.PARTS, container.LIST)
    digests = {part: container.digest(work / part) for part in parts}
    manifest = Manifest(
        container.FORMAT, now, keys_.store_id, schema, records, head, digests
    )
    packed = work / file.name
    container.write(packed, manifest, work)
    container.check(packed)
    if blobs.absent(listed, (file.parent,), keys_.store_id):
        raise Environment("disk", "备份里的照片没有写全，已丢弃；以前的备份都保留着。请再试一次。")
    return Made(save_as(packed, file), records, True)


def lacking(file: Path, places: Sequence[Path] = ()) -> int:
    """How many large photos and scans of a backup lie neither beside it nor in `places`; looked at,
    not read. Raises `Environment` as `inspect`."""
    listed = container.apart(file)
    return len(blobs.absent(listed, (file.parent, *places), inspect(file).store_id))


def save_as(packed: Path, file: Path) -> Path:
    """Move a finished backup to its name, or to one with a number where another already has it:
    made in the same second, perhaps of another store."""
    name, count = file, 1
    while name.exists():
        count += 1
        name = file.with_name(f"{file.stem}-{count}{SUFFIX}")
    os.replace(packed, name)
    return name


def sweep(folder: Path) -> None:
    """Take away what an interrupted backup left behind more than an hour ago."""
    for part in folder.glob(f"{_PREFIX}*.part"):
        if time.time() - part.stat().st_mtime > _LEFT_OVER_SECONDS:
            shutil.rmtree(part, ignore_errors=True)


def thin(
    folder: Path,
    source: Store,
    store_id: str,
    now: int,
    zone: ZoneInfo,
    spared: tuple[Path | None, ...] = (),
) -> None:
    """Delete the backups of this store that `thinning` does not keep; leave what cannot be read.

    The size allowed is the setting of `source`. `spared` stay whatever the rule says.
    """
    megabytes = office.setting(source, BUDGET)
    budget = megabytes * MEGABYTE if megabytes else None
    copies = {
        file.name: thinning.Copy(
            file.name, manifest.made_at, file.stat().st_size,
            container.apart(file) if budget is not None else {},
        )
        for file, manifest in of_store(folder, store_id)
    }  # fmt: skip
    stay = {one.name for one in thinning.kept(list(copies.values()), now, budget, zone)}
    stay |= {file.name for file in spared if file is not None and file.parent == folder}
    if gone := copies.keys() - stay:
        for name in gone:
            (folder / name).unlink(missing_ok=True)
        _sweep_photos(folder, store_id)


def _sweep_photos(folder: Path, store_id: str) -> None:
    """Delete the photos that no backup there lists; none of them where one backup may list some
    that cannot be read now, as of a later release."""
    listed: set[str] = set()
    for file in files(folder):
        try:
            listed |= container.apart(file).keys()
        except Environment as error:
            if error.kind != "damage":
                return
    blobs.sweep(folder, store_id, listed)


def of_store(folder: Path, store_id: str) -> list[tuple[Path, Manifest]]:
    """The readable backups of that store in a folder with their manifests, as `files` has them."""
    found = []
    for file in files(folder):
        try:
            manifest = inspect(file)
        except Environment:
            continue
        if manifest.store_id == store_id:
            found.append((file, manifest))
    return found


def files(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first: by name, a second one of a second after it."""
    return sorted(folder.glob(f"{_PREFIX}*{SUFFIX}"), key=lambda file: _made(file.stem))


def _made(stem: str) -> tuple[str, int]:
    """When a backup of that name was made: its second, and which of that second it is."""
    day_and_time, _, which = stem.removeprefix(_PREFIX).partition("-")[2].partition("-")
    return stem[: len(_PREFIX) + 8] + day_and_time, int(which) if which.isdigit() else 1


def newest(folder: Path, now: int | None = None, zone: ZoneInfo = OFFICE_ZONE) -> Path | None:
    """The newest backup of the store in `folder`, None without one.

    now: UTC milliseconds; those of later dates, made by a clock that was wrong, come last then.
    """
    return next(iter(newest_first(folder, now, zone)), None)


def newest_first(
    folder: Path, now: int | None = None, zone: ZoneInfo = OFFICE_ZONE
) -> list[Path]:
    """The backups of the store in `folder` in the order in which `newest` prefers them."""
    found = files(folder / FOLDER)
    if now is not None:
        until = f"{_PREFIX}{local(now, zone):%Y%m%d%H%M%S}"
        found.sort(key=lambda file: _made(file.stem)[0] <= until)
    return found[::-1]


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
        opened(file, work, dek, manifest).close()
    return Made(file, manifest.records, True)


def opened(
    file: Path,
    work: Path,
    dek: bytes,
    manifest: Manifest,
    places: Sequence[Path] = (),
    *,
    without_photos: bool = False,
) -> Store:
    """Open an unpacked backup, put its photos back from beside it or from `places`, and check all
    of it against its manifest.

    Raises `Environment`: "damage", or "missing" where photos lack, unless it may do without them.
    """
    copy = Store.open(work, dek, check=False)
    try:
        _check(file, copy, manifest)
        lost = blobs.put_back(copy, (file.parent, *places), manifest.store_id)
        if lost and not without_photos:
            raise Environment("missing", _without(file, manifest, lost))
        if (problem := attachments.check(copy, without_content=bool(lost))) != "ok":
            raise Environment("damage", _useless(file, problem))
    except BaseException:
        copy.close()
        raise
    return copy


def _check(file: Path, copy: Store, manifest: Manifest) -> None:
    """Raise `Environment("damage")` unless the store in a backup is sound and what the manifest
    says."""
    problem = check_file(copy, full=True)
    if problem == "ok":
        problem = journal.verify(copy, manifest.head) or ""
    if problem == "" and copy.value("SELECT count(*) FROM record") != manifest.records:
        problem = "单据数目与备份清单不符。"
    if problem:
        raise Environment("damage", _useless(file, problem))


def _useless(file: Path, problem: str) -> str:
    return f"这个备份不能用来恢复（{file}）：{problem}请换一个备份。"


def _without(file: Path, manifest: Manifest, lost: int) -> str:
    """Words for a backup whose photos did not come along."""
    folder = blobs.folder(file.parent, manifest.store_id).name
    return (
        f"这个备份（{file.name}）的 {lost} 份照片或扫描件不在旁边，现在的数据没有动。"
        f"它们在做备份的地方的“{folder}”文件夹里，请连同那个文件夹一起拷来再恢复。"
    )
