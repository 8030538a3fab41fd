"""Which content hash a row of the journal must have, where an order of destruction has taken words
out of the records and acts that it seals (written by `db.redacting`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .fields import canonical
from .store import Store

SINCE = 7
"""The schema's version that brought the table."""


def fitting(store: Store, seq: int) -> str:
    """The content hash that a row of the journal must have: of the latest order, else its own."""
    return str(store.value(
        "SELECT ifnull((SELECT x.content FROM redaction x WHERE x.seq = j.seq"
        " ORDER BY x.destruction_id DESC LIMIT 1), j.content) FROM journal j WHERE j.seq = ?",
        (seq,),
    ))  # fmt: skip


def digest(told: Iterable[tuple[int, str]]) -> str:
    """What the journal's entry of an order holds: the hash of every (row, content hash)."""
    return hashlib.sha256(canonical([[*one] for one in sorted(told)]).encode()).hexdigest()


def every(store: Store) -> tuple[dict[int, str], dict[str, str]]:
    """By row of the journal the content hash of today; by number of an order the digest that its
    entry must have. Nothing in a store of before."""
    if store.schema() < SINCE:
        return {}, {}
    latest: dict[int, str] = {}
    orders: dict[str, list[tuple[int, str]]] = {}
    for seq, content, number in store.rows(
        "SELECT x.seq, x.content, d.number FROM redaction x"
        " JOIN destruction d ON d.id = x.destruction_id ORDER BY x.destruction_id"
    ):
        latest[seq] = content
        orders.setdefault(number, []).append((seq, content))
    return latest, {number: digest(told) for number, told in orders.items()}
