"""What the one who goes hands over to the one who comes, reckoned from the data at the moment.

Pure reads along indexes, inside the caller's transaction. Nothing read here names a person or a
phone: whoever may see the sheet sees all of it (docs/handbook.md §6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import closings, drafts, journal, lending, office, prints, reading, secrecy
from db.money import HELD
from db.session import Session
from db.store import Store
from forms.acts import Effect
from forms.display import told
from forms.form import Form
from forms.handover import MOST, Desk, Group, Matter, Range
from forms.secrecy import PLAIN
from forms.shifts import AHEAD, SHIFTS, Shift, next_shift, shift_at

_LONG_NUMBER = re.compile(
    r"(?<![\w-])(?:1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}|\d{7,})[\dXx]*"
)
"""A phone or a document's number that somebody wrote into a plain text."""
_LONGEST = 60
_LATELY = 20
"""So many of the latest handovers are looked at for one that was taken over just now."""
LATE = timedelta(hours=2)
"""So long after the shift's end the workbench says that it was not handed over."""
_LAST = 2**62
"""Beyond every row."""
_DEPOSITS = f"SELECT {HELD} FROM money INDEXED BY money_deposit WHERE purse = '押金'"


@dataclass(frozen=True)
class Handover:
    """A handover in the history: office times; taker, taken_at: None until it was taken over."""

    number: str
    at: datetime
    giver: str
    taker: str
    taken_at: datetime | None
    state: str


def form_of(session: Session) -> Form | None:
    """The declared form that hands over, if there is one."""
    return next((session.form(code) for code, one in session.forms.items() if one.hands_over), None)


def shift(session: Session) -> Shift | None:
    """The shift of this moment."""
    return shift_at(session.now(), office.setting(session.store, SHIFTS.key))


def due_at(session: Session) -> datetime | None:
    """When the shift ends that is to be handed over, once it is time to prepare for it: from some
    minutes before until `LATE` after; None else, once it was handed over, and for who may not."""
    form, present = form_of(session), shift(session)
    ahead = int(office.setting(session.store, AHEAD.key))
    if form is None or present is None or not ahead or not session.may(f"issue:{form.code}"):
        return None
    early, now = timedelta(minutes=ahead), session.now()
    latest = session.store.value(
        "SELECT max(issued_at) FROM standing WHERE code = ? AND state <> ?",
        (form.code, _void_state(form)),
    )
    handed = session.local(latest) if latest is not None else None
    if now >= present.ends - early:
        done = handed is not None and handed >= present.ends - early
        return None if done else present.ends
    missed = handed is not None and handed < present.begins - early
    return present.begins if missed and now < present.begins + LATE else None


def turns(session: Session) -> list[int]:
    """The instants of this shift at which the clock alone changes what `due_at` says."""
    present = shift(session)
    if present is None:
        return []
    early = timedelta(minutes=int(office.setting(session.store, AHEAD.key)))
    moments = (present.begins + LATE, present.ends - early, present.ends)
    return [session.instant(one) for one in moments if one > session.now()]


def taken_over(store: Store, forms: Sequence[Form]) -> int:
    """A number that grows when a handover is over, 0 before the first; asked every second."""
    newest = (
        store.value(
            "SELECT max(record_id) FROM (SELECT record_id, ended FROM standing"
            " INDEXED BY standing_by_number WHERE code = ? ORDER BY record_id DESC LIMIT ?)"
            " WHERE ended = 1",
            (form.code, _LATELY),
        )
        for form in forms if form.hands_over
    )
    return max((int(one) for one in newest if one is not None), default=0)


def history(session: Session, form: Form, limit: int = 30) -> list[Handover]:
    """The last handovers, newest first."""
    rows = session.store.rows(
        "SELECT r.number, r.issued_at, r.issued_by || ' ' || g.name, ifnull(a.by || ' ' || t.name,"
        " ''), a.at, s.state FROM standing s JOIN record r ON r.id = s.record_id"
        " JOIN staff g ON g.no = r.issued_by LEFT JOIN act a ON a.record_id = r.id AND a.name = ?"
        " LEFT JOIN staff t ON t.no = a.by WHERE s.code = ?"
        " ORDER BY s.issued_at DESC, s.record_id DESC LIMIT ?",
        (form.hands_over, form.code, limit),
    )
    return [
        Handover(number, session.local(at), giver, taker,
                 session.local(taken) if taken is not None else None, state)
        for number, at, giver, taker, taken, state in rows
    ]  # fmt: skip


def desk(session: Session, form: Form) -> Desk:
    """All there is to hand over now, by who is logged in."""
    now, present = session.now(), shift(session)
    previous = _previous(session, form)
    since = previous[2] if previous else present.begins if present else _midnight(now)
    following = next_shift(now, office.setting(session.store, SHIFTS.key))
    until = following.ends if following else now + timedelta(days=1)
    mine = [
        one for one in session.forms.values() if one.desk == form.desk and one.code != form.code
    ]
    plain = [one for one in mine if not one.lends and not one.hands_over]
    groups = _groups(session, plain, until)
    urgent = _urgent(session, plain, until)
    counted = sum(one.overdue + one.soon for one in groups)
    head = journal.head(session.store)
    return Desk(
        shift=present.words if present else "",
        since=since,
        previous=previous[1] if previous else "",
        pending=_pending(session, form),
        cash=closings.at_hand(session, session.member.no),
        deposits=int(session.store.value(_DEPOSITS) or 0),
        open=groups,
        urgent=urgent,
        more=max(0, counted - len(urgent)),
        slips=_slips(session, plain),
        lent=tuple(lending.lent(session)[:MOST]),
        ranges=_ranges(session, mine, previous[0] if previous else _before(session, since)),
        unprinted=tuple(prints.unprinted(session)),
        drafts=tuple(
            session.forms[code].title for code in drafts.codes(session)
            if code in session.forms and code != form.code
        ),
        entry=head.seq,
        seal=head.code,
    )  # fmt: skip


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _previous(session: Session, form: Form) -> tuple[int, str, datetime] | None:
    """Row, number and time of the last one that was taken over."""
    rows = session.store.rows(
        "SELECT r.id, r.number, s.issued_at FROM standing s JOIN record r ON r.id = s.record_id"
        " WHERE s.code = ? AND s.ended = 1 AND EXISTS"
        " (SELECT 1 FROM act a WHERE a.record_id = r.id AND a.name = ?)"
        " ORDER BY s.issued_at DESC, s.record_id DESC LIMIT 1",
        (form.code, form.hands_over),
    )
    return (rows[0][0], rows[0][1], session.local(rows[0][2])) if rows else None


def _pending(session: Session, form: Form) -> str:
    """Number of the newest that waits for somebody to take over, "" for none."""
    return str(session.store.value(
        "SELECT r.number FROM standing s JOIN record r ON r.id = s.record_id"
        " WHERE s.code = ? AND s.ended = 0 AND s.open = 1 ORDER BY s.record_id DESC LIMIT 1",
        (form.code,),
    ) or "")  # fmt: skip


def _lets_out(form: Form) -> str:
    """Its act that lets out at the gate, where something is to be done after it; "" for none."""
    release = form.release
    follows = release is not None and any(
        release.name in act.after and act.effect is not Effect.VOID for act in form.acts
    )
    return release.name if release is not None and follows else ""


def _groups(session: Session, forms: Sequence[Form], until: datetime) -> tuple[Group, ...]:
    """How many open matters each form has. What has ended is one only where something is due on it
    (a card to be brought in); a slip that was let out is counted by itself."""
    now, soon = session.clock.now(), session.instant(until)
    rows = session.store.rows(
        "SELECT code, ended, count(*), count(due), total(due <= ?), total(due > ? AND due <= ?),"
        " total(due IS NULL AND valid_until <= ?)"
        " FROM standing INDEXED BY standing_at_work WHERE open = 1 GROUP BY code, ended",
        (now, now, soon, now),
    )
    by_code: dict[str, list[int]] = {}
    slips = {form.code for form in forms if _lets_out(form)}
    for code, ended, count, timed, overdue, near, lapsed in rows:
        if ended and (code in slips or not timed):
            continue
        sums = by_code.setdefault(code, [0, 0, 0, 0])
        seen = (timed, overdue, near, 0) if ended else (count, overdue, near, lapsed)
        for at, number in enumerate(seen):
            sums[at] += int(number)
    return tuple(Group(form.title, *by_code[form.code]) for form in forms if form.code in by_code)


def _urgent(session: Session, forms: Sequence[Form], until: datetime) -> tuple[Matter, ...]:
    """Open matters that are overdue or due before the next shift ends, the most urgent first."""
    codes = [form.code for form in forms]
    slips = [form.code for form in forms if _lets_out(form)]
    rows = session.store.rows(
        "SELECT record_id FROM standing INDEXED BY standing_due WHERE due <= ? AND open = 1"
        f" AND code IN ({_marks(codes)}) AND NOT (ended = 1 AND code IN ({_marks(slips)}))"
        " ORDER BY due, record_id LIMIT ?",
        (session.instant(until), *codes, *slips, MOST),
    )
    found = reading.glance(session, [record_id for (record_id,) in rows])
    return tuple(
        _matter(session, one, one.standing.due.at if one.standing.due else None)
        for one in found
    )


def _slips(session: Session, forms: Sequence[Form]) -> tuple[Matter, ...]:
    """What was let out at the gate and whose copy has not come back, the newest first."""
    found = []
    for form in forms:
        let_out = _lets_out(form)
        rows = session.store.rows(
            "SELECT s.record_id, (SELECT max(a.at) FROM act a WHERE a.record_id = s.record_id"
            " AND a.name = ?) FROM standing s INDEXED BY standing_not_back"
            " WHERE s.code = ? AND s.ended = 1 AND s.open = 1 ORDER BY s.record_id DESC LIMIT ?",
            (let_out, form.code, MOST),
        ) if let_out else []
        since = {record_id: at for record_id, at in rows if at is not None}
        for record in reading.glance(session, list(since)):
            found.append(_matter(session, record, None, session.local(since[record.id])))
    return tuple(found)


def _matter(
    session: Session,
    record: reading.Record,
    due: datetime | None = None,
    since: datetime | None = None,
) -> Matter:
    """A record in one line without whom it is about; of a classified one nothing but its number, as
    the sheet is not."""
    if secrecy.level(session, record.id) != PLAIN:
        return Matter(record.number, record.form.title, "涉密", due, since)
    fields = [one for one in record.form.fields if not (one.is_personal or one.seen_by)]
    words = _LONG_NUMBER.sub("…", told(fields, record.values, record.issued_at))
    return Matter(record.number, record.form.title, words[:_LONGEST], due, since)


def _before(session: Session, since: datetime) -> int:
    """The row before the first that was issued since a moment, along the index of days: as many
    are read as were issued since."""
    first = session.store.value(
        "SELECT min(id) FROM record INDEXED BY record_day WHERE issued_day >= ? AND issued_at >= ?",
        (since.date().isoformat(), session.instant(since)),
    )
    return int(first) - 1 if first is not None else _LAST


def _ranges(session: Session, forms: Sequence[Form], after: int) -> tuple[Range, ...]:
    """The numbers that each form used after a row, along indexes alone: however long ago the last
    handover was, every number stands on a sheet."""
    found = []
    for form in forms:
        ((made, first, last),) = session.store.rows(
            "SELECT count(*), min(record_id), max(record_id) FROM standing"
            " INDEXED BY standing_by_number WHERE code = ? AND record_id > ?",
            (form.code, after),
        )
        if made:
            void = session.store.value(
                "SELECT count(*) FROM standing INDEXED BY standing_by_state"
                " WHERE code = ? AND state = ? AND record_id > ?",
                (form.code, _void_state(form), after),
            )
            numbers = (_number(session, first), _number(session, last))
            found.append(Range(form.title, *numbers, made, int(void or 0)))
    return tuple(found)


def _number(session: Session, row: int) -> str:
    return str(session.store.value("SELECT number FROM record WHERE id = ?", (row,)))


def _void_state(form: Form) -> str:
    return next((act.state for act in form.acts if act.effect is Effect.VOID), "")


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
