"""What a record adds to the totals of a day: pure, from its declaration, its values and its acts.

Each act adds on its own day, and nothing that was added goes away again: what is made void or done
anew is added once more under `UNDONE`. Only the follow-up of a matter is one thing that changes
(not yet, in time, late); it stands on the day the matter was closed (docs/handbook.md §3, §7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from forms import life
from forms.acts import Effect
from forms.call_rates import CallRate, followed
from forms.conditions import Values, holds
from forms.facts import Facts
from forms.form import Form
from forms.life import Done
from forms.statistics import Count, Items, Statistic, Took

ISSUED, BY, ENDED, DUE, FOLLOWED = "issued", "issued.by", "ended", "due", "followed"
COUNT, ITEMS, TOOK, UNDONE = "count:", "items:", "took:", "!"
MONEY = "money"
"""What is counted; a statistic's own adds its key, what was undone `UNDONE` at the end."""
KEPT, LATE, DROPPED = "按时", "逾期", "到期未办"
"""How a deadline ended; the last: overdue when its record was ended without it."""
NOT_YET, IN_TIME, TOO_LATE = "未回访", "按时回访", "逾时回访"
PART = "\t"
"""Between the parts of a key."""
THOUSANDTHS = 1000
"""Quantities are whole thousandths of their measure."""
DAYS = ((0, "当天"), (1, "次日"), (3, "2 至 3 天"), (7, "4 至 7 天"), (30, "8 至 30 天"))
LONGER = "30 天以上"


@dataclass(frozen=True)
class Spot:
    """Where something is added: the day, what is counted, under which key."""

    day: date
    what: str
    key: str = ""


@dataclass(frozen=True)
class Sum:
    """n: how many times · amount: 分, or days of what took time · quantity: thousandths"""

    n: int = 0
    amount: int = 0
    quantity: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.n + other.n, self.amount + other.amount, self.quantity + other.quantity)

    def __neg__(self) -> Sum:
        return Sum(-self.n, -self.amount, -self.quantity)


Ticks = dict[Spot, Sum]


@dataclass(frozen=True)
class Kept:
    """A deadline that came to its end: its name, when it was due and when that was, office time;
    done: by the act that settles it, or the record ended without."""

    name: str
    due: datetime
    at: datetime
    done: bool

    @property
    def outcome(self) -> str:
        """`KEPT`, `LATE` or `DROPPED`."""
        if not self.done:
            return DROPPED
        return KEPT if self.at <= self.due else LATE


def tick(into: Ticks, spot: Spot, one: Sum) -> None:
    """Add to the totals; what comes to nothing goes."""
    found = into.get(spot, Sum()) + one
    if found == Sum():
        into.pop(spot, None)
    else:
        into[spot] = found


def of_issue(
    said: Iterable[Statistic], form: Form, values: Values, at: datetime, by: str
) -> Ticks:
    """What a record adds when it is issued. said: the statistics of today's declaration."""
    found: Ticks = {}
    day = at.date()
    tick(found, Spot(day, ISSUED), Sum(1))
    tick(found, Spot(day, BY, by), Sum(1))
    for what, key, one in _of_values(said, form, values, "", values, ()):
        tick(found, Spot(day, what, key), one)
    return found


def of_act(
    said: Iterable[Statistic],
    form: Form,
    values: Values,
    issued: datetime,
    done: Sequence[Done],
    kept: Iterable[Kept] = (),
) -> Ticks:
    """What the last of the acts done adds. kept: the deadlines that ended with it."""
    said = tuple(said)
    found: Ticks = {}
    last, before = done[-1], done[:-1]
    act, day = form.act(last.name), last.at.date()
    if act.ends:
        tick(found, Spot(day, ENDED, last.name), Sum(1))
    for one in kept:
        tick(found, Spot(day, DUE, f"{one.name}{PART}{one.outcome}"), Sum(1))
    for what, key, more in _of_values(said, form, values, last.name, last.values, before):
        tick(found, Spot(day, what, key), more)
    for took in said:
        first = all(one.name != last.name for one in before)
        if isinstance(took, Took) and took.stop == last.name and first:
            days = (last.at.date() - issued.date()).days
            tick(found, Spot(day, f"{TOOK}{took.stop}", bucket(days)), Sum(1, max(0, days)))
    for what, key, more in _undone(said, form, values, done):
        tick(found, Spot(day, f"{what}{UNDONE}", key), more)
    return found


def of_follow_up(
    rate: CallRate | None, form: Form, values: Values, at: datetime, done: Sequence[Done]
) -> Ticks:
    """What the follow-up of a matter adds as its acts stand now."""
    if rate is None:
        return {}
    facts = life.with_done(form, Facts(now=at), done)
    matter = followed(rate, values, life.counting(form, done), facts)
    if matter is None:
        return {}
    outcome = NOT_YET if matter.at is None else TOO_LATE if matter.late else IN_TIME
    return {Spot(matter.day, FOLLOWED, outcome): Sum(1)}


def of_all(
    said: Iterable[Statistic],
    rate: CallRate | None,
    form: Form,
    values: Values,
    issued: datetime,
    by: str,
    done: Sequence[Done],
    kept: Mapping[int, Sequence[Kept]],
) -> Ticks:
    """All that a record has added so far; acts that its form does not know add nothing.

    kept: by position of the act, from 1.
    """
    said, names = tuple(said), {act.name for act in form.acts}
    known = [(at, one) for at, one in enumerate(done, 1) if one.name in names]
    done = [one for _, one in known]
    found = of_issue(said, form, values, issued, by)
    for many, (at, _) in enumerate(known, 1):
        own = of_act(said, form, values, issued, done[:many], kept.get(at, ()))
        for spot, one in own.items():
            tick(found, spot, one)
    for spot, one in of_follow_up(rate, form, values, issued, done).items():
        tick(found, spot, one)
    return found


def bucket(days: int) -> str:
    """In words how long so many calendar days are."""
    return next((words for most, words in DAYS if days <= most), LONGER)


def order_of(words: str) -> int:
    """The place of a bucket among them."""
    return [*(one for _, one in DAYS), LONGER].index(words)


_Ticked = Iterator[tuple[str, str, Sum]]


def _of_values(
    said: Iterable[Statistic],
    form: Form,
    values: Values,
    act: str,
    own: Values,
    before: Sequence[Done],
) -> _Ticked:
    """What the values of the issue ("") or of an act add to counts and items."""
    for one in said:
        if isinstance(one, Count) and one.key.rpartition(".")[0] == act:
            value = _words(own.get(one.key.rpartition(".")[2]))
            if value:
                money = own.get(one.amount) if one.amount else 0
                yield f"{COUNT}{one.key}", value, Sum(1, money or 0)
        if isinstance(one, Items) and one.lines.rpartition(".")[0] == act:
            facts = life.with_done(form, Facts(now=datetime.min), before)
            if holds(one.when, {**values, **own}, facts):
                yield from _lines(one, values, own, before)


def _lines(one: Items, values: Values, own: Values, before: Sequence[Done]) -> _Ticked:
    worker = _worker(one.by, values, own, before)
    for line in own.get(one.lines.rpartition(".")[2]) or ():
        item = _words(line.get(one.item))
        if item:
            quantity = round((line.get(one.quantity) or 0) * THOUSANDTHS) if one.quantity else 0
            amount = (line.get(one.amount) or 0) if one.amount else 0
            yield f"{ITEMS}{one.lines}", f"{item}{PART}{worker}", Sum(1, amount, quantity)


def _worker(key: str, values: Values, own: Values, before: Sequence[Done]) -> str:
    """Who did it, as was said last."""
    act, dot, name = key.rpartition(".")
    if not dot:
        return _words(own.get(name) or values.get(name))
    said = (one.values.get(name) for one in reversed(before) if one.name == act)
    return _words(next((value for value in said if value), None))


def _undone(
    said: Sequence[Statistic], form: Form, values: Values, done: Sequence[Done]
) -> _Ticked:
    """What counts and items lose by the last act: of a void record all that it had."""
    last, before = done[-1], done[:-1]
    counted = life.counting(form, before)
    gone: list[Done] = [one for one in counted if life.takes_back(form, last, one)]
    if form.act(last.name).effect is Effect.VOID:
        gone = list(counted)
        yield from _of_values(said, form, values, "", values, ())
    for one in gone:
        at = next(at for at, other in enumerate(before) if other is one)
        yield from _of_values(said, form, values, one.name, one.values, before[:at])


def _words(value: Any) -> str:
    """A value as the key that it is counted under; "" for none."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value).replace(PART, " ").strip()


def ended(
    form: Form,
    values: Values,
    issued: datetime,
    done: Sequence[Done],
    facts: Facts,
    valid_until: tuple[datetime | None, datetime | None],
) -> tuple[Kept, ...]:
    """The deadlines that the last of the acts done brought to their end.

    facts: of the record · valid_until: before and after that act.
    """
    last, before = done[-1], done[:-1]
    had = life.with_done(form, facts, before)
    ran = life.dues(form, values, issued, before, valid_until[0], had)
    if not ran:
        return ()
    found = [Kept(one.name, one.at, last.at, True) for one in ran if one.deadline.stop == last.name]
    if form.act(last.name).ends:
        has = life.with_done(form, facts, done)
        left = life.dues(form, values, issued, done, valid_until[1], has)
        still = {one.name for one in left} | {one.name for one in found}
        found += [
            Kept(one.name, one.at, last.at, False) for one in ran
            if one.name not in still and one.at < last.at
        ]  # fmt: skip
    return tuple(found)


def summed(ticks: Iterable[Ticks]) -> Ticks:
    """All of them together."""
    numbers: dict[Spot, Counter[str]] = {}
    for some in ticks:
        for spot, one in some.items():
            into = numbers.setdefault(spot, Counter())
            into["n"] += one.n
            into["amount"] += one.amount
            into["quantity"] += one.quantity
    sums = {spot: Sum(one["n"], one["amount"], one["quantity"]) for spot, one in numbers.items()}
    return {spot: one for spot, one in sums.items() if one != Sum()}
