"""What leaves the store as a file: under a number, stamped, journalled with how many rows.

Numbers of persons are masked in whatever leaves; in full only with the right to see them, a reason
and a second person who approves (docs/handbook.md §6).
"""

from __future__ import annotations

from dataclasses import dataclass

from db import approving
from db.errors import Refused
from db.reasons import reason
from db.session import Member, Session

RIGHT = "export"
WORDS = "导出完整的电话、证件号码"
MASKED, FULL = "电话、证件号码已遮住", "含完整的电话、证件号码，请专人保管，用完销毁"


@dataclass(frozen=True)
class Stamp:
    """What an exported file says of itself: its number, by whom and when; in full: why, and who
    approved."""

    number: str
    who: str
    at: str
    why: str = ""
    second: Member | None = None

    @property
    def full(self) -> bool:
        """Whether numbers of persons stand in it whole."""
        return self.second is not None

    @property
    def words(self) -> str:
        """In a line."""
        said = f"{self.number}　{self.who}　{self.at} 导出"
        if self.second is None:
            return f"{said}　{MASKED}"
        return f"{said}　{self.second.words} 批准　理由：{self.why}　{FULL}"


def stamp(session: Session) -> Stamp:
    """For an export with numbers masked; Refused without the right to export."""
    session.require(RIGHT, "导出、打印登记本")
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
    session.require("see:personal", WORDS)
    told = reason(why, 40, "请写明为什么要导出完整的号码")
    checker = approving.check(session, second, WORDS)
    if not session.acting_as(checker).may("see:personal"):
        raise Refused({approving.NEEDED: f"{checker.name}自己不能看号码全文，不能复核{WORDS}"})
    return Stamp(found.number, found.who, found.at, told, checker)


def note(session: Session, code: str, rows: int, kind: str, stamped: Stamp) -> None:
    """Journal that a file left the store: of what, how many rows, "xlsx" or "pdf", its number; in
    full also why and who approved."""
    body = {"rows": rows, "kind": kind, "number": stamped.number, "full": stamped.full}
    with session.store.write():
        if stamped.second is None:
            session.journal("export", code, body)
            return
        with approving.approved(
            session, "export.full", stamped.second, WORDS, subject=stamped.number
        ) as checker:
            told = {**body, "why": stamped.why, "second": checker}
            session.journal("export", code, told)
