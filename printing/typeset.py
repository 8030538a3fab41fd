"""Chinese line breaking, and fitting words into a width.

No closing punctuation starts a line, no opening one ends it; a run of Latin letters and figures
(an ID number, an amount, a plate) stays whole unless it is wider than the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from printing.fonts import MM_PER_PT, measure

UNITS = "年月日时分元角层栋号"
NOT_FIRST = frozenset("，。、；：？！）】》」』〉〕”’…—·・％℃°,.;:?!)]}%>" + UNITS)
NOT_LAST = frozenset("（【《「『〈〔“‘([{<¥￥№#")
LEADING = 1.27
CENTRE = 0.375
SMALLEST = 6.0
# A plate is one word, and so are figures parted by single spaces: 粤B·D12345, 138 0013 8000.
_PIECE = re.compile(
    r"[\u4e00-\u9fff][A-Z]·?[A-Z0-9]{5,6}[挂学警港澳]?|\d+(?: \d+)+|[!-~·×¥]+| +|.", re.DOTALL
)


def _pieces(text: str) -> Iterator[str]:
    """The text cut where a line may end; spaces stay at the end of their piece."""
    held = ""
    for match in _PIECE.finditer(text):
        piece = match.group()
        if held and (_holds(held, piece)):
            held += piece
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _holds(before: str, piece: str) -> bool:
    """Whether no line may end between the two."""
    if piece.isspace():
        return True
    last = before.rstrip(" ")[-1:]
    if last in NOT_LAST:
        return True
    if piece[0] in NOT_FIRST:
        return piece[0] not in UNITS or last.isdigit()
    return False


def _chopped(piece: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """A piece wider than the line, cut between characters."""
    held = ""
    for char in piece:
        if held and measure(held + char, size, bold) > width:
            yield held
            held = ""
        held += char
    if held:
        yield held


def widest_piece(text: str, size: float, bold: bool = False) -> float:
    """Width in mm of the widest piece that should stay whole, at `size` points."""
    return max((measure(piece.rstrip(" "), size, bold) for piece in _pieces(text)), default=0.0)


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `width` mm at `size` points; line feeds are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _wrapped(paragraph, width, size, bold)
    return tuple(lines)


def _wrapped(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines, held = [], ""
    for piece in _pieces(text):
        if measure((held + piece).rstrip(" "), size, bold) <= width:
            held += piece
            continue
        if held:
            lines.append(held.rstrip(" "))
        *full, held = _chopped(piece, width, size, bold)
        lines += full
    return [*lines, held.rstrip(" ")]


@lru_cache(maxsize=4096)
def fit(
    text: str, width: float, size: float, least: float, bold: bool = False, floor: float = SMALLEST
) -> tuple[tuple[str, ...], float]:
    """(lines, size): one line if a size from `size` down to `least` allows it, else several.

    If a single piece is wider than the line, it is made smaller yet, down to `floor` points, before
    it is cut; nothing is ever smaller than that.
    """
    size, least = max(size, floor), max(least, floor)
    wide = measure(text, size, bold)
    if "\n" not in text and wide * least / size <= width:
        return (text,), in_one_line(text, width, size, bold)
    widest = widest_piece(text, size, bold)
    if widest > width:
        size = max(floor, min(size, _stepped(size * width / widest)))
    else:
        size = max(least, size - 0.5)
    return wrap(text, width, size, bold), size


def in_one_line(text: str, width: float, size: float, bold: bool = False) -> float:
    """The size, at most `size` points, at which the text fits one line of `width` mm."""
    wide = measure(text, size, bold)
    return size if wide <= width else _stepped(size * width / wide)


def _stepped(size: float) -> float:
    """The size rounded down to a tenth of a point."""
    return int(size * 10 + 1e-6) / 10


def leading(size: float) -> float:
    """Distance of base lines in mm at `size` points."""
    return size * MM_PER_PT * LEADING


def base_line(centre: float, size: float) -> float:
    """Base line of a single line of type whose middle is at `centre`, in mm."""
    return centre + CENTRE * size * MM_PER_PT
