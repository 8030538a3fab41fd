"""The desk of a scenario without a process for every step: the same functions, quicker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import records, register
from db.errors import Refused
from db.records import Record
from tests.command_line.desk import Desk
from tests.db import demo_desk
from tests.db.demo_desk import NOW
from tests.scenarios.paper import Sheet, sheets

DESK, LEADER, DIRECTOR, SERVICE, SAFETY, DUTY, WORKS = (
    "1003", "1009", "1001", "1005", "1008", "1002", "1007"
)  # fmt: skip
"""Staff numbers of the demo: 前台, 公司经理, 主任, 客服主管, 安全主管, 值班主任, 工程主管."""


class Hands(demo_desk.Desk):
    """People at work in a copy of the demo office."""

    def refused(
        self, code: str, typed: dict[str, Any], no: str = DESK, now: datetime = NOW
    ) -> set[str]:
        """Where an issue that must be refused is wrong."""
        with pytest.raises(Refused) as found:
            self.issue(code, typed, now, no)
        return set(found.value.problems)

    def cannot(
        self, record: Record | str, name: str, no: str, values: dict[str, Any] | None = None,
        **how: Any,
    ) -> dict[str, str]:
        """What is said to an act that must be refused."""
        with pytest.raises(Refused) as found:
            self.act(record, name, no, values, **how)
        return dict(found.value.problems)

    def seen(self, record: Record | str, now: datetime = NOW) -> Record:
        """A record as it is now."""
        number = record if isinstance(record, str) else record.number
        found = records.load(self.at(now=now), number)
        assert found is not None
        return found

    def state(self, record: Record | str, now: datetime = NOW) -> str:
        """Its state as it looks now."""
        return self.seen(record, now).seen.state

    def due(self, record: Record | str, now: datetime = NOW) -> tuple[str, str] | None:
        """What is to be done next and until when, as "2026-11-21T10:42"."""
        due = self.seen(record, now).standing.due
        return (due.deadline.stop, due.at.isoformat("T", "minutes")) if due else None

    def line(self, record: Record) -> dict[str, str]:
        """Its line of the register, by heading."""
        shape = register.columns(record.form)
        row = register.entry(self.seen(record), shape, NOW, {})
        return {one.label: words for one, words in zip(shape, row.words, strict=True)}


@pytest.fixture
def hands(desk: Desk) -> Iterator[Hands]:
    """The people of a fresh demo office."""
    made = Hands(desk.folder)
    yield made
    made.close()


def printed(desk: Desk, number: str, paper: str, folder: Path) -> list[Sheet]:
    """The pages that the program prints of a paper."""
    out = folder / "纸.pdf"
    assert desk.run("print", number, "--paper", paper, "--out", str(out)).done
    return sheets(out)
