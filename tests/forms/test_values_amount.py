"""Money: yuan as typed, 分 as kept."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, amount

FEN = st.integers(0, 9_999_999_999)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("¥1,860.00", 186000),
        ("￥ 1860", 186000),
        ("1860", 186000),
        ("１８６０．５", 186050),
        ("1860元", 186000),
        ("人民币1860元整", 186000),
        ("1,860.5", 186050),
        ("１，８６０．０５", 186005),
        ("0", 0),
        (".5", 50),
        ("5.", 500),
        ("007", 700),
        ("0.29", 29),
        ("99,999,999.99", 9_999_999_999),
    ],
)
def test_typed_yuan(typed: str, fen: int) -> None:
    """A text is yuan."""
    assert amount.clean(typed) == fen


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("1.234", "金额最多两位小数"),
        ("1.000", "金额最多两位小数"),
        ("-5", "金额不能是负数"),
        (-1, "金额不能是负数"),
        ("1e5", "金额看不懂"),
        ("1,86", "金额看不懂"),
        ("1860,00", "金额看不懂"),
        ("一百", "金额看不懂"),
        (".", "金额看不懂"),
        ("", "请填写金额"),
        ("元", "请填写金额"),
        ("100000000", "金额太大"),
        (10_000_000_000, "金额太大"),
        (True, "金额请填数字"),
        (1.5, "金额请填数字"),
        (1860.0, "金额请填数字"),
    ],
)
def test_refused(raw: object, message: str) -> None:
    """What is not an amount is refused with what to do."""
    with pytest.raises(Invalid, match=message):
        amount.clean(raw)


@given(FEN)
def test_a_whole_number_is_fen_already(fen: int) -> None:
    """An int is 分, and both ways of writing an amount read back to it."""
    assert amount.clean(fen) == fen
    assert amount.clean(amount.pretty(fen)) == fen
    assert amount.clean(amount.paper(fen)) == fen


@given(FEN)
def test_no_cent_is_lost(fen: int) -> None:
    """Typed decimals give exactly 分, with no binary fraction between."""
    assert amount.clean(str(Decimal(fen) / 100)) == fen


def test_written() -> None:
    """Thousands marks on screen, none on paper, the sign of a balance in front."""
    assert amount.pretty(186000) == "¥1,860.00"
    assert amount.paper(123456789) == "¥1234567.89"
    assert amount.pretty(5) == "¥0.05"
    assert amount.pretty(-186005) == "-¥1,860.05"
