"""The way in: unlock the store in a thread, then open it on the window's own.

Argon2id and the check of the file take their time; the connection must belong to the window.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from db import backup, journal, office, own_passwords, rights, sealing, secrecy
from db.clock import Clock
from db.errors import Environment, Refused
from db.keys import Keys, Opened
from db.models import Staff
from db.session import Session, member
from db.signing import Signer
from db.store import Store
from forms.form import Form
from forms.roles import ADMINISTRATOR


@dataclass(frozen=True)
class Unlocked:
    """A store that somebody may open: its slots, its data key, their staff number and their signing
    key."""

    keys: Keys
    dek: bytes = field(repr=False)
    staff: str
    signer: Signer


class Unopened(Environment):
    """The person was right, the store is the trouble; `dek` is its key, for a look at what is left
    of it."""

    def __init__(self, trouble: Environment, dek: bytes) -> None:
        super().__init__(trouble.kind, str(trouble))
        self.dek = dek


def unlock(folder: Path, staff: str, password: str, now: int) -> Unlocked:
    """Check number and password, then the store, which is not written to before it has passed;
    `now` is UTC milliseconds. For a thread.

    Raises Environment: "key" for the person; Unopened for the store.
    """
    keys = Keys.load(folder)
    return known(folder, keys, keys.enter(staff, password, now), staff, now)


def known(folder: Path, keys: Keys, opened: Opened, staff: str, now: int) -> Unlocked:
    """The same once number and password are known to be right."""
    assert opened.signer is not None
    found = Unlocked(keys, opened.dek, staff, opened.signer)
    _check(folder, keys, found.dek, now)
    return found


def first_password(folder: Path, staff: str, given: str, password: str, clock: Clock) -> Unlocked:
    """Set somebody's own password in place of the one that was given, and unlock with it. For a
    thread; raises Refused and Environment as `own_passwords.choose`."""
    opened = own_passwords.choose(folder, staff, given, password, clock)
    assert opened.signer is not None
    return Unlocked(Keys.load(folder), opened.dek, staff, opened.signer)


def _check(folder: Path, keys: Keys, dek: bytes, now: int) -> None:
    """A quick check, then the backup before a newer schema and that schema."""
    try:
        Store.check(folder, dek)
        backup.before_upgrade(folder, keys, dek, now)
        Store.open(folder, dek, check=False).close()
    except Environment as trouble:
        raise Unopened(trouble, dek) from trouble


def open_session(folder: Path, found: Unlocked, clock: Clock, forms: Iterable[Form]) -> Session:
    """The session of whoever was unlocked, on this thread; Environment for a leaver."""
    forms = tuple(forms)
    store = Store.open(folder, found.dek, check=False)
    try:
        rights.grant_new(store, forms, clock.now())
        office.tell_login(store)
        who = member(store, found.staff, found.signer)
        sealing.admit(store, found.signer, clock.now())
        known = {each.code: each for each in forms}
        session = Session(store, found.keys, clock, known, who, found.dek)
        # Before anything is shown: an older store does not know yet which records are classified.
        secrecy.catch_up(session)
    except BaseException:
        store.close()
        raise
    return session


@dataclass(frozen=True)
class Recovered:
    """A store opened by its recovery code, and the administrators who may get a new password."""

    keys: Keys
    dek: bytes = field(repr=False)
    administrators: tuple[tuple[str, str], ...]


def recover(folder: Path, code: str, now: int) -> Recovered:
    """Open by the printed recovery code; Refused if mistyped, Environment if another store's.

    `now` is UTC milliseconds.
    """
    keys = Keys.load(folder)
    dek = keys.unlock_recovery(code)
    _check(folder, keys, dek, now)
    store = Store.open(folder, dek, check=False)
    try:
        rows = Staff.select().where(Staff.active).order_by(Staff.no).dicts().execute(store.db)
        found = [(row["no"], row["name"]) for row in rows if ADMINISTRATOR in row["roles"]]
    finally:
        store.close()
    return Recovered(keys, dek, tuple(found))


def new_password(folder: Path, found: Recovered, staff: str, password: str, now: int) -> Unlocked:
    """Give an administrator a new password by the recovery code; journalled. For a thread.

    Raises Refused for a poor password or somebody who is no administrator.
    """
    if staff not in {no for no, _ in found.administrators}:
        raise Refused({"staff": "请选一位系统管理员"})
    put = found.keys.set_password if staff in found.keys.staff else found.keys.add
    signer = put(staff, password, found.dek)
    store = Store.open(folder, found.dek, check=False)
    try:
        with store.write():
            told = {"by": "recovery", "key": signer.key}
            seq = journal.append(store, now, staff, "staff.password", staff, told)
            sealing.keep(store, signer, seq, now)
    finally:
        store.close()
    return Unlocked(found.keys, found.dek, staff, signer)
