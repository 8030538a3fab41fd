"""Start: first idle paint of the program's window against a bare PySide6 window; its memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from db import demo
from tests.benchmarks import first_paint
from tests.benchmarks.compare import as_on_a_desk, in_ms, interleaved, ratio, table

ROUNDS = 9
STAFF = "1003"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo office as it lies on the disk of a desk."""
    place = tmp_path_factory.mktemp("start") / "数据"
    demo.create(place, "admin").session.close()
    return place


def test_first_idle_paint(folder: Path, tmp_path: Path) -> None:
    """Log-in page on a demo store, then the first page after log-in."""
    seen: dict[str, list[dict[str, int]]] = {"program": [], "baseline": []}

    def started(name: str, *arguments: str) -> float:
        spawned = time.monotonic_ns()
        done = subprocess.run(
            [sys.executable, first_paint.__file__, name, *arguments],
            env=as_on_a_desk(tmp_path), stdout=subprocess.PIPE, check=True, timeout=60,
        )  # fmt: skip
        told: dict[str, int] = json.loads(done.stdout)
        seen[name].append(told)
        return (told["idle"] - spawned) / 1e9

    ours, bare = interleaved(
        ROUNDS, lambda: started("program", str(folder), STAFF), lambda: started("baseline")
    )
    work = [(told["work"] - told["submit"]) / 1e9 for told in seen["program"][1:]]
    kib = {name: median(told["kib"] for told in tolds) for name, tolds in seen.items()}
    at_work = median(told["kib_work"] for told in seen["program"])
    table(
        f"First idle paint, process start included, offscreen, {ROUNDS} pairs",
        [
            ("bare PySide6 window: sidebar, toolbar, table", in_ms(bare), "1.00 x"),
            ("the program's log-in page", in_ms(ours), f"{ratio(ours, bare):.2f} x"),
            ("log-in pressed to first page idle", in_ms(work), ""),
        ],
    )
    table(
        "Resident memory",
        [
            ("bare PySide6 window", f"{kib['baseline'] / 1024:9.1f} MiB", "1.00 x"),
            ("log-in page", f"{kib['program'] / 1024:9.1f} MiB",
             f"{kib['program'] / kib['baseline']:.2f} x"),
            ("a second after log-in", f"{at_work / 1024:9.1f} MiB",
             f"{at_work / kib['baseline']:.2f} x"),
        ],
    )  # fmt: skip
    assert len(ours) == len(bare) == ROUNDS
