"""物品放行条: large or valuable goods leave the estate (docs/handbook.md §1 FX)."""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import NOT_AFTER_NOW
from forms.conditions import Values, filled, when
from forms.facts import Facts, has_in_hand
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table
from forms.property import moving
from forms.property.checks import ARREARS, TENANTS
from forms.statistics import Count
from forms.timing import Deadline, DueKind, Span, Validity

ENTRUSTED = when(applicant=("租户", "装修负责人"))
OF_A_SITE = when(applicant="装修负责人") & has_in_hand("ZX")
BY_LIFT = filled("hours")


def _tenant_without_consent(value: Any, values: Values, facts: Facts) -> str | None:
    if values.get("applicant") == "租户" and not values.get("consent"):
        return "租户搬出须业主同意"
    return None


def _no_such_tenant(value: Any, values: Values, facts: Facts) -> str | None:
    unit = facts.unit
    if values.get("applicant") == "租户" and unit and unit.known:
        if not any(who.role == "租户" for who in unit.residents):
            return f"{unit.label} 没有登记租户，请核对"
    return None


FX = Form(
    code="FX",
    title="物品放行条",
    short="放行条",
    desk="物业",
    about="大件、贵重物品搬出小区时开具",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("owner", "业主", Kind.PERSON, filled_from="unit.owner"),
        Field(
            "applicant",
            "申请人身份",
            Kind.CHOICE,
            required=True,
            choices=("业主", "租户", "装修负责人"),
            default="业主",
        ),
        Field(
            "renovation",
            "所属装修",
            Kind.REFERENCE,
            refers=("ZX",),
            shown=OF_A_SITE,
            filled_from="unit.record",
        ),
        Field("carrier", "运出人", Kind.PERSON, required=True),
        Field("carrier_id", "证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("phone", "联系电话", Kind.PHONE),
        Field("plate", "车牌号", Kind.PLATE),
        Field(
            "reason",
            "事由",
            Kind.CHOICE,
            choices=("搬家", "装修", "退房", "维修", "日常清理", "其他"),
            default="搬家",
        ),
        Field(
            "consent",
            "业主同意",
            Kind.CHOICE,
            required=ENTRUSTED,
            shown=ENTRUSTED,
            choices=("电话确认", "业主到场", "书面委托", "微信确认"),
        ),
        Field(
            "consent_at",
            "同意时间",
            Kind.DATETIME,
            required=ENTRUSTED,
            shown=ENTRUSTED,
            default="now",
            checks=(NOT_AFTER_NOW,),
        ),
        Field(
            "consent_by",
            "确认经办",
            required=ENTRUSTED,
            shown=ENTRUSTED,
            filled_from="operator",
        ),
        Field(
            "goods",
            "物品",
            Kind.LINES,
            required=True,
            maximum=60,
            columns=(
                Field(
                    "name",
                    "物品名称",
                    required=True,
                    width=3,
                    suggestions=(
                        "冰箱", "洗衣机", "电视机", "空调", "电脑", "沙发", "床", "床垫", "衣柜",
                        "餐桌", "书桌", "纸箱（衣物、书籍）", "电动车", "自行车", "装修材料",
                    ),
                ),
                Field("spec", "规格型号", width=2),
                Field(
                    "measure",
                    "单位",
                    default="件",
                    suggestions=("件", "台", "套", "个", "张", "箱", "袋", "把"),
                ),
                Field(
                    "quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=9999,
                    default=1,
                ),
            ),
        ),
        Field("hours", "用梯时段", Kind.HOURS, afresh=True, aside=True, hint="要约电梯、楼梯才填"),
        moving.stair(required=BY_LIFT, shown=BY_LIFT, default=moving.stair_named("货")),
        moving.day(required=BY_LIFT, shown=BY_LIFT),
    ),
    checks=(Check("租户搬出须业主同意", _tenant_without_consent),),
    preconditions=(
        ARREARS,
        Check("租户须已登记", _no_such_tenant, at="applicant", warns=True,
              setting=TENANTS.key),
        moving.FREE,
    ),
    acts=(
        Act(
            "办证人签字",
            ("前台",),
            effect=Effect.SIGN,
            signed=Signed.PAPER,
            by_customer=True,
            box="办证人（业主）",
        ),
        Act(
            "值班主任签字",
            ("值班主任",),
            effect=Effect.SIGN,
            signed=Signed.EITHER,
            after=("办证人签字",),
            box="值班主任",
            state="待主任盖章",
        ),
        Act(
            "主任盖章",
            ("主任",),
            effect=Effect.SIGN,
            signed=Signed.EITHER,
            after=("值班主任签字",),
            seal=True,
            box="主任",
            state="待放行",
            holder="业主",
        ),
        Act(
            "放行",
            ("门岗",),
            (Field("counts", "实点数量", Kind.TALLY, required=True, of="goods.quantity"),),
            effect=Effect.RELEASE,
            after=("主任盖章",),
            box="门岗放行",
            state="已放行",
            holder="门岗",
        ),
        Act(
            "收回门岗联",
            ("前台",),
            effect=Effect.STEP,
            after=("放行",),
            state="已归档",
            holder="前台",
        ),
        reject("值班主任不同意", "值班主任", unless=("值班主任签字",)),
        reject("主任不同意", "主任", after=("值班主任签字",), unless=("主任盖章",)),
        reject("不予放行", "门岗", after=("主任盖章",), unless=("放行",), state="不予放行"),
        void("前台", "值班主任", though=("放行",), second=("放行",)),
    ),
    open_state="待值班主任签字",
    copies=(
        Copy("存根", "前台", Colour.WHITE),
        Copy("门岗", "门岗", Colour.RED, masked=("carrier_id", "phone")),
        Copy("业户", "业户", Colour.YELLOW),
    ),
    papers=(
        Paper(
            "放行条",
            "A5横向",
            (
                Row((Cell("unit", 8), Cell("owner", 8), Cell("applicant", 8, words="申请人"))),
                Row((Cell("carrier", 8), Cell("carrier_id", 16, words="证件号码"))),
                Row((Cell("phone", 8), Cell("plate", 8), Cell("reason", 8))),
                Row(
                    (Cell("consent", 8), Cell("consent_at", 8), Cell("consent_by", 8)),
                    optional=True,
                ),
                Table(
                    "goods",
                    (("name", 7), ("spec", 6), ("measure", 2), ("quantity", 2)),
                    blank=(("门岗点验", 5),),
                    number=2,
                ),
                Row((Cell("stair", 8), Cell("day", 8), Cell("hours", 8)), optional=True),
                Boxes(
                    (
                        Box("办证人签字", 6, "办证人（业主）签字"),
                        Box("值班主任签字", 6, "值班主任"),
                        Box("主任盖章", 6, "主任（盖章）"),
                        Box("放行", 6, "门岗放行（签字、时间）"),
                    )
                ),
            ),
            foot="有效期至 {valid_until}，一次有效，涂改无效。物品与本条不符不予放行。　{copies}",
        ),
    ),
    validity=Validity(span=Span(end_of_day=True)),
    deadlines=(
        Deadline(
            "收回门岗联",
            "放行",
            Span(end_of_day=True),
            "收回门岗联",
            roles=("前台",),
            verb="收回",
            kind=DueKind.RETURN,
        ),
    ),
    register=(
        "@issued_at", "@number", "unit", "applicant", "carrier", "plate", "goods", "reason",
        "放行.at", "收回门岗联.at", "@state",
    ),
    register_title="物品放行登记",
    hangs_on="renovation",
    slot=moving.SLOT,
    statistics=(Count("放行事由", "reason"),),
    menu=1,
    example={
        "applicant": "业主",
        "reason": "搬家",
        "carrier": "张三丰",
        "carrier_id": {"kind": "护照", "number": "E12345678"},
        "phone": "13800138000",
        "plate": "粤BD12345",
        "goods": [
            {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": 1},
            {"name": "纸箱（衣物、书籍）", "spec": "60×40×50 cm", "measure": "个", "quantity": 12},
        ],
    },
)  # fmt: skip
