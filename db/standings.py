"""The standing of every record: derived from its acts, kept for lists, rebuildable and checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.models import StandingRow, insert, update
from forms.acts import Effect
from forms.form import Form
from forms.life import Due, Standing

if TYPE_CHECKING:
    from db.records import Record
    from db.session import Session


def columns(session: Session, form: Form, found: Standing) -> dict[str, Any]:
    """The columns that follow from a standing."""
    ordinary = [name for name in found.open if form.act(name).effect is not Effect.VOID]
    return {
        "code": form.code,
        "state": found.state,
        "open": bool(ordinary),
        "ended": found.ended,
        "next": list(found.open),
        "due": session.instant(found.due.at) if found.due else None,
        "due_name": found.due.name if found.due else None,
        "valid_until": session.instant(found.valid_until) if found.valid_until else None,
        "holder": found.holder,
        "owes": found.owes,
        "work": work_of(form, found),
        "begins": session.instant(found.valid_from) if found.valid_from else None,
    }


def work_of(form: Form, found: Standing) -> str | None:
    """What the workbench may have to say of a record, alike for all that are at the same point:
    the form's code, the running deadline's name, the acts somebody is waited for, with tabs
    between, each followed by the roles whose alone it is ("接收@工程主管、主任"); None where there
    is nothing to say whatever the clock shows."""
    ends = not found.ended and found.valid_until is not None
    if found.due is None and not found.waits and not ends:
        return None
    due = ""
    if found.due:
        due = found.due.name + _roles(found.theirs.get(found.due.deadline.stop, ()))
    waits = (name + _roles(found.theirs.get(name, ())) for name in found.waits)
    return "\t".join((form.code, due, *waits))


def _roles(roles: Sequence[str]) -> str:
    return f"@{'、'.join(roles)}" if roles else ""


def with_roles(word: str) -> tuple[str, tuple[str, ...]]:
    """A piece of a word of `work_of` and the roles whose alone it is, () for no such limit."""
    name, _, roles = word.partition("@")
    return name, tuple(roles.split("、")) if roles else ()


KEPT = "state, ended, next, due, due_name, valid_until, holder, work"
"""The columns that `read` needs, in order."""


def read(session: Session, form: Form, kept: Sequence[Any]) -> Standing:
    """The standing as it was kept (columns `KEPT`), for lists."""
    state, ended, following, due, due_name, valid_until, holder, work = kept
    deadline = next((one for one in form.dues if one.name == due_name), None)
    words = [with_roles(one) for one in work.split("\t")[1:]] if work else []
    theirs = {name: roles for name, roles in words[1:] if roles}
    if words and words[0][1] and deadline is not None:
        theirs[deadline.stop] = words[0][1]
    return Standing(
        state,
        tuple(json.loads(following)),
        bool(ended),
        Due(due_name, session.local(due), deadline) if deadline else None,
        session.local(valid_until) if valid_until is not None else None,
        holder,
        waits=tuple(name for name, _ in words[1:]),
        theirs=theirs,
    )


def write(
    session: Session, record_id: int, form: Form, found: Standing, unit_id: int | None, at: int
) -> None:
    """Put the standing in: a new row at issue (with its unit), an update after an act."""
    row = columns(session, form, found) | {"updated_at": at}
    known = session.store.value("SELECT 1 FROM standing WHERE record_id = ?", (record_id,))
    if known:
        update(session.store, StandingRow, record_id, **row)
    else:
        row |= {"record_id": record_id, "unit_id": unit_id, "issued_at": at}
        insert(session.store, StandingRow, **row)


def differences(session: Session) -> list[str]:
    """Numbers of records whose kept standing is not what their acts say; [] if all agree."""
    from db.records import read as record_of

    wrong = []
    for record_id, number in session.store.rows("SELECT id, number FROM record ORDER BY id"):
        record: Record = record_of(session, record_id)
        row = StandingRow.select().where(StandingRow.record_id == record_id)
        kept = row.dicts().first(session.store.db)
        wanted = columns(session, record.form, record.standing)
        if kept is None or any(kept[key] != value for key, value in wanted.items()):
            wrong.append(number)
    return wrong


def rebuild(session: Session) -> int:
    """Derive every standing anew from the acts; how many were wrong."""
    from db.records import read as record_of

    with session.store.write():
        wrong = differences(session)
        for number in wrong:
            record_id, unit_id, issued_at = session.store.rows(
                "SELECT id, unit_id, issued_at FROM record WHERE number = ?", (number,)
            )[0]
            record = record_of(session, record_id)
            session.store.db.execute_sql(
                "DELETE FROM standing WHERE record_id = ?", (record_id,)
            )
            write(session, record_id, record.form, record.standing, unit_id, issued_at)
        if wrong:
            session.journal("standing.rebuild", None, {"records": len(wrong)})
    return len(wrong)
