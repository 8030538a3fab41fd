"""The append-only journal: a hash chain over everything that was done in the store.

Each row's hash covers the row, the hash before it, and the records and acts that were added since
the row before (all their columns; personal values through their commitments). So append to the
journal last in a transaction. A chain alone cannot show that its tail was cut off: compare with a
head kept elsewhere (`db.anchors`, backup manifest, signed handover sheet). What seals are stands in
`db.seals`, what a broken chain tells in `db.tampering`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from . import anchors
from .anchors import head_of as head
from .chain import COLUMNS, GENESIS, SEALED, Head, row_hash, sealed_after, sealed_line
from .fields import canonical
from .store import Store
from .tampering import Finding
from .committed import commit_value
from .verifying import verify

__all__ = ["GENESIS", "Finding", "Head", "append", "commit_value", "head", "verify"]


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
    for index, table in enumerate(SEALED):
        for row in store.each(sealed_after(table), (after[index],)):
            after[index] = row[0]
            seals.update(sealed_line(table, row))
    content = seals.hexdigest() if after != [records, acts] else ""
    row = (number, at, by, action, subject, canonical(body), *after, content, previous)
    with store.reading() as db:
        db.execute_sql(
            f"INSERT INTO journal({COLUMNS}) VALUES ({','.join('?' * 11)})", (*row, row_hash(row))
        )
    store.after_commit(anchors.keep)
    return number
