"""收费日结、班结: the drawer counted, the books closed, signed by two (docs/handbook.md §1, money).

Everything but the count is reckoned from the ledger at the moment of the close. What is wrong later
is reversed on the open day; a closed day never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from forms.acts import Act, Effect, void
from forms.conditions import Condition, Values, when
from forms.facts import Facts
from forms.fees import Purse
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Paper, Row, Table
from forms.payment import CASH, METHODS
from forms.takings import WAYS, Closes, Takings, Total
from forms.values import amount

DAY, SHIFT = "日结", "班结"
FACES = ("100", "50", "20", "10", "5", "1", "0.5", "0.1")
"""面额 in yuan, the largest first."""
PURSES = tuple(purse.value for purse in Purse)
COLUMNS = dict(zip(METHODS, ("cash", "wechat", "alipay", "transfer", "card"), strict=True))
LEAST = -99_999_999_99
OF_DAY = when(kind=DAY)


def _takings(values: Values, facts: Facts) -> Takings | None:
    return facts.takings.get("shift" if values.get("kind") == SHIFT else "day")


def _of(read: Callable[[Takings], Any]) -> Callable[[Values, Facts], Any]:
    def reckoned(values: Values, facts: Facts) -> Any:
        found = _takings(values, facts)
        return None if found is None else read(found)

    return reckoned


def _cash(way: str) -> Callable[[Values, Facts], Any]:
    return _of(lambda found: sum(
        getattr(one, way) for one in found.totals if one.method == CASH
    ))  # fmt: skip


def _cash_reversed(found: Takings) -> int:
    cash = [one for one in found.totals if one.method == CASH]
    return sum(one.refunds_reversed - one.reversed for one in cash)


def _in_all(*purses: Purse) -> Callable[[Values, Facts], Any]:
    names = [purse.value for purse in purses]
    return _of(lambda found: sum(
        one.taken - one.reversed for one in found.totals if one.purse in names
    ))  # fmt: skip


def _lines(found: Takings) -> list[dict[str, Any]]:
    """Each way and kind with what every method moved, money going out negative."""
    lines = []
    for way, words, sign in WAYS:
        kinds = {(one.purse, one.kind): None for one in found.totals if getattr(one, way)}
        for purse, kind in sorted(kinds, key=lambda pair: (PURSES.index(pair[0]), pair[1])):
            of_it = [one for one in found.totals if (one.purse, one.kind) == (purse, kind)]
            line: dict[str, Any] = {"way": words, "what": kind, "purse": purse}
            line |= _by_method(of_it, lambda one: sign * getattr(one, way))
            lines.append(line | {"total": sign * sum(getattr(one, way) for one in of_it)})
    return lines


def _cashiers(found: Takings) -> list[dict[str, Any]]:
    """What each cashier took less what went out again, by method."""
    lines = []
    for cashier in sorted({one.cashier for one in found.totals}):
        own = [one for one in found.totals if one.cashier == cashier]
        line = {"cashier": cashier, **_by_method(own, lambda one: one.net)}
        lines.append(line | {"total": sum(one.net for one in own)})
    return lines


def _by_method(totals: list[Total], read: Callable[[Total], int]) -> dict[str, int]:
    found = {}
    for method, key in COLUMNS.items():
        moved = sum(read(one) for one in totals if one.method == method)
        if moved:
            found[key] = moved
    return found


def _receipts(found: Takings) -> str:
    made, back = found.receipts
    return f"{made} 张" + (f"，其中冲红 {back} 张" if back else "") if made else "没有"


def _since(found: Takings) -> str | None:
    return found.since.strftime("%Y-%m-%dT%H:%M") if found.since else None


def _cashier(values: Values, facts: Facts) -> str | None:
    return facts.operator or None if values.get("kind") == SHIFT else None


def _whose(values: Values, facts: Facts) -> str | None:
    return _cashier(values, facts) or "全部收款人"


def _counted_of(values: Values, facts: Facts) -> str:
    """100 元×28，20 元×1."""
    lines = [line for line in values.get("denominations") or () if line.get("pieces")]
    return "，".join(f"{line['face']} 元×{line['pieces']}" for line in lines) or "没有现金"


def _faces(values: Values, facts: Facts) -> list[dict[str, Any]]:
    return [{"face": face, "pieces": 0} for face in FACES]


def _worth(line: Values, facts: Facts) -> int:
    return amount.clean(line["face"]) * int(line["pieces"])


def _counted(values: Values, facts: Facts) -> int:
    lines = values.get("denominations") or ()
    return sum(_worth(line, facts) for line in lines if "face" in line and "pieces" in line)


def _difference(values: Values, facts: Facts) -> int | None:
    if "counted" not in values or "expected" not in values:
        return None
    return int(values["counted"] - values["expected"])


def _stays(values: Values, facts: Facts) -> int | None:
    """As much as there was at the beginning, as far as it is there."""
    return max(0, min(int(values.get("counted", 0)), int(values.get("opening", 0))))


def _banked(values: Values, facts: Facts) -> int:
    return max(0, int(values.get("counted", 0)) - int(values.get("stays", 0)))


def _face_once(lines: Any, values: Values, facts: Facts) -> str | None:
    faces = [line["face"] for line in lines]
    again = [face for face in FACES if faces.count(face) > 1]
    return f"面额 {'、'.join(again)} 元写了两行" if again else None


def _not_more(value: Any, values: Values, facts: Facts) -> str | None:
    if value <= values.get("counted", 0):
        return None
    return f"留下的备用金不能多于实点的 {amount.pretty(values.get('counted', 0))}"


def _of_ours(value: Any, values: Values, facts: Facts) -> str | None:
    if not facts.cashiers or value in facts.cashiers:
        return None
    return f"请写工号和姓名，如 {facts.operator}；可写的是：{'、'.join(facts.cashiers)}"


def _open(value: Any, values: Values, facts: Facts) -> str | None:
    found = _takings(values, facts)
    return found.problem or None if found is not None else None


def _is_off(values: Values, facts: Facts) -> bool:
    """Whether the count is not what there should be; never while that is not known."""
    found = _takings(values, facts)
    return found is not None and found.expected != _counted(values, facts)


WRONG = Condition("有差额", _is_off, ("denominations",))
HANDS_IN = Condition("有上交", lambda values, facts: bool(values.get("banked")),
                     ("denominations",))


def _money(key: str, label: str, reckoned: Any, **more: Any) -> Field:
    return Field(key, label, Kind.MONEY, reckoned=reckoned, minimum=LEAST, **more)


def _methods() -> tuple[Field, ...]:
    own = tuple(Field(key, words, Kind.MONEY, minimum=LEAST) for words, key in COLUMNS.items())
    return (*own, Field("total", "合计", Kind.MONEY, minimum=LEAST))


PIECES = (
    Field("face", "面额（元）", Kind.CHOICE, required=True, choices=FACES),
    Field("pieces", "张数", Kind.NUMBER, required=True, minimum=0, maximum=99_999, default=0),
    Field("amount", "金额", Kind.MONEY, reckoned=_worth),
)

RJ = Form(
    code="RJ",
    title="收费日结",
    desk="物业",
    about="点现金，结清一天或一班的收费；结后只能冲正",
    issued_by=("财务",),
    fields=(
        Field("kind", "结账", Kind.CHOICE, required=True, choices=(DAY, SHIFT), default=DAY),
        Field("day", "营业日", Kind.DATE, reckoned=_of(lambda found: found.day),
              checks=(Check("现在可以结账", _open),)),
        Field("cashier", "班结收款人", reckoned=_cashier, shown=when(kind=SHIFT)),
        Field("whose", "收款人", reckoned=_whose),
        Field("since", "上次结账", Kind.DATETIME, reckoned=_of(_since)),
        _money("opening", "期初现金", _of(lambda found: found.opening)),
        _money("cash_taken", "现金收入", _cash("taken")),
        _money("cash_reversed", "现金冲正", _of(_cash_reversed)),
        _money("cash_refunded", "现金退款", _cash("refunded")),
        _money("handed_in", "各班已交", _of(lambda found: found.handed_in), shown=OF_DAY),
        _money("shift_differences", "各班差额", _of(lambda found: found.differences),
               shown=OF_DAY),
        _money("expected", "应有现金", _of(lambda found: found.expected)),
        Field("denominations", "点钞", Kind.LINES, default=_faces, maximum=8,
              checks=(Check("每种面额一行", _face_once),), columns=PIECES),
        Field("counted_of", "点钞明细", reckoned=_counted_of),
        _money("counted", "实点现金", _counted),
        _money("difference", "差额", _difference),
        Field("explanation", "差额原因", required=WRONG, shown=WRONG, longest=200, width=2,
              suggestions=("找零差错", "假币", "漏记一笔，次日补", "备用金未点清")),
        Field("stays", "留备用金", Kind.MONEY, required=True, default=_stays,
              checks=(Check("不多于实点的", _not_more),), hint="下次的期初现金"),
        Field("keeper", "备用金由", required=True, default=lambda values, facts: facts.operator,
              checks=(Check("本单位的收款人", _of_ours),)),
        _money("banked", "上交现金", _banked),
        Field("banked_to", "交到", Kind.CHOICE, choices=("保险柜", "银行", "财务负责人"),
              default="保险柜", shown=HANDS_IN),
        Field("slip", "缴款单号", shown=HANDS_IN, longest=40),
        Field("totals", "收费汇总", Kind.LINES, reckoned=_of(_lines), columns=(
            Field("way", "性质"), Field("what", "项目"), Field("purse", "款项"), *_methods(),
        )),
        Field("by_cashier", "各收款人", Kind.LINES, reckoned=_of(_cashiers), columns=(
            Field("cashier", "收款人"), *_methods(),
        )),
        Field("receipts", "收据", reckoned=_of(_receipts)),
        _money("income", "收费", _in_all(Purse.INCOME), summed=True),
        _money("for_others", "代收", _in_all(Purse.FOR_OTHERS), summed=True),
        _money("deposits_before", "原有押金", _of(lambda found: found.deposits.before),
               shown=OF_DAY, summed=False),
        _money("deposits_taken", "收押金", _of(lambda found: found.deposits.taken)),
        _money("deposits_refunded", "退押金", _of(lambda found: found.deposits.refunded)),
        _money("deposits_forfeited", "押金转收入", _of(lambda found: found.deposits.forfeited)),
        _money("deposits_held", "现有押金", _of(lambda found: found.deposits.held),
               shown=OF_DAY, summed=False),
    ),
    closes=Closes(DAY, SHIFT, counting=(
        "difference", "banked", "banked_to", "slip", "counted_of",
    )),
    acts=(
        Act("收款人签字", ("财务",), effect=Effect.SIGN, same_as=("@issued_by",),
            state="待复核"),
        Act("复核", ("主任", "财务"), (Field("remark", "复核意见", longest=100),),
            Effect.CLOSE, after=("收款人签字",), other_than=("@issued_by", "收款人签字"),
            state="已复核", box="复核"),
        replace(void("财务", "主任", though=("复核",)), second=True),
    ),
    open_state="待签字",
    papers=(
        Paper("收费日报", "A4横向", (
            Row((Cell("kind", 5, label=2), Cell("day", 6), Cell("whose", 6),
                 Cell("since", 7)), optional=False),
            Table("totals", (("way", 2), ("what", 5), ("purse", 2), ("cash", 2), ("wechat", 2),
                             ("alipay", 2), ("transfer", 3), ("card", 2), ("total", 3)), number=1),
            Row((Cell("income", 6), Cell("for_others", 6), Cell("receipts", 12))),
            Table("by_cashier", (("cashier", 8), ("cash", 3), ("wechat", 2), ("alipay", 2),
                                 ("transfer", 3), ("card", 2), ("total", 3)), least=1),
            Row((Cell("deposits_before", 5), Cell("deposits_taken", 5),
                 Cell("deposits_refunded", 5), Cell("deposits_forfeited", 5),
                 Cell("deposits_held", 4, label=2))),
            Row((Cell("opening", 5), Cell("cash_taken", 5), Cell("cash_reversed", 5),
                 Cell("cash_refunded", 5), Cell("handed_in", 4, label=2))),
            Row((Cell("counted_of", 24),)),
            Row((Cell("expected", 6), Cell("counted", 6), Cell("difference", 6),
                 Cell("shift_differences", 6))),
            Row((Cell("explanation", 24),), optional=True),
            Row((Cell("banked", 6), Cell("banked_to", 4, label=2), Cell("slip", 5, label=2),
                 Cell("stays", 5), Cell("keeper", 4, label=2))),
            Boxes((Box("收款人签字", 8, "收款人"), Box("复核", 8, "复核"), Box("", 8, "主任")), 14.0),
        ), foot="结账以后的更正记在以后的营业日，本表不改。", heading="收费日报"),
    ),
    register=(
        "@issued_at", "@number", "day", "kind", "whose", "income", "for_others",
        "deposits_taken", "deposits_refunded", "deposits_held", "expected", "counted",
        "difference", "explanation", "banked", "stays", "收款人签字.by", "复核.by", "@state",
    ),
    register_title="日结登记",
    menu=70,
    example={
        "kind": SHIFT,
        "denominations": [{"face": "100", "pieces": 3}, {"face": "10", "pieces": 5}],
        "explanation": "备用金未点清",
    },
)  # fmt: skip
