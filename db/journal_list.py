"""The journal as a list: newest first, narrowed by record, person, days and kind of action."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from db import anchors, exchange, exporting, journal, secrecy
from db.errors import Refused
from db.exchange import Sheet
from db.journal_words import PARTS, Entry, Speaker
from db.listing import Listing
from db.log_rows import Unbroken, gathered, of_days
from db.reading import normal_number
from db.session import Session

RIGHT, WHAT = "see:journal", "看日志"
SUBJECT = "日志"
"""What its export is journalled under."""
HEADINGS = ("第几条", "时间", "谁", "做了什么", "单号或对象", "日志码")
"""What an exported journal has in its columns."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: of one record, by one person (their number), of days (both included), of a kind
    of `PARTS`; "" and None for all."""

    record: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None
    part: str = ""


def listing(
    session: Session, wanted: Wanted, between: Callable[[], object] = lambda: None
) -> Listing:
    """The rows, newest first; for a thread. Refused without the right to see the journal."""
    session.require(RIGHT, WHAT)
    where, values = _conditions(session, wanted)
    if not where:
        return Unbroken(anchors.head_of(session.store).seq)
    sql = f"SELECT seq FROM journal WHERE {' AND '.join(where)} ORDER BY seq DESC"
    return gathered(session.store, sql, values, between)


def entries(session: Session, seqs: Sequence[int]) -> list[tuple[Entry, str]]:
    """These rows in this order, each with its hash."""
    session.require(RIGHT, WHAT)
    marks = ",".join("?" * len(seqs))
    rows = session.store.rows(
        f"SELECT seq, at, by, action, subject, body, hash FROM journal WHERE seq IN ({marks})",
        tuple(seqs),
    )
    found = {
        seq: (Entry(seq, at, by, action, subject, json.loads(body)), str(hash_))
        for seq, at, by, action, subject, body, hash_ in rows
    }
    return _veiled(session, [found[seq] for seq in seqs if seq in found])


VEILED = "一张涉密的单"
"""What a row says instead of the number of a record that the member may not see."""
_SCANNED = "gate"
"""What was asked at the gate is the same for a number that nobody may see and for one there is not.
"""


def _veiled(session: Session, told: list[tuple[Entry, str]]) -> list[tuple[Entry, str]]:
    """The rows with nothing about records that the member may not see but that something was done.
    """
    named = {one.subject for one, _ in told if one.subject}
    named |= {str(one.body["by"]) for one, _ in told if one.body.get("by")}
    closed = secrecy.veiled(session, named)
    found = []
    for one, hash_ in told:
        if one.subject in closed and one.action != _SCANNED:
            body = {key: said for key, said in one.body.items() if key == "second"}
            one = replace(one, subject=VEILED, body=body)
        elif str(one.body.get("by")) in closed:
            one = replace(one, body={**one.body, "by": VEILED})
        found.append((one, hash_))
    return found


def export(session: Session, wanted: Wanted, path: Path) -> int:
    """Write the rows to an .xlsx file, journalled; how many. For a thread. Refused without the
    rights to see the journal and to export; Environment when the disk does not allow it."""
    session.require("export", "导出日志")
    found = listing(session, wanted)
    stamp = exporting.stamp(session)
    sheet = Sheet("日志", HEADINGS, cells(session, found), stamp.words)
    written = exchange.write_xlsx(path, sheet)
    exporting.note(session, SUBJECT, written, "xlsx", stamp)
    return written


def cells(
    session: Session, found: Listing, at_once: int = 500
) -> Iterator[tuple[int, datetime, str, str, str, str]]:
    """The rows one by one as `HEADINGS` name them, so many read at a time."""
    speaker = Speaker(session)
    for start in range(0, found.count, at_once):
        for entry, hash_ in entries(session, found.ids(session.store, start, at_once)):
            code = journal.Head(entry.seq, hash_).code
            yield (
                entry.seq, session.local(entry.at), speaker.who(entry.by), speaker.said(entry),
                shown_subject(entry), code,
            )  # fmt: skip


def shown_subject(entry: Entry) -> str:
    """What a row is about, as a column of its own: a record's number, else nothing that might name
    a person."""
    told = entry.subject != VEILED and entry.action in ("issue", "act", "print")
    return entry.subject if entry.subject and told else ""


def _conditions(session: Session, wanted: Wanted) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    if wanted.record:
        number = normal_number(wanted.record)
        where.append("subject = ?")
        values.append(number)
        if secrecy.veiled(session, [number]):
            where.append("action = ?")
            values.append(_SCANNED)
    if wanted.person:
        where.append("by = ?")
        values.append(wanted.person)
    if wanted.part:
        actions = PARTS[wanted.part]
        where.append(f"action IN ({','.join('?' * len(actions))})")
        values += actions
    days, at = of_days(session, "at", wanted.first, wanted.last)
    return where + days, values + at


def person_of(session: Session, typed: str) -> str:
    """The staff number that was typed, or of the name; "" for nothing. Refused for nobody."""
    typed = typed.strip()
    if not typed:
        return ""
    found = session.store.value(
        "SELECT no FROM staff WHERE no = ? OR name = ? ORDER BY no LIMIT 1", (typed, typed)
    )
    if found is None:
        raise Refused({"person": f"没有“{typed}”这位员工，请输工号或姓名"})
    return str(found)
