"""满意度调查, 满意度问卷: a round of questions, the answers that came back, what is done where they are
below the target (docs/handbook.md §1 MD, MY, §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_AFTER_NOW, in_force, not_past
from forms.conditions import Condition, Values, filled
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.gathering import Gather
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.property.departments import DEPARTMENTS
from forms.property.survey_results import (
    SCORES, back, below, by_department, by_question, last_due, not_named, nothing_back, returned,
    target, unfinished,
)  # fmt: skip
from forms.settings import Setting, rule
from forms.statistics import Count
from forms.timing import Deadline, Span, Validity

SURVEYORS = ("客服主管", "公司经理")
TAKERS = ("前台", "客服主管")
MOST_QUESTIONS = 30
_ASKED = (
    ("接待、答复是否热情及时", "客服部"), ("投诉处理是否让您满意", "客服部"),
    ("维修是否及时", "工程部"), ("维修质量和收费", "工程部"), ("电梯、照明等公共设施", "工程部"),
    ("门岗、巡逻和来访管理", "安全部"), ("车辆停放和交通", "安全部"),
    ("楼道、电梯的清洁", "保洁部"), ("园林绿化和垃圾清运", "保洁部"), ("收费、账目公布", "财务部"),
)  # fmt: skip

ASKED_FIRST = tuple(_ASKED[at] for at in (0, 1, 2, 3, 6, 8))
"""Those of a short round, which the demo's answers are about."""


def _each_once(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line.get("question") for line in value]
    twice = [one for one in dict.fromkeys(named) if named.count(one) > 1]
    return f"“{twice[0]}”写了两行" if twice else None


def _questions(key: str, label: str, **more: Any) -> Field:
    """A table of questions, each with the department that it is about."""
    return Field(
        key, label, Kind.LINES, required=True, maximum=MOST_QUESTIONS,
        checks=(Check("一题一行", _each_once),),
        columns=(
            Field("question", "题目", required=True, longest=60, width=3),
            Field("department", "部门", Kind.CHOICE, required=True, choices=DEPARTMENTS),
        ), **more,
    )  # fmt: skip


NOTHING = rule("MD", "survey_nothing", "一份问卷也没有收回就汇总的")
QUESTIONS = Setting(
    _questions("survey_questions", "满意度问卷的题目", hint="新的一次调查先这样问，可以再改"),
    [{"question": question, "department": department} for question, department in _ASKED],
    used_by=("MD",),
)  # fmt: skip
"""Defaults [C]."""


def _asked(values: Values, facts: Facts) -> list[Mapping[str, str]]:
    return list(QUESTIONS.of(facts))


BELOW = Condition(
    "有部门没有达到目标", lambda values, facts: bool(facts.done.get("汇总", {}).get("below"))
)
MEASURES = Field(
    "measures", "整改措施", Kind.LINES, required=True, maximum=30, width=3,
    columns=(
        Field("measure", "措施", required=True, width=3, longest=100),
        Field("department", "部门", Kind.CHOICE, required=True, choices=DEPARTMENTS),
        Field("responsible", "负责人", required=True, longest=40),
        Field("due", "完成期限", Kind.DATE, required=True,
              default=lambda line, facts: (facts.today + timedelta(days=30)).isoformat(),
              checks=(not_past("完成期限已经过去"),)),
    ),
)  # fmt: skip
_PER_CENT: Any = {"decimals": 1, "minimum": 0}
RESULTS = Field(
    "results", "按题目", Kind.LINES, reckoned=by_question,
    columns=(
        Field("question", "题目"), Field("department", "部门"),
        Field("count", "回答数", Kind.NUMBER), Field("good", "满意数", Kind.NUMBER),
        Field("rate", "满意率（%）", Kind.NUMBER, **_PER_CENT),
    ),
)  # fmt: skip
DEPARTMENT_RESULTS = Field(
    "departments", "按部门", Kind.LINES, reckoned=by_department,
    columns=(
        Field("department", "部门"), Field("count", "回答数", Kind.NUMBER),
        Field("rate", "满意率（%）", Kind.NUMBER, **_PER_CENT), Field("reached", "目标"),
    ),
)  # fmt: skip

MD = Form(
    code="MD",
    title="满意度调查",
    desk="物业",
    about="每年至少一次：发问卷、汇总、整改",
    issued_by=(*TAKERS, "公司经理"),
    fields=(
        Field("name", "名称", required=True, longest=40, width=2,
              default=lambda values, facts: f"{facts.today.year} 年度满意度调查"),
        Field("until", "截止日期", Kind.DATE, required=True,
              default=lambda values, facts: (facts.today + timedelta(days=14)).isoformat(),
              checks=(not_past("截止日期已经过去"),)),
        Field("audience", "发给", required=True, longest=60, default="全体业户",
              suggestions=("全体业户", "全体租户", "抽样三成业户")),
        _questions("questions", "题目", default=_asked),
    ),
    acts=(
        Act("发出", TAKERS, (
            Field("sent", "发出份数", Kind.NUMBER, required=True, minimum=1, maximum=100_000),
            Field("on", "发出日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
        ), state="调查中"),
        Act("汇总", SURVEYORS, (
            Field("back", "收回份数", Kind.NUMBER, reckoned=back),
            Field("returned", "回收率（%）", Kind.NUMBER, reckoned=returned, **_PER_CENT),
            Field("target", "目标（%）", Kind.NUMBER, reckoned=target),
            RESULTS,
            DEPARTMENT_RESULTS,
            Field("below", "没有达到目标的部门", reckoned=below),
        ), after=("发出",), unless=("整改措施",), repeats=True, state="已汇总",
            prints=("满意度调查汇总",),
            checks=(Check("收回了问卷", nothing_back, warns=True, setting=NOTHING.key),)),
        Act("整改措施", SURVEYORS, (
            MEASURES,
            Field("until", "最晚完成", Kind.DATE, reckoned=last_due),
        ), after=("汇总",), as_needed=True, state="整改中",
            checks=(Check("没达到目标的部门都写", not_named, at="measures"),)),
        Act("整改完成", SURVEYORS, (
            Field("result", "完成情况", Kind.LONG_TEXT, required=True, longest=500, width=3),
        ), after=("整改措施",), state="整改完成"),
        Act("经理审阅", ("公司经理",), (
            Field("opinion", "意见", longest=200, width=2),
        ), Effect.SIGN, after=("汇总",), signed=Signed.EITHER, box="公司经理"),
        Act("办结", SURVEYORS, effect=Effect.CLOSE, after=("汇总", "经理审阅"), state="已办结",
            checks=(Check("该整改的整改了", unfinished),)),
        Act("安排下次", SURVEYORS, (
            Field("plan", "安排", required=True, longest=60, default="已另开一次调查"),
        ), after=("办结",), though=("办结",)),
        void(*SURVEYORS),
    ),
    gathers=Gather("MY", "answers", ("department", "question", "score")),
    open_state="待发出",
    papers=(
        Paper("满意度问卷", "A4", (
            Text("为了改进服务，请您就下列各项在合适的格里打勾，并在截止日期以前交到前台。可以不署名。", size=11.0),
            Row((Cell("name", 14), Cell("until", 10))),
            Table("questions", (("question", 9), ("department", 3)),
                  blank=tuple((one, 2) for one in SCORES), number=2, least=1),
            Text("　", "意见建议", size=40.0),
            Row((Cell("audience", 24),)),
            Boxes((Box("", 12, "房号（可不填）"), Box("", 12, "姓名、电话（可不填）")), 14.0),
        ), copies=False, heading="满意度问卷"),
        Paper("满意度调查汇总", "A4", (
            Row((Cell("name", 14), Cell("audience", 10))),
            Row((Cell("发出.sent", 6, label=4), Cell("汇总.back", 6, label=4),
                 Cell("汇总.returned", 6, label=4), Cell("汇总.target", 6, label=4))),
            Table("汇总.results", (("question", 10), ("department", 3), ("count", 3), ("good", 3),
                                 ("rate", 3)), number=2),
            Table("汇总.departments", (("department", 8), ("count", 5), ("rate", 5), ("reached", 4)),
                  number=2),
            Table("整改措施.measures", (("measure", 10), ("department", 3), ("responsible", 4),
                                    ("due", 5)), number=2),
            Row((Cell("整改完成.result", 24),), lines=2),
            Row((Cell("经理审阅.opinion", 24),)),
            Boxes((Box("汇总", 12, "汇总（签字）"), Box("经理审阅", 12, "公司经理")), 20.0),
        ), copies=False, heading="满意度调查汇总"),
    ),
    deadlines=(
        Deadline("汇总", "until", Span(days=7), "汇总", roles=("客服主管",), verb="汇总"),
        Deadline("写整改措施", "汇总", Span(days=7, end_of_day=True), "整改措施",
                 roles=("客服主管",), verb="整改措施", when=BELOW),
        Deadline("完成整改", "整改措施.until", Span(), "整改完成", roles=("客服主管",),
                 verb="催整改", days_ahead=7),
        Deadline("下次调查", "办结", Span(months=12), "安排下次", roles=("客服主管",),
                 verb="安排", days_ahead=30),
    ),
    register=(
        "@issued_at", "@number", "name", "audience", "until", ("发出.sent", "发出"),
        ("汇总.back", "收回"), "汇总.returned", "汇总.departments", "汇总.below",
        "整改措施.measures", "整改措施.until", ("整改完成.at", "整改完成"), ("办结.at", "办结"), "@state",
    ),
    register_title="满意度调查登记",
    menu=88,
    example={
        "name": "年度满意度调查", "until": "+14", "audience": "全体业户",
        "questions": [{"question": question, "department": department}
                      for question, department in ASKED_FIRST],
    },
)  # fmt: skip


def _round_questions(values: Values, facts: Facts) -> list[dict[str, str]]:
    """The questions of the round, to be answered."""
    basis = facts.linked.get("basis")
    lines = basis.values.get("questions") or () if basis else ()
    return [{key: line[key] for key in ("question", "department")} for line in lines]


def _none_answered(value: Any, values: Values, facts: Facts) -> str | None:
    return None if any(line.get("score") for line in value) else "一题也没有答"


def _not_asked(value: Any, values: Values, facts: Facts) -> str | None:
    asked = _round_questions(values, facts)
    others = [
        f"“{line['question']}”（{line['department']}）" for line in value
        if {"question": line.get("question"), "department": line.get("department")} not in asked
    ]
    return f"{'、'.join(others)} 不是这次调查的题目" if asked and others else None


def _not_sent(value: Any, values: Values, facts: Facts) -> str | None:
    basis = facts.linked.get("basis")
    return f"{basis.number} 还没有发出" if basis and "发出" not in basis.done else None


MY = Form(
    code="MY",
    title="满意度问卷",
    desk="物业",
    about="收回一份问卷，录入各题的答案",
    issued_by=TAKERS,
    fields=(
        Field("basis", "哪一次调查", Kind.REFERENCE, required=True, refers=("MD",)),
        Field("unit", "房号", Kind.UNIT, afresh=True, hint="没有署名的空着"),
        Field("name", "姓名", Kind.PERSON, afresh=True),
        Field("channel", "怎样收回", Kind.CHOICE, required=True,
              choices=("交到前台", "上门", "电话", "网上"), default="交到前台"),
        Field("answers", "答案", Kind.LINES, maximum=MOST_QUESTIONS, default=_round_questions,
              afresh=True,
              checks=(Check("答了题", _none_answered), Check("一题一行", _each_once),
                      Check("是这次调查的题目", _not_asked)),
              columns=(
                  Field("question", "题目", required=True, longest=60, width=3,
                        offers="basis.questions.question"),
                  Field("department", "部门", Kind.CHOICE, required=True, choices=DEPARTMENTS),
                  Field("score", "答", Kind.CHOICE, choices=SCORES, width=2),
              )),
        Field("words", "意见建议", Kind.LONG_TEXT, longest=500, width=3, afresh=True),
    ),
    checks=(in_force("basis"), Check("问卷发出了", _not_sent, at="basis")),
    hangs_on="basis",
    acts=(
        Act("答复意见", TAKERS, (
            Field("answer", "怎样答复、处理", Kind.LONG_TEXT, required=True, longest=300, width=3),
        ), when=filled("words"), state="意见已答复"),
        void(*TAKERS),
    ),
    open_state="已收回",
    expired_state="已录入",
    validity=Validity(Span(end_of_day=True), words="当天可更正至"),
    papers=(
        Paper("满意度问卷", "A4", (
            Row((Cell("basis", 12, label=4), Cell("channel", 12, label=4))),
            Row((Cell("unit", 12), Cell("name", 12))),
            Table("answers", (("question", 13), ("department", 4), ("score", 5)), number=2),
            Row((Cell("words", 24),), lines=3),
            Row((Cell("答复意见.answer", 24, label=5),), lines=2),
            Boxes((Box("@issued_by", 24, "录入"),)),
        ), copies=False),
    ),
    deadlines=(
        Deadline("答复意见", "issued", Span(workdays=3, end_of_day=True), "答复意见",
                 roles=("客服主管",), verb="答复", when=filled("words")),
    ),
    register=("@issued_at", "@number", "basis", "unit", "name", "channel", "answers", "words",
              ("答复意见.answer", "答复"), "@state"),
    register_title="满意度问卷登记",
    statistics=(Count("问卷收回方式", "channel"),),
    menu=89,
    example={
        "name": "欧阳龑", "channel": "交到前台", "words": "希望周末也有人收快递。",
        "answers": [
            {"question": "接待、答复是否热情及时", "department": "客服部", "score": "很满意"},
            {"question": "维修是否及时", "department": "工程部", "score": "一般"},
        ],
    },
)  # fmt: skip
