"""Processes of main.py without the second of importing: forked off one that has done it.

Each call still is a process of its own, with its own streams, folder, variables and end. What only
a fresh start shows (what is imported, the first words of a stream) test_contract.py asks of one.
Run as a program with the path of a socket it is that ready process; with the path and arguments it
stands for `python main.py` in a shell.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
OWN = ("PYTHON", "LC_", "LANG", "COVERAGE")
"""Variables that only a fresh Python obeys begin so."""
WARM = (
    "main", "views.cli", "db.session", "db.setup", "db.demo", "db.records", "db.find", "db.gate",
    "db.register", "db.backup", "db.restoring", "db.search", "argon2", "cryptography.exceptions",
    "views.printouts", "views.cli_print", "printing.slip", "printing.pdf", "forms",
)  # fmt: skip


def possible(variables: Mapping[str, str]) -> bool:
    """Whether a forked process would do: none of the variables asks for another Python."""
    asked = {name: value for name, value in variables.items() if name.startswith(OWN)}
    return hasattr(os, "fork") and all(os.environ.get(name) == asked[name] for name in asked)


def run(
    arguments: Sequence[str], variables: Mapping[str, str], folder: Path, given: bytes
) -> tuple[int, bytes, bytes]:
    """(exit status, standard output, standard error) of main.py with these arguments."""
    with (
        tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as said,
    ):  # fmt: skip
        typed.write(given)
        typed.seek(0)
        status = ask(door(), arguments, variables, folder, (typed, out, said))
        return status, _whole(out), _whole(said)


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


@cache
def door() -> Path:
    """The socket of this process's own ready one, started when first asked for."""
    place = Path(tempfile.mkdtemp(prefix="qiantai-ready-")) / "door"
    process = subprocess.Popen(
        [sys.executable, __file__, str(place)], cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    atexit.register(process.kill)
    assert process.stdout.readline() == b"ready\n"
    return place


def ask(
    place: Path,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    folder: Path,
    streams: Sequence[IO[Any]],
) -> int:
    """Have it done there, with these three streams; the exit status."""
    order = {"arguments": list(arguments), "variables": dict(variables), "folder": str(folder)}
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(place))
        socket.send_fds(line, [b"!"], [one.fileno() for one in streams])
        line.sendall(json.dumps(order).encode() + b"\n")
        return int(line.makefile("rb").readline())


def _stay(place: str) -> None:
    """Fork a process for every call until the one that started this has gone."""
    sys.path[0] = str(ROOT)
    for name in WARM:
        __import__(name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as knocked:
        knocked.bind(place)
        knocked.listen(64)
        print("ready", flush=True)
        while True:
            heard, _, _ = select.select([knocked, sys.stdin], [], [])
            if sys.stdin in heard:
                return
            line, _ = knocked.accept()
            if os.fork() == 0:
                _answer(line)
            line.close()


def _answer(line: socket.socket) -> None:
    """Read one order, do it in a child, tell its status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(line, 1, 3)
    order = json.loads(line.makefile("rb").readline())
    child = os.fork()
    if child == 0:
        _become(order, streams)
    _, ended = os.waitpid(child, 0)
    line.sendall(b"%d\n" % os.waitstatus_to_exitcode(ended))
    os._exit(0)


def _become(order: Mapping[str, Any], streams: Sequence[int]) -> None:
    """Be `python main.py ARGUMENTS` to its end."""
    import main

    for place, stream in enumerate(streams):
        os.dup2(stream, place)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["variables"])
    sys.argv = ["main.py", *order["arguments"]]
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    status: Any = 1
    try:
        status = main.main(sys.argv[1:])
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        if isinstance(status, str):
            print(status, file=sys.stderr)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else int(status is not None))


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _stay(sys.argv[1])
    else:
        three = (sys.stdin, sys.stdout, sys.stderr)
        sys.exit(ask(Path(sys.argv[1]), sys.argv[2:], os.environ, Path.cwd(), three))
