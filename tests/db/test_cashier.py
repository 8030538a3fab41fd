"""What the cashier's page lists: owed now, deposits held, receipts; right while much is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import cashier, receipts, records
from db.cashier import Found
from db.records import Record
from forms import DECLARED
from forms.payment import pay
from forms.timing import Span, Validity
from tests.db import demo_desk
from tests.db.demo_desk import DESK, MONEY, Desk, moment
from tests.db.paid_form import KEY

OTHER = "1016"
TIMED = replace(
    KEY, code="YSX", title="限时钥匙", lineage=None, fields=KEY.fields[:2], fees=KEY.fees[1:],
    acts=(pay("缴费", "who", in_time=True), *(one for one in KEY.acts if one.name in ("交钥匙", "作废"))),
    validity=Validity(span=Span(hours=2)),
)  # fmt: skip
"""Can be paid for two hours only."""


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with forms that take money."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (*DECLARED, KEY, TIMED))
    yield made
    made.close()


def lent(desk: Desk, unit: str = "1-101", who: str = "张三丰", **more: Any) -> Record:
    """A key asked for."""
    return desk.issue("YS", {"unit": unit, "who": who}, **more)


def numbers(found: Found) -> list[str]:
    """The numbers on a list."""
    return [line.number for line in found.lines]


def owed(desk: Desk, **asked: Any) -> list[str]:
    """Numbers that 财务 sees as owed."""
    return numbers(cashier.owed(desk.at(MONEY), **asked))


def test_what_is_owed_says_whose_and_what_for(desk: Desk) -> None:
    """Deposit and cost apart; the newest first; gone once it is paid."""
    first = lent(desk)
    second = lent(desk, "3-1202", "李四", now=moment("21T11:00"))
    lines = cashier.owed(desk.at(MONEY)).lines
    assert [line.number for line in lines] == [second.number, first.number]
    assert (lines[1].unit, lines[1].who, lines[1].title) == ("1-101", "张三丰", "钥匙借用")
    assert lines[1].items == (("押金", "押金", 100_00), ("工本费", "收费", 5_00))
    assert lines[1].amount == 105_00
    desk.act(first, "缴费", MONEY)
    assert owed(desk) == [second.number]


def test_what_replaces_another_names_its_own_cost(desk: Desk) -> None:
    """The deposit came over: the 5 alone, by their name."""
    old = lent(desk)
    desk.act(old, "缴费", MONEY)
    desk.act(old, "交钥匙", DESK)
    new = desk.issue("YS", {"unit": "1-101", "who": "张三丰", "old": old.number})
    (line,) = [one for one in cashier.owed(desk.at(MONEY)).lines if one.number == new.number]
    assert line.items == (("工本费", "收费", 5_00),)


def test_it_is_narrowed_and_comes_in_pieces(desk: Desk) -> None:
    """By words, form and unit; a piece says whether there is more, the next goes on after it."""
    made = [lent(desk, now=moment(f"21T11:0{n}")).number for n in range(3)]
    far = lent(desk, "3-1202", "李四").number
    assert owed(desk, words="3-1202") == owed(desk, words="lisi") == [far]
    assert owed(desk, words=made[1]) == [made[1]]
    assert owed(desk, unit="1-101") == made[::-1]
    assert owed(desk, code="YSX") == []
    piece = cashier.owed(desk.at(MONEY), limit=2)
    assert numbers(piece) == [made[2], made[1]] and piece.more
    rest = cashier.owed(desk.at(MONEY), after=piece.lines[-1], limit=2)
    assert numbers(rest) == [made[0], far] and not rest.more


def test_what_can_no_longer_be_paid_is_not_owed(desk: Desk) -> None:
    """Void, or past the time in which it may be paid; who may not take it sees none."""
    void = lent(desk)
    desk.act(void, "作废", DESK, {"why": "写错"})
    timed = desk.issue("YSX", {"unit": "1-101", "who": "张三丰"})
    assert owed(desk) == [timed.number]
    late = desk.at(MONEY, moment("21T12:42"))
    assert numbers(cashier.owed(late)) == []
    assert cashier.open_of(late, [timed.number, void.number]) == []
    assert cashier.open_of(desk.at(MONEY), [timed.number, void.number]) == [timed.number]
    assert cashier.owed(desk.at(DESK)).lines == () and receipts.settling(desk.at(DESK)) is None


def test_it_runs_along_its_index(desk: Desk) -> None:
    """The list of what is owed does not look at what is not."""
    seen: list[str] = []
    session = desk.at(MONEY)
    session.store.db.connection().set_trace_callback(seen.append)
    cashier.owed(session)
    session.store.db.connection().set_trace_callback(None)
    (asked,) = [one for one in seen if "s.owes > 0" in one]
    plan = " ".join(str(row[3]) for row in session.store.rows(f"EXPLAIN QUERY PLAN {asked}"))
    assert "USING INDEX standing_owes" in plan and "TEMP B-TREE" not in plan


def test_deposits_that_can_be_given_back_come_first(desk: Desk) -> None:
    """Held until given back; one line for a key and the one that took its place."""
    out, back, old = lent(desk), lent(desk, "3-1202", "李四"), lent(desk, "2-1303", "王五")
    for one in (out, back, old):
        desk.act(one, "缴费", MONEY)
        desk.act(one, "交钥匙", DESK)
    desk.act(back, "还钥匙", DESK)
    new = desk.issue("YS", {"unit": "2-1303", "who": "王五", "old": old.number})
    found = cashier.held(desk.at(MONEY)).lines
    assert [(one.number, one.ready, one.amount) for one in found] == [
        (back.number, True, 100_00), (new.number, False, 100_00), (out.number, False, 100_00),
    ]  # fmt: skip
    assert numbers(cashier.held(desk.at(MONEY), unit="2-1303")) == [new.number]
    assert numbers(cashier.held(desk.at(MONEY), words="李四")) == [back.number]
    desk.act(back, "退押金", MONEY, {"amount": 100_00}, second=OTHER)
    assert numbers(cashier.held(desk.at(MONEY))) == [new.number, out.number]


def test_receipts_of_a_day_or_by_number(desk: Desk) -> None:
    """Also by the number of a hand-written pad, and a reversed one says so."""
    key = lent(desk)
    desk.act(key, "缴费", MONEY, {"receipt": "0007788", "method": "微信", "reference": "42"})
    session = desk.at(MONEY)
    (line,) = cashier.taken(session).lines
    assert (line.pad, line.payer, line.total, line.deposits) == ("0007788", "张三丰", 105_00, 100_00)
    assert (line.method, line.unit, line.paid_for) == ("微信", "1-101", (key.number,))
    other = moment("22T09:00").date()
    assert cashier.taken(session, day=other).lines == ()
    assert numbers(cashier.taken(session, day=other, words="0007788")) == [line.number]
    assert numbers(cashier.taken(session, day=other, words=line.number)) == [line.number]
    desk.act(line.number, "作废", MONEY, {"why": "收错"}, second=OTHER)
    (again,) = cashier.taken(session).lines
    assert again.state == "已冲红" and owed(desk) == [key.number]


def test_what_comes_next(desk: Desk) -> None:
    """After a payment the cashier can say where to go."""
    key = lent(desk)
    desk.act(key, "缴费", MONEY)
    (step,) = cashier.following(desk.at(MONEY), [key.number])
    assert (step.act, step.roles, step.number) == ("交钥匙", ("前台",), key.number)
    assert cashier.following(desk.at(MONEY), ["YS-2026-009999"]) == []
    assert records.load(desk.at(), key.number) is not None


def test_a_pad_number_is_looked_up_by_its_index(desk: Desk) -> None:
    """Making a receipt does not read all that there ever were."""
    desk.act(lent(desk), "缴费", MONEY, {"receipt": "0007788"})
    seen: list[str] = []
    session = desk.at(MONEY)
    session.store.db.connection().set_trace_callback(seen.append)
    desk.act(lent(desk), "缴费", MONEY, {"receipt": "0007789"})
    session.store.db.connection().set_trace_callback(None)
    asked = next(one for one in seen if one.startswith("SELECT") and "'$.pad'" in one)
    plan = " ".join(str(row[3]) for row in session.store.rows(f"EXPLAIN QUERY PLAN {asked}"))
    assert "INDEX record_pad" in plan
