"""What takes two persons: one does it, another with the right to review approves it.

The second person has identified himself (`db.session.identify`, `views.countersign`). The approval
is a row of its own, made and spent in the transaction of what it is for; the store refuses such
changes without it (`db/migrations/m0006_staff.py`), whoever writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import Environment, Refused
from db.rights import holders
from db.session import Member, Session

RIGHT = "second"
"""The right to approve what somebody else does, where the declaration of a form says nothing."""
NEEDED = "second"
"""The path under which a missing or unfit second person is refused."""


class NotKnown(Environment):
    """The second person's number and password open nothing; why, as of `Keys.unlock`."""

    def __init__(self, why: Environment) -> None:
        super().__init__(why.kind, f"复核人的{why}" if str(why).startswith("工号") else str(why))


@contextmanager
def approved(
    session: Session,
    what: str,
    second: Member | None,
    words: str,
    *,
    subject: str | None = None,
    right: str = RIGHT,
) -> Iterator[str]:
    """A block in which the store lets the member do what takes two; gives the second's number,
    for the journal.

    Inside the caller's transaction. what: the action it is journalled under · words: what it is for
    people · right: what the second person must hold. Refused as of `check`.
    """
    if not session.store.db.in_transaction():
        raise RuntimeError("an approval needs the caller's transaction")
    checker = check(session, second, words, right)
    cursor = session.store.db.execute_sql(
        "INSERT INTO approval(what, subject, maker, checker, at) VALUES (?, ?, ?, ?, ?)",
        (what, subject, session.member.no, checker.no, session.clock.now()),
    )
    yield checker.no
    session.store.db.execute_sql("UPDATE approval SET spent = 1 WHERE id = ?", (cursor.lastrowid,))


def check(
    session: Session, second: Member | None, words: str, right: str = RIGHT, also: str = ""
) -> Member:
    """The second person; Refused when there is none, it is the member himself, or he may not.
    also: a right that he must hold, too."""
    others = holders(session.store, also) if also else None
    roles = (role for role in holders(session.store, right) if others is None or role in others)
    who = "、".join(roles) or "有复核权的人"
    if second is None:
        raise Refused({NEEDED: f"{words}须第二人复核，可以是{who}"})
    if second.no == session.member.no:
        raise Refused({NEEDED: "复核人不能是本人"})
    checking = session.acting_as(second)
    if not checking.may(right) or also and not checking.may(also):
        raise Refused({NEEDED: f"{second.name}不能复核{words}，须由{who}复核"})
    return second
