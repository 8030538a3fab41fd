"""What somebody is to a unit, from the words of estate tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, relation


@pytest.mark.parametrize(("word", "is_a"), [
    ("业主", "业主"), (" 户 主 ", "业主"), ("本人", "业主"), ("产权人", "业主"), ("共有人", "共有业主"),
    ("租客", "租户"), ("承租人", "租户"), ("配偶", "家庭成员"), ("儿子", "家庭成员"), ("保姆", "保姆"),
])  # fmt: skip
def test_usual_words(word: str, is_a: str) -> None:
    """An unusual one stays."""
    assert relation.clean(word) == is_a


@pytest.mark.parametrize("word", ["", " ", "12", "-", None, 5, "字" * 21])
def test_no_word_is_refused(word: object) -> None:
    """Blank, digits, too long."""
    with pytest.raises(Invalid):
        relation.clean(word)


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(word: str) -> None:
    """Total, and canonical stays canonical."""
    try:
        once = relation.clean(word)
    except Invalid:
        return
    assert relation.clean(once) == once
