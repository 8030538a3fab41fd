"""装修人员出入证: a worker who comes for more than one day (docs/handbook.md §1 CR).

Deposit and cost are paid first, 财务 stamps last; a pass's date is never altered: an extension or a
lost card makes a new one, which the deposit, ID copy and photo go over to.
"""

from __future__ import annotations

from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import in_force, must_be_yes, not_past
from forms.conditions import Values, filled, when
from forms.facts import Facts
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Photo, Row, Text
from forms.timing import Deadline, Span, Validity

RENOVATION = when(work="装修")
REPAIR = when(work="维修")
FIRST = ~filled("old_pass")


def _basis_fits(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    if linked and (linked.code == "ZX") != (values.get("work") == "装修"):
        return "装修工凭装修登记办证，维修工凭维修单或增加项目单办证"
    return None


CR = Form(
    code="CR",
    title="装修人员出入证",
    desk="物业",
    about="装修、维修工人要来一天以上时办理",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("work", "工种类别", Kind.CHOICE, required=True, choices=("装修", "维修"),
              default="装修"),
        Field("basis", "所依单据", Kind.REFERENCE, required=True, refers=("ZX", "WX", "ZJ")),
        Field("application_seen", "已验装修申请表", Kind.YES_NO, required=RENOVATION,
              shown=RENOVATION, checks=(must_be_yes("须先验看装修申请表"),)),
        Field("permit_seen", "已验装修许可证", Kind.YES_NO, required=RENOVATION,
              shown=RENOVATION, checks=(must_be_yes("须先验看装修许可证"),)),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="装修负责人"),
        Field("responsible", "负责人", Kind.PERSON, required=True),
        Field("holder", "持证人", Kind.PERSON, required=True),
        Field("holder_id", "证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("trade", "工种", suggestions=("水电", "木工", "泥瓦", "油漆", "焊工", "搬运")),
        Field("employer", "施工单位"),
        Field("period", "有效期", Kind.PERIOD, required=RENOVATION, shown=RENOVATION, width=2,
              checks=(not_past("有效期已经过去"),)),
        Field("old_pass", "原证号", Kind.REFERENCE, refers=("CR",), hint="延期换证、补办时填写"),
        Field("photo", "一寸照片", Kind.PHOTO, required=FIRST),
        Field("id_copy", "已收证件复印件", Kind.YES_NO, required=FIRST,
              checks=(must_be_yes("须先收证件复印件一份"),)),
    ),
    checks=(
        Check("所依单据与工种类别相符", _basis_fits, at="basis"),
        in_force("basis"),
    ),
    fees=(
        Fee("押金", 100_00, Purse.DEPOSIT, when=FIRST, paid_first="制证"),
        Fee("工本费", 5_00, paid_first="制证"),
    ),
    acts=(
        Act("缴费", ("财务",), (
            Field("receipt", "收据号", required=True),
            Field("method", "付款方式", Kind.CHOICE, required=True,
                  choices=("现金", "微信", "支付宝", "转账"), default="现金"),
        ), Effect.PAY, state="已缴费，待制证"),
        Act("核定期限", ("值班主任",), (
            Field("until", "有效期至", Kind.DATE, required=True,
                  checks=(not_past("有效期已经过去"),)),
        ), Effect.SIGN, when=REPAIR, limits="until", box="值班主任"),
        Act("制证", ("前台",), after=("核定期限",), state="待领证", prints=("出入证",)),
        Act("交证", ("前台",), (
            Field("signer", "签收人", Kind.PERSON, required=True),
        ), after=("制证",), state="待财务盖章", holder="=signer"),
        Act("财务盖章", ("财务",), effect=Effect.SIGN, after=("交证",), seal=True, box="财务",
            state="使用中"),
        Act("挂失", ("前台", "值班主任"), (
            Field("why", "遗失经过", required=True),
        ), after=("交证",), unless=("退证",), state="已挂失", holder="遗失"),
        Act("退证", ("前台",), (
            Field("condition", "证件情况", Kind.CHOICE, required=True,
                  choices=("完好", "损坏"), default="完好"),
        ), Effect.CLOSE, after=("交证",), unless=("挂失",), state="已退证", holder="前台"),
        Act("退押金", ("财务",), (
            Field("amount", "退还金额", Kind.MONEY, required=True, default=100_00),
        ), Effect.REFUND, after=("退证", "缴费"), unless=("没收押金",), state="已退押金",
            second=True),
        Act("没收押金", ("财务",), (
            Field("why", "原因", required=True),
            Field("amount", "没收金额", Kind.MONEY, required=True, default=100_00),
        ), Effect.FORFEIT, after=("缴费",), after_any=("退证", "挂失"), unless=("退押金",),
            state="押金不退", second=True),
        Act("换证", ("前台",), effect=Effect.REPLACE, after=("交证",), state="已换新证"),
        void("前台", "值班主任"),
    ),
    papers=(
        Paper("出入证", "卡片", (
            Photo("photo", 25.0, 35.0),
            Row((Cell("holder", 13, words="姓名", size=13.0), Cell("trade", 11))),
            Row((Cell("unit", 13, words="施工房号"), Cell("employer", 11))),
            Row((Cell("@valid_until", 24, words="有效期至", size=12.5),)),
        ), copies=False, modes=("card", "laser"), heading="装修人员出入证", back=(
            Text(
                "1. 进出小区佩戴本证，主动交门岗查验。\n"
                "2. 只限本人在所列房号施工，不得转借、涂改。\n"
                "3. 施工时间 8:00—12:00、14:00—18:00，节假日不得有噪声。\n"
                "4. 到期作废；延期须重新办证，不改日期。\n"
                "5. 完工后退还本证，凭证退押金。遗失立即报前台。",
                label="持证须知", size=8.0,
            ),
        ), foot="拾到本证请交物业前台。"),
        Paper("办证登记", "A5横向", (
            Row((Cell("unit", 8), Cell("work", 8), Cell("basis", 8))),
            Row((Cell("holder", 12), Cell("holder_id", 12))),
            Row((Cell("trade", 12), Cell("employer", 12))),
            Row((Cell("responsible", 12), Cell("applicant", 12))),
            Row((Cell("period", 12), Cell("old_pass", 12))),
            Row((Cell("application_seen", 8), Cell("permit_seen", 8), Cell("id_copy", 8)),
                optional=True),
            Boxes((Box("交证", 8, "签收人"), Box("核定期限", 8), Box("财务盖章", 8, "财务（盖章）"))),
        ), copies=False),
    ),
    validity=Validity(field="period", within="basis"),
    deadlines=(
        Deadline("退证", "valid_until", Span(days=7), "退证", roles=("前台",), verb="催退证"),
    ),
    register=(
        "@issued_at", "@number", "unit", "holder", "holder_id", "trade", "@valid_until",
        "交证.signer", "退证.at", "@state",
    ),
    register_title="施工人员登记本",
    hangs_on="basis",
    lineage="old_pass",
    open_state="待缴费",
    shown=False,
    menu=3,
    example={
        "work": "装修",
        "application_seen": True,
        "permit_seen": True,
        "applicant": "装修负责人",
        "responsible": {"name": "罗师傅", "phone": "13700137000"},
        "holder": "秦明",
        "holder_id": {"kind": "护照", "number": "E87654321"},
        "trade": "水电",
        "employer": "美居装饰工程队",
        "period": {"from": "今天", "to": "明天"},
        "photo": {"name": "一寸照.jpg", "sha256": "0" * 64, "size": 20480},
        "id_copy": True,
    },
)  # fmt: skip
