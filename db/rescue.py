"""When the store cannot be opened: the newest good backup, and what it lacks.

Asked before anybody can log in. Nothing is written, least of all to the damaged file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db import anchors, backup, container, restoring, store
from db.container import Manifest
from db.errors import Environment
from db.keys import Keys
from db.restoring import Loss


@dataclass(frozen=True)
class Offer:
    """The newest backup of the store that is whole.

    bad: how many newer ones are not · lost: what the store holds beyond it, None where it cannot be
    read · written: when the store's file was last written to (UTC ms), None where it is gone ·
    entries: how many rows of the journal it lacks by the head kept beside the store, None where
    none is kept
    """

    file: Path
    manifest: Manifest
    bad: int
    lost: Loss | None
    written: int | None
    entries: int | None = None


def offer(folder: Path, dek: bytes | None, now: int) -> Offer | None:
    """What to restore in `folder`, None without a good backup in the usual place.

    dek: the data key, None where nobody could be unlocked · now: UTC ms; backups of later dates,
    made by a clock that was wrong, come last. Reads whole files: for a thread.
    """
    bad, ours = 0, _store_id(folder)
    for file in backup.newest_first(folder, now):
        try:
            manifest = container.check(file)
        except Environment:
            bad += 1
            continue
        if ours is not None and manifest.store_id != ours:
            continue
        lost = None if dek is None else restoring.beyond(folder, dek, manifest.head)
        kept = anchors.kept(folder)
        entries = max(0, kept.seq - manifest.head.seq) if kept else None
        return Offer(file, manifest, bad, lost, _written(folder), entries)
    return None


def _store_id(folder: Path) -> str | None:
    """Whose store it is; None where its slots are gone too."""
    try:
        return Keys.load(folder).store_id
    except Environment:
        return None


def _written(folder: Path) -> int | None:
    """When the file or its -wal was last written to, UTC milliseconds."""
    files = [folder / store.FILE_NAME, folder / f"{store.FILE_NAME}-wal"]
    times = [file.stat().st_mtime for file in files if file.exists() and file.stat().st_size]
    return int(max(times) * 1000) if times else None
