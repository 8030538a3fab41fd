"""What is in a workbook, before anything is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from db import office
from db.errors import Refused
from db.imports import tables, workbook
from db.imports.headings import Meaning, bare
from db.imports.rejects import Reject
from db.imports.tables import Row, Table
from db.session import Session

RIGHT = "import"
REMEMBERED = "office.import.headings"
KINDS: Mapping[str, str] = {"units": "房产和住户", "vehicles": "车辆", "arrears": "欠费"}
"""What a workbook may hold, and what people call it."""


@dataclass(frozen=True)
class Source:
    """A workbook with its tables. named: what the user said of headings, by bare heading.

    what: what it holds, a key of `KINDS`
    """

    path: Path
    tables: tuple[Table, ...]
    named: Mapping[str, Meaning]
    what: str

    def of(self, what: str) -> tuple[Table, ...]:
        """The tables with rows for an import of `what`; people of estates stand among cars too."""
        return tuple(one for one in self.tables if one.known and _fit(one, what))

    def rows(self, what: str) -> Iterator[tuple[Table, Row]]:
        """The rows of those tables."""
        for one in self.of(what):
            for row in tables.rows(one):
                yield one, row

    def place(self, one: Reject) -> tuple[int, int]:
        """Where a row stands in the workbook."""
        at = next(at for at, table in enumerate(self.tables) if table is one.table)
        return at, one.row.number


def _fit(table: Table, what: str) -> bool:
    if what == "vehicles":
        return "plate" in table.fields
    return what == "units" or table.holds == "arrears"


def look(
    session: Session,
    path: Path,
    named: Mapping[str, Meaning] | None = None,
    what: str | None = None,
) -> Source:
    """What is in a workbook. what: a key of `KINDS`, None to tell it from the headings.

    named: headings that mean something else or that are not usual; those of earlier imports are
    remembered. Raises Refused for a file that is none, for a heading that is not there, without
    the right.
    """
    session.require(RIGHT, f"导入{KINDS.get(what or '', '表格')}")
    given = dict(named or {})
    known = remembered(session) | given
    found = tuple(tables.table(page, known) for page in workbook.pages(path))
    if not found:
        raise Refused({"file": f"{path.name} 里没有内容"})
    there = {bare(word) for one in found for word in one.headings}
    there |= {
        bare(cell) for one in found for row in one.page.rows[: one.first]
        for cell in row if isinstance(cell, str)
    }  # fmt: skip
    missing = [heading for heading in given if heading not in there]
    if missing:
        raise Refused({"map": f"表里没有“{'、'.join(missing)}”这一栏"})
    return Source(path, found, given, what or _guess(found))


def _guess(found: tuple[Table, ...]) -> str:
    """What most tables look like; residents first."""
    held = [one.holds for one in found if one.known]
    return max(KINDS, key=lambda what: held.count(what)) if held else "units"


def remembered(session: Session) -> dict[str, Meaning]:
    """What headings were said to mean in earlier imports, by bare heading."""
    kept = office.setting(session.store, REMEMBERED) or {}
    return {heading: Meaning(*said) for heading, said in kept.items()}
