"""维修单: order, assignment, work and follow-up of a repair (docs/handbook.md §1 WX, §2, §3).

The customer's agreement to the price gates the work, never the taking of the order.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import must_be_yes
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fees import Fee
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.property.checks import ARREARS
from forms.timing import Deadline, FollowUp, Span
from forms.values import amount

INDOORS = when(place="户内")
PUBLIC = when(place="公共部位")
NOW, LATER = when(urgency="立即"), when(urgency="预约")
CRAFTS = ("水", "电", "木", "泥瓦", "门窗", "管道疏通", "家电", "其他")
WORKSHOP = ("工程主管", "前台")


def _past(value: Any, values: Values, facts: Facts) -> str | None:
    return "预约时间已经过去" if value < facts.now.strftime("%Y-%m-%dT%H:%M") else None


def _total(values: Values, facts: Facts) -> int:
    lines = values.get("items") or ()
    return sum(round(line["price"] * line["quantity"]) for line in lines)


def _adds_up(value: Any, values: Values, facts: Facts) -> str | None:
    right = _total(values, facts)
    return None if value == right else f"合计应为 {amount.pretty(right)}"


ITEMS = Field(
    "items", "项目", Kind.LINES, required=True, maximum=20,
    columns=(
        Field("name", "维修项目", required=True, width=3),
        Field("price", "单价", Kind.MONEY, required=True),
        Field("quantity", "数量", Kind.NUMBER, required=True, decimals=1, minimum=0, default=1),
        Field("note", "材料、说明", width=2),
    ),
)  # fmt: skip

WX = Form(
    code="WX",
    title="维修单",
    desk="物业",
    about="户内、公共部位报修",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("place", "报修部位", Kind.CHOICE, required=True, choices=("户内", "公共部位"),
              default="户内"),
        Field("unit", "房号", Kind.UNIT, required=INDOORS, shown=INDOORS),
        Field("spot", "位置", required=PUBLIC, shown=PUBLIC),
        Field("reporter", "报修人", Kind.PERSON, required=True),
        Field("phone", "联系电话", Kind.PHONE, required=True),
        Field("channel", "报修方式", Kind.CHOICE, choices=("来电", "到台", "代报"), default="来电"),
        Field("craft", "类别", Kind.CHOICE, required=True, choices=CRAFTS),
        Field("trouble", "报修内容", Kind.LONG_TEXT, required=True, longest=300, width=3),
        Field("urgency", "上门时间", Kind.CHOICE, required=True, choices=("立即", "预约"),
              default="立即"),
        Field("appointment", "预约时间", Kind.DATETIME, required=LATER, shown=LATER,
              checks=(Check("不早于现在", _past),)),
        Field("price_told", "已告知收费标准", Kind.YES_NO, default=False),
    ),
    preconditions=(ARREARS,),
    fees=(Fee("维修费", None, from_field="完工.total"),),
    acts=(
        Act("派工", WORKSHOP, (
            Field("worker", "维修员", Kind.PERSON, required=True),
        ), state="已派工", holder="=worker", unless=("到场",), repeats=True),
        Act("改约", WORKSHOP, (
            Field("until", "改到", Kind.DATETIME, required=True),
            Field("agreed", "客户同意", Kind.YES_NO, required=True,
                  checks=(must_be_yes("改约须客户同意"),)),
        ), unless=("到场",), when=LATER, repeats=True, state="已改约"),
        Act("到场", ("维修员", *WORKSHOP), after=("派工",), state="已到场"),
        Act("客户同意", ("维修员", *WORKSHOP), (
            Field("item_confirmed", "已现场确认项目", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先现场确认项目"),)),
            Field("price_told", "已告知收费标准", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先告知收费标准"),)),
        ), after=("到场",), by_customer=True, signed=Signed.EITHER, box="客户同意"),
        Act("开工", ("维修员", *WORKSHOP), after=("客户同意",), state="施工中"),
        Act("暂停", ("维修员", *WORKSHOP), (
            Field("why", "原因", required=True, suggestions=("待料", "客户要求", "待停水停电")),
        ), after=("开工",), unless=("完工",), undoes=("复工",), state="已暂停"),
        Act("复工", ("维修员", *WORKSHOP), after=("暂停",), undoes=("暂停",), state="施工中"),
        Act("完工", ("维修员", *WORKSHOP), (
            Field("finding", "检修结果", Kind.LONG_TEXT, required=True, longest=300),
            ITEMS,
            Field("total", "合计", Kind.MONEY, default=_total,
                  checks=(Check("合计等于各行之和", _adds_up),)),
        ), after=("开工",), unless=("暂停",), state="待客户签字"),
        Act("客户签字", ("维修员", *WORKSHOP), after=("完工",), by_customer=True,
            signed=Signed.EITHER, box="客户签字", state="待回访"),
        Act("返工", WORKSHOP, (
            Field("why", "原因", required=True),
        ), after=("完工",), undoes=("完工", "客户签字", "回访"), repeats=True, state="施工中"),
        Act("收款", ("财务",), (
            Field("receipt", "收据号", required=True),
        ), Effect.PAY, after=("完工",), though=("转财务",)),
        Act("回访", ("前台", "客服主管"), (
            Field("by_phone", "回访方式", Kind.CHOICE, required=True,
                  choices=("电话回访", "上门回访"), default="电话回访"),
            Field("satisfied", "是否满意", Kind.CHOICE, required=True,
                  choices=("满意", "基本满意", "不满意"), default="满意"),
            Field("words", "客户意见", Kind.LONG_TEXT, longest=300),
        ), after=("完工",), though=("转财务",), repeats=True, state="已回访"),
        Act("转财务", ("前台",), effect=Effect.CLOSE, after=("客户签字",), state="已办结",
            holder="财务"),
        reject("客户取消", "前台", "维修员", unless=("开工",), state="客户取消"),
        void("前台", "工程主管"),
    ),
    copies=(
        Copy("客户", "客户", Colour.WHITE),
        Copy("工程部存档", "工程部", Colour.RED),
        Copy("转财务计费", "财务", Colour.YELLOW),
    ),
    papers=(
        Paper("维修单", "A5横向", (
            Row((Cell("place", 8), Cell("unit", 8), Cell("spot", 8))),
            Row((Cell("reporter", 8), Cell("phone", 8), Cell("channel", 8))),
            Row((Cell("craft", 8), Cell("urgency", 8), Cell("appointment", 8))),
            Row((Cell("trouble", 24),), lines=2),
            Row((Cell("派工.worker", 8), Cell("到场.at", 8), Cell("完工.at", 8))),
            Table("完工.items", (("name", 8), ("price", 4), ("quantity", 3), ("note", 7)),
                  number=2),
            Row((Cell("完工.total", 12, capital=True), Cell("完工.finding", 12))),
            Boxes((Box("客户同意", 8, "以上项目、收费标准已告知，同意开工"),
                   Box("完工", 8, "维修员"), Box("客户签字", 8, "验收（客户签字）"))),
        ), foot="{copies}"),
    ),
    deadlines=(
        Deadline("到场", "issued", Span(minutes=15), "到场", roles=WORKSHOP, verb="到场", when=NOW,
                 office_hours=True),
        Deadline("按约到场", "appointment", Span(minutes=10), "到场", roles=WORKSHOP, verb="到场",
                 moved_by=("改约", "until")),
    ),
    follow_ups=(FollowUp("完工", Span(end_of_day=True)),),
    register=(
        "@issued_at", "@number", "unit", "spot", "reporter", "craft", "trouble", "派工.worker",
        "到场.at", "完工.at", "完工.total", "回访.satisfied", "@state",
    ),
    register_title="维修单登记",
    open_state="待派工",
    shown=False,
    menu=8,
    example={
        "place": "户内",
        "reporter": "欧阳龑",
        "phone": "13900002211",
        "channel": "来电",
        "craft": "水",
        "trouble": "厨房水龙头漏水",
        "urgency": "立即",
        "price_told": True,
    },
)  # fmt: skip
