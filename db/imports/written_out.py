"""How much text a workbook holds once the strings that cells share are written into every cell.

The reader copies a shared string into each cell that names it: 100 KB of file can become gigabytes.
Nothing is believed that a file could say otherwise: any number in any `v` may be such a name.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

LARGEST = 100_000_000
"""Bytes of text in all: 50,000 rows of 15 columns have 20 million."""
SHARED = "sharedstrings.xml"
_PIECE, _TAIL = 1 << 20, 1 << 16
_STRING = re.compile(rb"<(?:\w+:)?si[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]{0,12})")
_LONGEST_NAME = 12


def too_much(parts: zipfile.ZipFile, cells: int) -> bool:
    """Whether it is more than `LARGEST`; cells: how many hold anything. Raises as
    `zipfile` for a part that is broken."""
    lengths = _lengths(parts)
    longest = max(lengths, default=0)
    if cells * longest <= LARGEST:
        return False
    total = 0
    for part in parts.infolist():
        if part.filename.lower().endswith((SHARED, ".rels")) or _is_media(part.filename):
            continue
        for value in _found(parts, part, _VALUE):
            total += _written(value, lengths, longest)
            if total > LARGEST:
                return True
    return False


def _written(value: bytes, lengths: list[int], longest: int) -> int:
    """Bytes that a cell with that value may have; of one written in a roundabout way the most."""
    words = value.strip().lstrip(b"+")
    if words.isdigit():
        if len(value) == _LONGEST_NAME:
            return longest
        at = int(words)
        return lengths[at] if at < len(lengths) else 0
    return longest if not words or b"&" in words else 0


def _lengths(parts: zipfile.ZipFile) -> list[int]:
    """Bytes of each shared string, its marks included."""
    lengths: list[int] = []
    for part in parts.infolist():
        if part.filename.lower().endswith(SHARED):
            starts = list(_places(parts, part))
            lengths += [after - at for at, after in zip(starts, [*starts[1:], part.file_size])]
    return lengths


def _places(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    """Where its strings begin."""
    at, before = 0, b""
    with parts.open(part) as content:
        while piece := content.read(_PIECE):
            text = before + piece
            for found in _STRING.finditer(text):
                yield at - len(before) + found.start()
            at += len(piece)
            cut = text.rfind(b"<")
            keep = len(text) - cut if 0 <= cut and len(text) - cut < _TAIL else 0
            before = text[len(text) - keep :] if keep and not _STRING.match(text[cut:]) else b""


def _found(
    parts: zipfile.ZipFile, part: zipfile.ZipInfo, what: re.Pattern[bytes]
) -> Iterator[bytes]:
    """What a pattern finds in a part, a piece at a time."""
    before = b""
    with parts.open(part) as content:
        while piece := content.read(_PIECE):
            text = before + piece
            done = 0
            for found in what.finditer(text):
                if found.end() > len(text) - 16:
                    break
                yield found[1]
                done = found.end()
            before = text[max(done, len(text) - _TAIL) :]
        for found in what.finditer(before):
            yield found[1]


def _is_media(name: str) -> bool:
    return name.startswith("xl/media/")
