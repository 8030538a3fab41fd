"""Whatever people do in whatever order, what must hold of money, passes and numbers holds.

`QIANTAI_DAYS=400` in the environment tries that many days instead of a few.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.db.random_days import RandomDays, prepared

DAYS = int(os.environ.get("QIANTAI_DAYS", "0"))
PROFILE = settings(
    max_examples=DAYS or 40, stateful_step_count=30, deadline=None, derandomize=not DAYS,
    database=None, print_blob=False, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink] if DAYS else [Phase.generate],
)  # fmt: skip
REACHED = {
    "issue", "pay", "refund", "forfeit", "reverse", "void", "close", "issue refused",
    "pay refused", "refund refused", "void refused", "gate 可以放行", "gate 不可放行",
}  # fmt: skip


def test_what_must_hold_holds_after_every_step(estate: Path, tmp_path: Path) -> None:
    """Legal and illegal acts of ten people; money and passes really went every way they can."""
    days: Any = type("Days", (RandomDays,), {
        "estate": prepared(estate, tmp_path / "样"), "done": Counter(),
    })  # fmt: skip
    run_state_machine_as_test(days, settings=PROFILE)
    assert set(days.done) >= REACHED
