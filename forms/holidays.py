"""Days off and worked weekends (调休) of a year, from lines as the notice of the government has
them, and back. [S] the days themselves are announced every year, none is built in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from forms.values import Invalid
from forms.values.text import halfwidth

_DAY = (
    r"(?:(?P<{0}y>\d{{4}})\s*[-年/.])?\s*(?P<{0}m>\d{{1,2}})\s*[-月/.]"
    r"\s*(?P<{0}d>\d{{1,2}})\s*[日号]?"
)
_RANGE = re.compile(
    _DAY.format("a") + r"(?:\s*(?:至|到|~|～|-+)\s*(?:" + _DAY.format("b")
    + r"|(?P<only>\d{1,2})\s*[日号]))?"
)
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）")
_OFF, _WORKED = re.compile("放假|休息|放"), re.compile("上班|补班|工作")
LONGEST_DAYS = 40
EXAMPLE = "10-01 至 10-07 放假\n10-10 上班"


def read(typed: str, year: int) -> dict[str, bool]:
    """{ISO day: True off, False worked} of that year; raises Invalid with every wrong line.

    typed: lines or whole sentences of the notice, "2月15日（周日）至23日（周一）放假调休，共9天。"
    """
    found: dict[str, bool] = {}
    problems = []
    for number, line in enumerate(typed.splitlines(), 1):
        for clause in re.split("[。；;]", _ASIDE.sub("", line)):
            try:
                _read(halfwidth(clause, longest=500), year, found)
            except Invalid as invalid:
                problems.append(f"第 {number} 行：{invalid}")
    if problems:
        raise Invalid("\n".join(problems))
    return found


def _read(clause: str, year: int, found: dict[str, bool]) -> None:
    off, worked = _OFF.search(clause), _WORKED.search(clause)
    spans = list(_RANGE.finditer(clause))
    if not spans:
        if off or worked:
            raise Invalid("没有写是哪天，如 10-01 至 10-07 放假")
        if re.match(r"\d", clause):
            raise Invalid("看不懂，如 10-01 至 10-07 放假")
        return
    if not off and not worked:
        raise Invalid("没有写放假还是上班")
    for span in spans:
        verb = next(
            (one for one in sorted(filter(None, (off, worked)), key=lambda one: one.start())
             if one.start() >= span.end()), None
        )  # fmt: skip
        is_off = (verb or off or worked) is off
        for day in _days(span, year):
            if found.setdefault(day, is_off) is not is_off:
                raise Invalid(f"{day} 又写放假又写上班")


def _days(span: re.Match[str], year: int) -> list[str]:
    first = _date(span["ay"], span["am"], span["ad"], year)
    last = first
    if span["bm"]:
        last = _date(span["by"], span["bm"], span["bd"], year)
    elif span["only"]:
        last = _date(None, span["am"], span["only"], year)
    if not timedelta() <= last - first < timedelta(days=LONGEST_DAYS):
        raise Invalid(f"{first:%m-%d} 至 {last:%m-%d} 的先后不对，或太长")
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def _date(written: str | None, month: str, day: str, year: int) -> date:
    if written and int(written) != year:
        raise Invalid(f"这里只写 {year} 年的，{written} 年的请换到那一年")
    try:
        return date(year, int(month), int(day))
    except ValueError:
        raise Invalid(f"没有 {month} 月 {day} 日这一天") from None


def words(holidays: Mapping[str, bool], year: int) -> str:
    """The year's days as lines that `read` reads back."""
    days = sorted(date.fromisoformat(day) for day in holidays if day.startswith(f"{year}-"))
    lines: list[tuple[date, date, bool]] = []
    for day in days:
        off = holidays[day.isoformat()]
        first, last, was = lines[-1] if lines else (day, day, not off)
        goes_on = last == day - timedelta(days=1) and (day - first).days < LONGEST_DAYS
        if was is off and goes_on:
            lines[-1] = (first, day, off)
        else:
            lines.append((day, day, off))
    return "\n".join(
        f"{first:%m-%d}{'' if first == last else f' 至 {last:%m-%d}'} {'放假' if off else '上班'}"
        for first, last, off in lines
    )
