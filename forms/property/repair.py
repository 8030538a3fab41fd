"""维修单: order, assignment, work and follow-up of a repair (docs/handbook.md §1 WX, §2, §3).

The customer's agreement to the price gates the work, never the taking of the order.
"""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, reject, void
from forms.call_rates import CallRate
from forms.checks import NOT_BEFORE_NOW, must_be_yes
from forms.conditions import Values, did, filled, when
from forms.facts import Facts
from forms.fees import Fee
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.payment import pay, unpay
from forms.prices import Price, PriceList
from forms.property.checks import ARREARS
from forms.property.contact import handed_over
from forms.property.priced import amount, listed, total
from forms.property.residents import resident
from forms.statistics import Count, Items, Punctual, Took
from forms.timing import Deadline, FollowUp, Span

INDOORS, PUBLIC = when(place="户内"), when(place="公共部位")
NOW, LATER = when(urgency="立即"), when(urgency="预约")
FREE = when(charge="无偿")
SETTLED = when(satisfied=("满意", "基本满意"))
CRAFTS = ("水", "电", "木", "泥瓦", "门窗", "管道疏通", "家电", "其他")
WORKSHOP = ("工程主管", "前台")
ON_SITE = ("维修员", *WORKSHOP)

PLUMBING = PriceList("水电维修", (
    Price("换水龙头", "个", 30_00), Price("换角阀", "个", 25_00), Price("换软管", "根", 20_00),
    Price("疏通下水", "次", 80_00), Price("疏通马桶", "次", 60_00),
    Price("修马桶水箱", "次", 40_00), Price("换灯具", "套", 20_00),
    Price("换开关、插座", "个", 15_00), Price("查线路", "次", 50_00),
    Price("换空气开关", "个", 40_00), Price("上门检查", "次", 20_00),
), menu=10, formerly="repair_prices")  # fmt: skip
JOINERY = PriceList("门窗泥瓦", (
    Price("换锁芯", "个", 50_00), Price("修门窗", "扇", 40_00), Price("补瓷砖", "平方米", 60_00),
    Price("墙面修补", "平方米", 80_00),
), menu=20, formerly="repair_prices")  # fmt: skip
"""Labour without parts [C]; the office's own prices are in its price list."""


def _to_pay(values: Values, facts: Facts) -> int | None:
    return 0 if values.get("charge") == "无偿" else values.get("total")


def _free_because(values: Values, facts: Facts) -> str | None:
    return "公共部位" if values.get("place") == "公共部位" else None


def _charged(values: Values, facts: Facts) -> str:
    return "无偿" if values.get("place") == "公共部位" else "有偿"


MOVED, REWORKED = did("改约"), did("返工")

ITEMS = Field(
    "items", "项目", Kind.LINES, required=True, maximum=20,
    columns=(
        Field("name", "项目", required=True, width=3, offers="@prices.水电维修、门窗泥瓦"),
        Field("finding", "检修结果、材料", width=3),
        Field("price", "单价", Kind.MONEY, required=True, default=listed("name"), width=2),
        Field("quantity", "数量", Kind.NUMBER, required=True, decimals=1, minimum=0.1,
              maximum=999, default=1),
        Field("amount", "金额", Kind.MONEY, reckoned=amount, width=2),
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
        Field("spot", "位置", required=PUBLIC, shown=PUBLIC, longest=60,
              suggestions=("大堂", "电梯厅", "楼道", "地下车库", "楼顶", "小区道路", "围墙")),
        Field("craft", "类别", Kind.CHOICE, required=True, choices=CRAFTS),
        Field("trouble", "报修项目", Kind.LONG_TEXT, required=True, longest=200, width=3),
        Field("reporter", "报修人", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=resident("phone")),
        Field("channel", "报修方式", Kind.CHOICE, required=True, choices=("来电", "到台", "代报"),
              default="来电"),
        Field("urgency", "上门时间", Kind.CHOICE, required=True, choices=("立即", "预约"),
              default="立即"),
        Field("appointment", "预约时间", Kind.DATETIME, required=LATER, shown=LATER,
              checks=(NOT_BEFORE_NOW,)),
        Field("weight", "轻重", Kind.CHOICE, choices=("一般", "重要", "重大"),
              default="一般", hint="定由谁回访"),
    ),
    preconditions=(ARREARS,),
    fees=(Fee("维修费", None, from_field="完工.to_pay"),),
    acts=(
        Act("派工", WORKSHOP, (
            Field("worker", "维修员", Kind.PERSON, required=True, personal=False,
                  staff="维修员", alike="craft"),
        ), state="已派工", holder="=worker", unless=("到场",), repeats=True),
        Act("改约", WORKSHOP, (
            Field("until", "改到", Kind.DATETIME, required=True, checks=(NOT_BEFORE_NOW,)),
            Field("agreed", "客户同意", Kind.YES_NO, required=True,
                  checks=(must_be_yes("改约须客户同意"),)),
        ), unless=("开工",), undoes=("到场",), repeats=True, as_needed=True, state="已改约"),
        Act("到场", ON_SITE, after=("派工",), state="已到场"),
        Act("客户同意", ON_SITE, (
            Field("item_confirmed", "已现场确认项目", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先现场确认项目"),)),
            Field("price_told", "已告知收费标准", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先告知收费标准"),)),
        ), after=("到场",), by_customer=True, signed=Signed.EITHER, box="客户同意",
            state="客户已同意"),
        Act("开工", ON_SITE, after=("到场", "客户同意"), state="施工中"),
        Act("暂停", ON_SITE, (
            Field("why", "原因", required=True, suggestions=("待料", "客户要求", "待停水停电")),
            Field("until", "预计复工", Kind.DATETIME, required=True, checks=(NOT_BEFORE_NOW,)),
        ), after=("开工",), unless=("完工",), undoes=("复工",), as_needed=True, state="已暂停"),
        Act("复工", ON_SITE, after=("暂停",), undoes=("暂停",), state="施工中"),
        Act("完工", ON_SITE, (
            Field("charge", "收费", Kind.CHOICE, required=True, choices=("有偿", "无偿"),
                  default=_charged),
            Field("free_because", "无偿原因", Kind.CHOICE, required=FREE, shown=FREE,
                  choices=("公共部位", "保修期内", "返修", "其他"), default=_free_because),
            Field("warranty", "保修至", Kind.DATE, checks=(NOT_BEFORE_NOW,), hint="没有就留空"),
            ITEMS,
            Field("total", "合计", Kind.MONEY, reckoned=total),
            Field("to_pay", "应收", Kind.MONEY, reckoned=_to_pay),
        ), after=("开工",), unless=("暂停",), state="待客户签字"),
        Act("客户签字", ON_SITE, after=("完工",), by_customer=True,
            signed=Signed.EITHER, box="客户签字", state="待转财务"),
        Act("转财务", ("前台",), effect=Effect.CLOSE, after=("客户签字",), state="已转财务",
            holder="财务"),
        pay("收款", "reporter", after=("完工",), though=("转财务",)),
        unpay("冲正收款", "收款", state="收款已冲正"),
        Act("回访", ("前台", "客服主管", "公司经理"), (
            Field("way", "回访方式", Kind.CHOICE, required=True,
                  choices=("电话回访", "上门回访"), default="电话回访"),
            Field("customer_signed", "客户已签字", Kind.YES_NO, required=when(way="上门回访"),
                  shown=when(way="上门回访"), checks=(must_be_yes("上门回访须客户签字"),)),
            Field("satisfied", "是否满意", Kind.CHOICE, required=True,
                  choices=("满意", "基本满意", "不满意", "没联系上"), default="满意"),
            Field("words", "客户意见", Kind.LONG_TEXT, longest=300, width=3,
                  required=when(satisfied="不满意")),
        ), after=("完工",), though=("转财务",), repeats=True),
        Act("主管批注", ("客服主管",), (
            Field("words", "批注", Kind.LONG_TEXT, required=True, longest=300),
        ), after=("回访",), though=("转财务",), repeats=True, as_needed=True),
        Act("抽查", ("工程主管", "客服主管", "主任"), (
            Field("result", "抽查结果", Kind.CHOICE, required=True, choices=("合格", "不合格"),
                  default="合格"),
            Field("words", "说明", Kind.LONG_TEXT, longest=300, width=3,
                  required=when(result="不合格")),
        ), after=("完工",), though=("转财务",), repeats=True, as_needed=True),
        Act("返工", WORKSHOP, (
            Field("why", "原因", required=True),
            Field("until", "约定上门", Kind.DATETIME, required=True, checks=(NOT_BEFORE_NOW,)),
        ), after=("完工",), though=("转财务",),
            undoes=("改约", "到场", "客户同意", "开工", "完工", "客户签字", "转财务", "回访"), repeats=True,
            as_needed=True, state="要返工"),
        handed_over("转财务"),
        reject("客户取消", "前台", "维修员", unless=("开工",), state="客户取消"),
        void("前台", "工程主管", second=("收款",)),
    ),
    copies=(
        Copy("客户", "客户", Colour.WHITE),
        Copy("工程部存档", "工程部", Colour.RED),
        Copy("转财务计费", "财务", Colour.YELLOW, masked=("phone",)),
    ),
    papers=(
        Paper("维修单", "A5横向", (
            Row((Cell("place", 8), Cell("unit", 8), Cell("spot", 8))),
            Row((Cell("reporter", 8), Cell("phone", 8), Cell("channel", 8))),
            Row((Cell("trouble", 24),)),
            Row((Cell("craft", 8), Cell("urgency", 8), Cell("appointment", 8))),
            Row((Cell("派工.worker", 8), Cell("到场.at", 8), Cell("完工.at", 8))),
            Table("完工.items", (
                ("name", 6), ("finding", 7), ("price", 3), ("quantity", 2), ("amount", 4),
            ), number=2),
            Row((Cell("完工.charge", 8, ticks=True), Cell("完工.to_pay", 16, capital=True))),
            Boxes((Box("客户同意", 8, "项目、收费标准已告知，同意开工"),
                   Box("", 8, "维修员签字"), Box("客户签字", 8, "验收（客户签字）"))),
        ), foot="先确认项目、讲明收费，客户同意后开工。　{copies}"),
    ),
    deadlines=(
        Deadline("到场", "issued", Span(minutes=15), "到场", roles=WORKSHOP, verb="到场",
                 when=NOW & ~MOVED & ~REWORKED, office_hours=True),
        Deadline("按约到场", "appointment", Span(minutes=10), "到场", roles=WORKSHOP,
                 verb="到场", when=LATER & ~REWORKED, moved_by=("改约", "until")),
        Deadline("改约到场", "改约.until", Span(minutes=10), "到场", roles=WORKSHOP,
                 verb="到场", when=NOW & MOVED & ~REWORKED),
        Deadline("返工到场", "返工.until", Span(minutes=10), "到场", roles=WORKSHOP,
                 verb="到场", when=REWORKED, moved_by=("改约", "until")),
        Deadline("复工", "暂停.until", Span(), "复工", roles=WORKSHOP, verb="复工"),
    ),
    follow_ups=(
        FollowUp("完工", Span(end_of_day=True), when=~when(weight=("重要", "重大")), settled=SETTLED),
        FollowUp("完工", Span(end_of_day=True), weight="important", when=when(weight="重要"),
                 settled=SETTLED),
        FollowUp("完工", Span(end_of_day=True), weight="major", when=when(weight="重大"),
                 settled=SETTLED),
    ),
    call_rate=CallRate(30, Span(months=1), "完工", when=filled("phone"),
                       spoken=~when(satisfied="没联系上")),
    register=(
        "@issued_at", "@number", "unit", "spot", "reporter", "phone", "craft", "trouble",
        "派工.worker", "到场.at", "完工.at", "完工.charge", "完工.to_pay", "回访.at",
        "回访.satisfied", "@state",
    ),
    register_title="维修单登记",
    statistics=(
        Punctual("零修及时率", ("到场", "按约到场", "改约到场", "返工到场")),
        Count("零修合格率", "抽查.result", good=("合格",), rate="合格率"),
        Items("有偿服务登记表", "完工.items", "name", "quantity", "amount", by="派工.worker",
              when=when(charge="有偿")),
        Count("报修类别", "craft"),
        Count("报修方式", "channel"),
        Count("维修员派工", "派工.worker"),
        Count("服务满意率", "回访.satisfied", good=("满意", "基本满意"), apart=("没联系上",),
              rate="满意率"),
        Took("维修天数", "完工"),
    ),
    open_state="待派工",
    menu=40,
    example={
        "place": "户内",
        "craft": "水",
        "trouble": "厨房水龙头漏水",
        "reporter": "欧阳龑",
        "phone": "13900002211",
        "channel": "来电",
        "urgency": "立即",
    },
)  # fmt: skip
