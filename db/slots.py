"""Slots that records book, kept beside them so that a clash is found by an index.

A row follows from its record alone and is as frozen; whether it still counts is asked of the
record's standing: what is ended, void or has run out books nothing (docs/handbook.md §1 LT).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import secrecy
from db.models import SlotRow, insert
from db.session import Session
from forms.facts import Clash
from forms.form import Form
from forms.slots import Booking, booking_of
from forms.values import hours

IN_HAND = "s.ended = 0 AND (s.valid_until IS NULL OR s.valid_until > ?)"
"""SQL for what still counts, with the moment (ms)."""


@dataclass(frozen=True)
class Booked:
    """One slot of a day: the record, its form's title and state, where the thing is (the building
    and entrance, "" for nowhere), whether another overlaps."""

    clash: Clash
    title: str
    place: str
    state: str
    overlaps: bool


def put(session: Session, record_id: int, form: Form, values: Mapping[str, Any]) -> None:
    """Keep what a new record books; inside the caller's transaction."""
    found = booking_of(form, values)
    if found is not None:
        insert(
            session.store, SlotRow, record_id=record_id, resource=found.resource,
            words=found.words, day=found.day, start=found.start, finish=found.end,
        )  # fmt: skip


def clashes(
    session: Session, found: Booking, but: tuple[str, ...] = ()
) -> tuple[Clash, ...]:
    """Other records in hand that book the same at a time that overlaps, by time; but: numbers of
    those that do not count (the record itself, the one it replaces)."""
    rows = session.store.rows(
        "SELECT r.number, u.label, k.words, k.day, k.start, k.finish FROM slot k"
        " JOIN standing s ON s.record_id = k.record_id JOIN record r ON r.id = k.record_id"
        " LEFT JOIN unit u ON u.id = r.unit_id"
        f" WHERE k.resource = ? AND k.day = ? AND k.start < ? AND k.finish > ? AND {IN_HAND}"
        " ORDER BY k.start, k.record_id",
        (found.resource, found.day.isoformat(), found.end, found.start, session.clock.now()),
    )
    return tuple(_clash(row) for row in rows if row[0] not in but)


def of_day(session: Session, day: date) -> list[Booked]:
    """All that is booked on a day and still counts, by what is booked and time.

    Raises Refused without the right to see records.
    """
    session.require("see:records", "看时段")
    rows = session.store.rows(
        "SELECT r.number, u.label, k.words, k.day, k.start, k.finish, k.resource, r.code, s.state,"
        " EXISTS (SELECT 1 FROM slot o JOIN standing t ON t.record_id = o.record_id"
        "  WHERE o.resource = k.resource AND o.day = k.day AND o.start < k.finish"
        "  AND o.finish > k.start AND o.record_id <> k.record_id"
        f"  AND {IN_HAND.replace('s.', 't.')})"
        " FROM slot k JOIN standing s ON s.record_id = k.record_id"
        " JOIN record r ON r.id = k.record_id LEFT JOIN unit u ON u.id = r.unit_id"
        f" WHERE k.day = ? AND {IN_HAND} AND {secrecy.visible(session, 'k.record_id')}"
        " ORDER BY k.resource, k.start, k.record_id",
        (session.clock.now(), day.isoformat(), session.clock.now()),
    )
    titles = {code: form.title for code, form in session.forms.items()}
    return [
        Booked(
            _clash(row), titles.get(row[7], row[7]), row[6].removesuffix(row[2]).strip(), row[8],
            bool(row[9]),
        )
        for row in rows
    ]  # fmt: skip


def _clash(row: tuple[Any, ...]) -> Clash:
    number, label, words, day, start, finish = row[:6]
    return Clash(number, label or "", words, day, hours.of(start, finish))


def differences(session: Session) -> list[str]:
    """Numbers of records whose slot is not what they say; [] if all agree."""
    from db.reading import contents

    codes = [code for code, form in session.forms.items() if form.slot]
    marks = ",".join("?" * len(codes))
    kept = {
        row[0]: tuple(row[1:])
        for row in session.store.rows("SELECT record_id, resource, day, start, finish FROM slot")
    }
    rows = session.store.rows(
        f"SELECT id FROM record WHERE code IN ({marks}) ORDER BY id", tuple(codes)
    )
    wrong = []
    for one in contents(session, [row[0] for row in rows]):
        found = booking_of(one.form, one.values) if one.form else None
        said = (found.resource, found.day.isoformat(), found.start, found.end) if found else None
        if kept.pop(one.id, None) != said:
            wrong.append(one.number)
    return wrong + [f"第 {row} 行" for row in kept]
