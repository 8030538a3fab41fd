"""What the cashier's page lists: what is owed now, deposits held, receipts of a day.

Amounts are integer 分. Everything here reads only and is meant for a thread of its own; every list
runs along an index and comes in pieces, the newest first (docs/handbook.md §1, money).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from db import find, reading, receipts, secrecy
from db.money import CARRIES, HELD, carried, lineage_of
from db.reading import Record
from db.session import Session
from forms import life, money
from forms.acts import LAST, Effect
from forms.fees import Purse
from forms.fields import Kind

PIECE = 200
"""Lines of a list that are read at a time."""
NO_FEE = "应收"


@dataclass(frozen=True)
class Owed:
    """A record that can be paid now: what is outstanding as (fee, purse, 分), and since when.

    unit: its label, "" for none · who: who pays unless somebody else is named
    """

    id: int
    number: str
    title: str
    code: str
    unit: str
    who: str
    items: tuple[tuple[str, str, int], ...]
    since: datetime

    @property
    def amount(self) -> int:
        """All of it, 分."""
        return sum(fen for _, _, fen in self.items)


@dataclass(frozen=True)
class Held:
    """A deposit that is held for a record and those it replaced.

    number: of the record that it is given back on · amount: 分 · since: when it was first taken ·
    state: of that record · ready: whether it can be given back now
    """

    lineage: int
    id: int
    number: str
    title: str
    unit: str
    who: str
    amount: int
    since: datetime
    state: str
    ready: bool


@dataclass(frozen=True)
class Receipt:
    """A receipt: pad is the number of a hand-written one, "" for none; amounts in 分."""

    id: int
    number: str
    pad: str
    at: datetime
    unit: str
    payer: str
    total: int
    deposits: int
    method: str
    by: str
    state: str
    ended: bool
    paid_for: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A piece of a list; more: whether there is more after it."""

    lines: tuple[Any, ...]
    more: bool = False


def payable(session: Session) -> list[str]:
    """Codes of the forms whose fees the member may take."""
    return [
        code for code in session.forms
        if (pays := session.form(code).payment) and session.may(f"act:{code}:{pays.name}")
    ]


def owed(
    session: Session, *, code: str = "", words: str = "", unit: str = "",
    after: Owed | None = None, limit: int = PIECE,
) -> Found:  # fmt: skip
    """What can be taken now, the newest first; nothing whose payment has expired.

    code: of one form alone · words: as in the search box · unit: its label · after: the last line
    of the piece before
    """
    codes = [one for one in payable(session) if code in ("", one)]
    if not codes:
        return Found(())
    timed = [one for one in codes if (pays := session.form(one).payment) and pays.needs_valid]
    now = session.clock.now()
    source = "standing s INDEXED BY standing_owes"
    parts = [
        "s.owes > 0", secrecy.visible(session, "s.record_id"), f"s.code IN ({_marks(codes)})",
        f"(s.valid_until IS NULL OR s.valid_until > ? OR s.code NOT IN ({_marks(timed)}))",
    ]
    asked: list[Any] = [*codes, now, *timed]
    if words.strip():
        expression = find.expression(session, words)
        if not expression or not session.may("see:records"):
            return Found(())
        source = "record_words w CROSS JOIN standing s ON s.record_id = w.rowid"
        parts.insert(0, "w.record_words MATCH ?")
        asked.insert(0, expression)
    if unit:
        source = source.replace(" INDEXED BY standing_owes", "")
        parts.append("s.unit_id = (SELECT id FROM unit WHERE label = ?)")
        asked.append(unit)
    if after is not None:
        parts.append("(s.issued_at, s.record_id) < (?, ?)")
        asked += [session.instant(after.since), after.id]
    rows = session.store.rows(
        f"SELECT s.record_id, s.owes FROM {source} WHERE {' AND '.join(parts)}"
        " ORDER BY s.issued_at DESC, s.record_id DESC LIMIT ?",
        (*asked, limit + 1),
    )
    return Found(tuple(_lines(session, dict(rows[:limit]))), len(rows) > limit)


def _lines(session: Session, owes: Mapping[int, int]) -> list[Owed]:
    """The lines of records that owe so much, those that can be paid at this moment."""
    return [
        _owed(session, record, owes[record.id]) for record in reading.glance(session, list(owes))
        if record.form.payment and record.form.payment.name in record.seen.open
    ]  # fmt: skip


def lines_of(session: Session, numbers: Sequence[str]) -> Found:
    """Those of the records that can be paid now, as the list shows them."""
    rows = session.store.rows(
        "SELECT r.id, s.owes FROM record r JOIN standing s ON s.record_id = r.id"
        f" WHERE s.owes > 0 AND r.number IN ({_marks(numbers)})", tuple(numbers),
    )  # fmt: skip
    return Found(tuple(_lines(session, dict(rows))))


def open_of(session: Session, numbers: Sequence[str]) -> list[str]:
    """Which of the records can still be paid."""
    return [one.number for one in lines_of(session, numbers).lines]


def _owed(session: Session, record: Record, owes: int) -> Owed:
    """A line of the list; the fees one by one as far as the record alone says what they come to."""
    bare = record.facts
    if record.replaces:  # whether a deposit came over with what it replaces
        lineage = lineage_of(session, record.id)
        bare = replace(bare, carried=carried(session, record.id, lineage))
    facts = life.known(record.form, record.values, bare, record.acts)
    items = money.shares(record.form, record.values, facts, facts.paid or 0, facts.deposited)
    if sum(fen for _, _, fen in items) != owes:
        items = ((NO_FEE, Purse.INCOME, owes),)
    payer = receipts.payer_of(record)
    return Owed(
        record.id, record.number, record.form.title, record.code, _unit(record),
        payer["name"] if payer else _person(record),
        tuple((what, purse.value, fen) for what, purse, fen in items), record.issued_at,
    )  # fmt: skip


def held(session: Session, *, words: str = "", unit: str = "", limit: int = PIECE) -> Found:
    """Deposits that are held: those that can be given back now first, then the newest.

    words: as in the search box, of any record of the chain · unit: its label
    """
    more, asked = "", []
    if words.strip():
        expression = find.expression(session, words)
        if not expression or not session.may("see:records"):
            return Found(())
        more = (
            " AND m.lineage IN (SELECT lineage FROM money WHERE record_id IN"
            " (SELECT rowid FROM record_words WHERE record_words MATCH ?))"
        )
        asked.append(expression)
    if unit:
        more += " AND m.lineage IN (SELECT lineage FROM money WHERE unit_id ="
        more += " (SELECT id FROM unit WHERE label = ?))"
        asked.append(unit)
    rows = session.store.rows(
        "WITH RECURSIVE kept AS ("
        f" SELECT m.lineage, {HELD} AS fen FROM money m"
        f" WHERE m.purse = ?{more} GROUP BY m.lineage HAVING fen > 0),"
        " chain(lineage, fen, id) AS (SELECT lineage, fen, lineage FROM kept"
        " UNION ALL SELECT c.lineage, c.fen, r.id FROM chain c JOIN record r"
        f" ON r.replaces = c.id AND {CARRIES}),"
        " last AS (SELECT lineage, fen, max(id) AS id FROM chain GROUP BY lineage)"
        " SELECT l.lineage, l.fen, l.id, (SELECT min(at) FROM money m WHERE"
        " m.lineage = l.lineage AND m.purse = ?), EXISTS (SELECT 1 FROM json_each(s.next) n"
        f" WHERE s.code || ':' || n.value IN ({_marks(_refunds(session))})) AS ready"
        " FROM last l JOIN standing s ON s.record_id = l.id"
        f" WHERE {secrecy.visible(session, 'l.id')}"
        " ORDER BY ready DESC, l.id DESC LIMIT ?",
        (Purse.DEPOSIT.value, *asked, Purse.DEPOSIT.value, *_refunds(session), limit + 1),
    )
    known = {one.id: one for one in reading.glance(session, [row[2] for row in rows[:limit]])}
    return Found(
        tuple(
            _held(session, known[row_id], lineage, amount, since, bool(ready))
            for lineage, amount, row_id, since, ready in rows[:limit]
        ),
        len(rows) > limit,
    )


def _refunds(session: Session) -> list[str]:
    """The acts that give a deposit back, as code:name."""
    return [
        f"{code}:{act.name}" for code in session.forms for act in session.form(code).acts
        if act.effect is Effect.REFUND
    ]


def _held(
    session: Session, record: Record, lineage: int, amount: int, since: int, ready: bool
) -> Held:
    return Held(
        lineage, record.id, record.number, record.form.title, _unit(record), _person(record),
        amount, session.local(since), record.seen.state, ready,
    )  # fmt: skip


def taken(
    session: Session, *, day: date | None = None, words: str = "", limit: int = PIECE
) -> Found:
    """Receipts, the newest first: those of a day, or all that the words find by whatever day."""
    form = receipts.form_of(session)
    if form is None:
        return Found(())
    if words.strip():
        expression = find.expression(session, words)
        if not expression or not session.may("see:records"):
            return Found(())
        rows = session.store.rows(
            "SELECT r.id FROM record_words w CROSS JOIN record r ON r.id = w.rowid"
            " WHERE w.record_words MATCH ? AND r.code = ? ORDER BY w.rowid DESC LIMIT ?",
            (expression, form.code, limit + 1),
        )
    else:
        rows = session.store.rows(
            "SELECT id FROM record WHERE issued_day = ? AND code = ? ORDER BY id DESC LIMIT ?",
            ((day or session.now().date()).isoformat(), form.code, limit + 1),
        )
    found = reading.glance(session, [row_id for (row_id,) in rows[:limit]])
    return Found(tuple(_receipt(one) for one in found), len(rows) > limit)


def _receipt(record: Record) -> Receipt:
    values: Mapping[str, Any] = record.values
    lines = values.get(record.form.settles or "", ())
    return Receipt(
        record.id, record.number, values.get("pad") or "", record.issued_at, _unit(record),
        _person(record), values.get("total") or 0, values.get("deposits") or 0,
        values.get("method") or "", record.issued_by.words, record.seen.state,
        record.standing.ended, tuple(line["record"] for line in lines),
    )  # fmt: skip


def _unit(record: Record) -> str:
    key = record.form.unit_field
    return str(record.values.get(key) or "") if key else ""


def _person(record: Record) -> str:
    """The first person that the record names."""
    for field in record.form.fields:
        value = record.values.get(field.key)
        if field.kind is Kind.PERSON and isinstance(value, Mapping):
            return str(value.get("name") or "")
    return ""


def _marks(some: Sequence[Any]) -> str:
    return ",".join("?" * len(some))


@dataclass(frozen=True)
class Next:
    """What comes after a payment: the record, its form's title, the act and who does it."""

    number: str
    title: str
    act: str
    roles: tuple[str, ...]


def following(session: Session, numbers: Sequence[str]) -> list[Next]:
    """The next step of each of the records that has one."""
    found = []
    for number in numbers:
        record = reading.load(session, number, missing_ok=True)
        if record is None:
            continue
        for name in record.seen.open:
            act = record.form.act(name)
            if not act.as_needed and act.effect not in LAST and name not in record.done:
                found.append(Next(number, record.form.title, name, act.roles))
                break
    return found
