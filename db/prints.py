"""What went to paper: the page description by its hash, and the log of every print.

The pages that were printed are kept; a reprint (补打) repeats them with its mark and a reason.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.errors import Refused
from db.models import Paper, Print
from db.reading import Record, named
from db.reasons import NO_NAMES
from db.session import Session
from forms import free_text
from forms.destroyed import names, words
from forms.form import Form
from forms.values import Invalid, text

SENT, QUEUED, PRINTED, FILED = "送出", "已送打印机", "已出纸", "已存文件"
"""Outcomes: being handed over, in the printer's queue, out on paper, written to a file."""
IMPACT = "impact"
"""The mode of what an impact printer strikes through all copies at once."""
OVERPRINT = "overprint"
"""The mode of what only fills in a pre-printed pad."""
ROLL = "roll"
"""The mode of what comes off a roll of receipt paper."""
ONE_PASS = (IMPACT, OVERPRINT)
"""Modes that make all copies at once."""
OTHER_PAGES = (*ONE_PASS, ROLL)
"""Modes whose pages are laid out in a way of their own; those of all others are the same pages."""
SEE_LOG = "see:prints"
"""The right to the log of all prints."""
UNPRINTED = "未出纸"
"""Outcome of a print that never reached paper; it is offered again."""
BETWEEN = "、"
"""Between the names of copies of one print."""
_OF_A_PRINT = ("record_id", "paper_name", "paper", "at", "by", "again", "nth", "mode", "queue")
_LONGEST = 200
"""Characters of a reason that are kept."""
_LATELY = 2000
"""So many of the latest prints are asked about; what is older is settled or past help."""


@dataclass(frozen=True)
class Outstanding:
    """A print that is not known to have come out: its row, record, queue, job ("" if unknown) and
    the title it was sent with."""

    id: int
    number: str
    queue: str
    job: str
    title: str


@dataclass(frozen=True)
class Printed:
    """One print: its name, copy (None for all), when, by whom, why again, the how-manieth."""

    id: int
    paper_name: str
    paper: str
    copy: str | None
    at: datetime
    by: str
    again: str | None
    nth: int
    queue: str | None
    job: str | None
    outcome: str
    mode: str
    said: str | None = None

    @property
    def arrived(self) -> bool:
        """Whether, as far as is known, paper came out or is coming."""
        return self.outcome != UNPRINTED


def log(session: Session, record: Record) -> list[Printed]:
    """All prints of a record, oldest first."""
    rows = Print.select().where(Print.record_id == record.id).order_by(Print.id)
    return [
        Printed(
            row["id"], row["paper_name"], row["paper"], row["copy_name"],
            session.local(row["at"]), row["by"], row["again"], row["nth"], row["queue"],
            row["job"], row["outcome"], row["mode"], row["said"],
        )
        for row in rows.dicts().execute(session.store.db)
    ]  # fmt: skip


def next_nth(session: Session, record: Record, paper_name: str, copy: str = "") -> int:
    """1 for the first print that reaches paper, 2 and more for 补打; copy: of that 联 alone, which
    prints of all of them made too."""
    arrived = [one for one in log(session, record) if one.paper_name == paper_name and one.arrived]
    named = Counter(name for one in arrived if one.copy for name in one.copy.split(BETWEEN))
    whole = sum(not one.copy for one in arrived)
    return 1 + whole + (named[copy] if copy else max(named.values(), default=0))


def first(
    session: Session,
    record: Record,
    paper_name: str,
    mode: str = "",
) -> str | None:
    """The stored page description (JSON) of the first print that reached paper, or None; None too
    once it was destroyed with what it said.

    mode: on the continuous paper of an impact printer, on a pad and on a roll the pages are others
    than on sheets.
    """
    other = mode if mode in OTHER_PAGES else ""
    for one in log(session, record):
        like = one.mode == other if other else one.mode not in OTHER_PAGES
        if one.paper_name == paper_name and one.arrived and like:
            return stored(session, one.paper) or None
    return None


def stored(session: Session, key: str) -> str:
    """The page description of that hash, JSON, "" once it was destroyed; RuntimeError if it does
    not fit its hash."""
    body = Paper.select(Paper.body).where(Paper.hash == key).scalar(session.store.db)
    if not body:
        return ""
    content = zlib.decompress(body)
    if hashlib.sha256(content).hexdigest() != key:
        raise RuntimeError("a stored page does not fit its hash")
    return content.decode()


def may_print(session: Session, form: Form, paper_name: str) -> bool:
    """Whether the member may print a paper: who issues the form, or does an act that prints it."""
    printing = (act.name for act in form.acts if paper_name in act.prints)
    return session.may(f"issue:{form.code}") or any(
        session.may(f"act:{form.code}:{name}") for name in printing
    )


def may_print_any(session: Session, form: Form) -> bool:
    """Whether the member may print any paper of a form."""
    return any(may_print(session, form, paper.name) for paper in form.papers)


def keep(
    session: Session,
    record: Record,
    paper_name: str,
    description: str,
    *,
    copies: Sequence[str] | None = None,
    again: str | None = None,
    mode: str = "laser",
    queue: str | None = None,
    wrong: str = "",
    sheet: int | None = None,
) -> int:
    """Log a print before it goes out (outcome 送出); the print's id.

    wrong: why it will not go out at all; then it is logged as 未出纸, never as sent · sheet: the
    first of the prints that stand on one sheet with it. Raises Refused when it was printed before
    and no reason is given.
    """
    if not may_print(session, record.form, paper_name):
        session.require(f"issue:{record.form.code}", f"打印{record.form.title}")
    if record.destroyed is not None:
        raise Refused({"": f"{record.number} {words(record.destroyed)}，不能再打印"})
    why = reason(again, record)
    content = description.encode()
    key = hashlib.sha256(content).hexdigest()
    with session.store.write() as db:
        # Counted inside: of two that print at once only one can be the first.
        nth = max(next_nth(session, record, paper_name, one) for one in copies or ("",))
        if nth > 1 and not why:
            raise Refused({"again": f"{record.number} 已打印过，补打请写明原因"})
        if not Paper.select().where(Paper.hash == key).exists(db):
            Paper.insert(hash=key, body=zlib.compress(content, 9)).execute(db)
        made = Print.insert(
            record_id=record.id,
            paper_name=paper_name,
            paper=key,
            copy_name=BETWEEN.join(copies) if copies else None,
            at=session.clock.now(),
            by=session.member.no,
            again=why if nth > 1 else None,
            nth=nth,
            mode=mode,
            queue=queue,
            outcome=UNPRINTED if wrong else SENT,
            said=_short(wrong),
            sheet=sheet,
        ).execute(db)
        session.journal(
            "print", record.number, {"paper": paper_name, "hash": key, "nth": nth, "again": why}
        )
    return int(made)


def reason(again: str | None, record: Record) -> str | None:
    """Why it is printed again as it is kept, None for nothing; Refused for what is no line, and for
    whoever is named on the record: the journal keeps it for ever."""
    try:
        found = free_text.masked(text.line(again or ""))
    except Invalid as invalid:
        raise Refused({"again": str(invalid)}) from None
    if names(found, named(record)):
        raise Refused({"again": NO_NAMES})
    return found or None


def _short(words: str) -> str | None:
    """Why a paper did not come out as it is kept: without numbers of persons, None for nothing."""
    return free_text.masked(words)[:_LONGEST] or None


def settle(
    session: Session, print_id: int, outcome: str, job: str | None = None, said: str = ""
) -> None:
    """Write down what became of a print: QUEUED, PRINTED, UNPRINTED, FILED; said: why it did not
    come out, in words for people."""
    with session.store.write() as db:
        Print.update(outcome=outcome, job=job, said=_short(said)).where(
            Print.id == print_id
        ).execute(db)


def outstanding(session: Session) -> list[Outstanding]:
    """Prints that were being handed over or waited in a queue when last heard of."""
    rows = session.store.rows(
        "SELECT p.id, r.number, p.queue, coalesce(p.job, ''), coalesce(p.sheet, p.id), f.number"
        " FROM print p JOIN record r ON r.id = p.record_id"
        " JOIN print s ON s.id = coalesce(p.sheet, p.id) JOIN record f ON f.id = s.record_id"
        " WHERE p.id > (SELECT max(id) FROM print) - ?"
        " AND p.queue IS NOT NULL AND (p.outcome = ? OR (p.outcome = ? AND p.job IS NOT NULL))"
        " ORDER BY p.id",
        (_LATELY, SENT, QUEUED),
    )
    return [
        Outstanding(id_, number, queue, job, title(session, of_first, first))
        for id_, number, queue, job, first, of_first in rows
    ]


def title(session: Session, number: str, print_id: int) -> str:
    """What the print queue shows to everybody, and by which a print finds its job again: the
    record's number and a mark that no other print has, of this office or another."""
    mark = hmac.digest(session.dek, f"print {number} {print_id}".encode(), "sha256")
    return f"{number} {mark[:4].hex()}"


def came_in_part(
    session: Session, print_id: int, came: Sequence[str], lost: Sequence[str], said: str
) -> None:
    """Write down of a print of all copies, which went one by one, that these came out and those did
    not, so that only those are offered again; said: why, in words for people."""
    whole = f"只有{BETWEEN.join(lost)}联没有出纸，各联另记：{said}"
    with session.store.write() as db:
        (row,) = Print.select().where(Print.id == print_id).dicts().execute(db)
        settle(session, print_id, UNPRINTED, row["job"], whole)
        kept = {key: row[key] for key in _OF_A_PRINT}
        for some, outcome, why in ((came, PRINTED, ""), (lost, UNPRINTED, said)):
            for copy in some:
                Print.insert(
                    **kept, copy_name=copy, outcome=outcome, said=_short(why)
                ).execute(db)


def is_whole(session: Session, print_id: int) -> bool:
    """Whether it was a print of all copies, on a sheet of its own."""
    return bool(session.store.value(
        "SELECT copy IS NULL AND sheet IS NULL FROM print WHERE id = ?", (print_id,)
    ))  # fmt: skip


def missing(session: Session, record: Record, paper_name: str) -> list[str]:
    """The 联 whose last print never came out while others did; [] where it is all or none."""
    found = [one for one in log(session, record) if one.paper_name == paper_name]
    last: dict[str, Printed] = {}
    for one in found:
        for name in one.copy.split(BETWEEN) if one.copy else tuple(last):
            last[name] = one
    return [name for name, one in last.items() if not one.arrived and one.copy]


def unprinted(session: Session, limit: int = 50) -> list[str]:
    """Numbers of records with a paper whose latest print never came out, to be offered again."""
    return list(dict.fromkeys(number for number, _, _ in unprinted_papers(session, limit)))


def unprinted_papers(session: Session, limit: int) -> list[tuple[str, str, str]]:
    """(record, paper, 联 or "" for all) of each paper whose latest print never came out, the oldest
    first."""
    return [
        (number, paper, copy)
        for number, paper, copy in session.store.rows(
            "SELECT r.number, p.paper_name, coalesce(p.copy, '') FROM print p"
            " JOIN record r ON r.id = p.record_id"
            " WHERE p.id > (SELECT max(id) FROM print) - ? AND p.outcome = ? AND NOT EXISTS"
            " (SELECT 1 FROM print l WHERE l.record_id = p.record_id"
            " AND l.paper_name = p.paper_name AND l.id > p.id"
            " AND (p.copy IS NULL OR l.copy IS NULL OR l.copy = p.copy))"
            " ORDER BY p.id LIMIT ?",
            (_LATELY, UNPRINTED, limit),
        )
    ]
