"""What somebody with the key changes beside the journal is named; what the program does is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from db import permitting, staff, vouched
from db.errors import Refused
from db.store import Store
from tests.db.demo_desk import DIRECTOR, FX, Desk

ADMIN = "9001"


class _Undone(Exception):
    """Takes it back."""


@contextmanager
def forged(store: Store, *statements: str) -> Iterator[None]:
    """The store as a database tool leaves it, its triggers put back as they were."""
    triggers = store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    try:
        with store.write() as db:
            db.execute_sql("PRAGMA defer_foreign_keys = 1")
            for name, _ in triggers:
                db.execute_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                db.execute_sql(statement)
            for _, sql in triggers:
                db.execute_sql(sql)
            yield
            raise _Undone
    except _Undone:
        pass


def test_what_the_program_does_is_vouched_for(desk: Desk) -> None:
    """Issued, added, other roles, left, rights changed: nothing to say."""
    desk.issue("FX", FX)
    session = desk.at(ADMIN)
    second = desk.at(DIRECTOR).member
    staff.add(session, "1090", "吴新来", ("前台",), "Blue-sky-1090")
    staff.change_roles(session, "1090", ("门岗",), second)
    staff.retire(session, "1090")
    with session.store.write():
        permitting.change(session, {"act:FX:主任盖章": ("主任", "值班主任")}, second)
    assert vouched.differences(session) == []


@pytest.mark.parametrize(("statement", "words"), [
    ("UPDATE staff SET roles = '[\"主任\"]' WHERE no = '1090'", "1090 的岗位与日志里最后一次改的不同"),
    ("UPDATE staff SET active = 1, retired_at = NULL WHERE no = '1091'", "1091 又能登录了"),
    ("UPDATE staff SET active = 0, retired_at = 1 WHERE no = '1090'", "1090 不在职了"),
    ("INSERT INTO permission VALUES ('前台', 'act:FX:主任盖章')", "act:FX:主任盖章"),
    ("UPDATE declaration SET body = replace(body, '值班主任签字', '值班主任签名')", "表单定义被改动过：FX"),
    ("DROP INDEX record_day", "索引 record_day 没有了"),
    ("CREATE VIEW record_day_of AS SELECT 1", "view record_day_of 是添上的"),
])  # fmt: skip
def test_what_the_journal_says_otherwise_is_named(
    desk: Desk, statement: str, words: str
) -> None:
    """Whether or not the triggers were put back."""
    session = desk.at(ADMIN)
    desk.issue("FX", FX)
    for no in ("1090", "1091"):
        staff.add(session, no, "吴新来", ("前台",), "Blue-sky-1090")
    staff.retire(session, "1091")
    with session.store.write():
        wanted = {"act:FX:主任盖章": ("主任", "值班主任")}
        permitting.change(session, wanted, desk.at(DIRECTOR).member)
    with forged(session.store, statement):
        (found,) = vouched.differences(session)
        assert words.replace("view ", "") in found
    assert vouched.differences(session) == []


def test_a_trigger_less_is_named(desk: Desk) -> None:
    """The file's own rules are part of it."""
    session = desk.at(ADMIN)
    with pytest.raises(_Undone), session.store.write() as db:
        db.execute_sql("DROP TRIGGER journal_no_delete")
        (found,) = vouched.differences(session)
        assert "journal_no_delete 没有了" in found
        raise _Undone


def test_values_destroyed_by_nobodys_order_are_named(desk: Desk) -> None:
    """An approved row alone, beside the journal, is no order; also one in another order's name."""
    session = desk.at(ADMIN)
    number = desk.issue("FX", FX).number
    order = (
        "INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at, approved_by,"
        " approved_at) VALUES (1, 'XH-2026-0001', '1005', 1, '1001', 2)"
    )
    with forged(session.store, order, "DELETE FROM personal WHERE record_id = 1"):
        (found,) = vouched.differences(session)
        assert found == f"{number} 的个人信息没有了，日志里没有这样的销毁单。"


def test_who_checks_is_told(desk: Desk) -> None:
    """As part of the journal."""
    from db import checking

    session = desk.at(ADMIN)
    with forged(session.store, "CREATE TABLE beside(a)"):
        assert "beside 是添上的" in checking.findings(session)["journal"]
    with pytest.raises(Refused):
        checking.check(desk.at("2001"))
