"""Wrong declarations fail at import, with the form's name and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forms.acts import Act, Effect, Signed, reject, void
from forms.call_rates import CallRate
from forms.conditions import did, when
from forms.fees import Fee, Purse
from forms.fields import Field, Kind, WrongDeclaration
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Copy, Paper, Photo, Row, Table, Text
from forms.timing import Deadline, FollowUp, Span, Validity

VOID = void("前台")
GOODS = Field(
    "goods", "物品", Kind.LINES, columns=(Field("name", "名称"), Field("quantity", "数量"))
)
SIGN = Act("主任签字", ("主任",), effect=Effect.SIGN)


def made(**changes: Any) -> Form:
    """A small right form, with changes."""
    right: dict[str, Any] = {
        "code": "JC",
        "title": "寄存单",
        "desk": "物业",
        "issued_by": ("前台",),
        "fields": (
            Field("unit", "房号", Kind.UNIT, required=True),
            Field("kind", "种类", Kind.CHOICE, choices=("大件", "小件")),
            Field("day", "日期", Kind.DATE),
            GOODS,
        ),
        "acts": (SIGN, VOID),
    }
    return Form(**{**right, **changes})


def fields(*more: Field) -> tuple[Field, ...]:
    """The right fields and more."""
    return (*made().fields, *more)


def paper(*parts: Any, **more: Any) -> tuple[Paper, ...]:
    """One paper of these parts."""
    return (Paper("寄存单", "A5", parts, **more),)


def label(*parts: Any, **more: Any) -> tuple[Paper, ...]:
    """One label of these parts."""
    usual: dict[str, Any] = {"copies": False, "modes": ("label",), **more}
    return (Paper("标签", "标签60×40", parts, **usual),)


def act(**more: Any) -> tuple[Act, ...]:
    """One act with these properties, and 作废."""
    return (SIGN, Act("收回", ("前台",), **more), VOID)


BASIS = Field("basis", "所依单据", Kind.REFERENCE, refers=("ZX",))
OLD = Field("old", "原单", Kind.REFERENCE, refers=("JC",))

FORM_MISTAKES: dict[str, tuple[Callable[[], Form], str]] = {
    "code": (lambda: made(code="jc1"), "大写字母"),
    "desk": (lambda: made(desk="厨房"), "没有 厨房"),
    "field twice": (lambda: made(fields=fields(Field("unit", "又一房号"))), "字段 unit 重复"),
    "act twice": (lambda: made(acts=(SIGN, SIGN, VOID)), "动作 主任签字 重复"),
    "copy twice": (lambda: made(copies=(Copy("存根", "前台"), Copy("存根", "门岗"))), "联 存根 重复"),
    "paper twice": (lambda: made(papers=paper() * 2), "纸张 寄存单 重复"),
    "column twice": (lambda: made(register=("unit", "unit")), "登记本的列 unit 重复"),
    "role of issue": (lambda: made(issued_by=("店小二",)), "没有 店小二"),
    "role of act": (lambda: made(acts=(Act("签", ("店小二",)), VOID)), "没有 店小二"),
    "role of deadline": (
        lambda: made(deadlines=(Deadline("签", "issued", Span(), "主任签字", ("店小二",)),)),
        "没有 店小二",
    ),
    "role that sees": (
        lambda: made(fields=fields(Field("tel", "电话", Kind.PHONE, seen_by=("店小二",)))),
        "没有 店小二",
    ),
    "nobody issues": (lambda: made(issued_by=()), "issued_by"),
    "no void": (lambda: made(acts=(SIGN,)), "须能作废"),
    "two voids": (lambda: made(acts=(VOID, void("主任"))), "只能有一个"),
    "act after void": (lambda: made(acts=(VOID, SIGN)), "写在拒绝和作废之前"),
    "act after refusal": (lambda: made(acts=(reject("拒", "主任"), SIGN, VOID)), "写在拒绝和作废之前"),
    "after nothing": (lambda: made(acts=act(after=("盖章",))), "没有的动作 盖章"),
    "unless nothing": (lambda: made(acts=act(unless=("盖章",))), "没有的动作 盖章"),
    "undoes nothing": (lambda: made(acts=act(undoes=("盖章",))), "没有的动作 盖章"),
    "undoes a void": (lambda: made(acts=act(undoes=("作废",))), "不能撤回 作废"),
    "circle": (
        lambda: made(acts=(Act("甲", ("前台",), after=("乙",)), Act("乙", ("前台",), after=("甲",)),
                           VOID)),
        "循环",
    ),
    "holder that is no field": (
        lambda: made(acts=act(fields=(Field("who", "领取人"),), holder="=whom")),
        "动作 收回 的 holder =whom 不是字段，= 后面可以写 who、unit、kind、day、goods",
    ),
    "prints nothing": (lambda: made(acts=act(prints=("门贴",))), "没有的纸张 门贴"),
    "passes on to what no line names": (
        lambda: made(acts=act(passes_on="公开答复", onto="goods.name")), "onto 须是明细里的一列单号"),
    "an owner of no field": (lambda: made(holder="=asked"), "holder 提到没有的字段 asked"),
    "nobody to keep away": (lambda: made(not_those=("accused",)), "not_those 提到没有的字段 accused"),
    "one matter by nothing": (lambda: made(one_matter=("plate",)), "one_matter 提到没有的字段 plate"),
    "a rate of no act": (
        lambda: made(call_rate=CallRate(50, Span(days=3), "结案")), "回访率提到没有的动作 结案"),
    "a rate of more than all": (
        lambda: made(call_rate=CallRate(150, Span(days=3), "主任签字", ("主任签字",))),
        "目标应是 1 到 100"),
    "label with a table": (
        lambda: made(papers=label(Table("goods", (("name", 23),)))), "是标签，放不下表格"),
    "label in copies": (lambda: made(papers=label(copies=True)), "是标签，没有各联"),
    "label for no lines": (lambda: made(papers=label(each="unit")), "unit 不是明细"),
    "as many labels as a word": (lambda: made(papers=label(each="goods.name")), "不是明细里的数"),
    "label on a roll": (lambda: made(papers=label(modes=("label", "roll"))), "不能打在卷纸上"),
    "label of a slip": (lambda: made(papers=paper(each="goods")), "不是标签"),
    "beside nothing": (lambda: made(papers=paper(beside="许可证")), "许可证 连页，没有"),
    "letter on a roll": (
        lambda: made(papers=paper(letter=True, modes=("laser", "roll"))), "是信，不能打在卷纸上"),
    "a ruled letter": (
        lambda: made(papers=(Paper("信", "A4", (Row((Cell("unit", 24),)),), letter=True),)),
        "是信，只能有文字"),
    "passes on to nothing": (lambda: made(acts=act(passes_on="延期")), "有 passes_on，却没有 hangs_on"),
    "remakes nothing": (lambda: made(acts=act(remakes=("CR",))), "有 remakes，却没有 hangs_on"),
    "remakes its own": (
        lambda: made(fields=fields(BASIS), hangs_on="basis", acts=act(remakes=("JC",))),
        "不能是它自己这种单",
    ),
    "by another and by two": (lambda: made(acts=act(passed_only=True, second=True)), "不能要第二人"),
    "by another and on paper": (
        lambda: made(acts=act(passed_only=True, signed=Signed.PAPER)), "不能在纸上签"
    ),
    "a state with nothing": (lambda: made(acts=act(state_with=("盖章",))), "没有的动作 盖章"),
    "with others but no state": (
        lambda: made(acts=act(state_with=("主任签字",))), "有 state_with，却没有 state"
    ),
    "act asks of no field": (lambda: made(acts=act(when=when(colour="红"))), "没有的字段 colour"),
    "field asks of no field": (
        lambda: made(fields=fields(Field("note", "备注", required=when(colour="红")))),
        "没有的字段 colour",
    ),
    "column asks of no column": (
        lambda: made(fields=(Field("bits", "明细", Kind.LINES, columns=(
            Field("name", "名称", required=when(size="大")),)),)),
        "没有的字段 size",
    ),
    "tally of no lines": (
        lambda: made(acts=act(fields=(Field("n", "实点", Kind.TALLY, of="unit.x"),))), "不是明细"
    ),
    "tally of no column": (
        lambda: made(acts=act(fields=(Field("n", "实点", Kind.TALLY, of="goods.x"),))),
        "对应的列 x 不存在",
    ),
    "filled from nowhere": (
        lambda: made(fields=fields(Field("who", "业主", filled_from="unit.onwer"))),
        "unit.onwer 不存在，可以写 unit.owner、unit.owner_phone、unit.tenant、",
    ),
    "a key that means the act's own time": (
        lambda: made(acts=(Act("签", ("前台",), (Field("at", "时间", Kind.DATETIME),)), VOID)),
        "签.at 是办理的时间和人",
    ),
    "filled from no reference": (
        lambda: made(fields=fields(Field("who", "业主", filled_from="unit.responsible"))),
        "unit.responsible 不存在",
    ),
    "filled from a path too long": (
        lambda: made(fields=fields(BASIS, Field("who", "业主", filled_from="basis.a.b"))),
        "basis.a.b 不存在",
    ),
    "the record in hand for a text": (
        lambda: made(fields=fields(Field("who", "业主", filled_from="unit.record"))),
        "unit.record 不存在",
    ),
    "offers of no lines": (
        lambda: made(fields=fields(BASIS, Field("who", "业主", offers="basis.workers"))),
        "引用字段.明细.列",
    ),
    "validity starts nowhere": (
        lambda: made(validity=Validity(field="day", starts="tag")), "没有的字段 tag"
    ),
    "validity starts with words": (
        lambda: made(validity=Validity(field="day", starts="kind")), "有效期的字段 kind 不是日期"
    ),
    "deadline after an act that is not": (
        lambda: made(deadlines=(
            Deadline("签", "issued", Span(), "主任签字", when=did("盖章")),)), "没有的字段 盖章.at"
    ),
    "no such day": (
        lambda: made(fields=fields(Field("end", "止", Kind.DATE, default="tomorow"))), "tomorow"
    ),
    "exclusive lines": (
        lambda: made(fields=fields(
            Field("l", "明细", Kind.LINES, columns=(Field("a", "甲"),), exclusive=True))),
        "不能独占",
    ),
    "hangs on no reference": (lambda: made(hangs_on="unit"), "hangs_on"),
    "lineage of another form": (
        lambda: made(fields=fields(BASIS), lineage="basis",
                     acts=(Act("换", ("前台",), effect=Effect.REPLACE), VOID)),
        "同一种单",
    ),
    "lineage without its act": (lambda: made(fields=fields(OLD), lineage="old"), "REPLACE"),
    "deadline from nothing": (
        lambda: made(deadlines=(Deadline("签", "接单", Span(), "主任签字"),)), "起点 接单 不存在"
    ),
    "deadline without end": (
        lambda: made(deadlines=(Deadline("签", "issued", Span(), "盖章"),)), "盖章 了结"
    ),
    "deadline moved by nothing": (
        lambda: made(deadlines=(
            Deadline("签", "issued", Span(), "主任签字", moved_by=("主任签字", "at_last")),)),
        "主任签字.at_last 推迟",
    ),
    "follow-up without its call": (
        lambda: made(follow_ups=(FollowUp("主任签字", Span(days=3)),)), "回访 了结"
    ),
    "validity of no field": (lambda: made(validity=Validity(field="until")), "没有的字段 until"),
    "validity of words": (lambda: made(validity=Validity(field="unit")), "不是日期"),
    "validity from nothing": (
        lambda: made(validity=Validity(Span(days=1), start="到场")), "起点 到场 不存在"
    ),
    "within what it does not hang on": (
        lambda: made(fields=fields(BASIS), validity=Validity(field="day", within="basis")),
        "within",
    ),
    "fee without payment": (lambda: made(fees=(Fee("工本费", 5_00),)), "没有收款的动作"),
    "fee without amount": (lambda: made(fees=(Fee("工本费", None),)), "须有金额"),
    "fee of no field": (lambda: made(fees=(Fee("费", None, from_field="x"),)), "没有的字段 x"),
    "fee per nothing": (lambda: made(fees=(Fee("费", 5_00, per="heads"),)), "没有的字段 heads"),
    "fee before nothing": (
        lambda: made(fees=(Fee("费", 5_00, paid_first="制证"),)), "没有的动作 制证"
    ),
    "refund of nothing": (
        lambda: made(acts=act(effect=Effect.REFUND), fees=(Fee("费", 1, Purse.INCOME),)),
        "没有押金",
    ),
    "refund by one": (
        lambda: made(acts=act(effect=Effect.REFUND), fees=(Fee("费", 1, Purse.DEPOSIT),)),
        "须第二人复核",
    ),
    "receipt without a total": (lambda: made(settles="goods"), "算出来的合计"),
    "paper of no field": (
        lambda: made(papers=paper(Row((Cell("owner", 24),)))), "没有的字段 owner"
    ),
    "text of no field": (lambda: made(papers=paper(Text("今收到 {owner}"))), "没有的字段 owner"),
    "table of no lines": (lambda: made(papers=paper(Table("unit", (("x", 23),)))), "不是明细"),
    "table of no column": (lambda: made(papers=paper(Table("goods", (("x", 23),)))), "没有列 x"),
    "box of no act": (lambda: made(papers=paper(Boxes((Box("盖章", 24),)))), "没有的动作 盖章"),
    "ticks of no choice": (
        lambda: made(papers=paper(Row((Cell("unit", 24, ticks=True),)))), "不是选项"
    ),
    "capitals of no amount": (
        lambda: made(papers=paper(Row((Cell("unit", 24, capital=True),)))), "不是金额"
    ),
    "photo of words": (lambda: made(papers=paper(Photo("unit"))), "不是照片"),
    "foot of nothing": (lambda: made(papers=paper(foot="到 {until}")), "{until}"),
    "row too short": (
        lambda: made(papers=paper(Text("甲"), Row((Cell("unit", 12), Cell("day", 11))))),
        "纸张 寄存单 第 2 行（unit 起）应占 24 格，现占 23 格",
    ),
    "boxes too wide": (lambda: made(papers=paper(Boxes((Box("", 25),)))), "第 1 行应占 24 格，现占 25"),
    "table too wide": (
        lambda: made(papers=paper(Table("goods", (("name", 24),)))), "第 1 行（goods 起）应占 24 格"
    ),
    "colour in words": (
        lambda: made(copies=(Copy("存根", "前台", "红"),)),  # type: ignore[arg-type]
        "第 存根 联 的颜色 红 应写成 Colour.WHITE 白、Colour.RED 红",
    ),
    "hidden nothing": (
        lambda: made(copies=(Copy("存根", "前台", hidden=("owner",)),)), "没有的字段 owner"
    ),
    "example of nothing": (lambda: made(example={"owner": "王"}), "没有的字段 owner"),
    "register of nothing": (lambda: made(register=("主任签字.on",)), "主任签字.on 不存在"),
}


@pytest.mark.parametrize("name", FORM_MISTAKES)
def test_a_mistake_names_the_form_and_itself(name: str) -> None:
    """Whoever wrote it reads which form and what."""
    make, words = FORM_MISTAKES[name]
    with pytest.raises(WrongDeclaration) as wrong:
        make()
    assert str(wrong.value).startswith("JC 寄存单：" if name != "code" else "jc1 寄存单：")
    assert words in str(wrong.value)


def test_the_small_form_is_right() -> None:
    """So that each mistake above is the only one."""
    assert made().field("kind").choices == ("大件", "小件")
    assert made(fields=fields(OLD), lineage="old", acts=(
        SIGN, Act("换", ("前台",), effect=Effect.REPLACE), VOID)).replacing
    assert made(papers=paper(Row((Cell("unit", 24),)), Table("goods", (("name", 23),))))
    assert made(papers=paper(Boxes((Box("主任签字", 9), Box("主任签字", 8), Box("@issued_by", 7)))))
    assert made(acts=act(holder="=unit")).register_columns == ()
    named = made(register=("unit", ("收回.by", "发还经办")), acts=act())
    assert named.register_columns == (("unit", ""), ("收回.by", "发还经办"))


def test_all_mistakes_come_at_once() -> None:
    """One import shows them all."""
    with pytest.raises(WrongDeclaration) as wrong:
        made(code="x", register=("nothing",), acts=(SIGN,))
    assert str(wrong.value).count("；") == 2
    with pytest.raises(WrongDeclaration, match="第 1 行.*第 2 行.*没有的字段 owner"):
        made(papers=paper(Row((Cell("unit", 23),)), Row((Cell("owner", 25),))))


PART_MISTAKES: dict[str, tuple[Callable[[], Any], str]] = {
    "key": (lambda: Field("房号", "房号"), "key"),
    "capital key": (lambda: Field("unitNo", "房号"), "key"),
    "no label": (lambda: Field("unit", ""), "中文名称"),
    "choice without choices": (lambda: Field("kind", "种类", Kind.CHOICE), "choices"),
    "choices without choice": (lambda: Field("kind", "种类", choices=("大",)), "choices"),
    "choice twice": (lambda: Field("kind", "种类", Kind.CHOICE, choices=("大", "大")), "选项重复"),
    "default beside the choices": (
        lambda: Field("kind", "种类", Kind.CHOICE, choices=("大",), default="小"), "默认值"
    ),
    "lines without columns": (lambda: Field("goods", "物品", Kind.LINES), "columns"),
    "column twice": (
        lambda: Field("goods", "物品", Kind.LINES, columns=(Field("a", "甲"), Field("a", "乙"))),
        "列 key 重复",
    ),
    "lines in lines": (lambda: Field("all", "全部", Kind.LINES, columns=(GOODS,)), "列不能再是"),
    "reference to nothing": (lambda: Field("basis", "依据", Kind.REFERENCE), "refers"),
    "tally of nothing": (lambda: Field("n", "实点", Kind.TALLY), "of"),
    "width": (lambda: Field("a", "甲", width=4), "width"),
    "act of nobody": (lambda: Act("签字", ()), "角色"),
    "act with a dot": (lambda: Act("签.字", ("主任",)), "点号"),
    "act field twice": (lambda: Act("签", ("主任",), (Field("a", "甲"),) * 2), "重复"),
    "limit that is no field": (lambda: Act("签", ("主任",), limits="until"), "limits"),
    "limit that is no day": (lambda: Act("签", ("主任",), (Field("a", "甲"),), limits="a"), "limits"),
    "replacement that asks": (
        lambda: Act("换", ("前台",), (Field("a", "甲"),), Effect.REPLACE), "自动办理"
    ),
    "paper size": (lambda: Paper("单", "A7", ()), "A7"),
}


@pytest.mark.parametrize("name", PART_MISTAKES)
def test_a_part_says_what_is_wrong_with_it(name: str) -> None:
    """A field, act or paper alone."""
    make, words = PART_MISTAKES[name]
    with pytest.raises(WrongDeclaration, match=words):
        make()
