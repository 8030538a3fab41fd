"""What of the workbench concerns a member, as queries along one index.

All records that are at the same point of the same form share one word (`db.standings.work_of`).
What a member is told of them depends on that word and the clock alone; so it is decided once a
word, and each answer is a *lot*: a stretch of the index, to be counted or read in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum
from typing import Any

from db import office, secrecy
from db.session import Session
from db.standings import with_roles
from db.store import Store
from forms.acts import Act
from forms.form import Form
from forms.snapshot import revived
from forms.timing import Deadline, DueKind, end_of_day

LATE, TODAY = "逾期", "今天"
SIGN, DO, EXPIRED = "签批", "办理", "过期"
DAY_MS = 86_400_000


class Rank(IntEnum):
    """What stands above what in the list."""

    LATE = 0
    PAPER = 1
    TODAY = 2
    WAITING = 3
    COMING = 4
    EXPIRED = 5
    MONEY = 6
    DRAFT = 7


@dataclass(frozen=True)
class Moment:
    """The clock as the workbench counts (ms): now, the end of the day, until when something ends
    soon."""

    now: int
    midnight: int
    soon: int


def moment_of(session: Session, now: int, ending_days: int) -> Moment:
    """The moment at an instant; ending soon: within so many days, the last one whole."""
    day = session.local(now).date()
    return Moment(
        now,
        session.instant(end_of_day(day)),
        session.instant(end_of_day(day + timedelta(days=ending_days))),
    )


@dataclass(frozen=True)
class Lot:
    """Records that a member is told the same of.

    where, values: conditions beside `work` · by: the number they are in order of, `down` the
    largest first · heading: under which they are counted, "" for none · pressing: LATE, TODAY or ""
    act: what is to be done; "" where the record has to say (its deadline, what must come before)
    """

    work: str
    rank: Rank
    where: str
    values: tuple[object, ...]
    by: str
    heading: str = ""
    pressing: str = ""
    act: str = ""
    down: bool = False

    def passes(self, heading: str) -> bool:
        """Whether it counts under a heading; "" is all."""
        return heading in ("", self.heading, self.pressing)

    def count(self, store: Store) -> int:
        """How many there are."""
        sql = f"SELECT count(*) FROM {_FROM} WHERE work = ? AND {self.where}"
        return int(store.value(sql, (self.work, *self.values)))

    def first(self, store: Store, many: int) -> list[tuple[int, int]]:
        """(place in the order, record) of the first so many."""
        way = "DESC" if self.down else "ASC"
        rows = store.rows(
            f"SELECT {self.by}, record_id FROM {_FROM} WHERE work = ? AND {self.where}"
            f" ORDER BY {self.by} {way}, record_id {way} LIMIT ?",
            (self.work, *self.values, many),
        )
        return [(-at if self.down else at, record_id) for at, record_id in rows]


_FROM = "standing INDEXED BY standing_work"
_OVER = "(ended = 0 AND ifnull(valid_until, 9000000000000000000) <= ?)"
_EARLY = "(ended = 0 AND ifnull(begins, 0) > ?)"
_BETWEEN = "due > ? AND due <= ?"
_NEVER = (1 << 63) - 1
_ALL = "SELECT min(work) FROM standing INDEXED BY standing_work WHERE work IS NOT NULL"


def works(store: Store) -> list[str]:
    """Every word there is: one look at the index for each, not one for each record."""
    rows = store.rows(
        f"WITH RECURSIVE found(work) AS ({_ALL} UNION ALL"
        f" SELECT ({_ALL} AND work > found.work) FROM found WHERE found.work IS NOT NULL)"
        " SELECT work FROM found WHERE work IS NOT NULL"
    )
    return [work for (work,) in rows]


@dataclass
class Reader:
    """What a member may do and forms say, read once for one look at the workbench."""

    session: Session
    at: Moment
    rights: frozenset[str] = frozenset()
    visible: str = "1"
    overrides: Mapping[str, Any] = field(default_factory=dict)
    _forms: dict[str, tuple[Form, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        store, roles = self.session.store, self.session.member.roles
        marks = ",".join("?" * len(roles))
        rows = store.rows(f"SELECT action FROM permission WHERE role IN ({marks})", roles)
        self.rights = frozenset(action for (action,) in rows)
        self.visible = secrecy.visible(self.session, "record_id")

    def may(self, action: str) -> bool:
        """Whether the member may do the action."""
        return action in self.rights

    def form(self, code: str) -> Form:
        """The form as the office has it today."""
        return self._all(code)[0]

    def _all(self, code: str) -> tuple[Form, ...]:
        if code not in self._forms:
            form = office.effective(self.session.store, self.session.forms[code])
            self._forms[code] = (form,)
        return self._forms[code]

    def _with_old(self, code: str) -> tuple[Form, ...]:
        """The form of today and as old records have it: for names that have gone since."""
        known = self._all(code)
        if len(known) == 1:
            rows = self.session.store.rows("SELECT body FROM declaration WHERE code = ?", (code,))
            old = (revived(json.loads(body), self.session.forms[code]) for (body,) in rows)
            known = self._forms[code] = (*known, *old)
        return known

    def deadline(self, code: str, name: str) -> Deadline | None:
        """The deadline of that name."""
        for forms in (self._all, self._with_old):
            for form in forms(code):
                for one in form.dues:
                    if one.name == name:
                        return one
        return None

    def act(self, code: str, name: str) -> Act | None:
        """The act of that name."""
        for forms in (self._all, self._with_old):
            for form in forms(code):
                for one in form.acts:
                    if one.name == name:
                        return one
        return None

    def concerns(self, code: str, deadline: Deadline, roles: Sequence[str] = ()) -> bool:
        """Whether a deadline is the member's business: of the role, or able to do what settles it.

        roles: those whose alone that is on these records, () for no such limit.
        """
        if set(deadline.roles) & set(self.session.member.roles):
            return True
        able = not deadline.alone and self.may(f"act:{code}:{deadline.stop}")
        return able and self.among(roles)

    def among(self, roles: Sequence[str]) -> bool:
        """Whether the member has one of the roles, or none is named."""
        return not roles or bool(set(roles) & set(self.session.member.roles))


def lots(reader: Reader, found: Sequence[str]) -> Iterator[Lot]:
    """What of these words the member is told, every record in one lot at most."""
    for work in found:
        code, *pieces = work.split("\t")
        if code in reader.session.forms:
            (name, roles), *waits = (with_roles(one) for one in pieces)
            for lot in _Word(reader, work, code, name, roles, tuple(waits)).lots():
                yield replace(lot, where=f"{lot.where} AND {reader.visible}")


@dataclass(frozen=True)
class _Word:
    """One word taken apart: the running deadline's name, "" for none, the roles whose alone it is
    to settle it, the acts that wait with the roles whose alone they are."""

    reader: Reader
    work: str
    code: str
    name: str
    roles: tuple[str, ...]
    waits: tuple[tuple[str, tuple[str, ...]], ...]

    def lots(self) -> Iterator[Lot]:
        reader = self.reader
        deadline = reader.deadline(self.code, self.name) if self.name else None
        mine = deadline is not None and reader.concerns(self.code, deadline, self.roles)
        rest: tuple[str, tuple[object, ...]] = ("1", ())
        if deadline is not None and mine:
            yield from self._due(deadline)
            if deadline.days_ahead is None:
                return
            rest = ("due > ?", (self._near(deadline),))
        yield from self._waiting(deadline, mine, *rest)

    def _near(self, deadline: Deadline) -> int:
        """Until when (ms) a deadline is spoken of."""
        return self.reader.at.now + (deadline.days_ahead or 0) * DAY_MS

    def _due(self, deadline: Deadline) -> Iterator[Lot]:
        """What is due, late or near."""
        at, heading = self.reader.at, deadline.heading.value
        late = "" if deadline.heading is DueKind.ENDING else heading
        yield Lot(self.work, Rank.LATE, "due <= ?", (at.now,), "due", late, LATE, down=True)
        end = at.midnight
        if deadline.days_ahead is not None:
            end = min(end, self._near(deadline))
        yield Lot(self.work, Rank.TODAY, _BETWEEN, (at.now, end), "due", heading, TODAY)
        last = _NEVER if deadline.days_ahead is None else self._near(deadline)
        if deadline.heading is DueKind.ENDING and last > at.soon:
            yield self._coming(at.soon, last, "")
            last = at.soon
        if last > end:
            yield self._coming(end, last, heading)

    def _coming(self, first: int, last: int, heading: str) -> Lot:
        """What is due later than today, between two instants."""
        return Lot(self.work, Rank.COMING, _BETWEEN, (first, last), "due", heading)

    def _waiting(
        self, deadline: Deadline | None, mine: bool, where: str, values: tuple[object, ...]
    ) -> Iterator[Lot]:
        """What else the member is told of them: an act that waits, a limit that is over or near."""
        now = self.reader.at.now
        acts = self._acts(deadline, mine)
        issues = self.reader.may(f"issue:{self.code}")
        if not self.name:
            over: list[Act] = []
            if issues:
                yield self._lot(Rank.EXPIRED, "valid_until", EXPIRED, "作废",
                                (f"{where} AND {_OVER}", (*values, now)))  # fmt: skip
        else:
            over = [act for act in acts if not act.needs_valid]
        early = [act for act in acts if not act.needs_begun]
        holds = (f"{where} AND NOT {_OVER}", (*values, now))
        for some, (sql, more) in (
            (over, (f"{where} AND {_OVER}", (*values, now))),
            *self._begun(acts, early, holds),
        ):
            if some:
                heading = SIGN if some[0].approves else DO
                yield self._lot(Rank.WAITING, "issued_at", heading, some[0].name, (sql, more))
        if not acts and self._ends(issues or mine):
            limits = (self.reader.at.now, self.reader.at.soon)
            sql = f"{where} AND ended = 0 AND valid_until > ? AND valid_until <= ?"
            yield self._lot(Rank.COMING, "valid_until", DueKind.ENDING.value, "",
                            (sql, (*values, *limits)))  # fmt: skip

    def _begun(
        self, acts: list[Act], early: list[Act], holds: tuple[str, tuple[object, ...]]
    ) -> Iterator[tuple[list[Act], tuple[str, tuple[object, ...]]]]:
        """The acts for what holds, apart from what does not hold yet if that makes a difference."""
        sql, values = holds
        if acts[:1] == early[:1]:
            yield acts, holds
            return
        now = self.reader.at.now
        yield acts, (f"{sql} AND NOT {_EARLY}", (*values, now))
        yield early, (f"{sql} AND {_EARLY}", (*values, now))

    def _lot(
        self, rank: Rank, by: str, heading: str, act: str, which: tuple[str, tuple[object, ...]]
    ) -> Lot:
        return Lot(self.work, rank, which[0], which[1], by, heading, act=act)

    def _acts(self, deadline: Deadline | None, mine: bool) -> list[Act]:
        """The acts that wait for the member, in the order of the chain."""
        others = deadline.stop if deadline is not None and deadline.alone and not mine else ""
        found = (
            self.reader.act(self.code, name) for name, roles in self.waits
            if name != others and self.reader.may(f"act:{self.code}:{name}")
            and self.reader.among(roles)
        )
        return [act for act in found if act is not None]

    def _ends(self, concerned: bool) -> bool:
        """Whether the end of its validity is worth a word beforehand: of a pass that is out, and
        of what something is to be done at the end of."""
        form = self.reader.form(self.code)
        out = form.admission is not None and form.admission.name not in dict(self.waits)
        ends = any(one.start == "valid_until" for one in form.dues)
        return concerned and (out or (form.admission is None and ends))
