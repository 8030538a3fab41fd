"""Out of the store into other programs: a register as an Excel sheet.

Moments, days and numbers are cells of their kind; all else is text, so that nothing somebody typed
can become a formula and an ID number or a phone stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from db.files import passing, whole

_WIDEST = 48
_PASSING = ".qiantai-xlsx-"
NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")
"""What no sheet may be called with."""
RISKY = ("=", "+", "-", "@")
"""Words that begin so would become a formula in CSV."""
_MOMENT, _DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"

_LOOKED_AT, _MOST = 500, 1_000_000
"""Rows from which widths are taken; rows in one sheet (Excel ends at 1,048,576)."""

Cell = str | int | float | Decimal | date | datetime
"""What a sheet may hold: words, a number, money (元), a day or a moment in office time."""


@dataclass(frozen=True)
class Sheet:
    """A table with its title: what is exported of a register; the rows may come one by one.

    stamp: by whom and when it was exported, under which number; "" for none
    """

    title: str
    headings: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    stamp: str = ""


def write_xlsx(path: Path, sheet: Sheet) -> int:
    """Write the sheet to `path`, whole or not at all, and give the number of rows.

    Words that begin like a formula carry Excel's text mark, so that they stay words in CSV too.
    However many rows, only one is in memory; more than Excel takes go on in a further sheet.
    Raises Environment when the disk refuses, and what the rows raise.
    """
    import xlsxwriter

    with whole(path) as file:
        with passing(path.parent, _PASSING) as own:
            options = {
                "strings_to_formulas": False, "strings_to_urls": False,
                "constant_memory": True, "tmpdir": str(own),
            }  # fmt: skip
            book = xlsxwriter.Workbook(file, options)
            with _closed(book):
                written = _fill(book, sheet)
                stamp(book, sheet.stamp)
            book.close()
    return written


@contextmanager
def _closed(book: Any) -> Iterator[None]:
    """When the rows break off: let go of what was put aside, or Windows will not remove it."""
    try:
        yield
    except BaseException:
        for page in book.worksheets():
            page.row_data_fh.close()
        raise


def _fill(book: Any, sheet: Sheet) -> int:
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    formats = {
        "text": text,
        "marked": book.add_format({"num_format": "@", "quote_prefix": True}),
        "number": book.add_format({"num_format": "General"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "moment": book.add_format({"num_format": _MOMENT}),
        "day": book.add_format({"num_format": _DAY}),
    }
    rows = iter(sheet.rows)
    looked_at = list(islice(rows, _LOOKED_AT))
    name = NOT_A_NAME.sub("", sheet.title)[:28]
    written = 0
    rows = chain(looked_at, rows)
    while (some := list(islice(rows, 1))) or not written:
        page = book.add_worksheet(name if not written else f"{name} {written // _MOST + 1}")
        page.freeze_panes(1, 0)
        for across, words in enumerate(sheet.headings):
            page.set_column(across, across, _width(words, looked_at, across), text)
        for across, words in enumerate(sheet.headings):
            page.write_string(0, across, words, head)
        down = 0
        for down, row in enumerate(chain(some, islice(rows, _MOST - 1)), 1):
            for across, cell in enumerate(row):
                _put(page, down, across, cell, formats)
        if not down:
            break
        page.autofilter(0, 0, down, len(sheet.headings) - 1)
        written += down
    return written


def stamp(book: Any, words: str) -> None:
    """Say on every printed page, in the file's properties and on a sheet of its own where a
    workbook came from: the words of its stamp, the second of which is who made it."""
    if not words:
        return
    for page in book.worksheets():
        page.set_footer(f"&L&8{words.replace('&', '&&')[:200]}&R&8第 &P 页 共 &N 页")
    book.set_properties({"title": "导出", "comments": words, "author": words.split("　")[1]})
    own = book.add_worksheet("导出说明")
    own.set_column(0, 0, 80)
    for down, part in enumerate(words.split("　")):
        own.write_string(down, 0, part)


def _put(page: Any, down: int, across: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        risky = cell.startswith(RISKY)
        page.write_string(down, across, cell, formats["marked" if risky else "text"])
    elif isinstance(cell, date):
        kind = "moment" if isinstance(cell, datetime) else "day"
        page.write_datetime(down, across, cell, formats[kind])
    else:
        exact = isinstance(cell, Decimal)
        page.write_number(down, across, cell, formats["money" if exact else "number"])


def _width(heading: str, rows: Sequence[Sequence[Cell]], across: int) -> int:
    """Characters of width: a Chinese character takes two."""
    cells = [heading, *(str(row[across]) for row in rows)]
    widest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in cell) for cell in cells)
    return min(_WIDEST, widest + 2)
