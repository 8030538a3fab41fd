"""Example values of a form that this store would accept now."""

from __future__ import annotations

from typing import Any

from db.errors import Refused
from db.facts import TYPED
from db.session import Session
from forms.fields import Field, Kind


def example(session: Session, code: str) -> dict[str, Any]:
    """The form's example values with its unit and references looked up.

    Refused when the form needs something that this store does not have yet.
    """
    form = session.form(code)
    values = dict(form.example)
    for field in form.fields:
        if field.kind is Kind.UNIT and field.key not in values:
            values[field.key] = _unit(session)
        if field.kind is Kind.REFERENCE and field.required is True and field.key not in values:
            values[field.key] = _number(session, field)
    return values


def _unit(session: Session) -> str:
    """A unit of the estate that owes nothing, if there is one; else a plausible label."""
    row = session.store.rows(
        "SELECT label FROM unit WHERE kind <> ? ORDER BY id IN"
        " (SELECT unit_id FROM dated_fact WHERE kind = 'arrears'), id LIMIT 1",
        (TYPED,),
    )
    return str(row[0][0]) if row else "1-101"


def _number(session: Session, field: Field) -> str:
    marks = ",".join("?" * len(field.refers))
    row = session.store.rows(
        f"SELECT r.number FROM record r JOIN standing s ON s.record_id = r.id"
        f" WHERE r.code IN ({marks}) AND s.ended = 0 AND (s.valid_until IS NULL OR"
        " s.valid_until > ?) ORDER BY r.id DESC LIMIT 1",
        (*field.refers, session.clock.now()),
    )
    if not row:
        titles = "、".join(field.refers)
        raise Refused({field.key: f"要先有一张在办的 {titles}，才能给出{field.label}的例子"})
    return str(row[0][0])
