"""SIGKILL at any instant of the program's work, then a look at what is left.

Real processes, killed by the system at a random moment while they tell a pipe what is kept. After
each kill the office is opened again: nothing acknowledged is lost, nothing half, no number twice,
and the program's own check finds nothing. A kill leaves the system's file cache in place; what
that hides is in powercuts.py.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.torture import changes, kill_worker, offices
from tests.torture.changes import RELEASED, Restorable
from tests.torture.faults import Family, FaultClass, Piece, Trial, verdict
from tests.torture.nursery import GONE, Nursery
from tests.torture.offices import Told

Wrong = Callable[[Restorable, Path, bool], Trial]
"""What does not hold in a copy of a model, and whether it was told as done."""
FRESH = 25
"""After so many kills the next office is a new one, so that its check stays short."""


@functools.cache
def nursery() -> Nursery:
    """One for each process that kills."""
    return Nursery.opened(kill_worker.__name__, os.environ)


def once(what: str, mode: str, seed: int, folder: Path, lines: int, more: float) -> list[str]:
    """Let a desk work until it told that many lines and `more` seconds, then kill it; all that it
    told."""
    desk = nursery()
    desk.send(f"{what} {mode} {seed} {folder}")
    pid = int(desk.line().removeprefix("pid "))
    told: list[str] = []
    while len(told) < lines and GONE not in told:
        told.append(desk.line())
    deadline = time.monotonic() + more
    while not {"done", GONE} & set(told) and (left := deadline - time.monotonic()) > 0:
        if desk.ready(left):
            told.append(desk.line())
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while GONE not in told:
        told.append(desk.line())
    if faults := [line for line in told if line.startswith("fault")]:
        raise AssertionError(f"{what}: {faults}")
    return told[:-1]


def at_work(
    what: str, piece: Piece, *, mode: str = "true", after: Callable[[Path], None] | None = None
) -> Iterator[Trial]:
    """Kills in the midst of steps of one kind; `after` is done to the office after each."""
    chance = random.Random(f"{what} {piece.seed}")
    for index, number in enumerate(piece.numbers):
        if index % FRESH == 0:
            folder, told, kills = piece.folder / f"{index}", Told(), 0
            dek = offices.copied(folder, what)
        kills += 1
        lines, more = 1 + chance.randrange(0, 4), chance.uniform(0, LASTS[what])
        if after or mode == "early":
            # A control is worth something only where enough was told to be missed.
            lines, more = lines + 2, 0.0
        for line in once(what, mode, piece.seed + number, folder, lines, more):
            told.note(line)
        if after:
            after(folder)
        trial = told.wrong(folder, dek, 2 * kills)
        yield trial
        if trial is not None:
            folder, told, kills = piece.folder / f"{index}-again", Told(), 0
            dek = offices.copied(folder, what)


LASTS = {
    "issue": 0.02, "act": 0.03, "pay": 0.05, "close": 0.05, "backup": 0.15, "password": 0.02,
    "photo": 0.05, "album": 0.6, "gate": 0.8, "import": 0.7, "destroy": 1.2,
}  # fmt: skip
"""About how long two steps take, in seconds."""


def lie(folder: Path) -> None:
    """What an unsynced log would have come to when the power went."""
    for name in ("store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)


def replacing(what: str, told: str, lasts: float, wrong: Wrong, piece: Piece) -> Iterator[Trial]:
    """Kills while another store takes the place of one of five slips: a backup of three, or the
    same under a new data key. told: what is said when it is done; lasts: seconds that it takes."""
    chance = random.Random(f"{what} {piece.seed}")
    model = Restorable.made(piece.folder / "model")
    for number in piece.numbers:
        folder = model.copied(piece.folder / f"{number}")
        lines = once(what, "true", 0, folder, 0, chance.uniform(0, lasts))
        yield verdict(partial(wrong, model, folder, told in lines))
        shutil.rmtree(folder)


def migrating(piece: Piece) -> Iterator[Trial]:
    """Kills while an office of an old release is backed up and brought to the new schema."""
    chance = random.Random(f"migrate {piece.seed}")
    for number in piece.numbers:
        folder, released = piece.folder / f"{number}", RELEASED[number % len(RELEASED)]
        shutil.copytree(released, folder)
        lines = once("migrate", "true", 0, folder, 0, chance.uniform(0, 0.5))
        told = "migrated" in lines
        yield verdict(partial(changes.migration_wrong, folder, int(released.name[1:]), told))
        shutil.rmtree(folder)


def needs() -> str:
    """Why nothing can be killed here."""
    return "" if hasattr(os, "fork") else "这个系统没有 fork"


def steps(what: str, name: str, short: int, long: int) -> FaultClass:
    """Kills in the midst of steps of one kind."""
    return FaultClass(name, partial(at_work, what), short, long, needs=needs)


FAMILY = Family("kills", "办事途中被杀（SIGKILL）", (
    steps("issue", "开单", 6, 250),
    steps("act", "办手续", 5, 250),
    steps("pay", "收款", 4, 150),
    steps("close", "日结", 4, 150),
    steps("backup", "备份", 4, 120),
    steps("password", "改密码", 3, 60),
    FaultClass("恢复", partial(replacing, "restore", "restored", 0.4, Restorable.wrong), 4, 120,
               needs=needs),
    FaultClass("换数据钥匙", partial(replacing, "rekey", "rekeyed", 0.3, Restorable.rekeyed_wrong),
               2, 80, needs=needs),
    FaultClass("换数据格式", migrating, 5, 150, needs=needs),
    FaultClass("对照：提交前就说存好了", partial(at_work, "act", mode="early"), 4, 20, control=0.5,
               needs=needs),
    FaultClass("对照：没有落盘的日志丢了", partial(at_work, "act", after=lie), 4, 20,
               control=0.5, needs=needs),
))  # fmt: skip
