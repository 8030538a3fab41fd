"""整改函: what a unit has to put right, until when, and the re-check (docs/handbook.md §1 XJ, ZG)."""

from __future__ import annotations

from datetime import timedelta

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW, not_past
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.residents import resident
from forms.property.sealing import (
    LEADER, NOT_APPROVED, NOT_SEALED, request, sealed,
)  # fmt: skip
from forms.settings import Setting
from forms.timing import Deadline, DueKind, Span

WRITERS = ("前台", "客服主管", "安全主管", "工程主管")
CHECKERS = ("安全主管", "工程主管", "当值管理员")
LEFT_THERE = when(way="留置送达")
DAYS = Setting(
    Field("rectify_days", "整改期限（天）", Kind.NUMBER, minimum=1, maximum=90, width=3,
          hint="开单时先这样填"),
    7, used_by=("ZG",),
)  # fmt: skip
"""[C]."""


def _limit(values: Values, facts: Facts) -> str:
    return (facts.today + timedelta(days=int(DAYS.of(facts)))).isoformat()


def _receiver(values: Values, facts: Facts) -> object:
    return values.get("name") if values.get("way") == "本人签收" else None


ZG = Form(
    code="ZG",
    title="整改函",
    desk="物业",
    about="要业户限期整改：消防、违章、占道",
    issued_by=WRITERS,
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("name", "责任人", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, default=resident("phone")),
        Field("kind", "类别", Kind.CHOICE, required=True,
              choices=("消防", "装修违规", "占用公共部位", "其他"), default="消防"),
        Field("basis", "所依检查", Kind.REFERENCE, refers=("XJ",), hint="有就填"),
        Field("limit", "整改期限", Kind.DATE, required=True, default=_limit,
              checks=(not_past("整改期限已经过去"),)),
        Field("findings", "问题和要求", Kind.LINES, required=True, maximum=20, columns=(
            Field("what", "存在的问题", required=True, width=3,
                  suggestions=("楼道堆放杂物", "电动车在楼道充电", "私拉电线", "遮挡消火栓", "拆改消防设施")),
            Field("demand", "整改要求", required=True, width=3,
                  suggestions=("清走", "恢复原状", "拆除", "更换", "移到指定地点")),
        )),
        Field("remarks", "说明", longest=200, width=3),
    ),
    hangs_on="basis",
    acts=(
        *sealed(WRITERS),
        Act("送达", ("前台", "大堂助理", "安全主管"), (
            Field("way", "怎样送达", Kind.CHOICE, required=True,
                  choices=("本人签收", "他人代收", "留置送达"), default="本人签收"),
            Field("receiver", "签收人", Kind.PERSON, required=~LEFT_THERE, shown=~LEFT_THERE,
                  default=_receiver),
            Field("witness", "见证人", longest=40, required=LEFT_THERE, shown=LEFT_THERE),
            Field("delivered", "送达时间", Kind.DATETIME, required=True, default="now",
                  checks=(NOT_AFTER_NOW,)),
        ), after=("盖章",), state="待整改", prints=("整改函",)),
        Act("复查不合格", CHECKERS, (
            Field("what", "没有整改的", required=True, longest=200, width=2),
            Field("again_on", "再改到", Kind.DATE, required=True, default=_limit,
                  checks=(not_past("期限已经过去"),)),
        ), after=("送达",), unless=("复查合格",), repeats=True, as_needed=True,
            state="复查不合格，待整改"),
        Act("复查合格", CHECKERS, (
            Field("found", "复查情况", required=True, longest=200, width=2, default="已整改"),
        ), Effect.CLOSE, after=("送达",), box="复查", state="已整改"),
        NOT_APPROVED,
        NOT_SEALED,
        void("客服主管", LEADER),
    ),
    open_state="待领导批准",
    copies=(Copy("存根", "前台", Colour.WHITE), Copy("业户", "业户", Colour.RED)),
    papers=(
        Paper("整改函", "A4", (
            Row((Cell("unit", 8), Cell("name", 8), Cell("phone", 8))),
            Row((Cell("kind", 8), Cell("basis", 16, label=4))),
            Text("经检查，贵户存在下列问题，请在期限内整改，整改后通知我们复查。", size=12.0),
            Table("findings", (("what", 11), ("demand", 11)), number=2, least=4),
            Row((Cell("limit", 24, size=14.0),)),
            Row((Cell("remarks", 24),), optional=True),
            Text("逾期不整改的，依管理公约处理，并报告有关部门；由此造成的损失由责任人承担。", "注意",
                 size=11.0),
            Boxes((Box("盖章", 8, "（盖章）"), Box("送达", 8, "送达"),
                   Box("", 8, "签收人（签字、日期）")), 30.0),
            Row((Cell("复查合格.found", 24, words="复查情况"),), lines=2),
            Boxes((Box("复查合格", 24, "复查（签字、日期）"),), 18.0),
        ), foot="{copies}"),
        request(Row((Cell("unit", 8), Cell("name", 8), Cell("limit", 8))),
                Table("findings", (("what", 11), ("demand", 11)), number=2, least=2)),
    ),
    deadlines=(
        Deadline("送达", "盖章", Span(workdays=1, end_of_day=True), "送达", roles=("前台",),
                 verb="送达", kind=DueKind.SEND),
        Deadline("复查", "limit", Span(), "复查合格", roles=CHECKERS, verb="复查", days_ahead=1,
                 moved_by=("复查不合格", "again_on")),
    ),
    register=(
        "@issued_at", "@number", "unit", "name", "kind", "findings", "limit", ("盖章.at", "盖章"),
        "送达.way", "送达.delivered", "送达.receiver", "复查不合格.what", "复查不合格.again_on",
        ("复查合格.at", "复查合格"), "@state",
    ),
    register_title="整改函登记",
    menu=85,
    example={
        "name": "欧阳龑", "phone": "13900002211", "kind": "消防", "limit": "+7",
        "findings": [{"what": "楼道堆放杂物", "demand": "清走"},
                     {"what": "电动车在楼道充电", "demand": "移到指定地点"}],
    },
)  # fmt: skip
