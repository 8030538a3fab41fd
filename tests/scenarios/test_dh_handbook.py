"""动火许可证 against docs/handbook.md §1 DH: expectations written by hand from the page, none read
from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from db.samples import sample
from forms.fields import Kind
from tests.command_line.desk import Desk
from tests.db.demo_desk import Desk as InProcess
from tests.scenarios.paper import sheets
from tests.scenarios.site import PERMITTED

RECEPTION, WORKSHOP, SAFETY, HEAD, DUTY, GUARD = "1003", "1007", "1008", "1001", "1006", "2001"
WHITE, PINK = (255, 255, 255), (255, 224, 230)
WELDER_ID = "11010519491231002X"
BOTH = (("工程主管审核", WORKSHOP, {}), ("安全主管审核", SAFETY, {}))
STAMPED = (*BOTH, ("主任盖章", HEAD, {}))
GIVEN = (*STAMPED, ("交申请人", RECEPTION, {}))
SEEN = {"cleared": True, "ready": True, "same": True}


@pytest.fixture
def welding(tmp_path: Path) -> dict[str, Any]:
    """What an owner hands in for the day of the tests."""
    scan = tmp_path / "证件.jpg"
    scan.write_bytes(sample(Kind.FILE))
    return {
        "unit": "1-101", "applicant": "业主", "place": "阳台", "work": "电焊",
        "work_date": "2026-11-21", "welder": "焦铁生", "welder_id": WELDER_ID,
        "certificate": "T440300199001011234", "review_date": "2027-06-30",
        "guard": "罗师傅", "certificate_copy": str(scan), "id_copy": str(scan),
    }  # fmt: skip


def permit(desk: Desk, given: dict[str, Any], **changed: Any) -> str:
    """The number of a permit that must be made out."""
    return str(desk.issue({**given, **changed}, code="DH")["number"])


def course(desk: Desk, number: str, acts: Any) -> None:
    """What happened before the matter of a test: through the store itself, as it is quicker."""
    hands = InProcess(desk.folder)
    for name, staff, values in acts:
        hands.act(number, name, staff, values)
    hands.close()


def test_what_has_to_be_brought(desk: Desk, welding: dict[str, Any]) -> None:
    """[S] copies of the certificate and of the ID; number and review date of the certificate."""
    refused = desk.run("issue", "DH", "-", given={"unit": "1-101"}).refused
    assert set(refused) == {
        "place", "welder", "welder_id", "certificate", "review_date", "guard",
        "certificate_copy", "id_copy",
    }  # fmt: skip
    not_a_scan = Path(welding["id_copy"]).with_name("证件.txt")
    not_a_scan.write_text("不是照片")
    given = {**welding, "id_copy": str(not_a_scan)}
    assert set(desk.run("issue", "DH", "-", given=given).refused) == {"id_copy"}


def test_the_owner_applies_or_who_answers_for_a_renovation(
    desk: Desk, welding: dict[str, Any]
) -> None:
    """[S]; a renovation's person needs the renovation ([C]); the desk alone makes it out."""
    for staff in (WORKSHOP, SAFETY, HEAD, GUARD):
        assert desk.run("issue", "DH", "-", staff=staff, given=welding).status == 2, staff
    site = {**welding, "applicant": "装修负责人"}
    assert set(desk.run("issue", "DH", "-", given=site).refused) == {"basis", "name", "responsible"}
    assert "name" in desk.run("show", permit(desk, welding)).done["values"]


def test_it_hangs_on_the_renovation_and_does_not_outlive_it(
    desk: Desk, welding: dict[str, Any]
) -> None:
    """[S] where there is one: filled in by the room; its person applies; not beyond its limit."""
    from db.example import example

    hands = InProcess(desk.folder)
    values = {**example(hands.at(), "ZX"), "unit": "1-101", "start": "2026-11-21"}
    works = hands.issue("ZX", {**values, "until": "2026-11-30"})
    hands.close()
    site = {**welding, "applicant": "装修负责人"}
    early = desk.run("issue", "DH", "-", given=site).refused
    assert early == {"basis": f"{works.number} 还没有发装修许可证"}
    course(desk, works.number, [(*one, {})[:3] for one in PERMITTED])
    number = permit(desk, site)
    shown = desk.run("show", number).done
    assert shown["values"]["basis"] == works.number
    assert shown["values"]["name"] == works.values["responsible"]
    late = desk.run("issue", "DH", "-", given={**site, "work_date": "2026-12-01"}).refused
    other = {**site, "unit": "1-102", "basis": works.number}
    next_door = desk.run("issue", "DH", "-", given=other).refused
    assert set(next_door) == {"basis"} and "1-101" in next_door["basis"]
    assert set(late) == {"work_date"} and works.number in late["work_date"]
    desk.run("act", works.number, "作废", "--values", "-", given={"why": "不装了"}).done
    again = desk.run("issue", "DH", "-", given={**site, "basis": works.number}).refused
    assert set(again) == {"basis"}
    assert works.number in desk.run("act", number, "工程主管审核", staff=WORKSHOP).refused[""]


@pytest.mark.parametrize("review, refused", [
    ("2026-11-20", {"review_date"}), ("2026-11-21", set()),
])  # fmt: skip
def test_an_expired_certificate_blocks(
    desk: Desk, welding: dict[str, Any], review: str, refused: set[str]
) -> None:
    """[S]: on the day of the work."""
    answer = desk.run("issue", "DH", "-", given={**welding, "review_date": review})
    assert (set(answer.refused) if refused else answer.status) == (refused or 0)


@pytest.mark.parametrize("place", ["阳台、厨房", "客厅，阳台", "主卧和次卧"])
def test_another_place_needs_another_permit(
    desk: Desk, welding: dict[str, Any], place: str
) -> None:
    """[S]."""
    given = {**welding, "place": place}
    assert set(desk.run("issue", "DH", "-", given=given).refused) == {"place"}


@pytest.mark.parametrize("first, second", [BOTH, BOTH[::-1]])
def test_two_review_in_any_order_then_the_director_stamps(
    desk: Desk, welding: dict[str, Any], first: Any, second: Any
) -> None:
    """[S]: both, whoever comes first; one is not enough; only these two."""
    number = permit(desk, welding)
    assert desk.run("act", number, first[0], staff=second[1]).status == 2
    course(desk, number, [first])
    waiting = desk.run("show", number).done["standing"]
    assert waiting["state"] == "待审核" and second[0] in waiting["next"]
    lacking = desk.run("act", number, "主任盖章", staff=HEAD).refused[""]
    assert second[0] in lacking and first[0] not in lacking
    course(desk, number, [second])
    assert desk.run("show", number).done["standing"]["state"] == "待主任盖章"
    stamped = desk.act(number, "主任盖章", HEAD)["standing"]
    assert stamped["state"] == "已批准，待领取"


def test_a_refusal_says_why_and_ends_it(desk: Desk, welding: dict[str, Any]) -> None:
    """[C]: each of the three may refuse before having signed."""
    number = permit(desk, welding)
    no = ("act", number, "安全主管不同意", "--values", "-")
    assert set(desk.run(*no, staff=SAFETY, given={}).refused) == {"why"}
    desk.run(*no, staff=SAFETY, given={"why": "旁边堆着油漆"}).done
    assert desk.run("act", number, "工程主管审核", staff=WORKSHOP).status == 2
    assert "旁边堆着油漆" in desk.run("gate", number, staff=GUARD).done["reason"]


def test_the_original_goes_to_the_applicant(desk: Desk, welding: dict[str, Any]) -> None:
    """[S]: only when stamped."""
    number = permit(desk, welding, name="欧阳龑")
    assert "主任盖章" in desk.run("act", number, "交申请人").refused[""]
    course(desk, number, STAMPED)
    standing = desk.act(number, "交申请人", RECEPTION)["standing"]
    assert (standing["state"], standing["holder"]) == ("已领取", "欧阳龑")


def test_it_holds_on_its_own_day_only(desk: Desk, welding: dict[str, Any]) -> None:
    """[S]: handed out before, good neither before nor after; the work date is not past."""
    past = desk.run("issue", "DH", "-", given={**welding, "work_date": "2026-11-20"})
    assert set(past.refused) == {"work_date"}
    number = permit(desk, welding, work_date="2026-11-23")
    course(desk, number, GIVEN)
    check = ("act", number, "现场检查", "--values", "-")
    for now, allowed, words in (
        ("2026-11-22T23:59", "不可放行", "还没有到日子"), ("2026-11-23T00:00", "可以放行", "手续齐全"),
        ("2026-11-23T23:59", "可以放行", "手续齐全"), ("2026-11-24T00:00", "不可放行", "已过期"),
    ):  # fmt: skip
        verdict = desk.run("gate", number, staff=GUARD, now=now).done
        assert verdict["verdict"] == allowed and words in verdict["reason"], now
        if allowed == "不可放行":
            assert desk.run(*check, staff=DUTY, given=SEEN, now=now).status == 2, now
    done = desk.run(*check, staff=DUTY, given=SEEN, now="2026-11-23T09:00").done
    assert done["standing"]["state"] == "动火中"


def test_the_site_is_seen_before_and_after(desk: Desk, welding: dict[str, Any]) -> None:
    """[C]: not before all three are right; after the work by the end of the day, on the list."""
    number = permit(desk, welding)
    course(desk, number, GIVEN)
    check = ("act", number, "现场检查", "--values", "-")
    for wrong in SEEN:
        given = {**SEEN, wrong: False}
        assert set(desk.run(*check, staff=SAFETY, given=given).refused) == {wrong}
    desk.run(*check, staff=SAFETY, given=SEEN).done
    (one,) = desk.run("due", staff=SAFETY, now="2026-11-22T08:00").done
    assert (one["due"], one["state"], one["verb"]) == ("2026-11-22T00:00", "逾期", "检查")
    done = desk.run("act", number, "完工检查", "--values", "-", staff=DUTY, given={})
    assert done.done["standing"]["state"] == "已完工"
    assert desk.run("due", staff=SAFETY, now="2026-11-22T08:00").done == []
    assert desk.run("gate", number, staff=GUARD).done["verdict"] == "不可放行"


def test_original_and_file_copy_with_the_safety_rules(
    desk: Desk, welding: dict[str, Any], tmp_path: Path
) -> None:
    """[S] original to the applicant, a copy in the file, the rules printed (≥ 10 m); the copy in
    the file does not show the welder's ID number ([C])."""
    number = permit(desk, welding)
    course(desk, number, STAMPED)
    out = tmp_path / "动火.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 2, "copies": 2}
    original, file = sheets(out)
    assert (original.colour, file.colour) == (WHITE, PINK)
    assert "第一联正本" in original.text and "第二联存档" in file.text
    assert WELDER_ID in original.text and WELDER_ID not in file.text
    assert "T440300199001011234" in original.text
    assert "T44**************34" in file.text and "T4403" not in file.text
    for page in (original, file):
        assert page.size == (210, 297) and len(page.codes) == 1
        for words in (
            "动火许可证", number, "1栋101", "阳台", "2026年11月21日", "焦铁生",
            "2027年06月30日", "罗师傅", "不得小于10米", "看火", "换日、换处另行办理", "孙立1007",
            "马超群1008", "刘志远1001", "主任（盖章）", "2026年11月21日24:00",
        ):  # fmt: skip
            assert words in page.text, words


def test_the_register_has_the_certificate_and_its_review(
    desk: Desk, welding: dict[str, Any], tmp_path: Path
) -> None:
    """[S] that there is one, 动火许可证登记."""
    number = permit(desk, welding)
    course(desk, number, STAMPED)
    file = tmp_path / "动火.xlsx"
    assert desk.run("register", "DH", "--out", str(file)).done["rows"] == 1
    heads, row = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[-2:]
    found = dict(zip(heads, row, strict=True))
    assert (found["编号"], found["房号"], found["动火部位"]) == (number, "1 栋 101", "阳台")
    assert found["操作证号"] == "T44**************34", "it is the welder's ID number after a T"
    assert found["动火人"] == "焦铁生"
    assert "2027-06-30" in str(found["复审日期"]) and found["状态"] == "已批准，待领取"
