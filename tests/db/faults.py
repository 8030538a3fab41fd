"""A process whose disk fails when told to: `fault_shim.c` loaded before libc.

A test calls `run` with a script; the script makes a `Faults` of the folder to watch, arms it
before call number n and disarms it after. One process may run through every n, so that no time
goes into starting it. Linux only, and a C compiler is needed: README installs tcc.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("fault_shim.c")
ALL = -1
"""How many calls fail, for `Faults.arm`: all until it is disarmed."""
_COMPILERS = {
    "tcc": ("-shared", "-nostdlib"),
    "cc": ("-shared", "-fPIC", "-w", "-fno-builtin"),
    "gcc": ("-shared", "-fPIC", "-w", "-fno-builtin"),
}
_made = tempfile.TemporaryDirectory(prefix="qiantai-faults-", ignore_cleanup_errors=True)


def lacking() -> str:
    """Why disks cannot be made to fail here; "" where they can."""
    if sys.platform != "linux":
        return "LD_PRELOAD is Linux's"
    return "" if _compiler() else f"no C compiler here ({'、'.join(_COMPILERS)})"


def _compiler() -> str | None:
    return next((name for name in _COMPILERS if shutil.which(name)), None)


@cache
def library() -> Path:
    """The shim, compiled once in each process of the tests."""
    name = _compiler()
    if name is None:
        raise RuntimeError(lacking())
    made = Path(_made.name) / "faults.so"
    subprocess.run([name, *_COMPILERS[name], "-o", str(made), str(SOURCE)], check=True)
    return made


def run(script: str, *arguments: str) -> Any:
    """What a script prints as JSON, run by this Python with the shim under it."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, check=False,
        env={**os.environ, "LD_PRELOAD": str(library()), "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Faults:
    """The switch of the shim, inside a process started by `run`; watches what is below `folder`.

    Counted are: write, pwrite, fsync, ftruncate of a file there, and making, naming and removing
    one; in a store that is the WAL, the file and every file that Python writes.
    """

    def __init__(self, folder: Path) -> None:
        self._shim = ctypes.CDLL(None)
        self._shim.fault_arm.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_int, ctypes.c_int)
        self._shim.fault_seen.restype = self._shim.fault_failed.restype = ctypes.c_long
        self._shim.fault_watch(os.fsencode(f"{folder.resolve()}{os.sep}"))

    def arm(
        self, at: int, many: int = 1, number: int = errno.EIO, *, torn: bool = False
    ) -> None:
        """Let call `at` from now (0: the next) and the others of `many` fail with errno `number`;
        torn: the first after half of it was written. Counts from nought."""
        self._shim.fault_arm(at, many, number, int(torn))

    def disarm(self) -> None:
        """Let everything through again; the counts stay."""
        self._shim.fault_disarm()

    @property
    def seen(self) -> int:
        """How many calls there were since it was made or armed."""
        return int(self._shim.fault_seen())

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return int(self._shim.fault_failed())
