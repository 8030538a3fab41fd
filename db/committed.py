"""Personal values stand apart from what the journal seals; that holds a commitment to each.

A commitment is salted, so it tells nothing, and the value can be destroyed without a break.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable

from .chain import SEALED
from .fields import canonical
from .store import Store
from .tampering import Finding, Kind

SOME = 1024
"""So many rows are judged together, and between two words about progress."""
_SALT = 16
"""Bytes of a salt."""

_OWNERS = (
    " p LEFT JOIN record r ON r.id = p.record_id"
    " LEFT JOIN act a ON a.id = p.act_id AND a.record_id = p.record_id"
)
_WRITTEN = "ifnull(CASE WHEN p.act_id IS NULL THEN r.commitments ELSE a.commitments END, '{}')"
_SPAN = (
    "SELECT count(*), max(p.id), max(p.record_id), CAST(group_concat(p.value, char(10)) AS BLOB),"
    " CAST(group_concat(p.salt, '') AS BLOB), group_concat(p.commitment, char(10)),"
    f" sum(length(p.salt) = {_SALT} AND"
    f" instr({_WRITTEN}, '\"' || p.path || '\":\"' || p.commitment || '\"'))"
    f" FROM (SELECT * FROM personal WHERE id > ? ORDER BY id LIMIT ?){_OWNERS}"
)
"""The query for so many values after one: how many, the last and its record, then each column as
one text, last how many stand in their record or act as it is written there."""
_BY_ROW = (
    f"SELECT p.record_id, p.path, p.value, p.salt, p.commitment, {_WRITTEN}"
    f" FROM personal{_OWNERS} WHERE p.id > ? AND p.id <= ? ORDER BY p.id"
)
# What HMAC (RFC 2104) makes of a key that is shorter than a block of 64 bytes.
_INNER, _OUTER = (bytes(one ^ pad for one in range(256)) for pad in (0x36, 0x5C))
_INNER_REST, _OUTER_REST = (bytes([pad]) * (64 - _SALT) for pad in (0x36, 0x5C))


def commit_value(value: object, salt: bytes) -> str:
    """The salted SHA-256 (hex) that stands for a personal value; `salt` is 16 random bytes."""
    return hmac.digest(salt, canonical(value).encode("utf-8"), "sha256").hex()


class Values:
    """Personal values compared with the commitments in their record or act, both ways, beside a
    walk of the journal: what it has just read need not be read again.

    done: so many were compared.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        lowest = store.value("SELECT min(id) FROM personal")
        self._last, self._reached = (lowest or 0) - 1, 0
        self._found: Finding | None = None
        self._until, self._promised, self.done = (0, 0), 0, 0

    def upto(self, until: tuple[int, int]) -> None:
        """Compare those of the records and acts up to these: what is wrong is told in the end."""
        for table, first, last in zip(SEALED, self._until, until, strict=True):
            self._promised += self._store.value(
                "SELECT ifnull(sum(length(commitments)"
                " - length(replace(commitments, '\":\"', ''))), 0) / 3"
                f" FROM {table} WHERE id > ? AND id <= ?", (first, last),
            )
        self._until = until
        while self._reached <= until[0] and self._compared():
            pass

    def rest(self, progress: Callable[[int], object]) -> Finding | None:
        """Compare those that are left: what is wrong first, None if all is well."""
        while self._compared():
            progress(self.done)
        if self._found is None and self._promised - _destroyed(self._store) != _kept(self._store):
            return _missing(self._store)
        return self._found

    def _compared(self) -> bool:
        """Compare some more; whether there were any and all were well."""
        if self._found is not None:
            return False
        (row,) = self._store.rows(_SPAN, (self._last, SOME))
        count, last, reached, *columns, written = row
        if not count:
            return False
        if written != count or not _fit(*columns):
            self._found = self._by_row(last)
        self._last, self._reached, self.done = last, reached, self.done + count
        return self._found is None

    def _by_row(self, last: int) -> Finding | None:
        """The same one by one up to one, by what was promised."""
        for record_id, path, value, salt, commitment, commitments in self._store.each(
            _BY_ROW, (self._last, last)
        ):
            promised = json.loads(commitments).get(path)
            if not promised == commitment == commit_value(json.loads(value), salt):
                number = self._store.value("SELECT number FROM record WHERE id = ?", (record_id,))
                return Finding(f"{number} 的个人信息（{path}）被改动过。", Kind.EDITED)
        return None


def _fit(values: bytes, salts: bytes, commitments: str) -> bool:
    """Whether every value has its commitment: `commit_value` of many at once."""
    sha256 = hashlib.sha256
    inner, outer = salts.translate(_INNER), salts.translate(_OUTER)
    made = [
        sha256(
            outer[at : at + _SALT] + _OUTER_REST
            + sha256(inner[at : at + _SALT] + _INNER_REST + value).digest()
        ).hexdigest()
        for at, value in zip(range(0, len(salts), _SALT), values.split(b"\n"), strict=False)
    ]  # fmt: skip
    return "\n".join(made) == commitments


_DESTROYED = "(SELECT record_id FROM destruction_order WHERE approved_by IS NOT NULL)"


def _destroyed(store: Store) -> int:
    """So many values need not be there, as they were destroyed."""
    return sum(
        store.value(
            f"SELECT count(*) FROM {table} o, json_each(o.commitments)"
            f" WHERE o.{column} IN {_DESTROYED}"
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
