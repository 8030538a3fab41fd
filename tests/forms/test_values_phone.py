"""Telephone numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, phone

MOBILES = st.from_regex("1[3-9][0-9]{9}", fullmatch=True)
LANDLINES = st.from_regex(
    "(010|02[0-9])-[2-9][0-9]{7}(-[0-9]{1,6})?|0[3-9][0-9]{2}-[2-9][0-9]{6,7}(-[0-9]{1,6})?"
    "|[2-9][0-9]{6,7}(-[0-9]{1,6})?|400[0-9]{7}(-[0-9]{1,6})?",
    fullmatch=True,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("+86-138-0013-8000", "13800138000"),
        ("(+86)13800138000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("013800138000", "13800138000"),
        ("\u202d13800138000\u202c", "13800138000"),
        ("0755-26001234", "0755-26001234"),
        ("075526001234", "0755-26001234"),
        ("0755－2600 1234", "0755-26001234"),
        ("0755—26001234", "0755-26001234"),
        ("0755-2600-1234", "0755-26001234"),
        ("（0755）26001234转801", "0755-26001234-801"),
        ("0755-26001234-801", "0755-26001234-801"),
        ("0755 26001234 转 801", "0755-26001234-801"),
        ("0755-26001234 分机：801", "0755-26001234-801"),
        ("0755-26001234 ext. 801", "0755-26001234-801"),
        ("0755-26001234x801", "0755-26001234-801"),
        ("+86 755 2600 1234", "0755-26001234"),
        ("86-0755-26001234", "0755-26001234"),
        ("+86 10 62345678", "010-62345678"),
        ("01062345678", "010-62345678"),
        ("07503123456", "0750-3123456"),
        ("0750-3123456-1", "0750-3123456-1"),
        ("0750-3123456转1", "0750-3123456-1"),
        ("26001234", "26001234"),
        ("2600 1234 转 8", "26001234-8"),
        ("400-830-8000", "4008308000"),
        ("400 8308 000", "4008308000"),
        ("400-830-8000 转 2", "4008308000-2"),
        ("95588", "95588"),
        ("12345", "12345"),
        ("+852 9123 4567", "+85291234567"),
        ("00852-9123-4567", "+85291234567"),
        ("+853 6612 3456", "+85366123456"),
        ("+886 912 345 678", "+886912345678"),
        ("+1 (650) 253-0000", "+16502530000"),
    ],
)
def test_clean(typed: str, expected: str) -> None:
    """Each usual spelling, and the same again from the canonical one."""
    assert phone.clean(typed) == expected
    assert phone.clean(expected) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1380013800", "^手机号应为 11 位，现有 10 位$"),
        ("138001380001", "^手机号应为 11 位，现有 12 位$"),
        ("12800138000", "电话号码不对"),
        ("021-6234567", "电话号码不对"),
        ("0755-16001234", "电话号码不对"),
        ("0755-260012345", "电话号码不对"),
        ("400830800", "电话号码不对"),
        ("110", "电话号码不对"),
        ("00", "电话号码不对"),
        ("13800138000/13900139000", "一格只填一个"),
        ("13800138000、13900139000", "一格只填一个"),
        ("王先生", "认不出的字"),
        ("+", "认不出的字"),
        ("-", "认不出的字"),
        ("١٣٨٠٠١٣٨٠٠٠", "认不出的字"),
        ("+852 912", "位数不对"),
        ("+310000000", "位数不对"),
        ("+999 1234 5678", "境外号码看不懂"),
        ("", "请填写电话号码"),
    ],
)
def test_refused(typed: str, message: str) -> None:
    """The message says what is missing."""
    with pytest.raises(Invalid, match=message):
        phone.clean(typed)


@given(MOBILES)
def test_mobiles(number: str) -> None:
    """Every mobile passes, reads back from its groups, and hides its middle four."""
    assert phone.clean(number) == phone.clean(phone.pretty(number)) == number
    assert phone.mask(number) == number[:3] + "****" + number[7:]


@given(LANDLINES)
def test_landlines(number: str) -> None:
    """Canonical landlines and hotlines stay, and read back from the screen."""
    assert phone.clean(number) == number
    assert phone.clean(phone.pretty(number)) == number


@given(st.one_of(LANDLINES, st.text("0123456789-+A", max_size=30)))
def test_a_mask_shows_four_at_most(number: str) -> None:
    """Same length; other numbers show no more than the last four, nor more than half."""
    masked = phone.mask(number)
    shown = re.sub("[-+*]", "", masked)
    assert len(masked) == len(number)
    if not re.fullmatch("1[3-9][0-9]{9}", number):
        assert len(shown) <= min(4, len(number) // 2)
        assert number.endswith(masked[len(masked) - min(4, len(number) // 2):])


def test_written() -> None:
    """Groups on screen, hidden digits elsewhere."""
    assert phone.pretty("13800138000") == "138 0013 8000"
    assert phone.pretty("4008308000-2") == "400 830 8000-2"
    assert phone.pretty("+85291234567") == "+852 9123 4567"
    assert phone.pretty("0755-26001234-801") == "0755-26001234-801"
    assert phone.mask("13800138000") == "138****8000"
    assert phone.mask("0755-26001234") == "****-****1234"
    assert phone.mask("+85291234567") == "+*******4567"
