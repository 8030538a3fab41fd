"""Numbers of persons that somebody wrote into plain words: found, masked, kept apart.

A phone shows 3+4, a document's number 3+2, as in their own fields (docs/handbook.md §6). A name in
a sentence cannot be told from other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from forms.fields import Field, Kind
from forms.values import identity, phone

_GAP = "[ \u3000-]?"
_NOT_BEFORE, _NOT_AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_NUMBER = re.compile(
    _NOT_BEFORE + "(?:"
    + r"(?P<card>[1-9][0-9]{5}" + _GAP + r"(?:18|19|20)[0-9]{2}" + _GAP
    + r"[0-9]{2}[0-9]{2}" + _GAP + r"[0-9]{3}[0-9Xx])"
    + r"|(?P<old>[1-9][0-9]{14})"
    + r"|(?P<pass>[HMhm][0-9]{8}(?:[0-9]{2})?|[A-Za-z]{3}[0-9]{12}|[EGDSPeg][A-Za-z]?[0-9]{7,8})"
    + r"|(?P<mobile>(?:\+?86" + _GAP + r")?1[3-9][0-9]" + _GAP + r"[0-9]{4}" + _GAP + r"[0-9]{4})"
    + r"|(?P<fixed>0[0-9]{2,3}" + _GAP + r"[2-9][0-9]{6,7})"
    + ")" + _NOT_AFTER
)
_WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_SENTENCE = 30
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """("phone" or "document", the number without gaps) of every one in a text."""
    for found in _NUMBER.finditer(text.translate(_WIDE)):
        plain = re.sub("[ \u3000-]", "", found[0])
        if found["mobile"]:
            yield "phone", plain[-11:]
        elif found["fixed"]:
            yield "phone", plain
        else:
            yield "document", plain.upper()


def masked(text: str) -> str:
    """The text with the middle of every such number hidden; all else as it was."""
    narrow = text.translate(_WIDE)
    return _NUMBER.sub(_hidden, narrow) if _NUMBER.search(narrow) else text


def without(text: str) -> str:
    """The text with a gap in the place of every such number, for an index that all may ask."""
    return _NUMBER.sub(" ", text.translate(_WIDE))


def _hidden(found: re.Match[str]) -> str:
    plain = re.sub("[ \u3000-]", "", found[0])
    if found["mobile"]:
        return phone.mask(plain[-11:])
    return phone.mask(plain) if found["fixed"] else identity.mask(plain)


def has_numbers(value: Any) -> bool:
    """Whether a value is a text that holds such a number."""
    return isinstance(value, str) and next(numbers(value), None) is not None


def holds_words(field: Field) -> bool:
    """Whether people write into it what they like: words, or lines with a column of words."""
    return field.kind in TEXTS or any(column.kind in TEXTS for column in field.columns)


def kept_apart(field: Field, value: Any) -> bool:
    """Whether a value is kept apart from its record's frozen body, to be destroyed some day: what
    names a person, long words whatever they say, and a line of words with a person's number in it.

    Short ones (a number of a pad, a mark) are compared with those of other records and stay.
    """
    if field.is_personal or field.kind is Kind.LONG_TEXT:
        return True
    if field.kind is not Kind.TEXT or field.exclusive:
        return False
    return (field.longest is None or field.longest >= _SENTENCE) and has_numbers(value)
