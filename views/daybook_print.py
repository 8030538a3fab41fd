"""The report of a day handed to a printer, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from db.errors import Environment
from db.session import Session
from views import carriers, daybook_paper, printer, reading
from views.page import Page

if TYPE_CHECKING:
    from printing.carrier import Carrier


def print_out(
    page: Page, session: Session, day: date, save: Callable[[], object],
    failed: Callable[[Exception], object],
) -> None:  # fmt: skip
    """Print that day's report; `save` where the office prints to files or has no printer."""
    queue = printer.chosen(session)
    if queue == printer.TO_FILE:
        save()
        return
    through = carriers.carrier(session)

    def printed(to: str) -> None:
        if to:
            page.notice.emit(f"{day} 的日报已送打印机 {to}", "good")
        else:
            save()

    reading.ask(page, session, lambda own: _send(own, day, queue, through), printed, failed)


def _send(session: Session, day: date, queue: str, through: Carrier) -> str:
    """The queue it went to, "" for no printer; Environment when the printer cannot take it."""
    from printing.pdf import draw

    document = daybook_paper.document(session, day)
    to = queue or carriers.default_queue(through)
    if to is None:
        return ""
    size = document.pages[0].width, document.pages[0].height
    reason = through.refuse_reason(to, *size)
    if reason:
        raise Environment("printer", reason)
    carriers.send(through, draw(document), to, size, document.title)
    return to
