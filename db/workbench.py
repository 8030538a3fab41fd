"""What waits for whom: open deadlines and acts that wait for the one who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import allowing, prints, records
from db.records import Record
from db.session import Session
from forms import life
from forms.acts import LAST, Signed
from forms.display import told
from forms.timing import Deadline, end_of_day


@dataclass(frozen=True)
class Item:
    """One line: due in office time or None, its state (逾期, 今天, 待办 …), the record, its form's
    title and code, what it is about, the word for what Enter offers and the act it does."""

    due: datetime | None
    state: str
    number: str
    form: str
    code: str
    what: str
    verb: str
    act: str


def items(session: Session, limit: int = 500) -> list[Item]:
    """What was not printed, then everything open that has a deadline or waits for the member,
    most urgent first."""
    rows = session.store.rows(
        "SELECT record_id FROM standing WHERE open = 1 ORDER BY due IS NULL, due, issued_at"
        " LIMIT ?",
        (limit,),
    )
    open_ones = records.glance(session, [record_id for (record_id,) in rows])
    found = [item for record in open_ones for item in _items(session, record)]
    by_due = sorted(found, key=lambda item: (item.due or datetime.max, item.number))
    return _unprinted(session) + by_due


def _unprinted(session: Session) -> list[Item]:
    """Records of the member's forms with a paper that never came out, to be printed now."""
    marks = prints.unprinted(session)
    rows = session.store.rows(
        f"SELECT id FROM record WHERE number IN ({','.join('?' * len(marks))})", tuple(marks)
    )
    return [
        _item(record, None, prints.UNPRINTED, "打印", "")
        for record in records.glance(session, [record_id for (record_id,) in rows])
        if record.seen.open and session.may(f"issue:{record.form.code}")
    ]


def _items(session: Session, record: Record) -> list[Item]:
    due = record.seen.due
    now = session.now()
    if due is not None and due.is_near(now) and _concerns(session, record, due.deadline):
        act = _towards(session, record, due.deadline.stop)
        verb = due.deadline.verb if act == due.deadline.stop and due.deadline.verb else act
        return [_item(record, due.at, _urgency(due.at, now), verb, act)]
    if due is None and life.is_over(record.standing, now):
        if not session.may(f"issue:{record.form.code}"):
            return []
        return [_item(record, record.standing.valid_until, "已过期", "作废", "作废")]
    waiting = _waiting(session, record)
    if waiting is None:
        return []
    return [_item(record, record.standing.valid_until, f"待{waiting}", waiting, waiting)]


def ready(session: Session, record: Record) -> str | None:
    """The act that waits for the member: what is due or must come before it, else the first of
    the chain; None for none."""
    due = record.seen.due
    if due is not None and due.is_near(session.now()) and _concerns(session, record, due.deadline):
        act = _towards(session, record, due.deadline.stop)
        if session.may(f"act:{record.form.code}:{act}"):
            return act
    return _waiting(session, record)


def _concerns(session: Session, record: Record, deadline: Deadline) -> bool:
    """Whether a deadline is the member's business: of the role, or able to do what settles it."""
    stop = record.form.act(deadline.stop)
    if not allowing.is_theirs(session, record, stop):
        return False
    if set(deadline.roles) & set(session.member.roles):
        return True
    return not deadline.alone and session.may(f"act:{record.form.code}:{deadline.stop}")


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
        act = record.form.act(name)
        counts = act.signed is not Signed.PAPER and act.effect not in LAST and not act.as_needed
        counts = counts and name not in record.done and not _of_others(session, record, name)
        counts = counts and session.may(f"act:{record.form.code}:{name}")
        if counts and allowing.is_theirs(session, record, act):
            return name
    return None


def _urgency(due: datetime, now: datetime) -> str:
    if now >= due:
        return "逾期"
    return "今天" if due <= end_of_day(now.date()) else "待办"


def _item(record: Record, due: datetime | None, state: str, verb: str, act: str) -> Item:
    form = record.form
    return Item(due, state, record.number, form.title, form.code, about(record), verb, act)


def about(record: Record) -> str:
    """A record in one line, to tell it from others."""
    return told(record.form.fields, record.values, record.issued_at)
