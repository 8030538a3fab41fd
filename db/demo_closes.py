"""The demo's closes: every past day counted in the evening, signed by two, once not right.

It knows no form: whatever is declared to close is closed, by what the declaration says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from db import closings, records
from db.demo_paths import main_step
from db.reading import Record
from db.session import Member
from forms.acts import Act, Effect
from forms.form import Form
from forms.takings import Closes
from forms.values import amount

if TYPE_CHECKING:
    from db.demo_days import Play, Steps

EVENING, MORNING = time(18, 5), time(8, 10)
FLOAT = 500_00
"""分: what stays in the drawer in the evening, as far as it is there."""
OFF = (-5_00, 4)
"""分 by which one count is off, and how many days ago."""
GAP = timedelta(minutes=4)


def lives(play: Play, days: int) -> Iterator[tuple[datetime, Steps]]:
    """When each close begins, and its steps."""
    form = closings.form_of(play.session)
    if form is None or form.closes is None:
        return
    today = play.now.date()
    for ago in range(days, 0, -1):
        at = datetime.combine(today - timedelta(days=ago), EVENING)
        off = OFF[0] if ago == min(OFF[1], days) else 0
        yield at, _day(play, form, form.closes, at, off, review=ago > 1)
    first = datetime.combine(today - timedelta(days=days), MORNING)
    yield first, _shift(play, form, form.closes, first, void=True)
    lately = max(play.now - timedelta(minutes=40), datetime.combine(today, time()))
    yield lately, _shift(play, form, form.closes, lately, void=False)


def _day(
    play: Play, form: Form, said: Closes, at: datetime, off: int, review: bool
) -> Steps:
    """The day counted and signed; the last one waits to be reviewed."""
    actor = _cashier(play, form, at)
    record = _counted(play, form, said, actor, at, {said.kind: said.day}, off)
    for number in range(len(form.acts)):
        name = main_step(record)
        if name is None or (number and not review):
            return
        at += GAP
        yield at
        record = _acted(play, record, form.act(name), at)


def _shift(play: Play, form: Form, said: Closes, at: datetime, void: bool) -> Steps:
    """A shift counted; left as it is, or voided at once."""
    actor = _cashier(play, form, at)
    record = _counted(play, form, said, actor, at, {said.kind: said.shift}, 0)
    act = next(one for one in form.acts if one.effect is Effect.VOID)
    if void:
        yield at
        _acted(play, record, act, at)


def _cashier(play: Play, form: Form, at: datetime) -> Member:
    """Whose turn it is; by the day, so that the rest of the demo stays as it is."""
    able = [who for who in play.staff if set(who.roles) & set(form.issued_by)]
    return able[at.toordinal() % len(able)]


def _counted(
    play: Play, form: Form, said: Closes, actor: Member, at: datetime,
    values: dict[str, Any], off: int,
) -> Record:  # fmt: skip
    """The record of a count that is off by so much."""
    session = play.acting(actor, at)
    mine = actor.no if values[said.kind] == said.shift else None
    expected = closings.takings(session, mine).expected
    there = max(0, expected + off)  # more was given back in cash than the drawer had: none is left
    values[said.count] = pieces(form, said, there)
    values[said.stays] = min(there, FLOAT)
    if there != expected:
        values[said.why] = "找零差错"
    return records.issue(session, form.code, values).record


def pieces(form: Form, said: Closes, there: int) -> list[dict[str, Any]]:
    """The fewest notes and coins that make so much, 分, as far as there are small enough ones."""
    lines = []
    for face in form.field(said.count).column("face").choices:
        number, there = divmod(there, amount.clean(face))
        lines.append({"face": face, "pieces": number})
    return lines


def _acted(play: Play, record: Record, act: Act, at: datetime) -> Record:
    """The record after an act of whoever may do it."""
    doers = {one.name: one.by for one in record.acts} | {"@issued_by": record.issued_by.no}
    barred = {doers[name] for name in act.other_than if name in doers}
    able = [who for who in play.staff if set(who.roles) & set(act.roles) and who.no not in barred]
    if act.same_as:
        able = [who for who in able if who.no in {doers.get(name) for name in act.same_as}]
    second = able[1] if act.second else None
    values = {"why": "点错了，重新点过"} if act.effect is Effect.VOID else {}
    session = play.acting(able[0], at)
    return records.act(session, record.number, act.name, values, second=second).record
