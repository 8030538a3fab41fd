"""Chinese line breaking, the room between Han and Latin, and fitting into a width."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from printing.fonts import MM_PER_PT, measure, runs, solid, spaced
from printing.page import APART, Text
from printing.typeset import SMALLEST, fit, widest_piece, wrap

ALPHABET = "物品放行条䶮𠮷葛\ufe00，。、（）《》：；！“”—…AB12.-%¥ ×·年月\u3000"
CLOSING = "，。、；：！？）》】」』〉〕”’…·～％℃"
OPENING = "（《【「『〈〔“‘¥"
words = st.text(st.sampled_from(ALPHABET), max_size=80)
mixed = st.text(st.sampled_from("物品𠮷、（）。AB12 /-" + CLOSING + OPENING), max_size=60)


def typed(lines: tuple[str, ...]) -> str:
    """The lines as one text without what the layout may add and drop."""
    return re.sub("[ \u2005\u2060\u3000]", "", "".join(lines))


@settings(deadline=None)
@given(words, st.floats(8, 120))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: float) -> None:
    lines = wrap(text, width, 10)
    assert typed(lines) == re.sub("[ \u3000]", "", text)
    for line in lines:
        marks = sum(char in CLOSING + OPENING + "—.-%" for char in line)
        assert measure(line, 10) <= width + 1e-6 or len(line.strip()) - marks <= 1


@settings(deadline=None)
@given(mixed)
@example("物品（放行）、《条》：“甲”乙！")
def test_no_closing_mark_starts_a_line_and_no_opening_one_ends_it(text: str) -> None:
    """GB/T 15834-2011 §5.1, wherever a line is wide enough for what must stay together."""
    width = max(25.0, widest_piece(text, 10))
    lines = wrap(text, width, 10)
    for line, following in pairwise(lines):
        assert following[:1] not in set(CLOSING)
        assert line[-1:] not in set(OPENING)


@pytest.mark.parametrize("mark", [*"，。、；：！？）》】」”", "……"])
@pytest.mark.parametrize("filling", range(1, 9))
def test_a_closing_mark_takes_the_character_before_it_along(mark: str, filling: int) -> None:
    """At every place of the line, also just beyond its end."""
    lines = wrap("一" * filling + mark + "二" * 9, 5 * 10 * MM_PER_PT, 10)
    assert not [line for line in lines[1:] if line.startswith(mark[0])]
    assert sum(mark in line for line in lines) == 1


@pytest.mark.parametrize("mark", [*"（《【「“"])
@pytest.mark.parametrize("filling", range(1, 9))
def test_an_opening_mark_goes_with_what_follows(mark: str, filling: int) -> None:
    lines = wrap("一" * filling + mark + "二" * 9, 5 * 10 * MM_PER_PT, 10)
    assert not [line for line in lines if line.endswith(mark)]


@pytest.mark.parametrize(
    "whole",
    [
        "440301199003071234", "¥12860.00", "¥12,860.00元", "138 0013 8000", "粤B·D12345", "粤BD12345挂",
        "FX-2026-000418", "——", "……", "2026年11月21日", "12.5kg", "60×40×50 cm", "30 ℃", "45%",
        "3 栋", "88.6平方米", "12个工作日", "第1/2页", "第0640", "人民币壹拾贰万叁仟肆佰元伍角陆分", "＿＿＿＿",
        "440*************34", "￥300.00",
    ],
)  # fmt: skip
def test_what_is_one_thing_stays_whole(whole: str) -> None:
    """A number, a sum, a plate, a figure with its unit: at every place of the line."""
    width = max(42.0, measure(whole, 10) + 0.1)
    for filling in range(14):
        text = "一" * filling + whole + "二" * 12
        assert any(whole in typed((line,)) or whole in line for line in wrap(text, width, 10))


@pytest.mark.parametrize("text", ["甲·乙", "甲～乙", "甲–乙"])
def test_the_interval_dot_and_the_wave_start_no_line(text: str) -> None:
    for filling in range(9):
        lines = wrap("一" * filling + text, 5 * 10 * MM_PER_PT, 10)
        assert not [line for line in lines if line[:1] in "·～–"]


def test_a_paragraph_keeps_its_indent_and_a_line_loses_the_blank_at_its_end() -> None:
    assert wrap("　　" + "一" * 6, 5 * 10 * MM_PER_PT, 10) == ("　　一一一", "一一一")
    assert wrap("一一一一　二二", 4 * 10 * MM_PER_PT, 10) == ("一一一一", "二二")


def test_a_number_and_its_unit_of_time_stay_together() -> None:
    assert wrap("有效期至2026年11月", 26, 10) == ("有效期至", spaced("2026年11月"))


def test_a_day_is_set_smaller_before_it_is_broken() -> None:
    lines, size = fit("2026年11月22日", 20, 10, 9)
    assert (len(lines), lines[0]) == (1, spaced("2026年11月22日")) and 6 < size < 9


def test_both_days_of_a_period_stay_whole() -> None:
    lines = wrap("2026年11月21日 至 2026年11月22日", 50, 10)
    assert [typed((line,)) for line in lines] == ["2026年11月21日至", "2026年11月22日"]


def test_no_character_ends_a_paragraph_alone() -> None:
    """But where the line before has none to spare."""
    lines = wrap("检测结果张贴在各栋大堂。", 10 * 10 * MM_PER_PT, 10)
    assert lines == ("检测结果张贴在各栋", "大堂。")
    assert wrap("一二三四五", 4 * 10 * MM_PER_PT, 10) == ("一二三四", "五")


def test_line_feeds_are_kept() -> None:
    assert wrap("甲\n\n乙", 50, 10) == ("甲", "", "乙")


@settings(deadline=None)
@given(mixed)
def test_a_quarter_of_an_em_stands_where_han_and_latin_meet(text: str) -> None:
    """Once, never inside a plate, and nothing else changes; the width knows it."""
    found = spaced(text)
    assert found.replace(APART, "") == text
    assert spaced(found) == found and measure(found, 10) == measure(text, 10)
    plates = re.findall(r"[物品][AB][·]?[AB12]{5,6}", text)
    meeting = sum(
        a in "物品𠮷" and b in "AB12" or a in "AB12" and b in "物品𠮷" for a, b in pairwise(text)
    )
    assert plates or found.count(APART) == meeting
    bare = measure(solid(text), 10)
    assert measure(text, 10) - bare == pytest.approx(found.count(APART) * 2.5 * MM_PER_PT)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3栋1202室", "3 栋 1202 室"), ("A座", "A 座"), ("粤B·D12345", "粤B·D12345"),
        ("车牌粤B·D12345的", "车牌粤B·D12345 的"), ("共45%、30℃", "共 45%、30℃"), ("至2026年", "至 2026 年"),
        ("3 栋", "3 栋"), ("（1）甲", "（1）甲"), ("〇1", "〇 1"), ("𠮷A", "𠮷 A"),
    ],
)  # fmt: skip
def test_where_the_room_is(text: str, wanted: str) -> None:
    assert spaced(text) == wanted.replace(" ", APART) if " " not in text else spaced(text) == text


def test_the_room_is_moved_over_and_no_character() -> None:
    """The character before it takes it; old pages, which know of none, are drawn as they were."""
    assert [(piece, room) for _, piece, room in runs(spaced("甲1乙"))] == [
        ("甲", 0.25), ("1", 0.25), ("乙", 0),
    ]  # fmt: skip
    assert [(piece, room) for _, piece, room in runs("甲1乙")] == [("甲1乙", 0)]
    assert Text(0, 0, spaced("甲1乙"), 10).typed == "甲1乙" == Text(0, 0, solid("甲1乙"), 10).typed


def test_what_fits_keeps_its_size() -> None:
    assert fit("房号", 20, 10, 9) == (("房号",), 10)


def test_a_line_full_only_by_that_room_does_without_it() -> None:
    text = "2026年11月21日"
    wide = measure(solid(text), 10)
    assert fit(text, wide + 0.01, 10, 9) == ((solid(text),), 10)
    assert fit(text, measure(text, 10) + 0.01, 10, 9) == ((spaced(text),), 10)


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


def test_what_must_be_cut_is_cut_where_it_hurts_least() -> None:
    """Where a line may end anyway, then between characters as people see them, the marks kept."""
    lines = wrap("abc@def-" * 6, 30, 10)
    assert all(line.endswith("-") for line in lines)
    assert wrap("葛\ufe00" * 3, 4, 10) == ("葛\ufe00",) * 3
    assert wrap("4" * 16 + "，甲", 30, 10)[-1] == "4，甲"
