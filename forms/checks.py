"""Checks that forms of several desks share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from forms.conditions import Values
from forms.facts import Clash, Facts, listed
from forms.fields import Check
from forms.lending import Lends, out_already
from forms.settings import Setting
from forms.values import dates, hours


def must_be_yes(words: str) -> Check:
    """A yes-or-no box that has to be ticked; `words` say what is wrong otherwise."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        return None if value is True else words

    return Check(words, problem)


def in_force(key: str) -> Check:
    """The record that the reference field `key` names is neither ended nor expired."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        linked = facts.linked.get(key)
        if not values.get(key) or linked is None:
            return None
        if linked.ended:
            return f"{linked.number} {linked.state}，不能再用"
        if linked.valid_until and facts.now >= linked.valid_until:
            return f"{linked.number} 已过期"
        return None

    return Check("所依单据须在有效期内", problem, at=key)


def _before_now(value: Any, values: Values, facts: Facts) -> str | None:
    return "时间已经过去" if value < facts.now.strftime("%Y-%m-%dT%H:%M") else None


def _after_now(value: Any, values: Values, facts: Facts) -> str | None:
    return "时间还没有到" if value > facts.now.strftime("%Y-%m-%dT%H:%M") else None


NOT_AFTER_NOW = Check("不晚于现在", _after_now)
"""A date and time, or a day, is not still to come."""

NOT_BEFORE_NOW = Check("不早于现在", _before_now)
"""A date and time is now or later."""


def not_past(words: str) -> Check:
    """The day, or the last day of the period, is today or later."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        day = value["to"] if isinstance(value, dict) else value
        return words if day[:10] < facts.today.isoformat() else None

    return Check(words, problem)


def not_before_day(key: str, called: str) -> Check:
    """For an act: the day that the record's field `key` names has come. called: what the day is."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        day = values[key][:10]
        if day <= facts.today.isoformat():
            return None
        return f"{called}是 {dates.pretty_day(day, facts.today)}，还没有到"

    return Check(f"到了{called}", problem)


def not_long_past(setting: Setting) -> Check:
    """A day, or a date and time, is not longer ago than the office lets be entered afterwards."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        most = int(setting.of(facts))
        ago = (facts.today - date.fromisoformat(value[:10])).days
        return f"是 {ago} 天以前，最多补记 {most} 天以前的，请核对" if ago > most else None

    return Check("不是很久以前的", problem)


def same_matter(at: str, how: str, setting: str | None = None) -> Check:
    """Nothing in hand seems to be about the same matter; only tells, unless the office has
    chosen otherwise (docs/handbook.md §3: the same matter brought to several people is one record).
    how: what to do instead.
    """

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        told = [
            f"{one.number}（{dates.pretty_day(one.at.date().isoformat(), facts.today)}，"
            f"{'、'.join(one.by)}相同）：{one.what}"
            for one in facts.same_matter[:MOST_NAMED]
        ]
        more = len(facts.same_matter) - len(told)
        words = "；".join(told) + (f"；另有 {more} 张" if more > 0 else "")
        return f"在办的有 {words}。{how}" if told else None

    return Check("同一件事只记一张", problem, at=at, warns=True, setting=setting)


def not_barred(at: str, setting: str) -> Check:
    """Nobody whom the record names is kept out (`Form.bars`); the office chooses warn, block or
    off by that setting. Who he is stays unsaid."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        told = [f"{one.number}（{'、'.join(one.by)}相同）：{one.what}" for one in facts.barred]
        return f"不予放行的人，{'；'.join(told[:MOST_NAMED])}。请报告安全主管" if told else None

    return Check("不在不予放行之列", problem, at=at, setting=setting)


MOST_NAMED = 3
"""Clashes that are told one by one; of more only how many."""


def in_the_list(name: str) -> Check:
    """The word is one of the list that the office set; any word where there is no list."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        known = listed(name, facts)
        return None if not known or value in known else f"没有“{value}”，请选{'、'.join(known)}"

    return Check(f"设置 {name} 里有的", problem)


def not_booked(at: str) -> Check:
    """No other record in hand has the same thing at a time that overlaps; the office chooses warn,
    block or off (setting `slots`). at: the field that it is said beside.
    """

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        return clash_words(facts) or None

    return Check("时段不与别的单冲突", problem, at=at, warns=True, setting="slots")


def clash_words(facts: Facts) -> str:
    """The clashes as people read them: "11-23 9:00—11:00 货梯已有 LT-2026-000004（3-1201）";
    "" for none."""
    told = [_told(one, facts) for one in facts.clashes[:MOST_NAMED]]
    more = len(facts.clashes) - len(told)
    return "；".join(told) + (f"；另有 {more} 张" if more > 0 else "")


def _told(clash: Clash, facts: Facts) -> str:
    when = f"{dates.pretty_day(clash.day, facts.today)} {hours.pretty(clash.hours)}"
    where = f"（{clash.unit}）" if clash.unit else ""
    return f"{when} {clash.what}已有 {clash.number}{where}"


def not_lent(
    lends: Lends, *, warns: bool = False, of: Callable[[Values], bool] = lambda line: True,
    setting: str | None = None,
) -> Check:
    """None of the things is out on another record: a key that is out cannot be lent again. of:
    which of the lines it is asked of."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        lines = [line for line in values.get(lends.lines) or () if of(line)]
        return "；".join(out_already(lends, lines, facts)) or None

    words = "同样的没有借出" if warns else "没有借出未还"
    return Check(words, problem, at=lends.lines, warns=warns, setting=setting)
