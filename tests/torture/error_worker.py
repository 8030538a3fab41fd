"""A desk whose disk fails at one call after the other: run as a script by errors.py, with the shim
between it and the disk.

For every line on standard input, a JSON list of folder, step, how, early or true, first, count and
whole, it forks a child; that says for every trial one line of JSON: null, or what did not hold.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from pathlib import Path

from db.errors import Environment
from tests.db.fault_shim import Shim
from tests.torture import changes, offices, works
from tests.torture.changes import Restorable
from tests.torture.faults import Trial
from tests.torture.nursery import GONE
from tests.torture.offices import Told

HOW = {
    "EIO": (errno.EIO, False, False), "ENOSPC": (errno.ENOSPC, True, False),
    "half": (errno.ENOSPC, True, True), "broken": (errno.EIO, True, False),
}  # fmt: skip
"""errno, whether all calls after it fail too, whether half of that write is done."""
SAID = ("存不下", "副本没有写成", "读写磁盘出错", "数据文件打不开，请检查磁盘")
BEFORE = "先要备份，没有做成，所以没有"
"""What a step that is backed up first says in front of that."""
NEVER = 1 << 30


def nth(number: int, whole: int, calls: int) -> int:
    """Which call fails in a trial: one after the other where there are trials enough, else spread
    evenly."""
    return 1 + (number % calls if whole >= calls else number * calls // whole)


def words(error: Environment) -> Trial:
    """Whether what is said helps: Chinese, about the disk, and not more than happened."""
    said = str(error)
    if said.startswith(BEFORE):
        said = said.partition("。")[2]
    if error.kind != "disk" or not said.startswith(SAID):
        return f"said as {error.kind}: {error}"
    return None


class Trials:
    """Trials of one kind of step in one folder."""

    def __init__(self, folder: Path, what: str, how: str, early: bool) -> None:
        self.folder, self.what, self.early = folder, what, early
        self.error, self.always, self.half = HOW[how]
        self.shim = Shim()
        self.told = Told()

    def run(self, first: int, count: int, whole: int) -> None:
        """Measure how many calls the step takes, then fail each in turn."""
        self.shim.watch(self.folder)
        desk = works.opened(self.folder, self.told.note, early=self.early, seed=first)
        desk.step(self.what)
        self.shim.fail(NEVER, 0)
        desk.step(self.what)
        calls = self.shim.heal()
        for number in range(first, first + count):
            tell(self.once(desk, nth(number, whole, calls)))
        desk.close()
        tell({"told": self.told.lines})

    def once(self, desk: works.Desk, at: int) -> Trial:
        """One call fails; what does not hold then, and after the next step, when it is mended."""
        self.shim.fail(at, self.error, always=self.always, half=self.half)
        said = None
        try:
            desk.step(self.what)
        except Environment as error:
            said = words(error)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        finally:
            self.shim.heal()
        if wrong := said or self._there(desk):
            return f"at call {at}: {wrong}"
        try:
            desk.step("issue")
        except Exception as error:
            return f"at call {at}, and afterwards: {type(error).__name__}: {error}"
        return self._there(desk)

    def _there(self, desk: works.Desk) -> Trial:
        """What was told is there, and no more than that."""
        told = {line[0] for kind in ("record", "closed") for line in self.told.of(kind)}
        told |= {receipt for _, receipt in self.told.of("paid")}
        there = {number for (number,) in desk.session.store.rows("SELECT number FROM record")}
        if told - there:
            self.told.lines = [one for one in self.told.lines if one[1] not in told - there]
            return f"false 已保存: {sorted(told - there)}"
        return f"refused and saved all the same: {sorted(there - told)}" if there - told else None


def restores(folder: Path, how: str, first: int, count: int, whole: int) -> None:
    """Trials of a restore, each in a copy of its own."""
    error, always, half = HOW[how]
    shim = Shim()
    model = Restorable.made(folder / "model")
    shim.watch(folder)
    calls = 0
    for number in (-1, *range(first, first + count)):
        copy, told, said = model.copied(folder / f"{number}"), True, None
        at = nth(number, whole, calls) if number >= 0 else NEVER
        shim.fail(at, error, always=always, half=half)
        try:
            changes.restore(copy)
        except Environment as trouble:
            told, said = False, words(trouble)
        except Exception as trouble:
            told, said = False, f"{type(trouble).__name__}: {trouble}"
        finally:
            seen = shim.heal()
        try:
            wrong = said or model.wrong(copy, told)
        except Environment as trouble:
            wrong = f"afterwards: {trouble}"
        if number < 0:
            calls = seen
        else:
            tell(wrong and f"at call {at} of {calls}: {wrong}")


def tell(what: object) -> None:
    """One line of JSON at once."""
    os.write(1, json.dumps(what).encode() + b"\n")


def child(folder: str, what: str, how: str, mode: str, *numbers: int) -> None:
    """What one line asks for."""
    first, count, whole = numbers
    if what == "restore":
        restores(Path(folder), how, first, count, whole)
    else:
        Trials(Path(folder), what, how, mode == "early").run(first, count, whole)


def main() -> None:
    """A child for every line; the office they copy is made once, and swept away by this one."""
    offices.template()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                child(*json.loads(line))
            except BaseException:
                tell({"fault": traceback.format_exc()})
            os._exit(0)
        os.waitpid(pid, 0)
        os.write(1, f"{GONE}\n".encode())


if __name__ == "__main__":
    main()
