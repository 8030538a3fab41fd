"""What leaves the store as a file: under a number, stamped, journalled with how many rows.

Numbers of persons are masked in whatever leaves; in full only with the right to see them, a reason
and a second person who approves (docs/handbook.md §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import approving
from db.reasons import reason
from db.session import Member, Session

RIGHT = "export"
WHOLE = "see:personal"
"""What whoever exports whole numbers must see already, and whoever approves it."""
WORDS = "导出完整的电话、证件号码"
MASKED, FULL = "电话、证件号码已遮住", "含完整的电话、证件号码，请专人保管，用完销毁"

HANDED = "含完整的电话、证件号码，只用于办理这项业务，请妥善保管，用完删除"


@dataclass(frozen=True)
class Stamp:
    """What an exported file says of itself: its number, by whom and when; in full: why, and who
    approved, or to whom outside it goes."""

    number: str
    who: str
    at: str
    why: str = ""
    second: Member | None = None
    to: str = ""

    @property
    def full(self) -> bool:
        """Whether numbers of persons stand in it whole."""
        return self.second is not None or bool(self.to)

    @property
    def by(self) -> str:
        """Under which number, who, when, approved by whom."""
        said = f"{self.number}　{self.who}　{self.at} 导出"
        return said if self.second is None else f"{said}　{self.second.words} 批准"

    @property
    def more(self) -> str:
        """Whether numbers are in it, why or to whom."""
        if self.to:
            return f"交给{self.to}　{HANDED}"
        return MASKED if self.second is None else f"理由：{self.why}　{FULL}"

    @property
    def words(self) -> str:
        """In a line."""
        return f"{self.by}　{self.more}"


def stamp(session: Session, words: str = "导出、打印登记本") -> Stamp:
    """For an export with numbers masked; Refused without the right to export, to which `words` say
    what for."""
    session.require(RIGHT, words)
    return numbered(session)


def numbered(session: Session) -> Stamp:
    """The same where another right was asked."""
    now = session.now()
    return Stamp(
        f"DC{now:%Y%m%d-%H%M%S}-{session.member.no}", session.member.words, f"{now:%Y-%m-%d %H:%M}"
    )


def in_full(session: Session, why: str, second: Member | None) -> Stamp:
    """For an export with whole numbers; second: who approves, already identified.

    Refused without the rights, without a reason, with a number in it, and without a fit second
    person (by the path "second").
    """
    found = stamp(session)
    session.require(WHOLE, WORDS)
    told = reason(why, 40, "请写明为什么要导出完整的号码")
    checker = approving.check(session, second, WORDS, also=WHOLE)
    return Stamp(found.number, found.who, found.at, told, checker)


def note(session: Session, code: str, rows: int, kind: str, stamped: Stamp) -> None:
    """Journal that a file left the store: of what, how many rows, "xlsx" or "pdf", its number; in
    full also why and who approved."""
    note_of(session, "export", code, {"rows": rows, "kind": kind}, stamped)


def note_of(
    session: Session, action: str, subject: str, body: Mapping[str, Any], stamped: Stamp
) -> None:
    """Journal under an action of its own that a file about something left the store: as `note`."""
    said = {**body, "number": stamped.number, "full": stamped.full}
    with session.store.write():
        if stamped.second is None:
            session.journal(action, subject, said)
            return
        with approving.approved(
            session, "export.full", stamped.second, WORDS, subject=stamped.number
        ) as checker:
            session.journal(action, subject, {**said, "why": stamped.why, "second": checker})
