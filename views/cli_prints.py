"""The log of prints from the command line: as lines, or as a workbook."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from db import print_log
from db.errors import Refused
from db.journal_list import person_of
from db.print_log import OUTCOMES, Wanted
from db.session import Session
from views import print_words

MINUTE = "%Y-%m-%dT%H:%M"


def listed(
    session: Session,
    first: date | None,
    last: date | None,
    number: str,
    who: str,
    code: str,
    outcome: str,
    limit: int,
    out: Path | None,
) -> Any:
    """The newest prints that pass, or how many went into a file. Refused without the right, for
    nobody of that name, a form or an outcome that there is not."""
    if code:
        session.form(code)
    if outcome and outcome not in OUTCOMES:
        raise Refused({"outcome": f"结果可写：{'、'.join(OUTCOMES)}"})
    wanted = Wanted(number, person_of(session, who), code, first, last, outcome)
    if out is not None:
        if out.suffix.lower() != ".xlsx":
            raise Refused({"out": "文件名应以 .xlsx 结尾"})
        session.require(print_log.RIGHT, print_log.WHAT)
        rows = print_log.export(session, wanted, out, print_words.cells(session))
        return {"file": str(out), "rows": rows}
    return [
        {
            "at": one.at.strftime(MINUTE), "by": one.by, "number": one.number, "paper": one.paper,
            "copy": one.copy or None, "queue": one.queue or None, "mode": one.mode,
            "outcome": one.outcome, "said": one.said or None, "nth": one.nth,
            "again": one.again or None,
        }
        for one in print_log.lines(session, print_log.head(session, wanted, limit))
    ]  # fmt: skip
