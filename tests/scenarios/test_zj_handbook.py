"""增加项目申请表 against docs/handbook.md §1 ZJ and §2: expectations written by hand from the page,
none read from the declaration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import register, workbench
from tests.command_line.desk import Desk as Line
from tests.db.demo_desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.renewing import (
    HANDED, PAID, REVIEWED, at, card, course, read, refusal, renovation,
)  # fmt: skip
from tests.scenarios.site import DIRECTOR, DUTY, GATE, MONEY, RECEPTION, WORKS

WHITE, PINK = (255, 255, 255), (255, 224, 230)
APPROVED = (*REVIEWED, ("主任批准", DIRECTOR))
GIVEN = (*APPROVED, ("交申请人", RECEPTION))
DOOR = {"what": "防盗门", "where": "入户门", "how": "甲级"}
FITTER = {"name": "谭师傅", "document": {"kind": "护照", "number": "E44556677"}, "trade": "安装工"}


@pytest.fixture
def hands(desk: Line) -> Iterator[Desk]:
    """The demo office, through the store itself."""
    made = Desk(desk.folder)
    yield made
    made.close()


def door(**changed: Any) -> dict[str, Any]:
    """What an owner hands in who has a security door put in, with no renovation."""
    typed = {"unit": "1-101", "items": [DOOR], "contractor": "安居门窗店", "responsible": "谭师傅",
             "workers": [FITTER], **changed}  # fmt: skip
    return {key: value for key, value in typed.items() if value is not None}


def item(desk: Desk, *acts: tuple[Any, ...], **changed: Any) -> str:
    """The number of an application, after the acts."""
    number = desk.issue("ZJ", door(**changed)).number
    course(desk, number, *acts)
    return number


def test_at_any_time_the_owner_names_contractor_and_workers(hands: Desk) -> None:
    """[S] at any time, by the owner; [C]: the owner and the phone come with the room; who does it
    and his workers are asked."""
    made = read(hands, item(hands))
    assert made.hangs_on is None and made.values["stage"] == "平时"
    assert made.values["applicant"] == "业主" and made.values["name"]["name"]
    assert made.values["phone"].startswith("139")
    bare = {"unit": "1-101"}
    assert set(refusal(hands, "issue", "ZJ", bare)) == {"items", "responsible", "workers"}
    nowhere = door(items=[{"what": "打孔"}])
    assert set(refusal(hands, "issue", "ZJ", nowhere)) == {"items[0].where"}


def test_during_a_renovation_it_hangs_on_it(hands: Desk) -> None:
    """[S] where there is one: [C] the renovation of the room, its contractor and responsible person
    come by themselves, its workers are known; the responsible person may apply."""
    basis = renovation(hands)
    typed = door(responsible=None, contractor=None, workers=None, applicant="装修负责人")
    made = hands.issue("ZJ", typed)
    assert made.hangs_on == basis.number and made.values["stage"] == "装修期间"
    assert made.values["contractor"] == basis.values["contractor"]
    assert made.values["responsible"] == made.values["name"] == basis.values["responsible"]
    assert "workers" not in made.values
    alone = hands.issue("ZJ", door(stage="平时", contractor=None)).values
    assert "contractor" not in alone and "basis" not in alone
    assert "与房号不符" in refusal(
        hands, "issue", "ZJ", {**typed, "unit": "1-102", "stage": "装修期间", "basis": basis.number}
    )["basis"]


def test_only_the_owner_applies_where_there_is_no_renovation(hands: Desk) -> None:
    """[S] responsible person of a renovation; [C] none without one, nor of one that is over."""
    refused = refusal(hands, "issue", "ZJ", door(applicant="装修负责人", name="罗师傅",
                                                 phone="13700137000"))  # fmt: skip
    assert set(refused) == {"applicant"}
    basis = renovation(hands)
    course(hands, basis.number, ("验收", WORKS))
    over = refusal(hands, "issue", "ZJ", door(stage="装修期间", basis=basis.number))
    assert over == {"basis": f"{basis.number} 已验收，不能再用"}
    assert item(hands, stage="平时")


def test_several_items_each_with_its_place(hands: Desk) -> None:
    """[S] drilling, wall demolition, security door, grille, insect screen …; [C] days in order."""
    kinds = ("打孔", "拆墙", "防盗门", "防盗网", "纱窗")
    number = item(hands, items=[{"what": one, "where": "阳台"} for one in kinds])
    assert [one["what"] for one in read(hands, number).values["items"]] == list(kinds)
    assert set(refusal(hands, "issue", "ZJ", door(start="2026-11-20"))) == {"start"}
    back = door(start="2026-11-25", until="2026-11-24")
    assert set(refusal(hands, "issue", "ZJ", back)) == {"until"}


def test_works_supervisor_then_director(hands: Desk) -> None:
    """[S]: in this order, each by that role alone; either may refuse with a reason [C]."""
    number = item(hands)
    assert read(hands, number).seen.state == "待工程主管审核"
    assert "工程主管审核" in refusal(hands, "act", number, "主任批准", DIRECTOR)[""]
    for staff in (RECEPTION, DUTY, DIRECTOR, MONEY, GATE):
        assert refusal(hands, "act", number, "工程主管审核", staff), staff
    assert course(hands, number, *REVIEWED).seen.state == "待主任批准"
    for staff in (RECEPTION, DUTY, WORKS, MONEY, GATE):
        assert refusal(hands, "act", number, "主任批准", staff), staff
    assert course(hands, number, ("主任批准", DIRECTOR)).seen.state == "已批准，待领取"
    other = item(hands)
    assert set(refusal(hands, "act", other, "工程主管不同意", WORKS)) == {"why"}
    over = course(hands, other, ("工程主管不同意", WORKS, {"why": "拆改承重墙"}))
    assert over.standing.ended and over.seen.open == ()


def test_the_original_to_the_applicant_a_copy_in_the_file(hands: Desk) -> None:
    """[S]: only when approved; the desk keeps the copy."""
    number = item(hands)
    assert "主任批准" in refusal(hands, "act", number, "交申请人", RECEPTION)[""]
    course(hands, number, *APPROVED)
    kept = refusal(hands, "act", number, "交申请人", RECEPTION, {"archived": False})
    assert kept == {"archived": "存档联须留在前台"}
    given = course(hands, number, ("交申请人", RECEPTION))
    assert (given.seen.state, given.seen.holder) == ("施工中", given.values["name"]["name"])


def test_it_is_looked_at_when_done(hands: Desk) -> None:
    """[C]: on the works supervisor's list from the day before its last; what is wrong is looked at
    again; then it is over."""
    number = item(hands, *GIVEN, until="2026-11-25")

    def listed(now: str) -> list[tuple[str, str]]:
        found = workbench.items(hands.at(WORKS, at(now)))
        return [(one.verb, one.state) for one in found if one.number == number and one.due]

    assert listed("2026-11-24T09:00") == []
    assert listed("2026-11-25T09:00") == [("检查", "今天")]
    assert listed("2026-11-26T00:00") == [("检查", "逾期")]
    wrong = {"what": "孔未封", "again_on": "2026-11-24"}
    assert course(hands, number, ("检查不合格", WORKS, wrong)).seen.state == "待复查"
    assert listed("2026-11-24T09:00") == [("复查", "今天")]
    done = course(hands, number, ("完工检查", WORKS))
    assert done.seen.state == "已完工" and done.standing.ended
    assert listed("2026-11-26T00:00") == []


def test_its_workers_get_passes_whose_end_the_duty_supervisor_sets(hands: Desk) -> None:
    """[C] §1 CR: hangs on the item, approved; name, document and trade from its list."""
    number = item(hands, *REVIEWED)
    assert refusal(hands, "issue", "CR", {"unit": "1-101", "holder": "谭师傅"})["basis"] == (
        f"{number} 主任还没有批准"
    )
    course(hands, number, ("主任批准", DIRECTOR))
    bare = dict.fromkeys(
        ("application_seen", "permit_seen", "basis", "responsible", "employer", "work")
    )
    made = card(hands, "谭师傅", PAID, **bare)
    values = read(hands, made).values
    assert (values["basis"], values["work"], values["employer"]) == (number, "维修", "安居门窗店")
    assert (values["holder_id"], values["trade"]) == (FITTER["document"], "安装工")
    assert "核定期限" in refusal(hands, "act", made, "制证", RECEPTION, {"receipt_done": True})[""]
    end = course(hands, made, ("核定期限", DUTY, {"until": "2026-11-25"}), *HANDED[1:])
    assert end.standing.valid_until == at("2026-11-26T00:00")
    course(hands, number, ("交申请人", RECEPTION), ("完工检查", WORKS))
    assert read(hands, made).facts.linked["basis"].ended


def test_hot_work_on_an_item(hands: Desk) -> None:
    """[S] §1 DH: hangs on it where there is one; [C] once it is approved."""
    from db.example import example

    number = item(hands)
    typed = {**example(hands.at(), "DH"), "unit": "1-101"}
    assert refusal(hands, "issue", "DH", typed) == {"basis": f"{number} 主任还没有批准"}
    course(hands, number, *APPROVED)
    assert hands.issue("DH", typed).hangs_on == number


def test_original_and_file_copy(desk: Line, hands: Desk, tmp_path: Path) -> None:
    """§2 [S]: original to the applicant, copy in the file; [C] A4, white then red."""
    number = item(hands, *APPROVED)
    hands.close()
    out = tmp_path / "增加.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 2, "copies": 2}
    original, file = sheets(out)
    assert (original.colour, file.colour) == (WHITE, PINK)
    assert "第一联正本" in original.text and "第二联存档" in file.text
    for page in (original, file):
        assert page.size == (210, 297) and len(page.codes) == 1
        for words in (
            "增加项目申请表", number, "1栋101", "防盗门", "入户门", "甲级", "安居门窗店", "谭师傅",
            "不拆改承重墙", "申请人（签字、日期）", "孙立", "主任（盖章）", "刘志远",
        ):  # fmt: skip
            assert words in page.text, words


def test_the_register_of_items(hands: Desk) -> None:
    """[S] 单元装修增加项目申请表: what, where approved, who got the original."""
    number = item(hands, *GIVEN)
    (row,) = register.entries(hands.at(), "ZJ")
    assert row.values["number"] == number and row.values["state"] == "施工中"
    assert row.values["主任批准.at"] and row.values["交申请人.at"]
    assert "防盗门" in " ".join(row.words)
    assert hands.at().form("ZJ").register_title == "单元装修增加项目申请表"
