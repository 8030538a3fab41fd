"""From what was typed in one box to its canonical value, by kind of field.

Pure: facts come in as an argument. Each raises Invalid with what is wrong, in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from forms.facts import Facts
from forms.fields import Field, Kind
from forms.values import (
    Invalid, amount, dates, hours, identity, number, phone, plate, text, unit,
)  # fmt: skip


def _text(field: Field, value: Any, facts: Facts) -> str:
    return text.line(value, longest=field.longest or 200)


def _long_text(field: Field, value: Any, facts: Facts) -> str:
    return text.paragraph(value, longest=field.longest or 2000)


def _choice(field: Field, value: Any, facts: Facts) -> str:
    label = text.line(value) if isinstance(value, str) else value
    if label not in field.choices:
        raise Invalid(f"请从“{'、'.join(field.choices)}”中选择")
    return str(label)


def _number(field: Field, value: Any, facts: Facts) -> int | float:
    return number.clean(
        value, decimals=field.decimals, minimum=field.minimum, maximum=field.maximum
    )


def _money(field: Field, value: Any, facts: Facts) -> int:
    fen = amount.clean(value, signed=field.minimum is not None and field.minimum < 0)
    if field.minimum is not None and fen < field.minimum:
        raise Invalid(f"不能少于 {amount.pretty(int(field.minimum))}")
    if field.maximum is not None and fen > field.maximum:
        raise Invalid(f"不能多于 {amount.pretty(int(field.maximum))}")
    return fen


def _yes_no(field: Field, value: Any, facts: Facts) -> bool:
    answers = {True: True, False: False, "是": True, "否": False}
    if isinstance(value, (bool, str)) and value in answers:
        return answers[value]
    raise Invalid("请选“是”或“否”")


def _date(field: Field, value: Any, facts: Facts) -> str:
    return dates.day(value, facts.today)


def _datetime(field: Field, value: Any, facts: Facts) -> str:
    return dates.moment(value, facts.now)


def _period(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    return dates.period(value, facts.today)


def _hours(field: Field, value: Any, facts: Facts) -> str:
    return hours.clean(value)


def _phone(field: Field, value: Any, facts: Facts) -> str:
    return phone.clean(value)


def _id_document(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    return identity.clean(value, today=facts.today)


def _plate(field: Field, value: Any, facts: Facts) -> str:
    return plate.clean(value)


def _unit(field: Field, value: Any, facts: Facts) -> str:
    return unit.clean(value, facts.entrances)


def _person(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or set(value) - {"name", "phone"}:
        raise Invalid("请填写姓名（和电话）")
    person = {"name": text.name(value.get("name", ""))}
    if value.get("phone"):
        person["phone"] = phone.clean(value["phone"])
    return person


def _file(field: Field, value: Any, facts: Facts) -> dict[str, Any]:
    """A file already taken in: its name, hash and size; reading it is the store's work."""
    unreadable = Invalid(f"{field.label}的文件读不出来，请重新选择")
    if not isinstance(value, Mapping) or set(value) != {"name", "sha256", "size"}:
        raise unreadable
    mark, size = value["sha256"], value["size"]
    if not isinstance(mark, str) or not re.fullmatch("[0-9a-f]{64}", mark):
        raise unreadable
    if type(size) is not int or not 0 <= size < 1 << 40:
        raise unreadable
    return {"name": text.line(value["name"]), "sha256": mark, "size": size}


def _reference(field: Field, value: Any, facts: Facts) -> str:
    wanted = text.halfwidth(value).upper() if isinstance(value, str) else ""
    linked = facts.linked.get(field.key) or facts.linked.get(wanted)
    if linked is None or linked.number != wanted:
        raise Invalid(f"没有 {wanted or '这个号码'} 这张单")
    if linked.code not in field.refers:
        raise Invalid(f"{wanted} 不是所要的单据")
    return linked.number


CLEANERS: dict[Kind, Callable[[Field, Any, Facts], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.PERIOD: _period,
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.HOURS: _hours,
    Kind.PHONE: _phone,
    Kind.ID_DOCUMENT: _id_document,
    Kind.PLATE: _plate,
    Kind.UNIT: _unit,
    Kind.PERSON: _person,
    Kind.VEHICLE: _plate,
    Kind.YES_NO: _yes_no,
    Kind.PHOTO: _file,
    Kind.FILE: _file,
    Kind.REFERENCE: _reference,
}
