"""Vehicle plates: one spelling, doubts that never block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, plate

KNOWN = [
    "粤B12345", "粤BA1B23", "京AF0236", "粤BD12345", "粤BF12345", "粤BK12345", "沪ADK1234", "粤B12345D",
    "粤B12345F", "粤B1234学", "粤A1234警", "粤B1234挂", "粤B1234试", "粤B1234超",
    "粤ZAB12港", "粤Z1234澳", "224578使", "使224578", "粤A1234领", "WJ粤12345", "WJ粤1234X",
    "WJ12345", "VA12345", "SB01234", "粤X0123应急",
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("粤b·d12345", "粤BD12345"),
        ("粤 Ｂ １２３４５", "粤B12345"),
        ("粤B•12345", "粤B12345"),
        ("粤B・12345", "粤B12345"),
        ("粤B.12345", "粤B12345"),
        ("粤B－12345", "粤B12345"),
        ("abc", "ABC"),
        ("无牌", "无牌"),
        ("粤B1234？", "粤B1234?"),
    ],
)
def test_clean(typed: str, expected: str) -> None:
    """Dots and spaces go, letters become capitals, the rest stays."""
    assert plate.clean(typed) == expected


@pytest.mark.parametrize("known", KNOWN)
def test_known_plates_raise_no_doubt(known: str) -> None:
    """Ordinary, new energy, learner, police, trailer, HK and Macau, embassy, army …"""
    assert plate.clean(known) == known
    assert plate.doubt(known) is None
    assert plate.clean(plate.pretty(known)) == known


@pytest.mark.parametrize(
    "odd", ["ABC", "粤B1234", "粤B123456", "粤12345", "粤BG1234X", "粤B12345G", "粤Z1234台", "无牌"]
)
def test_unknown_plates_are_doubted(odd: str) -> None:
    """They pass, with a warning."""
    assert plate.clean(odd) == odd
    assert plate.doubt(odd) == "不像常见车牌，请核对"


@pytest.mark.parametrize("odd", ["粤BI2345", "粤B1O345", "粤BDO2345"])
def test_letters_like_digits_have_their_own_doubt(odd: str) -> None:
    """Plates never carry I or O in their number."""
    doubt = plate.doubt(odd)
    assert doubt is not None
    assert "I 和 O" in doubt


@pytest.mark.parametrize("absurd", ["", "·", "- .", "？？"])
def test_nothing_written_is_refused(absurd: str) -> None:
    """A plate has at least one letter or digit."""
    with pytest.raises(Invalid, match="请填写车牌号"):
        plate.clean(absurd)


def test_two_plates_in_one_field_are_refused() -> None:
    """Twelve characters is the most, and the message counts them."""
    assert plate.clean("A" * 12) == "A" * 12
    with pytest.raises(Invalid, match="最多 12 位，现有 14 位；一格只填一辆车"):
        plate.clean("粤B12345 粤B12346")


def test_pretty() -> None:
    """A dot after the letter of the town, nothing for other kinds."""
    assert plate.pretty("粤BD12345") == "粤B·D12345"
    assert plate.pretty("使224578") == "使224578"


@given(st.text("粤京ABDIOXZ0123456789学港", min_size=1, max_size=10))
def test_pretty_reads_back(typed: str) -> None:
    """The spelling on screen is the same plate."""
    assert plate.clean(plate.pretty(plate.clean(typed))) == plate.clean(typed)


@pytest.mark.parametrize(("raw", "plates"), [
    ("粤B12345", ["粤B12345"]), ("粤B·12345 粤B D67890", ["粤B12345", "粤BD67890"]),
    ("粤b12345粤B67890", ["粤B12345", "粤B67890"]), ("粤B12345\n粤B12345", ["粤B12345"]),
    ("粤B12345/粤BD12345；京Ａ12345", ["粤B12345", "粤BD12345", "京A12345"]),
    ("粤B12345（白色宝马）、WJ粤12345", ["粤B12345", "WJ粤12345"]), ("", []),
])  # fmt: skip
def test_several_plates_in_one_cell(raw: str, plates: list[str]) -> None:
    """Whatever stands between them, each once; words in brackets are none."""
    assert plate.several(raw) == plates


@pytest.mark.parametrize("raw", ["有", "2辆", "粤B", "宝马", "粤B12345粤B67890123456"])
def test_what_is_no_plate_in_a_table(raw: str) -> None:
    """Too short, without a digit, too long."""
    with pytest.raises(Invalid):
        plate.several(raw)
