"""The duties of the demo's office: done on the last day of their time, a few times not at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from db import duties
from db.session import Session
from forms.duties import turns
from forms.form import Form


def done(
    session: Session, form: Form, first: date, chance: random.Random
) -> Iterator[tuple[date, dict[str, str], str]]:
    """The days since `first` on which something was done, what is typed of it, and whose it is;
    nothing for a form that records no duties."""
    if form.duties is None:
        return
    today = session.now().date()
    for duty in duties.listed(session, form):
        for turn in turns(duty, {}, first, first, today):
            last = turn.term.last
            if last < today and chance.random() < 0.95:
                given = {form.duties.duty: duty.name, form.duties.day: last.isoformat()}
                yield last, given, duty.role
