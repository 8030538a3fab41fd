"""When the store cannot be opened: the newest good backup, and what it lacks.

Asked before anybody can log in. Nothing is written, least of all to the damaged file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db import backup, container
from db.container import Manifest
from db.errors import Environment
from db.keys import Keys
from db.beyond import Loss, Unread, beyond


@dataclass(frozen=True)
class Offer:
    """The newest backup of the store that is whole.

    bad: how many newer ones are not · lost: what the store holds beyond it, None where there is no
    store
    """

    file: Path
    manifest: Manifest
    bad: int
    lost: Loss | Unread | None


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
        return Offer(file, manifest, bad, beyond(folder, dek, manifest.head))
    return None


def _store_id(folder: Path) -> str | None:
    """Whose store it is; None where its slots are gone too."""
    try:
        return Keys.load(folder).store_id
    except Environment:
        return None
