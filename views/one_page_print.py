"""The one-page file handed to a printer, beside the window."""

from __future__ import annotations

from db import exporting
from db.exporting import Stamp
from db.filed import Subject
from db.session import Session
from views import office_papers, one_page
from views.office_papers import How, Sent

KEY = "@file"


def print_out(
    session: Session, subject: Subject, how: How, stamped: Stamp | None = None
) -> Sent | None:
    """Print the page and journal it; as `office_papers.send`. Refused as `one_page.document`."""
    stamped = stamped or exporting.stamp(session)
    sent = office_papers.send(how, one_page.document(session, subject, stamped), {})
    if sent:
        one_page.note(session, subject, "print", stamped)
    return sent
