"""Runs fault classes in processes of their own and puts the counts into a table."""

from __future__ import annotations

import os
import time
import traceback
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

from tests.torture import offices
from tests.torture.families import FAMILIES
from tests.torture.faults import Family, FaultClass, Piece, Row

SEED = 20261122
BROKEN = "它自己出错了"
_WIDTHS = (34, 8, 8, 8, 6)


@dataclass(frozen=True)
class Done:
    """What came of one piece: trials, how many went wrong, the first thing said, seconds."""

    tried: int
    wrong: int
    said: str
    seconds: float


def one(family: str, name: str, piece: Piece) -> Done:
    """One piece, by the names of its family and class; for a process of its own."""
    of = next(one for one in _family(family).classes if one.name == name)
    begun, tried, wrong, said = time.monotonic(), 0, 0, ""
    with offices.room() as folder:
        try:
            for trial in of.try_(replace(piece, folder=folder)):
                tried += 1
                if trial is not None:
                    wrong += 1
                    said = said or trial
        except Exception:
            # One class that breaks down must not take the table of the others with it; nor may it
            # pass for a control that was noticed.
            return Done(tried, wrong, f"{BROKEN}\n{traceback.format_exc()}", 0)
    return Done(tried, wrong, said, time.monotonic() - begun)


def rows(
    families: Sequence[Family], seed: int = SEED, *, long: bool = False, processes: int = 1
) -> Iterator[Row]:
    """A row for every class, as they are finished."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        asked = [
            (family, of, [_asked(pool, family, of, piece) for piece in _pieces(of, seed, long)])
            for family in families for of in family.classes
        ]  # fmt: skip
        for family, of, going in asked:
            yield row(family, of, [piece.result() for piece in going])


def _pieces(of: FaultClass, seed: int, long: bool) -> Iterator[Piece]:
    """The pieces of a class that can be tried here; each gets its folder where it runs."""
    return iter(()) if of.needs() else of.pieces(seed, of.long if long else of.short)


def _asked(
    pool: ProcessPoolExecutor, family: Family, of: FaultClass, piece: Piece
) -> Future[Done]:
    return pool.submit(one, family.key, of.name, piece)


def row(family: Family, of: FaultClass, parts: Sequence[Done]) -> Row:
    """What came of a class, from its pieces."""
    said = sorted((part.said for part in parts if part.said), key=lambda one: BROKEN not in one)
    return Row(
        family, of, sum(part.tried for part in parts), sum(part.wrong for part in parts),
        said[0] if said else "", sum(part.seconds for part in parts), of.needs(),
        any(BROKEN in one for one in said),
    )  # fmt: skip


def _family(key: str) -> Family:
    return next(one for one in FAMILIES if one.key == key)


def heading() -> str:
    """The first line of the table."""
    return _line("故障", "次数", "守住", "出错", "秒") + "  结论"


def table_line(row: Row) -> str:
    """One class as a line of the table."""
    if row.lacking:
        return _line(f"  {row.of.name}", "-", "-", "-", "-") + f"  没有试：{row.lacking}"
    counts = (f"{row.tried}", f"{row.tried - row.wrong}", f"{row.wrong}", f"{row.seconds:.0f}")
    return _line(f"  {row.of.name}", *counts) + f"  {_verdict(row)}"


def _verdict(row: Row) -> str:
    if row.broken:
        return row.said
    if row.of.control is not None:
        return "对照：查出来了" if row.ok else "对照没有被查出来，这一类的结果不算"
    return "守住" if row.ok else f"没有守住：{row.said}"


def _line(*cells: str) -> str:
    """The cells, the first to the left and the others to the right; a Chinese letter is two wide.
    """
    first, *others = cells
    padded = [first + " " * (_WIDTHS[0] - _width(first))]
    padded += [" " * (wide - _width(cell)) + cell for cell, wide in zip(others, _WIDTHS[1:])]
    return "".join(padded)


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)


def cores() -> int:
    """How many processes may work at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
