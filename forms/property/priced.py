"""Lines that the price list gives a price: item, price, quantity, amount (docs/handbook.md §1)."""

from __future__ import annotations

from collections.abc import Callable

from forms.conditions import Values
from forms.facts import Facts


def listed(item: str) -> Callable[[Values, Facts], int | None]:
    """The default price, 分, of what a line's column `item` names, as the list has it that day."""

    def default(line: Values, facts: Facts) -> int | None:
        return facts.prices.get(str(line.get(item)))

    return default


def amount(line: Values, facts: Facts) -> int:
    """Price × quantity of a line, 分."""
    return int(round(line["price"] * line["quantity"]))


def total(values: Values, facts: Facts) -> int | None:
    """The sum of the `items` that are complete, 分; None while there is none."""
    amounts = [line["amount"] for line in values.get("items") or () if "amount" in line]
    return sum(amounts) if amounts else None
