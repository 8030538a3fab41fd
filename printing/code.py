"""The QR code of a slip, and its code in letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from math import ceil

QUIET = 4
LASER_DPI, THERMAL_DPI = 300, 203
"""Dots an inch of usual laser printers (those of 600 and 1200 have these too), and of those for
receipts and labels."""


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[str, ...]:
    """The QR code of a text, error correction M: rows as hexadecimal numbers, left bit highest.

    20 capitals and digits make version 1, 21 modules a side.
    """
    import segno

    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    digits = ceil(len(matrix) / 4)
    return tuple(
        f"{int(''.join(str(bit & 1) for bit in row), 2):0{digits}x}" for row in matrix
    )


def module_size(least: float, dpi: int = LASER_DPI) -> float:
    """The smallest module in mm, not under `least`, that is a whole number of dots.

    Modules that are not whole dots come out uneven, which costs a 24-pin head the code. Whole
    dots at 300 dpi are whole dots at 600 and 1200 too.
    """
    dot = 25.4 / dpi
    return round(ceil(least / dot - 1e-9) * dot, 4)


def dark(rows: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """(row, places) of the dark modules that stand side by side in it, counted from 0."""
    count = len(rows)
    for down, row in enumerate(rows):
        bits = f"{int(row, 16):0{count}b}"
        for is_dark, run in groupby(range(count), key=lambda place: bits[place] == "1"):
            if is_dark:
                yield down, list(run)


def turned(rows: Sequence[str]) -> tuple[str, ...]:
    """The same code with its columns as rows."""
    count = len(rows)
    bits = [f"{int(row, 16):0{count}b}" for row in rows]
    return tuple(f"{int(''.join(row), 2):x}" for row in zip(*bits, strict=True))


def side(rows: tuple[str, ...], module: float) -> float:
    """Side of the code in mm, without its quiet zone."""
    return len(rows) * module


def in_letters(code: str) -> str:
    """The code in groups of four that a guard can type: FX26 0004 18AB CDEF GHJK."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
