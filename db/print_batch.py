"""What can be printed in one go: the papers of today's records, of one record and all that hangs on
it, of those somebody ticked, of those that never came out; and a batch that was cut short.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from db import drafts, prints, reading, secrecy
from db.reading import Record
from db.session import Session
from forms.acts import Effect
from forms.display import told
from forms.form import Form
from forms.paper import Paper

DRAFT = "@print"
"""Under which the batch under way is kept, so that what was left of it is known after a crash."""
_UNDER_WAY: set[tuple[Path, str]] = set()
"""Folder and member of the batches that this program is printing."""
MOST = 500
"""Records that are listed at once."""
_BELOW = (
    "WITH RECURSIVE below(id, depth) AS (SELECT ?, 0 UNION ALL SELECT r.id, depth + 1"
    " FROM record r JOIN below ON r.hangs_on = below.id WHERE depth < 4)"
    " SELECT id FROM below ORDER BY depth, id LIMIT ?"
)


@dataclass(frozen=True)
class Line:
    """A paper of a record that can be printed: what it is about, its copies; how often it came out
    and what became of the last time ("" for never printed), why it did not come out.

    is_first: the form's usual paper · shares: it can stand on a sheet with others · copy: the one
    联 of it that is meant, "" for all
    """

    number: str
    code: str
    title: str
    about: str
    paper: str
    is_first: bool
    shares: bool
    copies: int
    times: int
    outcome: str
    said: str
    at: datetime | None
    copy: str = ""

    @property
    def key(self) -> str:
        """What tells it from every other line."""
        return f"{self.number} {self.paper} {self.copy}".rstrip()

    @property
    def wanted(self) -> bool:
        """Whether it is likely to be printed now: the usual paper that is not on paper yet."""
        return self.outcome == prints.UNPRINTED or (self.is_first and not self.times)


@dataclass(frozen=True)
class Left:
    """What a batch that was cut short had still to print: (number, paper, why again) each."""

    orders: tuple[tuple[str, str, str], ...]


def unprinted(session: Session) -> list[Line]:
    """Papers, or the 联 of them, whose latest print never came out, the oldest first."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for number, paper, copy in prints.unprinted_papers(session, MOST):
        wanted.setdefault((number, paper), []).append(copy)
    lines = of_numbers(session, list(dict.fromkeys(number for number, _ in wanted)))
    return [
        _of_copy(session, line, copy) if copy else line
        for line in lines for copy in dict.fromkeys(wanted.get((line.number, line.paper), ()))
    ]


def _of_copy(session: Session, line: Line, copy: str) -> Line:
    """One 联 of a line alone."""
    record = reading.load(session, line.number)
    assert record is not None
    nth = prints.next_nth(session, record, line.paper, copy)
    return replace(line, copy=copy, copies=1, times=nth - 1, outcome=prints.UNPRINTED)


def of_day(session: Session, day: date, code: str = "") -> list[Line]:
    """The papers of all records issued on a day, or of those of one form."""
    only = " AND code = ?" if code else ""
    rows = session.store.rows(
        f"SELECT id FROM record WHERE issued_day = ?{only} ORDER BY id LIMIT ?",
        (day.isoformat(), *((code,) if code else ()), MOST),
    )
    return _lines(session, [row for (row,) in rows])


def of_whole(session: Session, typed: str) -> list[Line]:
    """The papers of a record and of all that hangs on it; Refused where there is no such record."""
    record = reading.load(session, typed)
    assert record is not None
    rows = session.store.rows(_BELOW, (record.id, MOST))
    return _lines(session, [row for (row,) in rows])


def of_numbers(session: Session, wanted: Sequence[str]) -> list[Line]:
    """The papers of these records, in this order."""
    rows = session.store.rows(
        "SELECT r.id FROM json_each(?) j JOIN record r ON r.number = j.value ORDER BY j.key",
        (json.dumps(list(wanted)),),
    )
    return _lines(session, [row for (row,) in rows])


def _lines(session: Session, record_ids: Sequence[int]) -> list[Line]:
    """In the order of the records; those that are void, destroyed or not to be seen are left out,
    and papers that the member may not print or that no act has asked for yet."""
    closed = secrecy.out_of_sight(session, record_ids)
    record_ids = [one for one in record_ids if one not in closed]
    known = _known(session, record_ids)
    made: list[Line] = []
    for record in reading.glance(session, record_ids):
        if record.destroyed is not None or is_void(record):
            continue
        about = told(record.form.fields, record.values, record.issued_at)
        made += [
            _line(session, record, paper, about, known.get((record.id, paper.name), []))
            for paper in _papers(session, record)
        ]
    return made


def _papers(session: Session, record: Record) -> Iterator[Paper]:
    form = record.form
    for paper in form.papers:
        asking = [act.name for act in form.acts if paper.name in act.prints]
        if asking and not any(name in record.done for name in asking):
            continue
        if prints.may_print(session, form, paper.name):
            yield paper


def is_void(record: Record) -> bool:
    """Whether it is 作废: nobody wants its paper any more."""
    return any(record.form.act(name).effect is Effect.VOID for name in record.done)


def _line(
    session: Session, record: Record, paper: Paper, about: str, log: Sequence[tuple[Any, ...]]
) -> Line:
    form: Form = record.form
    last = log[-1] if log else None
    return Line(
        number=record.number, code=form.code, title=form.called, about=about, paper=paper.name,
        is_first=paper == form.papers[0], shares="sheet" in paper.ways or paper.is_label,
        copies=max(1, len(form.copies)) if paper.copies else 1,
        times=sum(1 for outcome, _, _ in log if outcome != prints.UNPRINTED),
        outcome=str(last[0]) if last else "", said=str(last[1] or "") if last else "",
        at=session.local(last[2]) if last else None,
    )  # fmt: skip


def _known(
    session: Session, record_ids: Sequence[int]
) -> dict[tuple[int, str], list[tuple[Any, ...]]]:
    """(outcome, why, when) of every print of each paper, oldest first."""
    found: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    rows = session.store.rows(
        "SELECT record_id, paper_name, outcome, said, at FROM print WHERE record_id IN"
        " (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(record_ids)),),
    )
    for record_id, paper, outcome, said, at in rows:
        found.setdefault((record_id, paper), []).append((outcome, said, at))
    return found


@contextmanager
def under_way(session: Session) -> Iterator[None]:
    """While the member's batch goes on in this program, nothing of it is `left`."""
    whose = (session.store.folder, session.member.no)
    _UNDER_WAY.add(whose)
    try:
        yield
    finally:
        _UNDER_WAY.discard(whose)


def begin(session: Session, orders: Sequence[tuple[str, str, str]]) -> None:
    """Keep what a batch is about to print, and up to which print the log went."""
    after = int(session.store.value("SELECT coalesce(max(id), 0) FROM print"))
    drafts.save(session, DRAFT, {"orders": [list(one) for one in orders], "after": after})


def end(session: Session) -> None:
    """The batch is over: nothing of it is left to be told."""
    drafts.drop(session, DRAFT)


def left(session: Session) -> Left | None:
    """What the member's last batch did not come to before the program ended, and what of it never
    came out; None if it was not cut short."""
    found = drafts.load(session, DRAFT)
    if found is None or (session.store.folder, session.member.no) in _UNDER_WAY:
        return None
    body = found[1]
    rows = session.store.rows(
        "SELECT r.number, p.paper_name, p.outcome FROM print p JOIN record r ON r.id = p.record_id"
        " WHERE p.id > ? ORDER BY p.id", (int(body.get("after", 0)),),
    )  # fmt: skip
    came = {(number, paper): outcome for number, paper, outcome in rows}
    orders = tuple(
        (number, paper, why) for number, paper, why in body.get("orders", ())
        if came.get((number, paper), prints.UNPRINTED) == prints.UNPRINTED
    )  # fmt: skip
    return Left(orders)
