"""To whom outside the office hands over people's data: each is approved once by two persons.

What the business needs is sent within its deadline, so not every mail takes a second person; where
mails go does. Another address, and it is asked again (docs/handbook.md §6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from db import approving, office
from db.exporting import WHOLE
from db.session import Member, Session

KEY = "consignment.approved"
"""Setting: by form and addressee the addresses that two persons agreed to."""
ACTION = "export.to"


def unapproved(
    session: Session, code: str, wanted: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Those of the addressees with their addresses that nobody has approved as they are now."""
    known = dict(office.setting(session.store, KEY) or {}).get(code, {})
    return {who: list(to) for who, to in wanted.items() if known.get(who) != list(to)}


def check(
    session: Session, title: str, wanted: Mapping[str, Sequence[str]], second: Member | None
) -> None:
    """Refused unless a fit second person agrees that these get the data of that form."""
    approving.check(session, second, _words(title, wanted), also=WHOLE)


def approve(
    session: Session,
    code: str,
    wanted: Mapping[str, Sequence[str]],
    second: Member | None,
) -> None:
    """Keep that two persons agreed, inside the caller's transaction; journalled. Refused as of
    `check`."""
    title = session.form(code).title
    check(session, title, wanted, second)
    known = dict(office.setting(session.store, KEY) or {})
    of_form = {**known.get(code, {}), **{who: list(to) for who, to in wanted.items()}}
    office.put(
        session.store, KEY, {**known, code: of_form}, session.clock.now(), session.member.no
    )
    words = _words(title, wanted)
    with approving.approved(session, ACTION, second, words, subject=code) as checker:
        session.journal(ACTION, code, {"to": named(wanted), "second": checker})


def _words(title: str, wanted: Mapping[str, Sequence[str]]) -> str:
    return f"把{title}的资料交给{'、'.join(named(wanted))}（头一次，或换了邮箱）"


def named(wanted: Mapping[str, Sequence[str]]) -> list[str]:
    """Each with the addresses, as the journal tells it."""
    return [f"{who}（{'、'.join(to)}）" if to else who for who, to in sorted(wanted.items())]


def name_in(told: str) -> str:
    """Whom such words are about."""
    name, _, to = told.rpartition("（")
    return name if "@" in to else told
