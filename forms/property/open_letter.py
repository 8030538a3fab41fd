"""公开信: one letter that answers many complaints (docs/handbook.md §3).

Putting it up passes 公开答复 on to every complaint it names, in the same step.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text


def _ready(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get(value)
    if linked is None:
        return None
    if {"撤诉", "作废"} & set(linked.done):
        return f"{value} {linked.state}，不用答复"
    if "公开答复" in linked.done:
        return f"{value} 已经公开答复过"
    if not {"批准方案", "答复说明"} & set(linked.done):
        return f"{value} 还没有批准的方案或说明，不能答复"
    return None


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    numbers = [line["record"] for line in value]
    again = sorted({one for one in numbers if numbers.count(one) > 1})
    return f"{'、'.join(again)} 写了两遍" if again else None


GK = Form(
    code="GK",
    title="公开信",
    desk="物业",
    about="一封信答复几件投诉，张贴公布",
    issued_by=("客服主管", "主任"),
    fields=(
        Field("subject", "题目", required=True, longest=40, width=2),
        Field("addressed", "写给", required=True, longest=40, default="全体业户"),
        Field("words", "正文", Kind.LONG_TEXT, required=True, longest=1500, width=3),
        Field("answers", "答复的投诉", Kind.LINES, maximum=60, columns=(
            Field("record", "投诉编号", Kind.REFERENCE, required=True, refers=("TS",), width=2,
                  checks=(Check("可以答复", _ready),)),
        ), checks=(Check("一件只写一遍", _twice),)),
        Field("dated", "落款日期", Kind.DATE, required=True, default="today"),
        Field("posted", "张贴在", required=True, longest=60, default="各单元公告栏"),
    ),
    acts=(
        Act("签发", ("公司经理",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            box="公司经理", state="已签发，待张贴", prints=("公开信",)),
        Act("张贴", ("客服主管", "前台"), (
            Field("on", "张贴日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
        ), Effect.CLOSE, after=("签发",), passes_on="公开答复", onto="answers.record",
            state="已张贴"),
        reject("不签发", "公司经理", unless=("签发",), state="没有签发"),
        void("客服主管", "主任"),
    ),
    open_state="待签发",
    papers=(
        Paper("公开信", "A4", (
            Text("{subject}", size=17.0, bold=True, centre=True),
            Text("　"),
            Text("{addressed}：", size=14.0),
            Text("{words}", size=14.0, indent=True),
            Text("特此说明。", size=14.0, indent=True),
            Text("　\n　"),
            Text("{@office}（盖章）", size=14.0, right=True),
            Text("{dated}", size=14.0, right=True),
        ), copies=False, code=False, headline=28.0, letter=True),
        Paper("签发单", "A5横向", (
            Row((Cell("subject", 16), Cell("addressed", 8))),
            Row((Cell("words", 24),), lines=4),
            Table("answers", (("record", 12),), blank=(("投诉人", 10),), number=2),
            Row((Cell("posted", 16), Cell("张贴.on", 8))),
            Boxes((Box("@issued_by", 8, "拟稿"), Box("签发", 8, "公司经理签发"),
                   Box("张贴", 8, "张贴人"))),
        ), copies=False, heading="公开信签发单"),
    ),
    register=("@issued_at", "@number", "subject", "addressed", "answers", "签发.by", "张贴.on",
              "posted", "@state"),
    register_title="公开信登记",
    menu=49,
    example={
        "subject": "关于地下车库照明的说明", "addressed": "全体业户", "posted": "各单元公告栏",
        "words": "近日多位业户反映地下车库照明不足。经查是线路老化，已安排更换，本周五前全部完工。"
                 "由此带来的不便，我们深表歉意。",
    },
)  # fmt: skip
