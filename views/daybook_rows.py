"""The tables of the daybook as rows: totals, deposits, entries. Imports no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db import ledgers
from db.daybook import Daybook
from db.ledgers import Holding, Line
from db.session import Session
from forms.payment import METHODS
from forms.takings import WAYS, Total
from forms.values import amount


@dataclass(frozen=True)
class Table:
    """Headings with widths (px) and looks, rows of words and 分, and what each row stands for.

    columns: (heading, px at least, "text", "second", "figure" or "wide": takes the room that is
    left) · sum: what the others add up to
    """

    columns: tuple[tuple[str, int, str], ...]
    rows: tuple[tuple[str | int, ...], ...]
    keys: tuple[Any, ...]
    sum: tuple[str | int, ...] = ()


TOTALS = (
    ("收款人", 60, "second"), ("性质", 52, "text"), ("项目", 150, "wide"), ("款项", 44, "second"),
)
HOLDINGS = (
    ("原有", 88, "figure"), ("收", 88, "figure"), ("退", 88, "figure"),
    ("转收入", 88, "figure"), ("现有", 88, "figure"),
)  # fmt: skip
ENTRIES = (
    ("时间", 54, "second"), ("营业日", 52, "second"), ("性质", 60, "text"), ("收费项目", 66, "wide"),
    ("方式", 48, "text"), ("金额", 66, "figure"), ("房号", 62, "text"), ("单号", 124, "text"),
    ("收据", 60, "second"), ("收款人", 60, "second"),
)  # fmt: skip


def totals(found: Daybook) -> Table:
    """A row for each cashier, way and kind: what every method moved, money going out negative."""
    rows: list[tuple[str | int, ...]] = []
    keys: list[tuple[str, str, str]] = []
    methods = [
        method for method in METHODS
        if any(one.method == method and any(getattr(one, way) for way, _, _ in WAYS)
               for one in found.totals)
    ]
    groups: dict[tuple[str, str, str, str, int], list[Total]] = {}
    for one in found.totals:
        for order, (way, _, _) in enumerate(WAYS):
            if getattr(one, way):
                groups.setdefault((one.cashier, way, one.purse, one.kind, order), []).append(one)
    for key in sorted(groups, key=lambda key: (key[0], key[4], key[2], key[3])):
        cashier, way, purse, kind, order = key
        _, words, sign = WAYS[order]
        moved = [
            sign * sum(getattr(one, way) for one in groups[key] if one.method == method)
            for method in methods
        ]
        whole = sign * sum(getattr(one, way) for one in groups[key])
        rows.append((cashier, words, kind, purse, *moved, whole))
        keys.append((cashier, words, kind))
    net = [sum(one.net for one in found.totals if one.method == method) for method in methods]
    last: tuple[str | int, ...] = ("", "净收", "", "", *net, sum(net)) if rows else ()
    figures = (*((method, 60, "figure") for method in methods), ("合计", 76, "figure"))
    return Table((*TOTALS, *figures), tuple(rows), tuple(keys), last)


def holdings(found: Sequence[Holding], name: str, with_unit: bool) -> Table:
    """A row for each unit, person or day, and their sum where they add up."""
    of_whom = (("房号", 110, "second"),) if with_unit else ()
    columns = ((name, 150, "wide"), *of_whom, *HOLDINGS)
    rows = [_row(one, with_unit) for one in found]
    sums: tuple[str | int, ...] = ()
    if rows:
        figures = [_figures(one) for one in found]
        added = [sum(column) for column in zip(*figures, strict=True)]
        if name == "营业日":
            added[0], added[4] = figures[0][0], figures[-1][4]
        blank: tuple[str | int, ...] = ("",) if with_unit else ()
        sums = ("合计", *blank, *added)
    return Table(columns, tuple(rows), tuple(one.key for one in found), sums)


def _row(one: Holding, with_unit: bool) -> tuple[str | int, ...]:
    whose: tuple[str | int, ...] = (one.unit,) if with_unit else ()
    return (one.name, *whose, *_figures(one))


def _figures(one: Holding) -> tuple[int, ...]:
    moved = one.moved
    return moved.before, moved.taken, moved.refunded, moved.forfeited, moved.held


def entries(session: Session, found: Sequence[Line]) -> Table:
    """A row for each entry, the newest first; its key is the record's number. The business day
    is told where it is not always the day of the entry."""
    told = any(f"{session.local(one.at):%m-%d}" != one.day[5:] for one in found)
    rows: list[tuple[str | int, ...]] = [
        (
            f"{session.local(one.at):%m-%d %H:%M}", *([one.day[5:]] if told else []),
            ledgers.WORDS[one.way, bool(one.reversal)], one.what, one.method,
            _signed(one), one.unit, one.number, one.receipt, one.by,
        )
        for one in found
    ]  # fmt: skip
    columns = ENTRIES if told else (ENTRIES[0], *ENTRIES[2:])
    return Table(columns, tuple(rows), tuple(one.number for one in found))


def _signed(one: Line) -> int:
    """分, money going out negative; what was kept as it was entered."""
    return -one.amount if one.way == "refunded" else one.amount


def shown(row: Sequence[str | int]) -> tuple[str, ...]:
    """Amounts as on screen; none where nothing was moved."""
    return tuple(
        cell if isinstance(cell, str) else amount.pretty(cell) if cell else "" for cell in row
    )


def exported(row: Sequence[str | int]) -> list[Any]:
    """Amounts as cells of 元."""
    return [cell if isinstance(cell, str) else Decimal(cell).scaleb(-2) for cell in row]


Read = Callable[[Session], Table]
