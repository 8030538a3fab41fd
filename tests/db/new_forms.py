"""Forms that nobody ships: declared here alone, and taken through everything by the tests.

Nothing in the program knows them; that they work is the proof that a form is only a declaration.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import in_force
from forms.conditions import Values, filled
from forms.facts import Facts
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.timing import Deadline, FollowUp, Span, Validity


def _later(value: Any, values: Values, facts: Facts) -> str | None:
    before = facts.done.get("续借", {}).get("to") or values["until"]
    return None if value > before else f"应晚于原定的 {before}"


LOST = Form(
    "SL", "失物招领单", "物业", ("前台", "大堂助理"),
    (
        Field("thing", "物品", required=True),
        Field("unit", "拾到处房号", Kind.UNIT),
        Field("finder", "拾到人", Kind.PERSON, required=True),
        Field("found_at", "拾到时间", Kind.DATETIME, required=True, default="now"),
        Field("value", "估值", Kind.MONEY),
    ),
    (
        Act("认领", ("前台",), (
            Field("owner", "认领人", Kind.PERSON, required=True),
            Field("owner_id", "认领人证件", Kind.ID_DOCUMENT, required=True),
        ), Effect.CLOSE, state="已认领", holder="=owner"),
        void("前台"),
    ),
    copies=(Copy("存根", "前台"), Copy("拾到人", "拾到人", Colour.YELLOW)),
    papers=(Paper("失物招领单", "A5横向", (
        Row((Cell("thing", 12), Cell("unit", 12))),
        Row((Cell("finder", 12), Cell("found_at", 12))),
        Boxes((Box("认领", 24, "认领人签字"),)),
    )),),
    deadlines=(Deadline("上交", "issued", Span(days=7, end_of_day=True), "认领", ("前台",)),),
    register=("@issued_at", "@number", "thing", "finder", "认领.owner", "@state"),
    open_state="待认领",
    example={"thing": "黑色雨伞", "finder": "林夏"},
)  # fmt: skip
"""The ordinary one: found, claimed, signed for (docs/handbook.md §1)."""

LOAN = Form(
    "JY", "钥匙借用单", "物业", ("前台",),
    (
        Field("key", "钥匙", required=True, exclusive=True),
        Field("borrower", "借用人", Kind.PERSON, required=True),
        Field("until", "归还日期", Kind.DATE, required=True, default="today"),
    ),
    (
        Act("续借", ("前台",), (
            Field("to", "改到", Kind.DATE, required=True, checks=(Check("晚于原定", _later),)),
        ), repeats=True, unless=("归还",), limits="to", state="已续借"),
        Act("归还", ("前台",), effect=Effect.CLOSE, state="已归还", holder="前台"),
        Act("回访", ("前台",), after=("归还",)),
        void("前台"),
    ),
    validity=Validity(field="until"),
    deadlines=(Deadline("归还", "valid_until", Span(), "归还", ("前台",), verb="催还"),),
    follow_ups=(FollowUp("归还", Span(days=1, end_of_day=True)),),
    register=("@number", "key", "borrower", "@valid_until", "续借.to", "归还.at", "@state"),
    open_state="借出",
    example={"key": "天台门", "borrower": "周大勇", "until": "2099-12-31"},
)  # fmt: skip
"""The odd one: an act that repeats and moves the limit, a thing lent to one at a time, no paper."""

EXIT = Form(
    "CK", "出库放行单", "物业", ("前台",),
    (
        Field("goods", "物料", Kind.LINES, required=True, columns=(
            Field("name", "名称", required=True),
            Field("quantity", "数量", Kind.NUMBER, required=True, decimals=1),
        )),
    ),
    (
        Act("双人清点", ("工程主管", "值班主任"), (
            Field("counted", "清点数", Kind.TALLY, required=True, of="goods.quantity"),
        ), Effect.SIGN, second=True),
        Act("放行", ("门岗",), (
            Field("counts", "实点数量", Kind.TALLY, required=True, of="goods.quantity"),
        ), Effect.RELEASE, after=("双人清点",), state="已放行"),
        reject("不予放行", "门岗", unless=("放行",)),
        void("前台"),
    ),
    copies=(Copy("门岗", "门岗"),),
    papers=(Paper("出库放行单", "A5横向", (
        Table("goods", (("name", 16), ("quantity", 6)), number=2),
        Boxes((Box("双人清点", 12), Box("放行", 12))),
    )),),
    validity=Validity(Span(end_of_day=True)),
    register=("@number", "goods", "放行.at", "@state"),
    example={"goods": [{"name": "水泥", "quantity": 10}, {"name": "黄沙", "quantity": 2.5}]},
)  # fmt: skip
"""Two people count before the gate does."""

SITE = Form(
    "GD", "工地登记", "物业", ("前台",),
    (Field("unit", "房号", Kind.UNIT, required=True),
     Field("until", "完工日期", Kind.DATE, required=True)),
    (
        Act("延期", ("主任",), (Field("until", "延到", Kind.DATE, required=True),), limits="until",
            repeats=True, state="已延期"),
        Act("完工", ("工程主管",), effect=Effect.CLOSE),
        void("前台"),
    ),
    validity=Validity(field="until"),
    register=("@number", "unit", "@valid_until", "@state"),
    example={"until": "2099-12-31"},
)  # fmt: skip

EXTENSION = Form(
    "GQ", "工期延期申请", "物业", ("前台",),
    (Field("site", "工地", Kind.REFERENCE, required=True, refers=("GD",)),),
    (
        Act("批准", ("主任",), (
            Field("until", "延到", Kind.DATE, required=True),
            Field("fee", "收费", Kind.MONEY, required=True),
        ), Effect.SIGN, signed=Signed.PROGRAM),
        Act("缴费", ("财务",), effect=Effect.PAY),
        Act("生效", ("前台",), (Field("until", "延到", Kind.DATE, required=True),), Effect.CLOSE,
            after=("批准",), passes_on="延期"),
        void("前台"),
    ),
    fees=(Fee("延期费", None, from_field="批准.fee", paid_first="生效"),),
    checks=(in_force("site"),),
    register=("@number", "site", "@state"),
    hangs_on="site",
)  # fmt: skip
"""An extension whose last act gives the site its new limit; paid first where a fee was set."""

CARD = Form(
    "ZJZ", "施工证", "物业", ("前台",),
    (
        Field("site", "工地", Kind.REFERENCE, required=True, refers=("GD",)),
        Field("holder", "持证人", Kind.PERSON, required=True),
        Field("until", "有效期至", Kind.DATE, required=True),
        Field("old", "原证", Kind.REFERENCE, refers=("ZJZ",)),
    ),
    (
        Act("缴费", ("财务",), effect=Effect.PAY),
        Act("交证", ("前台",), state="使用中"),
        Act("退押金", ("财务",), effect=Effect.REFUND, after=("交证",), second=True),
        Act("换证", ("前台",), effect=Effect.REPLACE, after=("交证",), state="已换新证"),
        void("前台"),
    ),
    fees=(Fee("押金", 100_00, Purse.DEPOSIT, when=~filled("old"), paid_first="交证"),
          Fee("工本费", 5_00, paid_first="交证")),
    validity=Validity(field="until", within="site"),
    register=("@number", "holder", "@valid_until", "@state"),
    hangs_on="site",
    lineage="old",
)  # fmt: skip
"""A pass within a site's limit, that another may replace."""

NEW: tuple[Form, ...] = (LOST, LOAN, EXIT, SITE, EXTENSION, CARD)
