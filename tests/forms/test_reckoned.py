"""Values that are worked out: line totals, sums; nobody types them, nobody sends others."""

from __future__ import annotations

from typing import Any

import pytest

from forms.conditions import Values, when
from forms.facts import Facts
from forms.fields import Field, Kind, WrongDeclaration
from forms.rules import clean_fields
from tests.forms.played import NOW

FACTS = Facts(now=NOW)


def _amount(line: Values, facts: Facts) -> int:
    return int(line["price"] * line["quantity"])


def _sum(values: Values, facts: Facts) -> int | None:
    amounts = [line["amount"] for line in values.get("lines") or () if "amount" in line]
    return sum(amounts) if amounts else None


def _to_pay(values: Values, facts: Facts) -> Any:
    return values.get("total")


FIELDS = (
    Field("lines", "明细", Kind.LINES, columns=(
        Field("name", "名称", required=True),
        Field("price", "单价", Kind.MONEY, required=True),
        Field("quantity", "数量", Kind.NUMBER, default=1),
        Field("amount", "金额", Kind.MONEY, reckoned=_amount),
    )),
    Field("free", "免费", Kind.YES_NO, default=False),
    Field("total", "合计", Kind.MONEY, reckoned=_sum),
    Field("to_pay", "应收", Kind.MONEY, reckoned=_to_pay, shown=when(free=False)),
)  # fmt: skip


def cleaned(**typed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """(values, problems) of what was typed."""
    problems: dict[str, str] = {}
    return clean_fields(FIELDS, typed, FACTS, problems, {}), problems


def test_lines_and_their_sum_follow_from_what_is_typed() -> None:
    """One reckoned value may rest on another that stands before it."""
    values, problems = cleaned(lines=[
        {"name": "甲", "price": 1250, "quantity": 3}, {"name": "乙", "price": "0.5"},
    ])
    assert not problems
    assert [line["amount"] for line in values["lines"]] == [3750, 50]
    assert (values["total"], values["to_pay"]) == (3800, 3800)


def test_while_it_cannot_be_worked_out_it_is_not_there() -> None:
    """Half a line has no amount and spoils nothing; what is wrong is said where it is."""
    values, problems = cleaned(lines=[{"name": "甲", "price": 100}, {"name": "乙"}])
    assert "amount" not in values["lines"][1] and values["total"] == 100
    assert set(problems) == {"lines[1].price"}
    assert "total" not in cleaned()[0]


@pytest.mark.parametrize("typed, path", [
    ({"lines": [{"name": "甲", "price": 100, "amount": 90}]}, "lines[0].amount"),
    ({"lines": [{"name": "甲", "price": 100}], "total": 90}, "total"),
    ({"lines": [{"name": "甲", "price": 100}], "to_pay": 0}, "to_pay"),
])  # fmt: skip
def test_another_value_is_refused_and_the_right_one_said(typed: Any, path: str) -> None:
    """The same value is accepted: a record copied as new brings it along."""
    assert cleaned(**typed)[1] == {path: "应为 ¥1.00，由程序算出，不用填"}
    same = {"lines": [{"name": "甲", "price": 100, "amount": 100}], "total": 100, "to_pay": 100}
    assert cleaned(**same)[1] == {}


def test_hidden_it_is_not_kept() -> None:
    """As with every field."""
    values, _ = cleaned(lines=[{"name": "甲", "price": 100}], free=True)
    assert "to_pay" not in values and values["total"] == 100


@pytest.mark.parametrize("more", [
    {"required": True}, {"default": 1}, {"filled_from": "operator"}, {"kind": Kind.PERSON},
])  # fmt: skip
def test_it_is_nothing_else_besides(more: dict[str, Any]) -> None:
    """Neither typed, nor filled, nor of a kind that is not shown in one line."""
    with pytest.raises(WrongDeclaration, match="reckoned"):
        Field("total", "合计", **{"kind": Kind.MONEY, "reckoned": _sum, **more})
