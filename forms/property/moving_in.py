"""入伙手续书: a unit is handed over to its new owner (docs/handbook.md §1 RH).

The three books are handed over and signed for [S]; meters, what is found and keys are custom. The
residents it names are for the file: who lives where is written on the page of the estate.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.call_rates import CallRate
from forms.checks import must_be_yes
from forms.conditions import Values, filled, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.settings import rule
from forms.timing import Deadline, FollowUp, Span

LEFT_OPEN = when(found="有遗留问题")
SETTLED = when(satisfied=("满意", "基本满意"))
TWICE = rule("RH", "moving_in_twice", "同一户还有在办的入伙，又来办的", "block")
NOT_ENTERED = rule("RH", "moving_in_entered", "登记时房产页里还不是新业主的")
USUAL_KEYS = (("入户门钥匙", 5), ("信箱钥匙", 2), ("单元门禁卡", 2))
"""What is handed over to begin with [C]; the desk changes the lines."""
RECEIPT = (
    "本人已收到上列文件、钥匙，核对了表底数，已阅读管理公约、客户手册和装修手册，愿意遵守；装修前到前台办理"
    "装修登记。"
)


def _owner(key: str) -> Any:
    """A default: what the estate says of the owner."""

    def default(values: Values, facts: Facts) -> Any:
        who = facts.unit.owner if facts.unit else None
        return (getattr(who, key) or None) if who else None

    return default


def _estate_says_otherwise(value: Any, values: Values, facts: Facts) -> str | None:
    """The estate is written by hand, on its own page."""
    who = facts.unit.owner if facts.unit and facts.unit.known else None
    name = values["owner"]["name"] if values.get("owner") else ""
    if facts.unit is None or not facts.unit.known or who and who.name == name:
        return None
    return f"房产页里业主是{who.name if who else '空着的'}，请登记为{name}"


def _the_owner(values: Values, facts: Facts) -> Any:
    return values.get("owner")


def _usual_keys(values: Values, facts: Facts) -> list[dict[str, Any]]:
    return [{"kind": kind, "quantity": count} for kind, count in USUAL_KEYS]


PEOPLE = Field(
    "residents", "同住人", Kind.LINES, maximum=20,
    columns=(
        Field("name", "姓名", Kind.PERSON, required=True, width=2),
        Field("relation", "与业主的关系", default="家庭成员", width=2,
              suggestions=("配偶", "父母", "子女", "家庭成员", "共有业主", "租户", "保姆")),
        Field("phone", "电话", Kind.PHONE, width=2),
    ),
)  # fmt: skip
PAPERS = Field(
    "others", "其他文件", Kind.LINES, maximum=20, width=3,
    columns=(
        Field("name", "文件", required=True, width=3,
              suggestions=("住宅质量保证书", "住宅使用说明书", "户型水电图", "停车场管理规定", "收费标准")),
        Field("quantity", "份数", Kind.NUMBER, required=True, minimum=1, maximum=20, default=1),
    ),
)  # fmt: skip
KEYS = Field(
    "keys", "钥匙", Kind.LINES, required=True, maximum=20, width=3,
    default=_usual_keys,
    columns=(
        Field("kind", "种类", required=True, width=3,
              suggestions=("入户门钥匙", "信箱钥匙", "单元门禁卡", "水表箱钥匙", "电表箱钥匙", "地下室钥匙",
                           "遥控器")),
        Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=99, default=1),
    ),
)  # fmt: skip


def _meter(key: str, label: str, measure: str) -> Field:
    return Field(key, label, Kind.NUMBER, decimals=2, minimum=0, maximum=9_999_999, hint=measure)


def _handed(key: str, name: str) -> Field:
    return Field(key, f"已交{name}", Kind.YES_NO, required=True,
                 checks=(must_be_yes(f"须交{name}"),))  # fmt: skip


RH = Form(
    code="RH",
    title="入伙手续书",
    desk="物业",
    about="新业主收楼：交文件、验房、抄表、交钥匙",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True, exclusive=TWICE.key),
        Field("owner", "业主", Kind.PERSON, required=True, default=_owner("name")),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=_owner("phone")),
        Field("document", "业主证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("use", "房屋用途", Kind.CHOICE, required=True,
              choices=("自住", "出租", "空置", "办公、商用"), default="自住"),
        Field("papers_seen", "已验购房合同、入伙通知书", Kind.YES_NO, required=True, afresh=True,
              checks=(must_be_yes("须先验看购房合同和入伙通知书"),)),
        Field("emergency", "紧急联系人", Kind.PERSON),
        Field("emergency_phone", "紧急联系电话", Kind.PHONE),
        PEOPLE,
        Field("remarks", "备注", longest=100, width=3),
    ),
    acts=(
        Act("交付文件", ("前台", "客服主管"), (
            _handed("covenant", "管理公约"),
            _handed("handbook", "客户手册"),
            _handed("renovation_book", "装修手册"),
            PAPERS,
        ), state="文件已交"),
        Act("业主签收", ("前台", "客服主管"), effect=Effect.SIGN, signed=Signed.PAPER,
            by_customer=True, after=("交付文件",), box="业主"),
        Act("验房抄表", ("前台", "工程主管", "维修员"), (
            _meter("water", "水表底数", "吨"),
            _meter("power", "电表底数", "度"),
            _meter("gas", "气表底数", "立方米"),
            Field("found", "验房", Kind.CHOICE, required=True, choices=("合格", "有遗留问题"),
                  default="合格"),
            Field("open_points", "遗留问题", Kind.LONG_TEXT, required=LEFT_OPEN, shown=LEFT_OPEN,
                  longest=500, width=3, hint="要修的另开维修单"),
        ), state="已验房"),
        Act("交钥匙", ("前台", "客服主管"), (
            KEYS,
            Field("receiver", "领取人", Kind.PERSON, required=True, default=_the_owner),
        ), Effect.CLOSE, after=("交付文件", "业主签收", "验房抄表"), state="已入伙",
            holder="=receiver"),
        Act("登记房产", ("前台", "客服主管"), (
            Field("entered", "房产页已登记业主、同住人", Kind.YES_NO, required=True, default=True,
                  checks=(must_be_yes("请先在房产页登记"),)),
        ), after=("交钥匙",), though=("交钥匙",),
            checks=(Check("房产页是新业主", _estate_says_otherwise, at="entered", warns=True,
                          setting=NOT_ENTERED.key),)),
        Act("回访", ("前台", "客服主管", "公司经理"), (
            Field("way", "回访方式", Kind.CHOICE, required=True,
                  choices=("电话回访", "上门回访"), default="电话回访"),
            Field("satisfied", "是否满意", Kind.CHOICE, required=True,
                  choices=("满意", "基本满意", "不满意", "没联系上"), default="满意"),
            Field("words", "业主意见", Kind.LONG_TEXT, longest=300, width=3,
                  required=when(satisfied="不满意")),
        ), after=("交钥匙",), though=("交钥匙",), repeats=True),
        void("前台", "客服主管"),
    ),
    open_state="办理中",
    copies=(Copy("存档", "前台", Colour.WHITE), Copy("业主", "业主", Colour.RED)),
    papers=(
        Paper("入伙手续书", "A4", (
            Row((Cell("unit", 8), Cell("owner", 8), Cell("phone", 8))),
            Row((Cell("document", 14), Cell("use", 10))),
            Row((Cell("papers_seen", 24, label=8),)),
            Row((Cell("emergency", 12, label=5), Cell("emergency_phone", 12, label=5))),
            Table("residents", (("name", 8), ("relation", 6), ("phone", 8)), number=2, least=2),
            Row((Cell("交付文件.covenant", 8, label=5, words="管理公约"),
                 Cell("交付文件.handbook", 8, label=5, words="客户手册"),
                 Cell("交付文件.renovation_book", 8, label=5, words="装修手册"))),
            Table("交付文件.others", (("name", 17), ("quantity", 5)), number=2),
            Row((Cell("验房抄表.water", 8, label=4), Cell("验房抄表.power", 8, label=4),
                 Cell("验房抄表.gas", 8, label=4))),
            Row((Cell("验房抄表.found", 24, ticks=True),)),
            Row((Cell("验房抄表.open_points", 24),), lines=3),
            Table("交钥匙.keys", (("kind", 17), ("quantity", 5)), number=2, least=4),
            Row((Cell("remarks", 24),), optional=True),
            Text(RECEIPT, "签收", size=11.0),
            Boxes((Box("业主签收", 8, "业主（签字、日期）"), Box("验房抄表", 8, "验房、抄表"),
                   Box("交钥匙", 8, "交钥匙经办")), 22.0),
        ), foot="{copies}"),
    ),
    deadlines=(
        Deadline("登记房产", "交钥匙", Span(end_of_day=True), "登记房产", roles=("前台",),
                 verb="登记房产"),
    ),
    follow_ups=(FollowUp("交钥匙", Span(months=1), settled=SETTLED),),
    call_rate=CallRate(30, Span(months=1), "交钥匙", when=filled("phone"),
                       spoken=~when(satisfied="没联系上")),
    register=(
        "@issued_at", "@number", "unit", "owner", "phone", "use", ("交付文件.at", "文件签收"),
        "验房抄表.water", "验房抄表.power", "验房抄表.gas", "验房抄表.found", "验房抄表.open_points",
        ("交钥匙.at", "交钥匙"), "交钥匙.receiver", ("回访.satisfied", "回访"), "@state",
    ),
    register_title="入伙登记",
    menu=80,
    example={
        "owner": "欧阳龑", "phone": "13900002211",
        "document": {"kind": "护照", "number": "E55443322"}, "use": "自住", "papers_seen": True,
        "emergency": "欧阳明", "emergency_phone": "13900002212",
        "residents": [{"name": "林若溪", "relation": "配偶", "phone": "13900002213"}],
    },
)  # fmt: skip
