"""A gate's own computer in tests: a stick, a folder, guards that join with the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.clock import FixedClock, instant
from db.gates import computers, joining, making, merging, opening
from db.gates.making import Made
from db.gates.merging import Merged
from db.gates.post import Post
from tests.db.demo_desk import GUARD, NOW, Desk

ADMINISTRATOR = "9001"
PASSWORD = "门岗夜班88"


@dataclass
class Away:
    """A gate away from the office: `stick` goes to and fro, `folder` stays there."""

    desk: Desk
    name: str
    code: str
    stick: Path
    folder: Path

    def pack(self, now: datetime = NOW, no: str = "1003") -> Made:
        """Have the front desk write a pack onto the stick."""
        return making.make(self.desk.at(no, now), self.name, self.stick)

    def join(self, no: str = GUARD) -> None:
        """The first time of a guard."""
        (file,) = self.stick.glob("*.qtpack")
        joining.join(self.folder, file, self.code, no, PASSWORD)

    def at(self, now: datetime = NOW, no: str = GUARD, source: Path | None = None) -> Post:
        """A guard at work there."""
        clock = FixedClock(instant(now))
        return opening.open_post(self.folder, source or self.stick, no, PASSWORD, clock)

    def merge(self, now: datetime = NOW, no: str = "1003") -> list[Merged]:
        """The front desk takes in all that is on the stick."""
        return [
            merging.merge(self.desk.at(no, now), file)
            for file in sorted(self.stick.glob("*.qtreturn"))
        ]


def away(desk: Desk, tmp_path: Path, name: str = "东门") -> Away:
    """A gate that the administrator registered."""
    _, code = computers.add(desk.at(ADMINISTRATOR), name)
    stick = tmp_path / f"U盘 {name}"
    stick.mkdir()
    return Away(desk, name, code, stick, tmp_path / f"门岗 {name}")
