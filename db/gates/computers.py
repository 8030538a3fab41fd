"""The gate computers that the office knows, each with a code that is shown once.

The code opens that gate's packs and what comes back from it, nothing else: not the store, and not
another gate's. A computer that is lost or given up is ended: no more packs are made for it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from db.errors import Refused
from db.gates import sealing
from db.recovery import new_code
from db.session import Session
from forms.values import Invalid, text

LONGEST = 20


@dataclass(frozen=True)
class Gate:
    """A gate computer: mark 32 hex digits, made_at and ended_at UTC milliseconds; packs: sequence
    of the last one made for it, 0 for none, packed_at when."""

    id: int
    mark: str
    name: str
    made_at: int
    ended_at: int | None
    packs: int
    packed_at: int | None
    key: bytes = field(repr=False)


def every(session: Session) -> list[Gate]:
    """All of them, those in use first, by name."""
    rows = session.store.rows(
        "SELECT g.id, g.mark, g.name, g.made_at, g.ended_at, ifnull(max(p.sequence), 0),"
        " max(p.made_at), g.secret FROM gate g LEFT JOIN gate_pack p ON p.gate_id = g.id"
        " GROUP BY g.id ORDER BY g.ended_at IS NOT NULL, g.name, g.id"
    )
    return [
        Gate(row, mark, name, made, ended, packs, packed, sealing.key_of(secret, mark))
        for row, mark, name, made, ended, packs, packed, secret in rows
    ]


def named(session: Session, name: str) -> Gate:
    """The one in use of that name; Refused at "gate" when there is none."""
    live = [one for one in every(session) if one.ended_at is None]
    found = next((one for one in live if one.name == name.strip()), None)
    if found is None:
        known = "、".join(one.name for one in live) or "还没有登记"
        raise Refused({"gate": f"没有叫“{name}”的门岗电脑（现有：{known}）"})
    return found


def of_mark(session: Session, mark: str) -> Gate | None:
    """The one with that mark, also one that is ended."""
    return next((one for one in every(session) if one.mark == mark), None)


def add(session: Session, name: str) -> tuple[Gate, str]:
    """A new gate computer and its code, to be written down: it is never shown again.

    Needs the right "settings"; Refused at "name".
    """
    session.require("settings", "登记门岗电脑")
    try:
        name = text.line(name, longest=LONGEST)
    except Invalid as invalid:
        raise Refused({"name": f"名称{invalid}"}) from None
    if not name:
        raise Refused({"name": "请填写名称，如 东门"})
    code, secret = new_code()
    with session.store.write() as db:
        if session.store.value("SELECT 1 FROM gate WHERE name = ? AND ended_at IS NULL", (name,)):
            raise Refused({"name": f"已有叫“{name}”的门岗电脑，请换一个名称，或先停用它"})
        db.execute_sql(
            "INSERT INTO gate(mark, name, secret, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
            (secrets.token_hex(16), name, secret, session.clock.now(), session.member.no),
        )
        session.journal("gate_add", None, {"gate": name})
    return named(session, name), code


def end(session: Session, name: str) -> None:
    """No more packs for it (lost, given up); what it still brings back of before is taken in."""
    session.require("settings", "停用门岗电脑")
    with session.store.write() as db:
        gate = named(session, name)
        db.execute_sql(
            "UPDATE gate SET ended_at = ?, ended_by = ? WHERE id = ?",
            (session.clock.now(), session.member.no, gate.id),
        )
        session.journal("gate_end", None, {"gate": gate.name})
