"""The seals of the journal: heads that a member of staff signed, and whether they are genuine.

A seal covers the head of the chain, what there was in all at that moment (records, acts, the money
of the ledger) and the seal before it. Reads only; `db.sealing` makes them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .chain import GENESIS, Head
from .fields import canonical
from .signing import genuine
from .store import Store
from .tampering import Finding, Kind

MONEY = ("entries", "entry", "taken", "refunded", "forfeited")
"""Of the ledger up to a seal: how many entries, the last one's row, 分 by way."""
_SELECT = (
    "SELECT s.id, s.seq, s.hash, s.at, s.by, s.key, s.subject, s.totals, s.previous, s.signature,"
    " k.public, k.staff, k.seq FROM journal_seal s LEFT JOIN staff_key k ON k.id = s.key"
)


@dataclass(frozen=True)
class Seal:
    """A seal: number, the head that it is of, when (UTC ms), who, their key, the record that was
    the occasion, totals, digest of the seal before; the key's owner and the row it came with."""

    id: int
    seq: int
    hash: str
    at: int
    by: str
    key: str
    subject: str | None
    totals: Mapping[str, int]
    previous: str
    signature: bytes
    public: bytes | None = None
    owner: str | None = None
    since: int | None = None

    @property
    def content(self) -> bytes:
        """What is signed."""
        return canonical([
            "qiantai seal", self.id, self.seq, self.hash, self.at, self.by, self.key, self.subject,
            dict(self.totals), self.previous,
        ]).encode("utf-8")  # fmt: skip

    @property
    def digest(self) -> str:
        """What the next seal, and the journal, know of this one."""
        return hashlib.sha256(self.content + self.signature).hexdigest()


def every(store: Store) -> list[Seal]:
    """All seals in the order of their numbers."""
    return [_seal(row) for row in store.rows(f"{_SELECT} ORDER BY s.id")]


def last(store: Store) -> Seal | None:
    """The newest seal, None before the first."""
    rows = store.rows(f"{_SELECT} ORDER BY s.id DESC LIMIT 1")
    return _seal(rows[0]) if rows else None


def _seal(row: tuple[Any, ...]) -> Seal:
    seal = Seal(*row)
    return replace(seal, totals=json.loads(row[7]))


def forged(seals: Sequence[Seal]) -> Finding | None:
    """The first seal that nobody's key made, or that does not follow the one before it."""
    previous, seq = GENESIS, 0
    for number, seal in enumerate(seals, 1):
        where = f"日志第 {seal.seq} 条上的封章（第 {seal.id} 次）"
        if seal.id != number:
            return Finding(f"日志的第 {number} 次封章不见了。", Kind.UNSEALED, seal.seq)
        if seal.public is None or seal.owner != seal.by or (seal.since or 0) > seal.seq:
            return Finding(f"{where}用的不是 {seal.by} 的签名钥匙，是假的。", Kind.FORGED, seal.seq)
        if not genuine(seal.public, seal.signature, seal.content):
            return Finding(f"{where}的签名不对，是假的或被改动过。", Kind.FORGED, seal.seq)
        if seal.previous != previous or seal.seq <= seq:
            words = f"{where}接不上前一次封章，前面的封章被换过。"
            return Finding(words, Kind.FORGED, seal.seq)
        previous, seq = seal.digest, seal.seq
    return None


def broken(seal: Seal, hash_: str, fitting: Head) -> Finding | None:
    """Whether the chain has another hash where it was sealed; `fitting`: the last sealed head that
    still fits."""
    if seal.hash == hash_:
        return None
    words = (
        f"日志第 {fitting.seq + 1} 到 {seal.seq} 条之间被改动过，后面重新接过链："
        f"{seal.by} 封的第 {seal.id} 次章对不上。"
    )
    return Finding(words, Kind.RECHAINED, seal.seq)


def money_between(store: Store, after: int, upto: int | None) -> dict[str, int]:
    """`MONEY` of the ledger's rows after one, up to another (None: all)."""
    sums = ", ".join(
        f"ifnull(sum(CASE way WHEN '{way}' THEN amount END), 0)" for way in MONEY[2:]
    )
    last_one = "" if upto is None else " AND id <= ?"
    values = (after, after) if upto is None else (after, after, upto)
    (row,) = store.rows(
        f"SELECT count(*), ifnull(max(id), ?), {sums} FROM money WHERE id > ?{last_one}", values
    )
    return dict(zip(MONEY, row, strict=True))


def uneven(store: Store, seals: Sequence[Seal]) -> Finding | None:
    """The first seal whose money is not that of the ledger."""
    before = dict.fromkeys(MONEY, 0)
    for seal in seals:
        found = money_between(store, before["entry"], seal.totals["entry"])
        found = {key: one if key == "entry" else before[key] + one for key, one in found.items()}
        if any(found[key] != seal.totals[key] for key in MONEY):
            words = f"日志第 {seal.seq} 条封章时账上的合计与现在的账不符，账被改动过。"
            return Finding(words, Kind.TOTALS, seal.seq)
        before = found
    return None
