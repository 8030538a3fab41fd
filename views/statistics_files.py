"""A report of the statistics as a file: what the page shows. Imports no Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db import exchange, office
from db.errors import Refused
from db.files import whole
from db.session import Session
from db.statistics import report as told
from db.statistics.report import PERCENT, TEXT, Report
from forms import periods
from views import office_sign, printouts

if TYPE_CHECKING:
    from printing.page import Document

CODE = "statistics"
"""What the journal says has left."""


def document(session: Session, report: Report) -> Document:
    """The pages of a report."""
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
        f"{session.member.words}　{session.now():%Y-%m-%d %H:%M} 制表",
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

    It is journalled that it left. Refused without the right `export` and for another ending,
    Environment when the disk does not allow it.
    """
    session.require("export", "导出、打印统计")
    ending = out.suffix.lower()
    if ending == ".xlsx":
        from db.statistics import workbook

        many = workbook.write(report, out)
    elif ending == ".pdf":
        from printing.pdf import draw

        made = document(session, report)
        pdf = draw(made, printouts.images(session, made.images))
        with whole(out) as file:
            file.write(pdf)
        many = len(report.rows)
    else:
        raise Refused({"out": "文件名应以 .xlsx 或 .pdf 结尾"})
    exchange.note(session, CODE, many, ending[1:])
    return many
