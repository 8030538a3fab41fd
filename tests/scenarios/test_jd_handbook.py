"""档案借阅单 against docs/handbook.md §6 JD: expectations written by hand from the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db import office
from db.records import Record
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import DESK, Desk, moment
from tests.scenarios.lent import (
    DIRECTOR, MANAGER, OTHER, REQUEST, SUPERVISOR, WORKS, not_done, read, refused, waiting,
)  # fmt: skip

SECRET = {**REQUEST, "level": "机密"}


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def out(desk: Desk, request: Record) -> Record:
    """The request stamped, checked and handed out."""
    desk.act(request, "部门盖章", WORKS)
    desk.act(request, "核对", DESK)
    return desk.act(request, "借出", DESK).record


@pytest.mark.parametrize("key", ["reader", "department", "files", "purpose", "reason"])
def test_the_request_says_who_what_and_why(hands: Desk, key: str) -> None:
    """[S]: object, purpose, reason, who."""
    assert set(refused(hands, "JD", {**REQUEST, key: None})) == {key}


def test_an_outsider_shows_a_letter(hands: Desk) -> None:
    """[S]."""
    outsider = {**REQUEST, "reader_kind": "外单位"}
    assert set(refused(hands, "JD", outsider)) == {"letter"}
    assert set(refused(hands, "JD", {**outsider, "letter": False})) == {"letter"}
    assert "letter" in hands.issue("JD", {**outsider, "letter": True}).values


def test_stamped_then_checked_then_lent(hands: Desk) -> None:
    """[S]: nothing out of order; a plain file needs nobody else."""
    made = hands.issue("JD", REQUEST)
    for early in ("核对", "借出", "归还"):
        assert "尚缺：部门盖章" in not_done(hands, made, early, DESK)[""], early
    assert "不能" in not_done(hands, made, "部门盖章", DESK)[""]
    assert "负责人批准" not in made.seen.open
    lent = out(hands, made)
    assert (lent.seen.state, lent.seen.holder) == ("借出", "郑维国")


def test_a_classified_file_needs_the_head_and_a_copy_the_manager(hands: Desk) -> None:
    """[S]: seen with the head's approval, copied only with the general manager's, kept apart; [C]
    the front desk sees 秘密 and no more, so whoever heads it does this."""
    assert set(refused(hands, "JD", SECRET)) == {"level"}
    made = hands.issue("JD", {**SECRET, "copied": True}, no=SUPERVISOR)
    hands.act(made, "部门盖章", WORKS)
    assert "负责人批准" in not_done(hands, made, "核对", SUPERVISOR)[""]
    assert "不能" in not_done(hands, made, "负责人批准", WORKS)[""]
    hands.act(made, "负责人批准", DIRECTOR)
    assert "总经理批准复印" in not_done(hands, made, "核对", SUPERVISOR)[""]
    hands.act(made, "总经理批准复印", MANAGER)
    assert set(not_done(hands, made, "核对", SUPERVISOR, {"cabinet": "档案柜"})) == {"cabinet"}
    checked = hands.act(made, "核对", SUPERVISOR).record
    assert checked.acts[-1].values["cabinet"] == "密件柜"
    another = {**SECRET, "files": [{"name": "合同", "number": "HT-01"}]}
    seen_only = hands.issue("JD", another, no=SUPERVISOR)
    hands.act(seen_only, "部门盖章", WORKS)
    hands.act(seen_only, "负责人批准", DIRECTOR)
    hands.act(seen_only, "核对", SUPERVISOR)


def test_three_days_at_most_struck_off_on_return(hands: Desk) -> None:
    """[S]: due on the third day, overdue after it on the desk's workbench; then nothing is left."""
    made = out(hands, hands.issue("JD", REQUEST))
    assert made.standing.valid_until == moment("25T00:00")
    assert waiting(hands, made.number, now=moment("24T23:00"))[0].state == "今天"
    late = moment("25T09:00")
    assert waiting(hands, made.number, OTHER, late)[0].state == "逾期"
    assert read(hands, made, late).seen.state == "逾期未还"
    back = hands.act(made, "归还", OTHER, now=late).record
    assert (back.seen.state, back.seen.open) == ("已归还（注销）", ())
    assert waiting(hands, made.number, now=late) == []


def test_not_longer_than_the_office_allows(hands: Desk) -> None:
    """[S] three days, a setting; what is looked at on the spot comes back the same day."""
    made = hands.issue("JD", {**REQUEST, "way": "当场查阅"})
    hands.act(made, "部门盖章", WORKS)
    hands.act(made, "核对", DESK)
    assert set(not_done(hands, made, "借出", DESK, {"back_by": "2026-11-25"})) == {"back_by"}
    same_day = hands.act(made, "借出", DESK).record
    assert same_day.standing.valid_until == moment("22T00:00")
    office.change(hands.at("9001"), "file_days", 5)
    longer = hands.issue("JD", {**REQUEST, "files": [{"name": "合同"}]})
    assert out(hands, longer).standing.valid_until == moment("27T00:00")


def test_a_file_that_is_out_is_said_and_not_handed_out_twice(hands: Desk) -> None:
    """A second request may be written and stamped; the file comes only after its return."""
    first = out(hands, hands.issue("JD", REQUEST))
    second = hands.issue("JD", REQUEST)
    hands.act(second, "部门盖章", WORKS)
    hands.act(second, "核对", DESK)
    told = not_done(hands, second, "借出", DESK)
    assert first.number in "".join(told.values())
    hands.act(first, "归还", DESK)
    hands.act(second, "借出", DESK)


def test_who_may_not_have_it_is_told_why(hands: Desk) -> None:
    made = hands.issue("JD", SECRET, no=SUPERVISOR)
    assert set(not_done(hands, made, "不同意借阅", DIRECTOR, {})) == {"why"}
    done = hands.act(made, "不同意借阅", DIRECTOR, {"why": "与职责无关"}).record
    assert (done.seen.state, done.seen.open) == ("不同意", ())
