"""What stands in the place of a value that was destroyed: words of its kind, which every page, list
and paper can show (docs/handbook.md §6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from forms import free_text
from forms.fields import Field, Kind
from forms.values import identity, plate

BEGINS = "已按销毁单"
_WORDS = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.PHONE, Kind.PLATE, Kind.VEHICLE}
)
_PLATES = frozenset({Kind.PLATE, Kind.VEHICLE})
_SHORT = 2
"""A name of less signs is looked for in no words: it would be found everywhere."""


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


def people(fields: Sequence[Field], values: Mapping[str, Any]) -> Iterator[str]:
    """The words in these values that say who somebody is: names, numbers, phones, plates."""
    for field in fields:
        value = values.get(field.key)
        if not value or is_destroyed(value):
            continue
        if field.kind is Kind.LINES:
            for line in value:
                yield from people(field.columns, line)
        elif field.kind is Kind.PERSON:
            yield from (str(value[key]) for key in ("name", "phone") if value.get(key))
        elif field.kind is Kind.ID_DOCUMENT:
            yield str(value["number"])
        elif field.kind is Kind.PHONE or field.kind in _PLATES:
            yield str(value)
        elif field.kind is Kind.TEXT and field.is_personal:
            yield str(value)


def names(words: str, people: Collection[str]) -> bool:
    """Whether words name one of these people, or hold a person's number or a vehicle's plate."""
    if free_text.has_numbers(words) or plate.is_in(words):
        return True
    return any(one in words for one in people if len(one) >= _SHORT)


def redacted(
    fields: Sequence[Field], values: Mapping[str, Any], people: Collection[str], number: str
) -> dict[str, Any]:
    """The values that stayed in a record's body with the order's words in the place of whatever
    names a person: plates, long words whatever they say, words and cells of lines that name one.

    What was done, the room, things, amounts, days and choices stay. `people`: as of `people`.
    """
    known = {field.key: field for field in fields}
    found = {
        key: _redacted(known[key], value, people, number) if key in known else value
        for key, value in values.items()
    }
    return {key: value for key, value in found.items() if value is not None}


def _redacted(field: Field, value: Any, people: Collection[str], number: str) -> Any:
    if field.kind is Kind.LINES and isinstance(value, list):
        return [redacted(field.columns, line, people, number) for line in value]
    gone = (
        field.kind in _PLATES or field.kind is Kind.LONG_TEXT or field.is_personal
        or (field.kind is Kind.TEXT and names(str(value), people))
    )
    return in_place(field, number) if gone and value and not is_destroyed(value) else value
