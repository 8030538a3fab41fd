"""家居清洁服务单 against docs/handbook.md §1 QJ, §3: expectations written by hand from the page."""

from __future__ import annotations

from typing import Any

from tests.command_line.desk import Desk
from tests.scenarios.site import MONEY, RECEPTION, do

FOREWOMAN = "1012"
WISH: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "kind": "擦玻璃", "cleaners": 2,
    "wanted": "2026-11-22T09:00", "price_told": True,
}  # fmt: skip
WORK = {"finished_at": "2026-11-22T11:30", "items": [{"name": "擦玻璃", "quantity": 30}]}
LATER = "2026-11-22T12:00"


def order(desk: Desk, **changed: Any) -> str:
    """The number of an order that must be taken."""
    return str(desk.issue({**WISH, **changed}, code="QJ")["number"])


def timed(desk: Desk) -> str:
    """One whose time is fixed and agreed."""
    number = order(desk)
    do(desk, number, "定时间", FOREWOMAN, given={"worker": "刘桂英"})
    do(desk, number, "回电", RECEPTION)
    return number


def finished(desk: Desk) -> str:
    """One that is done."""
    number = timed(desk)
    do(desk, number, "完成", FOREWOMAN, given=WORK, now=LATER)
    return number


def test_the_price_is_told_first(desk: Desk) -> None:
    """[S]: before the order is taken."""
    for told in (False, None):
        typed = {**WISH, "price_told": told}
        assert set(desk.run("issue", "QJ", "-", given=typed).refused) == {"price_told"}


def test_the_forewoman_gives_the_time(desk: Desk) -> None:
    """[S]: nobody else; the wish stands until she says otherwise."""
    number = order(desk)
    assert desk.run("act", number, "定时间", "--values", "-", given={"worker": "x"}).status == 2
    do(desk, number, "定时间", FOREWOMAN, given={"worker": "刘桂英"})
    act = desk.run("show", number).done["acts"][-1]
    assert act["values"]["visit"] == "2026-11-22T09:00"


def test_called_back_within_two_hours_of_the_order(desk: Desk) -> None:
    """[S]: with the fixed time; another time is told again."""
    number = order(desk)
    (line,) = [one for one in desk.run("due").done if one["number"] == number]
    assert (line["due"], line["verb"]) == ("2026-11-21T12:42", "回电")
    assert "定时间" in desk.run("act", number, "回电").refused[""]
    do(desk, number, "定时间", FOREWOMAN, given={"worker": "刘桂英"})
    do(desk, number, "回电", RECEPTION)
    waiting = desk.run("due").done
    assert "回电" not in {one["verb"] for one in waiting if one["number"] == number}
    again = {"worker": "刘桂英", "visit": "2026-11-22T14:00"}
    do(desk, number, "定时间", FOREWOMAN, given=again)
    assert "回电" in desk.run("act", number, "完成", "--values", "-", staff=FOREWOMAN,
                            given=WORK, now=LATER).refused[""]  # fmt: skip


def test_paid_by_the_price_list_and_followed_up_the_same_day(desk: Desk) -> None:
    """[S]: completion time written back; 5.00 a square metre; the call by 24:00, repeated until the
    resident is content."""
    number = finished(desk)
    act = desk.run("show", number).done["acts"][-1]
    assert act["values"]["total"] == 150_00 and act["values"]["finished_at"] == WORK["finished_at"]
    made = desk.act(number, "收款", MONEY, now=LATER)["made"]
    assert desk.run("show", made[0], staff=MONEY, now=LATER).done["values"]["total"] == 150_00
    lines = [one for one in desk.run("due", now=LATER).done if one["number"] == number]
    assert [(one["due"], one["verb"]) for one in lines] == [("2026-11-23T00:00", "回访")]
    cross = {"satisfied": "不满意", "words": "窗框没擦"}
    do(desk, number, "回访", RECEPTION, given=cross, now=LATER)
    lines = [one for one in desk.run("due", now=LATER).done if one["number"] == number]
    assert [one["due"] for one in lines] == ["2026-11-24T00:00"]


def test_it_is_over_when_signed_and_paid(desk: Desk) -> None:
    """[C]."""
    number = finished(desk)
    assert set("业户签字、收款".split("、")) <= set(
        desk.run("act", number, "办结").refused[""].partition("尚缺：")[2].split("、")
    )
    do(desk, number, "业户签字", FOREWOMAN, now=LATER)
    desk.act(number, "收款", MONEY, now=LATER)
    assert do(desk, number, "办结", RECEPTION, now=LATER)["state"] == "已办结"


def test_called_off_until_it_is_done(desk: Desk) -> None:
    """[C], with the reason."""
    number = order(desk)
    assert set(desk.run("act", number, "业户取消", "--values", "-", given={}).refused) == {"why"}
    desk.run("act", number, "业户取消", "--values", "-", given={"why": "改期"}).done
    done = finished(desk)
    assert desk.run("act", done, "业户取消", "--values", "-", given={"why": "x"}).status == 2
