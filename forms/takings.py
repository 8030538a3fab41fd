"""What the till took since it was last counted: facts for a form that closes a shift or a day.

Amounts are integer 分 and never negative unless it says so (docs/handbook.md §7, 收费日报).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

CASH = "现金"


@dataclass(frozen=True)
class Closes:
    """Which fields of a form that closes the books say what.

    kind: a choice, `day` or `shift` · cashier: the member whose shift it closes, "1010 钱芳"; empty
    closes the day, after which nothing is entered on it · expected, counted: cash there should be
    and was · stays: what of it stays in the drawer, the next opening cash · keeper: who has that
    count: lines of what was counted, with the columns face and pieces · why: of a difference
    counting: what else follows from the count
    """

    day: str
    shift: str
    kind: str = "kind"
    cashier: str = "cashier"
    expected: str = "expected"
    counted: str = "counted"
    stays: str = "stays"
    keeper: str = "keeper"
    count: str = "denominations"
    why: str = "explanation"
    counting: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All the fields it names."""
        return (
            self.kind, self.cashier, self.expected, self.counted, self.stays, self.keeper,
            self.count, self.why, *self.counting,
        )  # fmt: skip


@dataclass(frozen=True)
class Total:
    """What one cashier moved of one fee by one method.

    cashier: "1010 钱芳" · form, title: whose fee · taken from payers, reversed: taken back ·
    refunded: deposits given back, refunds_reversed · forfeited: deposits kept, no money moves
    """

    cashier: str
    form: str
    title: str
    purse: str
    what: str
    method: str
    taken: int = 0
    reversed: int = 0
    refunded: int = 0
    refunds_reversed: int = 0
    forfeited: int = 0
    forfeits_reversed: int = 0

    @property
    def kind(self) -> str:
        """As people read it: 装修登记 装修押金."""
        return f"{self.title} {self.what}"

    @property
    def net(self) -> int:
        """What came in less what went out, signed."""
        return self.taken - self.reversed - self.refunded + self.refunds_reversed


@dataclass(frozen=True)
class Deposits:
    """Deposits over a while, reversals taken off: before + taken − refunded − forfeited = held."""

    before: int = 0
    taken: int = 0
    refunded: int = 0
    forfeited: int = 0

    @property
    def held(self) -> int:
        """What is held at the end."""
        return self.before + self.taken - self.refunded - self.forfeited


@dataclass(frozen=True)
class Takings:
    """What is to be closed now.

    day: ISO, the business day · since: the last close, None for none · opening: cash there was
    then · handed_in: cash that shifts have handed in since · differences: that shifts have found,
    signed · receipts: how many, and how many of them reversed · problem: why nothing can be closed
    """

    day: str
    since: datetime | None = None
    opening: int = 0
    handed_in: int = 0
    differences: int = 0
    totals: tuple[Total, ...] = ()
    deposits: Deposits = Deposits()
    receipts: tuple[int, int] = (0, 0)
    problem: str = ""

    @property
    def expected(self) -> int:
        """Cash that should be there now, signed."""
        return self.opening + net_cash(self.totals) + self.differences - self.handed_in


WAYS = (
    ("taken", "收款", 1), ("reversed", "冲红", -1), ("refunded", "退押金", -1),
    ("refunds_reversed", "退款冲正", 1), ("forfeited", "押金转收入", 1),
    ("forfeits_reversed", "转收入冲正", -1),
)  # fmt: skip
"""Attribute of a total, its words, sign of the money."""


def net_cash(totals: Iterable[Total]) -> int:
    """Cash that came in less cash that went out, signed."""
    return sum(one.net for one in totals if one.method == CASH)
