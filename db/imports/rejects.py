"""The rows that were not imported, as a workbook to mend and import again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db import exchange
from db.exchange import Cell, Sheet
from db.imports.tables import Row, Table

CONFLICT, BAD = "与登记不符", "内容有错"
_OWN = ("结果", "原因", "原表", "原行号")
_BUILDING = "楼栋"
_LONGEST = 32_000
"""Characters that a cell can hold, about."""


@dataclass(frozen=True)
class Reject:
    """A row that stays outside, what it is (`CONFLICT` or `BAD`) and why."""

    table: Table
    row: Row
    result: str
    why: str


def write(path: Path, rejects: Sequence[Reject]) -> None:
    """Write them to `path`, each cell as text under its own heading; Environment for the disk.

    A building that stood only in a title or a sheet's name gets a column, so that the sheet says
    it all.
    """
    names = [_names(one) for one in rejects]
    columns = tuple(dict.fromkeys(name for own in names for name in own if name not in _OWN))
    rows = tuple(
        _row(one, own, columns) for one, own in zip(rejects, names, strict=True)
    )
    exchange.write_xlsx(path, Sheet("未导入", (*columns, *_OWN), rows))


def _names(one: Reject) -> list[str]:
    """The headings of a row's cells, no two the same, and one for the building named above it."""
    found: list[str] = []
    for at, words in enumerate(one.table.headings):
        name = words.replace("\n", "") or f"第 {at + 1} 栏"
        while name in found:
            name += " "
        found.append(name)
    apart = one.row.building and not one.table.columns("building")
    return [*found, _BUILDING] if apart else found


def _row(one: Reject, names: Sequence[str], columns: Sequence[str]) -> tuple[Cell, ...]:
    cells = (*(words[:_LONGEST] for words in one.row.texts), one.row.building)
    told = dict(zip(names, cells, strict=False))
    own = (one.result, one.why, one.table.page.name, str(one.row.number))
    return (*(told.get(name, "") for name in columns), *own)
