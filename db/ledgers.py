"""The ledger read at any instant: totals, deposits by unit, person, day and chain, entries.

Pure reads over the table `money`; amounts are integer 分. What is held is always before + taken −
refunded − forfeited, reversals taken off, however it is laid out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.session import Session
from forms.fields import Field, Kind
from forms.takings import Deposits, Total

DEPOSIT = "押金"


@dataclass(frozen=True)
class Scope:
    """Which entries: business days first to last, rows after `after`, one cashier (a number)."""

    first: date | None = None
    last: date | None = None
    after: int = 0
    cashier: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The condition over rows `m` and its values."""
        found: list[tuple[str, Any]] = [
            ("m.day >= ?", self.first and self.first.isoformat()),
            ("m.day <= ?", self.last and self.last.isoformat()),
            ("m.id > ?", self.after or None),
            ("m.by = ?", self.cashier),
        ]
        used = [(words, value) for words, value in found if value is not None]
        return " AND ".join(["1", *(words for words, _ in used)]), [value for _, value in used]


def _sum(way: str, back: bool) -> str:
    undone = "NOT NULL" if back else "NULL"
    return (
        f"ifnull(sum(CASE WHEN m.way = '{way}' AND m.reverses IS {undone} THEN abs(m.amount) END),"
        " 0)"
    )


_WAYS = [(way, back) for way in ("taken", "refunded", "forfeited") for back in (False, True)]


def totals(session: Session, scope: Scope) -> tuple[Total, ...]:
    """What was moved, by cashier, fee and method."""
    where, values = scope.where()
    rows = session.store.rows(
        "SELECT m.by || ' ' || s.name, r.code, m.purse, m.what, m.method,"
        f" {', '.join(_sum(*one) for one in _WAYS)}"
        " FROM money m JOIN record r ON r.id = m.record_id JOIN staff s ON s.no = m.by"
        f" WHERE {where} GROUP BY m.by, r.code, m.purse, m.what, m.method"
        " ORDER BY m.by, r.code, m.purse, m.what, m.method",
        tuple(values),
    )
    return tuple(
        Total(cashier, code, _title(session, code), purse, what, method, *sums)
        for cashier, code, purse, what, method, *sums in rows
    )


def _title(session: Session, code: str) -> str:
    form = session.forms.get(code)
    return form.title if form else code


def deposits(session: Session, scope: Scope) -> Deposits:
    """Deposits of all over the scope; `before` is of everybody, whatever the cashier."""
    where, values = scope.where()
    sums = _deposit_sums(session, where, values)
    early: list[tuple[str, Any]] = []
    if scope.first:
        early.append(("m.day < ?", scope.first.isoformat()))
    if scope.after:
        early.append(("m.id <= ?", scope.after))
    if not early:
        return Deposits(0, *sums)
    condition = " AND ".join(words for words, _ in early)
    taken, refunded, forfeited = _deposit_sums(session, condition, [one for _, one in early])
    return Deposits(taken - refunded - forfeited, *sums)


def _deposit_sums(session: Session, where: str, values: list[Any]) -> tuple[int, int, int]:
    ((taken, refunded, forfeited),) = session.store.rows(
        f"SELECT {', '.join(_moved(way) for way in _NAMES)} FROM money m"
        f" WHERE m.purse = '{DEPOSIT}' AND {where}",
        tuple(values),
    )
    return taken, refunded, forfeited


_NAMES = ("taken", "refunded", "forfeited")


def _moved(way: str, where: str = "1") -> str:
    return f"ifnull(sum(CASE WHEN m.way = '{way}' AND {where} THEN m.amount END), 0)"


def receipts(session: Session, scope: Scope) -> tuple[int, int]:
    """How many receipts took money, and on how many it was taken back."""
    where, values = scope.where()
    ((made, back),) = session.store.rows(
        "SELECT count(DISTINCT CASE WHEN m.reverses IS NULL THEN m.receipt_id END),"
        " count(DISTINCT CASE WHEN m.reverses IS NOT NULL THEN m.receipt_id END)"
        f" FROM money m WHERE m.way = 'taken' AND {where}",
        tuple(values),
    )
    return made, back


@dataclass(frozen=True)
class Holding:
    """Deposits of a unit, a person, a day or a chain: `key` finds its entries, `name` is read."""

    key: str
    name: str
    unit: str
    moved: Deposits


def by_chain(
    session: Session, first: date | None = None, last: date | None = None
) -> list[Holding]:
    """Deposits by chain of records that replace each other, under the first one's number."""
    return [
        Holding(str(lineage), number, unit, moved)
        for lineage, number, unit, moved in _chains(session, first, last)
    ]


def by_unit(
    session: Session, first: date | None = None, last: date | None = None
) -> list[Holding]:
    """Deposits by unit; those of no unit under ""."""
    found = [
        Holding(unit, unit or "没有房号", unit, moved)
        for _, _, unit, moved in _chains(session, first, last)
    ]
    return _together(found)


def by_person(
    session: Session, first: date | None = None, last: date | None = None
) -> list[Holding]:
    """Deposits by who paid them, as the member may see it; who cannot be told stays in one line."""
    payers = _payers(session)
    found = []
    for lineage, _, unit, moved in _chains(session, first, last):
        key, name = payers.get(lineage, ("", "（未登记）"))
        found.append(Holding(key, name, unit, moved))
    return _together(found)


def by_day(session: Session, first: date | None = None, last: date | None = None) -> list[Holding]:
    """Deposits day by day, what is held at the end of each going on to the next."""
    rows = session.store.rows(
        f"SELECT m.day, {', '.join(_moved(way) for way in _NAMES)} FROM money m"
        f" WHERE m.purse = '{DEPOSIT}' GROUP BY m.day ORDER BY m.day"
    )
    found, held = [], 0
    for day, taken, refunded, forfeited in rows:
        moved = Deposits(held, taken, refunded, forfeited)
        held = moved.held
        if (not first or day >= first.isoformat()) and (not last or day <= last.isoformat()):
            found.append(Holding(day, day, "", moved))
    return found


_Chain = tuple[int, str, str, Deposits]


def _chains(session: Session, first: date | None, last: date | None) -> list[_Chain]:
    """(lineage, number, unit's label or "", deposits) of every chain that has any."""
    start = first.isoformat() if first else ""
    sums = [_moved(way, "m.day >= ?") for way in _NAMES]
    before = "ifnull(sum(CASE WHEN m.day < ? THEN CASE m.way WHEN 'taken' THEN m.amount"
    before += " ELSE -m.amount END END), 0)"
    rows = session.store.rows(
        f"SELECT m.lineage, r.number, ifnull(u.label, ''), {before}, {', '.join(sums)}"
        " FROM money m JOIN record r ON r.id = m.lineage LEFT JOIN unit u ON u.id = r.unit_id"
        f" WHERE m.purse = '{DEPOSIT}' AND m.day <= ? GROUP BY m.lineage ORDER BY r.id",
        (start, start, start, start, last.isoformat() if last else "9999-12-31"),
    )
    found = [(lineage, number, unit, Deposits(*sums)) for lineage, number, unit, *sums in rows]
    return [one for one in found if one[3] != Deposits()]


def _together(found: Iterable[Holding]) -> list[Holding]:
    """Holdings of the same key added up, by key; units of a person named after one another."""
    added: dict[str, Holding] = {}
    for one in found:
        known = added.get(one.key)
        if known is None:
            added[one.key] = one
            continue
        a, b = known.moved, one.moved
        units = dict.fromkeys(filter(None, (*known.unit.split("、"), one.unit)))
        added[one.key] = Holding(
            one.key, known.name, "、".join(units),
            Deposits(a.before + b.before, a.taken + b.taken, a.refunded + b.refunded,
                     a.forfeited + b.forfeited),
        )  # fmt: skip
    return [added[key] for key in sorted(added)]


def _payers(session: Session) -> dict[int, tuple[str, str]]:
    """By lineage who paid its deposit last: a key that tells people apart, the name as seen."""
    asked = _asked(session)
    rows = session.store.rows(
        "SELECT m.lineage, r.code, p.path, p.value FROM money m JOIN record r ON r.id = m.record_id"
        " JOIN personal p ON p.record_id = m.record_id AND p.act_id = m.act_id"
        f" WHERE m.purse = '{DEPOSIT}' AND m.way = 'taken' AND m.reverses IS NULL ORDER BY m.id"
    )
    found = {}
    for lineage, code, path, value in rows:
        field = asked.get(code)
        if field is None or field.key != path:
            continue
        person = json.loads(value)
        seen = session.seen(field, person)
        name = seen.get("name", "") if isinstance(seen, dict) else str(seen)
        found[lineage] = (value, name)
    return found


def _asked(session: Session) -> dict[str, Field]:
    """By form the field that says who pays."""
    found = {}
    for code, form in session.forms.items():
        asked = form.payment.fields if form.payment else ()
        person = next((one for one in asked if one.kind is Kind.PERSON), None)
        if person is not None:
            found[code] = person
    return found


@dataclass(frozen=True)
class Line:
    """An entry of the ledger: UTC ms, ISO day, number of its record and of its receipt, unit's
    label, way, purse, fee, 分 (negative where it takes back), method, who and who second, 1 for a
    reversal."""

    id: int
    at: int
    day: str
    number: str
    receipt: str
    unit: str
    way: str
    purse: str
    what: str
    amount: int
    method: str
    by: str
    second: str
    reversal: int


WORDS = {
    ("taken", False): "收款", ("taken", True): "冲红", ("refunded", False): "退押金",
    ("refunded", True): "退款冲正", ("forfeited", False): "押金转收入",
    ("forfeited", True): "转收入冲正",
}  # fmt: skip
"""What an entry is called: way, and whether it takes one back."""

MOST = 2000
"""Entries that one look gives at most, the newest."""


def entries(
    session: Session,
    scope: Scope = Scope(),
    *,
    deposits_only: bool = False,
    unit: str | None = None,
    lineages: Iterable[int] | None = None,
    limit: int = MOST,
) -> list[Line]:
    """Entries, newest first. unit: of the chain's first record, "" for none."""
    where, values = scope.where()
    if deposits_only:
        where += f" AND m.purse = '{DEPOSIT}'"
    if unit is not None:
        where += " AND ifnull(lu.label, '') = ?"
        values.append(unit)
    if lineages is not None:
        where += " AND m.lineage IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(lineages)))
    rows = session.store.rows(
        "SELECT m.id, m.at, m.day, r.number, ifnull(c.number, ''), ifnull(u.label, ''), m.way,"
        " m.purse, m.what, m.amount, m.method, m.by || ' ' || s.name, ifnull(m.second, ''),"
        " m.reverses IS NOT NULL FROM money m JOIN record r ON r.id = m.record_id"
        " JOIN staff s ON s.no = m.by LEFT JOIN record c ON c.id = m.receipt_id"
        " LEFT JOIN unit u ON u.id = m.unit_id JOIN record l ON l.id = m.lineage"
        f" LEFT JOIN unit lu ON lu.id = l.unit_id WHERE {where} ORDER BY m.id DESC LIMIT ?",
        (*values, limit),
    )
    return [Line(*row) for row in rows]


def chains_of(session: Session, person: str) -> list[int]:
    """The chains whose deposit a person (`by_person`'s key) paid; "" for those of nobody known."""
    payers = _payers(session)
    if person:
        return [lineage for lineage, (key, _) in payers.items() if key == person]
    rows = session.store.rows(f"SELECT DISTINCT lineage FROM money WHERE purse = '{DEPOSIT}'")
    return [lineage for (lineage,) in rows if lineage not in payers]


def cashiers(session: Session) -> list[tuple[str, str]]:
    """(number, "1010 钱芳") of everybody who ever moved money."""
    rows = session.store.rows(
        "SELECT no, no || ' ' || name FROM staff WHERE no IN (SELECT DISTINCT by FROM money)"
        " ORDER BY no"
    )
    return [(no, words) for no, words in rows]
