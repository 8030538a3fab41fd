"""网络开通、网络变更: broadband for the operator (docs/handbook.md §1 WK, WB; §2 copies).

What is taken is the operator's money, apart from income; the data go to the operator within two
days of everything being there. The pink copy goes to the resident, of a change to the owner.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import NOT_AFTER_NOW, must_be_yes
from forms.conditions import Condition, Values, when
from forms.consignment import SECTION, Consignment, addresses
from forms.facts import Facts
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Text
from forms.payment import pay, unpay
from forms.settings import Setting
from forms.property.checks import SAME_UNIT
from forms.statistics import Count
from forms.timing import Deadline, DueKind, Span

TENANT = when(applicant="租户")
OPERATORS = ("电信", "联通", "移动", "广电")
INSTALLATION = Setting(
    Field("network_installation", "初装费（元）", Kind.MONEY, minimum=0, width=3),
    300_00, used_by=("WK",),
)
"""In 分 [C]."""
RECONNECTION = Setting(
    Field("network_reconnection", "复通费（元）", Kind.MONEY, minimum=0, width=3),
    20_00, used_by=("WB",),
)
MONTHLY = {"包月 180 元": 180_00, "90 元 60 小时": 30_00}
"""By plan, 分 a month that an added point costs; three months are prepaid [S], as a default."""
POINTS = Setting(
    Field("network_points", "增加信息：各套餐一个月多少", Kind.LINES, required=True, maximum=20,
          columns=(
              Field("plan", "套餐", required=True, longest=40, width=2, suggestions=tuple(MONTHLY)),
              Field("amount", "一个月（元）", Kind.MONEY, required=True, minimum=0, width=2),
          )),
    MONTHLY, used_by=("WB",), kept=lambda lines: {one["plan"]: one["amount"] for one in lines},
    told=lambda kept: [{"plan": plan, "amount": amount} for plan, amount in kept.items()],
)  # fmt: skip
PREPAID = Setting(
    Field("network_prepaid", "增加信息：预交几个月", Kind.NUMBER, required=True, minimum=1, maximum=36),
    3, used_by=("WB",),
)  # fmt: skip
BOTH = ("WK", "WB")
ADDRESSES = addresses("operator_mail", "运营商的邮箱", OPERATORS, BOTH)
SUBJECT = Setting(
    Field("operator_subject", "邮件主题", required=True, longest=100, width=3,
          hint="{title} {to} {count} {day} {office} 处自动填上单据、寄给谁、几张、日期、单位"),
    "{office} {title}资料 {day}（{count} 户）", section=SECTION, used_by=BOTH, binds=False,
)
WORDS = Setting(
    Field("operator_words", "邮件正文", Kind.LONG_TEXT, required=True, longest=1000, width=3),
    "{to}：\n\n现送上{title}资料 {count} 户，见附件表格，请办理。\n\n{office}\n{day}",
    section=SECTION, used_by=BOTH, binds=False,
)
SCANS = Setting(
    Field("operator_scans", "证件扫描件一并附上", Kind.YES_NO, required=True,
          hint="个人信息；运营商要才附"),
    False, section=SECTION, used_by=BOTH, binds=False,
)
PAYS = when(charge="代收")
PAID_CHANGE = when(change=("增加信息", "复通"))
WHITE_AND_PINK = (
    Copy("存档", "前台", Colour.WHITE),
    Copy("业户", "业户", Colour.RED),
)


def _at_home(key: str) -> Any:
    """Who applies when nobody else is named: the owner, or the only tenant."""

    def default(values: Values, facts: Facts) -> Any:
        unit = facts.unit
        who = unit and (unit.tenant if values.get("applicant") == "租户" else unit.owner)
        return (getattr(who, key) or None) if who else None

    return default


def _installation(values: Values, facts: Facts) -> int:
    return int(INSTALLATION.of(facts))


def _change_fee(values: Values, facts: Facts) -> int | None:
    """What a change costs, 分; None for nothing."""
    if values.get("change") == "复通":
        return int(RECONNECTION.of(facts))
    if values.get("change") == "增加信息" and values.get("plan"):
        return POINTS.of(facts).get(values["plan"], 0) * int(PREPAID.of(facts)) or None
    return None


def _unpriced(value: Any, values: Values, facts: Facts) -> str | None:
    known = POINTS.of(facts)
    if values.get("change") != "增加信息" or value in known:
        return None
    return f"“{value}”一个月多少还没有定，请系统管理员在“单位设置”里写上"


UNIT = Field("unit", "房号", Kind.UNIT, required=True)
APPLICANT = Field("applicant", "申请人身份", Kind.CHOICE, required=True,
                  choices=("业主", "租户"), default="业主")  # fmt: skip
WHO = (
    Field("name", "申请人", Kind.PERSON, required=True, default=_at_home("name")),
    Field("phone", "联系电话", Kind.PHONE, required=True, default=_at_home("phone")),
    Field("document", "证件", Kind.ID_DOCUMENT, required=True, width=2),
    Field("id_copy", "已收证件复印件", Kind.YES_NO, required=True, afresh=True,
          checks=(must_be_yes("须先收证件复印件一份"),)),
    Field("proxy", "已收业主委托书", Kind.YES_NO, required=TENANT, shown=TENANT,
          checks=(must_be_yes("租户办理须有业主的委托书"),)),
    Field("id_scan", "证件扫描件", Kind.FILE, aside=True, afresh=True),
)  # fmt: skip

SENT = (
    Field("sent_at", "发送时间", Kind.DATETIME, required=True, default="now",
          checks=(NOT_AFTER_NOW,)),
    Field("way", "方式", Kind.CHOICE, required=True, choices=("电子邮件", "传真", "送交"),
          default="电子邮件"),
    Field("sender", "发送人", required=True, longest=20,
          default=lambda values, facts: facts.operator or None),
)  # fmt: skip

SENDING = "报运营商"


def _sent(*columns: str | tuple[str, str]) -> Consignment:
    """What the operator gets of each; the columns that only one of the forms has."""
    return Consignment(
        act=SENDING,
        columns=(("@number", "单号"), "unit", "applicant", "name", "phone", "document", *columns,
                 ("缴费.receipt", "收据号"), "remarks"),
        by="operator", to=ADDRESSES, subject=SUBJECT, words=WORDS, scans=SCANS,
        pictures=("id_scan",),
    )  # fmt: skip


def _acts(done: str) -> tuple[Act, ...]:
    """The chain that opening and changing share; done: its last act."""
    return (
        Act("客户签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            box="申请人"),
        pay("缴费", "name", state="已缴费，待报运营商"),
        Act(SENDING, ("前台",), SENT, state="已报运营商", holder="=operator"),
        Act("报送未成", ("前台", "客服主管"), (
            Field("why", "原因（退信、运营商没收到）", required=True, longest=100),
        ), after=("报运营商",), unless=(done,), undoes=("报运营商",), repeats=True,
            state="待重报运营商", holder="前台", as_needed=True),
        Act(done, ("前台",), (
            Field("on", f"{done}日期", Kind.DATE, required=True, default="today",
                  checks=(NOT_AFTER_NOW,)),
            Field("account", "上网帐号", longest=40, personal=True),
        ), Effect.CLOSE, after=("报运营商",), state=f"已{done}"),
        unpay("冲正缴费", "缴费", state="收款已冲正，待缴费"),
        reject("运营商不受理", "前台", after=("报运营商",), unless=(done,), state="运营商不受理"),
        void("前台", "客服主管", second=("缴费",)),
    )  # fmt: skip


def _deadlines(pays: Condition) -> tuple[Deadline, ...]:
    """Two days from everything being there: from the payment where there is one."""
    return (
        Deadline("报运营商", "缴费", Span(days=2), "报运营商", roles=("前台",), verb="生成邮件",
                 when=pays, kind=DueKind.SEND),
        Deadline("资料报运营商", "issued", Span(days=2), "报运营商", roles=("前台",), verb="生成邮件",
                 when=~pays, kind=DueKind.SEND),
    )  # fmt: skip


WK = Form(
    code="WK",
    title="网络开通",
    desk="物业",
    about="宽带开户，替运营商收初装费",
    issued_by=("前台", "客服主管"),
    fields=(
        UNIT,
        APPLICANT,
        *WHO,
        Field("operator", "运营商", Kind.CHOICE, required=True, choices=OPERATORS,
              default="电信"),
        Field("plan", "套餐", required=True, longest=40, suggestions=tuple(MONTHLY)),
        Field("charge", "收费", Kind.CHOICE, required=True, choices=("代收", "免收"),
              default="代收"),
        Field("fee", "初装费", Kind.MONEY, required=PAYS, shown=PAYS, default=_installation,
              minimum=1, hint="代收，交运营商"),
        Field("appointment", "希望上门时间", longest=40),
        Field("remarks", "备注", longest=100, width=3),
    ),
    fees=(Fee("初装费", None, Purse.FOR_OTHERS, from_field="fee", when=PAYS,
              paid_first="报运营商"),),
    acts=_acts("开通"),
    open_state="待办理",
    copies=WHITE_AND_PINK,
    papers=(
        Paper("网络开通申请", "A5横向", (
            Row((Cell("unit", 8), Cell("applicant", 8), Cell("name", 8))),
            Row((Cell("phone", 8), Cell("document", 16))),
            Row((Cell("operator", 8), Cell("plan", 16))),
            Row((Cell("charge", 8, ticks=True), Cell("fee", 16, capital=True))),
            Row((Cell("id_copy", 8, label=5), Cell("proxy", 8, label=5),
                 Cell("缴费.receipt", 8, words="收据号"))),
            Row((Cell("appointment", 24, label=4),), optional=True),
            Row((Cell("remarks", 24),), optional=True),
            Text("初装费由物业代收，转交运营商；开通后的费用和服务由运营商负责。", "说明"),
            Boxes((Box("客户签字", 12, "申请人（签字、日期）"), Box("@issued_by", 12, "经办"))),
        ), foot="{copies}"),
    ),
    deadlines=_deadlines(PAYS),
    register=(
        "@issued_at", "@number", "unit", "name", "applicant", "phone", "document", "operator",
        "plan", "fee", ("缴费.receipt", "收据号"), ("报运营商.sent_at", "报送时间"),
        ("报运营商.sender", "报送人"), ("开通.on", "开通日期"), "@state",
    ),
    register_title="网络登记本（CPN用户返单表）",
    handed_out=_sent("plan", "fee", "appointment"),
    statistics=(Count("网络开通", "operator", amount="fee"),),
    menu=70,
    example={
        "document": {"kind": "护照", "number": "E55443322"},
        "id_copy": True,
        "operator": "电信",
        "plan": "包月 180 元",
        "name": "欧阳龑",
        "phone": "13900002211",
    },
)  # fmt: skip

CHANGES = ("变更资费", "暂停", "终止", "更改帐户", "增加信息", "复通")
"""As the source has them; it writes 复印 for 复通, and means by 增加信息 an added point."""

WB = Form(
    code="WB",
    title="网络变更",
    desk="物业",
    about="宽带改套餐、暂停、终止、过户、加点、复通",
    issued_by=("前台", "客服主管"),
    fields=(
        UNIT,
        APPLICANT,
        *WHO,
        Field("basis", "原开通单", Kind.REFERENCE, refers=("WK",), hint="有就填"),
        Field("operator", "运营商", Kind.CHOICE, required=True, choices=OPERATORS,
              default="电信"),
        Field("change", "变更项目", Kind.CHOICE, required=True, choices=CHANGES),
        Field("plan", "套餐", Kind.CHOICE, choices=tuple(MONTHLY), required=when(change="增加信息"),
              shown=when(change="增加信息"), checks=(Check("有月费", _unpriced),)),
        Field("details", "变更内容", required=when(change=("变更资费", "更改帐户")), longest=100,
              width=2, hint="改成什么"),
        Field("fee", "费用", Kind.MONEY, reckoned=_change_fee),
        Field("remarks", "备注", longest=100, width=3),
    ),
    checks=(SAME_UNIT,),
    fees=(
        Fee("网络变更费", None, Purse.FOR_OTHERS, from_field="fee", when=PAID_CHANGE,
            paid_first="报运营商"),
    ),
    acts=_acts("变更完成"),
    open_state="待办理",
    copies=(WHITE_AND_PINK[0], Copy("业主", "业主", Colour.RED)),
    papers=(
        Paper("网络变更申请", "A5横向", (
            Row((Cell("unit", 8), Cell("applicant", 8), Cell("name", 8))),
            Row((Cell("phone", 8), Cell("document", 16))),
            Row((Cell("change", 24, ticks=True),)),
            Row((Cell("operator", 8), Cell("plan", 8), Cell("basis", 8))),
            Row((Cell("details", 24),)),
            Row((Cell("fee", 24, capital=True),)),
            Row((Cell("id_copy", 8, label=5), Cell("proxy", 8, label=5),
                 Cell("缴费.receipt", 8, words="收据号"))),
            Row((Cell("remarks", 24),), optional=True),
            Boxes((Box("客户签字", 12, "申请人（签字、日期）"), Box("@issued_by", 12, "经办"))),
        ), foot="{copies}"),
    ),
    deadlines=_deadlines(PAID_CHANGE),
    register=(
        "@issued_at", "@number", "unit", "name", "applicant", "phone", "operator", "change", "plan",
        "details", "fee", ("缴费.receipt", "收据号"), ("报运营商.sent_at", "报送时间"),
        ("报运营商.sender", "报送人"), ("变更完成.on", "完成日期"), "@state",
    ),
    register_title="网络变更登记",
    handed_out=_sent("change", "plan", "details", "fee"),
    statistics=(Count("网络变更", "change"),),
    menu=71,
    example={
        "document": {"kind": "护照", "number": "E55443322"},
        "id_copy": True,
        "change": "复通",
        "name": "欧阳龑",
        "phone": "13900002211",
    },
)  # fmt: skip
