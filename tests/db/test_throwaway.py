"""Folders of throw-away stores: gone when left, swept when their program died, else untouched."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from db import throwaway

HOURS_AGO = 7_200


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary things go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(place: Path, name: str, *, lock: bool = True) -> Path:
    """What a program that was killed left behind."""
    folder = place / f"{throwaway.PREFIX}{name}"
    folder.mkdir()
    (folder / "store.db").write_bytes(b"x")
    if lock:
        (folder / throwaway.LOCK_NAME).touch()
    return folder


def test_gone_after_the_block_also_when_it_fails(place: Path) -> None:
    with pytest.raises(ValueError), throwaway.folder() as made:
        (made / "store.db").write_bytes(b"x")
        assert made.parent == place and made.stat().st_mode & 0o077 == 0
        raise ValueError
    assert list(place.iterdir()) == []


def test_the_next_one_takes_away_what_the_dead_left(place: Path) -> None:
    """Not what somebody holds."""
    dead = left(place, "dead")
    with throwaway.folder() as first, throwaway.folder() as second:
        assert first.exists() and second.exists() and not dead.exists()


def test_what_is_not_plainly_a_dead_one_of_ours_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link, a file, one that is just coming to be, other names, somebody else's."""
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    link = place / f"{throwaway.PREFIX}link"
    link.symlink_to(elsewhere)
    file = place / f"{throwaway.PREFIX}file"
    file.touch()
    young, old = left(place, "young", lock=False), left(place, "old", lock=False)
    past = old.stat().st_mtime - HOURS_AGO
    os.utime(old, (past, past))
    throwaway.sweep()
    assert not old.exists() and all(one.exists() for one in (link, file, young, elsewhere))
    theirs, uid = left(place, "theirs"), os.getuid()
    with monkeypatch.context() as somebody:
        somebody.setattr(os, "getuid", lambda: uid + 1)
        throwaway.sweep()
        assert theirs.exists()
    throwaway.sweep()
    assert not theirs.exists()
