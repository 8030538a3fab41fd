"""What the office counts of its records: declared with the form, added up day by day.

Every form is counted without a word of its own: taken in, ended, deadlines kept, follow-up, money.
A declaration adds what only it knows. Statistics of several forms with the same name make one
report (docs/handbook.md §7). Nothing of it is kept with a record: it is today's way of counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from forms.conditions import Condition
from forms.fields import Field, Kind

if TYPE_CHECKING:
    from forms.form import Form

COUNTABLE = (Kind.CHOICE, Kind.YES_NO, Kind.TEXT, Kind.PERSON, Kind.UNIT)


@dataclass(frozen=True)
class Count:
    """How many there are of each value of a field.

    name: of the report · key: a field, counted on the day of issue, or "act.field", on the day of
      the act, each time it is done · amount: a money field beside it, added up
    good: the values that count for the rate · apart: values that are in no rate (nobody reached)
    rate: what the rate is called · target: what it should be, in percent
    """

    name: str
    key: str
    amount: str = ""
    good: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    rate: str = ""
    target: int | None = None


@dataclass(frozen=True)
class Items:
    """Lines by item and worker: how often, how much, for how much money (有偿服务登记表).

    lines: a lines field, or "act.lines" · item, quantity, amount: columns of it
    by: who did it: a field or "act.field" · when: counted only where it holds, of the values of
      record and act
    """

    name: str
    lines: str
    item: str
    quantity: str = ""
    amount: str = ""
    by: str = ""
    when: Condition | bool = True


@dataclass(frozen=True)
class Took:
    """How long it took, in calendar days, from the issue to the first time an act was done.

    within: days that are good · target: percent that should be
    """

    name: str
    stop: str
    within: int | None = None
    target: int | None = None


@dataclass(frozen=True)
class Punctual:
    """How many of certain deadlines were kept (零修及时率).

    deadlines: their names · target: percent that should be
    """

    name: str
    deadlines: tuple[str, ...]
    target: int | None = None


@dataclass(frozen=True)
class Ending:
    """Records whose validity ends in the period and that nobody has ended yet."""

    name: str


@dataclass(frozen=True)
class Reached:
    """How many units of the estate a record of this form was made for, and which were not (visits
    to all in a year).

    when: which records count, with what was told last by its acts over its values · target: percent
    """

    name: str
    when: Condition | bool = True
    target: int | None = None


Statistic = Count | Items | Took | Punctual | Ending | Reached


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with a form's statistics."""
    names = [one.name for one in form.statistics]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"统计 {name} 重复"
    for one in form.statistics:
        where = f"统计“{one.name}”"
        match one:
            case Count():
                yield from _count(form, where, one)
            case Items():
                yield from _items(form, where, one)
            case Took():
                if all(act.name != one.stop for act in form.acts):
                    yield f"{where} 提到没有的动作 {one.stop}"
            case Punctual():
                known = {due.name for due in form.dues}
                yield from (
                    f"{where} 提到没有的期限 {name}" for name in one.deadlines if name not in known
                )
            case Ending():
                if form.validity is None:
                    yield f"{where}：这种单没有有效期"
            case Reached():
                if form.unit_field is None:
                    yield f"{where}：这种单没有房号"


def told(form: Form) -> str:
    """All that totals of a form's records rest on, in words: other words, and they are counted
    anew."""
    return repr([_plain(one) for one in (*form.statistics, form.call_rate) if one is not None])


def _plain(one: object) -> list[object]:
    """A value with the words of its conditions, not their functions."""
    values = [getattr(one, field.name) for field in fields(one)]  # type: ignore[arg-type]
    return [
        type(one).__name__,
        *(value.words if isinstance(value, Condition) else value for value in values),
    ]


def field_of(form: Form, key: str) -> Field | None:
    """The field that "key" or "act.key" names; None for no such field."""
    if form.has(key):
        return form.field(key)
    act, _, own = key.partition(".")
    asked = (field for one in form.acts if one.name == act for field in one.fields)
    return next((field for field in asked if field.key == own), None)


def _count(form: Form, where: str, one: Count) -> Iterator[str]:
    counted = field_of(form, one.key)
    if counted is None:
        yield f"{where} 提到没有的字段 {one.key}"
        return
    if counted.is_personal:
        yield f"{where}：{one.key} 是个人信息，不能统计"
    if counted.kind not in COUNTABLE:
        yield f"{where}：{one.key} 不是可以分类的字段"
    if counted.kind is Kind.CHOICE:
        for value in (*one.good, *one.apart):
            if value not in counted.choices:
                yield f"{where}：{one.key} 没有“{value}”这个选项"
    if one.amount:
        act, dot, _ = one.key.rpartition(".")
        money = field_of(form, f"{act}{dot}{one.amount}")
        if money is None or money.kind is not Kind.MONEY:
            yield f"{where}：{one.amount} 不是金额"


def _items(form: Form, where: str, one: Items) -> Iterator[str]:
    lines = field_of(form, one.lines)
    if lines is None or lines.kind is not Kind.LINES:
        yield f"{where}：{one.lines} 不是明细"
        return
    columns = {column.key for column in lines.columns}
    for key in filter(None, (one.item, one.quantity, one.amount)):
        if key not in columns:
            yield f"{where} 提到没有的列 {key}"
    by = field_of(form, one.by) if one.by else None
    if one.by and (by is None or by.is_personal):
        yield f"{where}：{one.by} 不是可以统计的字段"
