"""What an act does beyond its own record: on the one that hangs over it, and on its like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db import remaking
from forms import life
from forms.acts import Act

if TYPE_CHECKING:
    from db.reading import Record
    from db.session import Session


def on_the_basis(
    session: Session, record: Record, declared: Act, values: Mapping[str, Any]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Do what goes with an act on the record this one hangs on and on what else hangs on that,
    inside a transaction: numbers of the records made, and words by number for those left as they
    are. Refused when one of them cannot be."""
    from db import records

    if record.hangs_on is None or not (declared.passes_on or declared.remakes):
        return (), {}
    basis = records.load(session, record.hangs_on)
    assert basis is not None
    old, left = remaking.live(session, basis, declared.remakes)
    if declared.passes_on:
        records.pass_on(session, record, declared.passes_on, values)
    return remaking.remade(session, old, declared.name), left


def is_open(session: Session, record: Record, declared: Act) -> bool:
    """Whether another record's act may do this one now."""
    over = life.is_over(record.standing, session.now()) and declared.needs_valid
    return declared.passed_only and not over and life.may_follow(
        record.form, declared, record.values, record.done, record.facts
    )


def bringers(session: Session, record: Record, name: str) -> str:
    """What to do instead of an act that only another kind of record does, for people."""
    titles = [
        form.title for form in session.forms.values()
        if form.hangs_on and record.form.code in form.field(form.hangs_on).refers
        and any(one.passes_on == name for one in form.acts)
    ]  # fmt: skip
    return f"请开{'、'.join(titles)}" if titles else "随别的单办理"
