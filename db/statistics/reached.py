"""Which units a form has reached in a period, and which not yet (docs/handbook.md §3: visits to all
in a year)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from db import records
from db.facts import TYPED
from db.records import Record
from db.session import Session
from db.statistics.catalog import Entry
from db.statistics.report import TEXT, Column, Report, Row, percent
from forms.acts import Effect
from forms.conditions import holds
from forms.periods import Days
from forms.statistics import Reached
from forms.values import unit

_COLUMNS = (Column("还没有的房号", TEXT), Column("上一次", TEXT), Column("已隔天数"))


def reached(session: Session, entry: Entry, days: Days, previous: Days | None) -> Report:
    """The units that no record was made for, those longest ago first; the rate in the notes."""
    labels = [label for (label,) in session.store.rows(
        "SELECT label FROM unit WHERE kind <> ? ORDER BY id", (TYPED,)
    )]  # fmt: skip
    latest = _latest(session, entry, days[1])
    left = [one for one in labels if latest.get(one, date.min) < days[0]]
    left.sort(key=lambda one: latest.get(one, date.min))
    rows = tuple(Row(_cells(one, latest.get(one), days[1])) for one in left)
    many, whole = len(labels) - len(left), len(labels)
    rate = percent(many, whole)
    target = next((one.target for _, one in entry.parts if isinstance(one, Reached)), None)
    aim = f"，目标 {target}%" if target is not None else ""
    notes = (
        f"做过的 {many} 户，占 {rate if rate is not None else 0}%（共 {whole} 户）{aim}；还没有的 {len(left)} 户。",
        "要看一年的，期间选“今年”。",
    )  # fmt: skip
    total = (f"共 {len(left)} 户", "", None) if rows else ()
    return Report(entry.name, days, None, _COLUMNS, rows, 2, total, notes=notes)


def _cells(label: str, last: date | None, to: date) -> tuple[str, str | None, int | None]:
    if last is None:
        return unit.pretty(label), None, None
    return unit.pretty(label), last.isoformat(), (to - last).days


def _latest(session: Session, entry: Entry, to: date) -> Mapping[str, date]:
    """By unit the last day until `to` on which a record of these forms that counts was issued."""
    found: dict[str, date] = {}
    for form, one in entry.parts:
        assert isinstance(one, Reached) and form.unit_field is not None
        rows = session.store.rows(
            "SELECT id FROM record WHERE code = ? AND issued_day <= ? ORDER BY id",
            (form.code, to.isoformat()),
        )
        for record in records.glance(session, [row for (row,) in rows]):
            label = record.values.get(form.unit_field)
            if label and holds(one.when, _told(record), record.facts) and not _void(record):
                found[label] = record.issued_at.date()
    return found


def _told(record: Record) -> Mapping[str, Any]:
    values = dict(record.values)
    for done in record.acts:
        values |= done.values
    return values


def _void(record: Record) -> bool:
    return any(record.form.act(name).effect is Effect.VOID for name in record.done)
