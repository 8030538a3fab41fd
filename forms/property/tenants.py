"""走访记录, 租户座谈会: how the office stays in touch with its tenants (docs/handbook.md §1 ZF, ZT, §3).

A meeting each quarter; every tenant visited once a year, nine of ten met in person, everything they
raise answered.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_AFTER_NOW, not_before_day, not_past
from forms.conditions import Condition, filled, when
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.property.checks import NOT_LONG_PAST
from forms.property.departments import DEPARTMENTS
from forms.property.residents import resident
from forms.statistics import Count, Punctual, Reached
from forms.timing import Deadline, Span

VISITORS = ("前台", "客服主管", "主任", "公司经理")
MEETINGS = ("前台", "客服主管", "公司经理")
MET = ("当面", "电话", "没见到人")
MISSED = when(met="没见到人")
IN_PERSON = when(met="当面")
RAISED = when(raised="有意见")
WAS_RAISED = Condition(
    "会上有意见", lambda values, facts: facts.done.get("召开", {}).get("raised") == "有意见"
)


def _matters(key: str, label: str, **more: Any) -> Field:
    """What somebody raised, each with the department that it is for."""
    return Field(
        key, label, Kind.LINES, maximum=30, columns=(
            Field("what", "意见、需求", required=True, longest=100, width=3),
            Field("department", "部门", Kind.CHOICE, required=True, choices=DEPARTMENTS,
                  default="客服部"),
        ), **more,
    )  # fmt: skip


ANSWER = Field("answer", "怎样答复、处理", Kind.LONG_TEXT, required=True, longest=500, width=3)

ZF = Form(
    code="ZF",
    title="走访记录",
    desk="物业",
    about="走访业户、租户：谈了什么，答复了什么",
    issued_by=VISITORS,
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("name", "业户", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, default=resident("phone")),
        Field("held", "走访时间", Kind.DATETIME, required=True, default="now",
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("visitor", "走访人", required=True, longest=60,
              default=lambda values, facts: facts.operator or None),
        Field("met", "怎样谈的", Kind.CHOICE, required=True, choices=MET, default="当面"),
        Field("talk", "谈话内容", Kind.LONG_TEXT, required=~MISSED, shown=~MISSED, longest=500,
              width=3),
        _matters("matters", "意见、需求", shown=~MISSED),
    ),
    acts=(
        Act("业户签字", VISITORS, effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            when=IN_PERSON, box="业户"),
        Act("再访", VISITORS, (
            Field("held", "走访时间", Kind.DATETIME, required=True, default="now",
                  checks=(NOT_AFTER_NOW,)),
            Field("met", "怎样谈的", Kind.CHOICE, required=True, choices=MET, default="当面"),
            Field("talk", "谈话内容", Kind.LONG_TEXT, required=~MISSED, shown=~MISSED, longest=500,
                  width=3),
        ), when=MISSED, repeats=True, state="已再访"),
        Act("答复", VISITORS, (ANSWER,), when=filled("matters"), state="已答复"),
        Act("办结", VISITORS, effect=Effect.CLOSE, after=("再访", "答复"), state="已办结"),
        void("客服主管", "公司经理"),
    ),
    open_state="待办",
    papers=(
        Paper("走访记录", "A5横向", (
            Row((Cell("unit", 8), Cell("name", 8), Cell("phone", 8))),
            Row((Cell("held", 10), Cell("visitor", 8), Cell("met", 6))),
            Row((Cell("talk", 24),), lines=3),
            Table("matters", (("what", 17), ("department", 5)), number=2),
            Row((Cell("答复.answer", 24, label=5),), lines=2),
            Boxes((Box("业户签字", 12, "业户（签字）"), Box("@issued_by", 12, "走访人"))),
        ), copies=False),
    ),
    deadlines=(
        Deadline("再访", "held", Span(days=7, end_of_day=True), "再访", roles=("前台", "客服主管"),
                 verb="再访", when=MISSED, settled=when(met=("当面", "电话")),
                 again=Span(days=7, end_of_day=True)),
        Deadline("答复走访意见", "held", Span(workdays=3, end_of_day=True), "答复",
                 roles=("客服主管",), verb="答复", when=filled("matters")),
    ),
    register=("held", "@number", "unit", "name", "phone", "visitor", "met", "talk", "matters",
              ("再访.met", "再访"), "答复.answer", ("答复.at", "答复时间"), "@state"),
    register_title="业户走访登记",
    statistics=(
        Count("走访面谈率", "met", good=("当面",), rate="面谈率", target=90),
        Punctual("走访意见答复率", ("答复走访意见",), target=100),
        Reached("走访覆盖率", when=when(met=("当面", "电话")), target=100),
    ),
    menu=86,
    example={
        "name": "欧阳龑", "phone": "13900002211", "held": "现在", "met": "当面",
        "talk": "住得满意，问装修噪声怎样管。",
        "matters": [{"what": "周末装修噪声大", "department": "工程部"}],
    },
)  # fmt: skip

ZT = Form(
    code="ZT",
    title="租户座谈会",
    desk="物业",
    about="每季度一次：通知、召开、答复意见",
    issued_by=MEETINGS,
    fields=(
        Field("at_time", "时间", Kind.DATETIME, required=True,
              checks=(not_past("座谈会的日子已经过去"),)),
        Field("place", "地点", required=True, longest=60, default="物业会议室"),
        Field("host", "主持人", required=True, longest=60,
              default=lambda values, facts: facts.operator or None),
        Field("invited", "邀请几户", Kind.NUMBER, required=True, minimum=1, maximum=5000),
        Field("topics", "议题", Kind.LONG_TEXT, required=True, longest=400, width=3),
    ),
    acts=(
        Act("通知", MEETINGS, (
            Field("how", "怎样通知", required=True, longest=60, default="电话、短信"),
        ), state="已通知"),
        Act("召开", MEETINGS, (
            Field("came", "到会几户", Kind.NUMBER, required=True, minimum=0, maximum=5000),
            Field("attendees", "到会的人", Kind.LINES, maximum=200, width=3, columns=(
                Field("unit", "房号", Kind.UNIT, required=True),
                Field("name", "姓名", Kind.PERSON, width=2),
            )),
            Field("minutes", "纪要", Kind.LONG_TEXT, required=True, longest=1500, width=3),
            Field("raised", "意见", Kind.CHOICE, required=True, choices=("有意见", "没有意见"),
                  default="有意见"),
            _matters("matters", "意见、需求", required=RAISED, shown=RAISED, width=3),
        ), after=("通知",), state="已召开", checks=(not_before_day("at_time", "通知的开会日子"),)),
        Act("答复", MEETINGS, (ANSWER,), after=("召开",), when=WAS_RAISED, state="已答复"),
        Act("办结", MEETINGS, effect=Effect.CLOSE, after=("召开", "答复"), state="已办结"),
        Act("安排下次", MEETINGS, (
            Field("plan", "安排", required=True, longest=60, default="已另开下季度的座谈会"),
        ), after=("办结",), though=("办结",)),
        void("客服主管", "公司经理"),
    ),
    open_state="待通知",
    papers=(
        Paper("签到表", "A4", (
            Row((Cell("at_time", 12), Cell("place", 12))),
            Row((Cell("host", 12), Cell("invited", 12, label=4))),
            Text("{topics}", "议题", size=11.0),
            Table("召开.attendees", (("unit", 6), ("name", 7)), blank=(("签到（签字）", 9),),
                  number=2, least=20),
        ), copies=False, heading="租户座谈会签到表"),
        Paper("座谈会纪要", "A4", (
            Row((Cell("at_time", 12), Cell("place", 12))),
            Row((Cell("host", 8), Cell("invited", 8, label=4), Cell("召开.came", 8, label=4))),
            Text("{topics}", "议题", size=11.0),
            Text("{召开.minutes}", "纪要", size=11.0),
            Table("召开.matters", (("what", 17), ("department", 5)), number=2),
            Row((Cell("答复.answer", 24, label=5),), lines=3),
            Boxes((Box("召开", 12, "记录"), Box("办结", 12, "办结")), 20.0),
        ), copies=False, heading="租户座谈会纪要"),
    ),
    deadlines=(
        Deadline("通知租户", "issued", Span(workdays=1, end_of_day=True), "通知", roles=("前台",),
                 verb="通知"),
        Deadline("召开", "at_time", Span(), "召开", roles=("客服主管", "前台"), verb="召开",
                 days_ahead=1),
        Deadline("答复座谈意见", "召开", Span(workdays=5, end_of_day=True), "答复",
                 roles=("客服主管",), verb="答复", when=WAS_RAISED),
        Deadline("下季度座谈", "at_time", Span(months=3), "安排下次", roles=("客服主管",),
                 verb="安排", days_ahead=14),
    ),
    register=("at_time", "@number", "place", "host", "topics", "invited", "召开.came",
              "召开.matters", "答复.answer", ("答复.at", "答复时间"), "@state"),
    register_title="租户座谈会登记",
    statistics=(Punctual("座谈意见答复率", ("答复座谈意见",), target=100),),
    short="座谈会",
    menu=87,
    example={"at_time": "今天 15:00", "invited": 20, "topics": "电梯年检安排；垃圾分类；停车收费。"},
)  # fmt: skip
