"""The second place of the backups: a folder on a memory stick or another disk, often not there.

A small file that the program leaves there tells the real place from an empty folder of the same
name on the computer's own disk. What is brought there was verified before and is read back after;
what lies there is thinned by the same rule. A place that is not there is no error.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from db import backup, blobs, container, office
from db.errors import Environment, Refused, disk
from db.files import fsync_folder, to_the_disk
from db.session import Session
from db.store import Store

FOLDER = "office.backup.place"
SEEN = "office.backup.seen"
DAYS = "office.backup.days"
"""Settings: the folder ("" for none), when a backup last lay there (UTC ms), after how many days
without it to remind."""
_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Place:
    """The second place. there: whether it can be seen now · seen: when a whole backup last lay
    there, UTC ms, None for never · overdue: so long ago that one should be reminded
    trouble: why nothing could be brought although it is there, in Chinese
    """

    folder: Path
    there: bool
    seen: int | None
    overdue: bool
    trouble: str = ""

    @property
    def words(self) -> str:
        """How it stands, in Chinese."""
        if self.trouble:
            return f"没有抄成：{self.trouble}"
        return f"已抄到 {self.folder}" if self.there else f"不在（{self.folder}）"


def choose(session: Session, folder: Path | None) -> None:
    """Keep a copy of every backup in `folder` too, an existing one outside the data; None for no
    longer. Raises `Refused` without the right "settings" or for another folder, `Environment`
    where nothing can be written there."""
    session.require("settings", "改备份的第二处")
    if folder is not None:
        folder = folder.resolve()
        if not folder.is_dir():
            raise Refused({"place": f"没有这个文件夹（{folder}），请先插好盘、建好文件夹"})
        if folder.is_relative_to(session.store.folder.resolve()):
            raise Refused({"place": "第二处要在数据文件夹以外，最好是另一个盘"})
        with disk():
            _sign(folder, session.keys.store_id).write_text(
                "前台通的备份放在这个文件夹里，请不要删这个文件。\n", encoding="utf-8"
            )
    with session.store.write():
        office.change(session, FOLDER, str(folder or ""))
        office.put(session.store, SEEN, 0, session.clock.now(), session.member.no)


def on_the_same_disk(session: Session, folder: Path) -> bool:
    """Whether a folder that is there lies on the disk of the data, where one fault takes both."""
    return folder.stat().st_dev == session.store.folder.stat().st_dev


def look(store: Store, store_id: str, now: int) -> Place | None:
    """The place as it is, None where none was chosen; `now` is UTC milliseconds."""
    chosen = office.setting(store, FOLDER)
    if not chosen:
        return None
    seen = office.setting(store, SEEN) or None
    days = int(office.setting(store, DAYS))
    since = seen if seen is not None else _chosen_at(store, now)
    folder = Path(chosen)
    return Place(folder, _is_there(folder, store_id), seen, now - since > days * _DAY_MS)


def bring(store: Store, store_id: str, now: int, zone: ZoneInfo) -> Place | None:
    """Copy the newest backup of the usual place there unless it is there already; the place as it
    is then, with the trouble if it could not be done. For a thread with a store of its own.
    """
    place = look(store, store_id, now)
    file = backup.newest(store.folder, now, zone)
    if place is None or not place.there or file is None:
        return place
    try:
        _copy(store, store_id, file, place.folder, now, zone)
    except Environment as error:
        return Place(place.folder, True, place.seen, place.overdue, str(error))
    with store.write():
        office.put(store, SEEN, now, now, None)
    return look(store, store_id, now)


def _copy(
    store: Store, store_id: str, file: Path, folder: Path, now: int, zone: ZoneInfo
) -> None:
    """Bring one file, whole or not at all; read it back from the disk before it counts."""
    manifest = container.check(file)
    there = folder / file.name
    with disk():
        _bring_photos(store, store_id, file, folder, now)
        if there.exists() and _same(there, manifest):
            return
        backup.sweep(folder)
        with tempfile.TemporaryDirectory(
            prefix=f"{file.name}.", suffix=".part", dir=folder, ignore_cleanup_errors=True
        ) as work:
            part = Path(work) / file.name
            part.touch(0o600)
            shutil.copyfile(file, part)
            with part.open("rb+") as copied:
                to_the_disk(copied)
            container.check(part)
            kept = backup.save_as(part, there)
        fsync_folder(folder)
        backup.thin(folder, store, store_id, now, zone, (kept,))


def _bring_photos(store: Store, store_id: str, file: Path, folder: Path, now: int) -> None:
    """The large photos and scans that the backup lists and that are not there yet."""
    listed = container.apart(file)
    lost = blobs.bring(listed, file.parent, folder, store_id, store.dek, now)
    if lost:
        raise Environment("damage", f"有 {lost} 份照片或扫描件抄不成，请在本机再备份一次。")


def _same(there: Path, manifest: container.Manifest) -> bool:
    """Whether a file there is that backup, whole."""
    try:
        return container.check(there) == manifest
    except Environment:
        return False


def _sign(folder: Path, store_id: str) -> Path:
    """The file that says that this is the place of that store; several may share a stick."""
    return folder / f"qiantai-{store_id[:8]}.txt"


def _is_there(folder: Path, store_id: str) -> bool:
    try:
        return _sign(folder, store_id).is_file()
    except OSError:
        return False


def _chosen_at(store: Store, now: int) -> int:
    """When the folder was chosen, UTC milliseconds."""
    found = store.value("SELECT changed_at FROM setting WHERE key = ?", (FOLDER,))
    return int(found) if found is not None else now
