"""A script that forks a child for every line it is given; the program is loaded only once."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

ROOT = Path(__file__).parents[2]
GONE = "gone"
"""What the script says when a child is dead and buried."""


@dataclass
class Nursery:
    """The running script; lines come from its standard output."""

    process: subprocess.Popen[bytes]
    rest: bytes = b""

    @classmethod
    def opened(cls, module: str, environment: Mapping[str, str]) -> Nursery:
        """Start the script; it ends with its standard input, at the latest with this process."""
        process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        Finalize(None, process.__exit__, args=(None, None, None), exitpriority=2)
        return cls(process)

    def send(self, line: str) -> None:
        """Let it fork a child for that line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def ready(self, seconds: float) -> bool:
        """Whether there is something to read, at the latest after so many seconds."""
        assert self.process.stdout is not None
        if b"\n" in self.rest:
            return True
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def line(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        while b"\n" not in self.rest:
            assert self.ready(300), "the child does not answer"
            more = os.read(self.process.stdout.fileno(), 1 << 20)
            assert more, "the script has died"
            self.rest += more
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode()

    def all(self, line: str) -> list[str]:
        """What the child for a line says until it is gone."""
        self.send(line)
        said = []
        while (one := self.line()) != GONE:
            said.append(one)
        return said
