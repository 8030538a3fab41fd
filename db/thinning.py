"""Which backups stay: all of two days, then by day, week and month, within a size.

A pure function over what lies there; a day, week or month is the office's and counts only when it
has a backup, so that a computer that stood switched off for months loses none by it. What bears a
date to come (a clock that was wrong, or is now) neither goes nor pushes anything out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from .clock import OFFICE_ZONE, local

FRESH_MS = 2 * 86_400_000
DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many days, then weeks, then months keep their last backup once the two days are over."""
LONGEST_DAYS = 800
"""So far ahead is reckoned when a backup will have gone."""


@dataclass(frozen=True)
class Copy:
    """A backup that lies somewhere: its name, when it was made (UTC ms), its size in bytes.

    apart: files it shares with others, which go with the last of these, and their sizes
    """

    name: str
    at: int
    size: int
    apart: Mapping[str, int] = field(default_factory=dict, hash=False)


def kept(
    copies: Sequence[Copy], now: int, budget: int | None = None, zone: ZoneInfo = OFFICE_ZONE
) -> list[Copy]:
    """Those of `copies` that stay at `now` (UTC ms), the oldest first, of one instant as given.

    budget: bytes that they may take together, None for any; those with a date to come have as much
    again of their own. Whatever it says, the newest up to now and the newest of all stay.
    """
    ordered = sorted(copies, key=lambda one: one.at)
    past = [one for one in ordered if one.at <= now]
    to_come = [one for one in ordered if one.at > now]
    return _within(_thinned(past, now, zone), budget, zone) + _within(to_come, budget, zone)


def goes(
    copies: Sequence[Copy], now: int, budget: int | None = None, zone: ZoneInfo = OFFICE_ZONE
) -> dict[str, int]:
    """By name, the instant (UTC ms) by which each of `copies` will have gone if from now on one of
    the newest's size is made every day; later where the computer stands switched off."""
    size = max((one.size for one in copies), default=0)
    left, gone = list(copies), dict[str, int]()
    names = {one.name for one in copies}
    for day in range(1, LONGEST_DAYS):
        at = now + day * 86_400_000
        left = kept([*left, Copy(f"+{day}", at, size)], at, budget, zone)
        here = {one.name for one in left}
        gone |= {name: at for name in names - here - gone.keys()}
        if len(gone) == len(names):
            break
    return gone


def _thinned(past: Sequence[Copy], now: int, zone: ZoneInfo) -> list[Copy]:
    """From the newest back: all fresh ones, then the last of each day, week and month."""
    stages = [(_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)]
    stay: list[Copy] = []
    left = 0
    for one in reversed(past):
        if now - one.at < FRESH_MS or not stay:
            stay.append(one)
            continue
        while stages and left >= stages[0][1]:
            stages.pop(0)
            left = 0
        if not stages:
            break
        same = stages[0][0]
        if same(local(one.at, zone)) != same(local(stay[-1].at, zone)):
            stay.append(one)
            left += 1
    return stay[::-1]


def _within(ordered: Sequence[Copy], budget: int | None, zone: ZoneInfo) -> list[Copy]:
    """As many as fit: first those go that a later one of the same day follows, then the oldest."""
    stay = list(ordered)
    if budget is None:
        return stay
    days = [_day(local(one.at, zone)) for one in stay]
    between = [one for at, one in enumerate(stay[:-1]) if days[at] == days[at + 1]]
    users = Counter(name for one in stay for name in one.apart)
    shared = {name: size for one in stay for name, size in one.apart.items()}
    over = sum(one.size for one in stay) + sum(shared.values()) - budget
    for one in (*between, *(one for one in ordered[:-1] if one not in between)):
        if over <= 0:
            break
        stay.remove(one)
        users.subtract(one.apart.keys())
        over -= one.size + sum(size for name, size in one.apart.items() if not users[name])
    return stay


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar()[:2])


def _month(at: datetime) -> tuple[int, ...]:
    return at.year, at.month
