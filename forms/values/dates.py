"""Days, moments and periods of the office's calendar, as typed, on screen and on paper.

Canonical: day "2026-11-21", moment "2026-11-21T10:42" (to the minute, no zone), period
{"from", "to"} of two days. What "today" and "now" are is told by the caller.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from forms.values import Invalid
from forms.values.text import halfwidth

_WORDS = {
    "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
    "大后天": 3,
}
_DAY = re.compile(
    r"(?:(?P<y>\d{4}) ?(?:年|[-./ ]) ?)?(?P<m>\d{1,2}) ?(?:月|[-./ ]) ?(?P<d>\d{1,2}) ?[日号]?"
    r"|(?P<y8>\d{4})(?P<m8>\d\d)(?P<d8>\d\d)",
    re.ASCII,
)
_AHEAD = re.compile(r"([+-])(\d{1,4})(?: ?天)?", re.ASCII)
_CLOCK = re.compile(
    r"(?P<part>早上|上午|中午|下午|晚上)? ?"
    r"(?:(?P<h>\d{1,2})(?: ?: ?(?P<i>\d{2})(?::\d{2})?| ?[点时](?: ?(?P<j>\d{1,2}) ?分?| ?(?P<half>半)"
    r"| ?整)?)|(?P<h4>\d{2})(?P<i4>\d{2}))",
    re.ASCII,
)
_BETWEEN = re.compile(" ?(?:[至到~]+|--) ?| - ")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)", re.ASCII)
_HELP = "日期看不懂，请写成 2026-11-21 或 11-21"


def day(raw: object, today: date) -> str:
    """A day from any usual spelling: 2026-11-21, 2026年11月21日, 20261121, 11-21, 明天, +3.

    Without a year it is the year of `today`. Raises Invalid for a day not in the calendar and for
    years outside 1900 to 2199.
    """
    return _day(halfwidth(raw, longest=40), today, today.year).isoformat()


def _day(text: str, today: date, year: int) -> date:
    """The date meant by `text`; `year` stands in where none is written."""
    if not text:
        raise Invalid("请填写日期，如 2026-11-21")
    ahead = _AHEAD.fullmatch(text)
    if ahead or text in _WORDS:
        days = int(ahead[1] + ahead[2]) if ahead else _WORDS[text]
        try:
            return _known(today + timedelta(days=days))
        except OverflowError:
            raise Invalid(_HELP) from None
    match = _DAY.fullmatch(text)
    if not match:
        raise Invalid(_HELP)
    found = match.groupdict()
    month, number = int(found["m"] or found["m8"]), int(found["d"] or found["d8"])
    try:
        return _known(date(int(found["y"] or found["y8"] or year), month, number))
    except Invalid:
        raise
    except ValueError:
        raise Invalid(f"没有 {month} 月 {number} 日这一天，请核对日期") from None


def _known(found: date) -> date:
    if not 1900 <= found.year <= 2199:
        raise Invalid("年份应在 1900 到 2199 之间")
    return found


def moment(raw: object, now: datetime) -> str:
    """A minute: a day as in `day` with a time (10:42, 10点42分, 下午3点, 1042), or a time of today.

    24:00 is accepted and becomes 00:00 of the next day; seconds are dropped; 现在 is `now`.
    Raises Invalid, also for a day without a time.
    """
    text = halfwidth(raw, longest=60)
    if text == "现在":
        return now.isoformat("T", "minutes")[:16]
    for gap in re.finditer("(?<=[0-9])T|(?<![0-9])(?=[0-9])| |^|(?<=[天日号])", text):
        clock = _CLOCK.fullmatch(text, gap.end())
        typed = text[:gap.start()].rstrip()
        if clock and (not typed or _DAY.fullmatch(typed) or typed in _WORDS
                      or _AHEAD.fullmatch(typed)):
            today = now.date()
            return _at(_day(typed, today, today.year) if typed else today, _minutes(clock))
    if re.fullmatch("[0-9]{12}", text):
        return moment(f"{text[:8]} {text[8:]}", now)
    if not text or _DAY.fullmatch(text) or text in _WORDS or _AHEAD.fullmatch(text):
        raise Invalid("请写明日期和几点几分，如 11-21 10:42")
    raise Invalid("时间看不懂，请写成 2026-11-21 10:42 或 10:42")


def clock(text: str) -> int | None:
    """Minutes after midnight of a time as in `moment`, up to 24:00; None for no time.

    Raises Invalid for one that does not exist.
    """
    found = _CLOCK.fullmatch(text)
    return _minutes(found) if found else None


def _minutes(clock: re.Match[str]) -> int:
    """Minutes after midnight of a matched time, up to 24:00."""
    hour = int(clock["h"] or clock["h4"])
    minute = 30 if clock["half"] else int(clock["i"] or clock["j"] or clock["i4"] or 0)
    part = clock["part"]
    if (part == "下午" and hour < 12) or (part == "晚上" and 5 <= hour <= 12):
        hour += 12
    elif (part == "中午" and hour < 10) or (part == "晚上" and hour < 5):
        raise Invalid("请写 24 小时制的时间，如 13:30")
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise Invalid("没有这个时间，请写 00:00 到 24:00")
    return hour * 60 + minute


def _at(found: date, minutes: int) -> str:
    whole = datetime(found.year, found.month, found.day) + timedelta(minutes=minutes)
    _known(whole.date())
    return whole.isoformat("T", "minutes")


def period(raw: object, today: date) -> dict[str, str]:
    """{"from", "to"} of two days, both included: a mapping, "11-21 至 12-15", "11-21~12-15"; one
    day alone is from and to.

    An end without a year is in the year of the beginning. Raises Invalid, also for an end before
    the beginning.
    """
    if isinstance(raw, Mapping):
        if set(raw) - {"from", "to"}:
            raise Invalid("起止日期只写起日和止日")
        typed = [halfwidth(raw.get(key) or "", longest=40) for key in ("from", "to")]
    else:
        marked = re.sub("[—–]", "~", raw) if isinstance(raw, str) else raw
        typed = _BETWEEN.split(halfwidth(marked, longest=80))
        typed = typed * 2 if len(typed) == 1 else typed
    if len(typed) != 2 or not all(typed):
        raise Invalid("请写明起日和止日，如 11-21 至 12-15")
    first = _day(typed[0], today, today.year)
    last = _day(typed[1], today, first.year)
    if last < first:
        raise Invalid("止日早于起日，请核对；跨年请写明年份")
    return {"from": first.isoformat(), "to": last.isoformat()}


def pretty_day(found: str, today: date | None = None) -> str:
    """A canonical day on screen: "11-21" in the year of `today`, else "2026-11-21"."""
    return found[5:] if today is not None and found[:4] == f"{today.year:04d}" else found


def pretty_moment(found: str, now: datetime | None = None) -> str:
    """A canonical moment on screen: "11-21 10:42" in the year of `now`, else with its year."""
    return pretty_day(found, now).replace("T", " ")


def pretty_period(found: Mapping[str, str], today: date | None = None) -> str:
    """A canonical period on screen: "11-21 至 12-15", years only where not this year; one day as
    that day."""
    return _period(pretty_day(found["from"], today), pretty_day(found["to"], today))


def paper_day(found: str) -> str:
    """A canonical day on paper: "2026年11月21日"."""
    return f"{found[:4]}年{found[5:7]}月{found[8:10]}日"


def paper_moment(found: str) -> str:
    """A canonical moment on paper: "2026年11月21日 10:42"."""
    return f"{paper_day(found)} {found[11:]}"


def pretty_until(found: str, now: datetime | None = None) -> str:
    """The end of a validity on screen: midnight is 24:00 of the day before; else pretty_moment."""
    if not _MOMENT.fullmatch(found) or not found.endswith("T00:00"):
        return pretty_moment(found, now)
    day = date.fromisoformat(found[:10]) - timedelta(days=1)
    return f"{pretty_day(day.isoformat(), now)} 24:00"


def paper_until(found: str) -> str:
    """The end of a validity on paper: midnight is 24:00 of the day before, else as paper_moment."""
    if not _MOMENT.fullmatch(found) or not found.endswith("T00:00"):
        return paper_moment(found)
    return f"{paper_day((date.fromisoformat(found[:10]) - timedelta(days=1)).isoformat())} 24:00"


def paper_period(found: Mapping[str, str]) -> str:
    """A canonical period on paper: "2026年11月21日 至 2026年12月15日"; one day as that day."""
    return _period(paper_day(found["from"]), paper_day(found["to"]))


def _period(first: str, last: str) -> str:
    return first if first == last else f"{first} 至 {last}"
