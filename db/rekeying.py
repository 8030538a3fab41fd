"""A new data key, as after somebody left who may have taken backups or the key file along.

The store is copied, the copy gets the new key and takes the old one's place as in a restore; the
old one is kept aside. The new key is left for every member of staff under their own signing key,
so nobody's password is asked; what a leaver knows opens nothing that is new. Backups of before
keep the old key and the slots of their day.
"""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from db import approving, backup, indexing, keys, lock, restoring, store
from db.clock import local
from db.errors import Environment, disk
from db.files import write_private
from db.keys import Keys
from db.session import Member, Session
from db.store import Store, check_file

WORDS = "换数据钥匙"


@dataclass(frozen=True)
class Rekeyed:
    """The recovery code to print once; numbers of those who need a new password first, because
    there was no signing key to leave the data key under."""

    recovery: str
    without: tuple[str, ...]
    aside: Path | None


def rekey(session: Session, second: Member | None) -> Rekeyed:
    """Give the store a new data key and close the session, which cannot go on with the old one.

    For maintenance only: takes the lock, so no window may be open. Backed up first. Raises Refused
    without the right or a second person, Environment where it could not be done; then the store is
    as it was.
    """
    session.require("staff", WORDS)
    approving.check(session, second, WORDS)
    folder, now = session.store.folder, session.clock.now()
    with lock.hold(folder), disk():
        backup.before(session.store, session.keys, now, session.clock.zone, WORDS)
        new = secrets.token_bytes(32)
        known = {bytes(one) for (one,) in session.store.rows("SELECT public FROM staff_key")}
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=folder) as name:
            work = Path(name)
            session.store.copy_to(work / store.FILE_NAME)
            slots, recovery, without = Keys.load(folder).rekeyed(work, session.dek, new, known)
            _give(session, work, new, second, without)
            write_private(work / keys.FILE_NAME, slots.content())
            session.close()
            aside = restoring.put_in_place(work, folder, local(now, session.clock.zone))
    return Rekeyed(recovery, without, aside)


def _give(
    session: Session, work: Path, new: bytes, second: Member | None, without: tuple[str, ...]
) -> None:
    """Journal it in the copy, give it the new key, and see that it is sound under it."""
    copy = Store.open(work, session.dek, check=False)
    try:
        with copy.write():
            indexing.clear(copy)  # what hides ID numbers there hangs on the old key
            there = Session(
                copy, session.keys, session.clock, session.forms, session.member, session.dek
            )
            with approving.approved(there, "rekey", second, WORDS) as checker:
                there.journal("rekey", None, {"second": checker, "without": list(without)})
        copy.rekey(new)
    finally:
        copy.close()
    fresh = Store.open(work, new)
    try:
        if (state := check_file(fresh, True)) != "ok":
            raise Environment("damage", f"没有换钥匙，现有的数据没有改动。{state}")
        fresh.settle()
    finally:
        fresh.close()
