"""A record that others can hang on, made from declarations alone: nothing here names a form."""

from __future__ import annotations

from db import records
from db.example import example
from db.records import Record
from db.session import Session, member
from forms.acts import LAST, Act, Signed
from forms.form import Form
from forms.rules import is_empty
from tests.forms.played import sample


def basis_of(session: Session, form: Form) -> str | None:
    """The number of a record of the first kind that the form must hang on, so far on that only
    what ends it, or what happens now and then, is left to do; None if it hangs on nothing."""
    if form.hangs_on is None or form.field(form.hangs_on).required is not True:
        return None
    code = form.field(form.hangs_on).refers[0]
    record = records.issue(session, code, example(session, code)).record
    for _ in record.form.acts:
        act = _next(record)
        if act is None:
            break
        doer, asked = _doer(session, code, act), least(record, act)
        record = records.act(doer, record.number, act.name, asked).record
    return record.number


def least(record: Record, act: Act) -> dict[str, object]:
    """The least an act asks for."""
    return {
        field.key: sample(field, record.values)
        for field in act.fields
        if field.required is True and is_empty(field.default)
    }


def _next(record: Record) -> Act | None:
    acts = (record.form.act(name) for name in record.seen.open)
    ordinary = (
        act for act in acts
        if not act.ends and not act.as_needed and act.effect not in LAST
        and act.signed is not Signed.PAPER and not act.second
    )
    return next(ordinary, None)


def _doer(session: Session, code: str, act: Act) -> Session:
    """The desk with somebody acting who may."""
    if session.may(f"act:{code}:{act.name}"):
        return session
    rows = session.store.rows("SELECT no FROM staff WHERE active = 1 ORDER BY no")
    others = (session.acting_as(member(session.store, no)) for (no,) in rows)
    return next(other for other in others if other.may(f"act:{code}:{act.name}"))
