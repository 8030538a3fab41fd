"""钥匙、工具借用单: keys, cards and tools of the desk, lent and brought back (docs/handbook.md §6
JW)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from forms.acts import Act, Effect, Signed, void
from forms.checks import NOT_BEFORE_NOW, must_be_yes, not_lent
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.lending import Lends, still_out, thing
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Row, Table, Text
from forms.property.residents import resident
from forms.settings import HOURS, Setting, rule
from forms.timing import Deadline, Span, Validity

RESIDENT, STAFF, OUTSIDER = "业户", "员工", "外单位"
CLOSES, SHORTEST = ("", "18:00"), timedelta(minutes=30)
KEY, CARD = "钥匙", "门禁卡"
LONGEST = Setting(
    Field("loan_days", "钥匙、工具最多借几天", Kind.NUMBER, minimum=1, maximum=365), 7,
    used_by=("JW",),
)
SOME_BACK = "归还一部分"
LENDS = Lends("things", ("kind", "name", "number"), back=f"{SOME_BACK}.returned")
OUT = rule("JW", "loan_out", "再借没还的钥匙、门禁卡、有编号的东西的", "block")
ALIKE = rule("JW", "loan_alike", "再借同样的、没有编号的工具的")
BY_RESIDENT, BY_STAFF, BY_OUTSIDER = (
    when(borrower_kind=one) for one in (RESIDENT, STAFF, OUTSIDER)
)


def _due(values: Values, facts: Facts) -> str:
    """When the office closes today; near to it and after, two hours on."""
    hours = HOURS.of(facts) or CLOSES
    closes = datetime.combine(facts.today, time.fromisoformat(hours[1]))
    until = closes if closes - facts.now > SHORTEST else facts.now + timedelta(hours=2)
    return until.strftime("%Y-%m-%dT%H:%M")


def _too_long(value: Any, values: Values, facts: Facts) -> str | None:
    most = int(LONGEST.of(facts))
    if date.fromisoformat(value[:10]) > facts.today + timedelta(days=most):
        return f"最多借 {most} 天，请改早一些"
    return None


_NOT_TOO_LONG = Check("不超过最多的天数", _too_long)
"""Of the day it is said on: each renewal gives as long again."""


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    keys = [tuple(str(line.get(key) or "") for key in LENDS.what) for line in value]
    return "同一件写了两行" if len(set(keys)) < len(keys) else None


def _person(values: Values, facts: Facts) -> Any:
    return resident("name")(values, facts) if values.get("borrower_kind") == RESIDENT else None


def _phone(values: Values, facts: Facts) -> Any:
    return resident("phone")(values, facts) if values.get("borrower_kind") == RESIDENT else None


def _is_one(line: Values) -> bool:
    """Whether there is just one of it: a key, a card, whatever has a number."""
    return bool(line.get("number")) or line.get("kind") in (KEY, CARD)


def _out_now(values: Values, facts: Facts) -> list[dict[str, Any]]:
    """What of the loan has not come back yet."""
    returned = [line for one in facts.each.get(SOME_BACK, ()) for line in one["returned"]]
    return still_out(LENDS, values["things"], returned)


def _first_out(values: Values, facts: Facts) -> list[dict[str, Any]] | None:
    out = _out_now(values, facts)
    return out[:1] if len(out) > 1 else None


def _not_out(value: Any, values: Values, facts: Facts) -> str | None:
    out = _out_now(values, facts)
    many: dict[str, int] = {}
    for line in out:
        many[thing(LENDS, line)] = many.get(thing(LENDS, line), 0) + line["quantity"]
    back = values.get("returned") or ()
    for line in back:
        many[thing(LENDS, line)] = many.get(thing(LENDS, line), 0) - line["quantity"]
    wrong = [line.get("name", "没写名称的") for line in back if many[thing(LENDS, line)] < 0]
    if wrong:
        return f"{'、'.join(dict.fromkeys(wrong))} 没有借出这么多，或已经还了"
    return None if still_out(LENDS, out, back) else "都还了，请办“归还”"


def _may_be_more(line: Values) -> bool:
    return not _is_one(line)


THINGS = (
    Field("name", "名称", required=True, width=3, longest=40,
          suggestions=("水表间钥匙", "电井钥匙", "天台钥匙", "空置单元钥匙", "推车", "梯子", "电钻", "工具箱",
                       "雨伞")),
    Field("kind", "类别", Kind.CHOICE, required=True, choices=(KEY, CARD, "工具", "其他"), default=KEY),
    Field("number", "编号", width=2, longest=20),
    Field("quantity", "数量", Kind.NUMBER, required=True, minimum=1, maximum=99, default=1),
)  # fmt: skip

JW = Form(
    code="JW",
    title="钥匙、工具借用单",
    short="工具借用",
    desk="物业",
    about="钥匙、门禁卡、工具借出，到时收回",
    issued_by=("前台", "客服主管"),
    fields=(
        Field("borrower_kind", "借用人身份", Kind.CHOICE, required=True,
              choices=(RESIDENT, STAFF, OUTSIDER), default=RESIDENT),
        Field("unit", "房号", Kind.UNIT, required=BY_RESIDENT, shown=BY_RESIDENT),
        Field("department", "部门", required=BY_STAFF, shown=BY_STAFF, longest=40,
              suggestions=("工程部", "安全部", "保洁部", "客服部")),
        Field("company", "单位", required=BY_OUTSIDER, shown=BY_OUTSIDER, longest=40),
        Field("borrower", "借用人", Kind.PERSON, required=True, default=_person),
        Field("phone", "联系电话", Kind.PHONE, required=True, default=_phone),
        Field("identity", "证件", Kind.ID_DOCUMENT, required=BY_OUTSIDER, shown=BY_OUTSIDER,
              width=2),
        Field("told", "已告知照价赔偿", Kind.YES_NO, required=True, default=True,
              checks=(must_be_yes("须先告知损坏、遗失照价赔偿"),)),
        Field("things", "借用", Kind.LINES, required=True, maximum=20,
              checks=(Check("同一件一行", _twice),), columns=THINGS),
        Field("purpose", "用途", longest=60, width=2,
              suggestions=("看房", "抄表", "维修", "搬运", "检查")),
        Field("back_by", "应还时间", Kind.DATETIME, required=True, default=_due,
              checks=(NOT_BEFORE_NOW, _NOT_TOO_LONG)),
    ),
    checks=(
        not_lent(LENDS, of=_is_one, setting=OUT.key),
        not_lent(LENDS, of=_may_be_more, warns=True, setting=ALIKE.key),
    ),
    acts=(
        Act("借用人签字", ("前台", "客服主管"), signed=Signed.PAPER, by_customer=True),
        Act("续借", ("前台", "客服主管"), (
            Field("until", "续借至", Kind.DATETIME, required=True,
                  checks=(NOT_BEFORE_NOW, _NOT_TOO_LONG)),
            Field("why", "原因", longest=60),
        ), unless=("归还",), repeats=True, as_needed=True, limits="until", state="借出"),
        Act(SOME_BACK, ("前台", "客服主管"), (
            Field("returned", "还来的", Kind.LINES, required=True, maximum=20, columns=THINGS,
                  default=_first_out),
            Field("note", "点验说明", longest=60),
        ), unless=("归还",), repeats=True, as_needed=True, state="还了一部分",
            checks=(Check("借出的、没还完的", _not_out, at="returned"),)),
        Act("归还", ("前台", "客服主管"), (
            Field("condition", "点验", Kind.CHOICE, required=True,
                  choices=("完好", "有损坏", "有遗失"), default="完好"),
            Field("damage", "损坏、遗失说明", required=when(condition=("有损坏", "有遗失")),
                  shown=when(condition=("有损坏", "有遗失")), longest=100),
        ), Effect.CLOSE, state="已归还", holder="前台"),
        void("前台", "客服主管"),
    ),
    open_state="借出",
    expired_state="逾期未还",
    lends=LENDS,
    copies=(Copy("存根", "前台", Colour.WHITE), Copy("借用人", "借用人", Colour.RED)),
    papers=(
        Paper("借用单", "A5横向", (
            Row((Cell("borrower_kind", 10, ticks=True), Cell("borrower", 7), Cell("phone", 7))),
            Row((Cell("unit", 8), Cell("department", 8), Cell("company", 8))),
            Row((Cell("identity", 12), Cell("back_by", 12))),
            Table("things", (("name", 8), ("kind", 3), ("number", 4), ("quantity", 2)),
                  blank=(("归还点验", 5),), number=2),
            Row((Cell("purpose", 16), Cell("told", 8))),
            Row((Cell("归还.condition", 10, words="归还点验", ticks=True),
                 Cell("归还.damage", 14, words="说明"))),
            Text("借用人保管好所借物品，不转借、不复制钥匙；损坏、遗失照价赔偿。", label="约定"),
            Boxes((Box("@issued_by", 6, "借出经办"), Box("借用人签字", 6, "借用人签字"),
                   Box("", 6, "归还人签字"), Box("归还", 6, "收回经办、时间"))),
        ), foot="请于 {valid_until} 前归还。　{copies}"),
        Paper("借出标签", "标签60×40", (
            Row((Cell("things.name", 24, label=0, size=13.0),)),
            Row((Cell("things.number", 12, words="编号"), Cell("borrower", 12))),
            Row((Cell("@valid_until", 24, words="应还时间"),)),
        ), copies=False, modes=("label", "laser"), each="things", heading="借出标签"),
    ),
    validity=Validity(field="back_by", words="应还时间"),
    deadlines=(
        Deadline("归还", "valid_until", Span(), "归还", roles=("前台",), verb="收回"),
    ),
    register=("@issued_at", "@number", "borrower_kind", "unit", "department", "company", "borrower",
              "phone", "things", "purpose", "back_by", ("续借.until", "续借至"),
              (f"{SOME_BACK}.returned", "已还"), "归还.at",
              "归还.condition", ("归还.by", "收回经办"), "@state"),
    register_title="钥匙、工具借用登记",
    menu=84,
    example={
        "borrower_kind": RESIDENT, "borrower": "周文清", "phone": "13800138000",
        "things": [{"name": "水表间钥匙", "kind": "钥匙", "number": "B3-07", "quantity": 1},
                   {"name": "梯子", "kind": "工具", "number": "T-02", "quantity": 1}],
        "purpose": "检查漏水",
    },
)  # fmt: skip
