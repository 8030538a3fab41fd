"""工作联络单: whoever is asked first owns the matter until the department has accepted it
(docs/handbook.md §0 首问负责).

It hangs on a complaint or a repair, or stands alone; grave matters go to 公司经理 at once.
"""

from __future__ import annotations

from forms.acts import Act, Effect, void
from forms.checks import NOT_BEFORE_NOW
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Text
from forms.property.checks import SAME_UNIT
from forms.property.departments import DEPARTMENTS, HEAD_ROLES, head_of
from forms.roles import PROPERTY
from forms.timing import Deadline, Span

GRAVE = when(grave=True)


def handed_over(*though: str) -> Act:
    """The act by which a record goes to the department that accepted its 工作联络单; only that
    does it. though: acts that end the record and do not keep the slip from being accepted."""
    return Act(
        "移交", HEAD_ROLES,
        (Field("department", "部门", required=True),
         Field("slip", "工作联络单", Kind.REFERENCE, refers=("LL",))),
        though=though, passed_only=True, repeats=True, holder="=department",
    )  # fmt: skip


def _department(facts: Facts, values: Values) -> str:
    return str(facts.done.get("改送", {}).get("to") or values["department"])


def _by_head(values: Values, facts: Facts) -> tuple[str, ...]:
    return head_of(_department(facts, values), facts)


def _of_basis(key: str) -> object:
    """A default: what the record it hangs on says in that field."""

    def default(values: Values, facts: Facts) -> object:
        basis = facts.linked.get("basis")
        return basis.values.get(key) if basis else None

    return default


def _name(values: Values, facts: Facts) -> object:
    basis = facts.linked.get("basis")
    return (basis.values.get("name") or basis.values.get("reporter")) if basis else None


def _matter(values: Values, facts: Facts) -> object:
    basis = facts.linked.get("basis")
    return (basis.values.get("demand") or basis.values.get("trouble")) if basis else None


def _asked(values: Values, facts: Facts) -> object:
    basis = facts.linked.get("basis")
    return (basis.values.get("asked") if basis else None) or facts.operator or None


LL = Form(
    code="LL",
    title="工作联络单",
    short="联络单",
    desk="物业",
    about="把事情转给别的部门；没接收以前，谁先被问到谁负责",
    issued_by=PROPERTY,
    fields=(
        Field("basis", "所属投诉、维修", Kind.REFERENCE, refers=("TS", "WX"), aside=True),
        Field("department", "送哪个部门", Kind.CHOICE, required=True, choices=DEPARTMENTS),
        Field("unit", "房号", Kind.UNIT, default=_of_basis("unit")),
        Field("name", "客户", Kind.PERSON, default=_name),
        Field("phone", "联系电话", Kind.PHONE, default=_of_basis("phone")),
        Field("matter", "联络事项", Kind.LONG_TEXT, required=True, longest=500, width=3,
              default=_matter),
        Field("due", "要求回复时间", Kind.DATETIME, required=True,
              default=lambda values, facts: Span(workdays=1).after(
                  facts.now, facts.holidays).strftime("%Y-%m-%dT%H:%M"),
              checks=(NOT_BEFORE_NOW,)),
        Field("grave", "重大事项", Kind.YES_NO, default=False, hint="立即报公司经理"),
        Field("asked", "首问人", required=True, longest=40, default=_asked, aside=True,
              offers="@colleagues"),
    ),
    checks=(SAME_UNIT,),
    hangs_on="basis",
    holder="=asked",
    acts=(
        Act("公司经理批示", ("公司经理",), (
            Field("words", "批示", Kind.LONG_TEXT, required=True, longest=300, width=3),
        ), when=GRAVE, though=("回复",)),
        Act("接收", HEAD_ROLES, (
            Field("department", "接收部门",
                  reckoned=lambda values, facts: _department(facts, values)),
            Field("doer", "承办人", longest=40),
        ), unless=("退回",), whose=_by_head, passes_on="移交", holder="=department",
            state="已接收，待回复"),
        Act("退回", HEAD_ROLES, (
            Field("why", "退回原因", required=True, longest=200, width=2),
        ), unless=("接收",), whose=_by_head, as_needed=True, holder="=asked", state="被退回"),
        Act("改送", PROPERTY, (
            Field("to", "改送哪个部门", Kind.CHOICE, required=True, choices=DEPARTMENTS),
        ), after=("退回",), undoes=("退回",), repeats=True, state="待接收"),
        Act("回复", HEAD_ROLES, (
            Field("result", "处理结果", Kind.LONG_TEXT, required=True, longest=500, width=3),
        ), Effect.CLOSE, after=("接收",), whose=_by_head, state="已回复"),
        void("前台", "客服主管", "主任"),
    ),
    open_state="待接收",
    copies=(Copy("发出部门", "首问人", Colour.WHITE), Copy("接收部门", "接收部门", Colour.RED)),
    papers=(
        Paper("工作联络单", "A5横向", (
            Row((Cell("department", 7, words="接收部门"), Cell("asked", 7),
                 Cell("due", 10, label=4))),
            Row((Cell("unit", 7), Cell("name", 7), Cell("phone", 10, label=4))),
            Row((Cell("basis", 14, label=4), Cell("grave", 10, label=4))),
            Row((Cell("matter", 24),), lines=4),
            Row((Cell("公司经理批示.words", 24),), optional=True),
            Row((Cell("回复.result", 24, words="处理结果"),), lines=3),
            Boxes((Box("@issued_by", 8, "发出人"), Box("接收", 8, "接收部门主管"),
                   Box("回复", 8, "回复人"))),
            Text("接收部门主管签收以前，由首问人负责到底；不属本部门的，写明原因退回首问人。", label="说明",
                 stated=True),
        ), foot="{copies}"),
    ),
    deadlines=(
        Deadline("报公司经理", "issued", Span(minutes=30), "公司经理批示", roles=("公司经理",),
                 verb="批示", when=GRAVE),
        Deadline("接收联络单", "issued", Span(hours=4), "接收", verb="接收", office_hours=True),
        Deadline("回复联络单", "due", Span(), "回复", verb="回复"),
    ),
    register=("@issued_at", "@number", "basis", "department", "unit", "name", "matter", "asked",
              "grave", "接收.at", "接收.by", "退回.why", "due", "回复.at", "回复.result", "@state"),
    register_title="工作联络单登记",
    menu=48,
    example={"department": "工程部", "matter": "3 号楼地下车库照明多处不亮，业主反映两次", "due": "明天 17:00"},
)  # fmt: skip
