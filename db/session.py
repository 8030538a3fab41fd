"""A session: an open store with somebody logged in, handed to everything that works on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import journal, office, rights
from db.clock import Clock, SystemClock
from db.errors import Environment, Refused
from db.keys import Keys
from db.models import Staff
from db.signing import Signer
from db.store import Store
from forms import FORMS
from forms.display import masked
from forms.fields import Field
from forms.form import Form
from forms.free_text import holds_words


@dataclass(frozen=True)
class Member:
    """A member of staff: number 工号, name, roles; their signing key where they gave their password
    in this run."""

    no: str
    name: str
    roles: tuple[str, ...]
    signer: Signer | None = field(default=None, repr=False, compare=False)

    @property
    def words(self) -> str:
        """As printed and shown: 1003 李敏."""
        return f"{self.no} {self.name}"


@dataclass(frozen=True)
class Session:
    """store, keys and clock of the office; `forms` by code; `member` is who acts.

    dek: the open store's data key, for new slots and backups; never shown, never logged
    unmasked: a reason to see one thing in full was kept just now (`db.unmasking`)
    revived: forms as old records have them, by the hash of their snapshot; only remembered.
    """

    store: Store
    keys: Keys
    clock: Clock
    forms: Mapping[str, Form]
    member: Member
    dek: bytes = field(repr=False)
    unmasked: bool = False
    revived: dict[str, Form] = field(default_factory=dict, repr=False, compare=False)

    def now(self) -> datetime:
        """Naive office time."""
        return self.local(self.clock.now())

    def local(self, ms: int) -> datetime:
        """Naive office time of an instant."""
        return self.clock.local(ms).replace(tzinfo=None)

    def instant(self, moment: datetime) -> int:
        """The instant (UTC milliseconds) of naive office time."""
        return int(moment.replace(tzinfo=self.clock.zone).timestamp() * 1000)

    def form(self, code: str) -> Form:
        """The form with the office's choices; Refused for an unknown code."""
        form = self.forms.get(code)
        if form is None:
            raise Refused({"": f"没有 {code} 这种单据"})
        return office.effective(self.store, form)

    def may(self, action: str) -> bool:
        """Whether the member may do the action."""
        return rights.allowed(self.store, self.member.roles, action)

    @property
    def sees_personal(self) -> bool:
        """Whether numbers of persons are seen in full: by right, or for a moment with a reason."""
        return self.unmasked or self.may("see:personal")

    def sees(self, one: Field) -> bool:
        """Whether the member sees values of that field in full, pictures included: by `seen_by`,
        or by the right to personal data where it is personal."""
        if one.seen_by:
            return bool(set(one.seen_by) & set(self.member.roles))
        return not one.is_personal or self.sees_personal

    def sees_whole(self, one: Field) -> bool:
        """Whether the member sees whatever stands in that field, also numbers of persons that
        somebody wrote into plain words."""
        plain = not one.is_personal and not one.seen_by and holds_words(one)
        return self.sees_personal if plain else self.sees(one)

    def seen(self, one: Field, value: Any) -> Any:
        """A value of that field as the member may see it: masked without the right."""
        return value if value is None or self.sees_whole(one) else masked(one, value)

    def sees_all(self, form: Form) -> bool:
        """Whether nothing of the form or of its acts is masked for the member."""
        asked = (*form.fields, *(one for act in form.acts for one in act.fields))
        return all(self.sees_whole(one) for one in asked)

    def require(self, action: str, what: str = "") -> None:
        """Refused unless the member may do the action; `what` names it for people."""
        if not self.may(action):
            holders = "、".join(rights.holders(self.store, action)) or "系统管理员授权的人"
            mine = "、".join(self.member.roles) or "无角色"
            raise Refused({"": f"{self.member.name}（{mine}）不能{what or '做这件事'}，须由{holders}办理"})

    def journal(self, action: str, subject: str | None, body: Mapping[str, Any]) -> int:
        """Append to the journal inside the transaction at hand, in the member's name; the row's
        number."""
        at = self.clock.now()
        return journal.append(self.store, at, self.member.no, action, subject, body)

    def acting_as(self, member: Member) -> Session:
        """The same desk with another person acting, for countersigning in place."""
        return replace(self, member=member)

    @property
    def is_over(self) -> bool:
        """Whether the store was closed: the window was put away or locked. Asked on the thread that
        opened it."""
        return bool(self.store.db.is_closed())

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def open_session(
    folder: Path,
    staff: str,
    password: str,
    *,
    clock: Clock | None = None,
    forms: Iterable[Form] = FORMS,
    check: bool = True,
) -> Session:
    """Log somebody in to the store in `folder`.

    Raises Environment for a wrong password, a missing or damaged store and the like; Refused for a
    person who has left.
    """
    from db.attachments import sweep
    from db import backup, money, renewing, sealing, secrecy, tallies
    from db.indexing import catch_up
    from db.price_defaults import meet

    clock = clock or SystemClock()
    keys = Keys.load(folder)
    opened = keys.enter(staff, password, clock.now())
    dek = opened.dek
    if check:
        Store.check(folder, dek)
    backup.before_upgrade(folder, keys, dek, clock.now(), clock.zone)
    store = Store.open(folder, dek, check=False)
    try:
        rights.grant_new(store, forms, clock.now())
        meet(store, clock.now(), clock.today())
        office.tell_login(store)
        if keys.demo and office.setting(store, "office.demo") is False:
            keys.is_no_demo()
        session = Session(
            store, keys, clock, {f.code: f for f in forms},
            member(store, staff, opened.signer), dek,
        )  # fmt: skip
        sealing.admit(store, opened.signer, clock.now())
        catch_up(session)
        money.catch_up(session)
        renewing.catch_up(session)
        secrecy.catch_up(session)
        tallies.catch_up(session)
        sweep(session)
        return session
    except BaseException:
        store.close()
        raise


def member(store: Store, no: str, signer: Signer | None = None) -> Member:
    """An active member of staff by number, with their signing key where it is at hand; Environment
    if there is none."""
    row = Staff.select().where((Staff.no == no) & Staff.active).dicts().first(store.db)
    if row is None:
        raise Environment("key", f"工号 {no} 不在册或已离职，请找系统管理员。")
    return Member(row["no"], row["name"], tuple(row["roles"]), signer)


def identify(session: Session, staff: str, password: str) -> Member:
    """Check a second person's number and password without ending the session.

    Raises Environment (kind "key") when they do not fit.
    """
    opened = session.keys.enter(staff, password, session.clock.now())
    return member(session.store, staff, opened.signer)
