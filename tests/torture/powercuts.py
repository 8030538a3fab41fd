"""Power cuts: every prefix of what was written and synced, with unsynced sectors lost or torn.

A desk works with the shim of tests/db/fault_shim.py between it and the disk. From the log of its
writes and syncs, `disk.Disk` rebuilds what the disk may hold if the power had gone at any of them,
and the program opens that: everything acknowledged before the cut must be there, the file and the
journal sound. What this cannot show is a disk that says it has synced and has not.
"""

from __future__ import annotations

import functools
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.db import fault_shim
from tests.db.fault_shim import Call
from tests.torture import changes, offices, power_worker
from tests.torture.changes import RELEASED, Restorable
from tests.torture.disk import KEPT, LOST, RUBBISH, SECTORS, TORN, Disk
from tests.torture.faults import Family, FaultClass, Piece, Trial, verdict
from tests.torture.offices import Told

ROOT = Path(__file__).parents[2]
THOROUGH = 10
"""Every so many cuts the program's whole check is run, else only file, journal and numbers."""
SEEDS = 1_000


@dataclass(frozen=True)
class Trace:
    """What a piece of work did to the disk: the folder as it was before, its key, the calls."""

    before: Path
    dek: bytes
    calls: tuple[Call, ...]


@functools.cache
def trace(what: str, synchronous: str = "full") -> Trace:
    """One piece of work, recorded once in a process."""
    place = offices.kept() / f"{what}-{synchronous}"
    before, folder, log = place / "before", place / "数据", place / "log"
    if what == "restore":
        dek = Restorable.made(before).dek
    elif what == "migrate":
        shutil.copytree(RELEASED[0], before)
        dek = b""
    else:
        dek = offices.copied(before, what)
    shutil.copytree(before, folder)
    subprocess.run(
        [sys.executable, "-m", power_worker.__name__, what, synchronous, str(SEEDS), folder, log],
        cwd=ROOT, env=fault_shim.environment(), check=True,
    )  # fmt: skip
    calls = tuple(fault_shim.logged(log))
    log.unlink()
    # The log names the files of `folder`; the disk begins with those of `before`.
    shutil.rmtree(folder)
    before.rename(folder)
    return Trace(folder, dek, calls)


Judge = Callable[[Trace, Told, Path, int], Trial]


def cuts(what: str, how: str, piece: Piece, *, synchronous: str = "full") -> Iterator[Trial]:
    """The power goes after calls spread evenly over the work, after each one if there are enough
    trials; `how` says what becomes of what was not synced."""
    work = trace(what, synchronous)
    chance = random.Random(f"{what} {how} {piece.seed}")
    model, told, at = Disk(work.before), Told(), 0
    judged: dict[tuple[str, int], Trial] = {}
    for number in piece.numbers:
        until = (number + 1) * len(work.calls) // piece.whole
        for call in work.calls[at:until]:
            model.take(call)
            if call.kind == "M":
                told.note(call.path)
        at = until
        folder = piece.folder / "数据"
        # The same bytes after the same words need no second judge: so it is between two syncs.
        state = model.cut(how, chance, folder), len(told.lines)
        if state not in judged:
            look = partial(JUDGES.get(what, _kept), work, told, folder, len(judged))
            judged[state] = verdict(look)
        trial = judged[state]
        yield trial and f"after call {until} of {len(work.calls)}: {trial}"
        shutil.rmtree(folder)


def _kept(work: Trace, told: Told, folder: Path, number: int) -> Trial:
    return told.wrong(folder, work.dek, thorough=number % THOROUGH == 0)


def _restored(work: Trace, told: Told, folder: Path, number: int) -> Trial:
    slips = [f"FX-2026-{one:06}" for one in range(1, 6)]
    return Restorable(work.before, work.dek, slips).wrong(folder, bool(told.of("restored")))


def _migrated(work: Trace, told: Told, folder: Path, number: int) -> Trial:
    return changes.migration_wrong(folder, 1, bool(told.of("migrated")))


JUDGES: dict[str, Judge] = {"restore": _restored, "migrate": _migrated}


def needs() -> str:
    """Why no power can be cut here."""
    return "" if fault_shim.compiler() else "没有 C 编译器（apt-get install tcc libc6-dev）"


def _work(how: str, name: str, short: int, long: int) -> FaultClass:
    return FaultClass(name, partial(cuts, "work", how), short, long, piece=700, needs=needs)


def other(what: str, how: str, name: str, short: int, long: int) -> FaultClass:
    """Cuts in another piece of work than a day's."""
    return FaultClass(name, partial(cuts, what, how), short, long, piece=200, needs=needs)


def control(
    synchronous: str, how: str, name: str, least: float, what: str = "work", short: int = 20
) -> FaultClass:
    """A piece of work that does not wait for the disk."""
    return FaultClass(
        name, partial(cuts, what, how, synchronous=synchronous), short, 200, control=least,
        needs=needs,
    )  # fmt: skip


FAMILY = Family("power", "断电（按记下的写入和落盘重放）", (
    _work(LOST, "办事，未落盘的全丢", 60, 2800),
    _work(SECTORS, "办事，扇区各自丢", 60, 2800),
    _work(TORN, "办事，最后一次写只写了一半", 60, 2800),
    _work(RUBBISH, "办事，扇区成乱码", 60, 2800),
    other("keeping", SECTORS, "备份、改密码，扇区各自丢", 24, 400),
    other("keeping", LOST, "备份、改密码，未落盘的全丢", 12, 400),
    other("restore", SECTORS, "恢复备份，扇区各自丢", 4, 80),
    other("restore", LOST, "恢复备份，未落盘的全丢", 4, 80),
    other("restore", KEPT, "恢复备份，写到哪里停在哪里", 4, 80),
    other("migrate", SECTORS, "换数据格式，扇区各自丢", 4, 100),
    other("migrate", RUBBISH, "换数据格式，扇区成乱码", 4, 100),
    control("off", SECTORS, "对照：不等落盘（OFF）", 0.5),
    control("normal", LOST, "对照：提交时不落盘（NORMAL）", 0.5),
))  # fmt: skip
