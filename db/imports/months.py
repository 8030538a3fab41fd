"""Months that a debt is for, as offices write them: 2026-09, 2026年9月, 202609, 2026.8-10 …"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from db.imports.tables import text_of
from db.imports.workbook import Cell
from forms.values import Invalid, text

Month = tuple[int, int]
"""Year and month."""

_M = "(0?[1-9]|1[0-2])"
_Y = "(?:((?:19|20)[0-9]{2})[年./-]?)"
_ONE = re.compile(f"{_Y}?{_M}(月?)")
_RANGE = re.compile(f"{_Y}?{_M}月?(?:至|到|~|--?){_Y}?{_M}月?")
_PART = re.compile(r"((?:19|20)[0-9]{2})年?(?:度|第?([一二三四1-4])季度?|([上下])半年)?")
_DAY = re.compile(r"((?:19|20)[0-9]{2})([-./])([0-9]{1,2})\2[0-9]{1,2}(?![0-9])")
_LONGEST = 240
_HELP = "看不懂，请写成 2026-09 或 2026-08 至 2026-10"


@dataclass(frozen=True, order=True)
class Period:
    """First and last month, both included."""

    first: Month
    last: Month

    @property
    def key(self) -> str:
        """As it is kept: "2026-09", "2026-08/2026-10"."""
        ends = [f"{year}-{month:02}" for year, month in (self.first, self.last)]
        return "/".join(dict.fromkeys(ends))

    @property
    def months(self) -> set[int]:
        """Its months, counted through the years."""
        return set(range(_count(self.first), _count(self.last) + 1))


def _count(month: Month) -> int:
    return month[0] * 12 + month[1]


def at(year: int, month: int) -> Period:
    """One month."""
    return Period((year, month), (year, month))


def year_before(month: int, day: date) -> int:
    """The year of a month that nobody wrote one for: its last one up to `day`."""
    return day.year if month <= day.month else day.year - 1


def read(cell: Cell, year: int | None, day: date) -> Period:
    """The months of a cell. year: where none is written, None for the last ones up to `day`.

    Raises Invalid, also for 2026.1, which the table program makes of 2026.10.
    """
    if isinstance(cell, date):
        return at(cell.year, cell.month)
    written = text_of(cell)
    if re.fullmatch(r"20[0-9]{2}\.1", written):
        raise Invalid(f"{written} 分不清是 1 月还是 10 月，请写成 2026-01 这样")
    plain = re.sub(r"份|的?(?:物业|管理)+(?:服务)?费$|\s", "", text.halfwidth(written, longest=60))
    plain = _DAY.sub(r"\1年\3月", plain)
    plain = re.sub(r"([0-9]{4}年[0-9]{1,2}月)[0-9]{1,2}[日号]", r"\1", plain)
    if match := _ONE.fullmatch(plain):
        if match[1] or match[3]:
            month = int(match[2])
            return at(int(match[1] or year or year_before(month, day)), month)
    elif match := _RANGE.fullmatch(plain):
        return _range(match, year, day)
    elif match := _PART.fullmatch(plain):
        if "年" in plain or match[2] or match[3]:
            return _part(match)
    raise Invalid(f"月份“{written[:20]}”{_HELP}")


def _range(match: re.Match[str], year: int | None, day: date) -> Period:
    last_month = int(match[4])
    last = int(match[3] or match[1] or year or year_before(last_month, day))
    first = int(match[1] or (last if int(match[2]) <= last_month else last - 1))
    found = Period((first, int(match[2])), (last, last_month))
    if not 0 < len(found.months) <= _LONGEST:
        raise Invalid(f"月份“{match[0]}”的先后不对")
    return found


def _part(match: re.Match[str]) -> Period:
    """A quarter, half a year or a year."""
    year = int(match[1])
    if match[2]:
        quarter = "一二三四".find(match[2]) + 1 or int(match[2])
        return Period((year, quarter * 3 - 2), (year, quarter * 3))
    if match[3]:
        return Period((year, 1), (year, 6)) if match[3] == "上" else Period((year, 7), (year, 12))
    return Period((year, 1), (year, 12))


_DAY_WORDS = re.compile(
    r"(?:截[至止]到?(?:日期|时间)?|(?:统计|制表|导出|打印|数据|填表|报表)(?:日期|时间))[:：]?"
    r"((?:19|20)[0-9]{2})[年./-]([0-9]{1,2})(?:(?:[月./-])(?:([0-9]{1,2})|底|末)?)?"
)


def told_day(words: str) -> date | None:
    """The day a statement was true, from its title: 截至2026年10月31日, 统计日期：2026-10-31;
    of a month alone its last day. None without one."""
    match = _DAY_WORDS.search("".join(words.split()))
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    try:
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None


def told_month(words: str, day: date) -> Period | None:
    """The only month a title or a sheet's name is about, None for none or several."""
    plain = _DAY_WORDS.sub("", "".join(words.split()))
    found = set(re.findall(r"(?:((?:19|20)[0-9]{2})[年./-])?(1[0-2]|0?[1-9])月", plain))
    if len(found) != 1:
        return None
    year, month = found.pop()
    return at(int(year) if year else year_before(int(month), day), int(month))


def told_year(words: str) -> int | None:
    """The only year a title speaks of, its day apart."""
    plain = _DAY_WORDS.sub("", "".join(words.split()))
    found = set(re.findall(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|度|[./-])", plain))
    return int(found.pop()) if len(found) == 1 else None
