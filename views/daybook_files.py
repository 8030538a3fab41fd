"""A table of the daybook as an Excel sheet; needs the right "export". Imports no Qt."""

from __future__ import annotations

from pathlib import Path

from db import closings, exchange, exporting
from db.exchange import Sheet
from db.session import Session
from views import daybook_rows
from views.daybook_rows import Table


def write(session: Session, title: str, table: Table, out: Path) -> int:
    """Write the rows and their sum to `out`, stamped; how many rows. Journalled that they left.

    Refused without the right, Environment when the disk does not allow it.
    """
    session.require("export", "导出收费日报")
    stamped = exporting.stamp(session)
    rows = [*table.rows, *([table.sum] if table.sum else [])]
    headings = tuple(heading for heading, _, _ in table.columns)
    written = exchange.write_xlsx(
        out, Sheet(title, headings, [daybook_rows.exported(row) for row in rows], stamped.words)
    )
    form = closings.form_of(session)
    exporting.note(session, form.code if form else "money", written, "xlsx", stamped)
    return written
