"""Who is meant at the property desk when nobody is named: the only tenant of the unit, else its
owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forms.conditions import Values
from forms.facts import Facts


def resident(key: str) -> Callable[[Values, Facts], Any]:
    """A default: that attribute ("name", "phone") of the only tenant, else of the owner."""

    def default(values: Values, facts: Facts) -> Any:
        who = facts.unit and (facts.unit.tenant or facts.unit.owner)
        return (getattr(who, key) or None) if who else None

    return default
