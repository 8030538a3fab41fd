"""Verbs of the command line that look after the data: checks, backups, keys, destruction."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from db.errors import Environment
from views.cli_arguments import NEW_PASSWORD, PASSWORD_2, RECOVERY
from views.cli_session import clock_of, opened, password_of, second_of


def check(options: argparse.Namespace) -> dict[str, str]:
    """What the checks of the store say; damage is an answer, not an error."""
    from db import checking
    from db.chain import read_head

    head = read_head(options.head) if options.head else None
    try:
        session = opened(options)
    except Environment as trouble:
        if trouble.kind != "damage":
            raise
        return checking.damaged(str(trouble))
    try:
        return checking.check(session, full=options.full, head=head)
    finally:
        session.close()


def confirm(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    """The clock or the data confirmed by who may, after issuing was stopped."""
    from db import halts

    halts.confirm(session, options.what, session.member)
    return {"confirmed": options.what, "halts": [one.words for one in halts.halts(session)]}


def backup(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    """A backup, and one at the second place if there is one."""
    from db import backup, second_place

    session.require("backup", "备份")
    now, zone = session.clock.now(), session.clock.zone
    made = backup.make(session.store, session.keys, now, options.to, zone)
    if options.to is None:
        place = second_place.bring(session.store, session.keys.store_id, now, zone)
        if place is not None:
            return {**_made(made), "second": place.words}
    return _made(made)


def rights(session: Any, options: argparse.Namespace) -> Any:
    """Who may do what; a change needs a second person."""
    from views import cli_rights

    return cli_rights.told(session, options, second_of(session, options))


def rekey(options: argparse.Namespace) -> dict[str, Any]:
    """A new data key; the new recovery code and who has no key any more."""
    from db import rekeying

    session = opened(options)
    try:
        made = rekeying.rekey(session, second_of(session, options))
    finally:
        if not session.is_over:
            session.close()
    aside = str(made.aside) if made.aside else None
    return {"recovery": made.recovery, "without": list(made.without), "aside": aside}


def password(options: argparse.Namespace) -> dict[str, Any]:
    """One's own password changed; at the first log-in set in place of the one that was given."""
    from db import own_passwords
    from db.errors import Refused
    from db.keys import FirstPassword, Keys

    new = password_of(NEW_PASSWORD)
    try:
        session = opened(options)
    except FirstPassword:
        clock = clock_of(options, Keys.load(options.data).demo)
        own_passwords.choose(options.data, options.staff, password_of(), new, clock)
        return {"staff": options.staff, "first": True}
    try:
        if new == password_of():
            raise Refused({"password": "新密码和现在的一样"})
        own_passwords.change(session, session.member.no, new)
        return {"staff": session.member.no, "first": False}
    finally:
        session.close()


def drill(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    """The recovery code of the environment proved, nothing changed."""
    from db import drill

    session.require("staff", "演练恢复码")
    drill.drill(session, password_of(RECOVERY))
    return {"opened": True}


def _made(made: Any) -> dict[str, Any]:
    return {"file": str(made.file), "records": made.records, "verified": made.verified}


def rehearse(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    """The newest backup opened elsewhere and checked."""
    from db import rehearsal

    return _made(rehearsal.rehearse(session))


def restore(options: argparse.Namespace) -> dict[str, Any]:
    """The data of a backup put in the place of what is there."""
    from db import container, restoring
    from db.keys import Keys

    password = password_of()
    slots = Keys.parse(container.keys_of(options.file), options.data)
    now = clock_of(options, slots.demo).now()
    made = restoring.restore(
        options.file, options.data, options.staff, password, now,
        without_photos=options.without_photos,
        second=(options.second, password_of(PASSWORD_2)) if options.second else None,
        unread=options.unread,
    )  # fmt: skip
    return _made(made)


def destroy(session: Any, options: argparse.Namespace) -> Any:
    """Orders of destruction: proposed, approved, listed."""
    from views import cli_destroy

    return cli_destroy.told(session, options, second_of(session, options))


def own_copy(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    """Everything held about one person, for that person."""
    from views import own_copy

    proof = sys.stdin.readline() if options.proof == "-" else options.proof
    records = own_copy.save(session, options.person, proof, options.out)
    return {"records": records, "file": str(options.out)}
