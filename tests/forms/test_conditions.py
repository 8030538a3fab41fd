"""Conditions: they hold or not, and can say so in Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.acts import Act
from forms.conditions import Condition, filled, holds, when
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.property.release import FX
from forms.snapshot import condition_words

FACTS = Facts(now=datetime(2026, 11, 21, 10, 42))
TENANT = when(applicant="租户")


@pytest.mark.parametrize("values, expected", [
    ({"applicant": "租户"}, True),
    ({"applicant": "业主"}, False),
    ({"applicant": None}, False),
    ({}, False),
    ({"applicant": ["租户"]}, False),
])
def test_when_compares_one_value(values: dict[str, Any], expected: bool) -> None:
    """A missing value is no match."""
    assert TENANT.holds(values, FACTS) is expected


def test_when_takes_any_of_a_tuple_and_all_of_several() -> None:
    """A tuple offers choices; several names must all fit."""
    either = when(applicant=("租户", "业主"))
    assert [either.holds({"applicant": one}, FACTS) for one in ("租户", "业主", "访客")] == [
        True, True, False
    ]
    both = when(applicant="租户", urgent=True)
    assert both.holds({"applicant": "租户", "urgent": True}, FACTS)
    assert not both.holds({"applicant": "租户", "urgent": False}, FACTS)
    assert both.keys == ("applicant", "urgent")


@pytest.mark.parametrize("value, expected", [
    (None, False), ("", False), ([], False), ({}, False), ((), False),
    ("x", True), (0, True), (False, True), ([{}], True),
])
def test_filled_is_about_having_a_value(value: Any, expected: bool) -> None:
    """A number 0 and a no are values."""
    assert filled("note").holds({"note": value}, FACTS) is expected


@given(a=st.booleans(), b=st.booleans())
def test_conditions_combine_like_logic(a: bool, b: bool) -> None:
    """And, or, not; the keys they read add up."""
    one = Condition("甲", lambda values, facts: a, ("x",))
    two = Condition("乙", lambda values, facts: b, ("y",))
    assert holds(one & two, {}, FACTS) is (a and b)
    assert holds(one | two, {}, FACTS) is (a or b)
    assert holds(~one, {}, FACTS) is (not a)
    assert (one & two).keys == (one | two).keys == ("x", "y")
    assert (~one).keys == ("x",)


@given(answer=st.booleans())
def test_a_plain_answer_stands_for_a_condition(answer: bool) -> None:
    """Where a declaration just says yes or no."""
    assert holds(answer, {}, FACTS) is answer


def test_words_use_the_labels_of_the_form() -> None:
    """People read the field's name, not its key."""
    assert condition_words(FX, TENANT) == "申请人身份为租户"
    assert condition_words(FX, ~filled("plate")) == "非（填了车牌号）"
    both = when(applicant=("租户", "业主")) & filled("phone")
    assert condition_words(FX, both) == "申请人身份为租户、业主且填了联系电话"
    assert when(urgent=True).words == "{urgent}为是"
    letter = Field("way", "寄送方式")
    posted = Act("寄出", ("前台",), (letter, Field("to", "地址", required=when(way="邮寄"))))
    assert condition_words(FX, when(way="邮寄"), posted) == "寄送方式为邮寄"
    assert condition_words(FX, TENANT, posted) == "申请人身份为租户"
    assert Field("urgent", "加急", Kind.YES_NO, required=TENANT).required is TENANT
