"""What a survey reckons from the questionnaires that came back: how many, how content they are by
question and by department, which departments are below the target (docs/handbook.md §1 MD)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.settings import Setting

SCORES = ("很满意", "满意", "一般", "不满意", "很不满意")
GOOD = SCORES[:2]
TARGET = Setting(
    Field("survey_target", "满意率目标（%）", Kind.NUMBER, minimum=1, maximum=100, width=3,
          hint="答“很满意”“满意”的占多少；部门达不到的要写整改措施"),
    85, used_by=("MD",),
)  # fmt: skip
"""[C]."""


def _rate(good: int, count: int) -> float:
    return round(100 * good / count, 1)


def _counted(facts: Facts) -> dict[tuple[str, str], tuple[int, int]]:
    """By department and question: how many answered, how many of these were content."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for (department, question, score), lines in facts.gathered.lines.items():
        if score in SCORES:
            count, good = found.get((department, question), (0, 0))
            found[department, question] = count + lines, good + lines * (score in GOOD)
    return found


def target(values: Values, facts: Facts) -> int:
    """The target as it is now; it is kept with what was reckoned."""
    return int(TARGET.of(facts))


def back(values: Values, facts: Facts) -> int:
    """How many questionnaires came back."""
    return facts.gathered.records


def returned(values: Values, facts: Facts) -> float | None:
    """Per cent of those sent out that came back."""
    sent = facts.done.get("发出", {}).get("sent")
    return _rate(facts.gathered.records, sent) if sent else None


def by_question(values: Values, facts: Facts) -> list[dict[str, Any]]:
    """A line for each question: answers, how many content, per cent."""
    return [
        {"question": question, "department": department, "count": count, "good": good,
         "rate": _rate(good, count)}
        for (department, question), (count, good) in _counted(facts).items()
    ]  # fmt: skip


def _rates(facts: Facts) -> dict[str, tuple[int, float]]:
    """By department: how many answers, and what per cent of them were content."""
    sums: dict[str, tuple[int, int]] = {}
    for (department, _), (count, good) in _counted(facts).items():
        before = sums.get(department, (0, 0))
        sums[department] = before[0] + count, before[1] + good
    return {one: (count, _rate(good, count)) for one, (count, good) in sums.items()}


def by_department(values: Values, facts: Facts) -> list[dict[str, Any]]:
    """A line for each department: answers, per cent content, whether that is enough."""
    wanted = target(values, facts)
    return [
        {"department": one, "count": count, "rate": rate,
         "reached": "达到" if rate >= wanted else "没有达到"}
        for one, (count, rate) in _rates(facts).items()
    ]  # fmt: skip


def below(values: Values, facts: Facts) -> str | None:
    """Departments that are below the target."""
    wanted = target(values, facts)
    return "、".join(one for one, (_, rate) in _rates(facts).items() if rate < wanted) or None


def nothing_back(value: Any, values: Values, facts: Facts) -> str | None:
    """That nobody has answered yet."""
    return None if facts.gathered.records else "还没有收回问卷"


def _wanting(facts: Facts, lines: Sequence[Mapping[str, Any]]) -> str:
    """Departments below the target for which no measure is named."""
    below = (facts.done.get("汇总", {}).get("below") or "").split("、")
    named = {line.get("department") for line in lines}
    return "、".join(one for one in below if one and one not in named)


def not_named(value: Any, values: Values, facts: Facts) -> str | None:
    """That a department below the target has no measure."""
    wanting = _wanting(facts, values.get("measures") or ())
    return f"{wanting} 没有达到目标，要写整改措施" if wanting else None


def unfinished(value: Any, values: Values, facts: Facts) -> str | None:
    """That measures are wanting, or not done yet."""
    measures = facts.done.get("整改措施", {}).get("measures") or ()
    wanting = _wanting(facts, measures)
    if wanting:
        return f"{wanting} 没有达到目标，要先写整改措施"
    return "整改措施还没有完成" if measures and "整改完成" not in facts.done else None


def last_due(values: Values, facts: Facts) -> str | None:
    """The day by which all measures are to be done."""
    days = [line["due"] for line in values.get("measures") or () if line.get("due")]
    return max(days, default=None)
