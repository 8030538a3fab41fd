"""A statement of arrears: its day, its rows put together unit by unit, against what is known.

A dated fact of each unit: months, amount in 分, and by month. A newer statement is added and holds
from then on; an older one never does. One bad row keeps its whole unit out: half a debt would be
a false one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.errors import Refused
from db.facts import TYPED
from db.fields import canonical
from db.imports import months, owed
from db.imports.lines import Bad
from db.imports.owed import Debt, Layout
from db.imports.rejects import BAD, CONFLICT, Reject
from db.imports.source import Source
from db.imports.taking import COMPARING, READING, Progress, Verdict, steps
from db.store import Store
from forms.values import Invalid, amount, unit

_INSERT = "INSERT INTO dated_fact(unit_id, kind, value, as_of, source) VALUES (?, ?, ?, ?, ?)"


def day_of(source: Source) -> date | None:
    """The day the statement was true, from titles, sheet names, headings; the last of several."""
    told = (
        months.told_day(words)
        for table in source.of("arrears") for words in (table.title, *table.headings)
    )  # fmt: skip
    return max((day for day in told if day is not None), default=None)


def debts(
    source: Source, day: date, progress: Progress
) -> tuple[list[Debt], list[Bad]]:
    """The rows made canonical, and those that cannot be."""
    good: list[Debt] = []
    bad: list[Bad] = []
    layouts = {id(table): Layout(table, day) for table in source.of("arrears")}
    for table, row in steps(list(source.rows("arrears")), READING, progress):
        found = owed.read(layouts[id(table)], row)
        if isinstance(found, Debt):
            good.append(found)
        elif found is not None:
            bad.append(found)
    return good, bad


@dataclass
class _Known:
    """Units by label, and the facts of each unit, oldest first: (day, value)."""

    units: dict[str, int] = field(default_factory=dict)
    facts: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    entrances: dict[str, int] = field(default_factory=dict)


def judge(
    store: Store,
    good: Sequence[Debt],
    bad: Sequence[Bad],
    day: date,
    missing_paid: bool,
    name: str,
    progress: Progress,
) -> Verdict:
    """The statement against what the store knows. name: of the file, kept with the facts

    missing_paid: units that are not in it owe nothing. Raises Refused where that cannot be told,
    because a row's unit cannot be read.
    """
    known = _load(store)
    groups, outside = _groups(known, good)
    out = _labels(known, bad)
    if missing_paid and (outside or None in out):
        raise Refused({"missing": "有的行看不出是哪一户，不能把表里没有的都当作不欠费；请先改好那些行"})
    made = _Made(known, day.isoformat(), name, outside)
    for label, rows in steps(list(groups.items()), COMPARING, progress):
        made.take(label, rows, label in out)
    if missing_paid:
        made.clear(groups.keys() | out)
    told = {"as_of": made.day, "cleared": made.cleared}
    return Verdict(made.counts[True], made.counts[False], outside,
                   [(_INSERT, made.facts)], ((), (), ()), told)  # fmt: skip


def _load(store: Store) -> _Known:
    known = _Known()
    entrances: dict[str, set[str]] = {}
    rows = store.rows("SELECT id, label, building, entrance FROM unit WHERE kind <> ?", (TYPED,))
    for row, label, building, entrance in rows:
        known.units[label] = row
        entrances.setdefault(building, set()).add(entrance or "1")
    known.entrances = {
        building: max(len(found), *(int(one) for one in found if one.isdigit()), 1)
        for building, found in entrances.items()
    }
    facts = store.rows(
        "SELECT unit_id, as_of, value FROM dated_fact WHERE kind = 'arrears' ORDER BY as_of, id"
    )
    for row, as_of, value in facts:
        known.facts.setdefault(row, []).append((as_of, json.loads(value)))
    return known


def _groups(
    known: _Known, good: Iterable[Debt]
) -> tuple[dict[str, list[Debt]], list[Reject]]:
    """The rows of each known unit, and those of none."""
    found: dict[str, list[Debt]] = {}
    outside = []
    for one in good:
        try:
            label = unit.clean(one.label, known.entrances)
            if label not in known.units:
                raise Invalid("房产表里没有这个房号，请核对，或先导入房产和住户")
            found.setdefault(label, []).append(one)
        except Invalid as invalid:
            outside.append(Reject(one.table, one.row, BAD, str(invalid)))
    return found, outside


def _labels(known: _Known, bad: Iterable[Bad]) -> set[str | None]:
    """The units of bad rows, None among them for one that cannot be read."""
    found: set[str | None] = set()
    for one in bad:
        try:
            found.add(unit.clean(one.label, known.entrances))
        except Invalid:
            found.add(None)
    return found


class _Made:
    """What is made of the statement, unit by unit."""

    def __init__(
        self, known: _Known, day: str, name: str, outside: list[Reject]
    ) -> None:
        self.known, self.day, self.name, self.outside = known, day, name, outside
        self.counts = {True: 0, False: 0}
        self.facts: list[tuple[Any, ...]] = []
        self.cleared = 0

    def take(self, label: str, rows: Sequence[Debt], spoiled: bool) -> None:
        """The rows of a unit, all or none. spoiled: another row of it cannot be read"""
        try:
            if spoiled:
                raise Invalid("同一户的另一行有错，改好一起导入")
            value = put_together(rows)
        except Invalid as invalid:
            self.outside += [Reject(one.table, one.row, BAD, str(invalid)) for one in rows]
            return
        facts = self.known.facts.get(self.known.units[label], [])
        if (self.day, value) in facts[-1:] or (
            facts and facts[-1][0] > self.day and (self.day, value) in facts
        ):
            self.counts[False] += len(rows)
        elif facts and facts[-1][0] > self.day:
            words = f"已有截至 {facts[-1][0]} 的欠费，这张表只到 {self.day}"
            self.outside += [Reject(one.table, one.row, CONFLICT, words) for one in rows]
        else:
            self.counts[True] += len(rows)
            self._add(label, value)

    def clear(self, named: Iterable[str | None]) -> None:
        """Who owed and is not named owes nothing any more."""
        there = set(named)
        for label, row in self.known.units.items():
            facts = self.known.facts.get(row)
            if label in there or not facts or facts[-1][0] > self.day:
                continue
            if facts[-1][1]["amount"] > 0:
                self._add(label, {"months": 0, "amount": 0, "by_month": {}})
                self.cleared += 1

    def _add(self, label: str, value: Mapping[str, Any]) -> None:
        row = self.known.units[label]
        self.facts.append((row, "arrears", canonical(value), self.day, self.name))


def put_together(rows: Sequence[Debt]) -> dict[str, Any]:
    """The debt of a unit from all its rows: {"months", "amount" 分, "by_month"}, and what was
    "billed" where every row says so and no less than the debt.

    Raises Invalid when a month is told twice or a total is not the sum.
    """
    by_month: dict[str, int] = {}
    told: set[tuple[str, int]] = set()
    counted: set[int] = set()
    for one in rows:
        for period, fen in sorted(one.by_month.items()):
            if any((one.item, month) in told for month in period.months):
                raise Invalid(f"{period.key} 写了不止一行，请合成一行")
            told |= {(one.item, month) for month in period.months}
            counted |= period.months
            by_month[period.key] = by_month.get(period.key, 0) + fen
    totals = {(one.item, one.total) for one in rows if one.total is not None}
    if len({item for item, _ in totals}) < len(totals):
        raise Invalid("这一户的合计写了不止一个，又不一样")
    total = sum(fen or 0 for _, fen in totals)
    if by_month and totals and total != sum(by_month.values()):
        raise Invalid(
            f"合计 {amount.pretty(total)} 与各月相加 {amount.pretty(sum(by_month.values()))} 不一样"
        )
    amount_owed = sum(by_month.values()) if by_month else total
    said = max((one.months or 0 for one in rows), default=0)
    count = len(counted) if by_month else said if amount_owed else 0
    value = {"months": count, "amount": amount_owed, "by_month": by_month}
    billed = [one.billed for one in rows if one.billed is not None]
    if len(billed) == len(rows) and sum(billed) >= amount_owed:
        value["billed"] = sum(billed)
    return value
