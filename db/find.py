"""Find by number and by room. (Names, phones, plates and pinyin come with the search index.)"""

from __future__ import annotations

import re
from dataclasses import dataclass

from db import records
from db.facts import entrances, unit_facts
from db.session import Session
from db.workbench import about
from forms.values import Invalid, text, unit


_MOST = 100_000
"""Hits given at most, whatever limit is asked for."""


@dataclass(frozen=True)
class Hit:
    """kind: "unit" or "record" · id: label or number · title and line for people."""

    kind: str
    id: str
    title: str
    line: str


def find(session: Session, typed: str, limit: int = 50) -> list[Hit]:
    """Units and records that the words name, units first, newest records first."""
    try:
        wanted = text.halfwidth(typed).upper()
    except Invalid:
        return []
    limit = min(max(limit, 0), _MOST)
    if not wanted or not limit:
        return []
    hits = _units(session, wanted, limit) + _numbers(session, wanted, limit)
    known = {hit.id for hit in hits}
    for hit in list(hits):
        if hit.kind == "unit":
            hits += [one for one in _of_unit(session, hit.id, limit) if one.id not in known]
    return hits[:limit]


def _units(session: Session, wanted: str, limit: int) -> list[Hit]:
    if not session.may("see:unit"):
        return []
    try:
        label = unit.clean(wanted, entrances(session))
    except Invalid:
        return []
    rows = session.store.rows(
        "SELECT label FROM unit WHERE label = ? OR label GLOB ? ORDER BY label <> ?, label LIMIT ?",
        (label, f"{label}*", label, limit),
    )
    return [_unit_hit(session, found) for (found,) in rows]


def _unit_hit(session: Session, label: str) -> Hit:
    people = "　".join(f"{who.role} {who.name}" for who in unit_facts(session, label).residents)
    return Hit("unit", label, unit.pretty(label), people)


def _numbers(session: Session, wanted: str, limit: int) -> list[Hit]:
    letters = re.match(r"[A-Z]{0,4}", wanted)
    head = letters.group() if letters else ""
    digits = re.sub(r"\D", "", wanted[len(head) :])
    if re.sub(r"[A-Z]{0,4}[\d-]*", "", wanted) or not (head or digits):
        return []
    parameters: tuple[object, ...] = (head,)
    if not digits:
        where = "code = ?"
    elif len(digits) >= 10:
        where, parameters = "number = ?", (f"{head}-{digits[:4]}-{digits[4:]}",)
    else:
        where = "(? = '' OR code = ?) AND sequence = ?"
        parameters = (head, head, int(digits))
    rows = session.store.rows(
        f"SELECT id FROM record WHERE {where} ORDER BY issued_at DESC LIMIT ?",
        (*parameters, limit),
    )
    return [_record_hit(session, row) for (row,) in rows]


def _of_unit(session: Session, label: str, limit: int) -> list[Hit]:
    rows = session.store.rows(
        "SELECT r.id FROM record r JOIN unit u ON u.id = r.unit_id WHERE u.label = ?"
        " ORDER BY r.issued_at DESC LIMIT ?",
        (label, limit),
    )
    return [_record_hit(session, row) for (row,) in rows]


def _record_hit(session: Session, record_id: int) -> Hit:
    record = records.read(session, record_id)
    title = f"{record.form.title} {record.number}"
    return Hit("record", record.number, title, f"{record.seen.state}　{about(record)}")
