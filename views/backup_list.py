"""The list of backups of the restore page: when, how many records, how large, where, whole or not.

Manifests are read at once, then every file is read to its end, the newest first, in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from db import backup, container
from db.clock import local
from db.container import Manifest
from db.errors import Environment
from ui.table import Column, Row

COLUMNS = (
    Column("when", "做备份的时间", 136),
    Column("records", "单据", 74, "figure"),
    Column("size", "大小", 82, "figure"),
    Column("whole", "校验", 118),
    Column("place", "放在哪里", 150, "second", stretch=True),
)
KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True)
class Listed:
    """A backup in the list; `trouble` where it cannot be used; size in bytes.

    whole: read to its end and compared; None while that was not yet done
    lacking: how many of its photos and scans lie neither beside it nor in the usual place
    """

    file: Path
    manifest: Manifest | None
    size: int = 0
    trouble: str = ""
    whole: bool | None = None
    lacking: int = 0


def listed(files: Iterable[Path], usual: Path) -> list[Listed]:
    """What the backups say about themselves, the newest first; `usual` is the folder of those made
    by themselves. For a thread."""
    found = []
    for file in sorted(files, key=lambda one: one.name, reverse=True):
        try:
            lacking = backup.lacking(file, (usual,))
            size = file.stat().st_size
            found.append(Listed(file, backup.inspect(file), size, lacking=lacking))
        except (Environment, OSError) as error:
            found.append(Listed(file, None, trouble=str(error), whole=False))
    return found


def examined(one: Listed) -> Listed:
    """The same after every byte of it was compared. For a thread."""
    if one.manifest is None:
        return one
    try:
        container.check(one.file)
    except Environment as error:
        return replace(one, whole=False, trouble=str(error))
    return replace(one, whole=True)


def cells(one: Listed, usual: Path) -> Row:
    """A row of the list; `usual` is the folder of the backups made by themselves."""
    when = f"{local(one.manifest.made_at):%Y-%m-%d %H:%M}" if one.manifest else "不能用"
    records = f"{one.manifest.records:,} 张" if one.manifest else ""
    whole = {None: "正在核对…", True: "完好", False: "已损坏"}[one.whole]
    if one.whole and one.lacking:
        whole = f"缺 {one.lacking} 份照片"
    place = "本机" if one.file.parent == usual else str(one.file.parent)
    return when, records, _size(one.size), whole, place, one


def _size(size: int) -> str:
    """Bytes for people."""
    for unit, words in ((GIB, "GB"), (MIB, "MB"), (KIB, "KB")):
        if size >= unit:
            return f"{size / unit:.1f} {words}"
    return f"{size} B" if size else ""
