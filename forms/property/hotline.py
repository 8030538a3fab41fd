"""热线记录: every call of the 24-hour line, with its recording (docs/handbook.md §1 RX, §3).

A recording is kept for at least thirty days, that of an open case longer; it is destroyed in front
of two people, once the day is past and the case is closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Values, filled, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row
from forms.property.residents import resident
from forms.settings import Setting
from forms.statistics import Count
from forms.timing import Deadline, Span

LEAST_DAYS = 30
"""[S]: a recording is kept so long at the least; the office may keep it longer."""
KEPT = Setting(
    Field("recording_days", "录音保存几天", Kind.NUMBER, minimum=LEAST_DAYS, maximum=3650, width=3,
          hint="从来电那天算，至少 30 天；没办结的一直留着"),
    LEAST_DAYS, used_by=("RX",),
)  # fmt: skip
DAY = 10
TAKERS = ("前台", "客服主管", "值班主任", "大堂助理")
URGENT = when(kind="紧急情况")
RECORDED = when(recorded="有录音")


def _keep_until(values: Values, facts: Facts) -> str | None:
    """The last day on which the recording has to be there."""
    if not values.get("received") or values.get("recorded") != "有录音":
        return None
    received = date.fromisoformat(values["received"][:DAY])
    return (received + timedelta(days=int(KEPT.of(facts)))).isoformat()


def _until_when(values: Values, facts: Facts) -> str:
    """Until when it is kept now, longer kept ones with it."""
    longer = facts.done.get("延长保存", {}).get("until") or ""
    return max(str(values.get("keep_until") or ""), str(longer))


def _longer(values: Values, facts: Facts) -> str | None:
    """As long again as it is kept at the least."""
    until = _until_when(values, facts)
    if not until:
        return None
    return (date.fromisoformat(until) + timedelta(days=LEAST_DAYS)).isoformat()


def _earlier(value: Any, values: Values, facts: Facts) -> str | None:
    until = _until_when(values, facts)
    return f"应晚于 {until}" if value <= until else None


def _still_kept(value: Any, values: Values, facts: Facts) -> str | None:
    until = _until_when(values, facts)
    return f"录音要保存到 {until}，还不能销毁" if facts.today.isoformat() <= until else None


def _passed_on_open(value: Any, values: Values, facts: Facts) -> str | None:
    for key in ("passed", "转交.record"):
        linked = facts.linked.get(key)
        if linked and not linked.ended:
            return f"转去的 {linked.number} {linked.state}，还没有办结"
    return None


PASSED_ON = ("WX", "TS", "QJ", "LL")
"""What a call can become: a repair, a complaint or request, cleaning, a note to a department."""

RX = Form(
    code="RX",
    title="热线记录",
    desk="物业",
    about="24 小时热线：来电、处理、转交、录音编号",
    issued_by=TAKERS,
    fields=(
        Field("received", "接听时间", Kind.DATETIME, required=True, default="now", afresh=True,
              checks=(NOT_AFTER_NOW,)),
        Field("kind", "来电事项", Kind.CHOICE, required=True,
              choices=("报修", "投诉", "咨询", "求助", "建议", "紧急情况", "其他")),
        Field("unit", "房号", Kind.UNIT, hint="不说的可以空着"),
        Field("name", "来电人", Kind.PERSON, default=resident("name"), hint="不说的可以空着"),
        Field("phone", "来电号码", Kind.PHONE, required=True, default=resident("phone")),
        Field("matter", "内容", Kind.LONG_TEXT, required=True, longest=500, width=3),
        Field("at_once", "当时怎样处理", Kind.LONG_TEXT, required=URGENT, longest=300, width=3),
        Field("passed", "转去的单", Kind.REFERENCE, refers=PASSED_ON, afresh=True,
              hint="已经开了单的填单号"),
        Field("recorded", "录音", Kind.CHOICE, required=True, choices=("有录音", "没有录音"),
              default="有录音"),
        Field("file", "录音编号", required=RECORDED, shown=RECORDED, longest=60, afresh=True),
        Field("minutes", "时长（分钟）", Kind.NUMBER, minimum=0, maximum=600, decimals=1,
              shown=RECORDED),
        Field("keep_until", "录音保存至", Kind.DATE, reckoned=_keep_until, shown=RECORDED),
    ),
    acts=(
        Act("转交", TAKERS, (
            Field("to", "转给谁", required=True, longest=60,
                  suggestions=("工程部", "客服部", "安全部", "保洁部", "值班主任")),
            Field("record", "转去的单", Kind.REFERENCE, refers=PASSED_ON),
        ), unless=("办结",), repeats=True, as_needed=True, state="已转交"),
        Act("办结", TAKERS, (
            Field("result", "办理结果", Kind.LONG_TEXT, required=True, longest=300, width=3),
            Field("answered", "已回复来电人", Kind.YES_NO, required=True, default=True),
        ), Effect.CLOSE, state="已办结",
            checks=(Check("转去的单已办结", _passed_on_open),)),
        Act("延长保存", ("客服主管", "主任", "公司经理"), (
            Field("until", "保存至", Kind.DATE, required=True, default=_longer,
                  checks=(Check("比原来的晚", _earlier),)),
            Field("why", "原因", required=True, longest=100, width=2),
        ), when=RECORDED, unless=("销毁录音",), though=("办结",), repeats=True, as_needed=True),
        Act("销毁录音", ("客服主管", "主任", "公司经理"), (
            Field("how", "怎样销毁", required=True, default="从录音机里删除", longest=60),
        ), after=("办结",), though=("办结",), when=RECORDED, second=True, as_needed=True,
            state="已办结，录音已销毁",
            checks=(Check("过了保存期", _still_kept, at="how"),)),
        void("客服主管", "值班主任"),
    ),
    open_state="待办",
    papers=(
        Paper("热线记录", "A5横向", (
            Row((Cell("received", 10), Cell("kind", 6), Cell("unit", 8))),
            Row((Cell("name", 10), Cell("phone", 14))),
            Row((Cell("matter", 24),), lines=4),
            Row((Cell("at_once", 24, label=4),), lines=2),
            Row((Cell("passed", 8), Cell("转交.to", 7), Cell("转交.record", 9, words="转交的单"))),
            Row((Cell("办结.result", 24, label=4),), lines=2),
            Row((Cell("recorded", 6, label=2), Cell("file", 10), Cell("keep_until", 8, label=4))),
            Boxes((Box("@issued_by", 12, "接听人"), Box("办结", 12, "办结"))),
        ), copies=False),
    ),
    deadlines=(
        Deadline("热线办结", "received", Span(days=1, end_of_day=True), "办结",
                 roles=("前台", "客服主管"), verb="办结", when=~filled("passed")),
    ),
    register=(
        "received", "@number", "kind", "name", "phone", "unit", "matter", "at_once", "passed",
        "转交.to", "转交.record", ("办结.at", "办结"), "file", "minutes", "keep_until",
        ("延长保存.until", "延长至"), ("销毁录音.at", "销毁"), ("销毁录音.by", "销毁经办"), "@state",
    ),
    register_title="24 小时热线登记（录音存档记录表）",
    statistics=(Count("热线来电", "kind"),),
    short="热线",
    menu=42,
    example={
        "received": "现在", "kind": "求助", "name": "欧阳龑", "phone": "13900002211",
        "matter": "半夜听到楼上敲击声，请派人看看。", "at_once": "已请巡逻岗上门查看。",
        "recorded": "有录音", "file": "L2-000418", "minutes": 2.5,
    },
)  # fmt: skip
