"""Checks that several forms of the property desk share."""

from __future__ import annotations

from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check
from forms.values import amount


def _arrears(value: Any, values: Values, facts: Facts) -> str | None:
    owed = facts.unit.arrears if facts.unit else None
    if owed is None or owed.amount <= 0:
        return None
    return f"欠物业费 {owed.months} 个月 {amount.pretty(owed.amount)}"


ARREARS = Check("不欠物业费", _arrears, at="unit", warns=True, setting="arrears")
"""管理费 owed as imported, a dated fact; the office chooses warn, block or off (§1, [C])."""
