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
    since: the act by which they go out; "" as soon as it is issued · back: "act.lines", the
    act by which some of them come back before the rest and its lines of the same columns
    """

    lines: str
    what: tuple[str, ...]
    since: str = ""
    back: str = ""


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


def still_out(
    lends: Lends, lines: Sequence[Mapping[str, Any]], returned: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The lines that are still out once those have come back; without a quantity it is one."""
    back: dict[str, int] = {}
    for line in returned:
        back[thing(lends, line)] = back.get(thing(lends, line), 0) + int(line.get("quantity", 1))
    left = []
    for line in lines:
        many = int(line.get("quantity", 1))
        gone = min(many, back.get(thing(lends, line), 0))
        if gone:
            back[thing(lends, line)] -= gone
        if gone < many:
            left.append({**line, "quantity": many - gone} if gone else dict(line))
    return left


def out_already(lends: Lends, lines: Sequence[Mapping[str, Any]], facts: Facts) -> list[str]:
    """Those of the things that other records have out, in words: "钥匙 K12 在 JW-…-000001 上"."""
    found = []
    for line in lines:
        number = facts.lent.get(thing(lends, line))
        if number:
            words = " ".join(str(line[key]) for key in lends.what if line.get(key))
            found.append(f"{words} 已由 {number} 借出，还没有还")
    return found
