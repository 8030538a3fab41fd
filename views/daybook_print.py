"""The report of a day that is not closed handed to a printer, as the paper of a close is."""

from __future__ import annotations

from datetime import date

from db import prints
from db.session import Session
from views import daybook_paper, office_papers, printouts
from views.office_papers import How, Sent


def how(session: Session) -> How:
    """How this computer prints it. Refused where no form closes the books."""
    form = daybook_paper.form_of(session)
    return office_papers.how_slip(session, form, form.papers[0])


def print_out(session: Session, day: date, one: How) -> Sent | None:
    """Print that day's report; as `office_papers.send`. Refused as `daybook_paper.document`."""
    struck = one.way if one.mode == prints.IMPACT else None
    made = daybook_paper.document(session, day, struck)
    return office_papers.send(one, made, printouts.images(session, made.images))
