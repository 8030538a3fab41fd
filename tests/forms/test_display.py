"""How values read to people, and how persons' numbers are hidden."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.display import digest, masked, shown, summary
from forms.fields import Field, Kind

NOW = datetime(2026, 11, 21, 10, 42)
GOODS = Field(
    "goods", "物品", Kind.LINES,
    columns=(
        Field("name", "名称"), Field("measure", "单位"), Field("quantity", "数量", Kind.NUMBER),
        Field("owner", "物主", Kind.PERSON), Field("phone", "电话", Kind.PHONE),
    ),
)  # fmt: skip
ID = {"kind": "居民身份证", "number": "440301199001011232"}


@pytest.mark.parametrize("kind, value, screen, paper", [
    (Kind.TEXT, "虚构", "虚构", "虚构"),
    (Kind.YES_NO, True, "是", "是"),
    (Kind.YES_NO, False, "否", "否"),
    (Kind.MONEY, 186_000, "¥1,860.00", "¥1860.00"),
    (Kind.MONEY, 0, "¥0.00", "¥0.00"),
    (Kind.DATE, "2026-11-21", "11-21", "2026年11月21日"),
    (Kind.UNIT, "3-1202", "3 栋 1202", "3 栋 1202"),
    (Kind.NUMBER, 0, "0", "0"),
    (Kind.PERSON, {"name": "王虚构"}, "王虚构", "王虚构"),
    (Kind.FILE, {"name": "合同.pdf", "sha256": "0" * 64, "size": 1}, "合同.pdf", "合同.pdf"),
    (Kind.TALLY, [1, 12], "1、12", "1、12"),
    (Kind.PERIOD, {"from": "2026-11-21", "to": "2026-12-20"}, "11-21 至 12-20",
     "2026年11月21日 至 2026年12月20日"),
    (Kind.PERIOD, {"from": "2026-11-22", "to": "2026-11-22"}, "11-22", "2026年11月22日"),
    (Kind.REFERENCE, "FX-2026-000001", "FX-2026-000001", "FX-2026-000001"),
    (Kind.TEXT, None, "", ""),
    (Kind.MONEY, None, "", ""),
])
def test_a_value_reads_as_people_write_it(kind: Kind, value: Any, screen: str, paper: str) -> None:
    """Short on the screen, in full on paper."""
    extra: dict[str, Any] = {"refers": ("FX",)} if kind is Kind.REFERENCE else {}
    extra |= {"of": "goods.quantity"} if kind is Kind.TALLY else {}
    field = Field("value", "值", kind, **extra)
    assert shown(field, value, now=NOW) == screen
    assert shown(field, value, paper=True) == paper


def test_lines_read_as_a_list() -> None:
    """The first column, then number and measure."""
    lines = [
        {"name": "沙发", "measure": "张", "quantity": 2},
        {"name": "纸箱"},
        {"name": "灯", "quantity": 1},
    ]
    assert shown(GOODS, lines) == "沙发 2 张；纸箱；灯 1"
    assert summary(GOODS, {"name": "沙发", "quantity": 0}) == "沙发 0"
    assert digest(GOODS, lines) == "沙发 2 张 等 3 项"
    assert digest(GOODS, lines[:1]) == "沙发 2 张" and digest(GOODS, []) == ""


@pytest.mark.parametrize("kind, value, hidden", [
    (Kind.PHONE, "13800138000", "138****8000"),
    (Kind.ID_DOCUMENT, ID, {"kind": "居民身份证", "number": "440*************32"}),
    (Kind.PERSON, {"name": "王虚构", "phone": "13800138000"},
     {"name": "王虚构", "phone": "138****8000"}),
    (Kind.PERSON, {"name": "王虚构"}, {"name": "王虚构"}),
    (Kind.TEXT, "13800138000", "138****8000"),
    (Kind.PHONE, None, None),
])
def test_numbers_of_persons_are_hidden(kind: Kind, value: Any, hidden: Any) -> None:
    """IDs 3+2, phones 3+4; names stay; the shape is kept."""
    assert masked(Field("value", "值", kind), value) == hidden


def test_words_that_name_a_person_are_hidden_too() -> None:
    """A certificate's number that is an ID number with a letter before it."""
    field = Field("certificate", "操作证号", personal=True)
    assert masked(field, "T440300199001011234") == "T44**************34"


def test_lines_are_hidden_column_by_column_and_nothing_is_changed_in_place() -> None:
    """The record's own values stay whole."""
    lines = [{"name": "沙发", "owner": {"name": "王虚构", "phone": "13800138000"}},
             {"name": "灯", "phone": "13800138000"}]
    before = copy.deepcopy(lines)
    assert masked(GOODS, lines) == [
        {"name": "沙发", "owner": {"name": "王虚构", "phone": "138****8000"}},
        {"name": "灯", "phone": "138****8000"},
    ]
    assert lines == before


@given(digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_the_middle_of_a_mobile_never_shows(digits: str) -> None:
    """Three in front, four behind, whatever the number."""
    hidden = masked(Field("phone", "电话", Kind.PHONE), digits)
    assert hidden == digits[:3] + "****" + digits[7:]
