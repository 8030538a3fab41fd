"""What somebody with the key and a database tool could do to the journal, by kind.

`busy` makes a store with records, money, seals of two people; every forgery changes it inside the
caller's transaction, so that one store serves thousands: `forged` undoes it afterwards. A forgery
takes a `random.Random`; the same seed forges the same. `PUT_BACK` is the one that needs files.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db import journal, sealing, seals
from db.chain import COLUMNS, GENESIS, Head, row_hash
from db.clock import FixedClock
from db.fields import canonical
from db.keys import Keys
from db.session import Member, Session
from db.signing import new_signer
from db.store import FILE_NAME, Store
from db.tampering import Kind
from tests.db.made_office import NOW, Office, issue, make_office

ROUNDS, PLAIN = 6, 5
"""Shifts of `busy`, each ended with a seal; plain entries of each."""
_FORGET_SEALS = "UPDATE journal SET action = 'print' WHERE action IN ('seal', 'staff.key')"
_CONTENT = "seq, at, by, action, subject, body, records, acts, content"


class _Undone(Exception):
    """Takes the forgery back."""


@dataclass(frozen=True)
class Forgery:
    """do: forges · kinds: what it must be found as · alone: whether seals and chain show it without
    a head kept elsewhere · chain: whether the chain alone does."""

    do: Callable[[Store, random.Random], object]
    kinds: frozenset[Kind]
    alone: bool = True
    chain: bool = True


def busy(folder: Path) -> Office:
    """An office with two signing people, records and plain entries, sealed after every shift."""
    office = make_office(folder)
    people = [Member(no, "", ("前台",), new_signer(no)) for no in ("1001", "1002")]
    for shift in range(ROUNDS):
        work(office, shift, people[shift % 2])
    return office


def work(office: Office, shift: int, closer: Member) -> None:
    """Two records with money and some plain entries, then the seal of who closes the shift."""
    clock = FixedClock(NOW + shift)
    session = Session(office.store, office.keys, clock, {}, closer, office.dek)
    made = int(office.store.value("SELECT count(*) FROM record"))
    for sequence in (made + 1, made + 2):
        record = issue(office.store, sequence)
        with office.store.write() as db:
            db.execute_sql(
                "INSERT INTO money(record_id, lineage, way, purse, what, amount, method, at, day,"
                " by) VALUES (?, ?, 'taken', '收费', '工本费', ?, '现金', ?, '2026-11-21', '1001')",
                (record, record, 500 * sequence, NOW),
            )
    for at in range(PLAIN):
        with office.store.write():
            session.journal("print", f"FX-2026-{at + 1:06}", {"nth": shift})
    with office.store.write():
        sealing.seal(session, None)


@contextmanager
def forged(store: Store, name: str, seed: int) -> Iterator[Forgery]:
    """The store with the forgery of that name in it, for the block."""
    one = FORGERIES[name]
    try:
        with store.write() as db:
            for (trigger,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                db.execute_sql(f"DROP TRIGGER {trigger}")
            db.execute_sql("PRAGMA defer_foreign_keys = 1")
            one.do(store, random.Random(f"{name} {seed}"))
            yield one
            raise _Undone
    except _Undone:
        pass


def put_back(folder: Path, older: Path) -> None:
    """An older copy of the store's file takes its place, as a copied stick would bring it; nobody
    has the store open."""
    for name in (f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(older, folder / FILE_NAME)


def reopened(folder: Path) -> Store:
    """The store of `busy` once more."""
    return Store.open(folder, Keys.load(folder).unlock("1001", "moon", NOW))


# ---- by kind


def _edit(store: Store, chance: random.Random) -> None:
    """One cell of one row; now and then its own hash is made anew."""
    seq, last = _inner(store, chance), journal.head(store).seq
    column = chance.choice(("at", "by", "action", "subject", "body", "records", "acts", "content"))
    value: object = canonical({"forged": chance.random()})
    if column in ("at", "records", "acts"):
        value = int(store.value(f"SELECT {column} FROM journal WHERE seq = {seq}")) + 1
    store.db.execute_sql(f"UPDATE journal SET {column} = ? WHERE seq = ?", (value, seq))
    if chance.random() < 0.3 and seq < last and column in ("at", "by", "subject"):
        _rehash(store, seq)


def _edit_record(store: Store, chance: random.Random) -> None:
    """One cell of a record or an act that the journal sealed."""
    table, column = chance.choice((
        ("record", "body"), ("record", "issued_at"), ("record", "commitments"),
        ("act", "name"), ("act", "at"), ("act", "body"), ("act", "signer"),
    ))  # fmt: skip
    value: object = canonical({"forged": chance.random()})
    if column in ("issued_at", "at"):
        value = NOW + 1 + chance.randrange(10**6)
    row = chance.randint(1, 2 * ROUNDS)
    store.db.execute_sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row))


def _delete(store: Store, chance: random.Random) -> None:
    """One row or a few out of the middle; now and then those after it are numbered anew."""
    first, many = _inner(store, chance), chance.choice((1, 1, 2, 3))
    many = min(many, journal.head(store).seq - first)
    store.db.execute_sql(
        "DELETE FROM journal WHERE seq >= ? AND seq < ?", (first, first + many)
    )
    if chance.random() < 0.5:
        _move(store, first, -many)


def _insert(store: Store, chance: random.Random) -> None:
    """A row put in, with a hash that fits or not; those after it are numbered anew."""
    seq = _inner(store, chance)
    _move(store, seq, 1)
    before = _row(store, seq - 1)
    row = (
        seq, before[1], "1001", "print", "FX-2026-000001", canonical({"nth": chance.random()}),
        before[6], before[7], "", before[10],
    )  # fmt: skip
    hash_ = row_hash(row) if chance.random() < 0.5 else f"{chance.getrandbits(256):064x}"
    marks = ",".join("?" * 11)
    store.db.execute_sql(f"INSERT INTO journal({COLUMNS}) VALUES ({marks})", (*row, hash_))


def _swap(store: Store, chance: random.Random) -> None:
    """Two rows change places, or only what is written in them."""
    one, other = sorted(chance.sample(range(2, journal.head(store).seq), 2))
    if chance.random() < 0.5:
        for old, new in ((one, -1), (other, one), (-1, other)):
            store.db.execute_sql("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))
        return
    rows = {seq: _row(store, seq) for seq in (one, other)}
    for seq, content in ((one, rows[other]), (other, rows[one])):
        store.db.execute_sql(
            "UPDATE journal SET at = ?, by = ?, action = ?, subject = ?, body = ?, records = ?,"
            " acts = ?, content = ? WHERE seq = ?", (*content[1:9], seq),
        )


def _rechain(store: Store, chance: random.Random) -> None:
    """A row that a seal covers is changed and every hash from there on made anew."""
    last = seals.last(store)
    assert last is not None
    rewrite(store, chance.randint(1, last.seq), chance)


def _rechain_unsealed(store: Store, chance: random.Random) -> None:
    """The same, and no seal is left, nor what the journal says of them."""
    store.db.execute_sql("DELETE FROM journal_seal")
    store.db.execute_sql(_FORGET_SEALS)
    rewrite(store, 1, chance)


def _rechain_new_key(store: Store, chance: random.Random) -> None:
    """The same, and sealed anew with a key of the forger's own, brought in by the journal."""
    _rechain(store, chance)
    store.db.execute_sql("DELETE FROM journal_seal")
    store.db.execute_sql("DELETE FROM staff_key")
    store.db.execute_sql(_FORGET_SEALS)
    rewrite(store, 1, chance)
    forger = Member("1001", "", (), new_signer("1001"))
    keys = Keys({"demo": True, "store": "", "slots": {}}, store.folder)
    sealing.seal(Session(store, keys, FixedClock(NOW), {}, forger, b""), None)


def _truncate(store: Store, chance: random.Random) -> None:
    """Everything after a row is gone, from every table that tells of it; a seal with its entry."""
    last = chance.randint(1, journal.head(store).seq - 1)
    records, acts = _row(store, last)[6:8]
    for table, where, value in (
        ("journal_seal", "seq", last - 1), ("staff_key", "seq", last), ("journal", "seq", last),
        ("money", "record_id", records), ("personal", "record_id", records), ("act", "id", acts),
        ("record", "id", records),
    ):  # fmt: skip
        store.db.execute_sql(f"DELETE FROM {table} WHERE {where} > ?", (value,))
    if chance.random() < 0.5:
        store.db.execute_sql("UPDATE counter SET last = ?", (records,))


def _cut_journal(store: Store, chance: random.Random) -> None:
    """Only the journal's tail and its seals are gone, not what was done meanwhile."""
    last = chance.randint(1, journal.head(store).seq - PLAIN - 4)
    for table in ("journal_seal", "staff_key", "journal"):
        store.db.execute_sql(f"DELETE FROM {table} WHERE seq > ?", (last,))


def _forge_seal(store: Store, chance: random.Random) -> None:
    """A seal signed with a key that nobody has, in the name of somebody who has one."""
    seal = chance.choice(seals.every(store))
    signature = new_signer(seal.by).sign(seal.content)
    store.db.execute_sql(
        "UPDATE journal_seal SET signature = ? WHERE id = ?", (signature, seal.id)
    )


def _forge_seal_with_key(store: Store, chance: random.Random) -> None:
    """The last seal made anew with a key that was put beside the others without a word."""
    seal = seals.last(store)
    assert seal is not None
    forger = new_signer(seal.by)
    sealing.keep(store, forger, chance.randint(1, seal.seq), NOW)
    store.db.execute_sql("UPDATE journal_seal SET key = ? WHERE id = ?", (forger.key, seal.id))
    changed = seals.last(store)
    assert changed is not None
    signature = forger.sign(changed.content)
    store.db.execute_sql(
        "UPDATE journal_seal SET signature = ? WHERE id = ?", (signature, seal.id)
    )


def _drop_seals(store: Store, chance: random.Random) -> None:
    """The seals from one on are gone."""
    store.db.execute_sql("DELETE FROM journal_seal WHERE id >= ?", (chance.randint(1, ROUNDS),))


def _money(store: Store, chance: random.Random) -> None:
    """An amount in the ledger that was sealed."""
    store.db.execute_sql(
        "UPDATE money SET amount = amount + ? WHERE id = ?",
        (chance.randint(1, 10**6), chance.randint(1, 2 * ROUNDS)),
    )


def _behind(store: Store, chance: random.Random) -> None:
    """An act that no entry of the journal tells of."""
    store.db.execute_sql(
        "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
        " VALUES (?, 2, '放行', ?, '1001', '{}', '{}')", (chance.randint(1, 2 * ROUNDS), NOW),
    )


FORGERIES: dict[str, Forgery] = {
    "edit": Forgery(_edit, frozenset({Kind.EDITED})),
    "edit record": Forgery(_edit_record, frozenset({Kind.EDITED})),
    "delete": Forgery(_delete, frozenset({Kind.DELETED})),
    "insert": Forgery(_insert, frozenset({Kind.INSERTED})),
    "swap": Forgery(_swap, frozenset({Kind.SWAPPED})),
    "rechain": Forgery(_rechain, frozenset({Kind.RECHAINED}), chain=False),
    "rechain, seals dropped": Forgery(
        _rechain_unsealed, frozenset({Kind.RECHAINED}), alone=False, chain=False
    ),
    "rechain, sealed anew": Forgery(
        _rechain_new_key, frozenset({Kind.RECHAINED}), alone=False, chain=False
    ),
    "truncate": Forgery(
        _truncate, frozenset({Kind.CUT, Kind.OLD}), alone=False, chain=False
    ),
    "cut journal": Forgery(_cut_journal, frozenset({Kind.CUT})),
    "forge seal": Forgery(_forge_seal, frozenset({Kind.FORGED}), chain=False),
    "forge seal and key": Forgery(_forge_seal_with_key, frozenset({Kind.FORGED}), chain=False),
    "drop seals": Forgery(_drop_seals, frozenset({Kind.UNSEALED}), chain=False),
    "money": Forgery(_money, frozenset({Kind.TOTALS}), chain=False),
    "behind the journal": Forgery(_behind, frozenset({Kind.UNENTERED})),
}
"""By name. `verify(store, head)` with the head of before must find each as one of its `kinds`."""


# ---- by hand


def rewrite(store: Store, first: int, chance: random.Random) -> None:
    """Change what a row says and make every hash from it on anew, as a careful forger would."""
    store.db.execute_sql("UPDATE journal SET at = at + ? WHERE seq = ?",
                         (chance.randint(1, 10**6), first))
    rechain(store, first)


def rechain(store: Store, first: int) -> None:
    """Make the hashes from a row on anew."""
    before = store.value("SELECT hash FROM journal WHERE seq = ?", (first - 1,)) or GENESIS
    rows = store.rows(f"SELECT {_CONTENT} FROM journal WHERE seq >= ? ORDER BY seq", (first,))
    for row in rows:
        after = row_hash((*row, before))
        store.db.execute_sql("UPDATE journal SET previous = ?, hash = ? WHERE seq = ?",
                             (before, after, row[0]))
        before = after


def _rehash(store: Store, seq: int) -> None:
    row = _row(store, seq)
    store.db.execute_sql("UPDATE journal SET hash = ? WHERE seq = ?", (row_hash(row[:10]), seq))


def _move(store: Store, first: int, by: int) -> None:
    """Number the rows from one on anew."""
    store.db.execute_sql("UPDATE journal SET seq = -(seq + ?) WHERE seq >= ?", (by, first))
    store.db.execute_sql("UPDATE journal SET seq = -seq WHERE seq < 0")


def _inner(store: Store, chance: random.Random) -> int:
    """A row that is neither the first nor the last."""
    return chance.randint(2, journal.head(store).seq - 1)


def _row(store: Store, seq: int) -> tuple[object, ...]:
    (row,) = store.rows(f"SELECT {COLUMNS} FROM journal WHERE seq = ?", (seq,))
    return tuple(row)


def kept(store: Store) -> Head:
    """The head that was kept elsewhere: printed, in a backup's manifest, in the file beside."""
    return journal.head(store)
