"""Fees and deposits of a form. Amounts are integer 分 and defaults the office can change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.conditions import Condition, Values, holds
from forms.facts import Facts


class Purse(StrEnum):
    """Whose money it is: income, a deposit to be given back, or collected for somebody else."""

    INCOME = "收费"
    DEPOSIT = "押金"
    FOR_OTHERS = "代收"


@dataclass(frozen=True)
class Fee:
    """One price of a form.

    amount: 分 each, or None where the price list or the approval sets it (`from_field`: a money
      field of the form, or "act.key" for one of an act)
    per: a number field or lines field that multiplies it · when: only where it holds
    paid_first: the act that may not be done before it is paid
    """

    name: str
    amount: int | None
    purse: Purse = Purse.INCOME
    per: str | None = None
    when: Condition | bool = True
    from_field: str | None = None
    paid_first: str | None = None


def charged(fee: Fee, values: Values, facts: Facts) -> int | None:
    """What a fee comes to for a record, in 分; 0 where it does not apply, None while its amount
    is not settled yet."""
    if not holds(fee.when, values, facts):
        return 0
    amount = fee.amount if fee.from_field is None else _given(fee.from_field, values, facts)
    if amount is None or fee.per is None:
        return amount
    times = values.get(fee.per) or 0
    return round(amount * (len(times) if isinstance(times, (list, tuple)) else times))


def _given(key: str, values: Values, facts: Facts) -> int | None:
    act, dot, own = key.partition(".")
    return facts.done.get(act, {}).get(own) if dot else values.get(key)
