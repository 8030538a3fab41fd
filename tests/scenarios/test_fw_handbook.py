"""对外发文 against docs/handbook.md §1 FW: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.command_line.desk import Desk
from tests.db.demo_desk import moment
from tests.scenarios.inside import DESK, DIRECTOR, LEADER, SERVICE, Hands, printed

LETTER: dict[str, Any] = {
    "kind": "通知", "subject": "关于清洗水箱停水的通知", "addressed": "1 栋各位业户",
    "body": "本周五 9:00 至 16:00 停水。", "delivery": "逐户签收",
    "recipients": [{"unit": "1-101", "name": "赵虚构"}, {"unit": "1-102"}, {"unit": "1-201"}],
}  # fmt: skip


def out(hands: Hands, **changed: Any) -> str:
    """A letter that was sent out."""
    made = hands.issue("FW", {**LETTER, **changed})
    hands.act(made, "领导批准", LEADER)
    hands.act(made, "用章申请", DESK, {"pieces": 4})
    hands.act(made, "盖章", DIRECTOR)
    return hands.act(made, "发出", DESK, {"first": 1, "last": 4}).record.number


def signing(hands: Hands, number: str, *units: str, **how: Any) -> Any:
    """What an act that takes signatures in has reckoned."""
    lines = [{"unit": unit} for unit in units]
    done = hands.act(number, "签收", DESK, {"signings": lines}, **how).record
    last = done.last("签收")
    assert last is not None
    return last.values["signed"], last.values.get("waiting")


def test_draft_leader_request_seal_in_that_order(hands: Hands) -> None:
    """[S]; the desk neither approves nor seals."""
    made = hands.issue("FW", LETTER)
    assert hands.cannot(made, "领导批准", DESK)
    assert "领导批准" in hands.cannot(made, "用章申请", DESK)[""]
    hands.act(made, "领导批准", LEADER)
    assert "用章申请" in hands.cannot(made, "盖章", DIRECTOR)[""]
    hands.act(made, "用章申请", DESK, {"pieces": 4})
    assert "盖章" in hands.cannot(made, "发出", DESK)[""]
    assert hands.cannot(made, "盖章", LEADER)
    hands.act(made, "盖章", DIRECTOR)
    assert hands.due(made) == ("发出", "2026-11-24T00:00")
    assert hands.act(made, "发出", DESK).record.seen.state == "已发出"


def test_a_returned_draft_is_written_anew(hands: Hands) -> None:
    """[C]: with the reason; its number stays, a new one is drafted."""
    made = hands.issue("FW", LETTER)
    assert set(hands.cannot(made, "领导退回", LEADER)) == {"why"}
    hands.act(made, "领导退回", LEADER, {"why": "写明恢复供水的时间"})
    assert hands.state(made) == "退回，另拟"
    assert hands.cannot(made, "领导批准", LEADER)


def test_each_tenant_signs_until_all_have(hands: Hands) -> None:
    """[S]: who and when, counted; [C] in three days; who is no recipient is refused."""
    number = out(hands)
    assert hands.due(number) == ("归档", "2026-11-25T00:00")
    assert set(hands.cannot(number, "签收", DESK, {"signings": [{"unit": "2-101"}]})) == {
        "signings"
    }
    later = [{"unit": "1-101", "signer": "赵虚构", "at": "2027-01-05T09:00"}]
    assert set(hands.cannot(number, "签收", DESK, {"signings": later})) == {"signings[0].at"}
    assert signing(hands, number, "1-101", "1-201") == (2, "1-102")
    assert signing(hands, number, "1-101") == (2, "1-102")
    said = hands.cannot(number, "归档", DESK)
    assert set(said) == {"rest"}
    assert signing(hands, number, "1-102", now=moment("23T09:00")) == (3, None)
    assert hands.act(number, "归档", DESK).record.seen.state == "已归档"
    assert hands.due(number) is None


def test_whole_buildings_and_everybody_need_not_be_typed(hands: Hands) -> None:
    """[C]: the units of the estate on the day it goes out, each with who lives there."""
    units = [label for (label,) in hands.at().store.rows("SELECT label FROM unit ORDER BY id")]
    wrong = {"range": "整栋楼", "buildings": "99", "recipients": None}
    assert hands.refused("FW", {**LETTER, **wrong}) == {"buildings"}
    assert hands.refused("FW", {**LETTER, "range": "整栋楼", "recipients": None}) == {"buildings"}
    number = out(hands, range="整栋楼", buildings="1 栋", recipients=None)
    sent = hands.seen(number).last("发出")
    assert sent is not None
    first = [one for one in units if one.startswith("1-")]
    assert [line["unit"] for line in sent.values["households"]] == first
    assert sent.values["count"] == len(first)
    assert set(hands.cannot(number, "签收", DESK, {"signings": [{"unit": "2-101"}]})) == {
        "signings"
    }
    assert signing(hands, number, first[0])[0] == 1
    every = hands.seen(out(hands, range="全体业户", recipients=None)).last("发出")
    assert every is not None and every.values["count"] == len(units)


def test_the_rest_at_once_and_the_rest_never(hands: Hands) -> None:
    """[C]: all that are left in one step; or it says what was done about them."""
    number = out(hands)
    signing(hands, number, "1-101")
    hands.act(number, "签收", DESK, {"which": "余下的全部"})
    last = hands.seen(number).last("签收")
    assert last is not None and last.values["signed"] == 3
    other = out(hands)
    signing(hands, other, "1-101")
    hands.act(other, "归档", DESK, {"rest": "空置，无人签收"})
    assert hands.state(other) == "已归档"
    line = hands.line(hands.seen(other))
    assert (line["已签收"], line["还没签收"]) == ("1", "1-102、1-201")


def test_the_first_who_has_not_signed_is_there_to_begin_with(hands: Hands) -> None:
    """[C]: Enter takes one signature after the other, with name and time."""
    number = out(hands)
    taken = hands.act(number, "签收", DESK, now=moment("21T15:00")).record.last("签收")
    assert taken is not None
    assert taken.values["signings"] == [
        {"unit": "1-101", "signer": {"name": "赵虚构"}, "at": "2026-11-21T15:00"}
    ]
    again = hands.act(number, "签收", DESK).record.last("签收")
    assert again is not None and again.values["signings"][0]["unit"] == "1-102"


def test_what_is_posted_needs_no_signatures(hands: Hands) -> None:
    """[C]: a notice on the wall names nobody; twice the same unit is a mistake."""
    typed = {key: value for key, value in LETTER.items() if key != "recipients"}
    assert hands.refused("FW", typed) == {"recipients"}
    twice = [{"unit": "1-101"}, {"unit": "1栋101"}]
    assert hands.refused("FW", {**LETTER, "recipients": twice}) == {"recipients"}
    made = hands.issue("FW", {**typed, "delivery": "张贴"})
    assert "签收" not in {act for act in hands.seen(made).standing.open}
    number = out(hands, delivery="张贴", recipients=None)
    assert hands.cannot(number, "签收", DESK)
    assert hands.act(number, "归档", SERVICE).record.seen.state == "已归档"


def test_the_letter_has_its_kind_and_number(
    hands: Hands, desk: Desk, tmp_path: Path
) -> None:
    """The kind is the title; two copies [C]."""
    number = out(hands)
    letter = printed(desk, number, "发文", tmp_path)
    assert len(letter) == 2 and letter[0].size == (210, 297)
    for words in ("通知", "关于清洗水箱停水的通知", "停水。", number):
        assert words in letter[0].text
    line = hands.line(hands.seen(number))
    assert (line["份号从"], line["份号到"], line["份数"]) == ("1", "4", "4")


def test_the_sheet_has_everybody_and_room_to_sign(
    hands: Hands, desk: Desk, tmp_path: Path
) -> None:
    """[S] signed for per tenant: the sheet that goes round."""
    number = out(hands)
    (sheet,) = printed(desk, number, "签收表", tmp_path)
    for words in ("发文签收表", "1栋101", "1栋201", "签收人（签字）", number):
        assert words in sheet.text
