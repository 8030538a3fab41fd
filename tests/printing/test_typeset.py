"""Chinese line breaking and fitting."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.fonts import measure
from printing.typeset import SMALLEST, fit, widest_piece, wrap

ALPHABET = "物品放行条䶮𠮷，。、（）《》：；！“”AB12.-%¥ ×·年月"
words = st.text(st.sampled_from(ALPHABET), max_size=80)


@given(words, st.floats(8, 120))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: float) -> None:
    lines = wrap(text, width, 10)
    assert re.sub(" ", "", "".join(lines)) == re.sub(" ", "", text)
    for line in lines:
        assert measure(line, 10) <= width + 1e-6 or len(line) == 1


@given(words)
def test_no_closing_mark_starts_a_line_and_no_opening_one_ends_it(text: str) -> None:
    width = max(25.0, widest_piece(text, 10))
    lines = wrap(text, width, 10)
    for line in lines[1:]:
        assert line[:1] not in set("，。、）》：；！”%")
    for line, following in zip(lines, lines[1:], strict=False):
        assert line[-1:] not in set("（《“¥") or not following


@pytest.mark.parametrize(
    "whole", ["440301199003071234", "¥12860.00", "138 0013 8000", "粤B·D12345", "FX-2026-000418"]
)
def test_numbers_stay_whole(whole: str) -> None:
    for filling in range(12):
        text = "一" * filling + whole + "二" * 12
        assert any(whole in line for line in wrap(text, 42, 10))


def test_a_number_and_its_unit_of_time_stay_together() -> None:
    assert wrap("有效期至2026年11月", 24, 10) == ("有效期至", "2026年11月")


def test_line_feeds_are_kept() -> None:
    assert wrap("甲\n\n乙", 50, 10) == ("甲", "", "乙")


def test_what_fits_keeps_its_size() -> None:
    assert fit("房号", 20, 10, 9) == (("房号",), 10)


def test_a_little_too_wide_is_made_a_little_smaller() -> None:
    lines, size = fit("物品放行条物品", 24, 10, 9)
    assert lines == ("物品放行条物品",)
    assert 9 <= size < 10
    assert measure(lines[0], size) <= 24


def test_much_too_wide_is_broken() -> None:
    lines, size = fit("物品放行条" * 4, 24, 10, 9)
    assert len(lines) >= 3
    assert all(measure(line, size) <= 24 for line in lines)


def test_a_number_wider_than_the_line_is_made_smaller_before_it_is_cut() -> None:
    lines, size = fit("440301199003071234", 30, 10, 9)
    assert lines == ("440301199003071234",)
    assert size < 9
    lines, size = fit("4" * 60, 30, 10, 9)
    assert (size, "".join(lines)) == (SMALLEST, "4" * 60)
