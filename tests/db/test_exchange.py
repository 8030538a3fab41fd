"""An Excel sheet read back by two other libraries: kinds of cells, no formula, any length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from python_calamine import CalamineWorkbook

from db import exchange
from db.errors import Cancelled, Environment
from db.exchange import Cell, Sheet, write_xlsx

NASTY = ("=1+1", "+8613800138000", "-5", "@SUM(A1)", "440301199003071234", "007", "https://x.y")
HEADINGS = ("时刻", "日子", "钱", "数", "字")


def rows(many: int) -> Iterator[tuple[Cell, ...]]:
    """Rows with a cell of every kind; words that want to be something else."""
    for at in range(many):
        yield (datetime(2026, 11, 21, 10, at % 60), date(2026, 11, 21), Decimal(at).scaleb(-2),
               at / 2, NASTY[at % len(NASTY)])  # fmt: skip


def test_cells_keep_their_kind(tmp_path: Path) -> None:
    """Moments and days are dates, money has two decimals, words stay words."""
    file = tmp_path / "表.xlsx"
    assert write_xlsx(file, Sheet("登记", HEADINGS, rows(7))) == 7
    page = openpyxl.load_workbook(file).worksheets[0]
    head, *body = list(page.iter_rows())
    assert [cell.value for cell in head] == list(HEADINGS)
    for at, line in enumerate(body):
        assert [cell.data_type for cell in line] == ["d", "d", "n", "n", "s"]
        assert [cell.value for cell in line][2:] == [at / 100, at / 2, NASTY[at]]
        assert line[0].is_date and line[2].number_format == "#,##0.00"
        assert line[4].number_format == "@" and not line[4].hyperlink
        assert bool(line[4].quotePrefix) == (NASTY[at][0] in "=+-@")
    again = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert [line[4] for line in again[1:]] == list(NASTY)
    assert again[1][:2] == [datetime(2026, 11, 21, 10, 0), date(2026, 11, 21)]
    assert page.auto_filter.ref == "A1:E8" and page.freeze_panes == "A2"


@pytest.mark.parametrize(
    ("many", "sheets"), [(0, [0]), (50, [50]), (51, [50, 1]), (120, [50, 50, 20])]
)
def test_more_rows_than_excel_takes_go_on_in_a_further_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, sheets: list[int]
) -> None:
    """Each with its headings, none lost."""
    monkeypatch.setattr(exchange, "_MOST", 50)
    assert write_xlsx(tmp_path / "表.xlsx", Sheet("登记", HEADINGS, rows(many))) == many
    book = CalamineWorkbook.from_path(tmp_path / "表.xlsx")
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [len(page) - 1 for page in pages] == sheets
    assert all(page[0] == list(HEADINGS) for page in pages)
    words = [line[4] for page in pages for line in page[1:]]
    assert words == [NASTY[at % len(NASTY)] for at in range(many)]


def test_being_called_off_leaves_nothing(tmp_path: Path) -> None:
    """No file, no part of one, none of what was put aside meanwhile."""

    def called_off() -> Iterator[tuple[Cell, ...]]:
        yield from rows(2000)
        raise Cancelled

    with pytest.raises(Cancelled):
        write_xlsx(tmp_path / "表.xlsx", Sheet("登记", HEADINGS, called_off()))
    assert not list(tmp_path.iterdir())


def test_a_folder_in_its_place_is_the_environments(tmp_path: Path) -> None:
    """And the words name it."""
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(Environment):
        write_xlsx(tmp_path / "表.xlsx", Sheet("登记", HEADINGS, rows(3)))
    assert [one.name for one in tmp_path.iterdir()] == ["表.xlsx"]
