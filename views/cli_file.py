"""The file of a unit or a vehicle on the command line: what is known, in hand, and its records; or
the one page of it as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from db import file
from db.exporting import Stamp
from db.records import Record
from db.session import Session
from db.workbench import about


def told(
    session: Session, typed: str, limit: int, out: Path | None, stamped: Stamp | None = None
) -> Any:
    """What the file says, the newest `limit` records; or how many stand on the page at `out`.
    stamped: with numbers in full, approved."""
    subject = file.subject_of(session, typed)
    if out is not None:
        from views.one_page import save

        return {"rows": save(session, subject, out, stamped), "file": str(out)}
    found = file.opened(session, subject)
    newest = file.latest(session, subject, limit) if found.records and limit > 0 else []
    owed = found.arrears
    return {
        "kind": subject.kind,
        "id": subject.id,
        "title": found.title,
        "people": [
            {"kind": one.subject.kind, "role": one.role, "name": one.name, "past": one.past}
            for one in found.kin
        ],
        "arrears": owed and {"months": owed.months, "amount": owed.amount, "as_of": owed.as_of},
        "deposits": found.money.held,
        "paid": {"year": found.money.year, "amount": found.money.paid},
        "open": [
            {**_line(one.record), "due": _moment(one.at), "urgency": one.state}
            for one in found.matters
        ],
        "count": found.records,
        "records": [_line(one) for one in newest],
    }


def _line(record: Record) -> dict[str, Any]:
    return {
        "number": record.number,
        "form": record.form.code,
        "issued_at": _moment(record.issued_at),
        "what": about(record),
        "state": record.seen.state,
    }


def _moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M") if at else None
