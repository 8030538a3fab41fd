"""The totals of every day: kept in the transaction, what counting anew finds, told when they are
not; counted in pieces where there were none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import peewee
import pytest

from db import checking, tallies
from db.errors import Refused
from db.store import Store
from tests.db.demo_desk import DESK, FX, MONEY, NOW, Desk, moment

WORKSHOP, WORKER = "1007", "1013"
LEAK: dict[str, Any] = {
    "unit": "3-1202", "craft": "水", "trouble": "厨房水龙头漏水", "reporter": "陈晓彤",
    "phone": "13800138000", "channel": "来电", "urgency": "立即",
}  # fmt: skip
AGREED = {"item_confirmed": True, "price_told": True}
WORK = {"items": [
    {"name": "换水龙头", "price": 3000, "quantity": 1},
    {"name": "疏通下水", "price": 8000, "quantity": 1.5},
]}  # fmt: skip


def kept(store: Store, what: str, code: str = "WX") -> dict[tuple[str, str], list[int]]:
    """By day and key the sums of a total."""
    rows = store.rows(
        "SELECT day, key, n, amount, quantity FROM tally WHERE what = ? AND code = ?",
        (what, code),
    )
    return {(day, key): sums for day, key, *sums in rows if any(sums)}


def repaired(desk: Desk, arrived: datetime, done: datetime) -> str:
    """An order of 10:42 on the 21st, with the moments when the worker came and was done."""
    number = desk.issue("WX", LEAK).number
    desk.act(number, "派工", WORKSHOP, {"worker": "周大勇"})
    desk.act(number, "到场", WORKER, now=arrived)
    desk.act(number, "客户同意", WORKER, AGREED, now=arrived)
    desk.act(number, "开工", WORKER, now=arrived)
    desk.act(number, "完工", WORKER, WORK, now=done)
    return number


def test_each_thing_counts_on_its_own_day(desk: Desk) -> None:
    """Taken in on the 21st, done on the 22nd by 周大勇, late at the door, called on the 23rd."""
    number = repaired(desk, moment("21T11:30"), moment("22T09:00"))
    store = desk.at().store
    assert kept(store, "issued") == {("2026-11-21", ""): [1, 0, 0]}
    assert kept(store, "issued.by") == {("2026-11-21", DESK): [1, 0, 0]}
    assert kept(store, "count:craft") == {("2026-11-21", "水"): [1, 0, 0]}
    assert kept(store, "due") == {("2026-11-21", "到场\t逾期"): [1, 0, 0]}
    assert kept(store, "took:完工") == {("2026-11-22", "次日"): [1, 1, 0]}
    assert kept(store, "items:完工.items") == {
        ("2026-11-22", "换水龙头\t周大勇"): [1, 30_00, 1000],
        ("2026-11-22", "疏通下水\t周大勇"): [1, 120_00, 1500],
    }
    assert kept(store, "followed") == {("2026-11-22", "未回访"): [1, 0, 0]}
    desk.act(number, "回访", DESK, {"satisfied": "满意"}, now=moment("23T09:00"))
    assert kept(store, "followed") == {("2026-11-22", "按时回访"): [1, 0, 0]}
    assert kept(store, "count:回访.satisfied") == {("2026-11-23", "满意"): [1, 0, 0]}
    assert kept(store, "due")["2026-11-23", "回访\t逾期"] == [1, 0, 0], "due the same day"
    assert tallies.differences(desk.at()) == []


def test_in_time_is_up_to_the_minute_of_the_deadline(desk: Desk) -> None:
    """15 minutes after 10:42: at 10:57 kept, at 10:58 late."""
    repaired(desk, moment("21T10:57"), moment("21T12:00"))
    repaired(desk, moment("21T10:58"), moment("21T12:00"))
    found = kept(desk.at().store, "due")
    assert found["2026-11-21", "到场\t按时"] == found["2026-11-21", "到场\t逾期"] == [1, 0, 0]


def test_work_done_again_and_void_orders_are_told_apart(desk: Desk) -> None:
    """What was counted stays, what was taken back stands in its own row on its own day."""
    number = repaired(desk, moment("21T10:50"), moment("21T12:00"))
    again = {"why": "又漏了", "until": "2026-11-23T10:00"}
    desk.act(number, "返工", WORKSHOP, again, now=moment("22T10:00"))
    store = desk.at().store
    assert len(kept(store, "items:完工.items")) == 2
    assert kept(store, "items:完工.items!")["2026-11-22", "换水龙头\t周大勇"] == [1, 30_00, 1000]
    assert kept(store, "followed") == {}, "not done any more"
    desk.act(number, "作废", DESK, {"why": "重复"}, now=moment("24T10:00"))
    assert kept(store, "count:craft!") == {("2026-11-24", "水"): [1, 0, 0]}
    assert kept(store, "ended") == {("2026-11-24", "作废"): [1, 0, 0]}
    assert kept(store, "issued") == {("2026-11-21", ""): [1, 0, 0]}
    assert kept(store, "due")["2026-11-24", "返工到场\t到期未办"] == [1, 0, 0]
    assert tallies.differences(desk.at()) == []


def test_money_counts_as_the_ledger_has_it(desk: Desk) -> None:
    """By way, purse, fee, method and cashier; a reversal in a row of its own."""
    number = repaired(desk, moment("21T10:50"), moment("21T12:00"))
    paid = desk.act(number, "收款", MONEY, {"method": "现金"}, now=moment("21T13:00"))
    store = desk.at().store
    assert kept(store, "money") == {
        ("2026-11-21", f"taken\t收费\t维修费\t现金\t{MONEY}"): [1, 150_00, 0]
    }
    receipt = paid.made[0]
    desk.act(receipt, "作废", MONEY, {"why": "写错"}, now=moment("21T14:00"), second="1016")
    assert kept(store, "money")["2026-11-21", f"taken!\t收费\t维修费\t现金\t{MONEY}"] == [
        1, -150_00, 0,
    ]
    assert tallies.differences(desk.at()) == []


@pytest.mark.parametrize("change", (
    "UPDATE tally SET n = n + 1 WHERE what = 'count:craft'",
    "UPDATE tally SET amount = amount - 1 WHERE what LIKE 'items:%' AND key LIKE '换水龙头%'",
    "DELETE FROM tally WHERE what = 'issued' AND code = 'WX'",
    "INSERT INTO tally VALUES ('issued', '2026-11-20', 'WX', '', 1, 0, 0)",
    "UPDATE tally SET day = '2026-11-19' WHERE what = 'due'",
))  # fmt: skip
def test_a_wrong_total_is_found_and_counted_anew(desk: Desk, change: str) -> None:
    """Whatever was tampered with; `check` names it."""
    repaired(desk, moment("21T10:50"), moment("22T12:00"))
    assert checking.check(desk.at("9001"))["standing"] == "ok"
    whole = desk.at().store.rows("SELECT * FROM tally WHERE n <> 0 ORDER BY 1, 2, 3, 4")
    with desk.at().store.write() as db:
        db.execute_sql(change)
    assert "每天的合计与单不符：2026-11-" in checking.check(desk.at("9001"))["standing"]
    tallies.begin(desk.at())
    assert tallies.fill(desk.at())
    assert desk.at().store.rows("SELECT * FROM tally ORDER BY 1, 2, 3, 4") == whole
    assert checking.check(desk.at("9001"))["standing"] == "ok"


def test_counting_anew_goes_on_beside_the_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped half way: what comes to a record that is not counted yet is counted with it, what
    comes to one that is, at once."""
    monkeypatch.setattr(tallies, "CHUNK", 2)
    numbers = [desk.issue("FX", FX).number for _ in range(5)]
    tallies.begin(desk.at())
    going_on = iter((True, False))
    assert not tallies.fill(desk.at(), lambda: next(going_on))
    assert tallies.left(desk.at().store) == 3
    assert tallies.differences(desk.at()) == []
    for number in (numbers[0], numbers[4]):
        desk.act(number, "作废", DESK, {"why": "写错"})
    desk.issue("FX", FX)
    assert tallies.differences(desk.at()) == []
    assert kept(desk.at().store, "issued", "FX")["2026-11-21", ""] == [2, 0, 0]
    assert tallies.fill(desk.at())
    assert kept(desk.at().store, "issued", "FX")["2026-11-21", ""] == [6, 0, 0]
    assert kept(desk.at().store, "ended", "FX")["2026-11-21", "作废"] == [2, 0, 0]
    assert tallies.left(desk.at().store) == 0 and tallies.differences(desk.at()) == []


def test_what_is_refused_counts_nothing(desk: Desk) -> None:
    """The totals are of the same transaction."""
    before = desk.at().store.rows("SELECT * FROM tally")
    with pytest.raises(Refused):
        desk.issue("FX", {**FX, "goods": []})
    assert desk.at().store.rows("SELECT * FROM tally") == before


def test_other_statistics_are_counted_at_the_next_opening(desk: Desk) -> None:
    """A declaration that counts more than it did, and one whose totals have gone."""
    desk.issue("FX", FX)
    whole = desk.at().store.rows("SELECT * FROM tally ORDER BY 1, 2, 3, 4")
    assert whole
    with desk.at().store.write() as db:
        db.execute_sql("DELETE FROM tally")
        db.execute_sql("UPDATE tally_built SET version = 'of another program'")
    desk.close()
    assert desk.at().store.rows("SELECT * FROM tally ORDER BY 1, 2, 3, 4") == whole


def test_how_a_deadline_ended_is_never_changed(desk: Desk) -> None:
    """Nor said of an act that was not."""
    repaired(desk, moment("21T10:50"), moment("21T12:00"))
    for statement in (
        "UPDATE kept SET due = due + 1", "DELETE FROM kept",
        "INSERT INTO kept SELECT NULL, act_id, record_id, '别的', due, at + 1, done FROM kept",
    ):  # fmt: skip
        with pytest.raises(peewee.IntegrityError), desk.at().store.write() as db:
            db.execute_sql(statement)


def test_holidays_changed_later_change_no_deadline_that_is_past(desk: Desk) -> None:
    """What was kept stays kept: it is written down."""
    repaired(desk, moment("21T10:50"), moment("21T12:00"))
    with desk.at("9001").store.write() as db:
        db.execute_sql(
            "INSERT INTO setting VALUES ('holidays', '{\"2026-11-21\": true}', 0, '9001')"
        )
    tallies.begin(desk.at())
    tallies.fill(desk.at())
    assert kept(desk.at().store, "due") == {("2026-11-21", "到场\t按时"): [1, 0, 0]}
    assert NOW.day == 21
