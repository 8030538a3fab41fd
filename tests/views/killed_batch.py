"""A batch in a program that is killed once so many papers were sent: for `test_print_run.py`.

    python -m tests.views.killed_batch FOLDER QUEUE AFTER NUMBER …
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from db import demo, prints
from db.session import open_session
from printing import spool
from tests.views.page_desk import ALL_FORMS, NOW, at
from views.print_run import Order, Run, Went


def main(folder: Path, queue: str, after: int, numbers: list[str]) -> None:
    """Never comes back."""
    session = open_session(
        folder, "1003", demo.password_of("1003"), clock=at(NOW), forms=ALL_FORMS, check=False
    )
    sent: list[Went] = []

    def told(one: object) -> None:
        if isinstance(one, Went) and one.outcome == prints.QUEUED:
            sent.append(one)
            if len(sent) == after:
                os.kill(os.getpid(), signal.SIGKILL)

    Run(session, spool, queue, told=told).print_all([Order(one, "放行条") for one in numbers])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
