"""A row that says something else than what is registered: for a person to decide."""

from __future__ import annotations

from typing import Any


class Conflict(Exception):
    """What a row says is not what is registered; the words say both, numbers masked."""


def fits(what: str, kept: Any, told: Any, shown: Any = str) -> None:
    """Conflict when both say something and not the same."""
    if kept is not None and told is not None and kept != told:
        raise Conflict(f"{what}：原登记为 {shown(kept)}，表中为 {shown(told)}")
