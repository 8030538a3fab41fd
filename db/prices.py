"""The office's price list 有偿服务价格明细表: rows only ever added, each from a day on.

Defaults come from the declarations, once (`db.price_defaults`); afterwards the table alone decides.
A change needs the right "prices" and is journalled with the old and the new price
(docs/handbook.md §1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from db import journal
from db.errors import Refused
from db.models import PriceRow, insert
from db.session import Session
from db.store import Store
from forms import prices
from forms.prices import Priced
from forms.values import Invalid, amount, dates, text

ITEM, SECTION, MEASURE = 30, 12, 6
"""Longest names, in characters: what the counter notice has room for."""
STALE = "刚刚有人改过“{item}”的价格，现在显示的是改过的。请核对后再改"


@dataclass(frozen=True)
class Line:
    """An item as the list shows it: what holds on the day, what comes next.

    now: None before it is offered and once it no longer is · coming: the next change, None if none
    row: the last row there is of it, for `seen`
    """

    item: str
    section: str
    measure: str
    now: Priced | None
    coming: Priced | None
    row: int


@dataclass(frozen=True)
class Told:
    """A row of an item's history: the price, when it was set (UTC ms) and by whom ("" for the
    program's own); counts: False for one that a later row of its day undid."""

    price: Priced
    set_at: int
    set_by: str
    counts: bool


def rows(store: Store) -> list[Priced]:
    """Every price there ever was, in the order they were set."""
    found = store.rows("SELECT id, item, section, measure, amount, since FROM price ORDER BY id")
    return [Priced(*one) for one in found]


def effective(session: Session, day: date | None = None) -> Mapping[str, Priced]:
    """By item what is offered on the day (today), section by section.

    Every rule asks for it, so it is worked out once: prices are only ever added.
    """
    on = _iso(session, day)
    last = session.store.rows("SELECT * FROM price ORDER BY id DESC LIMIT 1")
    known = _WORKED_OUT.get(session.store)
    if known is None or known[0] != (on, last):
        known = (on, last), prices.offered(rows(session.store), on)
        _WORKED_OUT[session.store] = known
    return known[1]


_WORKED_OUT: WeakKeyDictionary[Store, tuple[tuple[str, Any], Mapping[str, Priced]]]
_WORKED_OUT = WeakKeyDictionary()  # by store: on which day, the last row, and what came of it


def lines(session: Session, day: date | None = None) -> list[Line]:
    """All items that are, were or will be offered, section by section."""
    every, at = rows(session.store), _iso(session, day)
    now, held = prices.offered(every, at), prices.latest(every, at)
    coming = prices.planned(every, at)
    ever: dict[str, Priced] = {}
    for one in sorted(every, key=lambda one: (one.since, one.row)):
        ever[one.item] = held.get(one.item, one)
    last = {one.item: one.row for one in every}
    sections: dict[str, int] = {}
    first: dict[str, int] = {}
    for one in every:
        sections.setdefault(one.section, one.row)
        first.setdefault(one.item, one.row)
    found = [
        Line(item, one.section, one.measure, now.get(item), coming.get(item), last[item])
        for item, one in ever.items()
    ]
    found.sort(key=lambda one: (sections[one.section], first[one.item]))
    return found


def in_force_since(session: Session, day: date | None = None) -> str | None:
    """The day from which the whole list is as it is on `day` (today)."""
    return prices.in_force_since(rows(session.store), _iso(session, day))


def history(session: Session, item: str) -> list[Told]:
    """Every price of an item, the latest day first."""
    found = session.store.rows(
        "SELECT p.id, p.item, p.section, p.measure, p.amount, p.since, p.set_at,"
        " ifnull(p.set_by || ' ' || s.name, '') FROM price p LEFT JOIN staff s ON s.no = p.set_by"
        " WHERE p.item = ? ORDER BY p.since DESC, p.id DESC",
        (item,),
    )
    days: set[str] = set()
    told = []
    for *price, at, by in found:
        one = Priced(*price)
        told.append(Told(one, at, by, one.since not in days))
        days.add(one.since)
    return told


def add(session: Session, typed: Mapping[str, object]) -> Priced:
    """A new item, or one offered again: typed item, section, measure, amount, since (a day).

    Refused with every problem at its key.
    """
    read = _read(session, typed, {
        "item": lambda raw: _words(raw, ITEM, "请填写项目"),
        "section": lambda raw: _words(raw, SECTION, "请填写分类，如 水电维修"),
        "measure": lambda raw: _words(raw, MEASURE, "请填写单位，如 次、个、张"),
        "amount": amount.clean,
    })  # fmt: skip
    with session.store.write():
        every = [one for one in rows(session.store) if one.item == read["item"]]
        held = prices.latest(every, read["since"]).get(read["item"])
        coming = prices.planned(every, read["since"])
        if coming or (held is not None and held.amount is not None):
            raise Refused({"item": f"价目表里已有“{read['item']}”，请直接改它的价格"})
        return put(session, held, **read)


def change(
    session: Session, item: str, typed: Mapping[str, object], seen: int | None = None
) -> Priced:
    """Another price of an item: typed amount and since (a day, not before today).

    seen: the item's last row as it was shown; Refused when somebody has set another since.
    """
    read = _read(session, typed, {"amount": amount.clean})
    return _next(session, item, read["amount"], read["since"], seen)


def withdraw(
    session: Session, item: str, typed: Mapping[str, object], seen: int | None = None
) -> Priced:
    """The item is no longer offered from a day on: typed since. What was planned for later does
    not come."""
    since = _read(session, typed, {})["since"]
    with session.store.write():
        later = [one for one in prices.changes(_of(session, item, seen)) if one.since > since]
        gone = _next(session, item, None, since, seen)
        for day in sorted({one.since for one in later}):
            held = prices.latest(_of(session, item, None), day)[item]
            put(session, held, item, held.section, held.measure, None, day)
        return gone


def call_off(session: Session, item: str, seen: int | None = None) -> list[Priced]:
    """What was planned for the item does not come: it stays as it is today."""
    session.require("prices", "改价目")
    today = session.now().date().isoformat()
    with session.store.write():
        every = _of(session, item, seen)
        now = prices.latest(every, today).get(item)
        coming = [one for one in prices.changes(every) if one.since > today]
        if not coming:
            raise Refused({"": f"“{item}”没有定好还没到日子的改动"})
        days = sorted({one.since for one in coming})
        pattern = now or coming[0]
        return [
            put(session, prices.latest(every, day).get(item), item, pattern.section,
                pattern.measure, now.amount if now else None, day)
            for day in days
        ]  # fmt: skip


def _next(
    session: Session, item: str, fen: int | None, since: str, seen: int | None
) -> Priced:
    with session.store.write():
        every = _of(session, item, seen)
        held = prices.latest(every, since).get(item)
        if held is not None and held.amount == fen:
            same = "已经不再提供" if fen is None else f"就是 {amount.pretty(fen)}"
            words = f"{dates.paper_day(since)}起“{item}”{same}"
            raise Refused({"since" if fen is None else "amount": words})
        pattern = held or every[-1]
        return put(session, held, item, pattern.section, pattern.measure, fen, since)


def _of(session: Session, item: str, seen: int | None) -> list[Priced]:
    """The item's rows; Refused if there are none, or more than were seen."""
    every = [one for one in rows(session.store) if one.item == item]
    if not every:
        raise Refused({"item": f"价目表里没有“{item}”"})
    if seen is not None and every[-1].row != seen:
        raise Refused({"": STALE.format(item=item)})
    return every


def put(
    session: Session, held: Priced | None, item: str, section: str, measure: str,
    amount: int | None, since: str, *, set_at: int | None = None, set_by: str | None = None,
) -> Priced:  # fmt: skip
    """Write another price of an item, None for no longer, from a day on, and journal it, inside the
    transaction at hand; whoever calls has asked for the right. held: what it is until then ·
    set_at, set_by: when (UTC ms) and by whom, else now and by the member."""
    by, now = set_by or session.member.no, session.clock.now()
    row = insert(
        session.store, PriceRow, item=item, section=section, measure=measure, amount=amount,
        since=since, set_at=set_at or now, set_by=by,
    )  # fmt: skip
    journal.append(session.store, now, by, "price", item, {
        "section": section, "measure": measure, "since": since,
        "old": held.amount if held else None, "new": amount,
    })  # fmt: skip
    return Priced(row, item, section, measure, amount, since)


def _read(
    session: Session, typed: Mapping[str, object], ways: Mapping[str, Callable[[Any], Any]]
) -> dict[str, Any]:
    """What was typed as it is kept, with the day; Refused with every problem."""
    session.require("prices", "改价目")
    today = session.now().date()
    found, problems = {}, {}
    for key, way in {**ways, "since": lambda raw: _since(raw, today)}.items():
        try:
            found[key] = way(typed.get(key, ""))
        except Invalid as invalid:
            problems[key] = str(invalid)
    if problems:
        raise Refused(problems)
    return found


def _words(raw: object, longest: int, missing: str) -> str:
    found = text.line(raw, longest=longest)
    if not found:
        raise Invalid(missing)
    return found


def _since(raw: object, today: date) -> str:
    found = dates.day(raw, today)
    if found < today.isoformat():
        raise Invalid("不能早于今天：已经收过的钱不再改")
    return found


def _iso(session: Session, day: date | None) -> str:
    return (day or session.now().date()).isoformat()
