"""有线电视、电话、液化石油气开户 (docs/handbook.md §1 KH): identity seen, signed for in the register;
no slip."""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_AFTER_NOW, must_be_yes
from forms.fields import Field, Kind
from forms.form import Form
from forms.property.residents import resident
from forms.statistics import Count
from forms.timing import Deadline, DueKind, Span


KH = Form(
    code="KH",
    title="开通登记",
    desk="物业",
    about="有线电视、电话、液化气开户",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("kind", "开通项目", Kind.CHOICE, required=True,
              choices=("有线电视", "电话", "液化石油气")),
        Field("name", "业户", Kind.PERSON, required=True, default=resident("name")),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=resident("phone")),
        Field("identity_seen", "已验身份", Kind.YES_NO, required=True, afresh=True,
              checks=(must_be_yes("须先验看身份证件"),)),
        Field("appointment", "希望上门时间", longest=40),
        Field("remarks", "备注", longest=100, width=3),
    ),
    acts=(
        Act("业户签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True),
        Act("通知单位", ("前台",), (
            Field("to", "通知了谁", required=True, longest=40),
        ), state="已通知", unless=("开通",)),
        Act("开通", ("前台",), (
            Field("on", "开通日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
            Field("account", "户号", longest=40, personal=True),
        ), Effect.CLOSE, state="已开通"),
        void("前台", "客服主管"),
    ),
    open_state="待开通",
    deadlines=(
        Deadline("通知单位", "issued", Span(end_of_day=True), "通知单位", roles=("前台",),
                 verb="通知", kind=DueKind.SEND),
    ),
    register=("@issued_at", "@number", "kind", "unit", "name", "phone", "通知单位.to",
              ("开通.on", "开通日期"), ("开通.account", "户号"), "@state"),
    register_title="开通登记本（开通情况一览表）",
    statistics=(Count("开通项目", "kind"),),
    menu=75,
    example={"kind": "有线电视", "name": "欧阳龑", "phone": "13900002211", "identity_seen": True},
)  # fmt: skip
