"""The records behind a row of a report, for the register to show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from db import tallies as kept
from db.among import Among
from db.session import Session
from db.statistics import totals
from db.statistics.report import Behind
from forms import tallies
from forms.periods import Days
from forms.statistics import Items
from forms.tallies import COUNT, ITEMS, PART, TOOK

_ISSUED = "SELECT r.id FROM record r WHERE r.code = ? AND r.issued_at BETWEEN ? AND ?"
_ACTS = (
    "SELECT a.record_id FROM act a JOIN record r ON r.id = a.record_id"
    " WHERE r.code = ? AND a.at BETWEEN ? AND ? AND a.name = ?"
)


def among(session: Session, behind: Behind, days: Days) -> Among:
    """Those records as a condition of a list; for a thread. Refused without the right to see
    statistics; the register asks for its own."""
    session.require("see:statistics", "看统计")
    what = behind.what
    for head, found in (
        (COUNT, _of_value), (ITEMS, _of_item), (TOOK, _of_time), (tallies.DUE, _of_due),
        (tallies.FOLLOWED, _of_follow_up), (tallies.MONEY, _of_money), ("ending", _ending),
        (tallies.ISSUED, _issued),
    ):  # fmt: skip
        if what.startswith(head):
            sql, values = found(session, behind, days)
            return Among(sql, tuple(values), behind.words)
    raise ValueError(what)


_Found = tuple[str, Sequence[object]]


def _issued(session: Session, behind: Behind, days: Days) -> _Found:
    return _ISSUED, (behind.code, *totals.moments(session, days))


def _of_value(session: Session, behind: Behind, days: Days) -> _Found:
    path = behind.what.removeprefix(COUNT)
    act, dot, own = path.rpartition(".")
    low, high = totals.moments(session, days)
    body = "a.body" if dot else "r.body"
    told = (
        f"CASE json_type({body}, ?) WHEN 'object' THEN json_extract({body}, ? || '.name')"
        f" WHEN 'true' THEN '是' WHEN 'false' THEN '否' ELSE json_extract({body}, ?) END"
    )
    asked = [f'$."{own}"'] * 3
    head, values = (_ACTS, [behind.code, low, high, act]) if dot else (
        _ISSUED, [behind.code, low, high]
    )  # fmt: skip
    return f"{head} AND {told} = ?", [*values, *asked, behind.keys[0]]


def _of_item(session: Session, behind: Behind, days: Days) -> _Found:
    path = behind.what.removeprefix(ITEMS)
    act, dot, own = path.rpartition(".")
    low, high = totals.moments(session, days)
    item, _, worker = behind.keys[0].partition(PART)
    said = next(
        one for one in session.forms[behind.code].statistics
        if isinstance(one, Items) and one.lines == path
    )
    body = "a.body" if dot else "r.body"
    head, values = (_ACTS, [behind.code, low, high, act]) if dot else (
        _ISSUED, [behind.code, low, high]
    )  # fmt: skip
    sql = (
        f"{head} AND EXISTS (SELECT 1 FROM json_each({body}, ?) line"
        " WHERE json_extract(line.value, ?) = ?)"
    )
    found: list[object] = [*values, f'$."{own}"', f'$."{said.item}"', item]
    by_act, by_dot, by = said.by.rpartition(".")
    if worker and by_dot and by_act != act:
        sql += (
            " AND (SELECT ifnull(json_extract(b.body, ? || '.name'), json_extract(b.body, ?))"
            " FROM act b WHERE b.record_id = r.id AND b.name = ? AND b.position < a.position"
            " ORDER BY b.position DESC LIMIT 1) = ?"
        )
        found += [f'$."{by}"', f'$."{by}"', by_act, worker]
    if said.when is True:
        return sql, found
    rows = session.store.rows(sql, tuple(found))
    return _counted_under(session, behind, days, [row for (row,) in rows])


def _of_time(session: Session, behind: Behind, days: Days) -> _Found:
    """Those whose first time lies in the period and took so long."""
    stop = behind.what.removeprefix(TOOK)
    rows = session.store.rows(
        "SELECT r.id, r.issued_at, min(a.at) FROM record r JOIN act a ON a.record_id = r.id"
        " WHERE r.code = ? AND a.name = ? AND r.id IN"
        " (SELECT record_id FROM act WHERE name = ? AND at BETWEEN ? AND ?) GROUP BY r.id",
        (behind.code, stop, stop, *totals.moments(session, days)),
    )
    ids = []
    for row, issued, at in rows:
        end: date = session.local(at).date()
        took = max(0, (end - session.local(issued).date()).days)
        if days[0] <= end <= days[1] and tallies.bucket(took) in behind.keys:
            ids.append(row)
    return _listed(ids)


def _of_due(session: Session, behind: Behind, days: Days) -> _Found:
    """Late, missed, and overdue now."""
    low, high = totals.moments(session, days)
    sql = (
        "SELECT k.record_id FROM kept k JOIN record r ON r.id = k.record_id"
        " WHERE r.code = ? AND k.name = ? AND k.at BETWEEN ? AND ? AND (k.done = 0 OR k.at > k.due)"
        " UNION SELECT d.record_id FROM standing d"
        " WHERE d.code = ? AND d.due BETWEEN ? AND ? AND d.due_name = ?"
    )
    name, now = behind.keys[0], session.clock.now()
    return sql, (behind.code, name, low, high, behind.code, low, min(high, now), name)


def _of_follow_up(session: Session, behind: Behind, days: Days) -> _Found:
    """Those closed in the period that stand so."""
    rate = session.forms[behind.code].call_rate
    rows = session.store.rows(
        "SELECT DISTINCT a.record_id FROM act a JOIN record r ON r.id = a.record_id"
        " WHERE r.code = ? AND a.name = ? AND a.at BETWEEN ? AND ?",
        (behind.code, rate.closed if rate else "", *totals.moments(session, days)),
    )
    return _counted_under(session, behind, days, [row for (row,) in rows])


def _counted_under(
    session: Session, behind: Behind, days: Days, rows: Sequence[int]
) -> _Found:
    """Those of these records that count there in the period, each counted anew."""
    return _listed([
        row for row in rows if any(
            spot.what == behind.what and spot.key in behind.keys
            and days[0] <= spot.day <= days[1]
            for ticks in kept.counted(session, [row]).values() for spot in ticks
        )
    ])  # fmt: skip


def _of_money(session: Session, behind: Behind, days: Days) -> _Found:
    """The records that the fee was moved for."""
    what, purse, method = behind.keys[0].split(PART)
    return (
        "SELECT m.record_id FROM money m JOIN record r ON r.id = m.record_id WHERE r.code = ?"
        " AND m.day BETWEEN ? AND ? AND m.what = ? AND m.purse = ? AND m.method = ?",
        (behind.code, days[0].isoformat(), days[1].isoformat(), what, purse, method),
    )


def _ending(session: Session, behind: Behind, days: Days) -> _Found:
    low, high = totals.moments(session, days)
    return (
        "SELECT record_id FROM standing WHERE code = ? AND ended = 0"
        " AND valid_until > ? AND valid_until <= ? + 1",
        (behind.code, low, high),
    )


def _listed(ids: Sequence[int]) -> _Found:
    return "SELECT value FROM json_each(?)", (json.dumps(list(ids)),)
