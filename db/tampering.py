"""What was done to a journal whose chain is broken: looked at only once a break was found."""

from __future__ import annotations

from enum import Enum
from typing import Any

from .chain import COLUMNS, row_hash
from .store import Store


class Kind(Enum):
    """What somebody did to the data behind the program's back."""

    EDITED = "改动"
    DELETED = "删除"
    INSERTED = "插入"
    SWAPPED = "对调"
    RECHAINED = "改动后重新接链"
    CUT = "截断"
    OLD = "换回旧文件"
    FORGED = "假封章"
    UNSEALED = "去掉封章"
    TOTALS = "合计不符"
    UNENTERED = "绕过日志"


class Finding(str):
    """What is wrong, a sentence for people; `kind` of tampering and its `place`, the number of the
    journal's row (of a seal, the row that it seals), 0 where it is none."""

    kind: Kind
    place: int

    def __new__(cls, words: str, kind: Kind, place: int = 0) -> Finding:
        """The sentence with what it is about."""
        self = super().__new__(cls, words)
        self.kind, self.place = kind, place
        return self


Row = tuple[Any, ...]
_NEAR = 500
"""So many numbers around a row are tried as the one that it had before."""


def diagnose(store: Store, row: Row, before: str, expected: int) -> Finding:
    """What happened at the first row that does not follow: `row` of the journal came after the
    hash `before` where number `expected` was due."""
    seq = int(row[0])
    if seq != expected:
        return _gone(expected, seq, "。")
    if row[10] == row_hash(row[:10]):
        return _unlinked(store, row)
    was = _number_before(store, row)
    if was is None:
        return _overwritten(store, row, before)
    if was < seq:
        return Finding(f"日志第 {was} 条是插进去的，后面的改过号。", Kind.INSERTED, was)
    if _number_before(store, read(store, was)) == seq:
        return Finding(f"日志第 {seq} 条和第 {was} 条被对调过。", Kind.SWAPPED, seq)
    return _gone(seq, was, "，后面的改过号。")


def read(store: Store, seq: int) -> Row | None:
    """The row of the journal of that number, None for none."""
    found = store.rows(f"SELECT {COLUMNS} FROM journal WHERE seq = ?", (seq,))
    return found[0] if found else None


def _gone(first: int, until: int, more: str) -> Finding:
    """The rows from one number to before another were deleted."""
    until_last = f"到第 {until - 1} 条" if until - first > 1 else ""
    return Finding(f"日志第 {first} 条{until_last}被删掉了{more}", Kind.DELETED, first)


def _overwritten(store: Store, row: Row, before: str) -> Finding:
    """A row whose content fits no number: it was changed, or it was put in and the next was moved
    up, or it holds what belongs to another row."""
    seq = int(row[0])
    after = read(store, seq + 1)
    if after is not None and after[9] == before and _number_before(store, after) == seq:
        return Finding(f"日志第 {seq} 条是插进去的，后面的改过号。", Kind.INSERTED, seq)
    for other in store.each(f"SELECT {COLUMNS} FROM journal"):
        if other[0] != seq and _exchanged(row, other) and _exchanged(other, row):
            number = other[0]
            words = f"日志第 {seq} 条和第 {number} 条的内容被对调过。"
            return Finding(words, Kind.SWAPPED, seq)
    return Finding(f"日志第 {seq} 条被改动过。", Kind.EDITED, seq)


def _exchanged(row: Row, other: Row) -> bool:
    """Whether a row says what the other said when it was written."""
    return bool(row_hash((other[0], *row[1:9], other[9])) == other[10])


def _unlinked(store: Store, row: Row) -> Finding:
    """A row that is whole and hangs on something else than the row before it: that one was changed
    together with its own hash, or put in."""
    seq = int(row[0])
    earlier = read(store, seq - 2)
    if earlier is not None and row[9] == earlier[10]:
        return Finding(f"日志第 {seq - 1} 条是插进去的。", Kind.INSERTED, seq - 1)
    if read(store, seq + 1) is None:
        words = f"日志第 {seq} 条被改动过，接不上前一条。"
        return Finding(words, Kind.EDITED, seq)
    return Finding(f"日志第 {max(1, seq - 1)} 条被改动过。", Kind.EDITED, max(1, seq - 1))


def _number_before(store: Store, row: Row | None) -> int | None:
    """The number under which a row's hash fits, None if there is none: the one after the row that
    it hangs on, or one nearby."""
    if row is None:
        return None
    seq = int(row[0])
    hung = store.value("SELECT seq FROM journal WHERE hash = ?", (row[9],))
    near = (seq + way * away for away in range(_NEAR) for way in (1, -1))
    for number in (*([hung + 1] if hung is not None else []), *near):
        if number > 0 and row_hash((number, *row[1:10])) == row[10]:
            return int(number)
    return None
