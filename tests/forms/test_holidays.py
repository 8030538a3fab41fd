"""Days off and worked weekends, from what people paste."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.holidays import read, words
from forms.values import Invalid

NOTICE = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
节假日期间，各地区要妥善安排好值班。"""


def test_the_government_s_notice_is_read_as_it_stands() -> None:
    days = read(NOTICE, 2026)
    off = {day for day, is_off in days.items() if is_off}
    assert len(off) == 3 + 9 and {"2026-01-03", "2026-02-23"} <= off
    assert {day for day in days if not days[day]} == {"2026-01-04", "2026-02-14", "2026-02-28"}


@pytest.mark.parametrize("typed, day, off", [
    ("10-01 至 10-07 放假", "2026-10-05", True), ("10/10 上班", "2026-10-10", False),
    ("2026-10-01～2026-10-07 休息", "2026-10-07", True), ("10月1日-7日放假", "2026-10-02", True),
    ("放假 10-01", "2026-10-01", True), ("4月4日放假，4月6日上班", "2026-04-06", False),
])  # fmt: skip
def test_lines_as_people_write_them(typed: str, day: str, off: bool) -> None:
    assert read(typed, 2026)[day] is off


@pytest.mark.parametrize("typed, said", [
    ("10-01 至 10-07", "没有写放假还是上班"), ("国庆放假", "没有写是哪天"),
    ("2025-10-01 放假", "2025 年的请换到那一年"), ("2-30 放假", "没有 2 月 30 日"),
    ("10-07 至 10-01 放假", "先后不对"), ("10-01 放假\n10-01 上班", "又写放假又写上班"),
    ("1 号", "看不懂"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        read(typed, 2026)
    assert str(caught.value).startswith("第 ")


@given(st.dictionaries(st.integers(0, 364), st.booleans(), max_size=365))
def test_what_is_kept_reads_back(chosen: dict[int, bool]) -> None:
    days = {(date(2026, 1, 1) + timedelta(days=n)).isoformat(): off for n, off in chosen.items()}
    assert read(words(days, 2026), 2026) == days
