"""客户投诉处理表: complaints, requests and what follows from them (docs/handbook.md §3, §2).

Effective (有效): judged, looked into by the head of the department, planned, investigated, solved
as approved, answered, closed, followed up. Communicative (沟通性): explained, closed, followed up.
"""

from __future__ import annotations

from dataclasses import replace

from forms.call_rates import CallRate
from forms.checks import same_matter
from forms.conditions import filled, when
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Text
from forms.property.checks import FEES_TOLD
from forms.property.complaint_acts import ACTS, SETTLED
from forms.property.complaint_rules import (
    CALLED, CHANNELS, COMMUNICATIVE, FORWARDED, IMPORTANT, JUDGED, LETTER_ONLY, MAJOR, NAMED,
    ORDINARY, RECEIVED, SAME_DAY, TALKS, UNSOLVED, WHO, WRITTEN, fees, report_to,
    who_is_it,
)  # fmt: skip
from forms.property.departments import DEPARTMENTS
from forms.property.residents import resident
from forms.settings import rule
from forms.statistics import Count, Took
from forms.timing import Deadline, FollowUp, Span

SAME = rule("TS", "complaint_same", "像是在办的同一件事，又另开的")
IN_THREE_DAYS = Span(days=3, end_of_day=True)
ANONYMOUS = when(anonymous=True)
_ORDINARY = FollowUp("结案", IN_THREE_DAYS, when=CALLED & ORDINARY, settled=SETTLED,
                     again=IN_THREE_DAYS)  # fmt: skip

_FIELDS = (
    Field("kind", "类别", Kind.CHOICE, required=True, choices=("投诉", *TALKS), default="投诉"),
    Field("anonymous", "匿名", Kind.YES_NO, default=False, aside=True),
    Field("channel", "来访方式", Kind.CHOICE, required=True, choices=CHANNELS, default="来电"),
    Field("unit", "房号", Kind.UNIT),
    Field("name", "姓名", Kind.PERSON, required=NAMED, shown=NAMED, default=resident("name")),
    Field("phone", "联系电话", Kind.PHONE, required=NAMED & ~WRITTEN, shown=NAMED,
          default=resident("phone")),
    Field("demand", "内容、要求", Kind.LONG_TEXT, required=True, longest=500, width=3),
    Field("against", "被投诉部门", Kind.CHOICE, choices=DEPARTMENTS, aside=True),
    Field("accused", "被投诉人", longest=60, aside=True, offers="@colleagues",
          hint="工号姓名；被投诉的人不经手"),
    Field("plate", "车牌", Kind.PLATE, aside=True),
    Field("model", "车型", longest=30, aside=True),
    Field("place", "单位、地址", longest=60, aside=True, hint="不是住户，也没有车的"),
    Field("received_at", "接到时间", Kind.DATETIME, default="now", aside=True,
          checks=RECEIVED),
    Field("report_to", "结果回报给", longest=30, aside=True, default=report_to,
          suggestions=("集团", "厂家", "主管部门"), hint="集团、厂家转来的"),
    Field("asked", "首问人", required=True, longest=40, aside=True, offers="@colleagues",
          default=lambda values, facts: facts.operator or None),
    Field("who", "身份", reckoned=who_is_it),
    Field("fees", "物业费", reckoned=fees),
)  # fmt: skip

_SHEET = Paper("客户投诉处理表", "A4", (
    Row((Cell("kind", 8), Cell("channel", 8), Cell("received_at", 8))),
    Row((Cell("unit", 8), Cell("name", 8), Cell("phone", 8))),
    Row((Cell("who", 8), Cell("fees", 16))),
    Row((Cell("plate", 8), Cell("model", 8), Cell("place", 8)), optional=True),
    Row((Cell("demand", 24),), lines=3),
    Row((Cell("against", 8), Cell("accused", 8), Cell("asked", 8))),
    Row((Cell("判为有效.fault", 8), Cell("判为有效.department", 8), Cell("判为有效.weight", 8))),
    Row((Cell("判为有效.reason", 24),), optional=True),
    Row((Cell("判为沟通性.nature", 8), Cell("答复说明.words", 16)), optional=True),
    Row((Cell("主管到场查看.course", 17, words="现场情况"), Cell("主管到场查看.result", 7, words="结果")), lines=2),
    Row((Cell("部门计划.plan", 24),), lines=2),
    Row((Cell("方案.cause", 24),), lines=2),
    Row((Cell("方案.solution", 24),), lines=3),
    Row((Cell("方案.measures", 24),), lines=2),
    Row((Cell("方案.compensation", 24, capital=True),)),
    Boxes((Box("@issued_by", 6, "受理人"), Box("主管到场查看", 6, "责任部门主管"),
           Box("核准补偿", 6, "补偿核准"), Box("批准方案", 6, "公司经理批准")), 18.0),
    Row((Cell("答复信.at", 8, words="回复函"), Cell("电话答复.words", 16, words="电话答复")), lines=2),
    Row((Cell("结案.satisfied", 8), Cell("结案.at", 8), Cell("回访.at", 8))),
    Row((Cell("回访.way", 8), Cell("回访.satisfied", 8), Cell("回访.by", 8))),
    Row((Cell("回访.grievance", 24),), optional=True),
    Row((Cell("主管批注.words", 24, words="客服主管批注", label=5),), lines=2),
    Boxes((Box("结案", 8, "结案（客服主管）"), Box("", 8, "客户签字（上门回访）"),
           Box("主管批注", 8, "批注人")), 16.0),
), foot="内部文件，不交客户；答复客户用回复函或电话。　{copies}", heading="客户投诉处理表")  # fmt: skip

_LETTER = Paper("回复函", "A4", (
    Text("{name}　先生/女士：", size=13.0),
    Text("您好！", size=13.0, indent=True),
    Text("{答复信.letter}", size=13.0, indent=True),
    Text("感谢您的意见和对我们工作的支持。如有疑问，请随时与我们联系。", size=13.0, indent=True),
    Text("　\n　"),
    Text("{@office}（盖章）", size=13.0, right=True),
    Text("{答复信.on}", size=13.0, right=True),
), copies=False, code=False, heading="回复函", headline=24.0, letter=True)  # fmt: skip

TS = Form(
    code="TS",
    title="投诉诉求登记",
    short="投诉",
    desk="物业",
    about="投诉、求助、咨询、发泄、诉求，同一张记录办到底",
    issued_by=("前台", "客服主管", "值班主任", "大堂助理"),
    fields=_FIELDS,
    checks=(WHO,),
    preconditions=(
        FEES_TOLD,
        same_matter("unit", "同一件事请在那张上办“增加投诉人”，不要另开",
                    setting=SAME.key),
    ),
    not_those=("accused",),
    one_matter=("unit", "phone", "plate"),
    holder="=asked",
    acts=ACTS,
    open_state="待判断",
    copies=(
        Copy("客服部存档", "客服部", Colour.WHITE),
        Copy("责任部门", "责任部门", Colour.RED),
        Copy("公司经理", "公司经理", Colour.BLUE),
        Copy("财务", "财务", Colour.YELLOW, masked=("name", "phone")),
    ),
    papers=(_SHEET, _LETTER),
    deadlines=(
        Deadline("当天查看", "received_at", Span(end_of_day=True), "主管到场查看",
                 roles=("客服主管",), verb="查看", when=~COMMUNICATIVE),
        Deadline("未解决报主任", "主管到场查看", Span(end_of_day=True), "上报主任",
                 roles=("客服主管",), verb="上报", when=UNSOLVED),
        Deadline("重大上报", "received_at", Span(hours=24), "上报公司经理", roles=("客服主管",),
                 verb="上报", when=MAJOR),
        Deadline("部门计划", JUDGED, Span(workdays=1, end_of_day=True), "部门计划", verb="计划",
                 when=~SAME_DAY),
        Deadline("调查报告", JUDGED, IN_THREE_DAYS, "调查报告", verb="报告", when=~SAME_DAY),
        Deadline("结案", "received_at", Span(days=7, end_of_day=True), "结案",
                 roles=("客服主管",), verb="结案"),
        Deadline("结果回报", "结案", Span(hours=24), "回报结果", roles=("客服主管",), verb="回报",
                 when=FORWARDED),
    ),
    follow_ups=(
        _ORDINARY,
        replace(_ORDINARY, weight="important", when=CALLED & IMPORTANT),
        replace(_ORDINARY, weight="major", when=CALLED & MAJOR),
    ),
    call_rate=CallRate(50, IN_THREE_DAYS, "结案", ("回访", "公开答复"),
                       when=filled("phone") & ~LETTER_ONLY, spoken=~when(satisfied="没联系上")),
    statistics=(
        Count("投诉类别", "kind"), Count("来访方式", "channel"),
        Count("投诉责任类别", "判为有效.fault"), Count("投诉责任部门", "判为有效.department"),
        Count("投诉轻重", "判为有效.weight"), Count("沟通性性质", "判为沟通性.nature"),
        Count("投诉结案满意率", "结案.satisfied", good=("满意", "基本满意"), apart=("未表态",),
              rate="满意率"),
        Took("投诉结案天数", "结案", within=7),
    ),
    register=(
        "@issued_at", "@number", "kind", "channel", "received_at", "unit", "name", "phone", "plate",
        "model", "demand", "asked", ("@issued_by", "受理人"), "判为有效.fault",
        ("判为有效.department", "责任部门"), "accused", ("判为有效.weight", "轻重"), "方案.cause",
        "方案.solution", "方案.measures", "方案.compensation", ("结案.at", "结案时间"),
        ("结案.satisfied", "结案意见"), ("回访.at", "回访时间"), ("回访.satisfied", "回访意见"),
        "@state",
    ),
    register_title="客户投诉登记",
    menu=46,
    example={
        "kind": "投诉", "channel": "来电", "name": "欧阳龑", "phone": "13900002211",
        "demand": "楼上装修连着两天晚上九点以后还在敲墙，孩子没法睡，请管一管",
    },
)  # fmt: skip
