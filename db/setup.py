"""The first day: a new office with its store, keys, first administrator and recovery code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import (
    indexing, keys, office, passwords, price_defaults, rights, sealing, staff, tallies,
)  # fmt: skip
from db.clock import Clock, SystemClock
from db.errors import Refused
from db.session import Member, Session
from db.store import FILES as STORE_FILES
from db.store import Store
from forms import FORMS
from forms.form import Form
from forms.roles import ADMINISTRATOR
from forms.values import Invalid, text

FIRST = "1000"


@dataclass(frozen=True)
class Office:
    """A newly made office: session of its administrator, recovery code to print once."""

    session: Session
    recovery: str


def create(
    folder: Path,
    name: str,
    password: str,
    *,
    staff_no: str = FIRST,
    staff_name: str = "系统管理员",
    demo: bool = False,
    clock: Clock | None = None,
    forms: Iterable[Form] = FORMS,
    since: date | None = None,
) -> Office:
    """Make an office in `folder`.

    since: from which day the declared prices hold, today if not told. Raises Refused for a poor
    password or name, with nothing left behind; Environment where data already stands or the disk
    does not allow it.
    """
    clock = clock or SystemClock()
    name = checked(name, staff_no, password, demo=demo)
    slots, dek, recovery = keys.create(folder, demo=demo)
    with ExitStack() as undone:
        undone.callback(_clear, folder, keys.FILE_NAME)
        signer = slots.add(staff_no, password, dek)
        store = Store.create(folder, dek)
        undone.callback(_clear, folder, *STORE_FILES)
        undone.callback(store.close)
        first = Member(staff_no, staff_name, (ADMINISTRATOR,), signer)
        session = Session(store, slots, clock, {form.code: form for form in forms}, first, dek)
        _begin(session, name, demo=demo, since=since or clock.today())
        undone.pop_all()
    return Office(session, recovery)


def _begin(session: Session, name: str, *, demo: bool, since: date) -> None:
    """What stands in a store from the first day, in one transaction."""
    store, first, now = session.store, session.member, session.clock.now()
    assert first.signer is not None
    with store.write():
        staff.insert(session, first.no, first.name, first.roles)
        office.put(store, "office.name", name, now, first.no)
        office.put(store, "office.secret", secrets.token_hex(32), now, first.no)
        office.put(store, "office.demo", demo, now, first.no)
        rights.grant_new(store, session.forms.values(), now)
        price_defaults.meet(store, now, since)
        indexing.fill(session)
        tallies.catch_up(session)
        told = {"office": name, "demo": demo, "key": first.signer.key}
        sealing.keep(store, first.signer, session.journal("init", None, told), now)


def _clear(folder: Path, *names: str) -> None:
    """Take away what was made just now of an office that did not come to be: nothing is in it, and
    another try must find the place free."""
    for one in names:
        with suppress(OSError):
            (folder / one).unlink(missing_ok=True)


def checked(name: str, staff_no: str, password: str, *, demo: bool = False) -> str:
    """The office's name as kept; Refused with every problem, before anything is written."""
    problems = {}
    try:
        name = text.line(name, longest=40)
    except Invalid as invalid:
        problems["office"] = str(invalid)
    if not name:
        problems["office"] = "请填写单位名称"
    if not staff_no.isalnum():
        problems["staff"] = "工号应为字母或数字"
    weakness = "" if demo else passwords.weakness(staff_no, password)
    if weakness:
        problems["password"] = weakness
    if problems:
        raise Refused(problems)
    return name


def generated_password() -> str:
    """A first password that can be read out: letters and digits that are not mixed up."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))
