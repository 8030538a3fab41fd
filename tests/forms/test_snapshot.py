"""A declaration's data part: kept for ever, revived later, with the office's choices over it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.acts import Signed, void
from forms.conditions import when
from forms.facts import Facts
from forms.fields import Check, Field, Kind, WrongDeclaration
from forms.form import Form
from forms.paper import Colour, Copy
from forms.property.release import FX
from forms.rules import Rejected, clean
from forms.snapshot import digest, fingerprint, label_of, overridden, revived, snapshot
from forms.timing import Span, Validity

FACTS = Facts(now=datetime(2026, 11, 21, 10, 42))
NEVER = Check("不行", lambda value, values, facts: "不行")


def slip(*fields: Field, **more: Any) -> Form:
    """A small form of these fields."""
    return Form("JC", "寄存单", "物业", ("前台",), fields, (void("前台"),), **more)


def again(old: Form, today: Form) -> Form:
    """The old form by its snapshot as JSON text, revived on today's declaration."""
    return revived(json.loads(json.dumps(snapshot(old))), today)


def refused(form: Form, **typed: Any) -> set[str]:
    """Paths of what is wrong."""
    try:
        clean(form, typed, FACTS)
    except Rejected as rejected:
        return set(rejected.problems)
    return set()


def test_what_people_see_stays_as_it_was() -> None:
    """Labels, order, copies, texts of the old form, whatever the new one says."""
    today = replace(
        FX, title="放行单", copies=(Copy("底单", "前台"),), acts=(void("前台"),), papers=(),
        deadlines=(), register=(),
    )  # fmt: skip
    old = again(FX, today)
    assert old.title == "物品放行条"
    assert [copy.name for copy in old.copies] == ["存根", "门岗", "业户"]
    assert [act.name for act in old.acts] == [act.name for act in FX.acts]
    assert old.papers == FX.papers
    assert old.acts[1].signed is Signed.EITHER and old.copies[1].colour is Colour.RED
    assert digest(snapshot(old)) == digest(snapshot(FX))


def test_what_a_small_button_calls_it_is_todays() -> None:
    """A list names all of a kind alike, also those from before the office changed a rule; one that
    had another name keeps that."""
    longer = replace(FX, validity=None)
    assert again(longer, FX).called == again(FX, longer).called == "放行条"
    renamed = overridden(FX, {"title": "出门单"})
    assert renamed.called == again(renamed, FX).called == "出门单"
    assert overridden(FX, {"validity": None}).called == "放行条"


def test_functions_come_from_the_same_field_of_today() -> None:
    """A condition and a check that are still there go on working."""
    note = Field("note", "备注", required=when(kind="大"), checks=(NEVER,))
    kind = Field("kind", "种类", Kind.CHOICE, choices=("大", "小"))
    form = slip(kind, note)
    back = again(form, form)
    assert refused(back, kind="大") == {"note"}
    assert refused(back, kind="小") == set()
    assert refused(back, note="x") == {"note"}


def test_what_is_gone_takes_its_functions_along() -> None:
    """The field stays for people to read; nothing trips."""
    kind = Field("kind", "种类", Kind.CHOICE, choices=("大", "小"))
    note = Field("note", "备注", required=when(kind="大"), checks=(NEVER,))
    back = again(slip(kind, note), slip(kind))
    assert back.field("note").label == "备注"
    assert refused(back, kind="大") == set() == refused(back, note="x")


def test_an_old_form_is_revived_even_if_it_would_be_wrong_today() -> None:
    """Its new condition reads a field that it did not have; a role of it was given up."""
    kind = Field("kind", "种类", Kind.CHOICE, choices=("大", "小"))
    old = slip(Field("note", "备注", required=when(note="x")))
    today = slip(kind, Field("note", "备注", required=when(kind="大")))
    assert again(old, today).field("note").required is today.field("note").required
    data = snapshot(old)
    data["issued_by"] = ["打更"]
    assert revived(data, today).issued_by == ("打更",)


def test_every_change_people_would_see_changes_the_hash() -> None:
    """A label, an act, a price, a colour; not the example, which no record depends on."""
    base = fingerprint(FX)
    changed = [
        replace(FX, title="放行单"),
        replace(FX, fields=(replace(FX.fields[0], label="房间"), *FX.fields[1:])),
        replace(FX, acts=FX.acts[:-2] + FX.acts[-1:]),
        replace(FX, copies=FX.copies[:2]),
        replace(FX, validity=Validity(Span(days=1, end_of_day=True))),
        replace(FX, expired_state="作废"),
    ]
    marks = {fingerprint(form) for form in changed}
    assert len(marks) == len(changed) and base not in marks
    assert fingerprint(replace(FX, example={})) == base == digest(snapshot(FX))


def test_what_is_emptied_on_purpose_stays_empty() -> None:
    """An empty value whose default is not empty is kept."""
    bare = replace(FX, papers=(replace(FX.papers[0], modes=()),))
    assert again(bare, FX).papers[0].modes == ()
    assert again(replace(FX, open_state=""), FX).open_state == ""


@given(st.permutations(["title", "desk", "code", "acts", "fields"]))
def test_the_hash_does_not_know_the_order_of_keys(order: list[str]) -> None:
    """Canonical JSON."""
    data = snapshot(FX)
    first = {key: data[key] for key in order}
    assert digest({**first, **data}) == digest(data)


CHOICES: dict[str, Any] = {
    "title": "出门条",
    "issued_by": ["前台"],
    "copies": [{"is": "Copy", "name": "存根", "holder": "前台", "colour": "蓝"}],
    "validity": {"is": "Validity", "span": {"is": "Span", "days": 2, "end_of_day": True}},
    "acts": {"值班主任签字": {"signed": "paper", "roles": ["值班主任", "主任"]}},
}


def test_the_offices_choices_come_as_json() -> None:
    """As they are kept in the store: lists and words become the values they stand for."""
    form = overridden(FX, json.loads(json.dumps(CHOICES)))
    assert form.title == "出门条" and form.issued_by == ("前台",)
    assert form.copies == (Copy("存根", "前台", Colour.BLUE),)
    assert form.validity == Validity(Span(days=2, end_of_day=True))
    act = form.act("值班主任签字")
    assert act.signed is Signed.PAPER and act.roles == ("值班主任", "主任")
    assert form.act("主任盖章") == FX.act("主任盖章")
    assert again(form, FX) == form


def test_choices_may_be_values_too_and_none_change_nothing() -> None:
    """The same form for the same choice, however it is written."""
    by_value = overridden(FX, {"copies": (Copy("存根", "前台", Colour.BLUE),)})
    assert by_value == overridden(FX, {"copies": CHOICES["copies"]})
    assert overridden(FX, {}) is FX


@pytest.mark.parametrize("choice", [
    {"code": "FZ"}, {"fields": []}, {"acts": {"主任盖章": {"after": []}}}, {"nothing": 1},
])
def test_what_the_office_may_not_choose(choice: dict[str, Any]) -> None:
    """Codes, fields, the order of the chain."""
    with pytest.raises(KeyError):
        overridden(FX, choice)


def test_a_choice_that_does_not_hold_together_is_a_mistake() -> None:
    """Found when it is put over the form."""
    with pytest.raises(WrongDeclaration, match="店小二"):
        overridden(FX, {"issued_by": ["店小二"]})


def test_a_label_is_that_of_the_snapshot() -> None:
    """Or the key, for a field it never had."""
    assert label_of(snapshot(FX), "carrier") == "运出人"
    assert label_of(snapshot(FX), "colour") == "colour"


def test_a_choice_that_does_not_say_what_it_is_is_refused() -> None:
    with pytest.raises(WrongDeclaration, match="须写明 is"):
        overridden(FX, {"validity": {"span": {"days": 3}}})
