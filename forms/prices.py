"""The price list 有偿服务价格明细表: what a service costs from which day (docs/handbook.md §1).

Defaults are declared where the work is (`PriceList`); the office's own prices are rows that are
only ever added, each from a day on (`Priced`). What holds on a day is worked out from them here.
Amounts are integer 分, days ISO in the office's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from forms.fields import WrongDeclaration


@dataclass(frozen=True)
class Price:
    """One line of a declared list: item, unit of measure (次, 个, 小时, 平方米, 张), 分."""

    item: str
    measure: str
    amount: int

    def __post_init__(self) -> None:
        whole = isinstance(self.amount, int) and not isinstance(self.amount, bool)
        if not (self.item and self.measure and whole and self.amount >= 0):
            raise WrongDeclaration(f"价目 {self.item!r}：须有项目、单位和不小于 0 的金额（分）")


@dataclass(frozen=True)
class PriceList:
    """Default prices [C] of one section of the list, in the order in which they are shown.

    menu: place among the sections · formerly: setting {item: 分} that was the office's own list
    before prices had days
    """

    section: str
    prices: tuple[Price, ...]
    menu: int = 50
    formerly: str = ""


@dataclass(frozen=True)
class Priced:
    """A price of an item from a day on, until the next one; the later row of the same day counts.

    amount: 分, None: no longer offered · row: its number, in the order they were set
    """

    row: int
    item: str
    section: str
    measure: str
    amount: int | None
    since: str


def one_list(lists: Iterable[PriceList]) -> tuple[PriceList, ...]:
    """The lists in their order, once it is sure that no item stands in them twice; raises
    WrongDeclaration."""
    found = tuple(sorted(lists, key=lambda one: (one.menu, one.section)))
    items = [price.item for one in found for price in one.prices]
    twice = sorted({item for item in items if items.count(item) > 1})
    if twice:
        raise WrongDeclaration(f"价目里写了两次：{'、'.join(twice)}")
    return found


def latest(rows: Iterable[Priced], day: str) -> dict[str, Priced]:
    """By item the row that holds on the day, also of what is no longer offered."""
    found: dict[str, Priced] = {}
    for one in rows:
        if one.since <= day:
            before = found.get(one.item)
            if before is None or _place(before) < _place(one):
                found[one.item] = one
    return found


def offered(rows: Iterable[Priced], day: str) -> dict[str, Priced]:
    """By item what is offered on the day, section by section, in the order they were first set."""
    rows = tuple(rows)
    sections: dict[str, int] = {}
    items: dict[str, int] = {}
    for one in sorted(rows, key=lambda one: one.row):
        sections.setdefault(one.section, one.row)
        items.setdefault(one.item, one.row)
    held = [one for one in latest(rows, day).values() if one.amount is not None]
    held.sort(key=lambda one: (sections[one.section], items[one.item]))
    return {one.item: one for one in held}


def by_section(priced: Iterable[Priced]) -> dict[str, tuple[str, ...]]:
    """The items of each section, both in the order given."""
    found: dict[str, tuple[str, ...]] = {}
    for one in priced:
        found[one.section] = (*found.get(one.section, ()), one.item)
    return found


def changes(rows: Iterable[Priced]) -> Iterator[Priced]:
    """The rows of one item that really changed something, by day: a row that a later one of its
    day undid, and one that says what held already, are left out."""
    by_day: dict[str, Priced] = {}
    for one in sorted(rows, key=_place):
        by_day[one.since] = one
    before: Priced | None = None
    for one in by_day.values():
        if _said(before) != _said(one):
            yield one
        before = one


def planned(rows: Iterable[Priced], day: str) -> dict[str, Priced]:
    """By item the next change after the day."""
    found: dict[str, Priced] = {}
    for item, own in _by_item(rows).items():
        coming = next((one for one in changes(own) if one.since > day), None)
        if coming is not None:
            found[item] = coming
    return found


def in_force_since(rows: Iterable[Priced], day: str) -> str | None:
    """The day from which the whole list is as it is on `day`; None before there was one."""
    days = [one.since for own in _by_item(rows).values() for one in changes(own)]
    return max((one for one in days if one <= day), default=None)


def _by_item(rows: Iterable[Priced]) -> Mapping[str, list[Priced]]:
    found: dict[str, list[Priced]] = {}
    for one in rows:
        found.setdefault(one.item, []).append(one)
    return found


def _place(one: Priced) -> tuple[str, int]:
    return one.since, one.row


def _said(one: Priced | None) -> tuple[object, ...]:
    """What people see of a row: nothing of one that is not offered."""
    return (one.section, one.measure, one.amount) if one and one.amount is not None else ()
