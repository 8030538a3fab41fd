"""From what was typed to canonical values, or every problem at once."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms import DECLARED
from forms.acts import void
from forms.conditions import Values, when
from forms.facts import Facts, LinkedRecord, Resident, UnitFacts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.rules import Cleaned, Rejected, clean, clean_fields, judged
from forms.timing import Validity
from tests.forms.played import complete, example_of, facts_of

NOW = datetime(2026, 11, 21, 10, 42)
FACTS = Facts(now=NOW, operator="1003 李敏")


def _dear(value: Any, values: Values, facts: Facts) -> str | None:
    return "太贵" if value > 100_00 else None


def _big_needs_plate(value: Any, values: Values, facts: Facts) -> str | None:
    return "大件须填车牌" if values.get("size") == "大件" and not values.get("plate") else None


FORM = Form(
    "JC", "寄存单", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("size", "大小", Kind.CHOICE, required=True, choices=("大件", "小件"), default="小件"),
        Field("why", "原因", required=when(size="大件"), shown=when(size="大件"), longest=5),
        Field("fee", "费用", Kind.MONEY, minimum=1_00, maximum=500_00,
              checks=(Check("不贵", _dear, setting="dear"),)),
        Field("plate", "车牌号", Kind.PLATE),
        Field("day", "日期", Kind.DATE, default="today"),
        Field("clerk", "经办", filled_from="operator", required=True),
        Field("goods", "物品", Kind.LINES, required=True, maximum=3, columns=(
            Field("name", "名称", required=True),
            Field("number", "数量", Kind.NUMBER, required=True, minimum=1, default=1),
            Field("kind", "种类", Kind.CHOICE, choices=("易碎", "普通")),
            Field("care", "注意", required=when(kind="易碎"), shown=when(kind="易碎")),
        )),
        Field("order", "单据", Kind.REFERENCE, refers=("FX",)),
    ),
    (void("前台"),),
    checks=(Check("大件须填车牌", _big_needs_plate, at="plate"),),
)  # fmt: skip
GOOD: dict[str, Any] = {"unit": "3-1202", "goods": [{"name": "箱子"}]}


def problems(typed: Values, facts: Facts = FACTS, form: Form = FORM) -> dict[str, str]:
    """What is wrong with values; {} if they are taken."""
    try:
        clean(form, typed, facts)
    except Rejected as rejected:
        return rejected.problems
    return {}


def taken(typed: Values, facts: Facts = FACTS) -> Cleaned:
    """Values that are taken."""
    return clean(FORM, typed, facts)


def test_every_problem_comes_at_once_each_at_its_path() -> None:
    """Nobody mends one mistake to be told the next."""
    found = problems({
        "unit": "", "size": "中件", "fee": "0.5", "plate": "?", "day": "昨", "colour": "红",
        "goods": [{"name": ""}, {"name": "箱子", "number": 0}, {"number": 2}],
        "order": "FX-2026-000009",
    })  # fmt: skip
    assert set(found) == {
        "unit", "size", "fee", "day", "colour", "order", "plate",
        "goods[1].number", "goods[2].name",
    }
    assert found["unit"] == "请填写房号"
    assert found["colour"] == "没有“colour”这一栏"
    assert found["goods[2].name"] == "请填写名称"
    assert found["size"] == "请从“大件、小件”中选择"


def test_defaults_and_facts_fill_what_was_left_out() -> None:
    """Without a keystroke; in lines too."""
    assert taken(GOOD).values == {
        "unit": "3-1202", "size": "小件", "day": "2026-11-21", "clerk": "1003 李敏",
        "goods": [{"name": "箱子", "number": 1}],
    }
    assert problems(GOOD, Facts(now=NOW)) == {"clerk": "请填写经办"}


@pytest.mark.parametrize("kind, given, kept", [
    (Kind.PERSON, "陈晓彤", {"name": "陈晓彤"}),
    (Kind.PERIOD, {"from": "今天", "to": "明天"}, {"from": "2026-11-21", "to": "2026-11-22"}),
    (Kind.PHONE, "138 0013 8000", "13800138000"),
    (Kind.PHONE, "不知道", None),
    (Kind.PERSON, {"who": "陈晓彤"}, None),
    (Kind.NUMBER, -1, None),
    (Kind.TEXT, None, None),
])
def test_a_default_is_cleaned_like_what_is_typed(kind: Kind, given: Any, kept: Any) -> None:
    """And asked for where it is none, or none of its kind."""
    def default(values: Values, facts: Facts) -> Any:
        return given

    field = Field("value", "值", kind, required=True, default=default, minimum=0)
    found: dict[str, str] = {}
    values = clean_fields((field,), {}, FACTS, found, {})
    assert values == ({} if kept is None else {"value": kept})
    assert found == ({"value": "请填写值"} if kept is None else {})


def test_lines_as_a_default_are_cleaned_too() -> None:
    """Every line, or none of them."""
    column = Field("number", "数量", Kind.NUMBER, minimum=1)
    bad = [{"number": 1}, {"number": 0}]
    for default, kept in (([{"number": "２"}], [{"number": 2}]), (bad, None)):
        field = Field("goods", "物品", Kind.LINES, columns=(column,), default=default)
        assert clean_fields((field,), {}, FACTS, {}, {}).get("goods") == kept


def test_what_was_typed_stands_before_a_fact() -> None:
    """A fact fills only an empty box."""
    assert taken({**GOOD, "clerk": "1004 周洁"}).values["clerk"] == "1004 周洁"


def test_required_when_and_shown_when() -> None:
    """Missed where the condition holds, dropped where it does not, wrong or right."""
    big = {**GOOD, "size": "大件", "plate": "粤BD12345"}
    assert problems(big) == {"why": "请填写原因"}
    assert taken({**big, "why": "搬家"}).values["why"] == "搬家"
    assert "why" not in taken({**GOOD, "why": "搬家"}).values
    assert "why" not in taken({**GOOD, "why": "这个原因写得太长太长"}).values
    assert problems({**big, "why": "这个原因写得太长太长"}).keys() == {"why"}


def test_conditions_in_a_line_read_that_line() -> None:
    """Each line for itself."""
    lines = [{"name": "碗", "kind": "易碎"}, {"name": "桌", "kind": "普通", "care": "轻放"}]
    assert problems({**GOOD, "goods": lines}) == {"goods[0].care": "请填写注意"}
    lines[0]["care"] = "轻放"
    assert taken({**GOOD, "goods": lines}).values["goods"][1] == {
        "name": "桌", "number": 1, "kind": "普通"
    }


@pytest.mark.parametrize("lines, expected", [
    ([], "请至少填写一行物品"),
    ([{}, {"name": " "}], "请至少填写一行物品"),
    ("箱子", "物品应为若干行"),
    ({"name": "箱子"}, "物品应为若干行"),
    ([{"name": "箱子"}] * 4, "物品最多 3 行，现有 4 行"),
])
def test_lines_have_a_shape(lines: Any, expected: str) -> None:
    """Empty ones do not count, and there is a most."""
    assert problems({**GOOD, "goods": lines}) == {"goods": expected}


def test_an_unreadable_line_is_named_among_the_others() -> None:
    """Its place is counted from 0 as typed, empty lines too."""
    assert problems({**GOOD, "goods": [{}, 5, {"name": "x", "number": 0}]}) == {
        "goods[1]": "这一行读不懂",
        "goods[2].number": "不能小于 1",
    }


def test_a_check_that_needs_what_is_wrong_says_nothing() -> None:
    """The wrong value is named; a check's own fault still shows when nothing is wrong."""
    def total(values: Values, facts: Facts) -> int:
        return sum(line["price"] for line in values["items"])

    def adds_up(value: Any, values: Values, facts: Facts) -> str | None:
        return None if value == total(values, facts) else "合计不对"

    fields = (
        Field("items", "项目", Kind.LINES,
              columns=(Field("price", "单价", Kind.MONEY, required=True), Field("note", "备注"))),
        Field("total", "合计", Kind.MONEY, default=total, checks=(Check("相符", adds_up),)),
    )
    found: dict[str, str] = {}
    clean_fields(fields, {"items": [{"note": "x"}], "total": 5}, FACTS, found, {})
    assert found == {"items[0].price": "请填写单价"}
    assert clean_fields(fields, {"items": [{"price": 7}]}, FACTS, {}, {})["total"] == 7
    with pytest.raises(KeyError):
        clean_fields(fields, {}, FACTS, {}, {})


def test_amounts_keep_to_their_limits() -> None:
    """In 分; the message in yuan."""
    assert taken({**GOOD, "fee": "80"}).values["fee"] == 80_00
    assert problems({**GOOD, "fee": 99}) == {"fee": "不能少于 ¥1.00"}
    assert problems({**GOOD, "fee": 500_01}) == {"fee": "不能多于 ¥500.00"}


@pytest.mark.parametrize("choice, blocks, warns", [
    ("", True, False), ("block", True, False), ("warn", False, True), ("off", False, False),
])
def test_the_office_decides_what_a_check_does(choice: str, blocks: bool, warns: bool) -> None:
    """Setting: warn, block, off; else as declared."""
    facts = Facts(now=NOW, operator="x", settings={"dear": choice} if choice else {})
    found, wrong = judged(FORM, {**GOOD, "fee": 200_00}, facts)
    assert (wrong == {"fee": "太贵"}) is blocks
    assert (found.warnings == {"fee": "太贵"}) is warns


def test_a_check_of_the_form_stands_where_it_says() -> None:
    """And does not hide what is wrong there already."""
    assert problems({**GOOD, "size": "大件", "why": "x"}) == {"plate": "大件须填车牌"}
    odd = taken({**GOOD, "plate": "粤B1234"})
    assert odd.warnings.keys() == {"plate"}


def test_a_reference_names_a_record_of_the_right_kind() -> None:
    """Known, of the kind asked for, in any case and width."""
    def linked(code: str) -> Facts:
        record = LinkedRecord(f"{code}-2026-000001", code, "待放行", False)
        return Facts(now=NOW, operator="x", linked={"order": record})

    typed = {**GOOD, "order": "ｆｘ-2026-000001"}
    assert taken(typed, linked("FX")).values["order"] == "FX-2026-000001"
    assert problems({**GOOD, "order": "ZX-2026-000001"}, linked("ZX")) == {
        "order": "ZX-2026-000001 不是所要的单据"
    }
    assert problems({**GOOD, "order": "FX-2026-000002"}, linked("FX")) == {
        "order": "没有 FX-2026-000002 这张单"
    }


def test_an_exclusive_value_is_taken_once() -> None:
    """The other record is named (docs/handbook.md §4: no order on a car not free)."""
    form = Form("DG", "订单", "销售", ("前台",), (Field("car", "车架号", exclusive=True),),
                (void("前台"),))
    assert problems({"car": "A1"}, FACTS, form) == {}
    facts = Facts(now=NOW, taken={"car": ("DG-2026-000001",)})
    assert problems({"car": "A1"}, facts, form) == {"car": "已有在办的单据：DG-2026-000001"}


@pytest.mark.parametrize("day, ok", [("2026-12-20", True), ("2026-12-21", False)])
def test_no_paper_outlives_what_it_hangs_on(day: str, ok: bool) -> None:
    """docs/handbook.md §1: no pass outlives its renovation's limit."""
    form = Form(
        "JZ", "借证", "物业", ("前台",),
        (Field("until", "止", Kind.DATE), Field("basis", "依据", Kind.REFERENCE, refers=("ZX",))),
        (void("前台"),), validity=Validity(field="until", within="basis"), hangs_on="basis",
    )  # fmt: skip
    limit = LinkedRecord(
        "ZX-2026-000001", "ZX", "施工中", False, valid_until=datetime(2026, 12, 21)
    )
    typed = {"until": day, "basis": "ZX-2026-000001"}
    found = problems(typed, Facts(now=NOW, linked={"basis": limit}), form)
    assert (found == {}) is ok and (ok or "ZX-2026-000001" in found["until"])


TALLY = (Field("counts", "实点数量", Kind.TALLY, required=True, of="goods.quantity"),)
LINES = {"goods": [{"name": "沙发", "quantity": 2}, {"name": "灯", "quantity": 1.5}]}


@pytest.mark.parametrize("counts, paths", [
    ([2, 1.5], set()),
    (["2", " 1.5 "], set()),
    ([2, 1], {"counts[1]"}),
    ([3, 2], {"counts[0]", "counts[1]"}),
    ([2], {"counts"}),
    ([2, 1.5, 0], {"counts"}),
    ([2, None], {"counts[1]"}),
    ([2, -1], {"counts[1]"}),
    ("2,1.5", {"counts"}),
    ({"0": 2}, {"counts"}),
    ([], {"counts"}),
    (None, {"counts"}),
])
def test_a_count_must_be_what_the_paper_says(counts: Any, paths: set[str]) -> None:
    """docs/handbook.md §1: mismatch in goods or count, no exit."""
    found: dict[str, str] = {}
    clean_fields(TALLY, {"counts": counts}, FACTS, found, {}, LINES)
    assert set(found) == paths


@pytest.mark.parametrize("value, ok", [
    ({"name": "照片.jpg", "sha256": "a" * 64, "size": 10}, True),
    ({"name": "照片.jpg", "sha256": "A" * 64, "size": 10}, False),
    ({"name": "照片.jpg", "sha256": {"a": 1}, "size": 10}, False),
    ({"name": "照片.jpg", "sha256": "a" * 64, "size": -1}, False),
    ({"name": "照片.jpg", "sha256": "a" * 64, "size": True}, False),
    ({"name": "照片.jpg", "sha256": "a" * 64, "size": 10, "path": "/etc"}, False),
    ("照片.jpg", False),
])
def test_a_file_is_a_name_a_hash_and_a_size(value: Any, ok: bool) -> None:
    """And nothing else."""
    found: dict[str, str] = {}
    clean_fields((Field("photo", "照片", Kind.PHOTO),), {"photo": value}, FACTS, found, {})
    assert (found == {}) is ok


@pytest.mark.parametrize("value, expected", [
    (True, True), (False, False), ("是", True), ("否", False),
    (1, None), (0, None), ("yes", None), ([], None),
])
def test_yes_and_no(value: Any, expected: bool | None) -> None:
    """As JSON or as people say it; a number is neither."""
    found: dict[str, str] = {}
    field = Field("seen", "已验", Kind.YES_NO, required=True)
    values = clean_fields((field,), {"seen": value}, FACTS, found, {})
    assert values.get("seen") is expected and (found == {}) is (expected is not None)


def test_the_owner_of_a_known_unit_is_filled_in() -> None:
    """docs/handbook.md §1 FX, from the estate."""
    field = Field("owner", "业主", Kind.PERSON, filled_from="unit.owner")
    people = (Resident("租户", "陈晓彤"), Resident("业主", "欧阳龑", "13900002211"))
    facts = Facts(now=NOW, unit=UnitFacts("3-1202", known=True, residents=people))
    assert clean_fields((field,), {}, facts, {}, {}) == {"owner": {"name": "欧阳龑"}}


@pytest.mark.parametrize("tenants, filled", [
    ((), {}),
    ((Resident("租户", "陈晓彤", "13800138000"),),
     {"who": {"name": "陈晓彤"}, "phone": "13800138000"}),
    ((Resident("租户", "陈晓彤"),), {"who": {"name": "陈晓彤"}}),
    ((Resident("租户", "陈晓彤"), Resident("租户", "林夏", "13900139000")), {}),
])
def test_the_only_tenant_is_filled_in(tenants: Any, filled: dict[str, Any]) -> None:
    """Of several, or none, the desk has to ask."""
    fields = (
        Field("who", "租户", Kind.PERSON, required=True, filled_from="unit.tenant"),
        Field("phone", "电话", Kind.PHONE, required=True, filled_from="unit.tenant_phone"),
    )
    people = (Resident("业主", "欧阳龑", "13900002211"), *tenants)
    facts = Facts(now=NOW, unit=UnitFacts("3-1202", known=True, residents=people))
    problems: dict[str, str] = {}
    assert clean_fields(fields, {}, facts, problems, {}) == filled
    assert set(problems) == {"who", "phone"} - set(filled)


TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), TEXTS,
    st.sampled_from(["3-1202", "今天", "13800138000", "1e9", "NaN", "2026-02-30", "是", "\ud800"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["name", "number", "kind", "from", "to", "phone", "sha256", "size"])
        | TEXTS,
        inner,
        max_size=3,
    ),
    max_leaves=6,
)
PATH = re.compile(r"([a-z][a-z0-9_]*(\[\d+\](\.\w+)?)?)?")


@pytest.mark.parametrize("form", (FORM, *DECLARED), ids=lambda form: form.code)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_json_is_taken_or_refused(form: Form, data: st.DataObject) -> None:
    """Never anything else raised; what is taken is canonical; what is refused has its path."""
    keys = [field.key for field in form.fields]
    typed = data.draw(st.dictionaries(st.sampled_from(keys) | TEXTS, JSON, max_size=6))
    if data.draw(st.booleans()):
        typed = {**example_of(form), **typed}
    facts = facts_of(form, {key: v for key, v in typed.items() if isinstance(v, str)})
    try:
        found = clean(form, typed, facts)
    except Rejected as rejected:
        assert rejected.problems
        for path, words in rejected.problems.items():
            assert words and (PATH.fullmatch(path) or path in typed or "." in path)
        return
    assert clean(form, found.values, facts).values == found.values
    assert json.loads(json.dumps(found.values, allow_nan=False)) == found.values


@pytest.mark.parametrize("form", DECLARED, ids=lambda form: form.code)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_json_in_an_act_is_taken_or_refused(form: Form, data: st.DataObject) -> None:
    """The same for what the acts ask."""
    values = complete(form, example_of(form))
    act = data.draw(st.sampled_from([act for act in form.acts if act.fields]))
    keys = [field.key for field in act.fields]
    typed = data.draw(st.dictionaries(st.sampled_from(keys) | TEXTS, JSON, max_size=4))
    wrong: dict[str, str] = {}
    found = clean_fields(act.fields, typed, facts_of(form, values), wrong, {}, values)
    if not wrong:
        json.dumps(found, allow_nan=False)
        again: dict[str, str] = {}
        facts = facts_of(form, values)
        assert clean_fields(act.fields, found, facts, again, {}, values) == found and not again


@given(extra=st.text(min_size=1).filter(lambda key: all(f.key != key for f in FORM.fields)))
@example(extra="@number")
@example(extra="unit.x")
def test_no_unknown_key_gets_in(extra: str) -> None:
    """Whatever it looks like, even with an empty value."""
    assert extra in problems({**GOOD, extra: None})
