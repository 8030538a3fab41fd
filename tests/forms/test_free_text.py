"""Numbers of persons within plain words: which are found, how they are masked, what is left alone.

The numbers are made up; check digits do not matter to a mask.
"""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from forms import free_text
from forms.destroyed import in_place, is_destroyed, left
from forms.display import masked, shown
from forms.fields import Field, Kind


@pytest.mark.parametrize(("said", "read"), [
    ("打13800138000找他", "打138****8000找他"),
    ("身份证44030119900307123X。", "身份证440*************3X。"),
    ("440301 19900307 1230", "440*************30"),
    ("一代证 440301900307123", "一代证 440**********23"),
    ("138 0013 8000、139-0013-9000", "138****8000、139****9000"),
    ("+86 13800138000", "138****8000"),
    ("１３８００１３８０００", "138****8000"),
    ("0755-26001234", "********1234"),
    ("护照 E12345678", "护照 E1*****78"), ("回乡证H12345678", "回乡证H1*****78"),
])
def test_a_number_shows_its_ends_only(said: str, read: str) -> None:
    assert free_text.masked(said) == read and free_text.has_numbers(said)
    assert not free_text.has_numbers(free_text.without(said))


@pytest.mark.parametrize("said", [
    "FX-2026-000418", "合同 20261121001", "2026-11-21 10:42", "档号 GC-2011-07", "海尔 BCD-215",
    "6222021234567890123", "60×40×50 cm", "押金 5000 元", "3-1202", "粤B·D12345", "",
])
def test_what_is_no_number_of_a_person_stays(said: str) -> None:
    assert free_text.masked(said) == said and not free_text.has_numbers(said)


@given(strategies.text(max_size=40), strategies.text(max_size=40))
def test_nothing_but_digits_changes_and_no_mobile_slips_through(before: str, after: str) -> None:
    """Whatever stands around it, unless it touches letters or digits."""
    text = f"{before} ，13912345678。 {after}"
    assert "13912345678" not in free_text.masked(text)
    assert len(free_text.masked(before)) <= len(before)


@pytest.mark.parametrize(("field", "value", "apart"), [
    (Field("a", "甲", Kind.TEXT), "打 13800138000", True),
    (Field("a", "甲", Kind.TEXT), "三张桌子", False),
    (Field("a", "收据号", Kind.TEXT, longest=20), "13800138000", False),
    (Field("a", "车架号", Kind.TEXT, exclusive=True), "13800138000", False),
    (Field("a", "备注", Kind.LONG_TEXT), "什么也没有", True),
    (Field("a", "电话", Kind.PHONE), "13800138000", True),
    (Field("a", "几个", Kind.NUMBER), 13800138000, False),
])
def test_what_is_kept_apart(field: Field, value: object, apart: bool) -> None:
    """What can be destroyed; short marks are compared with other records and stay."""
    assert free_text.kept_apart(field, value) is apart


@pytest.mark.parametrize("kind", list(Kind))
def test_what_was_destroyed_reads_as_words_whatever_its_kind(kind: Kind) -> None:
    """No page needs to know of it; nothing of it goes on into another record."""
    more: dict[str, object] = {}
    if kind is Kind.LINES:
        more["columns"] = (Field("who", "谁", Kind.PERSON), Field("n", "几", Kind.NUMBER))
    if kind is Kind.CHOICE:
        more["choices"] = ("是",)
    if kind is Kind.REFERENCE:
        more["refers"] = ("FX",)
    if kind is Kind.TALLY:
        more["of"] = "goods.quantity"
    field = Field("x", "栏", kind, **more)  # type: ignore[arg-type]
    value = in_place(field, "XH-2037-0001")
    if value is None:
        return
    assert is_destroyed(value) and masked(field, value) == value
    assert "已按销毁单 XH-2037-0001 销毁" in shown(field, value)
    assert left({"x": value, "y": "留下"}) == {"y": "留下"}
