"""The container that an old .xls lies in (MS-CFB), read by its chains of sectors.

Every chain must end, name no sector twice and lie inside the file, and no length may be more than
the file holds: the reader of workbooks trusts all of this, and would go round for ever or ask for
more memory than there is.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from struct import error as TooShort
from struct import unpack_from

_HEADER, _ENTRY, _MINI, _SMALL = 512, 128, 64, 4096
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE
_SHIFTS = {9: 512, 12: 4096}


class Broken(ValueError):
    """Not what such a file may be."""


@dataclass(frozen=True)
class Entry:
    """A stream or folder: its name, first sector, length in bytes."""

    name: str
    start: int
    length: int


def streams(content: bytes, names: Sequence[str]) -> list[bytes]:
    """The streams of those names, all that there are; `Broken` for a file that is none."""
    try:
        return _streams(content, names)
    except (TooShort, IndexError, OverflowError) as error:
        raise Broken(str(error)) from error


def _streams(content: bytes, names: Sequence[str]) -> list[bytes]:
    size = _SHIFTS.get(unpack_from("<H", content, 30)[0], 0)
    if not size or len(content) < size:
        raise Broken("sector size")
    folders, tables = unpack_from("<II", content, 40)
    first, = unpack_from("<I", content, 48)
    mini_first, minis, more_first, more = unpack_from("<IIII", content, 60)
    if max(folders, tables, minis, more) > len(content) // size:
        raise Broken("counts")
    body = content[size:]
    table = _table(content, body, size, more_first)
    entries = _entries(_joined(body, size, _chain(first, table)), wide=size != 512)
    if not entries or any(one.length > len(content) for one in entries):
        raise Broken("lengths")
    small = _joined(body, size, _chain(entries[0].start, table))
    small_table = _numbers(_joined(body, size, _chain(mini_first, table)))
    found = []
    for one in entries:
        if one.name not in names:
            continue
        if one.length < _SMALL:
            whole = _joined(small, _MINI, _chain(one.start, small_table))
        else:
            whole = _joined(body, size, _chain(one.start, table))
        found.append(whole[:one.length] if one.length else whole)
    return found


def _table(content: bytes, body: bytes, size: int, more: int) -> array[int]:
    """Which sector follows which, from the sectors that the header and those after it name."""
    named = list(unpack_from("<109I", content, 76))
    seen: set[int] = set()
    while more not in (_FREE, _END):
        if more in seen:
            raise Broken("round and round")
        seen.add(more)
        *numbers, more = _numbers(_sector(body, size, more))
        named += numbers
    table = array("I")
    for number in named:
        if number != _FREE:
            table.extend(_numbers(_sector(body, size, number)))
    if len(table) > len(body) + size:
        raise Broken("tables named twice")
    return table


def _numbers(content: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(content[:len(content) // 4 * 4])
    return numbers


def _sector(body: bytes, size: int, number: int) -> bytes:
    """The last sector of a file may be cut short."""
    sector = body[number * size:(number + 1) * size]
    if not sector:
        raise Broken("outside")
    return sector


def _chain(first: int, table: Sequence[int]) -> list[int]:
    """The numbers of a chain of sectors, in order."""
    found: list[int] = []
    number = first
    while number != _END:
        if number >= len(table) or len(found) > len(table):
            raise Broken("a chain without an end")
        found.append(number)
        number = table[number]
    return found


def _joined(body: bytes, size: int, chain: Sequence[int]) -> bytes:
    return b"".join(_sector(body, size, number) for number in chain)


def _entries(content: bytes, *, wide: bool) -> list[Entry]:
    found = []
    for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
        name = content[at:at + 64].decode("utf-16-le", errors="ignore").split("\0")[0]
        start, length, high = unpack_from("<III", content, at + 116)
        found.append(Entry(name, start, length + (high << 32 if wide else 0)))
    return found
