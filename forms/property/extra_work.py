"""增加项目申请表: drilling, a wall, a security door … during a renovation or at any time
(docs/handbook.md §1 ZJ)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import in_force, must_be_yes, not_past
from forms.conditions import Values, did, when
from forms.facts import Facts, in_hand
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.checks import SAME_UNIT, applicant_of, phone_of
from forms.property.renovation import WORKERS
from forms.timing import Deadline, Span

RENOVATING = when(stage="装修期间")
ALONE = when(stage="平时")

PROMISE = (
    "只做本表批准的项目，不拆改承重墙、梁、柱、楼板，不改动外立面和燃气、消防、公共管线；照装修时间施工，"
    "垃圾袋装清走；动用明火先办动火许可证；损坏公共设施、影响他人的照价赔偿。"
)


def _stage(values: Values, facts: Facts) -> str:
    return "装修期间" if in_hand(("ZX",), facts) else "平时"


def _no_site(value: Any, values: Values, facts: Facts) -> str | None:
    if value == "装修负责人" and values.get("stage") == "平时":
        return "平时由业主申请，装修负责人只为在办的装修申请"
    return None


def _before_start(value: Any, values: Values, facts: Facts) -> str | None:
    return "完工日期早于开工日期" if value < values.get("start", "") else None


def _same_day(values: Values, facts: Facts) -> Any:
    return values.get("start")


def _of_renovation(key: str) -> Callable[[Values, Facts], Any]:
    """What the renovation says, where the item belongs to one."""

    def default(values: Values, facts: Facts) -> Any:
        basis = facts.linked.get("basis") if values.get("stage") == "装修期间" else None
        return basis.values.get(key) if basis else None

    return default


def _applicant(values: Values, facts: Facts) -> Any:
    return values.get("name")


ITEMS = Field(
    "items", "增加项目", Kind.LINES, required=True, maximum=20,
    columns=(
        Field("what", "项目", required=True, width=2,
              suggestions=("打孔", "拆墙", "防盗门", "防盗网", "纱窗", "晾衣架", "空调移位", "热水器安装",
                           "封阳台", "门窗更换", "防水")),
        Field("where", "部位", required=True, width=2,
              suggestions=("入户门", "阳台", "厨房", "卫生间", "客厅", "卧室", "外墙")),
        Field("how", "做法、规格", width=3),
    ),
)  # fmt: skip

ZJ = Form(
    code="ZJ",
    title="增加项目申请表",
    short="增加项目",
    desk="物业",
    about="打孔、拆墙、装防盗门窗，装修期间或平时",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("stage", "施工阶段", Kind.CHOICE, required=True, choices=("装修期间", "平时"),
              default=_stage),
        Field("basis", "所属装修", Kind.REFERENCE, required=RENOVATING, shown=RENOVATING,
              refers=("ZX",), filled_from="unit.record"),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="业主",
              checks=(Check("平时由业主申请", _no_site),)),
        Field("name", "申请人", Kind.PERSON, required=True, default=applicant_of),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=phone_of),
        ITEMS,
        Field("start", "开工日期", Kind.DATE, required=True, default="today",
              checks=(not_past("开工日期已经过去"),)),
        Field("until", "完工日期", Kind.DATE, required=True, default=_same_day,
              checks=(Check("不早于开工", _before_start),)),
        Field("contractor", "施工单位", default=_of_renovation("contractor"), longest=60),
        Field("responsible", "施工负责人", Kind.PERSON, required=True,
              default=_of_renovation("responsible")),
        replace(WORKERS, required=ALONE, shown=ALONE),
        Field("drawing", "图纸、照片", Kind.FILE),
        Field("remarks", "备注", longest=120, width=3),
    ),
    checks=(in_force("basis"), SAME_UNIT),
    acts=(
        Act("申请人签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            box="申请人"),
        Act("工程主管审核", ("工程主管",), (
            Field("opinion", "审核意见", longest=100),
        ), Effect.SIGN, signed=Signed.EITHER, after=("申请人签字",), box="工程主管",
            state="待主任批准"),
        Act("主任批准", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            after=("工程主管审核",), box="主任", state="已批准，待领取"),
        Act("交申请人", ("前台",), (
            Field("receiver", "领取人", Kind.PERSON, required=True, default=_applicant),
            Field("archived", "存档联已留存", Kind.YES_NO, required=True, default=True,
                  checks=(must_be_yes("存档联须留在前台"),)),
        ), after=("主任批准",), state="施工中", holder="=receiver"),
        Act("检查不合格", ("工程主管", "当值管理员"), (
            Field("what", "不合格情况", required=True, longest=100, width=2),
            Field("again_on", "复查日期", Kind.DATE, required=True, default="today",
                  checks=(not_past("复查日期已经过去"),)),
        ), after=("交申请人",), unless=("完工检查",), repeats=True, as_needed=True,
            state="待复查"),
        Act("完工检查", ("工程主管", "当值管理员"), (
            Field("result", "检查结果", required=True, default="与申请相符", longest=100),
        ), Effect.CLOSE, after=("交申请人",), box="完工检查", state="已完工"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("主任不同意", "主任", after=("工程主管审核",), unless=("主任批准",)),
        void("前台", "主任"),
    ),
    open_state="待工程主管审核",
    copies=(
        Copy("正本", "申请人", Colour.WHITE, masked=("workers",)),
        Copy("存档", "前台", Colour.RED),
    ),
    papers=(
        Paper("增加项目申请表", "A4", (
            Row((Cell("unit", 8), Cell("stage", 8), Cell("basis", 8))),
            Row((Cell("applicant", 8), Cell("name", 8), Cell("phone", 8))),
            Table("items", (("what", 6), ("where", 6), ("how", 10)), number=2),
            Row((Cell("start", 12), Cell("until", 12))),
            Row((Cell("contractor", 14), Cell("responsible", 10))),
            Table("workers", (("name", 6), ("document", 10), ("trade", 6)), number=2, least=1),
            Row((Cell("drawing", 24),), optional=True),
            Row((Cell("remarks", 24),), optional=True),
            Text(PROMISE, "承诺", size=11.0),
            Boxes((Box("申请人签字", 12, "申请人（签字、日期）"), Box("@issued_by", 12, "受理")), 22.0),
            Row((Cell("工程主管审核.opinion", 24),), lines=2),
            Boxes((Box("工程主管审核", 12, "工程主管"), Box("主任批准", 12, "主任（盖章）")), 26.0),
            Boxes((Box("", 12, "领取人（正本）"), Box("完工检查", 12, "完工检查（签字、时间）")), 20.0),
        ), foot="未经批准的项目不得施工；增加、更改另行申请。　{copies}"),
    ),
    deadlines=(
        Deadline("完工检查", "until", Span(), "完工检查", roles=("工程主管",), verb="检查",
                 when=did("交申请人"), days_ahead=1),
        Deadline("复查", "检查不合格.again_on", Span(), "完工检查", roles=("工程主管",), verb="复查"),
    ),
    register=(
        "@issued_at", "@number", "unit", "basis", "name", "items", "start", "until", "contractor",
        "responsible", ("主任批准.at", "批准时间"), ("交申请人.receiver", "领取人"),
        ("交申请人.at", "领取时间"), ("完工检查.at", "完工检查"), "@state",
    ),
    register_title="单元装修增加项目申请表",
    hangs_on="basis",
    menu=5,
    example={
        "stage": "平时",
        "applicant": "业主",
        "items": [
            {"what": "防盗门", "where": "入户门", "how": "甲级，向内开，颜色与原门一致"},
            {"what": "打孔", "where": "厨房", "how": "油烟机排烟孔 160 mm，不伤梁"},
        ],
        "contractor": "安居门窗店",
        "responsible": "谭师傅",
        "workers": [
            {"name": "谭师傅", "document": {"kind": "护照", "number": "E44556677"}, "trade": "安装工"},
        ],
    },
)  # fmt: skip
