"""换班申请单: two change their shifts, both consent, the head approves (docs/handbook.md §6 HB).

Whoever consents is the one who takes the shift over: he signs it himself, with his own number.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, reject, void
from forms.checks import not_past
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Text

ROLES = ("前台", "大堂助理", "门岗")
HEADS = ("客服主管", "主任")
NAMES = ("早班", "中班", "夜班")


def _same(value: Any, values: Values, facts: Facts) -> str | None:
    given, taken = (values["day"], values["shift"]), (values["other_day"], values["other_shift"])
    return "换入的就是换出的那一班" if given == taken else None


HB = Form(
    code="HB",
    title="换班申请单",
    desk="物业",
    about="两人换班，双方签名，主管批准",
    issued_by=ROLES,
    fields=(
        Field("applicant", "申请人", required=True, filled_from="operator"),
        Field("day", "换出日期", Kind.DATE, required=True, checks=(not_past("日期已经过去"),)),
        Field("shift", "换出班次", required=True, longest=10, suggestions=NAMES),
        Field("other_day", "换入日期", Kind.DATE, required=True, checks=(not_past("日期已经过去"),)),
        Field("other_shift", "换入班次", required=True, longest=10, suggestions=NAMES),
        Field("reason", "原因", required=True, longest=100, width=3),
    ),
    checks=(Check("换的是两个班", _same, at="other_shift"),),
    acts=(
        Act("对方同意", ROLES, effect=Effect.SIGN, other_than=("@issued_by",),
            state="待主管批准", box="对方"),
        Act("批准", HEADS, effect=Effect.CLOSE, after=("对方同意",),
            other_than=("@issued_by", "对方同意"), state="已批准", box="主管"),
        reject("不同意换班", *HEADS, *ROLES, unless=("批准",)),
        void("前台", "客服主管"),
    ),
    open_state="待对方同意",
    papers=(
        Paper("换班申请单", "A5横向", (
            Row((Cell("applicant", 8), Cell("day", 8), Cell("shift", 8))),
            Row((Cell("对方同意.by", 8, words="和谁换"), Cell("other_day", 8),
                 Cell("other_shift", 8))),
            Row((Cell("reason", 24),), lines=2),
            Text("未经批准不得自行换班；换班以后由换入的人负责那一班的交接。", label="约定"),
            Boxes((Box("@issued_by", 8, "申请人"), Box("对方同意", 8, "对方"), Box("批准", 8, "主管"))),
        ), copies=False),
    ),
    register=("@issued_at", "@number", "applicant", "day", "shift", "other_day", "other_shift",
              "reason", ("对方同意.by", "和谁换"), "对方同意.at", "批准.by", "@state"),
    register_title="换班登记",
    menu=94,
    example={
        "day": "+2", "shift": "早班", "other_day": "+3", "other_shift": "中班",
        "reason": "家中有事",
    },
)  # fmt: skip
