"""Duties: what an office has to do every so often, and the times that it has not done.

A duty falls due once in every day, week, half month, month, quarter, half year or year; what was
done on any day of that time counts for it (docs/handbook.md §1 ZR). All of it is arithmetic of
days: who did what is handed in.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from forms.fields import Kind
from forms.settings import Setting

if TYPE_CHECKING:
    from forms.form import Form


class Often(StrEnum):
    """How often a duty falls due, in words for people."""

    DAY = "每天"
    WEEK = "每周"
    HALF_MONTH = "每半月"
    MONTH = "每月"
    QUARTER = "每季"
    HALF_YEAR = "每半年"
    YEAR = "每年"


MONTHS = {Often.MONTH: 1, Often.QUARTER: 3, Often.HALF_YEAR: 6, Often.YEAR: 12}
LOOK_BACK = 31
"""Times of one duty, the present one included, of which it is still asked whether it was done."""


@dataclass(frozen=True)
class Duty:
    """One duty of the office.

    role: whose it is · ahead: days before the last of its time that it is spoken of
    grace: days after its time within which it is still done in time (figures of a month are there
    after its end)
    paper: what is to be attached, "" for nothing · since: no time that ended before this day counts
    """

    name: str
    often: Often
    role: str
    ahead: int = 0
    grace: int = 0
    paper: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Duties:
    """Of a form that records what was done of a duty: its field that names the duty, and its DATE
    field, a day of the time it was done for; listed: the office's setting that lists the duties;
    doer, result, paper: its fields that say who did it, what came of it, and what is attached."""

    duty: str
    day: str
    listed: Setting
    doer: str
    result: str
    paper: str


@dataclass(frozen=True)
class Term:
    """One time a duty is to be done: its days, first and last, and what it is called."""

    first: date
    last: date
    words: str


@dataclass(frozen=True)
class Turn:
    """A duty at one of its times.

    due: the last day that is in time · number: of the record that says it was done, "" for none
    """

    duty: Duty
    term: Term
    due: date
    number: str = ""

    def is_late(self, today: date) -> bool:
        """Whether it was not done, and its last day is over."""
        return not self.number and today > self.due

    def is_near(self, today: date) -> bool:
        """Whether it is to be done, and time to speak of it."""
        return not self.number and today >= self.term.last - timedelta(days=self.duty.ahead)


def term_of(often: Often, day: date) -> Term:
    """The time of such a duty in which a day lies; weeks begin on Monday."""
    if often is Often.DAY:
        return Term(day, day, f"{day.month} 月 {day.day} 日")
    if often is Often.WEEK:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        return Term(first, last, f"{first.month}-{first.day:02} 至 {last.month}-{last.day:02}")
    if often is Often.HALF_MONTH:
        if day.day <= 15:
            return Term(day.replace(day=1), day.replace(day=15), f"{_month(day)}上半月")
        return Term(day.replace(day=16), _end(day), f"{_month(day)}下半月")
    months = MONTHS[often]
    begins = (day.month - 1) // months * months + 1
    first = day.replace(month=begins, day=1)
    return Term(first, _end(first.replace(month=begins + months - 1)), _words(often, first))


def _month(day: date) -> str:
    return f"{day.year} 年 {day.month} 月"


def _words(often: Often, first: date) -> str:
    if often is Often.MONTH:
        return _month(first)
    if often is Often.QUARTER:
        return f"{first.year} 年第 {(first.month - 1) // 3 + 1} 季度"
    if often is Often.HALF_YEAR:
        return f"{first.year} 年{'上' if first.month == 1 else '下'}半年"
    return f"{first.year} 年"


def _end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def turns(
    duty: Duty, done: Mapping[date, str], begun: date, first: date, last: date
) -> Iterator[Turn]:
    """Its times that lie, or fall due, between two days, in order.

    done: numbers of records by a day they were done for · begun: since when the office keeps them
    """
    begun = max(begun, duty.since or begun)
    term = term_of(duty.often, max(first - timedelta(days=duty.grace), begun))
    while term.first <= last:
        due = term.last + timedelta(days=duty.grace)
        if due >= first:
            number = next((done[day] for day in sorted(done) if term.first <= day <= term.last), "")
            yield Turn(duty, term, due, number)
        term = term_of(duty.often, term.last + timedelta(days=1))


def owing(duty: Duty, done: Mapping[date, str], begun: date, today: date) -> list[Turn]:
    """Its times that are to be done now and were not, the oldest first: those that are late, of
    the last `LOOK_BACK`, and the present one once it is near."""
    found = list(turns(duty, done, begun, _long_ago(duty.often, today), today))
    return [one for one in found[-LOOK_BACK:] if one.is_late(today) or one.is_near(today)]


def looks_back(listed: Iterable[Duty], today: date) -> date:
    """The first day that `owing` asks about."""
    return min((_long_ago(one.often, today) - timedelta(days=one.grace) for one in listed),
               default=today)  # fmt: skip


def _long_ago(often: Often, today: date) -> date:
    days = {Often.DAY: 1, Often.WEEK: 7, Often.HALF_MONTH: 16}.get(often, 0)
    if days:
        return term_of(often, today - timedelta(days=days * LOOK_BACK)).first
    return term_of(often, today.replace(year=today.year - 3, day=1)).first


def of_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[Duty, ...]:
    """The duties as the office's list keeps them."""
    return tuple(
        Duty(
            line["name"], Often(line["often"]), line["role"], line.get("ahead") or 0,
            line.get("grace") or 0, line.get("paper") or "",
            date.fromisoformat(line["since"]) if line.get("since") else None,
        )
        for line in lines
    )  # fmt: skip


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with what a form says of duties."""
    if form.duties is None:
        return
    for key in (form.duties.doer, form.duties.result, form.duties.paper):
        if not form.has(key):
            yield f"职责（duties）提到没有的字段 {key}"
    for key, kind in ((form.duties.duty, Kind.TEXT), (form.duties.day, Kind.DATE)):
        if not form.has(key):
            yield f"职责（duties）提到没有的字段 {key}"
        elif form.field(key).kind is not kind or form.field(key).required is not True:
            yield f"职责（duties）的字段 {key} 应是必填的 {kind.value}"
        elif form.field(key).is_personal:
            yield f"职责（duties）的字段 {key} 不能是个人信息"
