"""The append-only journal: a hash chain over everything that was done in the store.

Each row's hash covers the row, the hash before it, and the records and acts that were added since
the row before (all their columns; personal values through their commitments). So append to the
journal last in a transaction. A chain alone cannot show that its tail was cut off: compare with a
head kept elsewhere (backup manifest, signed handover sheet).
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .fields import canonical
from .store import Store

GENESIS = "0" * 64
# The columns of schema version 1: a later ADD COLUMN must not change what was sealed before.
_SEALED = {
    "record": (
        "id, number, code, year, sequence, declaration, unit_id, issued_at, issued_day, issued_by,"
        " body, commitments, hangs_on, replaces, copied_from"
    ),
    "act": "id, record_id, position, name, at, by, second, signer, body, commitments",
}
_COLUMNS = "seq, at, by, action, subject, body, records, acts, content, previous, hash"


class Head(NamedTuple):
    """The last row: its number (0 for none) and hash."""

    seq: int
    hash: str


def append(
    store: Store,
    at: int,
    by: str | None,
    action: str,
    subject: str | None,
    body: Mapping[str, Any],
) -> int:
    """Add a row inside the caller's `store.write()`; its number.

    `at` is UTC milliseconds, `by` a staff number, `subject` mostly a record's number, `body` JSON
    without personal values. Call it last: it seals the records and acts written so far. Raises
    `RuntimeError` outside a transaction.
    """
    if not store.db.in_transaction():
        raise RuntimeError("journal.append needs the caller's transaction")
    last = store.rows("SELECT seq, hash, records, acts FROM journal ORDER BY seq DESC LIMIT 1")
    seq, previous, records, acts = last[0] if last else (0, GENESIS, 0, 0)
    number = int(seq) + 1
    seals = hashlib.sha256()
    after = [records, acts]
    for index, table in enumerate(_SEALED):
        for row in _cursor(store, _after(table), (after[index],)):
            after[index] = row[0]
            seals.update(_line(table, row))
    content = seals.hexdigest() if after != [records, acts] else ""
    row = (number, at, by, action, subject, canonical(body), *after, content, previous)
    with store.reading() as db:
        db.execute_sql(
            f"INSERT INTO journal({_COLUMNS}) VALUES ({','.join('?' * 11)})", (*row, _hash(row))
        )
    return number


def head(store: Store) -> Head:
    """The last row's number and hash."""
    rows = store.rows("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
    return Head(*rows[0]) if rows else Head(0, GENESIS)


def verify(store: Store, anchor: Head | None = None) -> str | None:
    """None if all is well, else in Chinese the first row that was tampered with.

    Finds rows that were edited, deleted, inserted, swapped or put in another order, changed
    records and acts, and personal values that do not fit their commitments or are gone without
    an approved order. With an `anchor` also a journal that was cut off or replaced.
    """
    with store.reading() as db, db.atomic():
        return _chain(store, anchor) or _personal(store)


def commit_value(value: object, salt: bytes) -> str:
    """The salted SHA-256 (hex) that stands for a personal value; `salt` is 16 random bytes."""
    return hmac.digest(salt, canonical(value).encode("utf-8"), "sha256").hex()


def _chain(store: Store, anchor: Head | None) -> str | None:
    """Walk the journal together with the records and acts that it seals."""
    streams = {table: _Sealed(store, table) for table in _SEALED}
    before, marks = Head(0, GENESIS), (0, 0)
    met = anchor is None or anchor == before
    for row in _cursor(store, f"SELECT {_COLUMNS} FROM journal ORDER BY seq"):
        if row[0] != before.seq + 1:
            return f"日志第 {before.seq + 1} 条缺失。"
        if row[9] != before.hash or row[10] != _hash(row[:10]):
            return f"日志第 {row[0]} 条被改动过，或前后次序被调换。"
        seals = hashlib.sha256()
        for (table, stream), until in zip(streams.items(), row[6:8], strict=True):
            for sealed in stream.upto(until):
                seals.update(_line(table, sealed))
        if row[8] != (seals.hexdigest() if row[6:8] != marks else ""):
            return f"日志第 {row[0]} 条（{row[4] or row[3]}）登记的单据或手续被改动过。"
        before, marks = Head(row[0], row[10]), row[6:8]
        met = met or before == anchor
    if any(stream.next is not None for stream in streams.values()):
        return f"日志第 {before.seq} 条之后有未经登记的单据或手续。"
    if not met and anchor is not None:
        return f"日志与留存的第 {anchor.seq} 条不符，可能被截断或换成了旧数据。"
    return None


def _personal(store: Store) -> str | None:
    """Compare personal values with the commitments in their record or act, both ways."""
    present = (
        "SELECT r.number, p.path, p.value, p.salt, p.commitment,"
        " CASE WHEN p.act_id IS NULL THEN r.commitments ELSE a.commitments END"
        " FROM personal p LEFT JOIN record r ON r.id = p.record_id"
        " LEFT JOIN act a ON a.id = p.act_id AND a.record_id = p.record_id ORDER BY p.id"
    )
    for number, path, value, salt, commitment, commitments in _cursor(store, present):
        promised = json.loads(commitments or "{}").get(path)
        if promised != commitment or promised != commit_value(json.loads(value), salt):
            return f"{number} 的个人信息（{path}）被改动过。"
    missing = """
        SELECT r.number, c.key FROM (
            SELECT id AS record_id, 0 AS act_id, commitments FROM record
            UNION ALL SELECT record_id, id, commitments FROM act
        ) o JOIN record r ON r.id = o.record_id, json_each(o.commitments) c
        WHERE NOT EXISTS (SELECT 1 FROM personal p WHERE p.record_id = o.record_id
            AND ifnull(p.act_id, 0) = o.act_id AND p.path = c.key)
        AND NOT EXISTS (SELECT 1 FROM destruction_order d
            WHERE d.record_id = o.record_id AND d.approved_by IS NOT NULL)
        ORDER BY r.id LIMIT 1"""
    for number, path in _cursor(store, missing):
        return f"{number} 的个人信息（{path}）不见了，却没有经批准的销毁单。"
    return None


class _Sealed:
    """The rows of a sealed table in the order of their ids, with a look at the next one."""

    def __init__(self, store: Store, table: str) -> None:
        self._rows = iter(_cursor(store, _after(table), (0,)))
        self.next = next(self._rows, None)

    def upto(self, until: int) -> Iterator[tuple[Any, ...]]:
        """The rows up to and including the id `until`."""
        while self.next is not None and self.next[0] <= until:
            yield self.next
            self.next = next(self._rows, None)


def _after(table: str) -> str:
    """The query for the sealed columns of the rows after an id."""
    return f"SELECT {_SEALED[table]} FROM {table} WHERE id > ? ORDER BY id"


def _cursor(
    store: Store, sql: str, parameters: tuple[object, ...] = ()
) -> Iterable[tuple[Any, ...]]:
    """Rows one by one: a long journal does not fit into memory twice."""
    rows: Iterable[tuple[Any, ...]] = store.db.execute_sql(sql, parameters)
    return rows


def _line(table: str, row: tuple[Any, ...]) -> bytes:
    """What a sealed row contributes to the content hash."""
    return (canonical([table, *row]) + "\n").encode("utf-8")


def _hash(row: tuple[Any, ...]) -> str:
    """The hash of a journal row without its hash; the hash before it is part of the row."""
    return hashlib.sha256(canonical(list(row)).encode("utf-8")).hexdigest()
