"""The first day: a new office with its store, keys, first administrator and recovery code."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db import (
    indexing, keys, office, passwords, price_defaults, rights, sealing, staff, tallies,
)  # fmt: skip
from db.clock import Clock, SystemClock
from db.errors import Refused
from db.session import Member, Session
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
    try:
        signer = slots.add(staff_no, password, dek)
        store = Store.create(folder, dek)
    except BaseException:
        (folder / keys.FILE_NAME).unlink(missing_ok=True)
        raise
    first = Member(staff_no, staff_name, (ADMINISTRATOR,), signer)
    session = Session(store, slots, clock, {form.code: form for form in forms}, first, dek)
    with store.write():
        staff.insert(session, first.no, first.name, first.roles)
        now = clock.now()
        office.put(store, "office.name", name, now, first.no)
        office.put(store, "office.secret", secrets.token_hex(32), now, first.no)
        office.put(store, "office.demo", demo, now, first.no)
        rights.grant_new(store, session.forms.values(), now)
        price_defaults.meet(store, now, since or clock.today())
        indexing.fill(session)
        tallies.catch_up(session)
        told = {"office": name, "demo": demo, "key": signer.key}
        sealing.keep(store, signer, session.journal("init", None, told), now)
    return Office(session, recovery)


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
