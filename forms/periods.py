"""Stretches of days that reports are made of, and what each is compared with. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

TODAY, YESTERDAY, WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, EVER = (
    "今天", "昨天", "本周", "本月", "上月", "本季", "今年", "全部",
)
NAMES = (TODAY, WEEK, MONTH, LAST_MONTH, QUARTER, YEAR, EVER)
"""What reports offer; those that have begun go up to today."""
BEGINNING = date(2000, 1, 1)
"""Nothing is older."""

Days = tuple[date, date]
"""The first and the last day, both included."""


def named(name: str, today: date) -> Days:
    """The days of that name; raises KeyError for another."""
    months = {MONTH: 1, QUARTER: 3, YEAR: 12}
    if name == TODAY:
        return today, today
    if name == YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if name == WEEK:
        return today - timedelta(days=today.weekday()), today
    if name == LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if name == EVER:
        return BEGINNING, today
    of = months[name]
    return today.replace(month=(today.month - 1) // of * of + 1, day=1), today


def before(days: Days, today: date) -> Days | None:
    """What a period is compared with: the same stretch of the week, month, quarter or year before,
    whole months with whole months, else as many days before; None for all there ever was."""
    first, last = days
    if first <= BEGINNING:
        return None
    if first.day == 1 and last == month_end(last):
        many = (last.year - first.year) * 12 + last.month - first.month + 1
        return months_on(first, -many), first - timedelta(days=1)
    for name, back in ((WEEK, 0), (MONTH, 1), (QUARTER, 3), (YEAR, 12)):
        if days == named(name, today) and first != last:
            if not back:
                return first - timedelta(days=7), last - timedelta(days=7)
            return months_on(first, -back), months_on(last, -back)
    many = (last - first).days + 1
    return first - timedelta(days=many), first - timedelta(days=1)


def words(days: Days) -> str:
    """As on paper: 2026年11月, 2026年11月1日至11月21日."""
    first, last = days
    if first <= BEGINNING:
        return f"到 {_day(last)} 为止"
    if first == last:
        return _day(first)
    if first.day == 1 and last == month_end(first):
        return f"{first.year}年{first.month}月"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"{first.year}年"
    same = first.year == last.year
    return f"{_day(first)}至{f'{last.month}月{last.day}日' if same else _day(last)}"


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_on(day: date, many: int) -> date:
    """The same day so many months on, clipped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + many, 12)
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
