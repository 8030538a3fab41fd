"""Units, residents, vehicles and arrears in from a workbook: good rows in, the others out with the
reason.

The whole import is one transaction; the same file twice changes nothing.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from db import backup
from db.errors import Cancelled, Refused
from db.imports import residents, statement
from db.imports.source import KINDS, REMEMBERED, RIGHT, Source, look, remembered
from db.imports.statement import day_of
from db.imports.taking import SAVING, Progress, Result, take
from db.session import Session

__all__ = [
    "KINDS", "REMEMBERED", "RIGHT", "Cancelled", "Progress", "Result", "Source", "arrears",
    "day_of", "look", "remembered", "units", "vehicles",
]  # fmt: skip


def _silent(what: str, done: int, of: int) -> None:
    """Nobody wants to know."""


def units(
    session: Session, source: Source, into: Path | None = None, progress: Progress = _silent
) -> Result:
    """Take units, residents and the vehicles beside them in.

    into: where the rows that stay outside are written. Raises Refused when no row can be read,
    without the right; Environment when it could not be kept; what `progress` raises. Then nothing
    was taken in.
    """
    return _people(session, source, "units", into, progress)


def vehicles(
    session: Session, source: Source, into: Path | None = None, progress: Progress = _silent
) -> Result:
    """Take the vehicles of known units in, and nothing else that stands beside them; as `units`."""
    return _people(session, source, "vehicles", into, progress)


def _people(
    session: Session, source: Source, what: str, into: Path | None, progress: Progress
) -> Result:
    _ready(session, source, what, into)
    today = session.now().date().isoformat()
    good, bad = residents.lines(session, source, what, progress)
    judge = partial(residents.judge, good=good, today=today, progress=progress)
    _back_up(session, progress)
    return take(session, source, into, bad, judge, progress)


def arrears(
    session: Session,
    source: Source,
    into: Path | None = None,
    progress: Progress = _silent,
    *,
    day: date | None = None,
    missing_paid: bool = False,
) -> Result:
    """Take a statement of 管理费 owed in, a dated fact for each unit; as `units`.

    day: when it was true, else as its title says, else today; Refused for one to come.
    missing_paid: units that are not in it owe nothing (else nothing is known of them).
    """
    _ready(session, source, "arrears", into)
    today = session.now().date()
    day = day or day_of(source) or today
    if day > today:
        raise Refused({"as_of": f"截至日期 {day.isoformat()} 还没有到，请核对"})
    good, bad = statement.debts(source, day, progress)
    judge = partial(
        statement.judge, good=good, bad=bad, day=day, missing_paid=missing_paid,
        name=source.path.name, progress=progress,
    )  # fmt: skip
    _back_up(session, progress)
    return take(session, source, into, bad, judge, progress)


def _back_up(session: Session, progress: Progress) -> None:
    """All that was written is backed up before: a workbook may be the wrong one. Inside a
    transaction of the caller's nothing can be, nor need: it is all of it or nothing."""
    if session.store.db.in_transaction():
        return
    progress(SAVING, 0, 1)
    clock = session.clock
    backup.before(session.store, session.keys, clock.now(), clock.zone, "导入")


def _ready(session: Session, source: Source, what: str, into: Path | None) -> None:
    """Refused without the right, without a table for it, with the rejects in the file's place."""
    session.require(RIGHT, f"导入{KINDS[what]}")
    if into is not None and into.resolve() == source.path.resolve():
        raise Refused({"rejects": "退回的行不能写在要导入的那个文件上，请另起一个名字"})
    if not source.of(what):
        raise Refused({"map": _unknown(source, what)})


def _unknown(source: Source, what: str) -> str:
    """Which headings were seen, and what to do about them."""
    words = "、".join(
        word.replace("\n", "") for one in source.tables for word in one.headings if word
    )
    seen = f"看到的有：{words[:120]}。" if words else ""
    missing, example = _MISSING[what]
    return f"没有认出表头，不知道{missing}。{seen}请写明对照，如 {example}"


_MISSING = {
    "units": ("哪一栏是房号", "户号=房号，户名=姓名"),
    "vehicles": ("哪一栏是房号、哪一栏是车牌", "户号=房号，牌子=车牌"),
    "arrears": ("哪一栏是房号、哪一栏是欠费", "户号=房号，结余=欠费"),
}
"""What has to be known of a table, and how the user may say it."""
