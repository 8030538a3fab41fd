"""The handbook's tables of what an office may change are true: each row is there with the default
that holds, and changing it counts for what is issued afterwards and nothing that was before."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from db import choosing, chosen_before, demo, office
from db.clock import FixedClock, instant
from db.errors import Refused
from db.session import Session, member, open_session
from forms import FORMS, choices
from forms.fields import Field, Kind
from forms.form import Form
from forms.snapshot import revived, snapshot
from tests.db.demo_desk import NOW
from tests.db.test_every_choice import other, save

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "handbook.md").read_text("utf-8")
BY_CODE = {form.code: form for form in FORMS}
OTHERWISE: Mapping[str, Any] = {
    "hours": "08:00-17:30", "office_mail": "desk@example.cn", "complaints_phone": "13900139000",
    "operator_mail": [{"who": "电信", "address": "a@example.cn"}],
    "keep_longer": [{"code": "ZX", "years": 20}],
}  # fmt: skip
"""Another answer to questions that take a form of words of their own."""


def table() -> Any:
    """The module that makes the tables."""
    spec = importlib.util.spec_from_file_location("t", ROOT / "docs" / "choices_table.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = table()
SETTING_ROWS = [row[4][1:] for row in TABLE.settings()]
FORM_ROWS = [row[3] for row in TABLE.of_forms()]


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One administrator for the whole page: every row is changed on the same store."""
    folder = tmp_path_factory.mktemp("choices") / "office"
    clock = FixedClock(instant(NOW))
    made = demo.create(folder, "admin", clock=clock)
    made.session.close()
    first = open_session(folder, "1003", demo.password_of("1003"), clock=clock, check=False)
    yield first.acting_as(member(first.store, "9001"))
    first.close()


def test_the_page_has_every_row_as_it_holds() -> None:
    """After a declaration changed: .venv/bin/python docs/choices_table.py."""
    assert TABLE.written(PAGE) == PAGE
    assert set(re.findall(r"`@([\w.]+)` \|$", PAGE, re.M)) == set(SETTING_ROWS)
    assert len(SETTING_ROWS) > 60 and len(FORM_ROWS) > 120


def test_what_is_alike_for_every_form_is_named_once() -> None:
    """Each kind of choice that the page asks stands in the first table; none is there that it does
    not ask."""
    named = {one.rstrip("…") for one in re.findall(r"`\*\.([\w…]+)`", PAGE)}
    kinds = {re.sub(r"\d+", "…", one.key) for form in FORMS for one in choices.questions(form)}
    said = {re.sub(r"…", "", one) for one in kinds}
    for one in said:
        assert any(one.startswith(name.replace("…", "").rstrip("_")) for name in named), one
    for name in named:
        assert any(one.startswith(name.split("…")[0].rstrip("_")) for one in said), name


def different(field: Field, now: Any) -> Any:
    """Another answer to the question of a setting."""
    if field.key in OTHERWISE:
        return OTHERWISE[field.key]
    match field.kind:
        case Kind.CHOICE:
            return next(one for one in field.choices if one != now)
        case Kind.YES_NO:
            return not now
        case Kind.NUMBER | Kind.MONEY:
            low = field.minimum or 0
            return now - 1 if now > low else now + 1
        case Kind.LINES:
            return [changed_line(field, now[0]), *now[1:]] if now else now
    return f"{now}，另加" if now else "另加"


def changed_line(field: Field, line: Mapping[str, Any]) -> dict[str, Any]:
    """A line with its last free column another."""
    for column in reversed(field.columns):
        if column.kind is Kind.CHOICE:
            others = [one for one in column.choices if one != line.get(column.key)]
            return {**line, column.key: others[-1]}
        if column.kind in (Kind.NUMBER, Kind.MONEY) and line.get(column.key):
            return {**line, column.key: line[column.key] + 1}
        if column.key == "begins":
            return {**line, column.key: "07:30"}
        if column.kind in (Kind.TEXT, Kind.LONG_TEXT):
            return {**line, column.key: f"{line.get(column.key, '')}另"}
    raise AssertionError(field.key)


def test_settings_hold_for_what_is_issued_afterwards(admin: Session) -> None:
    """The default of each is the one on the page; changed it is journalled, and a form that reads
    it has the new choice while its snapshot of before keeps the old one. (The sign: test_logo.)"""
    parts = [part for part in choosing.parts(admin).values() if part.settings]
    seen: set[str] = set()
    for part in parts:
        settings = {key: one for key, one in part.settings.items() if one.key in SETTING_ROWS}
        now = choosing.chosen(admin, part).values
        for key, one in settings.items():
            said = TABLE.cell(chosen_before.words(one.field, now.get(key)))
            assert said == TABLE.default_of(one) or one.key == "office.name", key
        codes = {code for one in settings.values() if one.binds for code in one.users(BY_CODE)}
        before = {code: snapshot(admin.form(code)) for code in codes}
        old = {one.key: office.setting(admin.store, one.key) for one in settings.values()}
        wanted = {key: different(one.field, now.get(key))
                  for key, one in settings.items() if one.key != "office.logo"}  # fmt: skip
        save(admin, part, wanted)
        told = {line[0] for change in chosen_before.of_part(admin, part) for line in change.told}
        for key in wanted:
            one = settings[key]
            assert office.setting(admin.store, one.key) != old[one.key] and one.field.label in told
            for code in one.users(BY_CODE) if one.binds else ():
                check_old_and_new(admin, before[code], code, one.key, old[one.key])
        seen |= {one.key for one in settings.values()}
    assert seen == set(SETTING_ROWS)


def check_old_and_new(admin: Session, body: dict[str, Any], code: str, key: str, old: Any) -> None:
    """What a form keeps of a setting, as its snapshot of before and as it is now."""
    then, fresh = revived(body, admin.forms[code]), admin.form(code)
    assert then.settings is not None and fresh.settings is not None
    assert then.settings[key] == old
    assert fresh.settings[key] == office.setting(admin.store, key) != old
    assert office.choices_for(admin.store, then)[key] == old


OFTEN = ("FX", "CR", "ZX", "WX", "TS")
"""Changed in every run; all the others in the long one."""


@pytest.mark.parametrize("form", [
    pytest.param(one, marks=() if one.code in OFTEN else pytest.mark.long, id=one.code)
    for one in FORMS
])
def test_what_a_form_has_of_its_own_holds_for_new_records(admin: Session, form: Form) -> None:
    """All its rows of the page at once; refusals stand at a field and leave the rest."""
    rows = {one.partition(".")[2] for one in FORM_ROWS if one.startswith(f"{form.code}.")}
    part = choosing.parts(admin)[form.code]
    now = choosing.chosen(admin, part).values
    wanted = {one.key: other(form, one, now.get(one.key))
              for one in choices.questions(form) if one.key in rows}  # fmt: skip
    before = snapshot(admin.form(form.code))
    save(admin, part, wanted)
    after = choosing.chosen(admin, part).values
    old = choices.answers(form, revived(before, form))
    for key in wanted:
        assert after.get(key) != now.get(key) and old.get(key) == now.get(key), key


def test_what_cannot_be_changed_is_refused(admin: Session) -> None:
    """The page's last table: two people for deposits, the words rules read, acts on paper."""
    part = choosing.parts(admin)["CR"]
    form = BY_CODE["CR"]
    at = next(at for at, act in enumerate(form.acts) if act.name == "退押金")
    with pytest.raises(Refused) as refused:
        save(admin, part, {f"act_{at}_second": False})
    assert set(refused.value.problems) == {f"act_{at}_second"}
    assert f"act_{at}_signed" not in {one.key for one in choices.questions(form)}
