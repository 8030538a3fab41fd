"""What was done lately: the member's last record of a form, the gate's tally of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from db import secrecy
from db.records import Record, read
from db.session import Session


@dataclass(frozen=True)
class GateDay:
    """released: let out today, by anybody · outstanding: let out and not settled yet."""

    released: int
    outstanding: int


def last_issued(session: Session, code: str) -> Record | None:
    """The member's own latest record of the form, or None."""
    rows = session.store.rows(
        "SELECT id FROM record WHERE code = ? AND issued_by = ?"
        f" AND {secrecy.visible(session, 'id')} ORDER BY id DESC LIMIT 1",
        (code, session.member.no),
    )
    return read(session, rows[0][0]) if rows else None


def gate_day(session: Session) -> GateDay:
    """Releases of the office's day, and released slips with something still due."""
    midnight = session.instant(datetime.combine(session.now().date(), time()))
    released = outstanding = 0
    for form in session.forms.values():
        if form.release is None:
            continue
        released += int(
            session.store.value(
                "SELECT count(*) FROM act a JOIN record r ON r.id = a.record_id"
                " WHERE r.code = ? AND a.name = ? AND a.at >= ?",
                (form.code, form.release.name, midnight),
            )
        )
        outstanding += int(
            session.store.value(
                "SELECT count(*) FROM standing WHERE code = ? AND ended = 1 AND due IS NOT NULL",
                (form.code,),
            )
        )
    return GateDay(released, outstanding)
