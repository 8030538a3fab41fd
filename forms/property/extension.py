"""装修延期申请表: a renovation that is not done within its limit (docs/handbook.md §1 YQ).

Approved by 工程主管 and 主任, paid first where the approval sets a fee; the act that makes it
effective gives the renovation its new limit and makes all its passes anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import not_past
from forms.conditions import Values
from forms.facts import Facts
from forms.fees import Fee
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Text
from forms.payment import pay, unpay
from forms.property.checks import (
    ALLOWED, SAME_UNIT, applicant_of, last_day, months_on, phone_of,
)  # fmt: skip
from forms.settings import rule

MOST_MONTHS = 12
TWICE = rule("YQ", "extension_twice", "同一装修还有在办的延期，又来申请的", "block")
BY_MONTHS = rule("YQ", "extension_months", "批准的月数与新期限不同的")

PROMISE = (
    "延期期间照原批准的项目、图纸和时间施工，遵守装修手册和承诺书；工人的出入证全部换新证，旧证交回前台。"
    "新期限内仍未完工的，再行申请。"
)


def _limit(values: Values, facts: Facts) -> str | None:
    """The last day of the renovation as it stands now."""
    return last_day(facts.linked.get("basis"))


def _over(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    if linked and values.get("basis") and linked.ended:
        return f"{linked.number} {linked.state}，不能再延期"
    return None


def _new_limit(values: Values, facts: Facts) -> str | None:
    limit = _limit(values, facts)
    if limit is None:
        return None
    return months_on(date.fromisoformat(limit), int(values["months"])).isoformat()


def _later(value: Any, values: Values, facts: Facts) -> str | None:
    limit = _limit(values, facts)
    return f"应晚于现在的期限 {limit}" if limit and value <= limit else None


def _by_months(value: Any, values: Values, facts: Facts) -> str | None:
    """Typed by the approver; who says two months and another day means one of them otherwise."""
    counted = _new_limit(values, facts)
    if counted is None or value == counted:
        return None
    return f"延期 {values['months']} 个月到 {counted}，与新期限不同"


def _approved(values: Values, facts: Facts) -> Any:
    return facts.done.get("主任批准", {}).get("to")


def _reason(values: Values, facts: Facts) -> Any:
    return values.get("reason")


YQ = Form(
    code="YQ",
    title="装修延期申请表",
    short="装修延期",
    desk="物业",
    about="装修到期不能完工，申请新的期限",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("basis", "所属装修", Kind.REFERENCE, required=True, refers=("ZX",),
              filled_from="unit.unended", exclusive=TWICE.key),
        Field("limit", "原期限", Kind.DATE, reckoned=_limit),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="装修负责人"),
        Field("name", "申请人", Kind.PERSON, required=True, default=applicant_of),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=phone_of),
        Field("reason", "延期原因", required=True, longest=100, width=2,
              suggestions=("材料未到", "定制家具未安装", "业主更改设计", "工人不足", "停工整改", "天气原因")),
        Field("months", "申请延期（月）", Kind.NUMBER, required=True, minimum=1,
              maximum=MOST_MONTHS, default=1),
        Field("left", "未完工项目", Kind.LONG_TEXT, longest=200, width=3),
    ),
    checks=(
        Check("装修没有验收、结束、作废", _over, at="basis"),
        SAME_UNIT,
        ALLOWED,
    ),
    fees=(Fee("延期费", None, from_field="主任批准.fee", paid_first="办理延期"),),
    acts=(
        Act("申请人签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            box="申请人"),
        Act("工程主管审核", ("工程主管",), (
            Field("opinion", "现场情况、意见", longest=100),
        ), Effect.SIGN, signed=Signed.EITHER, after=("申请人签字",), box="工程主管",
            state="待主任批准"),
        Act("主任批准", ("主任",), (
            Field("months", "延期（月）", Kind.NUMBER, required=True, minimum=1,
                  maximum=MOST_MONTHS, default=lambda values, facts: values["months"]),
            Field("to", "新期限", Kind.DATE, required=True, default=_new_limit,
                  checks=(Check("晚于现在的期限", _later), not_past("新期限已经过去"),
                          Check("与月数相符", _by_months, warns=True, setting=BY_MONTHS.key)),
                  hint="不填照月数算"),
            Field("fee", "延期费", Kind.MONEY, minimum=0, default=0, hint="不收填 0"),
        ), Effect.SIGN, signed=Signed.EITHER, seal=True, after=("工程主管审核",), box="主任",
            state="已批准，待办理"),
        pay("缴费", "name", after=("主任批准",), state="已缴费，待办理"),
        Act("办理延期", ("前台",), (
            Field("to", "新期限", Kind.DATE, reckoned=_approved),
            Field("why", "原因", reckoned=_reason),
        ), Effect.CLOSE, after=("主任批准",), passes_on="延期", remakes=("CR",), state="已延期",
            holder="前台"),
        unpay("冲正缴费", "缴费", state="收款已冲正，待缴费"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("主任不同意", "主任", after=("工程主管审核",), unless=("主任批准",)),
        void("前台", "主任"),
    ),
    open_state="待工程主管审核",
    papers=(
        Paper("装修延期申请表", "A4", (
            Row((Cell("unit", 8), Cell("basis", 16, label=4))),
            Row((Cell("applicant", 8), Cell("name", 8), Cell("phone", 8))),
            Row((Cell("limit", 10, words="原装修期限"), Cell("months", 14, label=5))),
            Row((Cell("reason", 24),), lines=2),
            Row((Cell("left", 24),), lines=4),
            Text(PROMISE, "承诺", size=11.0),
            Boxes((Box("申请人签字", 12, "申请人（签字、日期）"), Box("@issued_by", 12, "受理")), 22.0),
            Row((Cell("工程主管审核.opinion", 24, label=4),), lines=3),
            Boxes((Box("工程主管审核", 24, "工程主管（签字、日期）"),), 22.0),
            Row((Cell("主任批准.months", 8), Cell("主任批准.to", 8), Cell("主任批准.fee", 8))),
            Boxes((Box("主任批准", 12, "主任（盖章）"), Box("缴费", 12, "财务（延期费）")), 26.0),
            Boxes((Box("办理延期", 24, "前台办理（期限已登记，出入证已换）"),), 18.0),
        ), foot="延期自批准、缴清费用并由前台办理后有效；出入证上的日期不涂改，一律换新证。"),
    ),
    register=(
        "@issued_at", "@number", "unit", "basis", "name", "limit", "reason", "months",
        ("主任批准.to", "批准延至"), ("主任批准.at", "批准时间"), "主任批准.fee",
        ("缴费.receipt", "收据号"), ("办理延期.at", "办理时间"), "@state",
    ),
    register_title="装修延期申请表",
    hangs_on="basis",
    menu=4,
    example={
        "applicant": "装修负责人",
        "name": "罗师傅",
        "phone": "13700137000",
        "reason": "定制家具未安装",
        "months": 1,
        "left": "橱柜、衣柜安装；卫生间洁具",
    },
)  # fmt: skip
