"""Which of all that could be said about what is typed is said while it is still being typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from forms.rules import is_empty


def of_visited(
    problems: Mapping[str, str], visited: Collection[str], typed: Mapping[str, Any]
) -> dict[str, str]:
    """Problems of what was typed in fields that were left; what is empty may still be filled."""
    return {
        path: words
        for path, words in problems.items()
        if _head_of(path) in visited and not is_empty(_at(typed, path))
    }


def of_typed(warnings: Mapping[str, str], typed: Mapping[str, Any]) -> dict[str, str]:
    """Warnings about fields in which something stands."""
    return {path: words for path, words in warnings.items() if _head_of(path) in typed}


def _head_of(path: str) -> str:
    return path.partition("[")[0].partition(".")[0]


def _at(typed: Mapping[str, Any], path: str) -> Any:
    """What was typed at a path: "goods[2].quantity"."""
    head, bracket, rest = path.partition("[")
    if not bracket:
        return typed.get(_head_of(path))
    place, _, key = rest.partition("]")
    line = typed[head][int(place)]
    return line.get(key.removeprefix(".")) if key else line
