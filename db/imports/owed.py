"""What rows say is owed: a line for each unit and month, a column for each month, or a total."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.imports import months
from db.imports.headings import IN_MONTH, bare, month_in
from db.imports.lines import Bad, Reading
from db.imports.months import Period
from db.imports.tables import Row, Table, text_of
from db.imports.workbook import Cell
from forms.values import Invalid, amount

_SUMS = frozenset("合计 总计 小计 金额 合计金额 总金额 物业费 管理费 物业管理费 物业服务费".split())
_SUM_LINES = frozenset("小计 合计 总计 本户小计 本户合计 户小计 户合计".split())
_ALL_OF_IT = re.compile("累计|合计|总|共")
_NOTHING = re.compile(r"[-—–－/\\*.。√ ]*|无|已缴|已交|已收|已付|缴清|交清|结清|不欠")


@dataclass(frozen=True)
class Debt:
    """A row of a statement. label: canonical as written · item: what the debt is for, "" unsaid
    by_month: 分 of each period, without those of 0 · total: 分 of all, None unsaid
    months: how many, None unsaid · billed: 分 that were to be paid, None unsaid"""

    table: Table
    row: Row
    label: str
    item: str
    by_month: Mapping[Period, int]
    total: int | None
    months: int | None
    billed: int | None = None


class Layout:
    """How a table tells what is owed. day: of the statement

    wide: the columns of each month · sums: columns that only mean a debt because the table is
    about that · month: of all rows, from the title
    """

    def __init__(self, table: Table, day: date) -> None:
        self.table, self.day = table, day
        self.wide = _wide(table, day)
        self.sums = _sums(table)
        self.year = months.told_year(table.title)
        self.month = None if table.columns("month") else _of_title(table, self.sums, day)
        self.columns = {field: table.columns(field) for field in ("owed", "billed", "paid")}


def read(layout: Layout, row: Row) -> Debt | Bad | None:
    """What a row says is owed, or everything that is wrong with it; None for a sum and for
    another fee than 管理费."""
    table = layout.table
    one = Reading(table, row, layout.day)
    item = text_of(one.cell(table.columns("item"))[0])
    if not _SUM_LINES.isdisjoint(row.texts):
        return None
    if item and not re.search("物业|管理", item):
        return None
    label = one.label()
    total = _owed(one, layout.columns)
    count = one.tidy(table.columns("months"), _count)
    if total is None:
        total = _money(one, layout.sums)
    by_month = {period: _owed(one, own) or 0 for period, own in layout.wide.items()}
    if by_month:
        if total is not None and total != sum(by_month.values()) and not one.problems:
            one.problems.append(_differs(total, sum(by_month.values())))
        total = None
    else:
        period = _period(one, layout)
        if period is not None:
            by_month, total = {period: total or 0}, None
    if one.problems:
        return one.bad(label)
    kept = {period: fen for period, fen in by_month.items() if fen}
    billed = [_money(one, own.get("billed", ())) for own in (layout.columns, *layout.wide.values())]
    said = [fen for fen in billed if fen is not None]
    return Debt(table, row, label, item, kept, total, count, sum(said) if said else None)


def _differs(total: int, parts: int) -> str:
    return f"合计 {amount.pretty(total)} 与各月相加 {amount.pretty(parts)} 不一样"


def money(cell: Cell) -> int:
    """分 of a cell in yuan; less than nothing (paid in advance) is nothing owed."""
    if isinstance(cell, bool):
        raise Invalid("请填金额")
    if isinstance(cell, int | float):
        return max(0, amount.clean(round(cell * 100)) if cell > 0 else 0)
    written = text_of(cell)
    if _NOTHING.fullmatch(written):
        return 0
    if re.fullmatch(r"[-－][0-9.,]+元?", written):
        return 0
    return amount.clean(written)


def _money(one: Reading, columns: Sequence[int]) -> int | None:
    """The first amount of these columns, None without one; a problem is noted. Unlike elsewhere a
    question mark is not nothing."""
    for at in columns:
        cell = one.row.cells[at]
        if text_of(cell):
            try:
                return money(cell)
            except Invalid as invalid:
                one.problems.append(f"{one.table.headings[at].strip()}：{invalid}")
    return None


def _count(cell: Cell) -> int:
    written = re.sub("个?月$|期$", "", text_of(cell))
    if not re.fullmatch("[0-9]{1,3}", written):
        raise Invalid("请填几个月，如 3")
    return int(written)


def _owed(one: Reading, columns: Mapping[str, Sequence[int]]) -> int | None:
    """What is owed of these columns: 欠费, else 应收 less 已收; None where they say nothing."""
    said = {field: _money(one, own) for field, own in columns.items() if own}
    told = said.get("owed")
    if columns.get("billed") and columns.get("paid"):
        rest = max(0, (said["billed"] or 0) - (said["paid"] or 0))
        if told is not None and told != rest and not one.problems:
            one.problems.append(
                f"欠费 {amount.pretty(told)} 与应收减已收 {amount.pretty(rest)} 不一样"
            )
        return rest if columns.get("owed") is None or told is None else told
    return int(told) if told is not None else None


def _sums(table: Table) -> tuple[int, ...]:
    return tuple(
        at for at, words in enumerate(table.headings)
        if bare(words) in _SUMS and at not in table.meanings
    )[:1]  # fmt: skip


def _period(one: Reading, layout: Layout) -> Period | None:
    """The months of a row, from its column or the table's title; None for a total."""
    columns = layout.table.columns("month")
    if not columns:
        return layout.month
    cell, heading = one.cell(columns)
    try:
        if cell == "":
            raise Invalid("没有写月份")
        return months.read(cell, layout.year, layout.day)
    except Invalid as invalid:
        one.problems.append(f"{heading}：{invalid}" if heading else str(invalid))
        return None


def _of_title(table: Table, sums: Sequence[int], day: date) -> Period | None:
    heads = [table.headings[at] for at in (*table.columns("owed"), *sums)]
    if table.columns("months") or any(_ALL_OF_IT.search(words) for words in heads):
        return None
    own = months.told_month(table.page.name, day)
    return own or months.told_month(table.title, day)


def _wide(table: Table, day: date) -> Mapping[Period, Mapping[str, tuple[int, ...]]]:
    """The columns of each month of a wide table, years worked out where only months stand."""
    found = {
        at: month_in(table.headings[at]) for at, one in table.meanings.items()
        if one.field == IN_MONTH
    }  # fmt: skip
    said = [(at, *one) for at, one in found.items() if one is not None]
    years = _years([(year, month) for _, year, month, _ in said], table.title, day)
    wide: dict[Period, dict[str, tuple[int, ...]]] = {}
    for (at, _, month, field), year in zip(said, years, strict=True):
        real = 10 if _lost_zero(table, at, said) else month
        own = wide.setdefault(months.at(year, real), {})
        own[field] = (*own.get(field, ()), at)
    return wide


def _lost_zero(table: Table, at: int, said: Sequence[tuple[int, int | None, int, str]]) -> bool:
    """Whether a heading 2026.1 was 2026.10 before the table program made a number of it: it
    stands after September."""
    before = [month for other, _, month, _ in said if other < at]
    lost = re.fullmatch(r"20[0-9]{2}\.1", table.headings[at].strip())
    return bool(lost and before and before[-1] == 9)


def _years(
    said: Sequence[tuple[int | None, int]], title: str, day: date
) -> list[int]:
    """A year for each month: the one written, else the title's only one, else back from the last
    month, which is not after the statement's day."""
    own = months.told_year(title)
    rising = all(one[1] <= other[1] for one, other in zip(said, said[1:], strict=False))
    found: list[int] = []
    year, after = day.year, 13
    for told, month in reversed(said):
        if told is not None:
            year = told
        elif own is not None and rising:
            year = own
        elif not found:
            year = months.year_before(month, day)
        elif month > after:
            year -= 1
        found.append(year)
        after = month
    return found[::-1]
