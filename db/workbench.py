"""What waits for whom: open deadlines, acts that wait for the one who looks, what ends soon.

Counted by queries along an index (`db.work_groups`) however many records there are; only the lines
that are seen are read. All of it is read beside the window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db import handing_over, office, reading, timekeeping, work_groups
from db.clock import FixedClock
from db.reading import Record
from db.session import Session
from db.work_extras import SOURCES, Extra, Item, about, line
from db.work_groups import DAY_MS, EXPIRED, LATE, SIGN, TODAY, Lot, Moment, Rank, Reader
from forms import life
from forms.life import Standing
from forms.settings import ENDING_DAYS
from forms.timing import Deadline, end_of_day

__all__ = ["Bench", "Item", "Tally", "about", "items", "ready", "read", "tally"]

PAGE = 100
"""Lines that are read at first; more when somebody goes to the end of them."""
HELD_DAYS = 7
"""How far behind the last entry of the journal the clock may be and yet be taken for one that was
set back; beyond it the entry rather was made with a wrong clock."""
BEHIND_MS = 60_000
"""From when a clock that is behind is worth a word: computers set theirs right by seconds."""


@dataclass(frozen=True)
class Tally:
    """What there is: how many under each heading and in all, how many press (due, or to be signed).

    at: the moment (ms) it is true of · turn: when the clock alone will change it · behind: the
    last entry of the journal, where the clock is behind it, so that nothing overdue seems not to be
    """

    counts: Mapping[str, int]
    total: int
    at: int
    turn: int
    behind: datetime | None = None

    @property
    def pressing(self) -> int:
        """What is late, due today or waits for the member's signature."""
        return sum(self.counts.get(one, 0) for one in (LATE, TODAY, SIGN))


@dataclass(frozen=True)
class Bench:
    """The tally with the first lines under a heading; more: whether there are others."""

    tally: Tally
    items: tuple[Item, ...]
    more: bool


def items(session: Session, limit: int = 500) -> list[Item]:
    """What stands on the member's workbench about records and duties, most urgent first; no
    drafts."""
    return [one for one in read(session, many=limit).items if one.number or one.values]


def tally(session: Session) -> Tally:
    """How many there are, without reading a record."""
    return _Look(session).tally()


def read(session: Session, heading: str = "", many: int = PAGE) -> Bench:
    """The tally, and so many lines under a heading ("" for all), most urgent first."""
    look = _Look(session)
    found = look.lines(heading, many)
    wanted = sum(count for count, one in look.all if one.passes(heading))
    return Bench(look.tally(), tuple(found), wanted > len(found))


def now_of(session: Session) -> tuple[int, datetime | None]:
    """The instant (ms) by which what is due is judged, and the journal's last entry if the clock
    is behind it: a clock that was set back makes nothing that was late early again."""
    now = session.clock.now()
    last = timekeeping.basis(session.store)
    if last is None or last <= now:
        return now, None
    behind = session.local(last) if last - now > BEHIND_MS else None
    return (last if last - now <= HELD_DAYS * DAY_MS else now), behind


def ending_days(session: Session) -> int:
    """How many days ahead what ends is listed: the office's choice."""
    return int(office.choices(session.store)[ENDING_DAYS.key])


def next_turn(session: Session) -> int:
    """The next instant (ms) at which the clock alone changes something: a deadline or a limit of
    whatever record passes, one comes near or begins to hold, or the day ends."""
    store, now = session.store, now_of(session)[0]
    aheads = {0} | {
        one.days_ahead for form in session.forms.values() for one in form.dues
        if one.days_ahead is not None
    }  # fmt: skip
    found = [session.instant(end_of_day(session.local(now).date()))]
    found += handing_over.turns(session)
    for ahead in aheads:
        near = now + ahead * DAY_MS
        due = store.value("SELECT min(due) FROM standing WHERE due > ?", (near,))
        found += [due - ahead * DAY_MS] if due is not None else []
    for column in ("valid_until", "begins"):
        at = store.value(f"SELECT min({column}) FROM standing WHERE {column} > ?", (now,))
        found += [at] if at is not None else []
    return min(found)


class _Look:
    """One look at the workbench: the lots and extras that concern the member, counted.

    All of it at one instant: a deadline that passes between counting and asking when to count
    again would be told late.
    """

    def __init__(self, session: Session) -> None:
        clock = session.clock
        session = replace(session, clock=FixedClock(clock.now(), zone=clock.zone))
        self.session = session
        now, self.behind = now_of(session)
        days = ending_days(session)
        self.reader = Reader(session, work_groups.moment_of(session, now, days))
        store = session.store
        every = work_groups.lots(self.reader, work_groups.works(store))
        self.lots = [(count, one) for one in every if (count := one.count(store))]
        found = (one for source in SOURCES for one in source(self.reader))
        self.extras = [(one.count, one) for one in found if one.count]

    @property
    def at(self) -> Moment:
        """The moment it is a look at."""
        return self.reader.at

    @property
    def all(self) -> Iterable[tuple[int, Lot | Extra]]:
        """Every lot and extra with its count."""
        return (*self.lots, *self.extras)

    def tally(self) -> Tally:
        """What was counted."""
        counts: Counter[str] = Counter()
        total = 0
        for count, one in self.all:
            total += count
            for heading in filter(None, (one.heading, one.pressing)):
                counts[heading] += count
        turn = next_turn(self.session)
        if self.behind is not None:  # a minute later it is less behind, or right again
            turn = min(turn, self.session.clock.now() + BEHIND_MS)
        return Tally(counts, total, self.at.now, turn, self.behind)

    def lines(self, heading: str, many: int) -> list[Item]:
        """The first so many lines under a heading."""
        found: list[Item] = []
        for rank in Rank:
            left = many - len(found)
            if left <= 0:
                break
            lots = [one for _, one in self.lots if one.rank is rank and one.passes(heading)]
            extras = [one for _, one in self.extras if one.rank is rank and one.passes(heading)]
            placed = [*self._of_lots(lots, left), *(one for e in extras for one in e.first(left))]
            placed.sort(key=lambda one: (one[0], one[1].number))
            found += [item for _, item in placed[:left]]
        return found

    def _of_lots(self, lots: Sequence[Lot], many: int) -> list[tuple[int, Item]]:
        keys = sorted(
            (place, record_id, at)
            for at, lot in enumerate(lots)
            for place, record_id in lot.first(self.session.store, many)
        )[:many]
        ids = [record_id for _, record_id, _ in keys]
        made = zip(keys, reading.glance(self.session, ids), strict=True)
        return [(key[0], self._item(lots[key[2]], record)) for key, record in made]

    def _item(self, lot: Lot, record: Record) -> Item:
        who = hands(record)
        due = record.standing.due
        if lot.by == "due" and due is not None:
            act = _towards(self.session, record, due.deadline.stop)
            verb = due.deadline.verb if act == due.deadline.stop and due.deadline.verb else _called(
                record, act)
            state = lot.pressing or "待办"
            return line(record, due.at, state, verb, act, lot.heading, who)
        until = record.standing.valid_until
        if lot.rank is Rank.EXPIRED:
            return line(record, until, "已过期", lot.act, lot.act, EXPIRED, who)
        if lot.rank is Rank.COMING:
            return line(record, until, "快到期", "查看", "", lot.heading, who)
        name = _called(record, lot.act)
        return line(record, until, f"待{name}", name, lot.act, lot.heading, who)


def _called(record: Record, name: str) -> str:
    """An act as people call it on that record; what is no act of it as it is."""
    return next((one.called for one in record.form.acts if one.name == name), name)


def hands(record: Record) -> str:
    """Whose hands a record is in: who was sent, who holds the paper or thing, who did the last
    step, else who issued it."""
    for done in reversed(record.acts):
        act = record.form.act(done.name)
        sent = next((one for one in act.fields if one.staff and done.values.get(one.key)), None)
        if sent is not None:
            value = done.values[sent.key]
            return f"派 {value['name'] if isinstance(value, dict) else value}"
    if record.standing.holder:
        return f"在 {record.standing.holder}"
    if record.acts:
        return f"{_called(record, record.acts[-1].name)} 已办"
    return f"经办 {record.issued_by.name}"


def ready(session: Session, record: Record) -> str | None:
    """The act that waits for the member: what is due or must come before it, else the first of
    the chain; None for none."""
    due = record.seen.due
    if due is not None and due.is_near(session.now()) and _concerns(session, record, due.deadline):
        act = _towards(session, record, due.deadline.stop)
        may = session.may(f"act:{record.form.code}:{act}") and _among(session, record, act)
        if act in record.seen.open and may:
            return act
    return _waiting(session, record)


def press(found: Standing, now: datetime) -> str:
    """LATE, TODAY or "": how pressing what is due is at a moment, for lists."""
    due = found.due
    if due is None or not due.is_near(now):
        return ""
    return LATE if now >= due.at else TODAY if due.at <= end_of_day(now.date()) else ""


def _concerns(session: Session, record: Record, deadline: Deadline) -> bool:
    """Whether a deadline is the member's business: of the role, or able to do what settles it."""
    if set(deadline.roles) & set(session.member.roles):
        return True
    able = not deadline.alone and session.may(f"act:{record.form.code}:{deadline.stop}")
    return able and _among(session, record, deadline.stop)


def _among(session: Session, record: Record, name: str) -> bool:
    """Whether an act on this record is the member's at all: not only for other roles, nor he one
    who may not handle it."""
    roles = record.standing.theirs.get(name, ())
    named = life.named(record.form, record.values, record.acts)
    barred = life.is_named(named, session.member.no, session.member.name)
    return not barred and (not roles or bool(set(roles) & set(session.member.roles)))


def _of_others(session: Session, record: Record, name: str) -> bool:
    """Whether an act settles what is due from other roles alone."""
    deadline = record.standing.due.deadline if record.standing.due else None
    if deadline is None or not deadline.alone or deadline.stop != name:
        return False
    return not _concerns(session, record, deadline)


def _towards(session: Session, record: Record, stop: str) -> str:
    """The act to do next so that `stop` can be done: itself, or what must come first (who is to
    be there in time is sent first), if the member may do that."""
    open_now = record.seen.open
    if stop in open_now:
        return stop
    wanted = life.lacking(
        record.form, record.form.act(stop), record.values, record.done, record.facts
    )
    mine = (
        name for name in wanted
        if name in open_now and session.may(f"act:{record.form.code}:{name}")
    )
    return next(mine, stop)


def _waiting(session: Session, record: Record) -> str | None:
    """The first open act of the chain that counts and is the member's to do."""
    for name in record.seen.open:
        counts = record.form.act(name).is_waited_for and name not in record.done
        counts = counts and not _of_others(session, record, name)
        counts = counts and _among(session, record, name)
        if counts and session.may(f"act:{record.form.code}:{name}"):
            return name
    return None
