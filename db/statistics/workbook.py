"""A report as an Excel workbook: its table, numbers as numbers, and a chart that Excel draws."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from db import exchange
from db.exchange import NOT_A_NAME, RISKY
from db.files import whole
from db.statistics.report import (
    COUNT, DAYS, MONEY, PERCENT, QUANTITY, TEXT, Report, Value,
)  # fmt: skip
from forms import periods
from forms.tallies import THOUSANDTHS

FORMATS = {
    COUNT: "#,##0", MONEY: "#,##0.00", PERCENT: "0.0%", DAYS: "0.0", QUANTITY: "#,##0.###",
    TEXT: "@",
}  # fmt: skip
HEAD = 3
"""The row of the headings, from 0: title, period and an empty row stand above."""
MOST = 20
"""Bars in the chart at most."""


def write(report: Report, out: Path, stamp: str) -> int:
    """Write it to `out`, whole or not at all, stamped with where it came from; how many rows.
    Environment when the disk refuses."""
    import xlsxwriter

    with whole(out) as file:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(file, {**options, "in_memory": True})
        _fill(book, report)
        exchange.stamp(book, stamp)
        book.close()
    return len(report.rows)


def _fill(book: Any, report: Report) -> None:
    page = book.add_worksheet(NOT_A_NAME.sub("", report.name)[:28])
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "align": "center"})
    page.write_string(0, 0, report.name, title)
    before = f"，上期 {periods.words(report.previous)}" if report.previous else ""
    page.write_string(1, 0, f"{periods.words(report.days)}{before}")
    for across, column in enumerate(report.columns):
        cells = [row.cells[across] for row in report.rows]
        widest = max([_wide(column.label), *(_wide(_plain(cell)) for cell in cells)])
        page.set_column(across, across, min(40, widest + 3))
        page.write_string(HEAD, across, column.label, head)
    for down, row in enumerate(report.rows, HEAD + 1):
        _line(book, page, report, down, row.cells, False)
    end = HEAD + len(report.rows)
    if report.total:
        end += 1
        _line(book, page, report, end, report.total, True)
    for at, note in enumerate(report.notes, end + 2):
        page.write_string(at, 0, note)
    page.freeze_panes(HEAD + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    if report.rows:
        _chart(book, page, report, end + 3 + len(report.notes))


def _line(
    book: Any, page: Any, report: Report, down: int, cells: tuple[Value, ...], is_total: bool
) -> None:
    for across, (cell, column) in enumerate(zip(cells, report.columns, strict=True)):
        made: dict[str, Any] = {"num_format": FORMATS[column.look]}
        if is_total:
            made |= {"bold": True, "top": 1}
        if isinstance(cell, str):
            risky = cell.startswith(RISKY)
            form = book.add_format(made | ({"quote_prefix": True} if risky else {}))
            page.write_string(down, across, cell, form)
        elif cell is None:
            page.write_blank(down, across, None, book.add_format(made))
        else:
            page.write_number(down, across, _number(column.look, cell), book.add_format(made))


def _number(look: str, value: int | float) -> float | Decimal:
    if look == MONEY:
        return Decimal(int(value)) / 100
    if look == QUANTITY:
        return Decimal(int(value)) / THOUSANDTHS
    return value / 100 if look == PERCENT else value


def _chart(book: Any, page: Any, report: Report, down: int) -> None:
    last = HEAD + min(MOST, len(report.rows))
    sheet = page.get_name()
    chart = book.add_chart({"type": "bar"})
    # Names of several columns as one, which Excel and others read alike.
    names = len(report.columns) + 1
    for at, row in enumerate(report.rows, HEAD + 1):
        page.write_string(at, names, report.name_of(row))
    page.set_column(names, names, None, None, {"hidden": True})
    chart.show_hidden_data()
    before = len(report.columns) - 1 if "上期" in report.columns[-1].label else None
    for across in filter(lambda one: one is not None, (report.main, before)):
        chart.add_series({
            "name": [sheet, HEAD, across],
            "categories": [sheet, HEAD + 1, names, last, names],
            "values": [sheet, HEAD + 1, across, last, across],
            "fill": {"color": "#2B4C9B" if across == report.main else "#B9C2D6"},
            "gap": 60,
        })  # fmt: skip
    chart.set_title({"name": report.name, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 720, "height": max(260, 34 * (last - HEAD) + 110)})
    page.insert_chart(down, 0, chart)


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _wide(words: str) -> int:
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in words)
