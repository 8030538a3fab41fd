"""The folder of a throw-away store (`--demo`): gone when it is left, also when the program was
killed: the next one that starts takes away what a dead one left behind.

A folder is in use as long as its process holds the lock in it, which the system lets go with the
process, however that ended.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.files import LEFT_OVER_SECONDS

PREFIX = "qiantai-demo-"
LOCK_NAME = "demo.lock"


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of this process alone for the block, gone after it."""
    import filelock

    sweep()
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = filelock.FileLock(made / LOCK_NAME, timeout=0, fallback_to_soft=False)
    try:
        with lock:
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep() -> None:
    """Take away the folders of programs that are dead; of others', and of those that run, none."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if _is_dead(left):
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue


def _is_dead(left: Path) -> bool:
    """Whether it is a folder of ours that nobody holds; one without a lock may just be coming to
    be, so it has an hour."""
    import filelock

    seen = left.lstat()
    if left.is_symlink() or not left.is_dir():
        return False
    if hasattr(os, "getuid") and seen.st_uid != os.getuid():
        return False
    if not (left / LOCK_NAME).is_file():
        return time.time() - seen.st_mtime > LEFT_OVER_SECONDS
    try:
        with filelock.FileLock(left / LOCK_NAME, timeout=0, fallback_to_soft=False):
            return True
    except filelock.Timeout:
        return False
