"""How the office sends something out: its leader approves, 用章申请, the seal (docs/handbook.md §1 FW,
ZG)."""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, reject
from forms.fields import Field, Kind
from forms.paper import Box, Boxes, Cell, Paper, Part, Row, Text

LEADER, SEALER = "公司经理", "主任"
WRITERS = ("前台", "客服主管")
SEALS = ("公章", "业务专用章", "部门章")


def sealed(writers: tuple[str, ...], *more: Field) -> tuple[Act, ...]:
    """Approval, request and seal, in that order; writers: who asks for the seal · more: what the
    request says besides."""
    return (
        Act("领导批准", (LEADER,), (
            Field("opinion", "意见", longest=100, width=2),
        ), Effect.SIGN, signed=Signed.EITHER, box="领导", state="已批准，待用章申请"),
        Act("用章申请", writers, (
            Field("seal", "用哪个章", Kind.CHOICE, required=True, choices=SEALS, default="公章"),
            Field("pieces", "盖几份", Kind.NUMBER, required=True, minimum=1, maximum=5000, default=1),
            *more,
        ), after=("领导批准",), state="待盖章", prints=("用章申请",)),
        Act("盖章", (SEALER,), effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            after=("用章申请",), box=SEALER, state="已盖章，待发出"),
    )  # fmt: skip


NOT_APPROVED = reject("领导退回", LEADER, unless=("领导批准",), state="退回，另拟")
NOT_SEALED = reject("不予用章", SEALER, after=("用章申请",), unless=("盖章",), state="不予用章")


def request(*about: Part) -> Paper:
    """用章申请; about: what says what is to be sealed."""
    return Paper("用章申请", "A5横向", (
        *about,
        Row((Cell("用章申请.seal", 12), Cell("用章申请.pieces", 12))),
        Row((Cell("领导批准.opinion", 24),)),
        Text("只盖所批准的文件和份数，内容改动须重新申请。", "说明"),
        Boxes((Box("用章申请", 8, "申请（经办、时间）"), Box("领导批准", 8, "领导批准"),
               Box("盖章", 8, "主任（已盖章）")), 22.0),
    ), copies=False, heading="用章申请")  # fmt: skip
