"""The way through a form's acts: to one of them, or on to the end."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.demo_inventions import Inventions
from db.records import Record
from forms import life
from forms.acts import LAST, MOVES, Act, Effect
from forms.conditions import Condition
from forms.facts import Facts
from forms.fields import Kind
from forms.form import Form
from forms.life import Done
from forms.rules import clean_fields

DEEPEST, MOST = 12, 250


def main_step(record: Record) -> str | None:
    """The next act of the ordinary course; None when nobody waits for any more."""
    for name in record.seen.open:
        act = record.form.act(name)
        if act.effect not in LAST and not act.as_needed and name not in record.done:
            return name
    return None


@dataclass(frozen=True)
class Way:
    """Acts by name, in order, and the choices on which it rests that they are open, by act."""

    names: list[str]
    told: Mapping[str, Mapping[str, Any]]


def way_to(record: Record, goal: str, inventions: Inventions) -> Way | None:
    """The fewest acts that lead to the goal and do it, from the record as it was issued, as few as
    can be of those that are not of the ordinary course; None if there is no way with its values.

    Looked for among what the goal is declared to rest on first: in a chain where many signatures
    may come in any order all of it is too much.
    """
    near = _rests_on(record.form, goal)
    return _way(record, goal, inventions, near) or _way(record, goal, inventions)


def _way(
    record: Record, goal: str, inventions: Inventions, among: Collection[str] | None = None
) -> Way | None:
    form, values, facts = record.form, record.values, record.facts
    order = itertools.count()
    waiting: list[tuple[int, int, tuple[Done, ...]]] = [(0, next(order), ())]
    met: set[frozenset[str]] = set()
    known: dict[str, dict[str, Any]] = {}
    for _ in range(MOST):
        if not waiting:
            return None
        sides, _, done = heapq.heappop(waiting)
        names = frozenset(one.name for one in life.counting(form, done))
        if names in met:
            continue
        met.add(names)
        now = life.known(form, values, facts, done)
        following = (*life.opened(form, values, done, now), *_by_another(form, values, done, now))
        if (
            goal in following and names.issuperset(form.act(goal).state_with)
            and not _refused(form, goal, values, now, inventions)
        ):
            told = {one.name: _choices(form.act(one.name), one.values) for one in done}
            return Way([one.name for one in done] + [goal], told)
        for name in following if len(done) < DEEPEST else ():
            act = form.act(name)
            if act.effect in LAST and goal != "作废" or among is not None and name not in among:
                continue
            if act.effect is Effect.REPLACE and form.act(goal).effect in MOVES:
                continue  # what is held goes over to the new one
            if name not in known:
                typed = inventions.act_values(act.fields, now, values, dear=of_money(form, goal))
                known[name] = clean_fields(act.fields, typed, now, {}, {}, values)
            at = record.issued_at + timedelta(minutes=len(done) + 1)
            after = (*done, Done(name, at, "", known[name]))
            heapq.heappush(waiting, (sides + act.as_needed, next(order), after))
    return None


def _rests_on(form: Form, goal: str) -> frozenset[str]:
    """The acts that a goal may rest on, by what is declared of them, and of these in turn."""
    pays = [act.name for act in form.acts if act.effect is Effect.PAY]
    names = {act.name for act in form.acts}
    found, frontier = {goal}, [goal]
    while frontier:
        act = form.act(frontier.pop())
        asked = act.when.keys if isinstance(act.when, Condition) else ()
        needed = {*act.after, *act.after_any, *act.undoes, *act.state_with}
        needed |= {key.partition(".")[0] for key in asked}
        if act.effect in MOVES or any(fee.paid_first == act.name for fee in form.fees):
            needed |= set(pays)
        frontier += needed & names - found
        found |= needed & names
    return frozenset(found)


def _choices(act: Act, values: Mapping[str, Any]) -> dict[str, Any]:
    kinds = (Kind.CHOICE, Kind.YES_NO)
    return {
        one.key: values[one.key] for one in act.fields if one.kind in kinds and one.key in values
    }


def _refused(
    form: Form, goal: str, values: Mapping[str, Any], facts: Facts, inventions: Inventions
) -> bool:
    """Whether the goal's own rules are against it with these values: a recording that is to be kept
    for longer than the demo's days."""
    act = form.act(goal)
    rules = [check for check in act.checks if not check.warns]
    if not rules:
        return False
    typed = inventions.act_values(act.fields, facts, values)
    own = {**values, **clean_fields(act.fields, typed, facts, {}, {}, values)}
    return any(check.problem(own, own, facts) for check in rules)


def of_money(form: Form, goal: str) -> bool | None:
    """Whether the way to a goal is one on which something is paid; None for no goal."""
    acts = [act.effect for act in form.acts if act.name == goal]
    return acts[0] in (Effect.PAY, Effect.REFUND, Effect.FORFEIT, Effect.REVERSE) if acts else None


def _by_another(
    form: Form, values: Mapping[str, Any], done: Sequence[Done], facts: Facts
) -> tuple[str, ...]:
    """What issuing the record that takes its place does, if one may now."""
    act, names = form.replacing, [one.name for one in life.counting(form, done)]
    if act is None or not life.may_follow(form, act, values, names, facts):
        return ()
    return (act.name,)
