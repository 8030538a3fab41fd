"""How canonical values read to people: on the screen, on paper, in a register.

Screen: dates 11-21, money ¥1,860.00. Paper: 2026年11月21日, ¥1860.00 (docs/handbook.md §2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from forms import free_text
from forms.destroyed import is_destroyed
from forms.fields import Field, Kind
from forms.free_text import TEXTS
from forms.values import amount, dates, hours, identity, phone, plate, unit

UNSEEN = "（未显示）"
"""Instead of the name of a photo or file: people name them after whom they show."""


def shown(field: Field, value: Any, *, paper: bool = False, now: datetime | None = None) -> str:
    """A value in full as people read it; "" for none."""
    if value is None or value == "":
        return ""
    match field.kind:
        case Kind.YES_NO:
            return "是" if value else "否"
        case Kind.MONEY:
            return amount.paper(value) if paper else amount.pretty(value)
        case Kind.PHONE:
            return phone.pretty(value)
        case Kind.ID_DOCUMENT:
            gone = is_destroyed(value)
            return str(value["number"]) if gone else identity.describe(value)
        case Kind.PLATE | Kind.VEHICLE:
            return plate.pretty(value)
        case Kind.UNIT:
            return unit.pretty(value)
        case Kind.PERSON:
            return " ".join(filter(None, (value["name"], phone.pretty(value.get("phone") or ""))))
        case Kind.DATE:
            return dates.paper_day(value) if paper else dates.pretty_day(value, now)
        case Kind.DATETIME:
            return dates.paper_moment(value) if paper else dates.pretty_moment(value, now)
        case Kind.PERIOD:
            return dates.paper_period(value) if paper else dates.pretty_period(value, now)
        case Kind.HOURS:
            return hours.pretty(value)
        case Kind.PHOTO | Kind.FILE:
            return str(value["name"])
        case Kind.LINES:
            return "；".join(summary(field, line) for line in value)
        case Kind.TALLY:
            return "、".join(str(count) for count in value)
    return str(value)


def summary(field: Field, line: Mapping[str, Any]) -> str:
    """One line of a lines field in a few words: its first column, then its first number, and what
    a column with the key `measure` says: 沙发 2 张."""
    head = shown(field.columns[0], line.get(field.columns[0].key))
    count = next((c for c in field.columns if c.kind is Kind.NUMBER and c.key in line), None)
    if count is None:
        return head
    measure = str(line.get("measure", ""))
    return f"{head} {line[count.key]}{' ' + measure if measure else ''}"


def digest(field: Field, lines: Sequence[Mapping[str, Any]]) -> str:
    """All lines in a few words: the first, and how many there are."""
    first = summary(field, lines[0]) if lines else ""
    return first if len(lines) < 2 else f"{first} 等 {len(lines)} 项"


def masked(field: Field, value: Any) -> Any:
    """The same value with numbers of persons hidden: IDs and personal words 3+2, phones 3+4, also
    within plain words; shape kept. Of a personal photo or file only the size is left. What says
    that it was destroyed hides nothing."""
    if value is None or is_destroyed(value):
        return value
    if field.kind in TEXTS and not field.is_personal:
        return free_text.masked(value) if isinstance(value, str) else value
    if field.kind is Kind.ID_DOCUMENT:
        return {**value, "number": identity.mask(value["number"])}
    if field.kind is Kind.TEXT and field.is_personal:
        return identity.mask(value)
    if field.kind is Kind.PHONE:
        return phone.mask(value)
    if field.kind is Kind.PERSON and value.get("phone"):
        return {**value, "phone": phone.mask(value["phone"])}
    if field.kind in (Kind.PHOTO, Kind.FILE) and field.is_personal:
        return {"name": UNSEEN, "size": value["size"]}
    if field.kind is Kind.LINES:
        return [masked_line(field.columns, line) for line in value]
    return value


def masked_line(columns: Sequence[Field], line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a lines field with its columns masked."""
    return {one.key: masked(one, line[one.key]) for one in columns if one.key in line}


def masked_words(field: Field, words: str) -> str:
    """What `shown` gave for a value, with the numbers in it hidden as `masked` hides them."""
    if field.kind is Kind.ID_DOCUMENT:
        number, bracket, kind = words.partition("（")
        return words if is_destroyed(words) else f"{identity.mask(number)}{bracket}{kind}"
    if field.kind is Kind.PHONE:
        return words if is_destroyed(words) else phone.mask(words.replace(" ", ""))
    if field.kind is Kind.TEXT and field.is_personal:
        return words if is_destroyed(words) else identity.mask(words)
    return free_text.masked(words)


_TELLS = {
    Kind.UNIT: "where",
    Kind.PERSON: "who",
    Kind.CHOICE: "which",
    Kind.PERIOD: "which",
    Kind.REFERENCE: "which",
    Kind.VEHICLE: "which",
    Kind.LINES: "what",
    Kind.TEXT: "what",
    Kind.LONG_TEXT: "what",
}
_LONGEST = 200


def told(fields: Sequence[Field], values: Mapping[str, Any], now: datetime) -> str:
    """A record in one line, to tell it from others: the first unit, the first person who must be
    named, the first choice, period, reference or car, and its lines, else its first words; numbers
    of persons masked, as anybody may read it.

    now: when it was issued, in office time.
    """
    listed = any(field.kind is Kind.LINES and not field.is_personal for field in fields)
    words: dict[str, str] = {}
    for field in fields:
        value, tells = values.get(field.key), _TELLS.get(field.kind, "")
        named = field.kind is Kind.PERSON and field.required is True
        if not value or not tells or tells in words or (field.is_personal and not named):
            continue
        if field.kind is Kind.LONG_TEXT and field.required is not True:
            continue  # a remark
        if field.kind is Kind.LINES:
            words[tells] = digest(field, masked(field, value))
        elif not (field.kind is Kind.TEXT and listed):
            words[tells] = shown(field, masked(field, value), now=now)
    return " ".join(words.values()).replace("\n", " ")[:_LONGEST]
