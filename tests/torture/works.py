"""What a desk does while it is tortured: steps that tell each thing once it is kept.

Every step is the program's own call, and tells after that returned. A desk that is `early` works in
a transaction around its steps and so tells before the commit: what the controls are made of.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import backup, demo, records
from db.session import Session, member, open_session
from tests.torture import errands
from tests.torture.offices import ADMIN, DECLARED, DESK, DUTY, MONEY, Clock, tail

DAY = 86_400.0
EARLY = 4
SLIP: dict[str, Any] = {
    "unit": "1-101",
    "carrier": "赵虚构",
    "carrier_id": {"kind": "护照", "number": "E12345678"},
    "goods": [{"name": "纸箱", "quantity": 12}],
}
LENT: dict[str, Any] = {"unit": "1-101", "who": "张三丰"}
SOLD: dict[str, Any] = {
    "payer": "王五", "method": "现金",
    "others": [{"what": "复印", "purse": "收费", "price": 1000, "quantity": 1}],
}  # fmt: skip
WORDS = ("moon-2031", "river-4711", "stone-0815")
Tell = Callable[[str], None]


@dataclass
class Desk:
    """An office at work: the same open store for several people, its clock, whom it tells."""

    session: Session
    clock: Clock
    tell: Tell
    early: bool = False
    chance: random.Random = field(default_factory=random.Random)

    def at(self, no: str) -> Session:
        """The session of a member of staff."""
        return self.session.acting_as(member(self.session.store, no))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One around everything in the block, where this desk tells too early."""
        if self.early:
            with self.session.store.write():
                yield
        else:
            yield

    def step(self, name: str) -> None:
        """One step by its name; where this desk tells too early, four in one transaction."""
        with self.transaction():
            for _ in range(EARLY if self.early else 1):
                self.clock.on(self.chance.randint(1, 60))
                STEPS[name](self)

    def close(self) -> None:
        """Close the store."""
        self.session.close()


def opened(folder: Path, tell: Tell, *, early: bool = False, seed: int = 0) -> Desk:
    """A desk in `folder`, its clock a minute after the last thing that was done there."""
    clock = Clock(0)
    session = open_session(
        folder, ADMIN, demo.password_of(ADMIN), clock=clock, forms=DECLARED, check=False
    )
    clock.on(tail(session.store) / 1000 + 60)
    return Desk(session, clock, tell, early, random.Random(seed))


def issue(desk: Desk) -> None:
    """A release slip."""
    made = records.issue(desk.at(DESK), "FX", SLIP).record
    desk.tell(f"record {made.number}")


def act(desk: Desk) -> None:
    """A release slip, signed."""
    made = records.issue(desk.at(DESK), "FX", SLIP).record
    desk.tell(f"record {made.number}")
    records.act(desk.at(DUTY), made.number, "值班主任签字")
    desk.tell(f"act {made.number} 值班主任签字")


def pay(desk: Desk) -> None:
    """A key lent for a deposit and a cost, and both paid: an act, a receipt, two entries."""
    made = records.issue(desk.at(DESK), "YS", LENT).record
    desk.tell(f"record {made.number}")
    outcome = records.act(desk.at(MONEY), made.number, "缴费")
    desk.tell(f"act {made.number} 缴费")
    desk.tell(f"paid {made.number} {outcome.made[0]}")


def close(desk: Desk) -> None:
    """The next day something is sold, then that day is closed."""
    desk.clock.on(DAY)
    sold = records.issue(desk.at(MONEY), "SJ", SOLD).record
    desk.tell(f"record {sold.number}")
    counted = {"denominations": [{"face": "10", "pieces": 1}], "explanation": "试", "stays": 0}
    made = records.issue(desk.at(MONEY), "RJ", counted).record
    desk.tell(f"closed {made.number}")


def back_up(desk: Desk) -> None:
    """A backup of everything so far."""
    session = desk.session
    made = backup.make(session.store, session.keys, session.clock.now())
    desk.tell(f"backup {made.file.name}")


def new_password(desk: Desk) -> None:
    """Another password for the desk."""
    word = desk.chance.choice(WORDS)
    desk.tell(f"changing {DESK} {word}")
    desk.session.keys.set_password(DESK, word, desk.session.dek)
    desk.tell(f"password {DESK} {word}")


STEPS: dict[str, Callable[[Desk], None]] = {
    "issue": issue, "act": act, "pay": pay, "close": close, "backup": back_up,
    "password": new_password, **errands.STEPS,
}  # fmt: skip
