"""Members of staff: add, change roles, retire; all journalled, none deleted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from db import approving, leaving, own_passwords, sealing
from db.errors import Environment, Refused
from db.models import Staff
from db.session import Member, Session
from forms.roles import ADMINISTRATOR, ROLES
from forms.values import Invalid, text


def everybody(session: Session, *, retired: bool = False) -> list[dict[str, object]]:
    """All staff by number: no, name, roles, active; with `retired` those who left too."""
    query = Staff.select().order_by(Staff.no)
    if not retired:
        query = query.where(Staff.active)
    return list(query.dicts().execute(session.store.db))


def add(
    session: Session, no: str, name: str, roles: Sequence[str], password: str, *, own: bool = False
) -> Member:
    """A new member of staff with a password for the first log-in, when they set their own; Refused
    with every problem found. own: the password is theirs already (a demo's)."""
    session.require("staff", "管理员工")
    no, name = _checked(no, name, roles)
    if Staff.select().where(Staff.no == no).exists(session.store.db):
        raise Refused({"staff": f"工号 {no} 已有人用，离职的工号也不能再用"})
    own_passwords.require_strong(session.keys, no, name, password)
    session.keys.remove(no)  # left by an adding that was broken off
    try:
        signer = session.keys.add(no, password, session.dek) if own else None
        if signer is None:
            session.keys.give(no, password, session.dek)
        with session.store.write():
            insert(session, no, name, roles)
            told = {"name": name, "roles": list(roles)} | ({"key": signer.key} if signer else {})
            seq = session.journal("staff.add", no, told)
            if signer is not None:
                sealing.keep(session.store, signer, seq, session.clock.now())
    except BaseException:
        with suppress(Environment):  # what stays of it opens nothing: nobody has that number
            session.keys.remove(no)
        raise
    return Member(no, name, tuple(roles))


def insert(session: Session, no: str, name: str, roles: Sequence[str]) -> None:
    """The row alone, inside a transaction: first set-up and `add`."""
    Staff.insert(
        no=no, name=name, roles=list(roles), active=True, created_at=session.clock.now()
    ).execute(session.store.db)


def change_roles(
    session: Session, no: str, roles: Sequence[str], second: Member | None = None
) -> None:
    """Give somebody other roles, approved by a second person; the last administrator stays one."""
    session.require("staff", "管理员工")
    _checked(no, "-", roles)
    if ADMINISTRATOR not in roles:
        _keep_an_administrator(session, no)
    with session.store.write():
        old = _row(session, no)["roles"]
        with approving.approved(session, "staff.roles", second, "改岗位", subject=no) as checker:
            Staff.update(roles=list(roles)).where(Staff.no == no).execute(session.store.db)
            body = {"old": old, "new": list(roles), "second": checker}
            session.journal("staff.roles", no, body)


def retire(session: Session, no: str, to: str = "") -> None:
    """Somebody leaves: the key slot goes, the name stays in all they did; the drafts go to `to`.

    Refused while cash is in their hands.
    """
    session.require("staff", "管理员工")
    if no == session.member.no:
        raise Refused({"staff": "不能给自己办离职，请另一位系统管理员办"})
    _keep_an_administrator(session, no)
    with session.store.write():
        _row(session, no)
        leaving.require_settled(session, no)
        had = leaving.in_hand(session, no)
        given = leaving.hand_drafts(session, no, to) if to else []
        Staff.update(active=False, retired_at=session.clock.now()).where(Staff.no == no).execute(
            session.store.db
        )
        told = {"to": to, "drafts": given, "records": list(had.records)} if to else {}
        session.journal("staff.retire", no, told)
        # Before the commit: broken off between the two, it is done once more, and nobody who is
        # told to have left can still log in.
        session.keys.remove(no)


def _checked(no: str, name: str, roles: Sequence[str]) -> tuple[str, str]:
    problems = {}
    try:
        no = text.halfwidth(no)
    except Invalid as invalid:
        problems["staff"] = str(invalid)
    if not no.isalnum() or not 1 <= len(no) <= 12:
        problems.setdefault("staff", "工号应为 1 到 12 位字母或数字")
    try:
        name = text.name(name) if name != "-" else name
    except Invalid as invalid:
        problems["name"] = str(invalid)
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        problems["roles"] = f"没有“{'、'.join(unknown)}”这个角色" if unknown else "请至少选一个角色"
    if problems:
        raise Refused(problems)
    return no, name


def _row(session: Session, no: str) -> dict[str, object]:
    row = Staff.select().where((Staff.no == no) & Staff.active).dicts().first(session.store.db)
    if row is None:
        raise Refused({"staff": f"没有工号 {no} 的在册员工"})
    return dict(row)


def _keep_an_administrator(session: Session, leaving: str) -> None:
    others = [one for one in everybody(session) if one["no"] != leaving]
    if not any(ADMINISTRATOR in _roles(one) for one in others):
        raise Refused({"roles": "至少要留一位系统管理员"})


def _roles(row: dict[str, object]) -> list[str]:
    roles = row["roles"]
    return list(roles) if isinstance(roles, list) else []
