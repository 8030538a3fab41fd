"""消防检查: the monthly fire notice, the inspection and its report (docs/handbook.md §1 XJ).

What is found at a unit is put right by a letter of its own (`rectify.py`).
"""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, void
from forms.checks import not_before_day, not_past
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.gathering import Gather
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.timing import Deadline, Span

INSPECTORS = ("安全主管", "当值管理员")
FOUND = when(result="有隐患")
POINTS = (
    "消防通道、安全出口是否堵塞；灭火器、消火栓、喷淋、烟感是否完好；用电、用气有无隐患；阳台、楼道有无堆放易燃物；"
    "防火门能否关严。"
)
DEMAND = (
    "请各业户当日留人，配合检查；先行自查，清走楼道、前室、消防通道的杂物和电动车，不在室内、楼道给电瓶充电。"
    "查出隐患的，按整改函写明的期限整改。"
)


def _some_letters(values: Values, facts: Facts) -> int | None:
    """How many of the findings want a letter."""
    return sum(bool(line.get("letter")) for line in values.get("findings") or ())


def _no_unit(value: object, values: Values, facts: Facts) -> str | None:
    lines = values.get("findings") or ()
    lacking = [
        str(at) for at, one in enumerate(lines, 1) if one.get("letter") and not one.get("unit")
    ]
    return f"第 {'、'.join(lacking)} 行要发整改函，请写房号" if lacking else None


def _letters_made(values: Values, facts: Facts) -> int:
    """How many letters hang on the inspection."""
    return facts.gathered.records


def _no_letter(value: object, values: Values, facts: Facts) -> str | None:
    """Units whose finding wants a letter and that have none from this inspection."""
    found = facts.done.get("检查", {}).get("findings") or ()
    wanted = dict.fromkeys(line["unit"] for line in found if line.get("letter"))
    lacking = [unit for unit in wanted if (unit,) not in facts.gathered.lines]
    return f"{'、'.join(lacking)} 还没有开整改函（“所依检查”写这一张）" if lacking else None


FINDINGS = Field(
    "findings", "隐患", Kind.LINES, required=FOUND, shown=FOUND, maximum=100, width=3,
    checks=(Check("发整改函的写房号", _no_unit),),
    columns=(
        Field("what", "情况", required=True, width=3,
              suggestions=("楼道堆放杂物", "电动车在楼道充电", "灭火器过期", "防火门关不严", "私拉电线",
                           "遮挡消火栓", "烟感被包住")),
        Field("unit", "房号", Kind.UNIT),
        Field("place", "位置", width=2, suggestions=("楼道", "前室", "阳台", "厨房", "地下车库")),
        Field("letter", "发整改函", Kind.YES_NO, default=False),
    ),
)  # fmt: skip

XJ = Form(
    code="XJ",
    title="消防检查",
    desk="物业",
    about="每月的消防检查：通知、检查、报告",
    issued_by=("前台", "安全主管", "客服主管"),
    fields=(
        Field("on", "检查日期", Kind.DATE, required=True, default="today",
              checks=(not_past("检查日期已经过去"),)),
        Field("hours", "检查时间", Kind.HOURS, required=True),
        Field("scope", "检查范围", required=True, longest=100, width=2,
              suggestions=("各栋公共部位和业户", "商铺", "在装修的各户", "地下车库、设备房")),
        Field("points", "检查内容", Kind.LONG_TEXT, longest=400, width=3, default=POINTS),
        Field("contact", "联系电话", Kind.PHONE, personal=False),
    ),
    acts=(
        Act("张贴通知", ("前台", "大堂助理"), (
            Field("where", "贴在哪里", required=True, longest=60, default="各栋大堂公告栏"),
        ), state="已通知"),
        Act("检查", INSPECTORS, (
            Field("who", "检查人", required=True, longest=60,
                  default=lambda values, facts: facts.operator or None),
            Field("result", "结果", Kind.CHOICE, required=True, choices=("没有隐患", "有隐患"),
                  default="没有隐患"),
            FINDINGS,
            Field("letters", "要发整改函（件）", Kind.NUMBER, reckoned=_some_letters),
        ), after=("张贴通知",), state="已检查，待报告",
            checks=(not_before_day("on", "通知的检查日期"),)),
        Act("报告", INSPECTORS, (
            Field("summary", "检查报告", Kind.LONG_TEXT, required=True, longest=1000, width=3),
        ), Effect.SIGN, signed=Signed.EITHER, after=("检查",), box="检查人", state="待经理阅批",
            prints=("检查报告",)),
        Act("经理阅批", ("公司经理",), (
            Field("opinion", "批示", longest=200, width=2),
        ), Effect.SIGN, signed=Signed.EITHER, after=("报告",), box="公司经理", state="已阅批"),
        Act("归档", ("前台", "安全主管", "客服主管"), (
            Field("issued", "已发整改函（件）", Kind.NUMBER, reckoned=_letters_made),
        ), Effect.CLOSE, after=("经理阅批",), state="已归档",
            checks=(Check("要发的整改函都开了", _no_letter),)),
        Act("安排下月", ("前台", "安全主管", "客服主管"), (
            Field("plan", "安排", required=True, longest=60, default="已另开下月的检查"),
        ), after=("归档",), though=("归档",)),
        void("安全主管", "客服主管"),
    ),
    gathers=Gather("ZG", "", ("unit",)),
    open_state="待通知",
    papers=(
        Paper("检查通知", "A4", (
            Text("各位业户：", size=15.0),
            Row((Cell("on", 24, size=16.0),)),
            Row((Cell("hours", 24, size=16.0),)),
            Row((Cell("scope", 24, size=14.0),)),
            Text("{points}", "检查内容", size=14.0),
            Text(DEMAND, "请配合", size=14.0),
            Row((Cell("contact", 24),)),
            Boxes((Box("", 24, "（盖章）"),), 34.0),
        ), copies=False, heading="消防检查通知", headline=30.0),
        Paper("检查报告", "A4", (
            Row((Cell("on", 8), Cell("hours", 8), Cell("检查.who", 8))),
            Row((Cell("scope", 24),)),
            Row((Cell("检查.result", 12, ticks=True), Cell("检查.letters", 12, label=7))),
            Table("检查.findings", (("what", 10), ("unit", 4), ("place", 5), ("letter", 3)),
                  number=2, least=6),
            Text("{报告.summary}", "报告", size=11.0),
            Row((Cell("经理阅批.opinion", 24, label=3),), lines=2),
            Boxes((Box("报告", 12, "检查人（签字）"), Box("经理阅批", 12, "公司经理")), 22.0),
        ), copies=False, heading="消防检查报告"),
    ),
    deadlines=(
        Deadline("张贴通知", "issued", Span(days=1, end_of_day=True), "张贴通知", roles=("前台",),
                 verb="张贴"),
        Deadline("检查", "on", Span(), "检查", roles=INSPECTORS, verb="检查", days_ahead=1),
        Deadline("检查报告", "检查", Span(days=3, end_of_day=True), "报告", roles=INSPECTORS,
                 verb="报告"),
        Deadline("下月的检查", "on", Span(months=1), "安排下月", roles=("前台", "安全主管"),
                 verb="安排", days_ahead=10),
    ),
    register=(
        "@number", "on", "hours", "scope", ("张贴通知.at", "通知"), "检查.who", "检查.result",
        "检查.findings", "检查.letters", ("报告.at", "报告"), ("经理阅批.at", "阅批"),
        "经理阅批.opinion", "归档.issued", "@state",
    ),
    register_title="消防检查登记",
    menu=83,
    example={"on": "今天", "hours": "14:00-17:00", "scope": "各栋公共部位和业户",
             "contact": "13900002211"},
)  # fmt: skip
