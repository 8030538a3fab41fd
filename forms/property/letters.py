"""对外发文: a letter or notice to tenants, from the draft to what each has signed for
(docs/handbook.md §1 FW)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Condition, Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.sealing import (
    LEADER, NOT_APPROVED, NOT_SEALED, WRITERS, request, sealed,
)  # fmt: skip
from forms.settings import rule
from forms.timing import Deadline, DueKind, Span

BY_HAND = when(delivery="逐户签收")
NAMED = when(which="写明的户")
WRITTEN, BUILDINGS, EVERYBODY = "写明的户", "整栋楼", "全体业户"
ONE_BY_ONE = BY_HAND & ~when(range=(BUILDINGS, EVERYBODY))
MOST, ALL = 200, 20_000
"""Units that are written one by one; of a whole estate."""


def _lines(values: Values, facts: Facts) -> Sequence[Mapping[str, Any]]:
    """The units it goes to, with who receives it: as they were when it was sent out."""
    found = facts.done.get("发出", {}).get("households") or values.get("recipients") or ()
    return list(found)


def _to(values: Values, facts: Facts) -> list[str]:
    """The units it goes to, each once."""
    return list(dict.fromkeys(line["unit"] for line in _lines(values, facts)))


def _households(values: Values, facts: Facts) -> list[dict[str, Any]] | None:
    """The units that the letter goes to now, of some buildings or all; None for those written."""
    if values.get("delivery") != "逐户签收" or values.get("range") not in (BUILDINGS, EVERYBODY):
        return None
    wanted = _named_buildings(values.get("buildings") or "")
    return [
        {"unit": unit} | ({"name": name} if name else {}) for unit, name in facts.households
        if values["range"] == EVERYBODY or unit.partition("-")[0] in wanted
    ]


def _named_buildings(words: str) -> list[str]:
    """3栋、5 号楼 -> 3, 5."""
    return [re.sub(r"\s|栋|座|号楼|号|幢", "", one) for one in re.split("[、，,；;]+", words) if one]


def _no_building(value: Any, values: Values, facts: Facts) -> str | None:
    unknown = [one for one in _named_buildings(value) if one not in facts.entrances]
    return f"房产里没有 {'、'.join(unknown)} 栋" if facts.entrances and unknown else None


def _signed_before(values: Values, facts: Facts) -> set[str]:
    """Units that had signed in the acts done so far."""
    every: set[str] = set()
    for one in facts.each.get("签收", ()):
        named = one.get("signings") or ()
        every |= {line["unit"] for line in named} if named else set(_to(values, facts))
    return every


def _signed(values: Values, facts: Facts) -> set[str]:
    """Units that have signed, those named just now with them."""
    if values.get("which") == "余下的全部":
        return set(_to(values, facts))
    now = {line["unit"] for line in values.get("signings") or () if line.get("unit")}
    return (_signed_before(values, facts) | now) & set(_to(values, facts))


def _count(values: Values, facts: Facts) -> int:
    return len(_signed(values, facts))


def _waiting(values: Values, facts: Facts) -> str | None:
    """Who is still to sign, as far as it fits."""
    done = _signed(values, facts)
    left = [unit for unit in _to(values, facts) if unit not in done]
    if not left:
        return None
    return "、".join(left[:20]) + (f" 等 {len(left)} 户" if len(left) > 20 else "")


def _next_one(values: Values, facts: Facts) -> list[dict[str, Any]]:
    """To begin with, the first who has not signed, for himself."""
    done = _signed_before(values, facts)
    for line in _lines(values, facts):
        if line["unit"] not in done:
            who = line.get("name")
            return [{"unit": line["unit"]} | ({"signer": who} if who else {})]
    return []


def _not_among(value: Any, values: Values, facts: Facts) -> str | None:
    known = _to(values, facts)
    others = [line["unit"] for line in value if line["unit"] not in known]
    return f"{'、'.join(others)} 不在收件户里" if known and others else None


def _again(value: Any, values: Values, facts: Facts) -> str | None:
    before = _signed_before(values, facts)
    twice = [line["unit"] for line in value if line["unit"] in before]
    return f"{'、'.join(twice)} 已经签收过" if twice else None


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line["unit"] for line in value]
    twice = [one for one in dict.fromkeys(named) if named.count(one) > 1]
    return f"{'、'.join(twice)} 写了两行" if twice else None


def _has_left(values: Values, facts: Facts) -> bool:
    return values.get("delivery") == "逐户签收" and bool(
        set(_to(values, facts)) - _signed_before(values, facts)
    )


LEFT = Condition("还有没签收的户", _has_left)

AGAIN = rule("FW", "letter_signed_again", "同一户又来签收的")
RECIPIENTS = Field(
    "recipients", "收件户", Kind.LINES, required=ONE_BY_ONE, shown=ONE_BY_ONE, maximum=MOST,
    checks=(Check("一户一行", _twice),),
    columns=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("name", "收件人", Kind.PERSON, width=2),
    ),
)  # fmt: skip
SIGNINGS = Field(
    "signings", "签收", Kind.LINES, required=NAMED, shown=NAMED, maximum=MOST, width=3,
    default=_next_one,
    checks=(Check("是收件户", _not_among), Check("没有签收过", _again, warns=True, setting=AGAIN.key)),
    columns=(
        Field("unit", "房号", Kind.UNIT, required=True, width=2),
        Field("signer", "签收人", Kind.PERSON, width=2),
        Field("at", "签收时间", Kind.DATETIME, default="now", width=2, checks=(NOT_AFTER_NOW,)),
    ),
)  # fmt: skip

FW = Form(
    code="FW",
    title="对外发文",
    desk="物业",
    about="通知、函件：拟稿、批准、用章、发出、逐户签收",
    issued_by=WRITERS,
    fields=(
        Field("kind", "文种", Kind.CHOICE, required=True, choices=("通知", "公告", "函", "温馨提示"),
              default="通知"),
        Field("subject", "标题", required=True, longest=60, width=2),
        Field("addressed", "致", required=True, longest=60, default="各位业户",
              suggestions=("各位业户", "各位租户", "各装修单位")),
        Field("body", "正文", Kind.LONG_TEXT, required=True, longest=2000, width=3),
        Field("delivery", "怎样送", Kind.CHOICE, required=True,
              choices=("逐户签收", "张贴", "邮寄、电子邮件"), default="逐户签收"),
        Field("range", "送给", Kind.CHOICE, required=BY_HAND, shown=BY_HAND,
              choices=(WRITTEN, BUILDINGS, EVERYBODY), default=WRITTEN,
              hint="整栋楼、全体的不用一户一户写，发出那天住着谁就送谁"),
        Field("buildings", "哪几栋", longest=60, required=when(range=BUILDINGS),
              shown=BY_HAND & when(range=BUILDINGS), hint="几栋用顿号隔开：3、5",
              checks=(Check("有这几栋", _no_building),)),
        RECIPIENTS,
        Field("enclosure", "附件", Kind.FILE, personal=False),
    ),
    acts=(
        *sealed(WRITERS),
        Act("发出", WRITERS, (
            Field("on", "发出日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
            Field("first", "份号从", Kind.NUMBER, minimum=1, maximum=99_999,
                  hint="编了份号的才填"),
            Field("last", "份号到", Kind.NUMBER, minimum=1, maximum=99_999),
            Field("count", "送几户", Kind.NUMBER,
                  reckoned=lambda values, facts: len(
                      _households(values, facts) or values.get("recipients") or ()) or None),
            Field("households", "收件户", Kind.LINES, maximum=ALL, reckoned=_households, columns=(
                Field("unit", "房号", Kind.UNIT), Field("name", "收件人", Kind.PERSON),
            )),
        ), after=("盖章",), state="已发出", prints=("发文",)),
        Act("签收", WRITERS, (
            Field("which", "签收的是", Kind.CHOICE, required=True,
                  choices=("写明的户", "余下的全部"), default="写明的户"),
            SIGNINGS,
            Field("signed", "已签收户数", Kind.NUMBER, reckoned=_count),
            Field("waiting", "还没签收", longest=400, width=2, reckoned=_waiting),
        ), after=("发出",), when=BY_HAND, repeats=True, state="签收中"),
        Act("归档", WRITERS, (
            Field("rest", "没签收的怎样处理", required=LEFT, shown=LEFT, longest=100, width=2,
                  suggestions=("已张贴在门上", "已挂号邮寄", "空置，无人签收", "留置送达，两人见证")),
        ), Effect.CLOSE, after=("发出",), state="已归档"),
        NOT_APPROVED,
        NOT_SEALED,
        void("客服主管", LEADER),
    ),
    households=True,
    open_state="待领导批准",
    copies=(Copy("存档", "前台", Colour.WHITE), Copy("发出", "收件户", Colour.WHITE)),
    papers=(
        Paper("发文", "A4", (
            Text("{subject}", size=16.0, bold=True, centre=True),
            Text("　"),
            Text("{addressed}：", size=13.0),
            Text("{body}", size=13.0, indent=True),
            Text("　\n　"),
            Text("{@office}（盖章）", size=13.0, right=True),
            Text("{发出.on}", size=13.0, right=True),
        ), heading="{kind}", headline=24.0, letter=True),
        Paper("签收表", "A4", (
            Row((Cell("kind", 6), Cell("subject", 18))),
            Row((Cell("delivery", 8), Cell("发出.first", 8), Cell("发出.last", 8))),
            *(Table(lines, (("unit", 4), ("name", 5)),
                    blank=(("签收人（签字）", 7), ("日期、时间", 6)), number=2, optional=True)
              for lines in ("recipients", "发出.households")),
            Boxes((Box("发出", 12, "送件经办"), Box("归档", 12, "归档经办")), 18.0),
        ), copies=False, heading="发文签收表"),
        request(Row((Cell("kind", 6), Cell("subject", 18))),
                Row((Cell("delivery", 12), Cell("addressed", 12)))),
    ),
    deadlines=(
        Deadline("发出", "盖章", Span(workdays=1, end_of_day=True), "发出", roles=("前台",),
                 verb="发出", kind=DueKind.SEND),
        Deadline("签收归档", "发出", Span(days=3, end_of_day=True), "归档", roles=("前台",),
                 verb="催签收", kind=DueKind.RETURN),
    ),
    register=(
        "@issued_at", "@number", "kind", "subject", "addressed", "delivery",
        ("领导批准.at", "批准"), ("用章申请.seal", "用章"), ("用章申请.pieces", "份数"),
        ("盖章.at", "盖章"), ("发出.on", "发出"), ("发出.count", "送几户"),
        ("发出.first", "份号从"), ("发出.last", "份号到"),
        ("签收.signed", "已签收"), "签收.waiting", "归档.rest", "@state",
    ),
    register_title="对外发文登记",
    short="发文",
    menu=82,
    example={
        "kind": "通知", "subject": "关于 3 栋生活水箱清洗停水的通知", "addressed": "3 栋各位业户",
        "body": "因生活水箱半年清洗，3 栋将于本周五 9:00 至 16:00 停水，请提前储水，关好水龙头。清洗后水质检测合格"
                "再恢复供水，检测结果张贴在大堂。",
        "delivery": "逐户签收",
        "recipients": [{"unit": "3-1202", "name": "欧阳龑"}, {"unit": "3-1201", "name": "林若溪"}],
    },
)  # fmt: skip
