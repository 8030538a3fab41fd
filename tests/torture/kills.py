"""SIGKILL at any instant of the program's work, then a look at what is left.

Real processes, killed by the system at a random moment while they tell a pipe what is kept. After
each kill the office is opened again: nothing acknowledged is lost, nothing half, no number twice,
and the program's own check finds nothing. A kill leaves the system's file cache in place; what
that hides is in powercuts.py.
"""

from __future__ import annotations

import atexit
import functools
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.torture import changes, kill_worker, offices
from tests.torture.changes import RELEASED, Restorable
from tests.torture.faults import Family, FaultClass, Piece, Trial, verdict
from tests.torture.offices import Told

ROOT = Path(__file__).parents[2]
FRESH = 25
"""After so many kills the next office is a new one, so that its check stays short."""


@dataclass
class Nursery:
    """The process that forks one desk after the other; lines come from its standard output."""

    process: subprocess.Popen[bytes]
    rest: bytes = b""

    def once(
        self, what: str, mode: str, seed: int, folder: Path, lines: int, more: float
    ) -> list[str]:
        """Let one work until it told that many lines and `more` seconds, then kill it; all that it
        told."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {mode} {seed} {folder}\n".encode())
        self.process.stdin.flush()
        pid = int(self._line().removeprefix("pid "))
        told: list[str] = []
        while len(told) < lines and "gone" not in told:
            told.append(self._line())
        deadline = time.monotonic() + more
        while not {"done", "gone"} & set(told) and (left := deadline - time.monotonic()) > 0:
            if self.rest.count(b"\n") or self._ready(left):
                told.append(self._line())
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        while "gone" not in told:
            told.append(self._line())
        if faults := [line for line in told if line.startswith("fault")]:
            raise AssertionError(f"{what}: {faults}")
        return told[:-1]

    def _ready(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def _line(self) -> str:
        assert self.process.stdout is not None
        while b"\n" not in self.rest:
            assert self._ready(60), "the desk does not answer"
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, "the nursery has died"
            self.rest += more
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()


@functools.cache
def nursery() -> Nursery:
    """The worker script, one for each process that kills; it ends with its standard input."""
    process = subprocess.Popen(
        [sys.executable, kill_worker.__file__],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    atexit.register(process.__exit__, None, None, None)
    return Nursery(process)


def at_work(
    what: str, piece: Piece, *, mode: str = "true", after: Callable[[Path], None] | None = None
) -> Iterator[Trial]:
    """Kills in the midst of steps of one kind; `after` is done to the office after each."""
    chance = random.Random(f"{what} {piece.seed}")
    for index, number in enumerate(piece.numbers):
        if index % FRESH == 0:
            folder, told, kills = piece.folder / f"{index}", Told(), 0
            dek = offices.copied(folder)
        kills += 1
        lines, more = 1 + chance.randrange(0, 4), chance.uniform(0, LASTS[what])
        if mode == "early":
            more = 0
        for line in nursery().once(what, mode, piece.seed + number, folder, lines, more):
            told.note(line)
        if after:
            after(folder)
        trial = told.wrong(folder, dek, 2 * kills)
        yield trial
        if trial is not None:
            folder, told, kills = piece.folder / f"{index}-again", Told(), 0
            dek = offices.copied(folder)


LASTS = {"issue": 0.02, "act": 0.03, "pay": 0.05, "close": 0.05, "backup": 0.15, "password": 0.02}
"""About how long two steps take, in seconds."""


def _lie(folder: Path) -> None:
    """What an unsynced log would have come to when the power went."""
    for name in ("store.db-wal", "store.db-shm"):
        (folder / name).unlink(missing_ok=True)


def restoring(piece: Piece) -> Iterator[Trial]:
    """Kills while a backup of three slips takes the place of five."""
    chance = random.Random(f"restore {piece.seed}")
    model = Restorable.made(piece.folder / "model")
    for number in piece.numbers:
        folder = model.copied(piece.folder / f"{number}")
        lines = nursery().once("restore", "true", 0, folder, 0, chance.uniform(0, 0.4))
        yield verdict(partial(model.wrong, folder, "restored" in lines))
        shutil.rmtree(folder)


def migrating(piece: Piece) -> Iterator[Trial]:
    """Kills while an office of an old release is backed up and brought to the new schema."""
    chance = random.Random(f"migrate {piece.seed}")
    for number in piece.numbers:
        folder, released = piece.folder / f"{number}", RELEASED[number % len(RELEASED)]
        shutil.copytree(released, folder)
        lines = nursery().once("migrate", "true", 0, folder, 0, chance.uniform(0, 0.5))
        told = "migrated" in lines
        yield verdict(partial(changes.migration_wrong, folder, int(released.name[1:]), told))
        shutil.rmtree(folder)


def needs() -> str:
    """Why nothing can be killed here."""
    return "" if hasattr(os, "fork") else "这个系统没有 fork"


def _at(what: str, name: str, short: int, long: int) -> FaultClass:
    return FaultClass(name, partial(at_work, what), short, long, needs=needs)


FAMILY = Family("kills", "办事途中被杀（SIGKILL）", (
    _at("issue", "开单", 6, 250),
    _at("act", "办手续", 5, 250),
    _at("pay", "收款", 4, 150),
    _at("close", "日结", 4, 150),
    _at("backup", "备份", 4, 120),
    _at("password", "改密码", 3, 60),
    FaultClass("恢复", restoring, 4, 120, needs=needs),
    FaultClass("换数据格式", migrating, 5, 150, needs=needs),
    FaultClass("对照：提交前就说存好了", partial(at_work, "act", mode="early"), 4, 20, control=0.5,
               needs=needs),
    FaultClass("对照：没有落盘的日志丢了", partial(at_work, "act", after=_lie), 4, 20,
               control=0.5, needs=needs),
))  # fmt: skip
