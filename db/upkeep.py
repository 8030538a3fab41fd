"""What the program looks after by itself while nobody sits at the desk: once a week the whole file
is checked, once a month a restore is rehearsed; how the last ones went, for the status bar.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import backup, journal, office, rehearsal
from db.errors import Refused
from db.rehearsal import PARTS
from db.session import Session
from db.store import Store

EVERY_MS = 7 * 86_400_000
LATE_MS = 2 * EVERY_MS
"""When somebody is reminded: the desk was never left for long enough."""
LAST = "office.checked"
FOUND = "office.checked.found"
"""Settings: when all was last checked (UTC ms), and in which parts something was wrong, in Chinese.
What it was may name people, who may be forgotten: that is not kept."""
_A_DAY_MS = 86_400_000


@dataclass(frozen=True)
class Checked:
    """The last full check: when it ended (UTC ms, None for never), where something was wrong (""
    for nowhere), as "状态、查找".

    late: so long ago that one should be reminded · words: what it was, for those with the right
    "check"; only straight after it
    """

    at: int | None
    found: str
    late: bool
    words: str = ""


def last(store: Store, now: int) -> Checked:
    """How the last full check went, seen at `now` (UTC ms)."""
    at = office.setting(store, LAST)
    return Checked(at, office.setting(store, FOUND) or "", _age(store, at, now) > LATE_MS)


def check_due(store: Store, now: int) -> bool:
    """Whether the last full check (of a store that never had one: its first day) is more than a
    week before `now` (UTC ms), or lies so far ahead that a clock was wrong."""
    return not -_A_DAY_MS <= _age(store, office.setting(store, LAST), now) <= EVERY_MS


def check(session: Session) -> Checked:
    """Check all that `check --full` does; asks no right, for it shows nobody anything.

    Where it found something is kept and journalled, but into a damaged file nothing is written. For
    a thread.
    """
    from db import checking  # it reads nearly everything

    found = checking.findings(session, full=True)
    well = ("ok", checking.UNCHECKED)
    wrong = {part: words for part, words in found.items() if words not in well}
    parts, now = "、".join(PARTS[part] for part in wrong), session.clock.now()
    if found["journal"] != checking.UNCHECKED:
        with session.store.write():
            office.put(session.store, LAST, now, now, None)
            office.put(session.store, FOUND, parts or None, now, None)
            journal.append(session.store, now, None, "check", None, {"found": parts})
    return Checked(now, parts, False, "；".join(words.rstrip("。") for words in wrong.values()))


def rehearsal_due(store: Store, now: int) -> bool:
    """Whether there is a backup to be rehearsed by the program itself: one that failed is tried
    once a day, for somebody has to see to it."""
    bad = rehearsal.trouble(store)
    again = bad is None or not 0 <= now - bad.at <= _A_DAY_MS
    return again and rehearsal.due(store, now) and backup.newest(store.folder) is not None


def rehearse(session: Session) -> backup.Made | None:
    """A rehearsal that nobody asked for, in nobody's name; None without a backup. Raises
    `Environment` as `rehearsal.rehearse`. For a thread."""
    try:
        return rehearsal.rehearse(session, by_itself=True)
    except Refused:
        return None


def _age(store: Store, at: int | None, now: int) -> int:
    """Milliseconds since `at`; since the first day where there is none."""
    if at is None:
        at = store.value("SELECT at FROM journal ORDER BY seq LIMIT 1") or now
    return now - int(at)
