"""What holds for every declaration, also those not shown yet: nothing here names a form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from db import register, rights
from forms import DECLARED, FORMS, life
from forms.acts import LAST, Act, Effect
from forms.conditions import Condition, holds
from forms.display import shown
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.gathering import mistakes_between
from forms.paper import Boxes, mentioned
from forms.roles import ADMINISTRATOR, DESKS
from forms.rules import Rejected, clean, declared_default, default_of, is_empty, judged
from forms.snapshot import digest, revived, snapshot
from printing.page import Text
from printing.slip import SlipData, compose
from tests.forms.played import (
    NOW, complete, example_of, facts_of, lives, sample, variants,
)  # fmt: skip

HAN = re.compile("[一-鿿]")
every_form = pytest.mark.parametrize("form", DECLARED, ids=lambda form: form.code)
ASKED = [(form, one) for form in DECLARED for one in form.fields]
every_field = pytest.mark.parametrize(
    "form, field", ASKED, ids=[f"{form.code}.{one.key}" for form, one in ASKED]
)
ACTS = [(form, act) for form in DECLARED for act in form.acts]
every_act = pytest.mark.parametrize(
    "form, act", ACTS, ids=[f"{form.code}.{act.name}" for form, act in ACTS]
)


def refused(form: Form, typed: Mapping[str, Any], facts: Facts) -> dict[str, str]:
    """The problems of values; none if they are taken."""
    try:
        clean(form, typed, facts)
    except Rejected as rejected:
        return rejected.problems
    return {}


def test_codes_are_unique_and_menus_known() -> None:
    """Numbers of two forms never look the same; only shown forms are in the menus."""
    codes = [form.code for form in DECLARED]
    assert len(set(codes)) == len(codes)
    assert [form for form in DECLARED if form.shown] == list(FORMS)


@every_form
def test_a_snapshot_brings_the_form_back(form: Form) -> None:
    """Through JSON text and back: equal, and of the same hash."""
    data = json.loads(json.dumps(snapshot(form), ensure_ascii=False))
    back = revived(data, form)
    assert back == form
    assert snapshot(back) == data
    assert digest(snapshot(back)) == digest(snapshot(form))


@every_form
def test_the_example_is_taken_without_a_problem_or_a_warning(form: Form) -> None:
    """And cleaning what was cleaned changes nothing."""
    typed = example_of(form)
    facts = facts_of(form, typed)
    found = clean(form, typed, facts)
    assert found.warnings == {}
    assert clean(form, found.values, facts) == found
    json.dumps(found.values, allow_nan=False)


@every_form
def test_words_are_chinese_and_keys_are_not(form: Form) -> None:
    """Every label people see is Chinese; every key is snake_case."""
    fields = [*form.fields, *(one for act in form.acts for one in act.fields)]
    fields += [column for one in fields for column in one.columns]
    for one in fields:
        assert re.fullmatch("[a-z][a-z0-9_]*", one.key)
        assert HAN.search(one.label) and "(" not in one.label
    words = [form.title, form.about, form.open_state, form.expired_state]
    words += [act.name for act in form.acts] + [act.state for act in form.acts if act.state]
    words += [copy.name for copy in form.copies] + [paper.name for paper in form.papers]
    for word in words:
        assert HAN.search(word), word
    assert form.desk in DESKS


@every_form
def test_a_void_is_last_and_asks_why(form: Form) -> None:
    """Refusals and 作废 stand at the end, each with its reason."""
    assert form.acts[-1].effect is Effect.VOID
    for act in form.acts:
        if act.effect in LAST:
            assert act.field("why").required is True
    fresh = next(lives(form, complete(form, example_of(form))))
    assert fresh.standing.open[-1] == form.acts[-1].name


@every_act
def test_every_act_can_be_reached(form: Form, act: Any) -> None:
    """By doing what is open, in some order, for some answers."""
    for values in variants(form):
        for moment in lives(form, values):
            names = [one.name for one in life.counting(form, moment.done)]
            facts = life.with_done(form, facts_of(form, values), moment.done)
            if life.may_follow(form, act, values, names, facts):
                return
    raise AssertionError(f"{form.code} {act.name} is never open")


@every_form
def test_a_refused_or_void_record_is_over(form: Form) -> None:
    """Nothing is open after it but what gives money back and what it names itself, a card to be
    brought in; no deadline runs but for that."""
    values = complete(form, example_of(form))
    ends = [
        moment
        for moment in lives(form, values)
        if moment.done and form.act(moment.done[-1].name).effect in LAST
    ]
    assert ends
    for moment in ends:
        due = moment.standing.due
        assert moment.standing.ended
        over = {one.name for one in moment.done if form.act(one.name).effect in LAST}
        assert due is None or due.deadline.start in over
        money = {Effect.REFUND, Effect.FORFEIT, Effect.REVERSE}
        for act in map(form.act, moment.standing.open):
            assert act.effect in money or over & {*act.after_any, *act.though}, act.name


@every_field
def test_a_required_field_has_its_own_problem(form: Form, field: Field) -> None:
    """Left out where nothing fills it, it is named at its own path."""
    if field.required is not True:
        assert field.required is False or isinstance(field.required, Condition)
        return
    typed = {**example_of(form)}
    typed.pop(field.key, None)
    facts = facts_of(form, typed, unit=None, operator="")
    if default_of(field, judged(form, typed, facts)[0].values, facts) is None:
        assert field.key in refused(form, typed, facts)
        assert HAN.search(refused(form, typed, facts)[field.key])
    else:
        assert field.key in clean(form, typed, facts_of(form, typed)).values


@every_field
def test_a_condition_decides_both_ways(form: Form, field: Field) -> None:
    """Required: missed where it holds, not missed elsewhere. Shown: dropped elsewhere."""
    sides = set()
    for values in variants(form):
        facts = facts_of(form, values)
        without = {key: value for key, value in values.items() if key != field.key}
        bare = facts_of(form, without, unit=None, operator="")
        if isinstance(field.required, Condition):
            needed = field.required.holds(values, facts)
            sides.add(needed)
            missed = field.key in refused(form, without, bare)
            offers = default_of(field, judged(form, without, bare)[0].values, bare)
            assert missed == (needed and offers is None)
        if not holds(field.shown, values, facts):
            given = {**values, field.key: sample(field, values)}
            assert field.key not in clean(form, given, facts_of(form, given)).values
            assert refused(form, {**given, field.key: ["?"]}, facts_of(form, given)) == {}
    if isinstance(field.required, Condition):
        assert sides == {True, False}


@every_form
def test_every_default_is_a_good_value_of_its_kind(form: Form) -> None:
    """With the unit known and without; in lines and in acts too."""
    for values in variants(form):
        for facts in (facts_of(form, values), facts_of(form, values, unit=None, operator="")):
            for field in with_a_default(form):
                raw = declared_default(field, values, facts)
                assert is_empty(raw) or default_of(field, values, facts) is not None, field.key


def with_a_default(form: Form) -> Iterator[Field]:
    """The fields of a form, its acts and their lines that declare one."""
    fields = [*form.fields, *(one for act in form.acts for one in act.fields)]
    for one in (*fields, *(column for one in fields for column in one.columns)):
        if one.default is not None:
            yield one


@every_form
def test_every_required_field_is_on_a_paper(form: Form) -> None:
    """Somewhere on some paper, and not hidden on every copy."""
    if not form.papers:
        return
    on_paper = {key for paper in form.papers for part in paper.parts for key in mentioned(part)}
    for one in form.fields:
        if one.required is True:
            assert one.key in on_paper
            assert not form.copies or any(one.key not in copy.hidden for copy in form.copies)


def data_of(form: Form, values: Mapping[str, Any]) -> SlipData:
    """What a slip shows of values, nothing signed yet."""
    lines = {
        one.key: [
            {column.key: shown(column, line.get(column.key), paper=True) for column in one.columns}
            for line in values.get(one.key, ())
        ]
        for one in form.fields
        if one.kind is Kind.LINES
    }
    words = {one.key: shown(one, values.get(one.key), paper=True) for one in form.fields}
    return SlipData("虚构物业", f"{form.code}-2026-000001", "", words, lines, {})


@every_form
def test_papers_show_every_required_value(form: Form) -> None:
    """Drawn copy by copy, the words of each required field stand on one of them."""
    values = complete(form, example_of(form))
    data = data_of(form, values)
    drawn = ""
    for paper in form.papers:
        made = compose(form, paper, data)
        assert len(made.pages) >= (len(form.copies) if paper.copies else 1)
        items = [item for body in made.bodies for item in body]
        drawn += "".join(item.typed for item in items if isinstance(item, Text)) + "\n"
    drawn = re.sub(r"\s", "", drawn)
    for one in form.fields if form.papers else ():
        if one.required is not True or one.kind in (Kind.PHOTO, Kind.LINES):
            continue
        assert re.sub(r"\s", "", data.values[one.key]) in drawn, one.key
    for key, lines in data.lines.items():
        for line in lines:
            assert re.sub(r"\s", "", line[form.field(key).columns[0].key]) in drawn


@every_form
def test_a_box_stands_on_paper_for_every_signature(form: Form) -> None:
    """Whoever signs finds a place to sign, unless the form has no paper."""
    boxed = {
        box.act
        for paper in form.papers
        for part in paper.parts
        if isinstance(part, Boxes)
        for box in part.boxes
    }
    signed = {act.name for act in form.acts if act.effect is Effect.SIGN}
    assert not form.papers or signed <= boxed


@every_form
def test_the_register_has_headings_and_tells_number_and_state(form: Form) -> None:
    """Every column has a Chinese heading; a register without number or state helps nobody."""
    columns = register.columns(form)
    assert all(HAN.search(column.label) for column in columns)
    assert {"@number", "@state"} <= {column.key for column in columns}


@pytest.mark.parametrize("form", [
    pytest.param(one, marks=pytest.mark.long if len(one.acts) > 15 else ()) for one in DECLARED
], ids=lambda form: form.code)
def test_deadlines_start_and_stop(form: Form) -> None:
    """Each runs at some time of some life, and no longer once its act is done."""
    wanted = {one.name for one in form.dues}
    running, settled = set(), set()
    for values in variants(form) if wanted else ():
        facts = facts_of(form, values)
        for moment in lives(form, values):
            counted = [one.name for one in life.counting(form, moment.done)]
            until = moment.standing.valid_until
            found = life.dues(
                form, values, NOW, moment.done, until,
                life.with_done(form, facts, moment.done),
            )  # fmt: skip
            names = {due.name for due in found}
            running |= names
            for deadline in form.dues:
                if counted and counted[-1] == deadline.stop:
                    assert deadline.name not in names
                    settled.add(deadline.name)
    assert running == wanted and settled == wanted


@every_form
def test_rights_go_to_the_named_roles_only(form: Form) -> None:
    """One action for issuing and one for each act; the administrator is not let in."""
    pairs = rights.defaults(form)
    assert {action for _, action in pairs} == {
        f"issue:{form.code}", *(f"act:{form.code}:{act.name}" for act in form.acts)
    }
    for act in form.acts:
        granted = {role for role, action in pairs if action == f"act:{form.code}:{act.name}"}
        assert granted == set(act.roles)
    assert ADMINISTRATOR not in {role for role, _ in pairs}


@every_form
def test_what_only_another_record_does_is_done_by_one(form: Form) -> None:
    """Some form that hangs on this kind, or names it in its lines, passes it on."""
    for act in form.acts:
        if act.passed_only:
            assert [
                one.code for one in DECLARED
                if any(other.passes_on == act.name and form.code in _passes_to(one, other)
                       for other in one.acts)
            ]  # fmt: skip


def _passes_to(form: Form, act: Act) -> tuple[str, ...]:
    if act.onto:
        return form.names_records(act.onto)
    return form.field(form.hangs_on).refers if form.hangs_on else ()


@every_form
def test_what_a_form_gathers_is_there(form: Form) -> None:
    """Records of that form hang on it and have those lines and columns."""
    assert list(mistakes_between(form, {one.code: one for one in DECLARED})) == []


@every_form
def test_what_is_made_anew_can_be(form: Form) -> None:
    """It hangs on the same kind of record and may take another's place, and how long it holds works
    itself out from there."""
    declared = {one.code: one for one in DECLARED}
    for act in form.acts:
        for code in act.remakes:
            other = declared[code]
            assert form.hangs_on and other.hangs_on and other.lineage
            assert set(form.field(form.hangs_on).refers) & set(other.field(other.hangs_on).refers)
            assert other.validity and other.validity.within == other.hangs_on
            own = other.validity.field
            assert own is None or callable(other.field(own).default)


@every_form
def test_what_an_act_passes_on_exists_where_it_hangs(form: Form) -> None:
    """The other form has that act, and finds what it asks for among this one's."""
    declared = {one.code: one for one in DECLARED}
    for act in form.acts:
        if act.passes_on:
            for code in set(_passes_to(form, act)) & set(declared):
                other = declared[code].act(act.passes_on)
                own = {one.key: one.kind for one in (*form.fields, *act.fields)}
                for one in other.fields:
                    named = form.code in one.refers
                    assert one.required is not True or named or own.get(one.key) is one.kind
