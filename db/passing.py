"""What an act does beyond its own record: on the one that hangs over it, and on its like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db import remaking
from db.errors import Refused
from forms import life
from forms.acts import Act
from forms.form import Form

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

    if declared.onto:
        _on_those_named(session, record, declared, values)
    if declared.onto or record.hangs_on is None or not (declared.passes_on or declared.remakes):
        return (), {}
    basis = records.load(session, record.hangs_on)
    assert basis is not None
    old, left = remaking.live(session, basis, declared.remakes)
    if declared.passes_on:
        records.pass_on(session, record, record.hangs_on, declared.passes_on, values)
    return remaking.remade(session, old, declared.name), left


def _on_those_named(
    session: Session, record: Record, declared: Act, values: Mapping[str, Any]
) -> None:
    """Do what is passed on to each record that the lines of this one name, once each; all of them
    or Refused, with what is wrong with each."""
    from db import records

    key, _, own = declared.onto.partition(".")
    numbers = dict.fromkeys(line[own] for line in record.values.get(key, ()) if line.get(own))
    problems = []
    for number in numbers:
        try:
            records.pass_on(session, record, number, declared.passes_on, values)
        except Refused as refused:
            problems += [f"{number}：{words}" for words in refused.problems.values()]
    if problems:
        raise Refused({"": f"“{declared.name}”没有办：{'；'.join(problems)}"})


def is_open(session: Session, record: Record, declared: Act) -> bool:
    """Whether another record's act may do this one now."""
    over = life.is_over(record.standing, session.now()) and declared.needs_valid
    return declared.passed_only and not over and life.may_follow(
        record.form, declared, record.values, record.done, record.facts
    )


def _goes_to(form: Form, act: Act) -> tuple[str, ...]:
    """Codes of the records that an act passes something on to."""
    if act.onto:
        return form.names_records(act.onto)
    return form.field(form.hangs_on).refers if form.hangs_on else ()


def bringers(session: Session, record: Record, name: str) -> str:
    """What to do instead of an act that only another kind of record does, for people."""
    titles = [
        form.title for form in session.forms.values()
        if any(one.passes_on == name and record.form.code in _goes_to(form, one)
               for one in form.acts)
    ]  # fmt: skip
    return f"请开{'、'.join(titles)}" if titles else "随别的单办理"
