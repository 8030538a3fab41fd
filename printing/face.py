"""A face whose tables are read at once.

reportlab reads every number of a font by itself: 50 ms for the 30,000 characters of a Chinese face,
before the first line can be measured. What is read is the same (tests/printing/test_face.py).
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from reportlab.pdfbase import ttfonts

GROUPS = 12
"""The format of a table of characters that is read here: ranges of code points."""


class Face(ttfonts.TTFontFace):  # type: ignore[misc]
    """A TrueType face; one with another table of characters is read by reportlab itself."""

    def extractInfo(self, charInfo: int = 1) -> None:
        """Names and measures by reportlab, then the characters, widths and places of glyphs."""
        super().extractInfo(0)
        if not charInfo:
            return
        table = self.get_table("cmap")
        at = _chosen(table)
        if at is None or struct.unpack_from(">H", table, at)[0] != GROUPS:
            super().extractInfo(charInfo)
            return
        del self.charWidths  # None until now; found when it is asked for
        self.charToGlyph = glyphs = _grouped(table, at)
        for space, other in ((0x20, 0xA0), (0xA0, 0x20)):
            if space in glyphs:
                glyphs[other] = glyphs[space]
                break
        self.hmetrics = self._measures()
        self.defaultWidth = self._pdfScale(self.hmetrics[0][0])
        self.glyphPos = self._places()

    def getCharWidth(self, code: int) -> Any:
        """The width of a character in thousandths of the size."""
        glyph = self.charToGlyph.get(code)
        return self.defaultWidth if glyph is None else self.hmetrics.width(glyph, self._pdfScale)

    @cached_property
    def charWidths(self) -> dict[int, Any]:
        """The width of every character; reportlab's own measuring asks for them."""
        scale, width = self._pdfScale, self.hmetrics.width
        return {code: width(glyph, scale) for code, glyph in self.charToGlyph.items()}

    @cached_property
    def glyphToChar(self) -> dict[int, list[int]]:
        """The characters of each glyph; only shaping asks for them."""
        found: dict[int, list[int]] = {}
        for code, glyph in self.charToGlyph.items():
            found.setdefault(glyph, []).append(code)
        return found

    def _measures(self) -> Measures:
        (many,) = struct.unpack_from(">H", self.get_table("hhea"), 34)
        return Measures(_numbers("H", self.get_table("hmtx")), many, self.numGlyphs)

    def _places(self) -> Sequence[int]:
        """Where every glyph begins in its table, and the end of the last."""
        (long,) = struct.unpack_from(">h", self.get_table("head"), 50)
        table = self.get_table("loca")
        if long:
            return _numbers("I", table)[: self.numGlyphs + 1]
        return [2 * one for one in _numbers("H", table)[: self.numGlyphs + 1]]


class Measures(Sequence[tuple[Any, int]]):
    """(width, bearing) of every glyph, in units of the face; the last width holds for all
    that have none, as in the table itself."""

    def __init__(self, table: array[int], many: int, glyphs: int) -> None:
        self._table, self._many, self._glyphs = table, many, glyphs

    def __len__(self) -> int:
        return self._glyphs

    def __getitem__(self, glyph: Any) -> Any:
        if glyph < self._many:
            return self._table[2 * glyph], self._table[2 * glyph + 1]
        if glyph >= self._glyphs:
            raise IndexError(glyph)
        return self._table[2 * self._many - 2], self._table[self._many + glyph]

    def width(self, glyph: int, scale: Callable[[int], Any]) -> Any:
        """The width of a glyph, scaled."""
        return scale(self[glyph][0])


def _numbers(kind: str, table: bytes) -> array[int]:
    """The numbers of a table, which stand there with the high byte first."""
    found: array[int] = array(kind)
    found.frombytes(table[: len(table) // found.itemsize * found.itemsize])
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _chosen(table: bytes) -> int | None:
    """Where the table of characters begins that reportlab would take."""
    found, enc = None, 0
    for number in range(struct.unpack_from(">HH", table)[1]):
        platform, encoding, at = struct.unpack_from(">HHL", table, 4 + 8 * number)
        if platform == 1 and encoding == 0 and enc != 1:
            found, enc = at, 2
        elif platform == 3 or (platform, encoding) == (1, 1) or platform == 0 and encoding != 5:
            found, enc = at, 1
    return found


def _grouped(table: bytes, at: int) -> dict[int, int]:
    """Glyph by code point."""
    (many,) = struct.unpack_from(">L", table, at + 12)
    found: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">LLL", table[at + 16 : at + 16 + 12 * many]):
        codes = range(first, last + 1)
        found.update(zip(codes, range(glyph, glyph + len(codes)), strict=True))
    return found
