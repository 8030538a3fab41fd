"""Restoring: a backup takes the place of the store, which is kept aside; what would be lost.

The present store is backed up once more first where it can be read, then its files are moved aside,
never deleted. Nothing is changed before the backup has passed every check.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import anchors, attempts, backup, container, journal, keys, lock, outside, rights, store
from .approving import NEEDED, RIGHT, NotKnown
from .backup import Made
from .beyond import UNREAD, Loss, Unread, beyond, is_older, within
from .clock import OFFICE_ZONE, local
from .container import Manifest
from .errors import Environment, Refused, disk
from .files import fsync_folder, write_private
from .keys import Keys
from .store import Store

_WORK = "restoring-"
_MOVING = "moving.txt"
"""Beside a store that is moved aside, until another one has taken its place."""
_BACKUP, _PRESENT = "backup:", "present:"
"""Wrong tries on the keys in a backup and on those of the store beside it, each counted apart."""
TWO = "恢复会少掉 {} 张单、{} 项手续，须第二人复核（或用恢复码恢复）"
_TWO_UNREAD = "现有的数据换过钥匙，这个密码打不开它，不知道恢复会少掉多少，须第二人复核"


def loss(
    file: Path, folder: Path, staff: str | None, password: str, now: int
) -> Loss | Unread | None:
    """What restoring would set aside; None where there is no store. Staff number and password as
    for `restore`, `now` is UTC milliseconds. For a thread.
    """
    manifest = container.check(file)
    slots = Keys.parse(container.keys_of(file), folder, _BACKUP)
    dek = _unlock(slots, staff, password, now)
    own = _of_present(folder, dek, staff, password, now)
    lost = beyond(folder, own, manifest.head, slots)
    if not is_older(lost, manifest.head):
        return lost
    with suppress(Environment, OSError), tempfile.TemporaryDirectory(
        prefix=_WORK, dir=folder, ignore_cleanup_errors=True
    ) as name:
        container.extract(file, Path(name))
        with closing(Store.untouched(Path(name), dek)) as copy:
            return within(lost, copy, folder)
    return lost


def restore(
    file: Path,
    folder: Path,
    staff: str | None,
    password: str,
    now: int,
    zone: ZoneInfo = OFFICE_ZONE,
    *,
    without_photos: bool = False,
    second: tuple[str, str] | None = None,
    unread: bool = False,
) -> Made:
    """Put a backup in place of the store in `folder`, which may be damaged or absent.

    The backup's own slots are unlocked by staff number and password; with `staff` None `password`
    is the recovery code. The present files move to "replaced-…". `now` is UTC milliseconds. Takes
    the lock; nothing is changed before the backup has passed every check. `Refused` without the
    right "restore". A present store that is sound is backed up first; a damaged one is set aside
    without a byte written to it. Where it can be read, numbers go on from it: its slips are out on
    paper, so none of their numbers may be given out again. Large photos come from beside the file
    or from the usual place; where some lack it is refused, unless it shall go on `without_photos`.
    second: number and password of who approves, by the backup's slots; without one it is `Refused`
    where records or acts would be lost, unless the store is a demo or the code was given, which
    somebody else has sealed away. unread: go on although the present store has another data key, so
    that its numbers are not known and will be given out again; else that is `Refused`.
    """
    with lock.hold(folder), disk():
        _sweep(folder)
        with tempfile.TemporaryDirectory(
            prefix=_WORK, dir=folder, ignore_cleanup_errors=True
        ) as name:
            work = Path(name)
            manifest = container.extract(file, work)
            slots = Keys.parse((work / keys.FILE_NAME).read_bytes(), folder, _BACKUP)
            dek = _unlock(slots, staff, password, now)
            copy = backup.opened(
                file, work, dek, manifest, (folder / backup.FOLDER,),
                without_photos=without_photos,
            )  # fmt: skip
            try:
                _may_restore(copy, staff)
                checker = _checker(copy, slots, staff, second, now)
                own = _of_present(folder, dek, staff, password, now)
                lost = within(beyond(folder, own, manifest.head, slots), copy, folder)
                if isinstance(lost, Unread) and lost.other_key and not unread:
                    raise Refused({"": UNREAD})
                if checker is None and staff and not slots.demo and (words := _lost_words(lost)):
                    raise Refused({NEEDED: words})
                sound = _is_sound(folder, own)
                safe = _safety_copy(folder, own, now, zone, file) if sound else None
                with _present(folder, own, sound) as present:
                    gone = _go_on(copy, present, sound)
                    left = outside.left_behind(copy, folder, slots.store_id)
                    _enter(copy, file, manifest, (staff, checker), now, gone, safe, left)
                    copy.settle()
                    copy.close()
                    aside = _move_aside(folder, local(now, zone))
            finally:
                copy.close()
            _put_in(work, folder, aside)
    return Made(folder / store.FILE_NAME, manifest.records, True)


def _lost_words(lost: Loss | Unread | None) -> str:
    """Why somebody else must approve; "" where nothing is lost, or nobody can tell: of a damaged
    store, which is mended by a restore."""
    if isinstance(lost, Loss) and lost.records + lost.acts:
        return TWO.format(lost.records, lost.acts)
    return _TWO_UNREAD if isinstance(lost, Unread) and lost.other_key else ""


def _sweep(folder: Path) -> None:
    """Undo what a restore that was broken off had begun: a store that it had moved aside stands in
    its place again, so that numbers go on from it. The lock says that none is going on."""
    for note in sorted(folder.glob(f"replaced-*/{_MOVING}")):
        if (folder / store.FILE_NAME).exists():
            note.unlink()
        else:
            _put_back(folder, note.parent)
    for work in folder.glob(f"{_WORK}*"):
        shutil.rmtree(work, ignore_errors=True)


def _put_back(folder: Path, aside: Path) -> None:
    """Move the store that was moved aside back, the file itself last."""
    if not (aside / store.FILE_NAME).exists():
        return
    if (aside / keys.FILE_NAME).exists():  # they may have been what was restored for
        write_private(folder / keys.FILE_NAME, (aside / keys.FILE_NAME).read_bytes())
    for name in reversed(store.FILES):
        if (aside / name).exists():
            os.replace(aside / name, folder / name)
    fsync_folder(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _unlock(slots: Keys, staff: str | None, password: str, now: int) -> bytes:
    """The key by password, or by the recovery code where there is no staff number."""
    if staff is None:
        return slots.unlock_recovery(password)
    return slots.unlock(staff, password, now)


def _of_present(
    folder: Path, dek: bytes, staff: str | None, password: str, now: int
) -> bytes:
    """The key of the store that is there: the backup's, or the one that it was given since, which
    the same password opens; numbers go on from it whatever its key is.

    A password that opens the backup is tried here too, and may be an old one: that is no log-in, so
    it locks nobody out of the present store. But a backup can be made up with any password in it,
    so it is not free either: wrong ones count by themselves, and neither the backup that was opened
    nor a log-in wipes them out; after so many the present store is not tried for so many minutes,
    nor while the log-in itself is locked, and the answer is that of a wrong one.
    """
    try:
        Store.untouched(folder, dek).close()
    except Environment:
        if staff is None:
            return dek
        with suppress(Environment):
            attempts.guard(folder, staff, now)
            return Keys.load(folder, _PRESENT).unlock(staff, password, now)
    return dek


def _may_restore(copy: Store, staff: str | None) -> None:
    """`Refused` unless the person has the right by the backup's own table; who holds the recovery
    code has it."""
    roles = () if staff is None else rights.roles_of(copy, staff)
    if staff is not None and not rights.allowed(copy, roles, "restore"):
        raise Refused({"": f"工号 {staff} 不能恢复备份，须由系统管理员办理，或用恢复码"})


def _is_sound(folder: Path, dek: bytes) -> bool:
    """Whether there is a store that the key opens and that passes its check."""
    try:
        present = Store.untouched(folder, dek)
    except Environment:
        return False
    try:
        return store.check_file(present) == "ok"
    finally:
        present.close()


def _checker(
    copy: Store, slots: Keys, staff: str | None, second: tuple[str, str] | None, now: int
) -> str | None:
    """The number of whoever approves, known by his password; None where nobody does. `Refused` for
    whoever may not, `NotKnown` where the password is not his."""
    if second is None:
        return None
    no, password = second
    if no == staff:
        raise Refused({NEEDED: "复核人不能是本人"})
    try:
        slots.unlock(no, password, now)
    except Environment as error:
        raise NotKnown(error) from error
    if not rights.allowed(copy, rights.roles_of(copy, no), RIGHT):
        raise Refused({NEEDED: f"工号 {no} 不能复核恢复"})
    return no


def _safety_copy(
    folder: Path, dek: bytes, now: int, zone: ZoneInfo, spare: Path
) -> Path | None:
    """A backup that holds all of the sound store about to be replaced, made now if there is none.
    Its files are kept aside in any case, so that no room for one more is no reason to stop."""
    try:
        present = Store.open(folder, dek, check=False, upgrade=False)
    except Environment:
        return None
    try:
        slots = Keys.load(folder)
        return backup.up_to_date(present, slots, now, zone=zone, spare=spare).file
    except Environment:
        return None
    finally:
        present.close()


@contextmanager
def _present(folder: Path, dek: bytes, sound: bool) -> Iterator[Store | None]:
    """The store that is about to be replaced, closed to writers for the block, a damaged one only
    looked at; None where there is none or it cannot be read with the backup's key. A sound one that
    cannot be read now raises `Environment`: without it numbers would be given out again.

    A writer who waits finds the file moved when it is let in (`Store.write`). Windows does not move
    an open file, so there the store is only read: a writer who has it open stops the restore.
    """
    with ExitStack() as held:
        present: Store | None = None
        try:
            if sound:
                present = Store.open(folder, dek, check=False, upgrade=False)
            else:
                present = Store.untouched(folder, dek)
            held.callback(present.close)
            if sound and os.name == "posix":
                held.enter_context(present.write())
        except Environment as error:
            if sound or error.kind == "lock":
                raise
        yield present


def _go_on(copy: Store, present: Store | None, sound: bool) -> dict[str, int]:
    """Raise the backup's counters to those of the present store; by how many each, "FX-2026": 3.

    Those of a damaged store only as far as they can be read; `Environment` if a sound one cannot.
    """
    gone: dict[str, int] = {}
    counters = "SELECT code, year, last FROM counter ORDER BY code, year"
    try:
        later = present.rows(counters) if present else []
    except Environment:
        if sound:
            raise
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
    people: tuple[str | None, str | None],
    now: int,
    gone: Mapping[str, int],
    safe: Path | None,
    left: Sequence[str],
) -> None:
    """Journal the restore in the store that is about to take the place, with the heads of the
    journal that were kept elsewhere and that it leaves behind; people: who, and who approved."""
    staff, checker = people
    told = {"second": checker} if checker else {}
    body = told | {
        "made_at": manifest.made_at, "seq": manifest.head.seq, "hash": manifest.head.hash,
        "gone": dict(gone), "safety_copy": safe.name if safe else "", anchors.LEFT: list(left),
    }  # fmt: skip
    with copy.write():
        journal.append(copy, now, staff, "restore", file.name, body)


def put_in_place(work: Path, folder: Path, at: datetime) -> Path | None:
    """Let the store and keys of `work` take the place of those in `folder`, which are kept aside;
    where. The caller holds the lock, and nobody has the store open."""
    aside = _move_aside(folder, at)
    _put_in(work, folder, aside)
    return aside


def _move_aside(folder: Path, at: datetime) -> Path | None:
    """Move the present store into a folder of its own, noted there first, with a copy of its keys;
    the -wal stays until its connections are closed."""
    present = [name for name in (*store.FILES, keys.FILE_NAME) if (folder / name).exists()]
    if not present:
        return None
    aside = Path(tempfile.mkdtemp(prefix=f"replaced-{at:%Y%m%d-%H%M%S}-", dir=folder))
    write_private(aside / _MOVING, b"")
    if keys.FILE_NAME in present:
        write_private(aside / keys.FILE_NAME, (folder / keys.FILE_NAME).read_bytes())
    if os.name == "posix" and store.FILE_NAME in present:
        os.replace(folder / store.FILE_NAME, aside / store.FILE_NAME)
    return aside


def _put_in(work: Path, folder: Path, aside: Path | None) -> None:
    """Move aside what is left of the present store, then put the new one in, the store last.

    Where the disk does not let it, what was moved aside is put back. An interruption leaves no
    store (and a message that says so), never a new store with the old -wal, which SQLite would play
    into it; the next restore puts back then.
    """
    try:
        if aside is not None:
            for name in store.FILES:
                if (folder / name).exists():
                    os.replace(folder / name, aside / name)
            fsync_folder(aside)
        for name in (keys.FILE_NAME, store.FILE_NAME):
            os.replace(work / name, folder / name)
        fsync_folder(folder)
    finally:
        with suppress(OSError, Environment):
            _sweep(folder)
