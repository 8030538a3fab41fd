"""A register as a file: an Excel sheet or a ruled ledger (PDF), the same columns in both."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from db import exchange, office
from db.errors import Refused, disk
from db.exchange import Cell, Sheet
from db.register import Column, Entry
from db.session import Session
from forms.fields import Kind
from forms.form import Form
from forms.values import dates

WEIGHTS = {
    Kind.LINES: 3.0, Kind.LONG_TEXT: 3.0, Kind.TEXT: 1.5, Kind.DATETIME: 1.4, Kind.PERIOD: 1.5,
}  # fmt: skip
"""Share of a ledger's width by kind of column; everything else is 1, a number with a name 1.2."""


def write(
    session: Session,
    form: Form,
    columns: Sequence[Column],
    rows: Sequence[Entry],
    first: date | None,
    last: date | None,
    out: Path,
) -> None:
    """Write the rows to `out`, .xlsx or .pdf, whole or not at all, and journal that they left.

    first, last: the days the rows were asked for. Raises Refused for another ending, Environment
    when the disk does not allow it.
    """
    ending = out.suffix.lower()
    title = form.register_title or f"{form.title}登记本"
    if ending == ".xlsx":
        cells = tuple(tuple(_cells(columns, row)) for row in rows)
        exchange.write_xlsx(out, Sheet(title, tuple(one.label for one in columns), cells))
    elif ending == ".pdf":
        words = [[_printed(cell) for cell in _cells(columns, row)] for row in rows]
        _write_ledger(session, title, columns, words, _period(first, last), out)
    else:
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    exchange.note(session, form.code, len(rows), ending.removeprefix("."))


def _cells(columns: Sequence[Column], row: Entry) -> list[Cell]:
    return [
        _cell(column, row.values[column.key.removeprefix("@")], words)
        for column, words in zip(columns, row.words, strict=True)
    ]


def _cell(column: Column, value: Any, words: str) -> Cell:
    """A value as a cell of its own kind where it has one, else as words."""
    kind = column.field.kind if column.field else None
    if value is None:
        return ""
    if column.key == "@issued_at" or column.key.endswith(".at") or kind is Kind.DATETIME:
        return datetime.fromisoformat(value)
    if column.key == "@valid_until":
        return dates.paper_until(value)
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.PERIOD:
        return dates.pretty_period(value)
    if kind is Kind.MONEY and isinstance(value, int):
        return value / 100
    if kind is Kind.NUMBER and isinstance(value, (int, float)):
        return value
    return words


def _printed(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{dates.paper_day(first.isoformat())} 至 {dates.paper_day(last.isoformat())}"
    if first:
        return f"{dates.paper_day(first.isoformat())}起"
    return f"至{dates.paper_day(last.isoformat())}" if last else "全部"


def _weight(column: Column) -> float:
    if column.field is None:
        return 1.2 if column.key.endswith(("_by", ".by")) else 1.0
    return WEIGHTS.get(column.field.kind, 1.0)


def _write_ledger(
    session: Session,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    period: str,
    out: Path,
) -> None:
    from printing.pdf import draw
    from printing.register import compose

    weights = [(one.label, _weight(one)) for one in columns]
    name = str(office.setting(session.store, "office.name"))
    pdf = draw(compose(title, name, period, weights, rows))
    part = out.with_name(out.name + ".part")
    with disk():
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(pdf)
            os.replace(part, out)
        finally:
            part.unlink(missing_ok=True)
