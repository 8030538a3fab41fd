"""The rows of a record and of an act, with all that goes along in the transaction at hand.

Personal values apart, pictures, search, slots, the ledger, where the record and what hangs on it
stand now. Nothing is judged here: `db.records` and `db.allowing` do that.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db import (
    attachments, closings, codes, duties, money, search, secrecy, slots, standings, tallies,
)  # fmt: skip
from db.errors import Refused
from db.facts import unit_id
from db.journal import commit_value
from db.models import ActRow, Declaration, Personal, RecordRow, insert
from db.reading import Record, normal_number, read
from db.session import Member, Session
from forms import life
from forms.acts import MOVES, Act, Effect
from forms.facts import Facts
from forms.fields import Field
from forms.form import Form
from forms.free_text import kept_apart
from forms.life import Done
from forms.snapshot import fingerprint, snapshot


@dataclass(frozen=True)
class Acting:
    """An act that may be done: its values, who signed on paper, who countersigned, the row of the
    receipt that its money is on; brought: where it was done, if not here and now."""

    declared: Act
    values: Mapping[str, Any]
    signer: str | None = None
    second: Member | None = None
    receipt: int | None = None
    brought: Brought | None = None


@dataclass(frozen=True)
class Brought:
    """An act done elsewhere at another time, and taken in now: session: who takes it in, in whose
    name and time it is journalled · words: what the journal says of it besides."""

    session: Session
    words: Mapping[str, Any]


def insert_record(
    session: Session,
    form: Form,
    values: Mapping[str, Any],
    facts: Facts,
    copied_from: str | None,
) -> tuple[int, str]:
    """Write a record of values that were judged; its row and its number."""
    at = session.clock.now()
    issued = session.local(at)
    sequence = _next_number(session, form.code, issued.year)
    body, apart = split(form.fields, values)
    commitments, rows = _committed(apart)
    unit = values.get(form.unit_field) if form.unit_field else None
    unit_row = unit_id(session, unit) if unit else None
    named = {key: one for key, one in facts.linked.items() if key in values}
    hangs, replaced = named.get(form.hangs_on or ""), named.get(form.lineage or "")
    written = codes.number(form.code, issued.year, sequence)
    record_id = insert(
        session.store,
        RecordRow,
        number=written,
        code=form.code,
        year=issued.year,
        sequence=sequence,
        declaration=_declaration(session, form),
        unit_id=unit_row,
        issued_at=at,
        issued_day=issued.date(),
        issued_by=session.member.no,
        body=body,
        commitments=commitments,
        hangs_on=_id_of(session, hangs.number) if hangs else None,
        replaces=_id_of(session, replaced.number) if replaced else None,
        copied_from=_id_of(session, copied_from) if copied_from else None,
    )
    secrecy.put(session, record_id, form, values)
    _keep_personal(session, record_id, None, rows)
    attachments.attach(session, record_id, None, form.fields, values)
    search.put_record(session.store, record_id, written, form, values, (), issued)
    slots.put(session, record_id, form, values)
    duties.put(session, record_id, form, values)
    if replaced and form.deposit_carries:
        row = _id_of(session, replaced.number)
        facts = replace(facts, carried=money.held_by_chain(session, row))
    found = life.standing(form, values, issued, (), facts)
    standings.write(session, record_id, form, found, unit_row, at)
    tallies.issued(session, record_id, form, values, issued)
    if replaced:
        _stand_anew(session, money.beside(session, record_id), at)
    if form.sells:
        booking = money.Booking(record_id, None, at, session.member.no, receipt=record_id)
        money.book(session, form, values, facts, (), booking)
    if form.closes:
        closings.close(session, form, record_id, values, at)
    return record_id, written


def do(session: Session, record: Record, acting: Acting, by: str | None = None) -> None:
    """Write an act that may be done, what it moves and where its record stands now, and journal
    it; inside the transaction at hand. by: the number of the record that brought it about."""
    _insert_act(session, record, acting)
    body = {"act": acting.declared.name} | ({"by": by} if by else {})
    body |= {"second": acting.second.no} if acting.second else {}
    if acting.brought is not None:
        acting.brought.session.journal("act", record.number, {**body, **acting.brought.words})
    else:
        session.journal("act", record.number, body)


def _insert_act(session: Session, record: Record, acting: Acting) -> None:
    declared, values, signer = acting.declared, acting.values, acting.signer
    second, at = acting.second, session.clock.now()
    body, apart = split(declared.fields, values)
    commitments, rows = _committed(apart)
    act_id = insert(
        session.store,
        ActRow,
        record_id=record.id,
        position=len(record.acts) + 1,
        name=declared.name,
        at=at,
        by=session.member.no,
        second=second.no if second else None,
        signer=signer,
        body=body,
        commitments=commitments,
    )
    _keep_personal(session, record.id, act_id, rows)
    attachments.attach(session, record.id, act_id, declared.fields, values)
    done = (
        *record.acts,
        Done(
            declared.name, session.local(at), session.member.no, dict(values),
            second.no if second else None, signer,
        ),
    )  # fmt: skip
    money.book(
        session, record.form, record.values, record.facts, done,
        money.Booking(
            record.id, act_id, at, session.member.no, second.no if second else None,
            acting.receipt,
        ),
    )  # fmt: skip
    if declared.fields:
        search.put_record(
            session.store, record.id, record.number, record.form, record.values, done,
            record.issued_at,
        )  # fmt: skip
    found = life.standing(record.form, record.values, record.issued_at, done, record.facts)
    standings.write(session, record.id, record.form, found, None, at)
    tallies.acted(session, record, act_id, done, found)
    changes = declared.effect in MOVES or declared.effect in (Effect.VOID, Effect.REPLACE)
    beside = money.beside(session, record.id) if changes else []
    _stand_anew(session, (*beside, *_hanging(session, record.id)), at)


def _stand_anew(session: Session, records: Sequence[int], at: int) -> None:
    """Write where these records stand now that another one changed."""
    for row in records:
        other = read(session, row)
        standings.write(session, row, other.form, other.standing, None, at)


def _hanging(session: Session, record_id: int) -> list[int]:
    """Rows of what hangs on a record, and on that in turn, the nearest first."""
    rows = session.store.rows(
        "WITH RECURSIVE hanging(id, depth) AS (SELECT id, 1 FROM record WHERE hangs_on = ?"
        " UNION ALL SELECT r.id, h.depth + 1 FROM record r JOIN hanging h ON r.hangs_on = h.id)"
        " SELECT id FROM hanging ORDER BY depth, id",
        (record_id,),
    )
    return [int(row) for (row,) in rows]


def _next_number(session: Session, code: str, year: int) -> int:
    row = session.store.rows(
        "INSERT INTO counter(code, year, last) VALUES (?, ?, 1)"
        " ON CONFLICT (code, year) DO UPDATE SET last = last + 1 RETURNING last",
        (code, year),
    )
    return int(row[0][0])


def _declaration(session: Session, form: Form) -> str:
    key = fingerprint(form)
    known = session.store.value("SELECT 1 FROM declaration WHERE hash = ?", (key,))
    if known is None:
        insert(session.store, Declaration, hash=key, code=form.code, body=snapshot(form))
    return key


def split(
    fields: Sequence[Field], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values that stay in the record's body, and those that are kept apart to be destroyed."""
    apart = {
        f.key: values[f.key] for f in fields
        if f.key in values and kept_apart(f, values[f.key])
    }
    return {key: value for key, value in values.items() if key not in apart}, apart


def _committed(apart: Mapping[str, Any]) -> tuple[dict[str, str], list[dict[str, Any]]]:
    rows = []
    for path, value in apart.items():
        salt = secrets.token_bytes(16)
        rows.append(
            {"path": path, "value": value, "salt": salt, "commitment": commit_value(value, salt)}
        )
    return {row["path"]: row["commitment"] for row in rows}, rows


def _keep_personal(
    session: Session, record_id: int, act_id: int | None, rows: Sequence[dict[str, Any]]
) -> None:
    for row in rows:
        insert(session.store, Personal, record_id=record_id, act_id=act_id, **row)


def _id_of(session: Session, number: str) -> int:
    row = session.store.value("SELECT id FROM record WHERE number = ?", (normal_number(number),))
    if row is None:
        raise Refused({"": f"没有 {normal_number(number)} 这张单"})
    return int(row)
