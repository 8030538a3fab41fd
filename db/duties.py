"""The duties of the office: what is owing now, and how a month stands.

What was done is kept beside the records that say so; what that means is `forms.duties`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db import office
from db.session import Session
from forms.acts import Effect
from forms.duties import Duty, Turn, looks_back, of_lines, owing, turns
from forms.facts import Facts
from forms.form import Form
from forms.timing import end_of_day

LATE, TODAY, COMING, AHEAD, DONE = "逾期", "今天", "待办", "未到期", "已做"


@dataclass(frozen=True)
class DueDuty:
    """One line: due in office time, its state (逾期, 今天, 待办), the form that records it and its
    title, what it is about in words, the word for what Enter offers, whose it is, and the values
    with which that form is opened."""

    due: datetime
    state: str
    code: str
    form: str
    what: str
    verb: str
    role: str
    values: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Line:
    """One time of a duty in a month: how it stands (逾期, 今天, 待办, 未到期, 已做), of the record that
    says it was done the number, who did it, what came of it, whether that is as it should be, and
    whether something is attached; values: what the form is opened with to record it, none before
    its time."""

    turn: Turn
    state: str
    number: str = ""
    doer: str = ""
    fine: bool = True
    result: str = ""
    attached: bool = False
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


def form_of(session: Session) -> Form | None:
    """The form that records duties; None if there is none."""
    return next((form for form in session.forms.values() if form.duties), None)


def put(session: Session, record_id: int, form: Form, values: Mapping[str, Any]) -> None:
    """Keep what a new record says was done; inside the caller's transaction."""
    said = said_of(form, values)
    if said is not None:
        session.store.db.execute_sql(
            "INSERT INTO duty_done (record_id, duty, day) VALUES (?, ?, ?)",
            (record_id, said[0], said[1].isoformat()),
        )


def said_of(form: Form, values: Mapping[str, Any]) -> tuple[str, date] | None:
    """The duty that a record is about and the day it was done for; None for none."""
    if form.duties is None:
        return None
    return str(values[form.duties.duty]), date.fromisoformat(values[form.duties.day])


def due(session: Session, *, mine: bool = True) -> list[DueDuty]:
    """What is owing now, the most urgent first; of a duty that was missed several times the oldest
    time with how many there are. mine: only of the member's own roles."""
    form = form_of(session)
    if form is None:
        return []
    today = session.now().date()
    known = [one for one in listed(session, form) if not mine or one.role in session.member.roles]
    done = _done(session, form, looks_back(known, today), today)
    begun = _begun(session)
    found = []
    for duty in known:
        owed = owing(duty, done.get(duty.name, {}), begun, today)
        late = [one for one in owed if one.is_late(today)]
        found += [_due(form, one, len(late), today) for one in late[:1]]
        found += [_due(form, one, 0, today) for one in owed if not one.is_late(today)]
    return sorted(found, key=lambda one: (one.due, one.what))


def month(session: Session, year: int, number: int) -> list[Line]:
    """All times of all duties that lie or fall due in a month, by the day they are due.

    Raises Refused without the right to see records.
    """
    session.require("see:records", "看职责日历")
    form = form_of(session)
    if form is None:
        return []
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    today, begun = session.now().date(), _begun(session)
    known = listed(session, form)
    reach = [turn for duty in known for turn in turns(duty, {}, begun, first, following)]
    done = _done(session, form, min((one.term.first for one in reach), default=first), today)
    found = [
        turn for duty in known
        for turn in turns(duty, done.get(duty.name, {}), begun, first, following)
        if first <= turn.due < following
    ]  # fmt: skip
    told = _told(session, [one.number for one in found if one.number])
    lines = [_line(form, one, today, told.get(one.number, {})) for one in found]
    return sorted(lines, key=lambda one: (one.turn.due, one.turn.duty.name))


def differences(session: Session) -> list[str]:
    """Numbers of records whose duty is not what they say; [] if all agree."""
    from db.reading import contents

    codes = [code for code, form in session.forms.items() if form.duties]
    kept = {
        row: (duty, date.fromisoformat(day))
        for row, duty, day in session.store.rows("SELECT record_id, duty, day FROM duty_done")
    }
    rows = session.store.rows(
        f"SELECT id FROM record WHERE code IN ({','.join('?' * len(codes))}) ORDER BY id",
        tuple(codes),
    )
    wrong = []
    for one in contents(session, [row for (row,) in rows]):
        now = session.forms.get(one.form.code) if one.form else None
        said = said_of(now, one.values) if now else None
        if kept.pop(one.id, None) != said:
            wrong.append(one.number)
    return wrong + [f"第 {row} 行" for row in kept]


def listed(session: Session, form: Form) -> tuple[Duty, ...]:
    """The office's duties as its list has them now; form: the one that records them."""
    assert form.duties is not None
    facts = Facts(session.now(), settings=office.choices(session.store))
    return of_lines(form.duties.listed.of(facts))


def _begun(session: Session) -> date:
    """Since when the office keeps its duties here: the day of the journal's first line, or of the
    first record, where the demo has made it earlier."""
    first = "SELECT {} FROM {} ORDER BY {} LIMIT 1"
    asked = (first.format("at", "journal", "seq"), first.format("issued_at", "record", "id"))
    known = [session.store.value(one) for one in asked]
    return session.local(min((one for one in known if one), default=session.clock.now())).date()


def _done(
    session: Session, form: Form, first: date, last: date
) -> dict[str, dict[date, str]]:
    """By duty, numbers of the records that are not void by the day they were done for."""
    void = next(act.name for act in form.acts if act.effect is Effect.VOID)
    rows = session.store.rows(
        "SELECT d.duty, d.day, r.number FROM duty_done d JOIN record r ON r.id = d.record_id"
        " WHERE d.day >= ? AND d.day <= ? AND NOT EXISTS (SELECT 1 FROM act a"
        " WHERE a.record_id = d.record_id AND a.name = ?) ORDER BY d.day, d.record_id DESC",
        (first.isoformat(), last.isoformat(), void),
    )
    found: dict[str, dict[date, str]] = {}
    for duty, day, number in rows:
        found.setdefault(duty, {})[date.fromisoformat(day)] = number
    return found


def _due(form: Form, turn: Turn, missed: int, today: date) -> DueDuty:
    state = LATE if turn.is_late(today) else TODAY if turn.due == today else COMING
    more = f" 等 {missed} 期" if missed > 1 else ""
    what = f"{turn.duty.name}（{turn.term.words}{more}）"
    verb = "补记" if state == LATE else "登记"
    return DueDuty(
        end_of_day(turn.due), state, form.code, form.title, what, verb, turn.duty.role,
        opened_with(form, turn, today),
    )  # fmt: skip


def opened_with(form: Form, turn: Turn, today: date) -> dict[str, str]:
    """What the form is opened with to record a turn: of one that is over its last day."""
    assert form.duties is not None
    day = min(turn.term.last, today)
    return {form.duties.duty: turn.duty.name, form.duties.day: day.isoformat()}


def _line(form: Form, turn: Turn, today: date, told: Mapping[str, Any]) -> Line:
    assert form.duties is not None
    if turn.number:
        said, attached = form.duties, bool(told.get(form.duties.paper))
        result = told[said.result]
        fine = result == form.field(said.result).default
        return Line(turn, DONE, turn.number, told[said.doer], fine, result, attached)
    if turn.term.first > today:
        return Line(turn, AHEAD)
    near = COMING if turn.is_near(today) else AHEAD
    state = LATE if turn.is_late(today) else TODAY if turn.due == today else near
    return Line(turn, state, values=opened_with(form, turn, today))


def _told(session: Session, numbers: list[str]) -> dict[str, Mapping[str, Any]]:
    """What is written in records, by number."""
    from db.reading import contents

    marks = ",".join("?" * len(numbers))
    rows = session.store.rows(f"SELECT id FROM record WHERE number IN ({marks})", tuple(numbers))
    return {one.number: one.values for one in contents(session, [row for (row,) in rows])}
