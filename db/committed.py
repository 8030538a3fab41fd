"""Personal values stand apart from what the journal seals; that holds a commitment to each.

A commitment is salted, so it tells nothing, and the value can be destroyed without a break.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable

from .fields import canonical
from .store import Store
from .tampering import Finding, Kind

SOME = 4096
"""So many rows between two words about progress."""


def commit_value(value: object, salt: bytes) -> str:
    """The salted SHA-256 (hex) that stands for a personal value; `salt` is 16 random bytes."""
    return _commit(canonical(value).encode("utf-8"), salt)


def _commit(text: bytes, salt: bytes) -> str:
    return hmac.digest(salt, text, "sha256").hex()


def personal(store: Store, progress: Callable[[int], object]) -> Finding | None:
    """Compare personal values with the commitments in their record or act, both ways: what is wrong
    first. Inside the caller's transaction."""
    rows = store.each(
        "SELECT p.record_id, p.path, CAST(p.value AS BLOB), p.salt, p.commitment,"
        " ifnull(CASE WHEN p.act_id IS NULL THEN r.commitments ELSE a.commitments END, '{}')"
        " FROM personal p LEFT JOIN record r ON r.id = p.record_id"
        " LEFT JOIN act a ON a.id = p.act_id AND a.record_id = p.record_id ORDER BY p.id"
    )
    for done, (record_id, path, value, salt, commitment, commitments) in enumerate(rows):
        written = f'"{path}":"{commitment}"' in commitments and _commit(value, salt) == commitment
        if not written and not (
            json.loads(commitments).get(path) == commitment
            == commit_value(json.loads(value), salt)
        ):
            number = store.value("SELECT number FROM record WHERE id = ?", (record_id,))
            return Finding(f"{number} 的个人信息（{path}）被改动过。", Kind.EDITED)
        if not done % SOME:
            progress(done)
    return _missing(store) if _promised(store) != _kept(store) else None


_DESTROYED = "(SELECT record_id FROM destruction_order WHERE approved_by IS NOT NULL)"


def _promised(store: Store) -> int:
    """So many values there must be, of all that was not destroyed."""
    return sum(
        store.value(
            f"SELECT count(*) FROM {table} o, json_each(o.commitments)"
            f" WHERE o.{column} NOT IN {_DESTROYED}"
        ) for table, column in (("record", "id"), ("act", "record_id"))
    )  # fmt: skip


def _kept(store: Store) -> int:
    """So many there are, each counted once."""
    found = store.value(
        "SELECT count(*) FROM (SELECT DISTINCT record_id, ifnull(act_id, 0), path FROM personal"
        f" WHERE record_id NOT IN {_DESTROYED})"
    )
    return int(found)


def _missing(store: Store) -> Finding | None:
    """The first value that is gone without an approved order."""
    rows = store.rows("""
        SELECT r.number, c.key FROM (
            SELECT id AS record_id, 0 AS act_id, commitments FROM record
            UNION ALL SELECT record_id, id, commitments FROM act
        ) o JOIN record r ON r.id = o.record_id, json_each(o.commitments) c
        WHERE NOT EXISTS (SELECT 1 FROM personal p WHERE p.record_id = o.record_id
            AND ifnull(p.act_id, 0) = o.act_id AND p.path = c.key)
        AND NOT EXISTS (SELECT 1 FROM destruction_order d
            WHERE d.record_id = o.record_id AND d.approved_by IS NOT NULL)
        ORDER BY r.id LIMIT 1""")
    for number, path in rows:
        words = f"{number} 的个人信息（{path}）不见了，却没有经批准的销毁单。"
        return Finding(words, Kind.DELETED)
    return None
