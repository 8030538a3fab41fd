"""租户临时物品寄存记录表: things a tenant leaves at the desk for a while (docs/handbook.md §1 JC)."""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import not_past
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.checks import TENANTS
from forms.timing import Deadline, Span, Validity

BY_ANOTHER = when(collected_by="受托人")


def _the_tenant(values: Values, facts: Facts) -> Any:
    """Who collects when the tenant does it in person."""
    return values.get("tenant") if values.get("collected_by") == "本人" else None


def _no_such_tenant(value: Any, values: Values, facts: Facts) -> str | None:
    unit = facts.unit
    if unit and unit.known and not any(who.role == "租户" for who in unit.residents):
        return f"{unit.label} 没有登记租户，请核对"
    return None


JC = Form(
    code="JC",
    title="租户临时物品寄存记录表",
    short="物品寄存",
    desk="物业",
    about="租户把物品在前台暂放几天",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("tenant", "租户", Kind.PERSON, required=True, filled_from="unit.tenant"),
        Field("phone", "联系电话", Kind.PHONE, required=True, filled_from="unit.tenant_phone"),
        Field("period", "寄存期", Kind.PERIOD, required=True, default="今天", width=2,
              checks=(not_past("最迟领取日期已经过去"),), hint="从哪天到最迟哪天"),
        Field("place", "存放位置", required=True,
              suggestions=("前台柜内", "前台储物间", "大堂行李架", "钥匙箱")),
        Field("goods", "物品", Kind.LINES, required=True, maximum=20, columns=(
            Field("name", "物品名称", required=True, width=3,
                  suggestions=("行李箱", "纸箱", "快递", "钥匙", "背包", "自行车")),
            Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=999,
                  default=1),
            Field("note", "外观、特征", width=2),
        )),
        Field("remarks", "状况、备注", Kind.LONG_TEXT, longest=200, width=3),
    ),
    preconditions=(
        Check("租户须已登记", _no_such_tenant, at="unit", warns=True,
              setting=TENANTS.key),
    ),
    acts=(
        Act("寄存人签字", ("前台", "客服主管"), signed=Signed.PAPER, by_customer=True),
        Act("发还", ("前台", "客服主管"), (
            Field("collected_by", "领取人身份", Kind.CHOICE, required=True,
                  choices=("本人", "受托人"), default="本人"),
            Field("collector", "领取人", Kind.PERSON, required=True, default=_the_tenant),
            Field("collector_id", "受托人证件", Kind.ID_DOCUMENT, required=BY_ANOTHER,
                  shown=BY_ANOTHER, width=2),
            Field("found", "领取情况", Kind.CHOICE, required=True,
                  choices=("点清无误", "有异议"), default="点清无误"),
            Field("dispute", "异议说明", required=when(found="有异议"), shown=when(found="有异议")),
        ), Effect.CLOSE, state="已领取", holder="=collector"),
        void("前台", "客服主管"),
    ),
    open_state="寄存中",
    expired_state="逾期未领",
    copies=(Copy("存根", "前台", Colour.WHITE), Copy("客户", "租户", Colour.RED)),
    papers=(
        Paper("寄存记录表", "A5横向", (
            Row((Cell("unit", 8), Cell("tenant", 8), Cell("phone", 8))),
            Row((Cell("period", 14), Cell("place", 10))),
            Table("goods", (("name", 9), ("quantity", 3), ("note", 10)), number=2),
            Row((Cell("remarks", 24),), lines=2),
            Row((Cell("发还.collected_by", 8, ticks=True), Cell("发还.collector", 7),
                 Cell("发还.collector_id", 9, words="证件"))),
            Text("贵重物品、现金、易燃易腐物品不予寄存。领取时当面点清；委托他人领取，须写明姓名并出示证件。",
                 label="约定"),
            Boxes((Box("@issued_by", 6, "收存经办"), Box("寄存人签字", 6, "寄存人签字"),
                   Box("", 6, "领取人签字"), Box("发还", 6, "发还经办、时间"))),
        ), foot="最迟领取 {valid_until}。　{copies}", modes=("laser", "roll")),
        Paper("物品标签", "标签60×40", (
            Row((Cell("goods.name", 24, label=0, size=13.0),)),
            Row((Cell("unit", 12, label=0, size=11.0), Cell("place", 12, label=0))),
            Row((Cell("@valid_until", 24, words="最迟领取"),)),
        ), copies=False, modes=("label", "laser"), each="goods.quantity", heading="物品标签"),
    ),
    validity=Validity(field="period", words="最迟领取"),
    deadlines=(
        Deadline("领取物品", "valid_until", Span(), "发还", roles=("前台",), verb="催领"),
    ),
    register=("@issued_at", "@number", "unit", "tenant", "phone", "goods", "place", "period",
              "发还.at", "发还.collected_by", "发还.collector", "发还.by", "@state"),
    register_title="租户临时物品寄存登记",
    menu=50,
    example={
        "tenant": "周文清", "phone": "13800138000", "place": "前台储物间",
        "period": {"from": "今天", "to": "明天"},
        "goods": [{"name": "行李箱", "quantity": 2, "note": "黑色，28 寸"},
                  {"name": "纸箱（书籍）", "quantity": 3}],
        "remarks": "行李箱左轮已损坏，寄存时已告知",
    },
)
