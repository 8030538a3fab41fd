"""A shim between a program and its disk: which writes fail, what was written and synced, in order.

`fault_shim.c` is compiled when it is first needed and put before libc in a child process
(`environment`); inside that child a `Shim` says which folder to watch, which call shall fail, and
where to log. Linux only; `compiler` is None where it cannot be had.

Kinds of calls: W write · S fsync · T truncate · C create a file · U unlink or rmdir · R rename ·
D mkdir. In the log also M, a mark the program itself set. Shared memory ("-shm") is left alone.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("fault_shim.c")
ALL = "WSTCURD"
_HEAD = struct.Struct("<c3xIQQ")


@dataclass(frozen=True)
class Call:
    """One call that succeeded, below the watched folder.

    at: offset in bytes of a write, new length of a truncation · data: the bytes written, the new
    path of a rename.
    """

    kind: str
    path: str
    at: int
    data: bytes


def compiler() -> str | None:
    """A C compiler for the shim, None without one or on another system than Linux."""
    if sys.platform != "linux":
        return None
    return next((found for name in ("cc", "gcc", "tcc") if (found := shutil.which(name))), None)


@functools.cache
def built() -> Path:
    """The compiled shim, made once for its source; RuntimeError without a compiler."""
    cc = compiler()
    if cc is None:
        raise RuntimeError("no C compiler for the shim (apt-get install tcc libc6-dev)")
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    ready = Path(tempfile.gettempdir()) / f"fault-shim-{os.getuid()}-{digest}.so"
    if not ready.exists():
        with tempfile.TemporaryDirectory(dir=ready.parent) as work:
            made = Path(work) / "shim.so"
            subprocess.run([cc, "-shared", "-fPIC", "-o", made, SOURCE, "-lpthread"], check=True)
            os.replace(made, ready)
    return ready


def environment() -> dict[str, str]:
    """The surroundings of a child process with the shim in it."""
    return {**os.environ, "LD_PRELOAD": str(built())}


class Shim:
    """Steers the shim from inside a process that was started with it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.fault_seen.restype = ctypes.c_long

    def watch(self, folder: Path, log: Path | None = None) -> None:
        """Watch what happens below `folder` from now on, and log it."""
        below = str(folder.resolve()).encode()
        self._library.fault_watch(below, str(log).encode() if log else b"")

    def fail(
        self, nth: int, error: int, kinds: str = ALL, *, always: bool = False, half: bool = False
    ) -> None:
        """Let the nth call from now on (1 is the next) fail with that errno.

        always: and all after it · half: that write is done by half first, without an error.
        """
        self._library.fault_arm(ctypes.c_long(nth), error, kinds.encode(), always, half)

    def heal(self) -> int:
        """Let nothing fail any more; how many calls there were since `fail`."""
        count = int(self._library.fault_seen())
        self._library.fault_arm(ctypes.c_long(0), 0, b"", 0, 0)
        return count

    def mark(self, words: str) -> None:
        """Put a mark into the log."""
        self._library.fault_mark(words.encode())


def logged(log: Path) -> Iterator[Call]:
    """The calls of a log, in order."""
    content, at = log.read_bytes(), 0
    while at < len(content):
        kind, length, offset, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        path = content[at:at + length].decode()
        at += length
        # A sync, a truncation and a mark carry no bytes.
        yield Call(kind.decode(), path, offset, content[at:at + size])
        at += size
