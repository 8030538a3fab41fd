"""收据: what was taken, for which papers, by whom (docs/handbook.md §1, money; §2 copies).

Issuing one does the payment on every record that it names; it is 已办 when all that it paid for is
made, and then never serves again. What is wrong is reversed as a whole (冲红), before two people.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from forms.acts import Act, Effect, void
from forms.conditions import Values
from forms.facts import Facts
from forms.fees import Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.payment import METHOD, REFERENCE, apart
from forms.property.priced import amount, listed

COUNTER_PURSES = (Purse.INCOME.value, Purse.FOR_OTHERS.value)


def _named(values: Values, facts: Facts) -> list[Any]:
    lines = values.get("paid_for") or ()
    found = [facts.owing[line["record"]] for line in lines if line.get("record") in facts.owing]
    return list({one.number: one for one in found}.values())


def _unit(values: Values, facts: Facts) -> str | None:
    return next((one.unit for one in _named(values, facts) if one.unit), None)


def _payer(values: Values, facts: Facts) -> Any:
    known = next((one.payer for one in _named(values, facts) if one.payer), None)
    return known or (facts.unit and facts.unit.owner and facts.unit.owner.name)


def _can_be_paid(value: Any, values: Values, facts: Facts) -> str | None:
    owing = facts.owing.get(value)
    return (owing.problem or None) if owing else f"没有 {value} 这张单"


def _twice(values: Any, _: Values, facts: Facts) -> str | None:
    numbers = [line["record"] for line in values.get("paid_for", ())]
    again = sorted({one for one in numbers if numbers.count(one) > 1})
    return f"{'、'.join(again)} 写了两遍" if again else None


def _one_unit(value: Any, values: Values, facts: Facts) -> str | None:
    lines = [(one.unit, (one.payer or {}).get("name", "")) for one in _named(values, facts)]
    return apart(lines) or None


def _items(values: Values, facts: Facts) -> list[dict[str, Any]]:
    """What stands on the receipt: each fee of each record, then what was sold."""
    lines = [
        {"what": what, "record": one.number, "purse": purse, "amount": amount}
        for one in _named(values, facts)
        for what, purse, amount in one.items
    ]
    for line in values.get("others") or ():
        if "amount" in line:
            lines.append({key: line[key] for key in ("what", "purse", "amount")})
    return lines


def _total(values: Values, facts: Facts) -> int | None:
    return sum(line["amount"] for line in values.get("items") or ()) or None


def _deposits(values: Values, facts: Facts) -> int | None:
    lines = values.get("items") or ()
    held = sum(line["amount"] for line in lines if line["purse"] == Purse.DEPOSIT.value)
    return held or None


def _nothing(value: Any, values: Values, facts: Facts) -> str | None:
    return None if values.get("total") else "请写明收的是哪张单的钱，或另填收费项目"


SJ = Form(
    code="SJ",
    title="收据",
    desk="物业",
    about="收费、收押金，一张可收几张单的钱",
    issued_by=("财务",),
    fields=(
        Field("unit", "房号", Kind.UNIT, default=_unit),
        Field("payer", "交款人", Kind.PERSON, required=True, default=_payer),
        Field("pad", "手写收据号", longest=30, hint="用本程序的号就空着"),
        Field("paid_for", "所收单据", Kind.LINES, maximum=30, columns=(
            Field("record", "单号", required=True, longest=20,
                  checks=(Check("现在可收", _can_be_paid),)),
        )),
        Field("others", "另收", Kind.LINES, maximum=20, columns=(
            Field("what", "项目", required=True, longest=40, width=2, offers="@prices.前台服务"),
            Field("purse", "性质", Kind.CHOICE, required=True, choices=COUNTER_PURSES,
                  default=COUNTER_PURSES[0]),
            Field("price", "单价", Kind.MONEY, required=True, minimum=1, default=listed("what")),
            Field("quantity", "数量", Kind.NUMBER, required=True, decimals=1, minimum=0.1,
                  maximum=9999, default=1),
            Field("amount", "金额", Kind.MONEY, reckoned=amount),
        )),
        METHOD,
        REFERENCE,
        Field("items", "收款项目", Kind.LINES, reckoned=_items, columns=(
            Field("what", "项目"),
            Field("record", "单号"),
            Field("purse", "性质"),
            Field("amount", "金额", Kind.MONEY),
        )),
        Field("total", "合计", Kind.MONEY, reckoned=_total),
        Field("deposits", "其中押金", Kind.MONEY, reckoned=_deposits),
        Field("remarks", "备注", longest=100, width=3),
    ),
    checks=(
        Check("同一张单只写一遍", _twice, at="paid_for"),
        Check("一张收据只收一户", _one_unit, at="paid_for"),
        Check("收了什么", _nothing),
    ),
    settles="paid_for",
    sells="others",
    total="total",
    acts=(
        Act("已办", ("财务", "前台"), effect=Effect.CLOSE, as_needed=True, state="已办"),
        replace(void("财务", though=("已办",)), second=True, state="已冲红"),
    ),
    open_state="已收款，未办",
    copies=(
        Copy("存根", "财务", Colour.WHITE),
        Copy("客户", "交款人", Colour.RED),
        Copy("记账", "财务记账", Colour.YELLOW, masked=("payer",)),
    ),
    papers=(
        Paper("收据", "A5横向", (
            Row((Cell("unit", 8), Cell("payer", 8), Cell("pad", 8, words="手写号"))),
            Table("items", (("what", 7), ("record", 8), ("purse", 3), ("amount", 4)), number=2,
                  carried="amount"),
            Row((Cell("total", 24, capital=True),)),
            Row((Cell("method", 8), Cell("reference", 8), Cell("deposits", 8))),
            Row((Cell("remarks", 24),), optional=True),
            Boxes((Box("", 8, "财务（盖章）"), Box("@issued_by", 8, "收款人"),
                   Box("", 8, "交款人")), 16.0),
        ), foot="押金凭本收据退还，遗失须写说明。　{copies}", modes=("laser", "roll")),
    ),
    register=(
        "@issued_at", "@number", "pad", "unit", "payer", "items", "total", "deposits", "method",
        "reference", "@issued_by", "@state",
    ),
    register_title="收据登记",
    menu=60,
    example={
        "payer": "欧阳龑",
        "others": [{"what": "复印 A4", "purse": "收费", "price": 50, "quantity": 6}],
        "method": "现金",
    },
)  # fmt: skip
