"""`import units` as a process: its answer, its refusals, and what the rest then knows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.command_line.desk import OWNER_MOVES, ROOT, Desk, setting

UGLY = ROOT / "tests" / "db" / "workbooks"


def test_the_answer_counts_every_row_and_names_the_rejects(desk: Desk, tmp_path: Path) -> None:
    """Twice: nothing new; a unit that came in takes a slip and an unknown one still does not."""
    bad = tmp_path / "退回.xlsx"
    verb = ("import", "units", str(UGLY / "业主清册.xlsx"))
    assert desk.run(*verb, "--rejects", str(bad)).done == {
        "accepted": 6, "unchanged": 0, "conflicts": 0, "rejected": 4, "rejects": str(bad)
    }  # fmt: skip
    page = openpyxl.load_workbook(bad).active
    assert "原因" in [cell.value for cell in page[1]] and page.max_row == 5
    assert desk.run(*verb).done == {
        "accepted": 0, "unchanged": 6, "conflicts": 0, "rejected": 4, "rejects": None
    }  # fmt: skip
    assert desk.issue({**OWNER_MOVES, "unit": "8栋1单元101"})["number"] == "FX-2026-000001"
    assert "unit" in desk.run("issue", "FX", "-", given={**OWNER_MOVES, "unit": "8-1-999"}).refused


def test_unknown_headings_want_map_and_are_remembered(desk: Desk) -> None:
    """Refused with what was seen; said once, a second call needs no words."""
    verb = ("import", "units", str(UGLY / "客户资料.xls"))
    assert "户址" in desk.run(*verb).refused["map"]
    said = "户址=unit,户名=name,通讯=phone,占有方式=role"
    assert desk.run(*verb, "--map", said).done["accepted"] == 3
    assert desk.run(*verb).done["unchanged"] == 3


@pytest.mark.parametrize(("words", "path"), [
    (("units", "没有.xlsx"), "file"), (("units", __file__), "file"), (("cars", __file__), ""),
    (("units",), ""), (("units", str(UGLY / "客户资料.xls"), "--map", "户址"), "map"),
])  # fmt: skip
def test_what_cannot_be_imported_is_refused(desk: Desk, words: tuple[str, ...], path: str) -> None:
    """A file that is not there or no workbook, an unknown kind, a half mapping."""
    assert path in desk.run("import", *words).refused


def test_vehicles_come_in_and_are_found(desk: Desk) -> None:
    """Twice: nothing new."""
    verb = ("import", "vehicles", str(UGLY / "月卡车辆.xls"))
    answer = {"accepted": 3, "unchanged": 1, "conflicts": 2, "rejected": 2, "rejects": None}
    assert desk.run(*verb).done == answer
    assert desk.run(*verb).done == answer | {"accepted": 0, "unchanged": 4}
    assert [one["id"] for one in desk.run("find", "沪A12345").done if one["kind"] == "vehicle"]


def test_only_with_the_right(desk: Desk) -> None:
    """Desk, service head, director and administrator may; the gate and accounts may not."""
    verb = ("import", "units", str(UGLY / "住户台账.xls"))
    for staff in ("2001", "1010", "1013"):
        assert "不能导入" in desk.run(*verb, staff=staff).refused[""]
    for staff in ("1003", "1005", "1001", "9001"):
        assert desk.run(*verb, staff=staff).status == 0


def test_arrears_come_in_and_warn_block_or_say_nothing(desk: Desk) -> None:
    """From the workbook to a slip; a newer statement without the unit, and it owes nothing."""
    verb = ("import", "arrears", str(UGLY / "欠费明细.xlsx"))
    slip = {**OWNER_MOVES, "unit": "2-701"}
    assert "warnings" not in desk.issue(slip)
    assert desk.run(*verb).done == {
        "accepted": 4, "unchanged": 0, "conflicts": 2, "rejected": 5, "rejects": None,
        "as_of": "2026-10-31", "cleared": 0,
    }  # fmt: skip
    said = "欠物业费 3 个月 ¥1,151.50，截至 10-31"
    assert desk.issue(slip)["warnings"] == {"unit": said}
    setting(desk, "arrears", "block")
    assert desk.run("issue", "FX", "-", given=slip).refused == {"unit": said}
    setting(desk, "arrears", "off")
    assert "warnings" not in desk.issue(slip)
    setting(desk, "arrears", "warn")
    newer = desk.run("import", "arrears", str(UGLY.parents[2] / "docs/examples/欠费表.xlsx"),
                     "--as-of", "2026-11-20").done  # fmt: skip
    assert (newer["accepted"], newer["as_of"]) == (1, "2026-11-20")
    assert "warnings" not in desk.issue(slip)
    assert desk.run(*verb, "--as-of", "2026-11-31").refused == {
        "as_of": "日期应写成 2026-11-21，现为 2026-11-31"
    }
