"""The office's clock: instants are UTC milliseconds, days and years are those of the office's zone.

Nothing in `db` reads the time by itself; the caller passes an instant or one of these clocks.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


LATEST = 253_402_000_000_000
"""The last instant (UTC milliseconds) that any zone has a date for, with days to spare."""


def local(ms: int, zone: ZoneInfo = OFFICE_ZONE) -> datetime:
    """The office's wall time of an instant (UTC milliseconds), exact to the millisecond."""
    return (_EPOCH + ms * _MILLISECOND).astimezone(zone)


def instant(moment: datetime, zone: ZoneInfo = OFFICE_ZONE) -> int:
    """The instant (UTC milliseconds) of a time; a naive one is wall time of the office."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (aware - _EPOCH) // _MILLISECOND


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What the rest of the program asks for the time; `zone` is the office's."""

    zone: ZoneInfo = OFFICE_ZONE

    @property
    def real(self) -> bool:
        """Whether it is the computer's, not one that somebody told or a test moves."""
        return False

    def now(self) -> int:
        """This instant, UTC milliseconds."""
        raise NotImplementedError

    def local(self, ms: int) -> datetime:
        """The office's wall time of an instant (UTC milliseconds)."""
        return local(ms, self.zone)

    def today(self) -> date:
        """The office's day of this instant."""
        return self.local(self.now()).date()


@dataclass(frozen=True)
class SystemClock(Clock):
    """The computer's clock."""

    @property
    def real(self) -> bool:
        """It is."""
        return True

    def now(self) -> int:
        """This instant, UTC milliseconds."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class FixedClock(Clock):
    """A clock that stands at one instant `ms` (UTC milliseconds): tests and demo stores."""

    ms: int

    def now(self) -> int:
        """The instant it stands at, UTC milliseconds."""
        return self.ms
