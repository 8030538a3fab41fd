"""A stretch of time within one day, as typed, on screen and on paper.

Canonical: "09:00-11:00", to the minute; the end is later than the beginning and at most 24:00.
"""

import re

from forms.values import Invalid, dates
from forms.values.text import halfwidth

_BETWEEN = re.compile(" ?(?:[至到~]+|-+) ?|(?<=[0-9点时分半整]) (?=[早上中下晚0-9])")
_PART = re.compile("早上|上午|中午|下午|晚上")
_BARE = re.compile(r"(?P<part>\D*?)(?P<h>\d{1,2})", re.ASCII)
_SHORT = re.compile(r"(?P<part>\D*?)(?P<h>\d)(?P<i>\d\d)", re.ASCII)
_HELP = "请写明从几点到几点，如 9-11 或 9:30-11:00"
_WHOLE = 24 * 60


def clean(raw: object) -> str:
    """The canonical hours of any usual spelling: 9-11, 9:30到11点, 下午2点-4点, 0930-1100, 9 11.

    Raises Invalid, also for an end that is not later than the beginning.
    """
    marked = raw.replace("—", "-").replace("–", "-") if isinstance(raw, str) else raw
    typed = [one for one in _BETWEEN.split(halfwidth(marked, longest=40)) if one]
    if len(typed) != 2:
        raise Invalid(_HELP)
    first = _clock(typed[0])
    part = _PART.match(typed[0])
    last = _clock(typed[1])
    if part and not _PART.match(typed[1]) and last <= first:
        last = _clock(part[0] + typed[1])
    if last <= first:
        raise Invalid("止时应晚于起时；跨过半夜的请分两天写")
    return f"{_written(first)}-{_written(last)}"


def _clock(text: str) -> int:
    """Minutes after midnight of one end, a bare number being an hour."""
    if bare := _BARE.fullmatch(text):
        text = f"{bare['part']}{bare['h']}点"
    elif short := _SHORT.fullmatch(text):
        text = f"{short['part']}{short['h']}:{short['i']}"
    found = dates.clock(text)
    if found is None:
        raise Invalid(_HELP)
    return found


def _written(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def ends(found: str) -> tuple[int, int]:
    """Beginning and end of canonical hours, in minutes after midnight."""
    first, last = (int(one[:2]) * 60 + int(one[3:]) for one in found.split("-"))
    return first, last


def of(first: int, last: int) -> str:
    """The canonical hours from and to these minutes after midnight; ValueError for none such."""
    if not 0 <= first < last <= _WHOLE:
        raise ValueError(f"{first}-{last}")
    return f"{_written(first)}-{_written(last)}"


def pretty(found: str) -> str:
    """Canonical hours as people read them: "9:00—11:00"."""
    return "—".join(one.removeprefix("0") for one in found.split("-"))
