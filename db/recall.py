"""What was said the last time: fields of a form's last record that had the same in one of them.

A contractor who comes again brings the same licence and the same responsible person; the desk is
offered them while it types the name (`Field.recalls`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from db import records, tokens
from db.offers import Offer
from db.records import Record
from db.session import Session
from forms.acts import Effect
from forms.display import masked, shown
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import is_empty
from forms.values import dates

LOOKED_AT = 500
"""Latest records of the form that are looked at."""
MOST = 6
TOLD = 3
"""Values that an offer names beside the one that is typed."""


def recalled(session: Session, form: Form, field: Field, typed: str) -> list[Offer]:
    """What was in the field before and goes with what is typed, the latest first, each once; with
    the fields that came with it then, as far as the member may see them. [] for nothing typed.
    """
    wanted = tokens.words_of(typed)
    if not wanted or not session.may("see:records") or not session.sees(field):
        return []
    found: dict[str, Offer] = {}
    for record in _latest(session, form):
        if record.destroyed is not None:
            continue
        value = record.values.get(field.key)
        words = _words(value)
        if words and words not in found and _goes_with(words, wanted):
            found[words] = _offer(session, form, field, record)
        if len(found) >= MOST:
            break
    return list(found.values())


def _latest(session: Session, form: Form) -> Iterator[Record]:
    """The newest records that are not void, some at a time."""
    voids = [act.name for act in form.acts if act.effect is Effect.VOID]
    rows = session.store.rows(
        "SELECT id FROM record r WHERE code = ? AND NOT EXISTS (SELECT 1 FROM act a"
        " WHERE a.record_id = r.id AND a.name = ?) ORDER BY id DESC LIMIT ?",
        (form.code, voids[0], LOOKED_AT),
    )
    ids = [row for (row,) in rows]
    for at in range(0, len(ids), 50):
        yield from records.glance(session, ids[at : at + 50])


def _words(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value or "")


def _goes_with(words: str, wanted: list[str]) -> bool:
    """Every word begins something in it, by letters or by sound."""
    known = set(tokens.of_name(words)) | set(tokens.of_text(words))
    return all(any(one.startswith(tokens.cut(word)) for one in known) for word in wanted)


def _offer(session: Session, form: Form, field: Field, record: Record) -> Offer:
    beside = {
        key: record.values[key] for key in field.recalls
        if form.has(key) and not is_empty(record.values.get(key)) and session.sees(form.field(key))
    }  # fmt: skip
    said = [
        shown(form.field(key), masked(form.field(key), value)) for key, value in beside.items()
        if form.field(key).kind not in (Kind.PHOTO, Kind.FILE)
    ]  # fmt: skip
    day = dates.pretty_day(record.issued_at.date().isoformat(), session.now().date())
    value = record.values[field.key]
    return Offer(
        {"name": value["name"]} if isinstance(value, Mapping) and "name" in value else value,
        _words(value), "　".join(said[:TOLD]), f"照 {day} {record.number}", beside=beside,
    )  # fmt: skip
