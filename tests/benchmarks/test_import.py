"""An import of 50,000 residents: rows a second against reading alone, the lock, memory.

IMPORT_ROWS says how many. Reading alone is the library that opens the workbook; the import runs
in a process of its own as from the window, whose memory stands beside it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import time
from pathlib import Path

from db import demo
from db.imports.taking import INDEXING, WRITING
from tests.benchmarks.compare import seconds, table
from tests.views.test_import_frames import residents
from views.cli_import import Task
from views.importing import command

ROWS = int(os.environ.get("IMPORT_ROWS", "50000"))


def alone(path: Path) -> int:
    """All cells of the first sheet, by the library that reads them."""
    import python_calamine as calamine

    book = calamine.load_workbook(path)
    return sum(1 for row in book.get_sheet_by_index(0).iter_rows() if row)


def memory(pid: int) -> float:
    """The most that a process ever held, in MB; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    told = status.read_text() if status.exists() else ""
    return next((int(line.split()[1]) / 1024 for line in told.splitlines()
                 if line.startswith("VmHWM")), 0.0)  # fmt: skip


def test_import_against_reading_alone(tmp_path: Path) -> None:
    """Each part of the work with when it began."""
    path = residents(tmp_path / "a.xlsx", ROWS)
    made = demo.create(tmp_path / "data", "admin")
    session, before = made.session, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read = seconds(lambda: alone(path))
    task = Task(
        str(session.store.folder), session.dek.hex(), "1003", session.clock.now(), str(path),
        "units", take=True,
    )  # fmt: skip
    program, arguments = command()
    began = time.perf_counter()
    parts: dict[str, float] = {}
    with subprocess.Popen(
        [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(task.line())
        child.stdin.flush()
        most = 0.0
        for line in child.stdout:
            told = json.loads(line)
            most = max(most, memory(child.pid))
            parts.setdefault(told.get("progress", ["done"])[0], time.perf_counter() - began)
        assert told["result"]["accepted"] == ROWS
    made.session.close()
    table(f"An import of {ROWS:,} rows", [
        ("reading alone", f"{read:.2f} s, {ROWS / read:,.0f} rows/s", "1.00 x"),
        ("rows in the store", f"{parts[INDEXING]:.2f} s, {ROWS / parts[INDEXING]:,.0f} rows/s",
         f"{parts[INDEXING] / read:.1f} x"),
        ("and found by every fragment",
         f"{parts['done']:.2f} s, {ROWS / parts['done']:,.0f} rows/s",
         f"{parts['done'] / read:.1f} x"),
        ("the transaction, with the look before it",
         f"{parts[INDEXING] - parts[WRITING]:.2f} s", ""),
        *((f"  {what} began after", f"{at:.2f} s", "") for what, at in parts.items()),
        ("most memory of the process", f"{most:.0f} MB", ""),
        ("of this one, which stands for the window", f"{before:.0f} MB", ""),
    ])  # fmt: skip
