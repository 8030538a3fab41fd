"""A desk that works until it is killed: run as a script by test_kill.py.

It loads the program once, then for every line on standard input forks a child that opens the store,
issues slips and signs them, and tells each thing it was told is kept on standard output. Modes:
"true" tells after the call returned · "early" tells inside the transaction, before the commit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db import records
from db.clock import SystemClock
from db.session import Member, Session, open_session

SLIP: dict[str, Any] = {
    "unit": "1-101",
    "carrier": "赵虚构",
    "carrier_id": {"kind": "护照", "number": "E12345678"},
    "goods": [{"name": "纸箱", "quantity": 12}],
}
DUTY = Member("1002", "王建国", ("值班主任",))
EARLY = 4


def tell(*words: object) -> None:
    """One line on standard output at once; shorter than a pipe's atomic write."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


@contextmanager
def transaction(session: Session, mode: str) -> Iterator[None]:
    """In mode "early" one transaction around several slips, committed after they were told."""
    if mode == "early":
        with session.store.write():
            yield
    else:
        yield


def work(folder: Path, mode: str) -> None:
    """Issue and sign without end."""
    session = open_session(folder, "1003", "demo1003", clock=SystemClock())
    duty = session.acting_as(DUTY)
    while True:
        with transaction(session, mode):
            for _ in range(EARLY):
                number = records.issue(session, "FX", SLIP).record.number
                tell("issued", number)
                records.act(duty, number, "值班主任签字")
                tell("signed", number)


def main(folder: Path, mode: str) -> None:
    """A child for every line of standard input; "gone" when it is dead and buried."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            tell("pid", os.getpid())
            try:
                work(folder, mode)
            except BaseException as fault:
                tell("fault", type(fault).__name__, str(fault).replace("\n", " ")[:200])
            os._exit(1)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
