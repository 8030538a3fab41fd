"""装修人员出入证: a worker who comes for more than one day (docs/handbook.md §1 CR).

Deposit and cost are paid first, 财务 stamps last; a pass's date is never altered: an extension or a
lost card makes a new one, which the deposit, ID copy and photo go over to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forms.acts import Act, Effect, void
from forms.checks import in_force, must_be_yes, not_past
from forms.conditions import Condition, Values, did, filled, when
from forms.facts import Facts
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Photo, Row, Text
from forms.payment import (
    NONE_CARRIED, forfeit, pay, refund, refund_slip, reversal, unpay,
)  # fmt: skip
from forms.property.checks import ALLOWED, SAME_UNIT, last_day
from forms.settings import Setting
from forms.statistics import Ending
from forms.timing import Deadline, DueKind, Span, Validity


def _yes(key: str, label: str, hint: str = "") -> Setting:
    """A choice of the office for passes that take another's place; yes unless it says no."""
    return Setting(Field(key, label, Kind.YES_NO, required=True, hint=hint), True, used_by=("CR",))


def chosen(setting: Setting) -> Condition:
    """Holds where the office says yes."""
    return Condition(setting.field.label, lambda values, facts: bool(setting.of(facts)))


RENOVATION = when(work="装修")
REPAIR = when(work="维修")
FIRST = ~filled("old_pass")
AGAIN_FEE = _yes("pass_again_fee", "换证、补办再收工本费")
KEEP_PHOTO = _yes("pass_again_photo", "换证、补办沿用原来的照片", hint="延期时一次换完的总沿用")
KEEP_COPY = _yes("pass_again_id_copy", "换证、补办沿用证件复印件", hint="延期时一次换完的总沿用")
SEEN_AT_THE_GATE = ("前台", "客服主管", "值班主任", "主任", "财务", "大堂助理", "门岗")
CARE = "须先交齐证、套、夹"
STILL_OUT = did("交证") & (did("换证") | did("作废")) & ~did("挂失")


def _work(values: Values, facts: Facts) -> str:
    linked = facts.linked.get("basis")
    return "维修" if linked and linked.code != "ZX" else "装修"


def _basis_fits(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    if linked and (linked.code == "ZX") != (values.get("work") == "装修"):
        return "装修工凭装修登记办证，维修工凭维修单或增加项目单办证"
    return None


def _another(value: Any, values: Values, facts: Facts) -> str | None:
    old = facts.linked.get("old_pass")
    whose = old.values.get("holder_id") if old else None
    if old and whose and values.get("holder_id") and whose != values["holder_id"]:
        return f"{old.number} 不是这个人的，证件不符"
    return None


def _of_old(key: str) -> Callable[[Values, Facts], Any]:
    """What the pass that is replaced says."""

    def default(values: Values, facts: Facts) -> Any:
        old = facts.linked.get("old_pass")
        return old.values.get(key) if old else None

    return default


def _photo(values: Values, facts: Facts) -> Any:
    return _of_old("photo")(values, facts) if KEEP_PHOTO.of(facts) else None


def _of_worker(column: str, key: str) -> Callable[[Values, Facts], Any]:
    """What the renovation's list of workers says of the holder, else the pass that is replaced."""

    def default(values: Values, facts: Facts) -> Any:
        holder, basis = values.get("holder"), facts.linked.get("basis")
        name = holder["name"] if holder else None
        lines = basis.values.get("workers", ()) if basis else ()
        found = [line for line in lines if line["name"] == name]
        return found[0].get(column) if len(found) == 1 else _of_old(key)(values, facts)

    return default


def _until_its_end(values: Values, facts: Facts) -> dict[str, str] | None:
    """From today, the renovation's first day or that of the pass it replaces, to the permit's last
    day."""
    basis, old = facts.linked.get("basis"), facts.linked.get("old_pass")
    last = last_day(basis)
    if basis is None or last is None:
        return None
    before = (old.values.get("period") or {}).get("from", "") if old else ""
    first = max(facts.today.isoformat(), basis.values.get("start", ""), before)
    return {"from": first, "to": last} if first <= last else None


CR = Form(
    code="CR",
    title="装修人员出入证",
    short="出入证",
    desk="物业",
    about="装修、维修工人要来一天以上时办理",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("basis", "所依单据", Kind.REFERENCE, required=True, refers=("ZX", "WX", "ZJ"),
              filled_from="unit.record"),
        Field("work", "工种类别", Kind.CHOICE, required=True, choices=("装修", "维修"),
              default=_work),
        Field("application_seen", "已验装修申请表", Kind.YES_NO, required=RENOVATION,
              shown=RENOVATION, checks=(must_be_yes("须先验看装修申请表"),)),
        Field("permit_seen", "已验装修许可证", Kind.YES_NO, required=RENOVATION,
              shown=RENOVATION, checks=(must_be_yes("须先验看装修许可证"),)),
        Field("applicant", "申请人身份", Kind.CHOICE, required=True,
              choices=("业主", "装修负责人"), default="装修负责人"),
        Field("responsible", "负责人", Kind.PERSON, required=True,
              filled_from="basis.responsible"),
        Field("employer", "施工单位", filled_from="basis.contractor"),
        Field("old_pass", "原证号", Kind.REFERENCE, refers=("CR",), afresh=True,
              hint="延期换证、补办时填"),
        Field("holder", "持证人", Kind.PERSON, required=True, afresh=True, on_file=False,
              default=_of_old("holder"), offers="basis.workers.name"),
        Field("holder_id", "证件", Kind.ID_DOCUMENT, required=True, width=2,
              default=_of_worker("document", "holder_id")),
        Field("trade", "工种", afresh=True, default=_of_worker("trade", "trade"),
              suggestions=("水电工", "木工", "泥瓦工", "油漆工", "防水工", "焊工", "搬运工")),
        Field("period", "有效期", Kind.PERIOD, required=RENOVATION, shown=RENOVATION, width=2,
              default=_until_its_end, checks=(not_past("有效期已经过去"),)),
        Field("photo", "一寸照片", Kind.PHOTO, required=FIRST | ~chosen(KEEP_PHOTO), default=_photo,
              seen_by=SEEN_AT_THE_GATE),
        Field("id_copy", "已收证件复印件", Kind.YES_NO, required=FIRST | ~chosen(KEEP_COPY), afresh=True,
              checks=(must_be_yes("须先收证件复印件一份"),)),
    ),
    checks=(
        in_force("basis"),
        Check("所依单据与工种类别相符", _basis_fits, at="basis"),
        SAME_UNIT,
        ALLOWED,
        Check("原证是同一个人的", _another, at="old_pass"),
    ),
    fees=(
        Fee("押金", 100_00, Purse.DEPOSIT, when=NONE_CARRIED, paid_first="制证"),
        Fee("工本费", 5_00, when=FIRST | chosen(AGAIN_FEE), paid_first="制证"),
    ),
    acts=(
        pay("缴费", "responsible", in_time=True, state="已缴费，待制证"),
        Act("核定期限", ("值班主任",), (
            Field("until", "有效期至", Kind.DATE, required=True,
                  checks=(not_past("有效期已经过去"),)),
        ), Effect.SIGN, when=REPAIR, limits="until", box="值班主任"),
        Act("制证", ("前台",), (
            Field("receipt_done", "收据已标“已办”", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先在收据上标“已办”"),)),
        ), after=("核定期限",), in_time=True, state="待领证", prints=("出入证",)),
        Act("交证", ("前台",), (
            Field("signer", "签收人", Kind.PERSON, required=True,
                  default=lambda values, facts: values["responsible"]),
            Field("complete", "已交证、套、夹", Kind.YES_NO, required=True, default=True,
                  checks=(must_be_yes(CARE),)),
        ), after=("制证",), in_time=True, state="待财务盖章", holder="=signer"),
        Act("财务盖章", ("财务",), effect=Effect.SIGN, after=("交证",), unless=("挂失",), seal=True,
            admits=True, box="财务", state="使用中"),
        Act("挂失", ("前台", "值班主任"), (
            Field("why", "遗失经过", required=True, longest=100),
        ), after=("交证",), unless=("退证", "收回旧证"), though=("换证",), as_needed=True,
            state="已挂失", holder="遗失"),
        Act("找回", ("前台", "值班主任"), after=("挂失",), unless=("没收押金",), though=("换证",),
            undoes=("挂失",), repeats=True, as_needed=True, state="已找回", holder="=responsible"),
        Act("退证", ("前台",), (
            Field("condition", "证件情况", Kind.CHOICE, required=True,
                  choices=("完好", "损坏"), default="完好"),
        ), Effect.CLOSE, after=("交证",), unless=("挂失",), as_needed=True, state="已退证",
            holder="前台"),
        refund("退押金", after=("收回旧证",), after_any=("退证", "作废", "换证", "没收押金"),
               prints=("押金退还单",), state="已退押金"),
        forfeit("没收押金", reasons=("遗失", "逾期未退", "损坏", "转借他人"),
                after_any=("退证", "挂失", "作废", "换证"), as_needed=True, state="押金不退"),
        unpay("冲正缴费", "缴费", state="收款已冲正，待缴费"),
        reversal("冲正押金", "退押金", "没收押金", state="退押金已冲正"),
        Act("换证", ("前台",), effect=Effect.REPLACE, after=("交证",), unless=("没收押金",),
            state="已换新证"),
        Act("收回旧证", ("前台",), (
            Field("condition", "证件情况", Kind.CHOICE, required=True,
                  choices=("完好", "损坏"), default="完好"),
        ), after_any=("换证", "作废"), unless=("挂失",), when=STILL_OUT, as_needed=True,
            state="旧证已收回", holder="前台"),
        void("前台", "值班主任"),
    ),
    papers=(
        Paper("办证登记", "A5横向", (
            Row((Cell("unit", 8), Cell("work", 8), Cell("basis", 8))),
            Row((Cell("holder", 8), Cell("holder_id", 16))),
            Row((Cell("trade", 8), Cell("employer", 16))),
            Row((Cell("responsible", 12), Cell("applicant", 12, label=4))),
            Row((Cell("period", 12), Cell("old_pass", 12, label=4))),
            Row((Cell("application_seen", 8, label=5), Cell("permit_seen", 8, label=5),
                 Cell("id_copy", 8, label=5)), optional=True),
            Row((Cell("缴费.receipt", 12), Cell("@valid_until", 12, label=4)), optional=True),
            Text("请先到财务交押金、工本费，凭收据到前台领证。证用完交回，凭收据退押金。", "办理"),
            Boxes((Box("", 6, "收据“已办”"), Box("", 6, "签收人（证、套、夹）"),
                   Box("核定期限", 6, "值班主任"), Box("财务盖章", 6, "财务（盖章）")), 20.0),
        ), copies=False, heading="装修人员出入证办证登记"),
        refund_slip("退押金", "unit", "holder"),
        Paper("出入证", "卡片", (
            Photo("photo", 25.0, 35.0),
            Row((Cell("holder", 13, words="姓名", size=13.0), Cell("trade", 11))),
            Row((Cell("unit", 13, words="施工房号"), Cell("employer", 11))),
            Row((Cell("@valid_until", 24, words="有效期至", size=12.5),)),
        ), copies=False, modes=("card", "laser"), heading="装修人员出入证", back=(
            Text(
                "1. 进出小区佩戴本证，主动交门岗查验。\n"
                "2. 只限本人在所列房号施工，不得转借、涂改。\n"
                "3. 在许可证写明的时间内施工，不得扰民。\n"
                "4. 到期作废；延期须重新办证，不改日期。\n"
                "5. 完工后退还本证，凭证退押金。遗失立即报前台。",
                label="持证须知", size=8.0,
            ),
        ), foot="拾到本证请交物业前台。"),
    ),
    validity=Validity(field="period", within="basis", starts="period"),
    deadlines=(
        Deadline("退证", "valid_until", Span(days=7), "退证", roles=("前台",), verb="催退证",
                 when=did("交证") & ~did("换证"), days_ahead=7, kind=DueKind.RETURN),
        Deadline("收回旧证", "换证", Span(days=3, end_of_day=True), "收回旧证", roles=("前台",),
                 verb="收回旧证", when=~did("挂失"), kind=DueKind.RETURN),
        Deadline("收回作废证", "作废", Span(days=3, end_of_day=True), "收回旧证", roles=("前台",),
                 verb="收回旧证", when=STILL_OUT, kind=DueKind.RETURN),
    ),
    register=(
        "@issued_at", "@number", "unit", "holder", "holder_id", "trade", "employer", "period",
        "@valid_until", ("缴费.receipt", "收据号"), ("交证.signer", "签收人"),
        ("财务盖章.at", "财务盖章"), ("退证.at", "退证时间"), ("old_pass", "原证号"),
        ("换证.at", "换证时间"), ("收回旧证.at", "旧证收回"), "@state",
    ),
    register_title="施工人员登记本",
    hangs_on="basis",
    lineage="old_pass",
    open_state="待缴费",
    statistics=(Ending("证件、装修到期"),),
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
        "employer": "美居装饰工程有限公司",
        "period": {"from": "今天", "to": "明天"},
        "photo": {"name": "一寸照.jpg", "sha256": "0" * 64, "size": 20480},
        "id_copy": True,
    },
)  # fmt: skip
