"""Records: issue a form, do an act on it, read it back.

One immediate transaction holds facts, rules, number, record, personal values, standing and
journal, so that two desks can never give a number twice and a rule is judged on what is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from db import allowing, attachments, closings, halts, money, passing, receipts, sealing, writing
from db.errors import Refused
from db.facts import facts_for, linked
from db.reading import Record, glance, load, normal_number, read, who
from db.session import Member, Session
from db.writing import Acting, Brought, do
from forms import life
from forms.acts import Act, Effect
from forms.facts import Facts
from forms.form import Form
from forms.rules import apply, clean_fields, judged

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
        halts.require_none(session)
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
    problems = {**allowing.named_problem(session, form, cleaned.values), **problems}
    if form.settles:
        problems = {**receipts.pad_problem(session, form, cleaned.values), **problems}
    if problems:
        raise Refused(problems)
    _replace(session, form, facts)
    record_id, written = writing.insert_record(session, form, cleaned.values, facts, copied_from)
    session.journal("issue", written, {"warnings": sorted(cleaned.warnings)})
    if form.settles:
        receipts.settle(session, form, written, own)
    if form.closes:
        sealing.seal(session, written)
    return record_id, cleaned.warnings


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

    Not once its deposit was given back or kept: a new one is asked for then, with a deposit of its
    own. One that was replaced may be again once every record that took its place is void: else a
    slip at the desk would lose what goes over to the new one (a deposit, a photo).
    """
    form = record.form
    act = form.replacing
    if money.is_given_back(session, record.id):
        return False
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


def act(
    session: Session,
    number: str,
    name: str,
    typed: Mapping[str, Any] | None = None,
    *,
    signer: str | None = None,
    second: Member | None = None,
    brought: Brought | None = None,
) -> Outcome:
    """Do an act on a record.

    signer: the desk records that this person signed on paper · second: who countersigns an act
    that takes two, already identified · brought: it was done elsewhere: the session is whose it
    was then. Raises Refused with every problem, Environment when it
    could not be kept.
    """
    with session.store.write():
        record = load(session, number)
        assert record is not None
        declared = allowing.declared_act(record, name)
        signer = allowing.signer_of(session, record, declared, signer)
        allowing.require_not_named(session, record, signer, second)
        allowing.require_open(session, record, declared)
        allowing.require_theirs(session, record, declared, signer)
        allowing.require_two(session, record, declared, second)
        if halts.stops(declared):
            halts.require_none(session)
        values, warnings = _act_values(session, record, declared, typed or {})
        made = _done(session, record, Acting(declared, values, signer, second, brought=brought))
        anew, left = passing.on_the_basis(session, record, declared, values)
        if name == record.form.hands_over:
            sealing.seal(session, record.number)
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
    return str(session.store.value("SELECT number FROM record WHERE id = ?", (made,)))


def pass_on(
    session: Session, record: Record, to: str, name: str, values: Mapping[str, Any]
) -> None:
    """Do an act on the record of the number `to`, which this one hangs on or names, with what was
    asked here, judged as if typed there; inside a transaction. A reference of that act to this
    kind of record is to this one."""
    other = load(session, to)
    assert other is not None
    passed = allowing.declared_act(other, name)
    allowing.require_open(session, other, passed, by=record)
    allowing.require_not_named(session, other)
    known = {**record.values, **values}
    same = {field.key: known[field.key] for field in passed.fields if field.key in known}
    mine = [field.key for field in passed.fields if record.form.code in field.refers]
    same |= dict.fromkeys(mine, record.number)
    taken, _ = _act_values(session, other, passed, same, typed=False)
    do(session, other, Acting(passed, taken), by=record.number)


def renewed(session: Session, old: Record, values: Mapping[str, Any], facts: Facts) -> str:
    """The number of the record that takes another's place, inside a transaction and with values
    that were judged; the other ends."""
    form, ending = session.form(old.form.code), old.form.replacing
    assert ending is not None
    do(session, old, Acting(ending, {}))
    _, written = writing.insert_record(session, form, values, facts, None)
    session.journal("issue", written, {"warnings": []})
    return written


def _act_values(
    session: Session, record: Record, declared: Act, given: Mapping[str, Any], *,
    typed: bool = True,
) -> tuple[dict[str, Any], dict[str, str]]:
    problems: dict[str, str] = {}
    warnings: dict[str, str] = {}
    named = linked(session, declared.fields, given, typed=typed)
    facts = replace(record.facts, linked={**record.facts.linked, **named})
    values = clean_fields(declared.fields, given, facts, problems, warnings, record.values)
    together = {**record.values, **values}
    for check in declared.checks:
        apply(check, check.at, values, together, facts, problems, warnings)
    problems = {**attachments.missing(session.store, declared.fields, values), **problems}
    if problems:
        raise Refused(problems)
    return values, warnings
