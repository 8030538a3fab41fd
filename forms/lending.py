"""What a form lends: things that are out until its record has ended (docs/handbook.md §6, JW)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forms.facts import Facts


@dataclass(frozen=True)
class Lends:
    """A form that lends things.

    lines: its lines field of the things · what: the columns that together say which thing one is
    since: the act by which they go out; "" as soon as it is issued
    """

    lines: str
    what: tuple[str, ...]
    since: str = ""


@dataclass(frozen=True)
class Lent:
    """A record whose things are out: their words, when they are due (office time) or None.

    unit: its label, "" for none
    """

    number: str
    form: str
    things: tuple[str, ...]
    due: datetime | None = None
    unit: str = ""


def thing(lends: Lends, line: Mapping[str, Any]) -> str:
    """Which thing a line is, alike however it was spaced or capitalised: "钥匙 3-1202 K12"."""
    words = (str(line.get(key) or "") for key in lends.what)
    return " ".join(" ".join(words).split()).upper()


def out_already(lends: Lends, lines: Sequence[Mapping[str, Any]], facts: Facts) -> list[str]:
    """Those of the things that other records have out, in words: "钥匙 K12 在 JW-…-000001 上"."""
    found = []
    for line in lines:
        number = facts.lent.get(thing(lends, line))
        if number:
            words = " ".join(str(line[key]) for key in lends.what if line.get(key))
            found.append(f"{words} 已由 {number} 借出，还没有还")
    return found
