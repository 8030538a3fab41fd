"""What is lent and has not come back: keys, tools, files, on records of any form that lends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from db.session import Session
from forms.display import summary
from forms.form import Form
from forms.lending import Lends, Lent, still_out, thing

_OUT = (
    "SELECT r.id, r.number, r.body, s.valid_until, ifnull(u.label, '')"
    " FROM standing s INDEXED BY standing_at_work JOIN record r ON r.id = s.record_id"
    " LEFT JOIN unit u ON u.id = r.unit_id"
    " WHERE s.code = ? AND s.ended = 0 AND s.open = 1"
)
_SINCE = " AND EXISTS (SELECT 1 FROM act a WHERE a.record_id = s.record_id AND a.name = ?)"


def lending(session: Session) -> tuple[Form, ...]:
    """The forms that lend."""
    return tuple(form for form in session.forms.values() if form.lends)


def out(session: Session, but: str = "") -> dict[str, str]:
    """By thing (`forms.lending.thing`) the number of the record that has it out; `but` left out."""
    found: dict[str, str] = {}
    for form, number, lines, _, _ in _rows(session):
        if number != but and form.lends is not None:
            found |= {thing(form.lends, line): number for line in lines}
    return found


def lent(session: Session) -> list[Lent]:
    """Every record whose things are out, what is due first before."""
    closed = _classified(session)
    found = [
        Lent(
            number, form.title,
            ("涉密",) if number in closed else tuple(_words(form, line) for line in lines),
            session.local(until) if until is not None else None, unit,
        )
        for form, number, lines, until, unit in _rows(session)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.due is None, one.due, one.number))


def _words(form: Form, line: dict[str, Any]) -> str:
    """A thing as people read it: its name and number, how many: 梯子 T-02, 雨伞 3."""
    assert form.lends is not None
    field = form.field(form.lends.lines)
    told = summary(field, line) if line.get("quantity", 1) != 1 else str(line[field.columns[0].key])
    number = str(line.get("number") or "")
    return f"{told} {number}".strip() if number not in told else told


def _rows(session: Session) -> Iterator[tuple[Form, str, list[dict[str, Any]], int | None, str]]:
    """(form, number, lines, due, unit) of all records whose things are out."""
    for form in lending(session):
        assert form.lends is not None
        since = form.lends.since
        rows = session.store.rows(
            f"{_OUT}{_SINCE if since else ''} ORDER BY s.record_id",
            (form.code, since) if since else (form.code,),
        )
        for record_id, number, body, until, unit in rows:
            lines = json.loads(body).get(form.lends.lines) or []
            returned = _returned(session, form.lends, record_id) if form.lends.back else ()
            yield form, number, still_out(form.lends, lines, returned), until, unit


def _returned(session: Session, lends: Lends, record_id: int) -> list[dict[str, Any]]:
    """The lines of what has come back of a record before the rest."""
    name, _, key = lends.back.partition(".")
    rows = session.store.rows(
        "SELECT body FROM act WHERE record_id = ? AND name = ?", (record_id, name)
    )
    return [line for (body,) in rows for line in json.loads(body).get(key) or ()]


def _classified(session: Session) -> frozenset[str]:
    """Numbers of classified records: what they lend is not written on what everybody reads."""
    rows = session.store.rows(
        "SELECT r.number FROM classified c JOIN record r ON r.id = c.record_id"
    )
    return frozenset(number for (number,) in rows)
