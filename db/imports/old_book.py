"""What an old .xls (BIFF) would come to once it is read, counted before the reader sees it.

The reader copies a shared string into each cell that names it, keeps every cell between the first
and the last of a sheet, reads a sheet once for each name that points at it, and asks at once for as
much memory as the file says there is: 1 MB of file can become gigabytes. What is no plain workbook
by the rules (MS-XLS) is refused, so that nothing need be guessed of what the reader makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error as TooShort
from struct import unpack_from

from db.imports import compound
from db.imports.compound import Broken

STREAMS = ("Workbook", "Book")
_END, _SHEET, _PASSWORD, _SHARED, _MORE = 0x0A, 0x85, 0x2F, 0xFC, 0x3C
_SIZE, _FORMULA, _TEXT, _MANY, _NAME = 0x200, 0x06, 0xFD, 0xBD, 0x18
_CELLS = {0x203, 0x204, 0x205, 0x207, 0x27E, 0xFD, 0xBD, 0x06}
_LETTER = 3
"""Bytes that one sign of two bytes may come to."""
_SHEETS, _WIDE, _HIGH, _LONGEST_FORMULA = 256, 256, 65_536, 1_800
"""What the format allows: columns, rows, bytes of a formula; sheets as nobody needs more."""


@dataclass
class Extent:
    """What a workbook comes to: cells that hold anything, all cells between the first and the last
    of each sheet, bytes of text, the last column (from 0)."""

    cells: int = 0
    area: int = 0
    text: int = 0
    column: int = 0


@dataclass
class _Sheet:
    """One sheet's own: the rows and columns between which its cells lie, as `Extent`."""

    extent: Extent = field(default_factory=Extent)
    top: int = _HIGH
    low: int = -1
    left: int = 1 << 16
    formulas: bool = False


def extent(content: bytes, most: int) -> Extent:
    """What the file comes to; counting stops when there are more than `most` cells. Raises `Broken`
    for what is no sound workbook."""
    found = Extent()
    try:
        streams = compound.streams(content, STREAMS)
        if not 1 <= len(streams) <= len(STREAMS):
            raise Broken("no workbook, or too many")
        for stream in streams:
            _add(found, _of_book(stream, most))
    except (TooShort, IndexError) as error:
        raise Broken(str(error)) from error
    return found


def _add(found: Extent, more: Extent) -> None:
    found.cells += more.cells
    found.area += more.area
    found.text += more.text
    found.column = max(found.column, more.column)


def _of_book(stream: bytes, most: int) -> Extent:
    """The sheets that the first part names, each as often as it is named."""
    found, places, shared, longest = Extent(), [], [], 31
    for kind, at, length in _records(stream, 0):
        if kind == _PASSWORD and any(stream[at:at + 2]):
            return found  # the reader turns away what it cannot decipher
        if kind == _SHEET:
            places.append(unpack_from("<I", stream, at)[0])
            longest = max(longest, length)
        elif kind == _NAME:
            longest = max(longest, stream[at + 3])
        elif kind == _SHARED:
            shared = _shared(stream, at, length)
    if len(places) > _SHEETS:
        raise Broken("sheets")
    sheets: dict[int, Extent] = {}
    for place in places:
        if place not in sheets:
            sheets[place] = _of_sheet(stream, place, shared, longest, most - found.cells)
        _add(found, sheets[place])
        if found.cells > most:
            break
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of the records from there to the end that one of them marks, or to
    that of the stream."""
    while at < len(stream):
        kind, length = unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            raise Broken("a record beyond the end")
        yield kind, at + 4, length
        if kind == _END:
            return
        at += 4 + length


def _shared(stream: bytes, at: int, length: int) -> list[int]:
    """How long each shared string is, in signs."""
    pieces = [(at, length)]
    for kind, place, more in _records(stream, at + length):
        if kind != _MORE:
            break
        pieces.append((place, more))
    count, = unpack_from("<i", stream, at + 4)
    if not 0 <= count <= sum(more for _, more in pieces) // 3:
        raise Broken("shared strings")
    reader = _Pieces(stream, pieces)
    reader.skip(8)
    return [_string(reader) for _ in range(count)]


def _string(reader: _Pieces) -> int:
    """The length in signs of the string that comes next, which is passed over."""
    signs, flags = reader.head()
    runs = unpack_from("<H", reader.take(2))[0] if flags & 8 else 0
    more = unpack_from("<i", reader.take(4))[0] if flags & 4 else 0
    if more < 0:
        raise Broken("string")
    left, wide = signs, flags & 1
    while left:
        if not reader.left():
            reader.turn()
            wide = reader.take(1)[0] & 1
        held = min(left, reader.left() // (2 if wide else 1))
        if not held:
            raise Broken("half a sign")
        reader.skip(held * (2 if wide else 1))
        left -= held
    reader.skip(4 * runs + more)
    return int(signs)


class _Pieces:
    """A record with those that continue it, read from the front."""

    def __init__(self, stream: bytes, pieces: list[tuple[int, int]]) -> None:
        self._stream = stream
        self._pieces = pieces
        self._which = 0
        self._at = pieces[0][0]

    def left(self) -> int:
        """Bytes left in this piece."""
        at, length = self._pieces[self._which]
        return at + length - self._at

    def turn(self) -> None:
        """On to the next piece."""
        self._which += 1
        if self._which >= len(self._pieces):
            raise Broken("strings beyond their end")
        self._at = self._pieces[self._which][0]

    def head(self) -> tuple[int, int]:
        """The length and the flags of a string, which stand together."""
        if not self.left():
            self.turn()
        signs, flags = unpack_from("<HB", self.take(3))
        return signs, flags

    def take(self, size: int) -> bytes:
        """So many bytes, which stand together."""
        if self.left() < size:
            raise Broken("cut apart")
        self._at += size
        return self._stream[self._at - size:self._at]

    def skip(self, size: int) -> None:
        """Past so many bytes, over as many pieces as they fill."""
        while size > self.left():
            size -= self.left()
            self.turn()
        self._at += size


def _of_sheet(
    stream: bytes, place: int, shared: list[int], longest: int, most: int
) -> Extent:
    """One sheet; `longest`: signs of the longest name that a formula may spell out."""
    sheet = _Sheet()
    found = sheet.extent
    for kind, at, length in _records(stream, place):
        if kind == _SIZE:
            _sized(stream, at, length)
        if kind not in _CELLS:
            continue
        if kind == 0x207:  # the words that the formula before it comes to
            found.text += length * _LETTER
            continue
        row, column = unpack_from("<HH", stream, at)
        last = column
        if kind == _MANY:
            last, = unpack_from("<H", stream, at + length - 2)
            if length != 6 + 6 * (last - column + 1):
                raise Broken("cells")
        elif kind == _TEXT:
            which, = unpack_from("<I", stream, at + 6)
            found.text += shared[which] * _LETTER if which < len(shared) else 0
        elif kind == _FORMULA:
            if unpack_from("<H", stream, at + 20)[0] > _LONGEST_FORMULA:
                raise Broken("formula")
            sheet.formulas = True
            found.text += (length // 5 + 1) * longest * _LETTER
        else:
            found.text += length * _LETTER
        found.cells += last - column + 1
        found.column = max(found.column, last)
        sheet.top, sheet.low = min(sheet.top, row), max(sheet.low, row)
        sheet.left = min(sheet.left, column)
        if found.cells > most:
            break
    if sheet.low >= 0:
        area = (sheet.low - sheet.top + 1) * (found.column - sheet.left + 1)
        found.area = area * (2 if sheet.formulas else 1)
    return found


def _sized(stream: bytes, at: int, length: int) -> None:
    """`Broken` for a sheet that says it is larger than any can be."""
    if length not in (10, 14):
        raise Broken("size")
    top, low = unpack_from("<HH" if length == 10 else "<II", stream, at)
    left, right = unpack_from("<HH", stream, at + (4 if length == 10 else 8))
    if low and right and not (top <= low <= _HIGH and left <= right <= _WIDE):
        raise Broken("size")
