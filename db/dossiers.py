"""The records with a dossier that are in hand, the pressing first; and what is to come back.

What presses is what declarations call a deadline: of the record itself and of all that hangs on
it. Reads only, in a few queries however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import records, secrecy
from db.records import Record
from db.session import Session
from forms import life
from forms.acts import LAST
from forms.dossier import Collect
from forms.life import Due
from forms.timing import end_of_day

MOST = 2000
"""Records of one list; the newest."""
LATE, TODAY, NEAR, OVER, REST = "逾期", "今天", "待办", "已过期", ""
_ORDER = (LATE, OVER, TODAY, NEAR, REST)


@dataclass(frozen=True)
class Matter:
    """Something that presses: 退证, how often, when first, how pressing (LATE, TODAY, NEAR, OVER).
    """

    name: str
    count: int
    at: datetime
    state: str

    @property
    def words(self) -> str:
        """退证 3（逾期）"""
        count = f" {self.count}" if self.count > 1 else ""
        return f"{self.name}{count}（{self.state}）"


@dataclass(frozen=True)
class Line:
    """A record in hand: what presses, the most first; out: how many of what hangs on it somebody
    has."""

    record: Record
    matters: tuple[Matter, ...]
    out: int

    @property
    def state(self) -> str:
        """How pressing it is, as its most pressing matter."""
        return min((one.state for one in self.matters), key=_ORDER.index, default=REST)


def current(session: Session, code: str) -> list[Line]:
    """The records of a form with something left to do, of their own or hanging on them."""
    rows = session.store.rows(
        "SELECT record_id FROM standing s WHERE code = ?"
        f" AND {secrecy.visible(session, 'record_id')} AND (open = 1 OR EXISTS (SELECT 1"
        " FROM record r JOIN standing h ON h.record_id = r.id WHERE r.hangs_on = s.record_id"
        " AND (h.ended = 0 OR h.due IS NOT NULL))) ORDER BY record_id DESC LIMIT ?",
        (code, MOST),
    )
    found = records.glance(session, [row for (row,) in rows])
    hanging = _hanging(session, [one.id for one in found])
    lines = [_line(session, one, hanging.get(one.id, ())) for one in found]
    return sorted(filter(_is_in_hand, lines), key=_urgency)


def _is_in_hand(line: Line) -> bool:
    """Whether anything is left to do: what is only done when something happens is not."""
    record = line.record
    acts = (record.form.act(name) for name in record.standing.open)
    waited = any(not act.as_needed and act.effect not in LAST for act in acts)
    return not record.standing.ended or waited or bool(line.matters) or line.out > 0


def _urgency(line: Line) -> tuple[Any, ...]:
    first = min((one.at for one in line.matters), default=datetime.max)
    until = line.record.standing.valid_until or datetime.max
    return _ORDER.index(line.state), first, until, line.record.number


@dataclass(frozen=True)
class _Hung:
    due: Due | None
    out: bool


def _hanging(session: Session, ids: Sequence[int]) -> dict[int, list[_Hung]]:
    """Of each record what hangs on it, as far as lists need it."""
    dues = {
        (form.code, due.name): due for form in session.forms.values() for due in form.dues
    }
    found: dict[int, list[_Hung]] = {}
    for at in range(0, len(ids), 500):
        some = tuple(ids[at : at + 500])
        for basis, code, name, due, ended, holder in session.store.rows(
            "SELECT r.hangs_on, s.code, s.due_name, s.due, s.ended, s.holder FROM record r"
            " JOIN standing s ON s.record_id = r.id WHERE r.hangs_on IN"
            f" ({','.join('?' * len(some))})", some,
        ):  # fmt: skip
            known = dues.get((code, name)) if due is not None else None
            one = Due(name, session.local(due), known) if known else None
            found.setdefault(basis, []).append(_Hung(one, not ended and bool(holder)))
    return found


def _line(session: Session, record: Record, hung: Sequence[_Hung]) -> Line:
    now = session.now()
    dues = [one.due for one in hung if one.due is not None and one.due.is_near(now)]
    own = record.seen.due
    grouped: dict[tuple[str, str], list[datetime]] = {}
    for due in ([own] if own is not None and own.is_near(now) else []) + dues:
        grouped.setdefault((due.name, _state(due, now)), []).append(due.at)
    matters = [
        Matter(name, len(ats), min(ats), state) for (name, state), ats in grouped.items()
    ]
    if life.is_over(record.standing, now) and own is None:
        assert record.standing.valid_until is not None
        matters.append(Matter(record.form.until_words, 1, record.standing.valid_until, OVER))
    matters.sort(key=lambda one: (_ORDER.index(one.state), one.at))
    return Line(record, tuple(matters), sum(one.out for one in hung))


def _state(due: Due, now: datetime) -> str:
    if now >= due.at:
        return LATE
    return TODAY if due.at <= end_of_day(now.date()) else NEAR


@dataclass(frozen=True)
class Owed:
    """One that is to come back: the record, when it is due and how pressing that is; basis: the
    number of what it hangs on; stop: the act that settles it."""

    record: Record
    due: datetime
    state: str
    basis: str
    stop: str


def to_collect(session: Session, wanted: Collect) -> list[Owed]:
    """Records of the form whose deadline runs and is near or over, the longest overdue first."""
    form = session.forms.get(wanted.code)
    if form is None:
        return []
    rows = session.store.rows(
        "SELECT record_id FROM standing WHERE code = ? AND due IS NOT NULL AND due_name IN"
        f" ({','.join('?' * len(wanted.deadlines))}) AND {secrecy.visible(session, 'record_id')}"
        " ORDER BY due, record_id LIMIT ?",
        (wanted.code, *wanted.deadlines, MOST),
    )
    now = session.now()
    found = []
    for one in records.glance(session, [row for (row,) in rows]):
        due = one.standing.due
        if due is not None and due.is_near(now):
            found.append(Owed(one, due.at, _state(due, now), one.hangs_on or "", due.deadline.stop))
    return found


def counts(session: Session, wanted: Sequence[Collect]) -> Mapping[str, int]:
    """How many are to come back, by the list's title."""
    return {one.title: len(to_collect(session, one)) for one in wanted}
