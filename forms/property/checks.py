"""Checks that several forms of the property desk share."""

from __future__ import annotations

from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check


def _arrears(value: Any, values: Values, facts: Facts) -> str | None:
    owed = facts.unit.arrears if facts.unit else None
    return owed.words(facts.today) or None if owed else None


ARREARS = Check("不欠物业费", _arrears, at="unit", warns=True, setting="arrears")
"""管理费 owed as imported, a dated fact; the office chooses warn, block or off (§1, [C])."""


def _same_unit(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    unit = linked.values.get("unit") if linked else None
    if linked and unit and values.get("unit") and unit != values["unit"]:
        return f"{linked.number} 是 {unit} 的，与房号不符"
    return None


SAME_UNIT = Check("所依单据是同一户的", _same_unit, at="basis")
"""What a pass or a permit hangs on, its field "basis", is of the unit it is made out for."""
