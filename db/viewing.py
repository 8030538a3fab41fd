"""Whole numbers of persons seen by right: who saw which record, person or unit, once a day.

Who must give a reason is journalled by `db.unmasking`, who looks at a picture by `db.attachments`;
this is everybody else, so that for any number the journal says who had it before their eyes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from db.reading import Record
from db.session import Session
from forms.display import masked
from forms.fields import Field, Kind

if TYPE_CHECKING:
    from db.file import File

ACTION = "see"
_PICTURES = frozenset({Kind.PHOTO, Kind.FILE})


def is_whole(session: Session, record: Record) -> bool:
    """Whether the record's page shows this member a number that others see masked."""
    if session.unmasked or record.destroyed is not None:
        return False
    asked = [(one, record.values.get(one.key)) for one in record.form.fields]
    for done in record.acts:
        fields = record.form.act(done.name).fields
        asked += [(one, done.values.get(one.key)) for one in fields]
    return any(_differs(session, one, value) for one, value in asked)


def _differs(session: Session, one: Field, value: object) -> bool:
    if value in (None, "") or one.kind in _PICTURES or not session.sees_whole(one):
        return False
    return bool(masked(one, value) != value)


def shows_whole(found: File) -> bool:
    """Whether a file shows a number that others see masked."""
    numbers = [found.phone, *(one.phone for one in found.kin)]
    numbers += [str(found.document["number"])] if found.document else []
    return not found.masked and any(one and "*" not in one for one in numbers)


def note(session: Session, subjects: Sequence[str]) -> int:
    """Journal that the member saw these ("FX-2026-000001", "person 7", "unit 3-1202") in full, each
    once a day; how many were new. One transaction, for a thread."""
    since = session.instant(datetime.combine(session.now().date(), time()))
    new = [
        one for one in dict.fromkeys(subjects)
        if session.store.value(
            "SELECT 1 FROM journal WHERE subject = ? AND by = ? AND action = ? AND at >= ?",
            (one, session.member.no, ACTION, since),
        ) is None
    ]  # fmt: skip
    if new:
        with session.store.write():
            for one in new:
                session.journal("see", one, {})
    return len(new)
