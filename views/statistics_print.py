"""A report of the statistics on paper: the same pages that are saved as PDF, to a printer."""

from __future__ import annotations

from db import exchange
from db.session import Session
from db.statistics import Report
from views import office_papers, printouts
from views.office_papers import How, Sent
from views.statistics_files import CODE, document

KEY = "@report"


def print_out(session: Session, report: Report, how: How) -> Sent | None:
    """Print a report and journal it; as `office_papers.send`. Refused without the right `export`.
    """
    session.require("export", "导出、打印统计")
    made = document(session, report)
    sent = office_papers.send(how, made, printouts.images(session, made.images))
    if sent:
        exchange.note(session, CODE, len(report.rows), "print")
    return sent
