"""钥匙、工具借用单 against docs/handbook.md §6 JW: expectations written by hand from the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import register
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import DESK, Desk, moment
from tests.scenarios.lent import (
    BROLLY, GATE, LADDER, LOAN, MONEY, OTHER, ROOF, SUPERVISOR, not_done, read, refused, waiting,
)  # fmt: skip
from tests.scenarios.paper import sheets

AT_FIVE, LATE = moment("21T17:00"), moment("21T17:01")
STAFF = {**LOAN, "borrower_kind": "员工", "department": "工程部", "borrower": "周大勇"}
OUTSIDER = {**LOAN, "borrower_kind": "外单位", "company": "电梯维保公司", "borrower": "何师傅"}


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def test_a_resident_is_known_by_the_room(hands: Desk) -> None:
    """[C]: name and phone of who lives there; back by closing time of the same day."""
    bare = {key: LOAN[key] for key in ("borrower_kind", "unit", "things")}
    made = hands.issue("JW", bare)
    assert made.values["borrower"]["name"] and made.values["phone"]
    assert made.values["back_by"] == "2026-11-21T18:00" and made.seen.state == "借出"
    late = hands.issue("JW", {**bare, "things": [LADDER]}, moment("21T21:00"))
    assert late.values["back_by"] == "2026-11-21T23:00"


def test_staff_say_their_department_outsiders_show_a_document(hands: Desk) -> None:
    """[C]: a room is asked of residents alone."""
    assert set(refused(hands, "JW", {**LOAN, "unit": ""})) == {"unit"}
    assert set(refused(hands, "JW", {**STAFF, "department": ""})) == {"department"}
    assert set(refused(hands, "JW", OUTSIDER)) == {"identity"}
    made = hands.issue("JW", {**STAFF})
    assert "unit" not in made.values and made.values["department"] == "工程部"
    hands.issue("JW", {**OUTSIDER, "identity": "11010519491231002X", "things": [LADDER]})


def test_a_key_that_is_out_is_not_lent_again(hands: Desk) -> None:
    """However it is written; its number is said. Once back, or void, it may go out."""
    made = hands.issue("JW", LOAN)
    for again in (ROOF, {**ROOF, "number": " k07 "}, {**ROOF, "name": " 天台钥匙"}):
        told = refused(hands, "JW", {**STAFF, "things": [LADDER, again]})
        assert set(told) == {"things"} and made.number in told["things"], again
    hands.issue("JW", {**STAFF, "things": [{**ROOF, "number": "K08"}]})
    hands.act(made, "归还", DESK)
    second = hands.issue("JW", STAFF)
    assert set(refused(hands, "JW", LOAN)) == {"things"}
    hands.act(second, "作废", DESK, {"why": "没有拿走"})
    hands.issue("JW", LOAN)


def test_some_may_come_back_before_the_rest(hands: Desk) -> None:
    """[C]: what is back may go out again, the rest not; nothing comes back twice; the last of it
    is the return itself."""
    made = hands.issue("JW", {**LOAN, "things": [ROOF, LADDER, {**BROLLY, "quantity": 3}]})
    some = {"returned": [ROOF, {**BROLLY, "quantity": 2}]}
    hands.act(made, "归还一部分", DESK, some)
    assert set(not_done(hands, made, "归还一部分", DESK, {"returned": [ROOF]})) == {"returned"}
    rest = {"returned": [LADDER, {**BROLLY, "quantity": 1}]}
    assert "归还" in not_done(hands, made, "归还一部分", DESK, rest)["returned"]
    assert set(refused(hands, "JW", {**STAFF, "things": [LADDER]})) == {"things"}
    hands.issue("JW", {**STAFF, "things": [ROOF]})
    hands.act(made, "归还", DESK)
    hands.issue("JW", {**STAFF, "things": [LADDER]})


def test_of_what_has_no_number_there_may_be_more(hands: Desk) -> None:
    """[C]: an umbrella is only pointed out; a key without a number is still one key."""
    hands.issue("JW", {**LOAN, "things": [BROLLY, {"name": "电井钥匙", "kind": "钥匙"}]})
    hands.issue("JW", {**STAFF, "things": [BROLLY]})
    told = refused(hands, "JW", {**STAFF, "things": [{"name": "电井钥匙", "kind": "钥匙"}]})
    assert set(told) == {"things"}
    assert set(refused(hands, "JW", {**LOAN, "things": [LADDER, LADDER]})) == {"things"}


def test_at_most_so_many_days(hands: Desk) -> None:
    """[C] seven, a setting; never in the past."""
    for wrong in ("2026-11-29T10:00", "2026-11-21T09:00"):
        assert set(refused(hands, "JW", {**LOAN, "back_by": wrong})) == {"back_by"}, wrong
    hands.issue("JW", {**LOAN, "back_by": "2026-11-28T10:00"})


def test_it_is_called_in_when_it_is_due(hands: Desk) -> None:
    """On the desk's workbench, overdue from that minute; an extension moves it."""
    made = hands.issue("JW", LOAN)
    (line,) = waiting(hands, made.number)
    assert (line.due, line.verb) == (AT_FIVE, "收回") and line.state != "逾期"
    (line,) = waiting(hands, made.number, now=LATE)
    assert line.state == "逾期" and read(hands, made, LATE).seen.state == "逾期未还"
    hands.act(made, "续借", DESK, {"until": "2026-11-22T12:00"}, now=LATE)
    assert read(hands, made, LATE).seen.state == "借出"
    assert waiting(hands, made.number, now=LATE)[0].due == moment("22T12:00")
    assert waiting(hands, made.number, OTHER, moment("22T12:01"))[0].state == "逾期"
    for wrong in ("2026-11-21T12:00", "2027-11-20T12:00"):
        assert set(not_done(hands, made, "续借", DESK, {"until": wrong}, LATE)) == {"until"}, wrong


def test_what_comes_back_is_looked_at(hands: Desk) -> None:
    """Damage and loss are written down; then nothing more can be done to it."""
    made = hands.issue("JW", LOAN)
    assert set(not_done(hands, made, "归还", DESK, {"condition": "有损坏"})) == {"damage"}
    back = hands.act(made, "归还", SUPERVISOR, {"condition": "有遗失", "damage": "钥匙牌"}, now=LATE)
    assert (back.record.seen.state, back.record.seen.open) == ("已归还", ())
    assert waiting(hands, made.number, now=moment("23T09:00")) == []


def test_only_the_desk_lends(hands: Desk) -> None:
    for no in (GATE, MONEY):
        assert "前台" in refused(hands, "JW", LOAN, no)[""]


def test_the_register_tells_who_has_what(hands: Desk) -> None:
    """A ledger: the things, when they were due and came back; phones half hidden."""
    hands.act(hands.issue("JW", {**LOAN, "things": [ROOF, LADDER]}), "归还", OTHER, now=LATE)
    (row,) = register.entries(hands.at(), "JW")
    heads = [column.label for column in register.columns(hands.at().form("JW"))]
    told = dict(zip(heads, row.words, strict=True))
    assert told["借用人"] == "周文清" and told["联系电话"] == "138****8000"
    assert "天台钥匙" in told["借用"] and "梯子" in told["借用"]
    assert (told["收回经办"], told["状态"]) == ("1004 周洁", "已归还")


def test_two_copies_to_sign(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """[C]: A5 across, ① 存根 ② 借用人; every thing, until when, boxes for both ways."""
    number = hands.issue("JW", {**LOAN, "things": [ROOF, LADDER]}).number
    hands.close()
    out = tmp_path / "借用.pdf"
    assert desk.run("print", number, "--out", str(out)).done["copies"] == 2
    for page, copy in zip(sheets(out), ("第一联存根", "第二联借用人"), strict=True):
        assert page.size == (210, 148)
        for words in (
            copy, "钥匙、工具借用单", number, "周文清", "天台钥匙", "K07", "梯子", "T02",
            "2026年11月21日17:00", "借用人签字", "归还人签字", "照价赔偿",
        ):  # fmt: skip
            assert words in page.text, words
