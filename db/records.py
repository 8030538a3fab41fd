"""Records: issue a form, do an act on it, read it back.

One immediate transaction holds facts, rules, number, record, personal values, standing and
journal, so that two desks can never give a number twice and a rule is judged on what is true.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db import (
    attachments, closings, codes, money, passing, receipts, search, slots, standings,
)  # fmt: skip
from db.errors import Refused
from db.facts import facts_for, linked, unit_id
from db.journal import commit_value
from db.models import ActRow, Declaration, Personal, RecordRow, insert
from db.reading import Record, glance, load, normal_number, read, who
from db.session import Member, Session
from forms import life
from forms.acts import MOVES, Act, Effect, Signed
from forms.facts import Facts
from forms.fields import Field
from forms.form import Form
from forms.life import Done
from forms.rules import clean_fields, judged
from forms.snapshot import fingerprint, snapshot
from forms.values import Invalid, text

__all__ = [
    "Outcome", "Record", "act", "glance", "issue", "load", "may_be_replaced", "normal_number",
    "pass_on", "read", "renewed", "who",
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of issuing or acting: the record, warnings by path, papers to print; made: numbers
    of other records that were made with it (a receipt, passes made anew)."""

    record: Record
    warnings: Mapping[str, str]
    prints: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Acting:
    """An act that may be done: its values, who signed on paper, who countersigned, the row of the
    receipt that its money is on."""

    declared: Act
    values: Mapping[str, Any]
    signer: str | None = None
    second: Member | None = None
    receipt: int | None = None


def issue(
    session: Session,
    code: str,
    typed: Mapping[str, Any],
    *,
    copied_from: str | None = None,
    draft: int | None = None,
) -> Outcome:
    """Make a record of what was typed.

    Raises Refused with every problem; Environment when it could not be kept. It is kept only when
    this returns. draft: the id of the draft that it came from, which goes with it.
    """
    form = session.form(code)
    session.require(f"issue:{code}", f"开{form.title}")
    with session.store.write():
        record_id, warnings = _issue(session, form, typed, copied_from, {})
        if draft is not None:
            session.store.db.execute_sql("DELETE FROM draft WHERE id = ?", (draft,))
    return Outcome(read(session, record_id), warnings)


def _issue(
    session: Session,
    form: Form,
    typed: Mapping[str, Any],
    copied_from: str | None,
    own: Mapping[str, Any],
) -> tuple[int, Mapping[str, str]]:
    """Make the record inside the transaction at hand: its row and the warnings.

    own: for a receipt, what the acts that it pays were asked, by the record's number.
    """
    typed = receipts.normalised(form, typed) if form.settles else typed
    facts = facts_for(session, form, typed)
    cleaned, problems = judged(form, typed, facts)
    problems = {**attachments.missing(session.store, form.fields, cleaned.values), **problems}
    if form.settles:
        problems = {**receipts.pad_problem(session, form, cleaned.values), **problems}
    if problems:
        raise Refused(problems)
    _replace(session, form, facts)
    record_id, written = _insert(session, form, cleaned.values, facts, copied_from)
    session.journal("issue", written, {"warnings": sorted(cleaned.warnings)})
    if form.settles:
        receipts.settle(session, form, written, own)
    return record_id, cleaned.warnings


def _insert(
    session: Session,
    form: Form,
    values: Mapping[str, Any],
    facts: Facts,
    copied_from: str | None,
) -> tuple[int, str]:
    at = session.clock.now()
    issued = session.local(at)
    sequence = _next_number(session, form.code, issued.year)
    body, apart = _split(form.fields, values)
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
    _keep_personal(session, record_id, None, rows)
    attachments.attach(session, record_id, None, form.fields, values)
    search.put_record(session.store, record_id, written, form, values, (), issued)
    slots.put(session, record_id, form, values)
    found = life.standing(form, values, issued, (), facts)
    standings.write(session, record_id, form, found, unit_row, at)
    if form.sells:
        booking = money.Booking(record_id, None, at, session.member.no, receipt=record_id)
        money.book(session, form, values, facts, (), booking)
    if form.closes:
        closings.close(session, form, record_id, values, at)
    return record_id, written


def _replace(session: Session, form: Form, facts: Facts) -> None:
    """The record whose place a new one takes ends with it (docs/handbook.md §1: a pass's date is
    never altered, an extension voids and reissues)."""
    linked_one = facts.linked.get(form.lineage) if form.lineage else None
    if linked_one is None:
        return
    old = load(session, linked_one.number)
    assert old is not None and form.lineage is not None
    declared = old.form.replacing
    if declared is None or not may_be_replaced(session, old):
        raise Refused({form.lineage: f"{old.number} {old.seen.state}，不能换发"})
    session.require(f"act:{old.form.code}:{declared.name}", f"办“{declared.name}”")
    if declared.name in old.done:
        return
    do(session, old, Acting(declared, {}))


def may_be_replaced(session: Session, record: Record) -> bool:
    """Whether another of its kind may take its place now.

    One that was replaced may be again once every record that took its place is void: else a slip
    at the desk would lose what goes over to the new one (a deposit, a photo).
    """
    form = record.form
    act = form.replacing
    if act is None or act.name not in record.done:
        return act is not None and life.may_follow(
            form, act, record.values, record.done, record.facts
        )
    voids = next((one.name for one in form.acts if one.effect is Effect.VOID), None)
    standing = session.store.value(
        "SELECT 1 FROM record r WHERE r.replaces = ? AND NOT EXISTS"
        " (SELECT 1 FROM act a WHERE a.record_id = r.id AND a.name = ?)",
        (record.id, voids),
    )
    return standing is None


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


def _split(
    fields: Sequence[Field], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values that stay in the record's body, and personal ones that are kept apart."""
    apart = {f.key: values[f.key] for f in fields if f.key in values and f.is_personal}
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


def act(
    session: Session,
    number: str,
    name: str,
    typed: Mapping[str, Any] | None = None,
    *,
    signer: str | None = None,
    second: Member | None = None,
) -> Outcome:
    """Do an act on a record.

    signer: the desk records that this person signed on paper · second: who countersigns an act
    that takes two, already identified. Raises Refused with every problem, Environment when it
    could not be kept.
    """
    with session.store.write():
        record = load(session, number)
        assert record is not None
        declared = _declared_act(record, name)
        signer = _allowed(session, record, declared, signer)
        _open(session, record, declared)
        _theirs(session, record, declared)
        _two_people(session, record, declared, second)
        values, warnings = _act_values(session, record, declared, typed or {})
        made = _done(session, record, Acting(declared, values, signer, second))
        anew, left = passing.on_the_basis(session, record, declared, values)
    return Outcome(
        read(session, record.id), {**warnings, **left}, declared.prints, (*made, *anew)
    )


def _done(session: Session, record: Record, acting: Acting) -> tuple[str, ...]:
    """Do an act that may be done, with what goes along with it; numbers of records made."""
    receipt = receipts.form_of(session) if acting.declared.effect is Effect.PAY else None
    if receipt is not None:
        return (_receipt(session, receipt, record, acting),)
    if record.form.settles and acting.declared.effect is Effect.VOID:
        receipts.reverse(session, record, acting.second, str(acting.values.get("why")))
        acting = replace(acting, receipt=record.id)
    if record.form.closes and acting.declared.effect is Effect.VOID:
        closings.reopen(session, record.id, acting.second)
    do(session, record, acting)
    if record.form.fees:
        receipts.served(session, record)
    return ()


def _receipt(session: Session, form: Form, record: Record, acting: Acting) -> str:
    """Pay a record by a receipt of its own; its number."""
    values = acting.values
    typed = {key: values[key] for key in ("payer", "method", "reference") if key in values}
    if values.get("receipt"):
        typed["pad"] = values["receipt"]
    typed[form.settles or ""] = [{"record": record.number}]
    try:
        made, _ = _issue(session, form, typed, None, {record.number: values})
    except Refused as refused:
        words = {("receipt" if path == "pad" else path): one
                 for path, one in refused.problems.items()}  # fmt: skip
        raise Refused(words) from None
    return read(session, made).number


def pass_on(session: Session, record: Record, name: str, values: Mapping[str, Any]) -> None:
    """Do an act on the record that another hangs on with what was asked there, judged as if typed
    here; inside a transaction."""
    assert record.hangs_on is not None
    other = load(session, record.hangs_on)
    assert other is not None
    passed = _declared_act(other, name)
    _open(session, other, passed, by=record)
    same = {field.key: values[field.key] for field in passed.fields if field.key in values}
    taken, _ = _act_values(session, other, passed, same)
    do(session, other, Acting(passed, taken), by=record.number)


def renewed(session: Session, old: Record, values: Mapping[str, Any], facts: Facts) -> str:
    """The number of the record that takes another's place, inside a transaction and with values
    that were judged; the other ends."""
    form, ending = session.form(old.form.code), old.form.replacing
    assert ending is not None
    do(session, old, Acting(ending, {}))
    _, written = _insert(session, form, values, facts, None)
    session.journal("issue", written, {"warnings": []})
    return written


def _declared_act(record: Record, name: str) -> Act:
    try:
        return record.form.act(name)
    except KeyError:
        known = "、".join(act.name for act in record.form.acts)
        raise Refused({"": f"{record.form.title}没有“{name}”这项手续，可办：{known}"}) from None


def _allowed(session: Session, record: Record, declared: Act, signer: str | None) -> str | None:
    """Refused unless the member may do it, in the program or by recording paper; the signer."""
    code = record.form.code
    if declared.passed_only:
        others = passing.bringers(session, record, declared.name)
        raise Refused({"": f"“{declared.name}”不单独办理，{others}"})
    if signer is None:
        if declared.signed is Signed.PAPER and not declared.by_customer:
            raise Refused({"": f"“{declared.name}”由本单位定为纸上签字，请注明签字人"})
        session.require(f"act:{code}:{declared.name}", f"办“{declared.name}”")
        return None
    if declared.signed is Signed.PROGRAM:
        raise Refused({"": f"“{declared.name}”须由本人登录办理，不能代记纸上签字"})
    if not signer.strip():
        raise Refused({"": "请填写纸上签字人的姓名"})
    session.require(f"issue:{code}", "代记纸上签字")
    try:
        return text.name(signer)
    except Invalid as invalid:
        raise Refused({"": f"纸上签字人：{invalid}"}) from None


def _open(
    session: Session, record: Record, declared: Act, by: Record | None = None
) -> None:
    """Refused unless the act is open now, saying why it is not; by: the record whose act passes it
    on."""
    name = declared.name
    basis = life.basis_of(record.form, record.facts)
    # Also where the clock was set back to before the moment it ended.
    dead = basis is not None and basis.ended and declared.needs_valid
    if name in record.seen.open and not dead:
        return
    if by and passing.is_open(session, record, declared):
        return
    over = dead or life.is_over(record.standing, session.now())
    if over and name in record.standing.open:
        ended = f"所依的 {basis.number} {basis.state}" if basis and basis.ended else ""
        raise Refused({"": f"{ended or record.number + ' 已过期'}，不能再办“{name}”"})
    if life.is_early(record.standing, session.now()) and name in record.standing.open:
        raise Refused({"": f"{record.number} 还没有到日子，不能办“{name}”"})
    if name in record.done and not declared.repeats:
        raise Refused({"": f"{record.number} 的“{name}”已经办过"})
    if any(record.form.act(one).ends for one in record.done):
        raise Refused({"": f"{record.number} {record.seen.state}，不能再办“{name}”"})
    wanted = life.lacking(record.form, declared, record.values, record.done, record.facts)
    if wanted:
        raise Refused({"": f"还不能办“{name}”，尚缺：{'、'.join(wanted)}"})
    raise Refused({"": f"{record.number} 现在不能办“{name}”"})


def _theirs(session: Session, record: Record, declared: Act) -> None:
    """Refused if the act settles what is the work of other roles only."""
    roles = life.only_for(record.standing, declared.name)
    if roles and not set(roles) & set(session.member.roles):
        raise Refused({"": f"这张单的“{declared.name}”由{'、'.join(roles)}办理"})
    if declared.same_as and session.member.no not in _doers(record, declared.same_as):
        names = "、".join(who(session, no).words for no in _doers(record, declared.same_as))
        raise Refused({"": f"这张单的“{declared.name}”由 {names} 本人办理"})
    if session.member.no in _doers(record, declared.other_than):
        raise Refused({"": f"这张单的“{declared.name}”须另一人办理，不能是本人"})


def _doers(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """Staff numbers of who did acts of a record that count, "@issued_by" for the issue."""
    counted = life.counting(record.form, record.acts)
    found = [one.by for one in counted if one.name in names]
    issued = [record.issued_by.no] if "@issued_by" in names else []
    return tuple(dict.fromkeys(issued + found))


def _two_people(session: Session, record: Record, declared: Act, second: Member | None) -> None:
    needs = declared.second or any(name in record.done for name in declared.second_after)
    if second is None and not needs:
        return
    if second is None:
        raise Refused({"second": f"“{declared.name}”须第二人复核"})
    if second.no == session.member.no:
        raise Refused({"second": "复核人不能是本人"})
    reviewer = session.acting_as(second)
    reviewer.require(f"act:{record.form.code}:{declared.name}", f"复核“{declared.name}”")


def _act_values(
    session: Session, record: Record, declared: Act, typed: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    problems: dict[str, str] = {}
    warnings: dict[str, str] = {}
    named = linked(session, declared.fields, typed)
    facts = replace(record.facts, linked={**record.facts.linked, **named})
    values = clean_fields(declared.fields, typed, facts, problems, warnings, record.values)
    for check in declared.checks:
        words = check.problem(values, {**record.values, **values}, facts)
        if words:
            (warnings if check.warns else problems).setdefault(check.at, words)
    problems = {**attachments.missing(session.store, declared.fields, values), **problems}
    if problems:
        raise Refused(problems)
    return values, warnings


def do(session: Session, record: Record, acting: Acting, by: str | None = None) -> None:
    """Write an act that may be done, what it moves and where its record stands now, and journal
    it; inside the transaction at hand. by: the number of the record that brought it about."""
    _insert_act(session, record, acting)
    body = {"act": acting.declared.name} | ({"by": by} if by else {})
    session.journal("act", record.number, body)


def _insert_act(session: Session, record: Record, acting: Acting) -> None:
    declared, values, signer = acting.declared, acting.values, acting.signer
    second, at = acting.second, session.clock.now()
    body, apart = _split(declared.fields, values)
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
    beside = money.beside(session, record.id) if declared.effect in MOVES else []
    for hanging in (*beside, *_hanging(session, record.id)):
        other = read(session, hanging)
        standings.write(session, hanging, other.form, other.standing, None, at)


def _hanging(session: Session, record_id: int) -> list[int]:
    """Rows of what hangs on a record, and on that in turn, the nearest first."""
    rows = session.store.rows(
        "WITH RECURSIVE hanging(id, depth) AS (SELECT id, 1 FROM record WHERE hangs_on = ?"
        " UNION ALL SELECT r.id, h.depth + 1 FROM record r JOIN hanging h ON r.hangs_on = h.id)"
        " SELECT id FROM hanging ORDER BY depth, id",
        (record_id,),
    )
    return [int(row) for (row,) in rows]
