"""失物招领: what was found, kept, claimed or handed on (docs/handbook.md §1 SW)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_AFTER_NOW, must_be_yes, not_past
from forms.conditions import Values, did
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.checks import NOT_LONG_PAST
from forms.settings import Setting, rule
from forms.timing import Deadline, Span, Validity

KEPT_DAYS = Setting(
    Field("lost_days", "失物保管天数", Kind.NUMBER, required=True, minimum=1, maximum=365,
          hint="过了还没人认领就移交、处理"),
    30, used_by=("SW",),
)  # fmt: skip
"""[C]."""
DESK = ("前台", "客服主管")
WAITING = ~(did("认领") | did("处理"))


def _kept_until(values: Values, facts: Facts) -> str:
    return (facts.today + timedelta(days=KEPT_DAYS.of(facts))).isoformat()


def _still_kept(value: Any, values: Values, facts: Facts) -> str | None:
    until = values["keep_until"]
    return f"保管到 {until}，还没有到期" if facts.today.isoformat() <= until else None


EARLY = rule("SW", "lost_early", "保管没有期满就移交、处理的")
KEPT = (Check("保管期满", _still_kept, warns=True, setting=EARLY.key),)

SW = Form(
    code="SW",
    title="失物招领登记",
    desk="物业",
    about="有人把拾到的东西交到前台",
    issued_by=(*DESK, "大堂助理"),
    fields=(
        Field("found_at", "拾到时间", Kind.DATETIME, required=True, default="now",
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("where", "拾到地点", required=True, longest=40,
              suggestions=("大堂", "电梯内", "地下车库", "小区花园", "会所", "门岗", "楼道")),
        Field("finder", "拾获人", Kind.PERSON, required=True),
        Field("finder_phone", "拾获人电话", Kind.PHONE),
        Field("unit", "拾获人房号", Kind.UNIT, hint="员工、访客不填"),
        Field("goods", "物品", Kind.LINES, required=True, maximum=20, columns=(
            Field("name", "物品名称", required=True, width=3,
                  suggestions=("手机", "钱包", "钥匙", "门禁卡", "身份证", "银行卡", "雨伞",
                               "背包", "眼镜", "现金")),
            Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=999_999,
                  default=1),
            Field("measure", "单位", default="件",
                  suggestions=("件", "个", "张", "把", "串", "元")),
            Field("mark", "特征", width=3, longest=60),
        )),
        Field("kept", "存放位置", required=True, longest=40, default="前台失物柜",
              suggestions=("前台失物柜", "前台保险柜", "前台储物间")),
        Field("keep_until", "保管到", Kind.DATE, required=True, default=_kept_until,
              checks=(not_past("保管到的日期已经过去"),)),
        Field("photo", "物品照片", Kind.PHOTO, personal=False, aside=True),
        Field("remarks", "备注", Kind.LONG_TEXT, longest=200, width=3),
    ),
    acts=(
        Act("交物人签字", DESK, signed=Signed.PAPER, by_customer=True, box="交物人"),
        Act("贴招领启事", DESK, (
            Field("places", "贴在哪里", required=True, longest=60, default="各楼大堂公告栏",
                  suggestions=("各楼大堂公告栏", "小区大门公告栏", "业主群")),
        ), unless=("认领", "移交派出所", "处理"), prints=("招领启事",), state="招领中"),
        Act("认领", DESK, (
            Field("claimant", "认领人", Kind.PERSON, required=True),
            Field("claimant_id", "认领人证件", Kind.ID_DOCUMENT, required=True, width=2),
            Field("claimant_phone", "认领人电话", Kind.PHONE, required=True),
            Field("proof", "怎样证明是他的", Kind.LONG_TEXT, required=True, longest=200, width=3,
                  hint="说得出特征、打开了手机锁、有购买凭证……"),
            Field("checked", "物品当面点清", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须当面点清"),)),
        ), Effect.CLOSE, unless=("移交派出所", "处理"), prints=("领取单",), state="已认领",
            holder="=claimant"),
        Act("认领人签字", DESK, signed=Signed.PAPER, after=("认领",), though=("认领",),
            by_customer=True, box="认领人", as_needed=True),
        Act("移交派出所", DESK, (
            Field("station", "接收单位、人", required=True, longest=60),
            Field("receipt", "接收回执", Kind.FILE),
        ), Effect.CLOSE, unless=("认领",), second=True, state="已移交派出所", holder="=station",
            checks=KEPT, as_needed=True),
        Act("处理", DESK, (
            Field("way", "怎样处理", Kind.CHOICE, required=True,
                  choices=("销毁", "捐赠", "其他"), default="销毁"),
            Field("how", "经过、原因", required=True, longest=100,
                  suggestions=("食品变质", "没有价值", "失主书面放弃")),
        ), Effect.CLOSE, unless=("认领",), second=True, state="已处理", checks=KEPT,
            as_needed=True),
        void("前台", "客服主管"),
    ),
    open_state="保管中",
    expired_state="到期无人认领",
    copies=(Copy("存根", "前台", Colour.WHITE), Copy("交物人", "拾获人", Colour.RED)),
    papers=(
        Paper("失物招领登记单", "A5横向", (
            Row((Cell("found_at", 12, label=4), Cell("where", 12, label=4))),
            Row((Cell("finder", 9, label=4), Cell("finder_phone", 9, label=4),
                 Cell("unit", 6, words="房号"))),
            Table("goods", (("name", 8), ("quantity", 2), ("measure", 2), ("mark", 10)), number=2),
            Row((Cell("kept", 12, label=4), Cell("keep_until", 12, label=4))),
            Row((Cell("remarks", 24),), optional=True),
            Text("拾到的物品由前台当面点清收存，张贴招领；到期无人认领的，移交公安机关或按规定处理。",
                 label="说明"),
            Boxes((Box("交物人签字", 12, "交物人签字"), Box("@issued_by", 12, "收存经办"))),
        ), foot="{copies}"),
        Paper("招领启事", "A4", (
            Text("本小区拾到下列物品，请失主凭有效证件到前台认领，认领时请说明物品的特征。", size=14),
            Row((Cell("found_at", 24, label=6, size=14),)),
            Row((Cell("where", 24, label=6, size=14),)),
            Table("goods", (("name", 22),), number=2, least=1),
            Row((Cell("keep_until", 24, label=6, words="请在此前认领", size=14),)),
        ), copies=False, code=False, headline=36.0, heading="招领启事"),
        Paper("领取单", "A5横向", (
            Row((Cell("found_at", 12, label=4), Cell("where", 12, label=4))),
            Table("goods", (("name", 8), ("quantity", 2), ("measure", 2), ("mark", 10)), number=2),
            Row((Cell("认领.claimant", 12, label=4), Cell("认领.claimant_phone", 12, label=5))),
            Row((Cell("认领.claimant_id", 24, label=4),)),
            Row((Cell("认领.proof", 24, label=5),), lines=2),
            Text("本人确认上列物品为本人所有（或受失主委托代领），已当面点清领回；如有冒领，愿负责任。",
                 label="声明"),
            Boxes((Box("认领人签字", 12, "认领人签字、日期"), Box("认领", 12, "发还经办"))),
        ), copies=False, heading="失物领取单"),
        Paper("拾物标签", "标签60×40", (
            Row((Cell("goods.name", 24, label=0, size=13.0),)),
            Row((Cell("found_at", 24, words="拾到"),)),
            Row((Cell("kept", 10, words="存放"), Cell("keep_until", 14, words="保管到"))),
        ), copies=False, modes=("label", "laser"), each="goods", heading="拾物标签"),
    ),
    validity=Validity(field="keep_until", words="保管到"),
    deadlines=(
        Deadline("贴招领启事", "issued", Span(days=1, end_of_day=True), "贴招领启事", roles=DESK,
                 verb="张贴", when=WAITING),
        Deadline("无人认领", "keep_until", Span(), "移交派出所", roles=DESK, verb="移交",
                 days_ahead=3, when=WAITING),
    ),
    register=("@issued_at", "@number", "found_at", "where", "goods", "finder", "finder_phone",
              "kept", "keep_until", "贴招领启事.at", "认领.claimant", "认领.claimant_id",
              "认领.proof", ("认领.at", "认领时间"), "移交派出所.station", "处理.way", "@state"),
    register_title="失物招领登记本",
    menu=52,
    example={
        "found_at": "昨天 18:20",
        "where": "2 栋电梯内", "finder": "林浩然", "finder_phone": "13700137002",
        "goods": [{"name": "手机", "quantity": 1, "measure": "个", "mark": "黑色，屏幕左上角有裂纹"},
                  {"name": "现金", "quantity": 230, "measure": "元"}],
        "kept": "前台保险柜",
    },
)  # fmt: skip
