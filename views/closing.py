"""Closing the books in one step: the count, and the signature of who counted. Imports no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import records
from db.records import Record
from db.session import Member, Session
from forms.acts import LAST, Act
from forms.form import Form


def close(session: Session, form: Form, values: Mapping[str, Any]) -> str:
    """Issue the close and sign it as who counted; its number. Raises Refused."""
    with session.store.write():
        record = records.issue(session, form.code, values).record
        for act in form.acts:
            own = "@issued_by" in act.same_as and act.name in record.seen.open
            if own and session.may(f"act:{form.code}:{act.name}"):
                record = records.act(session, record.number, act.name).record
    return record.number


def next_act(record: Record) -> Act | None:
    """The act that another person is to do next, or None."""
    opened = (record.form.act(name) for name in record.seen.open)
    return next((act for act in opened if act.effect not in LAST and act.other_than), None)


def barred(record: Record, act: Act) -> set[str]:
    """Numbers of those who may not do it, because they did what it looks over."""
    doers = {one.by for one in record.acts if one.name in act.other_than}
    return doers | ({record.issued_by.no} if "@issued_by" in act.other_than else set())


def review(session: Session, number: str, act: str, who: Member) -> str:
    """Do the act as somebody already identified at this desk; the number."""
    return records.act(session.acting_as(who), number, act).record.number
