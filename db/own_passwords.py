"""Passwords: each person's own, and the one that somebody else sets for a first log-in.

A password that somebody else knows signs nothing: whoever was given one sets their own with it and
gets their signing key then. Passwords do not expire by the calendar (docs/handbook.md §6): people
who must change them choose worse ones; they change when somebody else knows or may know one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db import approving, backup, journal, passwords, sealing
from db.clock import Clock
from db.errors import Environment, Refused
from db.keys import Keys, Opened
from db.models import Staff
from db.session import Member, Session, member
from db.signing import Signer
from db.store import Store

_HOLDS = "密码已经换成新的，请用新密码登录；可是磁盘出错，这一次没有记进日志。请检查磁盘，再改一次。"
_OLD = "密码没有改，仍用原来的。"
_UNKNOWN = "不知道密码改了没有：先用新密码登录，不行再用原来的。"


def change(session: Session, no: str, password: str, second: Member | None = None) -> None:
    """A new password for somebody: everybody for themselves, who keep their signing key; for others
    an administrator with a second person, as whoever knows a password can act in that name; they
    set their own before they do anything. Raises Refused; Environment where the disk failed, in
    words that say which password holds."""
    if no == session.member.no:
        require_strong(session.keys, no, _name(session.store, no), password)
        with _told(session.keys, no):
            signer = session.keys.set_password(no, password, session.dek, session.member.signer)
            with session.store.write():
                _journal(session.store, session.clock.now(), signer, {})
        return
    session.require("staff", "重设别人的密码")
    require_strong(session.keys, no, _name(session.store, no), password)
    approving.check(session, second, "重设密码")
    with _told(session.keys, no):
        session.keys.give(no, password, session.dek)
        with session.store.write(), approving.approved(
            session, "staff.password", second, "重设密码", subject=no
        ) as checker:
            session.journal("staff.password", no, {"second": checker, "given": True})


def choose(folder: Path, staff: str, given: str, password: str, clock: Clock) -> Opened:
    """Somebody's own password and signing key, in place of the password that was given; journalled.

    Raises Refused for a poor one and the one that was given, Environment as a log-in does; then the
    given one still holds. For a thread.
    """
    keys = Keys.load(folder)
    dek = keys.given(staff, given, clock.now())
    if password == given:
        raise Refused({"password": "请设一个和代设的不同的密码"})
    Store.check(folder, dek)
    backup.before_upgrade(folder, keys, dek, clock.now(), clock.zone)
    store = Store.open(folder, dek, check=False)
    try:
        who = member(store, staff)
        require_strong(keys, staff, who.name, password)
        with _told(keys, staff):
            signer = keys.set_password(staff, password, dek)
            with store.write():
                _journal(store, clock.now(), signer, {"first": True})
    finally:
        store.close()
    return Opened(dek, signer)


def require_strong(keys: Keys, no: str, name: str, password: str) -> None:
    """Refused for a password that is too weak for that person; in a demo any will do."""
    if not keys.demo and (problem := passwords.weakness(no, password, name)):
        raise Refused({"password": problem})


def _journal(store: Store, at: int, signer: Signer, told: dict[str, object]) -> None:
    """That somebody set their own password, and a new signing key with it if it is one."""
    known = sealing.is_known(store, signer)
    told = told if known else {**told, "key": signer.key}
    seq = journal.append(store, at, signer.staff, "staff.password", signer.staff, told)
    if not known:
        sealing.keep(store, signer, seq, at)


@contextmanager
def _told(keys: Keys, no: str) -> Iterator[None]:
    """Where the disk fails in the block, say which password holds, by what stands in the file."""
    before = keys.slot(no)
    try:
        yield
    except Environment as error:
        words = _UNKNOWN
        with suppress(Environment):
            words = _OLD if keys.slot(no) == before else _HOLDS
        raise Environment(error.kind, f"{words}（{error}）") from error


def _name(store: Store, no: str) -> str:
    """The name of somebody on the staff; Refused for nobody."""
    row = Staff.select(Staff.name).where((Staff.no == no) & Staff.active).dicts().first(store.db)
    if row is None:
        raise Refused({"staff": f"没有工号 {no} 的在册员工"})
    return str(row["name"])
