"""Example values of a form that this store would accept now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db import attachments, secrecy
from db.errors import Refused
from db.facts import TYPED, facts_for, linked
from db.session import Session
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import filled, is_empty, judged
from forms.secrecy import PLAIN, right

_LOOKED_AT = 60
"""Units, and records of each form, looked at for an example before the best is taken."""


def example(session: Session, code: str) -> dict[str, Any]:
    """The form's example values with its unit and references looked up, days as of today; each
    photo and file is a made one, taken in.

    Refused when the form needs something that this store does not have yet.
    """
    form = session.form(code)
    values = dict(form.example)
    for field in form.fields:
        if field.kind is Kind.REFERENCE and field.required is True and field.key not in values:
            values[field.key] = _number(session, form, values, field)
        column = naming(field)
        if column is not None and field.key not in values:
            try:
                named = _number(session, form, values, field, column)
            except Refused:
                if field.required is True:
                    raise
                continue
            values[field.key] = [{column.key: named}]
    for field in form.fields:
        if field.kind is Kind.UNIT and field.key not in values:
            values[field.key] = _of_linked(session, form, values) or _unit(
                session, form, values, field.key
            )
    facts = facts_for(session, form, values)
    known = {field.key for field in form.fields if not is_empty(filled(field, facts))}
    cleaned, problems = judged(form, values, facts)
    _require_fit(form, values, problems)
    days = (Kind.DATE, Kind.DATETIME, Kind.PERIOD)
    values |= {
        field.key: cleaned.values[field.key]
        for field in form.fields
        if field.kind in days and field.key in cleaned.values
    }
    keys = [field.key for field in form.fields if field.key in values and field.key not in known]
    return pictured(session, form.fields, {key: values[key] for key in keys})


def _require_fit(form: Form, values: dict[str, Any], problems: Mapping[str, str]) -> None:
    """Leave out lines naming a record that will not do, where none need be named; Refused with
    what is wrong with a record that must be."""
    unfit: dict[str, str] = {}
    for field in form.fields:
        said = {path: words for path, words in problems.items() if path.split("[")[0] == field.key}
        if said and naming(field) is not None and field.required is not True:
            del values[field.key]
        elif field.kind is Kind.REFERENCE or naming(field) is not None:
            unfit |= said
    if unfit:
        raise Refused(unfit)


def pictured(
    session: Session, fields: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values with a made picture taken in for each that a declaration's example names."""
    from db.samples import sample

    found = dict(values)
    for field in fields:
        value = values.get(field.key)
        if field.kind in attachments.KINDS and value:
            found[field.key] = attachments.take(
                session, sample(field.kind), value["name"], field.kind
            )
        elif field.kind is Kind.LINES and value:
            found[field.key] = [pictured(session, field.columns, line) for line in value]
    return found


def _of_linked(session: Session, form: Form, values: dict[str, Any]) -> str | None:
    """The unit of the record that it hangs on."""
    basis = linked(session, form.fields, values).get(form.hangs_on or "")
    key = session.form(basis.code).unit_field if basis else None
    return basis.values.get(key) if basis and key else None


def _unit(session: Session, form: Form, values: dict[str, Any], key: str) -> str:
    """A unit of the estate about which most is known of what the form asks, and nothing is said
    against it; a plausible label where no units were entered."""
    labels = session.store.rows(
        "SELECT label FROM unit WHERE kind <> ? ORDER BY id LIMIT ?", (TYPED, _LOOKED_AT)
    )
    best, found = (1 << 30, 0), "1-101"
    for (label,) in labels:
        typed = {**values, key: label}
        facts = facts_for(session, form, typed)
        cleaned, problems = judged(form, typed, facts)
        asked = sum(is_empty(filled(one, facts)) for one in form.fields if one.filled_from)
        score = len(problems) + len(cleaned.warnings), asked
        if score < best:
            best, found = score, label
        if best == (0, 0):
            break
    return found


def naming(field: Field) -> Field | None:
    """The column of a lines field that must name a record, if it has one."""
    wanted = (one for one in field.columns if one.kind is Kind.REFERENCE and one.required is True)
    return next(wanted, None)


def _number(
    session: Session, form: Form, values: Mapping[str, Any], field: Field,
    column: Field | None = None,
) -> str:  # fmt: skip
    """The record in hand that least is said against: of each form it may be one of, the newest that
    the member may see.

    column: of the lines field that names it, else the field itself does.
    """
    numbers = [
        number
        for code in (column or field).refers if session.may(right(PLAIN))
        for (number,) in session.store.rows(
            "SELECT r.number FROM record r JOIN standing s ON s.record_id = r.id"
            " WHERE s.code = ? AND s.ended = 0 AND (s.valid_until IS NULL OR s.valid_until > ?)"
            f" AND {secrecy.visible(session, 's.record_id')}"
            " ORDER BY s.issued_at DESC, r.id DESC LIMIT ?",
            (code, session.clock.now(), _LOOKED_AT),
        )
    ]
    if not numbers:
        titles = "、".join((column or field).refers)
        raise Refused({field.key: f"要先有一张在办的 {titles}，才能给出{field.label}的例子"})
    best, found = 1 << 30, ""
    for number in map(str, numbers):
        typed = {**values, field.key: [{column.key: number}] if column else number}
        cleaned, problems = judged(form, typed, facts_for(session, form, typed))
        score = len(problems) + len(cleaned.warnings)
        if score < best:
            best, found = score, number
        if not best:
            break
    return found
