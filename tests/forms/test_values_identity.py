"""Identity documents. Every number here is invented; check digits are worked out from the formula.

GB 11643: the sum of the 17 digits times 2**(17 - place) modulo 11 picks from 1 0 X 9 8 7 6 5 4 3 2.
"""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forms.values import Invalid, identity

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = "11 13 21 31 33 42 44 45 51 65 71".split()


def checked(body: str) -> str:
    """Seventeen digits with their check digit, by the standard's own table."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def bodies(starts: list[str]) -> st.SearchStrategy[str]:
    """Seventeen digits that begin with one of `starts` and hold a real birth date."""
    return st.builds(
        lambda start, rest, born, order: f"{start}{rest:04d}{born:%Y%m%d}{order:03d}",
        st.sampled_from(starts),
        st.integers(0, 9999),
        st.dates(date(1850, 1, 1), date(2026, 11, 21)),
        st.integers(0, 999),
    )


RESIDENTS = bodies(PROVINCES).map(checked)


def test_the_formula_against_the_example_printed_in_the_standard() -> None:
    """GB 11643-1999 prints 11010519491231002X as its own example."""
    assert checked("11010519491231002") == "11010519491231002X"
    assert identity.clean("11010519491231002X")["number"] == "11010519491231002X"


@given(RESIDENTS)
def test_a_right_number_passes(number: str) -> None:
    """As one word it is a resident ID card."""
    assert identity.clean(number) == {"kind": "居民身份证", "number": number}


@given(RESIDENTS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_wrong_character_is_caught(number: str, place: int, sign: str) -> None:
    """One character mistyped anywhere is refused."""
    assume(number[place] != sign)
    with pytest.raises(Invalid):
        identity.clean(number[:place] + sign + number[place + 1:])


@given(RESIDENTS, st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    """Two neighbours exchanged are refused."""
    left, right = number[place], number[place + 1]
    assume(left != right)
    with pytest.raises(Invalid):
        identity.clean(number[:place] + right + left + number[place + 2:])


@given(RESIDENTS)
def test_the_check_digit_itself_is_checked(number: str) -> None:
    """All ten other last characters are refused for that reason."""
    for sign in set("0123456789X") - {number[17]}:
        with pytest.raises(Invalid, match="身份证号校验位不对，请核对"):
            identity.clean(number[:17] + sign)


@pytest.mark.parametrize("count", [1, 14, 16, 17, 19, 40])
def test_the_wrong_length_is_counted(count: int) -> None:
    """The message is the contract's own."""
    with pytest.raises(Invalid) as refusal:
        identity.clean("4" * count)
    assert str(refusal.value) == f"身份证号应为 18 位，现有 {count} 位"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (checked("00010119900307001"), "地区不对"),
        (checked("99999919900307001").replace("9", "7", 1), "地区不对"),
        (checked("44030119900230001"), "出生日期不对"),
        (checked("44030119901301001"), "出生日期不对"),
        (checked("44030118491231001"), "出生日期不对"),
        (checked("44030100000000001"), "出生日期不对"),
        (checked("44030120261122001"), "在今天之后"),
        ("A40301199003070012", "前 17 位应为数字"),
        ("44030119900307001A", "末位为数字或 X"),
        ("٤" * 18, "前 17 位应为数字"),
        ("440301901307123", "出生日期不对"),
        ("990301900307123", "地区不对"),
    ],
)
def test_resident_numbers_refused(number: str, message: str) -> None:
    """Region, birth date and signs each have their own message."""
    with pytest.raises(Invalid, match=message):
        identity.clean(number, today=date(2026, 11, 21))


def test_born_today_passes() -> None:
    """The day of the call is the latest birth date; without it there is none."""
    born = checked("44030120261121001")
    assert identity.clean(born, today=date(2026, 11, 21))["number"] == born
    assert identity.clean(checked("44030121990101001"))["kind"] == "居民身份证"


def test_spelling_is_made_one() -> None:
    """Full-width, spaces, hyphens and a small x are the same number."""
    expected = {"kind": "居民身份证", "number": "11010519491231002X"}
    for typed in (
        "11010519491231002x",
        " 110105 1949 1231 002x ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002X（居民身份证）",
    ):
        assert identity.clean(typed) == expected
    assert identity.clean({"kind": "身份证", "number": "11010519491231002x"}) == expected
    assert identity.clean({"number": "11010519491231002x"}) == expected


@given(bodies(["81", "82", "83"]).map(checked))
def test_residence_permits(number: str) -> None:
    """A number beginning 81, 82 or 83 names its own kind."""
    expected = {"kind": "港澳台居民居住证", "number": number}
    assert identity.clean(number) == expected
    assert identity.clean({"kind": "居住证", "number": number}) == expected
    assert identity.clean({"kind": "居民身份证", "number": number}) == expected


@given(bodies(["9"]).map(lambda body: checked("9" + body[:5] + body[5:16])), st.booleans())
def test_permanent_residence_of_2023(number: str, named: bool) -> None:
    """Eighteen digits beginning 9, with the same check digit."""
    assume(re.fullmatch("(18[5-9]|19|20[01])[0-9]+", number[6:14]))
    typed = {"kind": "永居证", "number": number} if named else number
    try:
        value = identity.clean(typed)
    except Invalid as refusal:
        assert "出生日期不对" in str(refusal)
    else:
        assert value == {"kind": "外国人永久居留身份证", "number": number}


@pytest.mark.parametrize(
    ("kind", "typed", "canonical"),
    [
        ("回乡证", "h12345678", ("港澳居民来往内地通行证", "H12345678")),
        ("港澳居民来往内地通行证", "M1234567801", ("港澳居民来往内地通行证", "M1234567801")),
        ("台胞证", "01234567", ("台湾居民来往大陆通行证", "01234567")),
        ("台胞证", "0123456789（B）", ("台湾居民来往大陆通行证", "0123456789B")),
        ("永居证", "usa310088112201", ("外国人永久居留身份证", "USA310088112201")),
        ("外国人永久居留身份证", checked("91184019880312001"),
         ("外国人永久居留身份证", checked("91184019880312001"))),
        ("passport", "e 1234 5678", ("护照", "E12345678")),
        ("护照", "Ｇ１２３４５", ("护照", "G12345")),
        ("其他", "军字第 1234 号", ("其他证件", "军字第 1234 号")),
        ("二代证", "11010519491231002x", ("居民身份证", "11010519491231002X")),
    ],
)
def test_other_kinds(kind: str, typed: str, canonical: tuple[str, str]) -> None:
    """Common names of the kinds are understood, numbers are made one spelling."""
    value = identity.clean({"kind": kind, "number": typed})
    assert (value["kind"], value["number"]) == canonical
    assert identity.clean(identity.describe(value)) == value


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("回乡证", "A12345678"),
        ("回乡证", "H1234567"),
        ("回乡证", "H123456789"),
        ("台胞证", "1234567"),
        ("台胞证", "T12345678"),
        ("永居证", "US310088112201"),
        ("永居证", checked("44030119900307001")),
        ("永居证", checked("91184019880312001")[:17]),
        ("居住证", checked("44030119900307001")),
        ("护照", "1234"),
        ("护照", "ABCDEFG"),
        ("护照", "E" + "1" * 20),
        ("护照", "E1234567?"),
        ("其他证件", "？"),
        ("其他证件", "、、"),
        ("驾驶证", "12345678"),
        ("", "12345678"),
    ],
)
def test_other_kinds_refused(kind: str, number: str) -> None:
    """A number that does not fit its kind, or no such kind."""
    with pytest.raises(Invalid):
        identity.clean({"kind": kind, "number": number})


def test_fifteen_digits_of_before_1999() -> None:
    """Kept as they are; the eighteen of the same person can be asked for."""
    assert identity.clean("110105491231002") == {"kind": "居民身份证", "number": "110105491231002"}
    assert identity.upgrade("110105491231002") == "11010519491231002X"
    assert identity.upgrade("11010519491231002X") == "11010519491231002X"
    assert identity.clean(identity.upgrade("440301900307123"))["number"][6:14] == "19900307"


def test_describe() -> None:
    """Number first, kind in brackets."""
    value = {"kind": "居民身份证", "number": "11010519491231002X"}
    assert identity.describe(value) == "11010519491231002X（居民身份证）"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("11010519491231002X", "110*************2X"),
        ("110105491231002", "110**********02"),
        ("E12345678", "E1*****78"),
        ("G12345", "G****5"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_mask(number: str, masked: str) -> None:
    """Three and two of a card, less of a short number."""
    assert identity.mask(number) == masked


@given(st.text("0123456789ABCX", max_size=45))
def test_a_mask_never_shows_more_than_five(number: str) -> None:
    """Same length, at most three in front and two behind, never half of it or more."""
    masked = identity.mask(number)
    shown = [place for place, sign in enumerate(masked) if sign != "*"]
    assert len(masked) == len(number)
    assert len(shown) <= 5
    assert len(shown) * 2 <= len(number)
    assert all(masked[place] == number[place] for place in shown)
    assert all(place < 3 or place >= len(number) - 2 for place in shown)


def test_nothing_beside_kind_and_number_is_dropped_unsaid() -> None:
    """A key that is not known is a mistake of the writer."""
    with pytest.raises(Invalid):
        identity.clean({"kind": "护照", "number": "E12345678", "name": "张三"})
