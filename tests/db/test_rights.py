"""Who may do what: every role against every action, and what is not named is denied."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import (
    backup, drafts, gate, office, own_passwords, prints, records, register, rights, staff,
)  # fmt: skip
from db.errors import Environment, Refused
from db.session import Member, Session, identify
from forms import DECLARED
from forms.roles import ADMINISTRATOR, OWNERSHIP, RIGHTS, ROLES
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, NOW, Desk
from views import cli_forms

ROOT = Path(__file__).parents[2]
ACTIONS = sorted(
    {action for form in DECLARED for _, action in rights.defaults(form)} | set(OWNERSHIP)
)


def declared(role: str, action: str) -> bool:
    """What the declarations and the list of rights say, read by hand."""
    if action in OWNERSHIP:
        return role in OWNERSHIP[action]
    verb, code, *name = action.split(":")
    form = next(form for form in DECLARED if form.code == code)
    return role in (form.issued_by if verb == "issue" else form.act(name[0]).roles)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_do_what_was_declared_and_nothing_else(desk: Desk, role: str) -> None:
    """The whole matrix, asked of the store itself."""
    store = desk.at().store
    for action in ACTIONS:
        assert rights.allowed(store, (role,), action) == declared(role, action), action


def test_every_right_that_is_asked_for_is_listed_and_has_its_word() -> None:
    """A right that nobody lists would be denied to all, one without a word not be seen."""
    asked = re.compile(r"""(?:\.(?:may|require)\(|^RIGHT = |^RIGHT, WHAT = )"([a-z:]+)\"""", re.M)
    found = {
        right for room in ("db", "views") for file in (ROOT / room).rglob("*.py")
        for right in asked.findall(file.read_text("utf-8"))
    }
    assert {"see:statistics", "see:unit", "settings", "daybook"} <= found
    assert found <= set(OWNERSHIP) and list(RIGHTS) == list(OWNERSHIP)


@pytest.mark.parametrize("action", [
    "issue:XX", "act:FX", "act:FX:飞", "issue:", "", "staff ", "STAFF", "gate%", "issue:FX' OR 1=1",
])
def test_what_nobody_named_is_denied_to_all(desk: Desk, action: str) -> None:
    """Also to the administrator, and to somebody without a role or with all of them."""
    store = desk.at().store
    for roles in ((ADMINISTRATOR,), (), ROLES, ("店小二",)):
        assert not rights.allowed(store, roles, action)
    assert rights.holders(store, action) == ()


def test_several_roles_add_up(desk: Desk) -> None:
    """One of them is enough."""
    store = desk.at().store
    assert rights.allowed(store, ("维修员", "门岗"), "act:FX:放行")
    assert not rights.allowed(store, ("维修员", "保洁班长"), "act:FX:放行")
    assert rights.holders(store, "act:FX:值班主任签字") == ("值班主任",)


def by_role(desk: Desk) -> dict[str, Session]:
    """A session for each role."""
    return {role: desk.at().acting_as(Member("9999", "某人", (role,))) for role in ROLES}


def test_issuing_and_every_act_of_a_slip_ask_for_the_right(desk: Desk) -> None:
    """Each role tries each act on a record where it is open: refused in words, or done."""
    made = desk.signed()
    fresh = desk.issue("FX", FX)
    for role, session in by_role(desk).items():
        for act in made.form.acts:
            target = made if act.name in made.seen.open else fresh
            if act.name not in target.seen.open or role in act.roles:
                continue
            with pytest.raises(Refused, match="不能办|不能代记"):
                records.act(session, target.number, act.name, {})
        if role not in made.form.issued_by:
            with pytest.raises(Refused, match="不能开物品放行条"):
                records.issue(session, "FX", FX)
            with pytest.raises(Refused, match="不能代记"):
                records.act(session, fresh.number, "值班主任签字", signer="王建国")


GUARDED: dict[str, Callable[[Session, Any, Path], object]] = {
    "gate": lambda session, made, folder: gate.examine(session, made.number),
    "staff": lambda session, made, folder: staff.add(session, "7", "新人", ("前台",), "x"),
    "staff roles": lambda session, made, folder: staff.change_roles(session, GUARD, ("门岗",)),
    "staff password": lambda session, made, folder: own_passwords.change(session, GUARD, "x"),
    "staff leaves": lambda session, made, folder: staff.retire(session, GUARD),
    "settings": lambda session, made, folder: office.change(session, "arrears", "off"),
    "issue:FX": lambda session, made, folder: prints.keep(session, made, "放行条", "{}"),
}


@pytest.mark.parametrize("what", GUARDED)
def test_every_guarded_call_refuses_those_without_the_right(
    desk: Desk, tmp_path: Path, what: str
) -> None:
    """Nothing is done for them."""
    made = desk.issue("FX", FX)
    right = what.split()[0]
    before = desk.at().store.value("SELECT max(seq) FROM journal")
    for role, session in by_role(desk).items():
        if not declared(role, right):
            with pytest.raises(Refused) as refused:
                GUARDED[what](session, made, tmp_path)
            assert f"（{role}）不能" in str(refused.value)
    assert desk.at().store.value("SELECT max(seq) FROM journal") == before


def test_numbers_of_persons_are_shown_to_those_who_need_them(desk: Desk) -> None:
    """docs/handbook.md §6; the register masks them for everybody."""
    made = desk.issue("FX", FX)
    for role, session in by_role(desk).items():
        seen = cli_forms.shown_record(session, made.number)["values"]
        full = declared(role, "see:personal")
        assert (seen["carrier_id"]["number"] == "E12345678") is full, role
        assert (seen["phone"] == "13800138000") is full, role
        (row,) = register.entries(session, "FX")
        assert "E12345678" not in str(row) and "13800138000" not in str(row)


def test_everybody_may_keep_drafts_of_their_own_only(desk: Desk) -> None:
    """Nobody reads another's."""
    drafts.save(desk.at(DESK), "FX", {"unit": "1-101"})
    assert drafts.load(desk.at("1004"), "FX") is None
    assert drafts.codes(desk.at(DUTY)) == []


def test_a_backup_is_for_those_who_hold_the_right(desk: Desk) -> None:
    """The right as declared; the store's own call is behind it."""
    assert {role for role in ROLES if declared(role, "backup")} == {
        ADMINISTRATOR, "前台", "主任", "总经理"
    }
    session = desk.at(DIRECTOR)
    session.require("backup", "备份")
    made = backup.make(session.store, session.keys, session.clock.now())
    assert made.verified
    with pytest.raises(Refused, match="不能备份"):
        desk.at(GUARD).require("backup", "备份")


def test_who_has_left_can_neither_act_nor_countersign(desk: Desk) -> None:
    """The key is gone, and so is the name from the list of the living."""
    made = desk.signed()
    staff.retire(desk.at("9001"), DUTY)
    with pytest.raises(Environment):
        desk.at(DUTY, NOW)
    with pytest.raises((Environment, Refused)):
        identify(desk.at(), DUTY, f"demo{DUTY}")
    assert made.acts[0].by == DUTY
