"""The way through a form's acts: to one of them, or on to the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db.demo_inventions import Inventions
from db.records import Record
from forms import life
from forms.acts import LAST
from forms.life import Done

DEEPEST, MOST = 12, 250


def main_step(record: Record) -> str | None:
    """The next act of the ordinary course; None when nobody waits for any more."""
    for name in record.seen.open:
        act = record.form.act(name)
        if act.effect not in LAST and not act.as_needed and name not in record.done:
            return name
    return None


def way_to(record: Record, goal: str, inventions: Inventions) -> list[str] | None:
    """The fewest acts that lead to the goal and do it, from the record as it was issued; None if
    there is no way with its values."""
    form, values, facts = record.form, record.values, record.facts
    waiting: list[tuple[Done, ...]] = [()]
    met: set[Any] = set()
    known: dict[str, dict[str, Any]] = {}
    for _ in range(MOST):
        if not waiting:
            return None
        done = waiting.pop(0)
        found = life.standing(form, values, record.issued_at, done, facts)
        now = life.known(form, values, facts, done)
        if goal in found.open:
            return [one.name for one in done] + [goal]
        mark = frozenset(one.name for one in life.counting(form, done)), found.state
        if mark in met or len(done) >= DEEPEST:
            continue
        met.add(mark)
        for name in found.open:
            act = form.act(name)
            if act.effect in LAST and goal != "作废":
                continue
            if name not in known:
                known[name] = inventions.act_values(act.fields, now, values)
            at = record.issued_at + timedelta(minutes=len(done) + 1)
            waiting.append((*done, Done(name, at, "", known[name])))
    return None
