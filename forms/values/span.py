"""Lengths of time as people write them: 15 分钟, 2 小时, 3 个工作日, 7 天到 24:00, 当天 24:00."""

from __future__ import annotations

import re

from forms.timing import Span
from forms.values import Invalid
from forms.values.text import halfwidth

AT_ONCE = "到时"
"""No time at all: due at the very moment it starts from."""
EXAMPLES = "如 15 分钟、2 小时、7 天、3 个工作日、3 个月、当天 24:00、7 天到 24:00"
_LONGEST = {"months": 120, "workdays": 400, "days": 3650, "hours": 1000, "minutes": 6000}
_PATTERN = re.compile(
    r"(?:(?P<months>\d{1,4})个?月)?(?:(?P<workdays>\d{1,4})个?工作日)?(?:(?P<days>\d{1,4})[天日])?"
    r"(?:(?P<hours>\d{1,4})个?(?:小时|钟头))?(?:(?P<minutes>\d{1,4})分钟?)?"
    r"(?P<end>(?:到|至)?(?:当天|当日)?(?:24[:：]00|24[点时])(?:止|为止)?)?"
)


def words(span: Span) -> str:
    """As people read it, and as `clean` reads it back."""
    parts = [
        f"{number} {unit}"
        for number, unit in (
            (span.months, "个月"), (span.workdays, "个工作日"), (span.days, "天"),
            (span.hours, "小时"), (span.minutes, "分钟"),
        )
        if number
    ]  # fmt: skip
    if not parts:
        return "当天 24:00" if span.end_of_day else AT_ONCE
    return " ".join(parts) + ("到 24:00" if span.end_of_day else "")


def clean(raw: object) -> Span:
    """The span meant by what was typed; raises Invalid."""
    typed = re.sub(r"[\s,，]", "", halfwidth(raw, longest=60) if isinstance(raw, str) else "")
    if typed == AT_ONCE:
        return Span()
    match = _PATTERN.fullmatch(typed)
    if not typed or match is None:
        raise Invalid(f"看不懂这个时间，{EXAMPLES}")
    numbers = {name: int(match[name] or 0) for name in _LONGEST}
    for name, most in _LONGEST.items():
        if numbers[name] > most:
            raise Invalid("这个时间太长了，请核对")
    return Span(**numbers, end_of_day=match["end"] is not None)
