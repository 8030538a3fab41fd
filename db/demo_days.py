"""A month of every form for the demo, made through the functions that real ones are made with.

It knows no form: it reads the declarations, looks for a way to every act, and walks it with a
moving clock, so that every act, refusal and state a form can come to is there to be seen.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from db import demo_closes, indexing, receipts, records, search
from db.clock import FixedClock
from db.demo_inventions import PICTURES, Inventions
from db.demo_paths import main_step, of_money, way_to
from db.demo_wishes import DAYS, NOTHING, OPENS, Wish, Wishes
from db.errors import Refused
from db.example import naming
from db.facts import TYPED, facts_for
from db.reading import Record, read
from db.session import Member, Session, member
from forms import life
from forms.acts import Act, Effect, Signed
from forms.fields import Kind
from forms.form import Form

LOOKS = 8
"""Records that one may name are looked at until one fits."""
ROUNDS = 8
"""How often what is still not to be seen on the last day is tried again."""
TURNS = 100
"""Turns in one transaction: in a longer one every savepoint costs more than the one before."""
CLOSES = time(17, 50)
Steps = Iterator[datetime]


def fill(
    session: Session, days: int = DAYS, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Issue and act on records of every form over the last days, in the order of their times.

    session: of anybody; the demo's staff act in it, at times before its clock · stopped: asked
    again and again; once it says so no more is made.
    """
    with search.later(session.store):
        Play(session).run(days, stopped)
    indexing.fill(session)


class Play:
    """The stage: who acts, the clock, and the records whose turn comes."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = session.now()
        self._last = datetime.min
        self.inventions = Inventions(session)
        self.chance = self.inventions.chance
        self.wishes = Wishes(session, self.chance)
        rows = session.store.rows("SELECT no FROM staff WHERE active ORDER BY no")
        self._told: dict[str, Mapping[str, Mapping[str, Any]]] = {}
        self._ways: dict[tuple[str, str], list[str]] = {}
        self._anew: list[Record] = []
        self.staff = [member(session.store, no) for (no,) in rows]
        for kind in {field.kind for form in session.forms.values() for field in form.fields}:
            if kind in PICTURES:  # now: what is taken in on the way may be taken back with it
                self.inventions.picture(kind, "")

    def run(self, days: int, stopped: Callable[[], bool]) -> None:
        """Everything, oldest first; whoever's turn lies after now stays as it is."""
        lives = [(wish.at, self._life(wish)) for wish in self.wishes.all(days)]
        self._play([*lives, *demo_closes.lives(self, days)], stopped)
        for _ in range(ROUNDS):
            left = list(self.wishes.left(days, self._last))
            if stopped() or not left:
                return
            self._play([(wish.at, self._life(wish)) for wish in left], stopped)

    def _play(
        self, lives: list[tuple[datetime, Steps]], stopped: Callable[[], bool]
    ) -> None:
        waiting = [(at, order, steps) for order, (at, steps) in enumerate(lives)]
        order = len(waiting)
        heapq.heapify(waiting)
        while waiting and not stopped():
            with self.session.store.write():
                for _ in range(min(TURNS, len(waiting))):
                    order = self._turn(waiting, order)

    def _turn(self, waiting: list[tuple[datetime, int, Steps]], order: int) -> int:
        """The next one's turn; the last order given out."""
        at, turn, steps = heapq.heappop(waiting)
        self._last = max(self._last, at)
        following = next(steps, None)
        if following is not None and following < self.now:
            heapq.heappush(waiting, (max(at, following), turn, steps))
        for record in self._anew:
            order += 1
            heapq.heappush(waiting, (at, order, self._course(record, at, "")))
            heapq.heappush(waiting, (at, -order, self._handed_back(record, at)))
        self._anew.clear()
        return order

    def _life(self, wish: Wish) -> Steps:
        """A record's life: at each yield it waits for its time."""
        record = self._issued(wish.form, wish.at, wish.goal, wish=wish)
        if record is not None:
            yield from self._course(record, wish.at, wish.goal)

    def _course(self, record: Record, at: datetime, goal: str) -> Steps:
        """What happens to a record after it was issued, up to the goal."""
        planned = self._way(record, goal)
        told = self._told.pop(record.number, {}) if planned else {}
        while True:
            name = main_step(record) if planned is None else planned.pop(0) if planned else None
            if name is None:
                return
            at = self._later(at, record, record.form.act(name), bool(goal))
            yield at
            dear = of_money(record.form, goal)
            done = self._acted(record, name, at, dear, told.get(name, {}))
            if done is None:
                return
            record = done

    def _handed_back(self, record: Record, at: datetime) -> Steps:
        """What is due of the one whose place a record took: done soon, if at all."""
        old = records.load(self.session, str(record.replaces))
        due = old.standing.due if old else None
        if old is None or due is None or self.chance.random() < 0.2:
            return
        day = datetime.combine(at.date() + timedelta(days=self.chance.randint(1, 2)), OPENS)
        later = self.wishes.office_time(day)
        yield later
        self._acted(old, due.deadline.stop, later, None)

    def _way(self, record: Record, goal: str) -> list[str] | None:
        """The acts to do; None for the ordinary course. Refused when the goal cannot be reached."""
        if goal == NOTHING:
            return []
        if not goal:
            return None
        if (record.number, goal) not in self._ways:
            pays = record.form.payment
            taking_back = pays and life.of_a_receipt(record.form, record.form.act(goal))
            towards = pays.name if taking_back and pays else goal
            found = way_to(record, towards, self.inventions)
            if found is None:
                raise Refused({"": "没有路"})
            self._told = {record.number: found.told}
            self._ways[record.number, goal] = found.names + ([goal] if taking_back else [])
        return self._ways[record.number, goal]

    def _issued(
        self, form: Form, at: datetime, goal: str, old: Record | None = None,
        wish: Wish | None = None,
    ) -> Record | None:
        """A new record for which there is a way to the goal; None if it cannot be had."""
        for _ in range(TRIES):
            by = (wish.by if wish else ()) or form.issued_by
            session = self.acting(self.somebody(by), at)
            try:
                with session.store.write():
                    given = dict(wish.given) if wish and wish.given else None
                    values = given or self._typed(session, form, old, goal)
                    record = records.issue(session, form.code, values).record
                    self._ways.clear()
                    self._way(record, goal)
                    return record
            except Refused:
                continue
        return None

    def _typed(
        self, session: Session, form: Form, old: Record | None, goal: str
    ) -> dict[str, Any]:
        values = self.inventions.form_values(form)
        values |= self.inventions.towards(form, goal)
        if old is not None and form.lineage:
            known = {f.key for f in form.fields if not f.afresh and f.key in old.values}
            values |= {key: old.values[key] for key in known} | {form.lineage: old.number}
        elif form.unit_field:
            values |= self._place(session, form)
        values |= self._answered(session, form)
        facts = facts_for(session, form, values)
        return self.inventions.wanted(form, values, facts)

    def _answered(self, session: Session, form: Form) -> dict[str, Any]:
        """Lines that name records: one that may be named, two where there are."""
        found: dict[str, Any] = {}
        for field in form.fields:
            column = naming(field)
            if column is None:
                continue
            marks = ",".join("?" * len(column.refers))
            rows = session.store.rows(
                f"SELECT r.number FROM record r WHERE r.code IN ({marks}) ORDER BY r.id DESC"
                " LIMIT 60", column.refers,
            )  # fmt: skip
            lines = [{column.key: number} for (number,) in rows]
            facts = facts_for(session, form, {field.key: lines})
            fit = [
                line for line in lines
                if not any(check.problem(line[column.key], line, facts) for check in column.checks)
            ]
            if fit:
                found[field.key] = self.chance.sample(fit, min(2, len(fit)))
        return found

    def _place(self, session: Session, form: Form) -> dict[str, Any]:
        """A unit, and a record in hand to refer to with its own unit."""
        passes = any(act.passes_on for act in form.acts) and self.chance.random() < 0.5
        wanted = [
            f for f in form.fields if f.kind is Kind.REFERENCE
            and (f.required is True or f.key == form.hangs_on and passes)
        ]  # fmt: skip
        found: dict[str, Any] = {}
        for field in wanted:
            marks = ",".join("?" * len(field.refers))
            rows = session.store.rows(
                "SELECT r.number, u.label FROM record r JOIN standing s ON s.record_id = r.id"
                f" LEFT JOIN unit u ON u.id = r.unit_id WHERE r.code IN ({marks}) AND s.ended = 0"
                " AND (s.valid_until IS NULL OR s.valid_until > ?) ORDER BY r.id",
                (*field.refers, session.clock.now()),
            )
            for number, label in self.chance.sample(rows, min(len(rows), LOOKS)):
                found[field.key], found[str(form.unit_field)] = number, label
                if not _wrong(session, form, field.key, found):
                    break
        if not found.get(str(form.unit_field)):
            labels = session.store.rows("SELECT label FROM unit WHERE kind <> ?", (TYPED,))
            found[str(form.unit_field)] = self.chance.choice(labels)[0]
        return found

    def _acted(
        self, record: Record, name: str, at: datetime, dear: bool | None,
        told: Mapping[str, Any] | None = None,
    ) -> Record | None:  # fmt: skip
        """The record after the act, None if it was refused (late, say). dear: a price is set; told:
        choices that were made beforehand."""
        act = record.form.act(name)
        if life.of_a_receipt(record.form, act):
            return self._reversed(record, at)
        if act.effect is Effect.REPLACE:
            taken = self._issued(record.form, at, "", record)
            return None if taken is None else records.read(self.session, record.id)
        facts = replace(record.facts, now=at)
        values = self.inventions.act_values(
            act.fields, facts, record.values, dear=dear, told=told
        )
        roles = life.only_for(record.standing, name) or act.roles
        roles = life.theirs(record.form, act, record.values, facts) or roles
        actor, signer = self._actor(record, act, roles), None
        if act.signed is not Signed.PROGRAM and not act.by_customer:
            if act.signed is Signed.PAPER or self.chance.random() < 0.15:
                actor, signer = self.somebody(record.form.issued_by), actor.name
        second = None
        if act.second or any(one in record.done for one in act.second_after):
            second = self.somebody(act.roles, but=(actor.no,))
        try:
            session = self.acting(actor, at)
            outcome = records.act(
                session, record.number, name, values, signer=signer, second=second
            )
        except Refused:
            return None
        others = (records.load(session, number) for number in outcome.made)
        self._anew += [one for one in others if one is not None and one.replaces]
        return outcome.record

    def _reversed(self, record: Record, at: datetime) -> Record | None:
        """The record after the receipt that paid it was reversed, before two people."""
        (row, *_) = receipts.serving(self.session, record.id)
        receipt = read(self.session, row)
        form = receipt.form
        act = next(one for one in form.acts if one.effect is Effect.VOID)
        actor = self.somebody(act.roles)
        values = self.inventions.act_values(act.fields, receipt.facts, receipt.values)
        try:
            records.act(
                self.acting(actor, at), receipt.number, act.name, values,
                second=self.somebody(act.roles, but=(actor.no,)),
            )  # fmt: skip
        except Refused:
            return None
        return read(self.acting(actor, at), record.id)

    def _later(self, at: datetime, record: Record, act: Act, hurry: bool) -> datetime:
        """When the act is done: soon, in time for what is due, within office hours; what ends a
        paper of many days comes days later; what others hang on without a limit stays in hand."""
        until = record.standing.valid_until
        gap = timedelta(minutes=self.chance.choice((3, 5, 8, 12)))
        if hurry:  # so that it is there before now, however early in the day that is
            gap = min(gap, (self.now - at) / 4)
        if until and until - at > timedelta(days=3) and act.ends and not hurry:
            gap = timedelta(days=self.chance.randint(1, 6))
        elif until is None and record.acts and record.form.code in self.wishes.bases and not hurry:
            gap = timedelta(days=self.chance.randint(1, 3))
        elif not hurry and self.chance.random() < 0.2:
            gap = timedelta(minutes=self.chance.randint(40, 200))
        later = at + gap
        if later.time() > CLOSES and not hurry:
            later = datetime.combine(later.date() + timedelta(days=1), OPENS) + gap
        due = record.standing.due.at if record.standing.due else None
        if due and at < due <= later and self.chance.random() < 0.9:
            later = at + (due - at) / 2
        return at + (until - at) / 2 if until and at < until <= later else later

    def _actor(self, record: Record, act: Act, roles: tuple[str, ...]) -> Member:
        """Who does an act: the same as before, or not, where the declaration says so."""
        own = {one.name: one.by for one in record.acts} | {"@issued_by": record.issued_by.no}
        same = [own[name] for name in act.same_as if name in own]
        if same:
            return next(who for who in self.staff if who.no == same[0])
        barred = tuple(own[name] for name in act.other_than if name in own)
        return self.somebody(roles, record.standing.holder, but=barred)

    def somebody(
        self, roles: tuple[str, ...], holder: str | None = None, but: tuple[str, ...] = ()
    ) -> Member:
        """Somebody of the roles: who holds the paper, else one of the first role there is; none of
        the numbers in `but`."""
        able = [who for who in self.staff if set(who.roles) & set(roles) and who.no not in but]
        mine = [who for who in able if who.name == holder]
        first = [who for who in able if roles[0] in who.roles]
        return self.chance.choice(mine or first or able)

    def acting(self, who: Member, at: datetime) -> Session:
        """The session of somebody at a moment, never after now."""
        clock = FixedClock(self.session.instant(min(at, self.now)))
        return replace(self.session, clock=clock, member=who)


TRIES = 15


def _wrong(session: Session, form: Form, key: str, values: Mapping[str, Any]) -> bool:
    """Whether the form's own rules are against the record that a reference names."""
    rules = [one for one in form.checks if one.at == key and not one.warns]
    facts = facts_for(session, form, values) if rules else None
    return facts is not None and any(one.problem(values, values, facts) for one in rules)
