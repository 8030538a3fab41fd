"""Fees and deposits of a form. Amounts are integer 分 and defaults the office can change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.conditions import Condition


class Purse(StrEnum):
    """Whose money it is: income, a deposit to be given back, or collected for somebody else."""

    INCOME = "收费"
    DEPOSIT = "押金"
    FOR_OTHERS = "代收"


@dataclass(frozen=True)
class Fee:
    """One price of a form.

    amount: 分 each, or None where the price list or the approval sets it (`from_field`)
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
