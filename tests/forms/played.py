"""A declaration put on a stage: facts, values and acts made from it alone, without a store."""

from __future__ import annotations

import heapq
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from forms import DECLARED, life
from forms.checks import NOT_AFTER_NOW
from forms.acts import LAST, Act
from forms.conditions import Condition, holds
from forms.facts import OF_THE_UNIT, Facts, Gathered, LinkedRecord, Resident, UnitFacts
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Done
from forms.rules import clean, clean_fields
from forms.takings import Takings

NOW = datetime(2026, 11, 21, 10, 42)
UNIT = "3-1202"
FAR = "2099-12-31"
"""A day beyond every limit."""
FILE = {"name": "虚构.jpg", "sha256": "a" * 64, "size": 1024}

SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "虚构文字",
    Kind.LONG_TEXT: "虚构的一段文字",
    Kind.DATE: "2026-11-22",
    Kind.DATETIME: "2026-11-22T09:30",
    Kind.PERIOD: {"from": "2026-11-21", "to": "2026-11-30"},
    Kind.MONEY: 100_00,
    Kind.PHONE: "13800138000",
    Kind.ID_DOCUMENT: {"kind": "护照", "number": "E12345678"},
    Kind.PLATE: "粤BD12345",
    Kind.VEHICLE: "粤BD12345",
    Kind.UNIT: UNIT,
    Kind.PERSON: {"name": "王虚构"},
    Kind.YES_NO: True,
    Kind.HOURS: "09:00-11:00",
    Kind.PHOTO: FILE,
    Kind.FILE: FILE,
}
"""A canonical value of each kind that needs no more than its kind."""


def sample(field: Field, values: Mapping[str, Any]) -> Any:
    """A canonical value for one field; `values` are the record's own, for a tally."""
    match field.kind:
        case Kind.CHOICE:
            return field.choices[0]
        case Kind.NUMBER:
            return max(1, field.minimum or 0)
        case Kind.REFERENCE:
            return f"{field.refers[0]}-2026-000001"
        case Kind.LINES:
            typed = [column for column in field.columns if column.reckoned is None]
            return [{column.key: sample(column, values) for column in typed}]
        case Kind.TALLY:
            key, _, column = str(field.of).partition(".")
            return [line[column] for line in values[key]]
        case Kind.DATE | Kind.DATETIME if NOT_AFTER_NOW in field.checks:
            day = NOW.date().isoformat()
            return day if field.kind is Kind.DATE else f"{day}T{NOW:%H:%M}"
    return SAMPLES[field.kind]


def _named(lines: Any, key: str) -> list[str]:
    """The numbers in a column of lines, as far as they are lines at all."""
    rows = lines if isinstance(lines, list) else []
    found = [row.get(key) for row in rows if isinstance(row, Mapping)]
    return [one for one in found if isinstance(one, str) and one]


def facts_of(form: Form, typed: Mapping[str, Any], now: datetime = NOW, **more: Any) -> Facts:
    """A known unit with owner and tenant, and a record in hand behind every reference."""
    people = (Resident("业主", "欧阳龑", "13900002211"), Resident("租户", "陈晓彤"))
    linked = {
        one.key: linked_record(str(typed[one.key]))
        for one in form.fields
        if one.kind is Kind.REFERENCE and typed.get(one.key)
    }
    linked |= {
        number: linked_record(number)
        for one in form.fields for column in one.columns if column.kind is Kind.REFERENCE
        for number in _named(typed.get(one.key), column.key)
    }  # fmt: skip
    in_hand = (("ZX", "ZX-2026-000001"),)
    linked |= {
        one.key: linked_record(in_hand[0][1])
        for one in form.fields
        if one.filled_from in OF_THE_UNIT and one.key not in linked
    }
    facts = Facts(
        now=now,
        operator="1003 李敏",
        unit=UnitFacts(UNIT, known=True, residents=people, in_hand=in_hand),
        estate=True,
        linked=linked,
        takings={"day": Takings("2026-11-21", opening=100_00), "shift": Takings("2026-11-21")},
    )
    return replace(facts, gathered=gathered_for(form), **more)


def gathered_for(form: Form) -> Gathered:
    """What hangs on a record of a form that asks for it: one, with one of the last answers."""
    if form.gathers is None:
        return Gathered()
    (other,) = (one for one in DECLARED if one.code == form.gathers.code)
    lines = form.gathers.lines
    field = other.field(lines).column if lines else other.field
    words = [field(key) for key in form.gathers.by]
    line = tuple(one.choices[-1] if one.choices else sample(one, {}) for one in words)
    return Gathered(1, {line: 1})


def linked_record(number: str) -> LinkedRecord:
    """A record in hand on which everything of the ordinary course was done that does not end it."""
    code = number.partition("-")[0]
    forms = [form for form in DECLARED if form.code == code]
    acts = (act for form in forms for act in form.acts)
    done = tuple(act.name for act in acts if not (act.ends or act.as_needed or act.passed_only))
    until = datetime.fromisoformat(FAR) if any(form.validity for form in forms) else None
    return LinkedRecord(number, code, "在办", False, valid_until=until, done=done)


def example_of(form: Form) -> dict[str, Any]:
    """The example as somebody types it, with its unit and references."""
    values = dict(form.example)
    for one in form.fields:
        wanted = one.required is True and one.kind is Kind.REFERENCE
        wanted = wanted or one.required is True and any(
            column.kind is Kind.REFERENCE and column.required is True for column in one.columns
        )
        if wanted or one.kind is Kind.UNIT:
            values.setdefault(one.key, sample(one, {}))
    return values


def complete(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical values, with a sample for whatever is required and was not typed."""
    values = dict(typed)
    for _ in range(3):
        facts = facts_of(form, values)
        for one in form.fields:
            if one.key not in values and holds(one.required, values, facts):
                values[one.key] = sample(one, values)
    return clean(form, values, facts_of(form, values)).values


def variants(form: Form) -> Iterator[dict[str, Any]]:
    """Complete values for every answer of every field that a condition asks about."""
    keys = sorted({key for condition in conditions(form) for key in condition.keys})
    answers = [[(key, one) for one in _answers(form.field(key))] for key in keys if form.has(key)]
    for choice in itertools.product(*answers):
        typed = {key: one for key, one in {**example_of(form), **dict(choice)}.items() if one}
        for one in form.fields:
            if one.key in typed and not holds(one.shown, typed, facts_of(form, typed)):
                del typed[one.key]
        yield _agreeing(form, typed)


def _agreeing(form: Form, typed: dict[str, Any]) -> dict[str, Any]:
    """The same, with references to another kind of record where the first is refused."""
    references = [one for one in form.fields if one.kind is Kind.REFERENCE and one.key in typed]
    choices = [[f"{code}-2026-000001" for code in one.refers] for one in references]
    last: Exception | None = None
    for numbers in itertools.product(*choices):
        named = {one.key: number for one, number in zip(references, numbers, strict=True)}
        try:
            return complete(form, {**typed, **named})
        except Exception as refused:
            last = refused
    assert last is not None
    raise last


def _answers(field: Field) -> Sequence[Any]:
    if field.kind is Kind.CHOICE:
        return field.choices
    return (None, sample(field, {})) if field.kind is not Kind.LINES else (sample(field, {}),)


def conditions(form: Form) -> Iterator[Condition]:
    """All conditions of a form on its own fields."""
    found: list[Condition | bool] = [act.when for act in form.acts]
    found += [fee.when for fee in form.fees] + [one.when for one in form.dues]
    for one in form.fields:
        found += [one.required, one.shown]
    for condition in found:
        if isinstance(condition, Condition):
            yield condition


@dataclass(frozen=True)
class Moment:
    """One place that a record's life can come to."""

    done: tuple[Done, ...]
    standing: life.Standing


_WALKED: dict[tuple[Any, ...], tuple[list[Moment], Iterator[Moment]]] = {}
"""Lives that were walked before, as far as somebody went: every test of a form asks for them."""


def lives(
    form: Form, values: Mapping[str, Any], most: int = 1500, depth: int = 14
) -> Iterator[Moment]:
    """Every place a record can come to by open acts, and by those that happen with what is done on
    another record, up to `most`: first those of the ordinary course, then those that take one act
    of another sort, and so on; the nearest first."""
    key = (id(form), json.dumps(values, sort_keys=True), most, depth)
    known, further = _WALKED.setdefault(key, ([], _walked(form, values, most, depth)))
    for at in itertools.count():
        if at == len(known):
            following = next(further, None)
            if following is None:
                return
            known.append(following)
        yield known[at]


def _walked(form: Form, values: Mapping[str, Any], most: int, depth: int) -> Iterator[Moment]:
    facts = facts_of(form, values)
    order = itertools.count()
    waiting: list[tuple[int, int, tuple[Done, ...]]] = [(0, next(order), ())]
    met: set[Any] = set()
    asked = _asked_of_acts(form)
    for _ in range(most):
        if not waiting:
            return
        sides, _, done = heapq.heappop(waiting)
        found = life.standing(form, values, NOW, done, facts)
        yield Moment(done, found)
        following = (*found.open, *_by_others(form, values, done, facts))
        for name in following if len(done) < depth else ():
            for told in _answered(form.act(name), asked.get(name, set())):
                after = (*done, doing(form, form.act(name), values, done, told))
                counted = life.counting(form, after)
                mark = (
                    tuple(sorted((one.name, *_said(one, asked)) for one in counted)),
                    life.standing(form, values, NOW, after, facts).state,
                )
                if mark not in met:
                    met.add(mark)
                    side = sides + _is_aside(form.act(name))
                    heapq.heappush(waiting, (side, next(order), after))


def _is_aside(act: Act) -> bool:
    """Whether an act is not of the ordinary course."""
    return act.as_needed or act.by_another or act.effect in LAST


def _asked_of_acts(form: Form) -> dict[str, set[str]]:
    """By act, those of its choices that a condition of the form asks about."""
    found: dict[str, set[str]] = {}
    for key in {key for condition in conditions(form) for key in condition.keys if "." in key}:
        name, _, own = key.partition(".")
        if any(one.key == own and one.kind in (Kind.CHOICE, Kind.YES_NO)
               for one in form.act(name).fields):  # fmt: skip
            found.setdefault(name, set()).add(own)
    return found


def _answered(act: Act, keys: set[str]) -> Iterator[dict[str, Any]]:
    """Every answer to those choices of an act."""
    answers = [
        [(key, one) for one in act.field(key).choices or (False, True)] for key in sorted(keys)
    ]
    for choice in itertools.product(*answers):
        yield dict(choice)


def _said(one: Done, asked: Mapping[str, set[str]]) -> tuple[str, ...]:
    return tuple(str(one.values.get(key)) for key in sorted(asked.get(one.name, ())))


def _by_others(
    form: Form, values: Mapping[str, Any], done: Sequence[Done], facts: Facts
) -> Iterator[str]:
    names = [one.name for one in life.counting(form, done)]
    now = life.with_done(form, facts, done)
    for act in form.acts:
        if act.by_another and life.may_follow(form, act, values, names, now):
            yield act.name


def _later(field: Field, after: int) -> str:
    """A day, or a moment, later than any limit set before."""
    day = f"{2080 + after}-12-31"
    return f"{day}T18:00" if field.kind is Kind.DATETIME else day


def doing(
    form: Form,
    act: Act,
    values: Mapping[str, Any],
    done: Sequence[Done],
    told: Mapping[str, Any] | None = None,
) -> Done:
    """The act done with these answers and the least it asks for besides, a minute after the one
    before; where it sets a fee, there is one, and where it sets a limit, one later than before."""
    charged = {fee.from_field for fee in form.fees}
    typed = {
        one.key: _later(one, len(done)) if one.key == act.limits else sample(one, values)
        for one in act.fields
        if one.required is True and one.default is None
        or f"{act.name}.{one.key}" in charged and one.reckoned is None
    }
    problems: dict[str, str] = {}
    facts = life.known(form, values, facts_of(form, values), done)
    typed |= told or {}
    own = clean_fields(act.fields, typed, facts, problems, {}, values)
    if problems:  # what a condition asks for as well
        typed |= {one.key: sample(one, values) for one in act.fields if one.key in problems}
        problems.clear()
        own = clean_fields(act.fields, typed, facts, problems, {}, values)
    assert not problems, (form.code, act.name, problems)
    at = (done[-1].at if done else NOW) + timedelta(minutes=1)
    return Done(act.name, at, "1003", own)
