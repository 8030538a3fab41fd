"""Duties from the store: what is owing follows from the records that are not void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest

from db import checking, duties, office, workbench
from db.errors import Refused
from tests.db import demo_desk
from tests.db.demo_desk import Desk, moment

STEWARD, CLEANING, HEAD, GATE = "1006", "1012", "1005", "2001"
"""当值管理员, 保洁班长, 客服主管, 门岗 of the demo."""


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate, which began on 21 November 2026."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"))
    yield made
    made.close()


def owed(desk: Desk, no: str, now: str) -> list[tuple[str, str, str]]:
    """What is owing of a member's duties: words, state, due."""
    found = duties.due(desk.at(no, moment(now)))
    return [(one.what, one.state, f"{one.due:%m-%d %H:%M}") for one in found]


def did(desk: Desk, duty: str, day: str, now: str, no: str = STEWARD, **more: Any) -> str:
    """The number of a record that it was done."""
    return desk.issue("ZR", {"duty": duty, "day": day, **more}, moment(now), no).number


def test_everybody_sees_his_own(desk: Desk) -> None:
    """The steward's round is due today, the night check the next day, nobody else's are his."""
    assert owed(desk, STEWARD, "21T10:42") == [("日间巡查（11 月 21 日）", "今天", "11-22 00:00")]
    assert [one[0] for one in owed(desk, "1002", "21T10:42")] == ["夜间查岗（11 月 21 日）"]
    assert owed(desk, GATE, "21T10:42") == []
    everything = {one.role for one in duties.due(desk.at(GATE), mine=False)}
    assert {"当值管理员", "值班主任"} <= everything


def test_what_was_missed_stands_first_and_is_made_up_from_the_oldest(desk: Desk) -> None:
    """Three days late: one line, opened for the first of them."""
    assert owed(desk, STEWARD, "24T09:00") == [
        ("日间巡查（11 月 21 日 等 3 期）", "逾期", "11-22 00:00"),
        ("日间巡查（11 月 24 日）", "今天", "11-25 00:00"),
    ]
    first = duties.due(desk.at(STEWARD, moment("24T09:00")))[0]
    made = desk.issue(first.code, {**first.values, "result": "没有做", "details": "停电"},
                      moment("24T09:00"), STEWARD)  # fmt: skip
    assert made.values["term"] == "11 月 21 日"
    assert owed(desk, STEWARD, "24T09:00")[0][0] == "日间巡查（11 月 22 日 等 2 期）"


def test_done_it_is_no_longer_owing_and_void_it_is_again(desk: Desk) -> None:
    """The record counts as long as it is not 作废."""
    number = did(desk, "日间巡查", "2026-11-21", "21T17:00")
    assert owed(desk, STEWARD, "21T17:01") == []
    desk.act(number, "作废", HEAD, {"why": "写错日子"}, now=moment("21T17:05"))
    assert len(owed(desk, STEWARD, "21T17:06")) == 1
    did(desk, "日间巡查", "2026-11-21", "21T17:10")
    assert owed(desk, STEWARD, "21T17:11") == []


def test_a_month_says_what_became_of_each(desk: Desk) -> None:
    """November: the round done on the 21st, late on the 22nd, today's, the coming ones."""
    number = did(desk, "日间巡查", "2026-11-21", "21T17:00", doer="郑凯")
    found = duties.month(desk.at(HEAD, moment("23T09:00")), 2026, 11)
    rounds = [one for one in found if one.turn.duty.name == "日间巡查"]
    assert [(one.turn.due.day, one.state) for one in rounds[:4]] == [
        (21, "已做"), (22, "逾期"), (23, "今天"), (24, "未到期"),
    ]
    assert (rounds[0].number, rounds[0].doer, rounds[0].result) == (number, "郑凯", "正常")
    assert len(rounds) == 10
    pests = [one for one in found if one.turn.duty.name.startswith("消杀")]
    assert [one.turn.term.first.day for one in pests] == [16]
    december = duties.month(desk.at(HEAD, moment("23T09:00")), 2026, 12)
    assert [one.turn.term.words for one in december if one.turn.duty.name == "水箱清洗消毒"] == [
        "2026 年下半年"
    ]


def test_the_office_keeps_its_own_list(desk: Desk) -> None:
    """A duty that was taken off is owing no more; a new one from its day on."""
    listed = [{"name": "花木浇水", "often": "每周", "role": "保洁班长", "ahead": 7, "grace": 0,
               "since": "2026-11-16"}]  # fmt: skip
    office.change(desk.at("9001"), "duties", listed)
    assert owed(desk, STEWARD, "21T10:42") == []
    assert owed(desk, CLEANING, "21T10:42") == [("花木浇水（11-16 至 11-22）", "待办", "11-23 00:00")]
    with pytest.raises(Refused):
        did(desk, "日间巡查", "2026-11-21", "21T10:42")


def test_the_row_beside_the_record_is_as_frozen_as_it(desk: Desk) -> None:
    """And `check` finds one that says something else."""
    did(desk, "日间巡查", "2026-11-21", "21T10:42")
    session = desk.at(demo_desk.DIRECTOR)
    assert checking.check(session)["standing"] == "ok"
    for statement in ("UPDATE duty_done SET day = '2026-11-20'", "DELETE FROM duty_done"):
        with pytest.raises(peewee.DatabaseError):
            session.store.db.execute_sql(statement)
    session.store.db.execute_sql("DROP TRIGGER duty_done_no_update")
    session.store.db.execute_sql("UPDATE duty_done SET day = '2026-11-20'")
    assert "职责与单不符" in checking.check(session)["standing"]


def test_the_workbench_has_a_line_for_each(desk: Desk) -> None:
    """Under its own heading, late ones among the late, opened with what is known of it."""
    bench = workbench.read(desk.at(STEWARD, moment("23T09:00")))
    mine = [one for one in bench.items if one.heading == "职责"]
    assert [(one.state, one.number, one.code) for one in mine] == [
        ("逾期", "", "ZR"), ("今天", "", "ZR"),
    ]
    assert mine[0].values == {"duty": "日间巡查", "day": "2026-11-21"}
    assert bench.tally.counts["逾期"] >= 1 and bench.tally.counts["职责"] == 2
    assert [one.what for one in workbench.items(desk.at(STEWARD, moment("23T09:00")))][0] == (
        "日间巡查（11 月 21 日 等 2 期）"
    )
    assert [one for one in workbench.read(desk.at(GATE)).items if one.heading == "职责"] == []
