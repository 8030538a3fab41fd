"""来访登记: who comes in to whom, and that they left again (docs/handbook.md §1 LF).

The shortest form of the desk: all that is not asked of the visitor fills itself in, and who was
here before is filled in from the last time by name, phone or plate.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW, not_barred
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row
from forms.property.checks import NOT_LONG_PAST
from forms.property.residents import resident
from forms.settings import rule, strictness
from forms.timing import Deadline, Span, Validity

LETS_IN = ("前台", "客服主管", "大堂助理")


def _unknown(value: Any, values: Values, facts: Facts) -> str | None:
    if values.get("phone") or values.get("document"):
        return None
    return "电话和证件至少登记一样"


def _no_document(value: Any, values: Values, facts: Facts) -> str | None:
    return None if values.get("document") else "没有登记证件"


IDENTITY = strictness("visitor_document", "来访人没有登记证件的", "warn")
BARRED = rule("LF", "visitor_barred", "来访人在不予放行之列的", "block")
PLACES = ("unit", "whom")


def _before_he_came(value: Any, values: Values, facts: Facts) -> str | None:
    return "早于进入时间" if value < (values.get("in_at") or "") else None


LF = Form(
    code="LF",
    title="来访登记",
    desk="物业",
    about="外来人员进小区找人",
    issued_by=LETS_IN,
    fields=(
        Field("name", "来访人", Kind.PERSON, required=True,
              recalls=("phone", "document", "plate", "company", *PLACES)),
        Field("phone", "电话", Kind.PHONE,
              recalls=("name", "document", "plate", "company", *PLACES)),
        Field("document", "证件", Kind.ID_DOCUMENT, width=2),
        Field("unit", "到访房号", Kind.UNIT, required=True),
        Field("whom", "被访人", Kind.PERSON, required=True, default=resident("name")),
        Field("asked", "被访人同意", Kind.CHOICE, required=True, afresh=True,
              choices=("电话同意", "对讲同意", "当面同意", "事先约好")),
        Field("purpose", "事由", required=True, longest=30, default="探访",
              suggestions=("探访", "送货", "家政", "看房", "面谈", "上门服务", "公务")),
        Field("people", "人数", Kind.NUMBER, required=True, minimum=1, maximum=99, default=1),
        Field("in_at", "进入时间", Kind.DATETIME, default="now", afresh=True,
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("plate", "车牌号", Kind.PLATE, aside=True,
              recalls=("name", "phone", "document", "company", *PLACES)),
        Field("company", "单位", longest=40, aside=True),
        Field("remarks", "备注", longest=100, aside=True),
    ),
    checks=(
        Check("电话和证件至少登记一样", _unknown, at="phone"),
        not_barred("name", BARRED.key),
        Check("登记证件", _no_document, at="document", warns=True, setting=IDENTITY.key),
    ),
    barred_by=("document", "phone", "plate"),
    acts=(
        Act("离开", (*LETS_IN, "门岗"), (
            Field("left_at", "离开时间", Kind.DATETIME, required=True, default="now",
                  checks=(NOT_AFTER_NOW, Check("不早于进入", _before_he_came))),
            Field("pass_back", "来访条已收回", Kind.CHOICE, required=True,
                  choices=("收回", "没发", "没收回"), default="收回"),
        ), Effect.CLOSE, state="已离开"),
        void(*LETS_IN),
    ),
    open_state="在内",
    expired_state="未离开",
    papers=(
        Paper("来访条", "A6横向", (
            Row((Cell("name", 11, label=4), Cell("people", 5), Cell("plate", 8, words="车牌"))),
            Row((Cell("unit", 12, label=4), Cell("whom", 12, label=4))),
            Row((Cell("purpose", 12, label=4), Cell("asked", 12, label=5))),
            Row((Cell("in_at", 12, label=4), Cell("@issued_by", 12, label=4, words="经办"))),
            Boxes((Box("", 12, "被访人签字"), Box("离开", 12, "离开时间")), 14.0),
        ), foot="当天有效，离开时交回。", copies=False, heading="来访条", modes=("laser", "roll")),
    ),
    validity=Validity(span=Span(end_of_day=True), start="in_at"),
    deadlines=(
        Deadline("未离开", "valid_until", Span(), "离开", roles=("前台", "大堂助理"),
                 verb="离开", days_ahead=0),
    ),
    register=("in_at", "@number", "name", "phone", "document", "plate", "unit", "whom", "people",
              "purpose", "asked", "离开.left_at", "@issued_by", "@state"),
    register_title="来访登记",
    menu=9,
    example={
        "name": "陈建华", "phone": "13700137001",
        "document": {"kind": "护照", "number": "E66554433"},
        "whom": "欧阳龑", "asked": "电话同意", "purpose": "探访", "people": 2,
        "plate": "粤B6K8P2",
    },
)  # fmt: skip
