"""Closes: a shift or a day of the ledger counted, after which nothing is entered on it.

What is at hand follows from the closes and the cash since: every close empties a drawer (of the
cashier, or all of them), what stays is its keeper's. Amounts are integer 分; everything here works
inside the caller's transaction (docs/handbook.md §1, money).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from db import rights
from db.errors import Refused
from db.models import Close, Reopened, insert
from db.money import STANDS, business_day, last_closed
from db.session import Member, Session
from db.store import Store
from forms.acts import Effect
from forms.facts import Facts
from forms.form import Form
from forms.takings import CASH, Takings
from forms.values import dates


@dataclass(frozen=True)
class Closed:
    """A close that stands: its row, number of its record, the member's number (None: the day),
    ISO day, the entries it counted (after, upto], cash in 分, UTC ms."""

    id: int
    number: str
    cashier: str | None
    day: str
    after: int
    upto: int
    expected: int
    counted: int
    stays: int
    keeper: str
    at: int


_SELECT = (
    "SELECT c.id, n.number, c.cashier, c.day, c.after, c.upto, c.expected, c.counted, c.stays,"
    f" c.keeper, c.at FROM money_close c JOIN record n ON n.id = c.record_id WHERE {STANDS}"
)
_NET = (
    "SELECT ifnull(sum(CASE way WHEN 'taken' THEN amount ELSE -amount END), 0) FROM money"
    f" WHERE method = '{CASH}'"
)


def form_of(session: Session) -> Form | None:
    """The declared form that closes, if there is one."""
    return next((session.form(code) for code, one in session.forms.items() if one.closes), None)


def newest(store: Store) -> int:
    """A number that grows with every close, 0 before the first."""
    return int(store.value("SELECT max(id) FROM money_close") or 0)


def standing(session: Session) -> list[Closed]:
    """All closes that stand, oldest first."""
    return [Closed(*row) for row in session.store.rows(f"{_SELECT} ORDER BY c.id")]


def of_day(session: Session, day: date) -> Closed | None:
    """The close of that day, or None."""
    rows = session.store.rows(f"{_SELECT} AND c.cashier IS NULL AND c.day = ?", (day.isoformat(),))
    return Closed(*rows[0]) if rows else None


def covering(session: Session, day: date) -> Closed | None:
    """The close of that day or, where it was closed together with a later one, of that."""
    rows = session.store.rows(
        f"{_SELECT} AND c.cashier IS NULL AND c.day >= ? ORDER BY c.day LIMIT 1",
        (day.isoformat(),),
    )
    return Closed(*rows[0]) if rows else None


def last(session: Session, cashier: str | None) -> Closed | None:
    """The last close that counted a cashier's drawer; for None the last of a day."""
    rows = session.store.rows(
        f"{_SELECT} AND (c.cashier IS NULL OR c.cashier = ?) ORDER BY c.id DESC LIMIT 1",
        (cashier,),
    )
    return Closed(*rows[0]) if rows else None


def since(session: Session, day: date) -> datetime | None:
    """When the day before `day` was closed, or the last one before that; None for never."""
    found = session.store.value(
        f"SELECT max(c.at) FROM money_close c WHERE cashier IS NULL AND c.day < ? AND {STANDS}",
        (day.isoformat(),),
    )
    return None if found is None else session.local(found)


def at_hand(session: Session, cashier: str | None = None, before: date | None = None) -> int:
    """Cash there should be now, or when business of `before` began: a cashier's, or all."""
    day = before.isoformat() if before else "9999-12-31"
    rows = session.store.rows(f"{_SELECT} AND c.day < ? ORDER BY c.id", (day,))
    upto, held = 0, 0
    for one in (Closed(*row) for row in rows):
        if one.cashier is None:
            upto, held = one.upto, 0
        elif one.cashier == cashier:
            upto, held = one.upto, 0
        elif cashier is None:
            held -= one.expected
        if cashier in (None, one.keeper):
            held += one.stays
    own = " AND by = ?" if cashier else ""
    net = session.store.value(
        f"{_NET} AND id > ? AND day < ?{own}", (upto, day, *((cashier,) if cashier else ()))
    )
    return held + int(net)


def facts_of(session: Session, form: Form, facts: Facts) -> Facts:
    """The facts with what could be closed now put in: the day, and the operator's own shift."""
    roles = set(rights.holders(session.store, f"issue:{form.code}"))
    members = session.store.rows(
        "SELECT no, name FROM staff WHERE active AND EXISTS (SELECT 1 FROM json_each(roles)"
        f" WHERE value IN ({','.join('?' * len(roles))})) ORDER BY no",
        tuple(sorted(roles)),
    )
    return replace(
        facts,
        takings={"day": takings(session), "shift": takings(session, session.member.no)},
        cashiers=tuple(dict.fromkeys(
            [*(f"{no} {name}" for no, name in members), session.member.words]
        )),
    )


def takings(session: Session, cashier: str | None = None) -> Takings:
    """What a close of the day, or of a cashier's shift, would close now."""
    from db import ledgers

    before = last(session, cashier)
    after = before.upto if before else 0
    scope = ledgers.Scope(after=after, cashier=cashier)
    handed_in = differences = 0
    if cashier is None:
        shifts = [one for one in standing(session) if one.id > (before.id if before else 0)]
        handed_in = sum(one.counted - one.stays for one in shifts)
        differences = sum(one.counted - one.expected for one in shifts)
    totals = ledgers.totals(session, scope)
    found = Takings(
        day=business_day(session, session.clock.now()).isoformat(),
        since=session.local(before.at) if before else None,
        handed_in=handed_in,
        differences=differences,
        totals=totals,
        deposits=ledgers.deposits(session, scope),
        receipts=ledgers.receipts(session, scope),
    )
    found = replace(found, opening=at_hand(session, cashier) - found.expected)
    if cashier is not None:
        return found
    latest = session.store.value("SELECT max(day) FROM money WHERE id > ?", (after,))
    day = str(latest or found.day)
    return replace(found, day=day, problem=_problem(session, day))


def _problem(session: Session, day: str) -> str:
    """Why a day cannot be closed yet: a day that is still to come has been opened by a close."""
    today, closed = session.now().date(), last_closed(session)
    if closed is None or day <= today.isoformat():
        return ""
    done, following = (dates.pretty_day(one, today) for one in (closed.isoformat(), day))
    return f"{done} 已经日结，现在收的算 {following}，到那天才能日结"


def close(
    session: Session, form: Form, record_id: int, values: Mapping[str, Any], at: int
) -> None:
    """Write down what a record just issued closes."""
    said = form.closes
    assert said is not None
    cashier = _number(values.get(said.cashier))
    before = last(session, cashier)
    after = before.upto if before else 0
    newest = session.store.value("SELECT ifnull(max(id), 0) FROM money")
    day = takings(session).day if cashier is None else _today(session)
    insert(
        session.store, Close, record_id=record_id, cashier=cashier, day=day, after=after,
        upto=max(after, int(newest)), expected=values[said.expected],
        counted=values[said.counted], stays=values[said.stays],
        keeper=_number(values[said.keeper]), at=at, by=session.member.no,
    )  # fmt: skip


def _today(session: Session) -> str:
    return business_day(session, session.clock.now()).isoformat()


def _number(words: Any) -> str | None:
    """The staff number of "1010 钱芳"."""
    return str(words).partition(" ")[0] if words else None


def reopen(session: Session, record_id: int, second: Member | None) -> None:
    """Undo a close whose record is being voided; Refused once anything rests on it."""
    rows = session.store.rows(f"{_SELECT} AND c.record_id = ?", (record_id,))
    if not rows:
        return
    one = Closed(*rows[0])
    problem = _followed(session, one)
    if problem:
        raise Refused({"": f"{one.number} {problem}，不能作废；更正请在未结的营业日冲正"})
    assert second is not None
    insert(
        session.store, Reopened, close_id=one.id, at=session.clock.now(), by=session.member.no,
        second=second.no,
    )  # fmt: skip


def _followed(session: Session, one: Closed) -> str:
    """What came after a close and rests on it, in words; "" for nothing."""
    for later in standing(session):
        theirs = later.cashier is None or later.cashier in (one.cashier, one.keeper)
        if later.id > one.id and (one.cashier is None or theirs):
            return f"以后又结过账（{later.number}）"
    own = " AND by = ?" if one.cashier else ""
    entry = session.store.value(
        f"SELECT 1 FROM money WHERE id > ?{own} LIMIT 1",
        (one.upto, *((one.cashier,) if one.cashier else ())),
    )
    return "以后又有收付" if entry else ""


def differences(session: Session) -> list[str]:
    """Numbers of records that close, whose close is not what they say; [] if all agree."""
    from db.reading import read

    forms = [code for code, form in session.forms.items() if form.closes]
    marks = ",".join("?" * len(forms))
    wrong = []
    for record_id, number in session.store.rows(
        f"SELECT id, number FROM record WHERE code IN ({marks}) ORDER BY id", tuple(forms)
    ):
        record = read(session, record_id)
        said, values = record.form.closes, record.values
        void = any(record.form.act(one.name).effect is Effect.VOID for one in record.acts)
        rows = session.store.rows(
            "SELECT c.cashier, c.expected, c.counted, c.stays, c.keeper, r.close_id IS NOT NULL"
            " FROM money_close c LEFT JOIN money_reopened r ON r.close_id = c.id"
            " WHERE c.record_id = ?",
            (record_id,),
        )
        assert said is not None
        wanted = (
            _number(values.get(said.cashier)), values[said.expected], values[said.counted],
            values[said.stays], _number(values[said.keeper]), int(void),
        )  # fmt: skip
        if rows != [wanted]:
            wrong.append(number)
    return wrong
