"""What the present store holds beyond a backup: counted, or what can be said where it cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db import anchors, journal, store
from db.errors import Environment
from db.keys import Keys
from db.store import Store

UNREAD = (
    "现有的数据换过数据钥匙，做备份那天的密码、恢复码打不开它，所以不知道会少掉哪些单，编号也不能接着它走：恢复以后会和已经发出的"
    "纸重号。请改用现在还打得开它的工号和密码。"
)
"""Where the present store has another key; whoever restores all the same says so."""


@dataclass(frozen=True)
class Loss:
    """What the present store holds beyond a backup: records, acts (with those of these records) and
    rows of the journal; the last of these was written at `until`, UTC milliseconds.

    follows: False where the present store does not go on from the backup, as after another one was
    restored; the figures are then what it holds in all.
    last: its last row · missing: rows that neither of the two has, by the head kept beside them.
    """

    records: int
    acts: int
    entries: int
    until: int
    follows: bool = True
    last: journal.Head = field(default=journal.Head(0, journal.GENESIS), compare=False)
    missing: int = 0


@dataclass(frozen=True)
class Unread:
    """A present store that cannot be counted, and what can be said of it all the same.

    other_key: it has had another data key since the backup (`db.rekeying`) ·
    entries: how many rows of the journal the backup lacks at least, by the head kept beside the
    store; None where that says nothing · written: when it was last written to (UTC ms)
    """

    other_key: bool
    entries: int | None
    written: int | None


def beyond(
    folder: Path, dek: bytes | None, head: journal.Head, slots: Keys | None = None
) -> Loss | Unread | None:
    """What the store in `folder` holds behind the journal's row `head`, as far as a damaged one can
    be read, which is not written to; None where there is none.

    dek: None where nobody has it · slots: those of the backup that the head is from
    """
    file = folder / store.FILE_NAME
    if not file.exists():
        return None
    try:
        present = Store.untouched(folder, dek) if dek else None
    except Environment:
        present = None
    if present is not None:
        try:
            return _beyond(present, head)
        except Environment:
            pass
        finally:
            present.close()
    # Where the store does not go on from the backup this is too few, never too many.
    kept = anchors.kept(folder)
    entries = kept.seq - head.seq if kept and kept.seq > head.seq else None
    other = present is None and slots is not None and _rekeyed_since(folder, slots)
    return Unread(other, entries, _written(folder))


def _rekeyed_since(folder: Path, slots: Keys) -> bool:
    """Whether the store in `folder` has had a new data key since those slots were written."""
    try:
        present = Keys.load(folder)
    except Environment:
        return False
    ours = present.store_id == slots.store_id
    return ours and present.rekeyed_times > slots.rekeyed_times


def _written(folder: Path) -> int | None:
    """When the file or its -wal was last written to, UTC milliseconds."""
    files = [folder / store.FILE_NAME, folder / f"{store.FILE_NAME}-wal"]
    times = [file.stat().st_mtime for file in files if file.exists() and file.stat().st_size]
    return int(max(times) * 1000) if times else None


def _beyond(present: Store, head: journal.Head) -> Loss:
    """What lies behind the journal's row `head`; everything where that row is another one."""
    marks = present.rows("SELECT records, acts, hash FROM journal WHERE seq = ?", (head.seq,))
    follows = head.seq == 0 or bool(marks) and marks[0][2] == head.hash
    last = journal.head(present)
    records, acts, _ = marks[0] if follows and marks else (0, 0, "")
    return Loss(
        int(present.value("SELECT count(*) FROM record WHERE id > ?", (records,))),
        int(present.value("SELECT count(*) FROM act WHERE id > ?", (acts,))),
        last.seq - (head.seq if follows else 0),
        int(present.value("SELECT at FROM journal ORDER BY seq DESC LIMIT 1") or 0),
        follows,
        last,
    )


def is_older(lost: Loss | Unread | None, head: journal.Head) -> bool:
    """Whether the present store may be one that the backup with that head goes on from, as after an
    old file was put back."""
    return isinstance(lost, Loss) and not lost.follows and lost.last.seq < head.seq


def within(lost: Loss | Unread | None, copy: Store, folder: Path) -> Loss | Unread | None:
    """What is lost indeed: nothing, where the backup, opened as `copy`, goes on from the store in
    `folder`; but what was written between the two may be nowhere."""
    if isinstance(lost, Loss) and not lost.follows and anchors.holds(copy, lost.last):
        kept, own = anchors.kept(folder), anchors.head_of(copy)
        missing = max(0, kept.seq - own.seq) if kept else 0
        return Loss(0, 0, 0, lost.until, True, lost.last, missing)
    return lost
