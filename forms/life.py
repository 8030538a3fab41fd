"""A record's life: which acts are open, its state, limits and deadlines.

The acts done are the truth; everything here is derived from them and the declaration, purely.
What depends on the clock is a comparison with a stored moment, made when somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from forms.acts import LAST, Act, Effect, Signed
from forms.conditions import Values, holds
from forms.facts import Facts, LinkedRecord
from forms.fees import charged
from forms.destroyed import is_destroyed
from forms.form import Form
from forms.money import balances, outstanding
from forms.settings import HOURS
from forms.timing import Deadline, Hours, Span, first_moment_of, moment_of


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

    def is_near(self, now: datetime) -> bool:
        """Whether it is time to speak of it."""
        ahead = self.deadline.days_ahead
        return ahead is None or self.at - now <= timedelta(days=ahead)


@dataclass(frozen=True)
class Standing:
    """Where a record stands, without the clock: see `seen_at` for how it looks now.

    open: names of open acts in the order of the chain, refusals and 作废 last
    ended: whether its ordinary life is over or was wound up
    valid_from: before it nothing passes the gate
    owes: 分 that can be taken for it now
    theirs: of those, and of what settles what is due, the roles that alone may do it here (`whose`)
    waits: open acts of the chain that have not been done and that somebody is waited for: none that
      are done when something happens, none in ink only, no refusal
    """

    state: str
    open: tuple[str, ...]
    ended: bool
    due: Due | None = None
    valid_until: datetime | None = None
    holder: str | None = None
    valid_from: datetime | None = None
    owes: int = 0
    waits: tuple[str, ...] = ()
    theirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def counting(form: Form, done: Sequence[Done]) -> tuple[Done, ...]:
    """The acts that still count: those that a later act undoes (a change) are to be done again."""
    if not any(form.act(one.name).undoes for one in done):
        return tuple(done)
    left: list[Done] = []
    for one in done:
        left = [earlier for earlier in left if not takes_back(form, one, earlier)] + [one]
    return tuple(left)


def takes_back(form: Form, one: Done, earlier: Done) -> bool:
    """Whether an act undoes an earlier one; a receipt's reversal only what that receipt paid."""
    act = form.act(one.name)
    if earlier.name not in act.undoes:
        return False
    if act.effect is Effect.REVERSE and form.act(earlier.name).effect is Effect.PAY:
        return bool(earlier.values.get("receipt") == one.values.get("receipt"))
    return True


def with_done(form: Form, facts: Facts, done: Sequence[Done]) -> Facts:
    """The facts with the values of the acts that count put in, the latest of each name and every
    time of it, and what was paid and is held."""
    counted = counting(form, done)
    money: Mapping[str, Any] = balances(form, counted, facts)
    each: dict[str, tuple[Values, ...]] = {}
    for one in counted:
        each[one.name] = (*each.get(one.name, ()), one.values)
    return replace(facts, done={one.name: one.values for one in counted}, each=each, **money)


def known(form: Form, values: Values, facts: Facts, done: Sequence[Done]) -> Facts:
    """The facts about a record of these acts, with what is outstanding of its fees."""
    return outstanding(form, values, with_done(form, facts, done))


def standing(
    form: Form, values: Values, issued: datetime, done: Sequence[Done], facts: Facts
) -> Standing:
    """Derives the standing of a record issued at `issued` from the acts done, in order."""
    facts = with_done(form, facts, done)
    state, valid_until = form.open_state, _valid_until(form, values, issued, facts)
    holder = _holder(form.holder, values) if form.holder else None
    for at, one in enumerate(done):
        act = form.act(one.name)
        state = _state(form, act, done[: at + 1]) or state
        holder = _holder(act.holder, {**values, **one.values}) if act.holder else holder
        if act.limits and one.values.get(act.limits):
            valid_until = _within(form, facts, moment_of(one.values[act.limits]))
    names = [one.name for one in counting(form, done)]
    opened = [act for act in form.acts if is_open(form, act, values, names, facts)]
    to_pay = any(act.effect is Effect.PAY for act in opened)
    due = min(
        dues(form, values, issued, done, valid_until, facts), key=lambda due: due.at, default=None
    )
    waits = [act for act in opened if act.is_waited_for and act.name not in names]
    narrowed = {act.name: theirs(form, act, values, facts) for act in (
        *waits, *((form.act(due.deadline.stop),) if due else ()),
    ) if act.whose is not None}  # fmt: skip
    return Standing(
        state=state,
        open=tuple(act.name for act in opened),
        ended=any(form.act(name).closes for name in names),
        due=due,
        valid_until=valid_until,
        holder=holder,
        valid_from=begins(form, values),
        owes=outstanding(form, values, facts).outstanding if to_pay else 0,
        waits=tuple(act.name for act in waits),
        theirs={name: roles for name, roles in narrowed.items() if roles},
    )


def _state(form: Form, act: Act, done: Sequence[Done]) -> str:
    """The state that the last of the acts done brings; "" for none, or not yet. What is over stays
    what it is, also when its payment is taken back."""
    if of_a_receipt(form, act) and any(form.act(one.name).ends for one in done[:-1]):
        return ""
    if not act.state_with:
        return act.state
    names = {one.name for one in counting(form, done)}
    return act.state if names.issuperset(act.state_with) else ""


def begins(form: Form, values: Values) -> datetime | None:
    """When a paper begins to hold: 00:00 of the day its declaration names, None for at once."""
    value = values.get(form.validity.starts) if form.validity and form.validity.starts else None
    if not value:
        return None
    return first_moment_of(value["from"] if isinstance(value, dict) else value)


def is_open(form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts) -> bool:
    """Whether somebody may do an act next, leaving the clock and the person aside.

    done: names of the acts that count, in order.
    """
    by_hand = not act.by_another and not of_a_receipt(form, act)
    return by_hand and may_follow(form, act, values, done, facts)


def opened(
    form: Form, values: Values, done: Sequence[Done], facts: Facts
) -> tuple[str, ...]:
    """Names of the acts that somebody may do next; facts: about these acts (`known`)."""
    names = [one.name for one in counting(form, done)]
    return tuple(act.name for act in form.acts if is_open(form, act, values, names, facts))


def of_a_receipt(form: Form, act: Act) -> bool:
    """Whether only a receipt does an act: takes a payment back, or is 已办 of itself."""
    if form.settles:
        return act.effect is Effect.CLOSE
    if act.effect is not Effect.REVERSE:
        return False
    return any(form.act(name).effect is Effect.PAY for name in act.undoes)


def may_follow(form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts) -> bool:
    """The same for any act, also one that only happens with what is done on another record."""
    pays = act.effect is Effect.PAY
    if act.name in done and not act.repeats and not pays:
        return False
    enders = [name for name in done if form.act(name).ends]
    if enders and act.effect is not Effect.REVERSE:
        if set(enders).difference(act.after, act.after_any, act.though, act.undoes):
            return False
    if any(name in done for name in act.unless) or waits_for(form, act, values, done, facts):
        return False
    if act.after_any and not any(name in done for name in act.after_any):
        return False
    if pays and not (facts.paid is not None and outstanding(form, values, facts).outstanding):
        return False
    if act.effect in (Effect.REFUND, Effect.FORFEIT) and facts.held is not None:
        if facts.held <= 0:
            return False
    return holds(act.when, values, facts)


def waits_for(
    form: Form, act: Act, values: Values, done: Sequence[str], facts: Facts
) -> tuple[str, ...]:
    """Acts that must come first and have not; what is signed on paper only holds nothing up,
    but for what lies before it, and an act that does not apply here counts as done."""
    waiting: list[str] = []
    for name in (*act.after, *_payments(form, act, values, facts)):
        earlier = form.act(name)
        unpaid = earlier.effect is Effect.PAY and _owes_again(form, values, facts)
        if name in done and not unpaid or not holds(earlier.when, values, facts):
            continue
        if earlier.signed is Signed.PAPER:
            waiting += waits_for(form, earlier, values, done, facts)
        else:
            waiting.append(name)
    return tuple(dict.fromkeys(waiting))


def _owes_again(form: Form, values: Values, facts: Facts) -> bool:
    """Whether something is to be paid although the payment was done: what it rested on is gone."""
    return facts.paid is not None and outstanding(form, values, facts).outstanding > 0


def _payments(form: Form, act: Act, values: Values, facts: Facts) -> tuple[str, ...]:
    """The act by which fees are paid, if one must be paid before `act`."""
    if any(fee.paid_first == act.name and charged(fee, values, facts) for fee in form.fees):
        return tuple(one.name for one in form.acts if one.effect is Effect.PAY)[:1]
    return ()


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
    signers = {one.name: one.signer for one in counting(form, done)}
    found = []
    for act in form.acts:
        if act.effect is not Effect.SIGN or not holds(act.when, values, facts):
            continue
        on_paper = act.signed is Signed.PAPER or signers.get(act.name)
        if on_paper or act.seal:
            found.append((act.box or act.name) + ("（盖章）" if act.seal else "签字"))
    return tuple(found)


def _holder(declared: str, values: Values) -> str | None:
    if declared.startswith("="):
        value = values.get(declared[1:])
        if is_destroyed(value):
            return None
        return value["name"] if isinstance(value, dict) else value
    return declared or None


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
    return _within(form, facts, until)


def _within(form: Form, facts: Facts, until: datetime | None) -> datetime | None:
    """The limit, cut to that of the record it may not outlive."""
    basis = basis_of(form, facts)
    if basis is None:
        return until
    limits = (until, basis.valid_until, basis.ended_at)
    return min((one for one in limits if one is not None), default=None)


def basis_of(form: Form, facts: Facts) -> LinkedRecord | None:
    """The record that this one may not outlive, if it has one."""
    within = form.validity.within if form.validity else None
    return facts.linked.get(within) if within else None


def dues(
    form: Form,
    values: Values,
    issued: datetime,
    done: Sequence[Done],
    valid_until: datetime | None,
    facts: Facts,
) -> list[Due]:
    """The deadlines that run; on a refused or void record only what that began. One from issue
    whose settling was undone runs anew from there."""
    over = {one.name for one in done if form.act(one.name).effect in LAST}
    every, done = done, counting(form, done)
    open_ones = []
    for deadline in form.dues:
        if over and deadline.start not in over or not holds(deadline.when, values, facts):
            continue
        again = _undone_at(form, every, deadline.stop) if deadline.start == "issued" else None
        started = _start(deadline.start, values, again or issued, done, valid_until)
        running = started and _running(deadline, *started, values, facts)
        if not running:
            continue
        start, since, within = running
        hours = _office_hours(facts) if deadline.office_hours else None
        moments = [start, *_moves(deadline, since)]
        at = within.after(moments[-1], facts.holidays, hours)
        open_ones.append(Due(deadline.name, at, deadline))
    return open_ones


def _undone_at(form: Form, done: Sequence[Done], stop: str) -> datetime | None:
    """When what had settled a deadline was last undone (another time was fixed after the call):
    from then on it is to be done anew; None if it never was."""
    settled: Done | None = None
    undone: datetime | None = None
    for one in done:
        if settled is not None and takes_back(form, one, settled):
            settled, undone = None, one.at
        elif one.name == stop:
            settled = one
    return undone


def _running(
    deadline: Deadline, start: datetime, since: Sequence[Done], values: Values, facts: Facts
) -> tuple[datetime, Sequence[Done], Span] | None:
    """From when a deadline that has started runs now, the acts since then and how long; None if
    it is settled."""
    stops = [at for at, one in enumerate(since) if one.name == deadline.stop]
    if not stops:
        return start, since, deadline.within
    last = since[stops[-1]]
    if holds(deadline.settled, {**values, **last.values}, facts):
        return None
    return last.at, since[stops[-1] + 1 :], deadline.again or deadline.within


def only_for(found: Standing, act: str) -> tuple[str, ...]:
    """The roles that alone may do an act now, because it settles what is their work (the call
    after a weighty matter, docs/handbook.md §3); () for no such limit."""
    deadline = found.due.deadline if found.due else None
    if deadline is None or not deadline.alone or deadline.stop != act:
        return ()
    return deadline.roles + deadline.above


def theirs(form: Form, act: Act, values: Values, facts: Facts) -> tuple[str, ...]:
    """The roles that alone may do an act on a record of these values; () for no such limit.

    facts: with the values of the acts that count (`with_done`).
    """
    if act.whose is None:
        return ()
    try:
        return act.whose(values, facts)
    except (KeyError, TypeError, IndexError):
        return ()


def named(form: Form, values: Values, done: Sequence[Done]) -> tuple[str, ...]:
    """Those whom a record names as staff that may not handle it, as they are written there."""
    found = [values.get(key) for key in form.not_those]
    found += [one.values.get(key) for one in done for key in form.not_those]
    words = [one["name"] if isinstance(one, dict) else one for one in found if one]
    return tuple(dict.fromkeys(part for one in words for part in re.split("[、，,;；]", one)))


def is_named(named: Sequence[str], no: str, name: str) -> bool:
    """Whether somebody of that staff number and name is among those named: by both, by the number,
    or by a name that says no number."""
    return bool({f"{no} {name}", no, name} & {" ".join(one.split()) for one in named})


def _start(
    start: str,
    values: Values,
    issued: datetime,
    done: Sequence[Done],
    valid_until: datetime | None,
) -> tuple[datetime, Sequence[Done]] | None:
    """When a deadline starts to run, and the acts done since; None if it has not started."""
    fixed = {"issued": issued, "valid_until": valid_until}
    if start in fixed:
        moment = fixed[start]
        return (moment, done) if moment else None
    name, dot, key = start.partition(".")
    for position in range(len(done) - 1, -1, -1):
        one = done[position]
        if one.name == name and (not dot or one.values.get(key)):
            moment = moment_of(one.values[key]) if dot else one.at
            return moment, done[position + 1 :]
    return (moment_of(values[start]), done) if values.get(start) else None


def _moves(deadline: Deadline, done: Sequence[Done]) -> list[datetime]:
    act, key = deadline.moved_by or ("", "")
    return [moment_of(one.values[key]) for one in done if one.name == act and one.values.get(key)]


def _office_hours(facts: Facts) -> Hours | None:
    """The office's choice "hours" ["08:30", "18:00"], if it counts only those."""
    choice = HOURS.of(facts)
    return (time.fromisoformat(choice[0]), time.fromisoformat(choice[1])) if choice else None


def is_over(found: Standing, now: datetime) -> bool:
    """Whether the paper's validity has run out on a record whose life goes on."""
    return not found.ended and found.valid_until is not None and now >= found.valid_until


def is_early(found: Standing, now: datetime) -> bool:
    """Whether the paper does not hold yet."""
    return not found.ended and found.valid_from is not None and now < found.valid_from


def seen_at(form: Form, found: Standing, now: datetime) -> Standing:
    """The standing as it looks at `now`: an expired paper can no longer be signed or released, one
    that does not hold yet not released."""
    acts = [form.act(name) for name in found.open]
    if is_over(found, now):
        left = tuple(act.name for act in acts if not act.needs_valid)
        return replace(found, state=form.expired_state, open=left)
    if is_early(found, now):
        left = tuple(act.name for act in acts if not act.needs_begun)
        return replace(found, open=left)
    return found
