"""报送 on the command line: what waits to be handed over, or its workbooks and mails in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db import consignment
from db.parcels import Mail
from db.records import Record
from db.session import Member, Session
from db.workbench import about


def told(session: Session, code: str, out: Path | None, second: Member | None) -> Any:
    """What waits of that form, the longest first; with `out` the mails that were made there.

    Raises as `db.consignment.write`.
    """
    if out is None:
        return [_waiting(one) for one in consignment.waiting(session, code)]
    made = consignment.write(session, code, (), out, new=True, second=second)
    return {"mails": [_mail(one) for one in made]}


def _waiting(record: Record) -> dict[str, Any]:
    answer = {"number": record.number, "state": record.seen.state, "what": about(record)}
    if record.seen.due:
        answer["due"] = record.seen.due.at.strftime("%Y-%m-%dT%H:%M")
    return answer


def _mail(one: Mail) -> dict[str, Any]:
    return {
        "to": one.who,
        "addresses": list(one.to),
        "numbers": list(one.records),
        "scans": one.scans,
        "file": str(one.file),
        "workbook": str(one.workbook),
    }
