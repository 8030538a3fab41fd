"""Plain text: what is tidied, and what must stay exactly as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, text

RARE = "䶮𠮷㛃·豈金﨑㐀𪚥〇々Ⅷ㎡①ﾊ\U00031350\ue000葛\U000e0100，。（）！：；"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  电视机  一台 ", "电视机 一台"),
        ("电视机\u3000\u3000一台", "电视机 一台"),
        ("ＡＢｃ１２３", "ABc123"),
        ("（大）衣柜，２个！", "（大）衣柜，2个！"),
        ("上\t下\n左\r\n右", "上 下 左 右"),
        ("\ufeff冰\u200b箱\u202e", "冰箱"),
        ("", ""),
    ],
)
def test_line(typed: str, expected: str) -> None:
    """White space collapses, letters and digits narrow, punctuation stays."""
    assert text.line(typed) == expected


@given(st.text(RARE, min_size=1))
def test_rare_characters_are_kept_exactly(typed: str) -> None:
    """No normalisation replaces what a name is really written with."""
    assert text.line(typed) == typed
    assert text.paragraph(typed) == typed


@pytest.mark.parametrize("typed", ["䶮", "𠮷野家康", "㛃", "豈", "\U00031350", "古丽·买买提"])
def test_rare_names_are_kept_exactly(typed: str) -> None:
    """Also characters newer than Python's own tables count as Han."""
    assert text.name(typed) == typed


def test_length_counts_characters_after_tidying() -> None:
    """The limit is inclusive, and the message says both numbers."""
    assert text.line("  " + "𠮷" * 5 + "  ", longest=5) == "𠮷" * 5
    with pytest.raises(Invalid, match="^最多 5 个字，现有 6 个$"):
        text.line("一二三四五六", longest=5)
    with pytest.raises(Invalid, match="^最多 5 个字，现有 7 个$"):
        text.paragraph("一二三\n四五六", longest=5)
    with pytest.raises(Invalid, match="^最多 2 个字，现有 3 个$"):
        text.name("王 小 明", longest=2)
    assert text.name("王 小 明", longest=3) == "王小明"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("第一行\r\n第二行", "第一行\n第二行"),
        ("\n\n  甲  乙 \n\n 丙\u2028丁\n \n", "甲 乙\n\n丙\n丁"),
        (" \n ", ""),
    ],
)
def test_paragraph(typed: str, expected: str) -> None:
    """Breaks inside stay, blank lines at the ends go."""
    assert text.paragraph(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("王 小明", "王小明"),
        ("王\u3000小 明", "王小明"),
        ("𠮷 䶮", "𠮷䶮"),
        ("Ｊｏｈｎ  Smith", "John Smith"),
        ("李 Anna", "李 Anna"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("李四2", "李四2"),
    ],
)
def test_name(typed: str, expected: str) -> None:
    """Only spaces between Han characters are dropped."""
    assert text.name(typed) == expected


@pytest.mark.parametrize("typed", ["138", "１３８", "12 34", "·", "--", "٣٣"])
def test_a_name_needs_a_letter(typed: str) -> None:
    """Digits and signs alone are a slip of the field."""
    with pytest.raises(Invalid, match="姓名不能只有数字或符号"):
        text.name(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("（ＡＢ）－１２：３", "(AB)-12:3"),
        ("1ー2–3—4−5", "1-2-3-4-5"),
        ("￥１，８６０．５", "¥1,860.5"),
        ("～＃\u3000ａ", "~# a"),
        ("王、。", "王、。"),
    ],
)
def test_halfwidth(typed: str, expected: str) -> None:
    """Every full-width ASCII form and every dash becomes plain."""
    assert text.halfwidth(typed) == expected
