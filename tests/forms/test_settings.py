"""The office's plain settings: none is read that is not declared, each reads back what it keeps."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import pytest

from forms import DECLARED, SETTINGS
from forms.facts import CHOICES, Facts, UnitFacts
from forms.rules import clean_fields, judged
from forms.settings import HOLIDAYS, HOURS, OFTEN, Setting, hours_of
from forms.values import Invalid

ROOT = Path(__file__).resolve().parents[2]
FACTS = Facts(now=datetime(2026, 11, 21, 10, 42))
OWN = {"office.secret", "office.demo"}
"""What the program keeps for itself among the settings; nobody chooses it."""
every_setting = pytest.mark.parametrize("key", list(SETTINGS))


def sources(*rooms: str) -> list[Path]:
    return [file for room in rooms for file in sorted((ROOT / room).rglob("*.py"))]


def test_forms_read_settings_through_their_declaration_only() -> None:
    """`facts.settings` is asked by `Setting.of`, for a check's strictness, and for a list of words:
    the names of the latter two are looked at below."""
    asking = {
        str(file.relative_to(ROOT))
        for file in sources("forms")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "settings"
        and isinstance(node.value, ast.Name) and node.value.id == "facts"
    }  # fmt: skip
    assert asking == {"forms/settings.py", "forms/rules.py", "forms/facts.py"}


def test_every_setting_that_a_check_names_is_declared() -> None:
    named = {
        check.setting
        for form in DECLARED for check in (
            *form.checks, *form.preconditions,
            *(one for act in form.acts for one in act.checks),
            *(one for field in form.fields for one in field.checks),
        ) if check.setting
    }  # fmt: skip
    assert named and named <= set(SETTINGS)
    for key in named:
        assert {SETTINGS[key].kept(word) for word in SETTINGS[key].field.choices} == set(OFTEN)


def test_every_list_of_words_that_a_field_offers_is_declared() -> None:
    asked = [one for form in DECLARED
             for one in (*form.fields, *(f for act in form.acts for f in act.fields))]
    columns = [*asked, *(column for one in asked for column in one.columns)]
    named = {one.offers.removeprefix(CHOICES) for one in columns
             if one.offers and one.offers.startswith(CHOICES)}
    assert named and named <= set(SETTINGS)
    assert {"LT", "XF"} <= set(SETTINGS["stairs"].users({form.code: form for form in DECLARED}))


@pytest.mark.parametrize("how, stops", [("warn", False), ("block", True), ("off", False)])
def test_a_tenant_who_is_not_in_the_table_is_told_stopped_or_let_be(how: str, stops: bool) -> None:
    """As the office chooses, on the release slip as on things left at the desk."""
    for code, at in (("FX", "applicant"), ("JC", "unit")):
        form = next(one for one in DECLARED if one.code == code)
        facts = Facts(now=FACTS.now, settings={"tenants": how},
                      unit=UnitFacts("1-101", True))  # fmt: skip
        typed = {"unit": "1-101", "applicant": "租户"}
        found, problems = judged(form, typed, facts)
        words = {**found.warnings, **problems}
        assert ("租户" in words.get(at, "")) is (how != "off"), (code, words)
        assert ("租户" in problems.get(at, "")) is stops


def test_stairs_are_kept_by_building() -> None:
    one = SETTINGS["stairs"]
    lines = [{"names": "货梯、客梯"}, {"names": "东梯 西梯", "building": "3"}]
    kept = {"": ["货梯", "客梯"], "3": ["东梯", "西梯"]}
    assert one.kept(lines) == kept
    assert one.told(kept) == [{"names": "货梯、客梯"}, {"names": "东梯、西梯", "building": "3"}]
    problems: dict[str, str] = {}
    clean_fields((one.field,), {"stairs": [lines[0], lines[0]]}, FACTS, problems, {})
    assert problems == {"stairs": "其余各楼写了两行"}


def test_every_setting_that_the_program_asks_by_name_is_declared() -> None:
    """Literal keys of `setting(…)` in db and views."""
    asked = {
        node.args[1].value
        for file in sources("db", "views")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and len(node.args) > 1
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "setting"
        and isinstance(node.args[1], ast.Constant)
    }  # fmt: skip
    assert "office.name" in asked
    assert asked - OWN <= set(SETTINGS) | {HOLIDAYS}


@every_setting
def test_the_default_is_typed_checked_and_kept_as_itself(key: str) -> None:
    one = SETTINGS[key]
    if one.default is None:
        return
    problems: dict[str, str] = {}
    typed = {one.field.key: one.told(one.default)}
    values = clean_fields((one.field,), typed, FACTS, problems, {})
    assert not problems and one.kept(values[one.field.key]) == one.default


@every_setting
def test_who_uses_it_are_forms_there_are(key: str) -> None:
    codes = {form.code for form in DECLARED}
    assert set(SETTINGS[key].used_by) <= codes
    assert SETTINGS[key].used_by == () or SETTINGS[key].users({f.code: f for f in DECLARED})


def test_field_keys_are_unique() -> None:
    keys = [one.field.key for one in SETTINGS.values()]
    assert len(set(keys)) == len(keys)


def test_a_rule_reads_the_office_s_choice_or_the_default() -> None:
    months = SETTINGS["renovation_months"]
    assert months.of(FACTS) == 3
    assert months.of(Facts(now=FACTS.now, settings={"renovation_months": 5})) == 5
    assert isinstance(months, Setting)


@pytest.mark.parametrize("typed, kept", [
    ("8:30-18:00", ["08:30", "18:00"]), ("08：30～18：00", ["08:30", "18:00"]),
    ("0830-1800", ["08:30", "18:00"]), ("9:00 至 17:30", ["09:00", "17:30"]),
])
def test_hours_as_people_write_them(typed: str, kept: list[str]) -> None:
    assert hours_of(typed) == kept


@pytest.mark.parametrize("typed", ["八点到六点", "18:00-08:30", "08:30", "25:00-26:00", "08:61-09:00"])
def test_hours_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid):
        hours_of(typed)
    problems: dict[str, str] = {}
    clean_fields((HOURS.field,), {"hours": typed}, FACTS, problems, {})
    assert set(problems) == {"hours"}
