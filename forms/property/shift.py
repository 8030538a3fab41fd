"""交接班表: what is open handed from one shift to the next, signed by both (docs/handbook.md §6 JB).

All but the count, the things checked and the notes is reckoned from the data at the moment it is
issued, and stays as it was: what is not on it stays with the giver.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from forms.acts import Act, Effect, void
from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.handover import Desk, Matter
from forms.paper import Box, Boxes, Cell, Paper, Row, Table, Text
from forms.settings import TIME, Setting, rule
from forms.timing import Deadline, Span
from forms.values import amount

ROLES = ("前台", "客服主管", "大堂助理")
LEAST = -99_999_999_99
GOOD, WRONG = "正常", "有问题"
AGREED, DISPUTED = "无异议", "有异议"

CHECKED = Setting(
    Field("handover_items", "交接班点验的设备、物品", Kind.LINES, maximum=30, columns=(
        Field("name", "名称", required=True, width=3, longest=30),
        Field("quantity", "数量", Kind.NUMBER, required=True, minimum=0, maximum=999, default=1),
    )),
    [{"name": "电脑、打印机", "quantity": 1}, {"name": "钥匙柜（按编号点清）", "quantity": 1},
     {"name": "对讲机", "quantity": 2}, {"name": "门禁发卡器", "quantity": 1}],
    section=TIME, used_by=("JB",),
)  # fmt: skip
CASH = rule("JB", "handover_cash", "手上还有现金就交班的")
WAITING = rule("JB", "handover_waiting", "上一张交接班表还没有人接的")


def _of(read: Callable[[Desk], Any]) -> Callable[[Values, Facts], Any]:
    def reckoned(values: Values, facts: Facts) -> Any:
        return None if facts.desk is None else read(facts.desk)

    return reckoned


def _moment(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M") if at is not None else None


def _clock(at: datetime | None) -> str:
    """11-21 18:00, midnight as 24:00 of the day before."""
    if at is None:
        return ""
    if at.time() == time():
        return f"{at - timedelta(days=1):%m-%d} 24:00"
    return f"{at:%m-%d %H:%M}"


def _counts(**numbers: int) -> dict[str, int]:
    """Those that are not nought: a column of noughts tells nobody anything."""
    return {key: number for key, number in numbers.items() if number}


def _groups(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"form": one.form, "count": one.count}
        | _counts(overdue=one.overdue, soon=one.soon, lapsed=one.lapsed)
        for one in desk.open
    ]


def _matters(read: Callable[[Desk], Sequence[Matter]]) -> Callable[[Values, Facts], Any]:
    return _of(lambda desk: [
        {"number": one.number, "form": one.form, "what": one.what,
         "due": _clock(one.due or one.since)}
        for one in read(desk)
    ])  # fmt: skip


def _lent(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"number": one.number, "things": "、".join(one.things), "unit": one.unit,
         "due": _clock(one.due)}
        for one in desk.lent
    ]  # fmt: skip


def _ranges(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"form": one.form, "numbers": one.words, "made": one.made}
        | _counts(void=one.void)
        for one in desk.ranges
    ]


def _in_all(desk: Desk) -> str:
    """在办 23 件，逾期 2 件，下一班结束前到期 4 件."""
    count, overdue, soon = (
        sum(getattr(one, name) for one in desk.open) for name in ("count", "overdue", "soon")
    )
    words = f"在办 {count} 件，逾期 {overdue} 件，下一班结束前到期 {soon} 件"
    return words + (f"；急办另有 {desk.more} 件未逐一列出" if desk.more else "")


def _named(words: Sequence[str]) -> str:
    return "、".join(words) or "没有"


def _seal(desk: Desk) -> str:
    return f"第 {desk.entry} 条 {desk.seal}"


def _items(values: Values, facts: Facts) -> list[dict[str, Any]]:
    return [{**line, "state": GOOD} for line in CHECKED.of(facts)]


def _difference(values: Values, facts: Facts) -> int | None:
    if "counted" not in values or "cash" not in values:
        return None
    return int(values["counted"] - values["cash"])


def _explained(lines: Any, values: Values, facts: Facts) -> str | None:
    bad = [line["name"] for line in lines if line.get("state") == WRONG and not line.get("note")]
    return f"{'、'.join(bad)} 有什么问题，请写明" if bad else None


def _uncounted(value: Any, values: Values, facts: Facts) -> str | None:
    if not values.get("cash") or "counted" in values:
        return None
    return f"账上手里有现金 {amount.pretty(values['cash'])}，请点过填上"


def _unexplained(value: Any, values: Values, facts: Facts) -> str | None:
    return "与账上不符，请写明原因" if _difference(values, facts) and not values.get(
        "explanation") else None


def _still_waiting(value: Any, values: Values, facts: Facts) -> str | None:
    pending = facts.desk.pending if facts.desk else ""
    return f"{pending} 还没有人接班，先请接班人签字或作废" if pending else None


def _cash_stays(value: Any, values: Values, facts: Facts) -> str | None:
    cash = facts.desk.cash if facts.desk else 0
    return None if cash <= 0 else (
        f"账上手里还有现金 {amount.pretty(cash)}：在日报里做班结，备用金才归接班人"
    )  # fmt: skip


NUMBER, FORM = Field("number", "单号"), Field("form", "单据")


def _heading(words: str) -> Text:
    return Text(words, size=9.5, bold=True)


JB = Form(
    code="JB",
    title="交接班表",
    desk="物业",
    about="在办、现金、借出、号段由程序算好，点验后两人签字",
    issued_by=ROLES,
    fields=(
        Field("shift", "班次", reckoned=_of(lambda desk: desk.shift)),
        Field("since", "本班从", Kind.DATETIME, reckoned=_of(lambda desk: _moment(desk.since))),
        Field("previous", "上次交接", reckoned=_of(lambda desk: desk.previous)),
        Field("open", "在办合计", reckoned=_of(_in_all), width=2),
        Field("todo", "待办交代", Kind.LINES, maximum=20, columns=(
            Field("what", "要做的事", required=True, width=3, longest=80),
            Field("when", "什么时候", width=2, longest=30),
        )),
        Field("notes", "其他说明", Kind.LONG_TEXT, longest=300, width=3),
        Field("items", "点验", Kind.LINES, default=_items, maximum=30,
              checks=(Check("有问题的写明", _explained),), columns=(
                  Field("name", "设备、物品、钥匙", required=True, width=3, longest=30),
                  Field("quantity", "数量", Kind.NUMBER, required=True, minimum=0, maximum=999,
                        default=1),
                  Field("state", "情况", Kind.CHOICE, required=True, choices=(GOOD, WRONG),
                        default=GOOD),
                  Field("note", "说明", width=2, longest=60),
              )),
        Field("cash", "账上现金", Kind.MONEY, minimum=LEAST, summed=False,
              reckoned=_of(lambda desk: desk.cash)),
        Field("counted", "实点现金", Kind.MONEY, minimum=0, summed=False,
              checks=(Check("现金随班结走", _cash_stays, warns=True, setting=CASH.key),), hint="没有现金不用填"),
        Field("difference", "差额", Kind.MONEY, minimum=LEAST, reckoned=_difference),
        Field("explanation", "差额原因", longest=100, width=2, aside=True, hint="与账上不符才填"),
        Field("deposits", "收着的押金", Kind.MONEY, minimum=LEAST, summed=False,
              reckoned=_of(lambda desk: desk.deposits)),
        Field("unprinted", "未出纸", reckoned=_of(lambda desk: _named(desk.unprinted)), width=2),
        Field("drafts", "未写完的单", reckoned=_of(lambda desk: _named(desk.drafts)), width=2),
        Field("journal", "日志码", reckoned=_of(_seal), width=2),
        Field("matters", "在办事项", Kind.LINES, reckoned=_of(_groups), columns=(
            FORM, Field("count", "在办", Kind.NUMBER), Field("overdue", "逾期", Kind.NUMBER),
            Field("soon", "快到期", Kind.NUMBER),
            Field("lapsed", "过期未了", Kind.NUMBER),
        )),
        Field("urgent", "急办", Kind.LINES, reckoned=_matters(lambda desk: desk.urgent), columns=(
            NUMBER, FORM, Field("what", "事项"), Field("due", "期限"),
        )),
        Field("slips", "放出未收回的联", Kind.LINES, reckoned=_matters(lambda desk: desk.slips),
              columns=(NUMBER, FORM, Field("what", "事项"), Field("due", "放行时间"))),
        Field("lent", "借出未还", Kind.LINES, reckoned=_of(_lent), columns=(
            NUMBER, Field("things", "借出的"), Field("unit", "房号"), Field("due", "应还"),
        )),
        Field("ranges", "本班号段", Kind.LINES, reckoned=_of(_ranges), columns=(
            FORM, Field("numbers", "首号到末号"), Field("made", "张数", Kind.NUMBER),
            Field("void", "作废", Kind.NUMBER),
        )),
    ),
    preconditions=(
        Check("现金点过", _uncounted, at="counted"),
        Check("差额写明原因", _unexplained, at="explanation"),
        Check("上一次已接班", _still_waiting, warns=True, setting=WAITING.key),
    ),
    hands_over="接班",
    acts=(
        Act("提出问题", ROLES, (
            Field("trouble", "交接中的问题", Kind.LONG_TEXT, required=True, longest=200),
        ), unless=("接班",), other_than=("@issued_by",), repeats=True, as_needed=True,
            state="交班人处理中"),
        Act("处理问题", ROLES, (
            Field("settled", "怎样处理的", Kind.LONG_TEXT, required=True, longest=200),
        ), after=("提出问题",), undoes=("提出问题",), same_as=("@issued_by",), repeats=True,
            state="待接班"),
        Act("接班", ROLES, (
            Field("verdict", "核对", Kind.CHOICE, required=True, choices=(AGREED, DISPUTED),
                  default=AGREED),
            Field("exceptions", "异议", Kind.LONG_TEXT, required=when(verdict=DISPUTED),
                  shown=when(verdict=DISPUTED), longest=200),
        ), Effect.CLOSE, unless=("提出问题",), other_than=("@issued_by",), state="已接班",
            box="接班人", prints=("交接班表",)),
        void("前台", "客服主管"),
    ),
    open_state="待接班",
    papers=(
        Paper("交接班表", "A4", (
            Row((Cell("shift", 8), Cell("since", 8), Cell("previous", 8))),
            Row((Cell("@issued_by", 8, words="交班人"), Cell("@issued_at", 8, words="交班时间"),
                 Cell("deposits", 8))),
            Row((Cell("cash", 8), Cell("counted", 8), Cell("difference", 8))),
            Row((Cell("explanation", 24),), optional=True),
            _heading("一、待办交代"),
            Table("todo", (("what", 16), ("when", 6)), least=1, number=2),
            Row((Cell("notes", 24),), lines=2),
            _heading("二、急办：逾期的，和下一班结束前到期的"),
            Table("urgent", (("number", 4), ("form", 5), ("what", 12), ("due", 3)), least=1,
                  number=0),
            _heading("三、借出未还"),
            Table("lent", (("number", 4), ("things", 14), ("unit", 3), ("due", 3)), least=1,
                  number=0),
            _heading("四、已放行，门岗联还没有收回"),
            Table("slips", (("number", 4), ("form", 5), ("what", 12), ("due", 3)), least=1,
                  number=0),
            _heading("五、在办"),
            Row((Cell("open", 24),)),
            Table("matters", (("form", 4), ("count", 2), ("overdue", 2), ("soon", 2),
                              ("lapsed", 2)), least=2, number=0, across=2),
            _heading("六、本班用过的号段"),
            Table("ranges", (("form", 3), ("numbers", 5), ("made", 2), ("void", 2)), least=2,
                  number=0, across=2),
            Row((Cell("unprinted", 12), Cell("drafts", 12))),
            _heading("七、点验的设备、物品、钥匙"),
            Table("items", (("name", 9), ("quantity", 3), ("state", 3), ("note", 7)), least=1,
                  number=2),
            Row((Cell("接班.verdict", 9, ticks=True, words="接班人核对"),
                 Cell("接班.exceptions", 15, words="异议"))),
            Row((Cell("journal", 24),)),
            Text("列入本表并签收的由接班人负责；没有列入、没有交代的仍由交班人负责。交接中发现的问题先由交班人"
                 "处理完再接班；接收以后发现的差错由接班人负责。", label="约定", stated=True),
            Boxes((Box("@issued_by", 12, "交班人"), Box("接班", 12, "接班人")), 18.0),
        ), copies=False, foot="本表由程序按交班那一刻的数据算出，签字以后不改。"),
    ),
    deadlines=(
        Deadline("接班", "issued", Span(minutes=30), "接班", roles=("前台",), verb="接班"),
    ),
    register=("@issued_at", "@number", "shift", "@issued_by", ("接班.by", "接班人"),
              ("接班.at", "接班时间"), "open", "cash", "counted", "difference", "deposits", "lent",
              ("接班.verdict", "核对"), "接班.exceptions", ("提出问题.trouble", "问题"),
              ("处理问题.settled", "处理"), "@state"),
    register_title="交接班登记",
    menu=92,
    example={
        "todo": [{"what": "3-1202 渗漏，工程部 15:00 回电", "when": "15:00"}],
        "notes": "监控室来电：地库 2 号道闸反应慢，已报修",
    },
)  # fmt: skip
