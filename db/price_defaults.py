"""The declared prices, put into a store once, when it first meets them.

What an office changes or withdraws afterwards is its own; a declared price never comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from db import journal
from db.models import PriceRow, insert
from db.office import put, setting
from db.store import Store
from forms import PRICE_LISTS
from forms.prices import PriceList

MET = "office.prices"
"""Setting: the declared items that the store has met."""
MEASURE = "次"
"""Of an item of the office's former list that no declaration knows."""


def meet(
    store: Store, now: int, day: date, lists: Sequence[PriceList] = PRICE_LISTS
) -> None:
    """Put in the declared prices that the store has not met, from `day` on; changes nothing else.

    now: the instant (UTC ms). Where the office kept a list of its own as a setting
    (`PriceList.formerly`) its prices come instead, and the setting goes.
    """
    met = set(setting(store, MET) or ())
    fresh = [one for one in lists if any(price.item not in met for price in one.prices)]
    if not fresh:
        return
    declared = {price.item for one in lists for price in one.prices}
    with store.write() as db:
        there = {item for (item,) in store.rows("SELECT DISTINCT item FROM price")}
        added: dict[str, int] = {}
        for one in fresh:
            former = setting(store, one.formerly) if one.formerly else None
            for item, measure, amount in _wanted(one, former, declared):
                if item not in there | met | set(added):
                    added[item] = amount
                    insert(
                        store, PriceRow, item=item, section=one.section, measure=measure,
                        amount=amount, since=day.isoformat(), set_at=now,
                    )  # fmt: skip
        for key in {one.formerly for one in fresh if one.formerly}:
            db.execute_sql("DELETE FROM setting WHERE key = ?", (key,))
        put(store, MET, sorted(met | declared), now, None)
        journal.append(
            store, now, None, "prices.met", None, {"since": day.isoformat(), "new": added}
        )


def _wanted(
    one: PriceList, former: Mapping[str, int] | None, declared: Iterable[str]
) -> Iterator[tuple[str, str, int]]:
    """Item, unit and 分 of a section: the declared ones, or those of the office's former list."""
    if not former:
        yield from ((price.item, price.measure, price.amount) for price in one.prices)
        return
    measures = {price.item: price.measure for price in one.prices}
    for item, amount in former.items():
        if item in measures or item not in declared:
            yield item, measures.get(item, MEASURE), amount
