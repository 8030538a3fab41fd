"""The permission table as a file: an Excel sheet with a column for each role, or a ruled list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from db import exchange, exporting, matrix, office
from db.errors import Refused
from db.exchange import Sheet
from db.files import whole
from db.matrix import Matrix
from db.session import Session
from forms.roles import ROLES
from forms.values import dates

TITLE = "权限表"


def write(session: Session, out: Path) -> int:
    """Write all of the table to `out`, .xlsx or .pdf, whole or not at all; how many lines.

    Stamped and journalled. Raises Refused without the right to see it or for another ending,
    Environment when the disk does not allow it.
    """
    found, stamped = matrix.read(session), exporting.numbered(session)
    ending = out.suffix.lower()
    if ending == ".xlsx":
        rows = (
            (title, words, *("✓" if role in found.held[action] else "" for role in ROLES))
            for title, action, words in _lines(found)
        )
        written = exchange.write_xlsx(out, Sheet(TITLE, ("单据", "事项", *ROLES), rows, stamped.by))
    elif ending == ".pdf":
        written = _write_list(session, found, out, stamped.by)
    else:
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    exporting.note(session, TITLE, written, ending.removeprefix("."), stamped)
    return written


def _lines(found: Matrix) -> Iterator[tuple[str, str, str]]:
    """Title of the group, action and its words, one after the other."""
    for group in found.groups:
        for action, words in group.lines:
            yield f"{group.title} {group.code}".strip(), action, words


def _write_list(session: Session, found: Matrix, out: Path, stamp: str) -> int:
    from printing import pdf
    from printing.register import Entered, Ledger, Ruling

    rows = (
        Entered([title, words, "、".join(sorted(found.held[action], key=ROLES.index)) or "（没有）"])
        for title, action, words in _lines(found)
    )
    name = str(office.setting(session.store, "office.name"))
    day = dates.paper_day(session.now().date().isoformat())
    columns = [Ruling("单据", 1.2), Ruling("事项", 1.4), Ruling("能办的岗位", 4.0)]
    made = Ledger(TITLE, name, day, columns, rows, stamp=stamp, measure="项")
    with whole(out) as file:
        pdf.write(file, made.title, made.pages(), lambda: (made.body,), {})
    return made.rows
