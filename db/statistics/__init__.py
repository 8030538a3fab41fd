"""Statistics of the office by period, from the totals of every day (docs/handbook.md §7).

They need the right "see:statistics"; none names anybody but members of staff and workers.
"""

from __future__ import annotations

from dataclasses import replace

from db import tallies
from db.errors import Refused
from db.session import Session
from db.statistics import catalog, declared, general, reached, takings
from db.statistics.behind import among
from db.statistics.catalog import Entry, entries
from db.statistics.report import Behind, Column, Report, Row
from forms import periods
from forms.periods import Days
from forms.statistics import Count, Ending, Items, Punctual, Reached, Took

__all__ = [
    "RIGHT", "Behind", "Column", "Entry", "Report", "Row", "among", "entries", "read",
]  # fmt: skip

RIGHT = "see:statistics"
_GENERAL = {
    catalog.TAKEN_IN: general.taken_in,
    catalog.MAKERS: general.makers,
    catalog.DEADLINES: general.deadlines,
    catalog.FOLLOW_UP: general.follow_up,
    catalog.BY_FEE: takings.by_fee,
    catalog.BY_CASHIER: takings.by_cashier,
    catalog.DEPOSITS: takings.deposits,
    catalog.ARREARS: takings.arrears,
}


def read(session: Session, name: str, days: Days) -> Report:
    """A report of a period, beside what was in the period before.

    Refused without the right, for a name there is none of, and for days the wrong way round.
    """
    session.require(RIGHT, "看统计")
    if days[0] > days[1]:
        raise Refused({"from": "起始日期应不晚于截止日期"})
    entry = next((one for one in entries(session) if one.name == name), None)
    if entry is None:
        known = "、".join(one.name for one in entries(session))
        raise Refused({"name": f"没有“{name}”这种统计，有的是：{known}"})
    previous = periods.before(days, session.now().date())
    return replace(_made(session, entry, days, previous), left=tallies.left(session.store))


def _made(session: Session, entry: Entry, days: Days, previous: Days | None) -> Report:
    name = entry.name
    if not entry.parts:
        return _GENERAL[name](session, days, previous)
    first = entry.parts[0][1]
    match first:
        case Punctual():
            parts = tuple((form, one) for form, one in entry.parts if isinstance(one, Punctual))
            return general.deadlines(session, days, previous, name, parts)
        case Count():
            return declared.by_value(session, entry, days, previous)
        case Items():
            return declared.items(session, entry, days, previous)
        case Took():
            return declared.took(session, entry, days, previous)
        case Ending():
            return declared.ending(session, entry, days, previous)
        case Reached():
            return reached.reached(session, entry, days, previous)
