"""Every statistic against a small story that is counted here by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import listing, statistics
from db.errors import Refused
from db.example import example
from db.listing import Sieve
from db.statistics.report import Report, Row
from forms import DECLARED, periods
from tests.db import demo_desk
from tests.db.demo_desk import DESK, FX, MONEY, NOW, Desk, moment
from tests.db.paid_form import KEY
from tests.db.test_tallies import AGREED, LEAK, WORK

WORKSHOP, WORKER, DIRECTOR, HEAD = "1007", "1013", "1001", "1001"
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def cells(report: Report) -> list[tuple[Any, ...]]:
    """The rows as plain tuples."""
    return [row.cells for row in report.rows]


def of(desk: Desk, name: str, days: periods.Days = NOVEMBER, **at: Any) -> Report:
    """A report as the head of the office reads it on the 30th, unless another time is given."""
    return statistics.read(desk.at(HEAD, at.get("now", datetime(2026, 11, 30, 9))), name, days)


def order(desk: Desk, at: datetime, **changed: Any) -> str:
    """A repair order."""
    return desk.issue("WX", {**LEAK, **changed}, now=at).number


def work(
    desk: Desk, number: str, came: datetime, done: datetime, worker: str = "周大勇", **work: Any
) -> None:
    """Sent, arrived, agreed, done."""
    desk.act(number, "派工", WORKSHOP, {"worker": worker}, now=came)
    desk.act(number, "到场", WORKER, now=came)
    desk.act(number, "客户同意", WORKER, AGREED, now=came)
    desk.act(number, "开工", WORKER, now=came)
    desk.act(number, "完工", WORKER, {**WORK, **work}, now=done)


@pytest.fixture
def story(desk: Desk) -> Desk:
    """Four repairs in November, one in October.

    A: in time, same day, called in time, satisfied, found good. B: late, next day, called on the
    23rd, unhappy. C: in time, free of charge, never called. D: cancelled on the 24th while late.
    October: one in time.
    """
    old = order(desk, datetime(2026, 10, 10, 9))
    work(desk, old, datetime(2026, 10, 10, 9, 10), datetime(2026, 10, 10, 10))
    a = order(desk, moment("21T09:00"))
    work(desk, a, moment("21T09:10"), moment("21T10:00"))
    desk.act(a, "回访", DESK, {"satisfied": "满意"}, now=moment("21T16:00"))
    desk.act(a, "抽查", DIRECTOR, {"result": "合格"}, now=moment("28T10:00"))
    b = order(desk, moment("21T09:00"), craft="电", channel="到台")
    work(desk, b, moment("21T09:30"), moment("22T10:00"), "吴海")
    desk.act(b, "回访", DESK, {"satisfied": "没联系上"}, now=moment("22T15:00"))
    desk.act(b, "回访", DESK, {"satisfied": "不满意", "words": "慢"}, now=moment("23T09:00"))
    desk.act(b, "抽查", DIRECTOR, {"result": "不合格", "words": "松动"}, now=moment("28T10:00"))
    c = order(desk, moment("21T11:00"))
    work(desk, c, moment("21T11:15"), moment("25T12:00"), charge="无偿", free_because="返修")
    d = order(desk, moment("24T09:00"))
    desk.act(d, "客户取消", DESK, {"why": "自己修好了"}, now=moment("24T09:40"))
    return desk


def test_taken_in_and_ended(story: Desk) -> None:
    """Four orders, one cancelled; October had one; a void slip counts as taken in and as void."""
    slip = story.issue("FX", FX, moment("21T10:00"))
    story.act(slip, "作废", DESK, {"why": "写错"}, now=moment("22T10:00"))
    found = of(story, "受理与办结")
    assert cells(found) == [
        ("维修单", 4, 1, 0, 1, 0), ("物品放行条", 1, 0, 0, 0, 1),
    ]
    assert found.total == ("合计", 5, 1, 0, 1, 1)
    makers = of(story, "经办人开单")
    assert cells(makers) == [("1003 李敏", 5, 100.0, 1, 2)]


def test_repairs_in_time(story: Desk) -> None:
    """零修及时率: A and C in time, B late, D cancelled when it was late already: 2 of 4."""
    found = of(story, "零修及时率")
    assert cells(found) == [("维修单", "到场", 4, 2, 1, 1, 50.0, 100.0)]
    assert found.total == ("合计", "", 4, 2, 1, 1, 50.0, 100.0)
    october = of(story, "零修及时率", (date(2026, 10, 1), date(2026, 10, 31)))
    assert cells(october) == [("维修单", "到场", 1, 1, 0, 0, 100.0, None)]


def test_what_is_overdue_now_is_missed(story: Desk) -> None:
    """Nobody came within 15 minutes: not missed at 20:15, missed at 20:16."""
    order(story, moment("29T20:00"))
    alone = (date(2026, 11, 29), date(2026, 11, 29))
    found = of(story, "零修及时率", alone, now=moment("29T20:14"))
    assert cells(found) == []
    found = of(story, "零修及时率", alone, now=moment("29T20:16"))
    assert cells(found) == [("维修单", "到场", 1, 0, 0, 1, 0.0, None)]


def test_every_deadline_is_told(story: Desk) -> None:
    """Calls due the same day: A's in time, B's first too, its second on the day after. B, unhappy,
    was to be called again, and C never was: both missed. October's is missed in October."""
    found = {row.cells[1]: row.cells[2:7] for row in of(story, "期限守时率").rows}
    assert found["到场"] == (4, 2, 1, 1, 50.0)
    assert found["回访"] == (5, 3, 0, 2, 60.0)


def test_follow_up_against_its_target(story: Desk) -> None:
    """A and B spoken to, C not: 2 of 3, above 30 %. A call that reached nobody is none."""
    (row,) = of(story, "回访率").rows
    assert row.cells == ("维修单", 3, 2, 0, 1, 66.7, 30.0, 0.0)
    assert not row.missed
    (october,) = of(story, "回访率", (date(2026, 10, 1), date(2026, 10, 31))).rows
    assert october.cells == ("维修单", 1, 0, 0, 1, 0.0, 30.0, None) and october.missed


def test_a_late_call_counts_and_shows_as_late(story: Desk) -> None:
    """October's, called on 20 November: more than a month after, in October's rate."""
    old = story.at().store.value("SELECT number FROM record WHERE issued_day = '2026-10-10'")
    story.act(old, "回访", DESK, {"satisfied": "满意"}, now=moment("20T09:00"))
    (row,) = of(story, "回访率", (date(2026, 10, 1), date(2026, 10, 31))).rows
    assert row.cells == ("维修单", 1, 1, 1, 0, 100.0, 30.0, None)


def test_by_item_and_worker(story: Desk) -> None:
    """有偿服务登记表: A by 周大勇, B by 吴海; C was free; October's stands beside A's."""
    found = of(story, "有偿服务登记表")
    assert cells(found) == [
        ("疏通下水", "吴海", "维修单", 1, 1500, 120_00, 0, 0),
        ("疏通下水", "周大勇", "维修单", 1, 1500, 120_00, 0, 120_00),
        ("换水龙头", "吴海", "维修单", 1, 1000, 30_00, 0, 0),
        ("换水龙头", "周大勇", "维修单", 1, 1000, 30_00, 0, 30_00),
    ]
    assert found.total[3:7] == (4, None, 300_00, 0)


def test_by_value_and_rates(story: Desk) -> None:
    """Crafts, how it was reported, who was sent, satisfaction, the spot check."""
    assert cells(of(story, "报修类别")) == [("水", 3, 75.0, 0, 1), ("电", 1, 25.0, 0, 0)]
    assert cells(of(story, "报修方式")) == [("来电", 3, 75.0, 0, 1), ("到台", 1, 25.0, 0, 0)]
    happy = of(story, "服务满意率")
    assert cells(happy) == [
        ("维修单", "满意", 1, 50.0, 0, 0), ("维修单", "不满意", 1, 50.0, 0, 0),
        ("维修单", "没联系上", 1, None, 0, 0),
    ]
    assert "满意率 50.0%（满意、基本满意 1 件，共 2 件，不算没联系上的）" in happy.notes[0]
    checked = of(story, "零修合格率")
    assert cells(checked) == [("合格", 1, 50.0, 0, 0), ("不合格", 1, 50.0, 0, 0)]


def test_how_long_it_took(story: Desk) -> None:
    """A the same day, B the next, C after four days: 5 days over 3."""
    found = of(story, "维修天数")
    assert cells(found) == [
        ("当天", 1, 33.3, 1), ("次日", 1, 33.3, 0), ("4 至 7 天", 1, 33.3, 0),
    ]
    assert found.notes[0] == "平均 1.7 天，共 3 件。"


def test_money_by_fee_and_by_cashier(story: Desk) -> None:
    """150 in cash for A, taken back and paid again by WeChat; B still owes."""
    a = "WX-2026-000002"
    paid = story.act(a, "收款", MONEY, {"method": "现金"}, now=moment("21T13:00"))
    story.act(paid.made[0], "作废", MONEY, {"why": "错"}, now=moment("21T14:00"), second="1016")
    story.act(a, "收款", "1016", {"method": "微信"}, now=moment("22T13:00"))
    assert cells(of(story, "收费汇总")) == [
        ("维修单", "维修费", "收费", "微信", 150_00, 0, 0, 150_00, 0),
        ("维修单", "维修费", "收费", "现金", 150_00, 150_00, 0, 0, 0),
    ]
    total = of(story, "收款人汇总").total
    assert total == ("合计", "", 300_00, 150_00, 0, 150_00, 0)


def test_a_rate_of_nothing_is_no_rate(desk: Desk) -> None:
    """Every report of an empty month reads, and says nothing."""
    for entry in statistics.entries(desk.at(HEAD)):
        found = of(desk, entry.name, (date(2020, 1, 1), date(2020, 1, 31)))
        assert not found.rows or all(not any(row.cells[1:]) for row in found.rows), entry.name
        assert len(found.total) in (0, len(found.columns))


def test_every_row_has_a_cell_for_every_column(story: Desk) -> None:
    """Of all reports, for all there ever was too, where nothing is compared."""
    for days in (NOVEMBER, (periods.BEGINNING, date(2026, 11, 30))):
        for entry in statistics.entries(story.at(HEAD)):
            found = of(story, entry.name, days)
            for row in found.rows:
                assert len(row.cells) == len(found.columns), entry.name
                assert isinstance(row, Row)


def test_who_may_see_them(desk: Desk) -> None:
    """Denied to whom the table does not name: a worker, the gate, the administrator."""
    for no in (WORKER, "2001", "9001"):
        with pytest.raises(Refused, match="不能看统计"):
            statistics.read(desk.at(no), "受理与办结", NOVEMBER)
    with pytest.raises(Refused, match="没有“天气”这种统计，有的是：受理与办结、"):
        statistics.read(desk.at(HEAD), "天气", NOVEMBER)
    with pytest.raises(Refused, match="不晚于"):
        statistics.read(desk.at(HEAD), "受理与办结", (NOVEMBER[1], NOVEMBER[0]))


@pytest.mark.parametrize(("name", "days", "previous"), [
    ("今天", ("2026-11-21", "2026-11-21"), ("2026-11-20", "2026-11-20")),
    ("本周", ("2026-11-16", "2026-11-21"), ("2026-11-09", "2026-11-14")),
    ("本月", ("2026-11-01", "2026-11-21"), ("2026-10-01", "2026-10-21")),
    ("上月", ("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
    ("本季", ("2026-10-01", "2026-11-21"), ("2026-07-01", "2026-08-21")),
    ("今年", ("2026-01-01", "2026-11-21"), ("2025-01-01", "2025-11-21")),
])  # fmt: skip
def test_periods_and_what_they_are_compared_with(
    name: str, days: tuple[str, str], previous: tuple[str, str]
) -> None:
    """On Saturday 21 November 2026."""
    found = periods.named(name, NOW.date())
    assert tuple(one.isoformat() for one in found) == days
    was = periods.before(found, NOW.date())
    assert was is not None and tuple(one.isoformat() for one in was) == previous


@pytest.fixture
def lender(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with a form that takes a deposit."""
    made = Desk(demo_desk.copied(estate, tmp_path / "押金"), (*DECLARED, KEY))
    yield made
    made.close()


def test_deposits_held_before_and_after(lender: Desk) -> None:
    """100 taken in October; in November 60 given back, 40 kept, and another 100 taken."""
    begun = datetime(2026, 10, 20, 9)
    key = lender.issue("YS", {"unit": "1-101", "who": "张三丰"}, begun)
    lender.act(key, "缴费", MONEY, {"method": "现金"}, now=begun)
    for name in ("交钥匙", "还钥匙"):
        lender.act(key, name, DESK, now=begun + timedelta(days=20))
    values = {"amount": 60_00, "why": "弄坏"}
    lender.act(key, "退押金", MONEY, values, now=moment("21T09:00"), second="1016")
    other = lender.issue("YS", {"unit": "1-102", "who": "李四"}, moment("21T10:00"))
    lender.act(other, "缴费", MONEY, {"method": "现金"}, now=moment("21T10:00"))
    (row,) = of(lender, "押金收退").rows
    assert row.cells[1:] == (100_00, 100_00, 60_00, 40_00, 100_00, 100_00)
    (row,) = of(lender, "押金收退", (date(2026, 10, 1), date(2026, 10, 31))).rows
    assert row.cells[1:] == (0, 100_00, 0, 0, 100_00, 0)
    fees = of(lender, "收费汇总")
    assert fees.total[4:8] == (105_00, 0, 60_00, 45_00), "the key costs 5; what is kept stays"


def test_what_ends_in_the_period(desk: Desk) -> None:
    """Two permits of the 21st, one void: until 24:00 of that day the other is still to end."""
    made = [desk.issue("DH", example(desk.at(), "DH")) for _ in range(2)]
    desk.act(made[0], "作废", DESK, {"why": "写错"})
    day = (NOW.date(), NOW.date())
    late = datetime(2026, 11, 21, 23, 59)
    assert cells(of(desk, "证件、装修到期", day, now=late)) == [("动火许可证", 1, 1, 0)]
    over = of(desk, "证件、装修到期", day, now=late + timedelta(minutes=1))
    assert cells(over) == [("动火许可证", 1, 0, 1)]
    after = NOW.date() + timedelta(days=1)
    assert of(desk, "证件、装修到期", (after, after)).rows == ()


def test_units_that_owe(desk: Desk) -> None:
    """By the last list up to the end of the period; what was never billed cannot be told."""
    store = desk.at().store
    with store.write() as db:
        db.execute_sql("DELETE FROM dated_fact")
        for unit, day, months, amount in (
            (1, "2026-10-31", 2, 300_00), (2, "2026-10-31", 1, 150_00),
            (1, "2026-11-20", 3, 450_00), (2, "2026-11-20", 0, 0),
        ):  # fmt: skip
            db.execute_sql(
                "INSERT INTO dated_fact(unit_id, kind, value, as_of, source)"
                " VALUES (?, 'arrears', ?, ?, '表')",
                (unit, f'{{"months": {months}, "amount": {amount}}}', day),
            )
    whole = int(store.value("SELECT count(*) FROM unit"))
    found = of(desk, "管理费欠费")
    shown = {row.cells[0]: (row.cells[1], row.cells[3], row.cells[4]) for row in found.rows}
    assert shown["2 至 3 个月"] == (1, 450_00, 1) and shown["1 个月"] == (0, 0, 1)
    assert found.total[1] == 1 and found.total[4] == 2
    assert f"不欠费的 {whole - 1} 户" in found.notes[0] and "算不出" in found.notes[1]
    early = of(desk, "管理费欠费", (date(2026, 9, 1), date(2026, 9, 30)))
    assert early.rows == () and "没有导入过" in early.notes[0]
    with store.write() as db:
        for unit, owed in ((1, 100_00), (2, 0)):
            db.execute_sql(
                "INSERT INTO dated_fact(unit_id, kind, value, as_of, source)"
                " VALUES (?, 'arrears', ?, '2026-11-21', '表')",
                (unit, f'{{"months": 1, "amount": {owed}, "billed": 40000}}'),
            )
    assert "收缴率 87.5%" in of(desk, "管理费欠费").notes[1]


def test_units_that_were_not_visited_this_year(desk: Desk) -> None:
    """[S] visits 100 % a year: who is met later counts, who never was and what is void does not."""
    visit = {"unit": "1-101", "name": "赵虚构", "talk": "停车怎样收费", "met": "当面"}
    desk.issue("ZF", visit)
    void = desk.issue("ZF", {**visit, "unit": "1-103"})
    desk.act(void, "作废", "1005", {"why": "写错"})
    missed = desk.issue("ZF", {"unit": "1-102", "name": "钱虚构", "met": "没见到人"})
    year = (date(2026, 1, 1), NOW.date())
    whole = int(desk.at().store.value("SELECT count(*) FROM unit"))
    found = of(desk, "走访覆盖率", year)
    left = [row.cells[0] for row in found.rows]
    assert len(left) == whole - 1 and {"1 栋 102", "1 栋 103"} <= set(left)
    assert f"占 {100 / whole:.1f}%" in found.notes[0] and "目标 100%" in found.notes[0]
    desk.act(missed, "再访", DESK, {"met": "电话", "talk": "没有意见"})
    assert "1 栋 102" not in [row.cells[0] for row in of(desk, "走访覆盖率", year).rows]
    after = (NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=9))
    late = {row.cells[0]: row.cells[1:] for row in of(desk, "走访覆盖率", after).rows}
    assert late["1 栋 101"] == ("2026-11-21", 9) and late["1 栋 103"] == (None, None)


BEHIND = (
    ("受理与办结", 0, 4), ("零修及时率", 0, 2), ("期限守时率", 1, 2), ("回访率", 0, 1),
    ("有偿服务登记表", 0, 1), ("有偿服务登记表", 3, 1), ("报修类别", 0, 3), ("服务满意率", 1, 1),
    ("维修员派工", 0, 2), ("维修天数", 2, 1), ("零修合格率", 1, 1),
)  # fmt: skip


@pytest.mark.parametrize(("name", "row", "many"), BEHIND)
def test_the_records_behind_a_row_are_those_it_counted(
    story: Desk, name: str, row: int, many: int
) -> None:
    """The register shows them; B is behind what went wrong, C was never called."""
    behind = of(story, name).rows[row].behind
    assert behind is not None
    session = story.at(HEAD, datetime(2026, 11, 30, 9))
    among = statistics.among(session, behind, NOVEMBER)
    found = listing.listing(session, Sieve(behind.code, among=among))
    assert found.count == many
    if name == "回访率":
        assert found.ids(session.store, 0, 9) == [
            session.store.value("SELECT id FROM record WHERE number = 'WX-2026-000004'")
        ]
