"""A report: rows and columns of numbers of a period, what was there before, what is behind a row.

Plain values: the page, the paper, the Excel sheet and the command line show the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from forms.periods import Days
from forms.tallies import THOUSANDTHS

TEXT, COUNT, MONEY, PERCENT, DAYS, QUANTITY = (
    "text", "count", "money", "percent", "days", "quantity",
)
Value = str | int | float | None
"""Words; a count; 分; percent; days on average; thousandths. None where there is nothing to say."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, what kind of value stands in it."""

    label: str
    look: str = COUNT


@dataclass(frozen=True)
class Behind:
    """Which records stand behind a row: of a form, what is counted and under which key; several
    keys where a row is their sum, none for all of them."""

    code: str
    what: str
    keys: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a report. before: what its main number was in the period before · behind: None
    where no register shows it · missed: below its target"""

    cells: tuple[Value, ...]
    before: int | float | None = None
    behind: Behind | None = None
    missed: bool = False


@dataclass(frozen=True)
class Report:
    """A report of a period.

    main: the column that is drawn and compared · total: cells under the columns, () for none
    notes: how it was counted, and what cannot be told · left: records not counted yet
    """

    name: str
    days: Days
    previous: Days | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    main: int
    total: tuple[Value, ...] = ()
    total_before: int | float | None = None
    notes: tuple[str, ...] = ()
    left: int = 0

    @property
    def look(self) -> str:
        """Of the column that is drawn."""
        return self.columns[self.main].look

    def name_of(self, row: Row) -> str:
        """The words that stand before the numbers of a row."""
        words = [
            str(cell) for cell, column in zip(row.cells, self.columns, strict=True)
            if column.look == TEXT and cell
        ]  # fmt: skip
        return " ".join(words)


def words(look: str, value: Value) -> str:
    """A value as people read it: 1,234, ¥1,860.00, 97.5%, 2.3 天; — for none, and for no money."""
    if value is None or (look == MONEY and not value):
        return "—"
    if isinstance(value, str):
        return value
    if look == MONEY:
        return f"{'-' if value < 0 else ''}¥{abs(value) / 100:,.2f}"
    if look == PERCENT:
        return f"{value:.1f}%"
    if look == DAYS:
        return f"{value:.1f} 天"
    if look == QUANTITY:
        return f"{Decimal(int(value)) / THOUSANDTHS:,}"
    return f"{value:,}"


def percent(part: int, whole: int) -> float | None:
    """Of a whole, to a tenth; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
