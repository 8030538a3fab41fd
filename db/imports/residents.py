"""Units, residents and their vehicles: rows of a workbook against what is registered."""

from __future__ import annotations

from collections.abc import Sequence

from db.imports import estate
from db.imports.conflict import Conflict
from db.imports.lines import Bad, Line, read
from db.imports.rejects import BAD, CONFLICT, Reject
from db.imports.source import Source
from db.imports.taking import COMPARING, READING, Progress, Verdict, steps
from db.session import Session
from db.store import Store


def lines(
    session: Session, source: Source, what: str, progress: Progress
) -> tuple[list[Line], list[Bad]]:
    """The rows made canonical, and those that cannot be.

    A table of vehicles beside one of residents adds nobody; alone it may.
    """
    today = session.now().date()
    apart = what == "vehicles" or any(one.holds != "vehicles" for one in source.of(what))
    good: list[Line] = []
    bad: list[Bad] = []
    for table, row in steps(list(source.rows(what)), READING, progress):
        cars_only = what == "vehicles" or table.holds == "vehicles"
        found = read(table, row, today, cars_only=apart and cars_only)
        if isinstance(found, Line):
            good.append(found)
        else:
            bad.append(found)
    return good, bad


def judge(store: Store, good: Sequence[Line], today: str, progress: Progress) -> Verdict:
    """The rows compared with what the store knows now. today: ISO, of the office"""
    now = estate.load(store, today)
    counts = {True: 0, False: 0}
    outside: list[Reject] = []
    entrances = estate.entrances(now, good)
    for line in steps(good, COMPARING, progress):
        label, why = estate.placed(line, entrances)
        if not label:
            outside.append(Reject(line.table, line.row, BAD, why))
            continue
        try:
            counts[now.take(line, label)] += 1
        except Conflict as conflict:
            outside.append(Reject(line.table, line.row, CONFLICT, str(conflict)))
        except estate.Unknown as unknown:
            outside.append(Reject(line.table, line.row, BAD, str(unknown)))
    return Verdict(counts[True], counts[False], outside, estate.statements(now),
                   estate.changed(now), {})  # fmt: skip
