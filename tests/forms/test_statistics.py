"""Words for statistics: what is declared wrong, what counting makes of values, periods in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from forms import DECLARED, periods, statistics, tallies
from forms.conditions import when
from forms.fields import Field, Kind, WrongDeclaration
from forms.statistics import Count, Ending, Items, Punctual, Statistic, Took
from tests.forms.test_mistakes import GOODS, made

WORKER = Field("who", "经手人", Kind.PERSON)
WRONG: dict[str, tuple[Statistic, str]] = {
    "no field": (Count("甲", "colour"), "提到没有的字段 colour"),
    "personal": (Count("甲", "who"), "who 是个人信息，不能统计"),
    "no kind to count": (Count("甲", "day"), "day 不是可以分类的字段"),
    "no choice": (Count("甲", "kind", good=("中件",)), "没有“中件”这个选项"),
    "no money": (Count("甲", "kind", amount="unit"), "unit 不是金额"),
    "no lines": (Items("甲", "unit", "name"), "unit 不是明细"),
    "no column": (Items("甲", "goods", "name", amount="price"), "提到没有的列 price"),
    "personal worker": (Items("甲", "goods", "name", by="who"), "who 不是可以统计的字段"),
    "no act": (Took("甲", "办结"), "提到没有的动作 办结"),
    "no deadline": (Punctual("甲", ("到场",)), "提到没有的期限 到场"),
    "no validity": (Ending("甲"), "没有有效期"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_statistic_says_what_is_wrong(name: str) -> None:
    """At import, with the name of the statistic."""
    one, words = WRONG[name]
    with pytest.raises(WrongDeclaration, match=words):
        made(fields=(*made().fields, WORKER), statistics=(one,))


def test_two_of_one_name_are_one_too_many() -> None:
    """In one form; several forms may share a name."""
    with pytest.raises(WrongDeclaration, match="统计 甲 重复"):
        made(statistics=(Count("甲", "kind"), Count("甲", "unit")))
    assert GOODS.kind is Kind.LINES


def test_what_is_counted_is_no_part_of_a_record() -> None:
    """Another statistic, the same snapshot; but the totals are to be counted anew."""
    from forms.snapshot import fingerprint

    plain, more = made(), made(statistics=(Count("甲", "kind"),))
    assert fingerprint(plain) == fingerprint(more)
    assert statistics.told(plain) != statistics.told(more)
    for change in ({"good": ("大件",)}, {"key": "unit"}):
        other = replace(more, statistics=(replace(more.statistics[0], **change),))
        assert statistics.told(other) != statistics.told(more)


def test_the_words_of_a_condition_tell_it_not_where_it_lies_in_memory() -> None:
    """The same declaration made twice is counted the same way."""
    def with_items(value: str) -> str:
        one = Items("甲", "goods", "name", when=when(kind=value))
        return statistics.told(made(statistics=(one,)))

    assert with_items("大件") == with_items("大件") != with_items("小件")


@pytest.mark.parametrize(("days", "words"), [
    (0, "当天"), (1, "次日"), (2, "2 至 3 天"), (3, "2 至 3 天"), (4, "4 至 7 天"), (7, "4 至 7 天"),
    (8, "8 至 30 天"), (30, "8 至 30 天"), (31, "30 天以上"),
])  # fmt: skip
def test_days_in_words(days: int, words: str) -> None:
    """At the edges."""
    assert tallies.bucket(days) == words


@pytest.mark.parametrize(("first", "last", "words"), [
    ("2026-11-01", "2026-11-30", "2026年11月"), ("2026-01-01", "2026-12-31", "2026年"),
    ("2026-11-21", "2026-11-21", "2026年11月21日"), ("2000-01-01", "2026-11-21", "到 2026年11月21日 为止"),
    ("2026-11-01", "2026-11-21", "2026年11月1日至11月21日"),
    ("2025-12-30", "2026-01-02", "2025年12月30日至2026年1月2日"),
])  # fmt: skip
def test_periods_in_words(first: str, last: str, words: str) -> None:
    """As on paper."""
    assert periods.words((date.fromisoformat(first), date.fromisoformat(last))) == words


@pytest.mark.parametrize(("days", "before"), [
    (("2024-02-01", "2024-02-29"), ("2024-01-01", "2024-01-31")),
    (("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31")),
    (("2026-11-10", "2026-11-12"), ("2026-11-07", "2026-11-09")),
    (("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),
])  # fmt: skip
def test_what_a_period_is_compared_with(
    days: tuple[str, str], before: tuple[str, str]
) -> None:
    """Months with months, clipped to their end; else as many days."""
    read: Callable[[str], date] = date.fromisoformat
    today = read(days[1])
    found = periods.before((read(days[0]), read(days[1])), today)
    assert found == (read(before[0]), read(before[1]))


def test_every_declared_form_can_be_told() -> None:
    """What is counted has words for all of it."""
    told = [statistics.told(form) for form in DECLARED]
    assert all(told) and not any("0x" in one for one in told)
