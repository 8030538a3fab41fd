"""Fields filled from the record that a reference names, and the reference from the room."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from forms import DECLARED
from forms.facts import Facts, LinkedRecord, UnitFacts, offered_words
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import clean_fields, filled

FIELDS = (
    Field("unit", "房号", Kind.UNIT),
    Field("basis", "所依", Kind.REFERENCE, refers=("ZX", "WX"), filled_from="unit.record"),
    Field("employer", "单位", filled_from="basis.contractor"),
    Field("who", "负责人", Kind.PERSON, required=True, filled_from="basis.responsible"),
)
SITE = LinkedRecord(
    "ZX-2026-000007", "ZX", "施工中", False,
    {"contractor": "美居装饰", "responsible": {"name": "罗师傅"},
     "workers": [{"name": "秦明"}, {"name": "焦铁生"}, {"trade": "木工"}]},
)  # fmt: skip


@pytest.mark.parametrize("held, lapsed, expected", [
    ((), (), None),
    ((), (("ZX", "ZX-2026-000003"),), "ZX-2026-000003"),
    ((("ZX", "ZX-2026-000007"),), (("ZX", "ZX-2026-000003"),), "ZX-2026-000007"),
    ((("FX", "FX-2026-000001"),), (("ZX", "ZX-2026-000003"),), "ZX-2026-000003"),
    ((("ZX", "ZX-2026-000007"), ("ZX", "ZX-2026-000008")), (("ZX", "ZX-2026-000003"),), None),
    ((), (("ZX", "ZX-2026-000003"), ("ZX", "ZX-2026-000004")), None),
])
def test_what_ran_out_is_meant_only_where_none_is_in_hand(
    held: Any, lapsed: Any, expected: str | None
) -> None:
    """And never where the field asks for one in hand."""
    unit = UnitFacts("3-1202", known=True, in_hand=held, lapsed=lapsed)
    known = Facts(now=datetime(2026, 11, 21, 10, 42), unit=unit)
    unended = replace(FIELDS[1], refers=("ZX",), filled_from="unit.unended")
    assert filled(unended, known) == expected
    assert not lapsed or filled(FIELDS[1], known) != "ZX-2026-000003"


def facts(*in_hand: tuple[str, str], **linked: LinkedRecord) -> Facts:
    """A room with these records in hand."""
    unit = UnitFacts("3-1202", known=True, in_hand=in_hand)
    return Facts(now=datetime(2026, 11, 21, 10, 42), unit=unit, linked=linked)


def taken(typed: dict[str, Any], known: Facts) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and problems."""
    problems: dict[str, str] = {}
    return clean_fields(FIELDS, typed, known, problems, {}), problems


def test_the_record_named_fills_what_it_knows() -> None:
    """Typed words come first; without a record they are asked for."""
    values, problems = taken({"basis": SITE.number}, facts(basis=SITE))
    assert (values["employer"], values["who"]) == ("美居装饰", {"name": "罗师傅"})
    typed, _ = taken({"basis": SITE.number, "who": "张三"}, facts(basis=SITE))
    assert typed["who"] == {"name": "张三"} and problems == {}
    assert set(taken({}, facts())[1]) == {"who"}


@pytest.mark.parametrize("in_hand, expected", [
    ((), None),
    ((("ZX", "ZX-2026-000007"),), "ZX-2026-000007"),
    ((("WX", "WX-2026-000001"), ("ZX", "ZX-2026-000007")), "ZX-2026-000007"),
    ((("WX", "WX-2026-000001"),), "WX-2026-000001"),
    ((("ZX", "ZX-2026-000007"), ("ZX", "ZX-2026-000009"), ("WX", "WX-2026-000001")), None),
    ((("FX", "FX-2026-000001"),), None),
])
def test_the_only_record_of_the_first_kind_is_the_one_meant(
    in_hand: Any, expected: str | None
) -> None:
    """In the order of `refers`; of two of a kind the desk has to say."""
    assert filled(FIELDS[1], facts(*in_hand)) == expected


def test_its_lines_offer_their_words() -> None:
    """A column of them; nothing where there is no record."""
    assert offered_words("basis.workers.name", facts(basis=SITE)) == ("秦明", "焦铁生")
    assert offered_words("basis.workers.name", facts()) == ()


REFERRING = [
    (form, field, path)
    for form in DECLARED
    for field in form.fields
    for path in (field.filled_from, field.offers)
    if path and form.has(path.partition(".")[0])
    if form.field(path.partition(".")[0]).kind is Kind.REFERENCE
]


@pytest.mark.parametrize(
    "form, field, path", REFERRING, ids=[f"{f.code}.{one.key}" for f, one, _ in REFERRING]
)
def test_what_is_filled_from_exists_where_it_is_read(form: Form, field: Field, path: str) -> None:
    """In some form that the reference may name, of the same kind."""
    key, own, *column = path.split(".")
    targets = [one for one in DECLARED if one.code in form.field(key).refers and one.has(own)]
    assert targets
    found = targets[0].field(own)
    wanted = found.column(column[0]) if column else found
    assert wanted.kind is field.kind or field.offers == path
