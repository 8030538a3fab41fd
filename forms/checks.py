"""Checks that forms of several desks share."""

from __future__ import annotations

from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check


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


def not_past(words: str) -> Check:
    """The day, or the last day of the period, is today or later."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        day = value["to"] if isinstance(value, dict) else value
        return words if day[:10] < facts.today.isoformat() else None

    return Check(words, problem)
