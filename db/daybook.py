"""收费日报: what a day or a range of days took, live or closed, and how it hangs together.

opening + net cash + differences − handed in = closing, at any instant; amounts are integer 分
(docs/handbook.md §7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from db import closings, ledgers
from db.closings import Closed
from db.facts import facts_for
from db.ledgers import Scope
from db.money import business_day, last_closed
from db.session import Session
from forms.facts import Facts
from forms.form import Form
from forms.takings import Deposits, Takings, Total, net_cash

MOVED = (
    "taken", "reversed", "refunded", "refunds_reversed", "forfeited", "forfeits_reversed",
)  # fmt: skip
"""The amounts of a `Total`."""


@dataclass(frozen=True)
class Daybook:
    """first to last: business days · cashier: a number, None for all · totals · opening, closing:
    cash, handed_in and differences of the closes between · close: that of the last day, if it was
    closed alone or with earlier ones · closed: whether nothing can be added any more
    """

    first: date
    last: date
    cashier: str | None
    totals: tuple[Total, ...]
    deposits: Deposits
    receipts: tuple[int, int]
    opening: int
    closing: int
    handed_in: int
    differences: int
    close: Closed | None
    closed: bool

    @property
    def cash(self) -> int:
        """Cash that came in less cash that went out."""
        return net_cash(self.totals)


def open_day(session: Session) -> date:
    """The day that money moved now counts for."""
    return business_day(session, session.clock.now())


def read(
    session: Session, first: date, last: date, cashier: str | None = None
) -> Daybook:
    """The book of those days as it stands now; Refused without the right "daybook"."""
    session.require("daybook", "看收费日报")
    scope = Scope(first, last, cashier=cashier)
    totals = ledgers.totals(session, scope)
    opening = closings.at_hand(session, cashier, first)
    closing = closings.at_hand(session, cashier, last + timedelta(days=1))
    within = [
        one for one in closings.standing(session)
        if first.isoformat() <= one.day <= last.isoformat() and cashier in (None, one.cashier)
    ]  # fmt: skip
    differences = sum(one.counted - one.expected for one in within)
    closed = last_closed(session)
    return Daybook(
        first, last, cashier, totals, ledgers.deposits(session, scope),
        ledgers.receipts(session, scope), opening, closing,
        opening + net_cash(totals) + differences - closing, differences,
        closings.covering(session, last), closed is not None and last <= closed,
    )  # fmt: skip


def facts_of_day(session: Session, form: Form, day: date) -> Facts:
    """The facts of a form that closes as if that day's takings were to be closed, for its paper."""
    found = read(session, day, day)
    facts = facts_for(session, form, {})
    return replace(facts, takings={"day": Takings(
        day.isoformat(),
        since=closings.since(session, day),
        opening=found.opening,
        handed_in=found.handed_in,
        differences=found.differences,
        totals=found.totals,
        deposits=found.deposits,
        receipts=found.receipts,
    )})  # fmt: skip
