"""The table of permissions as it is read, changed by two, explained; and what the store refuses."""

from __future__ import annotations

import json
from typing import Any

import peewee
import pytest

from db import approving, choosing, matrix, office, permitting, rights
from db.errors import Refused
from db.session import Member, Session
from forms.roles import ROLES
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, Desk

ADMIN = "9001"
STAMP = "act:FX:主任盖章"


def change(desk: Desk, second: str | None, **wanted: Any) -> list[str]:
    """Change the stamp's line as the administrator."""
    session = desk.at(ADMIN)
    seen = {STAMP: matrix.read(session).held[STAMP]}
    who = desk.at(second).member if second else None
    return matrix.save(session, {STAMP: frozenset(wanted["roles"])}, seen, who)


def test_every_right_of_every_form_stands_in_it_once(desk: Desk) -> None:
    """What the store knows to be an action is a line, under the form's title."""
    found = matrix.read(desk.at(ADMIN))
    lines = [action for group in found.groups for action, _ in group.lines]
    assert len(lines) == len(set(lines))
    granted = {action for (action,) in desk.at().store.rows("SELECT action FROM permission")}
    passed_on = {
        f"act:{form.code}:{act.name}" for form in desk.forms for act in form.acts
        if act.passed_only
    }  # fmt: skip
    assert granted - passed_on <= set(lines)
    assert found.held == found.defaults
    slip = next(group for group in found.groups if group.code == "FX")
    assert slip.title == "物品放行条" and slip.lines[0] == ("issue:FX", "开单")


def test_only_who_keeps_staff_or_settings_reads_it(desk: Desk) -> None:
    for role in ROLES:
        session = desk.at().acting_as(Member("1003", "某人", (role,)))
        if session.may("staff") or session.may("settings"):
            assert matrix.read(session).groups
        else:
            with pytest.raises(Refused, match="不能看权限表"):
                matrix.read(session)


def test_it_changes_with_a_second_person_and_is_journalled(desk: Desk) -> None:
    """At once, for old records too; with who might before, and both names."""
    assert change(desk, DIRECTOR, roles=("主任", "值班主任")) == [STAMP]
    session = desk.at(ADMIN)
    assert rights.holders(session.store, STAMP) == ("主任", "值班主任")
    ((by, body),) = session.store.rows("SELECT by, body FROM journal WHERE action = 'permission'")
    told = json.loads(body)
    assert (by, told["second"], told["old"]) == (ADMIN, DIRECTOR, ["主任"])
    assert sorted(told["new"]) == ["主任", "值班主任"]
    made = desk.issue("FX", FX)
    assert set(made.form.act("主任盖章").roles) == {"主任", "值班主任"}
    part = choosing.parts(session)["FX"]
    assert "值班主任" in str(choosing.chosen(session, part).values)


@pytest.mark.parametrize("second, words", [
    (None, "须第二人复核"), (ADMIN, "复核人不能是本人"), (DESK, "李敏不能复核改权限"),
    (DUTY, "王建国不能复核"),
])
def test_without_a_fit_second_person_nothing_changes(
    desk: Desk, second: str | None, words: str
) -> None:
    before = desk.at().store.value("SELECT max(seq) FROM journal")
    with pytest.raises(Refused, match=words) as refused:
        change(desk, second, roles=("主任", "值班主任"))
    assert set(refused.value.problems) == {approving.NEEDED}
    store = desk.at().store
    assert rights.holders(store, STAMP) == ("主任",)
    assert store.value("SELECT max(seq) FROM journal") == before
    assert store.value("SELECT count(*) FROM approval") == 0


def test_what_somebody_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    session = desk.at(ADMIN)
    seen = {STAMP: matrix.read(session).held[STAMP]}
    change(desk, DIRECTOR, roles=("值班主任",))
    with pytest.raises(Refused, match="刚刚有人改过"):
        matrix.save(session, {STAMP: frozenset({"前台"})}, seen, desk.at(DIRECTOR).member)


def test_nothing_that_changes_nothing_needs_anybody(desk: Desk) -> None:
    assert change(desk, None, roles=("主任",)) == []


def _sql(session: Session, sql: str, *values: Any) -> None:
    with session.store.write() as db:
        db.execute_sql(sql, values)


@pytest.mark.parametrize("sql", [
    "INSERT INTO permission VALUES ('门岗', 'act:FX:主任盖章')",
    "INSERT OR REPLACE INTO permission VALUES ('门岗', 'act:FX:主任盖章')",
    "DELETE FROM permission WHERE action = 'act:FX:主任盖章'",
    "UPDATE permission SET role = '门岗' WHERE action = 'act:FX:主任盖章'",
    "INSERT INTO approval(what, maker, checker, at) VALUES ('permission', '9001', '9001', 1)",
    "INSERT INTO approval(what, maker, checker, at) VALUES ('permission', '9001', '7777', 1)",
    "INSERT INTO approval(what, maker, checker, at, spent)"
    " VALUES ('permission', '9001', '1001', 1, 1)",
])
def test_the_store_itself_refuses_what_one_person_does_alone(desk: Desk, sql: str) -> None:
    """Whoever writes: no trigger, no second person, no change."""
    session = desk.at(ADMIN)
    with pytest.raises(peewee.DatabaseError):
        _sql(session, sql)
    assert rights.holders(session.store, STAMP) == ("主任",)


def test_an_approval_is_spent_once_and_never_altered(desk: Desk) -> None:
    change(desk, DIRECTOR, roles=("值班主任",))
    session = desk.at(ADMIN)
    for sql in (
        "DELETE FROM approval", "UPDATE approval SET spent = 0",
        "UPDATE approval SET checker = '1005'",
        "DELETE FROM permission WHERE action = 'act:FX:主任盖章'",
    ):
        with pytest.raises(peewee.DatabaseError):
            _sql(session, sql)


@pytest.mark.parametrize("action", ["permission", "staff.roles", "staff.password", "export.bulk"])
def test_the_journal_takes_no_entry_of_one_alone(desk: Desk, action: str) -> None:
    session = desk.at(ADMIN)
    with pytest.raises(peewee.DatabaseError, match="第二人"):
        with session.store.write():
            session.journal(action, "1003", {})


def test_why_somebody_may_is_said_in_words(desk: Desk) -> None:
    """By which role, since when, by whom; and why not."""
    session = desk.at(ADMIN)
    told = matrix.why(session, DIRECTOR, STAMP)
    assert told == "1001 刘志远 能办物品放行条的“主任盖章”，因为岗位有主任；从第一天起就是这样。"
    assert "不能" in matrix.why(session, DESK, STAMP) and "给了主任" in matrix.why(session, DESK, STAMP)
    change(desk, DIRECTOR, roles=("前台",))
    assert "2026-11-21 10:42 由工号 9001 改成现在这样" in matrix.why(session, DESK, STAMP)
    with session.store.write():
        permitting.change(session, {"issue:FX": ()}, desk.at(DIRECTOR).member)
    assert "没有给任何岗位" in matrix.why(session, DESK, "issue:FX")
    assert office.own(session.store, "form.FX") is not None
