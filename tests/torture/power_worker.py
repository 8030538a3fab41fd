"""A desk at work with the shim between it and the disk: run as a script by powercuts.py.

Every write and sync below the folder goes into the log, and between them, as marks, what the desk
was told is kept. `synchronous` is "full" as in the program, or "off", "normal" for the controls.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from db import store
from tests.db.fault_shim import Shim
from tests.torture import changes, works

DAYS = 3
STEPS = {"work": ("issue", "issue", "act", "act", "pay", "close"),
         "keeping": ("issue", "backup", "password")}
HOW_MANY = {"work": 16, "keeping": 2}
"""Steps of a day; a piece of work that is a step by itself is done twice on one day."""


def main(what: str, synchronous: str, seed: int, folder: Path, log: Path) -> None:
    """Do it and end."""
    store._PRAGMAS = tuple(
        (name, synchronous if name == "synchronous" else value) for name, value in store._PRAGMAS
    )  # fmt: skip
    shim = Shim()
    shim.watch(folder, log)
    if what == "restore":
        changes.restore(folder)
        shim.mark("restored")
        return
    if what == "migrate":
        changes.migrate(folder)
        shim.mark("migrated")
        return
    chance = random.Random(seed)
    for day in range(DAYS if what in STEPS else 1):
        desk = works.opened(folder, shim.mark, seed=seed + day)
        named = STEPS.get(what, (what,))
        for _ in range(HOW_MANY.get(what, 2)):
            for name in (chance.choice(named),) if what == "work" else named:
                desk.step(name)
        desk.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
