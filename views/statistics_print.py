"""A report of the statistics on paper: the same pages that are saved as PDF, to a printer."""

from __future__ import annotations

from db import exporting
from db.session import Session
from db.statistics import Report
from views import office_papers, printouts
from views.office_papers import How, Sent
from views.statistics_files import WORDS, document

KEY = "@report"


def print_out(session: Session, report: Report, how: How) -> Sent | None:
    """Print a report and journal it; as `office_papers.send`. Refused without the right `export`.
    """
    stamped = exporting.stamp(session, WORDS)
    made = document(session, report, stamped)
    sent = office_papers.send(how, made, printouts.images(session, made.images))
    if sent:
        exporting.note(session, report.name, len(report.rows), "print", stamped)
    return sent
