"""The ledgers at any instant: however they are laid out, they are what the acts moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import closings, daybook, ledgers, records
from db.errors import Refused
from db.ledgers import Holding, Scope
from db.records import Record
from forms import DECLARED
from forms.takings import Deposits, net_cash
from tests.db import demo_desk
from tests.db.demo_desk import DESK, MONEY, NOW, Desk
from tests.db.paid_form import KEY

OTHER = "1016"
"""The second 财务."""
FIRST = NOW - timedelta(days=3)


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with a form that takes a deposit."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (*DECLARED, KEY))
    yield made
    made.close()


def lent(desk: Desk, unit: str, who: str, now: datetime, no: str, method: str) -> Record:
    """A key that was paid for."""
    key = desk.issue("YS", {"unit": unit, "who": who}, now)
    return desk.act(key, "缴费", no, {"method": method}, now=now).record


def test_a_deposit_is_before_plus_taken_less_gone(desk: Desk) -> None:
    """Three days of one unit: taken; half given back and half kept; nothing."""
    days = [FIRST + timedelta(days=at) for at in range(3)]
    key = lent(desk, "1-101", "张三丰", days[0], MONEY, "现金")
    desk.act(key, "交钥匙", DESK, now=days[1])
    desk.act(key, "还钥匙", DESK, now=days[1])
    values = {"amount": 60_00, "why": "弄坏"}
    desk.act(key, "退押金", MONEY, values, now=days[1], second=OTHER)
    session = desk.at(MONEY)
    for found in (
        ledgers.by_unit(session), ledgers.by_person(session), ledgers.by_chain(session),
    ):  # fmt: skip
        (one,) = found
        assert one.moved == Deposits(0, 100_00, 60_00, 40_00) and one.moved.held == 0
    (unit,) = ledgers.by_unit(session, days[1].date(), days[1].date())
    assert unit.name == "1-101" and unit.moved == Deposits(100_00, 0, 60_00, 40_00)
    assert [(one.key, one.moved) for one in ledgers.by_day(session)] == [
        (f"{days[0]:%Y-%m-%d}", Deposits(0, 100_00, 0, 0)),
        (f"{days[1]:%Y-%m-%d}", Deposits(100_00, 0, 60_00, 40_00)),
    ]
    assert ledgers.by_unit(session, days[2].date(), days[2].date()) == []


def test_a_reversal_stands_on_its_own_day_and_line(desk: Desk) -> None:
    """The day it was taken stays as it was; the day of the reversal says what went back."""
    taken, back = FIRST, FIRST + timedelta(days=1)
    lent(desk, "1-101", "张三丰", taken, MONEY, "现金")
    receipt = records.load(desk.at(), "SJ-2026-000001")
    assert receipt is not None
    desk.act(receipt, "作废", OTHER, {"why": "收错人"}, now=back, second=MONEY)
    session = desk.at(MONEY)
    first = daybook.read(session, taken.date(), taken.date())
    assert first.cash == 105_00 and first.receipts == (1, 0)
    later = daybook.read(session, back.date(), back.date())
    assert later.cash == -105_00 and later.receipts == (0, 1)
    assert {(one.cashier[:4], one.taken, one.reversed) for one in later.totals} == {
        (OTHER, 0, 100_00), (OTHER, 0, 5_00),
    }  # fmt: skip
    assert later.deposits == Deposits(100_00, -100_00, 0, 0) and later.deposits.held == 0


def test_a_person_is_told_apart_by_the_telephone_which_is_not_shown(desk: Desk) -> None:
    """Two of one name with other telephones stay two; a name is all that is seen of them."""
    key = desk.issue("YS", {"unit": "1-101", "who": {"name": "张三丰", "phone": "13800138000"}})
    desk.act(key, "缴费", MONEY)
    lent(desk, "1-102", "张三丰", NOW, MONEY, "微信")
    seen = ledgers.by_person(desk.at(MONEY))
    assert [one.name for one in seen] == ["张三丰", "张三丰"]
    assert {one.unit for one in seen} == {"1-101", "1-102"}
    assert all("138" not in one.name for one in ledgers.by_person(desk.at("2001")))


def test_what_has_no_unit_is_in_the_sum(desk: Desk) -> None:
    """A sale at the counter without a room; it is no deposit, but the day has it."""
    desk.issue("SJ", {
        "payer": "欧阳龑",
        "others": [{"what": "初装费", "purse": "代收", "price": 300_00, "quantity": 1}],
    }, no=MONEY)  # fmt: skip
    found = daybook.read(desk.at(MONEY), NOW.date(), NOW.date())
    (one,) = found.totals
    assert (one.purse, one.what, one.taken) == ("代收", "初装费", 300_00)
    assert ledgers.by_unit(desk.at(MONEY)) == [] and found.cash == 300_00


def test_only_who_has_the_right_sees_the_daybook(desk: Desk) -> None:
    with pytest.raises(Refused):
        daybook.read(desk.at("2001"), NOW.date(), NOW.date())


# ---- random days against the acts

PEOPLE = ("张三丰", "李四", "王五", "赵六", "钱七", "孙八")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("lend", "sell", "back", "keep", "reverse", "undo", "close", "shift")),
        st.integers(0, 5), st.sampled_from(("现金", "微信")), st.booleans(),
    ), min_size=3, max_size=14,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_layout_adds_up_to_what_the_acts_moved(
    estate: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    """Units, persons, chains and days have one sum, and it is that of the acts; cash is opening
    plus net plus differences less handed in, for every range of days."""
    folder = demo_desk.copied(estate, tmp_path_factory.mktemp("days") / "数据")
    desk = Desk(folder, (*DECLARED, KEY))
    try:
        _play(desk, steps)
        _adds_up(desk)
    finally:
        desk.close()


def _play(desk: Desk, steps: list[tuple[Any, ...]]) -> None:
    """Whatever of it is allowed; what is refused changes nothing."""
    keys: list[str] = []
    for at, (what, which, method, other) in enumerate(steps):
        now = FIRST + timedelta(hours=6 * at)
        no, second = (OTHER, MONEY) if other else (MONEY, OTHER)
        number = keys[which % len(keys)] if keys else ""
        try:
            match what:
                case "lend":
                    key = lent(desk, f"1-10{which % 4 + 1}", PEOPLE[which], now, no, method)
                    keys.append(key.number)
                case "sell":
                    desk.issue("SJ", {"payer": "王五", "method": method, "others": [
                        {"what": "复印", "purse": "收费", "price": 50, "quantity": which + 1},
                    ]}, now, no)  # fmt: skip
                case "back" | "keep" if number:
                    desk.act(number, "作废", DESK, {"why": "不用了"}, now=now)
                    amount = 30_00 if what == "back" else 25_00
                    act = "退押金" if what == "back" else "扣押金"
                    values = {"amount": amount, "why": "弄坏", "method": method}
                    if what == "keep":
                        del values["method"]
                    desk.act(number, act, no, values, now=now, second=second)
                case "reverse" if number:
                    desk.act(number, "冲正押金", no, {"why": "算错"}, now=now, second=second)
                case "undo":
                    desk.act(f"SJ-2026-{which + 1:06d}", "作废", no, {"why": "错"}, now=now,
                             second=second)  # fmt: skip
                case "close" | "shift":
                    kind = "日结" if what == "close" else "班结"
                    counted = [{"face": "10", "pieces": 7 * which}]
                    desk.issue("RJ", {"kind": kind, "denominations": counted, "stays": 10_00,
                                      "explanation": "练习"}, now, no)  # fmt: skip
        except Refused:
            continue


def _moved(desk: Desk) -> Counter[tuple[str, str]]:
    """What the acts say, reckoned anew from their values: (number's chain, way) -> 分 of deposit;
    ("", "cash") -> cash."""
    found: Counter[tuple[str, str]] = Counter()
    rows = desk.at(MONEY).store.rows("SELECT number FROM record WHERE code IN ('YS', 'SJ')")
    for (number,) in rows:
        record = records.load(desk.at(MONEY), number)
        assert record is not None
        counts = [one for one in record.acts if one.name in record.done]
        void = "作废" in record.done
        if number.startswith("SJ") and not void and record.values["method"] == "现金":
            found["", "cash"] += sum(one["amount"] for one in record.values.get("others", ()))
        last = {one.name: one for one in counts}
        for name, one in last.items():
            if name == "缴费":
                found[number, "taken"] += 100_00
                found["", "cash"] += 105_00 if one.values["method"] == "现金" else 0
            elif name == "退押金":
                found[number, "refunded"] += one.values["amount"]
                found[number, "forfeited"] += one.values.get("kept", 0)
                found["", "cash"] -= one.values["amount"] if one.values["method"] == "现金" else 0
            elif name == "扣押金":
                found[number, "forfeited"] += one.values["amount"]
    return found


def _sum(found: list[Holding]) -> tuple[int, int, int, int]:
    moved = [one.moved for one in found]
    return (
        sum(one.taken for one in moved), sum(one.refunded for one in moved),
        sum(one.forfeited for one in moved), sum(one.held for one in moved),
    )


def _adds_up(desk: Desk) -> None:
    session = desk.at(MONEY, NOW + timedelta(days=2))
    acts = _moved(desk)
    ways = [sum(fen for (_, way), fen in acts.items() if way == name)
            for name in ("taken", "refunded", "forfeited")]  # fmt: skip
    whole = (*ways, ways[0] - ways[1] - ways[2])
    chains = ledgers.by_chain(session)
    for laid_out in (ledgers.by_unit(session), ledgers.by_person(session), chains):
        assert _sum(laid_out) == whole
    for one in chains:
        assert one.moved.taken == acts[one.name, "taken"]
        assert one.moved.refunded == acts[one.name, "refunded"]
        assert one.moved.held >= 0
    days = ledgers.by_day(session)
    assert sum(one.moved.taken for one in days) == whole[0]
    assert (days[-1].moved.held if days else 0) == whole[3] == ledgers.deposits(
        session, Scope()
    ).held
    assert net_cash(ledgers.totals(session, Scope())) == acts["", "cash"]
    first, last = FIRST.date(), NOW.date() + timedelta(days=4)
    ends = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    for start in ends:
        _holds(session, start, last)
        _holds(session, start, start)
    assert closings.at_hand(session) == sum(
        closings.at_hand(session, no) for no in (MONEY, OTHER)
    )


def _holds(session: Any, first: date, last: date) -> None:
    """The cash of any range of days hangs together, and goes on where the one before ended."""
    found = daybook.read(session, first, last)
    banked = sum(
        one.counted - one.stays for one in closings.standing(session)
        if first.isoformat() <= one.day <= last.isoformat()
    )  # fmt: skip
    assert found.handed_in == banked
    assert found.closing == found.opening + found.cash + found.differences - banked
    assert found.opening == closings.at_hand(session, before=first)
    before = daybook.read(session, first - timedelta(days=1), first - timedelta(days=1))
    assert before.closing == found.opening and before.deposits.held == found.deposits.before
