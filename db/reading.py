"""Reading records back: one with the facts of now, or many at once for lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from db import codes, money, office, secrecy, standings
from db.errors import Refused
from db.gathering import gathered
from db.session import Member, Session
from forms import life
from forms.facts import Facts, LinkedRecord
from forms.destroyed import in_place, people
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Done, Standing
from forms.snapshot import fingerprint, revived


@dataclass(frozen=True)
class Record:
    """An issued form with all that was done to it.

    form: the declaration as it was then · values: canonical, personal ones included
    acts: in order, times in office time · standing: without the clock · seen: as of now
    hangs_on, replaces: numbers of other records · destroyed: the number of the order by which its
    personal values went ("" for one of an older version); words stand in their place
    """

    id: int
    number: str
    code: str
    form: Form
    values: Mapping[str, Any]
    acts: tuple[Done, ...]
    standing: Standing
    seen: Standing
    issued_at: datetime
    issued_by: Member
    facts: Facts
    hangs_on: str | None = None
    replaces: str | None = None
    destroyed: str | None = None

    @cached_property
    def done(self) -> tuple[str, ...]:
        """Names of the acts done that count, in order."""
        return tuple(act.name for act in life.counting(self.form, self.acts))

    def last(self, name: str) -> Done | None:
        """The latest act of that name."""
        return next((act for act in reversed(self.acts) if act.name == name), None)


_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def normal_number(text: str) -> str:
    """A number as typed, in any case and width, as it is kept; the text itself if it is none."""
    plain = text.encode("utf-8", "replace").decode().strip().translate(_HALF).upper()
    found = codes.NUMBER.fullmatch(plain)
    return codes.number(found[1], int(found[2]), int(found[3])) if found else plain


def named(record: Record) -> frozenset[str]:
    """Whom a record and its acts name: names, numbers, phones, plates."""
    found = {*people(record.form.fields, record.values)}
    for done in record.acts:
        found |= {*people(record.form.act(done.name).fields, done.values)}
    return frozenset(found)


def load(session: Session, number: str, *, missing_ok: bool = False) -> Record | None:
    """The record of that number; Refused when there is none, or None with `missing_ok`. One whose
    level is above what the member may see is answered in the same way: nobody learns of it."""
    record_id = secrecy.row_of(session, normal_number(number))
    if record_id is None:
        if missing_ok:
            return None
        raise Refused({"": f"没有 {normal_number(number)} 这张单"})
    return read(session, record_id)


def read(session: Session, record_id: int) -> Record:
    """The record of that row, its standing derived from its acts and the facts of now."""
    from db.facts import facts_for

    (row,) = _rows(session, [record_id])
    form = _form_of(session, row.code, row.declaration)
    row = _told_of_gone(session, row, form, _orders(session, [record_id]))
    facts = facts_for(session, form, row.values, made=row.number)
    if form.fees and (form.lineage or row.replaces):
        lineage = money.lineage_of(session, record_id)
        facts = replace(
            facts,
            carried=money.carried(session, record_id, lineage),
            elsewhere=money.is_elsewhere(session, record_id, lineage),
        )
    named = _named_by_acts(session, form, row.acts)
    facts = replace(facts, linked={**facts.linked, **named}) if named else facts
    if session.form(row.code).gathers:
        facts = replace(facts, gathered=gathered(session, session.form(row.code), record_id))
    facts = life.known(form, row.values, facts, row.acts)
    standing = life.standing(form, row.values, row.issued_at, row.acts, facts)
    return _record(session, row, form, standing, facts)


def _named_by_acts(
    session: Session, form: Form, acts: Sequence[Done]
) -> dict[str, LinkedRecord]:
    """The records that acts name, by "act.key", as they were last left: what these name in their
    turn is not looked at, as acts of two records may name each other."""
    from db.facts import as_linked

    found = {}
    for one in life.counting(form, acts):
        for field in form.act(one.name).fields:
            if field.kind is Kind.REFERENCE and one.values.get(field.key):
                row = session.store.value(
                    "SELECT id FROM record WHERE number = ?", (one.values[field.key],)
                )
                (named,) = glance(session, [row], for_rules=True)
                found[f"{one.name}.{field.key}"] = as_linked(named)
    return found


def glance(
    session: Session, record_ids: Sequence[int], *, for_rules: bool = False
) -> list[Record]:
    """Many records at once for lists, in the order asked for: their kept standing, no facts.

    Of those whose level is above what the member may see, nothing is told but number and state,
    except `for_rules`, where nobody reads it.
    """
    found = {}
    closed = frozenset() if for_rules else secrecy.out_of_sight(session, record_ids)
    bare = Facts(now=session.now())
    kept, orders = _kept_standings(session, record_ids), _orders(session, record_ids)
    for row in _rows(session, record_ids):
        form = _form_of(session, row.code, row.declaration)
        row = _told_of_gone(session, row, form, orders)
        if row.id in closed:
            row = replace(row, values={}, acts=tuple(replace(one, values={}) for one in row.acts))
        standing = replace(
            standings.read(session, form, kept[row.id]), valid_from=life.begins(form, row.values)
        )
        if row.id in closed:
            standing = replace(standing, holder=None)
        found[row.id] = _record(session, row, form, standing, bare)
    return [found[record_id] for record_id in record_ids]


@dataclass(frozen=True)
class Content:
    """What is written in a record and its acts; form: None when nobody knows it any more."""

    id: int
    number: str
    form: Form | None
    values: Mapping[str, Any]
    acts: tuple[Done, ...]
    issued_at: datetime


def contents(session: Session, record_ids: Sequence[int]) -> Iterator[Content]:
    """What is written in many records, without where they stand: for the search index."""
    for row in _rows(session, record_ids):
        form: Form | None = None
        if row.code in session.forms:
            form = _form_of(session, row.code, row.declaration)
        yield Content(row.id, row.number, form, row.values, row.acts, row.issued_at)


@dataclass(frozen=True)
class _Row:
    id: int
    number: str
    code: str
    declaration: str
    issued_at: datetime
    issued_by: str
    values: Mapping[str, Any]
    acts: tuple[Done, ...]
    hangs_on: int | None
    replaces: int | None
    destroyed: str | None = None


def _orders(session: Session, record_ids: Sequence[int]) -> dict[int, str]:
    """By record whose personal values were destroyed, the number of the order."""
    return {row: number or "" for row, number in _of(session, _ORDERS, record_ids)}


_ORDERS = (
    "SELECT record_id, (SELECT d.number FROM destruction_item i JOIN destruction d"
    " ON d.id = i.destruction_id WHERE i.kind = 'record' AND i.ref = record_id"
    " AND d.approved_by IS NOT NULL) FROM (SELECT id, record_id FROM destruction_order"
    " WHERE approved_by IS NOT NULL)"
)


def _told_of_gone(
    session: Session, row: _Row, form: Form, orders: Mapping[int, str]
) -> _Row:
    """The row with words in the place of the values that were destroyed."""
    number = orders.get(row.id)
    if number is None:
        return row
    (promised,), *_ = session.store.rows("SELECT commitments FROM record WHERE id = ?", (row.id,))
    of_acts = session.store.rows(
        "SELECT commitments FROM act WHERE record_id = ? ORDER BY position", (row.id,)
    )
    acts = tuple(
        replace(one, values=_filled(form.act(one.name).fields, one.values, kept, number))
        for one, (kept,) in zip(row.acts, of_acts, strict=True)
    )
    values = _filled(form.fields, row.values, promised, number)
    return replace(row, values=values, acts=acts, destroyed=number)


def _filled(
    fields: Sequence[Field], values: Mapping[str, Any], promised: str, number: str
) -> dict[str, Any]:
    gone = set(json.loads(promised)) - set(values)
    words = {one.key: in_place(one, number) for one in fields if one.key in gone}
    return {**values, **{key: one for key, one in words.items() if one is not None}}


def _rows(session: Session, record_ids: Sequence[int]) -> list[_Row]:
    """Rows of `record` with personal values put back and their acts, a few queries for all."""
    apart: dict[tuple[int, int | None], dict[str, Any]] = {}
    for record_id, act_id, path, value in _of(
        session, "SELECT record_id, act_id, path, value FROM personal", record_ids
    ):
        apart.setdefault((record_id, act_id), {})[path] = json.loads(value)
    acts: dict[int, list[Done]] = {}
    for act_id, record_id, name, at, by, second, signer, body in _of(
        session,
        "SELECT id, record_id, name, at, by, second, signer, body FROM act",
        record_ids,
        "record_id, position",
    ):
        values = {**json.loads(body), **apart.get((record_id, act_id), {})}
        acts.setdefault(record_id, []).append(
            Done(name, session.local(at), by, values, second, signer)
        )
    return [
        _Row(
            record_id, number, code, declaration, session.local(issued_at), issued_by,
            {**json.loads(body), **apart.get((record_id, None), {})},
            tuple(acts.get(record_id, ())), hangs_on, replaces,
        )
        for record_id, number, code, declaration, issued_at, issued_by, body, hangs_on, replaces
        in _of(
            session,
            "SELECT id, number, code, declaration, issued_at, issued_by, body, hangs_on, replaces"
            " FROM record",
            record_ids,
            "id",
            key="id",
        )
    ]  # fmt: skip


_AT_ONCE = 500


def _of(
    session: Session,
    select: str,
    record_ids: Sequence[int],
    order: str = "id",
    key: str = "record_id",
) -> Iterator[tuple[Any, ...]]:
    """Rows of a table that belong to the records, some hundred records a query."""
    for at in range(0, len(record_ids), _AT_ONCE):
        some = tuple(record_ids[at : at + _AT_ONCE])
        marks = ",".join("?" * len(some))
        yield from session.store.rows(
            f"{select} WHERE {key} IN ({marks}) ORDER BY {order}", some
        )


def _kept_standings(
    session: Session, record_ids: Sequence[int]
) -> dict[int, tuple[Any, ...]]:
    select = f"SELECT record_id, {standings.KEPT} FROM standing"
    return {row[0]: row[1:] for row in _of(session, select, record_ids, "record_id")}


def _record(
    session: Session, row: _Row, form: Form, standing: Standing, facts: Facts
) -> Record:
    return Record(
        id=row.id,
        number=row.number,
        code=codes.slip_code(office.secret(session.store), row.number),
        form=form,
        values=row.values,
        acts=row.acts,
        standing=standing,
        seen=life.seen_at(form, standing, session.now()),
        issued_at=row.issued_at,
        issued_by=who(session, row.issued_by),
        facts=facts,
        hangs_on=_number_of(session, row.hangs_on),
        replaces=_number_of(session, row.replaces),
        destroyed=row.destroyed,
    )


def _form_of(session: Session, code: str, key: str) -> Form:
    """The form as the record's snapshot has it; remembered for the session by its hash."""
    known = session.revived.get(key)
    if known is not None:
        return known
    form = session.form(code)
    if fingerprint(form) != key:
        body = session.store.value("SELECT body FROM declaration WHERE hash = ?", (key,))
        form = revived(json.loads(body), session.forms[code])
    session.revived[key] = form
    return form


def _number_of(session: Session, record_id: int | None) -> str | None:
    if record_id is None:
        return None
    return str(session.store.value("SELECT number FROM record WHERE id = ?", (record_id,)))


def who(session: Session, no: str) -> Member:
    """Anybody who ever worked here, for showing names."""
    name, roles = session.store.rows("SELECT name, roles FROM staff WHERE no = ?", (no,))[0]
    return Member(no, name, tuple(json.loads(roles)))
