"""大写金额: the samples of the rule, and every amount read back to itself."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.values.amount import LARGEST
from forms.values.capital import capital

DIGITS = {character: digit for digit, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> int:
    """分 of an amount in words, as a person reads it."""
    total = section = digit = 0
    for character in words.removesuffix("整"):
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section += digit * UNITS[character]
            digit = 0
        elif character == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        elif character == "元":
            total = (total + section + digit) * 100
            section = digit = 0
        else:
            total += digit * {"角": 10, "分": 1}[character]
            digit = 0
    return total


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (186000, "壹仟捌佰陆拾元整"),
        (1000, "壹拾元整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (1000000005, "壹仟万元零伍分"),
        (1000000500, "壹仟万零伍元整"),
        (LARGEST, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_the_samples(fen: int, words: str) -> None:
    """Those of 支付结算办法, annex 1, and the edges."""
    assert capital(fen) == words


@given(st.integers(0, LARGEST))
@example(10_000_00)
@example(10_001_00)
@example(10_100_000_10)
@example(20_000_000_00)
def test_it_reads_back(fen: int) -> None:
    """No amount shares its words with another; never two 零 in a row."""
    words = capital(fen)
    assert read_back(words) == fen
    assert "零零" not in words and "零万" not in words
    assert words.endswith("整") == (fen % 100 == 0)


@given(st.lists(st.sampled_from("000000123456789"), min_size=1, max_size=10))
@example(list("1000000001"))
@example(list("1001001010"))
def test_zeros_wherever_they_stand(digits: list[str]) -> None:
    """Where the rule is easiest to break: runs of zeros at every place, the units beside them."""
    fen = int("".join(digits))
    words = capital(fen)
    assert read_back(words) == fen
    if fen:
        assert not words.startswith("零") and "零元" not in words and "零角" not in words
    assert "零零" not in words and not words.endswith("零")


def test_every_amount_of_common_size_reads_back() -> None:
    """0.01 to 1,000.00 one by one, and every whole yuan to 20,000."""
    for fen in (*range(1, 1000_01), *range(1000_00, 20_000_01, 100)):
        assert read_back(capital(fen)) == fen


@pytest.mark.parametrize("fen", [-1, LARGEST + 1])
def test_outside(fen: int) -> None:
    """Nothing is written for what cannot be."""
    with pytest.raises(ValueError, match="too large"):
        capital(fen)
