"""What went to paper: kept by its content, repeated with a reason, offered again if it failed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from db import demo, prints
from db.errors import Refused
from db.session import open_session
from tests.db.demo_desk import DESK, FX, GUARD, Desk

PAGE = '{"texts":["物品放行条 䶮 𠮷"]}'


def test_a_print_is_logged_before_it_goes_out(desk: Desk) -> None:
    """With its pages, its copy, who and when; the outcome is written later."""
    made = desk.issue("FX", FX)
    key = prints.keep(desk.at(), made, "放行条", PAGE, copies=["门岗"], queue="激光")
    (one,) = prints.log(desk.at(), made)
    assert (one.nth, one.copy, one.by, one.queue, one.outcome, one.again) == (
        1, "门岗", DESK, "激光", "送出", None
    )
    assert prints.stored(desk.at(), one.paper) == PAGE
    prints.settle(desk.at(), key, "已出纸", "激光-7")
    (one,) = prints.log(desk.at(), made)
    assert (one.outcome, one.job) == ("已出纸", "激光-7")


@pytest.mark.parametrize("why", [None, "", "  "])
def test_a_reprint_needs_a_reason(desk: Desk, why: str | None) -> None:
    """补打 第 n 次; it repeats the first pages."""
    made = desk.issue("FX", FX)
    prints.keep(desk.at(), made, "放行条", PAGE)
    with pytest.raises(Refused, match="补打请写明原因"):
        prints.keep(desk.at(), made, "放行条", PAGE, again=why)
    prints.keep(desk.at(), made, "放行条", PAGE, again="卡纸")
    assert [(one.nth, one.again) for one in prints.log(desk.at(), made)] == [(1, None), (2, "卡纸")]
    assert prints.first(desk.at(), made, "放行条") == PAGE
    assert prints.next_nth(desk.at(), made, "放行条") == 3
    assert prints.next_nth(desk.at(), made, "门贴") == 1


def test_what_never_reached_paper_is_no_print(desk: Desk) -> None:
    """No reason needed the next time; it is offered until it came out."""
    made = desk.issue("FX", FX)
    other = desk.issue("FX", FX)
    prints.settle(desk.at(), prints.keep(desk.at(), made, "放行条", PAGE), prints.UNPRINTED)
    prints.settle(desk.at(), prints.keep(desk.at(), other, "放行条", PAGE), "已出纸")
    assert prints.unprinted(desk.at()) == [made.number]
    assert prints.first(desk.at(), made, "放行条") is None
    again = prints.keep(desk.at(), made, "放行条", '{"texts":["改"]}')
    prints.settle(desk.at(), again, "已出纸")
    assert prints.unprinted(desk.at()) == []
    assert prints.first(desk.at(), made, "放行条") == '{"texts":["改"]}'
    assert prints.log(desk.at(), made)[-1].nth == 1


def test_each_paper_of_a_record_is_offered_by_itself(desk: Desk) -> None:
    """A card that came out does not hide the sheet that did not."""
    made = desk.issue("FX", FX)
    prints.settle(desk.at(), prints.keep(desk.at(), made, "门贴", PAGE), prints.UNPRINTED)
    prints.settle(desk.at(), prints.keep(desk.at(), made, "放行条", PAGE), prints.PRINTED)
    assert prints.unprinted(desk.at()) == [made.number]
    prints.settle(desk.at(), prints.keep(desk.at(), made, "门贴", PAGE), prints.FILED)
    assert prints.unprinted(desk.at()) == []


def test_what_is_under_way_is_known_with_its_title(desk: Desk) -> None:
    """Sent, or in a queue with a job; each print has a title of its own."""
    made = desk.issue("FX", FX)
    first = prints.keep(desk.at(), made, "放行条", PAGE, queue="激光")
    second = prints.keep(desk.at(), made, "放行条", PAGE, queue="激光", again="试")
    prints.settle(desk.at(), second, prints.QUEUED, "激光-7")
    found = prints.outstanding(desk.at())
    assert [(one.id, one.number, one.queue, one.job) for one in found] == [
        (first, made.number, "激光", ""), (second, made.number, "激光", "激光-7"),
    ]  # fmt: skip
    assert len({one.title for one in found}) == 2
    assert all(one.title.startswith(f"{made.number} ") for one in found)
    for key, outcome in ((first, prints.PRINTED), (second, prints.UNPRINTED)):
        prints.settle(desk.at(), key, outcome)
    assert prints.outstanding(desk.at()) == []


def test_equal_pages_are_stored_once(desk: Desk) -> None:
    """By their hash."""
    first, second = desk.issue("FX", FX), desk.issue("FX", FX)
    for record in (first, second):
        prints.keep(desk.at(), record, "放行条", PAGE)
    assert desk.at().store.value("SELECT count(*) FROM paper") == 1
    prints.keep(desk.at(), second, "放行条", PAGE + " ", again="试")
    assert desk.at().store.value("SELECT count(*) FROM paper") == 2


@pytest.mark.parametrize("sql", [
    "UPDATE paper SET body = x'00'", "DELETE FROM paper", "DELETE FROM print",
    "UPDATE print SET nth = 1, again = NULL, by = '1001'", "UPDATE print SET at = 0",
])
def test_nobody_rewrites_what_was_printed(desk: Desk, sql: str) -> None:
    """Frozen by the store itself."""
    made = desk.issue("FX", FX)
    prints.keep(desk.at(), made, "放行条", PAGE)
    session = desk.at()
    with pytest.raises(Exception, match="不可|只能"), session.store.write() as db:
        db.execute_sql(sql)
    assert prints.first(desk.at(), made, "放行条") == PAGE


def test_pages_that_do_not_fit_their_hash_are_not_shown(desk: Desk) -> None:
    """A page put in from outside is no page of ours."""
    session = desk.at()
    with session.store.write() as db:
        db.execute_sql("INSERT INTO paper VALUES ('ab', x'789c030000000001')")
    with pytest.raises(RuntimeError):
        prints.stored(session, "ab")


def test_printing_needs_the_right_to_issue(desk: Desk) -> None:
    """A guard prints nothing."""
    made = desk.issue("FX", FX)
    with pytest.raises(Refused, match="不能打印物品放行条"):
        prints.keep(desk.at(GUARD), made, "放行条", PAGE)
    assert prints.log(desk.at(), made) == []


def test_of_two_first_prints_at_once_one_is_refused(desk: Desk) -> None:
    """Nobody can have a second set of originals without a reason by being quick."""
    made = desk.issue("FX", FX)
    desk.at()
    ready = threading.Barrier(4)

    def one(_: int) -> str:
        folder = desk.folder
        session = open_session(folder, DESK, demo.password_of(DESK), forms=desk.forms, check=False)
        try:
            ready.wait(20)
            return str(prints.keep(session, made, "放行条", PAGE))
        except Refused as refused:
            return refused.problems["again"]
        finally:
            session.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    assert sum("补打请写明原因" in answer for answer in answers) == 3, answers
    assert [one.nth for one in prints.log(desk.at(), made)] == [1]


@pytest.mark.parametrize("why", ["卡\x01纸", "字" * 201, "\udcff"])
def test_a_reason_is_one_readable_line(desk: Desk, why: str) -> None:
    """Nothing that could not be shown or kept."""
    made = desk.issue("FX", FX)
    prints.keep(desk.at(), made, "放行条", PAGE)
    with pytest.raises(Refused) as refused:
        prints.keep(desk.at(), made, "放行条", PAGE, again=why)
    assert set(refused.value.problems) == {"again"}
    prints.keep(desk.at(), made, "放行条", PAGE, again=" 卡\u202e  纸 ")
    assert prints.log(desk.at(), made)[-1].again == "卡 纸"
