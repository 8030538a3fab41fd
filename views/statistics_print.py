"""A report of the statistics on paper: the same pages that are saved as PDF, to a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import exporting
from db.errors import Environment
from db.session import Session
from db.statistics import Report
from views import carriers, printouts
from views.statistics_files import WORDS, document

if TYPE_CHECKING:
    from printing.carrier import Carrier


def print_out(session: Session, report: Report, queue: str, through: Carrier) -> str:
    """Print a report; the queue it went to, "" where there is no printer at all.

    queue: "" for the computer's default printer. Refused without the right `export`; Environment
    when the printer cannot take it. For a thread.
    """
    from printing.pdf import draw

    stamped = exporting.stamp(session, WORDS)
    made = document(session, report, stamped)
    to = queue or carriers.default_queue(through)
    if to is None:
        return ""
    size = made.pages[0].width, made.pages[0].height
    reason = through.refuse_reason(to, *size)
    if reason:
        raise Environment("printer", reason)
    pdf = draw(made, printouts.images(session, made.images))
    carriers.send(through, pdf, to, size, made.title)
    exporting.note(session, report.name, len(report.rows), "print", stamped)
    return to
