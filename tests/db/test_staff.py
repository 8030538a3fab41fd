"""Members of staff: they come, change, get a new password and leave; nobody is deleted."""

from __future__ import annotations

from typing import Any

import pytest

from db import demo, leaving, own_passwords, records, staff
from db.clock import FixedClock, instant
from db.errors import Environment, Refused
from db.example import example
from db.keys import FirstPassword
from db.session import Member, Session, identify, open_session
from forms.roles import ADMINISTRATOR
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, NOW, Desk
from tests.db.permissions import permit

ADMIN = "9001"


def log_in(desk: Desk, no: str, password: str) -> Member:
    """Who logs in with that."""
    clock = FixedClock(instant(NOW))
    session = open_session(desk.folder, no, password, clock=clock, check=False)
    session.close()
    return session.member


def director(desk: Desk) -> Member:
    """Who approves what takes two."""
    return desk.at(DIRECTOR).member


def fresh(desk: Desk) -> Session:
    """The administrator, with the keys as they stand in the file."""
    desk.close()
    return desk.at(ADMIN)


def test_a_new_member_logs_in_and_works(desk: Desk) -> None:
    """With the roles given, and under the right name."""
    made = staff.add(desk.at(ADMIN), "１１０１", " 欧阳䶮 ", ("前台", "门岗"), "yu-ye-1101", own=True)
    assert made == Member("1101", "欧阳䶮", ("前台", "门岗"))
    assert log_in(desk, "1101", "yu-ye-1101") == made
    assert desk.issue("FX", FX, no="1101").issued_by == made


@pytest.mark.parametrize("no, name, roles, paths", [
    ("", "王虚构", ("前台",), {"staff"}),
    ("10-1", "王虚构", ("前台",), {"staff"}),
    ("1" * 13, "王虚构", ("前台",), {"staff"}),
    ("1101", "", ("前台",), {"name"}),
    ("1101", "王虚构", (), {"roles"}),
    ("1101", "王虚构", ("店小二",), {"roles"}),
    ("1003", "王虚构", ("前台",), {"staff"}),
    ("\ud800", "\x00", (), {"staff", "name", "roles"}),
])
def test_a_wrong_entry_is_refused_with_every_problem(
    desk: Desk, no: str, name: str, roles: tuple[str, ...], paths: set[str]
) -> None:
    """And leaves no key behind."""
    before = list(desk.at(ADMIN).keys.staff)
    with pytest.raises(Refused) as refused:
        staff.add(desk.at(ADMIN), no, name, roles, "yu-ye-1101")
    assert set(refused.value.problems) == paths
    assert desk.at(ADMIN).keys.staff == before


def test_other_roles_from_now_on(desk: Desk) -> None:
    """The next thing they do is judged by them."""
    staff.change_roles(desk.at(ADMIN), DESK, ("保洁班长",), director(desk))
    assert log_in(desk, DESK, demo.password_of(DESK)).roles == ("保洁班长",)
    with pytest.raises(Refused, match="不能开物品放行条"):
        desk.issue("FX", FX)


def test_the_last_administrator_stays(desk: Desk) -> None:
    """Neither another role nor leaving; with a second one either goes."""
    for other in [row["no"] for row in staff.everybody(desk.at(ADMIN))]:
        if other != ADMIN and ADMINISTRATOR in _roles(desk, str(other)):
            staff.change_roles(desk.at(ADMIN), str(other), ("前台",), director(desk))
    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        staff.change_roles(desk.at(ADMIN), ADMIN, ("前台",))
    with pytest.raises(Refused, match="不能给自己办离职"):
        staff.retire(desk.at(ADMIN), ADMIN)
    staff.change_roles(desk.at(ADMIN), DUTY, (ADMINISTRATOR,), director(desk))
    staff.retire(desk.at(DUTY), ADMIN)
    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        staff.change_roles(desk.at(DUTY), DUTY, ("前台",))


def test_nobody_else_sends_the_last_administrator_away(desk: Desk) -> None:
    """Not even a director whom the office lets manage staff."""
    session = desk.at(ADMIN)
    permit(session.store, "主任", "staff")
    everybody = [str(row["no"]) for row in staff.everybody(session)]
    administrators = [no for no in everybody if ADMINISTRATOR in _roles(desk, no)]
    for no in administrators[:-1]:
        staff.retire(desk.at(DIRECTOR), no)
    with pytest.raises(Refused, match="至少要留一位系统管理员"):
        staff.retire(desk.at(DIRECTOR), administrators[-1])


def _roles(desk: Desk, no: str) -> Any:
    return next(row["roles"] for row in staff.everybody(desk.at(ADMIN)) if row["no"] == no)


def test_a_new_password_and_not_the_old_one(desk: Desk) -> None:
    """By an administrator for anybody, by everybody for themselves."""
    own_passwords.change(desk.at(ADMIN), DESK, "xin-mi-ma", director(desk))
    with pytest.raises(FirstPassword):
        log_in(desk, DESK, "xin-mi-ma")
    with pytest.raises(Environment):
        log_in(desk, DESK, demo.password_of(DESK))
    own_passwords.change(desk.at(DUTY), DUTY, "zi-ji-gai")
    assert log_in(desk, DUTY, "zi-ji-gai").no == DUTY
    with pytest.raises(Refused):
        own_passwords.change(desk.at(DUTY), DESK, "hai-ren")
    with pytest.raises(Refused, match="没有工号 7777"):
        own_passwords.change(desk.at(ADMIN), "7777", "x", director(desk))


def test_who_leaves_is_locked_out_and_keeps_the_name(desk: Desk) -> None:
    """The number is never given to another."""
    made = desk.issue("FX", FX)
    staff.retire(desk.at(ADMIN), DESK)
    with pytest.raises(Environment):
        log_in(desk, DESK, demo.password_of(DESK))
    assert DESK not in [row["no"] for row in staff.everybody(desk.at(ADMIN))]
    assert DESK in [row["no"] for row in staff.everybody(desk.at(ADMIN), retired=True)]
    assert made.issued_by.name == "李敏"
    with pytest.raises(Refused, match="离职的工号也不能再用"):
        staff.add(desk.at(ADMIN), DESK, "新人", ("前台",), "yu-ye-1101")
    with pytest.raises(Refused):
        staff.retire(desk.at(ADMIN), DESK)


def test_every_change_is_journalled_without_a_password(desk: Desk) -> None:
    """Who changed whom."""
    session = desk.at(ADMIN)
    staff.add(session, "1101", "王虚构", ("前台",), "mi-ma-1101")
    staff.change_roles(session, "1101", ("门岗",), director(desk))
    own_passwords.change(session, "1101", "mi-ma-1102", director(desk))
    staff.retire(session, "1101")
    rows = session.store.rows(
        "SELECT action, by, body FROM journal WHERE subject = '1101' ORDER BY seq"
    )
    assert [(action, by) for action, by, _ in rows] == [
        ("staff.add", ADMIN), ("staff.roles", ADMIN), ("staff.password", ADMIN),
        ("staff.retire", ADMIN),
    ]  # fmt: skip
    assert "mi-ma" not in str(rows)


def test_a_second_person_is_known_by_number_and_password(desk: Desk) -> None:
    """Without ending the session; a wrong one is counted like a log-in."""
    session = fresh(desk)
    assert identify(session, DUTY, demo.password_of(DUTY)).name == "王建国"
    for _ in range(5):
        with pytest.raises(Environment):
            identify(session, DUTY, "falsch")
    with pytest.raises(Environment, match="分钟"):
        identify(session, DUTY, demo.password_of(DUTY))


def test_what_a_leaver_has_in_hand_is_named(desk: Desk) -> None:
    """A complaint is in the hands of whoever took it, written with number and name."""
    session = desk.at(DESK)
    taken = records.issue(session, "TS", example(session, "TS")).record
    assert taken.standing.holder == session.member.words
    held = leaving.in_hand(desk.at(ADMIN), DESK)
    assert held.records == (taken.number,)
    assert leaving.in_hand(desk.at(ADMIN), DUTY).records == ()
    assert taken.number in held.words
