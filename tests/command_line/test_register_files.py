"""Registers from outside: filters, the Excel sheet read back by another library, the ledger."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from tests.command_line.desk import OWNER_MOVES, Desk

HEADINGS = [
    "开具时间", "编号", "房号", "申请人身份", "运出人", "车牌号", "物品", "事由", "放行时间",
    "收回门岗联时间", "状态",
]  # fmt: skip


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Slips of three days for two units; the second voided, the third with nasty words."""
    desk.issue(now="2026-11-19T09:00")
    desk.issue({**OWNER_MOVES, "unit": "2-701"}, now="2026-11-20T23:59")
    voided = {"given": {"why": "写错"}, "now": "2026-11-20T23:59"}
    desk.act("FX-2026-000002", "作废", "1003", "--values", "-", **voided)
    nasty = {"carrier": "=HYPERLINK(1)", "goods": [{"name": "@SUM(1+1)", "quantity": 3}]}
    desk.issue({**OWNER_MOVES, **nasty, "plate": ""}, now="2026-11-21T00:00")
    return desk


def numbers(rows: Any) -> list[str]:
    """The last two digits of each row's number."""
    return [row["number"][-2:] for row in rows]


def test_the_register_shows_everything_newest_first(three: Desk) -> None:
    """The void keeps its line, its number and its state; a phone never shows in full."""
    rows = three.run("register", "FX").done
    assert numbers(rows) == ["03", "02", "01"]
    assert rows[1]["state"] == "已作废" and rows[1]["unit"] == "2-701"
    assert set(rows[0]) >= {"number", "unit", "carrier", "goods", "state"}


@pytest.mark.parametrize("staff", ["2001", "1013", "3001", "4003", "9001"])
def test_nobody_takes_a_register_away_without_the_right(
    three: Desk, tmp_path: Path, staff: str
) -> None:
    """No export without right: who may look at the rows may not carry them off."""
    for name in ("登记本.xlsx", "登记本.pdf"):
        out = tmp_path / name
        assert three.run("register", "FX", "--out", str(out), staff=staff).refused[""]
        assert not out.exists()
    assert len(three.run("register", "FX", staff=staff).done) == 3


def test_from_and_to_are_days_of_the_office_both_included(three: Desk) -> None:
    """23:59 belongs to its day, 0:00 to the next; time zone is the office's, not UTC."""

    def between(*words: str) -> list[str]:
        return numbers(three.run("register", "FX", *words).done)

    assert between("--from", "2026-11-20") == ["03", "02"]
    assert between("--to", "2026-11-20") == ["02", "01"]
    assert between("--from", "2026-11-20", "--to", "2026-11-20") == ["02"]
    assert between("--from", "2026-11-22") == []
    assert between("--from", "2026-11-21", "--to", "2026-11-19") == []


def test_where_narrows_by_columns_and_fields(three: Desk) -> None:
    """Several conditions together, a state, a field that is no column, a value in words."""

    def where(*pairs: str) -> list[str]:
        return numbers(three.run("register", "FX", "--where", *pairs).done)

    assert where("state=已作废") == ["02"]
    assert where("unit=1-101") == ["03", "01"]
    assert where("unit=1-101", "state=已作废") == []
    assert where("unit=1 栋 101") == ["03", "01"]
    assert where("number=FX-2026-000001") == ["01"]
    assert where("carrier==HYPERLINK(1)") == ["03"]


def test_the_excel_sheet_holds_typed_cells_and_no_formula(three: Desk, tmp_path: Path) -> None:
    """Read back by another library: moments are moments, words are words, nothing is a formula."""
    out = tmp_path / "新 夹" / "登记.xlsx"
    assert three.run("register", "FX", "--out", str(out)).done == {"rows": 3, "file": str(out)}
    sheet = CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0)
    head, *rows = sheet.to_python()
    assert head == HEADINGS
    table = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
    # This library reads a moment at midnight as its day.
    assert [row["开具时间"] for row in table] == [
        date(2026, 11, 21), datetime(2026, 11, 20, 23, 59), datetime(2026, 11, 19, 9, 0),
    ]  # fmt: skip
    assert table[0]["运出人"] == "=HYPERLINK(1)" and str(table[0]["物品"])[:9] == "@SUM(1+1)"
    assert table[1]["编号"] == "FX-2026-000002" and table[1]["状态"] == "已作废"
    assert table[0]["车牌号"] == "" and table[2]["车牌号"] == "粤B·D12345"
    assert formulas(out) == []


def formulas(file: Path) -> list[str]:
    """Cells that Excel would calculate, as a third library sees them."""
    import openpyxl  # type: ignore[import-untyped]

    page = openpyxl.load_workbook(file).worksheets[0]
    return [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_numbers_of_persons_leave_as_masked_text(three: Desk) -> None:
    """A register never shows an ID number or a phone in full, whoever asks."""
    rows = three.run("register", "FX", staff="1003")
    assert "13800138000" not in str(rows.json) and "11010519491231002X" not in str(rows.json)


def test_the_ledger_says_its_title_period_and_every_row(three: Desk, tmp_path: Path) -> None:
    """One landscape A4 page with all numbers, the office's name, the period and page 1/1."""
    out = tmp_path / "登记.pdf"
    words = ("register", "FX", "--from", "2026-11-01", "--to", "2026-11-21", "--out", str(out))
    assert three.run(*words).done == {"rows": 3, "file": str(out)}
    (page,) = pypdf.PdfReader(out).pages
    assert [round(float(one) / 72 * 25.4) for one in page.mediabox[2:]] == [297, 210]
    text = page.extract_text().replace("\n", "")
    for wanted in ("物品放行登记", "翠湖花园物业服务中心", "2026年11月01日", "2026年11月21日", "共 3 笔",
                   "FX-2026-000001", "FX-2026-000002", "FX-2026-000003", "已作废", "第 1 页",
                   "共 1 页"):  # fmt: skip
        assert wanted in text, wanted


def test_a_file_that_cannot_be_written_is_the_environments(three: Desk, tmp_path: Path) -> None:
    """A folder of the same name, a file in place of the folder: status 3, no half file left."""
    (tmp_path / "a.xlsx").mkdir()
    (tmp_path / "datei").write_text("")
    for out in (tmp_path / "a.xlsx", tmp_path / "datei" / "b.pdf", tmp_path / "datei" / "b.xlsx"):
        assert three.run("register", "FX", "--out", str(out)).environment
    assert not list(tmp_path.glob("*.part"))


def test_an_empty_register_is_still_a_file(desk: Desk, tmp_path: Path) -> None:
    """Headings without rows, in both kinds."""
    for name in ("leer.xlsx", "leer.pdf"):
        out = tmp_path / name
        assert desk.run("register", "FX", "--out", str(out)).done == {"rows": 0, "file": str(out)}
        assert out.stat().st_size > 1000
    sheet = CalamineWorkbook.from_path(str(tmp_path / "leer.xlsx")).get_sheet_by_index(0)
    assert sheet.to_python() == [HEADINGS]


def test_the_ledger_s_head_tells_no_number_it_was_narrowed_by(three: Desk, tmp_path: Path) -> None:
    """By its label for people; what is kept apart is not told, only that it narrows."""
    out = tmp_path / "登记.pdf"
    typed = ("--where", "phone=13800138000", "unit=1-101")
    assert three.run("register", "FX", *typed, "--out", str(out)).done["rows"] == 2
    words = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert "按联系电话筛选，房号：1-101" in words and "13800138000" not in words
