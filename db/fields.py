"""peewee fields that hold on STRICT tables; each refuses a value of the wrong kind.

peewee's own Char, Date, DateTime and Decimal fields either fail there or take nonsense
("2026-13-45", 200 characters in 20). Types and limits are therefore those of the migrations; a
field only says how a Python value is kept.
"""

import json
from datetime import date
from typing import Any

import peewee


_ENCODE = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, Chinese as it is, no NaN."""
    return _ENCODE(value)


class TextField(peewee.Field):
    """TEXT: a `str`."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> Any:
        """The text itself; raises `TypeError` for anything but a `str`."""
        return _exactly(str, value)


class Integer(peewee.Field):
    """INTEGER: an `int` (never a bool or a text)."""

    field_type = "INTEGER"

    def db_value(self, value: Any) -> Any:
        """The number itself; raises `TypeError` for anything but an `int`."""
        return _exactly(int, value)


class Instant(Integer):
    """An instant: INTEGER, UTC milliseconds."""


class Money(Integer):
    """An amount of RMB: INTEGER 分."""


class Real(peewee.Field):
    """REAL: a `float` or an `int` (square metres)."""

    field_type = "REAL"

    def db_value(self, value: Any) -> Any:
        """The number itself; raises `TypeError` for anything else."""
        return float(value) if type(value) is int else _exactly(float, value)


class Day(peewee.Field):
    """A calendar day of the office: TEXT "2026-11-21"; takes a `date` or that text."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> Any:
        """ISO text; raises `TypeError` or, for a day that does not exist, `ValueError`."""
        if type(value) is date:
            return value.isoformat()
        return _exactly(str, value) and date.fromisoformat(value).isoformat()


class Json(peewee.Field):
    """TEXT in canonical JSON, so that equal values are equal texts and hash alike."""

    field_type = "TEXT"

    def db_value(self, value: Any) -> Any:
        """Canonical JSON; None stays NULL. Raises `TypeError`/`ValueError` if it is not JSON."""
        return None if value is None else canonical(value)

    def python_value(self, value: Any) -> Any:
        """The value that was kept."""
        return None if value is None else json.loads(value)


class Flag(peewee.Field):
    """Yes or no: INTEGER 0/1."""

    field_type = "INTEGER"

    def db_value(self, value: Any) -> Any:
        """0 or 1; raises `TypeError` for anything but a `bool`."""
        return None if value is None else int(_exactly(bool, value))

    def python_value(self, value: Any) -> Any:
        """True or False."""
        return None if value is None else bool(value)


class Blob(peewee.Field):
    """BLOB: `bytes`."""

    field_type = "BLOB"

    def db_value(self, value: Any) -> Any:
        """The bytes themselves; raises `TypeError` for anything else."""
        return _exactly(bytes, value)


def _exactly(kind: type, value: Any) -> Any:
    """`value` if it is None, an SQL expression or exactly of that type; else `TypeError`."""
    if value is None or isinstance(value, peewee.Node) or type(value) is kind:
        return value
    raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
