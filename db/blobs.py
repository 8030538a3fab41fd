"""Large photos and scans of backups, each kept once: encrypted files in a folder beside them.

The store in a backup leaves their content out, and the backup lists the files that hold it, so that
one made every half hour does not carry gigabytes again. A file's name is a keyed hash of its
content: it tells nobody anything, two contents never share it, and what is read under it is
compared with the SHA-256 that the store keeps. A file goes when no backup lists it any more.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import disk
from .files import to_the_disk, whole
from .store import FILE_NAME, Store

LARGE = 16_384
"""Contents of so many bytes or more stand apart; smaller ones cost less than a file each."""
SUFFIX = ".qtatt"
_MARK = b"QTA1"
_NONCE, _TAG = 12, 16
_FRESH_SECONDS = 3600
_AT_ONCE = 200
_SLICES = 16
_SINCE = 3
"""The schema's version that brought photos: an older store is backed up before it is upgraded."""
_LARGE_OR_LEFT_OUT = (
    f"SELECT sha256, length(body) FROM attachment WHERE length(body) >= {LARGE}"
    " OR length(body) = 0 ORDER BY sha256"
)

Listed = Mapping[str, int]
"""What a backup lists: names of files with their sizes in bytes."""


def folder(place: Path, store_id: str) -> Path:
    """Where the files of a store lie beside the backups in `place`."""
    return place / f"qiantai-{store_id[:8]}-photos"


def path(place: Path, store_id: str, name: str) -> Path:
    """One file."""
    return folder(place, store_id) / name[:2] / f"{name}{SUFFIX}"


def leave_out(copy: Store, place: Path, store_id: str, now: int) -> dict[str, int]:
    """Take the large contents out of a copy of a store, which becomes small, after each has its
    file in `place`; the names and sizes of the files.

    Every file there is looked at, and a sixteenth of them read, another one each half hour of
    `now` (UTC ms); what is no longer as it was is written again. Raises Environment "disk".
    """
    listed: dict[str, int] = {}
    if copy.schema() < _SINCE:
        return listed
    large = 0
    for mark, size in copy.rows(_LARGE_OR_LEFT_OUT):
        name = _name(copy.dek, mark)
        file = path(place, store_id, name)
        stands = _stands(file, size, copy.dek, read=name.startswith(_due(now)))
        if size:
            large += 1
            if not stands:
                _write(file, name, copy.dek, copy.value(
                    "SELECT body FROM attachment WHERE sha256 = ?", (mark,)
                ))  # fmt: skip
        elif not stands:
            continue  # restored without it, and still nowhere to be had
        listed[name] = file.stat().st_size
    if large:
        _shrink(copy)
    return listed


def put_back(copy: Store, places: Sequence[Path], store_id: str) -> int:
    """Put the contents that were left out back into the store of a backup, from the first of
    `places` that has them whole; how many are lacking."""
    marks = [mark for mark, size in copy.rows(_LARGE_OR_LEFT_OUT) if size == 0]
    lacking = 0
    for at in range(0, len(marks), _AT_ONCE):
        with copy.write() as db, _thawed(db):
            for mark in marks[at:at + _AT_ONCE]:
                body = _found(copy.dek, mark, places, store_id)
                if body is None:
                    lacking += 1
                else:
                    db.execute_sql("UPDATE attachment SET body = ? WHERE sha256 = ?", (body, mark))
    return lacking


def absent(listed: Listed, places: Sequence[Path], store_id: str) -> list[str]:
    """The names of listed files that lie in none of `places` in their size; asks no key."""
    return [
        name for name, size in listed.items()
        if not any(_size(path(place, store_id, name)) == size for place in places)
    ]  # fmt: skip


def bring(
    listed: Listed, source: Path, target: Path, store_id: str, dek: bytes, now: int
) -> int:
    """Copy the listed files that `target` has not got from `source`, each whole and read back; how
    many could not be had. The sixteenth that is due at `now` (UTC ms) is read there as well.
    Raises Environment "disk"."""
    lost = 0
    wanted = set(absent(listed, (target,), store_id))
    for name in sorted(listed.keys() - wanted):
        if name.startswith(_due(now)):
            if _opened(_content(path(target, store_id, name)) or b"", name, dek) is None:
                wanted.add(name)
    for name in sorted(wanted):
        content = _content(path(source, store_id, name))
        if content is None or _opened(content, name, dek) is None:
            lost += 1
            continue
        file = path(target, store_id, name)
        _put(file, content)
        lost += _content(file) != content
    return lost


def sweep(place: Path, store_id: str, kept: Collection[str]) -> None:
    """Delete the files that no backup lists; those younger than an hour may belong to one that is
    being made."""
    for file in folder(place, store_id).glob("??/*"):
        if file.stem not in kept or file.suffix != SUFFIX:
            if time.time() - file.stat().st_mtime > _FRESH_SECONDS:
                file.unlink(missing_ok=True)


def _due(now: int) -> str:
    """How the names of those begin that are read in the half hour of `now`."""
    return f"{now // 1_800_000 % _SLICES:x}"


def _found(dek: bytes, mark: str, places: Sequence[Path], store_id: str) -> bytes | None:
    """A content by its SHA-256, from the first place that has it."""
    name = _name(dek, mark)
    for place in places:
        body = _opened(_content(path(place, store_id, name)) or b"", name, dek)
        if body is not None and hashlib.sha256(body).hexdigest() == mark:
            return body
    return None


def _stands(file: Path, size: int, dek: bytes, *, read: bool) -> bool:
    """Whether a file holds a content of that size (0: any), by its size, read as well if asked. It
    is marked as in use, so that nobody sweeps it meanwhile."""
    there = _size(file)
    if there is None or size and there != size + len(_MARK) + _NONCE + _TAG:
        return False
    if read and _opened(_content(file) or b"", file.stem, dek) is None:
        return False
    with disk():
        os.utime(file)
    return True


def _name(dek: bytes, mark: str) -> str:
    """The name of the file of a content, by the store's key and its SHA-256."""
    return hmac.digest(dek, f"qiantai attachment {mark}".encode(), "sha256").hex()


def _key(dek: bytes) -> bytes:
    """What the files are encrypted with."""
    return hmac.digest(dek, b"qiantai attachments", "sha256")


def _write(file: Path, name: str, dek: bytes, body: bytes) -> None:
    """A new file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    _put(file, _MARK + nonce + AESGCM(_key(dek)).encrypt(nonce, body, name.encode()))


def _put(file: Path, content: bytes) -> None:
    with disk(), whole(file) as writing:
        writing.write(content)
        to_the_disk(writing)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _opened(content: bytes, name: str, dek: bytes) -> bytes | None:
    """What a file holds; None where it is not what was written under that name."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    start = len(_MARK) + _NONCE
    if content[: len(_MARK)] != _MARK or len(content) < start + _TAG:
        return None
    nonce, sealed = content[len(_MARK):start], content[start:]
    try:
        return AESGCM(_key(dek)).decrypt(nonce, sealed, name.encode())
    except InvalidTag:
        return None


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None


def _shrink(copy: Store) -> None:
    """Empty the large contents and give their room back: the file is written anew beside itself.

    Every page that goes is read, and so compared with its checksum, on the way.
    """
    for pragma in ("journal_mode = delete", "journal_mode = off", "secure_delete = 0"):
        copy.value(f"PRAGMA {pragma}")
    small = copy.folder / f"{FILE_NAME}.small"
    with copy.write() as db, _thawed(db):
        db.execute_sql(f"UPDATE attachment SET body = zeroblob(0) WHERE length(body) >= {LARGE}")
    copy.rows("VACUUM INTO ?", (str(small),))
    copy.close()
    with disk():
        os.replace(small, copy.folder / FILE_NAME)


@contextmanager
def _thawed(db: Any) -> Iterator[None]:
    """Without the triggers that freeze attachments, put back as they were within the transaction.

    Only ever on a copy of a store that nobody works on.
    """
    triggers = db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'attachment'"
    ).fetchall()
    for name, _ in triggers:
        db.execute_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        db.execute_sql(sql)
