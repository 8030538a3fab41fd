"""What a record knows of those that hang on it, and of what its acts name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import records
from forms.acts import Act, Effect, void
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.gathering import Gather, mistakes_between
from tests.db import demo_desk
from tests.db.demo_desk import Desk

PAPER = Form(
    code="WJ", title="试卷", desk="物业", issued_by=("前台",),
    fields=(
        Field("round", "哪一次", Kind.REFERENCE, required=True, refers=("PC",)),
        Field("answers", "答案", Kind.LINES, required=True, columns=(
            Field("asked", "题"), Field("mark", "分", Kind.NUMBER),
        )),
    ),
    acts=(void("前台"),), hangs_on="round",
)  # fmt: skip
ROUND = Form(
    code="PC", title="考试", desk="物业", issued_by=("前台",),
    fields=(Field("name", "名称", required=True),),
    acts=(
        Act("数卷", ("前台",), (
            Field("back", "收回", Kind.NUMBER,
                  reckoned=lambda values, facts: facts.gathered.records),
            Field("times", "第几次", Kind.NUMBER,
                  reckoned=lambda values, facts: len(facts.each.get("数卷", ())) + 1),
        ), repeats=True),
        Act("另见", ("前台",), (
            Field("other", "别的一次", Kind.REFERENCE, required=True, refers=("PC",)),
        ), repeats=True),
        Act("结束", ("前台",), effect=Effect.CLOSE),
        void("前台"),
    ),
    gathers=Gather("WJ", "answers", ("asked", "mark")),
)  # fmt: skip


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with an exam and its papers."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (ROUND, PAPER))
    yield made
    made.close()


def handed_in(desk: Desk, number: str, *marks: tuple[str, int]) -> str:
    """The number of a paper with these marks."""
    lines: list[dict[str, Any]] = [{"asked": asked, "mark": mark} for asked, mark in marks]
    return desk.issue("WJ", {"round": number, "answers": lines}).number


def facts(desk: Desk, number: str) -> Facts:
    """What the rules know of a record now."""
    found = records.load(desk.at(), number)
    assert found is not None
    return found.facts


def test_lines_are_counted_by_words_and_void_ones_are_not(desk: Desk) -> None:
    number = desk.issue("PC", {"name": "一"}).number
    other = desk.issue("PC", {"name": "二"}).number
    assert facts(desk, number).gathered.records == 0
    handed_in(desk, number, ("甲", 5), ("乙", 3))
    handed_in(desk, number, ("甲", 5))
    handed_in(desk, other, ("甲", 1))
    wrong = handed_in(desk, number, ("甲", 1))
    desk.act(wrong, "作废", "1003", {"why": "写错"})
    found = facts(desk, number).gathered
    assert found.records == 2
    assert dict(found.lines) == {("甲", 5): 2, ("乙", 3): 1}


def test_an_act_keeps_what_it_reckoned(desk: Desk) -> None:
    """What comes later changes the next count, never the one before."""
    number = desk.issue("PC", {"name": "一"}).number
    handed_in(desk, number, ("甲", 5))
    desk.act(number, "数卷", "1003")
    handed_in(desk, number, ("甲", 4))
    desk.act(number, "数卷", "1003")
    each = facts(desk, number).each["数卷"]
    assert [(one["times"], one["back"]) for one in each] == [(1, 1), (2, 2)]


def test_what_acts_name_is_known_even_where_they_name_each_other(desk: Desk) -> None:
    one = desk.issue("PC", {"name": "一"}).number
    two = desk.issue("PC", {"name": "二"}).number
    desk.act(one, "另见", "1003", {"other": two})
    desk.act(two, "另见", "1003", {"other": one})
    assert facts(desk, one).linked["另见.other"].ended is False
    desk.act(two, "结束", "1003")
    linked = facts(desk, one).linked["另见.other"]
    assert (linked.number, linked.ended, linked.values["name"]) == (two, True, "二")


def test_gathering_what_is_not_there_is_a_mistake() -> None:
    declared = {"WJ": PAPER, "PC": ROUND}
    assert list(mistakes_between(ROUND, declared)) == []
    assert list(mistakes_between(ROUND, {"PC": ROUND}))
    for wrong in (Gather("WJ", "round", ()), Gather("WJ", "answers", ("nothing",))):
        assert len(list(mistakes_between(replace(ROUND, gathers=wrong), declared))) == 1
