"""One shift handing over to the next in two steps: the giver issues, the taker signs. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db import records
from db.records import Outcome, Record
from db.session import Member, Session
from forms.form import Form
from views.closing import barred


def give(
    session: Session, form: Form, values: Mapping[str, Any], draft: int | None
) -> Outcome:
    """Issue the sheet as it stands at this moment. Raises Refused with every problem."""
    return records.issue(session, form.code, values, draft=draft)


def take(
    session: Session, number: str, name: str, values: Mapping[str, Any], who: Member
) -> Record:
    """The taking over, done by somebody already identified at this desk. Raises Refused."""
    return records.act(session.acting_as(who), number, name, values).record


def takers(record: Record, able: tuple[Member, ...]) -> tuple[Member, ...]:
    """Who of those that may can take over: not who gives."""
    away = barred(record, record.form.act(record.form.hands_over))
    return tuple(who for who in able if who.no not in away)
