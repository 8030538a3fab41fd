"""Whether bytes that were destroyed still lie somewhere in the store's files.

SQLite forgets rows, not bytes: a page may carry what stood on it before. Every page of the file and
of the log beside it (-wal) is decrypted here as SQLCipher 4 wrote it and looked through; nothing
is written and no copy in plain is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from db.store import FILE_NAME, Store

PAGE, RESERVED, SALT = 4096, 80, 16
"""SQLCipher 4: bytes of a page, of its IV with the MAC at the end, of the salt that begins a file.
"""
_WAL_HEAD, _FRAME_HEAD = 32, 24
MOST = 64
"""So many pieces are looked for; of more, as many spread over all of them."""


def found(store: Store, pieces: Sequence[bytes]) -> int:
    """How many of the pieces still lie in the files; of many a sample is looked for."""
    step = max(1, -(-len(pieces) // MOST))
    wanted = {one for one in pieces[::step] if one}
    left = set(wanted)
    for page in pages(store.folder / FILE_NAME, store.dek):
        left -= {one for one in left if one in page}
    return len(wanted) - len(left)


def pages(file: Path, dek: bytes) -> Iterator[bytes]:
    """Every page in plain, those no longer in use and those of the log included."""
    with file.open("rb") as opened:
        at = 0
        while len(page := opened.read(PAGE)) == PAGE:
            yield _plain(page, dek, SALT if at == 0 else 0)
            at += 1
    wal = file.with_name(f"{file.name}-wal")
    if not wal.exists():
        return
    with wal.open("rb") as opened:
        opened.seek(_WAL_HEAD)
        while len(head := opened.read(_FRAME_HEAD)) == _FRAME_HEAD:
            page = opened.read(PAGE)
            if len(page) == PAGE:
                first = int.from_bytes(head[:4], "big") == 1
                yield _plain(page, dek, SALT if first else 0)


def _plain(page: bytes, dek: bytes, skipped: int) -> bytes:
    end = PAGE - RESERVED
    cipher = Cipher(algorithms.AES(dek), modes.CBC(page[end : end + 16]))
    return cipher.decryptor().update(page[skipped:end])
