"""不予放行访客: who is not let in, why and until when (docs/handbook.md §1 HM)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.bars import Bars
from forms.checks import not_past
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row
from forms.settings import Setting
from forms.timing import Deadline, DueKind, Span, Validity

WRITERS, LEADERS = ("前台", "客服主管", "安全主管"), ("安全主管", "主任")
DAYS = Setting(
    Field("barred_days", "不予放行多少天", Kind.NUMBER, minimum=1, maximum=3650, width=3,
          hint="登记时先这样填，到期要再看过"),
    365, used_by=("HM",),
)  # fmt: skip
"""[C]: looked at again each year."""


def _until(values: Values, facts: Facts) -> str:
    return (facts.today + timedelta(days=int(DAYS.of(facts)))).isoformat()


def _unknown(value: Any, values: Values, facts: Facts) -> str | None:
    known = any(values.get(key) for key in KNOWN_BY)
    return None if known else "电话、证件、车牌至少写一样，不然认不出来"


KNOWN_BY = ("document", "phone", "plate")

HM = Form(
    code="HM",
    title="不予放行访客登记",
    short="不予放行",
    desk="物业",
    about="不让进的人、车：原因、到哪天，批准了就拦",
    issued_by=WRITERS,
    fields=(
        Field("name", "姓名", Kind.PERSON, required=True),
        Field("phone", "电话", Kind.PHONE),
        Field("document", "证件", Kind.ID_DOCUMENT, width=2),
        Field("plate", "车牌", Kind.PLATE),
        Field("why", "原因", required=True, longest=60, width=2,
              suggestions=("上门推销、屡劝不听", "在小区内滋事", "偷窃、破坏公物", "张贴散发广告", "业主要求不放行")),
        Field("facts", "经过", Kind.LONG_TEXT, longest=300, width=3),
        Field("until", "不予放行至", Kind.DATE, required=True, default=_until,
              checks=(not_past("这一天已经过去"),)),
    ),
    checks=(Check("认得出来", _unknown, at="phone"),),
    acts=(
        Act("批准", LEADERS, effect=Effect.SIGN, signed=Signed.EITHER, other_than=("@issued_by",),
            box="批准", state="不予放行", holder="门岗"),
        Act("延长", LEADERS, (
            Field("until", "延长到", Kind.DATE, required=True, default=_until,
                  checks=(not_past("这一天已经过去"),)),
            Field("why", "原因", required=True, longest=60),
        ), after=("批准",), limits="until", repeats=True, as_needed=True, state="不予放行"),
        Act("解除", LEADERS, (
            Field("why", "解除原因", required=True, longest=60),
        ), Effect.CLOSE, after=("批准",), as_needed=True, state="已解除"),
        reject("不批准", *LEADERS, unless=("批准",)),
        void("客服主管", *LEADERS),
    ),
    bars=Bars(KNOWN_BY, "why", since="批准"),
    open_state="待批准",
    expired_state="已到期",
    validity=Validity(field="until", words="不予放行至"),
    deadlines=(
        Deadline("再看一次", "valid_until", Span(), "解除", roles=("安全主管",), verb="再看",
                 kind=DueKind.ENDING, days_ahead=7),
    ),
    papers=(
        Paper("不予放行通知", "A5横向", (
            Row((Cell("name", 12), Cell("plate", 12))),
            Row((Cell("why", 24),), lines=2),
            Row((Cell("facts", 24),), lines=3),
            Row((Cell("until", 12), Cell("批准.at", 12, words="批准时间", label=4))),
            Boxes((Box("@issued_by", 8, "登记"), Box("批准", 8, "批准"), Box("", 8, "门岗签收"))),
        ), copies=False, foot="内部文件，门岗留存，不得张贴、外传。"),
    ),
    register=("@issued_at", "@number", "name", "phone", "document", "plate", "why", "until",
              ("批准.at", "批准"), ("延长.until", "延长到"), ("解除.at", "解除"), "解除.why", "@state"),
    register_title="不予放行访客登记",
    menu=94,
    example={
        "name": "孙无名", "phone": "13700137999", "why": "上门推销、屡劝不听",
        "facts": "三次进楼逐户敲门，劝离后又来",
    },
)  # fmt: skip
