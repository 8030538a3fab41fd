"""Spans of time as offices count them, validity, deadlines and follow-up: pure date arithmetic.

Times are naive datetimes in the office's zone. "end of day" is 24:00, that is 00:00 of the next
day; a month runs to the same day next month, clipped to the month's end (docs/handbook.md §0).
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from forms.conditions import Condition

Hours = tuple[time, time]
"""When the office opens and closes, the same every day."""

CALLERS = {"ordinary": ("前台",), "important": ("客服主管",), "major": ("公司经理",)}
"""Who makes the follow-up call, by its weight, the lightest first (docs/handbook.md §3)."""


class DueKind(StrEnum):
    """What sort of work a deadline is: its heading on the workbench, "" for the rest.

    CALL tells a customer something · FOLLOW_UP asks whether he is content · RETURN is a slip, card
    or thing that is to come back · SEND goes to somebody outside · ENDING is a validity that ends
    """

    PLAIN = ""
    CALL = "回电"
    FOLLOW_UP = "回访"
    RETURN = "未收回"
    SEND = "报送"
    ENDING = "到期"


@dataclass(frozen=True)
class Span:
    """A length of time; `end_of_day` afterwards rounds up to 24:00 of the day reached."""

    minutes: int = 0
    hours: int = 0
    days: int = 0
    workdays: int = 0
    months: int = 0
    end_of_day: bool = False

    def after(
        self,
        start: datetime,
        holidays: Mapping[str, bool] | None = None,
        hours: Hours | None = None,
    ) -> datetime:
        """The moment this span after `start`.

        holidays: ISO day -> True for a day off, False for a weekend that is worked (调休)
        hours: if given, minutes and hours of the span run only while the office is open.
        """
        moment = _months_on(start, self.months)
        moment += timedelta(days=self.days)
        for _ in range(self.workdays):
            moment += timedelta(days=1)
            while not is_workday(moment.date(), holidays or {}):
                moment += timedelta(days=1)
        moment = _open_on(moment, timedelta(hours=self.hours, minutes=self.minutes), hours)
        return end_of_day(moment.date()) if self.end_of_day else moment


def end_of_day(day: date) -> datetime:
    """24:00 of that day, written as 00:00 of the next."""
    return datetime.combine(day + timedelta(days=1), time())


def moment_of(value: str) -> datetime:
    """A canonical date or date-time as a naive datetime; a date counts to its end."""
    if "T" in value:
        return datetime.fromisoformat(value)
    return end_of_day(date.fromisoformat(value))


def first_moment_of(value: str) -> datetime:
    """A canonical date or date-time as a naive datetime; a date counts from its beginning."""
    return datetime.fromisoformat(value)


def is_workday(day: date, holidays: Mapping[str, bool]) -> bool:
    """Whether the office counts that day as 工作日."""
    off = holidays.get(day.isoformat())
    return day.weekday() < 5 if off is None else not off


def _open_on(start: datetime, span: timedelta, hours: Hours | None) -> datetime:
    if not span or hours is None or hours[0] >= hours[1]:
        return start + span
    moment = start
    while True:
        opens, closes = (datetime.combine(moment.date(), clock) for clock in hours)
        moment = max(moment, opens)
        if moment + span <= closes:
            return moment + span
        span -= max(closes - moment, timedelta())
        moment = end_of_day(moment.date())


def _months_on(start: datetime, months: int) -> datetime:
    if not months:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


@dataclass(frozen=True)
class Validity:
    """Until when a paper holds, and from when.

    Either `span` after issue (or after the field named by `start`), or the value of `field`
    (date: to its end; date-time; period: to the end of its last day). `within`: a reference field
    whose record's own limit may not be passed, the form's `hangs_on`; it also ends when that record
    does. `starts`: a date, date-time or period field; before it (its first day, 00:00) nothing is
    let through the gate. `words` stand before it for people, "有效期至" if empty.
    """

    span: Span | None = None
    start: str = "issued"
    field: str | None = None
    within: str | None = None
    words: str = ""
    starts: str | None = None


@dataclass(frozen=True)
class Deadline:
    """Something to be done in time.

    start: "issued", an act's name, the key of a date or date-time field, "act.key" for one of an
      act's, or "valid_until" · stop: the act that settles it, done after an act that starts it
    when: only where it holds
    moved_by: (act, its date-time field) that moves it, agreed with the customer
    office_hours: minutes and hours stop outside office hours, if the office says so
    roles: whose work it is · verb: what the workbench offers
    settled: whether the act that stopped it really settled it, asked of its values; if not, `again`
      runs from that act on (the next follow-up after a new grievance) · alone: the work of these
      roles only, nobody else sees it or does what settles it, but those in `above`
    days_ahead: the workbench shows it only so many days before it is due, always if not given
    kind: under which heading the workbench counts it; ENDING of itself if it starts "valid_until"
    """

    name: str
    start: str
    within: Span
    stop: str
    roles: tuple[str, ...] = ()
    verb: str = ""
    moved_by: tuple[str, str] | None = None
    office_hours: bool = False
    when: Condition | bool = True
    settled: Condition | bool = True
    again: Span | None = None
    alone: bool = False
    above: tuple[str, ...] = ()
    days_ahead: int | None = None
    kind: DueKind = DueKind.PLAIN

    @property
    def heading(self) -> DueKind:
        """Its kind, where none is declared the one that follows from its start."""
        ends = self.kind is DueKind.PLAIN and self.start == "valid_until"
        return DueKind.ENDING if ends else self.kind


@dataclass(frozen=True)
class FollowUp:
    """回访: after which act, within what time, and the act that records the call.

    weight: ordinary, important or major decides who calls; whoever calls in weightier matters may
    (docs/handbook.md §3) · when: only where it holds, so that a form can declare one for each
    settled: what the call must have brought, of its act's fields; else the next call is due `again`
    after it, until it is
    """

    after: str
    within: Span
    act: str = "回访"
    weight: str = "ordinary"
    when: Condition | bool = True
    settled: Condition | bool = True
    again: Span = Span(days=1, end_of_day=True)

    @property
    def deadline(self) -> Deadline:
        """The same as something to be done in time."""
        weights = list(CALLERS)
        heavier = weights[weights.index(self.weight) + 1 :]
        name = {"important": "重要", "major": "重大"}.get(self.weight, "") + self.act
        return Deadline(
            name, self.after, self.within, self.act, CALLERS[self.weight], when=self.when,
            settled=self.settled, again=self.again, alone=True,
            above=tuple(role for weight in heavier for role in CALLERS[weight]),
            kind=DueKind.FOLLOW_UP,
        )  # fmt: skip
