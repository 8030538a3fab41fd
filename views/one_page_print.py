"""The one-page file handed to a printer, beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import exporting
from db.errors import Environment
from db.exporting import Stamp
from db.filed import Subject
from db.session import Session
from views import carriers, one_page

if TYPE_CHECKING:
    from printing.carrier import Carrier


def print_out(
    session: Session, subject: Subject, queue: str, through: Carrier,
    stamped: Stamp | None = None,
) -> str:
    """The queue the page went to, "" where there is no printer at all. Waits for the printer: for
    a thread. queue: "" for the computer's default printer.

    Refused as `one_page.document`; Environment when the printer cannot take it.
    """
    from printing.pdf import draw

    stamped = stamped or exporting.stamp(session)
    made = one_page.document(session, subject, stamped)
    to = queue or carriers.default_queue(through)
    if to is None:
        return ""
    size = made.pages[0].width, made.pages[0].height
    reason = through.refuse_reason(to, *size)
    if reason:
        raise Environment("printer", reason)
    carriers.send(through, draw(made), to, size, made.title)
    one_page.note(session, subject, "print", stamped)
    return to
