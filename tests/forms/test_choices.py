"""What the office may choose of a form: generic, reversible, and refused where it does not hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import DECLARED, choices
from forms.facts import Facts
from forms.form import Form
from forms.rules import clean_fields
from forms.snapshot import differing, overridden
from forms.timing import Span
from forms.values import Invalid, span

FACTS = Facts(now=datetime(2026, 11, 21, 10, 42))
BY_CODE = {form.code: form for form in DECLARED}
every_form = pytest.mark.parametrize("form", DECLARED, ids=lambda form: form.code)


def cleaned(form: Form, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    problems: dict[str, str] = {}
    typed = choices.answers(form, form) | changes
    values = clean_fields(choices.questions(form), typed, FACTS, problems, {})
    return values, problems


@every_form
def test_as_declared_nothing_is_chosen(form: Form) -> None:
    values, problems = cleaned(form, {})
    made, wrong = choices.chosen(form, values)
    assert not problems and not wrong and differing(form, made) == {}


@every_form
def test_every_fee_time_and_role_can_be_chosen_and_comes_back(form: Form) -> None:
    """Kept as JSON says it, put over the declaration, asked again: the same."""
    asked = {one.key for one in choices.questions(form)}
    changes: dict[str, Any] = {key: 12_34 for key in asked if key.startswith("fee_")}
    changes |= {key: "5 天到 24:00" for key in asked
                if key == "validity" or key.startswith("call_")
                or key.startswith("due_") and not key.endswith(("_roles", "_ahead"))}
    changes |= {key: 9 for key in asked if key.endswith("_ahead")}
    changes |= {key: "主任、公司经理" for key in asked if key.endswith("_roles")}
    values, problems = cleaned(form, changes)
    made, wrong = choices.chosen(form, values)
    assert not problems and not wrong
    again = overridden(form, differing(form, made))
    assert again == made
    assert choices.answers(form, again) == values


def test_copies_keep_what_each_hides_under_its_labels() -> None:
    form = BY_CODE["DH"]
    lines = choices.answers(form, form)["copies"]
    label = form.field("welder_id").label
    assert [line.get("hidden", "") for line in lines] == ["", label]
    values, _ = cleaned(form, {"copies": [{**lines[0], "colour": "绿", "hidden": label}]})
    made, wrong = choices.chosen(form, values)
    assert not wrong and made.copies[0].hidden == ("welder_id",) and made.copies[0].colour == "绿"


@pytest.mark.parametrize("changes, at", [
    ({"act_0_roles": "前台、保安队"}, "act_0_roles"), ({"due_0": "七天左右"}, "due_0"),
    ({"fee_0": "-5"}, "fee_0"), ({"issued_by": "、"}, "issued_by"), ({"title": ""}, "title"),
    ({"copies": [{"name": "存根"}]}, "copies[0].holder"),
    ({"copies": [{"name": "存根", "holder": "前台", "hidden": "没有的栏"}]}, "copies[0].hidden"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_field(changes: dict[str, Any], at: str) -> None:
    form = BY_CODE["ZX"]
    _, problems = cleaned(form, changes)
    assert set(problems) == {at}


def test_a_choice_that_does_not_hold_together_is_refused_in_the_declaration_s_words() -> None:
    """Giving a deposit back takes two people, whatever the office says."""
    form = BY_CODE["ZX"]
    (at,) = [n for n, act in enumerate(form.acts) if act.effect == "refund"]
    values, _ = cleaned(form, {f"act_{at}_second": False})
    _, wrong = choices.chosen(form, values)
    assert list(wrong) == [f"act_{at}_second"] and "须第二人复核" in wrong[f"act_{at}_second"]


def test_two_copies_of_one_name_are_refused() -> None:
    form = BY_CODE["FX"]
    line = {"name": "存根", "holder": "前台", "colour": "白"}
    values, _ = cleaned(form, {"copies": [line, line]})
    assert set(choices.chosen(form, values)[1]) == {"copies"}


def test_what_moves_money_or_lets_out_is_not_signed_on_paper() -> None:
    form = BY_CODE["FX"]
    keys = {one.key for one in choices.questions(form)}
    for at, act in enumerate(form.acts):
        assert (f"act_{at}_signed" in keys) is (act.effect in ("step", "sign")), act.name


def test_what_is_chosen_of_one_deadline_leaves_the_others_to_the_declaration() -> None:
    """A newer declaration's other deadlines, fees and calls come through, and new ones too."""
    form = BY_CODE["WX"]
    values, problems = cleaned(form, {"due_1": "9 天"})
    kept = differing(form, choices.chosen(form, values)[0])
    assert not problems and list(kept) == ["deadlines"] and len(kept["deadlines"]) == 1
    first, chosen, *rest = form.deadlines
    newer = replace(form, deadlines=(
        replace(first, within=Span(hours=7)), replace(chosen, verb="快去", within=Span(days=1)),
        *rest, replace(first, name="新的一项"),
    ))  # fmt: skip
    made = overridden(newer, kept).deadlines
    assert [one.name for one in made] == [one.name for one in newer.deadlines]
    assert made[0].within == Span(hours=7) and made[-1].within == first.within
    assert made[1].within == Span(days=9) and made[1].verb == "快去"


def test_words_of_fields_registers_and_papers_are_chosen_and_come_back() -> None:
    """Options are added and put in another order; a field more must be filled in; the register has
    other columns; the foot says something else. Kept as JSON, asked again: the same."""
    form = BY_CODE["WK"]
    options = [{"field": "运营商", "words": "长城宽带、广电、移动、联通、电信"},
               {"field": "套餐", "words": "包月 180 元、千兆 299 元"}]
    values, problems = cleaned(form, {
        "options": options, "musts": "备注", "register": "编号、房号、运营商、备注、开通时间",
        "register_title": "宽带登记", "foot_0": "请核对后签字。{copies}",
    })  # fmt: skip
    made, wrong = choices.chosen(form, values)
    assert not problems and not wrong
    assert made.field("operator").choices[0] == "长城宽带"
    assert made.field("plan").suggestions == ("包月 180 元", "千兆 299 元")
    assert made.field("remarks").required is True
    assert made.register == ("@number", "unit", "operator", "remarks", "开通.at")
    again = overridden(form, json.loads(json.dumps(differing(form, made))))
    assert again == made and choices.answers(form, again)["register_title"] == "宽带登记"


@pytest.mark.parametrize("changes, at", [
    ({"options": [{"field": "运营商", "words": "电信、联通"}]}, "options"),
    ({"options": [{"field": "没有的", "words": "甲"}]}, "options"),
    ({"options": [{"field": "套餐", "words": "甲"}, {"field": "套餐", "words": "乙"}]}, "options"),
    ({"musts": "房号"}, "musts"), ({"register": "编号、身高"}, "register"), ({"register": ""}, "register"),
    ({"foot_0": "见 {number}"}, "foot_0"),
])  # fmt: skip
def test_words_that_the_program_needs_stay(changes: dict[str, Any], at: str) -> None:
    """Options that rules read, columns there are, places the paper can fill."""
    assert at in cleaned(BY_CODE["WK"], changes)[1]


spans = st.builds(
    Span, minutes=st.integers(0, 600), hours=st.integers(0, 99), days=st.integers(0, 99),
    workdays=st.integers(0, 99), months=st.integers(0, 60), end_of_day=st.booleans(),
)  # fmt: skip


@given(spans)
def test_a_span_reads_back_as_it_was_written(one: Span) -> None:
    assert span.clean(span.words(one)) == one


@pytest.mark.parametrize("typed, meant", [
    ("15分钟", Span(minutes=15)), ("２小时", Span(hours=2)), ("3个工作日", Span(workdays=3)),
    ("当天24：00", Span(end_of_day=True)), ("7日", Span(days=7)), ("到时", Span()),
    ("3个月 至24点", Span(months=3, end_of_day=True)), ("1 天 2 小时", Span(days=1, hours=2)),
])
def test_spans_as_people_write_them(typed: str, meant: Span) -> None:
    assert span.clean(typed) == meant


@pytest.mark.parametrize("typed", ["", "七天", "2", "尽快", "24:00 前 3 天", "9999 天"])
def test_spans_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid):
        span.clean(typed)
