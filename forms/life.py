"""A record's life: which acts are open, its state, limits and deadlines.

The acts done are the truth; everything here is derived from them and the declaration, purely.
What depends on the clock is a comparison with a stored moment, made when somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forms.acts import LAST, Act, Effect, Signed
from forms.conditions import Values, holds
from forms.facts import Facts
from forms.form import Form
from forms.rules import moment_of
from forms.timing import Deadline


@dataclass(frozen=True)
class Done:
    """One act that was done: at in office time, its values, the signer if signed on paper."""

    name: str
    at: datetime
    by: str
    values: Mapping[str, Any] = field(default_factory=dict)
    second: str | None = None
    signer: str | None = None


@dataclass(frozen=True)
class Due:
    """An open deadline: its name, when, the act that settles it."""

    name: str
    at: datetime
    deadline: Deadline


@dataclass(frozen=True)
class Standing:
    """Where a record stands, without the clock: see `seen_at` for how it looks now.

    open: names of open acts in the order of the chain, refusals and 作废 last
    ended: whether its ordinary life is over
    """

    state: str
    open: tuple[str, ...]
    ended: bool
    due: Due | None = None
    valid_until: datetime | None = None
    holder: str | None = None


def standing(
    form: Form, values: Values, issued: datetime, done: Sequence[Done], facts: Facts
) -> Standing:
    """Derives the standing of a record issued at `issued` from the acts done, in order."""
    state, holder, valid_until = form.open_state, None, _valid_until(form, values, issued, facts)
    for one in done:
        act = form.act(one.name)
        state = act.state or state
        holder = _holder(act, one) or holder
        if act.limits:
            valid_until = moment_of(one.values[act.limits])
    names = [one.name for one in done]
    return Standing(
        state=state,
        open=tuple(act.name for act in form.acts if is_open(form, act, values, names, facts)),
        ended=any(form.act(name).ends for name in names),
        due=_due(form, values, issued, done, facts),
        valid_until=valid_until,
        holder=holder,
    )


def is_open(form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts) -> bool:
    """Whether an act may be done next, leaving the clock and the person aside."""
    if act.name in done and not act.repeats:
        return False
    enders = {name for name in done if form.act(name).ends}
    if enders - set(act.after) - set(act.after_any) - set(act.though):
        return False
    if any(name in done for name in act.unless) or waits_for(form, act, values, done, facts):
        return False
    if act.after_any and not any(name in done for name in act.after_any):
        return False
    return holds(act.when, values, facts)


def waits_for(
    form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts
) -> tuple[str, ...]:
    """Acts that must come first and have not; what is signed on paper only holds nothing up,
    but for what lies before it, and an act that does not apply here counts as done."""
    waiting: list[str] = []
    for name in act.after:
        earlier = form.act(name)
        if name in done or not holds(earlier.when, values, facts):
            continue
        if earlier.signed is Signed.PAPER:
            waiting += waits_for(form, earlier, values, done, facts)
        else:
            waiting.append(name)
    return tuple(dict.fromkeys(waiting))


def lacking(
    form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts
) -> tuple[str, ...]:
    """All acts still wanted before `act` can be done, in the order of the chain."""
    wanted: set[str] = set()
    frontier = [act]
    while frontier:
        for name in waits_for(form, frontier.pop(), values, done, facts):
            if name not in wanted:
                wanted.add(name)
                frontier.append(form.act(name))
    return tuple(one.name for one in form.acts if one.name in wanted)


def ink(form: Form, values: Values, done: Sequence[Done], facts: Facts) -> tuple[str, ...]:
    """Signatures and seals that the gate must find on the paper itself: those the office signs
    on paper, those the desk recorded as signed on paper, and every seal."""
    signers = {one.name: one.signer for one in done}
    found = []
    for act in form.acts:
        if act.effect is not Effect.SIGN or not holds(act.when, values, facts):
            continue
        on_paper = act.signed is Signed.PAPER or signers.get(act.name)
        if on_paper or act.seal:
            found.append((act.box or act.name) + ("（盖章）" if act.seal else "签字"))
    return tuple(found)


def _holder(act: Act, done: Done) -> str | None:
    if act.holder.startswith("="):
        value = done.values.get(act.holder[1:])
        return value["name"] if isinstance(value, dict) else value
    return act.holder or None


def _valid_until(form: Form, values: Values, issued: datetime, facts: Facts) -> datetime | None:
    validity = form.validity
    if validity is None:
        return None
    until = None
    if validity.field and values.get(validity.field):
        value = values[validity.field]
        until = moment_of(value["to"] if isinstance(value, dict) else value)
    elif validity.span:
        start = issued
        if validity.start != "issued" and values.get(validity.start):
            start = datetime.fromisoformat(values[validity.start])
        until = validity.span.after(start, facts.holidays)
    limit = facts.linked.get(validity.within) if validity.within else None
    if limit and limit.valid_until:
        until = min(until, limit.valid_until) if until else limit.valid_until
    return until


def _due(
    form: Form, values: Values, issued: datetime, done: Sequence[Done], facts: Facts
) -> Due | None:
    times = {"issued": issued} | {one.name: one.at for one in done}
    open_ones = []
    if any(form.act(one.name).effect in LAST for one in done):
        return None
    for deadline in form.deadlines:
        start = times.get(deadline.start)
        if start is None and deadline.start in values:
            start = moment_of(values[deadline.start])
        if start is None or any(one.name == deadline.stop for one in done):
            continue
        at = deadline.within.after(start, facts.holidays)
        for one in done:
            if deadline.moved_by and one.name == deadline.moved_by[0]:
                at = deadline.within.after(
                    datetime.fromisoformat(one.values[deadline.moved_by[1]]), facts.holidays
                )
        open_ones.append(Due(deadline.name, at, deadline))
    return min(open_ones, key=lambda due: due.at, default=None)


def is_over(found: Standing, now: datetime) -> bool:
    """Whether the paper's validity has run out on a record whose life goes on."""
    return not found.ended and found.valid_until is not None and now >= found.valid_until


def seen_at(form: Form, found: Standing, now: datetime) -> Standing:
    """The standing as it looks at `now`: an expired paper can no longer be signed or released."""
    if not is_over(found, now):
        return found
    return Standing(
        form.expired_state,
        tuple(name for name in found.open if not form.act(name).needs_valid),
        found.ended,
        found.due,
        found.valid_until,
        found.holder,
    )


