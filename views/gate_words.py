"""What the gate says of a slip, read from its declaration: nothing here knows a form."""

from __future__ import annotations

from db.gate import Verdict
from db.records import Record
from forms.acts import Act, Effect
from forms.display import shown
from forms.fields import Kind
from forms.form import Form
from forms.values import unit

HOLDS, HOLDS_NOT = "证件有效", "证件无效"
BEFORE_HIM = frozenset({Kind.PERSON, Kind.PLATE, Kind.VEHICLE})


def refusal(form: Form, release: Act) -> Act | None:
    """The act by which the gate turns somebody away: a rejection by the same role."""
    return next(
        (
            act for act in form.acts
            if act.effect is Effect.REJECT and set(act.roles) & set(release.roles)
        ),
        None,
    )  # fmt: skip


def kept_here(form: Form, release: Act) -> str:
    """Name of the copy that stays with who releases, "" for none."""
    return next((copy.name for copy in form.copies if copy.holder in release.roles), "")


def title(record: Record) -> str:
    """Form, number and room."""
    key = record.form.unit_field
    room = unit.pretty(record.values[key]) if key and record.values.get(key) else ""
    return "　".join(filter(None, (record.form.title, record.number, room)))


def verdict_words(found: Verdict) -> str:
    """The verdict as the guard reads it: what is not given up at the gate is held good, not
    released."""
    record = found.record
    if record is None or record.form.release or not record.form.admission:
        return found.verdict
    return HOLDS if found.allows else HOLDS_NOT


def told(found: Verdict) -> tuple[str, str]:
    """The two lines beside the verdict: which slip, and why."""
    return (title(found.record) if found.record else found.number or "", found.reason)


def before_him(found: Verdict) -> tuple[str, ...]:
    """Who and what vehicle the guard has before him: names, never numbers of documents."""
    record = found.record
    if record is None:
        return ()
    return tuple(
        f"{field.label} {record.values[field.key]['name']}"
        if field.kind is Kind.PERSON
        else shown(field, record.values[field.key])
        for field in record.form.fields
        if field.kind in BEFORE_HIM and record.values.get(field.key) and not field.filled_from
    )
