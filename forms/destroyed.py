"""What stands in the place of a value that was destroyed: words of its kind, which every page, list
and paper can show (docs/handbook.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.fields import Field, Kind
from forms.values import identity

BEGINS = "已按销毁单"
_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.PHONE})


def words(number: str) -> str:
    """What people read: of which order."""
    return f"{BEGINS} {number} 销毁" if number else f"{BEGINS}销毁"


def in_place(field: Field, number: str) -> Any:
    """A value of the field's shape that says by which order it went; None for a kind that has no
    words (a number, a day): that box stays empty."""
    said = words(number)
    if field.kind in _WORDS:
        return said
    match field.kind:
        case Kind.PERSON:
            return {"name": said}
        case Kind.ID_DOCUMENT:
            return {"kind": identity.OTHER, "number": said}
        case Kind.PHOTO | Kind.FILE:
            return {"name": said, "sha256": "", "size": 0}
        case Kind.LINES:
            first = field.columns[0]
            value = in_place(first, number)
            return [] if value is None else [{first.key: value}]
    return None


def is_destroyed(value: Any) -> bool:
    """Whether a value is such words, whatever its shape."""
    if isinstance(value, str):
        return value.startswith(BEGINS)
    if isinstance(value, Mapping):
        return any(is_destroyed(one) for one in value.values())
    return isinstance(value, list) and any(is_destroyed(one) for one in value)


def left(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that were destroyed: what may go on into another record."""
    return {key: value for key, value in values.items() if not is_destroyed(value)}
