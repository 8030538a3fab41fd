"""交接班表, 换班申请单 against docs/handbook.md §6 JB, HB: written by hand from the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import journal, register
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import DESK, Desk, moment
from tests.db.permissions import permit
from tests.scenarios.lent import (
    DIRECTOR, GATE, LOAN, LOBBY, MONEY, OTHER, SUPERVISOR, not_done, read, refused, waiting,
)  # fmt: skip
from tests.scenarios.paper import sheets

END = moment("21T15:50")
TODO = {"todo": [{"what": "3-1202 渗漏，工程部回电", "when": "19:00"}], "notes": "2 号道闸已报修"}


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def test_both_sign_and_they_are_two(hands: Desk) -> None:
    """[S]: the giver by issuing, the taker with his own number; never the giver himself."""
    made = hands.issue("JB", TODO, END)
    assert (made.seen.state, made.issued_by.no) == ("待接班", DESK)
    assert "另一人" in not_done(hands, made, "接班", DESK, now=END)[""]
    assert "不能" in not_done(hands, made, "接班", MONEY, now=END)[""]
    done = hands.act(made, "接班", OTHER, now=END).record
    taken = done.last("接班")
    assert taken is not None and (taken.by, taken.at) == (OTHER, END)
    assert done.seen.state == "已接班" and done.seen.open == ()


def test_what_was_checked_comes_from_the_offices_list(hands: Desk) -> None:
    """[C]: all in order unless somebody says what is wrong, and then what."""
    made = hands.issue("JB", {}, END)
    assert {line["state"] for line in made.values["items"]} == {"正常"}
    names = [line["name"] for line in made.values["items"]]
    assert "对讲机" in names
    broken = [{"name": "对讲机", "quantity": 1, "state": "有问题"}]
    assert set(refused(hands, "JB", {"items": broken}, now=END)) == {"items"}
    hands.issue("JB", {"items": [{**broken[0], "note": "一部不响"}]}, END)


def test_cash_in_hand_is_counted_and_a_difference_explained(hands: Desk) -> None:
    """Whoever has none need not; the money itself goes with the close of the shift."""
    line = {"what": "复印", "purse": "收费", "price": 500, "quantity": 4}
    hands.issue("SJ", {"payer": "王五", "method": "现金", "others": [line]}, END, MONEY)
    session = hands.at("9001")
    permit(session.store, "财务", "issue:JB")
    told = refused(hands, "JB", {}, MONEY, END)
    assert set(told) == {"counted"} and "¥20.00" in told["counted"]
    assert set(refused(hands, "JB", {"counted": "15"}, MONEY, END)) == {"explanation"}
    made = hands.issue("JB", {"counted": "15", "explanation": "找零差错"}, END, MONEY)
    assert (made.values["cash"], made.values["difference"]) == (20_00, -5_00)
    assert hands.issue("JB", {}, END).values["cash"] == 0


def test_trouble_is_settled_by_the_giver_before_the_other_takes_over(hands: Desk) -> None:
    """[S]: the taker says what is wrong; nobody but the giver settles it; then it goes on."""
    made = hands.issue("JB", {}, END)
    assert "处理问题" not in made.seen.open
    assert "另一人" in not_done(hands, made, "提出问题", DESK, {"trouble": "少一把"}, END)[""]
    raised = hands.act(made, "提出问题", OTHER, {"trouble": "少一把天台钥匙"}, now=END).record
    assert raised.seen.state == "交班人处理中"
    not_done(hands, made, "接班", OTHER, now=END)
    assert "本人办理" in not_done(hands, made, "处理问题", LOBBY, {"settled": "找到"}, END)[""]
    settled = hands.act(made, "处理问题", DESK, {"settled": "在工具箱里"}, now=END).record
    assert settled.seen.state == "待接班"
    hands.act(made, "提出问题", OTHER, {"trouble": "对讲机不响"}, now=END)
    hands.act(made, "处理问题", DESK, {"settled": "换了电池"}, now=END)
    assert hands.act(made, "接班", OTHER, now=END).record.seen.state == "已接班"


def test_a_dispute_is_written_on_the_sheet(hands: Desk) -> None:
    """[S]."""
    made = hands.issue("JB", {}, END)
    assert set(not_done(hands, made, "接班", OTHER, {"verdict": "有异议"}, END)) == {"exceptions"}
    said = {"verdict": "有异议", "exceptions": "雨伞少一把"}
    done = hands.act(made, "接班", OTHER, said, now=END).record
    (row,) = register.entries(hands.at(), "JB")
    assert "雨伞少一把" in row.words and done.seen.state == "已接班"


def test_nobody_taking_over_is_on_the_workbench(hands: Desk) -> None:
    """[C] after half an hour."""
    made = hands.issue("JB", {}, END)
    (line,) = waiting(hands, made.number, OTHER, moment("21T16:10"))
    assert (line.due, line.verb) == (moment("21T16:20"), "接班")
    assert waiting(hands, made.number, OTHER, moment("21T16:21"))[0].state == "逾期"


def test_the_sheet_is_whole_on_paper(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """A4; what is lent and said, the range, the journal's last row, both names with the time."""
    loan = hands.issue("JW", LOAN)
    head = journal.head(hands.at().store)
    made = hands.issue("JB", TODO, END)
    hands.act(made, "接班", OTHER, now=END)
    hands.close()
    out = tmp_path / "交接班.pdf"
    desk.run("print", made.number, "--out", str(out), now="2026-11-21T15:55").done
    pages = sheets(out)
    assert {page.size for page in pages} == {(210, 297)}
    text = "".join(page.text for page in pages)
    for words in (
        "交接班表", made.number, "早班08:00–16:00", "3-1202渗漏，工程部回电", "2号道闸已报修",
        loan.number, "天台钥匙K07", "11-2117:00", "1003李敏", "周洁1004", "11-2115:50",
        "日志码" + head.words.replace(" ", ""), "没有列入、没有交代的仍由交班人负责", "无异议",
    ):  # fmt: skip
        assert words in text, words
    assert "周文清" not in text and "13800138000" not in text


def test_many_open_matters_take_several_pages(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """All of them, and the boxes to sign once, on the last page."""
    for at in range(60):
        hands.issue("JW", {**LOAN, "things": [{"name": "钥匙", "number": f"K{at:03}"}]})
    made = hands.issue("JB", {}, END)
    hands.close()
    out = tmp_path / "多页.pdf"
    pages = desk.run("print", made.number, "--out", str(out), now="2026-11-21T15:55").done["pages"]
    read_back = sheets(out)
    assert pages == len(read_back) >= 3
    text = "".join(page.text for page in read_back)
    assert all(f"K{at:03}" in text for at in range(60))
    assert [("约定" in page.text) for page in read_back] == [False] * (pages - 1) + [True]


def test_who_comes_may_sign_as_himself_on_the_command_line(desk: Line, hands: Desk) -> None:
    made = hands.issue("JB", {}, END)
    hands.close()
    late = "2026-11-21T15:58"
    assert desk.run("act", made.number, "接班", staff=DESK, now=late).status == 2
    assert desk.act(made.number, "接班", OTHER, now=late)["standing"]["state"] == "已接班"


def test_a_swap_is_consented_to_by_the_other_and_approved(hands: Desk) -> None:
    """[S] consent, recorded: three different people, each by himself."""
    swap: dict[str, Any] = {
        "day": "2026-11-23", "shift": "早班", "other_day": "2026-11-24", "other_shift": "中班",
        "reason": "家中有事",
    }
    same = {**swap, "other_day": swap["day"], "other_shift": swap["shift"]}
    assert set(refused(hands, "HB", same)) == {"other_shift"}
    made = hands.issue("HB", swap)
    assert made.values["applicant"] == "1003 李敏"
    assert "尚缺：对方同意" in not_done(hands, made, "批准", SUPERVISOR)[""]
    assert "另一人" in not_done(hands, made, "对方同意", DESK)[""]
    hands.act(made, "对方同意", OTHER)
    assert "不能" in not_done(hands, made, "批准", OTHER)[""]
    done = hands.act(made, "批准", SUPERVISOR).record
    assert done.seen.state == "已批准"
    (row,) = register.entries(hands.at(), "HB")
    assert {"1003 李敏", "1004 周洁", "1005 何静"} <= set(row.words)
    refusal = hands.issue("HB", swap)
    hands.act(refusal, "不同意换班", DIRECTOR, {"why": "人手不够"})
    assert read(hands, refusal).seen.state == "不同意" and "" in refused(hands, "HB", swap, MONEY)
    assert hands.issue("HB", swap, no=GATE).issued_by.no == GATE
