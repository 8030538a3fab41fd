"""The acts that move money, the same for every form: pay, give back, keep, take back.

Deposits are given back and kept before two people, nothing is ever edited: what was wrong is
reversed by an entry of its own (docs/handbook.md §1, money).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from forms.acts import Act, Effect
from forms.conditions import Condition, Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.paper import Box, Boxes, Cell, Paper, Row
from forms.values import amount

METHODS = ("现金", "微信", "支付宝", "转账", "刷卡")
CASH = METHODS[0]
NOT_CASH = when(method=METHODS[1:])

METHOD = Field("method", "付款方式", Kind.CHOICE, required=True, choices=METHODS, default=CASH)
REFERENCE = Field("reference", "流水号", shown=NOT_CASH, longest=40)
RECEIPT_WORDS = "空着由程序编号；手写的收据填它的号"


def apart(lines: Iterable[tuple[str, str]]) -> str:
    """Why papers of these (unit, payer) are not for one receipt, "" if they are.

    One receipt is for one unit; a paper without a unit goes with others of the same payer only.
    """
    units, payers, without = set(), set(), False
    for where, who in lines:
        units.add(where)
        payers.add(who)
        without = without or not where
    known = len(units - {""})
    if known > 1:
        return f"{known} 户、{len(payers)} 位交款人，一张收据只收一户"
    if without and len(payers) > 1:
        return f"{len(payers)} 位交款人，没有房号的单只和同一位交款人的一起收"
    return ""


def _outstanding(values: Values, facts: Facts) -> int | None:
    return facts.outstanding or None


def _outstanding_deposit(values: Values, facts: Facts) -> int | None:
    return facts.outstanding_deposit or None


def _held(values: Values, facts: Facts) -> int | None:
    return facts.held or None


def _not_above_held(value: Any, values: Values, facts: Facts) -> str | None:
    if facts.held is None or value <= facts.held:
        return None
    return f"不能多于现在收着的押金 {amount.pretty(facts.held)}"


def _kept(values: Values, facts: Facts) -> int | None:
    """What is not given back, 分; None for nothing."""
    given = values.get("amount")
    if facts.held is None or given is None or given >= facts.held:
        return None
    return facts.held - int(given)


NONE_CARRIED = Condition("没有转来的押金", lambda values, facts: facts.carried <= 0)
"""What replaces another takes no deposit, unless what was taken for the other was taken back."""
NOT_ABOVE_HELD = Check("不多于收着的押金", _not_above_held)
PART = Condition("不全退", lambda values, facts: _kept(values, facts) is not None, ("amount",))


def _who(key: str) -> Any:
    def default(values: Values, facts: Facts) -> Any:
        return values.get(key)

    return default


def pay(name: str, payer: str, *roles: str, **more: Any) -> Act:
    """The act that pays all that is outstanding of a record's fees.

    payer: the record's person field that is meant unless another is typed · more: as of `Act`
    """
    fields = (
        Field("payer", "交款人", Kind.PERSON, required=True, default=_who(payer)),
        METHOD,
        REFERENCE,
        Field("receipt", "收据号", longest=30, hint=RECEIPT_WORDS),
        Field("amount", "应收", Kind.MONEY, reckoned=_outstanding),
        Field("deposit", "其中押金", Kind.MONEY, reckoned=_outstanding_deposit),
    )
    return Act(name, roles or ("财务",), fields, Effect.PAY, **more)


def refund(name: str, *roles: str, **more: Any) -> Act:
    """The act that gives a deposit back; what is not given back is kept, with the reason."""
    fields = (
        Field("amount", "退还金额", Kind.MONEY, required=True, default=_held, minimum=1,
              checks=(NOT_ABOVE_HELD,)),
        Field("kept", "扣除", Kind.MONEY, reckoned=_kept),
        Field("why", "扣除原因", required=PART, shown=PART, longest=100),
        Field("method", "退款方式", Kind.CHOICE, required=True, choices=METHODS, default=CASH),
        REFERENCE,
        Field("receipt_back", "原收据", Kind.CHOICE, required=True,
              choices=("已收回", "遗失，已写说明"), default="已收回"),
    )  # fmt: skip
    return Act(name, roles or ("财务",), fields, Effect.REFUND, second=True, **more)


def refund_slip(act: str, *who: str) -> Paper:
    """The sheet that a deposit is given back on; act: the refund's name, who: two fields of the
    record that say whose it is."""
    place, person = who
    return Paper("押金退还单", "A5横向", (
        Row((Cell(place, 12), Cell(person, 12))),
        Row((Cell(f"{act}.amount", 24, capital=True),)),
        Row((Cell(f"{act}.kept", 8), Cell(f"{act}.why", 16)), optional=True),
        Row((Cell(f"{act}.method", 8), Cell(f"{act}.reference", 8),
             Cell(f"{act}.receipt_back", 8))),
        Boxes((Box(act, 8, "财务"), Box("", 8, "复核"), Box("", 8, "领款人（签字）")), 20.0),
    ), copies=False, heading="押金退还单", modes=("laser", "roll"))  # fmt: skip


def forfeit(name: str, *roles: str, reasons: tuple[str, ...] = (), **more: Any) -> Act:
    """The act that keeps a deposit, or part of it: the rest can still be given back."""
    fields = (
        Field("why", "原因", required=True, longest=100, suggestions=reasons),
        Field("amount", "扣下金额", Kind.MONEY, required=True, default=_held, minimum=1,
              checks=(NOT_ABOVE_HELD,)),
    )  # fmt: skip
    return Act(name, roles or ("财务",), fields, Effect.FORFEIT, second=True, **more)


WHY = Field("why", "冲正原因", required=True, longest=100)


def unpay(name: str, paid: str, state: str) -> Act:
    """The act that takes a payment back; 冲红 of its receipt does it, nobody by hand."""
    return replace(
        reversal(name, paid, state=state),
        fields=(WHY, Field("receipt", "收据号", required=True, longest=30)),
    )


def reversal(name: str, *undone: str, state: str) -> Act:
    """The act that takes back a refund or a forfeiture, before two people."""
    return Act(
        name,
        ("财务",),
        (WHY,),
        Effect.REVERSE,
        after_any=undone,
        undoes=undone,
        repeats=True,
        as_needed=True,
        second=True,
        state=state,
    )
