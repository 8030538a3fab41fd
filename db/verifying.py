"""Judging the journal: walk the chain with the records and acts it seals, its seals, and the heads
that were kept elsewhere; say what was done to it first, and where."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import numbering, redactions
from . import seals as judging
from .chain import COLUMNS, GENESIS, SEALED, Head, row_hash, sealed_after, sealed_line
from .fields import canonical
from .seals import Seal
from .store import Store
from .tampering import Finding, Kind, diagnose, read

_SEALS_SINCE = 6
"""The schema's version that brought the seals."""


def verify(store: Store, *anchors: Head, seals: bool = True) -> Finding | None:
    """None if all is well, else in Chinese what was done to the data first, and where.

    Finds rows that were edited, deleted, inserted, swapped; changed records and acts; a chain made
    anew and seals that are false or gone; personal values that do not fit their commitments or are
    gone without an approved order. With `anchors`, heads that were kept elsewhere, also a journal
    that was cut off or replaced by an older one. `seals` False leaves them out of account: to show
    what they are for.
    """
    with store.reading() as db, db.atomic():
        return _walked(store, anchors, seals) or _personal(store)


def commit_value(value: object, salt: bytes) -> str:
    """The salted SHA-256 (hex) that stands for a personal value; `salt` is 16 random bytes."""
    return hmac.digest(salt, canonical(value).encode("utf-8"), "sha256").hex()


def _walked(store: Store, anchors: Sequence[Head], seals: bool) -> Finding | None:
    """Walk the journal together with the records and acts that it seals."""
    walk = _Walk(store, anchors, seals)
    if seals and (false := judging.forged(walk.seals)):
        return false
    for row in store.each(f"SELECT {COLUMNS} FROM journal ORDER BY seq"):
        if found := walk.step(row):
            return found
    return walk.end()


class _Walk:
    """How far the chain was followed: the last row, and what is to be met on the way."""

    def __init__(self, store: Store, anchors: Sequence[Head], seals: bool) -> None:
        self._store = store
        self._streams = {table: _Sealed(store, table) for table in SEALED}
        self._before, self._marks = Head(0, GENESIS), (0, 0)
        self._judges = seals and store.schema() >= _SEALS_SINCE
        self.seals = judging.every(store) if self._judges else []
        self._redacted, self._orders = redactions.every(store)
        self._sealed = {seal.seq: seal for seal in self.seals}
        self._noted: set[int] = set()
        self._fitting = self._before
        self._keys = {seal.since: seal for seal in self.seals}
        self._anchors = anchors
        self._kept = {one.seq: [kept for kept in anchors if kept.seq == one.seq]
                      for one in anchors if one.seq}  # fmt: skip
        self._unplaced = [one.hash for one in anchors if not one.seq and one.hash != GENESIS]

    def step(self, row: tuple[Any, ...]) -> Finding | None:
        """Take in the next row; what is wrong with it."""
        seq, before = row[0], self._before
        if seq != before.seq + 1 or row[9] != before.hash or row[10] != row_hash(row[:10]):
            return diagnose(self._store, row, before.hash, before.seq + 1)
        content = hashlib.sha256()
        for (table, stream), until in zip(self._streams.items(), row[6:8], strict=True):
            for sealed in stream.upto(until):
                content.update(sealed_line(table, sealed))
        wanted = self._redacted.get(seq, row[8])
        if wanted != (content.hexdigest() if row[6:8] != self._marks else ""):
            words = f"日志第 {seq} 条（{row[4] or row[3]}）登记的单据或手续被改动过。"
            return Finding(words, Kind.EDITED, seq)
        self._before, self._marks = Head(seq, row[10]), row[6:8]
        return self._met(row)

    def _met(self, row: tuple[Any, ...]) -> Finding | None:
        """What stands at this row: an anchor, a seal, the news of a seal or of a key."""
        seq, hash_ = row[0], row[10]
        if row[3] == "destroy" and row[4] in self._orders:
            if json.loads(row[5]).get("redaction") == self._orders[row[4]]:
                del self._orders[row[4]]
        seal = self._sealed.get(seq)
        if seal is not None:
            if found := judging.broken(seal, hash_, self._fitting) or self._counted(seal):
                return self._only_it(row, seal.hash) or found
            self._fitting = self._before
        for anchor in self._kept.get(seq, ()):
            if not hash_.startswith(anchor.hash):
                return self._only_it(row, anchor.hash) or _replaced(anchor)
        if self._unplaced:
            self._unplaced = [one for one in self._unplaced if not hash_.startswith(one)]
        if self._judges and row[3] == "seal":
            return self._noted_seal(seq, json.loads(row[5]))
        if seq in self._keys and json.loads(row[5]).get("key") != self._keys[seq].key:
            words = f"签名钥匙 {self._keys[seq].key[:8]} 不是日志第 {seq} 条登记的，是假的。"
            return Finding(words, Kind.FORGED, self._keys[seq].seq)
        return None

    def end(self) -> Finding | None:
        """What was not met."""
        last = self._before
        ahead = [one for one in self._anchors if one.seq > last.seq]
        loose = any(stream.next is not None for stream in self._streams.values())
        if ahead:
            traces = loose or any(seq > last.seq for seq in self._sealed)
            return _shorter(self._store, last, ahead, traces)
        if self._unplaced:
            words = "日志里没有这个日志码：抄错了，或日志被截断、改过、换成了旧数据。"
            return Finding(words, Kind.OLD)
        cut = next((seq for seq in self._sealed if seq >= last.seq), 0)
        if cut:
            words = f"日志在第 {last.seq} 条以后被截断：第 {cut} 条的封章还在，记着它的那一条没有了。"
            return Finding(words, Kind.CUT, last.seq + 1)
        if self._orders:
            number = next(iter(self._orders))
            words = f"销毁单 {number} 改过的单据与日志登记的不符：有单据被改动过。"
            return Finding(words, Kind.EDITED)
        if loose:
            words = f"日志第 {last.seq} 条之后有未经登记的单据或手续。"
            return Finding(words, Kind.UNENTERED, last.seq + 1)
        extra = next((seal for seal in self.seals if seal.id not in self._noted), None)
        if extra is not None:
            words = f"第 {extra.id} 次封章在日志里没有登记，是假的。"
            return Finding(words, Kind.FORGED, extra.seq)
        return judging.uneven(self._store, self.seals)

    def _counted(self, seal: Seal) -> Finding | None:
        counts = {f"{table}s": stream.count for table, stream in self._streams.items()}
        if all(seal.totals[key] == count for key, count in counts.items()):
            return None
        words = f"日志第 {seal.seq} 条封章时的单据、手续数目与现在的不符。"
        return Finding(words, Kind.TOTALS, seal.seq)

    def _noted_seal(self, seq: int, body: Mapping[str, Any]) -> Finding | None:
        number = int(body["seal"])
        self._noted.add(number)
        seal = self.seals[number - 1] if number <= len(self.seals) else None
        if seal is not None and seal.digest == body["digest"]:
            return None
        kind, what = (Kind.UNSEALED, "不见了") if seal is None else (Kind.FORGED, "被换过")
        return Finding(f"日志第 {seq} 条登记的第 {number} 次封章{what}。", kind, seq)

    def _only_it(self, row: tuple[Any, ...], hash_: str) -> Finding | None:
        """Where the row after one still hangs on what it hung on: the one was put in before it, or
        only the one was changed."""
        seq, after = row[0], read(self._store, row[0] + 1)
        if after is not None and after[9] == row[9]:
            return Finding(f"日志第 {seq} 条是插进去的，后面的改过号。", Kind.INSERTED, seq)
        if after is None or not after[9].startswith(hash_):
            return None
        return Finding(f"日志第 {seq} 条被改动过。", Kind.EDITED, seq)


def _replaced(anchor: Head) -> Finding:
    """The chain fits itself and is another one than was kept."""
    words = (
        f"日志与留存的第 {anchor.seq} 条不符（{anchor.code}）：前面被改动后重新接过链，"
        "或换回旧文件以后又接着用了。"
    )
    return Finding(words, Kind.RECHAINED, anchor.seq)


def _shorter(store: Store, last: Head, ahead: Sequence[Head], traces: bool) -> Finding:
    """The journal ends before a head that was kept: cut off where something of what followed is
    still there, else most likely an older file."""
    kept = max(one.seq for one in ahead)
    if traces or numbering.left_out(store):
        words = f"日志在第 {last.seq} 条以后被截断：留存的日志头是第 {kept} 条。"
        return Finding(words, Kind.CUT, last.seq + 1)
    words = (
        f"数据比留存的日志头旧（现有 {last.seq} 条，留存的是第 {kept} 条）：可能被换回了旧文件，"
        "或末尾被截断。"
    )
    return Finding(words, Kind.OLD, last.seq + 1)


def _personal(store: Store) -> Finding | None:
    """Compare personal values with the commitments in their record or act, both ways."""
    present = (
        "SELECT r.number, p.path, p.value, p.salt, p.commitment,"
        " CASE WHEN p.act_id IS NULL THEN r.commitments ELSE a.commitments END"
        " FROM personal p LEFT JOIN record r ON r.id = p.record_id"
        " LEFT JOIN act a ON a.id = p.act_id AND a.record_id = p.record_id ORDER BY p.id"
    )
    for number, path, value, salt, commitment, commitments in store.each(present):
        promised = json.loads(commitments or "{}").get(path)
        if promised != commitment or promised != commit_value(json.loads(value), salt):
            words = f"{number} 的个人信息（{path}）被改动过。"
            return Finding(words, Kind.EDITED)
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
    for number, path in store.each(missing):
        words = f"{number} 的个人信息（{path}）不见了，却没有经批准的销毁单。"
        return Finding(words, Kind.DELETED)
    return None


class _Sealed:
    """The rows of a sealed table in the order of their ids, with a look at the next one."""

    def __init__(self, store: Store, table: str) -> None:
        self._rows = iter(store.each(sealed_after(table), (0,)))
        self.next = next(self._rows, None)
        self.count = 0

    def upto(self, until: int) -> Iterator[tuple[Any, ...]]:
        """The rows up to and including the id `until`."""
        while self.next is not None and self.next[0] <= until:
            yield self.next
            self.count += 1
            self.next = next(self._rows, None)
