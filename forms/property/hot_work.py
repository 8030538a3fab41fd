"""动火许可证: electric welding and other hot work, for one place and one day
(docs/handbook.md §1 DH)."""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import in_force, not_past
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Text
from forms.timing import Deadline, Span, Validity

RULES = (
    "一、动火前清除周围可燃物，配齐灭火器材，专人看火。二、氧气瓶、乙炔瓶与明火间距不得小于 10 米，"
    "两瓶间距不得小于 5 米。三、操作人员须持有效证件上岗，证、人、地点与本证相符。"
    "四、本证只限当日、本处使用，换日、换处另行办理。五、完工后清理现场，确认无余火方可离开。"
)


def _review_over(value: Any, values: Values, facts: Facts) -> str | None:
    day = values.get("work_date") or facts.today.isoformat()
    return "操作证到动火当日已过复审期，不能办理" if value < day else None


DH = Form(
    code="DH",
    title="动火许可证",
    desk="物业",
    about="电焊等明火作业，限当日、一处",
    issued_by=("前台",),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("place", "动火部位", required=True, suggestions=("客厅", "厨房", "阳台", "外墙")),
        Field("work", "作业内容", Kind.CHOICE, required=True,
              choices=("电焊", "气焊", "气割", "切割", "其他"), default="电焊"),
        Field("work_date", "动火日期", Kind.DATE, required=True, default="today",
              checks=(not_past("动火日期已经过去"),)),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="业主"),
        Field("responsible", "现场负责人", Kind.PERSON, required=True),
        Field("welder", "动火人", Kind.PERSON, required=True),
        Field("welder_id", "动火人证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("certificate", "操作证号", required=True, longest=30),
        Field("review_date", "复审日期", Kind.DATE, required=True,
              checks=(Check("操作证未过复审期", _review_over),)),
        Field("certificate_copy", "操作证复印件", Kind.FILE, required=True),
        Field("id_copy", "身份证复印件", Kind.FILE, required=True),
        Field("guard", "看火人", Kind.PERSON, required=True),
        Field("extinguishers", "灭火器", Kind.NUMBER, required=True, minimum=1, maximum=99,
              default=2),
        Field("basis", "所属装修或项目", Kind.REFERENCE, refers=("ZX", "ZJ")),
    ),
    checks=(in_force("basis"),),
    acts=(
        Act("工程主管审核", ("工程主管",), effect=Effect.SIGN, signed=Signed.EITHER, box="工程主管"),
        Act("安全主管审核", ("安全主管",), effect=Effect.SIGN, signed=Signed.EITHER, box="安全主管"),
        Act("主任盖章", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            after=("工程主管审核", "安全主管审核"), box="主任", state="已批准"),
        Act("交申请人", ("前台",), (
            Field("receiver", "领取人", Kind.PERSON, required=True),
        ), after=("主任盖章",), state="动火中", holder="=receiver"),
        Act("完工检查", ("安全主管", "当值管理员"), (
            Field("clear", "现场情况", Kind.CHOICE, required=True,
                  choices=("已清理，无余火", "有隐患，已处理"), default="已清理，无余火"),
        ), Effect.CLOSE, after=("交申请人",), state="已完工"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("安全主管不同意", "安全主管", unless=("安全主管审核",)),
        reject("主任不同意", "主任", after=("工程主管审核", "安全主管审核"), unless=("主任盖章",)),
        void("前台", "安全主管", "主任"),
    ),
    copies=(
        Copy("正本", "申请人", Colour.WHITE),
        Copy("存档", "前台", Colour.RED, hidden=("welder_id",)),
    ),
    papers=(
        Paper("动火许可证", "A4", (
            Row((Cell("unit", 8), Cell("place", 8), Cell("work_date", 8))),
            Row((Cell("work", 24, ticks=True),)),
            Row((Cell("applicant", 8), Cell("responsible", 8), Cell("basis", 8))),
            Row((Cell("welder", 8), Cell("welder_id", 16))),
            Row((Cell("certificate", 8), Cell("review_date", 8), Cell("extinguishers", 8))),
            Row((Cell("certificate_copy", 12), Cell("id_copy", 12))),
            Row((Cell("guard", 12), Cell("@valid_until", 12))),
            Text(RULES, "安全规定"),
            Boxes((Box("工程主管审核", 6), Box("安全主管审核", 6), Box("主任盖章", 6, "主任（盖章）"),
                   Box("交申请人", 6, "领取人"))),
        ), foot="有效期至 {valid_until}，过期作废。　{copies}"),
    ),
    validity=Validity(field="work_date"),
    deadlines=(
        Deadline("完工检查", "work_date", Span(), "完工检查", roles=("安全主管",)),
    ),
    register=(
        "@number", "work_date", "unit", "place", "work", "welder", "certificate", "review_date",
        "主任盖章.at", "完工检查.at", "@state",
    ),
    register_title="动火许可证登记",
    hangs_on="basis",
    open_state="待审核",
    shown=False,
    menu=6,
    example={
        "place": "阳台",
        "work": "电焊",
        "applicant": "业主",
        "responsible": "罗师傅",
        "welder": "焦铁生",
        "welder_id": {"kind": "护照", "number": "E11223344"},
        "certificate": "T440300199001011234",
        "review_date": "2099-12-31",
        "certificate_copy": {"name": "操作证.jpg", "sha256": "1" * 64, "size": 30720},
        "id_copy": {"name": "身份证.jpg", "sha256": "2" * 64, "size": 30720},
        "guard": "罗师傅",
        "extinguishers": 2,
    },
)  # fmt: skip
