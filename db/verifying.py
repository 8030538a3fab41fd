"""Judging the journal: walk the chain with the records and acts it seals, its seals, and the heads
that were kept elsewhere; say what was done to it first, and where.

SQLite itself writes the text of each row (`chain.LINKS`): an object for every cell would take four
times as long. Only where a hash does not fit is Python asked too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import committed, numbering, redactions
from . import seals as judging
from .chain import GENESIS, LINKS, SEALED, Head, row_hash, sealed_after, sealed_line, sealed_lines
from .seals import Seal
from .store import Store
from .tampering import Finding, Kind, diagnose, read

_SEALS_SINCE = 6
"""The schema's version that brought the seals."""
Progress = Callable[[int, int], object]
"""What is gone through, and of how many; what it raises stops the walk."""
_NO_MORE = (0, None)


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


def verify(
    store: Store, *anchors: Head, seals: bool = True, progress: Progress = _silent
) -> Finding | None:
    """None if all is well, else in Chinese what was done to the data first, and where.

    Finds rows that were edited, deleted, inserted, swapped; changed records and acts; a chain made
    anew and seals that are false or gone; personal values that do not fit their commitments or are
    gone without an approved order. With `anchors`, heads that were kept elsewhere, also a journal
    that was cut off or replaced by an older one. `seals` False leaves them out of account: to show
    what they are for.
    """
    with store.reading() as db, db.atomic():
        entries = store.value("SELECT count(*) FROM journal")
        both = entries + store.value("SELECT count(*) FROM personal")
        walked = _walked(store, anchors, seals, lambda done: progress(done, both))
        return walked or committed.personal(store, lambda done: progress(entries + done, both))


def _walked(
    store: Store, anchors: Sequence[Head], seals: bool, progress: Callable[[int], object]
) -> Finding | None:
    """Walk the journal together with the records and acts that it seals."""
    walk = _Walk(store, anchors, seals)
    if seals and (false := judging.forged(walk.seals)):
        return false
    return walk.through(progress) or walk.end()


class _Walk:
    """How far the chain was followed: the last row, and what is to be met on the way."""

    def __init__(self, store: Store, anchors: Sequence[Head], seals: bool) -> None:
        self._store = store
        self._records, self._acts = (_Sealed(store, table) for table in SEALED)
        self._before = Head(0, GENESIS)
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

    def through(self, progress: Callable[[int], object]) -> Finding | None:
        """Follow the rows to the last, or to the first with which something is wrong."""
        sha256, before, expected, marks = hashlib.sha256, GENESIS, 0, (0, 0)
        stops = {*self._sealed, *self._kept, *self._keys}
        for seq, text, hash_, previous, record, act, content, action in self._store.each(LINKS):
            expected += 1
            if seq != expected or previous != before or sha256(text).hexdigest() != hash_:
                row = read(self._store, seq)
                assert row is not None
                if seq != expected or not _follows(row, before):
                    return diagnose(self._store, row, before, expected)
            until = record, act
            if until != marks:
                sealed = sha256()
                self._records.into(sealed, record)
                self._acts.into(sealed, act)
                wanted = self._redacted.get(seq, content)
                if sealed.hexdigest() != wanted and wanted != self._slowly(marks, until):
                    return self._other_content(seq)
                marks = until
            elif content:
                return self._other_content(seq)
            before = hash_
            if self._unplaced:
                self._unplaced = [one for one in self._unplaced if not hash_.startswith(one)]
            if seq in stops or action in ("seal", "destroy"):
                self._before = Head(seq, hash_)
                if found := self._met(seq):
                    return found
            if not expected % committed.SOME:
                progress(expected)
        self._before = Head(expected, before)
        return None

    def _slowly(self, marks: Sequence[int], until: Sequence[int]) -> str:
        """The same of the rows after those before, as it was promised."""
        content = hashlib.sha256()
        for table, first, last in zip(SEALED, marks, until, strict=True):
            for row in self._store.each(sealed_after(table), (first,)):
                if row[0] > last:
                    break
                content.update(sealed_line(table, row))
        return content.hexdigest()

    def _other_content(self, seq: int) -> Finding:
        row = read(self._store, seq)
        assert row is not None
        words = f"日志第 {seq} 条（{row[4] or row[3]}）登记的单据或手续被改动过。"
        return Finding(words, Kind.EDITED, seq)

    def _met(self, seq: int) -> Finding | None:
        """What stands at this row: an anchor, a seal, the news of a seal or of a key."""
        row = read(self._store, seq)
        assert row is not None
        hash_, seal = row[10], self._sealed.get(seq)
        if row[3] == "destroy" and row[4] in self._orders:
            if json.loads(row[5]).get("redaction") == self._orders[row[4]]:
                del self._orders[row[4]]
        if seal is not None:
            if found := judging.broken(seal, hash_, self._fitting) or self._counted(seal):
                return self._only_it(row, seal.hash) or found
            self._fitting = self._before
        for anchor in self._kept.get(seq, ()):
            if not hash_.startswith(anchor.hash):
                return self._only_it(row, anchor.hash) or _replaced(anchor)
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
        loose = self._records.line is not None or self._acts.line is not None
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
        counts = self._records.count, self._acts.count
        if counts == (seal.totals["records"], seal.totals["acts"]):
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


def _follows(row: tuple[Any, ...], before: str) -> bool:
    """Whether a row hangs on the hash before it and has its own."""
    return bool(row[9] == before and row[10] == row_hash(row[:10]))


class _Sealed:
    """The lines of a sealed table in the order of their ids, with a look at the next one."""

    def __init__(self, store: Store, table: str) -> None:
        self._rows = iter(store.each(sealed_lines(table)))
        self.count = 0
        self.id, self.line = next(self._rows, _NO_MORE)

    def into(self, sealed: hashlib._Hash, until: int) -> None:
        """Take in the lines up to and including the id `until`."""
        while self.line is not None and self.id <= until:
            sealed.update(self.line)
            self.count += 1
            self.id, self.line = next(self._rows, _NO_MORE)
