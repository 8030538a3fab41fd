"""The printed recovery code: tolerant of how it is typed, not of what is typed."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Refused
from db.recovery import new_code, read_code

CODE, SECRET = new_code()
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def test_a_code_has_160_bits_in_seven_groups_of_five() -> None:
    """As it is printed."""
    assert len(SECRET) == 20
    assert [len(group) for group in CODE.split("-")] == [5] * 7
    assert set(CODE) <= set(ALPHABET + "-")
    assert new_code()[1] != SECRET


GAPS = st.lists(st.sampled_from(["", " ", "-", "　", "\n"]), min_size=35, max_size=35)


@given(GAPS, st.booleans())
def test_case_spaces_and_lookalikes_do_not_matter(gaps: list[str], lower: bool) -> None:
    """Also full-width letters, as a Chinese input method gives them."""
    alike = {"O": "0", "I": "1", "B": "8"}
    letters = [alike.get(c, c) for c in CODE.replace("-", "")]
    typed = "".join(c + gap for c, gap in zip(letters, gaps, strict=True))
    assert read_code(typed.lower() if lower else typed) == SECRET
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in typed)
    assert read_code(wide) == SECRET


def test_slips_of_the_pen_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wrong letter at every place and every swap of neighbours of one fixed code."""
    monkeypatch.setattr(secrets, "token_bytes", bytes)
    code, secret = new_code()
    assert secret == bytes(20)
    plain = code.replace("-", "")
    slips = {plain[:i] + c + plain[i + 1:] for i in range(35) for c in ALPHABET}
    slips |= {plain[:i] + plain[i + 1] + plain[i] + plain[i + 2:] for i in range(34)}
    slips.discard(plain)
    missed = 0
    for slip in slips:
        try:
            read_code(slip)
            missed += 1
        except Refused as refusal:
            assert refusal.problems == {"recovery": "恢复码抄错了，请与纸上逐组核对"}
    assert len(slips) > 1000 and missed <= 1


@given(st.text(max_size=60))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    """Never another exception, lone surrogates included."""
    try:
        assert len(read_code(typed)) == 20
    except Refused as refusal:
        assert set(refusal.problems) == {"recovery"}


def test_a_code_cut_short_says_how_many_are_there() -> None:
    """The count is of letters and digits only."""
    with pytest.raises(Refused, match="恢复码应为 35 个字母和数字，现有 34 个"):
        read_code(CODE[:-1])
