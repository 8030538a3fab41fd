"""Sealing the journal: at each shift close and each close of the books, with the closer's key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import journal, seals
from .chain import GENESIS
from .fields import canonical
from .seals import Seal
from .signing import Signer
from .store import Store

if TYPE_CHECKING:
    from .session import Session

ACTION, KEY = "seal", "staff.key"


def is_known(store: Store, signer: Signer) -> bool:
    """Whether the store has the public half of the key."""
    return store.value("SELECT 1 FROM staff_key WHERE id = ?", (signer.key,)) is not None


def keep(store: Store, signer: Signer, seq: int, at: int) -> None:
    """Keep the public half of a key, inside the transaction at hand.

    `seq` is the row of the journal that introduced it: its subject (or who did it) is the owner,
    its body has the key's id under "key". `at` is UTC milliseconds.
    """
    store.db.execute_sql(
        "INSERT INTO staff_key(id, staff, public, seq, at) VALUES (?, ?, ?, ?, ?)",
        (signer.key, signer.staff, signer.public, seq, at),
    )


def admit(store: Store, signer: Signer | None, at: int) -> None:
    """See that the store knows somebody's key from now on; journalled where it is new."""
    if signer is None or store.readonly or is_known(store, signer):
        return
    with store.write():
        if not is_known(store, signer):
            seq = journal.append(store, at, signer.staff, KEY, signer.staff, {"key": signer.key})
            keep(store, signer, seq, at)


def seal(session: Session, subject: str | None) -> Seal | None:
    """Seal the head of the journal with the key of who acts, inside the transaction at hand.

    None where they have none at hand. `subject` is the record that is the occasion. Called last:
    what follows in the transaction is not covered.
    """
    store, signer, at = session.store, session.member.signer, session.clock.now()
    if signer is None:
        return None
    admit(store, signer, at)
    head, before = journal.head(store), seals.last(store)
    made = Seal(
        before.id + 1 if before else 1, head.seq, head.hash, at, signer.staff, signer.key, subject,
        _totals(store, before), before.digest if before else GENESIS, b"",
    )  # fmt: skip
    signature = signer.sign(made.content)
    made = replace(made, signature=signature)
    store.db.execute_sql(
        "INSERT INTO journal_seal(id, seq, hash, at, by, key, subject, totals, previous, signature)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (made.id, made.seq, made.hash, at, made.by, made.key, subject, canonical(made.totals),
         made.previous, signature),
    )  # fmt: skip
    session.journal(ACTION, subject, {"seal": made.id, "digest": made.digest})
    return made


def _totals(store: Store, before: Seal | None) -> dict[str, int]:
    """What there is in all: that of the seal before and what has come since."""
    held = dict(before.totals) if before else {}
    found = seals.money_between(store, held.get("entry", 0), None)
    totals = {key: one if key == "entry" else held.get(key, 0) + one for key, one in found.items()}
    marks = store.rows(
        "SELECT records, acts FROM journal WHERE seq = ?", (before.seq if before else 0,)
    )
    for table, after in zip(("record", "act"), marks[0] if marks else (0, 0), strict=True):
        since = store.value(f"SELECT count(*) FROM {table} WHERE id > ?", (after,))
        totals[f"{table}s"] = held.get(f"{table}s", 0) + int(since)
    return totals
