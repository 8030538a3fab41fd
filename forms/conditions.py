"""Conditions on a record's values and facts, each with words for people.

A condition is behaviour (it runs when a record is made or acted on) that can explain itself:
`when(applicant="租户")` holds when that field has that value, and says 「申请人身份为租户」
once the form that uses it has given the field's label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forms.facts import Facts

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Condition:
    """Something that holds or not for (values, facts).

    words: for people; `keys`: the fields it reads, checked against the form at import.
    """

    words: str
    holds: Callable[[Values, Facts], bool]
    keys: tuple[str, ...] = ()

    def __and__(self, other: Condition) -> Condition:
        return Condition(
            f"{self.words}且{other.words}",
            lambda values, facts: self.holds(values, facts) and other.holds(values, facts),
            self.keys + other.keys,
        )

    def __or__(self, other: Condition) -> Condition:
        return Condition(
            f"{self.words}或{other.words}",
            lambda values, facts: self.holds(values, facts) or other.holds(values, facts),
            self.keys + other.keys,
        )

    def __invert__(self) -> Condition:
        return Condition(
            f"非（{self.words}）", lambda values, facts: not self.holds(values, facts), self.keys
        )


def when(**equals: Any) -> Condition:
    """Holds when every named field has the given value, or one of the given tuple's values."""

    def fits(values: Values, key: str, wanted: Any) -> bool:
        value = values.get(key)
        return value in wanted if isinstance(wanted, tuple) else value == wanted

    def shown(wanted: Any) -> str:
        if isinstance(wanted, tuple):
            return "、".join(map(str, wanted))
        return {True: "是", False: "否"}.get(wanted, str(wanted)) if isinstance(
            wanted, bool
        ) else str(wanted)

    return Condition(
        "，".join(f"{{{key}}}为{shown(wanted)}" for key, wanted in equals.items()),
        lambda values, facts: all(fits(values, key, wanted) for key, wanted in equals.items()),
        tuple(equals),
    )


def filled(key: str) -> Condition:
    """Holds when the field has a value."""
    return Condition(
        f"填了{{{key}}}", lambda values, facts: values.get(key) not in (None, "", (), [], {}), (key,)
    )


def did(act: str) -> Condition:
    """Holds once the act of that name has been done and still counts."""
    return Condition(f"已办{act}", lambda values, facts: act in facts.done, (f"{act}.at",))


def said(act: str, **equals: Any) -> Condition:
    """Holds when the act of that name counts and was last given these values, or one of a tuple's.
    """

    def fits(facts: Facts) -> bool:
        given = facts.done.get(act)
        return given is not None and all(
            given.get(key) in (wanted if isinstance(wanted, tuple) else (wanted,))
            for key, wanted in equals.items()
        )

    told = "，".join(
        "、".join(map(str, one)) if isinstance(one, tuple) else {True: "是", False: "否"}.get(one, one)
        for one in equals.values()
    )  # fmt: skip
    keys = tuple(f"{act}.{key}" for key in equals)
    return Condition(f"{act}为{told}", lambda values, facts: fits(facts), keys)


def holds(condition: Condition | bool, values: Values, facts: Facts) -> bool:
    """Whether a condition, or a plain yes or no in its place, holds."""
    return condition if isinstance(condition, bool) else condition.holds(values, facts)
