"""What waits for whom, and how a record reads in one line."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from db import office, records, workbench
from db.example import example
from db.session import Session
from forms import life
from tests.db.demo_desk import FX, Desk, moment
from tests.db.many import fill

LUGGAGE: dict[str, Any] = {
    "unit": "3-1202",
    "place": "前台储物间",
    "goods": [
        {"name": "行李箱", "quantity": 2}, {"name": "纸箱", "quantity": 3}, {"name": "钥匙"},
    ],
    "remarks": "左轮已损坏",
}  # fmt: skip


@pytest.mark.parametrize("code, typed, words", [
    ("FX", FX, "1 栋 101 业主 张三丰 双门冰箱 1 台 等 2 项"),
    ("FX", {**FX, "goods": FX["goods"][:1], "plate": "粤BD12345"},
     "1 栋 101 业主 张三丰 双门冰箱 1 台"),
    ("JC", LUGGAGE, "3 栋 1202 陈晓彤 11-21 行李箱 2 等 3 项"),
    ("JC", {**LUGGAGE, "period": "11-21 至 2027-01-03"},
     "3 栋 1202 陈晓彤 11-21 至 2027-01-03 行李箱 2 等 3 项"),
    ("JC", {**LUGGAGE, "tenant": {"name": "林夏", "phone": "13900139000"}},
     "3 栋 1202 林夏 139****9000 11-21 行李箱 2 等 3 项"),
])
def test_a_record_in_one_line(desk: Desk, code: str, typed: dict[str, Any], words: str) -> None:
    """Unit, who, which and what; no place, no remarks, no number of a person in full."""
    assert workbench.about(desk.issue(code, typed)) == words


def test_what_is_due_is_told_in_one_line(desk: Desk) -> None:
    """Today, then overdue."""
    made = desk.issue("JC", LUGGAGE)
    for now, state in ((moment("21T23:59"), "今天"), (moment("22T00:00"), "逾期")):
        (item,) = workbench.items(desk.at(now=now))
        assert (item.number, item.state, item.verb) == (made.number, state, "催领")
        assert item.what == "3 栋 1202 陈晓彤 11-21 行李箱 2 等 3 项"


TAP: dict[str, Any] = {
    "unit": "1-101", "craft": "水", "trouble": "水龙头漏水", "reporter": "业主", "phone": "13800138000",
}  # fmt: skip
DONE = (
    ("派工", {"worker": "周大勇"}), ("到场", {}),
    ("客户同意", {"item_confirmed": True, "price_told": True}), ("开工", {}),
    ("完工", {"items": [{"name": "换水龙头"}]}),
)  # fmt: skip


def test_what_must_come_first_is_offered_for_what_is_due(desk: Desk) -> None:
    """Nobody is there in time who was not sent: sending is the verb, the hour that of being there;
    the page of the record offers the same."""
    made = desk.issue("WX", TAP)
    session = desk.at("1007")
    (item,) = workbench.items(session)
    assert (item.verb, item.act, item.due) == ("派工", "派工", moment("21T10:57"))
    assert workbench.ready(session, made) == "派工"
    sent = desk.act(made, *DONE[0][:1], "1007", DONE[0][1]).record
    (item,) = workbench.items(desk.at("1007"))
    assert (item.verb, item.act) == ("到场", "到场")
    assert workbench.ready(desk.at("1007"), sent) == "到场"


@pytest.mark.parametrize("weight, caller", [("一般", "1003"), ("重要", "1005"), ("重大", "1009")])
def test_a_call_is_on_the_list_of_who_answers_for_it(
    desk: Desk, weight: str, caller: str
) -> None:
    """Nobody else finds it, though the act is his too; what happens only at need is not asked."""
    made = desk.issue("WX", {**TAP, "weight": weight})
    for name, values in DONE:
        made = desk.act(made, name, "1007", values).record
    for no in ("1003", "1005", "1009"):
        acts = [item.act for item in workbench.items(desk.at(no))]
        assert ("回访" in acts) is (no == caller), (no, acts)
        assert not {"返工", "暂停", "主管批注"} & set(acts)


CARRIED = {**FX, "goods": FX["goods"][:1]}
MOMENTS = ("21T10:50", "21T10:57", "21T23:59", "22T00:00", "23T09:00", "30T09:00")


def slips(desk: Desk) -> None:
    """Repairs and slips at every point of their lives, and an order to be called back."""
    for many in range(6):
        made = desk.issue("WX", {**TAP, "weight": ("一般", "重大")[many % 2]})
        for name, values in DONE[:many]:
            desk.act(made, name, "1007", values)
    steps = (("值班主任签字", "1002", {}), ("主任盖章", "1001", {}),
             ("放行", "2001", {"counts": [1]}), ("收回门岗联", "1003", {}))  # fmt: skip
    for done in range(5):
        made = desk.issue("FX", CARRIED)
        for name, no, values in steps[:done]:
            desk.act(made, name, no, values)
    desk.act(desk.issue("FX", CARRIED), "作废", "1003", {"why": "错"})
    desk.issue("JC", LUGGAGE)


def by_hand(session: Session) -> list[tuple[str, str, str]]:
    """(number, state, act) of every record, one by one as the rules say, in no order."""
    found = []
    now = session.now()
    for (number,) in session.store.rows("SELECT number FROM record"):
        record = records.load(session, number)
        assert record is not None
        due, act = record.seen.due, workbench.ready(session, record)
        mine = due is not None and (
            set(due.deadline.roles) & set(session.member.roles)
            or not due.deadline.alone and session.may(f"act:{record.form.code}:{due.deadline.stop}")
        )
        if due is not None and mine and due.is_near(now):
            midnight = datetime.combine(now.date() + timedelta(days=1), time())
            state = "逾期" if now >= due.at else "今天" if due.at <= midnight else "待办"
            found.append((number, state, "?"))
        elif due is None and life.is_over(record.standing, now):
            if session.may(f"issue:{record.form.code}"):
                found.append((number, "已过期", "作废"))
        elif act is not None:
            found.append((number, f"待{act}", act))
    return found


@pytest.mark.parametrize(
    "no", ["1003", "1007", *(pytest.param(no, marks=pytest.mark.long) for no in ("1001", "2001"))]
)
def test_the_index_says_what_each_record_says(desk: Desk, no: str) -> None:
    """For everybody at every moment: the same lines as one by one, and the counts are theirs."""
    slips(desk)
    for now in MOMENTS:
        session = desk.at(no, moment(now))
        bench = workbench.read(session)
        lines = [one for one in bench.items if one.number and one.state != "快到期"]
        told = [(one.number, one.state, "?" if one.state in ("逾期", "今天", "待办") else one.act)
                for one in lines]  # fmt: skip
        assert sorted(told) == sorted(by_hand(session)), now
        assert bench.tally.total == len(bench.items) and not bench.more
        for heading in {one.heading for one in bench.items} | {"逾期", "今天"} - {""}:
            if heading:
                some = workbench.read(session, heading).items
                assert len(some) == bench.tally.counts.get(heading, 0), (now, heading)
                assert set(some) <= set(bench.items)


def test_thousands_that_wait_hide_nothing_that_is_late(desk: Desk) -> None:
    """Counts are of all; the late one stands first however many wait; the page is a page."""
    late = desk.issue("WX", TAP)
    some = desk.issue("FX", CARRIED)
    fill(desk.at(), some.number, 1500)
    waiting = desk.at().store.value("SELECT work FROM standing WHERE record_id = ?", (some.id,))
    with desk.at().store.write() as db:
        db.execute_sql(
            "UPDATE standing SET work = ?, due = NULL, ended = 0, valid_until = NULL"
            " WHERE code = 'FX'", (waiting,),
        )  # fmt: skip
    bench = workbench.read(desk.at("1002", moment("21T11:00")))
    assert bench.tally.counts["签批"] == 1501 and bench.more
    assert len(bench.items) == workbench.PAGE
    first = workbench.read(desk.at("1007", moment("21T11:00")))
    assert first.items[0].number == late.number and first.items[0].state == "逾期"


def test_what_ends_soon_is_listed_as_many_days_ahead_as_the_office_says(desk: Desk) -> None:
    """A renovation's or a pass's last days: none, three by default, ten if the office wants."""
    made = desk.issue("JC", {**LUGGAGE, "period": "11-21 至 11-28"})
    session = desk.at()
    (line,) = workbench.items(session)
    assert (line.number, line.heading) == (made.number, "")
    office.change(desk.at("9001"), "ending_days", 10)
    (line,) = workbench.items(desk.at())
    assert line.heading == "到期"


def test_receipts_that_have_not_served_are_on_the_list(desk: Desk) -> None:
    """已收未用: of those who take money and those who make what was paid for, until it is made."""
    typed = {**example(desk.at(), "WK"), "charge": "代收"}
    made = desk.issue("WK", typed)
    (receipt,) = desk.act(made, "缴费", "1010", {"method": "现金"}).made
    for no, there in (("1010", [receipt]), ("1003", [receipt]), ("1007", [])):
        bench = workbench.read(desk.at(no))
        told = [one.number for one in bench.items if one.heading == "收据"]
        assert told == there and bench.tally.counts.get("收据", 0) == len(there)
    desk.act(receipt, "作废", "1010", {"why": "开错"}, second="1016")
    assert "收据" not in workbench.read(desk.at("1010")).tally.counts
