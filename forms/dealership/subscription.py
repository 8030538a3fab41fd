"""认购书: a customer's order for a car or a unit (docs/handbook.md §2, §4).

It is valid once 组长 or 销售经理 signed and 销售助理 registered it; a change is signed again and counts
from its own date. Every payment goes to 财务.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.conditions import Values
from forms.facts import Facts
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.payment import pay, refund, reversal, unpay
from forms.timing import Deadline, Span
from forms.values import amount


def _total(values: Values, facts: Facts) -> int:
    lines = values.get("money") or ()
    return sum(line["amount"] for line in lines)


def _adds_up(value: Any, values: Values, facts: Facts) -> str | None:
    right = _total(values, facts)
    return None if value == right else f"合计应为 {amount.pretty(right)}"


def _too_much(value: Any, values: Values, facts: Facts) -> str | None:
    return "定金不能超过总价" if value > values.get("total", value) else None


RG = Form(
    code="RG",
    title="认购书",
    desk="销售",
    about="客户下订一辆车或一套房",
    issued_by=("销售顾问", "前台"),
    fields=(
        Field("customer", "认购人", Kind.PERSON, required=True),
        Field("customer_id", "证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("phone", "联系电话", Kind.PHONE, required=True),
        Field("object", "认购标的", required=True, exclusive=True, hint="车架号或房号"),
        Field("model", "型号、面积", required=True),
        Field("consultant", "销售顾问", required=True, filled_from="operator"),
        Field("payment", "付款方式", Kind.CHOICE, required=True,
              choices=("一次性", "按揭", "分期"), default="一次性"),
        Field("money", "款项", Kind.LINES, required=True, maximum=12, columns=(
            Field("name", "名目", required=True, width=3,
                  suggestions=("价款", "装潢", "代办保险", "上牌服务", "维修基金")),
            Field("amount", "金额", Kind.MONEY, required=True),
            Field("note", "备注", width=2),
        )),
        Field("total", "总价", Kind.MONEY, required=True, default=_total,
              checks=(Check("总价等于各行之和", _adds_up),)),
        Field("deposit", "定金", Kind.MONEY, required=True, minimum=1_00,
              checks=(Check("定金不超过总价", _too_much),)),
        Field("remarks", "其他约定", Kind.LONG_TEXT, longest=500, width=3),
    ),
    fees=(Fee("定金", None, Purse.DEPOSIT, from_field="deposit", paid_first="登记"),),
    acts=(
        Act("客户签字", ("销售顾问", "前台"), effect=Effect.SIGN, signed=Signed.PAPER,
            by_customer=True, box="认购人签字"),
        pay("收定金", "customer", state="已收定金"),
        Act("主管签字", ("组长", "销售经理"), effect=Effect.SIGN, signed=Signed.EITHER,
            after=("客户签字",), box="组长/销售经理", state="待登记"),
        Act("登记", ("销售助理",), effect=Effect.SIGN, after=("主管签字",), box="销售助理",
            state="已生效", prints=("认购书",)),
        Act("变更", ("销售顾问",), (
            Field("what", "变更内容", Kind.LONG_TEXT, required=True, longest=300),
            Field("total", "变更后总价", Kind.MONEY),
            Field("changed_on", "变更日期", Kind.DATE, required=True, default="today"),
        ), after=("登记",), undoes=("客户签字", "主管签字", "登记"), repeats=True,
            state="变更待签字"),
        Act("签合同", ("销售助理",), (
            Field("contract", "合同编号", required=True),
        ), Effect.CLOSE, after=("登记",), state="已签合同"),
        refund("退定金", after_any=("作废", "退订", "主管不同意"), unless=("签合同",),
               state="已退定金"),
        unpay("冲正定金", "收定金", state="定金已冲正"),
        reversal("冲正退定金", "退定金", state="退定金已冲正"),
        Act("退订", ("销售经理",), (
            Field("why", "原因", required=True),
        ), Effect.CLOSE, unless=("签合同",), state="已退订"),
        reject("主管不同意", "组长", "销售经理", unless=("主管签字",)),
        void("销售经理", "销售助理"),
    ),
    copies=(
        Copy("客户", "客户", Colour.WHITE),
        Copy("财务", "财务", Colour.RED, masked=("customer", "customer_id", "phone")),
        Copy("销售部一", "销售部", Colour.BLUE),
        Copy("销售部二", "销售部", Colour.YELLOW, hidden=("customer_id",)),
    ),
    papers=(
        Paper("认购书", "A4", (
            Row((Cell("customer", 8), Cell("customer_id", 16))),
            Row((Cell("phone", 8), Cell("consultant", 8), Cell("payment", 8))),
            Row((Cell("object", 12), Cell("model", 12))),
            Table("money", (("name", 9), ("amount", 6), ("note", 7)), number=2),
            Row((Cell("total", 12), Cell("deposit", 12))),
            Row((Cell("remarks", 24),), lines=3),
            Text("经办人签字并由销售助理登记后生效；变更须重新签字，自变更之日起算。", "说明"),
            Boxes((Box("客户签字", 8, "认购人"), Box("主管签字", 8), Box("登记", 8))),
        ), foot="{copies}"),
    ),
    deadlines=(
        Deadline("签合同", "登记", Span(days=7, end_of_day=True), "签合同", roles=("销售助理",),
                 verb="签合同", moved_by=("变更", "changed_on")),
    ),
    register=(
        "@issued_at", "@number", "customer", "object", "total", "deposit", "consultant",
        "登记.at", "签合同.contract", "@state",
    ),
    register_title="认购登记",
    open_state="待签字",
    shown=False,
    menu=5,
    example={
        "customer": "程远航",
        "customer_id": {"kind": "护照", "number": "E55667788"},
        "phone": "13600136000",
        "object": "LFV3A23C8N3000000",
        "model": "1.5T 舒适型",
        "payment": "按揭",
        "money": [
            {"name": "价款", "amount": 159_800_00},
            {"name": "装潢", "amount": 3_000_00, "note": "含贴膜"},
        ],
        "total": 162_800_00,
        "deposit": 5_000_00,
    },
)  # fmt: skip
