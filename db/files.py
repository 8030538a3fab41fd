"""Files that are replaced whole or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import disk

LEFT_OVER_SECONDS = 3600


def write_private(path: Path, content: bytes) -> None:
    """Replace a file atomically (temporary file, fsync, rename, fsync of the folder), mode 0600."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with disk():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        fsync_folder(path.parent)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` once all is written, else leaves nothing.

    Environment when the disk does not allow it.
    """
    part = path.with_name(path.name + ".part")
    with disk():
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def to_the_disk(file: BinaryIO) -> None:
    """Push an open file to the disk and let go of it in memory, so that reading it back reads the
    disk (where the system has a word for it)."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def passing(folder: Path, prefix: str) -> Iterator[Path]:
    """A folder inside `folder` for what only passes through, gone after the block; what a program
    that was killed left there under the same prefix more than an hour ago goes too."""
    for left in folder.glob(f"{prefix}*.part"):
        try:
            if time.time() - left.stat().st_mtime > LEFT_OVER_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        except FileNotFoundError:
            continue
    with tempfile.TemporaryDirectory(prefix=prefix, suffix=".part", dir=folder) as name:
        yield Path(name)


def fsync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut; Windows needs and allows none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def data_folder() -> Path:
    """Where this person's computer keeps the data when nobody says otherwise."""
    from platformdirs import user_data_dir

    return Path(user_data_dir("qiantai", appauthor=False))


@contextmanager
def only_if_told(out: Path) -> Iterator[None]:
    """A block that makes it sure that a file was written, by the journal or the disk: what could
    not be told as done is not left there."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            out.unlink(missing_ok=True)
        raise
