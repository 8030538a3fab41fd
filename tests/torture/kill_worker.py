"""A desk that works until it is killed: run as a script by kills.py.

It loads the program once. For every line on standard input, `what early|true seed folder`, it forks
a child that does it and tells on standard output what it was told is kept; "gone" when it is dead.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.torture import changes, works
from tests.torture.nursery import GONE


def tell(words: str) -> None:
    """One line on standard output at once; shorter than a pipe's atomic write."""
    os.write(1, (words + "\n").encode())


def work(what: str, mode: str, seed: int, folder: Path) -> None:
    """Do it; a desk's steps without end."""
    tell(f"pid {os.getpid()}")
    if what == "restore":
        changes.restore(folder)
        tell("restored")
    elif what == "rekey":
        changes.rekey(folder)
        tell("rekeyed")
    elif what == "migrate":
        changes.migrate(folder)
        tell("migrated")
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
        tell(GONE)


if __name__ == "__main__":
    main()
