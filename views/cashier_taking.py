"""What the till asks of the store: the facts for a receipt, and that it be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import cashier, records
from db.cashier import Held, Next
from db.facts import facts_for
from db.records import Outcome
from db.session import Session
from forms.facts import Facts
from forms.form import Form


@dataclass(frozen=True)
class Read:
    """What was read for the lines ticked: facts for the receipt, deposits held for the unit."""

    facts: Facts
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What came of it: the receipt, and the next steps of what it paid for."""

    outcome: Outcome
    following: tuple[Next, ...] = ()


def read(session: Session, form: Form, typed: Mapping[str, Any], label: str) -> Read:
    """For a thread: what the rules of the receipt and the person at the till should know."""
    given = {**typed, form.unit_field: label} if form.unit_field and label else dict(typed)
    found = cashier.held(session, unit=label).lines if label else ()
    return Read(facts_for(session, form, given), found)


def take(session: Session, form: Form, typed: Mapping[str, Any], draft: int | None) -> Taken:
    """For a thread: issue the receipt; Refused with every problem."""
    outcome = records.issue(session, form.code, typed, draft=draft)
    lines = outcome.record.values.get(form.settles or "", ())
    return Taken(outcome, tuple(cashier.following(session, [one["record"] for one in lines])))
