"""What the office lets stand in a form: the most lines, characters and numbers of its fields, and
what is filled in before anybody types.

As of `forms.choices`. "自动" is what the program works out or takes from the estate; a row taken
away leaves the box empty. Constant values may be typed instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from forms.choices_words import as_word
from forms.cleaners import CLEANERS
from forms.conditions import Values
from forms.display import shown
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.values import Invalid, text

LIMITS, FILLED = "limits", "filled"
AUTO = "自动"
MOST_LINES, MOST_LETTERS, MOST_NUMBER = 200, 2000, 1_000_000
CONSTANT = (Kind.TEXT, Kind.CHOICE, Kind.NUMBER, Kind.YES_NO, Kind.MONEY)
"""Kinds of which a constant may be filled in."""
Named = dict[str, tuple[str, Field]]
"""By the name on the page: the act it is of, "" for the form's own, and the field."""


def _named(form: Form) -> Iterator[tuple[str, str, Field]]:
    for one in form.fields:
        yield text.line(as_word(one.label)), "", one
    for act in form.acts:
        for one in act.fields:
            yield text.line(f"{act.name}：{as_word(one.label)}"), act.name, one


def limited(form: Form) -> Named:
    """The fields of which the most may be chosen: lines, numbers, long texts."""
    found: Named = {}
    for name, act, one in _named(form):
        if one.kind in (Kind.LINES, Kind.NUMBER) and one.maximum is not None and (
            one.reckoned is None
        ) or one.kind is Kind.LONG_TEXT and one.longest is not None:
            found.setdefault(name, (act, one))
    return found


def fillable(form: Form) -> Named:
    """The fields that may be filled in before anybody types; a tick that a rule asks for is none,
    nor is what must be seen, counted or attached."""
    found: Named = {}
    for name, act, one in _named(form):
        ticked = one.kind is Kind.YES_NO and bool(one.checks)
        if one.reckoned is None and not ticked and (_is_filled(one) or one.kind in CONSTANT):
            found.setdefault(name, (act, one))
    return found


def _is_filled(one: Field) -> bool:
    if one.kind in (Kind.LINES, Kind.TALLY):
        return False
    return one.default is not None or one.filled_from is not None


def may_be_empty(one: Field) -> bool:
    """Whether no rule relies on there being something: it may be left out already."""
    return bool(one.required) or callable(one.default) or one.filled_from is not None


def words(one: Field) -> str:
    """What is filled in, as it reads on the page; "" for nothing."""
    if not _is_filled(one):
        return ""
    if callable(one.default) or one.filled_from or one.kind not in CONSTANT:
        return AUTO
    return text.line(shown(one, one.default))


def _value(one: Field, typed: str) -> Any:
    """The canonical constant typed for a field; raises Invalid."""
    if one.kind not in CONSTANT:
        raise Invalid(f"只能写“{AUTO}”，或去掉这一行")
    if one.kind is Kind.YES_NO:
        return CLEANERS[one.kind](one, {"是": True, "否": False}.get(typed, typed), _NOBODY)
    return CLEANERS[one.kind](one, typed, _NOBODY)


def questions(form: Form) -> Iterator[Field]:
    """The most of each, and what is filled in."""
    if limited(form):
        known = limited(form)
        yield Field(
            LIMITS, "各栏最多", Kind.LINES, maximum=len(known),
            checks=(Check("各栏最多", _wrong(known, _bad_limit)),),
            hint="明细是几行，文字是几个字，数是最大的数；没写的照程序的", columns=(
                Field("field", "栏目", required=True, longest=60, width=3,
                      suggestions=tuple(known)),
                Field("most", "最多", Kind.NUMBER, required=True, minimum=1, maximum=MOST_NUMBER),
            ),
        )  # fmt: skip
    if fillable(form):
        free = fillable(form)
        yield Field(
            FILLED, "先填好的", Kind.LINES, maximum=len(free),
            checks=(Check("先填好的", _wrong(free, _bad_filling)), Check("留着", _gone(form))),
            hint="“自动”是由房产、原单带出或程序算的；去掉一行就空着等人填，也可以写一个固定的",
            columns=(
                Field("field", "栏目", required=True, longest=60, width=2, suggestions=tuple(free)),
                Field("value", "先填", required=True, longest=200, width=2, suggestions=(AUTO,)),
            ),
        )  # fmt: skip


def _wrong(
    known: Named, bad: Callable[[Field, Mapping[str, Any]], str]
) -> Callable[[Any, Values, Facts], str | None]:
    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        named = [line["field"] for line in value]
        unknown = [one for one in named if one not in known]
        if unknown:
            return f"没有“{unknown[0]}”这一栏可改，请从提示里选"
        if len(set(named)) < len(named):
            return "同一栏写了两行"
        found = (bad(known[line["field"]][1], line) for line in value)
        return next((words for words in found if words), None)

    return problem


def _bad_limit(one: Field, line: Mapping[str, Any]) -> str:
    most = {Kind.LINES: MOST_LINES, Kind.LONG_TEXT: MOST_LETTERS}.get(one.kind, MOST_NUMBER)
    least = int(one.minimum or 1)
    fits = least <= line["most"] <= most
    return "" if fits else f"“{line['field']}”应在 {least} 到 {most} 之间"


def _bad_filling(one: Field, line: Mapping[str, Any]) -> str:
    if line["value"] == AUTO:
        return "" if words(one) == AUTO else f"“{line['field']}”程序算不出，请写一个值或去掉这一行"
    try:
        _value(one, line["value"])
    except Invalid as invalid:
        return f"“{line['field']}”：{invalid}"
    return ""


def _gone(form: Form) -> Callable[[Any, Values, Facts], str | None]:
    """What a rule relies on is filled in with something."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        there = {line["field"] for line in value}
        gone = [name for name, (_, one) in fillable(form).items()
                if words(one) and name not in there and not may_be_empty(one)]  # fmt: skip
        return f"“{gone[0]}”总要有个值，可以换，不能空着" if gone else None

    return problem


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of the questions as the form is with the office's choices."""
    limits, filled = [], []
    for name, (act, one) in limited(form).items():
        mine = _of(chosen, act, one.key)
        if _most(mine) != _most(one):
            limits.append({"field": name, "most": _most(mine)})
    for name, (act, one) in fillable(form).items():
        said = words(_of(chosen, act, one.key))
        if said:
            filled.append({"field": name, "value": said})
    return ({LIMITS: limits} if limits else {}) | ({FILLED: filled} if filled else {})


def _most(one: Field) -> Any:
    return one.longest if one.kind is Kind.LONG_TEXT else one.maximum


def _of(form: Form, act: str, key: str) -> Field:
    return form.act(act).field(key) if act else form.field(key)


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    most, free = limited(form), fillable(form)
    mine: dict[tuple[str, str], dict[str, Any]] = {}
    for line in values.get(LIMITS, ()):
        act, one = most[line["field"]]
        key = "longest" if one.kind is Kind.LONG_TEXT else "maximum"
        mine.setdefault((act, one.key), {})[key] = line["most"]
    said = {line["field"]: line["value"] for line in values.get(FILLED, ())}
    for name, (act, one) in free.items():
        if said.get(name, "") != words(one) and (name in said or may_be_empty(one)):
            mine.setdefault((act, one.key), {}).update(_filling(one, said.get(name)))

    def put(one: Field, act: str) -> Field:
        own = mine.get((act, one.key))
        return replace(one, **own) if own else one

    return replace(
        form,
        fields=tuple(put(one, "") for one in form.fields),
        acts=tuple(
            replace(act, fields=tuple(put(one, act.name) for one in act.fields))
            for act in form.acts
        ),
        checked=False,
    )


def _filling(one: Field, typed: str | None) -> dict[str, Any]:
    value = None if typed is None else _value(one, typed)
    return {"default": value} | ({"filled_from": None} if one.filled_from else {})


_NOBODY = Facts(now=datetime(2000, 1, 1))
"""A constant is the same whoever fills it in, and when."""
