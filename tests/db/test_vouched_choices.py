"""What the office has chosen is as the journal tells it: the program's own changes are, whatever
somebody with the key writes beside it is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from db import (
    addressees, choosing, demo, office, own_passwords, permitting, prices, records, staff,
    templates, vouched, vouched_choices,
)  # fmt: skip
from db.clock import FixedClock, instant
from db.session import Session, member
from forms import SETTINGS
from tests.db import demo_desk
from tests.db.demo_desk import DESK, DIRECTOR, FX, MONEY, Desk
from tests.db.test_vouched import ADMIN, forged

TEMPLATE = {"name": "三联收据", "spots": []}


@pytest.fixture(scope="module")
def chosen(estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An office that has changed one of everything, some of it back again; its administrator. One
    for all tests: what is forged is undone."""
    desk = Desk(demo_desk.copied(estate, tmp_path_factory.mktemp("chosen") / "数据"))
    desk.issue("FX", FX)
    session, second = desk.at(ADMIN), desk.at(DIRECTOR).member
    for key, value in {"arrears": "block", "file_days": 9, "lost_days": 8}.items():
        office.change(session, key, value)
    for key, value in (("file_days", None), ("office.name", "新名字")):
        office.change(session, key, value)
    prices.change(session, "塑封", {"amount": "3", "since": "今天"})
    prices.add(session, {"item": "新项目", "section": "打印", "measure": "张", "amount": "1",
                         "since": "今天"})
    form = session.form("FX")
    for values in (TEMPLATE, {**TEMPLATE, "name": "四联收据"}, None, TEMPLATE):
        templates.save(session, form, form.papers[0], values)
    with session.store.write():
        permitting.change(session, {"act:FX:主任盖章": ("主任", "值班主任")}, second)
        choosing.grant(session, {"export": ("前台",), "see:records": ("前台", "主任")}, second)
        addressees.approve(session, "FX", {
            "移动": ["a@example.com"], "移动（二部）": ["c@example.com"], "联通": [],
            "铁通（二部）": [],
        }, second)  # fmt: skip
    staff.change_roles(session, "1003", ("前台", "门岗"), second)
    own_passwords.change(session, DESK, "Blue-sky-1003", second)
    yield session
    desk.close()


def test_what_the_program_does_is_vouched_for(chosen: Session) -> None:
    """Changed, changed again, changed back, added, taken away; a template beside another."""
    assert vouched.differences(chosen) == []
    form = chosen.form("FX")
    for values in ({**TEMPLATE, "name": "大单"}, None, {**TEMPLATE, "name": "大单"}):
        templates.save(chosen, form, form.papers[0], values, slot=2)
    assert vouched.differences(chosen) == []


def test_forms_that_say_their_own_level_need_no_list_of_those_that_ever_were(
    chosen: Session,
) -> None:
    """Stores from before there was that list have such records and are sound."""
    loan = next(form for form in chosen.forms.values() if form.secrecy.startswith("="))
    said: list[list[str]] = []
    with pytest.raises(ZeroDivisionError), chosen.store.write() as db:
        db.execute_sql("INSERT INTO classified VALUES (1, 1)")
        for forms in (chosen.forms, {**chosen.forms, "FX": loan}):
            said.append(vouched_choices.differences(chosen.store, forms))
        raise ZeroDivisionError
    assert [SETTING in "".join(one) for one in said] == [True, False]


def test_a_demo_of_before_prices_were_journalled_is_no_forgery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a price was changed there, which the journal tells: that one must be there."""
    with monkeypatch.context() as before:
        before.setattr(prices, "journal", SimpleNamespace(append=lambda *told: None))
        before.setattr(demo, "STAFF", [one for one in demo.STAFF if one[0] in (DESK, MONEY)])
        made = demo.create(tmp_path, "demo9001", clock=FixedClock(instant(demo_desk.NOW)))
    session = made.session
    assert vouched_choices.differences(session.store, session.forms) == []
    records.issue(replace(session, member=member(session.store, DESK)), "FX", FX)
    prices.change(session, "塑封", {"amount": "3", "since": "今天"})
    assert vouched_choices.differences(session.store, session.forms) == []
    with forged(session.store, "UPDATE price SET amount = 1 WHERE set_by <> '1010'"):
        assert PRICE in "".join(vouched_choices.differences(session.store, session.forms))
    session.close()


SETTING, PRICE = "设置与日志里最后一次改的不同", "价目与日志里改过的不同"
PAD = "套打模板与日志登记的不同"
RIGHT, NEVER = "权限与日志里最后一次改的不同", "权限与程序带来的不同，日志里没有改过"
TWO = "两人复核的记录与日志登记的不同"


@pytest.mark.parametrize(("statement", "words"), [
    ("UPDATE setting SET value = '\"warn\"' WHERE key = 'arrears'", SETTING),
    ("DELETE FROM setting WHERE key = 'lost_days'", SETTING),
    ("INSERT INTO setting VALUES ('file_days', '30', 1, '9001')", SETTING),
    ("INSERT INTO setting VALUES ('vacant_items', '[]', 1, '9001')", SETTING),
    ("INSERT INTO setting VALUES ('form.FX', '{\"copies\":[]}', 1, '9001')", "物品放行条"),
    ("UPDATE setting SET value = '\"别的名字\"' WHERE key = 'office.name'", SETTING),
    ("INSERT INTO setting VALUES ('office.of_before', '{\"lost_days\":7}', 1, NULL)", SETTING),
    ("INSERT INTO classified VALUES (1, 1)", SETTING),
    ("UPDATE price SET amount = 1 WHERE set_by = '9001' AND item = '塑封'", PRICE),
    ("UPDATE price SET amount = 1 WHERE set_by IS NULL AND item = '塑封'", PRICE),
    ("UPDATE price SET since = '2020-01-01' WHERE item = '新项目'", PRICE),
    ("DELETE FROM price WHERE item = '新项目'", PRICE),
    ("INSERT INTO price(item, section, measure, amount, since, set_at) VALUES"
     " ('塑封', '打印', '张', 1, '2026-11-22', 1)", PRICE),
    ("UPDATE template SET body = replace(body, '三联', '两联') WHERE version = 4", PAD),
    ("UPDATE template SET body = NULL WHERE version = 4", PAD),
    ("DELETE FROM template WHERE version = 4", PAD),
    ("INSERT INTO template(form, paper, version, body, made_at, made_by)"
     " SELECT form, paper, 5, body, 1, '9001' FROM template WHERE version = 2", PAD),
    ("UPDATE template SET paper = '别的纸' WHERE instr(paper, char(10)) = 0", PAD),
    ("INSERT INTO permission VALUES ('门岗', 'export')", RIGHT),
    ("INSERT INTO permission VALUES ('门岗', 'destroy:approve')", NEVER),
    ("DELETE FROM permission WHERE role = '主任' AND action = 'see:journal'", NEVER),
    ("INSERT INTO permission VALUES ('门岗', 'act:FX:值班主任签字')", NEVER),
    ("DELETE FROM permission WHERE action = 'issue:FX'", NEVER),
    ("UPDATE setting SET value = replace(value, 'a@', 'b@') WHERE key = 'consignment.approved'",
     "报送给谁与日志里复核过的不同：移动"),
    ("UPDATE approval SET checker = '1002' WHERE what = 'staff.roles'", TWO),
    ("DELETE FROM approval WHERE what = 'permission'", TWO),
    ("INSERT INTO approval(what, maker, checker, at, spent)"
     " VALUES ('export.full', '1003', '1001', 1, 1)", TWO),
    ("UPDATE approval SET spent = 0 WHERE what = 'permission'", "还开着"),
])  # fmt: skip
def test_what_the_journal_says_otherwise_is_named(
    chosen: Session, statement: str, words: str
) -> None:
    """One thing each, in the words of what it is; put back, nothing is left to say."""
    with forged(chosen.store, statement):
        (found,) = vouched.differences(chosen)
        assert words in found and found.endswith("。")


def test_a_setting_is_named_as_people_call_it(chosen: Session) -> None:
    """Not by its key."""
    with forged(chosen.store, "UPDATE setting SET value = '\"warn\"' WHERE key = 'arrears'"):
        (found,) = vouched.differences(chosen)
        assert SETTINGS["arrears"].field.label in found and "arrears" not in found


def test_rights_of_another_version_are_no_fault(chosen: Session) -> None:
    """A form's roles as a record of the store was made under are what the program then gave."""
    store = chosen.store
    before = store.value("SELECT body FROM declaration WHERE code = 'FX'")
    declared = json.loads(before)
    declared["issued_by"] = ["前台"]
    with forged(store, "DELETE FROM permission WHERE action = 'issue:FX' AND role <> '前台'"):
        assert len(vouched.differences(chosen)) == 1
        store.db.execute_sql(
            "INSERT INTO declaration(hash, code, body) VALUES ('x', 'FX', ?)",
            (json.dumps(declared, ensure_ascii=False),),
        )
        (found,) = vouched.differences(chosen)
        assert "表单定义" in found
