"""What the office may choose beside fees, times and people: words, limits, what is filled in, the
layout of papers, the order of acts (docs/handbook.md 哪些是本单位可以改的)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from forms import DECLARED, choices, choices_filled, choices_layout, choices_turns
from forms.facts import Facts, Resident, UnitFacts
from forms.form import Form
from forms.life import Done, opened, standing, with_done
from forms.paper import Boxes, Text
from forms.rules import clean_fields, judged
from forms.snapshot import differing, overridden, revived, snapshot
from printing.parts import label_of

NOW = datetime(2026, 11, 21, 10, 42)
OWNER = UnitFacts("1-101", True, (Resident("业主", "赵虚构", "13800138000"),))
FACTS = Facts(now=NOW, operator="1003 李敏", unit=OWNER)
BY_CODE = {form.code: form for form in DECLARED}
every_form = pytest.mark.parametrize("form", DECLARED, ids=lambda form: form.code)


def chosen(code: str, **changes: Any) -> Form:
    """The form as an office would have it that answered so, kept as JSON and put over again; what
    it is as its records keep it is the same."""
    form = BY_CODE[code]
    problems: dict[str, str] = {}
    typed = choices.answers(form, form) | changes
    values = clean_fields(choices.questions(form), typed, FACTS, problems, {})
    assert not problems, problems
    made, wrong = choices.chosen(form, values)
    assert not wrong, wrong
    again = overridden(form, json.loads(json.dumps(differing(form, made))))
    assert again == made and choices.answers(form, again) == values
    assert snapshot(revived(json.loads(json.dumps(snapshot(again))), form)) == snapshot(again)
    return again


def refused(code: str, key: str, value: Any) -> str:
    problems: dict[str, str] = {}
    typed = choices.answers(BY_CODE[code], BY_CODE[code]) | {key: value}
    clean_fields(choices.questions(BY_CODE[code]), typed, FACTS, problems, {})
    return "；".join(problems.values()) if {path.split("[")[0] for path in problems} == {key} else ""


def called(**words: str) -> list[dict[str, str]]:
    return [{"what": what, "words": one} for what, one in words.items()]


def test_what_is_called_otherwise_is_read_and_the_names_stay() -> None:
    form = chosen("FX", called=called(**{
        "栏目：房号": "单元", "栏目：物品·物品名称": "品名", "状态：待值班主任签字": "待主管签",
        "纸上标题：放行条": "出门条", "手续：主任盖章": "经理盖章", "手续栏目：作废·作废原因": "为什么",
    }))  # fmt: skip
    assert form.field("unit").label == "单元" and label_of(form, "unit") == "单元"
    assert form.field("goods").column("name").label == "品名"
    assert form.act("主任盖章").called == "经理盖章" and form.acts_called(["主任盖章"]) == "经理盖章"
    assert label_of(form, "主任盖章.at") == "经理盖章时间"
    assert standing(form, {}, NOW, (), FACTS).state == "待主管签"
    assert form.papers[0].heading == "出门条" and form.act("作废").field("why").label == "为什么"
    assert judged(form, {}, FACTS)[1]["carrier"] and "unit" in judged(form, {}, FACTS)[1]


@pytest.mark.parametrize("lines", [
    called(**{"栏目：没有": "甲"}), called(**{"栏目：房号": "{unit}"}), called(**{"状态：已作废": "a@b"}),
])  # fmt: skip
def test_words_that_would_not_do(lines: list[dict[str, str]]) -> None:
    assert refused("FX", "called", lines)


def test_the_state_of_a_receipt_just_made_stays() -> None:
    """By it the workbench counts those that have not served."""
    assert refused("SJ", "called", called(**{f"状态：{BY_CODE['SJ'].open_state}": "新的"}))


def test_the_most_lines_hold_and_have_bounds() -> None:
    form = chosen("FX", limits=[{"field": "物品", "most": 1}])
    two = [{"name": "冰箱", "measure": "台", "quantity": 1}] * 2
    assert "最多 1 行" in judged(form, {"goods": two}, FACTS)[1]["goods"]
    assert "goods" not in judged(BY_CODE["FX"], {"goods": two}, FACTS)[1]
    assert refused("FX", "limits", [{"field": "物品", "most": 201}])
    assert refused("FX", "limits", [{"field": "事由", "most": 3}])
    assert refused("YQ", "limits", [{"field": "申请延期（月）", "most": 0}])
    assert chosen("YQ", limits=[{"field": "申请延期（月）", "most": 3}]).field("months").maximum == 3


def filled(code: str, **changes: str | None) -> Form:
    """The form with these filled in otherwise, None for left to be typed."""
    names = {one.key: name for name, (act, one) in choices_filled.fillable(BY_CODE[code]).items()
             if not act}  # fmt: skip
    lines = {line["field"]: line["value"]
             for line in choices.answers(BY_CODE[code], BY_CODE[code])["filled"]}
    for key, value in changes.items():
        lines[names[key]] = value or ""
    kept = [{"field": name, "value": value} for name, value in lines.items() if value]
    return chosen(code, filled=kept)


def test_what_is_filled_in_is_chosen() -> None:
    form = filled("ZX", owner=None, way="自行施工", hours="周一至周五 9:00—17:00")
    values, problems = judged(form, {"unit": "1-101"}, FACTS)
    assert problems["owner"] == "请填写业主" and values.values["way"] == "自行施工"
    assert values.values["hours"] == "周一至周五 9:00—17:00"
    assert judged(BY_CODE["ZX"], {"unit": "1-101"}, FACTS)[0].values["owner"]["name"] == "赵虚构"
    again = filled("ZX", start=None)
    assert judged(again, {"unit": "1-101"}, FACTS)[1]["start"] == "请填写开工日期"


def test_a_tick_that_a_rule_asks_for_is_never_filled_in() -> None:
    names = {one.key for act, one in choices_filled.fillable(BY_CODE["CR"]).values() if not act}
    assert not names & {"application_seen", "permit_seen", "id_copy"}
    assert {"applicant", "holder_id"} <= names


@every_form
def test_no_rule_trips_over_what_is_no_longer_filled_in(form: Form) -> None:
    """With nothing filled in that may be left: what lacks is said, nothing breaks."""
    known = choices_filled.fillable(form)
    kept = [{"field": name, "value": choices_filled.words(one)} for name, (_, one) in known.items()
            if choices_filled.words(one) and not choices_filled.may_be_empty(one)]
    typed = choices.answers(form, form) | {"filled": kept}
    made, wrong = choices.chosen(form, typed)
    assert not wrong
    facts = Facts(now=NOW, operator="1003 李敏", unit=OWNER)
    judged(made, {}, facts)
    judged(made, {"unit": "1-101"} if form.unit_field == "unit" else {}, facts)
    for one in made.acts:
        clean_fields(one.fields, {}, facts, {}, {}, {})


def test_a_paper_has_its_rows_in_the_office_s_order() -> None:
    form = BY_CODE["FX"]
    rows = choices.answers(form, form)["layout_0"]
    moved = [*rows[1:-1], rows[0], rows[-1]]
    paper = chosen("FX", layout_0=moved).papers[0]
    assert paper.in_order[-2] == form.papers[0].parts[0] and len(paper.in_order) == len(rows)
    assert paper.parts == form.papers[0].parts, "what it could show is still known"
    one_less = chosen("FX", layout_0=rows[1:]).papers[0]
    assert form.papers[0].parts[0] not in one_less.in_order
    signed = [line for line in rows if line["row"].startswith("签字")]
    assert signed and any(isinstance(part, Boxes) for part in form.papers[0].parts)
    assert "不能去掉" in refused("FX", "layout_0", [line for line in rows if line not in signed])


@every_form
def test_every_row_of_a_paper_has_a_name_of_its_own(form: Form) -> None:
    for paper in form.papers:
        assert len(choices_layout.names(form, paper)) == len(paper.parts)


def test_what_a_paper_says_is_worded_by_the_office() -> None:
    """What is filled in stays, and what the source states is not asked."""
    form = BY_CODE["ZX"]
    key = next(one.key for one in choices.questions(form) if one.label == "文字：装修申请表·承诺")
    paper = chosen("ZX", **{key: "只做批准的项目。"}).papers[0]
    said = [part.words for part in paper.in_order if isinstance(part, Text)]
    assert said == ["只做批准的项目。"] and paper.parts == form.papers[0].parts
    rows = choices.answers(form, form)["layout_0"][1:]
    both = chosen("ZX", **{key: "只做批准的项目。", "layout_0": rows})
    assert both.papers[0].in_order == paper.in_order[1:]
    assert "填不上" in refused("ZX", key, "见 {unit}")
    back = next(one.key for one in choices.questions(BY_CODE["CR"]) if "持证须知" in one.label)
    card = next(one for one in chosen("CR", **{back: "一人一证。"}).papers if one.back)
    assert [part.words for part in card.other_side if isinstance(part, Text)] == ["一人一证。"]
    told = next(one.key for one in choices.questions(BY_CODE["CF"]) if "截至" in one.label)
    bill = chosen("CF", **{told: "{房号}，截至{截至}欠费，请缴。"})
    assert "{unit}，截至{as_of}欠费" in str(bill.papers), "kept by key, whatever labels are called later"
    assert not [one for one in choices.questions(BY_CODE["DH"]) if "安全规定" in one.label]


def in_turn(form: Form, *names: str) -> tuple[str, tuple[str, ...]]:
    """The state after these acts, and what is open then."""
    done = [Done(name, NOW, "1001") for name in names]
    facts = with_done(form, FACTS, done)
    values = {"start": date(2026, 11, 21).isoformat(), "until": "2027-02-21"}
    return standing(form, values, NOW, done, facts).state, opened(form, values, done, facts)


def test_acts_are_done_in_the_office_s_order() -> None:
    """ZX is the office's own chain: with 主任 first, each state says whom it waits for, and whoever
    is next may refuse."""
    form = chosen("ZX", turn_0="主任批准 → 工程主管审核")
    state, able = in_turn(form)
    assert state == "待主任批准" and "主任批准" in able and "主任不同意" in able
    assert "工程主管审核" not in able and "工程主管不同意" not in able
    state, able = in_turn(form, "主任批准")
    assert state == "待工程主管审核" and "工程主管不同意" in able and "缴押金" not in able
    assert in_turn(form, "主任批准", "工程主管审核")[0] == "已批准，待缴押金"
    assert "缴押金" in in_turn(form, "主任批准", "工程主管审核")[1]
    declared = BY_CODE["ZX"]
    assert in_turn(declared)[0] == "待工程主管审核" and "主任批准" not in in_turn(declared)[1]


def test_an_order_that_is_stated_is_not_asked() -> None:
    """§1: 工程主管 → 主任 for an extension is [S]."""
    assert not list(choices_turns.questions(BY_CODE["YQ"]))
    assert not list(choices_turns.questions(BY_CODE["FX"]))
