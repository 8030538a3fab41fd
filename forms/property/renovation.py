"""装修登记: application, permit, door notice, acceptance (docs/handbook.md §1 ZX)."""

from __future__ import annotations

from datetime import date
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import must_be_yes, not_past
from forms.conditions import Values, did, when
from forms.facts import Facts
from forms.dossier import Collect, Course, Dossier, Hanging, Moneys, Team, Told
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.payment import forfeit, pay, refund, refund_slip, reversal, unpay
from forms.property.checks import ARREARS, LONGER, months_on
from forms.settings import Setting, rule
from forms.statistics import Ending
from forms.timing import Deadline, Span, Validity

BY_COMPANY = when(way="公司施工")
WORKING = ("前台", "工程主管", "安全主管", "当值管理员")
MONTHS = Setting(
    Field("renovation_months", "通常的工期（个月）", Kind.NUMBER, minimum=1, maximum=36,
          width=3, hint="完工日期先这样填；写得更长的会提醒"),
    3, used_by=("ZX",),
)  # fmt: skip
TWICE = rule("ZX", "renovation_twice", "同一户还有在办的装修，又来登记的", "block")
HOURS = "周一至周五 8:30—12:00、14:00—18:00；双休日、节假日不做有噪声的工序"

UNDERTAKING = (
    "本人（本单位）已阅读装修手册和有关规定，承诺：一、不拆改承重墙、梁、柱、楼板，不改动外立面和燃气、消防、"
    "公共管线。二、按批准的项目、图纸和时间施工，增加项目、延期另行申请。三、施工人员凭出入证进出；动用明火"
    "先办动火许可证，现场备灭火器。四、垃圾袋装、运到指定地点，不占用公共部位。五、防水须做闭水试验。"
    "违反的按规定整改、赔偿。"
)
RULES = (
    "一、本证张贴或放在施工现场，以备查验。二、只许做本证所列项目，不得拆改承重结构、外立面、燃气、消防设施。"
    "三、施工人员佩戴出入证。四、动火作业另办许可证。五、期满未完工的，到期前申请延期；完工后申请验收。"
)


def _normal_end(values: Values, facts: Facts) -> str | None:
    months = int(MONTHS.of(facts))
    return months_on(date.fromisoformat(values["start"]), months).isoformat()


def _before_start(value: Any, values: Values, facts: Facts) -> str | None:
    return "完工日期早于开工日期" if value < values.get("start", "") else None


def _longer(value: Any, values: Values, facts: Facts) -> str | None:
    normal = _normal_end(values, facts) if values.get("start") else None
    return "比通常的期限长" if normal and value > normal else None


def _limit(values: Values, facts: Facts) -> str:
    """The day the permit holds until, as it was extended."""
    extended = facts.done.get("延期", {}).get("to")
    return str(extended or values["until"])


def _later(value: Any, values: Values, facts: Facts) -> str | None:
    limit = _limit(values, facts)
    return None if value > limit else f"应晚于原期限 {limit}"


WORKERS = Field(
    "workers", "施工人员", Kind.LINES, required=True, maximum=30, personal=True,
    columns=(
        Field("name", "姓名", required=True, width=1),
        Field("document", "证件号码", Kind.ID_DOCUMENT, width=3),
        Field("trade", "工种", width=1,
              suggestions=("水电工", "木工", "泥瓦工", "油漆工", "防水工", "焊工", "搬运工")),
    ),
)  # fmt: skip

WORKS = Field(
    "works", "装修项目", Kind.LINES, required=True, maximum=20,
    columns=(
        Field("what", "项目", required=True, width=2,
              suggestions=("水电改造", "防水", "墙地砖", "墙面涂料", "吊顶", "木地板", "厨卫安装",
                           "门窗", "拆除非承重墙", "空调安装", "全屋定制")),
        Field("where", "部位", width=2, suggestions=("全屋", "厨房", "卫生间", "客厅", "卧室", "阳台")),
        Field("how", "做法、材料", width=3),
    ),
)  # fmt: skip

FOR_THE_SITE = (("applicant", "装修负责人"),)
DOSSIER = Dossier(
    (
        Told("许可", ("start", "@valid_until", "hours", "way", "主任批准.at", "发许可证.at")),
        Told("房号和业主", ("unit", "owner", "owner_phone")),
        Told(
            "施工",
            ("contractor", "licence", "responsible", "responsible_phone", "responsible_id"),
        ),
        Course("违规、整改", ("违规", "整改")),
        Course("验收", ("验收不合格", "验收", "结束")),
        Course("延期", ("延期",)),
        Moneys("收费、押金"),
        Team("施工人员和出入证", "workers", "CR",
             (("name", "holder"), ("document", "holder_id"), ("trade", "trade")), ("trade",),
             "办出入证"),
        Hanging("延期", ("YQ",), "办延期"),
        Hanging("增加项目", ("ZJ",), "增加项目", (("stage", "装修期间"),)),
        Hanging("动火", ("DH",), "办动火证", FOR_THE_SITE),
        Hanging("楼梯、电梯", ("LT",), "用楼梯、电梯", FOR_THE_SITE),
        Hanging("消防梯", ("XF",), "用消防梯", FOR_THE_SITE),
        Hanging("放行条", ("FX",), "开放行条", (*FOR_THE_SITE, ("reason", "装修"))),
    ),
    title="装修",
    icon="repair",
    columns=("unit", "contractor", "responsible", "@valid_until"),
    collect=(Collect("待收的出入证", "CR", ("退证", "收回旧证")),),
)

ZX = Form(
    code="ZX",
    title="装修登记",
    desk="物业",
    about="业主装修前办理，批准后发许可证",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("unit", "房号", Kind.UNIT, required=True, exclusive=TWICE.key),
        Field("owner", "业主", Kind.PERSON, required=True, filled_from="unit.owner"),
        Field("owner_phone", "业主电话", Kind.PHONE, required=True,
              filled_from="unit.owner_phone"),
        Field("way", "装修方式", Kind.CHOICE, required=True, choices=("公司施工", "自行施工"),
              default="公司施工"),
        Field("contractor", "施工单位", required=BY_COMPANY, shown=BY_COMPANY, longest=60,
              recalls=("licence", "licence_copy", "responsible", "responsible_phone",
                       "responsible_id")),
        Field("licence", "执照、资质证号", required=BY_COMPANY, shown=BY_COMPANY, longest=40),
        Field("licence_copy", "资质复印件", Kind.FILE, required=BY_COMPANY, shown=BY_COMPANY),
        Field("responsible", "施工负责人", Kind.PERSON, required=True, on_file=False,
              recalls=("contractor", "licence", "licence_copy", "responsible_phone",
                       "responsible_id")),
        Field("responsible_phone", "负责人电话", Kind.PHONE, required=True),
        Field("responsible_id", "负责人证件", Kind.ID_DOCUMENT, required=True, width=2),
        Field("start", "开工日期", Kind.DATE, required=True, default="today",
              checks=(not_past("开工日期已经过去"),)),
        Field("until", "完工日期", Kind.DATE, required=True, default=_normal_end,
              checks=(Check("不早于开工", _before_start),
                      Check("不长于通常的期限", _longer, warns=True, setting=LONGER.key))),
        Field("hours", "施工时间", default=HOURS, required=True, longest=80, width=2),
        WORKS,
        WORKERS,
        Field("plans", "图纸", Kind.FILE, required=True),
        Field("undertaking", "已签承诺书", Kind.YES_NO, required=True,
              checks=(must_be_yes("须先签装修承诺书"),)),
        Field("remarks", "备注", longest=120, width=3),
    ),
    preconditions=(ARREARS,),
    fees=(Fee("装修押金", 2000_00, Purse.DEPOSIT, paid_first="发许可证"),),
    acts=(
        Act("业主签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            box="业主"),
        Act("负责人签字", ("前台",), effect=Effect.SIGN, signed=Signed.PAPER, by_customer=True,
            box="施工负责人"),
        Act("工程主管审核", ("工程主管",), (
            Field("opinion", "审核意见", longest=100),
        ), Effect.SIGN, signed=Signed.EITHER, after=("业主签字", "负责人签字"), box="工程主管",
            state="待主任批准"),
        Act("主任批准", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            after=("工程主管审核",), box="主任", state="已批准，待缴押金"),
        pay("缴押金", "owner", after=("主任批准",), in_time=True, state="待发许可证"),
        Act("发许可证", ("前台",), (
            Field("receiver", "领取人", Kind.PERSON, required=True,
                  default=lambda values, facts: values["responsible"]),
        ), after=("主任批准",), in_time=True, prints=("装修许可证", "门贴"), state="施工中",
            holder="=receiver"),
        Act("违规", WORKING, (
            Field("what", "违规情况", required=True, longest=100, width=2,
                  suggestions=("超时施工", "未佩戴出入证", "占用公共部位", "拆改承重结构", "无证动火")),
            Field("mend_by", "整改期限", Kind.DATE, required=True, default="today",
                  checks=(not_past("整改期限已经过去"),)),
        ), after=("发许可证",), unless=("验收",), repeats=True, as_needed=True, state="违规待整改"),
        Act("整改", WORKING, (
            Field("found", "复查情况", required=True, default="已整改", longest=100),
        ), after=("违规",), undoes=("违规",), repeats=True, as_needed=True, state="施工中"),
        Act("延期", ("主任",), (
            Field("to", "延到", Kind.DATE, required=True, checks=(Check("晚于原期限", _later),)),
            Field("why", "原因", required=True, longest=100),
        ), after=("发许可证",), unless=("验收",), repeats=True, as_needed=True, limits="to",
            passed_only=True),
        Act("验收不合格", ("工程主管",), (
            Field("what", "不合格情况", Kind.LONG_TEXT, required=True, longest=300),
            Field("again_on", "复验日期", Kind.DATE, required=True,
                  checks=(not_past("复验日期已经过去"),)),
        ), after=("发许可证",), unless=("验收",), repeats=True, as_needed=True, state="待复验"),
        Act("验收", ("工程主管",), (
            Field("result", "验收结果", required=True, default="合格", longest=100),
        ), after=("发许可证",), unless=("违规",), as_needed=True, winds_up=True, state="已验收"),
        Act("结束", ("前台",), (
            Field("returned", "许可证已收回", Kind.YES_NO, required=True,
                  checks=(must_be_yes("须先收回装修许可证"),)),
        ), Effect.CLOSE, after=("验收",), state="已结束", holder="前台"),
        refund("退押金", after_any=("结束", "作废", "扣押金"), prints=("押金退还单",),
               state="已退押金"),
        forfeit("扣押金", reasons=("拆改承重结构", "损坏公共设施", "垃圾未清运"),
                after_any=("结束", "作废"), as_needed=True, state="已扣押金"),
        unpay("冲正押金收款", "缴押金", state="收款已冲正，待缴押金"),
        reversal("冲正退押金", "退押金", "扣押金", state="退押金已冲正"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("主任不同意", "主任", after=("工程主管审核",), unless=("主任批准",)),
        void("前台", "主任"),
    ),
    turns=(("工程主管审核", "主任批准"),),
    open_state="待工程主管审核",
    expired_state="已到期，未验收",
    copies=(
        Copy("正本", "施工负责人", Colour.WHITE, masked=("owner",)),
        Copy("存档", "前台", Colour.RED),
    ),
    papers=(
        Paper("装修申请表", "A4", (
            Row((Cell("unit", 8), Cell("owner", 8), Cell("owner_phone", 8))),
            Row((Cell("way", 8, ticks=True), Cell("contractor", 16))),
            Row((Cell("licence", 12, label=4), Cell("responsible", 12, label=4))),
            Row((Cell("responsible_phone", 10, label=4), Cell("responsible_id", 14, label=4))),
            Row((Cell("start", 8), Cell("until", 8), Cell("undertaking", 8, label=4))),
            Row((Cell("hours", 24),)),
            Table("works", (("what", 6), ("where", 6), ("how", 10)), number=2),
            Table("workers", (("name", 6), ("document", 10), ("trade", 6)), number=2),
            Row((Cell("plans", 12), Cell("licence_copy", 12, label=4))),
            Row((Cell("remarks", 24),), optional=True),
            Text(UNDERTAKING, "承诺"),
            Boxes((Box("业主签字", 12, "业主（签字、日期）"),
                   Box("负责人签字", 12, "施工负责人（签字、日期）")), 18.0),
            Row((Cell("工程主管审核.opinion", 24),), lines=2),
            Boxes((Box("@issued_by", 6, "受理"), Box("工程主管审核", 6, "工程主管"),
                   Box("主任批准", 6, "主任（盖章）"), Box("缴押金", 6, "财务（押金）")), 22.0),
        ), copies=False, heading="装修申请表", beside="装修许可证"),
        Paper("装修许可证", "A4", (
            Row((Cell("unit", 8), Cell("owner", 8), Cell("@valid_until", 8, words="有效期至"))),
            Row((Cell("way", 8), Cell("contractor", 16))),
            Row((Cell("responsible", 12, label=4), Cell("responsible_phone", 12, label=4))),
            Row((Cell("start", 10), Cell("licence", 14, label=4))),
            Row((Cell("hours", 24),)),
            Table("works", (("what", 6), ("where", 6), ("how", 10)), number=2),
            Text(RULES, "须知"),
            Boxes((Box("工程主管审核", 8, "工程主管"), Box("主任批准", 8, "主任（盖章）"),
                   Box("", 8, "领取人")), 24.0),
            Boxes((Box("", 8, "延期至"), Box("", 8, "批准（盖章）"), Box("验收", 8, "验收")), 18.0),
        ), foot="有效期至 {valid_until}，过期作废，涂改无效。　{copies}", heading="装修许可证"),
        refund_slip("退押金", "unit", "owner"),
        Paper("门贴", "A4横向", (
            Row((Cell("unit", 24, label=0, size=120.0),)),
            Row((Cell("start", 12, label=3, size=24.0),
                 Cell("@valid_until", 12, label=3, words="期限至", size=24.0))),
            Row((Cell("responsible", 12, label=3, size=32.0),
                 Cell("responsible_phone", 12, label=3, words="电话", size=32.0))),
            Row((Cell("contractor", 24, label=3, size=26.0),), optional=True),
            Row((Cell("hours", 24, label=3, size=22.0),)),
            Text("装修给您带来不便，敬请谅解。超时施工、噪声扰民，请与负责人或物业前台联系。", size=18.0,
                 centre=True),
        ), copies=False, heading="装修公示", headline=44.0),
    ),
    validity=Validity(field="until", starts="start"),
    deadlines=(
        Deadline("违规整改", "违规.mend_by", Span(), "整改", roles=("工程主管",), verb="复查"),
        Deadline("复验", "验收不合格.again_on", Span(), "验收", roles=("工程主管",), verb="复验"),
        Deadline("完工验收", "valid_until", Span(), "验收", roles=("工程主管", "前台"),
                 verb="催验收", when=did("发许可证"), days_ahead=7),
    ),
    register=(
        "@issued_at", "@number", "unit", "owner", "contractor", "responsible",
        "responsible_phone", "works", "start", "@valid_until", ("主任批准.at", "批准时间"),
        ("缴押金.receipt", "押金收据"), ("发许可证.at", "发证时间"), ("验收.at", "验收时间"), "@state",
    ),
    register_title="装修登记本",
    dossier=DOSSIER,
    statistics=(Ending("证件、装修到期"),),
    menu=2,
    example={
        "way": "公司施工",
        "contractor": "美居装饰工程有限公司",
        "licence": "A244000000",
        "licence_copy": {"name": "资质证书.jpg", "sha256": "3" * 64, "size": 40960},
        "responsible": "罗师傅",
        "responsible_phone": "13700137000",
        "responsible_id": {"kind": "护照", "number": "E33445566"},
        "works": [
            {"what": "水电改造", "where": "全屋", "how": "PPR 管、BV 线，暗敷"},
            {"what": "防水", "where": "卫生间", "how": "聚氨酯，闭水 48 小时"},
            {"what": "墙地砖", "where": "厨房", "how": "600×600 地砖"},
        ],
        "workers": [
            {"name": "秦明", "document": {"kind": "护照", "number": "E87654321"}, "trade": "水电工"},
            {"name": "焦铁生", "document": {"kind": "护照", "number": "E11223344"}, "trade": "焊工"},
        ],
        "plans": {"name": "平面图.jpg", "sha256": "4" * 64, "size": 204800},
        "undertaking": True,
    },
)  # fmt: skip
