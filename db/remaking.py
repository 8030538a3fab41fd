"""Records made anew all at once because what they hang on has a new limit: the passes of a
renovation that is extended (docs/handbook.md §1 YQ, CR: a pass's date is never altered)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from db import attachments
from db.errors import Refused
from db.facts import facts_for
from forms import life
from forms.acts import Effect
from forms.facts import Facts
from forms.form import Form
from forms.rules import judged

if TYPE_CHECKING:
    from db.reading import Record
    from db.session import Session


def live(
    session: Session, basis: Record, codes: Sequence[str]
) -> tuple[tuple[Record, ...], dict[str, str]]:
    """The records of those forms that hang on another and hold under its present limit, oldest
    first; and words by number for those that are not so far on and keep their limit.

    Left out are those that ended or were lost, and those that ran out before the limit did.
    """
    from db.records import read

    found, left = [], {}
    for record_id in _hanging(session, basis.id, codes):
        record = read(session, record_id)
        if record.form.replacing is None or not _holds(record, basis, session.now()):
            continue
        if _may_be_replaced(record):
            found.append(record)
        elif life.waits_for(
            record.form, record.form.replacing, record.values, record.done, record.facts
        ):
            left[record.number] = f"{record.number} {record.standing.state}，没有换，期限不变"
    return tuple(found), left


def _hanging(session: Session, basis: int, codes: Sequence[str]) -> list[int]:
    marks = ",".join("?" * len(codes))
    rows = session.store.rows(
        "SELECT r.id FROM record r JOIN standing s ON s.record_id = r.id"
        f" WHERE r.hangs_on = ? AND r.code IN ({marks}) AND s.ended = 0 ORDER BY r.id",
        (basis, *codes),
    )
    return [int(record_id) for (record_id,) in rows]


def _holds(record: Record, basis: Record, now: datetime) -> bool:
    """Whether it is in force, or ran out with the limit itself; one that was lost or stopped is
    not."""
    admission = record.form.admission
    if admission and any(name in record.done for name in admission.unless):
        return False
    until, limit = record.standing.valid_until, basis.standing.valid_until
    return until is None or until > now or limit is not None and until >= limit


def _may_be_replaced(record: Record) -> bool:
    act = record.form.replacing
    return act is not None and life.may_follow(
        record.form, act, record.values, record.done, record.facts
    )


def remade(session: Session, old: Sequence[Record], act: str) -> tuple[str, ...]:
    """Numbers of the records that take the place of `old`, in their order, inside a transaction.

    act: the act that does it, for people. All of them are judged before the first is made; Refused
    names each that cannot be made and why.
    """
    from db.records import renewed

    ready = [_judged(session, one) for one in old]
    wrong = [
        f"{one.old.number}：{'、'.join(dict.fromkeys(one.problems.values()))}"
        for one in ready if one.problems
    ]  # fmt: skip
    if wrong:
        raise Refused({"": f"换不了，“{act}”没有办：{'；'.join(wrong)}"})
    return tuple(renewed(session, one.old, one.values, one.facts) for one in ready)


@dataclass(frozen=True)
class _Ready:
    old: Record
    values: Mapping[str, Any]
    facts: Facts
    problems: Mapping[str, str]


def _judged(session: Session, old: Record) -> _Ready:
    """The new record's values by the rules of any issue."""
    form = session.form(old.form.code)
    typed = carried_over(form, old.values) | {str(form.lineage): old.number}
    facts = facts_for(session, form, typed)
    found, problems = judged(form, typed, facts)
    missing = attachments.missing(session.store, form.fields, found.values)
    return _Ready(old, found.values, facts, {**missing, **problems})


def carried_over(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the new record says like the old one: all but how long it holds, which its defaults
    work out from what it hangs on."""
    own = {form.lineage}
    if form.validity:
        own |= {form.validity.field, form.validity.starts}
    return {key: value for key, value in values.items() if form.has(key) and key not in own}


def successor(session: Session, record_id: int) -> str | None:
    """The number of the record that took another's place, the latest that is not void."""
    from db.records import read

    for row_id, number in session.store.rows(
        "SELECT id, number FROM record WHERE replaces = ? ORDER BY id DESC", (record_id,)
    ):
        record = read(session, int(row_id))
        if not any(record.form.act(name).effect is Effect.VOID for name in record.done):
            return str(number)
    return None
