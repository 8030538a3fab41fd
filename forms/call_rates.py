"""回访率: of the matters closed in a period, how many were followed up, and how many in time.

Pure functions over what a record says; the declaration tells which acts count and what is aimed
at (docs/handbook.md §3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from forms.conditions import Condition, Values, holds
from forms.facts import Facts
from forms.timing import Span

if TYPE_CHECKING:
    from forms.life import Done


@dataclass(frozen=True)
class CallRate:
    """What a form's follow-ups should reach.

    target: per cent of the closed matters · within: a later call counts, but shows as late
    closed: the act that closes the matter, of which the day says to what period it belongs
    acts: any of these is the follow-up · when: whether the matter counts at all: not where nobody
    is known, or where no call is owed · spoken: asked of the act's values, whether that was a
    follow-up: not where nobody answered
    """

    target: int
    within: Span
    closed: str
    acts: tuple[str, ...] = ("回访",)
    when: Condition | bool = True
    spoken: Condition | bool = True


@dataclass(frozen=True)
class Followed:
    """One closed matter: the day it was closed, when it was first followed up in office time (None
    for not yet), whether that was late."""

    day: date
    at: datetime | None
    late: bool


@dataclass(frozen=True)
class Reached:
    """The rate over some closed matters: how many, how many were followed up, how many of these
    late."""

    closed: int
    called: int
    late: int

    @property
    def percent(self) -> float | None:
        """Per cent followed up, late ones too; None where nothing was closed."""
        return 100 * self.called / self.closed if self.closed else None

    def meets(self, rate: CallRate) -> bool:
        """Whether that is what the declaration aims at; nothing closed misses nothing."""
        return self.called * 100 >= rate.target * self.closed


def followed(
    rate: CallRate, values: Values, counted: Sequence[Done], facts: Facts
) -> Followed | None:
    """What one record adds to the rate; None if it is not closed or does not count.

    counted: its acts that count, in order (`forms.life.counting`) · facts: as its rules see them,
    with the values of its acts.
    """
    closings = [one.at for one in counted if one.name == rate.closed]
    if not closings or not holds(rate.when, values, facts):
        return None
    closed = closings[-1]
    calls = [
        one.at for one in counted
        if one.name in rate.acts and holds(rate.spoken, {**values, **one.values}, facts)
    ]  # fmt: skip
    if not calls:
        return Followed(closed.date(), None, False)
    first = min(calls)
    return Followed(closed.date(), first, first > rate.within.after(closed, facts.holidays))


def reached(matters: Iterable[Followed]) -> Reached:
    """The rate over these matters."""
    found = list(matters)
    called = [one for one in found if one.at is not None]
    return Reached(len(found), len(called), sum(one.late for one in called))
