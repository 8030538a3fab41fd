"""职责日历: what the office has to do every so often, and that it was done (docs/handbook.md §1 ZR)."""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Values, when
from forms.duties import Duties, Duty, Often, of_lines, term_of
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.roles import PROPERTY
from forms.settings import Setting
from forms.timing import Deadline, Span


def _duty_line(
    name: str, often: Often, role: str, ahead: int = 0, grace: int = 0, paper: str = ""
) -> dict[str, Any]:
    line = {"name": name, "often": often.value, "role": role, "ahead": ahead, "grace": grace}
    return line | ({"paper": paper} if paper else {})


DEFAULTS = (
    _duty_line("日间巡查", Often.DAY, "当值管理员"),
    _duty_line("夜间查岗", Often.DAY, "值班主任", grace=1),
    _duty_line("消杀（灭蚊、鼠、蟑）", Often.HALF_MONTH, "保洁班长", 3),
    _duty_line("库存盘点", Often.MONTH, "客服主管", 3, 5),
    _duty_line("成本统计", Often.MONTH, "财务", 3, 5),
    _duty_line("水电抄表统计", Often.MONTH, "工程主管", 3, 5),
    _duty_line("空置单元检查清洁", Often.MONTH, "保洁班长", 7),
    _duty_line("管理费、维修资金收支公布", Often.QUARTER, "财务", 7, 15, "公布的收支表"),
    _duty_line("社区活动", Often.QUARTER, "客服主管", 30),
    _duty_line("水箱清洗消毒", Often.HALF_YEAR, "工程主管", 30, 0, "水质检测报告"),
    _duty_line("业户意见征询", Often.YEAR, "客服主管", 60),
)
"""What the source names, how often as it says; whose, when and with what paper [C]."""


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line.get("name") for line in value]
    twice = dict.fromkeys(str(one) for one in named if named.count(one) > 1)
    return f"{'、'.join(twice)}写了两行" if twice else None


LISTED = Setting(
    Field("duties", "职责日历", Kind.LINES, required=True, maximum=60, width=3,
          hint="提前：一期的最后一天之前几天提醒；宽限：过后几天内也算按时",
          checks=(Check("一项一行", _twice),), columns=(
              Field("name", "职责", required=True, longest=30, width=3),
              Field("often", "多久一次", Kind.CHOICE, required=True,
                    choices=tuple(one.value for one in Often),
                    default=Often.MONTH.value, width=3),
              Field("role", "谁的事", Kind.CHOICE, required=True, choices=PROPERTY,
                    default="前台", width=3),
              Field("ahead", "提前", Kind.NUMBER, required=True, minimum=0, maximum=90,
                    default=0, width=2),
              Field("grace", "宽限", Kind.NUMBER, required=True, minimum=0, maximum=60,
                    default=0, width=2),
              Field("paper", "要附什么", longest=20, width=2),
              Field("since", "从哪天起", Kind.DATE, width=2),
          )),
    list(DEFAULTS), used_by=("ZR",),
)  # fmt: skip
WRONG, NOT_DONE = "有问题", "没有做"
DOERS = (
    "前台", "客服主管", "值班主任", "当值管理员", "工程主管", "安全主管", "主任", "财务", "保洁班长",
)  # fmt: skip


def _duty(values: Values, facts: Facts) -> Duty | None:
    listed = of_lines(LISTED.of(facts))
    return next((one for one in listed if one.name == values.get("duty")), None)


def _unknown(value: Any, values: Values, facts: Facts) -> str | None:
    if _duty({"duty": value}, facts):
        return None
    return f"职责日历里没有“{value}”，请从提示里选，或在设置里加"


def _term(values: Values, facts: Facts) -> str | None:
    duty = _duty(values, facts)
    if duty is None or not values.get("day"):
        return None
    return term_of(duty.often, date.fromisoformat(values["day"])).words


def _no_paper(value: Any, values: Values, facts: Facts) -> str | None:
    duty = _duty(values, facts)
    wanted = duty.paper if duty and values.get("result") != NOT_DONE else ""
    return f"须附{wanted}" if wanted and not values.get("attachment") else None


ZR = Form(
    code="ZR",
    title="职责记录",
    desk="物业",
    about="巡查、消杀、盘点、公布等，做了一次记一次",
    issued_by=DOERS,
    fields=(
        Field("duty", "职责", required=True, longest=30, width=2, offers="@settings.duties",
              checks=(Check("职责日历里有的", _unknown),)),
        Field("day", "哪一天的", Kind.DATE, required=True, default="today", afresh=True,
              checks=(NOT_AFTER_NOW,), hint="补记以前的写那一天"),
        Field("term", "哪一期", reckoned=_term),
        Field("doer", "谁做的", required=True, longest=60, width=2,
              default=lambda values, facts: facts.operator or None),
        Field("done_at", "完成时间", Kind.DATETIME, default="now", afresh=True,
              checks=(NOT_AFTER_NOW,)),
        Field("result", "结果", Kind.CHOICE, required=True, choices=("正常", WRONG, NOT_DONE),
              default="正常"),
        Field("details", "情况说明", Kind.LONG_TEXT, longest=500, width=3,
              required=when(result=(WRONG, NOT_DONE))),
        Field("attachment", "附件", Kind.FILE, personal=False),
    ),
    checks=(Check("附上要附的", _no_paper, at="attachment"),),
    acts=(
        Act("整改", DOERS, (
            Field("how", "怎样整改", Kind.LONG_TEXT, required=True, longest=300, width=3),
        ), Effect.CLOSE, when=when(result=WRONG), state="已整改"),
        void("客服主管", "主任"),
    ),
    open_state="已登记",
    deadlines=(
        Deadline("整改", "issued", Span(days=3, end_of_day=True), "整改", roles=DOERS,
                 verb="整改", when=when(result=WRONG)),
    ),
    duties=Duties("duty", "day", LISTED, "doer", "result", "attachment"),
    register=("day", "@number", "duty", "term", "doer", "done_at", "result", "details",
              "整改.how", "@issued_by", "@state"),
    register_title="职责记录",
    menu=86,
    example={"duty": "日间巡查", "day": "今天", "doer": "郑凯", "result": "有问题",
             "details": "3 栋 9 层楼道灯不亮，已报修"},
)  # fmt: skip
