"""Members of staff: add, change roles, reset a password, retire; all journalled, none deleted."""

from __future__ import annotations

from collections.abc import Sequence

from db import approving, leaving, passwords, sealing
from db.errors import Refused
from db.models import Staff
from db.session import Member, Session
from db.signing import Signer
from forms.roles import ADMINISTRATOR, ROLES
from forms.values import Invalid, text


def everybody(session: Session, *, retired: bool = False) -> list[dict[str, object]]:
    """All staff by number: no, name, roles, active; with `retired` those who left too."""
    query = Staff.select().order_by(Staff.no)
    if not retired:
        query = query.where(Staff.active)
    return list(query.dicts().execute(session.store.db))


def add(session: Session, no: str, name: str, roles: Sequence[str], password: str) -> Member:
    """A new member of staff with a key slot; Refused with every problem found."""
    session.require("staff", "管理员工")
    no, name = _checked(no, name, roles)
    if Staff.select().where(Staff.no == no).exists(session.store.db):
        raise Refused({"staff": f"工号 {no} 已有人用，离职的工号也不能再用"})
    _require_strong(session, no, name, password)
    signer = session.keys.add(no, password, session.dek)
    try:
        with session.store.write():
            insert(session, no, name, roles)
            told = {"name": name, "roles": list(roles), "key": signer.key}
            _keep(session, signer, session.journal("staff.add", no, told))
    except BaseException:
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


def reset_password(
    session: Session, no: str, password: str, second: Member | None = None
) -> None:
    """A new password for somebody: everybody for themselves, who keep their signing key; for others
    an administrator with a second person, as whoever knows a password can sign in that name. They
    get a new signing key."""
    if no == session.member.no:
        _require_strong(session, no, str(_row(session, no)["name"]), password)
        signer = session.keys.set_password(no, password, session.dek, session.member.signer)
        with session.store.write():
            _journal_password(session, signer, {})
        return
    session.require("staff", "重设别人的密码")
    _require_strong(session, no, str(_row(session, no)["name"]), password)
    approving.check(session, second, "重设密码")
    signer = session.keys.set_password(no, password, session.dek)
    with session.store.write(), approving.approved(
        session, "staff.password", second, "重设密码", subject=no
    ) as checker:
        _journal_password(session, signer, {"second": checker})


def _require_strong(session: Session, no: str, name: str, password: str) -> None:
    """Refused for a password that is too weak for that person; in a demo any will do."""
    if not session.keys.demo and (problem := passwords.weakness(no, password, name)):
        raise Refused({"password": problem})


def _journal_password(session: Session, signer: Signer, told: dict[str, object]) -> None:
    """That somebody has a new password, and perhaps a new signing key with it."""
    if sealing.is_known(session.store, signer):
        session.journal("staff.password", signer.staff, told)
        return
    told = {**told, "key": signer.key}
    _keep(session, signer, session.journal("staff.password", signer.staff, told))


def _keep(session: Session, signer: Signer, seq: int) -> None:
    """The public half of a new key, which that row of the journal introduced."""
    sealing.keep(session.store, signer, seq, session.clock.now())


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
