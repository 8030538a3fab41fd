"""装修登记 against docs/handbook.md §1 ZX and §2: expectations written by hand from the page, none
read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.site import (
    APPROVED, DIRECTOR, DUTY, GATE, MONEY, PERMITTED, RECEPTION, WORKS, course, do, issued,
    permitted, renovation,
)  # fmt: skip

WHITE, PINK = (255, 255, 255), (255, 224, 230)


def test_plans_licence_workers_and_undertaking_are_all_wanted(desk: Desk, tmp_path: Path) -> None:
    """[C]: each is named at its own field, with everything else that was left out."""
    wanted = {
        "contractor", "licence", "licence_copy", "responsible", "responsible_phone",
        "responsible_id", "works", "workers", "plans", "undertaking",
    }  # fmt: skip
    assert set(desk.run("issue", "ZX", "-", given={"unit": "1-101"}).refused) == wanted
    unsigned = {**renovation(tmp_path), "undertaking": False}
    refused = desk.run("issue", "ZX", "-", given=unsigned).refused
    assert refused == {"undertaking": "须先签装修承诺书"}


def test_who_does_it_himself_shows_no_licence(desk: Desk, tmp_path: Path) -> None:
    """[C]."""
    own = dict.fromkeys(("contractor", "licence", "licence_copy"))
    number = issued(desk, tmp_path, way="自行施工", **own)
    assert "contractor" not in desk.run("show", number).done["values"]


def test_the_owner_comes_with_the_room_and_three_months_by_themselves(
    desk: Desk, tmp_path: Path
) -> None:
    """[S] who applies; [C] filled in. Three months are the same day three months later."""
    values = desk.run("show", issued(desk, tmp_path)).done["values"]
    assert values["owner"]["name"] and values["owner_phone"].startswith("139")
    assert (values["start"], values["until"]) == ("2026-11-21", "2027-02-21")
    assert values["way"] == "公司施工" and "8:30" in values["hours"]


def test_the_end_is_clipped_to_the_month_and_a_longer_one_only_told(
    desk: Desk, tmp_path: Path
) -> None:
    """[S] normally three months: from 30 November to the last day of February; [C] told."""
    number = issued(desk, tmp_path, start="2026-11-30")
    assert desk.run("show", number).done["values"]["until"] == "2027-02-28"
    given = {**renovation(tmp_path), "unit": "1-102", "until": "2027-05-01"}
    assert "比通常的期限长" in desk.run("issue", "ZX", "-", given=given).done["warnings"]["until"]
    for wrong in ({"start": "2026-11-20"}, {"start": "2026-12-01", "until": "2026-11-30"}):
        given = {**renovation(tmp_path), "unit": "1-103", **wrong}
        assert desk.run("issue", "ZX", "-", given=given).status == 2, wrong


def test_one_renovation_in_hand_for_a_room(desk: Desk, tmp_path: Path) -> None:
    """[C]: a second is refused with the number of the first, until that is over."""
    first = issued(desk, tmp_path)
    refused = desk.run("issue", "ZX", "-", given=renovation(tmp_path)).refused
    assert refused == {"unit": f"已有在办的单据：{first}"}
    do(desk, first, "作废", RECEPTION, given={"why": "业主改期"})
    assert issued(desk, tmp_path) != first


def test_works_supervisor_then_director_then_the_deposit_then_the_permit(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: in this order, each by that role alone."""
    number = issued(desk, tmp_path)
    receipt, give = {"receipt": "0000100"}, ("--values", "-")
    assert "工程主管审核" in desk.run("act", number, "主任批准", staff=DIRECTOR).refused[""]
    for staff in (RECEPTION, DUTY, DIRECTOR, MONEY, GATE):
        assert desk.run("act", number, "工程主管审核", staff=staff).status == 2, staff
    assert do(desk, number, "工程主管审核", WORKS)["state"] == "待主任批准"
    early = desk.run("act", number, "缴押金", *give, staff=MONEY, given=receipt)
    assert "主任批准" in early.refused[""]
    assert do(desk, number, "主任批准", DIRECTOR)["state"] == "已批准，待缴押金"
    assert "缴押金" in desk.run("act", number, "发许可证").refused[""]
    assert do(desk, number, "缴押金", MONEY, given=receipt)["state"] == "待发许可证"
    handed = desk.act(number, "发许可证", RECEPTION)
    assert handed["prints"] == ["装修许可证", "门贴"]
    assert (handed["standing"]["state"], handed["standing"]["holder"]) == ("施工中", "罗师傅")
    assert handed["standing"]["valid_until"] == "2027-02-22T00:00"


@pytest.mark.parametrize("act, staff, before", [
    ("工程主管不同意", WORKS, ()), ("主任不同意", DIRECTOR, APPROVED[:1]),
])
def test_either_may_refuse_with_a_reason(
    desk: Desk, tmp_path: Path, act: str, staff: str, before: tuple[Any, ...]
) -> None:
    """[C]: then it is over."""
    number = issued(desk, tmp_path)
    course(desk, number, *before)
    assert "why" in desk.run("act", number, act, staff=staff).refused
    assert do(desk, number, act, staff, given={"why": "拆改承重墙"})["next"] == []


def test_a_breach_is_due_until_mended_and_holds_up_the_acceptance(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: on the works supervisor's list from the day it was to be mended."""
    number = permitted(desk, tmp_path)
    breach = {"what": "占用公共部位", "mend_by": "2026-11-23"}
    assert do(desk, number, "违规", "1006", given=breach)["state"] == "违规待整改"
    (one,) = [
        one for one in desk.run("due", staff=WORKS, now="2026-11-24T09:00").done
        if one["number"] == number
    ]  # fmt: skip
    assert (one["verb"], one["state"]) == ("复查", "逾期")
    assert desk.run("act", number, "验收", staff=WORKS).status == 2
    assert do(desk, number, "整改", WORKS)["state"] == "施工中"
    assert desk.run("due", staff=WORKS).done == []
    assert do(desk, number, "验收", WORKS)["state"] == "已验收"


def test_an_extension_comes_with_its_own_application(desk: Desk, tmp_path: Path) -> None:
    """[S]: the director approves 装修延期申请表 (§1 YQ), nobody extends it here; past its limit it is
    told as run out, and may still be extended or accepted."""
    number = permitted(desk, tmp_path)
    typed = {"to": "2027-03-21", "why": "材料未到"}
    refused = desk.run("act", number, "延期", "--values", "-", staff=DIRECTOR, given=typed).refused
    assert refused == {"": "“延期”不单独办理，请开装修延期申请表"}
    late = "2027-02-25T09:00"
    assert desk.run("show", number, now=late).done["standing"]["state"] == "已到期，未验收"
    asked = desk.issue({"unit": "1-101", "reason": "收尾"}, code="YQ", now=late)["number"]
    do(desk, asked, "工程主管审核", WORKS, now=late)
    do(desk, asked, "主任批准", DIRECTOR, given={"to": "2027-03-31"}, now=late)
    assert do(desk, asked, "办理延期", RECEPTION, now=late)["state"] == "已延期"
    again = desk.run("show", number, now=late).done["standing"]
    assert (again["state"], again["valid_until"]) == ("施工中", "2027-04-01T00:00")


def due(desk: Desk, now: str) -> list[dict[str, Any]]:
    """What waits for the works supervisor then, his duties aside."""
    return [one for one in desk.run("due", staff=WORKS, now=now).done if one["number"]]


def test_it_is_called_for_a_week_before_its_end_and_checked_again(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: nobody is told three months ahead; what fails is checked again on the day named."""
    number = permitted(desk, tmp_path)
    assert due(desk, "2026-11-21T10:42") == []
    (one,) = due(desk, "2027-02-16T09:00")
    assert (one["number"], one["verb"], one["due"]) == (number, "催验收", "2027-02-22T00:00")
    failed = {"what": "闭水渗漏", "again_on": "2026-12-01"}
    assert do(desk, number, "验收不合格", WORKS, given=failed)["state"] == "待复验"
    (one,) = due(desk, "2026-12-01T09:00")
    assert (one["verb"], one["state"]) == ("复验", "今天")


def test_the_permit_comes_back_and_the_deposit_before_two_people(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: accepted, permit taken back, over; then 财务 gives the deposit back, with a second."""
    number = permitted(desk, tmp_path)
    assert desk.run("act", number, "结束", staff=RECEPTION).status == 2
    do(desk, number, "验收", WORKS)
    assert "returned" in desk.run("act", number, "结束").refused
    kept = desk.run("act", number, "结束", "--values", "-", given={"returned": False})
    assert kept.refused == {"returned": "须先收回装修许可证"}
    assert desk.run("act", number, "退押金", staff=MONEY).refused[""].endswith("现在不能办“退押金”")
    ended = do(desk, number, "结束", RECEPTION, given={"returned": True})
    assert (ended["state"], ended["holder"]) == ("已结束", "前台")
    assert "second" in desk.run("act", number, "退押金", staff=MONEY).refused


def test_application_permit_and_door_notice(desk: Desk, tmp_path: Path) -> None:
    """§2 [C]: application one sheet; permit two, white for the site and red for the file; notice
    one, large, with neither the owner's name nor phone. All A4."""
    number = issued(desk, tmp_path)
    shown = desk.run("show", number).done
    owner, phone = shown["values"]["owner"]["name"], shown["values"]["owner_phone"]
    course(desk, number, *PERMITTED)
    pages = {}
    for paper in ("装修申请表", "装修许可证", "门贴"):
        out = tmp_path / f"{paper}.pdf"
        desk.run("print", number, "--paper", paper, "--out", str(out)).done
        pages[paper] = sheets(out)
    (form,), (site, file), (notice,) = pages.values()
    assert form.size == site.size == file.size == (210, 297) and notice.size == (297, 210)
    assert (site.colour, file.colour, notice.colour) == (WHITE, PINK, WHITE)
    for words in (
        number, owner, "装修申请表", "美居装饰工程有限公司", "A244000000", "E33445566", "水电改造",
        "秦明", "E87654321", "焊工", "不拆改承重墙", "业主（签字、日期）", "主任（盖章）",
    ):  # fmt: skip
        assert words in form.text, words
    for page in (site, file):
        for words in ("装修许可证", "1栋101", "罗师傅", "2027年02月21日24:00", "水电改造", "刘志远"):
            assert words in page.text, words
        assert page.codes == (shown["code"],)
    assert "第一联正本" in site.text and "第二联存档" in file.text
    for words in ("装修公示", "1栋101", "罗师傅", "13700137000", "8:30", "敬请谅解"):
        assert words in notice.text, words
    assert owner not in notice.text and phone not in notice.text


def test_the_register_tells_when_it_was_approved_paid_and_permitted(
    desk: Desk, tmp_path: Path
) -> None:
    """[C]: phones half hidden."""
    permitted(desk, tmp_path)
    file = tmp_path / "装修.xlsx"
    assert desk.run("register", "ZX", "--out", str(file)).done["rows"] == 1
    heads, row = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[-2:]
    assert heads == [
        "开具时间", "编号", "房号", "业主", "施工单位", "施工负责人", "负责人电话", "装修项目", "开工日期",
        "有效期至", "批准时间", "押金收据", "发证时间", "验收时间", "状态",
    ]  # fmt: skip
    found = dict(zip(heads, row, strict=True))
    assert found["负责人电话"] == "137****7000" and found["押金收据"] == "0000100"
    assert found["装修项目"] == "水电改造；防水" and found["状态"] == "施工中"


def test_only_the_desk_and_its_supervisor_take_it(desk: Desk, tmp_path: Path) -> None:
    """[C]."""
    given = renovation(tmp_path)
    for staff in (DIRECTOR, DUTY, WORKS, MONEY, GATE):
        assert desk.run("issue", "ZX", "-", staff=staff, given=given).status == 2, staff
    assert desk.run("issue", "ZX", "-", staff="1005", given=given).status == 0
