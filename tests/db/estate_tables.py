"""Workbooks made for a test, and what the store says of a unit afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from db import imports
from db.imports import Result
from db.session import Session

WORKBOOKS = Path(__file__).parent / "workbooks"


def made(path: Path, *rows: Sequence[Any], sheet: str = "Sheet1") -> Path:
    """A workbook of one sheet with these rows; words stay words."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def taken(session: Session, path: Path, into: Path | None = None) -> Result:
    """The result of importing a workbook."""
    return imports.units(session, imports.look(session, path), into)


def counts(result: Result) -> tuple[int, int, int, int]:
    """Accepted, unchanged, conflicts, rejected."""
    return result.accepted, result.unchanged, result.conflicts, result.rejected


def homes(session: Session, label: str) -> list[tuple[Any, ...]]:
    """(role, name, phone, document number, since, until) of a unit's people, in order."""
    return session.store.rows(
        "SELECT r.role, p.name, p.phone, p.id_number, r.since, r.until FROM unit u"
        " JOIN residence r ON r.unit_id = u.id JOIN person p ON p.id = r.person_id"
        " WHERE u.label = ? ORDER BY r.id",
        (label,),
    )


def content(session: Session) -> list[list[tuple[Any, ...]]]:
    """Everything an import may touch, the journal apart."""
    tables = ("unit", "person", "residence", "vehicle", "dated_fact", "setting")
    return [session.store.rows(f"SELECT * FROM {name}") for name in tables]


def sheet(path: Path) -> list[tuple[Any, ...]]:
    """The rows of a written workbook, read by another library."""
    book = openpyxl.load_workbook(path)
    return [tuple(cell or "" for cell in row) for row in book.active.iter_rows(values_only=True)]


def reasons(path: Path) -> list[tuple[str, str, str]]:
    """(result, reason, row of the source) of each rejected row."""
    head, *rows = sheet(path)
    at = [head.index(name) for name in ("结果", "原因", "原行号")]
    return [tuple(str(row[one]) for one in at) for row in rows]  # type: ignore[misc]
