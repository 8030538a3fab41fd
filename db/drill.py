"""The drill of the recovery code: once a year it is typed from the paper and must open the store.

Nothing is changed by it; that it was done is journalled.
"""

from __future__ import annotations

from db.errors import Environment
from db.keys import Keys
from db.session import Session
from db.store import Store

ACTION = "recovery.drill"
DAYS = 365
"""After so many days it is due again (docs/handbook.md §6 [C])."""
_DAY_MS = 86_400_000


def drill(session: Session, code: str) -> None:
    """See that the code opens this store; journalled.

    Raises Refused for a code that was mistyped, Environment for one that does not open the store;
    then nothing is journalled, as nothing was proved. Takes some time: for a thread.
    """
    session.require("staff", "演练恢复码")
    dek = Keys.load(session.store.folder).unlock_recovery(code)
    if dek != session.dek:
        raise Environment("key", "这个恢复码打不开现在的数据。请换数据钥匙，会给出新的恢复码。")
    Store.open(session.store.folder, dek, readonly=True, check=False).close()
    with session.store.write():
        session.journal(ACTION, None, {})


def last(store: Store) -> int | None:
    """When it was done last (ms), None for never."""
    found = store.value("SELECT max(at) FROM journal WHERE action = ?", (ACTION,))
    return None if found is None else int(found)


def due(store: Store, now: int) -> bool:
    """Whether a year has gone by since the last one, or since the store was made."""
    since = last(store) or int(store.value("SELECT at FROM journal ORDER BY seq LIMIT 1") or now)
    return now - since >= DAYS * _DAY_MS
