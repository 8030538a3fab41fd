"""入伙手续书 against docs/handbook.md §1 RH: expectations written by hand from the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.db.demo_desk import NOW, moment
from tests.scenarios.inside import DESK, LEADER, SERVICE, WORKS, Hands, printed

WHITE, PINK = (255, 255, 255), (255, 224, 230)
NEW_OWNER: dict[str, Any] = {
    "unit": "1-101", "owner": "赵虚构", "phone": "13800138000", "use": "自住", "papers_seen": True,
    "document": {"kind": "护照", "number": "E12345678"},
    "residents": [{"name": "钱虚构", "relation": "配偶"}],
}  # fmt: skip
BOOKS = {"covenant": True, "handbook": True, "renovation_book": True}
KEYS = {"keys": [{"kind": "入户门钥匙", "quantity": 5}, {"kind": "单元门禁卡", "quantity": 2}]}


def handed_over(hands: Hands) -> str:
    """A unit whose keys its owner has."""
    made = hands.issue("RH", NEW_OWNER)
    hands.act(made, "交付文件", DESK, BOOKS)
    hands.act(made, "验房抄表", WORKS, {"water": 12.5, "power": 103})
    hands.act(made, "交钥匙", DESK, KEYS)
    return made.number


@pytest.mark.parametrize("left_out", ["covenant", "handbook", "renovation_book"])
def test_the_three_books_are_handed_over(hands: Hands, left_out: str) -> None:
    """[S]: 管理公约, 客户手册, 装修手册; a no is a refusal as well."""
    made = hands.issue("RH", NEW_OWNER)
    missing = {key: one for key, one in BOOKS.items() if key != left_out}
    assert set(hands.cannot(made, "交付文件", DESK, missing)) == {left_out}
    assert set(hands.cannot(made, "交付文件", DESK, {**BOOKS, left_out: False})) == {left_out}
    assert hands.act(made, "交付文件", DESK, BOOKS).record.seen.state == "文件已交"


def test_no_keys_before_books_and_inspection(hands: Hands) -> None:
    """[C]; the owner's signature is ink and holds nothing up."""
    made = hands.issue("RH", NEW_OWNER)
    assert "交付文件" in hands.cannot(made, "交钥匙", DESK, KEYS)[""]
    hands.act(made, "交付文件", DESK, BOOKS)
    assert "验房抄表" in hands.cannot(made, "交钥匙", DESK, KEYS)[""]
    assert "open_points" in hands.cannot(made, "验房抄表", WORKS, {"found": "有遗留问题"})
    hands.act(made, "验房抄表", WORKS)
    done = hands.act(made, "交钥匙", DESK, KEYS).record
    assert (done.seen.state, done.standing.holder) == ("已入伙", "赵虚构")


def test_who_issues_it_and_what_is_asked(hands: Hands) -> None:
    """Contract and letter seen first [C]; one at a time for a unit [C]; never the gate."""
    for key, path in (("document", "document"), ("papers_seen", "papers_seen")):
        typed = {one: value for one, value in NEW_OWNER.items() if one != key}
        assert hands.refused("RH", typed) == {path}
    assert hands.refused("RH", NEW_OWNER, no="2001")
    hands.issue("RH", NEW_OWNER)
    assert hands.refused("RH", NEW_OWNER) == {"unit"}


def test_the_estate_is_told_the_same_day(hands: Hands) -> None:
    """[C]: due that day; who is not yet on the estate's page is named, and it is only said."""
    number = handed_over(hands)
    assert hands.due(number) == ("登记房产", "2026-11-22T00:00")
    said = hands.act(number, "登记房产", DESK).warnings
    assert "赵虚构" in said["entered"]


def test_the_follow_up_is_within_a_month(hands: Hands) -> None:
    """[S] set, [C] a month; by the desk; a grievance gets another the next day."""
    number = handed_over(hands)
    hands.act(number, "登记房产", DESK)
    assert hands.due(number) == ("回访", "2026-12-21T10:42")
    later = moment("30T10:00")
    assert set(hands.cannot(number, "回访", DESK, {"satisfied": "不满意"}, now=later)) == {"words"}
    hands.act(number, "回访", DESK, {"satisfied": "不满意", "words": "门禁常坏"}, now=later)
    assert hands.due(number) == ("回访", "2026-12-02T00:00")
    hands.act(number, "回访", DESK, {"satisfied": "满意"}, now=later)
    assert hands.due(number) is None


def test_its_line_and_its_sheet(hands: Hands, desk: Desk, tmp_path: Path) -> None:
    """Two copies [C], white for the file, red for the owner; books, meters and keys on both."""
    number = handed_over(hands)
    line = hands.line(hands.seen(number))
    assert (line["水表底数"], line["电表底数"], line["状态"]) == ("12.5", "103", "已入伙")
    pages = printed(desk, number, "入伙手续书", tmp_path)
    assert [page.colour for page in pages] == [WHITE, PINK]
    for page in pages:
        assert page.size == (210, 297)
        for words in ("管理公约", "客户手册", "装修手册", "入户门钥匙", "钱虚构", "1栋101", number):
            assert words in page.text, words


def test_a_void_one_is_over(hands: Hands) -> None:
    """By the desk or its supervisor, with the reason; nobody else."""
    made = hands.issue("RH", NEW_OWNER, NOW)
    assert hands.cannot(made, "作废", LEADER, {"why": "写错"})
    hands.act(made, "作废", SERVICE, {"why": "写错"})
    assert hands.state(made) == "已作废" and hands.due(made) is None
