"""The close of a day: counted, signed by two, and after it nothing is entered on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest

from db import checking, closings, daybook, money, records
from db.errors import Refused
from db.records import Record
from forms import DECLARED
from tests.db import demo_desk
from tests.db.demo_desk import DESK, DIRECTOR, MONEY, NOW, Desk
from tests.db.paid_form import KEY

OTHER = "1016"
"""The second 财务."""
MORNING, TOMORROW = NOW - timedelta(hours=2), NOW + timedelta(days=1)
TODAY, NEXT = "2026-11-21", "2026-11-22"


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with a form that takes a deposit."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (*DECLARED, KEY))
    yield made
    made.close()


def sold(desk: Desk, yuan: int, no: str = MONEY, method: str = "现金", now: Any = NOW) -> Record:
    """So much taken at the counter."""
    line = {"what": "复印", "purse": "收费", "price": yuan * 100, "quantity": 1}
    return desk.issue("SJ", {"payer": "王五", "method": method, "others": [line]}, now, no)


def close(desk: Desk, tens: int, no: str = MONEY, now: Any = NOW, **more: Any) -> Record:
    """The day closed with so many notes of ten."""
    counted = [{"face": "10", "pieces": tens}]
    return desk.issue("RJ", {"denominations": counted, **more}, now, no)


def refused(desk: Desk, *asked: Any, **more: Any) -> dict[str, str]:
    """The problems of a close that must not be made."""
    with pytest.raises(Refused) as told:
        close(desk, *asked, **more)
    return dict(told.value.problems)


def not_done(desk: Desk, *act: Any, **more: Any) -> str:
    """Why an act must not be done."""
    with pytest.raises(Refused) as told:
        desk.act(*act, **more)
    return "；".join(told.value.problems.values())


def days(desk: Desk) -> list[str]:
    return [day for (day,) in desk.at().store.rows("SELECT day FROM money ORDER BY id")]


def sound(desk: Desk) -> None:
    assert set(checking.check(desk.at(DIRECTOR)).values()) == {"ok"}


def test_what_is_taken_after_the_close_counts_for_the_next_day(desk: Desk) -> None:
    """And that day is not closed before it has come."""
    sold(desk, 30)
    made = close(desk, 3)
    assert made.values["expected"] == made.values["counted"] == 30_00
    assert made.values["day"] == TODAY and "explanation" not in made.values
    sold(desk, 20)
    assert days(desk) == [TODAY, NEXT]
    told = refused(desk, 2)
    assert "11-21 已经日结" in told["day"] and "11-22" in told["day"]
    assert close(desk, 2, now=TOMORROW).values["day"] == NEXT
    sound(desk)


def test_a_difference_is_explained_or_nothing_is_closed(desk: Desk) -> None:
    sold(desk, 30)
    assert set(refused(desk, 2)) == {"explanation"}
    assert closings.standing(desk.at()) == []
    made = close(desk, 2, explanation="找零差错")
    assert made.values["difference"] == -10_00
    assert daybook.read(desk.at(MONEY), NOW.date(), NOW.date()).differences == -10_00


def test_what_stays_is_the_next_opening(desk: Desk) -> None:
    """The rest is handed in; the float stays what it was unless another is typed."""
    sold(desk, 30)
    first = close(desk, 3, stays=10_00)
    assert (first.values["opening"], first.values["banked"]) == (0, 20_00)
    sold(desk, 50, now=TOMORROW)
    second = close(desk, 6, now=TOMORROW)
    assert second.values["opening"] == second.values["stays"] == 10_00
    assert second.values["expected"] == 60_00 and second.values["banked"] == 50_00
    told = refused(desk, 1, now=TOMORROW + timedelta(days=1), stays=20_00)
    assert "不能多于" in told["stays"]


def test_only_cash_is_in_the_drawer(desk: Desk) -> None:
    """WeChat is on the paper and not in the count; a refund in cash goes out of it."""
    sold(desk, 30, method="微信")
    key = desk.issue("YS", {"unit": "1-101", "who": "张三丰"})
    desk.act(key, "缴费", MONEY)
    desk.act(key, "作废", DESK, {"why": "不用了"})
    desk.act(key, "退押金", MONEY, second=OTHER)
    made = close(desk, 0, explanation="五元假币")
    assert made.values["cash_taken"] == 105_00 and made.values["cash_refunded"] == 100_00
    assert made.values["expected"] == 5_00 and made.values["income"] == 35_00
    lines = {(one["way"], one["what"]): one for one in made.values["totals"]}
    assert lines["收款", "收据 复印"]["wechat"] == 30_00
    assert lines["退押金", "钥匙借用 押金"]["cash"] == -100_00
    deposits = [made.values[f"deposits_{key}"] for key in ("before", "taken", "refunded", "held")]
    assert deposits == [0, 100_00, 100_00, 0]


def test_a_forgotten_day_is_closed_the_next_morning(desk: Desk) -> None:
    """Before anything is taken it is still yesterday that is closed."""
    sold(desk, 30)
    assert close(desk, 3, now=TOMORROW).values["day"] == TODAY
    sold(desk, 10, now=TOMORROW)
    assert days(desk) == [TODAY, NEXT]


def test_two_days_closed_together_are_told_apart_by_day(desk: Desk) -> None:
    """Once something is taken, both belong to one close; the first is 并入."""
    sold(desk, 30)
    sold(desk, 10, now=TOMORROW)
    made = close(desk, 4, now=TOMORROW)
    assert made.values["day"] == NEXT and made.values["income"] == 40_00
    session = desk.at(MONEY, TOMORROW)
    found = daybook.read(session, NOW.date(), NOW.date())
    assert found.closed and found.close is not None and found.close.number == made.number
    assert found.cash == 30_00


# ---- who

def test_who_counted_signs_and_another_looks_it_over(desk: Desk) -> None:
    sold(desk, 30)
    made = close(desk, 3)
    assert "本人办理" in not_done(desk, made, "收款人签字", OTHER)
    assert "尚缺：收款人签字" in not_done(desk, made, "复核", OTHER)
    desk.act(made, "收款人签字", MONEY)
    assert "不能是本人" in not_done(desk, made, "复核", MONEY)
    assert desk.act(made, "复核", DIRECTOR).record.seen.state == "已复核"


def test_only_the_cashier_closes(desk: Desk) -> None:
    assert "不能开收费日结" in refused(desk, 0, no=DESK)[""]


# ---- voiding

def test_a_close_is_voided_before_two_and_the_day_opens_again(desk: Desk) -> None:
    sold(desk, 30)
    made = close(desk, 2, explanation="没点清")
    assert "第二人" in not_done(desk, made, "作废", MONEY, {"why": "没点清"})
    desk.act(made, "作废", MONEY, {"why": "没点清"}, second=OTHER)
    assert money.last_closed(desk.at()) is None
    sold(desk, 10)
    assert days(desk) == [TODAY, TODAY]
    again = close(desk, 4)
    assert again.values["income"] == 40_00 and again.values["opening"] == 0
    sound(desk)


def test_a_close_on_which_something_rests_is_not_voided(desk: Desk) -> None:
    sold(desk, 30)
    made = close(desk, 3)
    sold(desk, 10)
    told = not_done(desk, made, "作废", MONEY, {"why": "错"}, second=OTHER)
    assert "以后又有收付" in told and "冲正" in told
    assert records.load(desk.at(), made.number).seen.state == "待签字"  # type: ignore[union-attr]
    later = close(desk, 1, now=TOMORROW, stays=0)
    assert later.number in not_done(desk, made, "作废", MONEY, {"why": "错"}, second=OTHER)


# ---- shifts

def test_a_shift_closes_what_its_cashier_took_and_no_day(desk: Desk) -> None:
    """Each drawer by itself; the day counts what is still there."""
    sold(desk, 30, now=MORNING)
    sold(desk, 50, OTHER, now=MORNING)
    mine = close(desk, 3, kind="班结", stays=10_00)
    assert mine.values["cashier"] == "1010 钱芳" and mine.values["income"] == 30_00
    assert money.last_closed(desk.at()) is None
    sold(desk, 20)
    assert days(desk) == [TODAY] * 3
    again = close(desk, 3, kind="班结", stays=10_00)
    assert (again.values["opening"], again.values["income"]) == (10_00, 20_00)
    day = close(desk, 6, OTHER)
    assert day.values["handed_in"] == 40_00 and day.values["expected"] == 60_00
    assert day.values["income"] == 100_00
    sound(desk)


def test_the_drawer_goes_to_the_next_shift(desk: Desk) -> None:
    """What stays is its keeper's opening cash, whoever counted it."""
    sold(desk, 30)
    close(desk, 3, kind="班结", stays=20_00, keeper="1016 苏婉")
    theirs = close(desk, 2, OTHER, kind="班结")
    assert theirs.values["opening"] == theirs.values["expected"] == 20_00
    assert close(desk, 0, kind="班结").values["opening"] == 0
    told = refused(desk, 0, kind="班结", keeper="王五")
    assert "1016 苏婉" in told["keeper"]


def test_no_entry_is_in_two_shifts_or_two_days(desk: Desk) -> None:
    """A day's close ends the shifts too."""
    sold(desk, 30)
    close(desk, 3, kind="班结", stays=0)
    close(desk, 0)
    sold(desk, 10, now=TOMORROW)
    assert close(desk, 1, now=TOMORROW, kind="班结").values["income"] == 10_00
    found = [(one.after, one.upto) for one in closings.standing(desk.at())]
    assert found == [(0, 1), (0, 1), (1, 2)]


# ---- whatever writes

def _entry(desk: Desk, **more: Any) -> None:
    """An entry written by hand."""
    session = desk.at(MONEY)
    (row,) = session.store.rows("SELECT min(id) FROM record WHERE code = 'SJ'")
    values = {
        "record_id": row[0], "lineage": row[0], "way": "taken", "purse": "收费", "what": "复印",
        "amount": 1_00, "method": "现金", "at": 1, "day": TODAY, "by": MONEY, **more,
    }  # fmt: skip
    with session.store.write() as db:
        db.execute_sql(
            f"INSERT INTO money({','.join(values)}) VALUES ({','.join('?' * len(values))})",
            tuple(values.values()),
        )


def test_the_store_takes_no_entry_on_a_closed_day(desk: Desk) -> None:
    """Nor one before it, nor one that would stand among those counted."""
    sold(desk, 30)
    close(desk, 3)
    for more in ({}, {"day": "2026-11-20"}, {"day": NEXT, "id": 0}):
        with pytest.raises(peewee.IntegrityError, match="已经结账"):
            _entry(desk, **more)
    _entry(desk, day=NEXT)


def test_the_store_takes_no_entry_into_a_closed_shift(desk: Desk) -> None:
    sold(desk, 30)
    close(desk, 3, kind="班结")
    with pytest.raises(peewee.IntegrityError, match="已经结账"):
        _entry(desk, id=0)
    _entry(desk, id=0, by=OTHER)


@pytest.mark.parametrize("statement", [
    "UPDATE money_close SET counted = 0", "DELETE FROM money_close",
    "UPDATE money_close SET day = '2026-11-20'", "DELETE FROM money_reopened",
    "INSERT OR REPLACE INTO money_close SELECT * FROM money_close WHERE id = 1",
])  # fmt: skip
def test_what_was_closed_is_not_changed(desk: Desk, statement: str) -> None:
    sold(desk, 30)
    first = close(desk, 3)
    desk.act(first, "作废", MONEY, {"why": "错"}, second=OTHER)
    close(desk, 3)
    with pytest.raises(peewee.IntegrityError), desk.at(MONEY).store.write() as db:
        db.execute_sql(statement)


def test_a_close_by_hand_follows_the_one_before(desk: Desk) -> None:
    """No gap, no overlap, no day before the last; a close with later entries stands."""
    sold(desk, 30)
    made = close(desk, 3)
    sold(desk, 10)
    (row,) = desk.at().store.rows("SELECT min(id) FROM record WHERE code = 'SJ'")
    for after, upto, day in ((0, 2, NEXT), (1, 1, NEXT), (1, 2, TODAY)):
        with pytest.raises(peewee.IntegrityError, match="接不上"):
            with desk.at(MONEY).store.write() as db:
                db.execute_sql(
                    "INSERT INTO money_close(record_id, day, after, upto, expected, counted, stays,"
                    " keeper, at, by) VALUES (?, ?, ?, ?, 0, 0, 0, ?, 1, ?)",
                    (row[0], day, after, upto, MONEY, MONEY),
                )
    with pytest.raises(peewee.IntegrityError, match="不能作废"):
        with desk.at(MONEY).store.write() as db:
            db.execute_sql(
                "INSERT INTO money_reopened VALUES (1, 1, ?, ?)", (MONEY, OTHER)
            )
    assert money.last_closed(desk.at()) == NOW.date() and made.seen.state == "待签字"


def test_a_clock_set_back_writes_into_no_closed_day(desk: Desk) -> None:
    """The day after the last closed one it is, whatever the clock says."""
    sold(desk, 30)
    close(desk, 3)
    sold(desk, 10, now=NOW - timedelta(days=5))
    assert days(desk) == [TODAY, NEXT]
    assert "11-22" in refused(desk, 1, now=NOW - timedelta(days=5))["day"]


def test_a_reversal_after_the_close_is_of_the_open_day(desk: Desk) -> None:
    """The closed day stays as it is, on its paper too."""
    receipt = sold(desk, 30)
    made = close(desk, 3)
    desk.act(receipt, "作废", MONEY, {"why": "收错"}, second=OTHER, now=TOMORROW)
    rows = desk.at().store.rows("SELECT day, amount FROM money ORDER BY id")
    assert rows == [(TODAY, 30_00), (NEXT, -30_00)]
    session = desk.at(MONEY, TOMORROW)
    assert daybook.read(session, NOW.date(), NOW.date()).cash == 30_00
    again = records.load(session, made.number)
    assert again is not None and again.values == made.values


def test_a_count_that_something_was_taken_after_is_refused(desk: Desk) -> None:
    """What the cashier saw as expected is handed in with the count."""
    sold(desk, 30)
    sold(desk, 10, OTHER)
    assert set(refused(desk, 3, expected=30_00)) >= {"expected"}
    assert closings.standing(desk.at()) == []


def test_check_says_a_close_that_is_not_its_record(desk: Desk) -> None:
    """What is on paper and what the ledger rests on are compared."""
    sold(desk, 30)
    made = close(desk, 3)
    sound(desk)
    with desk.at().store.write() as db:
        db.execute_sql("DROP TRIGGER money_close_no_update")
        db.execute_sql("UPDATE money_close SET stays = 1")
    assert made.number in checking.check(desk.at(DIRECTOR))["standing"]


def test_the_journal_holds_the_close_in_one_transaction(desk: Desk) -> None:
    """A close that is refused at the last moment leaves no number and no row."""
    sold(desk, 30)
    before = desk.at().store.value("SELECT max(seq) FROM journal")
    with desk.at().store.write() as db:
        db.execute_sql(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON main.money_close"
            " BEGIN SELECT RAISE(ABORT, '磁盘'); END"
        )
    with pytest.raises(peewee.IntegrityError):
        close(desk, 3)
    assert desk.at().store.value("SELECT max(seq) FROM journal") == before
    assert desk.at().store.value("SELECT count(*) FROM record WHERE code = 'RJ'") == 0
    assert closings.standing(desk.at()) == []
