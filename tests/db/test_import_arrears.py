"""管理费 owed in from workbooks: by line, by column, in totals; newer statements supersede."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import imports
from db.errors import Refused
from db.facts import unit_facts
from db.imports import months
from db.imports.headings import mapping
from db.session import Session
from forms.facts import Arrears
from forms.values import Invalid
from tests.db.demo_desk import GUARD, Desk
from tests.db.estate_tables import WORKBOOKS, content, counts, made, reasons

LINES = ("房号", "账期", "应收", "已收", "欠费")


def owed(session: Session, label: str) -> Arrears | None:
    """What the desk sees of a unit."""
    return unit_facts(session, label).arrears


def statement(
    session: Session, path: Path, into: Path | None = None, **how: Any
) -> imports.Result:
    """The result of importing a workbook's arrears."""
    return imports.arrears(session, imports.look(session, path, what="arrears"), into, **how)


@pytest.fixture
def session(desk: Desk) -> Session:
    """The desk of an estate where nothing is known of arrears."""
    opened = desk.at()
    opened.store.db.execute_sql("DELETE FROM dated_fact")
    return opened


def test_a_line_for_each_unit_and_month(session: Session, tmp_path: Path) -> None:
    """欠费明细.xlsx: other fees and sums are not counted; a bad row keeps its unit out."""
    path, bad = WORKBOOKS / "欠费明细.xlsx", tmp_path / "退回.xlsx"
    assert imports.look(session, path).what == "arrears"
    result = statement(session, path, bad)
    assert (counts(result), result.as_of) == ((6, 0, 0, 5), "2026-10-31")
    assert owed(session, "3-1202") == Arrears(
        2, 612_00, "2026-10-31", {"2026-09": 306_00, "2026-10": 306_00}
    )
    assert owed(session, "2-701") == Arrears(
        3, 1151_50, "2026-10-31", {"2026-08": 250_50, "2026-09/2026-10": 901_00}
    )
    paid = Arrears(0, 0, "2026-10-31")
    assert [owed(session, label) for label in ("1-101", "1-104")] == [paid, paid]
    assert [owed(session, label) for label in ("1-102", "1-103", "1-201")] == [None] * 3
    told = {row: why for _, why, row in reasons(bad)}
    for row, words in (("12", "1 月还是 10 月"), ("13", "应收减已收 ¥200.00"), ("14", "同一户"),
                       ("16", "没有这个房号"), ("17", "“上个月”看不懂")):  # fmt: skip
        assert words in told[row]
    before = content(session)
    assert counts(statement(session, path)) == (0, 6, 0, 5) and content(session) == before


def test_a_column_for_each_month_and_totals(session: Session, tmp_path: Path) -> None:
    """欠缴一览.xls: years stand over the months, the last sums have to be right; a second sheet
    tells how many months."""
    path, bad = WORKBOOKS / "欠缴一览.xls", tmp_path / "退回.xlsx"
    result = statement(session, path, bad)
    assert (counts(result), result.as_of) == ((5, 0, 0, 2), "2026-02-28")
    assert owed(session, "3-1202") == Arrears(
        2, 612_00, "2026-02-28", {"2025-12": 306_00, "2026-01": 306_00}
    )
    assert owed(session, "3-1201") == owed(session, "1-101") == Arrears(0, 0, "2026-02-28")
    assert owed(session, "2-701") == Arrears(3, 1351_50, "2026-02-28")
    assert owed(session, "1-102") == Arrears(0, 88_00, "2026-02-28")
    assert ["合计 ¥1,000.00 与各月相加 ¥1,224.00" in reasons(bad)[0][1],
            "2025年11月：金额看不懂" in reasons(bad)[1][1]] == [True, True]  # fmt: skip
    assert counts(statement(session, path)) == (0, 5, 0, 2)


WIDE: dict[str, tuple[tuple[Any, ...], list[str]]] = {
    "years": (("房号", "2026年9月", "2026.10"), ["2026-09", "2026-10"]),
    "numbers": (("房号", 2026.9, 2026.1), ["2026-09", "2026-10"]),
    "months of one number": (("房号", 202512, 202601), ["2025-12", "2026-01"]),
    "over the year": (("房号", "12月", "1月"), ["2025-12", "2026-01"]),
    "this year": (("房号", "9月欠费", "10月份"), ["2026-09", "2026-10"]),
    "later than the day": (("房号", "11月", "12月"), ["2025-11", "2025-12"]),
}


@pytest.mark.parametrize("how", WIDE)
def test_months_in_headings(session: Session, tmp_path: Path, how: str) -> None:
    """Without a year: the last such month up to the statement's day."""
    head, keys = WIDE[how]
    path = made(tmp_path / "a.xlsx", ("欠费表 截至2026年10月31日",), head, ("3-1202", 100, 200.5))
    statement(session, path)
    found = owed(session, "3-1202")
    assert found and found.by_month == dict(zip(keys, (100_00, 200_50), strict=True))


@pytest.mark.parametrize(("raw", "key"), [
    ("2026-09", "2026-09"), ("2026年9月份", "2026-09"), ("202609", "2026-09"), (202609.0, "2026-09"),
    ("2026.8-10", "2026-08/2026-10"), ("2026年11月至2027年1月", "2026-11/2027-01"),
    ("2026-08-01至2026-10-31", "2026-08/2026-10"), ("2026/9/1", "2026-09"), (2026.11, "2026-11"),
    ("2026年第三季度", "2026-07/2026-09"), ("2026年上半年", "2026-01/2026-06"),
    ("2026年度", "2026-01/2026-12"), ("9月物业费", "2026-09"), ("12月", "2025-12"),
    (date(2026, 9, 1), "2026-09"), ("12-2月", "2025-12/2026-02"),
    (2026.1, None), ("2026", None), ("9", None), ("2026-13", None), ("十月", None),
    ("2026-10至2026-08", None), ("", None),
])  # fmt: skip
def test_months_in_cells(raw: Any, key: str | None) -> None:
    """None: refused rather than guessed."""
    day = date(2026, 10, 31)
    if key is None:
        with pytest.raises(Invalid):
            months.read(raw, None, day)
    else:
        assert months.read(raw, None, day).key == key


@pytest.mark.parametrize(("title", "day"), [
    ("欠费表（截至2026年10月31日）", "2026-10-31"), ("截止到 2026.10.31", "2026-10-31"),
    ("截至2026年2月底", "2026-02-28"), ("截止日期：2026年10月", "2026-10-31"),
    ("统计日期:2026/11/1", "2026-11-01"), ("2026年10月欠费表", "2026-11-21"),
    ("截至2026年2月30日", "2026-11-21"),
])  # fmt: skip
def test_the_day_of_a_statement(session: Session, tmp_path: Path, title: str, day: str) -> None:
    """From the title, else today; the user's own word goes first, and never a day to come."""
    path = made(tmp_path / "a.xlsx", (title,), ("房号", "欠费月数", "欠费"), ("3-1202", 2, 612))
    assert statement(session, path).as_of == day
    assert owed(session, "3-1202") == Arrears(2, 612_00, day)
    later = date(2026, 11, 21)
    assert statement(session, path, day=later).as_of == "2026-11-21"
    with pytest.raises(Refused, match="还没有到"):
        statement(session, path, day=date(2026, 11, 22))


def test_a_newer_statement_holds_and_an_older_one_never(session: Session, tmp_path: Path) -> None:
    """Corrected on the same day it holds too; what was known stays in the store."""
    head = ("房号", "欠费月数", "欠费")

    def told(name: str, months: int, fen: int, day: int) -> imports.Result:
        path = made(tmp_path / name, head, ("3-1202", months, fen / 100))
        return statement(session, path, day=date(2026, 11, day))

    assert counts(told("1.xlsx", 1, 306_00, 10)) == (1, 0, 0, 0)
    assert counts(told("2.xlsx", 2, 612_00, 15)) == (1, 0, 0, 0)
    bad = tmp_path / "退回.xlsx"
    older = made(tmp_path / "3.xlsx", head, ("3-1202", 9, 999))
    result = statement(session, older, bad, day=date(2026, 11, 12))
    assert counts(result) == (0, 0, 1, 0) and "已有截至 2026-11-15" in reasons(bad)[0][1]
    assert counts(told("1.xlsx", 1, 306_00, 10)) == (0, 1, 0, 0)
    assert owed(session, "3-1202") == Arrears(2, 612_00, "2026-11-15")
    assert counts(told("4.xlsx", 0, 0, 15)) == (1, 0, 0, 0)
    assert owed(session, "3-1202") == Arrears(0, 0, "2026-11-15")
    assert session.store.value("SELECT count(*) FROM dated_fact") == 3


def test_who_is_not_in_it_owes_nothing_only_where_the_user_says_so(
    session: Session, tmp_path: Path
) -> None:
    """Never while a row's unit cannot be read; a unit with a bad row keeps what was known."""
    head = ("房号", "欠费月数", "欠费")
    rows = (("3-1202", 2, 612), ("2-701", 1, 300), ("1-101", 1, 300))
    statement(session, made(tmp_path / "1.xlsx", head, *rows), day=date(2026, 11, 1))
    less = made(tmp_path / "2.xlsx", head, ("3-1202", 1, 306), ("1-101", 1, "?"))
    assert statement(session, less, day=date(2026, 11, 2)).cleared == 0
    assert owed(session, "2-701") == Arrears(1, 300_00, "2026-11-01")
    result = statement(session, less, day=date(2026, 11, 3), missing_paid=True)
    assert (result.cleared, counts(result)) == (1, (1, 0, 0, 1))
    assert owed(session, "2-701") == Arrears(0, 0, "2026-11-03")
    assert owed(session, "1-101") == Arrears(1, 300_00, "2026-11-01")
    again = statement(session, less, day=date(2026, 11, 3), missing_paid=True)
    assert (again.cleared, counts(again)) == (0, (0, 1, 0, 1))
    lost = made(tmp_path / "3.xlsx", head, ("3-1202", 1, 306), ("三楼", 1, 1))
    before = content(session)
    with pytest.raises(Refused, match="看不出是哪一户"):
        statement(session, lost, missing_paid=True)
    assert content(session) == before


TWICE: dict[str, tuple[list[tuple[Any, ...]], str]] = {
    "a month": ([("3-1202", "2026-09", 306, 0, 306), ("3-1202", "202609", 9, 0, 9)], "2026-09 写了"),
    "in a range": ([("3-1202", "2026-09", 306, 0, 306), ("3-1202", "2026.8-10", 9, 0, 9)], "不止一行"),
    "no month": ([("3-1202", "", 306, 0, 306)], "没有写月份"),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_would_be_a_false_debt_stays_outside(
    session: Session, tmp_path: Path, what: str
) -> None:
    """The whole unit, the others go in."""
    rows, words = TWICE[what]
    bad = tmp_path / "退回.xlsx"
    path = made(tmp_path / "a.xlsx", LINES, *rows, ("2-701", "2026-09", 100, 40, 60))
    assert counts(statement(session, path, bad)) == (1, 0, 0, len(rows))
    assert owed(session, "3-1202") is None and words in reasons(bad)[0][1]
    assert owed(session, "2-701") == Arrears(1, 60_00, "2026-11-21", {"2026-09": 60_00})


def test_a_sheet_for_each_month_and_billed_less_paid(session: Session, tmp_path: Path) -> None:
    """The month from the sheet's name where no column says it."""
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, paid in (("2026年9月", 0), ("10月", 100.5)):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ("房号", "应收", "实收"))
            page.write_row(1, 0, ("3-1202", 306, paid))
    assert counts(statement(session, path)) == (2, 0, 0, 0)
    assert owed(session, "3-1202") == Arrears(
        2, 511_50, "2026-11-21", {"2026-09": 306_00, "2026-10": 205_50}
    )
    (value,) = session.store.rows("SELECT value FROM dated_fact")
    assert json.loads(value[0])["billed"] == 612_00


def test_the_journal_and_the_right(session: Session, desk: Desk, tmp_path: Path) -> None:
    """Counts only; not for the gate; a table without a debt is refused until it is told."""
    path = made(tmp_path / "a.xlsx", ("房号", "结余"), ("3-1202", 612))
    with pytest.raises(Refused, match="哪一栏是欠费.*结余"):
        statement(session, path)
    source = imports.look(session, path, mapping("结余=欠费"), "arrears")
    assert imports.arrears(session, source).accepted == 1
    rows = session.store.rows("SELECT subject, body FROM journal WHERE action = 'import'")
    assert rows[0][0] == "arrears" and json.loads(rows[0][1])["accepted"] == 1
    with pytest.raises(Refused, match="不能导入欠费"):
        imports.arrears(desk.at(GUARD), source)
