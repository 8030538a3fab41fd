"""The ledger: what acts moved, written down once, in the transaction of the act.

Amounts are integer 分, days the office's business days: what is taken after a day was closed belongs
to the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db import office
from db.models import Entry, insert
from db.session import Session
from forms import money
from forms.facts import Facts
from forms.form import Form
from forms.life import Done
from forms.money import Move

if TYPE_CHECKING:
    from db.reading import Record

HELD = "sum(CASE way WHEN 'taken' THEN amount ELSE -amount END)"
"""SQL over rows of purse 押金: what is held."""
STANDS = "NOT EXISTS (SELECT 1 FROM money_reopened r WHERE r.close_id = c.id)"
"""SQL over rows `c` of closes: it was not undone."""


@dataclass(frozen=True)
class Booking:
    """An act that may move money: the row of its record and of itself (None for the issue).

    receipt: row of the receipt that the money is on, None for none
    """

    record_id: int
    act_id: int | None
    at: int
    by: str
    second: str | None = None
    receipt: int | None = None


def book(
    session: Session,
    form: Form,
    values: Any,
    facts: Facts,
    acts: Sequence[Done],
    booking: Booking,
) -> None:
    """Write down what the last of the acts moved; inside the caller's transaction."""
    found = money.moves(form, values, facts, acts)
    new = [(at, one) for at, one in enumerate(found) if one.position == len(acts)]
    if not new:
        return
    from db import tallies

    unit, lineage = unit_of(session, booking.record_id), lineage_of(session, booking.record_id)
    known = [
        int(row) for (row,) in session.store.rows(
            "SELECT id FROM money WHERE record_id = ? ORDER BY id", (booking.record_id,)
        )
    ]
    for _, move in new:
        insert(
            session.store, Entry, record_id=booking.record_id, act_id=booking.act_id,
            receipt_id=booking.receipt, lineage=lineage, unit_id=unit, way=move.way.value,
            purse=move.purse.value, what=move.what, amount=move.amount, method=move.method,
            at=booking.at, day=business_day(session, booking.at), by=booking.by,
            second=booking.second,
            reverses=None if move.reverses is None else known[move.reverses],
        )  # fmt: skip
    tallies.moved(
        session, booking.record_id, form.code, business_day(session, booking.at), booking.by,
        [move for _, move in new],
    )  # fmt: skip


def business_day(session: Session, at: int) -> date:
    """The day that money moved at that instant counts for."""
    today = session.local(at).date()
    closed = last_closed(session)
    return max(today, closed + timedelta(days=1)) if closed else today


def last_closed(session: Session) -> date | None:
    """The last day that was closed."""
    found = session.store.value(
        f"SELECT max(day) FROM money_close c WHERE cashier IS NULL AND {STANDS}"
    )
    return None if found is None else date.fromisoformat(found)


def unit_of(session: Session, record_id: int) -> int | None:
    """The row of the unit that a record is filed under."""
    found = session.store.value("SELECT unit_id FROM record WHERE id = ?", (record_id,))
    return None if found is None else int(found)


CARRIES = (
    "ifnull((SELECT json_extract(d.body, '$.deposit_carries') FROM declaration d"
    " WHERE d.hash = r.declaration), 1)"
)
"""SQL over rows `r` of records that replace another: the deposit of that one went over to it."""
_BEFORE = f"CASE WHEN r.replaces IS NOT NULL AND {CARRIES} THEN r.replaces END"


def lineage_of(session: Session, record_id: int) -> int:
    """The row of the first record of the chain of replacements that a record stands in, as far
    back as deposits went over."""
    found = session.store.value(
        "WITH RECURSIVE chain(id, before) AS ("
        f" SELECT r.id, {_BEFORE} FROM record r WHERE r.id = ? UNION ALL"
        f" SELECT r.id, {_BEFORE} FROM record r JOIN chain c ON r.id = c.before)"
        " SELECT id FROM chain WHERE before IS NULL",
        (record_id,),
    )
    return int(found)


_CHAIN = (
    "WITH RECURSIVE chain(id) AS (SELECT ? UNION ALL"
    f" SELECT r.id FROM record r JOIN chain c ON r.replaces = c.id AND {CARRIES})"
)


def beside(session: Session, record_id: int) -> list[int]:
    """Rows of the other records of a record's chain: what is held for one is held for all."""
    rows = session.store.rows(
        f"{_CHAIN} SELECT id FROM chain WHERE id <> ? ORDER BY id",
        (lineage_of(session, record_id), record_id),
    )
    return [int(row) for (row,) in rows]


def is_elsewhere(session: Session, record_id: int, lineage: int) -> bool:
    """Whether the deposit of a record's chain is with another record of it: the last that is
    neither void nor replaced, else the last of all."""
    rows = session.store.rows(
        f"{_CHAIN} SELECT id, NOT EXISTS (SELECT 1 FROM act a"
        " JOIN record r ON r.id = a.record_id"
        " JOIN declared_act d ON d.hash = r.declaration AND d.name = a.name"
        " WHERE a.record_id = chain.id AND d.effect IN ('void', 'replace')) FROM chain"
        " ORDER BY id",
        (lineage,),
    )
    living = [row for row, lives in rows if lives]
    return bool((living or [row for row, _ in rows])[-1] != record_id)


def held_by_chain(session: Session, record_id: int) -> int:
    """What is held for a record's whole chain, in 分."""
    found = session.store.value(
        f"SELECT {HELD} FROM money WHERE lineage = ? AND purse = '押金'",
        (lineage_of(session, record_id),),
    )
    return int(found or 0)


def is_given_back(session: Session, record_id: int) -> bool:
    """Whether a deposit was taken for a record's chain and none of it is held any more."""
    taken = session.store.value(
        "SELECT 1 FROM money WHERE lineage = ? AND purse = '押金' LIMIT 1",
        (lineage_of(session, record_id),),
    )
    return taken is not None and held_by_chain(session, record_id) <= 0


def carried(session: Session, record_id: int, lineage: int) -> int:
    """What is held for a record's chain by its other records, in 分."""
    found = session.store.value(
        f"SELECT {HELD} FROM money WHERE lineage = ? AND purse = '押金' AND record_id <> ?",
        (lineage, record_id),
    )
    return int(found or 0)


def differences(session: Session) -> list[str]:
    """Numbers of records whose ledger is not what their acts moved; [] if all agree."""
    from db.reading import read

    wrong = []
    forms = [code for code, form in session.forms.items() if form.fees or form.sells]
    marks = ",".join("?" * len(forms))
    rows = session.store.rows(
        f"SELECT id, number FROM record WHERE code IN ({marks})"
        " UNION SELECT r.id, r.number FROM money m JOIN record r ON r.id = m.record_id"
        " ORDER BY 1",
        tuple(forms),
    )
    for record_id, number in rows:
        record = read(session, record_id)
        moved = money.moves(record.form, record.values, record.facts, record.acts)
        if [_kept(one) for one in moved] != _entries(session, record_id):
            wrong.append(number)
    return wrong


def renamed(session: Session, record: Record) -> list[tuple[int, str]]:
    """Rows of a record's ledger that call what was moved otherwise than the record does now: (row,
    as it calls it now). Nothing where they do not agree one by one."""
    moved = money.moves(record.form, record.values, record.facts, record.acts)
    rows = session.store.rows(
        "SELECT id, what FROM money WHERE record_id = ? ORDER BY id", (record.id,)
    )
    if len(rows) != len(moved):
        return []
    return [(row, one.what) for (row, what), one in zip(rows, moved) if what != one.what]


def uneven(session: Session) -> list[str]:
    """Numbers of receipts whose entries are not what they say they take; [] if all agree."""
    totals = {code: form.total for code, form in session.forms.items() if form.total}
    wrong = []
    for code, total in totals.items():
        rows = session.store.rows(
            "SELECT r.number FROM record r WHERE r.code = ? AND ifnull(json_extract(r.body,"
            " '$.\"' || ? || '\"'), 0) <> (SELECT ifnull(sum(amount), 0) FROM money m"
            " WHERE m.receipt_id = r.id AND m.way = 'taken' AND m.amount > 0) ORDER BY r.id",
            (code, total),
        )
        wrong += [number for (number,) in rows]
    return wrong


def _kept(move: Move) -> tuple[Any, ...]:
    return move.way.value, move.purse.value, move.what, move.amount, move.method, move.reverses


def _entries(session: Session, record_id: int) -> list[tuple[Any, ...]]:
    rows = session.store.rows(
        "SELECT id, way, purse, what, amount, method, reverses FROM money WHERE record_id = ?"
        " ORDER BY id",
        (record_id,),
    )
    place = {row[0]: at for at, row in enumerate(rows)}
    return [(*row[1:6], place.get(row[6])) for row in rows]


FILLED = "money.filled"
"""Setting: the ledger holds what was done before there was one."""


def catch_up(session: Session) -> None:
    """Write down, once, what acts of before the ledger moved, and what records owe."""
    from db.reading import read
    from db.standings import write

    if office.setting(session.store, FILLED):
        return
    forms = [code for code, form in session.forms.items() if form.fees or form.sells]
    marks = ",".join("?" * len(forms))
    rows = session.store.rows(
        f"SELECT id FROM record WHERE code IN ({marks}) ORDER BY id", tuple(forms)
    )
    with session.store.write():
        for (record_id,) in rows:
            record = read(session, record_id)
            _book_before(session, record)
            again = read(session, record_id)
            write(session, record_id, again.form, again.standing, None, session.clock.now())
        office.put(session.store, FILLED, True, session.clock.now(), None)


def _book_before(session: Session, record: Record) -> None:
    if session.store.value("SELECT 1 FROM money WHERE record_id = ? LIMIT 1", (record.id,)):
        return
    rows = session.store.rows(
        "SELECT id, at, by, second FROM act WHERE record_id = ? ORDER BY position", (record.id,)
    )
    for position, row in enumerate(rows, 1):
        book(
            session, record.form, record.values, record.facts, record.acts[:position],
            Booking(record.id, *row),
        )  # fmt: skip
