"""Offices to torture: copies of a demo estate made once, the clock to work by, what was told.

`Told.wrong` is the judge of kills, power cuts and disk errors alike: whatever was acknowledged is
there, nothing is half, nothing came twice, and the program's own check finds nothing.
"""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from pathlib import Path
from unittest import mock

from db import backup, checking, container, demo, journal
from db.clock import FixedClock
from db.errors import Environment
from db.keys import Keys
from db.session import Member, Session
from db.store import Store, check_file
from forms import FORMS
from forms.roles import ADMINISTRATOR
from tests.db import demo_desk
from tests.db.made_office import NOW
from tests.db.paid_form import KEY
from tests.db.pictured_form import PICTURED
from tests.torture import errands

MEMORY = Path("/dev/shm")
DECLARED = (*FORMS, KEY, PICTURED)
DESK, DUTY, MONEY, ADMIN = "1003", "1002", "1010", "9001"
HERE = Member("9001", "沈毅", (ADMINISTRATOR,))


@dataclass(frozen=True)
class Clock(FixedClock):
    """A clock that is moved by hand; `ms` UTC milliseconds."""

    def on(self, seconds: float) -> None:
        """Let time pass."""
        object.__setattr__(self, "ms", self.ms + int(seconds * 1000))


def place() -> str | None:
    """Where folders are made that live for one trial: in memory where the system has that."""
    return str(MEMORY) if MEMORY.is_dir() else None


@contextmanager
def room() -> Iterator[Path]:
    """An empty folder for the block."""
    with tempfile.TemporaryDirectory(prefix="torture-", dir=place()) as name:
        yield Path(name)


@functools.cache
def kept() -> Path:
    """A folder that lasts as long as this process."""
    made = tempfile.TemporaryDirectory(prefix="torture-", dir=place())
    # Not atexit, which the processes of a pool do not run.
    Finalize(None, made.cleanup, exitpriority=1)
    return Path(made.name)


@functools.cache
def template() -> tuple[Path, bytes]:
    """A demo office of four flats, closed, and its data key; made once in a process, never written
    to. So small because it is looked through after every trial."""
    with mock.patch.multiple(demo, _BUILDINGS={"1": 1}, _FLOORS=2):
        folder = demo_desk.make(kept() / "样")
    return folder, Keys.load(folder).unlock(ADMIN, demo.password_of(ADMIN), NOW)


def copied(folder: Path, what: str = "") -> bytes:
    """A copy of the demo office as `folder`, ready for a step of `errands`; its data key."""
    made, dek = template()
    shutil.copytree(made, folder)
    if what in errands.STEPS:
        session = session_in(folder, dek)
        errands.prepare(what, folder, session)
        session.close()
    return dek


def session_in(folder: Path, dek: bytes, *, check: bool = False) -> Session:
    """Somebody looking at the store, without a password; Environment as `Store.open`."""
    store = Store.open(folder, dek, check=check)
    keys = Keys.load(folder)
    return Session(store, keys, Clock(NOW), {one.code: one for one in DECLARED}, HERE, dek)


def tail(store: Store) -> int:
    """The instant of the journal's last row, UTC milliseconds."""
    return int(store.value("SELECT max(at) FROM journal") or NOW)


@dataclass
class Told:
    """What somebody was told is kept, as lines of words: `record FX-…`, `act FX-… 放行`,
    `paid YS-… SJ-…`, `closed RJ-…`, `backup file`, `password 1003 secret`."""

    lines: list[tuple[str, ...]] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Take one line in."""
        self.lines.append(tuple(line.split(" ")))

    def of(self, kind: str) -> list[tuple[str, ...]]:
        """The lines of a kind, without it."""
        return [line[1:] for line in self.lines if line[0] == kind]

    def wrong(
        self, folder: Path, dek: bytes, unfinished: int | None = None, *, thorough: bool = True
    ) -> str | None:
        """What does not hold in the office of that folder; None if everything does.

        unfinished: how many records may be there that nobody was told of, None for any · thorough:
        the program's whole check, else that of file and journal alone.
        """
        try:
            session = session_in(folder, dek)
        except Environment as error:
            return f"does not open: {error}"
        try:
            return (
                self._missing(session) or _twice(session)
                or self._too_many(session, unfinished)
                or errands.wrong(self, session, folder, dek)
                or _unsound(session, thorough) or self._files(folder, dek)
            )  # fmt: skip
        except Environment as error:
            return f"does not read: {error}"
        finally:
            session.close()

    def _missing(self, session: Session) -> str | None:
        """Acknowledged and not there."""
        rows = session.store.rows
        records = {number for (number,) in rows("SELECT number FROM record")}
        acts = set(rows("SELECT r.number, a.name FROM act a JOIN record r ON r.id = a.record_id"))
        paid = set(rows(
            "SELECT r.number, s.number FROM money m JOIN record r ON r.id = m.record_id"
            " JOIN record s ON s.id = m.receipt_id"
        ))  # fmt: skip
        closed = set(rows("SELECT r.number FROM money_close c JOIN record r ON r.id = c.record_id"))
        there = {"record": {(one,) for one in records}, "act": acts, "paid": paid, "closed": closed}
        for kind, found in there.items():
            if lost := [line for line in self.of(kind) if line not in found]:
                return f"acknowledged and lost: {kind} {' '.join(lost[0])} ({len(lost)} in all)"
        return None

    def _too_many(self, session: Session, unfinished: int | None) -> str | None:
        """More that nobody was told of than could have been under way."""
        if unfinished is None:
            return None
        told = {line[0] for kind in ("record", "closed") for line in self.of(kind)}
        told |= {receipt for _, receipt in self.of("paid")}
        there = {number for (number,) in session.store.rows("SELECT number FROM record")}
        more = len(there - told)
        return f"{more} records that nobody was told of" if more > unfinished else None

    def _files(self, folder: Path, dek: bytes) -> str | None:
        """Backups and passwords that were acknowledged; files of a final name that are half."""
        for file in backup.files(folder / backup.FOLDER):
            try:
                container.check(file)
            except Environment as error:
                return f"a half backup under its final name: {error}"
        for name, *_ in self.of("backup"):
            if not (folder / backup.FOLDER / name).exists():
                return f"acknowledged and lost: backup {name}"
        return self._password(folder, dek)

    def _password(self, folder: Path, dek: bytes) -> str | None:
        """Whether somebody can log in with the password told last, or with one under way since."""
        told: list[tuple[str, str]] = []
        for kind, *words in self.lines:
            if kind == "password":
                told = [(words[0], words[1])]
            elif kind == "changing" and told:
                told.append((words[0], words[1]))
        said = ""
        for staff, word in dict.fromkeys(told):
            try:
                return None if Keys.load(folder).unlock(staff, word, NOW) == dek else "another key"
            except Environment as error:
                said = f"acknowledged and lost: the password of {staff}: {error}"
        return said or None


def _twice(session: Session) -> str | None:
    """Numbers that come twice, or do not run on without a gap."""
    runs: dict[tuple[str, int], list[int]] = {}
    for code, year, sequence in session.store.rows(
        "SELECT code, year, sequence FROM record ORDER BY id"
    ):
        runs.setdefault((code, year), []).append(sequence)
    for (code, year), given in runs.items():
        if given != list(range(1, len(given) + 1)):
            return f"the numbers of {code}-{year} do not run on: {given}"
    counters = {(code, year): last for code, year, last in session.store.rows(
        "SELECT code, year, last FROM counter"
    )}  # fmt: skip
    wanted = {of: len(given) for of, given in runs.items()}
    return None if counters == wanted else f"counters {counters} do not fit {wanted}"


def _unsound(session: Session, thorough: bool) -> str | None:
    """What the program's own check says."""
    if thorough:
        found = checking.findings(session, full=True)
    else:
        found = {"file": check_file(session.store, full=True),
                 "journal": journal.verify(session.store) or "ok"}
    wrong = {what: words for what, words in found.items() if words != "ok"}
    return json.dumps(wrong, ensure_ascii=False) if wrong else None
