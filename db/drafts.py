"""Drafts: what somebody is typing, kept so that a crash or a power cut loses nothing.

One draft per person and form; it goes when the form is issued or thrown away. Drafts are inside
the encrypted store and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.models import Draft
from db.session import Session


def save(session: Session, code: str, values: Mapping[str, Any]) -> int:
    """Keep what was typed so far; the draft's id."""
    with session.store.write() as db:
        mine = (Draft.code == code) & (Draft.staff == session.member.no)
        found = Draft.select(Draft.id).where(mine).scalar(db)
        row = {"body": _whole(values), "updated_at": session.clock.now()}
        if found is None:
            made = Draft.insert(code=code, staff=session.member.no, **row).execute(db)
            return int(made)
        Draft.update(**row).where(Draft.id == found).execute(db)
        return int(found)


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with a sign in the place of half a character, so that all the rest is kept."""
    text = json.dumps(dict(values), ensure_ascii=False)
    kept: dict[str, Any] = json.loads(text.encode("utf-8", "replace"))
    return kept


def load(session: Session, code: str) -> tuple[int, dict[str, Any]] | None:
    """The member's draft of that form: (id, values as typed), or None."""
    mine = (Draft.code == code) & (Draft.staff == session.member.no)
    row = Draft.select(Draft.id, Draft.body).where(mine).tuples().first(session.store.db)
    return (int(row[0]), dict(row[1])) if row else None


def saved_at(session: Session, code: str) -> datetime | None:
    """When the member's draft of that form was kept last, in office time."""
    mine = (Draft.code == code) & (Draft.staff == session.member.no)
    at = Draft.select(Draft.updated_at).where(mine).scalar(session.store.db)
    return None if at is None else session.local(at)


def drop(session: Session, code: str) -> None:
    """Throw the member's draft of that form away."""
    with session.store.write() as db:
        Draft.delete().where((Draft.code == code) & (Draft.staff == session.member.no)).execute(db)


def codes(session: Session) -> list[str]:
    """Codes of the forms that the member has drafts of, newest first."""
    return codes_of(session, session.member.no)


def codes_of(session: Session, no: str) -> list[str]:
    """Codes of the forms that somebody has drafts of, newest first."""
    rows = Draft.select(Draft.code).where(Draft.staff == no)
    return [
        code
        for (code,) in rows.order_by(Draft.updated_at.desc()).tuples().execute(session.store.db)
    ]
