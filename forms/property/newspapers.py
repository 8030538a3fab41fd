"""报纸收发登记: what came, what was short, who signed for it (docs/handbook.md §1 BZ)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Condition, Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Table
from forms.property.checks import NOT_LONG_PAST
from forms.timing import Deadline, Span

DESK = ("前台", "大堂助理")
KINDS = ("深圳特区报", "南方都市报", "晶报", "参考消息", "人民日报", "广播电视周报", "杂志")


def _short(values: Values, facts: Facts) -> int | None:
    if values.get("wanted") is None or values.get("came") is None:
        return None
    return max(0, int(values["wanted"]) - int(values["came"]))


def _all_short(values: Values, facts: Facts) -> str | None:
    """What is missing, in words; None for nothing."""
    found = [f"{line['name']} 缺 {line['short']}" for line in values.get("papers") or ()
             if line.get("name") and line.get("short")]  # fmt: skip
    return "、".join(found) or None


SHORT = Condition("有缺报", lambda values, facts: bool(_all_short(values, facts)))


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    named = Counter(line.get("name") for line in value)
    twice = [str(name) for name, count in named.items() if count > 1]
    return f"{'、'.join(twice)}写了两行" if twice else None


def _more_than_came(value: Any, values: Values, facts: Facts) -> str | None:
    """More copies of a kind are to be given out than came."""
    came = {line.get("name"): line.get("came") or 0 for line in values.get("papers") or ()}
    given: Counter[str] = Counter()
    for line in values.get("receivers") or ():
        given[str(line.get("name"))] += line.get("quantity") or 0
    unknown = [name for name in given if name not in came]
    if unknown:
        return f"收到的报纸里没有{'、'.join(unknown)}"
    over = [f"{name}到 {came[name]} 份，要派 {count} 份" for name, count in given.items()
            if count > came[name]]  # fmt: skip
    return "；".join(over) or None


BZ = Form(
    code="BZ",
    title="报纸收发登记",
    desk="物业",
    about="每天的报纸收到多少、谁领走",
    issued_by=(*DESK, "客服主管"),
    fields=(
        Field("day", "日期", Kind.DATE, required=True, default="today",
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("carrier", "送报单位、人", longest=40, width=2,
              suggestions=("邮局投递员", "报社发行站")),
        Field("papers", "收到的报纸", Kind.LINES, required=True, maximum=30,
              checks=(Check("一种一行", _twice),), columns=(
                  Field("name", "报纸名称", required=True, width=3, suggestions=KINDS),
                  Field("wanted", "应到份数", Kind.NUMBER, required=True, minimum=0, maximum=9999,
                        width=2),
                  Field("came", "实到份数", Kind.NUMBER, required=True, minimum=0, maximum=9999,
                        width=2, default=lambda values, facts: values.get("wanted")),
                  Field("short", "缺", Kind.NUMBER, reckoned=_short),
              )),
        Field("receivers", "派发", Kind.LINES, maximum=200, columns=(
            Field("unit", "房号、单位", required=True, width=2, longest=30),
            Field("name", "报纸名称", required=True, width=3, suggestions=KINDS),
            Field("quantity", "份数", Kind.NUMBER, required=True, minimum=1, maximum=999,
                  default=1),
        )),
        Field("missing", "缺报", reckoned=_all_short),
        Field("remarks", "备注", longest=100, width=3),
    ),
    checks=(Check("派发的不多于实到的", _more_than_came, at="receivers"),),
    acts=(
        Act("送报人签字", DESK, signed=Signed.PAPER, by_customer=True, box="送报人"),
        Act("派发完", DESK, (
            Field("by_whom", "派发人", required=True, longest=40,
                  default=lambda values, facts: facts.operator or None),
            Field("left", "没人领的", longest=100, width=2, hint="哪几户、几份，放在哪里"),
        ), state="已派发"),
        Act("补报", DESK, (
            Field("result", "结果", Kind.CHOICE, required=True,
                  choices=("已补到", "报社退款", "补不到"), default="已补到"),
            Field("note", "说明", longest=100),
        ), when=SHORT, state="缺报已处理"),
        Act("归档", DESK, effect=Effect.CLOSE, after=("派发完", "补报"), state="已归档"),
        void("前台", "客服主管", "大堂助理"),
    ),
    open_state="待派发",
    papers=(
        Paper("报纸签收表", "A4", (
            Row((Cell("day", 8), Cell("carrier", 16, label=5))),
            Table("papers", (("name", 10), ("wanted", 4), ("came", 4), ("short", 4)), number=2),
            Row((Cell("missing", 24),), optional=True),
            Table("receivers", (("unit", 5), ("name", 7), ("quantity", 2)),
                  blank=(("签收人", 5), ("时间", 3)), number=2),
            Row((Cell("remarks", 24),), optional=True),
            Boxes((Box("送报人签字", 8, "送报人"), Box("@issued_by", 8, "收报"),
                   Box("派发完", 8, "派发"))),
        ), copies=False),
    ),
    deadlines=(
        Deadline("派发", "issued", Span(end_of_day=True), "派发完", roles=DESK, verb="派发"),
        Deadline("追缺报", "issued", Span(workdays=1, end_of_day=True), "补报", roles=DESK,
                 verb="追缺报", when=SHORT),
    ),
    register=("day", "@number", "papers", "missing", "carrier", "派发完.by_whom", "派发完.left",
              "补报.result", "@state"),
    register_title="报纸收发登记本",
    menu=80,
    example={
        "day": "今天",
        "carrier": "邮局投递员",
        "papers": [{"name": "深圳特区报", "wanted": 12, "came": 12},
                   {"name": "参考消息", "wanted": 5, "came": 4}],
        "receivers": [{"unit": "3-1202", "name": "深圳特区报", "quantity": 1},
                      {"unit": "1-101", "name": "参考消息", "quantity": 1}],
    },
)  # fmt: skip
