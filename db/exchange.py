"""Out of the store into other programs: a register as an Excel sheet.

Moments, days and numbers are cells of their kind; all else is text, so that nothing somebody typed
can become a formula and an ID number or a phone stays as it is.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.errors import disk
from db.session import Session

_WIDEST = 48
_NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")
_MOMENT, _DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"

Cell = str | int | float | date | datetime
"""What a sheet may hold: words, a number, a day or a moment in office time."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title: what is exported of a register."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def write_xlsx(path: Path, sheet: Sheet) -> None:
    """Write the sheet to `path`, whole or not at all; Environment when the disk refuses.

    Words that begin like a formula carry Excel's text mark, so that they stay words in CSV too.
    """
    import xlsxwriter

    part = path.with_name(path.name + ".part")
    with disk():
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                book = xlsxwriter.Workbook(
                    file, {"strings_to_formulas": False, "strings_to_urls": False}
                )
                _fill(book, sheet)
                book.close()
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def _fill(book: Any, sheet: Sheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet(_NOT_A_NAME.sub("", sheet.title)[:31])
    page.freeze_panes(1, 0)
    for across, words in enumerate(sheet.headings):
        page.write_string(0, across, words, head)
        page.set_column(across, across, _width(sheet, across), text)
    formats = {
        "text": text,
        "marked": book.add_format({"num_format": "@", "quote_prefix": True}),
        "number": book.add_format({"num_format": "General"}),
        "moment": book.add_format({"num_format": _MOMENT}),
        "day": book.add_format({"num_format": _DAY}),
    }
    for down, row in enumerate(sheet.rows, 1):
        for across, cell in enumerate(row):
            _put(page, down, across, cell, formats)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _put(page: Any, down: int, across: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        risky = cell.startswith(_LOOKS_LIKE_FORMULA)
        page.write_string(down, across, cell, formats["marked" if risky else "text"])
    elif isinstance(cell, date):
        kind = "moment" if isinstance(cell, datetime) else "day"
        page.write_datetime(down, across, cell, formats[kind])
    else:
        page.write_number(down, across, cell, formats["number"])


def _width(sheet: Sheet, across: int) -> int:
    """Characters of width: a Chinese character takes two."""
    cells = [sheet.headings[across], *(str(row[across]) for row in sheet.rows[:500])]
    widest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in cell) for cell in cells)
    return min(_WIDEST, widest + 2)


def note(session: Session, code: str, rows: int, kind: str) -> None:
    """Journal that a register left the store: which form, how many rows, "xlsx" or "pdf"."""
    with session.store.write():
        session.journal("export", code, {"rows": rows, "kind": kind})
