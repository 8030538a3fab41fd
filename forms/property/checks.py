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
