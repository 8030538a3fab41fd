"""A report of the statistics as a file: what the page shows. Imports no Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db import exporting, office
from db.errors import Refused
from db.exporting import Stamp
from db.files import whole
from db.session import Session
from db.statistics import report as told
from db.statistics.report import PERCENT, TEXT, Report
from forms import periods
from views import office_sign, printouts

if TYPE_CHECKING:
    from printing.page import Document

WORDS = "导出、打印统计"


def document(session: Session, report: Report, stamped: Stamp) -> Document:
    """The pages of a report, with the number that it leaves under at the foot."""
    from printing.statistics import Bar, Heading, Sheet, compose

    look = report.look
    return compose(Sheet(
        report.name,
        str(office.setting(session.store, "office.name")),
        periods.words(report.days),
        periods.words(report.previous) if report.previous else "",
        [Heading(one.label, one.look != TEXT) for one in report.columns],
        [_words(report, row.cells) for row in report.rows],
        _words(report, report.total),
        [
            Bar(report.name_of(row), told.words(look, row.cells[report.main]),
                _length(row.cells[report.main]), _length(row.before))
            for row in report.rows
        ],
        report.columns[report.main].label,
        100.0 if look == PERCENT else None,
        report.notes,
        stamped.by,
        office_sign.sign(session),
    ))  # fmt: skip


def _words(report: Report, cells: tuple[told.Value, ...]) -> list[str]:
    return [
        told.words(column.look, cell)
        for column, cell in zip(report.columns, cells, strict=bool(cells))
    ]


def _length(value: told.Value) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def write(session: Session, report: Report, out: Path) -> int:
    """Write a report to `out`, .xlsx or .pdf, whole or not at all; how many rows.

    It is stamped, and journalled that it left. Refused without the right `export` and for another
    ending, Environment when the disk does not allow it.
    """
    stamped = exporting.stamp(session, WORDS)
    ending = out.suffix.lower()
    if ending == ".xlsx":
        from db.statistics import workbook

        many = workbook.write(report, out, stamped.by)
    elif ending == ".pdf":
        from printing.pdf import draw

        made = document(session, report, stamped)
        pdf = draw(made, printouts.images(session, made.images))
        with whole(out) as file:
            file.write(pdf)
        many = len(report.rows)
    else:
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    exporting.note(session, report.name, many, ending[1:], stamped)
    return many
