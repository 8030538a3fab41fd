"""Plain numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, number


@pytest.mark.parametrize(
    ("raw", "decimals", "expected"),
    [
        ("3", 0, 3),
        ("３", 0, 3),
        ("3.0", 0, 3),
        (3.0, 0, 3),
        ("-2", 0, -2),
        ("－２", 0, -2),
        ("1,200", 0, 1200),
        ("88.5", 1, 88.5),
        (88.5, 1, 88.5),
        ("88.50", 1, 88.5),
        (".25", 2, 0.25),
        ("-0.0", 0, 0),
    ],
)
def test_read(raw: object, decimals: int, expected: float) -> None:
    """Whole numbers come back as int, others as float."""
    value = number.clean(raw, decimals=decimals)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("3.5", "请填整数"),
        (3.5, "请填整数"),
        ("1e5", "不是数字"),
        ("nan", "不是数字"),
        ("³", "不是数字"),
        ("٣", "不是数字"),
        ("1,2", "不是数字"),
        ("3个", "不是数字"),
        ("", "请填数字"),
        (True, "请填数字"),
        (None, "请填数字"),
        (float("nan"), "数字太大"),
        (float("inf"), "数字太大"),
        (2**70, "数字太大"),
        ("1" * 13, "数字太大"),
    ],
)
def test_refused(raw: object, message: str) -> None:
    """What is no number, or not the kind asked for, is refused."""
    with pytest.raises(Invalid, match=message):
        number.clean(raw)


def test_bounds_are_included_and_named() -> None:
    """Both ends count, and large bounds are written out in full."""
    assert number.clean(1, minimum=1, maximum=1_000_000) == 1
    assert number.clean("1000000", minimum=1, maximum=1_000_000) == 1_000_000
    with pytest.raises(Invalid, match="^不能小于 1$"):
        number.clean(0, minimum=1)
    with pytest.raises(Invalid, match="^不能大于 1000000$"):
        number.clean(1_000_001, maximum=1_000_000)
    with pytest.raises(Invalid, match="^不能大于 0.5$"):
        number.clean("0.51", decimals=2, maximum=0.5)


def test_decimals_are_counted() -> None:
    """One decimal too many is refused, never rounded away."""
    with pytest.raises(Invalid, match="^最多 1 位小数$"):
        number.clean("88.55", decimals=1)
    with pytest.raises(Invalid, match="^最多 1 位小数$"):
        number.clean(0.1 + 0.2, decimals=1)


@given(st.integers(-10**12 + 1, 10**12 - 1))
def test_every_whole_number_reads_back(value: int) -> None:
    """As number, as text and with thousands marks."""
    assert number.clean(value) == number.clean(str(value)) == number.clean(f"{value:,}") == value
