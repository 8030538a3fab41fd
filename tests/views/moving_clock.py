"""A clock that stands until a test moves its hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db.clock import Clock, instant


@dataclass(frozen=True)
class MovingClock(Clock):
    """A fixed clock whose hands can be moved: `hands` holds the instant (UTC milliseconds)."""

    hands: list[int] = field(default_factory=list)

    def now(self) -> int:
        """The instant it stands at, UTC milliseconds."""
        return self.hands[0]

    def move(self, moment: datetime) -> None:
        """Let it stand there, office time."""
        self.hands[0] = instant(moment)


def standing(moment: datetime) -> MovingClock:
    """A clock that stands there, office time."""
    return MovingClock(hands=[instant(moment)])
