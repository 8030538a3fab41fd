"""What somebody who leaves has in hand, and to whom it goes: drafts, matters, cash."""

from __future__ import annotations

from dataclasses import dataclass

from db import closings, drafts
from db.errors import Refused
from db.models import Draft, Staff
from db.session import Member, Session
from forms.values import amount


@dataclass(frozen=True)
class InHand:
    """Numbers of records that are in somebody's hands, codes of the drafts, the cash (分)."""

    records: tuple[str, ...]
    drafts: tuple[str, ...]
    cash: int

    @property
    def words(self) -> str:
        """In a line; "" for nothing."""
        told = []
        if self.records:
            told.append(f"手上的单 {len(self.records)} 张（{'、'.join(self.records[:5])}"
                        f"{'…' if len(self.records) > 5 else ''}）")  # fmt: skip
        if self.drafts:
            told.append(f"没写完的草稿 {len(self.drafts)} 份")
        if self.cash:
            told.append(f"现金 {amount.pretty(self.cash)}")
        return "，".join(told)


def in_hand(session: Session, no: str) -> InHand:
    """What a member of staff has in hand now."""
    name = session.store.value("SELECT name FROM staff WHERE no = ?", (no,))
    rows = session.store.rows(
        "SELECT r.number FROM standing s JOIN record r ON r.id = s.record_id"
        " WHERE s.open = 1 AND s.holder IN (?, ?) ORDER BY s.due IS NULL, s.due, r.id",
        (name, Member(no, str(name), ()).words),  # by name, or as whoever issued it is written
    )
    mine = Draft.select(Draft.code).where(Draft.staff == no).order_by(Draft.code)
    codes = tuple(code for (code,) in mine.tuples().execute(session.store.db))
    return InHand(
        tuple(number for (number,) in rows), codes, closings.at_hand(session, no)
    )


def require_settled(session: Session, no: str) -> None:
    """Refused while cash is in the hands of whoever leaves: it is closed and handed over first."""
    cash = closings.at_hand(session, no)
    if cash:
        words = f"手上还有现金 {amount.pretty(cash)}，请先结账、交清再办离职"
        raise Refused({"staff": words})


def hand_drafts(session: Session, no: str, to: str) -> list[str]:
    """Give the drafts of whoever leaves to another, inside the transaction at hand; the codes that
    went over. A form of which that one has a draft too stays as it is: nothing is written over."""
    if not Staff.select().where((Staff.no == to) & Staff.active).exists(session.store.db):
        raise Refused({"to": f"没有工号 {to} 的在册员工"})
    if to == no:
        raise Refused({"to": "请交给另一位同事"})
    theirs = set(drafts.codes_of(session, to))
    given = [code for code in drafts.codes_of(session, no) if code not in theirs]
    which = (Draft.staff == no) & Draft.code.in_(given)
    Draft.update(staff=to).where(which).execute(session.store.db)
    return given
