"""家居清洁服务单: cleaning at a resident's, paid by the price list (docs/handbook.md §1 QJ).

The price is told before the order is taken; 保洁班长 gives the time, and the resident is called back
with it within two hours; the cleaner's completion is written back, and followed up the same day.
"""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, reject, void
from forms.call_rates import CallRate
from forms.checks import NOT_AFTER_NOW, NOT_BEFORE_NOW, must_be_yes
from forms.conditions import filled, when
from forms.fees import Fee
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.payment import pay, unpay
from forms.prices import Price, PriceList
from forms.property.priced import amount, listed, total
from forms.property.residents import resident
from forms.statistics import Count, Items, Took
from forms.timing import Deadline, DueKind, FollowUp, Span

PRICES = PriceList("家居清洁", (
    Price("日常保洁", "小时", 40_00), Price("开荒保洁", "平方米", 6_00),
    Price("擦玻璃", "平方米", 5_00), Price("抽油烟机清洗", "台", 80_00),
    Price("空调清洗", "台", 60_00),
), menu=30)  # fmt: skip
"""Defaults [C]."""

SETTLED = when(satisfied=("满意", "基本满意"))


ITEMS = Field(
    "items", "项目", Kind.LINES, required=True, maximum=20,
    columns=(
        Field("name", "项目", required=True, width=3, offers="@prices.家居清洁"),
        Field("price", "单价", Kind.MONEY, required=True, default=listed("name"), width=2),
        Field("quantity", "数量", Kind.NUMBER, required=True, decimals=1, minimum=0.1,
              maximum=9999, default=1),
        Field("amount", "金额", Kind.MONEY, reckoned=amount, width=2),
    ),
)  # fmt: skip

QJ = Form(
    code="QJ",
    title="家居清洁服务单",
    short="家居清洁",
    desk="物业",
    about="业户请人打扫、清洗",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("name", "业户", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=resident("phone")),
        Field("kind", "清洁种类", Kind.CHOICE, required=True,
              choices=("日常保洁", "开荒保洁", "擦玻璃", "家电清洗", "地板、地毯", "其他")),
        Field("cleaners", "人数", Kind.NUMBER, required=True, minimum=1, maximum=20, default=1),
        Field("wanted", "希望时间", Kind.DATETIME, required=True, checks=(NOT_BEFORE_NOW,)),
        Field("price_told", "已告知价格", Kind.YES_NO, required=True, afresh=True,
              checks=(must_be_yes("须先按价目表告知价格"),)),
        Field("details", "要求", Kind.LONG_TEXT, longest=200, width=3),
    ),
    fees=(Fee("清洁费", None, from_field="完成.total"),),
    acts=(
        Act("定时间", ("保洁班长",), (
            Field("visit", "上门时间", Kind.DATETIME, required=True, checks=(NOT_BEFORE_NOW,),
                  default=lambda values, facts: values["wanted"]),
            Field("worker", "清洁员", required=True, longest=40),
        ), unless=("完成",), repeats=True, state="已定时间", undoes=("回电",)),
        Act("回电", ("前台",), (
            Field("agreed", "业户同意", Kind.YES_NO, required=True, default=True,
                  checks=(must_be_yes("业户不同意的，请保洁班长另定时间"),)),
        ), after=("定时间",), state="已约定"),
        Act("完成", ("保洁班长", "前台"), (
            Field("finished_at", "完成时间", Kind.DATETIME, required=True, default="now",
                  checks=(NOT_AFTER_NOW,)),
            ITEMS,
            Field("total", "合计", Kind.MONEY, reckoned=total),
        ), after=("定时间", "回电"), state="待签字"),
        Act("业户签字", ("保洁班长", "前台"), effect=Effect.STEP, after=("完成",), by_customer=True,
            signed=Signed.EITHER, box="业户", state="待收款"),
        pay("收款", "name", after=("完成",), though=("办结",), state="已收款"),
        Act("回访", ("前台", "客服主管", "公司经理"), (
            Field("way", "回访方式", Kind.CHOICE, required=True,
                  choices=("电话回访", "上门回访"), default="电话回访"),
            Field("satisfied", "是否满意", Kind.CHOICE, required=True,
                  choices=("满意", "基本满意", "不满意", "没联系上"), default="满意"),
            Field("words", "业户意见", Kind.LONG_TEXT, longest=300, width=3,
                  required=when(satisfied="不满意")),
        ), after=("完成",), though=("办结",), repeats=True),
        Act("办结", ("前台",), effect=Effect.CLOSE, after=("业户签字", "收款"), state="已办结"),
        unpay("冲正收款", "收款", state="收款已冲正，待收款"),
        reject("业户取消", "前台", unless=("完成",), state="业户取消"),
        void("前台", "客服主管", second=("收款",)),
    ),
    open_state="待定时间",
    statistics=(
        Items("有偿服务登记表", "完成.items", "name", "quantity", "amount", by="定时间.worker"),
        Count("清洁种类", "kind"),
        Count("服务满意率", "回访.satisfied", good=("满意", "基本满意"), apart=("没联系上",),
              rate="满意率"),
        Took("清洁天数", "完成"),
    ),
    copies=(
        Copy("客户", "业户", Colour.WHITE),
        Copy("存根", "前台", Colour.RED),
        Copy("财务", "财务", Colour.YELLOW, masked=("phone",)),
    ),
    papers=(
        Paper("家居清洁服务单", "A5横向", (
            Row((Cell("unit", 8), Cell("name", 8), Cell("phone", 8))),
            Row((Cell("kind", 8), Cell("cleaners", 8), Cell("price_told", 8, label=5))),
            Row((Cell("wanted", 8), Cell("定时间.visit", 8), Cell("定时间.worker", 8))),
            Row((Cell("details", 24),)),
            Table("完成.items", (("name", 10), ("price", 4), ("quantity", 3), ("amount", 5)),
                  number=2),
            Row((Cell("完成.finished_at", 9), Cell("完成.total", 15, capital=True))),
            Boxes((Box("@issued_by", 8, "经办"), Box("", 8, "清洁员"),
                   Box("业户签字", 8, "业户（验收签字）"))),
        ), foot="按有偿服务价格明细表收费，先告知、后服务。　{copies}"),
    ),
    deadlines=(
        Deadline("回电", "issued", Span(hours=2), "回电", roles=("前台",), verb="回电",
                 office_hours=True, kind=DueKind.CALL),
    ),
    follow_ups=(FollowUp("完成", Span(end_of_day=True), settled=SETTLED),),
    call_rate=CallRate(30, Span(months=1), "完成", when=filled("phone"),
                       spoken=~when(satisfied="没联系上")),
    register=("@issued_at", "@number", "unit", "name", "phone", "kind", "cleaners", "定时间.visit",
              "定时间.worker", "回电.at", "完成.finished_at", "完成.total", "收款.receipt",
              "回访.satisfied", "@state"),
    register_title="家居清洁登记本",
    menu=45,
    example={
        "name": "欧阳龑", "phone": "13900002211", "kind": "日常保洁", "cleaners": 2,
        "wanted": "明天 9:00", "price_told": True, "details": "两间卧室、客厅",
    },
)  # fmt: skip
