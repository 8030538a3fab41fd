"""The head of the journal kept outside the store, in a small file beside it.

Written after every commit that added to the journal, so the store may be ahead of it and never
behind: a store that does not hold the head kept here is an older file put back, or was cut off or
made anew. The file then stays as it is, until a restore by the program, or somebody who answers for
it, names that very head in the journal.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from peewee import DatabaseError

from .chain import GENESIS, Head
from .errors import Environment
from .store import Store

FILE_NAME = "journal-head.json"
LEFT = "left"
"""In the body of a journal row: the heads kept elsewhere that no longer hold, as words."""
_MOST = 1 << 62
_SIZE = 192
"""Bytes, always the same: overwritten in place by one write, no kill leaves it half written."""


def kept(folder: Path) -> Head | None:
    """The head in the file beside the store in `folder`; None without a readable one."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            data = json.loads(file.read(_SIZE))
        head = Head(int(data["seq"]), str(data["hash"]))
        return head if data["check"] == _check(head) and head.seq < _MOST else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def keep(store: Store) -> None:
    """Write the store's head beside it, if it goes on from the one that stands there.

    Trouble with it undoes nothing that was saved: the next commit tries again.
    """
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
    with suppress(OSError, Environment, DatabaseError):
        if lost(store) is not None:
            return
        head = head_of(store)
        handle = os.open(store.folder / FILE_NAME, flags, 0o600)
        try:
            os.write(handle, content(head))
        finally:
            os.close(handle)


def content(head: Head) -> bytes:
    """The bytes of the file for a head, always as many."""
    data = {"seq": head.seq, "hash": head.hash, "check": _check(head)}
    return (json.dumps(data).ljust(_SIZE - 1) + "\n").encode("ascii")


def _check(head: Head) -> str:
    """What shows that the file is one head and not, after a power cut, half of two."""
    return hashlib.sha256(f"{head.seq} {head.hash}".encode()).hexdigest()[:16]


def lost(store: Store) -> Head | None:
    """The head kept beside the store, where the store does not hold it; None if all is well."""
    found = kept(store.folder)
    return None if found is None or holds(store, found) or has_left(store, found) else found


def head_of(store: Store) -> Head:
    """The last row's number and hash."""
    rows = store.rows("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
    return Head(*rows[0]) if rows else Head(0, GENESIS)


def holds(store: Store, head: Head) -> bool:
    """Whether the store's journal goes on from that head."""
    found = store.value("SELECT hash FROM journal WHERE seq = ?", (head.seq,))
    return head.seq == 0 or found == head.hash


def has_left(store: Store, head: Head) -> bool:
    """Whether the journal names the head as one that a restore left behind, or that was given up
    by somebody who answers for it."""
    found = store.value(
        "SELECT 1 FROM journal, json_each(body, '$.left') l"
        " WHERE action IN ('restore', 'data.confirm') AND l.value = ? LIMIT 1",
        (head.words,),
    )
    return found is not None
