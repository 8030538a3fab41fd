"""档案借阅单: files consulted or lent on a written request (docs/handbook.md §6 JD)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import must_be_yes, not_lent
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.lending import Lends
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.secrecy import LEVELS, PLAIN
from forms.settings import Setting, rule
from forms.timing import Deadline, Span

STAFF, OUTSIDER = "员工", "外单位"
ON_THE_SPOT = "当场查阅"
APART = "密件柜"
HEADS = ("客服主管", "工程主管", "安全主管", "主任", "公司经理")
"""Who may put a department's stamp on a request."""
LONGEST = Setting(
    Field("file_days", "档案最多借几天", Kind.NUMBER, minimum=1, maximum=30), 3, used_by=("JD",),
)
LENDS = Lends("files", ("name", "number"), since="借出")
ASKED = rule("JD", "file_out_asked", "申请借阅已借出的档案的")
OUT = rule("JD", "file_out", "借出已借出未还的档案的", "block")
BY_OUTSIDER = when(reader_kind=OUTSIDER)


CLASSIFIED = when(level=LEVELS[1:])
COPIES = CLASSIFIED & when(copied=True)


def _last_day(values: Values, facts: Facts) -> str:
    """The last day there is; what is only looked at comes back the same day."""
    if values.get("way") == ON_THE_SPOT:
        return facts.today.isoformat()
    return (facts.today + timedelta(days=int(LONGEST.of(facts)))).isoformat()


def _too_long(value: Any, values: Values, facts: Facts) -> str | None:
    most = int(LONGEST.of(facts))
    if date.fromisoformat(value) > facts.today + timedelta(days=most):
        return f"最多借 {most} 天，请改早一些"
    return "归还日期已经过去" if date.fromisoformat(value) < facts.today else None


def _cabinet(values: Values, facts: Facts) -> str:
    return APART if values.get("level", PLAIN) != PLAIN else "档案柜"


def _kept_apart(value: Any, values: Values, facts: Facts) -> str | None:
    if values.get("level", PLAIN) != PLAIN and value != APART:
        return f"涉密档案应单独存放在{APART}，请核对"
    return None


JD = Form(
    code="JD",
    title="档案借阅单",
    desk="物业",
    about="借阅、复印档案，最多三天，还了注销",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("reader_kind", "借阅人身份", Kind.CHOICE, required=True, choices=(STAFF, OUTSIDER),
              default=STAFF),
        Field("reader", "借阅人", Kind.PERSON, required=True),
        Field("department", "部门、单位", required=True, longest=40,
              suggestions=("工程部", "安全部", "客服部", "财务部")),
        Field("letter", "已验介绍信", Kind.YES_NO, required=BY_OUTSIDER, shown=BY_OUTSIDER,
              afresh=True, checks=(must_be_yes("外单位借阅须先出示介绍信"),)),
        Field("files", "档案", Kind.LINES, required=True, maximum=20, columns=(
            Field("name", "档案名称", required=True, width=3, longest=60,
                  suggestions=("业主资料", "装修图纸", "竣工图", "合同", "会议记录", "设备档案")),
            Field("number", "档号", width=2, longest=20),
        )),
        Field("level", "密级", Kind.CHOICE, required=True, choices=LEVELS, default=PLAIN,
              hint="几份里最高的；秘密以上须负责人批准"),
        Field("purpose", "目的", required=True, longest=60, width=2,
              suggestions=("核对产权", "维修查图", "处理投诉", "审计")),
        Field("reason", "理由", required=True, longest=100, width=3),
        Field("way", "方式", Kind.CHOICE, required=True, choices=("借出", ON_THE_SPOT), default="借出"),
        Field("copied", "要复印", Kind.YES_NO, default=False),
    ),
    checks=(not_lent(LENDS, warns=True, setting=ASKED.key),),
    acts=(
        Act("部门盖章", HEADS, effect=Effect.SIGN, signed=Signed.EITHER, seal=True,
            state="待核对"),
        Act("负责人批准", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, when=CLASSIFIED,
            after=("部门盖章",), box="负责人（涉密）"),
        Act("总经理批准复印", ("公司经理",), effect=Effect.SIGN, signed=Signed.EITHER, when=COPIES,
            after=("负责人批准",), box="总经理（涉密复印）"),
        Act("核对", ("前台", "客服主管"), (
            Field("cabinet", "取自", Kind.CHOICE, required=True, choices=("档案柜", APART),
                  default=_cabinet, checks=(Check("涉密的单独存放", _kept_apart),)),
        ), after=("部门盖章", "负责人批准", "总经理批准复印"), state="待借出"),
        Act("借阅人签字", ("前台", "客服主管"), signed=Signed.PAPER, by_customer=True),
        Act("借出", ("前台", "客服主管"), (
            Field("back_by", "应还日期", Kind.DATE, required=True, default=_last_day,
                  checks=(Check("不超过最多的天数", _too_long),)),
        ), after=("核对",), checks=(not_lent(LENDS, setting=OUT.key),), state="借出", holder="=reader",
            limits="back_by"),
        Act("归还", ("前台", "客服主管"), (
            Field("condition", "点验", Kind.CHOICE, required=True, choices=("完好", "有缺损"),
                  default="完好"),
            Field("damage", "缺损说明", required=when(condition="有缺损"),
                  shown=when(condition="有缺损"), longest=100),
        ), Effect.CLOSE, after=("借出",), state="已归还（注销）", holder="前台"),
        reject("不同意借阅", *HEADS, unless=("借出",)),
        void("前台", "客服主管"),
    ),
    secrecy="=level",
    open_state="待部门盖章",
    expired_state="逾期未还",
    lends=LENDS,
    papers=(
        Paper("借阅单", "A5横向", (
            Row((Cell("reader_kind", 8, ticks=True), Cell("reader", 7),
                 Cell("department", 9, words="部门、单位"))),
            Table("files", (("name", 12), ("number", 10)), number=2),
            Row((Cell("purpose", 10), Cell("level", 5, label=2), Cell("way", 9, ticks=True))),
            Row((Cell("reason", 24),)),
            Row((Cell("copied", 5), Cell("letter", 5), Cell("借出.back_by", 8, words="应还"),
                 Cell("归还.condition", 6, words="归还点验"))),
            Text("借阅人不涂改、不拆散、不转借；涉密档案经部门负责人批准才能看，经总经理批准才能复印。到期归还，"
                 "由档案经办注销。", label="约定"),
            Boxes((Box("部门盖章", 6, "部门盖章"), Box("负责人批准", 6, "负责人（涉密）"),
                   Box("总经理批准复印", 6, "总经理（涉密复印）"), Box("借阅人签字", 6, "借阅人签字")), 14.0),
            Boxes((Box("@issued_by", 6, "受理"), Box("核对", 6, "档案核对"),
                   Box("借出", 6, "借出经办"), Box("归还", 6, "归还注销")), 14.0),
        ), copies=False),
    ),
    deadlines=(
        Deadline("归还", "借出.back_by", Span(), "归还", roles=("前台",), verb="收回"),
    ),
    register=("@issued_at", "@number", "reader_kind", "reader", "department", "files", "level",
              "purpose", "way", "copied", "部门盖章.by", "核对.by", "借出.at", ("借出.back_by", "应还日期"),
              "归还.at", "归还.condition", ("归还.by", "注销经办"), "@state"),
    register_title="档案借阅登记",
    menu=86,
    example={
        "reader_kind": STAFF, "reader": "郑维国", "department": "工程部",
        "files": [{"name": "3 栋给排水竣工图", "number": "GC-2011-07"}],
        "purpose": "维修查图", "reason": "3-1202 卫生间渗漏，需核对立管走向",
    },
)  # fmt: skip
