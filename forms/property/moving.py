"""What the papers for moving things by lift and stairs share: fields, acts, the sheet
(docs/handbook.md §1 LT, XF)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forms.acts import Act, Effect, Signed, reject
from forms.checks import in_force, in_the_list, must_be_yes, not_booked, not_past
from forms.conditions import Condition, Values, did, when
from forms.facts import Facts, listed
from forms.fields import Check, Field, Kind
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.property.checks import SAME_UNIT, applicant_of, phone_of
from forms.settings import Setting
from forms.slots import Slot
from forms.timing import Deadline, Span, Validity

STAIRS = "stairs"
"""The office's list of stairs and lifts, by building."""


def _listed(lines: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    return {
        line.get("building", ""): [one for one in re.split("[、，,\\s]+", line["names"]) if one]
        for line in lines
    }


def _lines(listed: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [
        {"names": "、".join(names)} | ({"building": building} if building else {})
        for building, names in listed.items()
    ]


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line.get("building", "") for line in value]
    twice = [one or "其余各楼" for one in dict.fromkeys(named) if named.count(one) > 1]
    return f"{'、'.join(twice)}写了两行" if twice else None


_COLUMNS = (
    Field("names", "有哪些（顿号隔开）", required=True, longest=100, width=3),
    Field("building", "哪一栋（空着是其余各楼）", longest=10, width=2),
)
LIFTS = Setting(
    Field(STAIRS, "楼梯、电梯", Kind.LINES, required=True, maximum=60, columns=_COLUMNS,
          checks=(Check("一栋一行", _twice),)),
    {"": ["货梯", "客梯", "消防梯", "楼梯"]}, section="楼梯电梯", kept=_listed, told=_lines,
)  # fmt: skip
LOBBY = "大堂助理"


def _over(value: Any, values: Values, facts: Facts) -> str | None:
    today = values.get("day") == facts.today.isoformat()
    over = today and value.partition("-")[2] <= facts.now.strftime("%H:%M")
    return "这个时段已经过去" if over else None


SLOT = Slot(resource=("unit.entrance", "stair"), day="day", hours="hours")
"""One stair or lift of one entrance, whichever form books it."""
FREE = not_booked("hours")
VALID = Validity(field="day", starts="day", within="basis")
CHECKS = (in_force("basis"), SAME_UNIT)


def _going_on(values: Values, facts: Facts) -> bool:
    basis = facts.linked.get("basis")
    return basis is not None and not basis.ended


BY_SITE = when(applicant="装修负责人")
OF_A_SITE = BY_SITE | Condition("这一户在装修", _going_on)


def stair_named(word: str = "") -> Callable[[Values, Facts], str | None]:
    """A default: the first of the office's list with that word in it, else the first."""

    def default(values: Values, facts: Facts) -> str | None:
        known = listed(STAIRS, facts)
        return next((one for one in known if word in one), known[0] if known else None)

    return default


def stair(**more: Any) -> Field:
    """Which stair or lift, one of the office's list."""
    return Field("stair", "楼梯、电梯", longest=20, offers=f"@settings.{STAIRS}",
                 checks=(in_the_list(STAIRS),), **more)  # fmt: skip


def day(**more: Any) -> Field:
    """The day of the slot, today unless told."""
    return Field("day", "使用日期", Kind.DATE, default="today",
                 checks=(not_past("使用日期已经过去"),), **more)  # fmt: skip


def goods(label: str, things: tuple[str, ...], measures: tuple[str, ...]) -> Field:
    """What is moved, at least a line."""
    return Field(
        "goods", label, Kind.LINES, required=True, maximum=20,
        columns=(
            Field("name", "名称", required=True, width=3, suggestions=things),
            Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=9999,
                  default=1),
            Field("measure", "单位", default=measures[0], suggestions=measures),
        ),
    )  # fmt: skip


def fields(word: str, moved: Field) -> tuple[Field, ...]:
    """All that is asked; word: of the stair or lift that it is about."""
    return (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="业主"),
        Field("basis", "所属装修", Kind.REFERENCE, required=BY_SITE, shown=OF_A_SITE,
              refers=("ZX",), filled_from="unit.record"),
        Field("name", "申请人", Kind.PERSON, required=True, default=applicant_of),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=phone_of),
        stair(required=True, default=stair_named(word)),
        day(required=True),
        Field("hours", "使用时段", Kind.HOURS, required=True, afresh=True,
              checks=(Check("时段没有过去", _over, warns=True),)),
        moved,
        Field("undertaking", "承诺书", Kind.YES_NO, required=True, hint="已填写、签字",
              checks=(must_be_yes("须先填承诺书"),)),
        Field("remarks", "备注", longest=120, width=2),
    )  # fmt: skip


SIGNED = Act("申请人签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
             box="申请人")  # fmt: skip


def use(*before: str) -> tuple[Act, ...]:
    """The paper comes to the lobby attendant after the acts before, who lets begin, looks after it
    and has mended what was damaged."""
    return (
        Act("交大堂助理", (LOBBY, "前台"), after=before, in_time=True, box=LOBBY,
            state="待使用", holder=LOBBY),
        Act("开始使用", (LOBBY,), (
            Field("before", "使用前状况", required=True, default="完好", longest=100),
        ), after=("交大堂助理",), in_time=True, not_early=True, state="使用中"),
        Act("使用完毕", (LOBBY,), (
            Field("found", "使用后状况", required=True, default="完好，已清扫", longest=100),
        ), Effect.CLOSE, after=("开始使用",), unless=("查有损坏",), box="使用后查看",
            state="已用完"),
        Act("查有损坏", (LOBBY,), (
            Field("damage", "损坏情况", required=True, longest=100, width=2),
            Field("picture", "损坏照片", Kind.FILE),
        ), after=("开始使用",), as_needed=True, state="有损坏，待处理"),
        Act("损坏处理", (LOBBY, "工程主管"), (
            Field("how", "处理结果", required=True, longest=100, width=2,
                  suggestions=("已修复，费用由申请人付清", "已照价赔偿", "申请人已自行修复")),
        ), Effect.CLOSE, after=("查有损坏",), state="损坏已处理"),
    )  # fmt: skip


NOT_LET = reject(
    "不予使用", LOBBY, after=("交大堂助理",), unless=("开始使用",), state="不予使用"
)

DEADLINES = (
    Deadline("使用后查看", "day", Span(), "使用完毕", roles=(LOBBY,), verb="查看",
             when=did("开始使用") & ~did("查有损坏")),
)  # fmt: skip

REGISTER = (
    "@issued_at", "@number", "@slot", "unit", "stair", "name", "phone", "goods",
    ("交大堂助理.at", "交大堂助理"), ("开始使用.at", "开始"), ("使用完毕.at", "用完"),
    "使用完毕.found", "查有损坏.damage", "@state",
)  # fmt: skip


def sheet(name: str, promise: str, *chain: Boxes) -> Paper:
    """The sheet that goes to the lobby attendant himself (§2); chain: who approves before."""
    return Paper(name, "A4", (
        Row((Cell("unit", 8), Cell("applicant", 8), Cell("basis", 8))),
        Row((Cell("name", 12), Cell("phone", 12))),
        Row((Cell("stair", 8), Cell("day", 8), Cell("hours", 8))),
        Table("goods", (("name", 14), ("quantity", 4), ("measure", 4)), number=2),
        Row((Cell("remarks", 24),), optional=True),
        Text(promise, "承诺书", size=12.0),
        Row((Cell("undertaking", 24, words="承诺书已填写", label=5),)),
        Boxes((Box("申请人签字", 12, "申请人（签字、日期）"), Box("@issued_by", 12, "受理")), 24.0),
        *chain,
        Row((Cell("开始使用.before", 12, words="使用前", label=3),
             Cell("使用完毕.found", 12, words="使用后", label=3)), lines=2),
        Row((Cell("查有损坏.damage", 24, words="损坏情况"),), lines=2),
        Boxes((Box("交大堂助理", 12, "大堂助理（收表、签字）"),
               Box("使用完毕", 12, "使用后查看（签字、时间）")), 24.0),
    ), copies=False, foot="只限所约时段使用，改时间另行申请。本表交大堂助理。")  # fmt: skip
