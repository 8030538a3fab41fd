"""Heads of the journal that stand outside the store: in the file beside it, in its backups."""

from __future__ import annotations

from pathlib import Path

from . import anchors, backup
from .chain import Head
from .store import Store


def heads(store: Store, store_id: str) -> list[Head]:
    """Those that the store must hold: not those that a restore, or somebody, left behind, nor those
    of backups older than the last restore."""
    restored = store.value("SELECT max(at) FROM journal WHERE action = 'restore'")
    found = [
        manifest.head for _, manifest in backup.of_store(store.folder / backup.FOLDER, store_id)
        if restored is None or manifest.made_at > restored
    ]  # fmt: skip
    beside = anchors.kept(store.folder)
    found += [] if beside is None else [beside]
    return [one for one in dict.fromkeys(found) if not anchors.has_left(store, one)]


def left_behind(store: Store, folder: Path, store_id: str) -> list[str]:
    """The heads that stand in `folder` and that the store, about to take its place or to be gone
    on with, does not hold: as the journal names them."""
    beside = anchors.kept(folder)
    found = [manifest.head for _, manifest in backup.of_store(folder / backup.FOLDER, store_id)]
    found += [] if beside is None else [beside]
    return [one.words for one in dict.fromkeys(found) if not anchors.holds(store, one)]
