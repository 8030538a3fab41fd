"""What stands beside the journal and was changed without it: the rules of the file itself, used
declarations, who works here, orders of destruction, and what the office has chosen
(`db.vouched_choices`).

The chain seals records and acts. These tables change by the program's hand only, with an entry of
the journal each time; so whatever differs from the last entry was changed by somebody with the key
and a database tool.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from sqlcipher3 import dbapi2 as sqlcipher

from . import migrations, vouched_choices
from .session import Session
from .store import Store

_SCHEMA = (
    "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"
)
_KINDS = {"table": "表", "index": "索引", "trigger": "守着数据的规矩", "view": "视图"}


def differences(session: Session) -> list[str]:
    """What is wrong, as sentences for people; [] if all is as the journal says."""
    store = session.store
    return [
        *_rules(store), *_declarations(store), *_people(store), *_orders(store),
        *vouched_choices.differences(store, session.forms),
    ]


def _rules(store: Store) -> list[str]:
    """Tables and triggers that are gone, changed, or of somebody else's making."""
    found = {(kind, name): sql for kind, name, sql in store.rows(_SCHEMA)}
    wanted = _usual(store.schema())
    wrong = [
        f"{_KINDS.get(kind, kind)} {name} {_what((kind, name) in found, (kind, name) in wanted)}"
        for kind, name in sorted({*found, *wanted})
        if found.get((kind, name)) != wanted.get((kind, name))
    ]
    return [f"数据文件自己的规矩被动过：{'、'.join(wrong[:3])}等 {len(wrong)} 处。"] if wrong else []


def _what(is_there: bool, is_usual: bool) -> str:
    return "被改过" if is_there and is_usual else "是添上的" if is_there else "没有了"


@lru_cache(maxsize=2)
def _usual(version: int) -> dict[tuple[str, str], str]:
    """The schema as the program makes it."""
    made = sqlcipher.connect(":memory:")
    try:
        for step in migrations.STEPS[:version]:
            for statement in step:
                made.execute(statement)
        return {(kind, name): sql for kind, name, sql in made.execute(_SCHEMA)}
    finally:
        made.close()


def _declarations(store: Store) -> list[str]:
    """Snapshots are filed under their own hash."""
    wrong = [
        code for code, digest, body in store.rows("SELECT code, hash, body FROM declaration")
        if hashlib.sha256(body.encode("utf-8", "replace")).hexdigest() != digest
    ]
    return [f"已用过的表单定义被改动过：{'、'.join(sorted(set(wrong)))}。"] if wrong else []


def _people(store: Store) -> list[str]:
    """Roles as last journalled; who left stays away. Of whom the journal says nothing (the first
    administrator, a demo's) only what it does not say is left out."""
    roles: dict[str, list[str]] = {}
    left: set[str] = set()
    for action, no, body in store.rows(
        "SELECT action, subject, body FROM journal"
        " WHERE action IN ('staff.add', 'staff.roles', 'staff.retire') ORDER BY seq"
    ):
        told = json.loads(body)
        if action == "staff.retire":
            left.add(no)
        else:
            roles[no] = told.get("new", told.get("roles"))
    wrong = []
    for no, kept, active in store.rows("SELECT no, roles, active FROM staff ORDER BY no"):
        if no in roles and roles[no] is not None and json.loads(kept) != roles[no]:
            wrong.append(f"{no} 的岗位与日志里最后一次改的不同。")
        if bool(active) == (no in left):
            wrong.append(f"{no} {'又能登录了' if active else '不在职了'}，日志里没有。")
    return wrong


def _orders(store: Store) -> list[str]:
    """Values may be gone only by an order that the journal tells of, with as many things on it."""
    rows = store.rows("""
        SELECT r.number FROM destruction_order o JOIN record r ON r.id = o.record_id
        WHERE o.approved_by IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM destruction d JOIN destruction_item i ON i.destruction_id = d.id
            JOIN journal done ON done.action = 'destroy' AND done.subject = d.number
            JOIN journal said ON said.action = 'destroy.propose' AND said.subject = d.number
            WHERE d.number = o.why AND i.kind = 'record' AND i.ref = o.record_id
            AND said.body ->> 'items' =
                (SELECT count(*) FROM destruction_item x WHERE x.destruction_id = d.id)
        ) ORDER BY r.id""")
    return [f"{number} 的个人信息没有了，日志里没有这样的销毁单。" for (number,) in rows[:5]]
