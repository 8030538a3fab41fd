"""Units and residents in from a workbook: good rows in, the others out with the reason.

The whole import is one transaction; the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db import office, search
from db.errors import Refused
from db.imports import estate, rejects, tables, workbook
from db.imports.headings import Meaning, bare
from db.imports.headings import meaning as meaning_of
from db.imports.lines import Bad, Line, read
from db.imports.rejects import BAD, CONFLICT, Reject
from db.imports.tables import Table
from db.session import Session

RIGHT = "import"
REMEMBERED = "office.import.headings"
_EVERY = 100

Progress = Callable[[int, int], None]
"""Told how many steps of how many are done; raises `Cancelled` to stop."""


class Cancelled(Exception):
    """The user stopped the import; nothing was taken in."""


@dataclass(frozen=True)
class Result:
    """Rows by what came of them; rejects: the workbook of those outside, None without any.

    units, people: the rows of the store that are new or changed
    """

    accepted: int
    unchanged: int
    conflicts: int
    rejected: int
    rejects: Path | None
    units: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """A workbook with its tables. named: what the user said of headings, by bare heading."""

    path: Path
    tables: tuple[Table, ...]
    named: Mapping[str, Meaning]


def look(session: Session, path: Path, named: Mapping[str, Meaning] | None = None) -> Source:
    """What is in a workbook, before anything is taken in.

    named: headings that mean something else or that are not usual; those of earlier imports are
    remembered. Raises Refused for a file that is none, for a heading that is not there, without
    the right.
    """
    session.require(RIGHT, "导入房产和住户")
    given = dict(named or {})
    known = remembered(session) | given
    found = tuple(tables.table(page, known) for page in workbook.pages(path))
    if not found:
        raise Refused({"file": f"{path.name} 里没有内容"})
    there = {bare(word) for one in found for word in one.headings}
    there |= {
        bare(cell) for one in found for row in one.page.rows[: one.first]
        for cell in row if isinstance(cell, str)
    }  # fmt: skip
    missing = [heading for heading in given if heading not in there]
    if missing:
        raise Refused({"map": f"表里没有“{'、'.join(missing)}”这一栏"})
    return Source(path, found, given)


def remembered(session: Session) -> dict[str, Meaning]:
    """What headings were said to mean in earlier imports, by bare heading."""
    kept = office.setting(session.store, REMEMBERED) or {}
    return {heading: Meaning(*said) for heading, said in kept.items()}


def units(
    session: Session,
    source: Source,
    into: Path | None = None,
    progress: Progress = lambda done, of: None,
) -> Result:
    """Take the rows of a workbook in; into: where the rows that stay outside are written.

    Raises Refused when no row can be read, without the right; Environment when it could not be
    kept; what `progress` raises. Then nothing was taken in.
    """
    session.require(RIGHT, "导入房产和住户")
    if into is not None and into.resolve() == source.path.resolve():
        raise Refused({"rejects": "退回的行不能写在要导入的那个文件上，请另起一个名字"})
    if not any(one.known for one in source.tables):
        raise Refused({"map": _unknown(source)})
    good, bad = _read(session, source, progress)
    with session.store.write():
        now = estate.load(session.store, session.now().date().isoformat())
        counts, outside = _take(now, good, progress)
        outside = [*(Reject(one.table, one.row, BAD, one.why) for one in bad), *outside]
        outside.sort(key=lambda one: _place(source, one))
        if into is not None and outside:
            rejects.write(into, outside)
        result = _result(now, counts, outside, into)
        if result.accepted + result.unchanged + result.conflicts == 0:
            raise Refused({"": _nothing(outside, into)})
        estate.keep(session.store, now)
        search.refresh(session.store, units=result.units, people=_moved(now, result))
        _remember(session, source)
        session.journal("import", None, _counted(result, len(outside) if into else 0))
    _let_go(good, now)
    return result


def _moved(now: estate.Estate, result: Result) -> set[int]:
    """People who are new, changed or live elsewhere than before."""
    homes = [*now.added[estate.Home].values(), *now.mended[estate.Home].values()]
    moved = {home.person_id for home in homes if isinstance(home, estate.Home)}
    return moved | set(result.people)


def _read(
    session: Session, source: Source, progress: Progress
) -> tuple[list[Line], list[Bad]]:
    """The rows of all tables made canonical, and those that cannot be."""
    todo = [(one, row) for one in source.tables if one.known for row in tables.rows(one)]
    today = session.now().date()
    good: list[Line] = []
    bad: list[Bad] = []
    for at, (table, row) in enumerate(todo):
        if at % _EVERY == 0:
            progress(at, 2 * len(todo))
        found = read(table, row, today)
        if isinstance(found, Line):
            good.append(found)
        else:
            bad.append(found)
    return good, bad


def _take(
    now: estate.Estate, good: Sequence[Line], progress: Progress
) -> tuple[dict[bool, int], list[Reject]]:
    """Add the rows to what is known; how many were new and how many not, and who stays outside."""
    counts = {True: 0, False: 0}
    outside: list[Reject] = []
    entrances = estate.entrances(now, good)
    for at, line in enumerate(good):
        if at % _EVERY == 0:
            progress(len(good) + at, 2 * len(good))
        label, why = estate.placed(line, entrances)
        if not label:
            outside.append(Reject(line.table, line.row, BAD, why))
            continue
        try:
            counts[now.take(line, label)] += 1
        except estate.Conflict as conflict:
            outside.append(Reject(line.table, line.row, CONFLICT, str(conflict)))
    return counts, outside


def _let_go(good: list[Line], now: estate.Estate) -> None:
    """Free what may be very much piece by piece: at once it would hold up a window's thread."""
    while good:
        good.pop()
    for one in (now.units, now.people, now.homes, now.documents):
        while one:
            one.popitem()
    for table in (*now.added.values(), *now.mended.values()):
        while table:
            table.popitem()


def _place(source: Source, one: Reject) -> tuple[int, int]:
    """Where a row stands in the workbook."""
    return next(at for at, table in enumerate(source.tables) if table is one.table), one.row.number


def _result(
    now: estate.Estate, counts: Mapping[bool, int], outside: Sequence[Reject], into: Path | None
) -> Result:
    changed = {
        table: tuple(sorted(now.added[table] | now.mended[table]))
        for table in (estate.Unit, estate.Person)
    }
    return Result(
        accepted=counts[True],
        unchanged=counts[False],
        conflicts=sum(one.result == CONFLICT for one in outside),
        rejected=sum(one.result == BAD for one in outside),
        rejects=into if into is not None and outside else None,
        units=changed[estate.Unit],
        people=changed[estate.Person],
    )


def _remember(session: Session, source: Source) -> None:
    """Keep what the user said of headings for the next file, where it is news."""
    said = {
        heading: [one.field, one.whose]
        for heading, one in source.named.items()
        if meaning_of(heading) != one
    }
    kept = office.setting(session.store, REMEMBERED) or {}
    if kept | said != kept:
        now = session.clock.now()
        office.put(session.store, REMEMBERED, kept | said, now, session.member.no)


def _counted(result: Result, written: int) -> dict[str, int]:
    return {
        "accepted": result.accepted, "unchanged": result.unchanged,
        "conflicts": result.conflicts, "rejected": result.rejected, "written": written,
    }  # fmt: skip


def _unknown(source: Source) -> str:
    """Which headings were seen, and what to do about them."""
    words = "、".join(
        word.replace("\n", "") for one in source.tables for word in one.headings if word
    )
    seen = f"看到的有：{words[:120]}。" if words else ""
    return f"没有认出表头，不知道哪一栏是房号。{seen}请写明对照，如 户号=房号，户名=姓名"


def _nothing(outside: Sequence[Reject], into: Path | None) -> str:
    if not outside:
        return "表头下面没有住户，请核对文件"
    first = outside[0]
    more = f"全部写在 {into.name}" if into else "请改好再导入"
    return f"{len(outside)} 行都不能导入，第 {first.row.number} 行：{first.why}。{more}"
