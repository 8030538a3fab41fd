"""空置单元清洁记录表: an empty unit looked after once a month (docs/handbook.md §1 KZ)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Condition, Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Table
from forms.property.checks import NOT_LONG_PAST
from forms.settings import Setting
from forms.timing import Deadline, Span

CHECKED = ("水阀、水龙头", "电源、电箱", "燃气阀", "门窗、锁", "墙面天花渗漏", "地漏、异味", "虫鼠",
           "室内清洁", "阳台、地漏清洁")  # fmt: skip
"""Defaults [C]."""
SUPERVISORS = ("保洁班长", "客服主管")


def _named(typed: str) -> list[str]:
    return [one for one in re.split("[；;\n]+", typed) if one.strip()]


def _typed(kept: Sequence[str]) -> str:
    return "；".join(kept)


ITEMS = Setting(
    Field("vacant_items", "空置单元检查项目", Kind.LONG_TEXT, required=True, longest=400, width=3,
          hint="分号隔开"),
    list(CHECKED), used_by=("KZ",), kept=_named, told=_typed,
)  # fmt: skip


def _all_items(values: Values, facts: Facts) -> list[dict[str, str]]:
    return [{"what": one} for one in ITEMS.of(facts)]


def _wrong(values: Values) -> list[str]:
    return [line["what"] for line in values.get("items") or () if line.get("found") == "有问题"]


FOUND = Condition("有问题", lambda values, facts: bool(_wrong(values)))


def _untold(value: Any, values: Values, facts: Facts) -> str | None:
    mute = [line["what"] for line in value if line.get("found") == "有问题" and not line.get("note")]
    return f"请写明什么问题：{'、'.join(mute)}" if mute else None


KZ = Form(
    code="KZ",
    title="空置单元清洁记录表",
    short="空置清洁",
    desk="物业",
    about="没人住的单元，每月检查、清洁",
    issued_by=("前台", "客服主管", "保洁班长"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("day", "日期", Kind.DATE, required=True, default="today",
              checks=(NOT_AFTER_NOW, NOT_LONG_PAST)),
        Field("vacancy", "空置情况", Kind.CHOICE, required=True,
              choices=("未售", "已售未入住", "待租", "已退租"), default="已售未入住"),
        Field("worker", "清洁、检查人", required=True, longest=40,
              default=lambda values, facts: facts.operator or None),
        Field("items", "检查项目", Kind.LINES, required=True, maximum=30, default=_all_items,
              checks=(Check("问题要写明", _untold),), columns=(
                  Field("what", "项目", required=True, width=3),
                  Field("found", "情况", Kind.CHOICE, required=True,
                        choices=("正常", "有问题", "不适用"), default="正常", width=2),
                  Field("note", "说明", width=3, longest=60),
              )),
        Field("water", "水表读数", Kind.NUMBER, minimum=0, decimals=2),
        Field("power", "电表读数", Kind.NUMBER, minimum=0, decimals=2),
        Field("photo", "照片", Kind.PHOTO, personal=False),
        Field("repair", "维修单", Kind.REFERENCE, refers=("WX",), hint="已经开了的才填"),
        Field("remarks", "备注", longest=120, width=3),
    ),
    acts=(
        Act("处理问题", ("前台", "客服主管"), (
            Field("how", "怎样处理", Kind.CHOICE, required=True,
                  choices=("当场处理好", "已开维修单", "已通知业主"), default="当场处理好"),
            Field("order", "维修单号", Kind.REFERENCE, refers=("WX",),
                  required=when(how="已开维修单"), shown=when(how="已开维修单")),
            Field("note", "说明", longest=100, width=2),
        ), when=FOUND, state="问题已处理"),
        Act("退回重做", SUPERVISORS, (
            Field("why", "哪里不合格", required=True, longest=100),
        ), unless=("主管检查",), repeats=True, as_needed=True, state="待重做"),
        Act("重做完", ("前台", *SUPERVISORS), (
            Field("redone_by", "重做人", required=True, longest=40,
                  default=lambda values, facts: values.get("worker")),
        ), after=("退回重做",), undoes=("退回重做",), repeats=True, state="待主管检查"),
        Act("主管检查", SUPERVISORS, (
            Field("opinion", "检查意见", required=True, default="合格", longest=100, width=2),
        ), Effect.CLOSE, after=("处理问题",), unless=("退回重做",), other_than=("@issued_by",),
            state="已检查"),
        void("前台", "客服主管"),
    ),
    open_state="待主管检查",
    papers=(
        Paper("空置单元清洁记录", "A5", (
            Row((Cell("unit", 7), Cell("day", 9), Cell("vacancy", 8, label=4))),
            Row((Cell("worker", 12, label=5), Cell("repair", 12, label=4))),
            Table("items", (("what", 9), ("found", 4), ("note", 9)), number=2, least=1),
            Row((Cell("water", 12, label=4), Cell("power", 12, label=4))),
            Row((Cell("处理问题.how", 12, label=4), Cell("处理问题.order", 12, label=4)),
                optional=True),
            Row((Cell("remarks", 24),), optional=True),
            Boxes((Box("@issued_by", 12, "清洁、检查人"), Box("主管检查", 12, "主管检查"))),
        ), copies=False, heading="空置单元清洁记录"),
    ),
    deadlines=(
        Deadline("处理问题", "issued", Span(days=1, end_of_day=True), "处理问题",
                 roles=("前台", "客服主管"), verb="处理", when=FOUND),
        Deadline("主管检查", "issued", Span(days=3, end_of_day=True), "主管检查",
                 roles=SUPERVISORS, verb="检查"),
    ),
    register=("day", "@number", "unit", "vacancy", "worker", "items", "repair", "处理问题.how",
              "处理问题.order", ("主管检查.by", "检查人"), "主管检查.opinion", "@state"),
    register_title="空置单元清洁记录表",
    menu=82,
    example={
        "day": "今天",
        "vacancy": "已售未入住", "worker": "刘桂英",
        "items": [{"what": "水阀、水龙头", "found": "正常"},
                  {"what": "地漏、异味", "found": "有问题", "note": "卫生间地漏返味"},
                  {"what": "室内清洁", "found": "正常"}],
        "water": 12.5, "power": 301,
    },
)  # fmt: skip
