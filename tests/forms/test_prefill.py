"""Which fields are filled when a form is opened from a file."""

from __future__ import annotations

from typing import Any

import pytest

from forms import DECLARED
from forms.acts import void
from forms.fields import Field, Kind, WrongDeclaration
from forms.form import Form
from forms.prefill import Known, prefilled
from forms.snapshot import snapshot

ZHANG = Known("3-1202", "张三", "13800138000", "粤BD12345")


def made(*fields: Field, **more: Any) -> Form:
    """A form of these fields."""
    return Form("JC", "寄存单", "物业", ("前台",), fields, (void("前台"),), **more)


UNIT = Field("unit", "房号", Kind.UNIT)
OWNER = Field("owner", "业主", Kind.PERSON, filled_from="unit.owner")
KEEPER = Field("keeper", "寄存人", Kind.PERSON)
TAKER = Field("taker", "领取人", Kind.PERSON)
PHONE = Field("phone", "电话", Kind.PHONE)
PLATE = Field("plate", "车牌", Kind.PLATE)


def test_the_first_of_its_kind_that_people_type() -> None:
    """Who is filled in from the estate is not whom the form is opened for."""
    form = made(UNIT, OWNER, KEEPER, TAKER, PHONE, PLATE)
    assert prefilled(form, ZHANG) == {
        "unit": "3-1202", "keeper": {"name": "张三"}, "phone": "13800138000",
        "plate": "粤BD12345",
    }  # fmt: skip


def test_a_phone_goes_with_the_person_where_there_is_no_box_for_it() -> None:
    form = made(UNIT, KEEPER)
    assert prefilled(form, ZHANG)["keeper"] == {"name": "张三", "phone": "13800138000"}


def test_only_what_is_known() -> None:
    """A unit's file names nobody; a member who sees no phones fills in none."""
    form = made(UNIT, KEEPER, PHONE, PLATE)
    assert prefilled(form, Known("3-1202")) == {"unit": "3-1202"}
    assert prefilled(form, Known("", "张三")) == {"keeper": {"name": "张三"}}
    assert prefilled(made(PLATE), Known("3-1202")) == {}


def test_a_declaration_may_say_which() -> None:
    told = Field("taker", "领取人", Kind.PERSON, on_file=True)
    assert prefilled(made(KEEPER, told), ZHANG) == {
        "taker": {"name": "张三", "phone": "13800138000"}
    }
    not_him = Field("keeper", "经手人", Kind.PERSON, on_file=False)
    assert "keeper" not in prefilled(made(not_him), ZHANG)


def test_a_phone_of_nobody_is_left_empty() -> None:
    """A form without a person asks another phone than the person's (a shop's)."""
    assert prefilled(made(UNIT, PHONE), ZHANG) == {"unit": "3-1202"}


def test_what_settles_begins_with_the_unit_alone() -> None:
    for form in DECLARED:
        if form.settles:
            assert set(prefilled(form, ZHANG)) <= {form.unit_field}


@pytest.mark.parametrize("wrong", [
    (Field("words", "事由", on_file=True),),
    (Field("owner", "业主", Kind.PERSON, filled_from="unit.owner", on_file=True),),
    (Field("one", "甲", Kind.PLATE, on_file=True), Field("two", "乙", Kind.VEHICLE, on_file=True)),
])  # fmt: skip
def test_what_cannot_be_filled_from_a_file_is_a_mistake(wrong: tuple[Field, ...]) -> None:
    with pytest.raises(WrongDeclaration, match="on_file"):
        made(UNIT, *wrong)


def test_it_is_no_part_of_a_record() -> None:
    """Where a form opened from a file is filled changes no snapshot."""
    told = Field("keeper", "寄存人", Kind.PERSON, on_file=True)
    assert snapshot(made(told)) == snapshot(made(KEEPER))


def test_every_declared_form_is_filled_with_what_its_fields_take() -> None:
    """Whatever is filled in stands in a field of that kind."""
    kinds = {Kind.UNIT, Kind.PERSON, Kind.PHONE, Kind.PLATE, Kind.VEHICLE}
    for form in DECLARED:
        for key in prefilled(form, ZHANG):
            assert form.field(key).kind in kinds and form.field(key).filled_from is None
