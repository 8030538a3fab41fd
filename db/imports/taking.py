"""Taking judged rows in: compared outside the lock, written in one short transaction.

The store is free while rows are read and compared. What was compared is written only if nothing
of it changed meanwhile; else it is compared again. A long index of what came in is made after
that, in short transactions, and made up for by `indexing.fill` if this never comes to its end.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import indexing, office, search
from db.errors import Cancelled, Environment, Refused, disk
from db.imports import rejects
from db.imports.headings import meaning as meaning_of
from db.imports.lines import Bad
from db.imports.rejects import BAD, CONFLICT, Reject
from db.imports.source import REMEMBERED, Source
from db.session import Session
from db.store import Store

READING, COMPARING, WRITING, INDEXING = "正在读表", "正在比对", "正在写入", "正在做查找的索引"
SAVING = "正在备份"
AT_ONCE = 500
"""More units, people and vehicles than these are indexed after the transaction."""
_EVERY = 100
_TRIES, _LOOKS = 5, 20
_TABLES = ("unit", "person", "residence", "vehicle", "dated_fact")

Progress = Callable[[str, int, int], None]
"""Told what is being done and how many steps of how many; raises `Cancelled` to stop."""
Statement = tuple[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Result:
    """Rows by what came of them; rejects: the workbook of those outside, None without any.

    units, people, plates: what in the store is new or changed
    as_of, cleared: of arrears, the ISO day of the statement, and how many units it left out that
    owe nothing any more
    """

    accepted: int
    unchanged: int
    conflicts: int
    rejected: int
    rejects: Path | None
    units: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    plates: tuple[str, ...] = ()
    as_of: str | None = None
    cleared: int = 0


@dataclass
class Verdict:
    """What came of comparing: counts, rows that stay outside, what is to be written.

    indexed: units, people, plates whose tokens change · told: of the result beside the counts
    """

    accepted: int
    unchanged: int
    outside: list[Reject]
    statements: list[Statement]
    indexed: tuple[Sequence[int], Sequence[int], Sequence[str]]
    told: dict[str, Any]


def steps(items: Sequence[Any], what: str, progress: Progress) -> Iterator[Any]:
    """The items one by one, told every hundred."""
    for at, item in enumerate(items):
        if at % _EVERY == 0:
            progress(what, at, len(items))
        yield item


def take(
    session: Session,
    source: Source,
    into: Path | None,
    bad: Sequence[Bad],
    judge: Callable[[Store], Verdict],
    progress: Progress,
) -> Result:
    """Judge and write; into: where the rows that stay outside go, whole or not at all.

    Raises Refused when no row can be read; Environment when it could not be kept; what `progress`
    raises. Then nothing was taken in.
    """
    unreadable = [Reject(one.table, one.row, BAD, one.why) for one in bad]
    for _ in range(_TRIES):
        with session.store.db.atomic("deferred"):
            seen = _content(session.store)
            verdict = judge(session.store)
        outside = sorted((*unreadable, *verdict.outside), key=source.place)
        result = _result(verdict, outside, into)
        progress(WRITING, 0, 1)
        with _rejected(into, outside) as put:
            if result.accepted + result.unchanged + result.conflicts == 0:
                put()
                raise Refused({"": _nothing(outside, into)})
            whole = not indexing.behind(session.store)
            if _written(session, source, verdict, result, seen, put):
                _index(session, verdict, whole, progress)
                return result
    raise Environment("lock", "一直有人在改房产和住户的资料，没有导入，请稍后再试。")


def _written(
    session: Session,
    source: Source,
    verdict: Verdict,
    result: Result,
    seen: int,
    put: Callable[[], None],
) -> bool:
    """One transaction of all there is to write; False if what was compared has changed.

    Whether it has is looked at before the lock; under it only if others write all the time.
    """
    store = session.store
    for last in (*[False] * _LOOKS, True):
        with store.db.atomic("deferred"):
            version = _version(store)
            if _content(store) != seen:
                return False
        with store.write() as db:
            if _version(store) != version and not last:
                continue
            if _version(store) != version and _content(store) != seen:
                return False
            for sql, rows in verdict.statements:
                if rows:
                    db.connection().executemany(sql, rows)
            _finish(session, source, verdict, result)
            put()
            return True
    return False


def _finish(session: Session, source: Source, verdict: Verdict, result: Result) -> None:
    """What else belongs into the transaction: index or word that it comes later, journal."""
    units, people, plates = verdict.indexed
    if _few(verdict):
        search.refresh(session.store, units=units, people=people, plates=plates)
    else:
        indexing.leave_behind(session.store)
    _remember(session, source)
    written = result.conflicts + result.rejected if result.rejects else 0
    session.journal("import", source.what, _counted(result, written))


def _few(verdict: Verdict) -> bool:
    return sum(map(len, verdict.indexed)) <= AT_ONCE


def _index(session: Session, verdict: Verdict, whole: bool, progress: Progress) -> None:
    """The index of what is in already: stopped, it is made up for later. whole: it was so before"""
    if _few(verdict):
        return
    try:
        indexing.catch_up_on(
            session, *verdict.indexed, lambda done, of: progress(INDEXING, done, of), whole
        )
    except Cancelled:
        pass


def _version(store: Store) -> int:
    """Changes when another connection has written anything."""
    return int(store.value("PRAGMA data_version"))


def _content(store: Store) -> int:
    """A hash of all rows that are compared with; good for this process only."""
    return hash(tuple(tuple(store.rows(f"SELECT * FROM {name}")) for name in _TABLES))


@contextmanager
def _rejected(into: Path | None, outside: Sequence[Reject]) -> Iterator[Callable[[], None]]:
    """Writes the rejects beside `into`; the function given puts them in its place."""
    if into is None or not outside:
        yield lambda: None
        return
    part = into.with_name(f".{into.name}.new")

    def put() -> None:
        with disk():
            os.replace(part, into)

    rejects.write(part, outside)
    try:
        yield put
    finally:
        part.unlink(missing_ok=True)


def _result(verdict: Verdict, outside: Sequence[Reject], into: Path | None) -> Result:
    units, people, plates = verdict.indexed
    return Result(
        accepted=verdict.accepted,
        unchanged=verdict.unchanged,
        conflicts=sum(one.result == CONFLICT for one in outside),
        rejected=sum(one.result == BAD for one in outside),
        rejects=into if into is not None and outside else None,
        units=tuple(units),
        people=tuple(people),
        plates=tuple(plates),
        **verdict.told,
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


def _nothing(outside: Sequence[Reject], into: Path | None) -> str:
    if not outside:
        return "表头下面没有内容，请核对文件"
    first = outside[0]
    more = f"全部写在 {into.name}" if into else "请改好再导入"
    return f"{len(outside)} 行都不能导入，第 {first.row.number} 行：{first.why}。{more}"
