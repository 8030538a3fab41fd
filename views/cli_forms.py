"""What the command line says of forms, records and registers, as the contract writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from db import prints, receipts, records, secrecy, viewing
from db.attachments import KINDS
from db.exporting import Stamp
from db.register import entries, sifted
from db.session import Member, Session
from forms.acts import Act
from forms.conditions import Condition
from forms.display import masked
from forms.fields import Field, Kind
from forms.form import Form
from forms.snapshot import condition_words
from forms.timing import Span
from views.cli import standing_answer

MINUTE = "%Y-%m-%dT%H:%M"


def described(form: Form) -> dict[str, Any]:
    """A declaration for outsiders."""
    return {
        "code": form.code,
        "title": form.title,
        "desk": form.desk,
        "issued_by": list(form.issued_by),
        "fields": [_field(form, field) for field in form.fields],
        "acts": [
            {
                "name": act.name,
                "roles": list(act.roles),
                "after": list(act.after),
                "fields": [_field(form, field, act) for field in act.fields],
            }
            for act in form.acts
        ],
        "copies": [
            {"name": copy.name, "holder": copy.holder, "colour": copy.colour.value}
            for copy in form.copies
        ],
        "fees": [
            {"name": fee.name, "amount": fee.amount, "purse": fee.purse.value}
            for fee in form.fees
        ],
        "deadlines": [
            {
                "name": deadline.name,
                "start": deadline.start,
                "within": _span(deadline.within),
                "stop": deadline.stop,
            }
            for deadline in form.dues
        ],
        "papers": [  # what it can be without a template of this office
            {"name": paper.name, "size": paper.size,
             "modes": [way for way in paper.ways if way != prints.OVERPRINT]}
            for paper in form.papers
        ],
    }


def _field(form: Form, field: Field, act: Act | None = None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": field.key,
        "label": field.label,
        "kind": field.kind.value,
        "required": field.required is True,
    }
    if isinstance(field.required, Condition):
        described["required_when"] = condition_words(form, field.required, act)
    if field.choices:
        described["choices"] = list(field.choices)
    if field.columns:
        described["columns"] = [_field(form, column, act) for column in field.columns]
    return described


def _span(span: Span) -> str:
    parts = (
        (span.months, "个月"),
        (span.days, "天"),
        (span.workdays, "个工作日"),
        (span.hours, "小时"),
        (span.minutes, "分钟"),
    )
    words = "".join(f"{count} {name}" for count, name in parts if count)
    return (f"{words}内的当天" if words else "当天") if span.end_of_day else words


def shown_record(session: Session, number: str) -> dict[str, Any]:
    """A record with its acts and prints; numbers of persons masked unless the role sees them."""
    session.require("see:records", "看单据")
    record = records.load(session, number)
    assert record is not None
    if viewing.is_whole(session, record):
        viewing.note(session, [record.number])
    fields = {field.key: field for field in record.form.fields}
    acts = []
    for done in record.acts:
        declared = {field.key: field for field in record.form.act(done.name).fields}
        one = {
            "name": done.name,
            "at": done.at.strftime(MINUTE),
            "by": done.by,
            "values": _seen(session, declared, done.values),
        }
        one |= {"second": done.second} if done.second else {}
        acts.append(one | ({"paper": done.signer} if done.signer else {}))
    beside = receipts.beside(session, record.id)
    named = [one for one in (record.hangs_on, record.replaces, *beside) if one]
    closed = secrecy.veiled(session, named)
    return {
        "number": record.number,
        "code": record.code,
        "form": record.form.code,
        "issued_at": record.issued_at.strftime(MINUTE),
        "issued_by": record.issued_by.no,
        "values": _seen(session, fields, record.values),
        "acts": acts,
        "standing": standing_answer(record),
        "prints": [_printed(one) for one in prints.log(session, record)],
        "linked": [one for one in named if one not in closed],
    }


def _printed(one: prints.Printed) -> dict[str, Any]:
    return {
        "paper": one.paper_name,
        "nth": one.nth,
        "copy": one.copy,
        "at": one.at.strftime(MINUTE),
        "by": one.by,
        "again": one.again,
        "queue": one.queue,
        "outcome": one.outcome,
    }


def _seen(
    session: Session, fields: Mapping[str, Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values as the member may see them; of photos and files their names and sizes."""
    return {
        key: _plain(fields[key], value, session.sees_whole(fields[key])) if key in fields else value
        for key, value in values.items()
    }


def _plain(field: Field, value: Any, full: bool) -> Any:
    if field.kind is Kind.LINES and full:
        return [
            {one.key: _plain(one, line[one.key], full) for one in field.columns if one.key in line}
            for line in value
        ]
    if field.kind in KINDS and full:
        return {"name": value["name"], "size": value["size"]}
    return value if full else masked(field, value)


def register(
    session: Session,
    code: str,
    first: date | None,
    last: date | None,
    where: Mapping[str, str],
    out: Path | None,
    stamped: Stamp | None = None,
    second: Member | None = None,
) -> Any:
    """Rows of a register, or the number of them and the file they were written to; stamped: with
    persons' numbers in full, approved · second: who approves, where they are many."""
    if out is None:
        return [dict(row.values) for row in entries(session, code, first, last, where)]
    from views.register_files import write

    sieve, rest = sifted(session, code, first, last, where)
    said = "，".join(_narrowed(session.form(code), *pair) for pair in where.items())
    written = write(
        session, sieve, out, where=rest, note=said, stamped=stamped, second=second
    )
    return {"rows": written, "file": str(out)}


def _narrowed(form: Form, key: str, value: str) -> str:
    """What narrows a register, for its head; of what is kept apart only that it does."""
    if form.has(key) and form.field(key).is_personal:
        return f"按{form.field(key).label}筛选"
    return f"{form.field(key).label if form.has(key) else key}：{value}"
