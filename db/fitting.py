"""Whether a data key is the one that a store was written with, asked of its pages one by one.

A key file of before `db.rekeying`, or of elsewhere, opens with the right password and then reads
not one page: to SQLite that is a damaged file. Each page carries an HMAC of its own (SQLCipher 4),
so one page that holds shows that the key is right and the file is damaged; where not one of many
holds, the key is another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path

from db import salts
from db.errors import disk

OTHER_KEY = (
    "钥匙文件（keys.json）和数据文件不是一对：密码对，可它的钥匙打不开这份数据。多半是放回了换数据钥匙以前的、或者别处的"
    "钥匙文件；也可能是数据文件的开头损坏了。两个文件都没有改动。请把原来的 keys.json 放回来；找不到的，从换钥匙以后做的备份里"
    "取出来，或恢复那份备份。"
)
_PAGE, _TAG, _SALT = 4096, 64, 16
_MASK = 0x3A
_VARIED = 200
"""Different bytes on an encrypted page, which has nearly all 256; text and tables have far fewer.
"""
_LOOKED_AT = 64
"""Pages, spread over the file: damage that spares none of them spares nothing worth having."""


def is_another(path: Path, dek: bytes) -> bool:
    """Whether the store `path` has pages that are encrypted by the look of them, and not one that
    was written with the key."""
    found = {salts.in_file(path), salts.in_log(path)} - {""}
    keys = [_check_key(dek, bytes.fromhex(one)) for one in sorted(found)]
    pages = [one for one in _pages(path) if len(set(one[1])) >= _VARIED]
    return bool(pages) and not any(_holds(key, *page) for key in keys for page in pages)


def _check_key(dek: bytes, salt: bytes) -> bytes:
    """What the pages' HMACs are made with."""
    return hashlib.pbkdf2_hmac("sha512", dek, bytes(one ^ _MASK for one in salt), 2, 32)


def _pages(path: Path) -> Iterator[tuple[int, bytes]]:
    """Pages with their numbers, evenly over the file; empty ones say nothing."""
    with disk(), path.open("rb") as file:
        count = path.stat().st_size // _PAGE
        for index in range(min(count, _LOOKED_AT)):
            number = index * count // min(count, _LOOKED_AT)
            file.seek(number * _PAGE)
            page = file.read(_PAGE)
            if len(page) == _PAGE and any(page):
                yield number + 1, page


def _holds(key: bytes, number: int, page: bytes) -> bool:
    """Whether a page's HMAC is right; the first page begins with the salt, which is not in it."""
    told = page[_SALT if number == 1 else 0:_PAGE - _TAG]
    made = hmac.new(key, told, hashlib.sha512)
    made.update(number.to_bytes(4, "little"))
    return hmac.compare_digest(made.digest(), page[_PAGE - _TAG:])
