"""A hundred times kill -9 while slips are issued and signed: nothing acknowledged is missing, no
number comes twice, no number is skipped. Two controls break the promise on purpose and must fail.

A kill leaves the system's file cache in place, so this does not stand for a power cut: what makes
that one safe is synchronous=FULL, and the second control shows what is lost without the log.
"""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db import checking, demo, standings
from db.session import open_session
from db.store import Store, check_file
from tests.db import kill_worker

ROOT = Path(__file__).parents[2]
KILLS = 100
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="这个系统没有 fork，杀不了子进程")


class Lost(AssertionError):
    """What was acknowledged is not there, or the numbers are not in order."""


@dataclass
class Told:
    """What the desk was told is kept."""

    issued: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)


@dataclass
class Nursery:
    """The process that forks one desk after the other; lines come from its standard output."""

    process: subprocess.Popen[bytes]
    told: Told
    rest: bytes = b""

    def once(self, acknowledgements: int, more: float) -> None:
        """Let a desk work until that many acknowledgements and `more` seconds, then kill it."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()
        name, pid = self._line()
        assert name == "pid"
        for _ in range(acknowledgements):
            self._note(self._line())
        deadline = time.monotonic() + more
        while (left := deadline - time.monotonic()) > 0:
            if self.rest.count(b"\n") or self._ready(left):
                self._note(self._line())
        os.kill(int(pid), signal.SIGKILL)
        while (line := self._line()) != ["gone"]:
            self._note(line)

    def _note(self, line: list[str]) -> None:
        kind, *words = line
        assert kind in ("issued", "signed"), line
        getattr(self.told, kind).append(words[0])

    def _ready(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def _line(self) -> list[str]:
        assert self.process.stdout is not None
        while b"\n" not in self.rest:
            assert self._ready(30), "the desk does not answer"
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, "the nursery has died"
            self.rest += more
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode().split(" ")


@contextmanager
def nursery(folder: Path, mode: str) -> Iterator[Nursery]:
    """The worker script, ended with its standard input."""
    process = subprocess.Popen(
        [sys.executable, kill_worker.__file__, str(folder), mode],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        yield Nursery(process, Told())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A demo office and its data key."""
    folder = tmp_path_factory.mktemp("kill") / "数据"
    made = demo.create(folder, "admin")
    dek = made.session.dek
    made.session.close()
    return folder, dek


@dataclass
class Office:
    """A copy of the demo office for one test."""

    folder: Path
    dek: bytes

    def examine(self, told: Told, kills: int) -> None:
        """Raise Lost unless all that was told is there, once, and numbers run without a gap."""
        store = Store.open(self.folder, self.dek, check=False)
        try:
            found = [row[0] for row in store.rows("SELECT number FROM record ORDER BY id")]
            signed = [row[0] for row in store.rows(
                "SELECT r.number FROM act a JOIN record r ON r.id = a.record_id ORDER BY a.id"
            )]  # fmt: skip
            counters = store.rows("SELECT year, last FROM counter WHERE code = 'FX'")
            file = check_file(store)
        finally:
            store.close()
        if missing := sorted(set(told.issued) - set(found)):
            raise Lost(f"acknowledged slips are missing: {missing}")
        if missing := sorted(set(told.signed) - set(signed)):
            raise Lost(f"acknowledged signatures are missing: {missing}")
        for given in (told.issued, told.signed, found, signed):
            if len(set(given)) != len(given):
                raise Lost(f"given twice: {given}")
        sequences: dict[int, list[int]] = {}
        for number in found:
            _, year, sequence = number.split("-")
            sequences.setdefault(int(year), []).append(int(sequence))
        for year, given_out in sequences.items():
            if given_out != list(range(1, len(given_out) + 1)):
                raise Lost(f"the numbers of {year} do not run on: {given_out}")
        if dict(counters) != {year: len(given_out) for year, given_out in sequences.items()}:
            raise Lost(f"the counter {counters} does not fit the slips")
        more = len(found) - len(told.issued) + len(signed) - len(told.signed)
        if more > kills:
            raise Lost(f"{more} unacknowledged changes after {kills} kills")
        if file != "ok":
            raise Lost(file)


@pytest.fixture
def office(template: tuple[Path, bytes], tmp_path: Path) -> Office:
    """A fresh copy."""
    shutil.copytree(template[0], tmp_path / "数据")
    return Office(tmp_path / "数据", template[1])


def killed(office: Office, mode: str, kills: int, after: Callable[[], object]) -> Told:
    """Kill that many desks at random moments of their work, examining after each."""
    chance = random.Random(20261121)
    with nursery(office.folder, mode) as desk:
        for kill in range(1, kills + 1):
            desk.once(chance.randrange(0, 6), chance.uniform(0, 0.03))
            after()
            office.examine(desk.told, kill)
        return desk.told


def test_a_hundred_kills_lose_nothing_acknowledged(office: Office) -> None:
    """Killed at any moment, from before the first slip to the middle of a signature."""
    told = killed(office, "true", KILLS, lambda: None)
    assert len(told.issued) > KILLS and len(told.signed) > KILLS // 2
    session = open_session(office.folder, "9001", "demo9001")
    try:
        assert set(checking.check(session, full=True).values()) == {"ok"}
        assert standings.differences(session) == []
    finally:
        session.close()


def test_control_telling_before_the_commit_is_caught(office: Office) -> None:
    """A desk that says "kept" inside the transaction loses slips, and the same test sees it."""
    with pytest.raises(Lost, match="acknowledged"):
        killed(office, "early", 20, lambda: None)


def test_control_a_disk_that_lies_is_caught(office: Office) -> None:
    """The log that an unsynced disk would have lost is taken away after each kill."""

    def lie() -> None:
        for name in ("store.db-wal", "store.db-shm"):
            (office.folder / name).unlink(missing_ok=True)

    with pytest.raises(Lost, match="acknowledged"):
        killed(office, "true", 20, lie)
