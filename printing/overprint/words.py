"""The words of one spot: what of a value it takes, and how that fits its room."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import OFFICE
from forms.values import Invalid, amount
from forms.values.capital import capital
from printing.code import in_letters
from printing.fonts import measure
from printing.overprint.keys import CODE, SIGNED
from printing.overprint.template import ALL, CAPITAL, Spot
from printing.parts import SlipData
from printing.typeset import in_one_line, widest_piece, wrap

CLOSING = "⊗"
"""In a box before an amount in 大写, so that nothing is put before it."""
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEP = 0.5
"""Points by which type is set smaller until it fits."""


@dataclass(frozen=True)
class Set:
    """Lines of type in one size; `fits` is False where the room is too small for them."""

    lines: tuple[str, ...]
    size: float
    fits: bool = True


def value(key: str, data: SlipData) -> str:
    """The words of a key of `keys.known`; "" for none."""
    if key == "@number":
        return data.number
    if key == OFFICE:
        return data.office
    if key == CODE:
        return in_letters(data.code) if data.code and not data.draft else ""
    if key.startswith(SIGNED):
        return data.signatures.get(key.removeprefix(SIGNED), "")
    return data.values.get(key, "")


def taken(spot: Spot, words: str) -> str:
    """What the spot takes of a value."""
    if spot.take == CAPITAL:
        return _capital(words)
    if spot.take != ALL:
        found = re.search(rf"(\d+)\s*{spot.take}", words) or _of_clock(spot.take, words)
        return found[1] if found else words
    return words


def _of_clock(part: str, words: str) -> re.Match[str] | None:
    """时 and 分 of 10:42."""
    patterns = {"时": r"(\d{1,2}):\d\d", "分": r"\d{1,2}:(\d\d)"}
    return re.search(patterns[part], words) if part in patterns else None


def _capital(words: str) -> str:
    try:
        return capital(amount.clean(words)) if words else ""
    except Invalid:
        return words


def boxed(spot: Spot, words: str, field: Field | None) -> tuple[str, ...]:
    """The characters of a value, one for each box; more than there are boxes do not fit.

    An amount is its figures in 分 with ¥ before them (¥ | 1 | 8 | 6 | 0 | 0 | 0), in 大写 its digits
    with every box before them closed; of an identity document its number alone.
    """
    kind = field.kind if field is not None else None
    figures = re.sub(r"\D", "", words) if kind is Kind.MONEY else ""
    if figures and spot.take == CAPITAL:
        digits = tuple(_DIGITS[int(one)] for one in figures)
        return (*(CLOSING,) * max(0, spot.boxes - len(digits)), *digits)
    if figures:
        head = "-¥" if words.startswith("-") else "¥"
        return tuple(head + figures) if len(figures) != spot.boxes else tuple(figures)
    words = taken(spot, words)
    if kind is Kind.ID_DOCUMENT:
        words = words.partition("（")[0]
    return tuple(re.sub(r"[\s·]", "", words))


def field_of(form: Form, key: str) -> Field | None:
    """The field of a key, of an act's "act.key" or of a column "lines.key"; None for others."""
    if form.has(key):
        return form.field(key)
    head, _, own = key.rpartition(".")
    if form.has(head):
        return next((one for one in form.field(head).columns if one.key == own), None)
    for act in form.acts:
        for field in act.fields:
            if f"{act.name}.{field.key}" == key:
                return field
            if f"{act.name}.{field.key}" == head:
                return next((one for one in field.columns if one.key == own), None)
    return None


def fitted(words: str, width: float, size: float, lines: int, floor: float) -> Set:
    """The words in at most so many lines of that width (mm), in the largest type that allows it
    from `size` down to `floor` points. A run with figures in it (a number, an amount) stays whole.
    """
    if lines == 1:
        words = " ".join(words.split("\n"))
        smaller = in_one_line(words, width, size)
        return Set((words,), max(smaller, floor), smaller >= floor)
    step = size
    while True:
        found = wrap(words, width, step)
        parted = step <= floor and _may_part(words, width, step)
        whole = parted or widest_piece(words, step) <= width
        if len(found) <= lines and whole:
            return Set(found, step)
        if step <= floor:
            return Set(found, floor, False)
        step = max(floor, step - _STEP)


def _may_part(words: str, width: float, size: float) -> bool:
    """Whether a run too long for a line may be parted: it has no figures, and a character of it
    has room."""
    kept = (*re.findall(r"[!-~·¥]*\d[!-~·¥]*", words), *words)
    return all(measure(one, size) <= width for one in kept)
