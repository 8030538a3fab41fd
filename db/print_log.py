"""The log of prints as a list: newest first, narrowed by record, person, form, days and outcome.

It names records and people at work and nobody else; what a member may not see of classified records
is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from db import exchange, exporting, prints, secrecy
from db.exchange import Sheet
from db.listing import Listing
from db.log_rows import Unbroken, gathered, of_days
from db.reading import normal_number
from db.session import Session

RIGHT, WHAT = prints.SEE_LOG, "看打印记录"
SUBJECT = "打印记录"
"""What its export is journalled under."""
AGAIN = "补打"
OUTCOMES = (prints.PRINTED, prints.QUEUED, prints.FILED, prints.UNPRINTED, AGAIN)
"""What the list is narrowed to, in words; AGAIN: not the first of its paper."""
HEADINGS = ("时间", "谁", "单据", "编号", "纸", "联", "打印机", "方式", "结果", "没出纸的原因", "第几次",
            "为什么再打")  # fmt: skip
"""What an exported log has in its columns."""
AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Which prints: of a record, by a person (their number), of a form (code), of days (both
    included), with an outcome of `OUTCOMES`; "" and None for all."""

    record: str = ""
    person: str = ""
    code: str = ""
    first: date | None = None
    last: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Line:
    """One print, as it stands in the log; copy: "" for all of them · later: whether its paper went
    out again afterwards."""

    id: int
    at: datetime
    by: str
    code: str
    number: str
    paper: str
    copy: str
    queue: str
    mode: str
    outcome: str
    said: str
    nth: int
    again: str
    later: bool


def head(session: Session, wanted: Wanted, many: int) -> list[int]:
    """The newest rows, before all are walked. Refused without the right."""
    session.require(RIGHT, WHAT)
    where, values = _conditions(session, wanted)
    return [row for (row,) in session.store.rows(_select(where, "LIMIT ?"), (*values, many))]


def listing(
    session: Session, wanted: Wanted, between: Callable[[], object] = lambda: None
) -> Listing:
    """The rows, newest first; for a thread. Refused without the right."""
    session.require(RIGHT, WHAT)
    where, values = _conditions(session, wanted)
    if not where:
        return Unbroken(int(session.store.value("SELECT coalesce(max(id), 0) FROM print")))
    return gathered(session.store, _select(where), values, between)


def _select(where: Sequence[str], more: str = "") -> str:
    narrowed = f" WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT p.id FROM print p{narrowed} ORDER BY p.id DESC {more}"


def lines(session: Session, rows: Sequence[int]) -> list[Line]:
    """These prints in this order."""
    session.require(RIGHT, WHAT)
    marks = ",".join("?" * len(rows))
    found = {
        row: Line(row, session.local(at), by, code, number, paper, copy or "", queue or "", mode,
                  outcome, said or "", nth, again or "", bool(later))
        for row, at, by, code, number, paper, copy, queue, mode, outcome, said, nth, again, later
        in session.store.rows(
            "SELECT p.id, p.at, p.by, r.code, r.number, p.paper_name, p.copy, p.queue, p.mode,"
            " p.outcome, p.said, p.nth, p.again, EXISTS (SELECT 1 FROM print l"
            " WHERE l.record_id = p.record_id AND l.paper_name = p.paper_name AND l.id > p.id)"
            f" FROM print p JOIN record r ON r.id = p.record_id WHERE p.id IN ({marks})",
            tuple(rows),
        )
    }  # fmt: skip
    return [found[row] for row in rows if row in found]


def each(session: Session, wanted: Wanted, between: Callable[[int], object]) -> Iterator[Line]:
    """All lines one by one; `between` hears how many there were."""
    found = listing(session, wanted)
    for start in range(0, found.count, AT_ONCE):
        yield from lines(session, found.ids(session.store, start, AT_ONCE))
        between(min(found.count, start + AT_ONCE))


def export(
    session: Session,
    wanted: Wanted,
    path: Path,
    cells: Callable[[Line], Sequence[exchange.Cell]],
    between: Callable[[int], object] = lambda many: None,
) -> int:
    """Write the lines to an .xlsx file as `HEADINGS` name them, journalled; how many. For a thread.

    Refused without the rights to see the log and to export; Environment when the disk does not
    allow it.
    """
    session.require(RIGHT, WHAT)
    session.require(exporting.RIGHT, "导出打印记录")
    stamp = exporting.stamp(session)
    rows = (cells(line) for line in each(session, wanted, between))
    written = exchange.write_xlsx(path, Sheet(SUBJECT, HEADINGS, rows, stamp.words))
    exporting.note(session, SUBJECT, written, "xlsx", stamp)
    return written


def _conditions(session: Session, wanted: Wanted) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    seen = secrecy.visible(session, "p.record_id")
    if seen != "1" and session.store.value("SELECT 1 FROM classified LIMIT 1"):
        where.append(seen)
    if wanted.record:
        where.append("p.record_id = (SELECT id FROM record WHERE number = ?)")
        values.append(normal_number(wanted.record))
    if wanted.person:
        where.append("p.by = ?")
        values.append(wanted.person)
    if wanted.code:
        where.append("p.record_id IN (SELECT record_id FROM standing WHERE code = ?)")
        values.append(wanted.code)
    if wanted.outcome == AGAIN:
        where.append("p.nth > 1")
    elif wanted.outcome:
        where.append("p.outcome = ?")
        values.append(wanted.outcome)
    days, at = of_days(session, "p.at", wanted.first, wanted.last)
    return where + days, values + at
