"""催费走访: a visit for management fees that are owed, and what was promised (docs/handbook.md §1 CF).

What is owed is the dated fact as imported: the record keeps it as it was on the day of the visit.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW, not_past
from forms.conditions import Values, did, when
from forms.facts import Arrears, Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Text
from forms.property.checks import NOT_LONG_PAST
from forms.property.residents import resident
from forms.settings import Setting, rule
from forms.timing import Deadline, Span
from forms.values import amount

AGAIN_DAYS = Setting(
    Field("arrears_again_days", "催费没结果，几天后再去", Kind.NUMBER, required=True, minimum=1,
          maximum=90),
    7, used_by=("CF",),
)  # fmt: skip
"""[C]."""
TWICE = rule("CF", "arrears_visit_twice", "同一户还在催，又另开的", "block")
VISITORS = ("前台", "客服主管", "财务")
PROMISED = "答应交"
PARTLY = "先交一部分"
FINDINGS = (PROMISED, PARTLY, "有异议，不肯交", "没见到人", "其他")
SAID = when(result=("有异议，不肯交", "其他"))


def _owed(facts: Facts) -> Arrears | None:
    return facts.unit.arrears if facts.unit else None


def _fact(key: str) -> Any:
    """A default: that part of what the unit owes, as imported."""

    def default(values: Values, facts: Facts) -> Any:
        owed = _owed(facts)
        return getattr(owed, key) or None if owed else None

    return default


def _not_as_imported(value: Any, values: Values, facts: Facts) -> str | None:
    owed = _owed(facts)
    if owed is None or value == owed.amount:
        return None
    if owed.amount <= 0:
        return f"截至 {owed.as_of} 没有欠费，不用去催"
    return f"截至 {owed.as_of} 登记的是 {amount.pretty(owed.amount)}"


def _again(values: Values, facts: Facts) -> str:
    """When to go again if nothing else was said, as the office sets."""
    return (facts.today + timedelta(days=AGAIN_DAYS.of(facts))).isoformat()


def _unless_promised(values: Values, facts: Facts) -> str | None:
    """The same; a day that was promised has to be said."""
    return None if values.get("result") in (None, PROMISED) else _again(values, facts)


CF = Form(
    code="CF",
    title="催费走访记录",
    desk="物业",
    about="上门或打电话催缴物业管理费",
    issued_by=VISITORS,
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True, exclusive=TWICE.key),
        Field("owner", "业户", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, default=resident("phone")),
        Field("owed", "欠费", Kind.MONEY, required=True, minimum=1, default=_fact("amount"),
              checks=(Check("与登记的欠费相同", _not_as_imported),)),
        Field("months", "欠几个月", Kind.NUMBER, minimum=1, maximum=999, default=_fact("months")),
        Field("as_of", "截至", Kind.DATE, required=True, default=_fact("as_of"),
              checks=(NOT_AFTER_NOW,)),
        Field("visited_at", "走访时间", Kind.DATETIME, default="now",
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("way", "方式", Kind.CHOICE, required=True,
              choices=("上门", "电话", "在前台当面", "送达通知单"), default="上门"),
        Field("visitor", "走访人", required=True, longest=40,
              default=lambda values, facts: facts.operator or None),
        Field("met", "见到谁", longest=20, suggestions=("业主", "租户", "家人", "没有人在")),
        Field("result", "结果", Kind.CHOICE, required=True, choices=FINDINGS),
        Field("pay_by", "哪天交、哪天再催", Kind.DATE, required=True, default=_unless_promised,
              checks=(not_past("这一天已经过去"),), hint="到这天在工作台上催"),
        Field("promised", "答应交多少", Kind.MONEY, minimum=1,
              shown=when(result=(PROMISED, PARTLY))),
        Field("said", "业户怎么说", Kind.LONG_TEXT, longest=300, width=3, required=SAID),
    ),
    acts=(
        Act("再催", VISITORS, (
            Field("on", "哪天催的", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
            Field("how", "方式", Kind.CHOICE, required=True,
                  choices=("上门", "电话", "在前台当面", "送达通知单"), default="电话"),
            Field("result", "结果", Kind.CHOICE, required=True, choices=FINDINGS,
                  default=PROMISED),
            Field("paid", "这次交了", Kind.MONEY, minimum=1, shown=when(result=PARTLY)),
            Field("next", "哪天交、哪天再催", Kind.DATE, required=True, default=_again,
                  checks=(not_past("这一天已经过去"),)),
            Field("words", "业户怎么说", longest=200, width=2),
        ), repeats=True, as_needed=True, state="再催过，待缴费"),
        Act("结清", VISITORS, (
            Field("paid_on", "缴清日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
            Field("receipt", "收据号", longest=40),
        ), Effect.CLOSE, state="已结清"),
        Act("停止催缴", ("客服主管", "财务"), (
            Field("why", "原因", required=True, longest=100,
                  suggestions=("转律师函、诉讼", "已转让，由新业主承担", "登记有误")),
        ), Effect.CLOSE, state="已停止催缴", as_needed=True),
        void("前台", "客服主管"),
    ),
    open_state="待缴费",
    papers=(
        Paper("催费走访记录", "A5横向", (
            Row((Cell("unit", 8), Cell("owner", 8), Cell("phone", 8))),
            Row((Cell("owed", 11, capital=True), Cell("months", 5), Cell("as_of", 8))),
            Row((Cell("visited_at", 8), Cell("way", 8), Cell("visitor", 8))),
            Row((Cell("met", 8), Cell("result", 8), Cell("promised", 8, label=4))),
            Row((Cell("pay_by", 24, label=6),)),
            Row((Cell("said", 24, label=4),), lines=3),
            Boxes((Box("@issued_by", 12, "走访人"), Box("", 12, "业户"))),
        ), copies=False),
        Paper("缴费通知单", "A5横向", (
            Text("{owner}：", size=12),
            Text("截至 {as_of}，{unit} 尚欠物业管理费，请于 {pay_by} 前到前台或按约定的方式缴清。"
                 "已经缴清的请出示收据；对数额有疑问的，请到前台核对。", size=12),
            Row((Cell("owed", 16, capital=True, words="欠费合计", label=4),
                 Cell("months", 8, label=4))),
            Boxes((Box("", 12, "业户签收、日期"), Box("@issued_by", 12, "经办")), 20.0),
        ), copies=False, heading="物业管理费缴费通知单"),
    ),
    deadlines=(
        Deadline("催费", "pay_by", Span(), "结清", roles=VISITORS, verb="跟进",
                 moved_by=("再催", "next"), when=~did("停止催缴")),
    ),
    register=("visited_at", "@number", "unit", "owner", "owed", "months", "as_of", "way",
              "visitor", "met", "result", "pay_by", ("再催.on", "再催日期"), "再催.result",
              "再催.paid", "再催.next", "结清.paid_on", "@state"),
    register_title="催费走访记录",
    menu=84,
    example={
        "owner": "欧阳龑", "phone": "13900002211", "owed": 612_00, "months": 2,
        "as_of": "今天", "way": "上门",
        "met": "业主", "result": "先交一部分", "pay_by": "+5", "promised": 306_00,
        "said": "本周内先交一个月",
    },
)  # fmt: skip
