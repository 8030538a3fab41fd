"""The backup file: a zip (stored, not packed) of manifest.json, store.db, keys.json and photos.txt.

The manifest says what is inside and the SHA-256 of each part; the store in it is encrypted with
the same key, and the key slots lie beside it, so the file restores without the old computer. Large
photos and scans stand beside it (`db.blobs`), listed in photos.txt.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from . import keys, migrations, store
from .clock import LATEST
from .errors import Environment, disk
from .journal import Head

SUFFIX = ".qtbak"
FORMAT = 2
PARTS = (store.FILE_NAME, keys.FILE_NAME)
LIST = "photos.txt"
"""One line for each file of `db.blobs`: its name and its size in bytes. Not in format 1, which has
everything in the store."""
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_NAME = re.compile("[0-9a-f]{64}")
_MOST = {_MANIFEST: 1 << 20, keys.FILE_NAME: 16 << 20, LIST: 256 << 20}
"""Bytes of the parts that are read into memory."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, AttributeError,
    NotImplementedError, RuntimeError, OverflowError, MemoryError,
)


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself; `made_at` UTC milliseconds, `parts` name -> SHA-256."""

    format: int
    made_at: int
    store_id: str
    schema: int
    records: int
    head: Head
    parts: dict[str, str]

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read manifest.json; raises `ValueError`, `KeyError` or `TypeError` if it is not one."""
        data = json.loads(content)
        seq, digest = data["head"]
        counts = (data["format"], data["made_at"], data["schema"], data["records"], seq)
        if any(type(one) is not int or not 0 <= one <= LATEST for one in counts):
            raise ValueError("counts")
        words = (data["store_id"], digest, *data["parts"].values())
        if any(type(one) is not str for one in words):
            raise TypeError("words")
        if set(data["parts"]) - {LIST} != set(PARTS):
            raise ValueError("parts")
        return cls(**{**data, "head": Head(int(seq), str(digest))})


def digest(path: Path) -> str:
    """The SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return _digest(_chunks(file))


def write(path: Path, manifest: Manifest, folder: Path) -> None:
    """Write the container `path` from the parts in `folder` and push it to the disk."""
    with disk():
        path.touch(0o600, exist_ok=False)  # everybody's key slots are in it
        with zipfile.ZipFile(path, "w", strict_timestamps=False) as archive:
            archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
            for name in manifest.parts:
                archive.write(folder / name, name)
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def inspect(path: Path) -> Manifest:
    """The manifest of a backup; `Environment` "missing", "damage" or "schema"."""
    with _opened(path) as archive:
        return _manifest(path, archive)


def keys_of(path: Path) -> bytes:
    """The bytes of the keys.json in a backup; `Environment` like `inspect`."""
    with _opened(path) as archive:
        _manifest(path, archive)
        return archive.read(keys.FILE_NAME)


def apart(path: Path) -> dict[str, int]:
    """The files of `db.blobs` that a backup lists, with their sizes in bytes; `Environment` like
    `inspect`."""
    with _opened(path) as archive:
        if LIST not in _manifest(path, archive).parts:
            return {}
        return read_list(archive.read(LIST))


def write_list(listed: Mapping[str, int]) -> bytes:
    """The bytes of photos.txt."""
    return "".join(f"{name} {size}\n" for name, size in listed.items()).encode()


def read_list(content: bytes) -> dict[str, int]:
    """What stands in photos.txt; `ValueError` if it is not one."""
    lines = [line.split(" ") for line in content.decode("ascii").splitlines()]
    if any(len(line) != 2 or not _NAME.fullmatch(line[0]) for line in lines):
        raise ValueError("list")
    return {name: int(size) for name, size in lines}


def check(path: Path) -> Manifest:
    """Compare every part with its SHA-256; the manifest, or `Environment("damage")`."""
    with _opened(path) as archive:
        manifest = _manifest(path, archive)
        for name in manifest.parts:
            with archive.open(name) as part:
                if _digest(_chunks(part)) != manifest.parts[name]:
                    raise _damage(path)
        return manifest


def extract(path: Path, folder: Path) -> Manifest:
    """Unpack the parts into `folder` after the same comparison."""
    manifest = check(path)
    with _opened(path) as archive:
        for name in manifest.parts:
            with archive.open(name) as part, (folder / name).open("xb") as file:
                for chunk in _chunks(part):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            (folder / name).chmod(0o600)
            if digest(folder / name) != manifest.parts[name]:
                raise _damage(path)
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a container; whatever a broken zip raises in the block becomes `Environment`."""
    if not path.is_file():
        raise Environment("missing", f"没有找到备份文件（{path}）。")
    try:
        with disk(), zipfile.ZipFile(path) as archive:
            _plain(archive)
            yield archive
    except _BROKEN as error:
        raise _damage(path) from error


def _plain(archive: zipfile.ZipFile) -> None:
    """`ValueError` for what this program never writes: parts that are packed (a bomb takes no room
    in the file), that stand there twice, or are too large to be read into memory."""
    names = [part.filename for part in archive.infolist()]
    if len(set(names)) < len(names):
        raise ValueError("twice")
    for part in archive.infolist():
        packed = part.compress_type != zipfile.ZIP_STORED or part.file_size != part.compress_size
        if packed or part.file_size > _MOST.get(part.filename, part.file_size):
            raise ValueError(part.filename)


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    """Read and judge the manifest of an open container."""
    data = archive.read(_MANIFEST)
    if int(json.loads(data)["format"]) > FORMAT:
        raise _newer(path)
    manifest = Manifest.parse(data)
    if manifest.schema > len(migrations.STEPS):
        raise _newer(path)
    return manifest


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces of 1 MiB."""
    while chunk := file.read(_CHUNK):
        yield chunk


def _digest(chunks: Iterator[bytes]) -> str:
    """The SHA-256 (hex) of the pieces together."""
    total = hashlib.sha256()
    for chunk in chunks:
        total.update(chunk)
    return total.hexdigest()


def _damage(path: Path) -> Environment:
    """A container that cannot be trusted."""
    return Environment("damage", f"备份文件已损坏或不完整，不能用来恢复（{path}）。请换一个备份。")


def _newer(path: Path) -> Environment:
    """A container of a later release."""
    return Environment("schema", f"这个备份是由更新版本的前台通做的（{path}），请先安装新版本。")
