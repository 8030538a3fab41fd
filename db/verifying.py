"""Judging the journal: walk the chain with the records and acts it seals, its seals, and the heads
that were kept elsewhere; say what was done to it first, and where.

SQLite itself writes what is hashed, of many rows at once (`chain.SPAN`). Where anything of them
does not fit, they are gone through one by one, by what was promised: that alone is the verdict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from . import committed, numbering, redactions
from . import seals as judging
from .chain import (
    COLUMNS, GENESIS, NEWS, SEALED, SHIFT, SPAN, Head, content_between, lines_between, row_hash,
)
from .seals import Seal
from .store import Store
from .tampering import Finding, Kind, Row, diagnose, read

_SEALS_SINCE = 6
"""The schema's version that brought the seals."""
Progress = Callable[[int, int], object]
"""What is gone through, and of how many; what it raises stops the walk."""
_MANY = 4096
"""So many sealed rows of a kind are looked at together at most."""


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
        entries = int(store.value("SELECT max(seq) FROM journal") or 0)
        both = entries + store.value("SELECT count(*) FROM personal")
        values = committed.Values(store)
        walk = _Walk(store, anchors, seals, entries)

        def passed(done: int) -> None:
            values.upto(walk.until)
            progress(done + values.done, both)

        walked = judging.forged(walk.seals) or walk.through(passed) or walk.end()
        return walked or values.rest(lambda done: progress(entries + done, both))


class _Walk:
    """How far the chain was followed: the last row, and what is to be met on the way."""

    def __init__(self, store: Store, anchors: Sequence[Head], seals: bool, entries: int) -> None:
        self._store, self._entries = store, entries
        self.seq, self.hash, self.until = 0, GENESIS, (0, 0)
        self._judges = seals and store.schema() >= _SEALS_SINCE
        self.seals = judging.every(store) if self._judges else []
        self._redacted, self._orders = redactions.every(store)
        self._sealed = {seal.seq: seal for seal in self.seals}
        self._noted: set[int] = set()
        self._fitting = Head(0, GENESIS)
        self._count, self._counted_to = dict.fromkeys(SEALED, 0), (0, 0)
        self._keys = {seal.since: seal for seal in self.seals if seal.since is not None}
        self._anchors = anchors
        self._kept = {one.seq: [kept for kept in anchors if kept.seq == one.seq]
                      for one in anchors if one.seq}  # fmt: skip
        self._unplaced = [one.hash for one in anchors if not one.seq and one.hash != GENESIS]
        self._stops = {*self._sealed, *self._kept, *self._keys}

    def through(self, progress: Callable[[int], object]) -> Finding | None:
        """Follow the rows to the last, or to the first with which something is wrong."""
        lowest = self._store.value("SELECT min(seq) FROM journal")
        if lowest is not None and lowest < 1:
            return diagnose(self._store, _row(self._store, lowest), GENESIS, 1)
        while (first := self.seq) < self._entries:
            last = min(first + committed.SOME, self._entries)
            (span,) = self._store.rows(SPAN, (first, last))
            fits = self._fits(last - first, *span[:-1])
            if found := self._news(first, span[-1]) if fits else self._by_row(last):
                return found
            progress(last)
        return None

    def _fits(
        self, due: int, count: int, texts: bytes, hashes: str, previous: str, contents: str,
        marks: str,
    ) -> bool:  # fmt: skip
        """Whether the next rows, so many as are due, are as they must be: by what SQLite writes."""
        if count != due:
            return False
        sha256 = hashlib.sha256
        hashed = [sha256(text).hexdigest() for text in texts.split(b"\n")]
        passed = self.until
        steps = [int(one) - (passed[0] << SHIFT) - passed[1] for one in marks.split(",")]
        if not (
            "\n".join(hashed) == hashes
            and "\n".join([self.hash, *hashed[:-1]]) == previous
            and "\n".join(self._contents(steps)) == contents
        ):
            return False
        made, done = _pair(steps[-1])
        self._pass(hashed, (passed[0] + made, passed[1] + done))
        return True

    def _contents(self, steps: Sequence[int]) -> Iterator[str]:
        """The content hashes of rows that stand so far from the last; none where there is no such
        row."""
        sha256, at, lines = hashlib.sha256, 0, []
        for table, first, many in zip(SEALED, self.until, _pair(steps[-1]), strict=True):
            if not 0 <= many <= _MANY:
                return
            ((count, text),) = self._store.rows(lines_between(table), (first, first + many))
            if count != many:
                return
            lines.append(iter((text + b"\n").splitlines(keepends=True) if many else ()))
        records, acts = lines
        for step in steps:
            more, at = step - at, step
            if not more:
                yield ""
            elif more == 1:
                yield sha256(next(acts, b"")).hexdigest()
            elif more == 1 << SHIFT:
                yield sha256(next(records, b"")).hexdigest()
            elif more > 0:
                made, done = _pair(more)
                yield sha256(b"".join((*islice(records, made), *islice(acts, done)))).hexdigest()

    def _news(self, first: int, told: str) -> Finding | None:
        """What stands at those of the rows that were passed, of which more is to be judged."""
        stops = {int(one) for one in told.split(",") if one}
        stops |= {one for one in self._stops if first < one <= self.seq}
        for seq in sorted(stops):
            if found := self._met(_row(self._store, seq)):
                return found
        return None

    def _by_row(self, last: int) -> Finding | None:
        """Follow the next rows up to one, one by one, by what was promised."""
        for row in self._store.each(
            f"SELECT {COLUMNS} FROM journal WHERE seq > ? ORDER BY seq", (self.seq,)
        ):
            seq, action, until, (content, before, hash_) = row[0], row[3], row[6:8], row[8:]
            if seq != self.seq + 1 or before != self.hash or hash_ != row_hash(row[:10]):
                return diagnose(self._store, row, self.hash, self.seq + 1)
            found = content_between(self._store, self.until, until)
            if found != self._redacted.get(seq, content):
                words = f"日志第 {seq} 条（{row[4] or action}）登记的单据或手续被改动过。"
                return Finding(words, Kind.EDITED, seq)
            self._pass([hash_], until)
            if (action in NEWS or seq in self._stops) and (wrong := self._met(row)):
                return wrong
            if seq == last:
                break
        return None

    def _pass(self, hashes: Sequence[str], until: tuple[int, int]) -> None:
        """Rows with these hashes, that seal as far as this record and act, are as they must be."""
        self.seq, self.hash, self.until = self.seq + len(hashes), hashes[-1], until
        if self._unplaced:
            self._unplaced = [
                one for one in self._unplaced if not any(hash_.startswith(one) for hash_ in hashes)
            ]

    def _met(self, row: Row) -> Finding | None:
        """What stands at this row: an anchor, a seal, the news of a seal or of a key."""
        seq, hash_, seal = row[0], row[10], self._sealed.get(row[0])
        if row[3] == "destroy" and row[4] in self._orders:
            if json.loads(row[5]).get("redaction") == self._orders[row[4]]:
                del self._orders[row[4]]
        if seal is not None:
            if found := judging.broken(seal, hash_, self._fitting) or self._counted(seal, row):
                return self._only_it(row, seal.hash) or found
            self._fitting = Head(seq, hash_)
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
        last = Head(self.seq, self.hash)
        ahead = [one for one in self._anchors if one.seq > last.seq]
        loose = any(
            self._store.value(f"SELECT 1 FROM {table} WHERE id > ? OR id < 1", (until,))
            for table, until in zip(SEALED, self.until, strict=True)
        )
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

    def _counted(self, seal: Seal, row: Row) -> Finding | None:
        for table, first, last in zip(SEALED, self._counted_to, row[6:8], strict=True):
            self._count[table] += self._store.value(
                f"SELECT count(*) FROM {table} WHERE id > ? AND id <= ?", (first, last)
            )
        self._counted_to = row[6:8]
        if all(seal.totals[f"{table}s"] == many for table, many in self._count.items()):
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

    def _only_it(self, row: Row, hash_: str) -> Finding | None:
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


def _row(store: Store, seq: int) -> Row:
    """A row of the journal that is there."""
    row = read(store, seq)
    assert row is not None
    return row


def _pair(mark: int) -> tuple[int, int]:
    """The last record and the last act in a mark."""
    return mark >> SHIFT, mark & ((1 << SHIFT) - 1)
