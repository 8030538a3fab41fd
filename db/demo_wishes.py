"""What records the demo is to have: how many of each form, when, and what each is to come to.

It knows no form: whatever is declared is wished for, act by act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from db import demo_duties
from db.session import Session
from forms import life
from forms.acts import LAST, Act, Effect
from forms.fields import Kind
from forms.form import Form

DAYS = 30
ROWS, LEAST = 31, 30
"""Records of a form in so many days, those made to show an act among them, and those that must be
there in the end; what came to nothing on the way is made up for on the last day."""
BASES = 16
"""Ordinary records of a form that others are issued on, so that some are in hand on every day."""
OPENS = time(8, 30)
NOTHING = "-"
"""The goal of a record that nobody acts on: it stays as issued, and expires."""


@dataclass(frozen=True)
class Wish:
    """One record to be made: when, of which form, the act it is to come to ("" for its end); given:
    all that is typed, where it is not to be made up · by: one of these roles issues it."""

    at: datetime
    form: Form
    goal: str = ""
    given: Mapping[str, Any] | None = None
    by: tuple[str, ...] = ()


class Wishes:
    """The wishes for an office's forms; chance: the demo's own."""

    def __init__(self, session: Session, chance: Random) -> None:
        self.session = session
        self.chance = chance
        self.now = session.now()
        self.bases = {
            code for form in session.forms.values() for field in form.fields
            if field.kind is Kind.REFERENCE and field.required is True for code in field.refers
        }  # fmt: skip

    def all(self, days: int) -> Iterator[Wish]:
        """Ordinary ones through the days; one for every act: those after which nothing is left to
        do long ago, the others of late, so that they are seen in hand."""
        first = datetime.combine(self.now.date() - timedelta(days=days), OPENS)
        for form in self.session.forms.values():
            if form.closes:
                continue
            shown = list(self._shown(form, first, days))
            many = max(days // 4, ROWS * days // DAYS - len(shown))
            if form.code in self.bases:
                many = max(many, min(days, BASES))
            for at in range(0 if form.duties else many):
                yield Wish(self.office_time(first + timedelta(days=at * days // many)), form)
            yield from shown
            for day, given, role in demo_duties.done(self.session, form, first.date(), self.chance):
                at_work = self.office_time(datetime.combine(day, OPENS))
                yield Wish(at_work, form, NOTHING, given, (role,))

    def _shown(self, form: Form, first: datetime, days: int) -> Iterator[Wish]:
        """One for every act of a form, and those with which nothing was done yet."""
        yield Wish(first + timedelta(days=1, hours=1), form, NOTHING)
        if all(act.ends for act in form.acts if act.effect not in LAST):
            yield Wish(self._lately(0), form, NOTHING)
        for act in self._to_be_shown(form):
            if days < DAYS and not act.state:
                continue  # in a few days it is enough that it comes about on the way
            over = act.ends or act.effect is Effect.REFUND
            ago = self.chance.randint(2, days - 3) if over else 0
            yield Wish(self._lately(ago), form, act.name)

    def _to_be_shown(self, form: Form) -> Iterator[Act]:
        """The acts that are done on a record for their own sake."""
        for act in form.acts:
            by_itself = form.settles and life.of_a_receipt(form, act)
            if not act.passed_only and not by_itself:
                yield act

    def left(self, days: int, last: datetime) -> Iterator[Wish]:
        """What no record came to, or none stands at any more, and the rows that are still missing:
        at the last moment, so that numbers stay in the order of time."""
        store = self.session.store
        done = set(store.rows(
            "SELECT DISTINCT r.code, a.name FROM act a JOIN record r ON r.id = a.record_id"
        ))  # fmt: skip
        stand = set(store.rows("SELECT DISTINCT code, state FROM standing"))
        rows = dict(store.rows("SELECT code, count(*) FROM record GROUP BY code"))
        for form in self.session.forms.values():
            if form.closes:
                continue
            if (form.code, form.open_state) not in stand:
                yield Wish(last, form, NOTHING)
            for act in self._to_be_shown(form):
                seen = not act.state or (form.code, act.state) in stand
                if (form.code, act.name) not in done or not seen:
                    yield Wish(last, form, act.name)
            for _ in range(0 if form.duties else LEAST * days // DAYS - rows.get(form.code, 0)):
                yield Wish(last, form)

    def office_time(self, day: datetime) -> datetime:
        """Some moment of nine hours from that one on."""
        return day + timedelta(minutes=self.chance.randrange(540))

    def _lately(self, days: int) -> datetime:
        """So many days ago in office hours; today within the last hours, not before midnight."""
        if days:
            day = datetime.combine(self.now.date() - timedelta(days=days), OPENS)
            return self.office_time(day)
        ago = timedelta(minutes=self.chance.randrange(70, 150))
        return max(self.now - ago, datetime.combine(self.now.date(), time()))
