"""Slip codes: short enough to type, and nobody else can write one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import codes

SECRET = bytes(range(32))
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
NUMBERS = st.builds(
    codes.number,
    st.from_regex("[A-Z]{2,4}", fullmatch=True),
    st.integers(2000, 2099),
    st.integers(1, 999_999_999),
)


@given(NUMBERS)
def test_a_code_names_its_number(written: str) -> None:
    """However it is spaced or cased."""
    code = codes.slip_code(SECRET, written)
    assert codes.read(SECRET, code) == (written, True)
    assert codes.read(SECRET, f" {code[:4].lower()} {code[4:-10]}-{code[-10:].lower()} ") == (
        written, True
    )


def test_the_usual_code_fits_the_small_square() -> None:
    """20 characters of the alphanumeric alphabet: QR version 1-M."""
    code = codes.slip_code(SECRET, "FX-2026-000418")
    assert code.startswith("FX26000418") and len(code) == 20
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_a_hundred_thousand_changed_codes_are_all_refused() -> None:
    """One to three characters changed, two swapped, one lost or added: none is genuine."""
    chance = random.Random(20261121)
    good = [codes.slip_code(SECRET, codes.number("FX", 2026, n)) for n in range(1, 201)]
    genuine = set(good)
    passed = []
    for _ in range(100_000):
        code = changed = chance.choice(good)
        while changed in genuine:
            changed = _spoilt(chance, code)
        number, real = codes.read(SECRET, changed)
        if real and not codes.NUMBER.fullmatch(changed) and len(changed) > 12:
            passed.append((code, changed, number))
    assert passed == []


def _spoilt(chance: random.Random, code: str) -> str:
    letters = list(code)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(letters))
        match chance.randrange(4):
            case 0 | 1:
                letters[place] = chance.choice(BASE32 + "0189")
            case 2:
                other = chance.randrange(len(letters))
                letters[place], letters[other] = letters[other], letters[place]
            case _:
                letters[place] = chance.choice(("", chance.choice(BASE32) * 2))
    return "".join(letters)


@given(NUMBERS)
def test_another_office_cannot_write_ours(written: str) -> None:
    """The key decides."""
    code = codes.slip_code(bytes(32), written)
    assert codes.read(SECRET, code) == (written, False)


@given(NUMBERS, NUMBERS)
def test_a_code_is_good_for_its_own_number_only(one: str, two: str) -> None:
    """The letters of one slip on the number of another."""
    if one[-9:] != two[-9:]:
        mixed = codes.slip_code(SECRET, two)[:-10] + codes.slip_code(SECRET, one)[-10:]
        assert codes.read(SECRET, mixed) == (two, False)


@pytest.mark.parametrize("typed, expected", [
    ("FX-2026-000418", ("FX-2026-000418", True)),
    ("fx2026000418", ("FX-2026-000418", True)),
    ("FX26000418", ("FX-2026-000418", True)),
    ("FX-2026-418", (None, False)),
    ("2026-000418", (None, False)),
    ("F-2026-000418", (None, False)),
    ("放行条", (None, False)),
    ("", (None, False)),
    ("FX26000418AAAAAAAAA", (None, False)),
    ("FX26000418AAAAAAAAAAA", (None, False)),
    ("FX-２０２６-000418", ("FX-2026-000418", True)),
    ("FX-٢٠٢٦-000418", (None, False)),
])
def test_what_counts_as_a_number_or_a_code(typed: str, expected: tuple[str | None, bool]) -> None:
    """A bare number carries no proof, the guard looks at the paper."""
    assert codes.read(SECRET, typed) == expected


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_read_without_a_fault(scanned: str) -> None:
    """And is genuine only as a bare number or by chance never."""
    number, genuine = codes.read(SECRET, scanned)
    assert number is not None or not genuine


def test_a_nought_put_in_front_is_another_code() -> None:
    """Though it would be the same number: a printed code is read as it is printed or not at all."""
    code = codes.slip_code(SECRET, "FX-2026-014467")
    assert codes.read(SECRET, f"{code[:4]}0{code[4:]}")[1] is False


def test_large_numbers_stay_readable() -> None:
    """More than six digits are no end of the year."""
    assert codes.number("FX", 2026, 1_234_567) == "FX-2026-1234567"
    code = codes.slip_code(SECRET, "FX-2026-1234567")
    assert codes.read(SECRET, code) == ("FX-2026-1234567", True)
