"""How a line of the workbench reads at a moment: its chip, and until when the chip says so."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from db.work_extras import DRAFT, PAPER, RECEIPT, Item
from db.work_groups import DO, EXPIRED, LATE, SIGN, TODAY
from forms.timing import DueKind
from forms.values import dates

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HEADINGS = (
    LATE, TODAY, SIGN, DO, DueKind.CALL.value, DueKind.FOLLOW_UP.value, DueKind.RETURN.value,
    DueKind.SEND.value, DueKind.ENDING.value, EXPIRED, PAPER, RECEIPT, DRAFT,
)  # fmt: skip
"""In the order in which they stand above the list; those of other sources follow."""
TONES = {LATE: "bad", TODAY: "warn", EXPIRED: "warn", PAPER: "warn", SIGN: "accent", DO: "accent"}


def chip(item: Item, now: datetime) -> tuple[str, str]:
    """Words and tone: 逾期 12 分, 剩 6 分, 今天, 待签, 未收回, 明天, 3 天 …"""
    due = item.due
    if item.state in (LATE, TODAY) and due is not None:
        if now >= due:
            return late_words(now - due), "bad"
        return left_words(due, now), "warn"
    if item.heading == SIGN:
        return "待签", "accent"
    if item.heading == DO:
        return "待办", "accent"
    if item.heading == DueKind.RETURN.value:
        return "未收回", ""
    if item.heading in (EXPIRED, PAPER, RECEIPT, DRAFT) or due is None:
        return item.state, TONES.get(item.heading, "")
    return _days(due, now), ""


def late_words(since: timedelta) -> str:
    """For how long something has been overdue."""
    if since < MINUTE:
        return "刚逾期"
    if since < HOUR:
        return f"逾期 {since // MINUTE} 分"
    return f"逾期 {since // HOUR} 小时" if since < DAY else f"逾期 {since // DAY} 天"


def left_words(due: datetime, now: datetime) -> str:
    """How much of the day is left for something."""
    left = due - now
    if left < HOUR:
        return f"剩 {-(-left // MINUTE)} 分"
    return "今天" if due.time() == time() else f"今天 {due:%H:%M}"


def _days(due: datetime, now: datetime) -> str:
    """In how many days; 24:00 belongs to the day before."""
    last = due - timedelta(microseconds=1)
    days = (last.date() - now.date()).days
    return ("今天" if days <= 0 else "明天") if days < 2 else f"{days} 天"


def holds_for(item: Item, now: datetime) -> timedelta:
    """How long the chip stays as it is, if nothing but the clock changes."""
    due = item.due
    return DAY if due is None or item.state not in (LATE, TODAY) else lasts(due, now)


def lasts(due: datetime, now: datetime) -> timedelta:
    """How long the words for what is late or due today stay as they are."""
    if now >= due:
        since = now - due
        step = MINUTE if since < HOUR else HOUR if since < DAY else DAY
        return step - since % step
    left = due - now
    if left < HOUR:
        return left % MINUTE or MINUTE
    return left - HOUR + timedelta(milliseconds=1)


def until_words(until: datetime, now: datetime) -> str:
    """A limit as people say it: 今天 24:00, 11-22 09:00, 2027-03-15 (another year needs no clock);
    midnight belongs to the day before."""
    day = until - timedelta(days=1) if until.time() == time() else until
    clock = "24:00" if until.time() == time() else f"{until:%H:%M}"
    if day.date() == now.date():
        return f"今天 {clock}"
    told = dates.pretty_day(day.date().isoformat(), now.date())
    return told if day.year != now.year else f"{told} {clock}"
