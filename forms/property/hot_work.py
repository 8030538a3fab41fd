"""动火许可证: electric welding and other hot work, for one place and one day
(docs/handbook.md §1 DH)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import in_force, must_be_yes, not_past
from forms.conditions import Values, did, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Text
from forms.property.checks import ALLOWED, SAME_UNIT, applicant_of
from forms.settings import rule
from forms.statistics import Count, Ending
from forms.timing import Deadline, Span, Validity

UNAPPROVED = rule("DH", "hot_work_unapproved", "装修、项目还没有批准就动火的", "block")
FOR_A_SITE = when(applicant="装修负责人")
ON_SITE = ("安全主管", "当值管理员")
HOURS = "8:30—12:00、14:00—17:30"

RULES = "\n".join((
    "一、动火前清除周围可燃物，配齐灭火器材，专人看火。",
    "二、氧气瓶、乙炔瓶与明火间距不得小于 10 米，两瓶间距不得小于 5 米。",
    "三、操作人员须持有效证件上岗，人、证、地点与本证相符。",
    "四、本证只限当日、本处使用，换日、换处另行办理。",
    "五、本证随身携带，以备查验；完工后清理现场，确认无余火方可离开。",
))  # fmt: skip


def _review_over(value: Any, values: Values, facts: Facts) -> str | None:
    day = values.get("work_date") or facts.today.isoformat()
    return "操作证到动火当日已过复审期，不能办理" if value < day else None


def _several_places(value: Any, values: Values, facts: Facts) -> str | None:
    return "一处一证，几处动火请分开办理" if any(sign in value for sign in "、，,；;和及") else None


def _same_person(values: Values, facts: Facts) -> Any:
    return values.get("name")


DH = Form(
    code="DH",
    title="动火许可证",
    desk="物业",
    about="电焊等明火作业，限当日、一处",
    issued_by=("前台",),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("basis", "所属装修或项目", Kind.REFERENCE, required=FOR_A_SITE, refers=("ZX", "ZJ"),
              filled_from="unit.record"),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="业主"),
        Field("name", "申请人", Kind.PERSON, required=True, default=applicant_of),
        Field("responsible", "现场负责人", Kind.PERSON, required=True, default=_same_person),
        Field("place", "动火部位", required=True, longest=30,
              suggestions=("客厅", "厨房", "阳台", "卫生间", "外墙", "楼顶"),
              checks=(Check("一处一证", _several_places),)),
        Field("work", "作业内容", Kind.CHOICE, required=True,
              choices=("电焊", "气焊", "气割", "切割", "其他"), default="电焊"),
        Field("work_date", "动火日期", Kind.DATE, required=True, default="today",
              checks=(not_past("动火日期已经过去"),), hint="只限这一天"),
        Field("hours", "动火时段", required=True, default=HOURS, longest=30),
        Field("welder", "动火人", Kind.PERSON, required=True, offers="basis.workers.name"),
        Field("welder_id", "动火人证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("certificate", "操作证号", required=True, longest=30, personal=True),
        Field("review_date", "复审日期", Kind.DATE, required=True,
              checks=(Check("操作证未过复审期", _review_over),), hint="证上写的下次复审日"),
        Field("extinguishers", "灭火器", Kind.NUMBER, required=True, minimum=1, maximum=99,
              default=2, hint="几具"),
        Field("guard", "看火人", Kind.PERSON, required=True),
        Field("certificate_copy", "操作证复印件", Kind.FILE, required=True),
        Field("id_copy", "身份证复印件", Kind.FILE, required=True),
    ),
    checks=(in_force("basis"), SAME_UNIT, replace(ALLOWED, setting=UNAPPROVED.key)),
    acts=(
        Act("工程主管审核", ("工程主管",), effect=Effect.SIGN, signed=Signed.EITHER, box="工程主管",
            state="待主任盖章", state_with=("安全主管审核",)),
        Act("安全主管审核", ("安全主管",), effect=Effect.SIGN, signed=Signed.EITHER, box="安全主管",
            state="待主任盖章", state_with=("工程主管审核",)),
        Act("主任盖章", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True, admits=True,
            after=("工程主管审核", "安全主管审核"), box="主任", state="已批准，待领取"),
        Act("交申请人", ("前台",), (
            Field("receiver", "领取人", Kind.PERSON, required=True, default=_same_person),
        ), after=("主任盖章",), in_time=True, state="已领取", holder="=receiver"),
        Act("现场检查", ON_SITE, (
            Field("cleared", "可燃物已清除", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先清除可燃物"),)),
            Field("ready", "灭火器、看火人到位", Kind.YES_NO, required=True,
                  checks=(must_be_yes("灭火器和看火人须到位"),)),
            Field("same", "人、证、地点相符", Kind.YES_NO, required=True,
                  checks=(must_be_yes("人、证、地点不符，不得动火"),)),
        ), signed=Signed.EITHER, after=("交申请人",), in_time=True, not_early=True,
            box="现场检查", state="动火中"),
        Act("完工检查", ON_SITE, (
            Field("clear", "现场情况", Kind.CHOICE, required=True,
                  choices=("已清理，无余火", "有隐患，已处理"), default="已清理，无余火"),
        ), Effect.CLOSE, signed=Signed.EITHER, after=("现场检查",), state="已完工"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("安全主管不同意", "安全主管", unless=("安全主管审核",)),
        reject("主任不同意", "主任", after=("工程主管审核", "安全主管审核"), unless=("主任盖章",)),
        reject("责令停止", *ON_SITE, after=("主任盖章",), state="已责令停止"),
        void("前台", "安全主管", "主任"),
    ),
    copies=(
        Copy("正本", "申请人", Colour.WHITE),
        Copy("存档", "前台", Colour.RED, hidden=("welder_id",), masked=("certificate",)),
    ),
    papers=(
        Paper("动火许可证", "A4", (
            Row((Cell("unit", 8), Cell("place", 8), Cell("work_date", 8))),
            Row((Cell("work", 24, ticks=True),)),
            Row((Cell("hours", 12), Cell("@valid_until", 12))),
            Row((Cell("applicant", 8), Cell("name", 8), Cell("responsible", 8))),
            Row((Cell("basis", 24, label=4),)),
            Row((Cell("welder", 8), Cell("welder_id", 16))),
            Row((Cell("certificate", 14), Cell("review_date", 10))),
            Row((Cell("extinguishers", 8, words="灭火器（具）"), Cell("guard", 16))),
            Row((Cell("certificate_copy", 12, label=4), Cell("id_copy", 12, label=4))),
            Text(RULES, "安全规定", size=12.0, stated=True),
            Boxes((Box("工程主管审核", 6), Box("安全主管审核", 6), Box("主任盖章", 6, "主任（盖章）"),
                   Box("", 6, "领取人（签字）")), 26.0),
            Boxes((Box("现场检查", 12, "动火前现场检查（签字、时间）"),
                   Box("完工检查", 12, "完工检查（签字、时间）")), 22.0),
        ), foot="只限 {valid_until} 前、本处使用，过期作废，涂改无效。　{copies}"),
    ),
    validity=Validity(field="work_date", starts="work_date", within="basis"),
    deadlines=(
        Deadline("完工检查", "work_date", Span(), "完工检查", roles=ON_SITE, verb="检查",
                 when=did("现场检查")),
    ),
    register=(
        "@number", "work_date", "unit", "place", "work", "name", "welder", "certificate",
        "review_date", "主任盖章.at", "交申请人.at", "现场检查.at", "完工检查.at", "@state",
    ),
    register_title="动火许可证登记",
    hangs_on="basis",
    open_state="待审核",
    statistics=(Count("动火种类", "work"), Ending("证件、装修到期")),
    menu=30,
    example={
        "applicant": "业主",
        "place": "阳台",
        "work": "电焊",
        "welder": "焦铁生",
        "welder_id": {"kind": "护照", "number": "E11223344"},
        "certificate": "T440300199001011234",
        "review_date": "2099-12-31",
        "extinguishers": 2,
        "guard": "罗师傅",
        "certificate_copy": {"name": "操作证.jpg", "sha256": "1" * 64, "size": 30720},
        "id_copy": {"name": "身份证.jpg", "sha256": "2" * 64, "size": 30720},
    },
)  # fmt: skip
