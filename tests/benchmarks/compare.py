"""Paired, interleaved measuring, and the tables that are printed. Nothing here judges a time."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]


def as_on_a_desk(compiled: Path) -> dict[str, str]:
    """The surroundings of a process that is timed from its start: off the screen, and what Python
    compiles is kept (in that folder), as it is on any computer from the second start on."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(compiled), "QT_LOGGING_RULES": "*.warning=false",
    }  # fmt: skip


def seconds(work: Callable[[], Any]) -> float:
    """How long one call takes; the collector is kept out of it."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def interleaved(rounds: int, *works: Callable[[], float]) -> list[list[float]]:
    """Each round calls every work once, in turning order; the answers per work. The first round
    warms up and is thrown away."""
    found: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for place in range(len(works)):
            at = (place + number) % len(works)
            answer = works[at]()
            if number:
                found[at].append(answer)
    return found


def ratio(ours: Sequence[float], baseline: Sequence[float]) -> float:
    """The median of the paired ratios."""
    return median(one / other for one, other in zip(ours, baseline, strict=True))


def in_ms(values: Sequence[float]) -> str:
    """Median and the slowest of many, in milliseconds."""
    return f"{median(values) * 1000:9.2f} ms  (slowest {max(values) * 1000:8.2f})"


def table(title: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Print rows of (what, figure, ratio)."""
    print(f"\n== {title}")
    for what, figure, times in rows:
        print(f"   {what:<58}{figure:<34}{times}")
