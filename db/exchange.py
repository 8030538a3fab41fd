"""Out of the store into other programs: a register as an Excel sheet.

Every cell is text: nothing somebody typed can become a formula, an ID number stays as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import disk
from db.session import Session

_WIDEST = 48
_NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Sheet:
    """A table of words with its title: what is exported or printed of a register."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_xlsx(path: Path, sheet: Sheet) -> None:
    """Write the sheet to `path`, whole or not at all; Environment when the disk refuses.

    Words that begin like a formula carry Excel's text mark, so that they stay words in CSV too.
    """
    import xlsxwriter  # type: ignore[import-untyped]

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


def _fill(book: object, sheet: Sheet) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})  # type: ignore[attr-defined]
    plain = book.add_format({"num_format": "@"})  # type: ignore[attr-defined]
    marked = book.add_format({"num_format": "@", "quote_prefix": True})  # type: ignore[attr-defined]
    page = book.add_worksheet(_NOT_A_NAME.sub("", sheet.title)[:31])  # type: ignore[attr-defined]
    page.freeze_panes(1, 0)
    for across, words in enumerate(sheet.headings):
        page.write_string(0, across, words, head)
        page.set_column(across, across, _width(sheet, across), plain)
    for down, row in enumerate(sheet.rows, 1):
        for across, words in enumerate(row):
            risky = words.startswith(_LOOKS_LIKE_FORMULA)
            page.write_string(down, across, words, marked if risky else plain)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _width(sheet: Sheet, across: int) -> int:
    """Characters of width: a Chinese character takes two."""
    cells: Sequence[str] = [sheet.headings[across], *(row[across] for row in sheet.rows[:500])]
    widest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in cell) for cell in cells)
    return min(_WIDEST, widest + 2)


def note(session: Session, code: str, rows: int, kind: str) -> None:
    """Journal that a register left the store: which form, how many rows, "xlsx" or "pdf"."""
    with session.store.write():
        session.journal("export", code, {"rows": rows, "kind": kind})
