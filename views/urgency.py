"""How a deadline is told where the work is: amber when due today, red when late, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.records import Record
from db.session import Session
from db.work_groups import LATE, TODAY
from db.workbench import press
from forms.life import Standing
from ui.table import Mark
from views import states
from views.work_words import left_words, late_words, lasts

TONES = {LATE: "bad", TODAY: "warn"}


def due_words(record: Record, now: datetime) -> tuple[str, str]:
    """What is due of a record and how pressing, with its tone: (回电 剩 6 分, warn); ("", "") while
    nothing presses."""
    words, tone = pressing_words(record.standing, now)
    due = record.standing.due
    return (f"{due.name} {words}", tone) if due and words else ("", "")


def pressing_words(found: Standing, now: datetime) -> tuple[str, str]:
    """The same without its name: (剩 6 分, warn)."""
    due, pressing = found.due, press(found, now)
    if due is None or not pressing:
        return "", ""
    words = late_words(now - due.at) if pressing == LATE else left_words(due.at, now)
    return words, TONES[pressing]


def marked_state(record: Record, now: datetime) -> Mark:
    """A record's state as a chip; what presses stands before it."""
    return pressed(record.seen.state, states.tone(record.form, record.seen.state),
                   press(record.standing, now))  # fmt: skip


def pressed(state: str, tone: str, pressing: str) -> Mark:
    """A state as a chip, with what presses (LATE, TODAY or "") before it."""
    return Mark(f"{pressing} · {state}", TONES[pressing]) if pressing else Mark(state, tone)


def changes_at(session: Session, record: Record, now: datetime) -> int | None:
    """The next instant (ms) at which the clock alone changes how a record looks: its words, or
    something is due, near, over or begins to hold."""
    found = [one for one in limits(record.standing, now) if one > now]
    if press(record.standing, now) and record.standing.due is not None:
        found.append(now + lasts(record.standing.due.at, now))
    return min((session.instant(one) for one in found), default=None)


def limits(found: Standing, now: datetime) -> list[datetime]:
    """The moments a standing looks otherwise from, midnight too while something is to come."""
    due = found.due
    near = None
    if due is not None and due.deadline.days_ahead is not None:
        near = due.at - timedelta(days=due.deadline.days_ahead)
    told = (due.at if due else None, near, found.valid_until, found.valid_from)
    coming = [one for one in told if one is not None]
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
    return coming + ([midnight] if any(one > now for one in coming) else [])
