"""A desk that works until it is killed: run as a script by kills.py.

It loads the program once. For every line on standard input, `what early|true seed folder`, it forks
a child that does it and tells on standard output what it was told is kept; "gone" when it is dead.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from db import demo, restoring
from db.clock import FixedClock
from db.session import open_session
from forms import FORMS
from tests.db.made_office import NOW
from tests.db.make_released import PASSWORD
from tests.torture import works
from tests.torture.offices import ADMIN

HOUR = 3_600_000


def tell(words: str) -> None:
    """One line on standard output at once; shorter than a pipe's atomic write."""
    os.write(1, (words + "\n").encode())


def restore(folder: Path) -> None:
    """Put the only backup back, once."""
    (file,) = (folder / "backups").glob("*-100000.qtbak")
    restoring.restore(file, folder, ADMIN, demo.password_of(ADMIN), NOW + HOUR)
    tell("restored")


def migrate(folder: Path) -> None:
    """Log in to an office of an old release: a backup, then step by step to the new schema."""
    open_session(folder, "1001", PASSWORD, clock=FixedClock(NOW + HOUR), forms=FORMS).close()
    tell("migrated")


def work(what: str, mode: str, seed: int, folder: Path) -> None:
    """Do it; a desk's steps without end."""
    tell(f"pid {os.getpid()}")
    if what == "restore":
        restore(folder)
    elif what == "migrate":
        migrate(folder)
    else:
        desk = works.opened(folder, tell, early=mode == "early", seed=seed)
        tell("open")
        while True:
            desk.step(what)
    tell("done")
    signal.pause()


def main() -> None:
    """A child for every line."""
    for line in sys.stdin:
        what, mode, seed, folder = line.rstrip("\n").split(" ", 3)
        child = os.fork()
        if child == 0:
            try:
                work(what, mode, int(seed), Path(folder))
            except BaseException as fault:
                tell(f"fault {type(fault).__name__} " + str(fault).replace("\n", " ")[:300])
            os._exit(1)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
